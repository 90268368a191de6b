//! Options that several commands share: output, sampling, verbosity.

use super::error::CliError;
use clap::Args;
use potash::results::precision;
use potash::scenario::{Method, Scenario};
use std::path::PathBuf;

/// What is printed.
#[derive(Debug, Args)]
pub(super) struct Verbosity {
    /// Print the answer as JSON
    #[arg(long)]
    pub json: bool,
    /// Print nothing on stderr but errors and where results went
    #[arg(long, short)]
    pub quiet: bool,
}

/// Where results are written, and what they are computed with.
#[derive(Debug, Args)]
pub(super) struct OutputOptions {
    /// Seed of the random numbers [default: the scenario's, 1]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Threads [default: one for each processor]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,
    /// Folder that run folders are made in
    #[arg(long, value_name = "FOLDER", default_value = "outputs")]
    pub out: PathBuf,
    /// Name of the run's folder [default: made from the command and the scenarios' names]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Replace the run of that name, even if it is another one; what is not the run's stays in its folder
    #[arg(long)]
    pub force: bool,
    /// Take an answer although more than 5 % of its draws were lost, instead of exit code 1
    #[arg(long)]
    pub allow_lost: bool,
    /// Also write report.html, one page of all results
    #[arg(long)]
    pub report: bool,
}

/// How a scenario is sampled, and where its results are written.
#[derive(Debug, Args)]
pub(super) struct Sampling {
    /// Number of draws [default: the scenario's, 10000]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub draws: Option<u64>,
    /// How static uncertainties are drawn: pseudo or sobol [default: the scenario's, pseudo]
    #[arg(long, value_name = "METHOD", value_parser = method)]
    pub sampler: Option<Method>,
    #[command(flatten)]
    pub output: OutputOptions,
    /// Print the answer alone and write no files
    #[arg(long, conflicts_with_all = ["report", "name", "out", "force"])]
    pub no_files: bool,
}

impl Sampling {
    /// The options that a setting could say too, each with its path and whether it was given.
    pub fn settings(&self) -> [(&'static str, &'static str, bool); 3] {
        [
            ("--draws", "run.draws", self.draws.is_some()),
            ("--seed", "run.seed", self.output.seed.is_some()),
            ("--sampler", "run.sampler", self.sampler.is_some()),
        ]
    }
}

/// How much is drawn, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct SampleSize {
    pub draws: usize,
    pub digits: Option<usize>,
    pub seed: u64,
    pub method: Method,
}

/// Draws, seed and method: asked for, or the first scenario's.
pub(super) fn size(sampling: &Sampling, digits: Option<u64>, loaded: &[Scenario]) -> SampleSize {
    let first = loaded.first().map(|l| l.definition());
    let (draws, seed) = first.map_or((1, 1), |first| (first.draws, first.seed));
    let method = first.map_or(Method::default(), |first| first.method);
    let digits = digits.map(|n| n as usize);
    // Asked for on the command line, digits are waited for longer than a scenario's draws.
    let draws = if digits.is_some() { precision::MOST } else { draws };
    SampleSize {
        draws: sampling.draws.map_or(draws, |n| n as usize),
        digits: digits.or(first.and_then(|first| first.digits).filter(|_| sampling.draws.is_none())),
        seed: sampling.output.seed.unwrap_or(seed),
        method: sampling.sampler.unwrap_or(method),
    }
}

/// A folder name given on the command line: one plain word.
pub(super) fn checked_name(name: &str) -> Result<String, CliError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match !name.is_empty() && name.len() <= 120 && !name.starts_with('.') && name.chars().all(plain) {
        true => Ok(name.to_string()),
        false => {
            Err(CliError::Usage(format!("--name {name:?}: use letters, digits, - and _, 120 at the most")))
        }
    }
}

fn method(text: &str) -> Result<Method, String> {
    let found = Method::WORDS.iter().find(|(word, _)| *word == text).map(|(_, method)| *method);
    found.ok_or_else(|| "write pseudo or sobol".to_string())
}
