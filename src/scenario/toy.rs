//! A small world for tests of this module: two exporters, two markets, two corridors of which one has
//! no limit.

use super::definition::Definition;
use super::history::{History, Role, Series, Target};
use super::metric::Metric;
use super::parameter::{ParameterId, Values};
use super::world::{BaselinePrice, BaselineShare, Corridor, DatedPath, Exporter, Market, World};
use crate::market::DemandSystem;
use crate::numeric::lanes::Lanes;

/// What the toy's parameters are for; the position is the id.
pub(crate) const NUMBERS: [f64; 12] = [
    // Substitution, elasticity, tonnes, price, corridor cost, corridor capacity, a share,
    4.0, 0.3, 2.0, 230.0, 20.0, 3.0, 0.4, //
    // an access level, a rate, an added cost, a factor, a half-life.
    0.35, 0.07, 11.0, 0.6, 2.0,
];
pub(crate) const TONNES: ParameterId = ParameterId(2);
pub(crate) const CAPACITY: ParameterId = ParameterId(5);
pub(crate) const SHARE: ParameterId = ParameterId(6);
pub(crate) const LEVEL: ParameterId = ParameterId(7);
pub(crate) const RATE: ParameterId = ParameterId(8);
pub(crate) const ADDED: ParameterId = ParameterId(9);
pub(crate) const FACTOR: ParameterId = ParameterId(10);
pub(crate) const HALF_LIFE: ParameterId = ParameterId(11);

fn world() -> World {
    let exporter = |name: &str| Exporter {
        name: name.into(),
        price: BaselinePrice::Fob(ParameterId(3)),
        capacity: None,
        supply_elasticity: ParameterId(1),
        rent_share: None,
        contract_lag: None,
        long_run_supply_elasticity: None,
        cost_index: None,
        expansion: None,
    };
    let market = |name: &str| Market {
        name: name.into(),
        demand_elasticity: ParameterId(1),
        long_run_demand_elasticity: None,
        demand_index: None,
    };
    let corridor = |name: &str, capacity: Option<ParameterId>| Corridor {
        payee: None,
        direction: None,
        name: name.into(),
        cost: DatedPath::Constant(ParameterId(4)),
        baseline_cost: ParameterId(4),
        capacity: capacity.map(DatedPath::Constant),
        open: true,
        serves: vec![true, true, false, false],
        extra: Vec::new(),
    };
    World {
        demand: DemandSystem::Additive,
        sigma: ParameterId(0),
        theta: None,
        exporters: vec![exporter("a"), exporter("b")],
        markets: vec![market("x"), market("y")],
        corridors: vec![corridor("limited", Some(CAPACITY)), corridor("unlimited", None)],
        trade: vec![Some(TONNES); 4],
        freight: vec![None; 4],
        duty: vec![None; 4],
        shares: vec![BaselineShare { market: 0, exporter: 0, share: SHARE, keep: Vec::new() }],
        demand_index: None,
        cost_index: None,
        ocean_freight: None,
        deflator: None,
        supply_adjustment: None,
        demand_adjustment: None,
    }
}

/// The toy's scenario, without measures.
pub(crate) fn scenario() -> Definition {
    Definition {
        name: "toy".into(),
        title: String::new(),
        question: String::new(),
        colour: None,
        titles: Default::default(),
        commodity: Default::default(),
        focus: 0,
        world: world(),
        measures: Vec::new(),
        projects: Vec::new(),
        events: Vec::new(),
        process_groups: Vec::new(),
        disruptions: Vec::new(),
        horizon: None,
        simulated: None,
        processes_from: None,
        measures_end: None,
        money_of: None,
        parameters: Vec::new(),
        history: None,
        reported: Vec::new(),
        posterior_sample: None,
        pinned: Vec::new(),
        redrawn: Default::default(),
        expectations: Vec::new(),
        also_kept: Vec::new(),
        shown: Vec::new(),
        reference_value: None,
        correlation: Default::default(),
        method: Default::default(),
        draws: 1,
        digits: None,
        seed: 1,
    }
}

/// [`NUMBERS`] in every lane but for one parameter, whose lanes are given; and each lane alone.
pub(crate) fn values<const L: usize>(id: ParameterId, lanes: [f64; L]) -> (Values<Lanes<L>>, [Values; L]) {
    let mut together = Values::new(NUMBERS.map(|value| Lanes([value; L])).to_vec());
    together.set(id, Lanes(lanes));
    let alone = lanes.map(|value| {
        let mut values = Values::new(NUMBERS.to_vec());
        values.set(id, value);
        values
    });
    (together, alone)
}

/// A figure of world trade that is learnt from.
pub(crate) fn target(year: i32, value: f64, error: f64) -> Target {
    Target {
        name: format!("x.{year}"),
        series: 0,
        metric: Metric::WorldTrade,
        year,
        quarter: None,
        value,
        error,
        discrepancy: 0.0,
        role: Role::Fit,
        source: String::new(),
    }
}

/// A history of one series with these figures.
pub(crate) fn history(training_until: i32, targets: Vec<Target>) -> History {
    let series = Series {
        name: "x".into(),
        title: "X".into(),
        metric: Metric::WorldTrade,
        metric_name: "world_trade".into(),
    };
    History { training_until, series: vec![series], targets, forecasts: Vec::new() }
}
