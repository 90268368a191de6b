//! The world as validated values: parameters, exporters, markets, corridors, measures, horizon.
//!
//! Nothing here reads a file, draws a number or solves an equation, and nothing changes once made.
//! [`scenario::Scenario::draw_world`] turns one vector of parameter values into the baseline and behaviour of a
//! draw, [`scenario::Scenario::conditions`] into the conditions of one of its quarters.

pub mod conditions;
pub mod correlation;
pub mod distribution;
mod draw;
pub mod history;
pub mod lanes;
pub mod market;
pub mod measure;
pub mod metric;
pub mod parameter;
pub mod posterior_sample;
pub mod process;
pub mod reordering;
pub mod scenario;
pub mod time;
pub mod timing;
#[cfg(test)]
mod toy;
pub mod world;
