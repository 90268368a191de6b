//! Outputs that can be asked for by name, and expectations about them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An output of one equilibrium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Metric {
    /// bn USD a year.
    Revenue { exporter: usize },
    /// Mt a year.
    Exports { exporter: usize },
    /// Revenue as it is reported, bn USD a year: today's tonnes at prices agreed on some time ago
    /// ([`super::world::Exporter::contract_lag`]). Of the focus.
    ReportedRevenue { exporter: usize },
    /// Revenue as it is reported by tonne, USD/t. Of the focus.
    ReportedNetback { exporter: usize },
    /// Fraction of the world's trade.
    WorldShare { exporter: usize },
    /// Trade of all exporters with all markets, Mt a year.
    WorldTrade,
    /// What a market buys from all exporters, Mt a year.
    Imports { market: usize },
    /// Mt a year.
    Trade { exporter: usize, market: usize },
    /// FOB price, USD/t.
    Fob { exporter: usize },
    /// Revenue per tonne at the exporter's border, rents included, USD/t.
    Netback { exporter: usize },
    /// Market price `P_j`, USD/t.
    MarketPrice { market: usize },
    /// Mt a year.
    CorridorFlow { corridor: usize },
    /// What an exporter sends through a corridor to a market, Mt a year.
    RouteFlow { exporter: usize, corridor: usize, market: usize },
    /// USD/t.
    CorridorRent { corridor: usize },
    /// Share of the period in which a measure stands; its mean over draws is the probability that it does.
    Standing { measure: usize },
}

impl Metric {
    /// The metric that a mean over time is weighted by: the tonnes that a price or a share is of. None for what is
    /// a rate itself, where every quarter counts alike.
    pub fn weight(self) -> Option<Metric> {
        match self {
            Metric::Netback { exporter }
            | Metric::ReportedNetback { exporter }
            | Metric::Fob { exporter } => Some(Metric::Exports { exporter }),
            Metric::WorldShare { .. } => Some(Metric::WorldTrade),
            Metric::MarketPrice { market } => Some(Metric::Imports { market }),
            Metric::CorridorRent { corridor } => Some(Metric::CorridorFlow { corridor }),
            Metric::Revenue { .. }
            | Metric::ReportedRevenue { .. }
            | Metric::Exports { .. }
            | Metric::WorldTrade
            | Metric::Imports { .. }
            | Metric::Trade { .. }
            | Metric::CorridorFlow { .. }
            | Metric::RouteFlow { .. }
            | Metric::Standing { .. } => None,
        }
    }

    /// Unit of the metric's values.
    pub fn unit(self) -> &'static str {
        match self {
            Metric::Revenue { .. } | Metric::ReportedRevenue { .. } => "bn USD/yr",
            Metric::Exports { .. }
            | Metric::Trade { .. }
            | Metric::WorldTrade
            | Metric::Imports { .. }
            | Metric::CorridorFlow { .. }
            | Metric::RouteFlow { .. } => "Mt/yr",
            Metric::WorldShare { .. } | Metric::Standing { .. } => "share",
            Metric::Fob { .. }
            | Metric::Netback { .. }
            | Metric::ReportedNetback { .. }
            | Metric::MarketPrice { .. }
            | Metric::CorridorRent { .. } => "USD/t",
        }
    }
}

/// When an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// The calibrated baseline itself.
    Baseline,
    /// The mean over a calendar year.
    Year(i32),
    Quarter(crate::units::time::Quarter),
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    pub name: String,
    pub metric: Metric,
    /// The metric as written, for reports.
    pub metric_name: String,
    pub period: Period,
    pub value: f64,
    /// The expectation holds if the model's median is within this of the value.
    pub tolerance: f64,
    pub source: String,
}
