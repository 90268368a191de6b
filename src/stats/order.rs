//! Quantiles of a sorted sample, and which of them are asked for.

/// The quantiles that a summary asks for.
pub(super) const ASKED: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// Most values that are kept as they are.
pub const EXACT: usize = 2_048;

/// The `p` quantile of a sorted, non-empty sample, linear between order statistics (Hyndman and
/// Fan's type 7, the usual one).
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let position = p * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}
