//! The family of problems through which a path leads: an easy one changed into the real one.

use super::complementarity::smoothed;
use super::double_double::DoubleDouble;
use super::newton::Mixed;
use nalgebra::{DMatrix, DVector};

/// Where a path starts, inside the bounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interior {
    /// `y_k` of every bounded unknown.
    pub value: f64,
    /// `g_k` of its row.
    pub slack: f64,
}

/// The family of problems; its unknowns are `y` and, last, `t`.
pub(super) struct Homotopy<'a, P> {
    pub problem: &'a mut P,
    shift: Vec<f64>,
    barrier: Vec<f64>,
    g: Vec<f64>,
    inner: DMatrix<f64>,
}

/// Rows of the family at one point, and their Jacobian with a blank last row.
pub(super) struct Rows {
    pub value: DVector<f64>,
    pub jacobian: DMatrix<f64>,
}

impl<'a, P: Mixed> Homotopy<'a, P> {
    /// The family whose root at `t = 0` is `y`, inside the bounds; none outside the domain.
    pub(super) fn new(problem: &'a mut P, y: &[DoubleDouble], interior: Interior) -> Option<Homotopy<'a, P>> {
        let n = problem.dim();
        let mut g = vec![0.0; n];
        if !problem.evaluate(y, &mut g, None) {
            return None;
        }
        // Where there is more slack than wanted, it may stay.
        let slack = |k: usize| if problem.is_bounded(k) { g[k].max(interior.slack) } else { 0.0 };
        let shift = (0..n).map(|k| slack(k) - g[k]).collect();
        let barrier = (0..n).map(|k| interior.value * slack(k)).collect();
        Some(Homotopy { problem, shift, barrier, g, inner: DMatrix::zeros(n, n) })
    }

    /// Number of unknowns but for `t`.
    pub(super) fn dim(&self) -> usize {
        self.shift.len()
    }

    /// Rows and Jacobian at `z`; none outside the domain and beyond `t = 1`.
    pub(super) fn rows(&mut self, z: &[DoubleDouble]) -> Option<Rows> {
        let (n, left) = (self.shift.len(), 1.0 - z[self.shift.len()].value());
        if left < 0.0 || !self.problem.evaluate(&z[..n], &mut self.g, Some(&mut self.inner)) {
            return None;
        }
        let mut rows = Rows { value: DVector::zeros(n + 1), jacobian: DMatrix::zeros(n + 1, n + 1) };
        rows.jacobian.view_mut((0, 0), (n, n)).copy_from(&self.inner);
        for (k, y) in z[..n].iter().enumerate() {
            let g = self.g[k] + left * self.shift[k];
            if self.problem.is_bounded(k) {
                let smooth = smoothed(y.value(), g, left * self.barrier[k]);
                rows.value[k] = smooth.value;
                rows.jacobian.row_mut(k).scale_mut(smooth.by_b);
                rows.jacobian[(k, k)] += smooth.by_a;
                rows.jacobian[(k, n)] = -smooth.by_b * self.shift[k] - smooth.by_product * self.barrier[k];
            } else {
                rows.value[k] = g;
                rows.jacobian[(k, n)] = -self.shift[k];
            }
        }
        Some(rows)
    }

    /// The length of one in each coordinate: strides are measured in these.
    pub(super) fn scale(&self, z: &[DoubleDouble]) -> DVector<f64> {
        let n = self.shift.len();
        let largest_shift = self.shift.iter().fold(1.0, |largest: f64, d| largest.max(d.abs()));
        DVector::from_fn(n + 1, |k, _| {
            if k < n { self.problem.step_limit(k, z[k].value()) } else { 2.0 / largest_shift }
        })
    }
}
