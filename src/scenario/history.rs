//! What was observed of the past, and what others forecast of it: figures that the model is held against.
//!
//! None of them is an input of the market. How parameters are calibrated to them is the business of
//! analysis.

use super::metric::Metric;
use crate::units::time::{Horizon, Quarter};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Observations of a stretch of the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// The last year whose figures parameters may be calibrated to; later ones are held out.
    pub training_until: i32,
    /// The observed series.
    pub series: Vec<Series>,
    /// In the order of series, then years.
    pub targets: Vec<Target>,
    /// Forecasts that were published before the figures were known.
    pub forecasts: Vec<Forecast>,
}

/// Most targets of a history.
pub const MOST_TARGETS: usize = 128;

/// Figures of one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// Name.
    pub name: String,
    /// As it reads above a chart: "Exports".
    pub title: String,
    /// The metric.
    pub metric: Metric,
    /// The metric as written.
    pub metric_name: String,
}

/// An observed figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Target {
    /// Its series and time: `exports.2022`, `brazil_price.2026-Q1`.
    pub name: String,
    /// Position of its series.
    pub series: usize,
    /// The metric.
    pub metric: Metric,
    /// The metric is averaged over this calendar year,
    pub year: i32,
    /// or over this quarter of it alone.
    #[serde(default)]
    pub quarter: Option<Quarter>,
    /// In the metric's unit, as all that follows.
    pub value: f64,
    /// Standard error of the observation.
    pub error: f64,
    /// Standard deviation of what separates even a right model from the truth.
    pub discrepancy: f64,
    /// What the figure is for.
    pub role: Role,
    /// Where the figure is from.
    pub source: String,
}

/// What a figure is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Role {
    /// Parameters are calibrated to it if its year is one of training.
    Fit,
    /// Looked at, and never calibrated to: it follows from others, or is what is to be shown.
    Check,
}

impl Role {
    /// Both, in the words of the file format.
    pub const WORDS: [(&'static str, Role); 2] = [("fit", Role::Fit), ("check", Role::Check)];
}

impl Target {
    /// Standard deviation of an observation around a right model: its own error and the discrepancy.
    pub fn spread(&self) -> f64 {
        // The standard library's hypot is the platform's, and differs between platforms.
        (self.error * self.error + self.discrepancy * self.discrepancy).sqrt()
    }

    /// Whether parameters that are calibrated to the years to this one are calibrated to it.
    pub fn trains(&self, until: i32) -> bool {
        self.role == Role::Fit && self.year <= until
    }

    /// The year or the quarter, as it is written.
    pub fn period(&self) -> String {
        self.quarter.map_or_else(|| self.year.to_string(), |quarter| quarter.to_string())
    }

    /// The middle of its time in years, on an axis on which a whole year stands at its own number.
    pub fn in_years(&self) -> f64 {
        self.quarter.map_or(f64::from(self.year), |quarter| quarter.in_years() - 0.375)
    }

    /// Positions of its quarters in a horizon.
    pub fn quarters(&self, horizon: Horizon) -> std::ops::Range<usize> {
        let inside = |quarter: &Quarter| match self.quarter {
            Some(own) => *quarter == own,
            None => quarter.year() == self.year,
        };
        let before = horizon.iter().take_while(|quarter| !inside(quarter)).count();
        before..before + horizon.iter().filter(inside).count()
    }
}

/// How a target was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Use {
    /// Calibrated to.
    Trained,
    /// Held out, and tested on.
    HeldOut,
    /// Neither: shown beside the others.
    Checked,
}

impl Use {
    /// What a figure is used for where figures up to a year are calibrated to.
    pub fn of(target: &Target, until: i32) -> Use {
        match target.role {
            Role::Check => Use::Checked,
            Role::Fit if target.year <= until => Use::Trained,
            Role::Fit => Use::HeldOut,
        }
    }

    /// In words, for tables.
    pub fn words(self) -> &'static str {
        match self {
            Use::Trained => "trained on",
            Use::HeldOut => "held out",
            Use::Checked => "checked",
        }
    }
}

/// What somebody else said before a figure was known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Forecast {
    /// Name.
    pub name: String,
    /// Who said it.
    pub by: String,
    /// The last year whose figures were known to whoever said it.
    pub knew: i32,
    /// Position of the target it is about.
    pub target: usize,
    /// The range that was given; a single figure is a range of no width.
    pub low: f64,
    /// The upper end of the range.
    pub high: f64,
    /// Where the figure is from.
    pub source: String,
}
