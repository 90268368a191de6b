//! From a drawn world and a quarter to what holds then: indices on their paths, measures in force.
//!
//! This runs once for every quarter of every draw, so it writes into buffers, takes lanes of draws and
//! is compiled for every instruction set ([`ConditionsOf`]). All of it is therefore inlined, and loops
//! are written out: a closure that a compiler leaves alone is compiled for the plainest machine.

use super::definition::Definition;
use super::measure::{Effect, Intensity, Measure};
use super::parameter::Values;
use super::process::{Hits, Shocks};
use super::timing::Dates;
use super::world::DatedPath;
use crate::market::{Baseline, Conditions};
use crate::numeric::isa::{Isa, Kernel};
use crate::numeric::real::{Mask, Real};
use crate::units::time::Quarter;

/// A quarter of a draw, or of lanes of draws.
#[derive(Debug, Clone, Copy)]
pub struct QuarterInputs<'a, T: Real> {
    /// The quarter.
    pub quarter: Quarter,
    /// The draw.
    pub values: &'a Values<T>,
    /// When its measures turn.
    pub dates: &'a Dates<T>,
    /// What processes and disruptions make of the quarter.
    pub shocks: &'a Shocks<T>,
}

impl Definition {
    /// Conditions in a quarter in which no process moves anything: indices on their paths, and every
    /// measure as far as it is felt.
    pub fn conditions<T: Real>(
        &self,
        base: &Baseline<T>,
        values: &Values<T>,
        quarter: Quarter,
    ) -> Conditions<T> {
        let mut conditions = Conditions::baseline(base);
        let (dates, shocks) = (&self.dates(values), &Shocks::none(&self.world));
        self.conditions_into(base, QuarterInputs { quarter, values, dates, shocks }, &mut conditions);
        conditions
    }

    /// Conditions at a moment, into those of another moment or draw, or into [`Conditions::baseline`],
    /// without allocating.
    pub fn conditions_into<T: Real>(
        &self,
        base: &Baseline<T>,
        moment: QuarterInputs<'_, T>,
        out: &mut Conditions<T>,
    ) {
        Isa::best().run(ConditionsOf { scenario: self, base, moment, out });
    }
}

/// The work of [`Definition::conditions_into`], for callers that choose the instruction set.
pub struct ConditionsOf<'a, T: Real> {
    /// Whose indices and measures.
    pub scenario: &'a Definition,
    /// The scenario's world as drawn with the moment's values.
    pub base: &'a Baseline<T>,
    /// Which draws, and when.
    pub moment: QuarterInputs<'a, T>,
    /// Conditions of the same world, all of which are overwritten.
    pub out: &'a mut Conditions<T>,
}

impl<T: Real> Kernel for ConditionsOf<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let ConditionsOf { scenario, base, moment, out } = self;
        reset(base, out);
        follow_indices(scenario, base, moment, out);
        if scenario.measures_end.is_some_and(|end| moment.quarter >= end) {
            return;
        }
        for (k, measure) in scenario.measures.iter().enumerate() {
            let dates = moment.dates.of_measure(k);
            let strength = measure.strength(moment.quarter.begins(), dates, moment.values);
            if !strength.is_nil() {
                apply_measure(measure, moment.values, strength, out);
            }
        }
    }
}

/// What indices leave alone, back to the baseline.
#[inline(always)]
fn reset<T: Real>(base: &Baseline<T>, out: &mut Conditions<T>) {
    let (zero, one) = (T::default(), T::splat(1.0));
    // One loop, which compilers keep; out of several they make calls, each slow to start.
    for pair in 0..base.duty.len() {
        out.access[pair] = one;
        out.added_cost[pair] = zero;
        out.tariff[pair] = base.duty[pair];
        out.friction[pair] = zero;
    }
}

#[inline(always)]
fn follow_indices<T: Real>(
    scenario: &Definition,
    base: &Baseline<T>,
    moment: QuarterInputs<'_, T>,
    out: &mut Conditions<T>,
) {
    let (world, one) = (&scenario.world, T::splat(1.0));
    let QuarterInputs { quarter, values, shocks, .. } = moment;
    let demand = index(&world.demand_index, one, quarter, values);
    for (j, market) in world.markets.iter().enumerate() {
        let own = index(&market.demand_index, one, quarter, values);
        out.demand_index[j] = demand * own * shocks.demand[j];
    }
    let cost = index(&world.cost_index, one, quarter, values);
    for (i, exporter) in world.exporters.iter().enumerate() {
        let own = index(&exporter.cost_index, one, quarter, values);
        out.cost_index[i] = cost * own * shocks.cost[i];
        out.expansion[i] = index(&exporter.expansion, one, quarter, values);
    }
    out.ocean_freight = index(&world.ocean_freight, one, quarter, values) * shocks.ocean_freight;
    for (r, corridor) in world.corridors.iter().enumerate() {
        out.corridor_cost[r] = corridor.cost.at(quarter, values);
        out.corridor_open[r] = T::Mask::splat(corridor.open);
        out.corridor_capacity[r] = index(&corridor.capacity, T::splat(f64::INFINITY), quarter, values);
    }
    build_projects(scenario, base, moment, out);
    for i in 0..world.exporters.len() {
        out.capacity[i] = base.capacity[i] * out.expansion[i] * shocks.capacity[i];
    }
    for r in 0..world.corridors.len() {
        out.corridor_capacity[r] = scaled(out.corridor_capacity[r], shocks.corridor_capacity[r]);
    }
}

/// Adds what projects have built by the quarter, before anything fails. An exporter's supply moves out in the
/// proportion in which its capacity grows.
#[inline(always)]
fn build_projects<T: Real>(
    scenario: &Definition,
    base: &Baseline<T>,
    moment: QuarterInputs<'_, T>,
    out: &mut Conditions<T>,
) {
    let starts = moment.dates.first_from(scenario.measures.len());
    for (project, starts) in scenario.projects.iter().zip(starts) {
        let adds = project.adds(moment.quarter.begins(), starts, moment.values);
        match project.of {
            Hits::Exporter(exporter) => out.expansion[exporter] += adds / base.capacity[exporter],
            Hits::Corridor(corridor) => out.corridor_capacity[corridor] += adds,
        }
    }
}

/// A path's value, or another where there is no path.
#[inline(always)]
fn index<T: Real>(path: &Option<DatedPath>, absent: T, quarter: Quarter, values: &Values<T>) -> T {
    match path {
        Some(path) => path.at(quarter, values),
        None => absent,
    }
}

/// Measures compound: access and capacity multiply, costs and duties add, `1 + friction` multiplies.
#[inline(always)]
fn apply_measure<T: Real>(
    measure: &Measure,
    values: &Values<T>,
    strength: Intensity<T>,
    out: &mut Conditions<T>,
) {
    let (one, Intensity { behavioural, legal }) = (T::splat(1.0), strength);
    for effect in &measure.effects {
        match *effect {
            Effect::Access { pair, level } => {
                out.access[pair] *= one - (one - values.get(level)) * behavioural;
            }
            Effect::Friction { pair, rate } => {
                let friction = values.get(rate) * behavioural;
                out.friction[pair] = (one + out.friction[pair]) * (one + friction) - one;
            }
            Effect::AddedCost { pair, cost } => out.added_cost[pair] += values.get(cost) * legal,
            Effect::Tariff { pair, rate } => out.tariff[pair] += values.get(rate) * legal,
            Effect::CloseCorridor { corridor } => close(corridor, legal, out),
            Effect::CorridorCost { corridor, added } => {
                out.corridor_cost[corridor] += values.get(added) * legal;
            }
            Effect::CorridorCapacity { corridor, factor } => {
                let factor = one - (one - values.get(factor)) * legal;
                out.corridor_capacity[corridor] = scaled(out.corridor_capacity[corridor], factor);
            }
            Effect::Capacity { exporter, factor } => {
                let factor = one - (one - values.get(factor)) * legal;
                out.capacity[exporter] = scaled(out.capacity[exporter], factor);
            }
        }
    }
}

/// Shut for part of a quarter, a corridor carries the other part of what it can. There is no other part
/// of an unlimited capacity: it is shut if it is shut for most of the time.
#[inline(always)]
fn close<T: Real>(corridor: usize, legal: T, out: &mut Conditions<T>) {
    let (one, capacity) = (T::splat(1.0), out.corridor_capacity[corridor]);
    let partly = legal.less(one);
    let limited = capacity.less(T::splat(f64::INFINITY));
    let stays = partly.and(limited.or(legal.less(T::splat(0.5))));
    out.corridor_open[corridor] = out.corridor_open[corridor].and(stays);
    out.corridor_capacity[corridor] = T::select(partly.and(limited), capacity * (one - legal), capacity);
}

/// A capacity after a factor; no factor but zero limits what is unlimited.
#[inline(always)]
fn scaled<T: Real>(capacity: T, factor: T) -> T {
    let zero = T::default();
    T::select(zero.less(factor), capacity * factor, zero)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::lanes::Lanes;
    use crate::scenario::timing::{TimingRule, in_order};
    use crate::scenario::toy;

    /// Every kind of effect, on the same pair, exporter and corridors.
    fn effects() -> Vec<Effect> {
        vec![
            Effect::Access { pair: 1, level: toy::LEVEL },
            Effect::Friction { pair: 1, rate: toy::RATE },
            Effect::AddedCost { pair: 1, cost: toy::ADDED },
            Effect::Tariff { pair: 1, rate: toy::RATE },
            Effect::CorridorCost { corridor: 0, added: toy::ADDED },
            Effect::CorridorCapacity { corridor: 0, factor: toy::FACTOR },
            Effect::CorridorCapacity { corridor: 1, factor: toy::FACTOR },
            Effect::Capacity { exporter: 0, factor: toy::FACTOR },
            Effect::CloseCorridor { corridor: 0 },
            Effect::CloseCorridor { corridor: 1 },
        ]
    }

    fn measure(recovery: bool) -> Measure {
        Measure {
            name: "m".into(),
            title: None,
            by: "somebody".into(),
            timings: [TimingRule::On(8104.25), TimingRule::On(8106.375), TimingRule::Never],
            phase_in: None,
            recovery: recovery.then_some(toy::HALF_LIFE),
            effects: effects(),
        }
    }

    fn set(scenario: &mut Definition, measures: Vec<Measure>) {
        let timings: Vec<_> = measures.iter().map(|measure| measure.timings.clone()).collect();
        scenario.events = in_order(&timings).unwrap();
        scenario.measures = measures;
    }

    fn quarters() -> impl Iterator<Item = Quarter> {
        let first = Quarter::new(2025, 4).unwrap();
        (0..8).map(move |n| first.plus(n))
    }

    /// A lane of conditions; the text of a number tells every bit of it apart.
    fn lane<const L: usize>(of: &Conditions<Lanes<L>>, l: usize) -> String {
        let numbers = [&of.access, &of.added_cost, &of.tariff, &of.friction, &of.corridor_cost];
        let more = [&of.corridor_capacity, &of.demand_index, &of.cost_index, &of.capacity, &of.expansion];
        let numbers = numbers.into_iter().chain(more).map(|list| list.iter().map(|x| x.0[l]).collect());
        let open: Vec<bool> = of.corridor_open.iter().map(|mask| mask.0[l]).collect();
        format!("{:?} {:?} {open:?}", numbers.collect::<Vec<Vec<f64>>>(), of.ocean_freight.0[l])
    }

    #[test]
    fn a_measure_of_no_strength_changes_no_bit() {
        let mut scenario = toy::scenario();
        let (values, _) = toy::values(toy::LEVEL, [0.35]);
        let (base, _) = scenario.draw_world(&values).unwrap();
        let zero = Lanes([0.0]);
        // On the bare baseline, and on top of the same effects wholly and partly in force.
        for measures in [vec![], vec![measure(false)]] {
            set(&mut scenario, measures);
            for quarter in quarters() {
                let before = scenario.conditions(&base, &values, quarter);
                let mut after = before.clone();
                apply_measure(
                    &measure(false),
                    &values,
                    Intensity { behavioural: zero, legal: zero },
                    &mut after,
                );
                assert_eq!(lane(&after, 0), lane(&before, 0), "{quarter}");
            }
        }
    }

    #[test]
    fn lanes_in_which_a_measure_is_over_take_no_notice_of_the_others() {
        let mut scenario = toy::scenario();
        set(&mut scenario, vec![measure(false), measure(true), measure(true)]);
        // Gone at once, slowly, all but never.
        let (together, alone) = toy::values(toy::HALF_LIFE, [0.0, 2.0, 1e9, 0.01]);
        let (base, _) = scenario.draw_world(&together).unwrap();
        for quarter in quarters() {
            let conditions = scenario.conditions(&base, &together, quarter);
            for (l, values) in alone.iter().enumerate() {
                let (base, _) = scenario.draw_world(values).unwrap();
                let single = as_lanes(scenario.conditions(&base, values, quarter));
                assert_eq!(lane(&conditions, l), lane(&single, 0), "{quarter} lane {l}");
            }
        }
        let last = scenario.conditions(&base, &together, quarters().last().unwrap());
        assert!(last.access[1].0[0] == 1.0 && last.access[1].0[1] < 1.0);
    }

    fn as_lanes(of: Conditions) -> Conditions<Lanes<1>> {
        let one = |list: Vec<f64>| list.into_iter().map(|x| Lanes([x])).collect();
        Conditions {
            access: one(of.access),
            added_cost: one(of.added_cost),
            tariff: one(of.tariff),
            friction: one(of.friction),
            corridor_cost: one(of.corridor_cost),
            corridor_capacity: one(of.corridor_capacity),
            corridor_open: of.corridor_open.into_iter().map(Mask::splat).collect(),
            demand_index: one(of.demand_index),
            cost_index: one(of.cost_index),
            ocean_freight: Lanes([of.ocean_freight]),
            capacity: one(of.capacity),
            expansion: one(of.expansion),
        }
    }

    #[test]
    fn a_corridor_is_shut_lane_by_lane() {
        let scenario = toy::scenario();
        let (values, _) = toy::values(toy::CAPACITY, [3.0; 4]);
        let (base, _) = scenario.draw_world(&values).unwrap();
        let mut conditions = scenario.conditions(&base, &values, Quarter::new(2026, 1).unwrap());
        let legal = Lanes([0.0, 0.25, 0.5, 1.0]);
        close(0, legal, &mut conditions);
        close(1, legal, &mut conditions);
        assert_eq!(conditions.corridor_open[0].0, [true, true, true, false]);
        assert_eq!(conditions.corridor_capacity[0].0, [3.0, 2.25, 1.5, 3.0]);
        // Without a limit there is no part of it.
        assert_eq!(conditions.corridor_open[1].0, [true, true, false, false]);
        assert_eq!(conditions.corridor_capacity[1].0, [f64::INFINITY; 4]);
    }
}
