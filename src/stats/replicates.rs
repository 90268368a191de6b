//! What independent repetitions of a sample say of its errors.
//!
//! Values come interleaved: the `k`th of all that are offered belongs to repetition `k mod R`. Each
//! repetition's mean, spread and shares vary by as much as a whole repetition is wrong, and the root of `R`
//! less is how wrong all of them together are. Needs no independence within a repetition.

use super::order::{ASKED, quantile};

/// Fewest values of a repetition that make it one.
const FEWEST: f64 = 4.0;

/// Sums by repetition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Replicates {
    each: Vec<Tally>,
    /// Repetition of the next value.
    next: usize,
    /// What values are compared with; none until the first of them are looked at.
    marks: Option<Marks>,
    /// Values from before there were marks, with their repetitions.
    pending: Vec<(u8, f64)>,
}

/// Near the middle and at the quantiles that will be asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Marks {
    shift: f64,
    quantiles: [f64; ASKED.len()],
}

/// One repetition.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Tally {
    /// Values that were offered, and those of them that are finite.
    offered: f64,
    count: f64,
    sum: f64,
    squares: f64,
    above: f64,
    /// Values up to each of the marked quantiles.
    below: [f64; ASKED.len()],
}

impl Tally {
    fn take(&mut self, x: f64, marks: &Marks, threshold: f64) {
        let distance = x - marks.shift;
        self.count += 1.0;
        self.sum += distance;
        self.squares += distance * distance;
        self.above += f64::from(u8::from(x > threshold));
        for (below, mark) in self.below.iter_mut().zip(marks.quantiles) {
            *below += f64::from(u8::from(x <= mark));
        }
    }
}

/// Standard errors from repetitions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Errors {
    pub mean: f64,
    pub sd: f64,
    /// Of the share above the threshold.
    pub above: f64,
    /// Of the share of offered values that were taken.
    pub taken: f64,
    /// Of the share of values below each of the asked quantiles.
    pub below: [f64; ASKED.len()],
}

impl Replicates {
    /// For so many repetitions; none for one, which says nothing of errors.
    pub(super) fn new(repetitions: usize) -> Option<Replicates> {
        let each = || vec![Tally::default(); repetitions.min(usize::from(u8::MAX))];
        (repetitions > 1).then(|| Replicates { each: each(), next: 0, marks: None, pending: Vec::new() })
    }

    /// Takes the next values offered, those that are not finite among them.
    pub(super) fn take(&mut self, offered: &[f64], threshold: f64) {
        for &x in offered {
            self.each[self.next].offered += 1.0;
            match (x.is_finite(), self.marks) {
                (true, Some(marks)) => self.each[self.next].take(x, &marks, threshold),
                (true, None) => self.pending.push((self.next as u8, x)),
                (false, _) => {}
            }
            self.next = (self.next + 1) % self.each.len();
        }
    }

    /// Sets marks by a sorted sample, all of the values so far.
    pub(super) fn mark(&mut self, sorted: &[f64], threshold: f64) {
        // A sample of nothing needs no shift.
        let shift = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
        let marks = Marks { shift, quantiles: ASKED.map(|p| quantile(sorted, p)) };
        for (repetition, x) in std::mem::take(&mut self.pending) {
            self.each[usize::from(repetition)].take(x, &marks, threshold);
        }
        self.marks = Some(marks);
    }

    /// The errors, `sorted` being all values where none were marked yet; none while repetitions are too short.
    pub(super) fn errors(&self, sorted: &[f64], threshold: f64) -> Option<Errors> {
        if self.marks.is_none() {
            let mut marked = self.clone();
            marked.mark(sorted, threshold);
            return marked.marked_errors();
        }
        self.marked_errors()
    }

    fn marked_errors(&self) -> Option<Errors> {
        if self.each.iter().any(|tally| tally.count < FEWEST) {
            return None;
        }
        let over = |value: &dyn Fn(&Tally) -> f64| {
            let values: Vec<f64> = self.each.iter().map(value).collect();
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt()
        };
        let variance = |t: &Tally| (t.squares - t.sum * t.sum / t.count) / (t.count - 1.0);
        Some(Errors {
            mean: over(&|t| t.sum / t.count),
            sd: over(&|t| variance(t).max(0.0).sqrt()),
            above: over(&|t| t.above / t.count),
            taken: over(&|t| t.count / t.offered),
            below: std::array::from_fn(|k| over(&|t| t.below[k] / t.count)),
        })
    }
}
