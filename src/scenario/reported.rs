//! Figures of the past that are shown beside results. Nothing is computed from them, and nothing is learnt.

use super::metric::Metric;

/// A figure of a year, in the money of that year.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedFigure {
    /// Of what.
    pub metric: Metric,
    /// The metric's name.
    pub metric_name: String,
    /// The year.
    pub year: i32,
    /// In the metric's unit.
    pub value: f64,
    /// Who says so.
    pub source: String,
}
