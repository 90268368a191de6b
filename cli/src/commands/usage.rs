//! What clap says of wrong usage, with the program's exit codes and hints.

use super::{console, terminal};
use std::process::ExitCode;

/// clap's own messages, help among them, with our exit codes.
pub(super) fn report(error: &clap::Error) -> ExitCode {
    let text = error.render();
    if error.use_stderr() {
        terminal::note(&format!("{text}{}", hint(error).unwrap_or_default()));
        return ExitCode::from(2);
    }
    match console::print(&text.to_string()) {
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
