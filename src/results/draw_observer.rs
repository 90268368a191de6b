//! An observer of every draw as it is solved.

use crate::engine::Outcome;
use crate::scenario::Definition;
use crate::units::time::Horizon;

/// The next draws of a study.
pub struct Block<'a> {
    /// First quarter and number of quarters.
    pub horizon: Horizon,
    /// The study's scenarios, the one without measures last, and what became of the draws in each.
    pub scenarios: &'a [Definition],
    /// What became of the draws in each scenario.
    pub outcomes: &'a [Outcome],
}

/// Takes blocks in order of draws. Where it fails the study ends.
pub trait DrawObserver {
    /// Takes the next draws; the error is what to tell.
    fn take(&mut self, block: &Block<'_>) -> Result<(), String>;
}
