//! Families of distributions before any truncation: quantiles, cumulative probabilities, units.

use crate::numeric::elementary;
use crate::numeric::lanes::Lanes;
use crate::numeric::normal;
use crate::numeric::real::Real;
use crate::stats::quantile;

/// A family with its parameters, on its whole support.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Uniform { min: f64, max: f64 },
    Triangular { min: f64, mode: f64, max: f64 },
    Pert { min: f64, mode: f64, max: f64 },
    Normal { mean: f64, sd: f64 },
    Lognormal { log_median: f64, sigma: f64 },
    Beta { alpha: f64, beta: f64, min: f64, max: f64 },
    Discrete { values: Vec<f64>, cumulative: Vec<f64> },
}

impl Shape {
    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.quantiles(Lanes([u])).0[0]
    }

    /// The family is looked up once for all lanes, so that those with plain formulas are loops.
    #[inline(always)]
    pub(super) fn quantiles<const L: usize>(&self, u: Lanes<L>) -> Lanes<L> {
        match self {
            Shape::Uniform { min, max } => each(u, |u| min + u * (max - min)),
            Shape::Triangular { min, mode, max } => each(u, |u| quantile::triangular(u, *min, *mode, *max)),
            Shape::Pert { min, max, .. } if max - min <= 0.0 => Lanes::splat(*min),
            Shape::Pert { min, mode, max } => {
                let (alpha, beta) = pert_shape(*min, *mode, *max);
                each(u, |u| min + (max - min) * quantile::beta(u, alpha, beta))
            }
            Shape::Normal { mean, sd } => Lanes::splat(*mean) + Lanes::splat(*sd) * normal::quantile(u),
            Shape::Lognormal { log_median, sigma } => {
                (Lanes::splat(*log_median) + Lanes::splat(*sigma) * normal::quantile(u)).exp()
            }
            Shape::Beta { alpha, beta, min, max } => {
                each(u, |u| min + (max - min) * quantile::beta(u, *alpha, *beta))
            }
            Shape::Discrete { values, cumulative } => each(u, |u| {
                let position = cumulative.partition_point(|&p| p < u);
                values[position.min(values.len() - 1)]
            }),
        }
    }

    /// Cumulative probability; only the unbounded families are ever truncated in earnest, the
    /// bounded ones are inverted by bisection.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        match self {
            Shape::Normal { mean, sd } => normal::cumulative((x - mean) / sd),
            Shape::Lognormal { log_median, sigma } => {
                if x <= 0.0 {
                    0.0
                } else {
                    normal::cumulative((elementary::ln(x) - log_median) / sigma)
                }
            }
            Shape::Uniform { min, max } if min < max => ((x - min) / (max - min)).clamp(0.0, 1.0),
            Shape::Triangular { min, mode, max } if min < max => {
                let x = x.clamp(*min, *max);
                // Each side has the shape of a parabola; the one without width is never on its own side.
                match x < *mode {
                    true => (x - min) * (x - min) / ((max - min) * (mode - min)),
                    false if mode < max => 1.0 - (max - x) * (max - x) / ((max - min) * (max - mode)),
                    false => 1.0,
                }
            }
            _ => {
                let (mut low, mut high) = (0.0, 1.0);
                if x < self.quantile(1e-15) {
                    return 0.0;
                }
                if x >= self.quantile(1.0 - 1e-15) {
                    return 1.0;
                }
                for _ in 0..60 {
                    let middle = 0.5 * (low + high);
                    if self.quantile(middle) <= x { low = middle } else { high = middle }
                }
                0.5 * (low + high)
            }
        }
    }

    pub(super) fn scaled(self, f: f64) -> Shape {
        match self {
            Shape::Uniform { min, max } => Shape::Uniform { min: min * f, max: max * f },
            Shape::Triangular { min, mode, max } => {
                Shape::Triangular { min: min * f, mode: mode * f, max: max * f }
            }
            Shape::Pert { min, mode, max } => Shape::Pert { min: min * f, mode: mode * f, max: max * f },
            Shape::Normal { mean, sd } => Shape::Normal { mean: mean * f, sd: sd * f },
            Shape::Lognormal { log_median, sigma } => {
                Shape::Lognormal { log_median: log_median + elementary::ln(f), sigma }
            }
            Shape::Beta { alpha, beta, min, max } => Shape::Beta { alpha, beta, min: min * f, max: max * f },
            Shape::Discrete { values, cumulative } => {
                Shape::Discrete { values: values.iter().map(|v| v * f).collect(), cumulative }
            }
        }
    }
}

/// Shape parameters of the PERT beta with the usual weight 4 on the mode.
fn pert_shape(min: f64, mode: f64, max: f64) -> (f64, f64) {
    let width = max - min;
    (1.0 + 4.0 * (mode - min) / width, 1.0 + 4.0 * (max - mode) / width)
}

/// A formula in every lane.
#[inline(always)]
fn each<const L: usize>(u: Lanes<L>, formula: impl Fn(f64) -> f64) -> Lanes<L> {
    let mut x = [0.0; L];
    for l in 0..L {
        x[l] = formula(u.0[l]);
    }
    Lanes(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_undo_quantiles() {
        let shapes = [
            Shape::Uniform { min: 2.0, max: 5.0 },
            Shape::Triangular { min: 1.0, mode: 2.0, max: 5.0 },
            Shape::Triangular { min: 1.0, mode: 1.0, max: 5.0 },
            Shape::Triangular { min: 1.0, mode: 5.0, max: 5.0 },
            Shape::Pert { min: 1.0, mode: 2.0, max: 5.0 },
            Shape::Lognormal { log_median: 0.3, sigma: 0.5 },
        ];
        for shape in shapes {
            for u in [0.001, 0.2, 0.25, 0.5, 0.9, 0.999] {
                let back = shape.cdf(shape.quantile(u));
                assert!((back - u).abs() < 1e-9, "{shape:?} {u}: {back}");
            }
        }
    }
}
