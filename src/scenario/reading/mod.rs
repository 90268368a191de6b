//! Reading what people write: scenario files (TOML) and worlds (JSON).
//!
//! `location` and `library` know where files are, inside the program or outside. `chain` brings the files of an
//! `extends` chain together into one `document` tree in which every
//! value remembers the file and place it stands at; `load` lays settings over it, and `read` walks that tree, takes what it knows
//! and collects every `problem` it meets, so that all of them are reported at once.
//!
//! No other module knows TOML, and this one solves nothing, draws nothing and writes nothing.

mod chain;
mod document;
mod files;
mod foretold_toml;
pub mod library;
mod limits;
mod load;
mod location;
pub mod meaning;
mod members;
mod mixed;
mod names;
mod no_effect;
mod number;
mod parse;
pub mod posterior;
mod problem;
mod read;
mod read_correlation;
mod read_corridor;
mod read_history;
mod read_measure;
mod read_numbers;
mod read_process;
mod read_project;
mod read_reported;
mod read_timing;
mod read_world;
mod reader;
mod resolved;
mod scenario;
pub mod schema;
mod sections;
mod setting;
mod sizes;
mod slip;
pub mod structure;
mod toml_text;
mod usual;
pub mod worlds;

pub use document::Change;
pub use files::Files;
pub use load::{Draft, UsedCalibration};
pub use location::{Location, Texts};
pub use problem::{Problem, Problems, meant as near};
pub use scenario::Scenario;
pub use setting::Assignment;
pub use slip::{decimal_point, slip};
pub use toml_text::toml_text;
