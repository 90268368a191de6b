//! What runs mean: summaries with errors, paired comparisons, expectations, verification.
//!
//! Turns the engine's numbers into estimates. Reads no file, writes none, draws nothing.

pub mod attribution;
pub(crate) mod blocks;
pub(crate) mod cell_draws;
pub mod comparison;
pub mod conditional;
pub mod draw_observer;
pub mod drivers;
pub mod equilibrium;
pub mod expectation;
pub mod losses;
pub mod member_error;
pub mod precision;
pub(crate) mod reference_value;
pub mod scenario_info;
pub mod scenario_summary;
pub mod sensitivity;
pub mod side_changes;
pub mod study;
mod study_accumulator;
mod study_error;
mod study_views;
mod summary_accumulator;
pub mod sweep;
pub mod verification;
pub mod whole;
pub mod window;
