//! `potash run` and `potash compare`.

use super::args::{Compare, Run, Sampling, Single, Verbosity};
use super::check::json_text;
use super::console;
use super::error::CliError;
use super::open;
use super::overrides::Overrides;
use super::progress::Progress;
use super::warnings;
use crate::report::draws::{Draws, Format};
use crate::report::folder::{Folder, WriteError};
use crate::report::manifest::Origin;
use crate::report::{self, ReportError, cautions, json, summary};
use potash::results::draw_observer::DrawObserver;
use potash::results::precision;
use potash::results::study::{Request, Study, StudyError};
use potash::scenario::Method;
use potash::scenario::{Assignment, Loaded};
use std::path::PathBuf;

pub(super) fn run(arguments: &Run) -> Result<(), CliError> {
    let files = std::slice::from_ref(&arguments.file);
    perform("run", files, &arguments.settings, &arguments.sampling, &arguments.single, &arguments.voice)
}

pub(super) fn compare(arguments: &Compare) -> Result<(), CliError> {
    let files = open::ordered(&arguments.files, arguments.baseline.as_deref())?;
    let Compare { settings, sampling, single, voice, .. } = arguments;
    perform("compare", &files, settings, sampling, single, voice)
}

/// Most draws of a run with exact quantiles: about 200 MiB of values around them.
const MOST_EXACT: usize = 1_000_000;

/// Load, run, write, tell.
fn perform(
    command: &str,
    files: &[PathBuf],
    settings: &Overrides,
    sampling: &Sampling,
    single: &Single,
    voice: &Verbosity,
) -> Result<(), CliError> {
    console::set_threads(sampling.threads, voice.quiet)?;
    let digits = [("--digits", "run.digits", single.digits.is_some())];
    settings.refuse_doubles(&[&sampling.settings()[..], &digits].concat())?;
    let loaded = load_all(files, settings, voice)?;
    if single.strict && loaded.iter().all(|one| one.scenario.expectations.is_empty()) {
        let text =
            "--strict: no scenario here expects anything, so nothing can fail; state it in [expect.NAME]";
        return Err(CliError::Usage(text.to_string()));
    }
    let name = match &sampling.name {
        Some(name) => checked_name(name)?,
        None => run_name(command, &loaded),
    };
    let size = size(sampling, single.digits, &loaded);
    warnings::tell_sampling(&loaded, size, voice.quiet);
    let SampleSize { draws, digits, seed, method } = size;
    let scenarios: Vec<_> = loaded.iter().map(|l| l.scenario.clone()).collect();
    Study::check(&scenarios, draws).map_err(study_fault)?;
    if single.exact && draws > MOST_EXACT {
        let text = format!(
            "--exact keeps what lies around every quantile, of {MOST_EXACT} draws at the most; give --draws"
        );
        return Err(CliError::Usage(text));
    }
    // Claimed before the work is done: an output place that fails should fail now.
    let mut folder = match sampling.no_files {
        true => None,
        false => Some(Folder::create(&sampling.out, &name, sampling.force).map_err(io)?),
    };
    let formats = formats(single);
    let mut saved = match &folder {
        Some(folder) if !formats.is_empty() => {
            Some(Draws::create(folder, &formats, &Study::all(&scenarios), seed, method).map_err(io)?)
        }
        _ => None,
    };
    let stop = console::stop_flag();
    let passes = if single.exact { 2 } else { 1 };
    let bar = Progress::new(draws as u64, Study::paths(&scenarios, passes), voice.quiet);
    if let Some(digits) = digits {
        bar.begin(0, Study::paths(&scenarios, passes), &format!("at the most: until {digits} digits stand"));
    }
    let sink = saved.as_mut().map(|draws| draws as &mut dyn DrawObserver);
    let progress = |n: usize| bar.solved(n);
    let request = Request {
        scenarios,
        draws,
        digits,
        exact: single.exact,
        drivers: true,
        seed,
        method,
        stop: &stop,
        progress: &progress,
        sink,
    };
    let mut study = Study::run(request).map_err(study_fault)?;
    study.settings(loaded.iter().map(|one| one.settings.iter().map(Assignment::text).collect()));
    bar.finish();
    let mut unsaved = None;
    if let (Some(saved), Some(folder)) = (saved, &mut folder) {
        unsaved = saved.finish(folder).map_err(io).err();
    }
    let mut command = again(command, files, settings, SampleSize { draws: study.draws, ..size }, true);
    if single.exact {
        command.push_str(" --exact");
    }
    if !formats.is_empty() {
        let words = Format::WORDS.iter().filter(|(_, format)| formats.contains(format));
        command.push_str(&format!(
            " --save-draws {}",
            words.map(|(word, _)| *word).collect::<Vec<_>>().join(",")
        ));
    }
    let origin = Origin { command, loaded: &loaded };
    let write = |mut folder: Folder| {
        if let Some(error) = unsaved {
            return Err(error);
        }
        if study.interrupted {
            folder.interrupted();
        }
        report::write(&study, &origin, folder).map_err(report_fault)
    };
    let answer = |folder: Option<&str>| match voice.json {
        true => json_text(&json::json(&study, folder)),
        false => summary::text(&study, console::ink()),
    };
    let folder = super::report::end(folder.map(write), sampling.report, voice.quiet, answer)?;
    if single.verbose > 0 {
        tell_more(&study, single.verbose);
    }
    if study.interrupted {
        return Err(CliError::Stopped { what: "draws", complete: study.draws, asked: study.asked, folder });
    }
    if study.losses().are_too_many() && !sampling.allow_lost {
        return Err(too_many_lost(&cautions::count(study.losses())));
    }
    let failed = study.expectations().iter().any(|(_, checked)| !checked.holds());
    if single.strict && failed { Err(CliError::Failed) } else { Ok(()) }
}

/// More was lost than an answer can bear.
pub(super) fn too_many_lost(what: &str) -> CliError {
    CliError::Incomplete(format!(
        "{what}; mend what they are lost for, or take the answer as it is with --allow-lost"
    ))
}

fn io(error: WriteError) -> CliError {
    CliError::Io(error.to_string())
}

/// The formats that draws are saved in, each once.
fn formats(single: &Single) -> Vec<Format> {
    let asked = |(_, format): &(&str, Format)| single.save_draws.contains(format);
    Format::WORDS.iter().filter(|known| asked(known)).map(|(_, format)| *format).collect()
}

/// Opens every scenario; the faults of all of them are told before the command ends.
fn load_all(files: &[PathBuf], settings: &Overrides, voice: &Verbosity) -> Result<Vec<Loaded>, CliError> {
    let loaded = open::all(files, settings, voice.quiet)?;
    warnings::tell_notices(&loaded, voice.quiet);
    warnings::tell(&loaded, voice.quiet);
    for (k, one) in loaded.iter().enumerate() {
        let name = &one.scenario.name;
        if loaded[..k].iter().any(|other| other.scenario.name == *name && other.resolved != one.resolved) {
            return Err(CliError::Usage(format!(
                "two different files are called `{name}`; rename one to tell them apart"
            )));
        }
    }
    Ok(loaded)
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
pub(super) fn size(sampling: &Sampling, digits: Option<u64>, loaded: &[Loaded]) -> SampleSize {
    let first = loaded.first().map(|l| &l.scenario);
    let (draws, seed) = first.map_or((1, 1), |first| (first.draws, first.seed));
    let method = first.map_or(Method::default(), |first| first.method);
    let digits = digits.map(|n| n as usize);
    // Asked for on the command line, digits are waited for longer than a scenario's draws.
    let draws = if digits.is_some() { precision::MOST } else { draws };
    SampleSize {
        draws: sampling.draws.map_or(draws, |n| n as usize),
        digits: digits.or(first.and_then(|first| first.digits).filter(|_| sampling.draws.is_none())),
        seed: sampling.seed.unwrap_or(seed),
        method: sampling.sampler.unwrap_or(method),
    }
}

/// The folder's name: what was run, by the names of the scenarios.
fn run_name(command: &str, loaded: &[Loaded]) -> String {
    let names: Vec<&str> = loaded.iter().map(|l| l.scenario.name.as_str()).collect();
    let name = if command == "compare" { names.join("-vs-") } else { names.join("-") };
    name.chars().take(120).collect()
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

/// The command that gives the same bytes again; without its seed where a sweep varies that.
pub(super) fn again(
    command: &str,
    files: &[PathBuf],
    settings: &Overrides,
    SampleSize { draws, seed, method, .. }: SampleSize,
    with_seed: bool,
) -> String {
    let mut words = vec!["potash".to_string(), command.to_string()];
    words.extend(files.iter().map(|file| quoted(&file.display().to_string())));
    if let Some(last) = words.last_mut() {
        last.push_str(&settings.words());
    }
    words.push(format!("--draws {draws}"));
    if with_seed {
        words.push(format!("--seed {seed}"));
    }
    if method != Method::default() {
        words.push(format!("--sampler {}", method.word()));
    }
    words.join(" ")
}

/// A word as a shell reads it back.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

pub(super) fn study_fault(error: StudyError) -> CliError {
    match error {
        StudyError::Interrupted(_) => CliError::Interrupted,
        StudyError::DrawObserver(text) => CliError::Io(text),
        StudyError::TooManyDraws { .. } => CliError::Usage(error.to_string()),
        error => CliError::Data(error.to_string()),
    }
}

pub(super) fn report_fault(error: ReportError) -> CliError {
    match error {
        ReportError::Write(error) => CliError::Io(error.to_string()),
        ReportError::Chart { .. } | ReportError::Name(_) => CliError::Internal(error.to_string()),
    }
}

fn tell_more(study: &Study, verbosity: u8) {
    for (scenario, digest) in study.each() {
        let solved = study.draws.saturating_sub(digest.lost_count) * study.horizon.quarters;
        let steps = digest.steps as f64 / solved.max(1) as f64;
        console::tell(&format!(
            "{}: {solved} equilibria, {steps:.1} Newton steps each, largest residual {:.1e}, {} draws lost\n",
            scenario.name, digest.residual, digest.lost_count
        ));
        if verbosity > 1 {
            for lost in &digest.lost {
                console::tell(&format!("  draw {}: {}\n", lost.draw, lost.reason));
            }
        }
    }
}
