//! What runs mean: summaries with errors, paired comparisons, expectations, verification.
//!
//! Turns the engine's numbers into estimates. Reads no file, writes none, draws nothing.

pub mod backtest;
pub mod calibration;
pub mod comparison;
pub mod conditional;
pub mod digest;
mod digesting;
pub mod drivers;
pub mod expectation;
pub mod losses;
pub mod precision;
pub mod sink;
pub mod study;
pub mod subject;
pub mod sweep;
mod tally;
pub mod verification;
pub mod whole;
pub mod window;
