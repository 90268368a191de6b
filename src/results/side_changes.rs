//! What relief does to the prices of markets, and to what others earn, draw by draw.

use super::comparison::PairedDifference;
use crate::scenario::metric::Metric;
use crate::stats::summary::Summary;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The change of a price against the baseline, in the same draws, over [`super::window::Window::last_full_year`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PriceChange {
    /// Position of the scenario; that behind the last is the baseline without any measure.
    pub scenario: usize,
    /// The price: of a market, or of the world.
    pub metric: Metric,
    /// `price / baseline's price - 1`.
    pub change: Summary,
}

impl PriceChange {
    /// Of a finished pair; none where no draw was taken.
    pub(super) fn of(pair: &PairedDifference) -> Option<PriceChange> {
        let (change, _) = pair.summaries()?;
        Some(PriceChange { scenario: pair.scenario, metric: pair.metric, change })
    }
}

/// The change of what somebody earns against the baseline, in the same draws, over
/// [`super::window::Window::last_full_year`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncomeChange {
    /// Position of the scenario; that behind the last is the baseline without any measure.
    pub scenario: usize,
    /// The revenue of an exporter that the study is not about, or what a corridor is paid.
    pub metric: Metric,
    /// Income minus the baseline's, bn USD a year.
    pub change: Summary,
}

impl IncomeChange {
    /// Of a finished pair; none where no draw was taken.
    pub(super) fn of(pair: &PairedDifference) -> Option<IncomeChange> {
        let (change, _) = pair.summaries()?;
        Some(IncomeChange { scenario: pair.scenario, metric: pair.metric, change })
    }
}
