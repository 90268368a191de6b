//! Why a study has no results.

use crate::engine::Interrupted;
use crate::units::time::Quarter;

/// Most draws of a study: bins count in 32 bits.
pub(crate) const MOST_DRAWS: usize = u32::MAX as usize;

/// Why scenarios cannot be run, or compared with one another.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum StudyError {
    #[error("{name} has no horizon; add [horizon] with start = \"2026-Q1\" and quarters = 20")]
    NoHorizon { name: String },
    #[error(
        "{name} and {first} have different horizons; scenarios can only be compared over the same quarters"
    )]
    Horizons { first: String, name: String },
    #[error(
        "{name} and {first} have different exporters, markets, corridors or focus; they are different worlds"
    )]
    Worlds { first: String, name: String },
    #[error("{name} and {first} give money of different years; let run.money_of be the same in both")]
    Money { first: String, name: String },
    #[error("{draws} draws are more than can be counted; ask for {MOST_DRAWS} at the most")]
    TooManyDraws { draws: usize },
    #[error("a run needs one draw or more")]
    NoDraws,
    #[error("every draw was lost; the first: {}: {reason}", when(.quarter))]
    AllLost {
        /// When the first draw was lost; none where its world was not valid.
        quarter: Option<Quarter>,
        reason: String,
    },
    #[error("{0}")]
    DrawObserver(String),
    #[error("interrupted")]
    Interrupted(#[from] Interrupted),
}

/// When a draw was lost, in words.
fn when(quarter: &Option<Quarter>) -> String {
    quarter.map_or_else(|| "no valid world".to_string(), |quarter| quarter.to_string())
}
