//! A chunk of draws of one scenario, solved quarter by quarter in lanes.
//!
//! Knows nothing of threads or of other chunks: it fills the cells it is given and reports what went
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
use std::ops::Range;

/// Draws solved side by side: two registers of the widest instruction set, so that one is at work while
/// the other waits. [`CHUNK`] is a multiple of it.
const LANES: usize = 16;

/// Solves at most [`CHUNK`] draws over all quarters. `values` comes filled with NaN, in the layout
/// of a chunk of [`super::Outcome`]; a draw that is lost is left NaN throughout.
pub(super) fn solve_chunk(
    scenario: &Definition,
    sampler: &Sampler,
    draws: Range<usize>,
    quarters: &[Quarter],
    metrics: &[Metric],
    values: &mut [f64],
    diagnostics: &mut ChunkDiagnostics,
) {
    let mut group = Group::new(scenario, sampler, quarters, metrics);
    for first in (0..draws.len().min(CHUNK)).step_by(LANES) {
        let numbers: Vec<usize> = draws.clone().skip(first).take(LANES).collect();
        group.solve(&numbers, first, values, diagnostics);
    }
    diagnostics.lost.sort_by_key(|lost| lost.draw);
}

/// Draws side by side, and the buffers they are solved in.
struct Group<'a> {
    scenario: &'a Definition,
    sampler: &'a Sampler,
    quarters: &'a [Quarter],
    metrics: &'a [Metric],
    values: Values<Lanes<LANES>>,
    base: Baseline<Lanes<LANES>>,
    behaviour: Behaviour<Lanes<LANES>>,
    conditions: Conditions<Lanes<LANES>>,
    dates: Dates<Lanes<LANES>>,
    state: ProcessState<LANES>,
    contracts: Contracts<LANES>,
    slow_means: SlowMeans<Lanes<LANES>>,
}

impl<'a> Group<'a> {
    fn new(
        scenario: &'a Definition,
        sampler: &'a Sampler,
        quarters: &'a [Quarter],
        metrics: &'a [Metric],
    ) -> Group<'a> {
        let (base, behaviour) = scenario.blank_world();
        let conditions = Conditions::baseline(&base);
        let values = sampler.blank_lanes();
        let (dates, state) = (scenario.dates(&values), sampler.state(scenario));
        let contracts = Contracts::new(scenario, metrics);
        Group {
            scenario,
            sampler,
            quarters,
            metrics,
            values,
            base,
            behaviour,
            conditions,
            dates,
            state,
            contracts,
            slow_means: SlowMeans::new(&scenario.world),
        }
    }

    /// Solves the draws `numbers`, which belong at `first` and after it in the chunk.
    fn solve(
        &mut self,
        numbers: &[usize],
        first: usize,
        cells: &mut [f64],
        diagnostics: &mut ChunkDiagnostics,
    ) {
        let mut alive = vec![true; numbers.len()];
        let Some(mut batch) =
            self.draw(numbers).or_else(|| self.draw_valid(numbers, &mut alive, diagnostics))
        else {
            return;
        };
        self.contracts.begin();
        self.slow_means.begin();
        let world = &self.scenario.world;
        let start = if self.scenario.moves() { InitialGuess::Previous } else { InitialGuess::Extrapolated };
        for (position, &quarter) in self.quarters.iter().enumerate() {
            self.sampler.advance(&mut self.state, quarter, &self.values);
            let (values, dates, shocks) = (&self.values, &self.dates, self.state.shocks());
            let moment = QuarterInputs { quarter, values, dates, shocks };
            self.scenario.conditions_into(&self.base, moment, &mut self.conditions);
            self.slow_means.shift(world, quarter, values, &self.behaviour, &mut self.conditions);
            batch.solve(Isa::best(), &self.conditions, start);
            for (lane, (&draw, alive)) in numbers.iter().zip(&mut alive).enumerate() {
                if !*alive {
                    continue;
                }
                match self.finish(&mut batch, lane, diagnostics) {
                    Ok(()) => {
                        diagnostics.wide_spreads += usize::from(batch.answer().has_wide_spread(lane));
                        diagnostics.off_scale += usize::from(batch.answer().is_off_scale(lane));
                    }
                    Err(reason) => {
                        *alive = false;
                        diagnostics.lost.push(Lost { draw, quarter: Some(quarter), reason });
                    }
                }
            }
            self.contracts.advance(batch.answer(), &self.values);
            let prices = Prices {
                fob: &batch.answer().fob,
                market: &batch.answer().market_price,
                baseline_market: batch.baseline_prices(),
            };
            self.slow_means.advance(world, &self.values, &self.base, &self.conditions, prices);
            self.keep(&batch, quarter, numbers.len(), position * self.metrics.len() * CHUNK + first, cells);
        }
        for lane in (0..numbers.len()).filter(|&lane| !alive[lane]) {
            cells.iter_mut().skip(first + lane).step_by(CHUNK).for_each(|cell| *cell = f64::NAN);
        }
    }

    /// Draws the worlds; none where any of them is not valid. Lanes left over hold the first draw again.
    fn draw(&mut self, numbers: &[usize]) -> Option<Batch<LANES>> {
        let number = |lane: usize| numbers.get(lane).or(numbers.first()).map_or(0, |&draw| draw as u64);
        let numbers = from_fn(number);
        self.sampler.draw_lanes(numbers, &mut self.values);
        self.sampler.begin(&mut self.state, numbers, &self.values);
        self.scenario.dates_into(&self.values, &mut self.dates);
        self.scenario.draw_world_into(&self.values, &mut self.base, &mut self.behaviour).ok()?;
        Batch::new(Isa::best(), &self.base, &self.behaviour)
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
    fn finish(
        &self,
        batch: &mut Batch<LANES>,
        lane: usize,
        diagnostics: &mut ChunkDiagnostics,
    ) -> Result<(), String> {
        diagnostics.steps += batch.steps()[lane] as usize;
        if batch.solved()[lane] {
            diagnostics.residual = diagnostics.residual.max(batch.residual()[lane]);
            return Ok(());
        }
        let solution = self.solve_alone(lane)?;
        diagnostics.steps += solution.steps;
        diagnostics.residual = diagnostics.residual.max(solution.residual);
        batch.put(lane, &solution);
        Ok(())
    }

    fn solve_alone(&self, lane: usize) -> Result<Solution, String> {
        let (base, behaviour) = (self.base.lane(lane), self.behaviour.lane(lane));
        let calibration = Calibration::new(&base, &behaviour).map_err(|error| error.to_string())?;
        solve(&calibration, &self.conditions.lane(lane)).map_err(|failure| failure.to_string())
    }

    /// Writes every metric of the first `draws` lanes to its cells, the first of them at `start`.
    fn keep(&self, batch: &Batch<LANES>, quarter: Quarter, draws: usize, start: usize, cells: &mut [f64]) {
        let quantities = quantities(batch.answer());
        let rows = cells[start..].chunks_mut(CHUNK);
        for (row, &metric) in rows.zip(self.metrics) {
            let lanes = match metric {
                Metric::Standing { measure } => standing(quarter.begins(), self.dates.of_measure(measure)),
                Metric::ReportedNetback { exporter } => self.contracts.price(exporter),
                Metric::ReportedRevenue { exporter } => {
                    self.contracts.price(exporter) * batch.answer().exports[exporter] * Lanes::splat(1e-3)
                }
                _ => metric.value(&quantities),
            };
            for (cell, value) in row.iter_mut().zip(lanes.0).take(draws) {
                *cell = value;
            }
        }
    }
}
