//! What is kept of an equilibrium: the values of a list of metrics.

use crate::equilibrium::Answer;
use crate::numeric::lanes::Lanes;
use crate::scenario::Definition;
use crate::scenario::measure::Measure;
use crate::scenario::metric::{Metric, Quantities};

/// The metrics that runs keep, for one scenario's world: all that is about its focus, and the
/// market around it; and which measures stand, where that is uncertain.
pub fn metrics_of(scenario: &Definition) -> Vec<Metric> {
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
    for (corridor, one) in world.corridors.iter().enumerate() {
        let served =
            |&market: &usize| one.serves.get(world.pair(focus, market)).is_some_and(|serves| *serves);
        let flow = |market| Metric::RouteFlow { exporter: focus, corridor, market };
        metrics.extend((0..world.markets.len()).filter(served).map(flow));
    }
    // What prices and shares are weighted by over time.
    metrics.push(Metric::WorldTrade);
    metrics.extend((0..world.markets.len()).map(|market| Metric::Imports { market }));
    let others = || (0..world.exporters.len()).filter(move |&exporter| exporter != focus);
    metrics.extend(others().map(|exporter| Metric::Revenue { exporter }));
    metrics.extend(others().map(|exporter| Metric::Exports { exporter }));
    let uncertain =
        |(measure, of): (usize, &Measure)| of.is_uncertain().then_some(Metric::Standing { measure });
    metrics.extend(scenario.measures.iter().enumerate().filter_map(uncertain));
    let targets = scenario.history.iter().flat_map(|history| &history.targets);
    let asked = scenario.expectations.iter().map(|expectation| expectation.metric);
    for metric in asked.chain(targets.map(|target| target.metric)) {
        if !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    metrics
}

/// The quantities of an answer that metrics are made of.
pub fn quantities<const L: usize>(answer: &Answer<L>) -> Quantities<'_, Lanes<L>> {
    Quantities {
        fob: &answer.fob,
        rent: &answer.rent,
        trade: &answer.trade,
        market_price: &answer.market_price,
        flow: &answer.flow,
        route: &answer.route,
        exports: &answer.exports,
        revenue: &answer.revenue,
        world_trade: answer.world_trade,
    }
}
