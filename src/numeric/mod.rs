//! Solving equations: mixed complementarity problems and the functions they are made of.
//!
//! This module knows nothing of the trade that the rest of the program is about, reads no file
//! and draws no random number. It will not pick a starting point either: callers know better.

pub(crate) mod complementarity;
pub(crate) mod continuation;
pub(crate) mod digits;
pub(crate) mod double_double;
pub(crate) mod elementary;
pub(crate) mod elimination;
pub mod float;
mod homotopy;
pub mod isa;
pub mod lanes;
pub(crate) mod newton;
pub mod normal;
pub mod real;
pub(crate) mod short;
