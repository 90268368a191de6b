//! Learning parameters from what was observed: history matching, then importance weights.
//!
//! Draws of the prior that come no nearer than three spreads to some figure of the training years are
//! ruled out; what is left weighs as much as the figures make it likely. Equally likely members are taken
//! from it. Nothing is known here of files, and nothing is fitted by a search: a figure that no draw of the
//! prior comes near is told, not reached for.

pub mod backtest;
pub mod evidence;
mod influence;
pub mod learnt;
mod waves;
mod whole;

use crate::engine::{Interrupted, Job, Lost, run};
use crate::results::losses::Losses;
use crate::scenario::history::Target;
use crate::scenario::{Method, Scenario};
use crate::units::time::Horizon;
use evidence::{SimulatedTargets, figures, training_set};
use learnt::Posterior;
use std::sync::atomic::AtomicBool;
use waves::AdaptiveImportanceSampler;

/// Draws of the prior that are kept whole, for what it says before anything is learnt.
pub const SAMPLE: usize = 20_000;
/// Members of a posterior unless asked otherwise.
pub const MEMBERS: usize = 2_000;

/// What to learn from.
pub struct Request<'a> {
    /// A scenario with a history; what it learnt before is not used.
    pub scenario: &'a Scenario,
    pub draws: usize,
    pub seed: u64,
    /// Members of each posterior.
    pub members: usize,
    /// The last years to learn from, each for a posterior of its own; none before the history's own.
    pub until: &'a [i32],
    pub stop: &'a AtomicBool,
    /// Told how many more draws were solved, from any thread.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// Why nothing can be learnt.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    #[error("{name} has no history; add [history] with training_until = 2022, and targets")]
    NoHistory { name: String },
    #[error("{name} has no horizon; add [horizon] with start = \"2019-Q1\" and quarters = 28")]
    NoHorizon { name: String },
    #[error("no target of {name} is to be learnt from up to {until}")]
    NoTargets { name: String, until: i32 },
    #[error("every draw was lost; the first: {reason}")]
    AllLost { reason: String },
    #[error("interrupted")]
    Interrupted(#[from] Interrupted),
}

/// What was learnt, and from how much.
#[derive(Debug)]
pub struct Calibration {
    pub scenario: Scenario,
    pub draws: usize,
    pub seed: u64,
    /// The first draws of the prior.
    pub prior: SimulatedTargets,
    pub lost: Vec<Lost>,
    /// Largest residual of any equilibrium.
    pub residual: f64,
    /// One for each year asked for: what was learnt, or what stands against it.
    pub outcomes: Vec<Outcome>,
}

/// What became of learning from the years to one.
#[derive(Debug)]
pub struct Outcome {
    pub until: i32,
    /// Draws that were not ruled out.
    pub survivors: usize,
    pub learnt: Result<Posterior, Conflict>,
}

/// Nothing survives: targets by position that no draw meets, and pairs that none meets together.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// With the least implausibility of any draw.
    pub unmet: Vec<(usize, f64)>,
    pub pairs: Vec<(usize, usize)>,
}

/// The history's targets; the request was checked.
fn targets(scenario: &Scenario) -> &[Target] {
    scenario.history.as_ref().map_or(&[], |history| &history.targets)
}

impl Calibration {
    /// Draws from the prior, and weighs what is left of it.
    pub fn run(request: &Request<'_>) -> Result<Calibration, CalibrationError> {
        let scenario = Scenario { ensemble: None, ..request.scenario.clone() };
        let horizon = check(&scenario, request.until)?;
        let mut waves = AdaptiveImportanceSampler::new(&scenario, horizon, request)?;
        if waves.prior.draws.is_empty() {
            let reason = waves.lost.first().map_or_else(String::new, |lost| lost.reason.clone());
            return Err(CalibrationError::AllLost { reason });
        }
        for (k, &until) in request.until.iter().enumerate() {
            waves.steer(until, request.until.len() - 1 - k)?;
        }
        let outcomes = request.until.iter().map(|until| outcome(&scenario, &mut waves, *until, request));
        let outcomes = outcomes.collect();
        let AdaptiveImportanceSampler { prior, lost, residual, .. } = waves;
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

/// What became of the years to one, when all waves are in.
fn outcome(
    scenario: &Scenario,
    waves: &mut AdaptiveImportanceSampler<'_>,
    until: i32,
    request: &Request<'_>,
) -> Outcome {
    let learnt = Posterior::learn(scenario, waves, until, request);
    let survivors = learnt.as_ref().map_or(0, |posterior| posterior.weights.len());
    let learnt = learnt.ok_or_else(|| {
        let (unmet, pairs) = waves.met.conflicts(training_set(targets(scenario), until));
        let distance = |k: usize| (k, waves.met.nearest.get(k).copied().unwrap_or(f64::NAN));
        Conflict { unmet: unmet.into_iter().map(distance).collect(), pairs }
    });
    Outcome { until, survivors, learnt }
}

/// Whether a scenario can be learnt from; gives its horizon.
pub fn check(scenario: &Scenario, until: &[i32]) -> Result<Horizon, CalibrationError> {
    let name = || scenario.name.clone();
    let history = scenario.history.as_ref().ok_or_else(|| CalibrationError::NoHistory { name: name() })?;
    let horizon = scenario.horizon.ok_or_else(|| CalibrationError::NoHorizon { name: name() })?;
    for &until in until {
        if !history.targets.iter().any(|target| target.trains(until)) {
            return Err(CalibrationError::NoTargets { name: name(), until });
        }
    }
    Ok(horizon)
}

/// What so many draws of a scenario say of its history.
pub fn say(
    scenario: &Scenario,
    draws: usize,
    seed: u64,
    stop: &AtomicBool,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<SimulatedTargets, CalibrationError> {
    let horizon = check(scenario, &[])?;
    let scenarios = std::slice::from_ref(scenario);
    let job = Job { scenarios, draws: 0..draws, seed, method: Method::Pseudo, stop, progress };
    let (mut evidence, mut first) = (SimulatedTargets::default(), None);
    for outcome in run(&job)? {
        for chunk in 0..outcome.chunk_count() {
            evidence.append(figures(&outcome, chunk, targets(scenario), horizon));
        }
        evidence.lost += outcome.lost.len();
        first = first.or_else(|| outcome.lost.into_iter().next());
    }
    match first {
        Some(lost) if evidence.draws.is_empty() => Err(CalibrationError::AllLost { reason: lost.reason }),
        _ => Ok(evidence),
    }
}
