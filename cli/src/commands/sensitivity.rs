//! `potash sensitivity`: what a result, or what relief adds, hangs on.

use super::console::{self, print, print_json};
use super::error::CliError;
use super::options::Verbosity;
use super::overrides::Overrides;
use super::picture::SideFiles;
use super::progress::Progress;
use super::{open, warnings};
use crate::report::answer::{Answer, Found};
use crate::report::sensitivity::{cautions, comma_separated, finding, picture, text};
use clap::Args;
use potash::results::window::Window;
use potash::simulate::sensitivity::{DRAWS, sensitivity};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Hangs {
    /// One scenario, whose result is asked about, or two, of which the second's difference to the first is
    #[arg(value_name = "SCENARIO", required = true, num_args = 1..=2)]
    pub files: Vec<PathBuf>,
    /// What is asked about, instead of revenue: market_price.brazil, exports.russia; `potash list metrics` has all
    #[arg(long, value_name = "NAME")]
    pub metric: Option<String>,
    /// A year, a quarter or the horizon: 2030, 2027-Q1, 2026-2030 [default: the last whole year]
    #[arg(long, value_name = "WINDOW", value_parser = |text: &str| Window::try_from(text.to_string()))]
    pub window: Option<Window>,
    #[command(flatten)]
    pub overrides: Overrides,
    /// Draws of each redrawing; there are two to the number of groups
    #[arg(long, default_value_t = DRAWS as u64, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
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

pub(super) fn run(arguments: &Hangs) -> Result<(), CliError> {
    let Hangs { overrides, verbosity, .. } = arguments;
    arguments.side_files.check()?;
    console::set_threads(arguments.threads, verbosity.quiet)?;
    let seed = ("--seed", "run.seed", arguments.seed.is_some());
    overrides.refuse_doubles(&[seed, ("--draws", "run.draws", true)])?;
    let scenarios = open::all(&arguments.files, overrides, verbosity.quiet)?;
    warnings::print(&scenarios, verbosity.quiet);
    open::check_metric(&scenarios, arguments.metric.as_deref())?;
    let stop = console::stop_flag();
    let bar = Progress::new(0, 1, verbosity.quiet);
    let progress = |n: usize| bar.solved(n);
    let begin = |_: usize, all: usize, _: u64| {
        bar.set_length(arguments.draws.saturating_mul(all as u64));
        bar.begin(0, 1, &format!("{all} redrawings"));
    };
    let asked = sensitivity(&scenarios).draws(arguments.draws as usize).stop(&stop);
    let asked = asked.progress(&progress).begin(&begin);
    let asked = arguments.seed.into_iter().fold(asked, |asked, seed| asked.seed(seed));
    let asked = arguments.metric.iter().fold(asked, |asked, metric| asked.metric(metric));
    let asked = arguments.window.iter().fold(asked, |asked, window| asked.over(*window));
    let found = asked.run();
    bar.finish();
    let found = found?;
    match verbosity.json {
        true => {
            let (cautions, findings) = (cautions(&found), vec![format!("{}.", finding(&found))]);
            let answer = Answer { cautions, findings, ..Answer::new(Found::Sensitivity(found.clone())) };
            print_json(&answer)?;
        }
        false => print(&text(&found))?,
    }
    arguments.side_files.write(|| comma_separated(&found), |format| picture(&found, format))
}
