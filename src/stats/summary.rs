//! Summaries of samples, every one with its Monte Carlo standard error.

use super::order::ASKED;
use super::quantile_sketch::QuantileSketch;
use super::sorted::Sorted;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A number estimated from draws, and the standard error of that estimate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Written", into = "Written")]
pub struct Estimate {
    /// The estimate itself.
    pub value: f64,
    /// Monte Carlo standard error: what another seed would change, not what is unknown of the world. Infinite
    /// for a single draw, which says nothing of it.
    pub error: f64,
}

/// An estimate as it is written down: JSON knows no infinity, so the error of a single draw is null.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Written {
    value: f64,
    error: Option<f64>,
}

impl From<Written> for Estimate {
    fn from(Written { value, error }: Written) -> Estimate {
        Estimate { value, error: error.unwrap_or(f64::INFINITY) }
    }
}

impl From<Estimate> for Written {
    fn from(Estimate { value, error }: Estimate) -> Written {
        Written { value, error: error.is_finite().then_some(error) }
    }
}

impl Estimate {
    /// The share that `count` of `all` draws are, with the standard error of a binomial.
    pub fn share(count: usize, all: usize) -> Estimate {
        let n = all.max(1) as f64;
        let value = count as f64 / n;
        Estimate { value, error: (value * (1.0 - value) / n).sqrt() }
    }

    /// The same in a unit of which `factor` make one.
    pub fn times(self, factor: f64) -> Estimate {
        Estimate { value: factor * self.value, error: factor.abs() * self.error }
    }
}

/// Summary of a sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Draws that the summary is of.
    pub draws: usize,
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation.
    pub sd: Estimate,
    /// 5 % quantile.
    pub q05: Estimate,
    /// 25 % quantile.
    pub q25: Estimate,
    /// Median.
    pub q50: Estimate,
    /// 75 % quantile.
    pub q75: Estimate,
    /// 95 % quantile.
    pub q95: Estimate,
    /// How far any of these quantiles can be off because values were counted in bins.
    pub bound: f64,
}

impl Summary {
    /// Summarises a sample; none for an empty one.
    pub fn of(sketch: &QuantileSketch) -> Option<Summary> {
        let sorted = sketch.sorted()?;
        let [q05, q25, q50, q75, q95] = std::array::from_fn(|k| quantile_estimate(&sorted, k));
        let (draws, sd) = (sorted.count, sorted.sd);
        if draws == 1 {
            let only = Estimate { value: sorted.mean, error: f64::INFINITY };
            let sd = Estimate { value: sd, ..only };
            let [mean, q05, q25, q50, q75, q95] = [only; 6];
            return Some(Summary { draws, mean, sd, q05, q25, q50, q75, q95, bound: 0.0 });
        }
        let independent = sd / (draws as f64).sqrt();
        let errors = sorted.errors;
        let mean = Estimate { value: sorted.mean, error: errors.map_or(independent, |errors| errors.mean) };
        let sd = Estimate { value: sd, error: errors.map_or(sorted.sd_error, |errors| errors.sd) };
        let bound = ASKED.map(|p| sorted.bound(p)).into_iter().fold(0.0, f64::max);
        Some(Summary { draws, mean, sd, q05, q25, q50, q75, q95, bound })
    }
}

/// A quantile with its error: half the distance between the order statistics one binomial standard
/// deviation of rank away on either side, which needs no density estimate. Where values come in
/// repetitions, as much less or more as these say of the share below.
fn quantile_estimate(sorted: &Sorted, asked: usize) -> Estimate {
    let (n, p) = (sorted.count as f64, ASKED[asked]);
    let reach = (p * (1.0 - p) / n).sqrt();
    let (low, high) = ((p - reach).max(0.0), (p + reach).min(1.0));
    let ratio = sorted.errors.map_or(1.0, |errors| errors.below[asked] / reach);
    let error = 0.5 * (sorted.quantile(high) - sorted.quantile(low)) * ratio;
    Estimate { value: sorted.quantile(p), error }
}

/// The share of a sample that lies above the sketch's threshold, with its error.
pub fn share_above(sketch: &QuantileSketch) -> Estimate {
    let independent = Estimate::share(sketch.count_above(), sketch.count());
    let repeated = sketch.is_repeated().then(|| sketch.sorted()).flatten();
    let errors = repeated.and_then(|sorted| sorted.errors);
    Estimate { error: errors.map_or(independent.error, |errors| errors.above), ..independent }
}

/// The share that a sketch's values are of `all` that could have been in it, with its error.
pub fn share_taken(sketch: &QuantileSketch, all: usize) -> Estimate {
    let independent = Estimate::share(sketch.count(), all);
    let repeated = sketch.is_repeated().then(|| sketch.sorted()).flatten();
    let errors = repeated.and_then(|sorted| sorted.errors);
    Estimate { error: errors.map_or(independent.error, |errors| errors.taken), ..independent }
}

/// How many decimals of a number its error supports, `most` at the most: the last digit is worth at least a
/// standard error. Below zero for tens and hundreds; the first digit stays, whatever its error.
pub fn decimals(Estimate { value, error }: Estimate, most: i32) -> i32 {
    if error.is_nan() || error <= 0.0 {
        return most;
    }
    let first = if value == 0.0 { 0 } else { value.abs().log10().floor().clamp(0.0, 9.0) as i32 };
    (-first..=most).rev().find(|&d| 10f64.powi(-d) >= error).unwrap_or(-first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_ladder_are_its_rungs() {
        let ladder: Vec<f64> = (0..=100).map(f64::from).collect();
        let summary = Summary::of(&QuantileSketch::of(&ladder)).unwrap();
        assert_eq!(summary.q05.value, 5.0);
        assert_eq!(summary.q50.value, 50.0);
        assert_eq!(summary.q95.value, 95.0);
        assert!((summary.mean.value - 50.0).abs() < 1e-12);
    }

    #[test]
    fn the_error_of_a_median_is_that_of_theory() {
        // Uniform on [0, 1]: the standard error of the median of n draws is 0.5 / sqrt(n).
        let n = 10_000;
        let sample: Vec<f64> = (0..n).map(|k| (f64::from(k) + 0.5) / f64::from(n)).collect();
        let summary = Summary::of(&QuantileSketch::of(&sample)).unwrap();
        assert!((summary.q50.error / 0.005 - 1.0).abs() < 0.02);
    }

    #[test]
    fn no_digit_is_supported_that_the_error_swallows() {
        let of = |value, error| decimals(Estimate { value, error }, 4);
        assert_eq!([of(3.0, 0.004), of(3.0, 0.012), of(3.0, 0.3), of(3.0, 0.0)], [2, 1, 0, 4]);
        // Tens, and the first digit of a number that is all error.
        assert_eq!([of(45.0, 1.6), of(450.0, 12.0), of(45.0, 30.0), of(0.2, 3.0)], [-1, -2, -1, 0]);
    }

    #[test]
    fn a_single_draw_says_nothing_of_its_error() {
        let summary = Summary::of(&QuantileSketch::of(&[5.06])).unwrap();
        assert_eq!(
            (summary.q50.value, summary.q50.error, summary.mean.error),
            (5.06, f64::INFINITY, f64::INFINITY)
        );
    }

    #[test]
    fn a_summary_is_read_back_as_it_was_written() {
        for sample in [&[5.06][..], &[0.1, 0.2, 1e-300, -7.0]] {
            let summary = Summary::of(&QuantileSketch::of(sample)).unwrap();
            let written = serde_json::to_string(&summary).unwrap();
            assert_eq!(serde_json::from_str::<Summary>(&written).unwrap(), summary);
        }
    }

    #[test]
    fn an_empty_sample_has_no_summary_and_a_broken_value_no_part_in_one() {
        assert_eq!(Summary::of(&QuantileSketch::of(&[])), None);
        assert_eq!(Summary::of(&QuantileSketch::of(&[f64::NAN, f64::INFINITY])), None);
        let broken = QuantileSketch::of(&[1.0, f64::NAN, 3.0]);
        assert_eq!((broken.count(), broken.skipped()), (2, 1));
        assert_eq!(Summary::of(&broken), Summary::of(&QuantileSketch::of(&[1.0, 3.0])));
    }
}
