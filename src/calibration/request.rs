//! What to calibrate to, whether that is possible, and what draws give for a history.

use super::simulated_targets::{SimulatedTargets, figures};
use crate::engine::{Interrupted, Job, run};
use crate::scenario::history::Target;
use crate::scenario::{Definition, Method};
use crate::units::time::Horizon;
use std::sync::atomic::AtomicBool;

/// Draws of the prior that are kept whole, for what the prior says.
pub const SAMPLE: usize = 20_000;

/// Members of a posterior unless asked otherwise.
pub const MEMBERS: usize = 2_000;

/// What to calibrate to.
pub struct Request<'a> {
    /// A scenario with a history; what it learnt before is not used.
    pub scenario: &'a Definition,
    /// Number of draws.
    pub draws: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Members of each posterior.
    pub members: usize,
    /// The last years to calibrate to, each for a posterior of its own; none before the history's own.
    pub until: &'a [i32],
    /// Set from outside to stop early.
    pub stop: &'a AtomicBool,
    /// Called with how many more draws were solved, from any thread.
    pub progress: &'a (dyn Fn(usize) + Sync),
}

/// Why there can be no calibration.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
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

/// The history's targets; the request was checked.
pub(super) fn targets(scenario: &Definition) -> &[Target] {
    scenario.history.as_ref().map_or(&[], |history| &history.targets)
}

/// Whether a scenario can be calibrated to; gives its horizon.
pub fn check(scenario: &Definition, until: &[i32]) -> Result<Horizon, CalibrationError> {
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
pub fn simulate(
    scenario: &Definition,
    draws: usize,
    seed: u64,
    stop: &AtomicBool,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<SimulatedTargets, CalibrationError> {
    let horizon = check(scenario, &[])?;
    let scenarios = std::slice::from_ref(scenario);
    let job = Job { scenarios, draws: 0..draws, seed, method: Method::Pseudo, stop, progress };
    let (mut simulated, mut first) = (SimulatedTargets::default(), None);
    for outcome in run(&job)? {
        for chunk in 0..outcome.chunk_count() {
            simulated.append(figures(&outcome, chunk, targets(scenario), horizon));
        }
        simulated.lost += outcome.lost.len();
        first = first.or_else(|| outcome.lost.into_iter().next());
    }
    match first {
        Some(lost) if simulated.draws.is_empty() => Err(CalibrationError::AllLost { reason: lost.reason }),
        _ => Ok(simulated),
    }
}
