//! Pseudo-arclength continuation: following the root of a problem that changes into another.
//!
//! The family is `g(y) + (1 - t) d`: at `t = 0` an easy problem whose root is known, at `t = 1`
//! the real one. Along the way the root may rush (`y` moves far while `t` hardly does) or even
//! turn back, so the path is not stepped in `t` but in its own length: the next point lies near
//! the line through the last two, at a given distance (Keller 1977).

use super::newton::{Mixed, Options, Outcome, Report, solve};
use nalgebra::DMatrix;

/// How many points of the path may be tried.
const MAX_POINTS: usize = 1500;
/// Length of the first stride; one is what a single Newton step may cover.
const FIRST_STRIDE: f64 = 0.3;
const LONGEST_STRIDE: f64 = 8.0;
const SHORTEST_STRIDE: f64 = 1e-7;
/// Strides this short mean that the path has turned a corner, as it does where a bound takes hold.
const CORNER: f64 = 1e-3;

/// The problem at a free `t`, with one more row: stay on the plane through the predicted point.
struct Traced<'a, P> {
    problem: &'a mut P,
    shift: &'a [f64],
    tangent: Vec<f64>,
    predicted: Vec<f64>,
    inner: DMatrix<f64>,
}

impl<P: Mixed> Mixed for Traced<'_, P> {
    fn dim(&self) -> usize {
        self.problem.dim() + 1
    }

    fn is_bounded(&self, k: usize) -> bool {
        k < self.problem.dim() && self.problem.is_bounded(k)
    }

    fn reach(&self, k: usize, y: f64) -> f64 {
        if k < self.problem.dim() { self.problem.reach(k, y) } else { 1.0 }
    }

    fn evaluate(&mut self, z: &[f64], g: &mut [f64], jacobian: Option<&mut DMatrix<f64>>) -> bool {
        let n = self.problem.dim();
        let wanted = jacobian.is_some().then_some(&mut self.inner);
        if !self.problem.evaluate(&z[..n], &mut g[..n], wanted) {
            return false;
        }
        for k in 0..n {
            g[k] += (1.0 - z[n]) * self.shift[k];
        }
        g[n] = (0..=n).map(|k| self.tangent[k] * (z[k] - self.predicted[k])).sum();
        if let Some(jacobian) = jacobian {
            jacobian.view_mut((0, 0), (n, n)).copy_from(&self.inner);
            for k in 0..n {
                jacobian[(k, n)] = -self.shift[k];
                jacobian[(n, k)] = self.tangent[k];
            }
            jacobian[(n, n)] = self.tangent[n];
        }
        true
    }
}

/// Follows the root from `y`, which solves `g(y) + d = 0`, to the root of `g(y) = 0`, in place.
/// `options` hold for the end of the path; points on the way are found to 1e-8.
pub fn follow(problem: &mut impl Mixed, y: &mut [f64], shift: &[f64], options: &Options) -> Report {
    let n = problem.dim();
    let on_the_way = Options { tolerance: 1e-8, floor: 1e-6, max_steps: 25 };
    let longest_shift = shift.iter().copied().fold(1.0, f64::max);
    let mut steps = 0;
    let mut here: Vec<f64> = y.iter().copied().chain([0.0]).collect();
    let mut direction = vec![0.0; n + 1];
    direction[n] = 2.0 / longest_shift;
    let mut stride = FIRST_STRIDE;
    let mut cornered = false;
    for _ in 0..MAX_POINTS {
        if stride < SHORTEST_STRIDE {
            break;
        }
        let weight: Vec<f64> = (0..=n)
            .map(|k| if k < n { 1.0 / problem.reach(k, here[k]) } else { longest_shift / 2.0 })
            .collect();
        let norm = weighted_norm(&direction, &weight);
        let scale = stride / norm;
        let mut next: Vec<f64> = here.iter().zip(&direction).map(|(z, d)| z + scale * d).collect();
        let tangent = direction.iter().zip(&weight).map(|(d, w)| d * w * w / norm).collect();
        let predicted = next.clone();
        let inner = DMatrix::zeros(n, n);
        let mut report = if predicted[n] < 1.0 {
            let mut traced = Traced { problem: &mut *problem, shift, tangent, predicted, inner };
            solve(&mut traced, &mut next, &on_the_way)
        } else {
            Report { outcome: Outcome::Converged, residual: 0.0, steps: 0 }
        };
        steps += report.steps;
        if report.converged() && next[n] >= 1.0 {
            // The end lies between the last point and this one.
            let part = (1.0 - here[n]) / (next[n] - here[n]);
            let mut end: Vec<f64> = (0..n).map(|k| here[k] + part * (next[k] - here[k])).collect();
            report = solve(problem, &mut end, options);
            steps += report.steps;
            if report.converged() {
                y.copy_from_slice(&end);
                return Report { steps, ..report };
            }
        }
        let moved: Vec<f64> = next.iter().zip(&here).map(|(a, b)| a - b).collect();
        // A corrector that ends far from its prediction may have hopped to another branch.
        let forward = next[n] > here[n].min(0.0) - 1e-9;
        if report.converged() && forward && weighted_norm(&moved, &weight) < 3.0 * stride.max(FIRST_STRIDE) {
            direction = moved;
            here = next;
            cornered = false;
            stride = if report.steps <= 4 { (stride * 2.0).min(LONGEST_STRIDE) } else { stride };
        } else {
            stride *= 0.4;
        }
        if stride < CORNER && !cornered {
            cornered = true;
            if let Some(k) = next_bound(problem, &here, shift) {
                direction.fill(0.0);
                direction[k] = 1.0;
                stride = CORNER * 10.0;
            }
        }
    }
    y.copy_from_slice(&here[..n]);
    Report { outcome: Outcome::Stalled, residual: f64::INFINITY, steps }
}

/// The unknown on its bound that is nearest to leaving it: the path may go on along its axis.
fn next_bound(problem: &mut impl Mixed, here: &[f64], shift: &[f64]) -> Option<usize> {
    let n = problem.dim();
    let mut g = vec![0.0; n];
    if !problem.evaluate(&here[..n], &mut g, None) {
        return None;
    }
    let slack = |k: usize| g[k] + (1.0 - here[n]) * shift[k];
    (0..n)
        .filter(|&k| problem.is_bounded(k) && here[k] < slack(k).max(1e-6))
        .min_by(|&a, &b| slack(a).total_cmp(&slack(b)))
}

fn weighted_norm(vector: &[f64], weight: &[f64]) -> f64 {
    vector.iter().zip(weight).map(|(v, w)| (v * w).powi(2)).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// y³ - 3y + 2 + 4 (1 - t) = 0 has a fold on the way from y = -2.36 to y = -2, and none off it:
    /// started on the other branch, the path must turn back twice to arrive.
    struct Folded;

    impl Mixed for Folded {
        fn dim(&self) -> usize {
            1
        }
        fn is_bounded(&self, _: usize) -> bool {
            false
        }
        fn reach(&self, _: usize, _: f64) -> f64 {
            1.0
        }
        fn evaluate(&mut self, y: &[f64], g: &mut [f64], jacobian: Option<&mut DMatrix<f64>>) -> bool {
            g[0] = -(y[0].powi(3) - 3.0 * y[0]) - 4.0;
            if let Some(jacobian) = jacobian {
                jacobian[(0, 0)] = -(3.0 * y[0] * y[0] - 3.0);
            }
            true
        }
    }

    #[test]
    fn a_path_is_followed_around_its_folds() {
        // At t = 0: y³ - 3y = 4, y = 2.19...; at t = 1: y³ - 3y = -4, y = -2.19..., two folds between.
        let mut y = [2.195_823_345_445_647];
        let options = Options { tolerance: 1e-12, floor: 1e-12, max_steps: 50 };
        let report = follow(&mut Folded, &mut y, &[8.0], &options);
        assert!(report.converged());
        assert!((y[0] + 2.195_823_345_445_647).abs() < 1e-9, "{}", y[0]);
    }
}
