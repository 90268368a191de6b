//! The two files of a calibration, parted by a line of `===`. `SHA` in the heading stands for the hash of the members,
//! which no fuzzer would find.

#![no_main]

use libfuzzer_sys::fuzz_target;
use potash_cli::report::folder::hash;
use potash::scenario::reading::posterior::Posterior;

fuzz_target!(|text: &str| {
    let (heading, members) = text.split_once("\n===\n").unwrap_or((text, ""));
    let _ = Posterior::parse(&heading.replace("SHA", &hash(members.as_bytes())), members);
});
