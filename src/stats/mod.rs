//! Statistics of numbers: quantile functions of distributions, sketches of samples, summaries with
//! their errors.
//!
//! Knows no scenario and draws nothing.

mod bins;
mod exact_quantiles;
pub mod game;
pub mod order;
pub(crate) mod pareto;
pub mod quantile;
pub mod quantile_sketch;
mod replicates;
pub(crate) mod sorted;
pub mod summary;
pub mod weighted;
