//! Whether the digits of an answer stand: how many of them its Monte Carlo errors leave alone.
//!
//! A digit stands if twice the standard error is below half a unit of it. What is asked of: mean, standard
//! deviation, median and both interval ends of every row of the summary. Decides nothing about when to
//! stop at all.

use super::window::Window;
use crate::stats::summary::{Estimate, Summary};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Draws between two looks at the errors.
pub const STEP: usize = 10_000;
/// Most draws that digits are waited for, unless told otherwise.
pub const MOST: usize = 10_000_000;
/// Most digits that can be asked for: one more costs a hundred times the draws.
pub const MOST_DIGITS: usize = 4;

/// What became of the digits that were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Precision {
    /// Significant digits that were asked for.
    pub digits: usize,
    /// The number that is furthest from standing; none if all stand.
    pub shortfall: Option<Shortfall>,
}

/// A number whose digits do not stand yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shortfall {
    /// Position of the scenario.
    pub scenario: usize,
    /// The row of the summary.
    pub row: RowKind,
    /// The window.
    pub window: Window,
    /// Which number of the row.
    pub part: String,
    /// The number.
    pub estimate: Estimate,
    /// By how much its error is too large.
    #[serde(deserialize_with = "or_infinite")]
    pub ratio: f64,
}

/// JSON knows no infinity, which is the error of a single draw.
fn or_infinite<'d, D: serde::Deserializer<'d>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::<f64>::deserialize(from)?.unwrap_or(f64::INFINITY))
}

/// Which row of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum RowKind {
    /// A level.
    Level,
    /// A difference to the baseline.
    Difference,
    /// A share of the loss restored.
    Restored,
}

/// A row of the summary.
pub(super) struct Row {
    pub scenario: usize,
    pub kind: RowKind,
    pub window: Window,
    pub summary: Summary,
}

/// Looks at every row; those that are zero throughout have no digits to stand.
pub(super) fn precision(digits: usize, rows: impl IntoIterator<Item = Row>) -> Precision {
    let worst = rows.into_iter().filter_map(|row| worst(digits, row));
    let shortfall = worst.max_by(|a, b| a.ratio.total_cmp(&b.ratio)).filter(|worst| worst.ratio > 1.0);
    Precision { digits, shortfall }
}

/// The number of a row that is furthest from standing.
fn worst(digits: usize, row: Row) -> Option<Shortfall> {
    let Row { scenario, kind, window, summary } = row;
    let allowed = allowed(digits, &summary)?;
    let parts = [
        ("mean", summary.mean),
        ("standard deviation", summary.sd),
        ("5 % quantile", summary.q05),
        ("median", summary.q50),
        ("95 % quantile", summary.q95),
    ];
    let each = parts.into_iter().map(|(part, estimate)| {
        let ratio = estimate.error / allowed;
        Shortfall { scenario, row: kind, window, part: part.to_string(), estimate, ratio }
    });
    each.max_by(|a, b| a.ratio.total_cmp(&b.ratio))
}

/// The largest standard error that leaves so many digits alone: a quarter of a unit of the last. Which unit
/// that is, the row's largest number says, since its numbers are read together.
fn allowed(digits: usize, summary: &Summary) -> Option<f64> {
    let size = [summary.mean, summary.q05, summary.q95].map(|estimate| estimate.value.abs());
    let size = size.into_iter().fold(0.0, f64::max);
    (size > 1e-9).then(|| 0.25 * 10f64.powi(size.log10().floor() as i32 + 1 - digits as i32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::quantile_sketch::QuantileSketch;

    fn row(sample: &[f64]) -> Row {
        let summary = Summary::of(&QuantileSketch::of(sample)).unwrap();
        Row { scenario: 0, kind: RowKind::Level, window: Window::Year(2030), summary }
    }

    #[test]
    fn a_digit_stands_if_twice_the_error_is_below_half_of_it() {
        let sample: Vec<f64> = (0..10_000).map(|k| 3.0 + f64::from(k * 7919 % 10_000) / 10_000.0).collect();
        // Uniform on [3, 4]: the quartiles' errors are 0.005 and less, the mean's 0.0029.
        assert_eq!(precision(1, [row(&sample)]).shortfall, None);
        assert_eq!(precision(2, [row(&sample)]).shortfall, None);
        let shortfall = precision(3, [row(&sample)]).shortfall.unwrap();
        assert_eq!(shortfall.part, "median");
        assert!((shortfall.ratio - 0.005 / 0.0025).abs() < 0.1, "{}", shortfall.ratio);
    }

    #[test]
    fn what_is_always_zero_has_no_digits_to_wait_for() {
        assert_eq!(precision(4, [row(&[0.0; 50])]).shortfall, None);
    }
}
