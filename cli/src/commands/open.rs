//! Scenarios as the command line names them: shipped or files, each with the settings that hold for it.

use super::error::CliError;
use super::overrides::Overrides;
use super::shell::quoted;
use super::terminal;
use potash::scenario::{Assignment, Draft, Location, Problems, Scenario};
use std::collections::HashSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// One scenario of those that were named: as it was read, or what is wrong with it.
pub(super) type Opened = Result<Scenario, CliError>;

/// Opens scenarios, each by itself: one that is wrong does not keep the others from being looked at. Faults that
/// several of them share stand at the first. Sentences about settings that only some have go to stderr, unless
/// `quiet`.
///
/// # Errors
/// A setting that is for none of them.
pub(super) fn each(words: &[PathBuf], settings: &Overrides, quiet: bool) -> Result<Vec<Opened>, CliError> {
    let mut names = Vec::new();
    let drafts: Vec<Result<Draft, CliError>> = words
        .iter()
        .map(|word| {
            let location = locate(word, quiet)?;
            names.push(location.name());
            Ok(Draft::read(&location, settings.root.as_deref())?)
        })
        .collect();
    let whole: Vec<&Draft> = drafts.iter().flatten().collect();
    let (dealt, notes) = settings.dealt(&whole, &names)?;
    notes.iter().filter(|_| !quiet).for_each(|note| terminal::note(&format!("{note}\n")));
    let mut dealt = dealt.into_iter();
    let mut told = HashSet::new();
    let opened = drafts.into_iter().map(|draft| {
        let loaded = draft?.with(&dealt.next().unwrap_or_default());
        loaded.map_err(|problems| CliError::from(unreported(problems, &mut told)))
    });
    Ok(opened.collect())
}

/// Opens scenarios, all of them: the faults of each are reported before the command ends.
///
/// # Errors
/// The first fault.
pub(super) fn all(words: &[PathBuf], settings: &Overrides, quiet: bool) -> Result<Vec<Scenario>, CliError> {
    super::error::all(each(words, settings, quiet)?)
}

/// The scenario, whose runs also show these metrics.
///
/// # Errors
/// A name that is no metric of it.
pub(super) fn showing(scenario: Scenario, metrics: &[String]) -> Result<Scenario, CliError> {
    metrics.iter().try_fold(scenario, |one, metric| {
        let help = |help| CliError::Usage(format!("--metric {metric}: {help}"));
        one.showing(metric).map_err(help)
    })
}

/// Whether a name is that of a metric of the first scenario.
///
/// # Errors
/// What would be one.
pub(super) fn check_metric(scenarios: &[Scenario], name: Option<&str>) -> Result<(), CliError> {
    let Some((first, name)) = scenarios.first().zip(name) else { return Ok(()) };
    let help = |help| CliError::Usage(format!("--metric {name}: {help}"));
    first.definition().metric(name).map(drop).map_err(help)
}

/// Opens one scenario without its settings, and gives those that hold for it.
///
/// # Errors
/// What is wrong with the scenario's files, or a setting for another one.
pub(super) fn draft(
    word: &Path,
    settings: &Overrides,
    quiet: bool,
) -> Result<(Draft, Vec<Assignment>), CliError> {
    let location = locate(word, quiet)?;
    let draft = Draft::read(&location, settings.root.as_deref())?;
    let (dealt, _) = settings.dealt(&[&draft], &[location.name()])?;
    Ok((draft, dealt.into_iter().next().unwrap_or_default()))
}

/// Opens one scenario.
///
/// # Errors
/// What is wrong with it or its settings.
pub(super) fn one(word: &Path, settings: &Overrides, quiet: bool) -> Result<Scenario, CliError> {
    let (draft, own) = draft(word, settings, quiet)?;
    Ok(draft.with(&own)?)
}

/// Where a word on the command line leads.
pub(super) fn locate(word: &Path, quiet: bool) -> Result<Location, CliError> {
    let location = Location::named(word).map_err(CliError::Usage)?;
    if matches!(location, Location::Shipped(_)) && word.is_dir() && !quiet {
        terminal::note(&format!(
            "{} is the shipped scenario, not the folder of that name here\n",
            word.display()
        ));
    }
    Ok(location)
}

/// Leaves out what was reported for an earlier scenario: a setting or a parent that is wrong is wrong for all of them.
fn unreported(problems: Problems, told: &mut HashSet<(String, Range<usize>, String)>) -> Problems {
    match problems {
        Problems::Faults { files, mut list, more } => {
            list.retain(|problem| {
                let name = files.name(problem.file).to_string();
                told.insert((name, problem.span.clone(), problem.what.clone()))
            });
            Problems::Faults { files, list, more }
        }
        other => other,
    }
}

/// The scenarios of a comparison, the baseline first and the others as they were.
///
/// # Errors
/// Fewer than two, or a baseline that is none of them.
pub(super) fn ordered(words: &[PathBuf], baseline: Option<&str>) -> Result<Vec<PathBuf>, CliError> {
    if let [one] = words {
        locate(one, true)?;
        let one = quoted(&one.display().to_string());
        return Err(CliError::Usage(format!(
            "a comparison needs two scenarios or more; `potash run {one}` runs one, and `potash compare status-quo {one}` holds it against another"
        )));
    }
    let mut words = words.to_vec();
    let Some(baseline) = baseline else { return Ok(words) };
    let names: Vec<String> =
        words.iter().map(|word| locate(word, true).map(|l| l.name())).collect::<Result<_, _>>()?;
    match names.iter().position(|name| name == baseline) {
        Some(k) => words[..=k].rotate_right(1),
        None => {
            let help = super::overrides::suggestion(baseline, &names);
            return Err(CliError::Usage(format!(
                "--baseline: no scenario here is called `{baseline}`; {help}"
            )));
        }
    }
    Ok(words)
}
