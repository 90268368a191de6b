//! Statistics of numbers: quantile functions of distributions, sketches of samples, summaries with
//! their errors.
//!
//! Knows no scenario and draws nothing.

mod bins;
pub mod pareto;
pub mod quantile;
mod replay;
mod replicates;
pub mod sketch;
pub mod sorted;
pub mod summary;
pub mod weighted;
