//! Figures that results are held against.

use super::metric::Metric;
use crate::units::time::Quarter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// When an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Period {
    /// The calibrated baseline itself.
    Baseline,
    /// The mean over a calendar year.
    Year(i32),
    /// A quarter.
    Quarter(Quarter),
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Baseline => write!(f, "baseline"),
            Period::Year(year) => write!(f, "{year}"),
            Period::Quarter(quarter) => write!(f, "{quarter}"),
        }
    }
}

/// A figure that the model's results are held against. It is never an input itself; whether inputs were
/// chosen knowing it is for the scenario to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expectation {
    /// Name.
    pub name: String,
    /// The metric.
    pub metric: Metric,
    /// The metric as written, for reports.
    pub metric_name: String,
    /// When.
    pub period: Period,
    /// The figure, in the unit of the metric.
    pub value: f64,
    /// The expectation holds if the model's median is within this of the value.
    pub tolerance: f64,
    /// Where the figure is from.
    pub source: String,
}
