//! Results as people and machines read them: text, JSON, CSV, charts, manifests.
//!
//! The only room that writes files. It computes no result: every number it shows was made below.

pub mod chart;
pub mod equilibrium;
