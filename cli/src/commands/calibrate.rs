//! `potash calibrate` and `potash backtest`: calibrating to a history, and testing what comes of it.

use super::console::{self, json_text};
use super::error::CliError;
use super::options::{OutputOptions, Verbosity, checked_name};
use super::overrides::Overrides;
use super::progress::Progress;
use super::reproduction::command_words;
use super::run_end::{end_run, too_many_lost};
use super::shell::quoted;
use super::{open, warnings};
use crate::report::answer::Answer;
use crate::report::cautions;
use crate::report::folder::Folder;
use crate::report::history::backtest_report::BacktestReport;
use crate::report::history::calibration::{self, CalibrationReport};
use crate::report::history::{Origin, backtest};
use crate::report::results::ResultsRef;
use clap::Args;
use potash::calibration::backtest::{Backtest as Comparison, Use};
use potash::calibration::{Calibration, Request, SAMPLE, check, simulate};
use potash::results::losses::Losses;
use potash::scenario::Assignment;
use potash::scenario::Definition;
use potash::scenario::foretold::Foretold;
use potash::scenario::history::Role;
use potash::scenario::reading::posterior::Posterior;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
pub(super) struct Calibrate {
    /// Scenario with a history: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    #[command(flatten)]
    pub overrides: Overrides,
    /// Number of draws
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub draws: u64,
    /// Equally likely members that each posterior is written as
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub members: u64,
    /// Last year to calibrate to; may be repeated [default: the history's, and the last with figures]
    #[arg(long, value_name = "YEAR")]
    pub until: Vec<i32>,
    /// What is learnt from all figures tells the test of this calibration, made from fewer years in a world as it was
    /// known then, in the place of this run's own
    #[arg(long, value_name = "FILE")]
    pub test_of: Option<PathBuf>,
    #[command(flatten)]
    pub output: OutputOptions,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

#[derive(Debug, Args)]
pub(super) struct Backtest {
    /// Scenario with a history: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    #[command(flatten)]
    pub overrides: Overrides,
    /// The calibration: a path from the scenario's folder, or from the working folder for a shipped scenario
    /// [default: the scenario's]
    #[arg(long, value_name = "FILE")]
    pub calibration: Option<String>,
    /// Also leave out every series in turn that the model was calibrated to, and say how well it does without
    #[arg(long)]
    pub leave_out: bool,
    #[command(flatten)]
    pub output: OutputOptions,
    /// Print the answer alone and write no files
    #[arg(long, conflicts_with_all = ["report", "name", "out", "force"])]
    pub no_files: bool,
    /// Exit with code 1 if the backtest fails
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// Loads, draws, weighs, tests, writes and prints.
pub(super) fn run(arguments: &Calibrate) -> Result<(), CliError> {
    console::set_threads(arguments.output.threads, arguments.verbosity.quiet)?;
    let seed = ("--seed", "run.seed", arguments.output.seed.is_some());
    arguments.overrides.refuse_doubles(&[seed, ("--draws", "run.draws", true)])?;
    // Learning begins with the prior, whatever the scenario takes its numbers from.
    let (draft, own) = open::draft(&arguments.file, &arguments.overrides, arguments.verbosity.quiet)?;
    let none = Assignment { path: "calibration".to_string(), value: "none".to_string() };
    if let Some(setting) = own.iter().find(|setting| setting.path == "calibration" && **setting != none) {
        let text =
            format!("`{setting}`: calibrating begins with the prior, whatever was learnt; leave it out");
        return Err(CliError::Usage(text));
    }
    let loaded = draft.prior(&own)?;
    warnings::print(std::slice::from_ref(&loaded), arguments.verbosity.quiet);
    let scenario = loaded.definition();
    let until = years(scenario, &arguments.until)?;
    check(scenario, &until)?;
    let test_of = arguments.test_of.as_deref().map(test_of).transpose()?;
    let history = scenario.history.as_ref();
    let history =
        history.ok_or_else(|| CliError::Internal("a history that was checked is gone".to_string()))?;
    let (draws, seed) = (arguments.draws as usize, arguments.output.seed.unwrap_or(scenario.seed));
    let name = folder_name(arguments.output.name.as_deref(), "calibrate", scenario)?;
    let folder = started(&arguments.output, &name)?;
    let stop = console::stop_flag();
    let bar = Progress::new(draws as u64, 1, arguments.verbosity.quiet);
    let progress = |n: usize| bar.solved(n);
    let members = arguments.members as usize;
    let request = Request { scenario, draws, seed, members, until: &until, stop: &stop, progress: &progress };
    let calibration = Calibration::run(&request)?;
    bar.finish();
    let backtests = calibration.outcomes.iter().map(|outcome| {
        let posterior = outcome.posterior.as_ref().ok()?;
        Comparison::new(history, outcome.until, &posterior.members_simulated(), &calibration.prior, seed)
    });
    let report = CalibrationReport { backtests: backtests.collect(), calibration: &calibration };
    let until = arguments.until.iter().map(|year| format!(" --until {year}")).collect::<String>();
    let test = arguments.test_of.iter().map(|file| format!(" --test-of {}", quoted(&file.to_string_lossy())));
    let test = test.collect::<String>();
    let size = format!(" --draws {draws} --members {members} --seed {seed}{until}{test}");
    let command =
        command_words("calibrate", std::slice::from_ref(&arguments.file), &arguments.overrides) + &size;
    let origin = Origin { loaded: &loaded, command, draws, seed };
    let results = calibration::results(&report, history, &origin);
    let finished =
        calibration::write_all(&report, &results, (&origin, test_of), folder).map_err(CliError::from);
    let answer = |folder: Option<&str>| match arguments.verbosity.json {
        true => json_text(&Answer {
            folder: folder.map(str::to_string),
            findings: BacktestReport(&results.backtest).findings(),
            ..Answer::new(ResultsRef::Calibration(&results))
        }),
        false => Ok(origin.preface() + &calibration::text(&report)),
    };
    end_run(Some(finished), arguments.output.report, arguments.verbosity.quiet, answer)?;
    few_lost(calibration.losses(), &arguments.output)?;
    if report.is_whole() { Ok(()) } else { Err(CliError::Failed) }
}

/// The test that a calibration's file holds.
fn test_of(file: &Path) -> Result<Arc<Foretold>, CliError> {
    let (posterior, _) = Posterior::read(file).map_err(|error| CliError::Data(error.to_string()))?;
    posterior.foretold.filter(|test| test.held_out > 0).ok_or_else(|| {
        CliError::Data(format!(
            "--test-of {}: it holds no test of figures that were held out",
            file.display()
        ))
    })
}

/// The years to learn to: those asked for, or the history's own and the last that there are figures of.
fn years(scenario: &Definition, asked: &[i32]) -> Result<Vec<i32>, CliError> {
    let Some(history) = &scenario.history else { return Ok(asked.to_vec()) };
    let last = history.targets.iter().map(|target| target.year).max().unwrap_or(history.training_until);
    let mut years = match asked {
        [] => vec![history.training_until, last],
        asked => asked.to_vec(),
    };
    // What is calibrated to all figures leaves none to test it on: the history's own year is calibrated and tested too.
    let tests = |year: i32| history.targets.iter().any(|t| t.role == Role::Fit && t.year > year);
    let own = history.training_until;
    let learns = history.targets.iter().any(|target| target.trains(own));
    if !years.iter().any(|year| tests(*year)) && learns && tests(own) {
        years.push(own);
    }
    years.sort_unstable();
    years.dedup();
    match years.iter().find(|year| **year > last) {
        Some(year) => Err(CliError::Usage(format!("--until {year}: the last figures are those of {last}"))),
        None => Ok(years),
    }
}

/// Loads, solves every member once, compares, writes and prints.
pub(super) fn backtest(arguments: &Backtest) -> Result<(), CliError> {
    console::set_threads(arguments.output.threads, arguments.verbosity.quiet)?;
    arguments.overrides.refuse_doubles(&[("--seed", "run.seed", arguments.output.seed.is_some())])?;
    let (draft, mut settings) =
        open::draft(&arguments.file, &arguments.overrides, arguments.verbosity.quiet)?;
    if let Some(file) = &arguments.calibration {
        if let Some(setting) = settings.iter().find(|setting| setting.path == "calibration") {
            let text = format!("--calibration and `{setting}` both say what was learnt; leave out one");
            return Err(CliError::Usage(text));
        }
        settings.push(Assignment { path: "calibration".to_string(), value: file.clone() });
    }
    let loaded = draft.with(&settings)?;
    warnings::print(std::slice::from_ref(&loaded), arguments.verbosity.quiet);
    let scenario = loaded.definition();
    check(scenario, &[])?;
    let (Some(history), Some(posterior_sample)) = (&scenario.history, &scenario.posterior_sample) else {
        let text = format!(
            "{} takes nothing that was learnt; add calibration = \"calibration/to-2022.toml\", made by potash calibrate",
            scenario.name
        );
        return Err(CliError::Data(text));
    };
    let until = posterior_sample.trained_until;
    if arguments.strict && !history.targets.iter().any(|target| Use::of(target, until) == Use::HeldOut) {
        let text =
            format!("--strict: no figure is later than {until}, so nothing is held out and nothing can fail");
        return Err(CliError::Usage(text));
    }
    let (members, seed) =
        (posterior_sample.members.rows.len(), arguments.output.seed.unwrap_or(scenario.seed));
    let name = folder_name(arguments.output.name.as_deref(), "backtest", scenario)?;
    let folder = match arguments.no_files {
        true => None,
        false => Some(started(&arguments.output, &name)?),
    };
    let stop = console::stop_flag();
    let bar = Progress::new((members + SAMPLE) as u64, 1, arguments.verbosity.quiet);
    let progress = |n: usize| bar.solved(n);
    // As many draws as members take each of them once.
    let said = simulate(scenario, members, seed, &stop, &progress)?;
    // Read anew: correlations that were calibrated with the numbers are of the prior too.
    let own: Vec<_> = settings.iter().filter(|one| one.path != "calibration").cloned().collect();
    let prior = draft.prior(&own)?.into_definition();
    let prior = simulate(&prior, SAMPLE, seed, &stop, &progress)?;
    bar.finish();
    let tested = Comparison::new(history, until, &said, &prior, seed)
        .ok_or_else(|| CliError::Data(format!("{}: no draw says anything of every figure", scenario.name)))?;
    let given = arguments.calibration.iter().map(|file| format!(" --calibration {}", quoted(file)));
    let command = command_words("backtest", std::slice::from_ref(&arguments.file), &arguments.overrides)
        + &given.collect::<String>()
        + &format!(" --seed {seed}");
    let origin = Origin { loaded: &loaded, command, draws: members, seed };
    let results = backtest::results(&tested, history, &said, &origin);
    let write = |folder| backtest::write_all(&tested, &results, &origin, folder).map_err(CliError::from);
    let answer = |folder: Option<&str>| match arguments.verbosity.json {
        true => json_text(&Answer {
            folder: folder.map(str::to_string),
            findings: BacktestReport(&results).findings(),
            ..Answer::new(ResultsRef::Backtest(&results))
        }),
        false => {
            let left_out =
                if arguments.leave_out { backtest::left_out(&tested, scenario) } else { String::new() };
            Ok(origin.preface() + &backtest::text(&tested, scenario) + &left_out)
        }
    };
    end_run(folder.map(write), arguments.output.report, arguments.verbosity.quiet, answer)?;
    few_lost(tested.losses(), &arguments.output)?;
    if arguments.strict && !tested.passes() { Err(CliError::Failed) } else { Ok(()) }
}

/// Refuses to call an answer whole that lost more draws than it can bear.
fn few_lost(losses: Losses, output: &OutputOptions) -> Result<(), CliError> {
    match losses.are_too_many() && !output.allow_lost {
        true => Err(too_many_lost(&cautions::count(losses))),
        false => Ok(()),
    }
}

fn started(output: &OutputOptions, name: &str) -> Result<Folder, CliError> {
    Ok(Folder::create(&output.out, name, output.force)?)
}

fn folder_name(asked: Option<&str>, command: &str, scenario: &Definition) -> Result<String, CliError> {
    asked.map_or_else(|| Ok(format!("{command}-{}", scenario.name)), checked_name)
}
