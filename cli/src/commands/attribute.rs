//! `potash attribute`: who holds how much of the leverage.

use super::console::{self, print, print_json};
use super::error::CliError;
use super::options::Verbosity;
use super::overrides::Overrides;
use super::picture::SideFiles;
use super::progress::Progress;
use super::{coalitions, open, warnings};
use crate::report::answer::{Answer, Found};
use crate::report::attribution::{comma_separated, findings, picture, text};
use clap::Args;
use potash::results::attribution::Attribution;
use potash::results::window::Window;
use potash::simulate::attribution::{DRAWS, attribute};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Attribute {
    /// Scenarios that differ in measures alone: where it begins and where it leads; three of them tell what was given
    /// and what is still held
    #[arg(value_name = "SCENARIO", required_unless_present = "values", num_args = 2..)]
    pub files: Vec<PathBuf>,
    /// Share out values of coalitions that were made elsewhere: a table with a column of 0 and 1 for each player
    /// (HOLDER:NAME, or NAME), a column `value`, and one `draw` where there are several
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "metric", "window", "set", "prior", "nominal", "root", "draws", "seed", "threads"])]
    pub values: Option<PathBuf>,
    /// What is attributed, instead of revenue: market_price.brazil, exports.russia; `potash list metrics` has all
    #[arg(long, value_name = "NAME")]
    pub metric: Option<String>,
    /// A year, a quarter or the horizon: 2030, 2027-Q1, 2026-2030 [default: the last whole year]
    #[arg(long, value_name = "WINDOW", value_parser = |text: &str| Window::try_from(text.to_string()))]
    pub window: Option<Window>,
    /// A measure whose relief cannot come before another's; may be repeated
    #[arg(long, value_name = "LATER=EARLIER", value_parser = order)]
    pub after: Vec<(String, String)>,
    #[command(flatten)]
    pub overrides: Overrides,
    /// Draws of every coalition of measures
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

fn order(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((later, earlier)) if !later.is_empty() && !earlier.is_empty() => {
            Ok((later.trim().to_string(), earlier.trim().to_string()))
        }
        _ => Err("write LATER=EARLIER with the names of two measures".to_string()),
    }
}

pub(super) fn run(arguments: &Attribute) -> Result<(), CliError> {
    let verbosity = &arguments.verbosity;
    arguments.side_files.check()?;
    console::set_threads(arguments.threads, verbosity.quiet)?;
    let found = match &arguments.values {
        Some(path) => coalitions::attributed(path, &arguments.after)?,
        None => solved(arguments)?,
    };
    match verbosity.json {
        true => {
            let findings = findings(&found);
            print_json(&Answer { findings, ..Answer::new(Found::Attribution(found.clone())) })?;
        }
        false => print(&text(&found))?,
    }
    arguments.side_files.write(|| comma_separated(&found), |format| picture(&found, format))
}

/// Solves the coalitions of scenarios.
fn solved(arguments: &Attribute) -> Result<Attribution, CliError> {
    let Attribute { overrides, verbosity, .. } = arguments;
    let seed = ("--seed", "run.seed", arguments.seed.is_some());
    overrides.refuse_doubles(&[seed, ("--draws", "run.draws", true)])?;
    let scenarios = open::all(&arguments.files, overrides, verbosity.quiet)?;
    warnings::print(&scenarios, verbosity.quiet);
    open::check_metric(&scenarios, arguments.metric.as_deref())?;
    let stop = console::stop_flag();
    let bar = Progress::new(0, 1, verbosity.quiet);
    let progress = |n: usize| bar.solved(n);
    let begin = |done: usize, all: usize, next: u64| {
        bar.set_length(arguments.draws.saturating_mul(all as u64));
        bar.begin(
            arguments.draws.saturating_mul(done as u64),
            1,
            &format!("{} of {all}", done as u64 + next),
        );
    };
    let asked = attribute(&scenarios).draws(arguments.draws as usize).stop(&stop);
    let asked = asked.progress(&progress).begin(&begin);
    let asked = arguments.seed.into_iter().fold(asked, |asked, seed| asked.seed(seed));
    let asked = arguments.metric.iter().fold(asked, |asked, metric| asked.metric(metric));
    let asked = arguments.window.iter().fold(asked, |asked, window| asked.over(*window));
    let asked = arguments.after.iter().fold(asked, |asked, (later, earlier)| asked.after(later, earlier));
    let found = asked.run();
    bar.finish();
    Ok(found?)
}
