//! Outputs that can be asked for by name: everything about them but where they are shown.

use super::world::World;
use crate::numeric::real::Real;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An output of one equilibrium. Names, units, descriptions and weights are in [`KINDS`], formulas in
/// [`Metric::value`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    WorldPrice,
    Capacity { exporter: usize },
    WorldCapacity,
    CorridorFlow { corridor: usize },
    RouteFlow { exporter: usize, corridor: usize, market: usize },
    CorridorRent { corridor: usize },
    CorridorIncome { corridor: usize },
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
    /// Where it is shown quarter by quarter, and not only over years.
    by_quarter: ByQuarter,
    make: fn(&[usize]) -> Option<Metric>,
    positions: fn(Metric) -> Option<Vec<usize>>,
    weight: fn(Metric) -> Option<Metric>,
}

/// Of which things of a world a metric is shown quarter by quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByQuarter {
    /// Of none.
    None,
    /// Of the exporter that the scenario is about.
    Focus,
    /// Of all.
    All,
}

/// A row of [`KINDS`]: pattern, unit, description, variant, the metric that its mean over time is weighted by, and
/// of what it is shown by quarter.
macro_rules! kind {
    (@quarterly $quarterly:ident $($rest:tt)+) => {
        MetricKind { by_quarter: ByQuarter::$quarterly, ..kind!($($rest)+) }
    };
    ($pattern:literal, $unit:literal, $description:literal, $variant:ident $({ $($part:ident),* })? $(, by $weight:expr)?) => {
        MetricKind {
            pattern: $pattern,
            unit: $unit,
            description: $description,
            named: true,
            by_quarter: ByQuarter::None,
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

/// Every kind of metric. Prices, and shares of trade, are weighted over time by the tonnes they are
/// of; what is a rate itself counts alike in every quarter.
pub static KINDS: [MetricKind; 19] = [
    kind!(@quarterly Focus
        "revenue.<exporter>",
        "bn USD/yr",
        "exports by the price at the border, with the exporter's share of rents",
        Revenue { exporter }
    ),
    kind!(@quarterly Focus
        "reported_revenue.<exporter>",
        "bn USD/yr",
        "revenue as it is reported: today's tonnes at prices agreed on before; of the focus",
        ReportedRevenue { exporter }
    ),
    kind!(@quarterly Focus "exports.<exporter>", "Mt/yr", "what the exporter sells to all markets", Exports { exporter }),
    kind!(@quarterly Focus "world_share.<exporter>", "share", "the exporter's share of the world's trade", WorldShare { exporter },
        by Metric::WorldTrade),
    kind!(@quarterly Focus "fob.<exporter>", "USD/t", "price at the exporter's border, before rents of full corridors",
        Fob { exporter }, by Metric::Exports { exporter }),
    kind!(@quarterly Focus "netback.<exporter>", "USD/t", "revenue of a tonne at the exporter's border, rents included",
        Netback { exporter }, by Metric::Exports { exporter }),
    kind!(@quarterly Focus "reported_netback.<exporter>", "USD/t", "reported revenue of a tonne; of the focus",
        ReportedNetback { exporter }, by Metric::Exports { exporter }),
    kind!(
        "trade.<exporter>.<market>",
        "Mt/yr",
        "what the exporter sells to the market",
        Trade { exporter, market }
    ),
    kind!(
        "capacity.<exporter>",
        "Mt/yr",
        "what the exporter could sell at the most, projects and failures included",
        Capacity { exporter }
    ),
    kind!(@quarterly All "world_capacity", "Mt/yr", "what all exporters could sell at the most", WorldCapacity),
    kind!(@quarterly All "world_trade", "Mt/yr", "trade of all exporters with all markets", WorldTrade),
    kind!("imports.<market>", "Mt/yr", "what the market buys from all exporters", Imports { market }),
    kind!(@quarterly All "market_price.<market>", "USD/t", "price as the market's demand sees it: delivered, duty included",
        MarketPrice { market }, by Metric::Imports { market }),
    kind!(@quarterly All "world_price", "USD/t", "mean of the markets' prices, each counting by its imports",
        WorldPrice, by Metric::WorldTrade),
    kind!("corridor_flow.<corridor>", "Mt/yr", "tonnes by the corridor", CorridorFlow { corridor }),
    kind!(@quarterly All "corridor_rent.<corridor>", "USD/t", "scarcity rent of a full corridor",
        CorridorRent { corridor }, by Metric::CorridorFlow { corridor }),
    kind!(
        "corridor_income.<corridor>",
        "bn USD/yr",
        "what is paid for the corridor: its cost, and the part of its rent that exporters do not keep",
        CorridorIncome { corridor }
    ),
    kind!(
        "route_flow.<exporter>.<corridor>.<market>",
        "Mt/yr",
        "what the exporter sends by the corridor to the market",
        RouteFlow { exporter, corridor, market }
    ),
    MetricKind {
        named: false,
        ..kind!(@quarterly All
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
    /// what one quarter's equilibrium does not tell: reported figures, capacities, what corridors are paid, and whether a measure is in force.
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
            Metric::WorldPrice => {
                // A market that buys nothing has no price, and no part in the world's.
                let paid = of.market_price.iter().enumerate().map(|(market, &price)| {
                    let imports = Metric::Imports { market }.value(of);
                    T::select(T::default().less(imports), imports * price, T::default())
                });
                paid.fold(T::default(), |sum, paid| sum + paid) / of.world_trade
            }
            Metric::CorridorFlow { corridor } => of.flow[corridor],
            Metric::RouteFlow { exporter, corridor, market } => {
                of.route[corridor * of.trade.len() + exporter * markets + market]
            }
            Metric::CorridorRent { corridor } => of.rent[corridor],
            Metric::ReportedRevenue { .. }
            | Metric::ReportedNetback { .. }
            | Metric::Capacity { .. }
            | Metric::WorldCapacity
            | Metric::CorridorIncome { .. }
            | Metric::Standing { .. } => T::splat(f64::NAN),
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
        let mut things = self.things();
        let part = |part: &'static str| match part.starts_with('<').then(|| things.next()).flatten() {
            Some((of, position)) => name(of, position),
            None => part,
        };
        kind.pattern.split('.').map(part).collect::<Vec<&str>>().join(".")
    }

    /// Its name in words, with what `thing` calls the things of a world: "Market price, Brazil".
    pub fn title(self, thing: impl Fn(Part, usize) -> String) -> String {
        let kind = self.kind().pattern.split('.').next().unwrap_or_default().replace('_', " ");
        let mut letters = kind.chars();
        let kind =
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
        std::iter::once(kind)
            .chain(self.things().map(|(part, position)| thing(part, position)))
            .collect::<Vec<_>>()
            .join(", ")
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

    /// Whether it is shown quarter by quarter in a scenario about this exporter.
    pub fn is_by_quarter(self, focus: usize) -> bool {
        let kind = self.kind();
        match kind.by_quarter {
            ByQuarter::None => false,
            ByQuarter::Focus => (kind.positions)(self).is_some_and(|positions| positions == [focus]),
            ByQuarter::All => true,
        }
    }

    /// What it is of: each thing of a world with its position.
    pub fn things(self) -> impl Iterator<Item = (Part, usize)> {
        let kind = self.kind();
        // A kind has positions of every metric that is of it.
        kind.parts().zip((kind.positions)(self).unwrap_or_default())
    }

    /// Whether its values are amounts of money.
    pub fn is_money(self) -> bool {
        self.unit().contains("USD")
    }

    /// Unit of the metric's values.
    pub fn unit(self) -> &'static str {
        self.kind().unit
    }
}

/// The metrics that runs keep, for one scenario's world: all that is about its focus, and the market around it;
/// what is `shown` besides, and what that is weighted by; whether measures are in force of which that is `undecided`; and whatever is `asked` for besides.
pub fn kept_metrics(
    world: &World,
    focus: usize,
    shown: impl Iterator<Item = Metric>,
    undecided: impl Iterator<Item = usize>,
    asked: impl Iterator<Item = Metric>,
) -> Vec<Metric> {
    let mut metrics = vec![
        Metric::Revenue { exporter: focus },
        Metric::Exports { exporter: focus },
        Metric::WorldShare { exporter: focus },
        Metric::Netback { exporter: focus },
        Metric::Fob { exporter: focus },
    ];
    metrics.extend((0..world.markets.len()).map(|market| Metric::Trade { exporter: focus, market }));
    metrics.extend((0..world.markets.len()).map(|market| Metric::MarketPrice { market }));
    metrics.extend((0..world.corridors.len()).map(|corridor| Metric::CorridorFlow { corridor }));
    metrics.extend((0..world.corridors.len()).map(|corridor| Metric::CorridorRent { corridor }));
    metrics.extend((0..world.corridors.len()).map(|corridor| Metric::CorridorIncome { corridor }));
    for (corridor, one) in world.corridors.iter().enumerate() {
        let served =
            |&market: &usize| one.serves.get(world.pair(focus, market)).is_some_and(|serves| *serves);
        let flow = |market| Metric::RouteFlow { exporter: focus, corridor, market };
        metrics.extend((0..world.markets.len()).filter(served).map(flow));
    }
    // What prices and shares are weighted by over time.
    metrics.extend([Metric::WorldTrade, Metric::WorldPrice]);
    metrics.extend((0..world.markets.len()).map(|market| Metric::Imports { market }));
    let others = || (0..world.exporters.len()).filter(move |&exporter| exporter != focus);
    metrics.extend(others().map(|exporter| Metric::Revenue { exporter }));
    metrics.extend(others().map(|exporter| Metric::Exports { exporter }));
    // Together exporters have no limit where one has none.
    let limited = world.exporters.iter().all(|exporter| exporter.capacity.is_some());
    metrics.extend(limited.then_some(Metric::WorldCapacity));
    // What scenarios are compared on stands in the same place in each; their measures may differ.
    let standing = undecided.map(|measure| Metric::Standing { measure });
    for metric in shown.chain(standing).chain(asked) {
        if !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    metrics
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
