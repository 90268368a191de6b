//! A setting of the command line, laid over a shipped scenario.

#![no_main]

use libfuzzer_sys::fuzz_target;
use potash::scenario::{Assignment, Draft, Location};
use std::path::Path;
use std::sync::OnceLock;

fuzz_target!(|text: &str| {
    static DRAFT: OnceLock<Draft> = OnceLock::new();
    let draft = DRAFT.get_or_init(|| {
        let location = Location::named(Path::new("us-plus-eu")).expect("is shipped");
        Draft::read(&location, None).expect("is whole")
    });
    if let Ok(setting) = Assignment::parse(text) {
        let _ = draft.with(&[setting]);
    }
});
