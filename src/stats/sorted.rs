//! A sample put in order, to be asked for quantiles.

use super::bins::Stretch;
use super::order::{ASKED, quantile};
use super::replicates::Errors;

/// A sample in ascending order, not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted {
    /// Number of values.
    pub count: usize,
    pub mean: f64,
    /// Standard deviation, with `count - 1` in its denominator; zero for a single value.
    pub sd: f64,
    /// Standard error of the standard deviation of independent values.
    pub(super) sd_error: f64,
    /// What repetitions say of errors, where there are any.
    pub(super) errors: Option<Errors>,
    /// Asked quantiles that a replay made exact.
    pub(super) asked: [Option<f64>; ASKED.len()],
    pub(super) ranks: Ranks,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ranks {
    Exact(Vec<f64>),
    Binned { stretches: Vec<Stretch>, min: f64, max: f64 },
}

impl Sorted {
    pub(super) fn exact(mut values: Vec<f64>) -> Sorted {
        values.sort_unstable_by(f64::total_cmp);
        let n = values.len() as f64;
        // Shifted by the median so that a small spread around a large mean keeps its digits.
        let shift = values.get(values.len() / 2).copied().unwrap_or(0.0);
        let mean = shift + values.iter().map(|x| x - shift).sum::<f64>() / n;
        let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
        let sd = if values.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 };
        let fourth = values.iter().map(|x| (x - mean).powi(4)).sum::<f64>() / n;
        let count = values.len();
        Sorted {
            count,
            mean,
            sd,
            sd_error: sd_error(fourth, sd, n),
            errors: None,
            asked: Default::default(),
            ranks: Ranks::Exact(values),
        }
    }

    /// The `p` quantile (see [`quantile`]); beyond [`super::order::EXACT`] values the ranks within a bin are taken
    /// to be evenly spaced.
    pub fn quantile(&self, p: f64) -> f64 {
        if let Some(exact) = self.replayed(p) {
            return exact;
        }
        match &self.ranks {
            Ranks::Exact(values) => quantile(values, p),
            Ranks::Binned { .. } => {
                let position = p * (self.count - 1) as f64;
                let below = position.floor() as usize;
                let (low, high) = (self.at_rank(below), self.at_rank((below + 1).min(self.count - 1)));
                low + (position - below as f64) * (high - low)
            }
        }
    }

    /// How far the `p` quantile can be off because values were counted in bins: the width of the bins that its
    /// ranks lie in. Zero where values are kept.
    pub fn bound(&self, p: f64) -> f64 {
        if self.replayed(p).is_some() {
            return 0.0;
        }
        let (low, high) = self.bounds(p);
        high - low
    }

    /// The bounds of the bins that the `p` quantile's ranks lie in.
    pub(super) fn bounds(&self, p: f64) -> (f64, f64) {
        let below = (p * (self.count - 1) as f64).floor() as usize;
        let bin = |rank: usize| match &self.ranks {
            Ranks::Exact(_) => (self.at_rank(rank), self.at_rank(rank)),
            Ranks::Binned { stretches, .. } => {
                let after = stretches.partition_point(|stretch| stretch.first <= rank);
                let stretch = after.checked_sub(1).and_then(|position| stretches.get(position));
                stretch.map_or((f64::NAN, f64::NAN), |stretch| (stretch.low, stretch.high))
            }
        };
        let (low, high) = (bin(below), bin((below + 1).min(self.count - 1)));
        if let Ranks::Exact(_) = &self.ranks {
            return (low.0, low.0);
        }
        (low.0.min(high.0), low.1.max(high.1))
    }

    /// The same with a bin more on either side: values on the edge of a bin may have been counted beside it.
    pub(super) fn surroundings(&self, p: f64) -> (f64, f64) {
        let Ranks::Binned { stretches, min, max } = &self.ranks else { return self.bounds(p) };
        let below = (p * (self.count - 1) as f64).floor() as usize;
        let after = |rank: usize| stretches.partition_point(|stretch| stretch.first <= rank);
        let low = after(below).checked_sub(2).and_then(|position| stretches.get(position));
        let high = stretches.get(after((below + 1).min(self.count - 1)));
        (low.map_or(*min, |stretch| stretch.low), high.map_or(*max, |stretch| stretch.high))
    }

    /// An asked quantile that a replay made exact.
    fn replayed(&self, p: f64) -> Option<f64> {
        let position = ASKED.iter().position(|asked| *asked == p)?;
        self.asked[position]
    }

    fn at_rank(&self, rank: usize) -> f64 {
        match &self.ranks {
            Ranks::Exact(values) => values[rank],
            Ranks::Binned { min, .. } if rank == 0 => *min,
            Ranks::Binned { max, .. } if rank + 1 >= self.count => *max,
            Ranks::Binned { stretches, .. } => {
                let after = stretches.partition_point(|stretch| stretch.first <= rank);
                let stretch = after.checked_sub(1).and_then(|position| stretches.get(position));
                stretch.map_or(f64::NAN, |&Stretch { first, count, low, high }| {
                    low + (high - low) * ((rank - first) as f64 + 0.5) / count as f64
                })
            }
        }
    }

    /// The equally spaced quantiles that stand for the sample in a chart of so many points.
    pub fn spread(&self, points: usize) -> Vec<f64> {
        (0..points).map(|k| self.quantile((k as f64 + 0.5) / points as f64)).collect()
    }
}

/// Standard error of a standard deviation: `√((μ₄ - σ⁴ (n-3)/(n-1)) / n) / 2σ`.
pub(super) fn sd_error(fourth: f64, sd: f64, n: f64) -> f64 {
    if sd <= 0.0 || n < 4.0 {
        return 0.0;
    }
    ((fourth - sd.powi(4) * (n - 3.0) / (n - 1.0)).max(0.0) / n).sqrt() / (2.0 * sd)
}
