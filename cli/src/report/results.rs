//! Results as a run's folder keeps them, and a folder read back: whole, unchanged and of this version, or not at all.
//!
//! Everything that is reported of a run is reported of these, so charts and pages can be made again without
//! solving anything.

use super::answer::{Answer, RESULTS, SCHEMA};
use super::folder::{MANIFEST, MANIFEST_LIMIT, PROGRAM, hash};
use super::manifest::Manifest;
use potash::calibration::results::{BacktestResults, CalibrationResults};
use potash::input::{FileName, ReadError, below, hash_of, read_limited, visible};
use potash::results::study::StudyResults;
use potash::results::sweep::SweepResults;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Most bytes of any file but those of draws, whose number nothing limits: more than the largest sweep leaves.
const FILE_LIMIT: u64 = 1 << 30;
const DRAWS_LIMIT: u64 = 1 << 40;
/// Most files that a manifest may name.
const MOST_FILES: usize = 10_000;

/// What a run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Results {
    /// `potash run` and `potash compare`.
    Study(Box<StudyResults>),
    /// `potash sweep`.
    Sweep(Box<SweepResults>),
    /// `potash backtest`.
    Backtest(Box<BacktestResults>),
    /// `potash calibrate`.
    Calibration(Box<CalibrationResults>),
}

/// Results that are written from where they are, not from a copy.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultsRef<'a> {
    Study(&'a StudyResults),
    Sweep(&'a SweepResults),
    Backtest(&'a BacktestResults),
    Calibration(&'a CalibrationResults),
}

/// What has to be known of the file before the rest can be read.
#[derive(Deserialize)]
struct Head {
    schema_version: Option<u64>,
}

impl Results {
    /// Reads what [`Answer::bytes`] wrote.
    ///
    /// # Errors
    /// What is no JSON of this form, names a scenario as none can be called, or contradicts itself.
    pub fn parse(bytes: &[u8]) -> Result<Results, ResultsError> {
        let head: Head = serde_json::from_slice(bytes)?;
        if head.schema_version != Some(SCHEMA) {
            return Err(ResultsError::Form(head.schema_version));
        }
        let Answer { results, .. } = serde_json::from_slice::<Answer<Results>>(bytes)?;
        if let Some(name) = results.unsafe_name() {
            return Err(ResultsError::Name(name.to_string()));
        }
        let whole = match &results {
            Results::Study(study) => study.is_whole(),
            Results::Sweep(sweep) => sweep.is_whole(),
            Results::Backtest(backtest) => backtest.is_whole(),
            Results::Calibration(calibration) => calibration.is_whole(),
        };
        whole.map_err(ResultsError::Contradiction)?;
        Ok(results)
    }

    /// The first name in it that could be a path, if there is one: names of scenarios become those of files.
    fn unsafe_name(&self) -> Option<&str> {
        let names: Vec<&str> = match self {
            Results::Study(study) => study.each().map(|(scenario, _)| scenario.name.as_str()).collect(),
            Results::Sweep(sweep) => vec![&sweep.scenario],
            Results::Backtest(backtest) => vec![&backtest.name],
            Results::Calibration(calibration) => vec![&calibration.backtest.name],
        };
        names.into_iter().find(|name| FileName::parse(name).is_none())
    }
}

/// Why bytes are no results.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Another version wrote them, in this form if it says so.
    #[error("they are of another form")]
    Form(Option<u64>),
    /// A name that could be a path.
    #[error("a scenario is called {0:?}")]
    Name(String),
    /// Numbers or lists that cannot be those of one run.
    #[error("{0}")]
    Contradiction(String),
}

/// A finished run, read from its folder.
#[derive(Debug)]
pub struct Run {
    pub folder: PathBuf,
    pub results: Results,
    pub manifest: Manifest,
}

impl Run {
    /// Whether a chart was left out when the run was made, as it could not be drawn.
    pub fn left_out(&self, chart: &str) -> bool {
        self.manifest.charts_left_out.iter().any(|left_out| left_out.chart == chart)
    }
}

/// Why a folder cannot be read as a run. Every text that comes from the folder is made visible first.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{}: is no run's folder; give one that potash run, compare, sweep, calibrate or backtest made", .0.display())]
    NoFolder(PathBuf),
    #[error("{0}")]
    Unreadable(ReadError),
    #[error("{}: {reason}; this is no folder that a run left", folder.display())]
    Refused { folder: PathBuf, reason: String },
    #[error(
        "{}: has no {MANIFEST}, which is written last: the run is incomplete or this is no run's folder; run it again",
        .0.display()
    )]
    NoManifest(PathBuf),
    #[error("{}: its {MANIFEST} is not one of potash; this is no run's folder", .0.display())]
    Other(PathBuf),
    #[error("{path}: is damaged ({what}); run it again")]
    Damaged { path: String, what: String },
    #[error("{}: {file} is missing, which the manifest names; the folder is incomplete, run it again{again}", folder.display())]
    Missing { folder: PathBuf, file: String, again: String },
    #[error(
        "{}: {file} was changed since the run (its SHA-256 is not the manifest's); what it says can no longer be \
         vouched for, run it again, with --force to replace this folder{again}",
        folder.display()
    )]
    Edited { folder: PathBuf, file: String, again: String },
    #[error("{}: its results are of schema version {found}, and this program reads {SCHEMA}; run it again{again}", folder.display())]
    Schema { folder: PathBuf, found: String, again: String },
}

impl RunError {
    /// Whether the system refused, rather than the folder being wrong.
    pub fn is_io(&self) -> bool {
        matches!(self, RunError::Unreadable(_))
    }
}

impl Run {
    /// Reads a finished run.
    ///
    /// # Errors
    /// A folder that is none, is incomplete, was changed since the run or has results of another schema version.
    pub fn read(folder: &Path) -> Result<Run, RunError> {
        let home = || folder.to_path_buf();
        if !folder.is_dir() {
            return Err(RunError::NoFolder(home()));
        }
        let bytes = below(folder, MANIFEST).and_then(|path| read_limited(&path, MANIFEST_LIMIT));
        let bytes = bytes.map_err(|error| match error.is_not_found() {
            true => RunError::NoManifest(home()),
            false => refused(folder, error),
        })?;
        let manifest: Value =
            serde_json::from_slice(&bytes).map_err(|error| damaged(&folder.join(MANIFEST), &error))?;
        let text = |key: &str| manifest.get(key).and_then(Value::as_str).map(visible);
        if text("program").as_deref() != Some(PROGRAM) {
            return Err(RunError::Other(home()));
        }
        // A stranger's folder may say anything: it is quoted, not recommended.
        let said = |command| format!("; the folder says that it was made by: {command}");
        let again = text("command").map_or_else(String::new, said);
        let results = parse(folder, &check(folder, &manifest, &again)?, &again)?;
        let manifest =
            serde_json::from_value(manifest).map_err(|error| damaged(&folder.join(MANIFEST), &error))?;
        Ok(Run { folder: home(), results, manifest })
    }
}

/// Checks every file that the manifest names; gives the bytes of the results.
fn check(folder: &Path, manifest: &Value, again: &str) -> Result<Vec<u8>, RunError> {
    let home = || folder.to_path_buf();
    let missing = |file: &str| RunError::Missing {
        folder: home(),
        file: visible(file).into(),
        again: again.to_string(),
    };
    let outputs = manifest.get("outputs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if outputs.len() > MOST_FILES {
        let reason = format!("{MANIFEST} names {} files", outputs.len());
        return Err(RunError::Refused { folder: home(), reason });
    }
    let of =
        |output: &Value, key: &str| output.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let named: Vec<_> = outputs.iter().map(|output| (of(output, "file"), of(output, "sha256"))).collect();
    let mut seen = HashSet::new();
    if let Some((twice, _)) = named.iter().find(|(file, _)| !seen.insert(file)) {
        let reason = format!("{MANIFEST} names `{}` twice", visible(twice));
        return Err(RunError::Refused { folder: home(), reason });
    }
    let found = |(file, expected): &(String, String)| {
        below(folder, file).map(|path| (file.clone(), path, expected.clone())).map_err(|error| {
            match error.is_not_found() {
                true => missing(file),
                false => refused(folder, error),
            }
        })
    };
    // Every name is looked at before anything is read.
    let paths = named.iter().map(found).collect::<Result<Vec<_>, _>>()?;
    let mut results = None;
    for (file, path, expected) in paths {
        let sha = if file == RESULTS {
            let bytes = read_limited(&path, FILE_LIMIT).map_err(|error| refused(folder, error))?;
            hash(results.insert(bytes))
        } else {
            let stem = file.split_once('.').map_or("", |(stem, _)| stem);
            let limit = if matches!(stem, "draws" | "worlds") { DRAWS_LIMIT } else { FILE_LIMIT };
            hash_of(&path, limit).map_err(|error| refused(folder, error))?
        };
        if sha != expected {
            let (file, again) = (visible(&file).into(), again.to_string());
            return Err(RunError::Edited { folder: home(), file, again });
        }
    }
    results.ok_or_else(|| missing(RESULTS))
}

/// The results in a folder's file, or why they are refused.
fn parse(folder: &Path, bytes: &[u8], again: &str) -> Result<Results, RunError> {
    Results::parse(bytes).map_err(|error| match error {
        ResultsError::Json(error) => damaged(&folder.join(RESULTS), &error),
        ResultsError::Form(form) => {
            let found = form.map_or("unknown".to_string(), |n| n.to_string());
            RunError::Schema { folder: folder.to_path_buf(), found, again: again.to_string() }
        }
        ResultsError::Name(name) => {
            let reason = format!("{RESULTS} calls a scenario {name:?}, which no scenario can be called");
            RunError::Refused { folder: folder.to_path_buf(), reason: visible(&reason).into() }
        }
        ResultsError::Contradiction(what) => {
            let what = visible(&what).into();
            RunError::Damaged { path: folder.join(RESULTS).display().to_string(), what }
        }
    })
}

fn refused(folder: &Path, error: ReadError) -> RunError {
    match error.is_io() {
        true => RunError::Unreadable(error),
        false => {
            let reason = visible(&error.to_string()).into();
            RunError::Refused { folder: folder.to_path_buf(), reason }
        }
    }
}

fn damaged(path: &Path, error: &serde_json::Error) -> RunError {
    RunError::Damaged { path: path.display().to_string(), what: visible(&error.to_string()).into() }
}
