//! What moves draws over time: innovations and disruptions by address, quarter after quarter.
//!
//! The number of a quarter is a function of seed, path, draw and quarter, like any other; only the
//! state that numbers add up to is carried along, from the first quarter of the horizon. A longer
//! horizon repeats a shorter one, and another process moves nothing but what it drives. What the
//! shocks do to the market is not decided here.

use super::mixing::mixed;
use super::{PathKey, Stream};
use crate::numeric::isa::{Isa, Kernel};
use crate::numeric::lanes::Lanes;
use crate::numeric::normal;
use crate::numeric::real::{Mask, Real};
use crate::scenario::Definition;
use crate::scenario::correlation;
use crate::scenario::distribution::Distribution;
use crate::scenario::parameter::{ParameterId, Value, Values};
use crate::scenario::process::{Disruption, Hits, Process, ProcessGroup, Shocks};
use crate::units::time::Quarter;
use std::f64::consts::LN_2;

/// What it takes to move a scenario's draws.
#[derive(Debug, Clone)]
pub(super) struct ProcessPlan {
    process_groups: Vec<Group>,
    /// Families whose drivers are mixed.
    together: Vec<correlation::Group>,
    disruptions: Vec<Breakdown>,
}

/// A family of processes with its streams.
#[derive(Debug, Clone)]
struct Group {
    /// The innovation that drives the whole family.
    driver: Stream,
    innovation: Innovation,
    members: Vec<(Stream, Process)>,
}

/// What a family's members move by.
#[derive(Debug, Clone, Copy)]
enum Innovation {
    /// The family is one process, and moves by its driver.
    Driver,
    /// Each its own.
    Own,
    /// The driver and its own, so that those of two members correlate as stated.
    Mixed(ParameterId),
}

/// A disruption with its streams.
#[derive(Debug, Clone)]
struct Breakdown {
    begins: Stream,
    hits: Hits,
    rate: ParameterId,
    capacity_factor: Recurring,
    duration: Recurring,
}

/// A number that is drawn anew in every quarter in which it is asked for.
#[derive(Debug, Clone)]
enum Recurring {
    Always(f64),
    Drawn(Stream, Distribution),
}

impl ProcessPlan {
    /// Of a scenario, with the seeds of its processes and of its disruptions.
    pub(super) fn new(scenario: &Definition, processes: u64, disruptions: u64) -> ProcessPlan {
        let stream = |path: &str| Stream::new(processes, PathKey::new(path));
        let group = |process_group: &ProcessGroup| Group {
            driver: stream(&process_group.path),
            innovation: match process_group.correlation {
                Some(id) => Innovation::Mixed(id),
                None if process_group.is_one_process() => Innovation::Driver,
                None => Innovation::Own,
            },
            members: process_group.members.iter().map(|m| (stream(&m.path), m.clone())).collect(),
        };
        let process_groups = scenario.process_groups.iter().map(group).collect();
        let stream = |path: &str| Stream::new(disruptions, PathKey::new(path));
        let recurring = |id: ParameterId| {
            if let Some((_, value)) = scenario.pinned.iter().find(|(pinned, _)| *pinned == id) {
                return Recurring::Always(*value);
            }
            let parameter = scenario.parameters.get(id.0);
            match parameter.map(|parameter| (&parameter.value, stream(&parameter.path))) {
                Some((Value::Uncertain(distribution), stream)) => {
                    Recurring::Drawn(stream, distribution.clone())
                }
                Some((Value::Fixed(value), _)) => Recurring::Always(*value),
                None => Recurring::Always(f64::NAN),
            }
        };
        let breakdown = |disruption: &Disruption| Breakdown {
            begins: stream(&disruption.path),
            hits: disruption.hits,
            rate: disruption.rate,
            capacity_factor: recurring(disruption.capacity_factor),
            duration: recurring(disruption.duration),
        };
        ProcessPlan {
            process_groups,
            together: scenario.correlation.process_groups.clone(),
            disruptions: scenario.disruptions.iter().map(breakdown).collect(),
        }
    }

    pub(super) fn state<const L: usize>(&self, scenario: &Definition) -> ProcessState<L> {
        let group = |group: &Group| GroupState {
            shared: Lanes::splat(0.0),
            alone: Lanes::splat(1.0),
            members: vec![Ar1State::default(); group.members.len()],
        };
        ProcessState {
            draws: [0; L],
            process_groups: self.process_groups.iter().map(group).collect(),
            drivers: vec![Lanes::default(); self.process_groups.len()],
            disruptions: vec![OutageState::default(); self.disruptions.len()],
            passed: 0,
            shocks: Shocks::none(&scenario.world),
        }
    }
}

impl Recurring {
    #[inline(always)]
    fn draw<const L: usize>(&self, draws: &[u64; L], period: u64) -> Lanes<L> {
        match self {
            Recurring::Always(value) => Lanes::splat(*value),
            Recurring::Drawn(stream, distribution) => distribution.quantiles(stream.uniforms(draws, period)),
        }
    }
}

/// Lanes of draws on their way through time.
#[derive(Debug, Clone)]
pub struct ProcessState<const L: usize> {
    draws: [u64; L],
    process_groups: Vec<GroupState<L>>,
    /// This quarter's innovations of whole families.
    drivers: Vec<Lanes<L>>,
    disruptions: Vec<OutageState<L>>,
    /// Quarters behind it.
    passed: usize,
    shocks: Shocks<Lanes<L>>,
}

/// A family under way.
#[derive(Debug, Clone)]
struct GroupState<const L: usize> {
    /// Weights of the common innovation and of a member's own: their squares add up to one.
    shared: Lanes<L>,
    alone: Lanes<L>,
    members: Vec<Ar1State<L>>,
}

/// A process under way: `x' = decay x + spread ε`.
#[derive(Debug, Clone, Copy, Default)]
struct Ar1State<const L: usize> {
    x: Lanes<L>,
    decay: Lanes<L>,
    spread: Lanes<L>,
    /// Growth in a quarter.
    trend: Lanes<L>,
}

/// The latest disruption: when it ends, on the axis of quarters, and the share of capacity it takes.
#[derive(Debug, Clone, Copy, Default)]
struct OutageState<const L: usize> {
    until: Lanes<L>,
    lost: Lanes<L>,
}

impl<const L: usize> ProcessState<L> {
    /// What happens in the quarter that was last advanced to.
    pub fn shocks(&self) -> &Shocks<Lanes<L>> {
        &self.shocks
    }

    /// Back to the time before the horizon, for other draws with these values.
    pub(super) fn begin(&mut self, plan: &ProcessPlan, draws: [u64; L], values: &Values<Lanes<L>>) {
        (self.draws, self.passed) = (draws, 0);
        self.shocks.rest();
        self.disruptions.fill(OutageState::default());
        let (one, two) = (Lanes::splat(1.0), Lanes::splat(2.0));
        for (moving, group) in self.process_groups.iter_mut().zip(&plan.process_groups) {
            if let Innovation::Mixed(id) = group.innovation {
                let correlation = values.get(id);
                (moving.shared, moving.alone) = (correlation.sqrt(), (one - correlation).sqrt());
            }
            for (walk, (_, process)) in moving.members.iter_mut().zip(&group.members) {
                // Reversion per quarter; the exact quarterly form of the continuous process.
                let reversion = Lanes::splat(LN_2) / values.get(process.half_life);
                let decay = (-reversion).exp();
                let yearly = Lanes::splat(4.0) * reversion;
                let spread = ((one - decay * decay) / (two * yearly)).sqrt() * values.get(process.volatility);
                let trend = process.trend.map_or(Lanes::default(), |id| values.get(id));
                *walk = Ar1State { x: Lanes::default(), decay, spread, trend: trend * Lanes::splat(0.25) };
            }
        }
    }

    /// Moves on to a quarter: the first of the horizon, then the one after it, and so on.
    pub(super) fn advance(&mut self, plan: &ProcessPlan, quarter: Quarter, values: &Values<Lanes<L>>) {
        Isa::best().run(Advance { plan, state: self, quarter, values });
    }
}

/// The work of [`ProcessState::advance`], compiled for every instruction set.
struct Advance<'a, const L: usize> {
    plan: &'a ProcessPlan,
    state: &'a mut ProcessState<L>,
    quarter: Quarter,
    values: &'a Values<Lanes<L>>,
}

impl<const L: usize> Kernel for Advance<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Advance { plan, state, quarter, values } = self;
        let elapsed = Lanes::splat(state.passed as f64);
        let period = quarter.number();
        let ProcessState { draws, process_groups, drivers, shocks, .. } = state;
        for (driver, group) in drivers.iter_mut().zip(&plan.process_groups) {
            *driver = normal::quantile(group.driver.uniforms(draws, period));
        }
        for group in &plan.together {
            mix_drivers(group, drivers);
        }
        for ((moving, group), driver) in
            process_groups.iter_mut().zip(&plan.process_groups).zip(drivers.iter())
        {
            walk(moving, group, *driver, draws, period, elapsed, shocks);
        }
        state.shocks.capacity.fill(Lanes::splat(1.0));
        state.shocks.corridor_capacity.fill(Lanes::splat(1.0));
        for (cut, breakdown) in state.disruptions.iter_mut().zip(&plan.disruptions) {
            if state.passed == 0 {
                cut.until = Lanes::splat(quarter.begins());
            }
            let left = disrupt(cut, breakdown, &state.draws, quarter, values.get(breakdown.rate));
            *state.shocks.capacity_of(breakdown.hits) *= left;
        }
        state.passed += 1;
    }
}

/// Correlates the drivers of families.
#[inline(always)]
fn mix_drivers<const L: usize>(group: &correlation::Group, drivers: &mut [Lanes<L>]) {
    let scores: Vec<Lanes<L>> = group.members.iter().map(|process_group| drivers[*process_group]).collect();
    // The first is mixed with nothing.
    for (process_group, row) in group.members.iter().zip(&group.factor).skip(1) {
        drivers[*process_group] = mixed(row, &scores);
    }
}

/// One step of every process of a family.
#[inline(always)]
fn walk<const L: usize>(
    moving: &mut GroupState<L>,
    group: &Group,
    driver: Lanes<L>,
    draws: &[u64; L],
    period: u64,
    elapsed: Lanes<L>,
    shocks: &mut Shocks<Lanes<L>>,
) {
    for (walk, (stream, process)) in moving.members.iter_mut().zip(&group.members) {
        let own = || normal::quantile(stream.uniforms(draws, period));
        let innovation = match group.innovation {
            Innovation::Driver => driver,
            Innovation::Own => own(),
            Innovation::Mixed(_) => moving.shared * driver + moving.alone * own(),
        };
        walk.x = walk.decay * walk.x + walk.spread * innovation;
        *shocks.index(process.drives) = (walk.x + walk.trend * elapsed).exp();
    }
}

/// The share of capacity that is left in a quarter. Of several disruptions that begin in one quarter the
/// first counts.
#[inline(always)]
fn disrupt<const L: usize>(
    cut: &mut OutageState<L>,
    breakdown: &Breakdown,
    draws: &[u64; L],
    quarter: Quarter,
    rate: Lanes<L>,
) -> Lanes<L> {
    let (zero, one) = (Lanes::default(), Lanes::splat(1.0));
    let begins = Lanes::splat(quarter.begins());
    let (ends, period) = (begins + one, quarter.number());
    let lasting = zero.max(one.min(cut.until - begins));
    let left = one - lasting * cut.lost;
    let rank = breakdown.begins.uniforms(draws, period);
    // Quarters of undisturbed time until the next; never, where the rate is nothing.
    let wait = Lanes::splat(-4.0) * (one - rank).ln() / rate;
    let start = begins.max(cut.until) + wait;
    let strikes = start.less(ends);
    if !strikes.any() {
        return left;
    }
    let lost = one - breakdown.capacity_factor.draw(draws, period);
    let until = start + breakdown.duration.draw(draws, period);
    let fresh = ends.min(until) - start;
    cut.lost = Lanes::select(strikes, lost, cut.lost);
    cut.until = Lanes::select(strikes, until, cut.until);
    Lanes::select(strikes, left - fresh * lost, left)
}
