//! Statistics of numbers: quantile functions of distributions, summaries of samples with their errors.
//!
//! Knows no scenario and draws nothing.

pub mod quantile;
pub mod summary;
