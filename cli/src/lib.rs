//! The `potash` program: reports and commands over the simulator's library.
//!
//! `commands` reads arguments and runs what they ask for; `report` turns results into tables, pages, manifests and
//! run folders. Nothing here computes a result.

// Input can reach anything: say what went wrong instead. println! dies of a closed pipe or a full disk.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod commands;
pub mod report;
