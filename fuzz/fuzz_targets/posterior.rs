//! The two files of a calibration: heading and members, parted by the first line of `===`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use potash::scenario::posterior::Posterior;

fuzz_target!(|text: &str| {
    let (heading, members) = text.split_once("\n===\n").unwrap_or((text, ""));
    let _ = Posterior::parse(heading, members);
});
