//! The world market of one period: given a baseline, behaviour and conditions, which prices clear?
//!
//! `calibration` turns a baseline into constants, `demand` buys, `routes` chooses corridors, `system`
//! writes the equations, `solve` finds their root and `solution` tells what it means in tonnes and money.
//! `batch` does the same for many draws in lanes, as fast as the machine can; what it cannot solve it
//! leaves to `solve`, which is slower and surer, and to which tests hold it.
//!
//! This module knows no time, no scenario and no chance: one call, one equilibrium. It never
//! returns a point that does not clear the market; it returns a [`Failure`] that says why.

mod batch;
mod calibration;
mod demand;
mod ledger;
mod routes;
mod solution;
mod solve;
mod system;

pub use batch::{Answer, Batch, InitialGuess};
pub use calibration::{Calibration, CalibrationError};
pub use ledger::{Ledger, ledger};
pub use solution::Solution;
pub use solve::{Failure, solve};
