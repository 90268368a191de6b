//! What several whole-program tests share.
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod random_worlds;
