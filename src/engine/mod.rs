//! Running scenarios: draws times quarters, solved and handed out as numbers.
//!
//! Every draw is one world that faces every scenario. Draws are independent of one another and
//! land in their own places, so the result is the same for any number of threads and any order.
//! The engine writes no file, prints nothing and summarises nothing; a failure is kept with its
//! draw's number, never dropped and never drawn again.

mod adjustment;
mod central;
mod chunk;
mod contracts;
mod outcome;
mod path;
mod record;
mod run;
mod validity;

pub use central::{CentralError, Equilibrium, check_central, solve_central};
pub use outcome::{CHUNK, Diagnostics, Lost, Outcome};
pub use record::{metrics_of, quantities};
pub use run::{Interrupted, Job, run, run_with_proposal};
pub use validity::{Invalid, invalid_worlds};
