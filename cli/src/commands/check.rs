//! `potash check`: what is in scenario files, and what is wrong with them.

use super::args::Check;
use super::console;
use super::error::CliError;
use super::open;
use super::warnings;
use crate::report::register;
use potash::engine::{CentralError, check_central, solve_central};
use potash::scenario::Loaded;
use std::fmt::Write;
use std::path::Path;

pub(super) fn run(arguments: &Check) -> Result<(), CliError> {
    let mut text = String::new();
    let mut list = Vec::new();
    let mut all = Vec::new();
    let mut first_fault = None;
    let quiet = arguments.voice.quiet;
    let opened = open::each(&arguments.files, &arguments.settings, quiet)?;
    for (file, opened) in arguments.files.iter().zip(opened) {
        match opened.and_then(|loaded| check_world(file, loaded, quiet)) {
            Ok(loaded) if arguments.register => all.push(loaded),
            Ok(loaded) if arguments.voice.json => list.push(as_json(file, &loaded)),
            Ok(loaded) => describe(&mut text, file, &loaded),
            // Every file is checked before the first fault ends the command.
            Err(fault) => match first_fault {
                None => first_fault = Some(fault),
                Some(_) => {
                    let _ = fault.report();
                }
            },
        }
    }
    if arguments.voice.json {
        text = json_text(&serde_json::json!({ "schema_version": 1, "files": list }));
    }
    if arguments.register {
        text = register::markdown(&all);
    }
    console::print(&text)?;
    first_fault.map_or(Ok(()), Err)
}

/// Pairs of the largest world that is solved to be checked, those of every corridor counted too. One that fits
/// nothing can take thousands of steps, each with work for every pair.
const MOST_PAIRS: usize = 1_024;

/// Numbers can be right one by one and impossible together: solve the world once.
pub(super) fn check_world(file: &Path, loaded: Loaded, quiet: bool) -> Result<Loaded, CliError> {
    let world = &loaded.scenario.world;
    let pairs = world.exporters.len() * world.markets.len() * (1 + world.corridors.len());
    if pairs > MOST_PAIRS {
        check_central(&loaded.scenario).map_err(|error| central_fault(file, &loaded, &error))?;
        if !quiet {
            console::tell(&format!(
                "{}: not solved, as it is larger than what is solved to be checked; `potash solve` does that\n",
                file.display()
            ));
        }
        return Ok(loaded);
    }
    let quarter = loaded.scenario.horizon.map(|horizon| horizon.start);
    for quarter in [None, quarter] {
        solve_central(&loaded.scenario, quarter).map_err(|error| central_fault(file, &loaded, &error))?;
    }
    Ok(loaded)
}

/// Why a world has no equilibrium, with the place of the number that is at fault.
pub(super) fn central_fault(file: &Path, loaded: &Loaded, error: &CentralError) -> CliError {
    match error.blamed() {
        Some((path, help)) => CliError::World(Box::new(loaded.fault(&path, error.to_string(), help))),
        None => CliError::Data(format!("{}: {error}", file.display())),
    }
}

fn describe(text: &mut String, file: &Path, loaded: &Loaded) {
    let scenario = &loaded.scenario;
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
    if let Some(parent) = &loaded.parent {
        let n = loaded.changes.len();
        let _ = writeln!(
            text,
            "  changes  {} against {parent}",
            if n == 0 { "nothing".to_string() } else { count(n) }
        );
        for change in &loaded.changes {
            let _ = match &change.before {
                Some(before) => writeln!(text, "    {}: {before} → {}", change.path, change.after),
                None => writeln!(text, "    {}: {}", change.path, change.after),
            };
        }
    }
    if let Some(learnt) = &loaded.learnt {
        let _ = writeln!(
            text,
            "  learnt   {} numbers from the years to {} ({}, {} members; its test: {})",
            learnt.numbers, learnt.trained_until, learnt.file, learnt.members, learnt.tested
        );
        if !learnt.own.is_empty() {
            let _ = writeln!(text, "    stated otherwise here: {}", learnt.own.join(", "));
        }
    }
    for notice in loaded.notices() {
        let _ = writeln!(text, "  repairs  {notice}");
    }
    for line in warnings::first_lines(loaded).into_iter().chain(warnings::impossible(loaded)) {
        let _ = writeln!(text, "  warns    {line}");
    }
    if !loaded.unsourced.is_empty() {
        let _ = writeln!(text, "  lacks    a source or a basis: {}", loaded.unsourced.join(", "));
    }
}

fn count(n: usize) -> String {
    if n == 1 { "1 number or name".to_string() } else { format!("{n} numbers or names") }
}

fn as_json(file: &Path, loaded: &Loaded) -> serde_json::Value {
    let scenario = &loaded.scenario;
    let change = |c: &potash::scenario::Change| serde_json::json!({ "path": c.path, "before": c.before, "after": c.after });
    serde_json::json!({
        "file": file.display().to_string(),
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "extends": loaded.parent,
        "learnt": loaded.learnt.as_ref().map(|l| serde_json::json!({ "file": l.file, "trained_until": l.trained_until, "numbers": l.numbers, "tested": l.tested, "stated_otherwise": l.own })),
        "measures": scenario.measures.iter().map(|m| &m.name).collect::<Vec<_>>(),
        "numbers": scenario.parameters.len(),
        "uncertain": scenario.uncertainties().map(|(_, p)| &p.path).collect::<Vec<_>>(),
        "changes": loaded.changes.iter().map(change).collect::<Vec<_>>(),
        "unsourced": loaded.unsourced,
        "warnings": warnings::as_json(loaded),
    })
}

/// JSON as text with a line end.
pub(super) fn json_text(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
