//! What is kept of an equilibrium: the values of a list of metrics.

use crate::equilibrium::Solution;
use crate::model::market::Baseline;
use crate::model::metric::Metric;
use crate::model::scenario::Scenario;

/// The metrics that runs keep, for one scenario's world: all that is about its focus, and the
/// market around it.
pub fn metrics_of(scenario: &Scenario) -> Vec<Metric> {
    let (world, focus) = (&scenario.world, scenario.focus);
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
    let others = || (0..world.exporters.len()).filter(move |&exporter| exporter != focus);
    metrics.extend(others().map(|exporter| Metric::Revenue { exporter }));
    metrics.extend(others().map(|exporter| Metric::Exports { exporter }));
    for expectation in &scenario.expectations {
        if !metrics.contains(&expectation.metric) {
            metrics.push(expectation.metric);
        }
    }
    metrics
}

/// A solution as seen through metrics.
pub struct Record<'a> {
    pub base: &'a Baseline,
    pub solution: &'a Solution,
}

impl Record<'_> {
    /// The value of a metric; not a number where there is none (the price of a market nobody serves).
    pub fn value(&self, metric: Metric) -> f64 {
        let Record { base, solution } = self;
        let markets = base.market_count();
        match metric {
            Metric::Revenue { exporter } => solution.revenue[exporter],
            Metric::Exports { exporter } => solution.exports(exporter, markets),
            Metric::WorldShare { exporter } => solution.exports(exporter, markets) / solution.world_trade(),
            Metric::Trade { exporter, market } => solution.trade[base.pair(exporter, market)],
            Metric::Fob { exporter } => solution.fob[exporter].unwrap_or(f64::NAN),
            Metric::Netback { exporter } => {
                1000.0 * solution.revenue[exporter] / solution.exports(exporter, markets)
            }
            Metric::MarketPrice { market } => solution.market_price[market].unwrap_or(f64::NAN),
            Metric::CorridorFlow { corridor } => solution.corridor_flow(corridor),
            Metric::CorridorRent { corridor } => solution.rent[corridor],
        }
    }
}
