//! What several whole-program tests share.
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod broken_results;
#[path = "../../../tests/common/shipped.rs"]
pub mod shipped;

/// The repository's folder.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
