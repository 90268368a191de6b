//! `potash calibrate` and `potash backtest`: learning from a history, and testing what was learnt.

use super::args::{Backtest as TestArguments, Calibrate, OutputOptions};
use super::check::json_text;
use super::console;
use super::error::CliError;
use super::open;
use super::overrides::Overrides;
use super::progress::Progress;
use super::runs::{checked_name, quoted, report_fault, too_many_lost};
use super::warnings;
use crate::report::cautions;
use crate::report::folder::Folder;
use crate::report::history::calibration::{self, Learnt};
use crate::report::history::{Origin, backtest};
use potash::calibration::backtest::{Backtest, Use};
use potash::calibration::{Calibration, CalibrationError, Request, SAMPLE, check, say};
use potash::results::losses::Losses;
use potash::scenario::Assignment;
use potash::scenario::Scenario;
use potash::scenario::history::Role;
use std::path::Path;

/// Load, draw, weigh, test, write, tell.
pub(super) fn run(arguments: &Calibrate) -> Result<(), CliError> {
    console::set_threads(arguments.place.threads, arguments.voice.quiet)?;
    let seed = ("--seed", "run.seed", arguments.place.seed.is_some());
    arguments.settings.refuse_doubles(&[seed, ("--draws", "run.draws", true)])?;
    // Learning begins with the prior, whatever the scenario takes its numbers from.
    let (draft, own) = open::draft(&arguments.file, &arguments.settings, arguments.voice.quiet)?;
    let none = Assignment { path: "calibration".to_string(), value: "none".to_string() };
    if let Some(setting) = own.iter().find(|setting| setting.path == "calibration" && **setting != none) {
        let text =
            format!("`{setting}`: calibrating begins with the prior, whatever was learnt; leave it out");
        return Err(CliError::Usage(text));
    }
    let mut loaded = draft.with(&[own.as_slice(), &[none]].concat())?;
    loaded.settings = own;
    warnings::tell(std::slice::from_ref(&loaded), arguments.voice.quiet);
    let scenario = &loaded.scenario;
    let until = years(scenario, &arguments.until)?;
    check(scenario, &until).map_err(fault)?;
    let (draws, seed) = (arguments.draws as usize, arguments.place.seed.unwrap_or(scenario.seed));
    let name = folder_name(arguments.place.name.as_deref(), "calibrate", scenario)?;
    let folder = started(&arguments.place, &name)?;
    let stop = console::stop_flag();
    let bar = Progress::new(draws as u64, 1, arguments.voice.quiet);
    let progress = |n: usize| bar.solved(n);
    let members = arguments.members as usize;
    let request = Request { scenario, draws, seed, members, until: &until, stop: &stop, progress: &progress };
    let calibration = Calibration::run(&request).map_err(fault)?;
    bar.finish();
    let backtests = calibration.outcomes.iter().map(|outcome| {
        let posterior = outcome.learnt.as_ref().ok()?;
        let history = scenario.history.as_ref()?;
        Backtest::new(history, outcome.until, &posterior.members_say(), &calibration.prior, seed)
    });
    let learnt = Learnt { backtests: backtests.collect(), calibration: &calibration };
    let until = arguments.until.iter().map(|year| format!(" --until {year}")).collect::<String>();
    let size = format!(" --draws {draws} --members {members} --seed {seed}{until}");
    let command = again("calibrate", &arguments.file, &arguments.settings) + &size;
    let origin = Origin { loaded: &loaded, command, draws, seed };
    let finished = calibration::write_all(&learnt, &origin, folder).map_err(report_fault);
    let answer = |_: Option<&str>| match arguments.voice.json {
        true => json_text(&calibration::as_json(&learnt)),
        false => origin.told() + &calibration::text(&learnt),
    };
    super::report::end(Some(finished), arguments.place.report, arguments.voice.quiet, answer)?;
    few_lost(calibration.losses(), &arguments.place)?;
    if learnt.is_whole() { Ok(()) } else { Err(CliError::Failed) }
}

/// The years to learn to: those asked for, or the history's own and the last that there are figures of.
fn years(scenario: &Scenario, asked: &[i32]) -> Result<Vec<i32>, CliError> {
    let Some(history) = &scenario.history else { return Ok(asked.to_vec()) };
    let last = history.targets.iter().map(|target| target.year).max().unwrap_or(history.training_until);
    let mut years = match asked {
        [] => vec![history.training_until, last],
        asked => asked.to_vec(),
    };
    // What is learnt from all figures leaves none to test it on: the history's own year is learnt and tested too.
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

/// Load, solve every member once, compare, write, tell.
pub(super) fn backtest(arguments: &TestArguments) -> Result<(), CliError> {
    console::set_threads(arguments.place.threads, arguments.voice.quiet)?;
    arguments.settings.refuse_doubles(&[("--seed", "run.seed", arguments.place.seed.is_some())])?;
    let (draft, mut settings) = open::draft(&arguments.file, &arguments.settings, arguments.voice.quiet)?;
    if let Some(file) = &arguments.calibration {
        if let Some(setting) = settings.iter().find(|setting| setting.path == "calibration") {
            let text = format!("--calibration and `{setting}` both say what was learnt; leave out one");
            return Err(CliError::Usage(text));
        }
        settings.push(Assignment { path: "calibration".to_string(), value: file.clone() });
    }
    let loaded = draft.with(&settings)?;
    warnings::tell(std::slice::from_ref(&loaded), arguments.voice.quiet);
    let scenario = &loaded.scenario;
    check(scenario, &[]).map_err(fault)?;
    let (Some(history), Some(ensemble)) = (&scenario.history, &scenario.ensemble) else {
        let text = format!(
            "{} takes nothing that was learnt; add calibration = \"calibration/to-2022.toml\", made by potash calibrate",
            scenario.name
        );
        return Err(CliError::Data(text));
    };
    let until = ensemble.trained_until;
    if arguments.strict && !history.targets.iter().any(|target| Use::of(target, until) == Use::HeldOut) {
        let text =
            format!("--strict: no figure is later than {until}, so nothing is held out and nothing can fail");
        return Err(CliError::Usage(text));
    }
    let (members, seed) = (ensemble.members.rows.len(), arguments.place.seed.unwrap_or(scenario.seed));
    let name = folder_name(arguments.place.name.as_deref(), "backtest", scenario)?;
    let folder = match arguments.no_files {
        true => None,
        false => Some(started(&arguments.place, &name)?),
    };
    let stop = console::stop_flag();
    let bar = Progress::new((members + SAMPLE) as u64, 1, arguments.voice.quiet);
    let progress = |n: usize| bar.solved(n);
    // As many draws as members take each of them once.
    let said = say(scenario, members, seed, &stop, &progress).map_err(fault)?;
    // Read anew: correlations that were learnt with the numbers are of the prior too.
    let mut unlearnt: Vec<_> = settings.iter().filter(|one| one.path != "calibration").cloned().collect();
    unlearnt.push(Assignment { path: "calibration".to_string(), value: "none".to_string() });
    let prior = draft.with(&unlearnt)?.scenario;
    let prior = say(&prior, SAMPLE, seed, &stop, &progress).map_err(fault)?;
    bar.finish();
    let tested = Backtest::new(history, until, &said, &prior, seed)
        .ok_or_else(|| CliError::Data(format!("{}: no draw says anything of every figure", scenario.name)))?;
    let given = arguments.calibration.iter().map(|file| format!(" --calibration {}", quoted(file)));
    let command = again("backtest", &arguments.file, &arguments.settings)
        + &given.collect::<String>()
        + &format!(" --seed {seed}");
    let origin = Origin { loaded: &loaded, command, draws: members, seed };
    let write = |folder| backtest::write_all(&tested, &said, &origin, folder).map_err(report_fault);
    let answer = |_: Option<&str>| match arguments.voice.json {
        true => json_text(&backtest::as_json(&tested, scenario)),
        false => origin.told() + &backtest::text(&tested, scenario),
    };
    super::report::end(folder.map(write), arguments.place.report, arguments.voice.quiet, answer)?;
    few_lost(tested.losses(), &arguments.place)?;
    if arguments.strict && !tested.passes() { Err(CliError::Failed) } else { Ok(()) }
}

/// Refuses to call an answer whole that lost more draws than it can bear.
fn few_lost(losses: Losses, place: &OutputOptions) -> Result<(), CliError> {
    match losses.are_too_many() && !place.allow_lost {
        true => Err(too_many_lost(&cautions::count(losses))),
        false => Ok(()),
    }
}

fn started(place: &OutputOptions, name: &str) -> Result<Folder, CliError> {
    Folder::create(&place.out, name, place.force).map_err(|error| CliError::Io(error.to_string()))
}

fn folder_name(asked: Option<&str>, command: &str, scenario: &Scenario) -> Result<String, CliError> {
    asked.map_or_else(|| Ok(format!("{command}-{}", scenario.name)), checked_name)
}

/// The command and its file and settings.
fn again(command: &str, file: &Path, settings: &Overrides) -> String {
    format!("potash {command} {}{}", quoted(&file.display().to_string()), settings.words())
}

fn fault(error: CalibrationError) -> CliError {
    match error {
        CalibrationError::Interrupted(_) => CliError::Interrupted,
        error => CliError::Data(error.to_string()),
    }
}
