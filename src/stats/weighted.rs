//! Samples in which values weigh differently, and how far such a sample can be trusted.

use crate::numeric::{elementary, normal};

/// Normalised weights from logarithms known up to a constant; all zero where none is finite.
pub fn normalised(log_weights: &[f64]) -> Vec<f64> {
    let most = log_weights.iter().copied().filter(|w| w.is_finite()).fold(f64::NEG_INFINITY, f64::max);
    if !most.is_finite() {
        return vec![0.0; log_weights.len()];
    }
    let raw: Vec<f64> =
        log_weights.iter().map(|w| if w.is_finite() { elementary::exp(w - most) } else { 0.0 }).collect();
    let sum: f64 = raw.iter().sum();
    raw.into_iter().map(|w| w / sum).collect()
}

/// Kish's effective sample size `(Σ w)² / Σ w²`.
pub fn effective_size(weights: &[f64]) -> f64 {
    let (sum, squares) = weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// 5, 25, 50, 75 and 95 %.
pub type Bands = [f64; 5];

/// A weighted sample in rising order.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted {
    /// Values, and the share of weight up to and with each; the last is 1.
    values: Vec<f64>,
    weights: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Weighted {
    /// Of values and weights side by side; what is not finite or weighs nothing is left out. None if
    /// nothing is left.
    pub fn new(values: &[f64], weights: &[f64]) -> Option<Weighted> {
        let pairs = values.iter().copied().zip(weights.iter().copied());
        let mut pairs: Vec<(f64, f64)> = pairs.filter(|(x, w)| x.is_finite() && *w > 0.0).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = pairs.iter().map(|pair| pair.1).sum();
        if pairs.is_empty() || !total.is_finite() {
            return None;
        }
        let mut sum = 0.0;
        let cumulative = pairs.iter().map(|(_, w)| {
            sum += w / total;
            sum
        });
        let cumulative = cumulative.collect();
        let (values, weights) = pairs.into_iter().map(|(x, w)| (x, w / total)).unzip();
        Some(Weighted { values, weights, cumulative })
    }

    /// Of values that all weigh the same.
    pub fn even(values: &[f64]) -> Option<Weighted> {
        Weighted::new(values, &vec![1.0; values.len()])
    }

    /// The `p` quantile: linear between values, each of which stands at the middle of its weight.
    pub fn quantile(&self, p: f64) -> f64 {
        let middle = |k: usize| self.cumulative[k] - 0.5 * self.weights[k];
        let after = self.cumulative.iter().zip(&self.weights).position(|(c, w)| c - 0.5 * w >= p);
        match after {
            Some(0) => self.values[0],
            None => self.values[self.values.len() - 1],
            Some(k) => {
                let (low, high) = (middle(k - 1), middle(k));
                let part = if high > low { (p - low) / (high - low) } else { 1.0 };
                self.values[k - 1] + part * (self.values[k] - self.values[k - 1])
            }
        }
    }

    /// 5, 25, 50, 75 and 95 %.
    pub fn bands(&self) -> Bands {
        [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| self.quantile(p))
    }

    /// Mean.
    pub fn mean(&self) -> f64 {
        self.values.iter().zip(&self.weights).map(|(x, w)| x * w).sum()
    }

    /// Standard deviation.
    pub fn sd(&self) -> f64 {
        let mean = self.mean();
        let squares = self.values.iter().zip(&self.weights).map(|(x, w)| w * (x - mean) * (x - mean));
        squares.sum::<f64>().sqrt()
    }

    /// The share of weight up to and with a value.
    pub fn share_up_to(&self, value: f64) -> f64 {
        let count = self.values.partition_point(|x| *x <= value);
        count.checked_sub(1).map_or(0.0, |last| self.cumulative[last])
    }

    /// Continuous ranked probability score of the sample's distribution against what was observed, in the
    /// unit of both, smaller is better: `E|X - y| - E|X - X'| / 2` (Gneiting and Raftery 2007).
    pub fn crps(&self, observed: f64) -> f64 {
        let (mut distance, mut between, mut sum) = (0.0, 0.0, 0.0);
        let mut before = 0.0;
        for (x, w) in self.values.iter().zip(&self.weights) {
            distance += w * (x - observed).abs();
            between += w * (x * before - sum);
            before += w;
            sum += w * x;
        }
        distance - between
    }
}

/// The score of a range with nothing known of where in it: uniform, or a single figure.
pub fn crps_of_range(low: f64, high: f64, observed: f64) -> f64 {
    let width = high - low;
    if width <= 0.0 {
        return (low - observed).abs();
    }
    let outside = (low - observed).max(observed - high).max(0.0);
    if outside > 0.0 {
        return outside + width / 3.0;
    }
    ((observed - low).powi(3) + (high - observed).powi(3)) / (3.0 * width * width)
}

/// The score of a normal distribution, `σ (z (2Φ(z) - 1) + 2φ(z) - 1/√π)` (Gneiting and Raftery 2007).
pub fn crps_of_normal(mean: f64, sd: f64, observed: f64) -> f64 {
    if sd <= 0.0 {
        return (mean - observed).abs();
    }
    let z = (observed - mean) / sd;
    let density = elementary::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
    let pi = 1.0 / std::f64::consts::PI.sqrt();
    sd * (z * (2.0 * normal::cumulative(z) - 1.0) + 2.0 * density - pi)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_from_logarithms_add_up_whatever_their_size() {
        let weights = normalised(&[-1e4, -1e4 + 2.0_f64.ln(), f64::NEG_INFINITY]);
        assert!((weights[0] - 1.0 / 3.0).abs() < 1e-12 && weights[2] == 0.0);
        assert_eq!(normalised(&[f64::NEG_INFINITY]), vec![0.0]);
        assert!((effective_size(&[1.0, 1.0, 0.0]) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_weight_of_two_is_a_value_twice() {
        let weighted = Weighted::new(&[3.0, 1.0, 2.0], &[1.0, 2.0, 1.0]).unwrap();
        let repeated = Weighted::even(&[1.0, 3.0, 1.0, 2.0]).unwrap();
        assert!((weighted.mean() - repeated.mean()).abs() < 1e-12);
        assert!((weighted.sd() - repeated.sd()).abs() < 1e-12);
        assert!((weighted.crps(1.7) - repeated.crps(1.7)).abs() < 1e-12);
        assert_eq!(weighted.share_up_to(1.0), 0.5);
        assert_eq!(weighted.share_up_to(0.9), 0.0);
    }

    #[test]
    fn scores_are_those_of_the_closed_forms() {
        let reference: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/reference/analytic.json")).unwrap();
        let known = |name: &str| match &reference["crps"][name] {
            value if value["f64"].is_number() => value["f64"].as_f64().unwrap(),
            value => value["ECDF_CRPS"]["f64"].as_f64().unwrap(),
        };
        let posterior_sample = Weighted::even(&[1.0, 2.0, 4.0, 7.0]).unwrap();
        assert!((posterior_sample.crps(3.0) - known("ensemble_[1,2,4,7]_y=3")).abs() < 1e-12);
        let ranks = (0..20_000).map(|k| (f64::from(k) + 0.5) / 20_000.0);
        let normal: Vec<f64> = ranks.map(normal::quantile).collect();
        let standard = Weighted::even(&normal).unwrap();
        for (y, name) in [(0.0, "N(0,1),y=0"), (2.0, "N(0,1),y=2"), (-1.5, "N(0,1),y=-1.5")] {
            assert!((standard.crps(y) - known(name)).abs() < 1e-4, "{name}: {}", standard.crps(y));
        }
        let lognormal: Vec<f64> = normal.iter().map(|z| (0.5 * z).exp()).collect();
        let score = Weighted::even(&lognormal).unwrap().crps(1.5);
        assert!((score - known("LogNormal(0,0.5),y=1.5")).abs() < 1e-4, "{score}");
    }

    #[test]
    fn a_range_scores_like_a_uniform_sample() {
        let sample: Vec<f64> = (0..4_000).map(|k| 2.0 + 3.0 * (f64::from(k) + 0.5) / 4_000.0).collect();
        let sample = Weighted::even(&sample).unwrap();
        for y in [1.0, 2.0, 3.1, 5.0, 7.5] {
            assert!((crps_of_range(2.0, 5.0, y) - sample.crps(y)).abs() < 1e-6, "{y}");
        }
        assert_eq!(crps_of_range(2.0, 2.0, 3.5), 1.5);
    }

    #[test]
    fn quantiles_run_through_the_middles_of_weights() {
        let ladder = Weighted::even(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!((ladder.quantile(0.5), ladder.quantile(0.0), ladder.quantile(1.0)), (2.5, 1.0, 4.0));
        assert_eq!(Weighted::new(&[f64::NAN, 1.0], &[1.0, 0.0]), None);
    }

    #[test]
    fn a_normal_scores_like_its_sample() {
        let ranks = (0..20_000).map(|k| (f64::from(k) + 0.5) / 20_000.0);
        let sample: Vec<f64> = ranks.map(|u| 2.0 + 3.0 * normal::quantile(u)).collect();
        let sample = Weighted::even(&sample).unwrap();
        assert!((crps_of_normal(2.0, 3.0, 4.0) - sample.crps(4.0)).abs() < 1e-3);
        assert_eq!(crps_of_normal(2.0, 0.0, 4.0), 2.0);
    }
}
