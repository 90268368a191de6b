//! The grammar of the command line.

use super::overrides::Overrides;
use crate::report::draws::Format;
use crate::report::texts::Texts;
use crate::report::{OutputFormat, PageTheme};
use clap::{ArgAction, Args, Parser, Subcommand};
use potash::scenario::Method;
use potash::units::time::Quarter;
use std::path::PathBuf;

/// Simulates the world potash trade under sanctions, relief and closed ports.
#[derive(Debug, Parser)]
#[command(name = "potash", version, about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Validate scenario files and print what each changes against its parent
    Check(Check),
    /// Solve one equilibrium at central values (medians of what is uncertain)
    Solve(Solve),
    /// Solve worlds given as JSON and compare with the solutions they carry
    Verify(Verify),
    /// Run one scenario: draws, quarters, tables and charts
    Run(Run),
    /// Run several scenarios on the same draws; the first is the baseline
    Compare(Compare),
    /// Run one scenario over a grid of parameter values
    Sweep(Sweep),
    /// Learn numbers from a history: match it, weigh what is left, write what was learnt
    Calibrate(Calibrate),
    /// Hold what was learnt against the whole history, held-out years included
    Backtest(Backtest),
    /// Write one page of finished runs, or draw their charts again, without solving anything
    Report(Report),
    /// Write a scenario of your own that differs from another in one number
    New(super::new::New),
    /// List the shipped scenarios, the numbers of a scenario, or metrics
    List(super::list::List),
    /// Print a completion script for a shell
    Completions { shell: clap_complete::Shell },
}

/// How to talk.
#[derive(Debug, Args)]
pub(super) struct Verbosity {
    /// Print the answer as JSON
    #[arg(long)]
    pub json: bool,
    /// Print nothing on stderr but errors and where results went
    #[arg(long, short)]
    pub quiet: bool,
}

/// How to sample, and where to write.
#[derive(Debug, Args)]
pub(super) struct Sampling {
    /// Number of draws [default: the scenario's, 10000]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub draws: Option<u64>,
    /// Seed of the random numbers [default: the scenario's, 1]
    #[arg(long)]
    pub seed: Option<u64>,
    /// How static uncertainties are drawn: pseudo or sobol [default: the scenario's, pseudo]
    #[arg(long, value_name = "METHOD", value_parser = method)]
    pub sampler: Option<Method>,
    /// Threads [default: one for each processor]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,
    /// Folder that run folders are made in
    #[arg(long, value_name = "FOLDER", default_value = "outputs")]
    pub out: PathBuf,
    /// Name of the run's folder [default: made from the scenarios' names]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Replace the run of that name, even if it is another one; what is not the run's stays in its folder
    #[arg(long)]
    pub force: bool,
    /// Take an answer although more than 5 % of its draws were lost, instead of exit code 1
    #[arg(long)]
    pub allow_lost: bool,
    /// Print the answer alone and write no files
    #[arg(long, conflicts_with_all = ["report", "name", "out", "force"])]
    pub no_files: bool,
    /// Also write report.html, one page of all that was found
    #[arg(long)]
    pub report: bool,
}

impl Sampling {
    /// The options that a setting could say too, each with its path and whether it was given.
    pub fn settings(&self) -> [(&'static str, &'static str, bool); 3] {
        [
            ("--draws", "run.draws", self.draws.is_some()),
            ("--seed", "run.seed", self.seed.is_some()),
            ("--sampler", "run.sampler", self.sampler.is_some()),
        ]
    }
}

/// What a run or a comparison can do, and a sweep of many cells cannot.
#[derive(Debug, Args)]
pub(super) struct Single {
    /// Draw until so many digits of the summary stand, 1 to 4; --draws is then the most [default: 10000000]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4))]
    pub digits: Option<u64>,
    /// Solve every draw twice, to have the quantiles of revenue and of differences exact; up to
    /// 1000000 draws
    #[arg(long)]
    pub exact: bool,
    /// Write every draw, and the numbers drawn for it, as csv or parquet; or both: csv,parquet
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', value_parser = format, conflicts_with = "no_files")]
    pub save_draws: Vec<Format>,
    /// Exit with code 1 if an expectation stated in a scenario fails
    #[arg(long)]
    pub strict: bool,
    /// Say more on stderr; twice for even more
    #[arg(long, short, action = ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
}

/// How charts and pages look.
#[derive(Debug, Args)]
pub(super) struct Style {
    /// light, dark, or auto, which follows the reader's machine (a chart is then light)
    #[arg(long, value_name = "THEME", default_value = "auto", value_parser = theme)]
    pub theme: PageTheme,
    /// Width of charts in pixels, 600 to 2000; text keeps its size [default: 960]
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u32).range(600..=2000))]
    pub width: Option<u32>,
    /// Title of the page, or of the one chart
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Language of charts and page
    #[arg(long, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
    pub lang: &'static Texts,
}

#[derive(Debug, Args)]
pub(super) struct Report {
    /// Folders of finished runs
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<PathBuf>,
    /// html for one page; svg, png or csv for charts, several parted by commas [default: html]
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', value_parser = picture)]
    pub format: Vec<OutputFormat>,
    /// Draw this chart only; may be repeated [default: all]
    #[arg(long, value_name = "NAME")]
    pub chart: Vec<String>,
    #[command(flatten)]
    pub style: Style,
    /// File of the page or folder of charts; - for stdout [default: report.html or redrawn/ in the run's folder]
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Overwrite what is there
    #[arg(long)]
    pub force: bool,
    /// Print nothing on stderr but errors and where results went
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Scenarios: files, or names of shipped ones
    #[arg(required = true, value_name = "SCENARIO")]
    pub files: Vec<PathBuf>,
    /// Print every number with its class and source instead, as a Markdown document
    #[arg(long, conflicts_with = "json")]
    pub register: bool,
    #[command(flatten)]
    pub settings: Overrides,
    #[command(flatten)]
    pub voice: Verbosity,
}

#[derive(Debug, Args)]
pub(super) struct Solve {
    /// Scenario: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    #[command(flatten)]
    pub settings: Overrides,
    /// Quarter to solve, such as 2026-Q1 [default: the baseline, without measures]
    #[arg(long, value_name = "QUARTER")]
    pub period: Option<Quarter>,
    #[command(flatten)]
    pub voice: Verbosity,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Worlds file (JSON)
    #[arg(value_name = "WORLDS")]
    pub file: PathBuf,
    /// Largest relative difference that passes
    #[arg(long, default_value_t = 1e-7, value_parser = tolerance)]
    pub tolerance: f64,
    #[command(flatten)]
    pub voice: Verbosity,
}

#[derive(Debug, Args)]
pub(super) struct Run {
    /// Scenario: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    #[command(flatten)]
    pub settings: Overrides,
    #[command(flatten)]
    pub sampling: Sampling,
    #[command(flatten)]
    pub single: Single,
    #[command(flatten)]
    pub voice: Verbosity,
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    /// Scenarios: files, or names of shipped ones; the first is the baseline
    #[arg(required = true, value_name = "SCENARIO")]
    pub files: Vec<PathBuf>,
    /// Baseline of the comparison, by its name; the others keep their order [default: the first]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,
    #[command(flatten)]
    pub settings: Overrides,
    #[command(flatten)]
    pub sampling: Sampling,
    #[command(flatten)]
    pub single: Single,
    #[command(flatten)]
    pub voice: Verbosity,
}

#[derive(Debug, Args)]
pub(super) struct Sweep {
    /// Scenario: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    /// Vary a number evenly: PATH=FROM:TO:POINTS. Several make a grid
    #[arg(long, value_name = "PATH=FROM:TO:POINTS", value_parser = super::grid::Axis::parse_range)]
    pub vary: Vec<super::grid::Axis>,
    /// Let a setting take each of some values: PATH=A,B,C
    #[arg(long, value_name = "PATH=A,B,C", value_parser = super::grid::Axis::parse_list)]
    pub list: Vec<super::grid::Axis>,
    /// Pair the axes point by point instead of making a grid
    #[arg(long)]
    pub zip: bool,
    #[command(flatten)]
    pub settings: Overrides,
    #[command(flatten)]
    pub sampling: Sampling,
    #[command(flatten)]
    pub voice: Verbosity,
}

/// Where a look at the past is written, and what it is drawn with.
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
    /// Name of the run's folder [default: the command and the scenario's name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Replace the run of that name, even if it is another one; what is not the run's stays in its folder
    #[arg(long)]
    pub force: bool,
    /// Take an answer although more than 5 % of its draws were lost, instead of exit code 1
    #[arg(long)]
    pub allow_lost: bool,
    /// Also write report.html, one page of all that was found
    #[arg(long)]
    pub report: bool,
}

#[derive(Debug, Args)]
pub(super) struct Calibrate {
    /// Scenario with a history: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    #[command(flatten)]
    pub settings: Overrides,
    /// Number of draws
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub draws: u64,
    /// Equally likely members that each posterior is written as
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub members: u64,
    /// Last year to learn from; may be repeated [default: the history's, and the last with figures]
    #[arg(long, value_name = "YEAR")]
    pub until: Vec<i32>,
    #[command(flatten)]
    pub place: OutputOptions,
    #[command(flatten)]
    pub voice: Verbosity,
}

#[derive(Debug, Args)]
pub(super) struct Backtest {
    /// Scenario with a history: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    #[command(flatten)]
    pub settings: Overrides,
    /// What was learnt: a path from the scenario's folder, or from the working folder for a shipped scenario
    /// [default: the scenario's]
    #[arg(long, value_name = "FILE")]
    pub calibration: Option<String>,
    #[command(flatten)]
    pub place: OutputOptions,
    /// Print the answer alone and write no files
    #[arg(long, conflicts_with_all = ["report", "name", "out", "force"])]
    pub no_files: bool,
    /// Exit with code 1 if the backtest fails
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub voice: Verbosity,
}

fn picture(text: &str) -> Result<OutputFormat, String> {
    let found = OutputFormat::WORDS.iter().find(|(word, _)| *word == text).map(|(_, format)| *format);
    found.ok_or_else(|| "write html, svg, png or csv".to_string())
}

fn theme(text: &str) -> Result<PageTheme, String> {
    let found = PageTheme::WORDS.iter().find(|(word, _)| *word == text).map(|(_, theme)| *theme);
    found.ok_or_else(|| "write light, dark or auto".to_string())
}

fn language(text: &str) -> Result<&'static Texts, String> {
    let known = || Texts::ALL.map(|texts| texts.lang).join(", ");
    Texts::of(text).ok_or_else(|| format!("known languages: {}", known()))
}

fn format(text: &str) -> Result<Format, String> {
    let found = Format::WORDS.iter().find(|(word, _)| *word == text).map(|(_, format)| *format);
    found.ok_or_else(|| "write csv or parquet".to_string())
}

fn method(text: &str) -> Result<Method, String> {
    let found = Method::WORDS.iter().find(|(word, _)| *word == text).map(|(_, method)| *method);
    found.ok_or_else(|| "write pseudo or sobol".to_string())
}

fn tolerance(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value < 1.0 => Ok(value),
        _ => Err("a tolerance is a number between 0 and 1, such as 1e-7".to_string()),
    }
}
