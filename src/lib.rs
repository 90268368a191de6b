//! potash
pub mod analysis;
pub mod cli;
pub mod engine;
pub mod equilibrium;
pub mod model;
pub mod numeric;
pub mod report;
pub mod sampling;
pub mod scenario;
pub mod stats;
pub mod units;
