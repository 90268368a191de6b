//! Draws in parallel, each facing every scenario.

use super::record::{Record, metrics_of};
use crate::equilibrium::{Calibration, solve};
use crate::model::metric::Metric;
use crate::model::scenario::Scenario;
use crate::model::time::Quarter;
use crate::sampling::Sampler;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// What to run. Every scenario must have a horizon.
pub struct Job<'a> {
    pub scenarios: &'a [Scenario],
    pub draws: usize,
    pub seed: u64,
    /// Set from outside to stop early.
    pub stop: &'a AtomicBool,
    /// Told after every draw, from any thread.
    pub progress: &'a (dyn Fn() + Sync),
}

/// A draw that a scenario could not be solved in.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    pub draw: usize,
    /// None where the world itself was not valid.
    pub quarter: Option<Quarter>,
    pub reason: String,
}

/// All draws of one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub metrics: Vec<Metric>,
    pub quarters: Vec<Quarter>,
    pub draws: usize,
    /// Value of metric `m` in quarter `q` of draw `k` at `(k * quarters + q) * metrics + m`; not a
    /// number throughout a lost draw.
    values: Vec<f64>,
    pub lost: Vec<Lost>,
    /// Largest residual of any equilibrium.
    pub residual: f64,
    /// Newton steps of all equilibria together.
    pub steps: usize,
    /// Equilibria in which delivered prices of one market differ so much that the additive system
    /// may have another equilibrium.
    pub wide_spreads: usize,
}

impl Outcome {
    /// The values of a metric in draw `k`, quarter by quarter; empty for an unknown metric.
    pub fn path(&self, metric: Metric, draw: usize) -> impl Iterator<Item = f64> + '_ {
        let position = self.metrics.iter().position(|known| *known == metric);
        let (width, start) = (self.metrics.len(), draw * self.quarters.len());
        let rows = position.map_or(0..0, |_| start..start + self.quarters.len());
        rows.map(move |row| self.values[row * width + position.unwrap_or(0)])
    }
}

/// The run was stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// Draws that are worked on together; their order within does not matter, their number bounds how
/// late a stop is noticed.
const CHUNK: usize = 16;

/// Runs every scenario on the same draws.
pub fn run(job: &Job<'_>) -> Result<Vec<Outcome>, Interrupted> {
    job.scenarios.iter().map(|scenario| run_scenario(scenario, job)).collect()
}

fn run_scenario(scenario: &Scenario, job: &Job<'_>) -> Result<Outcome, Interrupted> {
    let metrics = metrics_of(scenario);
    let quarters: Vec<Quarter> = scenario.horizon.map_or_else(Vec::new, |horizon| horizon.iter().collect());
    let sampler = Sampler::new(scenario, job.seed);
    let width = metrics.len() * quarters.len();
    let mut values = vec![f64::NAN; width * job.draws];
    let chunks: Vec<Option<Tally>> = values
        .par_chunks_mut((CHUNK * width).max(1))
        .enumerate()
        .map(|(chunk, values)| {
            if job.stop.load(Ordering::Relaxed) {
                return None;
            }
            let mut tally = Tally::default();
            for (offset, row) in values.chunks_mut(width.max(1)).enumerate() {
                run_draw(scenario, &sampler, chunk * CHUNK + offset, &quarters, &metrics, row, &mut tally);
                (job.progress)();
            }
            Some(tally)
        })
        .collect();
    let mut outcome = Outcome {
        metrics,
        quarters,
        draws: job.draws,
        values,
        lost: Vec::new(),
        residual: 0.0,
        steps: 0,
        wide_spreads: 0,
    };
    for tally in chunks {
        let tally = tally.ok_or(Interrupted)?;
        outcome.lost.extend(tally.lost);
        outcome.residual = outcome.residual.max(tally.residual);
        outcome.steps += tally.steps;
        outcome.wide_spreads += tally.wide_spreads;
    }
    Ok(outcome)
}

/// What one chunk adds to the diagnostics.
#[derive(Default)]
struct Tally {
    lost: Vec<Lost>,
    residual: f64,
    steps: usize,
    wide_spreads: usize,
}

fn run_draw(
    scenario: &Scenario,
    sampler: &Sampler,
    draw: usize,
    quarters: &[Quarter],
    metrics: &[Metric],
    row: &mut [f64],
    tally: &mut Tally,
) {
    let values = sampler.draw(draw as u64);
    let mut lose = |quarter, reason: String, row: &mut [f64]| {
        row.fill(f64::NAN);
        tally.lost.push(Lost { draw, quarter, reason });
    };
    let (base, behaviour) = match scenario.draw_world(&values) {
        Ok(world) => world,
        Err(error) => return lose(None, error.to_string(), row),
    };
    let calibration = match Calibration::new(&base, &behaviour) {
        Ok(calibration) => calibration,
        Err(error) => return lose(None, error.to_string(), row),
    };
    for (&quarter, cells) in quarters.iter().zip(row.chunks_mut(metrics.len())) {
        let conditions = scenario.conditions(&base, &values, quarter);
        match solve(&calibration, &conditions) {
            Ok(solution) => {
                let record = Record { base: &base, solution: &solution };
                for (cell, &metric) in cells.iter_mut().zip(metrics) {
                    *cell = record.value(metric);
                }
                tally.residual = tally.residual.max(solution.residual);
                tally.steps += solution.steps;
                tally.wide_spreads += usize::from(solution.has_wide_spread());
            }
            Err(failure) => {
                let reason = failure.to_string();
                row.fill(f64::NAN);
                tally.lost.push(Lost { draw, quarter: Some(quarter), reason });
                return;
            }
        }
    }
}
