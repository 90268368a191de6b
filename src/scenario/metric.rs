//! Outputs that can be asked for by name, and expectations about them.

use crate::numeric::real::Real;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An output of one equilibrium. Names, units, descriptions and weights are in [`KINDS`], formulas in
/// [`Metric::value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "the table of kinds describes every variant, and positions are named for what they are"
)]
pub enum Metric {
    Revenue { exporter: usize },
    Exports { exporter: usize },
    ReportedRevenue { exporter: usize },
    ReportedNetback { exporter: usize },
    WorldShare { exporter: usize },
    WorldTrade,
    Imports { market: usize },
    Trade { exporter: usize, market: usize },
    Fob { exporter: usize },
    Netback { exporter: usize },
    MarketPrice { market: usize },
    CorridorFlow { corridor: usize },
    RouteFlow { exporter: usize, corridor: usize, market: usize },
    CorridorRent { corridor: usize },
    Standing { measure: usize },
}

/// What a part of a metric's name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// An exporter of the scenario.
    Exporter,
    /// A market of the scenario.
    Market,
    /// A corridor of the scenario.
    Corridor,
    /// A measure of the scenario.
    Measure,
}

/// A kind of metric: everything about it but its formula.
pub struct MetricKind {
    /// The name as it is written in scenarios, with `<…>` for names of the world: `trade.<exporter>.<market>`.
    pub pattern: &'static str,
    /// Unit of the values.
    pub unit: &'static str,
    /// What it is, in a line.
    pub description: &'static str,
    /// Whether it can be asked for by name; the others serve results alone.
    pub named: bool,
    make: fn(&[usize]) -> Option<Metric>,
    positions: fn(Metric) -> Option<Vec<usize>>,
    weight: fn(Metric) -> Option<Metric>,
}

/// A row of [`KINDS`]: pattern, unit, description, variant, and the metric that its mean over time is weighted by.
macro_rules! kind {
    ($pattern:literal, $unit:literal, $description:literal, $variant:ident $({ $($part:ident),* })? $(, by $weight:expr)?) => {
        MetricKind {
            pattern: $pattern,
            unit: $unit,
            description: $description,
            named: true,
            make: |at| match *at {
                [$($($part),*)?] => Some(Metric::$variant $({ $($part),* })?),
                _ => None,
            },
            positions: |metric| match metric {
                Metric::$variant $({ $($part),* })? => Some(vec![$($($part),*)?]),
                _ => None,
            },
            weight: |metric| match metric {
                #[allow(unused_variables, reason = "not every weight is of the same things")]
                Metric::$variant $({ $($part),* })? => kind!(@weight $($weight)?),
                _ => None,
            },
        }
    };
    (@weight $weight:expr) => { Some($weight) };
    (@weight) => { None };
}

/// Every kind of metric. What is told by the tonne, and shares of trade, are weighted over time by the tonnes they are
/// of; what is a rate itself counts alike in every quarter.
pub static KINDS: [MetricKind; 15] = [
    kind!(
        "revenue.<exporter>",
        "bn USD/yr",
        "exports by the price at the border, with the exporter's share of rents",
        Revenue { exporter }
    ),
    kind!(
        "reported_revenue.<exporter>",
        "bn USD/yr",
        "revenue as it is reported: today's tonnes at prices agreed on before; of the focus",
        ReportedRevenue { exporter }
    ),
    kind!("exports.<exporter>", "Mt/yr", "what the exporter sells to all markets", Exports { exporter }),
    kind!("world_share.<exporter>", "share", "the exporter's share of the world's trade", WorldShare { exporter },
        by Metric::WorldTrade),
    kind!("fob.<exporter>", "USD/t", "price at the exporter's border, before rents of full corridors",
        Fob { exporter }, by Metric::Exports { exporter }),
    kind!("netback.<exporter>", "USD/t", "revenue of a tonne at the exporter's border, rents included",
        Netback { exporter }, by Metric::Exports { exporter }),
    kind!("reported_netback.<exporter>", "USD/t", "reported revenue of a tonne; of the focus",
        ReportedNetback { exporter }, by Metric::Exports { exporter }),
    kind!(
        "trade.<exporter>.<market>",
        "Mt/yr",
        "what the exporter sells to the market",
        Trade { exporter, market }
    ),
    kind!("world_trade", "Mt/yr", "trade of all exporters with all markets", WorldTrade),
    kind!("imports.<market>", "Mt/yr", "what the market buys from all exporters", Imports { market }),
    kind!("market_price.<market>", "USD/t", "price as the market's demand sees it: delivered, duty included",
        MarketPrice { market }, by Metric::Imports { market }),
    kind!("corridor_flow.<corridor>", "Mt/yr", "tonnes by the corridor", CorridorFlow { corridor }),
    kind!("corridor_rent.<corridor>", "USD/t", "scarcity rent of a full corridor",
        CorridorRent { corridor }, by Metric::CorridorFlow { corridor }),
    kind!(
        "route_flow.<exporter>.<corridor>.<market>",
        "Mt/yr",
        "what the exporter sends by the corridor to the market",
        RouteFlow { exporter, corridor, market }
    ),
    MetricKind {
        named: false,
        ..kind!(
            "standing.<measure>",
            "share",
            "share of the period in which the measure is in force; its mean over draws is the probability that it is",
            Standing { measure }
        )
    },
];

impl MetricKind {
    /// What the parts of its name name, in their order.
    pub fn parts(&self) -> impl Iterator<Item = Part> + '_ {
        self.pattern.split('.').filter_map(|part| match part {
            "<exporter>" => Some(Part::Exporter),
            "<market>" => Some(Part::Market),
            "<corridor>" => Some(Part::Corridor),
            "<measure>" => Some(Part::Measure),
            _ => None,
        })
    }
}

/// The quantities of a solved quarter, each a row of values: single ones, or lanes of draws.
pub struct Quantities<'a, T> {
    /// FOB price of each exporter, USD/t.
    pub fob: &'a [T],
    /// Scarcity rent of each corridor, USD/t.
    pub rent: &'a [T],
    /// Trade, Mt a year, row by exporter.
    pub trade: &'a [T],
    /// Price of each market, USD/t.
    pub market_price: &'a [T],
    /// Tonnes through each corridor, Mt a year.
    pub flow: &'a [T],
    /// The same by pair: that of corridor `r` for the pair at `ij` is at `r * pairs + ij`.
    pub route: &'a [T],
    /// Sales of each exporter, Mt a year.
    pub exports: &'a [T],
    /// Revenue of each exporter, bn USD a year.
    pub revenue: &'a [T],
    /// Trade of all, Mt a year.
    pub world_trade: T,
}

impl Metric {
    /// The value in a solved quarter; not a number where there is none (the price of a market nobody serves), and for
    /// what one quarter's equilibrium does not tell: reported figures, and whether a measure is in force.
    #[inline(always)]
    pub fn value<T: Real>(self, of: &Quantities<'_, T>) -> T {
        let markets = of.market_price.len();
        match self {
            Metric::Revenue { exporter } => of.revenue[exporter],
            Metric::Exports { exporter } => of.exports[exporter],
            Metric::WorldShare { exporter } => of.exports[exporter] / of.world_trade,
            Metric::WorldTrade => of.world_trade,
            Metric::Imports { market } => {
                let trade = of.trade.iter().skip(market).step_by(markets);
                trade.fold(T::default(), |sum, &trade| sum + trade)
            }
            Metric::Trade { exporter, market } => of.trade[exporter * markets + market],
            Metric::Fob { exporter } => of.fob[exporter],
            Metric::Netback { exporter } => T::splat(1000.0) * of.revenue[exporter] / of.exports[exporter],
            Metric::MarketPrice { market } => of.market_price[market],
            Metric::CorridorFlow { corridor } => of.flow[corridor],
            Metric::RouteFlow { exporter, corridor, market } => {
                of.route[corridor * of.trade.len() + exporter * markets + market]
            }
            Metric::CorridorRent { corridor } => of.rent[corridor],
            Metric::ReportedRevenue { .. } | Metric::ReportedNetback { .. } | Metric::Standing { .. } => {
                T::splat(f64::NAN)
            }
        }
    }

    /// The row of the table that describes it.
    #[expect(
        clippy::expect_used,
        reason = "a test makes a metric of every kind, and the compiler every kind a value"
    )]
    pub fn kind(self) -> &'static MetricKind {
        KINDS
            .iter()
            .find(|kind| (kind.positions)(self).is_some())
            .expect("every metric is in the table of kinds")
    }

    /// Its name, with the names that `name` gives to the things of a world.
    pub fn name<'a>(self, name: impl Fn(Part, usize) -> &'a str) -> String {
        let kind = self.kind();
        let positions = (kind.positions)(self).unwrap_or_default();
        let mut things = kind.parts().zip(positions);
        let part = |part: &'static str| match part.starts_with('<').then(|| things.next()).flatten() {
            Some((of, position)) => name(of, position),
            None => part,
        };
        kind.pattern.split('.').map(part).collect::<Vec<&str>>().join(".")
    }

    /// The metric of a name; `find` gives the position of a thing of the world, or what would be right.
    ///
    /// # Errors
    /// What to write instead of a name that is no metric's.
    pub fn parse(name: &str, find: impl Fn(Part, &str) -> Result<usize, String>) -> Result<Metric, String> {
        let given: Vec<&str> = name.split('.').collect();
        let fits = |kind: &&MetricKind| {
            let pattern: Vec<&str> = kind.pattern.split('.').collect();
            kind.named && pattern.first() == given.first() && pattern.len() == given.len()
        };
        let Some(kind) = KINDS.iter().find(fits) else {
            let all: Vec<&str> = KINDS.iter().filter(|kind| kind.named).map(|kind| kind.pattern).collect();
            let (last, others) = all.split_last().unwrap_or((&"", &[]));
            return Err(format!("use {} or {last}", others.join(", ")));
        };
        let positions = kind.parts().zip(&given[1..]).map(|(part, name)| find(part, name));
        let positions: Vec<usize> = positions.collect::<Result<_, _>>()?;
        (kind.make)(&positions).ok_or_else(|| format!("use {}", kind.pattern))
    }

    /// The metric that a mean over time is weighted by: the tonnes that a price or a share is of. None for what is
    /// a rate itself, where every quarter counts alike.
    pub fn weight(self) -> Option<Metric> {
        (self.kind().weight)(self)
    }

    /// Unit of the metric's values.
    pub fn unit(self) -> &'static str {
        self.kind().unit
    }
}

/// When an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Period {
    /// The calibrated baseline itself.
    Baseline,
    /// The mean over a calendar year.
    Year(i32),
    /// A quarter.
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
    /// Name.
    pub name: String,
    /// The metric.
    pub metric: Metric,
    /// The metric as written, for reports.
    pub metric_name: String,
    /// When.
    pub period: Period,
    /// Value.
    pub value: f64,
    /// The expectation holds if the model's median is within this of the value.
    pub tolerance: f64,
    /// Where the figure is from.
    pub source: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_metric_that_is_named_and_read_back() {
        for (k, kind) in KINDS.iter().enumerate() {
            let positions: Vec<usize> = kind.parts().enumerate().map(|(k, _)| k + 4).collect();
            let metric = (kind.make)(&positions).unwrap();
            assert_eq!(metric.kind().pattern, kind.pattern);
            let names: Vec<String> = (0..9).map(|k| format!("n{k}")).collect();
            let name = metric.name(|_, position| names[position].as_str());
            let find =
                |_: Part, name: &str| names.iter().position(|known| known == name).ok_or(String::new());
            match kind.named {
                true => assert_eq!(Metric::parse(&name, find), Ok(metric), "{name}"),
                false => {
                    assert!(Metric::parse(&name, find).unwrap_err().starts_with("use revenue.<exporter>, "))
                }
            }
            assert!(KINDS[..k].iter().all(|other| other.pattern != kind.pattern), "{}", kind.pattern);
        }
    }
}
