//! The world as validated values: baseline, behaviour, conditions, parameters, measures, horizon.
//!
//! Nothing here reads a file, draws a number or solves an equation, and nothing changes once made.

pub mod market;
