//! A sample in bounded memory: exact while it is small, a histogram beyond.
//!
//! A sketch takes values in order and forgets it: what it says depends on the values and their
//! order, never on the slices they came in. Two sketches cannot be merged.

use super::bins::{Bins, Stretch};
use super::summary::quantile;

/// Most values that are kept as they are.
pub const EXACT: usize = 2_048;

/// A sample as far as it can be remembered.
#[derive(Debug, Clone, PartialEq)]
pub struct Sketch {
    threshold: f64,
    above: usize,
    count: usize,
    skipped: usize,
    min: f64,
    max: f64,
    store: Store,
}

#[derive(Debug, Clone, PartialEq)]
enum Store {
    Exact(Vec<f64>),
    Binned(Box<Binned>),
}

/// A sample beyond [`EXACT`] values.
#[derive(Debug, Clone, PartialEq)]
struct Binned {
    bins: Bins,
    /// The median of the first values: sums of differences to it keep their digits.
    shift: f64,
    sum: f64,
    squares: f64,
}

impl Default for Sketch {
    fn default() -> Sketch {
        Sketch::above(f64::INFINITY)
    }
}

impl Sketch {
    /// A sketch that also counts the values above a threshold.
    pub fn above(threshold: f64) -> Sketch {
        let (min, max) = (f64::INFINITY, f64::NEG_INFINITY);
        Sketch { threshold, above: 0, count: 0, skipped: 0, min, max, store: Store::Exact(Vec::new()) }
    }

    /// A sketch of a sample.
    pub fn of(sample: &[f64]) -> Sketch {
        let mut sketch = Sketch::default();
        sketch.extend(sample);
        sketch
    }

    /// Takes the next value.
    pub fn push(&mut self, value: f64) {
        self.extend(&[value]);
    }

    /// Takes the next values; those that are not finite are counted and left out.
    pub fn extend(&mut self, values: &[f64]) {
        // A chunk's worth fits a buffer on the stack should some of it have to be left out.
        for part in values.chunks(64) {
            if part.iter().fold(true, |all, x| all & x.is_finite()) {
                self.take(part);
                continue;
            }
            let mut kept = [0.0; 64];
            let mut length = 0;
            let finite = part.iter().filter(|x| x.is_finite());
            for (slot, x) in kept.iter_mut().zip(finite) {
                (*slot, length) = (*x, length + 1);
            }
            self.skipped += part.len() - length;
            self.take(kept.get(..length).unwrap_or_default());
        }
    }

    /// Takes finite values.
    fn take(&mut self, values: &[f64]) {
        self.count += values.len();
        self.above += values.iter().map(|x| u32::from(*x > self.threshold)).sum::<u32>() as usize;
        let (min, max) = extremes(values);
        self.min = if min < self.min { min } else { self.min };
        self.max = if max > self.max { max } else { self.max };
        let rest = match &mut self.store {
            Store::Binned(binned) => return binned.take(values),
            Store::Exact(exact) => {
                let (now, rest) = values.split_at(values.len().min(EXACT - exact.len()));
                exact.extend_from_slice(now);
                rest
            }
        };
        if !rest.is_empty() {
            self.bin();
            self.take_binned(rest);
        }
    }

    fn take_binned(&mut self, values: &[f64]) {
        if let Store::Binned(binned) = &mut self.store {
            binned.take(values);
        }
    }

    /// Turns an exact sketch into a histogram of the same values.
    fn bin(&mut self) {
        let Store::Exact(exact) = &mut self.store else { return };
        let first = std::mem::take(exact);
        let mut sorted = first.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let shift = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
        let mut binned = Binned { bins: Bins::new(&sorted), shift, sum: 0.0, squares: 0.0 };
        binned.take(&first);
        self.store = Store::Binned(Box::new(binned));
    }

    /// Number of finite values.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Number of values that were not finite.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// Number of values above the threshold.
    pub fn count_above(&self) -> usize {
        self.above
    }

    /// The least value and the greatest; none of an empty sample.
    pub fn extremes(&self) -> Option<(f64, f64)> {
        (self.count > 0).then_some((self.min, self.max))
    }

    /// The sample put in order, to be asked for quantiles; none of an empty one.
    pub fn sorted(&self) -> Option<Sorted> {
        if self.count == 0 {
            return None;
        }
        Some(match &self.store {
            Store::Exact(exact) => Sorted::exact(exact.clone()),
            Store::Binned(binned) => binned.sorted(self.count, self.min, self.max),
        })
    }
}

impl Binned {
    fn take(&mut self, values: &[f64]) {
        // One after the other, so that the sums are the same however the values were sliced.
        let (mut sum, mut squares) = (self.sum, self.squares);
        for &x in values {
            let distance = x - self.shift;
            sum += distance;
            squares += distance * distance;
        }
        (self.sum, self.squares) = (sum, squares);
        self.bins.count(values);
    }

    fn sorted(&self, count: usize, min: f64, max: f64) -> Sorted {
        let n = count as f64;
        let mean = self.shift + self.sum / n;
        let variance = (self.squares - self.sum * (self.sum / n)) / (n - 1.0);
        let stretches = self.bins.stretches(min, max);
        Sorted { count, mean, sd: variance.max(0.0).sqrt(), ranks: Ranks::Binned { stretches, min, max } }
    }
}

/// The least and the greatest of finite values, four at a time.
fn extremes(values: &[f64]) -> (f64, f64) {
    let (mut least, mut most) = ([f64::INFINITY; 4], [f64::NEG_INFINITY; 4]);
    let (quads, rest) = values.as_chunks::<4>();
    let rest = rest.iter().map(|&x| [x; 4]);
    for quad in quads.iter().copied().chain(rest) {
        for lane in 0..4 {
            least[lane] = if quad[lane] < least[lane] { quad[lane] } else { least[lane] };
            most[lane] = if quad[lane] > most[lane] { quad[lane] } else { most[lane] };
        }
    }
    // Which of two zeros came first would depend on the slices: there is one zero.
    (least.into_iter().fold(least[0], f64::min) + 0.0, most.into_iter().fold(most[0], f64::max) + 0.0)
}

/// A sample in ascending order, not empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted {
    /// Number of values.
    pub count: usize,
    pub mean: f64,
    /// Standard deviation, with `count - 1` in its denominator; zero for a single value.
    pub sd: f64,
    ranks: Ranks,
}

#[derive(Debug, Clone, PartialEq)]
enum Ranks {
    Exact(Vec<f64>),
    Binned { stretches: Vec<Stretch>, min: f64, max: f64 },
}

impl Sorted {
    fn exact(mut values: Vec<f64>) -> Sorted {
        values.sort_unstable_by(f64::total_cmp);
        let n = values.len() as f64;
        // Shifted by the median so that a small spread around a large mean keeps its digits.
        let shift = values.get(values.len() / 2).copied().unwrap_or(0.0);
        let mean = shift + values.iter().map(|x| x - shift).sum::<f64>() / n;
        let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
        let sd = if values.len() > 1 { (squares / (n - 1.0)).sqrt() } else { 0.0 };
        Sorted { count: values.len(), mean, sd, ranks: Ranks::Exact(values) }
    }

    /// The `p` quantile (see [`quantile`]); beyond [`EXACT`] values the ranks within a bin are taken
    /// to be evenly spaced.
    pub fn quantile(&self, p: f64) -> f64 {
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

    fn at_rank(&self, rank: usize) -> f64 {
        match &self.ranks {
            Ranks::Exact(values) => values.get(rank).copied().unwrap_or(f64::NAN),
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
