//! Solving equations: mixed complementarity problems and the functions they are made of.
//!
//! This room has never heard of the trade that the rest of the program is about, reads no file
//! and draws no random number. It will not pick a starting point either: callers know better.

pub mod complementarity;
pub mod continuation;
pub mod digits;
pub mod double_double;
pub mod elementary;
pub mod elimination;
mod homotopy;
pub mod isa;
pub mod lanes;
pub mod newton;
pub mod normal;
pub mod real;
