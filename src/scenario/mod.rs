//! Reading what people write: scenario files (TOML) and worlds (JSON).
//!
//! `load` brings the files of an `extends` chain together into one `document` tree in which every
//! value remembers the file and place it stands at; `read` walks that tree, takes what it knows
//! and collects every `problem` it meets, so that all of them are told at once.
//!
//! No other room knows TOML, and this one solves nothing, draws nothing and writes nothing.

mod document;
mod load;
mod number;
pub mod posterior;
mod problem;
mod read;
mod read_correlation;
mod read_history;
mod read_measure;
mod read_process;
mod read_timing;
mod read_world;
pub mod worlds;

pub use document::{Change, Files};
pub use load::{Assignment, Learnt, Loaded, load};
pub use problem::{Problem, Problems};
