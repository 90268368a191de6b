//! Correlated scores as mixtures of independent ones.

use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// A row of a factor times independent scores.
#[inline(always)]
pub(super) fn mixed<const L: usize>(row: &[f64], scores: &[Lanes<L>]) -> Lanes<L> {
    let mut sum = Lanes::default();
    for (weight, score) in row.iter().zip(scores) {
        sum += Lanes::splat(*weight) * *score;
    }
    sum
}
