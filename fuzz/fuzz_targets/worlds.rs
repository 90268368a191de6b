//! A file of worlds, and their solutions where there are few.

#![no_main]

use libfuzzer_sys::fuzz_target;
use potash::results::verification::verify;
use potash::scenario::reading::worlds::Worlds;

fuzz_target!(|text: &str| {
    if let Ok(worlds) = Worlds::parse(text)
        && worlds.worlds.len() <= 3
    {
        let _ = verify(&worlds);
    }
});
