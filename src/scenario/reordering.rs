//! Giving columns of equally likely values the correlations that are asked for, by putting their values in
//! another order (Iman and Conover 1982): every column keeps each of its values, and as much of its
//! dependence on all else as the asked correlations leave.
//!
//! Nothing is drawn: the same columns and correlations give the same order.

use super::cholesky::factor;
use crate::numeric::normal;
use nalgebra::DMatrix;

/// Passes over the columns: the first comes near, since scores that were mixed are not quite normal; each
/// further one takes away most of what is left.
const PASSES: usize = 6;

/// The normal score of each value's rank: `Φ⁻¹((rank + ½) / n)`. Equal values keep their order.
pub(crate) fn scores(values: &[f64]) -> Vec<f64> {
    ranks(values).into_iter().map(|rank| score(rank, values.len())).collect()
}

fn score(rank: usize, count: usize) -> f64 {
    normal::quantile((rank as f64 + 0.5) / count as f64)
}

/// The position of each value among all of them in rising order.
fn ranks(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0; values.len()];
    order.into_iter().enumerate().for_each(|(rank, k)| ranks[k] = rank);
    ranks
}

/// Correlation of two columns of scores.
pub(crate) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    product(a, b) / (product(a, a) * product(b, b)).sqrt()
}

/// Columns of scores in another order, so that they correlate as `target` says. The first column keeps its
/// order. None where a matrix of correlations has no factor, as that of a column without spread.
pub(super) fn reordered(columns: &[Vec<f64>], target: &DMatrix<f64>) -> Option<Vec<Vec<f64>>> {
    let wanted = factor(target)?;
    let mut columns = columns.to_vec();
    for _ in 0..PASSES {
        let found = DMatrix::from_fn(columns.len(), columns.len(), |i, j| match i == j {
            true => 1.0,
            false => correlation(&columns[i], &columns[j]),
        });
        let own = factor(&found)?;
        let mixed = mixed(&columns, &own, &wanted);
        columns = mixed.iter().map(|column| scores(column)).collect();
    }
    Some(columns)
}

/// Row by row: independent scores by the factor they have, mixed by the factor they are to have.
fn mixed(columns: &[Vec<f64>], own: &DMatrix<f64>, wanted: &DMatrix<f64>) -> Vec<Vec<f64>> {
    let rows = columns.first().map_or(0, Vec::len);
    let mut mixed = vec![Vec::with_capacity(rows); columns.len()];
    let mut independent = vec![0.0; columns.len()];
    for row in 0..rows {
        for i in 0..columns.len() {
            let known: f64 = (0..i).map(|j| own[(i, j)] * independent[j]).sum();
            independent[i] = (columns[i][row] - known) / own[(i, i)];
        }
        for (i, column) in mixed.iter_mut().enumerate() {
            column.push((0..=i).map(|j| wanted[(i, j)] * independent[j]).sum());
        }
    }
    mixed
}

/// The values that a column has where another order is given to it by scores.
pub(crate) fn in_order(values: &[f64], scores: &[f64]) -> Vec<f64> {
    let mut rising = values.to_vec();
    rising.sort_by(f64::total_cmp);
    ranks(scores).into_iter().map(|rank| rising[rank]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two columns that lean on one another, neither of them normal, and a third that leans on the second.
    fn columns() -> Vec<Vec<f64>> {
        let raw =
            |k: u32, salt: u32| f64::from((k.wrapping_mul(2_654_435_761) ^ salt).wrapping_mul(40_503) >> 8);
        let unit = |k: u32, salt: u32| raw(k, salt) / f64::from(1_u32 << 24);
        let row = |k: u32| {
            let (a, b, c) = (unit(k, 1), unit(k, 77_777), unit(k, 987_654_321));
            [a * a, b + 0.8 * a, (0.5 * b + c).exp()]
        };
        let rows: Vec<[f64; 3]> = (0..2_000).map(row).collect();
        (0..3).map(|j| rows.iter().map(|row| row[j]).collect()).collect()
    }

    #[test]
    fn columns_get_the_correlations_that_are_asked_for_and_keep_their_values() {
        let columns = columns();
        let before: Vec<Vec<f64>> = columns.iter().map(|column| scores(column)).collect();
        for target in [0.9, 0.0, -0.95] {
            let matrix = DMatrix::from_row_slice(2, 2, &[1.0, target, target, 1.0]);
            let after = reordered(&before[..2], &matrix).unwrap();
            assert!((correlation(&after[0], &after[1]) - target).abs() < 0.01, "{target}");
            assert_eq!(after[0], before[0], "the first stays as it was");
            let moved = in_order(&columns[1], &after[1]);
            let sorted = |values: &[f64]| {
                let mut values = values.to_vec();
                values.sort_by(f64::total_cmp);
                values
            };
            assert_eq!(sorted(&moved), sorted(&columns[1]));
        }
    }

    #[test]
    fn what_does_not_contradict_the_asked_correlation_stays() {
        // The second column leans on the third by itself: mixing in the first takes only a part of that away.
        let before: Vec<Vec<f64>> = columns().iter().map(|column| scores(column)).collect();
        let matrix = DMatrix::from_row_slice(2, 2, &[1.0, 0.6, 0.6, 1.0]);
        let after = reordered(&before[..2], &matrix).unwrap();
        let (was, is) = (correlation(&before[1], &before[2]), correlation(&after[1], &before[2]));
        assert!(was > 0.2 && is > 0.5 * was, "{was} {is}");
    }
}
