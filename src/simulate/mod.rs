//! Running scenarios: one, several on the same draws, or one over a grid of settings.
//!
//! [`run`], [`compare`] and [`sweep`] take scenarios and give a builder; what is not said is as the first scenario
//! says, or its default. Nothing is solved before the builder's own `run` is called.

pub mod attribution;
mod error;
pub mod grid;
pub mod judgements;
mod question;
pub mod sensitivity;
mod study;
mod sweep;

pub use error::{Error, QuestionError};
pub use grid::{SweepError, Variation};
pub use study::{Simulation, Study, compare, run};
pub use sweep::{Sweep, SweepOutcome, SweepPlan, sweep};

/// Options of runs of every kind. Each builder has these methods.
struct Options<'a> {
    draws: Option<usize>,
    seed: Option<u64>,
    sampler: Option<crate::scenario::Method>,
    stop: &'a std::sync::atomic::AtomicBool,
    progress: &'a (dyn Fn(usize) + Sync),
}

/// A flag that is never set.
static NEVER: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

impl Default for Options<'_> {
    fn default() -> Self {
        Options { draws: None, seed: None, sampler: None, stop: &NEVER, progress: &|_| {} }
    }
}

/// The methods that set [`Options`], for a builder with a field `options`.
macro_rules! with_options {
    ($builder:ident) => {
        impl<'a> $builder<'a> {
            /// Number of draws.
            pub fn draws(mut self, draws: usize) -> Self {
                self.options.draws = Some(draws);
                self
            }

            /// Seed of the random numbers: the same seed draws the same worlds.
            pub fn seed(mut self, seed: u64) -> Self {
                self.options.seed = Some(seed);
                self
            }

            /// How uncertain numbers are drawn.
            pub fn sampler(mut self, method: $crate::scenario::Method) -> Self {
                self.options.sampler = Some(method);
                self
            }

            /// A flag that stops the run when another thread sets it; what is complete by then is kept.
            pub fn stop(mut self, stop: &'a std::sync::atomic::AtomicBool) -> Self {
                self.options.stop = stop;
                self
            }

            /// Called with how many more draws a scenario was solved in, from any thread.
            pub fn progress(mut self, progress: &'a (dyn Fn(usize) + Sync)) -> Self {
                self.options.progress = progress;
                self
            }
        }
    };
}
use with_options;
