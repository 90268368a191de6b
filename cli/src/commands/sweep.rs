//! `potash sweep`: one scenario over a grid of settings.

use super::console::{self, json_text};
use super::error::CliError;
use super::grid::{Axis, grid, not_also_set};
use super::options::{SampleSize, Sampling, Verbosity, checked_name, size};
use super::overrides::Overrides;
use super::progress::Progress;
use super::reproduction::reproduction_command;
use super::run_end::{end_run, too_many_lost};
use super::shell::quoted;
use super::{open, warnings};
use crate::report;
use crate::report::folder::Folder;
use crate::report::sweep::{Made, SEED};
use clap::Args;
use potash::results::study::{Request, Study, StudyError};
use potash::results::sweep::{Cell, Missing, cell, windows};
use potash::results::window::Window;
use potash::scenario::Definition;
use potash::scenario::{Assignment, Draft, Scenario};
use potash::units::time::Horizon;
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What cells are made of: a scenario read once, what is set in all of them, and what is varied.
#[derive(Clone, Copy)]
struct Source<'a> {
    draft: &'a Draft,
    own: &'a [Assignment],
    axes: &'a [Axis],
}

/// A sweep whose cells can all be run: each was read once and let go again.
struct Plan<'a> {
    arguments: &'a Sweep,
    /// Set by Ctrl-C.
    stop: Arc<AtomicBool>,
    source: Source<'a>,
    grid: Vec<Vec<String>>,
    size: SampleSize,
    windows: Vec<Window>,
    horizons_differ: bool,
}

#[derive(Debug, Args)]
pub(super) struct Sweep {
    /// Scenario: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    /// Vary a number evenly: PATH=FROM:TO:POINTS. Several make a grid
    #[arg(long, value_name = "PATH=FROM:TO:POINTS", value_parser = Axis::parse_range)]
    pub vary: Vec<Axis>,
    /// Let a setting take each of some values: PATH=A,B,C
    #[arg(long, value_name = "PATH=A,B,C", value_parser = Axis::parse_list)]
    pub list: Vec<Axis>,
    /// Pair the axes point by point instead of making a grid
    #[arg(long)]
    pub zip: bool,
    #[command(flatten)]
    pub overrides: Overrides,
    #[command(flatten)]
    pub sampling: Sampling,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

pub(super) fn run(arguments: &Sweep) -> Result<(), CliError> {
    let axes: Vec<Axis> = arguments.vary.iter().chain(&arguments.list).cloned().collect();
    let grid = grid(&axes, arguments.zip)?;
    console::set_threads(arguments.sampling.output.threads, arguments.verbosity.quiet)?;
    arguments.overrides.refuse_doubles(&arguments.sampling.settings())?;
    let (draft, own) = open::draft(&arguments.file, &arguments.overrides, arguments.verbosity.quiet)?;
    not_also_set(&axes, &own, arguments.sampling.output.seed)?;
    let base = draft.with(&own)?;
    let source = Source { draft: &draft, own: &own, axes: &axes };
    let plan = plan(arguments, source, grid, &base)?;
    warnings::print_notices(std::slice::from_ref(&base), arguments.verbosity.quiet);
    warnings::print(std::slice::from_ref(&base), arguments.verbosity.quiet);
    let name = match &arguments.sampling.output.name {
        Some(name) => checked_name(name)?,
        None => sweep_name(&base, &axes),
    };
    let (sampling, quiet) = (&arguments.sampling, arguments.verbosity.quiet);
    let folder = match sampling.no_files {
        true => None,
        false => Some(Folder::create(&sampling.output.out, &name, sampling.output.force)?),
    };
    let (mut cells, failed) = plan.run();
    let (complete, asked) = (cells.len(), plan.grid.len());
    if complete == 0 {
        return Err(failed.unwrap_or(CliError::Interrupted));
    }
    let waiting = plan.grid.iter().skip(complete);
    cells.extend(waiting.map(|settings| Cell::missing(settings.clone(), 0, Missing::NotRun)));
    let made = Made {
        settings: base.settings().iter().map(Assignment::text).collect(),
        paths: axes.iter().map(|axis| axis.path.clone()).collect(),
        zipped: arguments.zip,
        windows: plan.windows.clone(),
        horizons_differ: plan.horizons_differ,
        draws: plan.size.draws,
        seed: plan.size.seed,
        method: plan.size.method,
    };
    let sweep = report::sweep::Sweep::new(base.definition(), cells, made);
    let write = |mut folder: Folder| {
        if complete < asked {
            folder.interrupted();
        }
        Ok(sweep.write(&base, &plan.command(), folder)?)
    };
    let answer = |folder: Option<&str>| match arguments.verbosity.json {
        true => json_text(&sweep.json(folder)),
        false => sweep.text(),
    };
    // What was stopped says where it is when it ends.
    let shown = end_run(folder.map(write), sampling.output.report, quiet || complete < asked, answer)?;
    if let Some(error) = failed {
        return Err(error);
    }
    if complete < asked {
        return Err(CliError::Stopped { what: "cells", complete, asked, folder: shown });
    }
    verdict(&sweep, arguments.sampling.output.allow_lost)
}

/// Whether the answer is whole enough to end with code 0.
fn verdict(sweep: &report::sweep::Sweep, allow_lost: bool) -> Result<(), CliError> {
    let (lost, empty, cells) = (sweep.lost_too_many(), sweep.unsolved(), sweep.cells.len());
    if empty == cells {
        return Err(CliError::Incomplete(format!(
            "none of {cells} cells has results; vary within what can be"
        )));
    }
    if lost == 0 || allow_lost {
        return Ok(());
    }
    Err(too_many_lost(&match empty {
        0 => format!("in {lost} of {cells} cells more than 5 % of draws were lost"),
        _ if empty == lost => format!("{empty} of {cells} cells have no results"),
        _ => {
            format!("{empty} of {cells} cells have no results, {} more lost over 5 % of draws", lost - empty)
        }
    }))
}

/// Reads every cell before the first is run: a sweep that cannot finish does not begin. No cell is kept.
fn plan<'a>(
    arguments: &'a Sweep,
    source: Source<'a>,
    grid: Vec<Vec<String>>,
    base: &Scenario,
) -> Result<Plan<'a>, CliError> {
    let size = size(&arguments.sampling, None, std::slice::from_ref(base));
    if size.digits.is_some() {
        let text = "the scenario waits for digits, and the cells of a sweep share their draws; give --draws";
        return Err(CliError::Usage(text.to_string()));
    }
    // Ten thousand cells take a while to read.
    let stop = console::stop_flag();
    let checked = |settings: &Vec<String>| -> Result<(Horizon, String), CliError> {
        if stop.load(Ordering::Relaxed) {
            return Err(CliError::Interrupted);
        }
        let scenario = source.cell(settings)?;
        let focus =
            scenario.world.exporters.get(scenario.focus).map_or("", |one| one.name.as_str()).to_string();
        let horizon = Study::check(&[scenario], size.draws)?;
        Ok((horizon, focus))
    };
    // The first error in the order of the grid, whichever thread meets one first.
    let all: Vec<_> = grid.par_iter().map(checked).collect();
    let (horizons, mut foci): (Vec<Horizon>, Vec<String>) =
        all.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    foci.sort();
    foci.dedup();
    if foci.len() > 1 {
        let text =
            format!("the cells are about different exporters ({}); sweep each by itself", foci.join(", "));
        return Err(CliError::Usage(text));
    }
    let windows = windows(&horizons).ok_or_else(|| {
        let text = "the cells have different horizons and no whole calendar year in common, so they cannot stand in \
                    one table; vary the horizon so that all hold one year, January to December";
        CliError::Usage(text.to_string())
    })?;
    let horizons_differ = horizons.iter().any(|horizon| Some(horizon) != horizons.first());
    Ok(Plan { arguments, stop, source, grid, size, windows, horizons_differ })
}

impl Source<'_> {
    /// The scenario of a cell. Nothing is kept of it here: ten thousand of them would be a gigabyte.
    fn cell(&self, settings: &[String]) -> Result<Definition, CliError> {
        let axis =
            |(axis, value): (&Axis, &String)| Assignment { path: axis.path.clone(), value: value.clone() };
        let varied = self.axes.iter().zip(settings).map(axis);
        let all: Vec<Assignment> = self.own.iter().cloned().chain(varied).collect();
        Ok(self.draft.with(&all)?.into_definition())
    }
}

impl Plan<'_> {
    /// Runs the cells in order; fewer if it was stopped, as a cell is complete or none, or if one failed, which
    /// is no reason to lose those before it.
    fn run(&self) -> (Vec<Cell>, Option<CliError>) {
        let (draws, cells) = (self.size.draws, self.grid.len());
        let bar =
            Progress::new((draws as u64).saturating_mul(cells as u64), 1, self.arguments.verbosity.quiet);
        let progress = |n: usize| bar.solved(n);
        let (mut finished, mut failed) = (Vec::new(), None);
        for (k, settings) in self.grid.iter().enumerate() {
            let scenario = match self.source.cell(settings) {
                Ok(scenario) => scenario,
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            };
            // A seed that is varied is that of the cell's scenario.
            let seed = if self.varies_seed() { scenario.seed } else { self.size.seed };
            let scenarios = vec![scenario];
            let part = format!("cell {} of {cells}", k + 1);
            bar.begin((draws as u64).saturating_mul(k as u64), Study::paths(&scenarios, 1), &part);
            let request = Request {
                scenarios,
                draws,
                digits: None,
                exact: false,
                drivers: false,
                seed,
                method: self.size.method,
                stop: &self.stop,
                progress: &progress,
                sink: None,
            };
            match Study::run(request) {
                Ok(study) if study.interrupted => break,
                Err(StudyError::Interrupted(_)) => break,
                Ok(study) => finished.push(cell(settings.clone(), &study, &self.windows)),
                // A cell without results is a result too, and no reason to lose the others.
                Err(error) => match Cell::of_error(settings, draws, &error) {
                    Some(cell) => finished.push(cell),
                    None => {
                        failed = Some(error.into());
                        break;
                    }
                },
            }
        }
        bar.finish();
        (finished, failed)
    }

    fn varies_seed(&self) -> bool {
        self.source.axes.iter().any(|axis| axis.path == SEED)
    }

    /// The command that makes the sweep again.
    fn command(&self) -> String {
        let Sweep { file, overrides, zip, .. } = self.arguments;
        let command = reproduction_command(
            "sweep",
            std::slice::from_ref(file),
            overrides,
            self.size,
            !self.varies_seed(),
        );
        let list =
            |axis: &Axis| format!(" --list {}", quoted(&format!("{}={}", axis.path, axis.values.join(","))));
        let zip = if *zip { " --zip" } else { "" };
        command + &self.source.axes.iter().map(list).collect::<String>() + zip
    }
}

fn sweep_name(loaded: &Scenario, axes: &[Axis]) -> String {
    // A path may be quoted, and then holds whatever a user likes.
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let paths: Vec<String> = axes.iter().map(|axis| axis.path.chars().map(plain).collect()).collect();
    format!("{}-by-{}", loaded.definition().name, paths.join("-and-")).chars().take(120).collect()
}
