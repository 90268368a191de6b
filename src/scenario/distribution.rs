//! Distributions as people state them, and their quantile functions.
//!
//! Every distribution is drawn by its quantile function at one uniform number, so an uncertainty
//! costs one address of randomness, and the same number means "high" whatever the shape. Nothing
//! is drawn here.

mod shape;

use crate::numeric::elementary;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;
use shape::Shape;

/// A validated distribution. Build one by its constructors, which refuse what makes no sense.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    shape: Shape,
    /// Support after truncation; infinite where there is no bound.
    min: f64,
    max: f64,
    /// Cumulative probabilities of the bounds before truncation.
    from: f64,
    to: f64,
}

/// Why a distribution was refused; the text says what would be right.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum DistributionError {
    #[error("{low_name} {low} is above {high_name} {high}; write them in rising order")]
    Order { low_name: &'static str, low: f64, high_name: &'static str, high: f64 },
    #[error("{name} is {value}; it must be positive")]
    NotPositive { name: &'static str, value: f64 },
    #[error("{name} is {value}; it must be a finite number")]
    NotFinite { name: &'static str, value: f64 },
    #[error("{name} is {value}; it must be between {} and {}", short(*.min), short(*.max))]
    OutOfRange { name: &'static str, value: f64, min: f64, max: f64 },
    #[error("{values} values with {probabilities} probabilities; give one probability for each value")]
    Lengths { values: usize, probabilities: usize },
    #[error("probability {value} is not between 0 and 1")]
    Probability { value: f64 },
    #[error("the probabilities add up to {sum}; they must add up to 1")]
    ProbabilitySum { sum: f64 },
    #[error("between {min} and {max} the distribution has no probability; widen the bounds")]
    EmptyTruncation { min: f64, max: f64 },
    #[error("no values are given; give at least one")]
    Empty,
}

/// Largest size of a number: beyond it lies nothing that is measured, and far beyond it arithmetic ends.
pub const LARGEST: f64 = 1e16;
/// Smallest median of a lognormal, far from where logarithms end.
const LEAST_MEDIAN: f64 = 1e-100;
/// Standard deviation of a logarithm that is not more than any ignorance: 90 % from a 10^14th to 10^14 times.
const LARGEST_SIGMA: f64 = 20.0;
/// Shapes of a beta distribution whose quantiles are found in a moment and to all digits.
const BETA_SHAPES: (f64, f64) = (1e-3, 1e6);

type Made = Result<Distribution, DistributionError>;

/// The 5 % and 95 % quantiles of the standard normal, for ranges given that way.
const Z95: f64 = 1.644_853_626_951_472_7;

impl Distribution {
    fn plain(shape: Shape, min: f64, max: f64) -> Distribution {
        Distribution { shape, min, max, from: 0.0, to: 1.0 }
    }

    /// Uniform on `[min, max]`.
    pub fn uniform(min: f64, max: f64) -> Made {
        rising(("min", min), ("max", max))?;
        Ok(Distribution::plain(Shape::Uniform { min, max }, min, max))
    }

    /// Triangular on `[min, max]` with its peak at `mode`.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Made {
        rising(("min", min), ("mode", mode))?;
        rising(("mode", mode), ("max", max))?;
        Ok(Distribution::plain(Shape::Triangular { min, mode, max }, min, max))
    }

    /// PERT: a beta distribution on `[min, max]` with mean `(min + 4 mode + max) / 6`.
    pub fn pert(min: f64, mode: f64, max: f64) -> Made {
        rising(("min", min), ("mode", mode))?;
        rising(("mode", mode), ("max", max))?;
        Ok(Distribution::plain(Shape::Pert { min, mode, max }, min, max))
    }

    /// Normal with mean and standard deviation.
    pub fn normal(mean: f64, sd: f64) -> Made {
        finite("mean", mean)?;
        positive("sd", sd)?;
        Ok(Distribution::plain(Shape::Normal { mean, sd }, f64::NEG_INFINITY, f64::INFINITY))
    }

    /// Lognormal with its median and the standard deviation of its logarithm.
    pub fn lognormal(median: f64, sigma: f64) -> Made {
        positive("median", median)?;
        positive("sigma", sigma)?;
        within("median", median, (LEAST_MEDIAN, LARGEST))?;
        within("sigma", sigma, (0.0, LARGEST_SIGMA))?;
        Ok(Distribution::plain(
            Shape::Lognormal { log_median: elementary::ln(median), sigma },
            0.0,
            f64::INFINITY,
        ))
    }

    /// Beta with shape parameters `alpha` and `beta`, stretched to `[min, max]`.
    pub fn beta(alpha: f64, beta: f64, min: f64, max: f64) -> Made {
        positive("alpha", alpha)?;
        positive("beta", beta)?;
        within("alpha", alpha, BETA_SHAPES)?;
        within("beta", beta, BETA_SHAPES)?;
        rising(("min", min), ("max", max))?;
        Ok(Distribution::plain(Shape::Beta { alpha, beta, min, max }, min, max))
    }

    /// Values with probabilities, drawn in rising order of value.
    pub fn discrete(values: &[f64], probabilities: &[f64]) -> Made {
        if values.is_empty() {
            return Err(DistributionError::Empty);
        }
        if values.len() != probabilities.len() {
            let (values, probabilities) = (values.len(), probabilities.len());
            return Err(DistributionError::Lengths { values, probabilities });
        }
        if let Some(&value) = probabilities.iter().find(|p| !(0.0..=1.0).contains(*p)) {
            return Err(DistributionError::Probability { value });
        }
        let sum: f64 = probabilities.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(DistributionError::ProbabilitySum { sum });
        }
        values.iter().try_for_each(|&value| finite("value", value))?;
        let mut pairs: Vec<(f64, f64)> = values.iter().copied().zip(probabilities.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let values: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
        let cumulative = pairs
            .iter()
            .scan(0.0, |total, pair| {
                *total += pair.1;
                Some(*total)
            })
            .collect();
        let (min, max) = (values[0], values[values.len() - 1]);
        Ok(Distribution::plain(Shape::Discrete { values, cumulative }, min, max))
    }

    /// Normal whose 5 % and 95 % quantiles are given.
    pub fn normal_range(low: f64, high: f64) -> Made {
        strictly_rising(low, high)?;
        Distribution::normal(0.5 * (low + high), (high - low) / (2.0 * Z95))
    }

    /// Lognormal whose 5 % and 95 % quantiles are given.
    pub fn lognormal_range(low: f64, high: f64) -> Made {
        positive("p5", low)?;
        strictly_rising(low, high)?;
        Distribution::lognormal((low * high).sqrt(), elementary::ln(high / low) / (2.0 * Z95))
    }

    /// Uniform whose 5 % and 95 % quantiles are given.
    pub fn uniform_range(low: f64, high: f64) -> Made {
        strictly_rising(low, high)?;
        let width = (high - low) / 0.9;
        Distribution::uniform(low - 0.05 * width, high + 0.05 * width)
    }

    /// The same distribution cut off below `min` and above `max`.
    pub fn truncated(self, min: f64, max: f64) -> Made {
        rising(("min", min.max(-LARGEST)), ("max", max.min(LARGEST)))?;
        let (from, to) = (self.shape.cdf(min), self.shape.cdf(max));
        let (low, high) = (self.min.max(min), self.max.min(max));
        let some = to - from >= 1e-9;
        if !some || low > high {
            return Err(DistributionError::EmptyTruncation { min, max });
        }
        Ok(Distribution { shape: self.shape, min: low, max: high, from, to })
    }

    /// The same distribution in another unit: every value times a positive factor.
    pub fn scaled(self, factor: f64) -> Distribution {
        let Distribution { shape, min, max, from, to } = self;
        Distribution { shape: shape.scaled(factor), min: min * factor, max: max * factor, from, to }
    }

    /// Smallest and largest possible value.
    pub fn support(&self) -> (f64, f64) {
        (self.min, self.max)
    }

    /// Smallest and largest value that is ever drawn: the support, or the ends of what 53 bits of chance can
    /// reach where it has none.
    pub fn reach(&self) -> (f64, f64) {
        let (low, high) = (self.quantile(1e-17), self.quantile(1.0 - f64::EPSILON / 2.0));
        let unbounded = matches!(self.shape, Shape::Normal { .. } | Shape::Lognormal { .. });
        if unbounded { (low, high) } else { self.support() }
    }

    /// The value below which a share `u` of the probability lies, `0 < u < 1`.
    pub fn quantile(&self, u: f64) -> f64 {
        self.quantiles(Lanes([u])).0[0]
    }

    /// [`Distribution::quantile`] of several numbers.
    #[inline(always)]
    pub fn quantiles<const L: usize>(&self, u: Lanes<L>) -> Lanes<L> {
        let (min, max) = (Lanes::splat(self.min), Lanes::splat(self.max));
        // Rounded up to one a share would have no quantile.
        let u = Lanes::splat(1.0 - f64::EPSILON / 2.0)
            .min(Lanes::splat(self.from) + u * Lanes::splat(self.to - self.from));
        let x = self.shape.quantiles(u);
        let raised = Lanes::select(x.less(min), min, x);
        Lanes::select(max.less(raised), max, raised)
    }

    /// The probability of a value not above `x`.
    pub fn probability(&self, x: f64) -> f64 {
        ((self.shape.cdf(x) - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    /// The median: the central value at which scenarios are solved once.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    /// The family and its parameters, as a person would say it.
    pub fn describe(&self) -> String {
        let text = match &self.shape {
            Shape::Uniform { min, max } => format!("uniform {min} to {max}"),
            Shape::Triangular { min, mode, max } => format!("triangular {min}, {mode}, {max}"),
            Shape::Pert { min, mode, max } => format!("PERT {min}, {mode}, {max}"),
            Shape::Normal { mean, sd } => format!("normal {mean} ± {sd}"),
            Shape::Lognormal { log_median, sigma } => {
                format!("lognormal, median {}, sigma {sigma}", round(elementary::exp(*log_median)))
            }
            Shape::Beta { alpha, beta, min, max } => format!("beta({alpha}, {beta}) on {min} to {max}"),
            Shape::Discrete { values, cumulative } => format!("one of {values:?} up to {cumulative:?}"),
        };
        match self.to - self.from < 1.0 {
            true => format!("{text}, cut to {} to {}", self.min, self.max),
            false => text,
        }
    }
}

/// A limit as it reads best.
fn short(limit: f64) -> String {
    if limit.abs() < 1e5 { limit.to_string() } else { format!("{limit:e}") }
}

/// Ten significant digits: enough to read, short where the exponential left dust.
fn round(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

fn finite(name: &'static str, value: f64) -> Result<(), DistributionError> {
    if !value.is_finite() {
        return Err(DistributionError::NotFinite { name, value });
    }
    within(name, value, (-LARGEST, LARGEST))
}

fn within(name: &'static str, value: f64, (min, max): (f64, f64)) -> Result<(), DistributionError> {
    match (min..=max).contains(&value) {
        true => Ok(()),
        false => Err(DistributionError::OutOfRange { name, value, min, max }),
    }
}

fn positive(name: &'static str, value: f64) -> Result<(), DistributionError> {
    finite(name, value)?;
    if value > 0.0 { Ok(()) } else { Err(DistributionError::NotPositive { name, value }) }
}

fn rising(low: (&'static str, f64), high: (&'static str, f64)) -> Result<(), DistributionError> {
    finite(low.0, low.1)?;
    finite(high.0, high.1)?;
    if low.1 <= high.1 {
        return Ok(());
    }
    Err(DistributionError::Order { low_name: low.0, low: low.1, high_name: high.0, high: high.1 })
}

fn strictly_rising(low: f64, high: f64) -> Result<(), DistributionError> {
    rising(("p5", low), ("p95", high))?;
    positive("the width of the range", high - low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_closed_forms() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
        close(Distribution::uniform(2.0, 6.0).unwrap().quantile(0.25), 3.0);
        close(Distribution::triangular(0.0, 1.0, 3.0).unwrap().quantile(1.0 / 3.0), 1.0);
        close(Distribution::normal(10.0, 2.0).unwrap().quantile(0.975), 10.0 + 2.0 * 1.959_963_984_540_054);
        close(Distribution::lognormal(3.0, 0.5).unwrap().quantile(0.5), 3.0);
        // Beta(2, 1) has the cumulative x²; Beta(1, 3) has 1 - (1 - x)³.
        close(Distribution::beta(2.0, 1.0, 0.0, 1.0).unwrap().quantile(0.49), 0.7);
        close(Distribution::beta(1.0, 3.0, 0.0, 2.0).unwrap().quantile(0.875), 1.0);
        // A PERT with the mode in the middle is symmetric.
        close(Distribution::pert(1.0, 2.0, 3.0).unwrap().median(), 2.0);
    }

    #[test]
    fn a_range_has_its_5_and_95_percent_quantiles_where_they_were_put() {
        for made in [
            Distribution::normal_range(12.0, 40.0),
            Distribution::lognormal_range(12.0, 40.0),
            Distribution::uniform_range(12.0, 40.0),
        ] {
            let distribution = made.unwrap();
            assert!((distribution.quantile(0.05) - 12.0).abs() < 1e-9);
            assert!((distribution.quantile(0.95) - 40.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_truncated_distribution_stays_inside_and_keeps_its_shape() {
        let cut = Distribution::normal(0.0, 1.0).unwrap().truncated(0.0, f64::INFINITY).unwrap();
        assert!(cut.quantile(1e-12) >= 0.0);
        // Half-normal: the median is the 75 % point of the normal.
        assert!((cut.median() - 0.674_489_750_196_081_7).abs() < 1e-9);
    }

    #[test]
    fn a_discrete_distribution_gives_each_value_its_share() {
        let dice = Distribution::discrete(&[3.0, 1.0], &[0.25, 0.75]).unwrap();
        let n = 1000;
        let ones = (0..n).filter(|k| dice.quantile((f64::from(*k) + 0.5) / f64::from(n)) == 1.0).count();
        assert_eq!(ones, 750);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_reason() {
        let text = |made: Made| made.unwrap_err().to_string();
        assert!(text(Distribution::uniform(3.0, 2.0)).contains("rising order"));
        assert!(text(Distribution::triangular(1.0, 5.0, 3.0)).contains("mode 5 is above max 3"));
        assert!(text(Distribution::normal(1.0, -1.0)).contains("positive"));
        assert!(text(Distribution::discrete(&[1.0, 2.0], &[0.6, 1.4])).contains("1.4"));
        assert!(text(Distribution::discrete(&[1.0, 2.0], &[0.6, 0.6])).contains("add up"));
        assert!(text(Distribution::uniform(f64::NAN, 1.0)).contains("finite"));
        assert!(Distribution::normal(0.0, 1.0).unwrap().truncated(50.0, 60.0).is_err());
    }

    #[test]
    fn a_change_of_unit_scales_every_quantile() {
        let before = Distribution::lognormal(2.0, 0.4).unwrap().truncated(1.0, 5.0).unwrap();
        let after = before.clone().scaled(1000.0);
        for u in [0.01, 0.3, 0.77] {
            assert!((after.quantile(u) / before.quantile(u) - 1000.0).abs() < 1e-9);
        }
    }
}
