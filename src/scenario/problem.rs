//! What is wrong with a scenario file: where, what, and what would be right.

use super::document::Files;
use std::ops::Range;

/// One fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Index of the file in [`Files`].
    pub file: usize,
    /// Bytes that the fault is at.
    pub span: Range<usize>,
    pub what: String,
    /// What would be right.
    pub help: String,
}

/// Something that is allowed, and has no effect or probably not the one that was meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Warning {
    pub problem: Problem,
    /// The file in which it was made so. Laid over the file that is warned about, it is a decision.
    pub cause: Option<usize>,
}

/// Every fault of a scenario, with the texts that they are in; or a file that could not be read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Problems {
    /// The file cannot be read at all.
    #[error("{path}: {reason}")]
    Unreadable { path: String, reason: String },
    /// The file can be read and is no scenario: too large, a folder, not text.
    #[error("{path}: {reason}")]
    Unfit { path: String, reason: String },
    #[error("{} in {}", count(.list.len()), .files.name(0))]
    Faults { files: Files, list: Vec<Problem> },
}

fn count(n: usize) -> String {
    if n == 1 { "1 problem".to_string() } else { format!("{n} problems") }
}

/// The candidate that a mistyped word most likely meant, if one is near enough.
pub fn meant<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = |candidate: &&str| {
        let distance = strsim::damerau_levenshtein(word, candidate);
        (distance <= 1 + candidate.len() / 4).then_some(distance)
    };
    candidates.into_iter().filter_map(|c| near(&c).map(|d| (d, c))).min_by_key(|(d, _)| *d).map(|(_, c)| c)
}

/// "did you mean `x`?", or the list of what may stand there.
pub(super) fn suggestion(word: &str, candidates: &[&str]) -> String {
    match meant(word, candidates.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None if candidates.is_empty() => "nothing may stand here".to_string(),
        None => format!("one of: {}", candidates.join(", ")),
    }
}
