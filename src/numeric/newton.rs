//! Semismooth Newton for mixed complementarity problems, with a line search.
//!
//! A problem has unknowns `y` and functions `g(y)`. A *free* unknown asks for `g_k(y) = 0`; a
//! *bounded* one for `0 <= y_k ⟂ g_k(y) >= 0`. Bounded rows are rewritten by the
//! Fischer-Burmeister function, so that every row becomes one equation `φ_k(y) = 0`, and the
//! merit `½ Σ φ_k²` is continuously differentiable: a Newton direction is a descent direction.
//!
//! Newton alone may stop at a point where the merit is stationary and not zero. That is reported to
//! the caller as [`Outcome::Stalled`]; `continuation` knows a longer way.

use super::complementarity::{fischer_burmeister, natural_residual};
use super::double_double::DoubleDouble;
use nalgebra::{DMatrix, DVector};

/// A mixed complementarity problem in `dim()` unknowns.
pub(crate) trait Mixed {
    /// Number of unknowns, and of rows.
    fn dim(&self) -> usize;
    /// Whether unknown `k` is bounded below by zero and complementary to row `k`.
    fn is_bounded(&self, k: usize) -> bool;
    /// How far unknown `k`, now at `y`, may move in one step.
    fn step_limit(&self, k: usize, y: f64) -> f64;
    /// Weight of a bounded unknown against its row, where the two are compared: the slope that the row
    /// has in it far from its bound. A row that is flat near the bound and steep beyond is then
    /// followed down its steep side; a weight too small would send the unknown back to its bound.
    fn weight(&self, _k: usize) -> f64 {
        1.0
    }
    /// Writes `g(y)` and, if asked, its Jacobian `∂g_row/∂y_column` (all entries).
    /// Returns false where `y` lies outside the domain of `g`; the outputs are then ignored.
    fn evaluate(&mut self, y: &[DoubleDouble], g: &mut [f64], jacobian: Option<&mut DMatrix<f64>>) -> bool;
}

/// When to stop, and how far one step may go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Converged when the largest natural residual is at most this.
    pub tolerance: f64,
    /// A point that cannot be improved further counts as converged below this (rounding floor).
    pub floor: f64,
    /// Newton steps.
    pub max_steps: usize,
    /// Whether a step is shortened until the merit falls. Undamped, a function that is flat and then
    /// steep (a convex one) is overshot once and then descended quickly; but nothing is promised.
    pub damped: bool,
}

/// How a solve ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The largest natural residual is within tolerance.
    Converged,
    /// No step along the Newton direction lowers the merit.
    Stalled,
    /// The step budget ran out.
    OutOfSteps,
    /// The Jacobian is singular or holds a number that is not finite.
    Singular,
    /// The starting point is outside the domain.
    BadStart,
}

/// The last point of a solve is left in the `y` that was given; this is what is known of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report {
    pub outcome: Outcome,
    /// Largest natural residual: `|g_k|` of free rows, `|min(y_k, g_k)|` of bounded ones.
    pub residual: f64,
    /// Newton steps taken.
    pub steps: usize,
}

impl Report {
    pub(crate) fn converged(&self) -> bool {
        self.outcome == Outcome::Converged
    }
}

/// A step may raise the merit up to the worst of this many points before it (Grippo, Lampariello
/// and Lucidi 1986): in a curved valley, insisting on descent makes every step tiny.
const MEMORY: usize = 6;

/// One evaluated point: residual rows, merit and natural residual.
struct Point {
    phi: DVector<f64>,
    merit: f64,
    residual: f64,
}

/// Solves the problem from `y`, in place.
pub(crate) fn solve(problem: &mut impl Mixed, y: &mut [DoubleDouble], options: &Options) -> Report {
    let n = problem.dim();
    let mut jacobian = DMatrix::zeros(n, n);
    let mut g = vec![0.0; n];
    let mut trial = vec![DoubleDouble::default(); n];
    let report = |outcome, residual, steps| Report { outcome, residual, steps };

    let Some(mut point) = evaluate(problem, y, &mut g, Some(&mut jacobian)) else {
        return report(Outcome::BadStart, f64::INFINITY, 0);
    };
    let mut recent = [0.0; MEMORY];
    for step in 0..options.max_steps {
        recent[step % MEMORY] = point.merit;
        if point.residual <= options.tolerance {
            return report(Outcome::Converged, point.residual, step);
        }
        // nalgebra's LU takes its matrix: the next evaluation writes a new one.
        let mut matrix = std::mem::replace(&mut jacobian, DMatrix::zeros(n, n));
        // Unknowns in units of their reach: a large one counts in proportion to its size.
        let limits = DVector::from_fn(n, |k, _| problem.step_limit(k, y[k].value()));
        for (mut column, &unit) in matrix.column_iter_mut().zip(&limits) {
            column.scale_mut(unit);
        }
        let Some(mut direction) = matrix.lu().solve(&-&point.phi) else {
            return report(Outcome::Singular, point.residual, step);
        };
        direction.component_mul_assign(&limits);
        let longest = direction.amax();
        if !longest.is_finite() {
            return report(Outcome::Singular, point.residual, step);
        }
        let mut length = (0..n).map(|k| limits[k] / direction[k].abs()).fold(1.0, f64::min);
        let bar = recent.iter().copied().fold(point.merit, f64::max);
        let accepted = loop {
            for k in 0..n {
                trial[k] = y[k].plus(length * direction[k]);
            }
            if let Some(next) = evaluate(problem, &trial, &mut g, Some(&mut jacobian))
                && (!options.damped || next.merit <= bar - 1e-4 * length * point.merit)
            {
                break Some(next);
            }
            length *= 0.5;
            if length * longest < 1e-14 {
                break None;
            }
        };
        let Some(next) = accepted else {
            let outcome = if point.residual <= options.floor { Outcome::Converged } else { Outcome::Stalled };
            return report(outcome, point.residual, step);
        };
        y.copy_from_slice(&trial);
        point = next;
    }
    let outcome = if point.residual <= options.tolerance { Outcome::Converged } else { Outcome::OutOfSteps };
    report(outcome, point.residual, options.max_steps)
}

/// Residual rows of the problem at `y`, and the Jacobian of those rows.
fn evaluate(
    problem: &mut impl Mixed,
    y: &[DoubleDouble],
    g: &mut [f64],
    mut jacobian: Option<&mut DMatrix<f64>>,
) -> Option<Point> {
    if !problem.evaluate(y, g, jacobian.as_deref_mut()) {
        return None;
    }
    let n = y.len();
    let mut phi = DVector::zeros(n);
    let mut residual: f64 = 0.0;
    for k in 0..n {
        if problem.is_bounded(k) {
            let value = y[k].value();
            let weight = problem.weight(k);
            let (row, by_y, by_g) = fischer_burmeister(weight * value, g[k]);
            phi[k] = row;
            residual = residual.max(natural_residual(value, g[k]));
            if let Some(jacobian) = jacobian.as_deref_mut() {
                jacobian.row_mut(k).scale_mut(by_g);
                jacobian[(k, k)] += by_y * weight;
            }
        } else {
            phi[k] = g[k];
            residual = residual.max(g[k].abs());
        }
    }
    let merit = 0.5 * phi.norm_squared();
    merit.is_finite().then_some(Point { phi, merit, residual })
}

#[cfg(test)]
mod tests {
    use super::super::double_double::twofold;
    use super::*;

    /// min ½ (y - target)² subject to y >= 0, written as a complementarity problem.
    struct Projection {
        target: [f64; 3],
    }

    impl Mixed for Projection {
        fn dim(&self) -> usize {
            3
        }
        fn is_bounded(&self, _: usize) -> bool {
            true
        }
        fn step_limit(&self, _: usize, _: f64) -> f64 {
            2.0
        }
        fn evaluate(
            &mut self,
            y: &[DoubleDouble],
            g: &mut [f64],
            jacobian: Option<&mut DMatrix<f64>>,
        ) -> bool {
            for k in 0..3 {
                g[k] = y[k].value() - self.target[k];
            }
            if let Some(jacobian) = jacobian {
                jacobian.fill_with_identity();
            }
            true
        }
    }

    #[test]
    fn a_bounded_problem_ends_on_its_bound_or_inside() {
        let mut y = twofold(&[5.0, 5.0, 5.0]);
        let options = Options { tolerance: 1e-12, floor: 1e-10, max_steps: 50, damped: true };
        let report = solve(&mut Projection { target: [2.0, -3.0, 0.0] }, &mut y, &options);
        assert!(report.converged());
        let [a, b, c] = [0, 1, 2].map(|k| y[k].value());
        assert!((a - 2.0).abs() < 1e-10 && b.abs() < 1e-10 && c.abs() < 1e-6);
    }

    /// x² + 1 = 0 has no real root: the solver must say so and not loop.
    struct NoRoot;

    impl Mixed for NoRoot {
        fn dim(&self) -> usize {
            1
        }
        fn is_bounded(&self, _: usize) -> bool {
            false
        }
        fn step_limit(&self, _: usize, _: f64) -> f64 {
            2.0
        }
        fn evaluate(
            &mut self,
            y: &[DoubleDouble],
            g: &mut [f64],
            jacobian: Option<&mut DMatrix<f64>>,
        ) -> bool {
            let y = y[0].value();
            g[0] = y * y + 1.0;
            if let Some(jacobian) = jacobian {
                jacobian[(0, 0)] = 2.0 * y;
            }
            true
        }
    }

    #[test]
    fn a_problem_without_a_solution_is_not_reported_as_solved() {
        let mut y = twofold(&[3.0]);
        let options = Options { tolerance: 1e-12, floor: 1e-10, max_steps: 100, damped: true };
        assert!(!solve(&mut NoRoot, &mut y, &options).converged());
    }

    /// Two large unknowns of which one equation hears only the difference, and steeply so.
    struct Apart;

    impl Mixed for Apart {
        fn dim(&self) -> usize {
            2
        }
        fn is_bounded(&self, _: usize) -> bool {
            false
        }
        fn step_limit(&self, _: usize, y: f64) -> f64 {
            2.0 * y.abs().max(1.0)
        }
        fn evaluate(
            &mut self,
            y: &[DoubleDouble],
            g: &mut [f64],
            jacobian: Option<&mut DMatrix<f64>>,
        ) -> bool {
            let first = y[0].value();
            g[0] = (1e-8 * first).ln();
            g[1] = 1e3 * (y[0].minus(y[1]) - 0.3);
            if let Some(jacobian) = jacobian {
                jacobian.copy_from_slice(&[1.0 / first, 1e3, 0.0, -1e3]);
            }
            first > 0.0
        }
    }

    #[test]
    fn a_small_difference_of_large_unknowns_is_found_to_the_last_digit() {
        let mut y = twofold(&[1.0, 1.0]);
        let options = Options { tolerance: 1e-12, floor: 1e-12, max_steps: 100, damped: true };
        assert!(solve(&mut Apart, &mut y, &options).converged());
        assert!((y[0].value() - 1e8).abs() < 1.0 && (y[0].minus(y[1]) - 0.3).abs() < 1e-15);
    }
}
