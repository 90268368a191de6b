//! Faults on their way out: what is told, and which exit code.

use super::excerpt;
use crate::report::words::clip;
use potash::input::visible;
use potash::scenario::Problems;
use std::process::ExitCode;

/// Everything that can end a command early.
#[derive(Debug)]
pub(super) enum CliError {
    /// The words of the command are off: 2.
    Usage(String),
    /// A scenario is wrong: 65.
    Scenario(Box<Problems>),
    /// A scenario's numbers make no world together, wherever they were given: 65.
    World(Box<Problems>),
    /// Data are wrong in another way: 65.
    Data(String),
    /// Reading or writing failed: 74.
    Io(String),
    /// A fault of the program: 70.
    Internal(String),
    /// Ctrl-C: 130.
    Interrupted,
    /// Ctrl-C, after part of the work was done and written: 130.
    Stopped { what: &'static str, complete: usize, asked: usize, folder: Option<String> },
    /// An expectation or a comparison failed, and all was told: 1.
    Failed,
    /// So much was lost that the answer is incomplete, and it was told: 1.
    Incomplete(String),
    /// The reader of stdout went away: nothing to tell, nobody to tell it to.
    Closed,
}

impl CliError {
    /// Tells the fault on stderr and gives its exit code.
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
        super::console::tell(&text);
        ExitCode::from(code)
    }
}

/// clap's own messages, help among them, with our exit codes.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render();
    if error.use_stderr() {
        super::console::tell(&format!("{text}{}", hint(error).unwrap_or_default()));
        return ExitCode::from(2);
    }
    match super::console::print(&text.to_string()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => fault.report(),
    }
}

/// A scenario in the place of a command, or a second one where one fits: the command that was meant.
fn hint(error: &clap::Error) -> Option<String> {
    use clap::error::{ContextKind, ContextValue, ErrorKind};
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    let names =
        |word: &str| potash::scenario::reading::library::find(word).is_some() || word.ends_with(".toml");
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = word(ContextKind::InvalidSubcommand).filter(|word| names(word))?;
            Some(format!("\nTo run a scenario: potash run {word}\n"))
        }
        ErrorKind::UnknownArgument => {
            word(ContextKind::InvalidArg).filter(|word| names(word))?;
            Some("\nTo hold several scenarios against one another: potash compare A B\n".to_string())
        }
        _ => None,
    }
}

/// Problems that are told in full.
const MOST_TOLD: usize = 20;
/// Letters of a message, and of a name in it.
const LONGEST_MESSAGE: usize = 1_000;
const LONGEST_NAME: usize = 200;

/// Tells the first problems with their places. A setting on the command line is usage, not data.
fn report_problems(problems: &Problems) -> ExitCode {
    let (files, list, more) = match problems {
        Problems::Unreadable { .. } | Problems::InvalidFile { .. } => {
            super::console::tell(&format!("error: {problems}\n"));
            let unreadable = matches!(problems, Problems::Unreadable { .. });
            return ExitCode::from(if unreadable { 74 } else { 65 });
        }
        // All of it was told of another scenario.
        Problems::Faults { list, .. } if list.is_empty() => return ExitCode::from(65),
        Problems::Faults { files, list, more } => (files, list, *more),
    };
    for problem in list.iter().take(MOST_TOLD) {
        let name = clip(files.name(problem.file), LONGEST_NAME);
        let what = clip(&problem.what, LONGEST_MESSAGE);
        let help = clip(&problem.help, LONGEST_MESSAGE);
        let (line, column) = files.position(problem.file, problem.span.start);
        let source = (files.text(problem.file), problem.span.clone());
        let drawn = excerpt::draw(&name, source, (line, column), &what, &help);
        super::console::tell_drawn(&format!(
            "{}\n{drawn}\n",
            visible(&format!("{name}:{line}:{column}: {what}"))
        ));
    }
    let n = list.len() + more;
    let and = match n.saturating_sub(MOST_TOLD) {
        0 => String::new(),
        more => format!("and {} more\n\n", grouped(more)),
    };
    let noun = if n == 1 { "problem" } else { "problems" };
    super::console::tell(&format!("{and}{} {noun} found; nothing was run\n", grouped(n)));
    let usage = more == 0 && list.iter().all(|problem| files.name(problem.file).starts_with("--set"));
    ExitCode::from(if usage { 2 } else { 65 })
}

/// A count with commas between thousands.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl From<Problems> for CliError {
    fn from(problems: Problems) -> CliError {
        CliError::Scenario(Box::new(problems))
    }
}
