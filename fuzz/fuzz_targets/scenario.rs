//! A scenario file: what it says, with everything it extends of the shipped ones.

#![no_main]

use libfuzzer_sys::fuzz_target;
use potash::scenario::{Draft, Location};
use std::path::Path;

fuzz_target!(|text: &str| {
    // A file of this name is never read: the text is given, and the folder below which it may name others is empty.
    let location = Location::file(Path::new("fuzzed.toml"));
    if let Ok(draft) = Draft::of_text(&location, text, None) {
        let _ = draft.with(&[]);
    }
});
