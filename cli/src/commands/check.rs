//! `potash check`: what is in scenario files, and what is wrong with them.

use super::console;
use super::error::{CliError, values_and_first_error};
use super::open;
use super::options::Verbosity;
use super::overrides::Overrides;
use super::warnings;
use super::world_check::check_world;
use crate::report::register;
use clap::Args;
use potash::scenario::Scenario;
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
        let list: Vec<_> = checked.iter().map(|(file, loaded)| as_json(file, loaded)).collect();
        console::print_json(&serde_json::json!({ "schema_version": 1, "files": list }))?;
    } else if arguments.register {
        let loaded: Vec<Scenario> = checked.into_iter().map(|(_, loaded)| loaded).collect();
        console::print(&register::markdown(&loaded))?;
    } else {
        let mut text = String::new();
        checked.iter().for_each(|(file, loaded)| describe(&mut text, file, loaded));
        console::print(&text)?;
    }
    first_error.map_or(Ok(()), Err)
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
    for notice in loaded.notices() {
        let _ = writeln!(text, "  repairs  {notice}");
    }
    for line in warnings::first_lines(loaded).into_iter().chain(warnings::impossible(loaded)) {
        let _ = writeln!(text, "  warns    {line}");
    }
    if !loaded.unsourced().is_empty() {
        let _ = writeln!(text, "  lacks    a source or a basis: {}", loaded.unsourced().join(", "));
    }
}

fn count(n: usize) -> String {
    if n == 1 { "1 number or name".to_string() } else { format!("{n} numbers or names") }
}

fn as_json(file: &Path, loaded: &Scenario) -> serde_json::Value {
    let scenario = loaded.definition();
    let change = |c: &potash::scenario::Change| serde_json::json!({ "path": c.path, "before": c.before, "after": c.after });
    serde_json::json!({
        "file": file.display().to_string(),
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "extends": loaded.parent(),
        "learnt": loaded.calibration().as_ref().map(|l| serde_json::json!({ "file": l.file, "trained_until": l.trained_until, "numbers": l.numbers, "tested": l.tested, "stated_otherwise": l.own })),
        "measures": scenario.measures.iter().map(|m| &m.name).collect::<Vec<_>>(),
        "numbers": scenario.parameters.len(),
        "uncertain": scenario.uncertainties().map(|(_, p)| &p.path).collect::<Vec<_>>(),
        "changes": loaded.changes().iter().map(change).collect::<Vec<_>>(),
        "unsourced": loaded.unsourced(),
        "warnings": warnings::as_json(loaded),
    })
}
