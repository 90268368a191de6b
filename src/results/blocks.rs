//! Draws that are solved block by block, whatever is kept of them.

use super::study_error::StudyError;
use crate::engine::{CHUNK, Job, Outcome, metrics_of, run};
use crate::sampling::SCRAMBLES;
use crate::scenario::{Definition, Method};
use crate::units::time::Horizon;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

/// Memory that the draws of a block may take, unless there are too many threads to share it out.
const BLOCK_BYTES: usize = 48 << 20;

/// Draws in a block: whole chunks, as many as memory allows and as threads need.
pub(crate) fn block(scenarios: &[Definition], horizon: Horizon) -> usize {
    let width: usize = scenarios.iter().map(|scenario| metrics_of(scenario).len()).sum();
    let chunk = (width * horizon.quarters * CHUNK * size_of::<f64>()).max(1);
    CHUNK * (BLOCK_BYTES / chunk).max(rayon::current_num_threads()).max(1)
}

/// Draws that are solved block by block, so that memory does not grow with their number.
pub(crate) struct Blocks<'a> {
    pub(crate) scenarios: &'a [Definition],
    pub(crate) seed: u64,
    pub(crate) method: Method,
    pub(crate) stop: &'a AtomicBool,
    pub(crate) progress: &'a (dyn Fn(usize) + Sync),
    /// Most draws of a block.
    pub(crate) size: usize,
}

impl Blocks<'_> {
    /// Solves so many draws in order. Each block goes to `each` with the number of draws that are complete with it,
    /// until that has had enough; blocks end at the multiples of `step`. Gives how many draws are complete, and
    /// whether the run was stopped from outside: what is complete then is a run of fewer draws.
    pub(crate) fn run(
        &self,
        draws: usize,
        step: Option<usize>,
        mut each: impl FnMut(Vec<Outcome>, usize) -> Result<ControlFlow<()>, StudyError>,
    ) -> Result<(usize, bool), StudyError> {
        let mut complete = 0;
        while complete < draws {
            let stop_at = step.map_or(draws, |step| (complete / step + 1) * step);
            let end = draws.min(stop_at).min(complete.saturating_add(self.size));
            let Blocks { scenarios, seed, method, stop, progress, .. } = *self;
            let job = Job { scenarios, draws: complete..end, seed, method, stop, progress };
            let Ok(outcomes) = run(&job) else { return Ok((complete, true)) };
            complete = end;
            if each(outcomes, complete)?.is_break() {
                break;
            }
        }
        Ok((complete, false))
    }
}

/// In how many independent repetitions draws come: Sobol points in scrambles, all others by themselves.
pub(crate) fn repetitions(method: Method) -> usize {
    match method {
        Method::Pseudo => 1,
        Method::Sobol => SCRAMBLES,
    }
}
