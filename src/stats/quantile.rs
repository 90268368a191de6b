//! Quantile functions (inverse cumulative distributions) of the bounded families; the normal has its own file.

use statrs::distribution::{Beta, ContinuousCDF};

/// Quantile of the triangular distribution on `[min, max]` with the given mode.
#[inline(always)]
pub fn triangular(u: f64, min: f64, mode: f64, max: f64) -> f64 {
    let width = max - min;
    if width <= 0.0 {
        return min;
    }
    let below = u < (mode - min) / width;
    // One root, and choices instead of branches: half the draws would be guessed wrong.
    let (share, side) = if below { (u, mode - min) } else { (1.0 - u, max - mode) };
    let root = (share * width * side).sqrt();
    if below { min + root } else { max - root }
}

/// Shapes of a beta that statrs inverts in a moment.
const USUAL: std::ops::RangeInclusive<f64> = 0.5..=100.0;

/// The quantile by halving, in at most a hundred steps: to 1e-30 near nought, to rounding elsewhere.
fn bisected(u: f64, distribution: &Beta) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if distribution.cdf(middle) < u { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Quantile of the beta distribution on `[0, 1]`; `alpha` and `beta` are positive.
///
/// statrs brackets and bisects; two Newton steps on its answer bring the cumulative probability
/// to rounding.
pub fn beta(u: f64, alpha: f64, beta: f64) -> f64 {
    let Ok(distribution) = Beta::new(alpha, beta) else { return f64::NAN };
    // statrs does not come back for some extreme shapes.
    if !(USUAL.contains(&alpha) && USUAL.contains(&beta)) {
        return bisected(u, &distribution);
    }
    let mut x = distribution.inverse_cdf(u);
    for _ in 0..2 {
        let density = statrs::distribution::Continuous::pdf(&distribution, x);
        let step = (distribution.cdf(x) - u) / density;
        let next = x - step;
        if step.is_finite() && next > 0.0 && next < 1.0 {
            x = next;
        }
    }
    x
}
