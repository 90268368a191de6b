//! Path following: from a problem whose root is known to the one whose root is wanted.
//!
//! The family is `g(y) + (1 - t) d`, with `d` such that the starting point is the root at `t = 0`;
//! at `t = 1` stands the problem itself. Two things make its path one that can be followed:
//!
//! - Bounded rows ask for `y_k g_k = (1 - t) m_k` and no longer for `y_k g_k = 0`. The path then runs
//!   inside the bounds, as interior-point methods do, and is smooth: where a bound takes hold or
//!   lets go the path bends within a short stretch, and never has a corner at which its direction is
//!   undefined.
//! - The path is not stepped in `t` but in its own length (Keller 1977). It may rush (`y` moves far
//!   while `t` hardly does) or turn back. Its direction comes from the null vector of the Jacobian;
//!   which of the two ways is onward follows from the sign of a determinant that stays the same all
//!   along a path (Allgower and Georg 1990), and so does not depend on how the last stride went.

use super::complementarity::natural_residual;
use super::double_double::DoubleDouble;
pub(crate) use super::homotopy::Interior;
use super::homotopy::{Homotopy, Rows};
use super::newton::{Mixed, Options, Outcome, Report, solve};
use nalgebra::{DMatrix, DVector, Dyn, LU};

/// How many points of the path may be tried.
const MAX_POINTS: usize = 600;
/// Length of the first stride; one is what a single Newton step may cover.
const FIRST_STRIDE: f64 = 0.1;
const LONGEST_STRIDE: f64 = 2.0;
/// Bends may be this short: where two large unknowns matter by their difference alone.
const SHORTEST_STRIDE: f64 = 1e-14;
/// Newton steps back to the path after a stride.
const MAX_CORRECTIONS: usize = 12;
/// Corrections that need not shrink yet. On rows that are nearly straight in pieces, Newton walks
/// from piece to piece before it closes in.
const FREE_CORRECTIONS: usize = 5;
/// A point is on the path when its last correction was shorter than this ...
const CLOSE: f64 = 1e-12;
/// ... or, after the free corrections, than this: what is left then is rounding.
const NOISE: f64 = 1e-10;
/// Cosine of the largest turn in one stride; a larger one may be a hop to another branch.
const LARGEST_TURN: f64 = 0.6;

/// A point of the path and the way onward from it, in units of `scale`.
struct Station {
    z: Vec<DoubleDouble>,
    scale: DVector<f64>,
    tangent: DVector<f64>,
    /// Sign of the determinant of the Jacobian bordered with the tangent.
    orientation: f64,
}

/// The Jacobian in units of `scale`, bordered with `last` as its last row.
fn bordered(mut jacobian: DMatrix<f64>, scale: &DVector<f64>, last: &DVector<f64>) -> LU<f64, Dyn, Dyn> {
    let n = scale.len() - 1;
    for (k, mut column) in jacobian.column_iter_mut().enumerate() {
        column.scale_mut(scale[k]);
    }
    jacobian.row_mut(n).tr_copy_from(last);
    jacobian.lu()
}

/// Sign of the determinant; the determinant itself may not fit a float.
fn determinant_sign(lu: &LU<f64, Dyn, Dyn>) -> f64 {
    lu.lu_internal().diagonal().iter().fold(lu.p().determinant::<f64>(), |sign, d| sign * d.signum())
}

/// The station at a point of the path; `guess` is any direction not orthogonal to the path.
fn station(
    jacobian: DMatrix<f64>,
    z: Vec<DoubleDouble>,
    scale: DVector<f64>,
    guess: &DVector<f64>,
) -> Option<Station> {
    let n = scale.len() - 1;
    let lu = bordered(jacobian, &scale, guess);
    let mut unit = DVector::zeros(n + 1);
    unit[n] = 1.0;
    let along = lu.solve(&unit)?;
    let length = along.norm();
    if !(length > 0.0 && length.is_finite()) {
        return None;
    }
    Some(Station { z, scale, tangent: along / length, orientation: determinant_sign(&lu) })
}

/// The start of the path, looking to where `t` rises.
fn start<P: Mixed>(homotopy: &mut Homotopy<'_, P>, y: &[DoubleDouble]) -> Option<Station> {
    let z: Vec<DoubleDouble> = y.iter().copied().chain([DoubleDouble::default()]).collect();
    let Rows { jacobian, .. } = homotopy.rows(&z)?;
    let scale = homotopy.scale(&z);
    let mut upward = DVector::zeros(z.len());
    upward[y.len()] = 1.0;
    station(jacobian, z, scale, &upward)
}

impl Station {
    /// Turned so that it goes the same way along the path as one with `orientation`.
    fn onward(mut self, orientation: f64) -> Station {
        if self.orientation != orientation {
            self.tangent.neg_mut();
            self.orientation = orientation;
        }
        self
    }

    /// The point at `stride` along the tangent.
    fn ahead(&self, stride: f64) -> Vec<DoubleDouble> {
        (0..self.z.len()).map(|k| self.z[k].plus(stride * self.scale[k] * self.tangent[k])).collect()
    }
}

/// A point back on the path.
struct Corrected {
    z: Vec<DoubleDouble>,
    jacobian: DMatrix<f64>,
    /// Newton steps that it took.
    corrections: usize,
}

/// Returns from the point predicted `stride` ahead to the path, on the plane across the tangent; none
/// if that leads further than half the stride away or does not close in.
fn correct<P: Mixed>(
    homotopy: &mut Homotopy<'_, P>,
    from: &Station,
    stride: f64,
    steps: &mut usize,
) -> Option<Corrected> {
    let n = from.scale.len() - 1;
    let furthest = 0.5 * stride.max(NOISE);
    let mut z = from.ahead(stride);
    let mut last = f64::INFINITY;
    for corrections in 1..=MAX_CORRECTIONS {
        let Rows { mut value, jacobian } = homotopy.rows(&z)?;
        *steps += 1;
        value[n] = 0.0;
        let step = bordered(jacobian.clone(), &from.scale, &from.tangent).solve(&value)?;
        let length = step.norm();
        let free = corrections <= FREE_CORRECTIONS;
        let enough = if free { CLOSE } else { NOISE };
        let closing_in = free || length < enough.max(0.5 * last);
        // A length that is not a number is not below anything.
        if !(length < furthest && closing_in) {
            return None;
        }
        for k in 0..=n {
            z[k] = z[k].plus(-from.scale[k] * step[k]);
        }
        if length < enough {
            return Some(Corrected { z, jacobian, corrections });
        }
        last = length;
    }
    None
}

/// Follows the path that starts at `y`, where bounded unknowns are `interior.value`, to the root of
/// `g(y) = 0`; leaves in `y` that root, or the last point found.
pub(crate) fn follow(
    problem: &mut impl Mixed,
    y: &mut [DoubleDouble],
    interior: Interior,
    options: &Options,
) -> Report {
    for (_, value) in y.iter_mut().enumerate().filter(|&(k, _)| problem.is_bounded(k)) {
        *value = interior.value.into();
    }
    let mut steps = 0;
    let outcome = match Homotopy::new(problem, y, interior) {
        None => Outcome::BadStart,
        Some(mut homotopy) => walk(&mut homotopy, y, options, &mut steps),
    };
    Report { outcome, residual: residual(problem, y), steps }
}

/// [`follow`], once the family is known.
fn walk<P: Mixed>(
    homotopy: &mut Homotopy<'_, P>,
    y: &mut [DoubleDouble],
    options: &Options,
    steps: &mut usize,
) -> Outcome {
    let n = homotopy.dim();
    let Some(mut here) = start(homotopy, y) else { return Outcome::Singular };
    let mut stride = FIRST_STRIDE;
    for _ in 0..MAX_POINTS {
        let to_end = (1.0 - here.z[n].value()) / (here.scale[n] * here.tangent[n]);
        if to_end > 0.0 && to_end <= stride {
            let mut end = here.ahead(to_end);
            let report = solve(homotopy.problem, &mut end[..n], options);
            *steps += report.steps;
            if report.converged() {
                y.copy_from_slice(&end[..n]);
                return Outcome::Converged;
            }
            // Too far for one leap: come nearer along the path.
            stride = 0.7 * to_end;
        }
        if stride < SHORTEST_STRIDE {
            break;
        }
        match advance(homotopy, &here, stride, steps) {
            Some((next, corrections)) => {
                here = next;
                stride = match corrections {
                    0..FREE_CORRECTIONS => (2.0 * stride).min(LONGEST_STRIDE),
                    FREE_CORRECTIONS => stride,
                    _ => 0.5 * stride,
                };
            }
            None => stride *= 0.4,
        }
    }
    y.copy_from_slice(&here.z[..n]);
    Outcome::Stalled
}

/// The station `stride` further along, and the corrections that it took.
fn advance<P: Mixed>(
    homotopy: &mut Homotopy<'_, P>,
    here: &Station,
    stride: f64,
    steps: &mut usize,
) -> Option<(Station, usize)> {
    let Corrected { z, jacobian, corrections } = correct(homotopy, here, stride, steps)?;
    let scale = homotopy.scale(&z);
    // The direction so far, in the units of the new place.
    let guess = here.tangent.component_mul(&here.scale).component_div(&scale).normalize();
    let next = station(jacobian, z, scale, &guess)?.onward(here.orientation);
    (next.tangent.dot(&guess) > LARGEST_TURN).then_some((next, corrections))
}

/// Largest natural residual of the problem itself.
fn residual(problem: &mut impl Mixed, y: &[DoubleDouble]) -> f64 {
    let mut g = vec![0.0; y.len()];
    if !problem.evaluate(y, &mut g, None) {
        return f64::INFINITY;
    }
    (0..y.len())
        .map(|k| if problem.is_bounded(k) { natural_residual(y[k].value(), g[k]) } else { g[k].abs() })
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: Options = Options { tolerance: 1e-12, floor: 1e-12, max_steps: 50, damped: true };
    const INTERIOR: Interior = Interior { value: 0.5, slack: 0.5 };

    /// y³ - 3y = -4, whose only root lies beyond two folds from any start on the right.
    struct Folded;

    impl Mixed for Folded {
        fn dim(&self) -> usize {
            1
        }
        fn is_bounded(&self, _: usize) -> bool {
            false
        }
        fn step_limit(&self, _: usize, _: f64) -> f64 {
            1.0
        }
        fn evaluate(
            &mut self,
            y: &[DoubleDouble],
            g: &mut [f64],
            jacobian: Option<&mut DMatrix<f64>>,
        ) -> bool {
            let y = y[0].value();
            g[0] = -(y.powi(3) - 3.0 * y) - 4.0;
            if let Some(jacobian) = jacobian {
                jacobian[(0, 0)] = -(3.0 * y * y - 3.0);
            }
            true
        }
    }

    #[test]
    fn a_path_is_followed_around_its_folds() {
        let mut y = [DoubleDouble::from(2.195_823_345_445_647)];
        let report = follow(&mut Folded, &mut y, INTERIOR, &OPTIONS);
        assert!(report.converged());
        assert!((y[0].value() + 2.195_823_345_445_647).abs() < 1e-9, "{:?}", y[0]);
    }

    /// min ½ y'Ay - b'y subject to y >= 0, in two unknowns that are complements: the bound of the
    /// first takes hold because the second leaves its own.
    struct Quadratic {
        by: [f64; 2],
    }

    impl Mixed for Quadratic {
        fn dim(&self) -> usize {
            2
        }
        fn is_bounded(&self, _: usize) -> bool {
            true
        }
        fn step_limit(&self, _: usize, y: f64) -> f64 {
            y.abs().max(1.0)
        }
        fn evaluate(
            &mut self,
            y: &[DoubleDouble],
            g: &mut [f64],
            jacobian: Option<&mut DMatrix<f64>>,
        ) -> bool {
            let (a, b) = (y[0].value(), y[1].value());
            g[0] = 2.0 * a + 1.5 * b - self.by[0];
            g[1] = 1.5 * a + 2.0 * b - self.by[1];
            if let Some(jacobian) = jacobian {
                jacobian.copy_from_slice(&[2.0, 1.5, 1.5, 2.0]);
            }
            true
        }
    }

    fn quadratic(by: [f64; 2]) -> [f64; 2] {
        let mut y = [DoubleDouble::default(); 2];
        assert!(follow(&mut Quadratic { by }, &mut y, INTERIOR, &OPTIONS).converged());
        y.map(DoubleDouble::value)
    }

    fn close(found: [f64; 2], wanted: [f64; 2]) -> bool {
        (0..2).all(|k| (found[k] - wanted[k]).abs() < 1e-9)
    }

    #[test]
    fn a_path_ends_inside_on_one_bound_or_on_both() {
        assert!(close(quadratic([7.0, 7.0]), [2.0, 2.0]));
        assert!(close(quadratic([1.0, 4.0]), [0.0, 2.0]));
        assert!(close(quadratic([-1.0, -2.0]), [0.0, 0.0]));
    }

    #[test]
    fn a_path_ends_where_a_bound_neither_holds_nor_is_left() {
        // At (0, 2) the first row is zero as well.
        assert!(quadratic([3.0, 4.0]).iter().zip([0.0, 2.0]).all(|(y, wanted)| (y - wanted).abs() < 1e-5));
    }

    #[test]
    fn a_path_that_leads_nowhere_is_not_reported_as_followed() {
        /// Log of a flow that no rise of the unknown brings down to what is asked.
        struct Asymptote;
        impl Mixed for Asymptote {
            fn dim(&self) -> usize {
                1
            }
            fn is_bounded(&self, _: usize) -> bool {
                true
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
                let y = y[0].value();
                g[0] = -1.0 - 1.0 / (1.0 + y);
                if let Some(jacobian) = jacobian {
                    jacobian[(0, 0)] = 1.0 / (1.0 + y).powi(2);
                }
                y > -1.0
            }
        }
        let report = follow(&mut Asymptote, &mut [DoubleDouble::default()], INTERIOR, &OPTIONS);
        assert!(!report.converged() && report.residual > 0.9, "{report:?}");
    }
}
