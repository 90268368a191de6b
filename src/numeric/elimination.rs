//! Systems of linear equations, one for each lane, solved in step.
//!
//! Gaussian elimination without exchange of rows: lanes would want different ones. That is stable
//! for matrices whose diagonal outweighs the rest of its column or row, which is what callers must
//! have; a lane for which it is not ends in a number that is not finite, or in a poor direction, and
//! the caller must look at what it got. `numeric::newton` pivots.

use super::lanes::Lanes;
use super::real::Real;

/// Solves `A x = b` in place: `matrix` is `order.len()` rows of `width` entries, of which the rows and
/// columns in `order` count, eliminated in that order; `b` becomes `x`.
///
/// Going through `order` also keeps compilers from vectorising across columns instead of lanes.
#[inline(always)]
pub(crate) fn solve<const L: usize>(
    matrix: &mut [Lanes<L>],
    width: usize,
    order: &[usize],
    b: &mut [Lanes<L>],
) {
    for (done, &k) in order.iter().enumerate() {
        let (left, right) = order.split_at(done + 1);
        debug_assert_eq!(left.last(), Some(&k));
        let inverse = Lanes::splat(1.0) / matrix[k * width + k];
        matrix[k * width + k] = inverse;
        let pivot = b[k];
        for &i in right {
            // Rows above and below do not overlap whichever comes first in memory.
            let (pivot_row, row) = two_rows(matrix, width, k, i);
            let factor = row[k] * inverse;
            for &j in right {
                row[j] -= factor * pivot_row[j];
            }
            b[i] -= factor * pivot;
        }
    }
    for (done, &k) in order.iter().enumerate().rev() {
        let mut rest = b[k];
        for &j in &order[done + 1..] {
            rest -= matrix[k * width + j] * b[j];
        }
        b[k] = rest * matrix[k * width + k];
    }
}

/// Rows `k` and `i` of a matrix, which are different ones.
#[inline(always)]
fn two_rows<const L: usize>(
    matrix: &mut [Lanes<L>],
    width: usize,
    k: usize,
    i: usize,
) -> (&[Lanes<L>], &mut [Lanes<L>]) {
    if k < i {
        let (above, below) = matrix.split_at_mut(i * width);
        (&above[k * width..][..width], &mut below[..width])
    } else {
        let (above, below) = matrix.split_at_mut(k * width);
        (&below[..width], &mut above[i * width..][..width])
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
        solve(&mut matrix, n, &[0, 1, 2, 3, 4], &mut b);
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
    fn rows_that_are_left_out_of_the_order_are_not_looked_at() {
        let nan = Lanes([f64::NAN; 2]);
        let (two, one) = (Lanes([2.0, 4.0]), Lanes([1.0; 2]));
        let mut matrix = vec![two, nan, one, nan, nan, nan, one, nan, two];
        let mut b = vec![Lanes([4.0, 6.0]), nan, Lanes([5.0, 9.0])];
        solve(&mut matrix, 3, &[0, 2], &mut b);
        assert_eq!((b[0], b[2]), (Lanes([1.0, 1.0]), Lanes([2.0, 2.0])));
    }
}
