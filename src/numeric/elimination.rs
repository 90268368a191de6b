//! Systems of linear equations, one for each lane, solved in step.
//!
//! Gaussian elimination without exchange of rows: lanes would want different ones. That is stable
//! for matrices whose diagonal outweighs the rest of its column or row, which is what callers must
//! have; a lane for which it is not ends in a number that is not finite, or in a poor direction, and
//! the caller must look at what it got. `numeric::newton` pivots.

use super::float::Float;
use super::lanes::Lanes;
use super::real::Real;

/// Factors as many rows and columns of a matrix of `stride` entries a row as there are `positions`, in place. Then the
/// inverse of every pivot is on the diagonal, the multipliers are before it and the eliminated rows behind it.
///
/// `positions` are 0, 1, 2 and so on. Looking them up keeps compilers from vectorising across columns instead of lanes.
#[inline(always)]
pub(crate) fn factor<const L: usize, T: Float>(
    matrix: &mut [Lanes<L, T>],
    stride: usize,
    positions: &[usize],
) {
    let n = positions.len();
    for k in 0..n {
        let (above, below) = matrix.split_at_mut((k + 1) * stride);
        let pivot_row = &mut above[k * stride..][..n];
        pivot_row[k] = Lanes::splat(1.0) / pivot_row[k];
        for row in below.chunks_exact_mut(stride).take(n - k - 1) {
            let row = &mut row[..n];
            let factor = row[k] * pivot_row[k];
            row[k] = factor;
            for &j in &positions[k + 1..] {
                row[j] -= factor * pivot_row[j];
            }
        }
    }
}

/// Solves `A x = b` in place with the factors of `A`: `b` becomes `x`.
#[inline(always)]
pub(crate) fn solve<const L: usize, T: Float>(
    factors: &[Lanes<L, T>],
    stride: usize,
    positions: &[usize],
    b: &mut [Lanes<L, T>],
) {
    let n = positions.len();
    let rows = factors.chunks_exact(stride).take(n).enumerate();
    for (i, row) in rows.clone() {
        let mut rest = b[i];
        for &k in &positions[..i] {
            rest -= row[k] * b[k];
        }
        b[i] = rest;
    }
    for (i, row) in rows.rev() {
        let mut rest = b[i];
        for &k in &positions[i + 1..] {
            rest -= row[k] * b[k];
        }
        b[i] = rest * row[i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};

    #[test]
    fn every_lane_gets_the_solution_of_its_own_system() {
        const L: usize = 4;
        let n = 5;
        let entry = |lane: usize, i: usize, j: usize| {
            let noise = ((lane * 37 + i * 11 + j * 5) % 17) as f64 / 17.0 - 0.5;
            if i == j { 4.0 + noise } else { noise }
        };
        let mut matrix: Vec<Lanes<L>> =
            (0..n * n).map(|e| Lanes(std::array::from_fn(|l| entry(l, e / n, e % n)))).collect();
        let mut b: Vec<Lanes<L>> =
            (0..n).map(|i| Lanes(std::array::from_fn(|l| (l + 2 * i) as f64))).collect();
        factor(&mut matrix, n, &[0, 1, 2, 3, 4]);
        solve(&matrix, n, &[0, 1, 2, 3, 4], &mut b);
        for lane in 0..L {
            let a = DMatrix::from_fn(n, n, |i, j| entry(lane, i, j));
            let expected = a
                .lu()
                .solve(&DVector::from_fn(n, |i, _| (lane + 2 * i) as f64))
                .expect("diagonally dominant");
            for i in 0..n {
                assert!((b[i].0[lane] - expected[i]).abs() < 1e-13, "lane {lane}, unknown {i}");
            }
        }
    }

    #[test]
    fn what_is_beyond_the_first_columns_is_not_looked_at() {
        let nan = Lanes([f64::NAN; 2]);
        let (two, one) = (Lanes([2.0, 4.0]), Lanes([1.0; 2]));
        let mut matrix = vec![two, one, nan, one, two, nan, nan, nan, nan];
        let mut b = vec![Lanes([4.0, 6.0]), Lanes([5.0, 9.0])];
        factor(&mut matrix, 3, &[0, 1]);
        solve(&matrix, 3, &[0, 1], &mut b);
        assert_eq!(b, [Lanes([1.0, 1.0]), Lanes([2.0, 2.0])]);
    }
}
