//! Errors of commands: what is printed, and which exit code.

use super::{excerpt, terminal};
use crate::report::ReportError;
use crate::report::folder::WriteError;
use crate::report::words::clip;
use potash::calibration::CalibrationError;
use potash::input::visible;
use potash::results::study::StudyError;
use potash::scenario::Problems;
use potash::simulate;
use potash_charts::grouped;
use std::process::ExitCode;

/// Everything that can end a command early.
#[derive(Debug)]
pub(super) enum CliError {
    /// Wrong usage of the command: 2.
    Usage(String),
    /// A scenario is wrong: 65.
    Scenario(Box<Problems>),
    /// A scenario's numbers make no world together, wherever they were given: 65.
    World(Box<Problems>),
    /// Data are wrong in another way: 65.
    Data(String),
    /// Reading or writing failed: 74.
    Io(String),
    /// A defect of the program: 70.
    Internal(String),
    /// Ctrl-C: 130.
    Interrupted,
    /// Ctrl-C, after part of the work was done and written: 130.
    Stopped { what: &'static str, complete: usize, asked: usize, folder: Option<String> },
    /// An expectation or a comparison failed, and all was printed: 1.
    Failed,
    /// So much was lost that the answer, which was printed, is incomplete: 1.
    Incomplete(String),
    /// The reader of stdout went away: 0, and nothing is printed.
    Closed,
}

impl CliError {
    /// Prints the error on stderr and gives its exit code.
    pub fn report(self) -> ExitCode {
        let (text, code) = match self {
            CliError::Usage(text) => (format!("error: {text}\n"), 2),
            CliError::Scenario(problems) => return report_problems(&problems),
            CliError::World(problems) => {
                report_problems(&problems);
                (String::new(), 65)
            }
            CliError::Data(text) => (format!("error: {text}\n"), 65),
            CliError::Io(text) => (format!("error: {text}\n"), 74),
            CliError::Internal(text) => {
                (format!("error: {text}\nThis is a fault of potash itself; please report it.\n"), 70)
            }
            CliError::Interrupted => ("interrupted; nothing was written\n".to_string(), 130),
            CliError::Stopped { what, complete, asked, folder } => {
                let place = folder.map(|folder| format!("; these are in {folder}")).unwrap_or_default();
                (format!("interrupted after {complete} of {asked} {what}{place}\n"), 130)
            }
            CliError::Failed => (String::new(), 1),
            CliError::Incomplete(text) => (format!("incomplete: {text}\n"), 1),
            CliError::Closed => (String::new(), 0),
        };
        terminal::note(&text);
        ExitCode::from(code)
    }
}

/// Problems that are printed in full.
const MOST_PRINTED: usize = 20;
/// Letters of a message, and of a name in it.
const LONGEST_MESSAGE: usize = 1_000;
const LONGEST_NAME: usize = 200;

/// Prints the first problems with their places. A setting on the command line is usage, not data.
fn report_problems(problems: &Problems) -> ExitCode {
    let (files, list, more) = match problems {
        Problems::Unreadable { .. } | Problems::InvalidFile { .. } => {
            terminal::note(&format!("error: {problems}\n"));
            let unreadable = matches!(problems, Problems::Unreadable { .. });
            return ExitCode::from(if unreadable { 74 } else { 65 });
        }
        // All of it was printed for another scenario.
        Problems::Faults { list, .. } if list.is_empty() => return ExitCode::from(65),
        Problems::Faults { files, list, more } => (files, list, *more),
    };
    for problem in list.iter().take(MOST_PRINTED) {
        let name = clip(files.name(problem.file), LONGEST_NAME);
        let what = clip(&problem.what, LONGEST_MESSAGE);
        let help = clip(&problem.help, LONGEST_MESSAGE);
        let (line, column) = files.position(problem.file, problem.span.start);
        let source = (files.text(problem.file), problem.span.clone());
        let drawn = excerpt::draw(&name, source, (line, column), &what, &help);
        terminal::note_rendered(&format!(
            "{}\n{drawn}\n",
            visible(&format!("{name}:{line}:{column}: {what}"))
        ));
    }
    let n = list.len() + more;
    let and = match n.saturating_sub(MOST_PRINTED) {
        0 => String::new(),
        more => format!("and {} more\n\n", grouped(more as f64, 0)),
    };
    let noun = if n == 1 { "problem" } else { "problems" };
    terminal::note(&format!("{and}{} {noun} found; nothing was run\n", grouped(n as f64, 0)));
    let usage = more == 0 && list.iter().all(|problem| files.name(problem.file).starts_with("--set"));
    ExitCode::from(if usage { 2 } else { 65 })
}

/// The values, and the first error if there is one; the others are printed, so that none is lost.
pub(super) fn values_and_first_error<T>(
    results: impl IntoIterator<Item = Result<T, CliError>>,
) -> (Vec<T>, Option<CliError>) {
    let (mut values, mut first) = (Vec::new(), None);
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(error) if first.is_none() => first = Some(error),
            Err(error) => drop(error.report()),
        }
    }
    (values, first)
}

/// All values, or the first error; the other errors are printed.
///
/// # Errors
/// The first of the errors.
pub(super) fn all<T>(results: impl IntoIterator<Item = Result<T, CliError>>) -> Result<Vec<T>, CliError> {
    let (values, first) = values_and_first_error(results);
    first.map_or(Ok(values), Err)
}

impl From<Problems> for CliError {
    fn from(problems: Problems) -> CliError {
        CliError::Scenario(Box::new(problems))
    }
}

impl From<StudyError> for CliError {
    fn from(error: StudyError) -> CliError {
        match error {
            StudyError::Interrupted(_) => CliError::Interrupted,
            StudyError::DrawObserver(text) => CliError::Io(text),
            StudyError::TooManyDraws { .. } => CliError::Usage(error.to_string()),
            error => CliError::Data(error.to_string()),
        }
    }
}

impl From<simulate::Error> for CliError {
    fn from(error: simulate::Error) -> CliError {
        match error {
            simulate::Error::Scenario(problems) => problems.into(),
            simulate::Error::Study(error) => error.into(),
            simulate::Error::Sweep(error) => CliError::Usage(error.to_string()),
            error => CliError::Data(error.to_string()),
        }
    }
}

impl From<CalibrationError> for CliError {
    fn from(error: CalibrationError) -> CliError {
        match error {
            CalibrationError::Interrupted(_) => CliError::Interrupted,
            error => CliError::Data(error.to_string()),
        }
    }
}

impl From<WriteError> for CliError {
    fn from(error: WriteError) -> CliError {
        CliError::Io(error.to_string())
    }
}

impl From<ReportError> for CliError {
    fn from(error: ReportError) -> CliError {
        match error {
            ReportError::Write(error) => error.into(),
            ReportError::Chart { .. } | ReportError::Name(_) => CliError::Internal(error.to_string()),
        }
    }
}
