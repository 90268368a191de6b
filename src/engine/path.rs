//! Draws of one scenario side by side in lanes, taken from quarter to quarter.
//!
//! Knows nothing of threads or of other draws: it fills the cells it is given and reports what went
//! wrong in which draw. A draw's numbers do not depend on the draws it shares lanes with: a world
//! that is not valid has a copy of another draw in its lane, and a market that the lanes cannot solve
//! is solved on its own.

use super::adjustment::{Prices, SlowMeans};
use super::contracts::Contracts;
use super::outcome::{CHUNK, ChunkDiagnostics, Lost};
use super::record::quantities;
use crate::equilibrium::{Batch, Calibration, InitialGuess, Solution, solve};
use crate::market::{Baseline, Behaviour, Conditions};
use crate::numeric::isa::Isa;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;
use crate::sampling::{ProcessState, Sampler};
use crate::scenario::Definition;
use crate::scenario::conditions::QuarterInputs;
use crate::scenario::measure::standing;
use crate::scenario::metric::Metric;
use crate::scenario::parameter::Values;
use crate::scenario::timing::Dates;
use crate::units::time::Quarter;
use std::array::from_fn;

/// Draws solved side by side: two registers of the widest instruction set, so that one is at work while
/// the other waits. [`CHUNK`] is a multiple of it.
pub(super) const LANES: usize = 16;

/// One scenario's draws side by side on their way through time, and the buffers they are solved in.
pub(super) struct Group<'a> {
    scenario: &'a Definition,
    sampler: &'a Sampler,
    metrics: &'a [Metric],
    values: Values<Lanes<LANES>>,
    base: Baseline<Lanes<LANES>>,
    behaviour: Behaviour<Lanes<LANES>>,
    conditions: Conditions<Lanes<LANES>>,
    dates: Dates<Lanes<LANES>>,
    state: ProcessState<LANES>,
    contracts: Contracts<LANES>,
    slow_means: SlowMeans<Lanes<LANES>>,
    /// What amounts of a quarter are held against, where results are in the money of one year.
    year_level: Option<Lanes<LANES>>,
    solved: Solved,
    /// The batch of the group before, whose space is used again.
    used: Option<Batch<LANES>>,
}

/// What a group has solved so far: all that a quarter's equilibrium depends on besides its conditions.
#[derive(Clone, Default)]
pub(super) struct Solved {
    /// None where no draw makes a valid world.
    batch: Option<Batch<LANES>>,
    /// The draws' numbers, and which of them are not lost yet.
    numbers: Vec<usize>,
    alive: Vec<bool>,
    pub diagnostics: ChunkDiagnostics,
}

impl<'a> Group<'a> {
    pub(super) fn new(scenario: &'a Definition, sampler: &'a Sampler, metrics: &'a [Metric]) -> Group<'a> {
        let (base, behaviour) = scenario.blank_world();
        let conditions = Conditions::baseline(&base);
        let values = sampler.blank_lanes();
        let (dates, state) = (scenario.dates(&values), sampler.state(scenario));
        let contracts = Contracts::new(scenario, metrics);
        Group {
            scenario,
            sampler,
            metrics,
            values,
            base,
            behaviour,
            conditions,
            dates,
            state,
            contracts,
            slow_means: SlowMeans::new(&scenario.world),
            year_level: None,
            solved: Solved::default(),
            used: None,
        }
    }

    /// Draws the worlds of these draws, and goes back to the time before the first quarter. Nothing more can be
    /// done with the group where none of them is valid.
    pub(super) fn begin(&mut self, numbers: &[usize]) -> bool {
        let mut diagnostics = ChunkDiagnostics::default();
        let mut alive = vec![true; numbers.len()];
        let batch = self.draw(numbers).or_else(|| self.draw_valid(numbers, &mut alive, &mut diagnostics));
        self.contracts.begin();
        self.slow_means.begin();
        self.year_level = self.scenario.year_level(&self.values);
        self.solved = Solved { batch, numbers: numbers.to_vec(), alive, diagnostics };
        self.solved.batch.is_some()
    }

    /// Whether two groups that have begun are in the same world, draw by draw.
    pub(super) fn is_in_the_world_of(&self, other: &Group<'_>) -> bool {
        let same = (&self.base, &self.behaviour) == (&other.base, &other.behaviour);
        same && self.scenario.simulated == other.scenario.simulated && self.solved.alive == other.solved.alive
    }

    /// Whether the quarter that both are set to is the same for both.
    pub(super) fn has_conditions_of(&self, other: &Group<'_>) -> bool {
        self.conditions == other.conditions && self.begins_as() == other.begins_as()
    }

    /// Takes over what another group has solved.
    pub(super) fn branch_from(&mut self, other: &Group<'_>) {
        self.solved = other.solved.clone();
    }

    /// What has been solved; taken out of the group, which has to begin anew.
    pub(super) fn finish(&mut self, first: usize, cells: &mut [f64]) -> ChunkDiagnostics {
        let lost = self.solved.alive.iter().enumerate().filter(|(_, alive)| !**alive).map(|(lane, _)| lane);
        for lane in lost {
            cells.iter_mut().skip(first + lane).step_by(CHUNK).for_each(|cell| *cell = f64::NAN);
        }
        let Solved { batch, diagnostics, .. } = std::mem::take(&mut self.solved);
        self.used = batch;
        diagnostics
    }

    /// Sets the conditions of the next quarter.
    pub(super) fn enter(&mut self, quarter: Quarter) {
        if self.scenario.processes_from.is_none_or(|from| quarter >= from) {
            self.sampler.advance(&mut self.state, quarter, &self.values);
        }
        let (values, dates, shocks) = (&self.values, &self.dates, self.state.shocks());
        let moment = QuarterInputs { quarter, values, dates, shocks };
        self.scenario.conditions_into(&self.base, moment, &mut self.conditions);
        let world = &self.scenario.world;
        self.slow_means.shift(world, quarter, values, &self.behaviour, &mut self.conditions);
    }

    /// Where a solve starts: the past points nowhere where prices move at random.
    fn begins_as(&self) -> InitialGuess {
        if self.scenario.moves() { InitialGuess::Previous } else { InitialGuess::Extrapolated }
    }

    /// Solves the quarter that was entered.
    pub(super) fn solve(&mut self, quarter: Quarter) {
        let Solved { batch, numbers, mut alive, mut diagnostics } = std::mem::take(&mut self.solved);
        let mut batch = batch;
        if let Some(batch) = &mut batch {
            batch.solve(Isa::best(), &self.conditions, self.begins_as());
            for (lane, (&draw, alive)) in numbers.iter().zip(&mut alive).enumerate() {
                if !*alive {
                    continue;
                }
                match self.count(batch, lane, &mut diagnostics) {
                    Ok(()) => {
                        diagnostics.all.wide_spreads += usize::from(batch.answer().has_wide_spread(lane));
                        diagnostics.all.off_scale += usize::from(batch.answer().is_off_scale(lane));
                    }
                    Err(reason) => {
                        *alive = false;
                        diagnostics.lost.push(Lost { draw, quarter: Some(quarter), reason });
                    }
                }
            }
        }
        self.solved = Solved { batch, numbers, alive, diagnostics };
    }

    /// Leaves the quarter with the prices that another group with the same conditions has solved it for.
    pub(super) fn leave_as(&mut self, leader: &Group<'_>) {
        self.leave_with(leader.solved.batch.as_ref());
    }

    /// Leaves the quarter with the prices that were solved.
    pub(super) fn leave(&mut self) {
        let batch = self.solved.batch.take();
        self.leave_with(batch.as_ref());
        self.solved.batch = batch;
    }

    fn leave_with(&mut self, batch: Option<&Batch<LANES>>) {
        let Some(batch) = batch else { return };
        self.contracts.advance(batch.answer(), &self.values);
        let prices = Prices {
            fob: &batch.answer().fob,
            market: &batch.answer().market_price,
            baseline_market: batch.baseline_prices(),
        };
        self.slow_means.advance(&self.scenario.world, &self.values, &self.base, &self.conditions, prices);
    }

    /// Draws the worlds; none where any of them is not valid. Lanes left over hold the first draw again.
    fn draw(&mut self, numbers: &[usize]) -> Option<Batch<LANES>> {
        let number = |lane: usize| numbers.get(lane).or(numbers.first()).map_or(0, |&draw| draw as u64);
        let numbers = from_fn(number);
        self.sampler.draw_lanes(numbers, &mut self.values);
        self.sampler.begin(&mut self.state, numbers, &self.values);
        self.scenario.dates_into(&self.values, &mut self.dates);
        self.scenario.draw_world_into(&self.values, &mut self.base, &mut self.behaviour).ok()?;
        match self.used.take() {
            Some(mut batch) => batch.renew(Isa::best(), &self.base, &self.behaviour).then_some(batch),
            None => Batch::new(Isa::best(), &self.base, &self.behaviour),
        }
    }

    /// The same after every draw was looked at on its own: those that are not valid are lost and their
    /// lanes hold a valid one again. None if none is valid.
    fn draw_valid(
        &mut self,
        numbers: &[usize],
        alive: &mut [bool],
        diagnostics: &mut ChunkDiagnostics,
    ) -> Option<Batch<LANES>> {
        for (lane, &draw) in numbers.iter().enumerate() {
            if let Err(reason) = self.check(draw) {
                alive[lane] = false;
                diagnostics.lost.push(Lost { draw, quarter: None, reason });
            }
        }
        let twin = numbers.iter().zip(&*alive).find(|&(_, &alive)| alive).map(|(&draw, _)| draw)?;
        let valid: Vec<usize> =
            numbers.iter().zip(&*alive).map(|(&draw, &alive)| if alive { draw } else { twin }).collect();
        self.draw(&valid)
    }

    /// Why a draw makes no valid world, if it does not.
    fn check(&self, draw: usize) -> Result<(), String> {
        let values = self.sampler.draw(draw as u64);
        let (base, behaviour) = self.scenario.draw_world(&values).map_err(|error| error.to_string())?;
        Calibration::new(&base, &behaviour).map(|_| ()).map_err(|error| error.to_string())
    }

    /// Counts a lane that was solved, and solves on its own one that was not.
    fn count(
        &self,
        batch: &mut Batch<LANES>,
        lane: usize,
        diagnostics: &mut ChunkDiagnostics,
    ) -> Result<(), String> {
        diagnostics.all.steps += batch.steps()[lane] as usize;
        if batch.solved()[lane] {
            diagnostics.all.residual = diagnostics.all.residual.max(batch.residual()[lane]);
            return Ok(());
        }
        let solution = self.solve_alone(lane)?;
        diagnostics.all.alone += 1;
        diagnostics.all.steps += solution.steps;
        diagnostics.all.residual = diagnostics.all.residual.max(solution.residual);
        batch.put(lane, &solution);
        Ok(())
    }

    fn solve_alone(&self, lane: usize) -> Result<Solution, String> {
        let (base, behaviour) = (self.base.lane(lane), self.behaviour.lane(lane));
        let calibration = Calibration::new(&base, &behaviour).map_err(|error| error.to_string())?;
        solve(&calibration, &self.conditions.lane(lane)).map_err(|failure| failure.to_string())
    }

    /// What is paid for a corridor, bn USD a year: `Σ flow (k + extra + (1 - κ) λ) / 1000`.
    fn income(&self, corridor: usize, batch: &Batch<LANES>) -> Lanes<LANES> {
        let (answer, one) = (batch.answer(), Lanes::splat(1.0));
        let (pairs, markets) = (answer.trade.len(), self.base.market_count());
        let mut paid = Lanes::splat(0.0);
        let served = self.scenario.world.corridors[corridor].serves.iter().enumerate();
        for pair in served.filter(|(_, serves)| **serves).map(|(pair, _)| pair) {
            let route = corridor * pairs + pair;
            let taken = (one - self.behaviour.rent_share[pair / markets]) * answer.rent[corridor];
            let charge = self.conditions.corridor_cost[corridor] + self.base.corridor_extra[route] + taken;
            paid += answer.route[route] * charge;
        }
        paid * Lanes::splat(1e-3)
    }

    /// Writes every metric of the quarter to its cells, the first of them at `start`.
    pub(super) fn keep(&self, quarter: Quarter, start: usize, cells: &mut [f64]) {
        let Some(batch) = &self.solved.batch else { return };
        let quantities = quantities(batch.answer());
        let real = self.year_level.map(|year| self.scenario.level_against(year, quarter, &self.values));
        let rows = cells[start..].chunks_mut(CHUNK);
        for (row, &metric) in rows.zip(self.metrics) {
            let mut lanes = match metric {
                Metric::Standing { measure } => standing(quarter.begins(), self.dates.of_measure(measure)),
                Metric::Capacity { exporter } => self.conditions.capacity[exporter],
                Metric::WorldCapacity => {
                    self.conditions.capacity.iter().fold(Lanes::splat(0.0), |sum, &capacity| sum + capacity)
                }
                Metric::CorridorIncome { corridor } => self.income(corridor, batch),
                Metric::ReportedNetback { exporter } => self.contracts.price(exporter),
                Metric::ReportedRevenue { exporter } => {
                    self.contracts.price(exporter) * batch.answer().exports[exporter] * Lanes::splat(1e-3)
                }
                _ => metric.value(&quantities),
            };
            if let Some(level) = real.filter(|_| metric.is_money()) {
                lanes = lanes / level;
            }
            for (cell, value) in row.iter_mut().zip(lanes.0).take(self.solved.numbers.len()) {
                *cell = value;
            }
        }
    }
}
