//! stderr, and whether colours are wanted.

use potash::input::visible;
use std::io::Write;

/// Writes to stderr, with control characters written out. A failure is ignored: there is nowhere left to report it.
pub(super) fn note(text: &str) {
    note_rendered(&visible(text));
}

/// The same for a text that was made for a terminal, whose control characters are the program's own.
pub(super) fn note_rendered(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Whether the environment asks for no colours: NO_COLOR with any value but an empty one
/// (<https://no-color.org>).
pub(super) fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}
