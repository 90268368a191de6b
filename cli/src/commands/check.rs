//! `potash check`: what is in scenario files, and what is wrong with them.

use super::console;
use super::error::{CliError, values_and_first_error};
use super::open;
use super::options::Verbosity;
use super::overrides::Overrides;
use super::warnings::{self, Warning};
use super::world_check::check_world;
use crate::report::register;
use clap::Args;
use potash::scenario::reading::posterior::PASSED;
use potash::scenario::{Assignment, Change, Scenario};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Scenarios: files, or names of shipped ones
    #[arg(required = true, value_name = "SCENARIO")]
    pub files: Vec<PathBuf>,
    /// Print every number with its class and source instead, as a Markdown document
    #[arg(long, conflicts_with = "json")]
    pub register: bool,
    #[command(flatten)]
    pub overrides: Overrides,
    /// List what a scenario holds, changes and takes from what was learnt
    #[arg(long, short, conflicts_with_all = ["json", "register"])]
    pub verbose: bool,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

pub(super) fn run(arguments: &Check) -> Result<(), CliError> {
    let quiet = arguments.verbosity.quiet;
    let opened = open::each(&arguments.files, &arguments.overrides, quiet)?;
    let checked = arguments.files.iter().zip(opened).map(|(file, opened)| {
        let loaded = check_world(file, opened?, quiet)?;
        Ok((file, loaded))
    });
    // Every file is checked before the first error ends the command.
    let (checked, first_error) = values_and_first_error(checked);
    if arguments.verbosity.json {
        let files = checked.iter().map(|(file, loaded)| CheckedFile::new(file, loaded)).collect();
        console::print_json(&CheckedFiles { schema_version: 1, files })?;
    } else if arguments.register {
        let loaded: Vec<Scenario> = checked.into_iter().map(|(_, loaded)| loaded).collect();
        console::print(&register::markdown(&loaded))?;
    } else {
        let mut text = String::new();
        let tell = if arguments.verbose { describe } else { line };
        checked.iter().for_each(|(file, loaded)| tell(&mut text, file, loaded));
        console::print(&text)?;
    }
    first_error.map_or(Ok(()), Err)
}

/// A scenario in one line, and what is to be known of it below.
fn line(text: &mut String, file: &Path, loaded: &Scenario) {
    let uncertain = loaded.definition().uncertainties().count();
    let changes = loaded.parent().map_or_else(String::new, |parent| {
        let n = loaded.changes().len();
        match n {
            0 => format!(", no change against {parent}"),
            1 => format!(", 1 change against {parent}"),
            n => format!(", {n} changes against {parent}"),
        }
    });
    let learnt = loaded.calibration().map_or_else(String::new, |calibration| {
        let tested = match calibration.tested.as_str() {
            PASSED => String::new(),
            tested => format!(" (its test: {tested})"),
        };
        format!(", {} of them learnt{tested}", calibration.numbers)
    });
    let title = &loaded.definition().title;
    let _ = writeln!(text, "{}: ok. {title}{changes}; {uncertain} uncertain{learnt}", file.display());
    remarks(text, loaded);
}

fn describe(text: &mut String, file: &Path, loaded: &Scenario) {
    let scenario = loaded.definition();
    let uncertain = scenario.uncertainties().count();
    let _ = writeln!(text, "{}: {}", file.display(), scenario.title);
    if !scenario.question.is_empty() {
        let _ = writeln!(text, "  asks     {}", scenario.question);
    }
    let _ = writeln!(
        text,
        "  holds    {} exporters, {} markets, {} corridors, {} measures, {} numbers, {uncertain} of them uncertain",
        scenario.world.exporters.len(),
        scenario.world.markets.len(),
        scenario.world.corridors.len(),
        scenario.measures.len(),
        scenario.parameters.len(),
    );
    if let Some(parent) = loaded.parent() {
        let n = loaded.changes().len();
        let _ = writeln!(
            text,
            "  changes  {} against {parent}",
            if n == 0 { "nothing".to_string() } else { count(n) }
        );
        for change in loaded.changes() {
            let _ = match &change.before {
                Some(before) => writeln!(text, "    {}: {before} → {}", change.path, change.after),
                None => writeln!(text, "    {}: {}", change.path, change.after),
            };
        }
    }
    if let Some(calibration) = loaded.calibration() {
        let _ = writeln!(
            text,
            "  learnt   {} numbers from the years to {} ({}, {} members; its test: {})",
            calibration.numbers,
            calibration.trained_until,
            calibration.file,
            calibration.members,
            calibration.tested
        );
        if !calibration.own.is_empty() {
            let _ = writeln!(text, "    stated otherwise here: {}", calibration.own.join(", "));
        }
    }
    remarks(text, loaded);
}

/// What was repaired, has no effect or lacks a source.
fn remarks(text: &mut String, loaded: &Scenario) {
    for notice in loaded.notices() {
        let _ = writeln!(text, "  repairs  {notice}");
    }
    let together = warnings::impossible(loaded).into_iter().chain(warnings::overfull(loaded));
    for line in warnings::first_lines(loaded).into_iter().chain(together) {
        let _ = writeln!(text, "  warns    {line}");
    }
    if !loaded.unsourced().is_empty() {
        let _ = writeln!(text, "  lacks    a source or a basis: {}", loaded.unsourced().join(", "));
    }
}

fn count(n: usize) -> String {
    if n == 1 { "1 number or name".to_string() } else { format!("{n} numbers or names") }
}

/// What `potash check --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct CheckedFiles {
    /// The form that this is written in.
    schema_version: u64,
    /// The files that are valid scenarios.
    files: Vec<CheckedFile>,
}

/// A valid scenario file.
#[derive(Serialize, JsonSchema)]
struct CheckedFile {
    file: String,
    name: String,
    title: String,
    question: String,
    /// The scenario that it changes.
    extends: Option<String>,
    /// The calibration that it takes numbers from.
    calibration: Option<CheckedCalibration>,
    /// Names of the measures.
    measures: Vec<String>,
    /// How many numbers there are.
    numbers: usize,
    /// Paths of the numbers that are uncertain.
    uncertain: Vec<String>,
    /// What it changes against the scenario that it extends.
    changes: Vec<Change>,
    /// Paths of numbers without a source or a basis.
    unsourced: Vec<String>,
    /// What was laid over the file, as `path=value`.
    settings: Vec<String>,
    /// What has no effect, or probably not the one that was meant.
    warnings: Vec<Warning>,
}

/// A calibration as a scenario uses it.
#[derive(Serialize, JsonSchema)]
struct CheckedCalibration {
    file: String,
    trained_until: i32,
    /// How many numbers are taken from it.
    numbers: usize,
    /// Whether it passed its test, in the words of its file.
    tested: String,
    /// Paths of numbers that the scenario states otherwise.
    stated_otherwise: Vec<String>,
}

impl CheckedFile {
    fn new(file: &Path, loaded: &Scenario) -> CheckedFile {
        let scenario = loaded.definition();
        CheckedFile {
            file: file.display().to_string(),
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            extends: loaded.parent().map(str::to_string),
            calibration: loaded.calibration().map(|used| CheckedCalibration {
                file: used.file.clone(),
                trained_until: used.trained_until,
                numbers: used.numbers,
                tested: used.tested.clone(),
                stated_otherwise: used.own.clone(),
            }),
            measures: scenario.measures.iter().map(|measure| measure.name.clone()).collect(),
            numbers: scenario.parameters.len(),
            uncertain: scenario.uncertainties().map(|(_, parameter)| parameter.path.clone()).collect(),
            changes: loaded.changes().to_vec(),
            unsourced: loaded.unsourced().to_vec(),
            settings: loaded.settings().iter().map(Assignment::text).collect(),
            warnings: warnings::all(loaded),
        }
    }
}
