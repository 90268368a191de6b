//! Faults on their way out: what is told, and which exit code.

use crate::scenario::Problems;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use std::fmt;
use std::process::ExitCode;

/// Everything that can end a command early.
#[derive(Debug)]
pub(super) enum Fault {
    /// The words of the command are off: 2.
    Usage(String),
    /// A scenario is wrong: 65.
    Scenario(Box<Problems>),
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

impl Fault {
    /// Tells the fault on stderr and gives its exit code.
    pub fn report(self) -> ExitCode {
        let (text, code) = match self {
            Fault::Usage(text) => (format!("error: {text}\n"), 2),
            Fault::Scenario(problems) => return report_problems(&problems),
            Fault::Data(text) => (format!("error: {text}\n"), 65),
            Fault::Io(text) => (format!("error: {text}\n"), 74),
            Fault::Internal(text) => {
                (format!("error: {text}\nThis is a fault of potash itself; please report it.\n"), 70)
            }
            Fault::Interrupted => ("interrupted; nothing was written\n".to_string(), 130),
            Fault::Stopped { what, complete, asked, folder } => {
                let place = folder.map(|folder| format!("; these are in {folder}")).unwrap_or_default();
                (format!("interrupted after {complete} of {asked} {what}{place}\n"), 130)
            }
            Fault::Failed => (String::new(), 1),
            Fault::Incomplete(text) => (format!("incomplete: {text}\n"), 1),
            Fault::Closed => (String::new(), 0),
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
    let names = |word: &str| crate::scenario::library::find(word).is_some() || word.ends_with(".toml");
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

/// Tells every problem with its place. A setting on the command line is usage, not data.
fn report_problems(problems: &Problems) -> ExitCode {
    let (files, list) = match problems {
        Problems::Unreadable { .. } | Problems::Unfit { .. } => {
            super::console::tell(&format!(
                "error: {problems}
"
            ));
            let unreadable = matches!(problems, Problems::Unreadable { .. });
            return ExitCode::from(if unreadable { 74 } else { 65 });
        }
        // All of it was told of another scenario.
        Problems::Faults { list, .. } if list.is_empty() => return ExitCode::from(65),
        Problems::Faults { files, list } => (files, list),
    };
    let handler = miette::GraphicalReportHandler::new_themed(theme()).with_width(100);
    let mut code = 2;
    for problem in list {
        let name = files.name(problem.file);
        if !name.starts_with("--set") {
            code = 65;
        }
        let (line, column) = files.position(problem.file, problem.span.start);
        let pointed = Pointed {
            what: problem.what.clone(),
            help: problem.help.clone(),
            text: NamedSource::new(name, files.text(problem.file).to_string()),
            label: LabeledSpan::at(problem.span.clone(), "here"),
        };
        let mut text = String::new();
        if handler.render_report(&mut text, &pointed).is_err() {
            text = format!("{}\n  help: {}\n", problem.what, problem.help);
        }
        super::console::tell(&format!("{name}:{line}:{column}: {}\n{text}\n", problem.what));
    }
    let n = list.len();
    let noun = if n == 1 { "problem" } else { "problems" };
    super::console::tell(&format!("{n} {noun} found; nothing was run\n"));
    ExitCode::from(code)
}

fn theme() -> miette::GraphicalTheme {
    use std::io::IsTerminal;
    match std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        true => miette::GraphicalTheme::unicode(),
        false => miette::GraphicalTheme::unicode_nocolor(),
    }
}

/// A problem in the form that miette draws.
#[derive(Debug)]
struct Pointed {
    what: String,
    help: String,
    text: NamedSource<String>,
    label: LabeledSpan,
}

impl fmt::Display for Pointed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Pointed {}

impl Diagnostic for Pointed {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.text)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}

impl From<Problems> for Fault {
    fn from(problems: Problems) -> Fault {
        Fault::Scenario(Box::new(problems))
    }
}
