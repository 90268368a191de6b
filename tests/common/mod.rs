//! What several whole-program tests share.
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod random_worlds;
pub mod shipped;
pub mod short_runs;

/// The repository's folder.
pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");
