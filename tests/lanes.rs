//! Draws side by side are the same draws one by one, in every bit, for the shipped scenarios.

use potash::market::{Baseline, Behaviour, Conditions};
use potash::numeric::isa::Isa;
use potash::numeric::lanes::Lanes;
use potash::sampling::{DrawLanes, Sampler};
use potash::scenario::Definition;
use potash::scenario::Scenario;
use potash::scenario::conditions::{ConditionsOf, QuarterInputs};
use potash::scenario::parameter::Values;
use potash::scenario::process::Shocks;
use std::path::Path;

const L: usize = 8;

/// Between them: relief, snapback, an index, a phase-in, a tariff, a capacity cut, half-open quarters.
const SCENARIOS: [&str; 6] =
    ["status-quo", "us-only", "us-plus-eu", "sanctions-2022", "snapback", "canada-tariff"];

fn shipped(name: &str) -> Definition {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    Scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).into_definition()
}

fn lane(numbers: &[Lanes<L>], l: usize) -> Vec<f64> {
    numbers.iter().map(|number| number.0[l]).collect()
}

fn lane_of_base(of: &Baseline<Lanes<L>>, l: usize) -> Baseline {
    Baseline {
        exporters: of.exporters.clone(),
        markets: of.markets.clone(),
        corridors: of.corridors.clone(),
        trade: lane(&of.trade, l),
        fob: lane(&of.fob, l),
        freight: lane(&of.freight, l),
        duty: lane(&of.duty, l),
        capacity: lane(&of.capacity, l),
        corridor_cost: lane(&of.corridor_cost, l),
        serves: of.serves.clone(),
        corridor_extra: lane(&of.corridor_extra, l),
    }
}

fn lane_of_behaviour(of: &Behaviour<Lanes<L>>, l: usize) -> Behaviour {
    Behaviour {
        demand: of.demand,
        sigma: of.sigma.0[l],
        eta: lane(&of.eta, l),
        supply_elasticity: lane(&of.supply_elasticity, l),
        theta: of.theta.0[l],
        rent_share: lane(&of.rent_share, l),
    }
}

fn lane_of_conditions(of: &Conditions<Lanes<L>>, l: usize) -> Conditions {
    Conditions {
        access: lane(&of.access, l),
        added_cost: lane(&of.added_cost, l),
        tariff: lane(&of.tariff, l),
        friction: lane(&of.friction, l),
        corridor_cost: lane(&of.corridor_cost, l),
        corridor_capacity: lane(&of.corridor_capacity, l),
        corridor_open: of.corridor_open.iter().map(|mask| mask.0[l]).collect(),
        demand_index: lane(&of.demand_index, l),
        cost_index: lane(&of.cost_index, l),
        ocean_freight: of.ocean_freight.0[l],
        capacity: lane(&of.capacity, l),
        expansion: lane(&of.expansion, l),
    }
}

/// Equal in every bit: the shortest text that reads back as a number is its own, the sign of zero
/// included.
fn assert_same<T: std::fmt::Debug>(ours: &T, theirs: &T, what: &str) {
    assert!(format!("{ours:?}") == format!("{theirs:?}"), "{what}:\n{ours:?}\n{theirs:?}");
}

#[test]
fn drawn_side_by_side_or_one_by_one_is_the_same() {
    for name in SCENARIOS {
        let scenario = shipped(name);
        let sampler = Sampler::new(&scenario, 7);
        let mut values = sampler.blank_lanes::<L>();
        // Draws out of order and twice, over what was drawn before.
        for draws in [[0, 1, 2, 3, 4, 5, 6, 7], [900, 17, 17, 0, u64::MAX, 3, 3, 3]] {
            for isa in Isa::present() {
                isa.run(DrawLanes { sampler: &sampler, draws, values: &mut values });
                for (l, &draw) in draws.iter().enumerate() {
                    let ours: Values = Values::new(lane(values.as_slice(), l));
                    assert_same(&ours, &sampler.draw(draw), &format!("{name}, draw {draw}, {isa:?}"));
                }
            }
        }
    }
}

#[test]
fn worlds_and_conditions_side_by_side_or_one_by_one_are_the_same() {
    for name in SCENARIOS {
        let scenario = shipped(name);
        let sampler = Sampler::new(&scenario, 7);
        let mut values = sampler.blank_lanes::<L>();
        sampler.draw_lanes(std::array::from_fn(|l| l as u64), &mut values);
        let (base, behaviour) = scenario.draw_world(&values).unwrap();
        // Every quarter is written over the one before.
        let mut conditions = Conditions::baseline(&base);
        let (dates, shocks) = (scenario.dates(&values), Shocks::none(&scenario.world));
        let mut alone = Vec::new();
        for l in 0..L {
            let values = sampler.draw(l as u64);
            let (single, single_behaviour) = scenario.draw_world(&values).unwrap();
            assert_same(&lane_of_base(&base, l), &single, &format!("{name}, draw {l}"));
            assert_same(&lane_of_behaviour(&behaviour, l), &single_behaviour, &format!("{name}, draw {l}"));
            alone.push((values, single));
        }
        for quarter in scenario.horizon.unwrap().iter() {
            for isa in Isa::present() {
                let (scenario, base, out) = (&scenario, &base, &mut conditions);
                let moment = QuarterInputs { quarter, values: &values, dates: &dates, shocks: &shocks };
                isa.run(ConditionsOf { scenario, base, moment, out });
                for (l, (values, base)) in alone.iter().enumerate() {
                    let single = scenario.conditions(base, values, quarter);
                    let what = format!("{name}, draw {l}, {quarter}, {isa:?}");
                    assert_same(&lane_of_conditions(out, l), &single, &what);
                }
            }
        }
    }
}

#[test]
fn lanes_hold_different_draws() {
    let scenario = shipped("us-only");
    let sampler = Sampler::new(&scenario, 7);
    let mut values = sampler.blank_lanes::<L>();
    sampler.draw_lanes(std::array::from_fn(|l| l as u64), &mut values);
    let (base, _) = scenario.draw_world(&values).unwrap();
    let conditions = scenario.conditions(&base, &values, scenario.horizon.unwrap().start.plus(3));
    let pair = scenario.world.pair(scenario.focus, scenario.world.market_named("brazil").unwrap());
    let mut access = conditions.access[pair].0.to_vec();
    access.sort_by(f64::total_cmp);
    access.dedup();
    assert_eq!(access.len(), L, "{access:?}");
}
