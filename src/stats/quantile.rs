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

/// Quantile of the beta distribution on `[0, 1]`; `alpha` and `beta` are positive.
///
/// statrs brackets and bisects; two Newton steps on its answer bring the cumulative probability
/// to rounding.
pub fn beta(u: f64, alpha: f64, beta: f64) -> f64 {
    let Ok(distribution) = Beta::new(alpha, beta) else { return f64::NAN };
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
