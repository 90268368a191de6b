//! A curve of a cumulative chart.

use super::super::style::{LABEL_SIZE, SeriesId};
use super::super::text::Type;

pub(super) const NAME: Type = Type::bold(LABEL_SIZE);

/// One scenario's curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The scenario's name.
    pub label: String,
    /// The scenario's look.
    pub slot: SeriesId,
    /// Rising values, and the share of draws above each.
    pub points: Vec<(f64, f64)>,
}
