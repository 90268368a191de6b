//! A sample in bounded memory: exact while it is small, a histogram beyond.
//!
//! A sketch takes values in order and forgets it: what it says depends on the values and their
//! order, never on the slices they came in. Once it counts in bins it can be forked and merged: what is
//! counted and every quantile come out as if one sketch had taken all, in any order of merging.

use super::bins::Bins;
use super::exact_quantiles::ExactQuantiles;
use super::order::EXACT;
use super::replicates::Replicates;
use super::sorted::{Ranks, Sorted, sd_error};

/// A sample as far as it can be remembered.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantileSketch {
    threshold: f64,
    above: usize,
    count: usize,
    skipped: usize,
    min: f64,
    max: f64,
    store: Store,
    /// Where values come in independent repetitions: what these say of errors.
    replicates: Option<Box<Replicates>>,
    /// What is kept while the sample is seen a second time.
    replay: Option<Box<ExactQuantiles>>,
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
    cubes: f64,
    fourths: f64,
}

impl Default for QuantileSketch {
    fn default() -> QuantileSketch {
        QuantileSketch::above(f64::INFINITY)
    }
}

impl QuantileSketch {
    /// A sketch that also counts the values above a threshold.
    pub fn above(threshold: f64) -> QuantileSketch {
        QuantileSketch::repeated(threshold, 1)
    }

    /// The same for values that come in so many interleaved repetitions: the `k`th value offered belongs to
    /// repetition `k mod repetitions`, whether it is finite or not. Errors are then told by how repetitions
    /// differ, and not as if every value were independent of the others.
    pub fn repeated(threshold: f64, repetitions: usize) -> QuantileSketch {
        let (min, max) = (f64::INFINITY, f64::NEG_INFINITY);
        let (store, replicates) = (Store::Exact(Vec::new()), Replicates::new(repetitions).map(Box::new));
        QuantileSketch {
            threshold,
            above: 0,
            count: 0,
            skipped: 0,
            min,
            max,
            store,
            replicates,
            replay: None,
        }
    }

    /// A sketch of a sample.
    pub fn of(sample: &[f64]) -> QuantileSketch {
        let mut sketch = QuantileSketch::default();
        sketch.extend(sample);
        sketch
    }

    /// Takes the next value.
    pub fn push(&mut self, value: f64) {
        self.extend(&[value]);
    }

    /// Takes the next values; those that are not finite are counted and left out.
    pub fn extend(&mut self, values: &[f64]) {
        if let Some(replay) = &mut self.replay {
            return replay.take(values);
        }
        // A chunk's worth fits a buffer on the stack should some of it have to be left out.
        for part in values.chunks(64) {
            if let Some(replicates) = &mut self.replicates {
                replicates.take(part, self.threshold);
            }
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
            self.take(&kept[..length]);
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
        // A sample of nothing needs no shift.
        let shift = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
        if let Some(replicates) = &mut self.replicates {
            replicates.mark(&sorted, self.threshold);
        }
        let mut binned = Binned::new(Bins::new(&sorted), shift);
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

    /// Whether values come in interleaved repetitions.
    pub fn is_repeated(&self) -> bool {
        self.replicates.is_some()
    }

    /// The sample put in order, to be asked for quantiles; none of an empty one.
    pub fn sorted(&self) -> Option<Sorted> {
        if self.count == 0 {
            return None;
        }
        let mut sorted = match &self.store {
            Store::Exact(exact) => Sorted::exact(exact.clone()),
            Store::Binned(binned) => binned.sorted(self.count, self.min, self.max),
        };
        sorted.errors = self.replicates.as_ref().and_then(|replicates| {
            let values = if let Ranks::Exact(values) = &sorted.ranks { values.as_slice() } else { &[] };
            replicates.errors(values, self.threshold)
        });
        if let Some(replay) = &self.replay {
            sorted.asked = replay.quantiles(self.count);
        }
        Some(sorted)
    }

    /// From here on the same values come again, and make the asked quantiles exact
    /// ([`super::summary::Summary`]'s).
    pub fn replay(&mut self) {
        let binned = matches!(self.store, Store::Binned(_));
        let replay = self.sorted().filter(|_| binned).map(|sorted| ExactQuantiles::new(&sorted));
        self.replay = Some(Box::new(replay.unwrap_or_default()));
    }

    /// From here on the same values come again and are not looked at.
    pub fn pause(&mut self) {
        self.replay = Some(Box::default());
    }

    /// Whether the sample is being seen a second time.
    pub fn is_replaying(&self) -> bool {
        self.replay.is_some()
    }

    /// Ends a replay that did not see all values again: quantiles are what they were before.
    pub fn forget_replay(&mut self) {
        self.replay = None;
    }

    /// An empty sketch that counts in the same bins; none while the values themselves are kept, and where
    /// values come in repetitions, whose order a part does not know.
    pub fn fork(&self) -> Option<QuantileSketch> {
        let Store::Binned(binned) = &self.store else { return None };
        if self.replicates.is_some() {
            return None;
        }
        let store = Store::Binned(Box::new(Binned::new(binned.bins.emptied(), binned.shift)));
        Some(QuantileSketch { store, ..QuantileSketch::above(self.threshold) })
    }

    /// Adds what a fork has taken. Counts and quantiles are then those of one sketch of all values, mean and
    /// standard deviation those to rounding.
    pub fn merge(&mut self, fork: &QuantileSketch) {
        let (Store::Binned(mine), Store::Binned(theirs)) = (&mut self.store, &fork.store) else { return };
        mine.bins.merge(&theirs.bins);
        mine.sum += theirs.sum;
        mine.squares += theirs.squares;
        mine.cubes += theirs.cubes;
        mine.fourths += theirs.fourths;
        self.count += fork.count;
        self.skipped += fork.skipped;
        self.above += fork.above;
        self.min = self.min.min(fork.min);
        self.max = self.max.max(fork.max);
    }
}

impl Binned {
    fn new(bins: Bins, shift: f64) -> Binned {
        Binned { bins, shift, sum: 0.0, squares: 0.0, cubes: 0.0, fourths: 0.0 }
    }

    fn take(&mut self, values: &[f64]) {
        // One after the other, so that the sums are the same however the values were sliced.
        let Binned { mut sum, mut squares, mut cubes, mut fourths, .. } = *self;
        for &x in values {
            let distance = x - self.shift;
            let square = distance * distance;
            sum += distance;
            squares += square;
            cubes += square * distance;
            fourths += square * square;
        }
        (self.sum, self.squares, self.cubes, self.fourths) = (sum, squares, cubes, fourths);
        self.bins.count(values);
    }

    fn sorted(&self, count: usize, min: f64, max: f64) -> Sorted {
        let n = count as f64;
        let mean = self.shift + self.sum / n;
        let variance = (self.squares - self.sum * (self.sum / n)) / (n - 1.0);
        let (sd, d) = (variance.max(0.0).sqrt(), self.sum / n);
        // The fourth moment about the mean, from those about the shift.
        let fourth = (self.fourths - 4.0 * d * self.cubes + 6.0 * d * d * self.squares) / n - 3.0 * d.powi(4);
        let stretches = self.bins.stretches(min, max);
        let ranks = Ranks::Binned { stretches, min, max };
        Sorted {
            count,
            mean,
            sd,
            sd_error: sd_error(fourth, sd, n),
            errors: None,
            asked: Default::default(),
            ranks,
        }
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
