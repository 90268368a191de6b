//! The world as validated values, and reading it from files: parameters, exporters, markets, corridors, measures,
//! horizon.
//!
//! Nothing here draws a number or solves an equation, and nothing changes once made.
//! [`Definition::draw_world`] turns one vector of parameter values into the baseline and behaviour of a
//! draw, [`Definition::conditions`] into the conditions of one of its quarters. [`reading`] makes scenarios of TOML.

mod cholesky;
pub mod colour;
pub mod commodity;
pub mod conditions;
pub mod correlation;
mod dates;
mod definition;
pub mod direction;
pub mod distribution;
mod draw;
pub mod expectation;
pub mod factor;
pub mod foretold;
pub mod history;
pub mod measure;
pub mod metric;
pub mod parameter;
pub mod posterior_sample;
pub mod process;
pub mod project;
pub mod reading;
pub(crate) mod reordering;
pub mod reported;
pub mod timing;
pub mod titles;
#[cfg(test)]
pub(crate) mod toy;
pub mod world;

pub use definition::*;
pub use reading::*;
