//! Results as people and machines read them: text, JSON, CSV, charts, manifests.
//!
//! The only room that writes files. It computes no result: every number it shows was made below.

pub mod answer;
pub mod attribution;
mod beside;
pub mod brief;
pub mod cautions;
pub mod changed;
pub mod csv;
pub mod draws;
pub mod equilibrium;
mod expected;
pub mod figures;
pub mod folder;
pub mod history;
pub mod judgements;
pub mod manifest;
pub mod names;
pub mod numbers;
mod outlook;
pub mod page;
mod pages;
mod payees;
pub mod register;
mod render;
pub mod results;
pub mod screen;
pub mod sensitivity;
mod shown;
mod study;
pub mod summary;
pub mod sweep;
pub mod tables;
pub mod words;

pub use folder::{KIT, PAGE, REDRAWN};
pub use page::document::PageTheme;
pub use pages::{figures_of, is_anothers_page, page_bytes};
pub use render::{File, OutputFormat, RenderOptions, ReportError, redraw_all};
pub use study::{answer, write};
