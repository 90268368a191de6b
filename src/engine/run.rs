//! Draws in parallel, each facing every scenario.

use super::chunk::{Part, solve_chunk};
use super::outcome::{CHUNK, ChunkDiagnostics, Diagnostics, Outcome};
use super::record::metrics_of;
use crate::sampling::{Proposal, Sampler, Sampling};
use crate::scenario::metric::Metric;
use crate::scenario::{Definition, Method};
use crate::units::time::Quarter;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

/// What to run. Every scenario must have a horizon.
pub struct Job<'a> {
    /// The scenarios, the baseline first.
    pub scenarios: &'a [Definition],
    /// The draws' numbers; memory is in proportion to how many they are.
    pub draws: Range<usize>,
    /// Seed of the random numbers.
    pub seed: u64,
    /// How static uncertainties are drawn; dimensions are shared by all the scenarios.
    pub method: Method,
    /// Set from outside to stop early.
    pub stop: &'a AtomicBool,
    /// Called with how many more draws a scenario was solved in, from any thread.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// The run was stopped from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("interrupted")]
pub struct Interrupted;

/// Runs every scenario on the same draws.
pub fn run(job: &Job<'_>) -> Result<Vec<Outcome>, Interrupted> {
    run_with_proposal(job, Proposal::default())
}

/// [`run`] with uncertainties drawn from elsewhere than their distributions.
pub fn run_with_proposal(job: &Job<'_>, proposal: Proposal) -> Result<Vec<Outcome>, Interrupted> {
    let sampling = Sampling::new(job.scenarios, job.seed, job.method).with_proposal(proposal);
    let plan = |scenario| Plan::new(scenario, sampling.sampler(scenario));
    let plans: Vec<Plan<'_>> = job.scenarios.iter().map(plan).collect();
    let chunks = 0..job.draws.len().div_ceil(CHUNK);
    let solved: Vec<Option<Vec<Chunk>>> = chunks.into_par_iter().map(|k| chunk(job, &plans, k)).collect();
    let mut outcomes: Vec<Outcome> = plans.into_iter().map(|plan| plan.outcome(job.draws.clone())).collect();
    for chunks in solved {
        for (outcome, chunk) in outcomes.iter_mut().zip(chunks.ok_or(Interrupted)?) {
            outcome.add(chunk);
        }
    }
    Ok(outcomes)
}

/// One scenario, ready to be solved in any draw.
struct Plan<'a> {
    scenario: &'a Definition,
    sampler: Sampler,
    metrics: Vec<Metric>,
    quarters: Vec<Quarter>,
}

impl<'a> Plan<'a> {
    fn new(scenario: &'a Definition, sampler: Sampler) -> Plan<'a> {
        let quarters = scenario.horizon.map_or_else(Vec::new, |horizon| horizon.iter().collect());
        Plan { scenario, sampler, metrics: metrics_of(scenario), quarters }
    }

    fn outcome(self, draws: Range<usize>) -> Outcome {
        Outcome {
            metrics: self.metrics,
            quarters: self.quarters,
            draws,
            chunks: Vec::new(),
            lost: Vec::new(),
            diagnostics: Diagnostics::default(),
        }
    }
}

/// One scenario's part of a chunk.
struct Chunk {
    values: Vec<f64>,
    diagnostics: ChunkDiagnostics,
}

/// The `k`th chunk of every scenario; none if the run was stopped.
fn chunk(job: &Job<'_>, plans: &[Plan<'_>], k: usize) -> Option<Vec<Chunk>> {
    if job.stop.load(Ordering::Relaxed) {
        return None;
    }
    let first = job.draws.start + k * CHUNK;
    let draws = first..job.draws.end.min(first + CHUNK);
    let mut parts: Vec<Part<'_>> = Vec::with_capacity(plans.len());
    parts.extend(plans.iter().map(|plan| Part {
        scenario: plan.scenario,
        sampler: &plan.sampler,
        metrics: &plan.metrics,
        cells: vec![f64::NAN; plan.quarters.len() * plan.metrics.len() * CHUNK],
        diagnostics: ChunkDiagnostics::default(),
    }));
    solve_chunk(&mut parts, draws.clone());
    (job.progress)(draws.len() * plans.len());
    Some(parts.into_iter().map(|part| Chunk { values: part.cells, diagnostics: part.diagnostics }).collect())
}

impl Outcome {
    /// Adds the next chunk in order of draws.
    fn add(&mut self, Chunk { values, diagnostics }: Chunk) {
        self.chunks.push(values);
        self.lost.extend(diagnostics.lost);
        self.diagnostics.add(diagnostics.all);
    }
}
