//! What is kept of one scenario's draws: a summary of every metric over windows of time.
//!
//! Plain numbers, which can be written down and read back. Compares nothing.

use super::window::Window;
use crate::engine::{Diagnostics, Lost};
use crate::scenario::metric::Metric;
use crate::stats::summary::{Estimate, Summary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All draws of one scenario, summarised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioSummary {
    /// Every metric that was kept.
    pub metrics: Vec<MetricSummary>,
    /// Revenue of the focus, summed from the beginning of the horizon through each quarter.
    pub(super) sums: Vec<Option<Summary>>,
    /// Distributions of the focus's revenue over [`Window::summary_windows`] and [`Window::last_full_year`].
    pub shapes: Vec<Shape>,
    /// The first draws that could not be solved.
    pub lost: Vec<Lost>,
    /// Number of draws that could not be solved.
    pub lost_count: usize,
    /// How equilibria were solved.
    #[serde(flatten)]
    pub diagnostics: Diagnostics,
}

/// What is kept of a metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetricSummary {
    /// The metric.
    pub metric: Metric,
    /// The metric's name, such as `trade.belarus.brazil`.
    pub name: String,
    /// The metric's unit.
    pub unit: String,
    /// Its distribution over each window that it is kept over.
    pub windows: Vec<WindowSummary>,
}

/// A metric over a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WindowSummary {
    /// The window.
    pub window: Window,
    /// The metric's distribution; none where it had no value in any draw.
    pub summary: Option<Summary>,
}

/// A distribution of revenue over a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shape {
    /// The window.
    pub window: Window,
    /// Equally likely values, rising, bn USD a year.
    pub values: Vec<f64>,
    /// Share of draws above the fixed reference value; zero where there is none.
    pub above: Estimate,
}

impl ScenarioSummary {
    /// Summary of a metric over a window; none where it had no value in any draw, or was not kept.
    pub fn summary(&self, metric: Metric, window: Window) -> Option<&Summary> {
        let kept = self.metrics.iter().find(|known| known.metric == metric)?;
        let kept = kept.windows.iter().find(|known| known.window == window);
        kept.and_then(|known| known.summary.as_ref())
    }

    /// The distribution of the focus's revenue over a window of [`Window::summary_windows`], or [`Window::last_full_year`].
    pub fn shape(&self, window: Window) -> Option<&Shape> {
        self.shapes.iter().find(|shape| shape.window == window)
    }

    /// Revenue of the focus from the beginning of the horizon through each of its quarters, in order.
    pub fn cumulative(&self) -> impl Iterator<Item = Option<&Summary>> {
        self.sums.iter().map(Option::as_ref)
    }
}
