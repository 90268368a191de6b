//! Learning parameters from what was observed: history matching, then importance weights.
//!
//! Draws of the prior that come no nearer than three spreads to some figure of the training years are
//! ruled out; what is left weighs as much as the figures make it likely. Equally likely members are taken
//! from it. Nothing is known here of files, and nothing is fitted by a search: a figure that no draw of the
//! prior comes near is reported, and not forced.

mod adaptive_sampler;
pub mod backtest;
pub mod benchmarks;
mod influence;
pub mod leave_out;
pub mod posterior;
mod request;
mod resampling;
pub mod results;
pub mod simulated_targets;
mod whole;

use crate::engine::Lost;
use crate::results::losses::Losses;
use crate::scenario::Definition;
use crate::scenario::history::Target;
use adaptive_sampler::AdaptiveImportanceSampler;
use posterior::Posterior;
use request::targets;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use simulated_targets::{SimulatedTargets, training_set};

pub use request::{CalibrationError, MEMBERS, Request, SAMPLE, check, simulate};

/// A calibration: what was drawn, and what came of it.
#[derive(Debug)]
pub struct Calibration {
    /// The scenario, without a calibration of its own.
    pub scenario: Definition,
    /// Number of draws.
    pub draws: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// The first draws of the prior.
    pub prior: SimulatedTargets,
    /// Draws that could not be solved.
    pub lost: Vec<Lost>,
    /// Largest residual of any equilibrium.
    pub residual: f64,
    /// One for each year asked for: the posterior, or what stands against it.
    pub outcomes: Vec<Outcome>,
}

/// What became of learning from the years to one.
#[derive(Debug)]
pub struct Outcome {
    /// The last year that is calibrated to.
    pub until: i32,
    /// Draws that were not ruled out.
    pub survivors: usize,
    /// The posterior, or why there is none.
    pub posterior: Result<Posterior, Conflict>,
}

/// Nothing survives: targets by position that no draw meets, and pairs that none meets together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conflict {
    /// With the least implausibility of any draw.
    pub unmet: Vec<(usize, f64)>,
    /// Pairs of targets that no draw meets together, by position.
    pub pairs: Vec<(usize, usize)>,
}

impl Calibration {
    /// Draws from the prior, and weighs what is left of it.
    pub fn run(request: &Request<'_>) -> Result<Calibration, CalibrationError> {
        let scenario = Definition { posterior_sample: None, ..request.scenario.clone() };
        let horizon = check(&scenario, request.until)?;
        let mut sampler = AdaptiveImportanceSampler::new(&scenario, horizon, request)?;
        if sampler.prior.draws.is_empty() {
            let reason = sampler.lost.first().map_or_else(String::new, |lost| lost.reason.clone());
            return Err(CalibrationError::AllLost { reason });
        }
        for (k, &until) in request.until.iter().enumerate() {
            sampler.adapt(until, request.until.len() - 1 - k)?;
        }
        let outcomes = request.until.iter().map(|until| outcome(&scenario, &mut sampler, *until, request));
        let outcomes = outcomes.collect();
        let AdaptiveImportanceSampler { prior, lost, residual, .. } = sampler;
        Ok(Calibration {
            draws: request.draws,
            seed: request.seed,
            prior,
            lost,
            residual,
            outcomes,
            scenario,
        })
    }
}

impl Calibration {
    /// How many draws were lost.
    pub fn losses(&self) -> Losses {
        Losses { lost: self.lost.len(), draws: self.draws }
    }

    /// How many figures the prior can reach: they lie in its 90 % band, or one spread off.
    pub fn within_reach(&self) -> usize {
        let inside = |(k, target): &(usize, &Target)| {
            self.prior.bands(*k).is_some_and(|[low, _, _, _, high]| {
                (low - target.spread()..=high + target.spread()).contains(&target.value)
            })
        };
        targets(&self.scenario).iter().enumerate().filter(inside).count()
    }
}

/// What became of the years to one, when all rounds are in.
fn outcome(
    scenario: &Definition,
    sampler: &mut AdaptiveImportanceSampler<'_>,
    until: i32,
    request: &Request<'_>,
) -> Outcome {
    let posterior = Posterior::learn(scenario, sampler, until, request);
    let survivors = posterior.as_ref().map_or(0, |posterior| posterior.weights.len());
    let posterior = posterior.ok_or_else(|| {
        let (unmet, pairs) = sampler.met.conflicts(training_set(targets(scenario), until));
        let distance = |k: usize| (k, sampler.met.nearest[k]);
        Conflict { unmet: unmet.into_iter().map(distance).collect(), pairs }
    });
    Outcome { until, survivors, posterior }
}
