//! `potash run` and `potash compare`.

use super::console::{self, json_text, text_style};
use super::error::CliError;
use super::options::{SampleSize, Sampling, Verbosity, checked_name, size};
use super::overrides::Overrides;
use super::progress::Progress;
use super::reproduction::reproduction_command;
use super::run_end::{end_run, too_many_lost};
use super::shell::quoted;
use super::{open, terminal, warnings};
use crate::report::answer::Answer;
use crate::report::draws::{Draws, Format};
use crate::report::folder::Folder;
use crate::report::manifest::Origin;
use crate::report::{self, brief, cautions, summary};
use clap::{ArgAction, Args};
use potash::results::draw_observer::DrawObserver;
use potash::results::study::StudyResults;
use potash::scenario::{Definition, Scenario};
use potash::simulate;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Run {
    /// Scenario: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    #[command(flatten)]
    pub overrides: Overrides,
    #[command(flatten)]
    pub sampling: Sampling,
    #[command(flatten)]
    pub study: StudyOptions,
    #[command(flatten)]
    pub verbosity: Verbosity,
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
    pub overrides: Overrides,
    #[command(flatten)]
    pub sampling: Sampling,
    #[command(flatten)]
    pub study: StudyOptions,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// Options of one study, which a sweep of many cells does not have.
#[derive(Debug, Args)]
pub(super) struct StudyOptions {
    /// Draw until so many significant digits of the summary are reached, 1 to 4; --draws is then the most [default: 10000000]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4))]
    pub digits: Option<u64>,
    /// Solve every draw twice, to have the quantiles of revenue and of differences exact; up to
    /// 1000000 draws
    #[arg(long)]
    pub exact: bool,
    /// Also show this metric and compare scenarios on it: market_price.brazil, exports.russia, world_share.belarus;
    /// `potash list metrics` has all of them. May be repeated
    #[arg(long, value_name = "METRIC")]
    pub metric: Vec<String>,
    /// Write every draw, and the numbers drawn for it, as csv or parquet; or both: csv,parquet
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', value_parser = format, conflicts_with = "no_files")]
    pub save_draws: Vec<Format>,
    /// Print every table of the answer, and not one screen of it
    #[arg(long, conflicts_with = "json")]
    pub long: bool,
    /// Exit with code 1 if an expectation stated in a scenario fails
    #[arg(long)]
    pub strict: bool,
    /// Print diagnostics on stderr; twice for more
    #[arg(long, short, action = ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
}

fn format(text: &str) -> Result<Format, String> {
    let found = Format::WORDS.iter().find(|(word, _)| *word == text).map(|(_, format)| *format);
    found.ok_or_else(|| "write csv or parquet".to_string())
}

/// One study as it was asked for: its command and options.
struct Invocation<'a> {
    command: &'static str,
    files: &'a [PathBuf],
    overrides: &'a Overrides,
    sampling: &'a Sampling,
    options: &'a StudyOptions,
    verbosity: &'a Verbosity,
}

/// Runs one scenario.
pub(super) fn run(arguments: &Run) -> Result<(), CliError> {
    let Run { file, overrides, sampling, study, verbosity } = arguments;
    let files = std::slice::from_ref(file);
    Invocation { command: "run", files, overrides, sampling, options: study, verbosity }.run()
}

/// Runs several scenarios on the same draws.
pub(super) fn compare(arguments: &Compare) -> Result<(), CliError> {
    let files = &open::ordered(&arguments.files, arguments.baseline.as_deref())?;
    let Compare { overrides, sampling, study, verbosity, .. } = arguments;
    Invocation { command: "compare", files, overrides, sampling, options: study, verbosity }.run()
}

/// Most draws of a run with exact quantiles: about 200 MiB of values around them.
const MOST_EXACT: usize = 1_000_000;

impl Invocation<'_> {
    /// Loads, runs, writes and prints.
    fn run(&self) -> Result<(), CliError> {
        let Invocation { sampling, options, verbosity, .. } = self;
        console::set_threads(sampling.output.threads, verbosity.quiet)?;
        let loaded = self.load()?;
        let name = self.folder_name(&loaded)?;
        let size = size(sampling, options.digits, &loaded);
        warnings::print_sampling(&loaded, size, verbosity.quiet);
        self.check(&loaded, size.draws)?;
        // Made before the work is done: an output place that fails should fail now.
        let output = &sampling.output;
        let mut folder = match sampling.no_files {
            true => None,
            false => Some(Folder::create(&output.out, &name, output.force)?),
        };
        let (study, unsaved) = self.solve(&loaded, size, folder.as_mut())?;
        let command = self.reproduction_command(SampleSize { draws: study.draws, ..size });
        let origin = Origin { command, loaded: &loaded };
        let write = |mut folder: Folder| {
            if let Some(error) = unsaved {
                return Err(error);
            }
            if study.interrupted {
                folder.interrupted();
            }
            Ok(report::write(&study, &origin, folder)?)
        };
        let answer = |folder: Option<&str>| match verbosity.json {
            true => json_text(&Answer { folder: folder.map(str::to_string), ..report::answer(&study) }),
            false if options.long => Ok(summary::text(&study, text_style())),
            false => Ok(brief::text(&study, text_style(), console::columns())),
        };
        let folder = end_run(folder.map(write), output.report, verbosity.quiet, answer)?;
        if options.verbose > 0 {
            print_diagnostics(&study, options.verbose);
        }
        self.verdict(&study, folder)
    }

    /// Opens every scenario; the errors of all of them are printed before the command ends.
    fn load(&self) -> Result<Vec<Scenario>, CliError> {
        let Invocation { overrides, options, verbosity, .. } = self;
        let digits = [("--digits", "run.digits", options.digits.is_some())];
        overrides.refuse_doubles(&[&self.sampling.settings()[..], &digits].concat())?;
        let loaded = open::all(self.files, overrides, verbosity.quiet)?;
        warnings::print_notices(&loaded, verbosity.quiet);
        warnings::print(&loaded, verbosity.quiet);
        for (k, one) in loaded.iter().enumerate() {
            let name = one.name();
            let differs = |other: &Scenario| other.name() == name && other.resolved() != one.resolved();
            if loaded[..k].iter().any(differs) {
                return Err(CliError::Usage(format!(
                    "two different files are called `{name}`; rename one to tell them apart"
                )));
            }
        }
        let loaded = loaded.into_iter().map(|one| open::showing(one, &options.metric));
        let loaded = loaded.collect::<Result<Vec<_>, _>>()?;
        if options.strict && loaded.iter().all(|one| one.definition().expectations.is_empty()) {
            let text =
                "--strict: no scenario here expects anything, so nothing can fail; state it in [expect.NAME]";
            return Err(CliError::Usage(text.to_string()));
        }
        Ok(loaded)
    }

    /// The folder's name: as asked for, or the names of the scenarios.
    fn folder_name(&self, loaded: &[Scenario]) -> Result<String, CliError> {
        if let Some(name) = &self.sampling.output.name {
            return checked_name(name);
        }
        let names: Vec<&str> = loaded.iter().map(|one| one.definition().name.as_str()).collect();
        let joint = if self.command == "compare" { "-vs-" } else { "-" };
        Ok(names.join(joint).chars().take(120).collect())
    }

    /// Whether these scenarios can be run together with so many draws.
    fn check(&self, loaded: &[Scenario], draws: usize) -> Result<(), CliError> {
        StudyResults::check(&definitions(loaded), draws)?;
        match self.options.exact && draws > MOST_EXACT {
            true => Err(CliError::Usage(format!(
                "--exact keeps what lies around every quantile, of {MOST_EXACT} draws at the most; give --draws"
            ))),
            false => Ok(()),
        }
    }

    /// The study, and why its draws could not be saved. Draws go into the folder as they are solved.
    fn solve(
        &self,
        loaded: &[Scenario],
        size: SampleSize,
        mut folder: Option<&mut Folder>,
    ) -> Result<(StudyResults, Option<CliError>), CliError> {
        let SampleSize { draws, digits, seed, method } = size;
        let (formats, scenarios) = (self.formats(), definitions(loaded));
        let mut saved = match &folder {
            Some(folder) if !formats.is_empty() => {
                Some(Draws::create(folder, &formats, &StudyResults::all(&scenarios), seed, method)?)
            }
            _ => None,
        };
        let exact = self.options.exact;
        let paths = StudyResults::paths(&scenarios, if exact { 2 } else { 1 });
        let bar = Progress::new(draws as u64, paths, self.verbosity.quiet);
        if let Some(digits) = digits {
            let noun = if digits == 1 { "digit is" } else { "digits are" };
            bar.begin(0, paths, &format!("at the most: until {digits} significant {noun} reached"));
        }
        let stop = console::stop_flag();
        let progress = |n: usize| bar.solved(n);
        let sink = saved.as_mut().map(|draws| draws as &mut dyn DrawObserver);
        let asked =
            simulate::compare(loaded).draws(draws).seed(seed).sampler(method).exact(exact).observer(sink);
        let asked = digits.into_iter().fold(asked, |asked, digits| asked.digits(digits));
        let study = asked.stop(&stop).progress(&progress).run();
        bar.finish();
        let study = study?.into_results();
        let unsaved = match (saved, &mut folder) {
            (Some(saved), Some(folder)) => saved.finish(folder).err().map(CliError::from),
            _ => None,
        };
        Ok((study, unsaved))
    }

    /// The formats that draws are saved in, each once.
    fn formats(&self) -> Vec<Format> {
        let asked = |(_, format): &(&str, Format)| self.options.save_draws.contains(format);
        Format::WORDS.iter().filter(|known| asked(known)).map(|(_, format)| *format).collect()
    }

    fn reproduction_command(&self, size: SampleSize) -> String {
        let mut command = reproduction_command(self.command, self.files, self.overrides, size, true);
        if self.options.exact {
            command.push_str(" --exact");
        }
        for metric in &self.options.metric {
            command.push_str(&format!(" --metric {}", quoted(metric)));
        }
        let formats = self.formats();
        let words: Vec<&str> = Format::WORDS
            .iter()
            .filter(|(_, format)| formats.contains(format))
            .map(|(word, _)| *word)
            .collect();
        if !words.is_empty() {
            command.push_str(&format!(" --save-draws {}", words.join(",")));
        }
        command
    }

    /// How the command ends after its answer was printed.
    fn verdict(&self, study: &StudyResults, folder: Option<String>) -> Result<(), CliError> {
        if study.interrupted {
            let (complete, asked) = (study.draws, study.asked);
            return Err(CliError::Stopped { what: "draws", complete, asked, folder });
        }
        if study.losses().are_too_many() && !self.sampling.output.allow_lost {
            return Err(too_many_lost(&cautions::count(study.losses())));
        }
        let failed = study.expectations().iter().any(|(_, checked)| !checked.holds());
        if self.options.strict && failed { Err(CliError::Failed) } else { Ok(()) }
    }
}

fn definitions(loaded: &[Scenario]) -> Vec<Definition> {
    loaded.iter().map(|one| one.definition().clone()).collect()
}

/// Prints how the solver fared, and at a higher level why draws were lost.
fn print_diagnostics(study: &StudyResults, level: u8) {
    for (scenario, summary) in study.each() {
        let solved = study.draws.saturating_sub(summary.lost_count) * (study.past + study.horizon.quarters);
        let steps = summary.diagnostics.steps as f64 / solved.max(1) as f64;
        terminal::note(&format!(
            "{}: {solved} equilibria, {steps:.1} Newton steps each, {} of them solved alone, largest residual {:.1e}, {} draws lost\n",
            scenario.name, summary.diagnostics.alone, summary.diagnostics.residual, summary.lost_count
        ));
        for lost in summary.lost.iter().filter(|_| level > 1) {
            terminal::note(&format!("  draw {}: {}\n", lost.draw, lost.reason));
        }
    }
}
