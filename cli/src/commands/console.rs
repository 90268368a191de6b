//! stdout, Ctrl-C, file limits and threads.

use super::error::CliError;
use super::terminal;
use crate::report::screen::{self, TextStyle};
use serde::Serialize;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

/// Writes the answer to stdout, with its control characters written out but for the program's own colours. A
/// reader that went away ends the program quietly; a full disk is an error like any other.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    print_bytes(screen::shown(text, text_style()).as_bytes())
}

/// Writes an answer as JSON.
///
/// # Errors
/// As [`print`].
pub(super) fn print_json(value: &impl Serialize) -> Result<(), CliError> {
    print(&json_text(value)?)
}

/// JSON as text with a line end.
///
/// # Errors
/// A value that JSON has no way to write, which is a defect.
pub(super) fn json_text(value: &impl Serialize) -> Result<String, CliError> {
    let text = serde_json::to_string_pretty(value).map_err(|error| CliError::Internal(error.to_string()))?;
    Ok(text + "\n")
}

/// The same for what is no text.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), CliError> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => CliError::Closed,
        _ => CliError::Io(format!("stdout: {error}")),
    })
}

/// Colours for a terminal that was not asked to do without.
pub(super) fn text_style() -> TextStyle {
    let refused = terminal::no_color();
    match std::io::stdout().is_terminal() && !refused {
        true => TextStyle::Coloured,
        false => TextStyle::Plain,
    }
}

/// Columns of the terminal that answers are printed on; 80 where they go elsewhere.
pub(super) fn columns() -> usize {
    let size = std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    size.map_or(80, |(width, _)| usize::from(width.0))
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

/// Threads for each processor, at the most: more only take turns.
const MOST_FOR_EACH: usize = 4;
/// Stack of a thread in bytes, whatever the environment says.
const STACK: usize = 8 << 20;

/// Makes the threads for all parallel work: as many as asked for, or as the environment says, or one for each
/// processor. Where the system gives no threads the work is done in this one.
pub(super) fn set_threads(asked: Option<u64>, quiet: bool) -> Result<(), CliError> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let named = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.trim().parse::<u64>().ok());
    let wanted =
        asked.or(named.filter(|n| *n > 0)).map_or(cores, |n| usize::try_from(n).unwrap_or(usize::MAX));
    let threads = wanted.min(MOST_FOR_EACH * cores);
    if threads < wanted && !quiet {
        let noun = if cores == 1 { "processor" } else { "processors" };
        terminal::note(&format!(
            "{wanted} threads are more than {cores} {noun} can use; there will be {threads}\n"
        ));
    }
    // A pool that cannot be started leaves rayon without any, for good: it is built when its threads are there.
    let built = match start(threads) {
        Ok(mut waiting) => {
            let hand = |work: rayon::ThreadBuilder| {
                let gone = || std::io::Error::other("a thread ended before it began");
                waiting.pop().ok_or_else(gone)?.send(work).map_err(|_| gone())
            };
            rayon::ThreadPoolBuilder::new().num_threads(threads).spawn_handler(hand).build_global()
        }
        Err(error) => {
            if !quiet {
                terminal::note(&format!("cannot start {threads} threads ({error}); all is done in one\n"));
            }
            rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()
        }
    };
    built.map_err(|error| CliError::Io(format!("cannot start threads: {error}")))
}

/// Starts threads that wait for their work, and end where none comes because not all could be started.
fn start(threads: usize) -> std::io::Result<Vec<mpsc::Sender<rayon::ThreadBuilder>>> {
    let mut waiting = Vec::new();
    for _ in 0..threads {
        let (give, take) = mpsc::channel::<rayon::ThreadBuilder>();
        let work = move || {
            if let Ok(work) = take.recv() {
                work.run();
            }
        };
        std::thread::Builder::new().stack_size(STACK).spawn(work)?;
        waiting.push(give);
    }
    Ok(waiting)
}
