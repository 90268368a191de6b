//! `potash judgements`: what an answer hangs on.

use super::console::{self, print, print_json};
use super::error::CliError;
use super::options::Verbosity;
use super::overrides::Overrides;
use super::picture::SideFiles;
use super::progress::Progress;
use super::{open, warnings};
use crate::report::answer::{Answer, Found};
use crate::report::judgements::{comma_separated, finding, picture, text};
use clap::Args;
use potash::simulate::judgements::{DRAWS, judgements};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Judge {
    /// Scenarios: files, or names of shipped ones; the first is the baseline, the second is what is asked about
    #[arg(value_name = "SCENARIO", required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub overrides: Overrides,
    /// Draws that each judgement is moved in
    #[arg(long, default_value_t = DRAWS as u64, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub draws: u64,
    /// Seed of the random numbers [default: the first scenario's, 1]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Threads [default: one for each processor]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub threads: Option<u64>,
    #[command(flatten)]
    pub side_files: SideFiles,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

pub(super) fn run(arguments: &Judge) -> Result<(), CliError> {
    let Judge { overrides, verbosity, .. } = arguments;
    arguments.side_files.check()?;
    console::set_threads(arguments.threads, verbosity.quiet)?;
    let seed = ("--seed", "run.seed", arguments.seed.is_some());
    overrides.refuse_doubles(&[seed, ("--draws", "run.draws", true)])?;
    let scenarios = open::all(&arguments.files, overrides, verbosity.quiet)?;
    warnings::print_notices(&scenarios, verbosity.quiet);
    warnings::print(&scenarios, verbosity.quiet);
    let stop = console::stop_flag();
    let bar = Progress::new(0, 1, verbosity.quiet);
    let progress = |n: usize| bar.solved(n);
    let begin = |k: usize, runs: usize, paths: u64| {
        bar.set_length(arguments.draws.saturating_mul(runs as u64));
        bar.begin(
            arguments.draws.saturating_mul(k as u64),
            paths / arguments.draws,
            &format!("run {} of {runs}", k + 1),
        );
    };
    let asked =
        judgements(&scenarios).draws(arguments.draws as usize).stop(&stop).progress(&progress).begin(&begin);
    let asked = arguments.seed.into_iter().fold(asked, |asked, seed| asked.seed(seed));
    let found = asked.run();
    bar.finish();
    let found = found?;
    match verbosity.json {
        true => {
            let findings = finding(&found).into_iter().map(|told| told + ".").collect();
            print_json(&Answer { findings, ..Answer::new(Found::Judgements(found.clone())) })?;
        }
        false => print(&text(&found))?,
    }
    arguments.side_files.write(|| comma_separated(&found), |format| picture(&found, format))
}
