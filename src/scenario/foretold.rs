//! What a model that had learnt from the years to one said of every figure, beside what was observed: the test of a
//! calibration, as it is kept with what was learnt.

use super::history::Use;
use crate::stats::weighted::Bands;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A history beside what was said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Foretold {
    /// The last year that was learnt from; none before anything was.
    pub until: Option<i32>,
    /// Figures that were held out.
    pub held_out: usize,
    /// How many of these lie in their 90 % bands.
    pub in_90: usize,
    /// The series, in the order of the history.
    pub series: Vec<ForetoldSeries>,
}

/// The figures of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForetoldSeries {
    /// As it reads above a chart: "Exports".
    pub title: String,
    /// The metric's name.
    pub metric: String,
    /// Unit of all numbers.
    pub unit: String,
    /// In order of time.
    pub figures: Vec<ForetoldFigure>,
}

/// What was said of a figure, and what it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForetoldFigure {
    /// The year or the quarter, as it is written.
    pub period: String,
    /// The same in years, on an axis on which a whole year stands at its own number.
    pub at: f64,
    /// What the figure was to the model.
    pub role: Use,
    /// What the model says: quantiles of 5, 25, 50, 75 and 95 %.
    pub model: Bands,
    /// What was observed.
    pub observed: f64,
    /// Standard deviation of an observation around a right model.
    pub spread: f64,
    /// Whether it was held out and lies beyond the 90 % band.
    pub missed: bool,
}
