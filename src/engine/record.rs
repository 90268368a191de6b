//! What is kept of an equilibrium: the values of a list of metrics.

use crate::equilibrium::Answer;
use crate::numeric::lanes::Lanes;
use crate::scenario::Definition;
use crate::scenario::metric::{Metric, Quantities, kept_metrics};

/// The metrics that runs of a scenario keep: those of its world, what it expects, what was
/// observed of them, and what else is to be kept.
pub fn metrics_of(scenario: &Definition) -> Vec<Metric> {
    let targets = scenario.history.iter().flat_map(|history| &history.targets);
    let expected = scenario.expectations.iter().map(|expectation| expectation.metric);
    let asked = expected.chain(targets.map(|target| target.metric)).chain(scenario.also_kept.iter().copied());
    let shown = scenario.shown.iter().flat_map(|metric| std::iter::once(*metric).chain(metric.weight()));
    kept_metrics(&scenario.world, scenario.focus, shown, scenario.undecided(), asked)
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
