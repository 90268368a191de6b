//! A chunk of draws of one scenario, solved quarter by quarter.
//!
//! Knows nothing of threads or of other chunks: it fills the cells it is given and tells what went
//! wrong in which draw.

use super::outcome::Lost;
use super::record::Record;
use super::run::{CHUNK, Tally};
use crate::equilibrium::{Calibration, solve};
use crate::model::metric::Metric;
use crate::model::scenario::Scenario;
use crate::model::time::Quarter;
use crate::sampling::Sampler;
use std::ops::Range;

/// Solves at most [`CHUNK`] draws over all quarters. `values` comes filled with NaN, in the layout
/// of a chunk of [`super::Outcome`]; a draw that is lost is left NaN throughout.
pub(super) fn solve_chunk(
    scenario: &Scenario,
    sampler: &Sampler,
    draws: Range<usize>,
    quarters: &[Quarter],
    metrics: &[Metric],
    values: &mut [f64],
    tally: &mut Tally,
) {
    for (k, draw) in draws.enumerate().take(CHUNK) {
        let mut cells = Cells { values, metrics, k };
        if let Err((quarter, reason)) = solve_draw(scenario, sampler, draw, quarters, &mut cells, tally) {
            values.iter_mut().skip(k).step_by(CHUNK).for_each(|cell| *cell = f64::NAN);
            tally.lost.push(Lost { draw, quarter, reason });
        }
    }
}

/// The cells of draw `k` of a chunk.
struct Cells<'a> {
    values: &'a mut [f64],
    metrics: &'a [Metric],
    k: usize,
}

impl Cells<'_> {
    fn keep(&mut self, quarter: usize, record: &Record<'_>) {
        let first = quarter * self.metrics.len() * CHUNK + self.k;
        let cells = self.values.iter_mut().skip(first).step_by(CHUNK);
        for (cell, &metric) in cells.zip(self.metrics) {
            *cell = record.value(metric);
        }
    }
}

fn solve_draw(
    scenario: &Scenario,
    sampler: &Sampler,
    draw: usize,
    quarters: &[Quarter],
    cells: &mut Cells<'_>,
    tally: &mut Tally,
) -> Result<(), (Option<Quarter>, String)> {
    let values = sampler.draw(draw as u64);
    let (base, behaviour) = scenario.draw_world(&values).map_err(|error| (None, error.to_string()))?;
    let calibration = Calibration::new(&base, &behaviour).map_err(|error| (None, error.to_string()))?;
    for (position, &quarter) in quarters.iter().enumerate() {
        let conditions = scenario.conditions(&base, &values, quarter);
        let solution =
            solve(&calibration, &conditions).map_err(|failure| (Some(quarter), failure.to_string()))?;
        cells.keep(position, &Record { base: &base, solution: &solution });
        tally.residual = tally.residual.max(solution.residual);
        tally.steps += solution.steps;
        tally.wide_spreads += usize::from(solution.has_wide_spread());
    }
    Ok(())
}
