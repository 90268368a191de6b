//! Talking to the outside: stdout, stderr, Ctrl-C, threads, progress.

use super::fault::Fault;
use crate::report::screen::Ink;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Writes the answer to stdout. A reader that went away ends the program quietly; a full disk is
/// an error like any other.
pub(super) fn print(text: &str) -> Result<(), Fault> {
    print_bytes(text.as_bytes())
}

/// The same for what is no text.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Fault> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Fault::Closed,
        _ => Fault::Io(format!("stdout: {error}")),
    })
}

/// Colours for a terminal that was not asked to do without.
pub(super) fn ink() -> Ink {
    // https://no-color.org: any value but an empty one.
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match std::io::stdout().is_terminal() && !refused {
        true => Ink::Coloured,
        false => Ink::Plain,
    }
}

/// Writes to stderr; nobody can be told if that fails.
pub(super) fn tell(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// A flag that Ctrl-C and termination set; a second one ends the program at once.
pub(super) fn stop_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let handle = Arc::clone(&flag);
    // Where no handler can be set the default one ends the program, which is fine too.
    let stop = move || {
        if handle.swap(true, Ordering::Relaxed) {
            // Asked twice: whoever asks does not want to wait.
            std::process::exit(130);
        }
    };
    let _ = ctrlc::set_handler(stop);
    flag
}

/// Makes a write beyond the largest file that is allowed (`ulimit -f`) an error like any other, with a path and
/// an exit code, instead of the end of the program.
pub(super) fn survive_file_limits() {
    #[cfg(unix)]
    {
        // Nobody asks the flag: with a handler the write that goes too far fails, and says so itself. Where no handler
        // can be set the program ends as it would without.
        let flag = Arc::new(AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag);
    }
}

/// Sets the number of threads for all parallel work.
pub(super) fn set_threads(threads: Option<u64>) -> Result<(), Fault> {
    let Some(threads) = threads else { return Ok(()) };
    let built = rayon::ThreadPoolBuilder::new().num_threads(threads as usize).build_global();
    built.map_err(|error| Fault::Internal(format!("cannot start {threads} threads: {error}")))
}
