//! Results as a run's folder keeps them, and a folder read back: whole, unchanged and of this version, or not at all.
//!
//! Everything that is told of a run is told of these, so charts and pages can be made again without
//! solving anything.

use super::figures::{self, Figure};
use super::folder::{MANIFEST, hash};
use super::history::past::Past;
use super::sweep::Sweep;
use super::texts::Texts;
use crate::analysis::study::Study;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file that results stand in.
pub const RESULTS: &str = "results.json";
/// What that file is written as; another number is another program's.
const SCHEMA: u64 = 2;

/// What a run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Results {
    Study(Box<Study>),
    Sweep(Box<Sweep>),
    Past(Box<Past>),
}

/// The file's shape.
#[derive(Serialize)]
struct Written<'a> {
    schema_version: u64,
    version: &'static str,
    results: &'a Results,
}

/// What has to be known of the file before the rest can be read.
#[derive(Deserialize)]
struct Head {
    schema_version: Option<u64>,
}

#[derive(Deserialize)]
struct Read {
    results: Results,
}

impl Results {
    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        let written = Written { schema_version: SCHEMA, version: env!("CARGO_PKG_VERSION"), results: self };
        // Maps have text keys and numbers that JSON lacks are written as null, so nothing can fail.
        serde_json::to_vec(&written).unwrap_or_default()
    }

    /// Its charts.
    pub fn figures(&self, texts: &Texts) -> Vec<Figure> {
        match self {
            Results::Study(study) => figures::figures(study, texts),
            Results::Sweep(sweep) => sweep.figure(texts).into_iter().collect(),
            Results::Past(past) => past.figures(texts),
        }
    }
}

/// A finished run, read from its folder.
#[derive(Debug)]
pub struct Run {
    pub folder: PathBuf,
    pub results: Results,
    pub manifest: Value,
}

/// Why a folder cannot be told of.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error("{}: is no run's folder; give one that potash run, compare, sweep, calibrate or backtest made", .0.display())]
    NoFolder(PathBuf),
    #[error("{path}: {error}")]
    Unreadable { path: String, error: io::Error },
    #[error(
        "{}: has no {MANIFEST}, which is written last: the run is incomplete or this is no run's folder; run it again",
        .0.display()
    )]
    NoManifest(PathBuf),
    #[error("{path}: is damaged ({what}); run it again")]
    Damaged { path: String, what: String },
    #[error("{}: {file} is missing, which the manifest names; the folder is incomplete, run it again{again}", folder.display())]
    Missing { folder: PathBuf, file: String, again: String },
    #[error(
        "{}: {file} was changed since the run (its SHA-256 is not the manifest's); what it says can no longer be \
         vouched for, run it again{again}",
        folder.display()
    )]
    Edited { folder: PathBuf, file: String, again: String },
    #[error("{}: was made by potash {found}, and this is {own}; run it again{again}", folder.display())]
    Version { folder: PathBuf, found: String, own: &'static str, again: String },
}

impl Run {
    /// Reads a finished run.
    ///
    /// # Errors
    /// A folder that is none, is incomplete, was changed since the run or was made by another version.
    pub fn read(folder: &Path) -> Result<Run, RunError> {
        if !folder.is_dir() {
            return Err(RunError::NoFolder(folder.to_path_buf()));
        }
        let manifest = match fs::read(folder.join(MANIFEST)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(RunError::NoManifest(folder.to_path_buf()));
            }
            Err(error) => return Err(unreadable(&folder.join(MANIFEST), error)),
        };
        let manifest: Value =
            serde_json::from_slice(&manifest).map_err(|error| damaged(&folder.join(MANIFEST), error))?;
        // The manifest says how to make the folder again, whatever is wrong with it.
        let command = manifest.get("command").and_then(Value::as_str);
        let again = command.map_or_else(String::new, |command| format!(": {command}"));
        let own = env!("CARGO_PKG_VERSION");
        let found = manifest.get("version").and_then(Value::as_str).unwrap_or("an unknown version");
        if found != own {
            let (folder, found) = (folder.to_path_buf(), found.to_string());
            return Err(RunError::Version { folder, found, own, again });
        }
        let results = check(folder, &manifest, &again)?;
        Ok(Run { folder: folder.to_path_buf(), results: parse(folder, &results, &again)?, manifest })
    }
}

/// Checks every file that the manifest names; gives the bytes of the results.
fn check(folder: &Path, manifest: &Value, again: &str) -> Result<Vec<u8>, RunError> {
    let missing = |file: &str| {
        let (folder, file, again) = (folder.to_path_buf(), file.to_string(), again.to_string());
        RunError::Missing { folder, file, again }
    };
    let outputs = manifest.get("outputs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut results = None;
    for output in outputs {
        let of = |key: &str| output.get(key).and_then(Value::as_str).unwrap_or_default();
        let (file, expected) = (of("file"), of("sha256"));
        let bytes = match fs::read(folder.join(file)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing(file)),
            Err(error) => return Err(unreadable(&folder.join(file), error)),
        };
        if hash(&bytes) != expected {
            let (folder, file, again) = (folder.to_path_buf(), file.to_string(), again.to_string());
            return Err(RunError::Edited { folder, file, again });
        }
        if file == RESULTS {
            results = Some(bytes);
        }
    }
    results.ok_or_else(|| missing(RESULTS))
}

fn parse(folder: &Path, bytes: &[u8], again: &str) -> Result<Results, RunError> {
    let path = folder.join(RESULTS);
    let head: Head = serde_json::from_slice(bytes).map_err(|error| damaged(&path, error))?;
    let schema = head.schema_version;
    if schema != Some(SCHEMA) {
        let found =
            format!("with results of form {}", schema.map_or("unknown".to_string(), |n| n.to_string()));
        let (folder, again) = (folder.to_path_buf(), again.to_string());
        return Err(RunError::Version { folder, found, own: env!("CARGO_PKG_VERSION"), again });
    }
    let read: Read = serde_json::from_slice(bytes).map_err(|error| damaged(&path, error))?;
    Ok(read.results)
}

fn unreadable(path: &Path, error: io::Error) -> RunError {
    RunError::Unreadable { path: path.display().to_string(), error }
}

fn damaged(path: &Path, error: serde_json::Error) -> RunError {
    RunError::Damaged { path: path.display().to_string(), what: error.to_string() }
}
