//! `potash sweep`: one scenario over a grid of settings.

use super::console::{self, json_text};
use super::error::CliError;
use super::options::{SampleSize, Sampling, Verbosity, checked_name, size};
use super::overrides::Overrides;
use super::progress::Progress;
use super::reproduction::reproduction_command;
use super::run_end::{end_run, too_many_lost};
use super::shell::quoted;
use super::{open, warnings};
use crate::report::answer::Answer;
use crate::report::folder::Folder;
use crate::report::sweep::SweepReport;
use clap::Args;
use potash::results::sweep::{SEED, SweepResults};
use potash::scenario::Scenario;
use potash::simulate::{SweepOutcome, Variation, sweep};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Sweep {
    /// Scenario: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    /// Vary a number evenly: PATH=FROM:TO:POINTS. Several make a grid
    #[arg(long, value_name = "PATH=FROM:TO:POINTS", value_parser = Variation::parse_range)]
    pub vary: Vec<Variation>,
    /// Let a setting take each of some values: PATH=A,B,C
    #[arg(long, value_name = "PATH=A,B,C", value_parser = Variation::parse_list)]
    pub list: Vec<Variation>,
    /// Also tell what cells do to this metric: market_price.brazil, exports.russia, world_share.belarus;
    /// `potash list metrics` has all of them. May be repeated
    #[arg(long, value_name = "NAME")]
    pub metric: Vec<String>,
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
    let Sweep { overrides, sampling, verbosity, .. } = arguments;
    let axes: Vec<Variation> = arguments.vary.iter().chain(&arguments.list).cloned().collect();
    if axes.is_empty() {
        let text = "nothing to sweep; add --vary path=from:to:points or --list path=a,b,c";
        return Err(CliError::Usage(text.to_string()));
    }
    console::set_threads(sampling.output.threads, verbosity.quiet)?;
    overrides.refuse_doubles(&sampling.settings())?;
    let varies_seed = axes.iter().any(|axis| axis.path == SEED);
    if varies_seed && sampling.output.seed.is_some() {
        return Err(CliError::Usage(format!("--seed is given and {SEED} varied; leave out one")));
    }
    let scenario = open::one(&arguments.file, overrides, verbosity.quiet)?;
    let scenario = open::showing(scenario, &arguments.metric)?;
    let size = size(sampling, None, std::slice::from_ref(&scenario));
    let stop = console::stop_flag();
    let bar = Progress::new(0, 1, verbosity.quiet);
    let progress = |n: usize| bar.solved(n);
    let begin_run = |before: usize, runs: usize, paths: u64| {
        let part = format!("{} of {runs}", before + 1);
        bar.begin((size.draws as u64).saturating_mul(before as u64), paths, &part);
    };
    let asked = sweep(&scenario).axes(&axes).zip(arguments.zip).seed(size.seed).sampler(size.method);
    // A scenario that waits for digits needs a number of draws, as a sweep cannot wait.
    let asked = sampling.draws.iter().fold(asked, |asked, draws| asked.draws(*draws as usize));
    let plan = asked.stop(&stop).progress(&progress).begin(&begin_run).plan()?;
    let cells = plan.cells();
    bar.set_length((size.draws as u64).saturating_mul(plan.runs() as u64));
    warnings::print_notices(std::slice::from_ref(&scenario), verbosity.quiet);
    warnings::print(std::slice::from_ref(&scenario), verbosity.quiet);
    let name = match &sampling.output.name {
        Some(name) => checked_name(name)?,
        None => sweep_name(&scenario, &axes),
    };
    let folder = match sampling.no_files {
        true => None,
        false => Some(Folder::create(&sampling.output.out, &name, sampling.output.force)?),
    };
    let done = plan.run();
    bar.finish();
    let SweepOutcome { results, complete, failed } = done?;
    let report = SweepReport(&results);
    let command = arguments.command(&axes, size, varies_seed);
    let write = |mut folder: Folder| {
        if complete < cells {
            folder.interrupted();
        }
        Ok(report.write(&scenario, &command, folder)?)
    };
    let answer = |folder: Option<&str>| match verbosity.json {
        true => json_text(&Answer { folder: folder.map(str::to_string), ..report.answer() }),
        false => Ok(report.text()),
    };
    // What was stopped says where it is when it ends.
    let quiet = verbosity.quiet || complete < cells;
    let shown = end_run(folder.map(write), sampling.output.report, quiet, answer)?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if complete < cells {
        return Err(CliError::Stopped { what: "cells", complete, asked: cells, folder: shown });
    }
    verdict(&results, sampling.output.allow_lost)
}

/// Whether the answer is whole enough to end with code 0.
fn verdict(sweep: &SweepResults, allow_lost: bool) -> Result<(), CliError> {
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

impl Sweep {
    /// The command that makes the sweep again.
    fn command(&self, axes: &[Variation], size: SampleSize, varies_seed: bool) -> String {
        let files = std::slice::from_ref(&self.file);
        let command = reproduction_command("sweep", files, &self.overrides, size, !varies_seed);
        let list = |axis: &Variation| {
            format!(" --list {}", quoted(&format!("{}={}", axis.path, axis.values.join(","))))
        };
        let zip = if self.zip { " --zip" } else { "" };
        let metrics = self.metric.iter().map(|metric| format!(" --metric {}", quoted(metric)));
        command + &axes.iter().map(list).chain(metrics).collect::<String>() + zip
    }
}

fn sweep_name(loaded: &Scenario, axes: &[Variation]) -> String {
    // A path may be quoted, and then holds whatever a user likes.
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let paths: Vec<String> = axes.iter().map(|axis| axis.path.chars().map(plain).collect()).collect();
    format!("{}-by-{}", loaded.name(), paths.join("-and-")).chars().take(120).collect()
}
