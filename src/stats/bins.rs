//! A histogram that is laid out once, from a first sample, and counts ever after.
//!
//! A range is cut into equal cells and every cell into equal bins, the finer the nearer a quantile
//! that will be asked for: where a value belongs is two multiplications and no search. Values that
//! the sample has many times over (a rent of nothing, a difference of nothing) are counted apart
//! and come back unchanged; a bin that much of the sample falls into is a histogram in its turn.
//! The layout never moves: beyond the range are two open bins.

use super::summary::{ASKED, quantile};

/// Equal cells of the range.
const CELLS: usize = 256;
/// Bins to share out among cells, which have one each to begin with.
const FINE: usize = 768;
/// Share of the sample on either side that does not say how wide the range is.
const TRIMMED: f64 = 0.01;
/// Width by which the range exceeds the trimmed sample on either side, as a share of its width.
const MARGIN: f64 = 0.5;
/// How many of a sample must be the same for a value that is counted apart, and how many such
/// values there are at the most.
const SAME: usize = 16;
const MOST_ATOMS: usize = 4;
/// Values this close, as a share of the trimmed width, are the same but for rounding.
const ROUNDING: f64 = 1e-9;
/// How many of a sample, counted by their worth, make a bin a histogram of its own; how deep that
/// goes.
const CROWD: f64 = 8.0;
const DEEPEST: usize = 4;

/// A layout and its counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bins {
    /// One cell's width below the range: the first cell and the last are the open ones.
    low: f64,
    /// Cells in a unit.
    scale: f64,
    cells: Vec<Cell>,
    counts: Vec<u32>,
    /// In ascending order.
    atoms: Vec<Atom>,
    tolerance: f64,
    /// Bins that are histograms, by number and in ascending order.
    crowded: Vec<(usize, Bins)>,
}

/// Where the bins of a cell begin, and how many they are.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    first: u16,
    parts: u16,
}

/// A value that comes up again and again.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Atom {
    value: f64,
    /// Values that are it; no bin counts them.
    count: usize,
}

/// Neighbouring values, known by how many they are and between which bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stretch {
    /// Rank of the first, from zero.
    pub first: usize,
    pub count: usize,
    pub low: f64,
    pub high: f64,
}

/// Part of a sorted sample: its values, the rank of the first, and how many the sample has.
#[derive(Clone, Copy)]
struct Part<'a> {
    sorted: &'a [f64],
    first: usize,
    total: usize,
}

impl Part<'_> {
    /// The share of the whole sample below the value at a position.
    fn share(&self, position: usize) -> f64 {
        ((self.first + position) as f64 + 0.5) / self.total as f64
    }

    /// What a value's place is worth: all if a quantile that is asked for may be found there when
    /// all values are in, within three standard errors.
    fn worth(&self, position: usize) -> f64 {
        let p = self.share(position);
        let reach = |asked: f64| 3.0 * (asked * (1.0 - asked) / self.total as f64).sqrt();
        if ASKED.iter().any(|&asked| (p - asked).abs() < reach(asked)) { 1.0 } else { 1.0 / 16.0 }
    }
}

impl Bins {
    /// Lays bins out for a sorted, non-empty sample of finite numbers, and counts nothing yet.
    pub fn new(sorted: &[f64]) -> Bins {
        Bins::laid_out(Part { sorted, first: 0, total: sorted.len() }, DEEPEST)
    }

    fn laid_out(part: Part<'_>, depth: usize) -> Bins {
        let (low, high) = trimmed(part.sorted);
        let span = high - low;
        let tolerance = span * ROUNDING;
        // A sample of one value still needs a width, or its neighbours would have no place.
        let span = if span > 0.0 { span } else { low.abs().max(f64::MIN_POSITIVE) };
        let cell = span * (1.0 + 2.0 * MARGIN) / CELLS as f64;
        let mut bins = Bins {
            low: low - MARGIN * span - cell,
            scale: cell.recip(),
            cells: vec![Cell { first: 0, parts: 1 }; CELLS + 2],
            counts: Vec::new(),
            atoms: atoms(part.sorted, tolerance),
            tolerance,
            crowded: Vec::new(),
        };
        let weights = bins.weights(part);
        let total = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut first = 0;
        for (cell, weight) in bins.cells.iter_mut().zip(weights) {
            let parts = 1 + (FINE as f64 * weight / total) as u16;
            *cell = Cell { first, parts };
            first += parts;
        }
        bins.counts = vec![0; usize::from(first)];
        if depth > 0 {
            bins.crowded = bins.crowds(part, depth);
            // What is repeated within a crowd is told apart there.
            let mut atoms = std::mem::take(&mut bins.atoms);
            atoms.retain(|atom| bins.crowd(bins.bin(atom.value)).is_none());
            bins.atoms = atoms;
        }
        bins
    }

    /// How much of the bins each cell is worth: a rank that is known to a bin only is wrong by the
    /// root of what the bin holds, and that has to stay small beside the spread of ranks itself.
    fn weights(&self, part: Part<'_>) -> Vec<f64> {
        let mut weights = vec![0.0; self.cells.len()];
        for (rank, &x) in part.sorted.iter().enumerate() {
            let (cell, _) = self.cell(x);
            let open = cell == 0 || cell + 1 == self.cells.len();
            if let Some(sum) = weights.get_mut(cell).filter(|_| !open && self.atom(x).is_none()) {
                let p = part.share(rank);
                *sum += part.worth(rank) / (p * (1.0 - p));
            }
        }
        weights
    }

    /// Histograms for the bins that much of a sample falls into.
    fn crowds(&self, part: Part<'_>, depth: usize) -> Vec<(usize, Bins)> {
        let mut crowded = Vec::new();
        let mut start = 0;
        while let Some(first) = part.sorted.get(start) {
            let bin = self.bin(*first);
            let rest = part.sorted.get(start..).unwrap_or_default();
            let inside = rest.partition_point(|x| self.bin(*x) <= bin).max(1);
            let (crowd, _) = rest.split_at(inside.min(rest.len()));
            let others = (start..).zip(crowd).filter(|(_, x)| self.atom(**x).is_none());
            if others.map(|(position, _)| part.worth(position)).sum::<f64>() >= CROWD {
                let part = Part { sorted: crowd, first: part.first + start, total: part.total };
                crowded.push((bin, Bins::laid_out(part, depth - 1)));
            }
            start += inside;
        }
        crowded
    }

    /// Which of the repeated values a value is.
    #[inline]
    fn atom(&self, x: f64) -> Option<usize> {
        self.atoms.iter().position(|atom| (x - atom.value).abs() <= self.tolerance)
    }

    /// The cell of a value, and how far into it the value lies, from 0 to 1.
    #[inline]
    fn cell(&self, x: f64) -> (usize, f64) {
        let place = ((x - self.low) * self.scale).clamp(0.0, (CELLS + 1) as f64);
        let cell = place as u32;
        (cell as usize, place - f64::from(cell))
    }

    #[inline]
    fn bin(&self, x: f64) -> usize {
        let (cell, inside) = self.cell(x);
        let Some(&Cell { first, parts }) = self.cells.get(cell) else { return 0 };
        (u32::from(first) + (inside * f64::from(parts)) as u32) as usize
    }

    /// Counts finite values.
    #[inline]
    pub fn count(&mut self, values: &[f64]) {
        let plain = self.atoms.is_empty() && self.crowded.is_empty();
        for &x in values {
            let bin = self.bin(x);
            if !plain && self.is_apart(x, bin) {
                continue;
            }
            if let Some(count) = self.counts.get_mut(bin) {
                *count += 1;
            }
        }
    }

    /// Counts a value that is not to be counted in its bin.
    fn is_apart(&mut self, x: f64, bin: usize) -> bool {
        if let Some(atom) = self.atom(x).and_then(|position| self.atoms.get_mut(position)) {
            atom.count += 1;
            return true;
        }
        let crowd = self.crowded.iter_mut().find(|(number, _)| *number == bin);
        crowd.map(|(_, bins)| bins.count(&[x])).is_some()
    }

    /// The histogram that a bin is, if it is one.
    fn crowd(&self, bin: usize) -> Option<&Bins> {
        self.crowded.iter().find(|(number, _)| *number == bin).map(|(_, bins)| bins)
    }

    /// What was counted, in ascending order; `min` and `max` are the extremes of all of it.
    pub fn stretches(&self, min: f64, max: f64) -> Vec<Stretch> {
        let mut stretches = Stretches::default();
        self.list(min, max, &mut stretches);
        stretches.list
    }

    fn list(&self, min: f64, max: f64, stretches: &mut Stretches) {
        let mut atoms = self.atoms.iter().peekable();
        let last = self.cells.len() - 1;
        for (number, cell) in self.cells.iter().enumerate() {
            let parts = f64::from(cell.parts);
            // No value lies beyond the extremes, whatever the edges of its bin.
            let edge = |part: f64| (self.low + (number as f64 + part / parts) / self.scale).max(min).min(max);
            for part in 0..cell.parts {
                let bin = usize::from(cell.first + part);
                let low = if number == 0 { min } else { edge(f64::from(part)) };
                let high = if number == last { max } else { edge(f64::from(part) + 1.0) };
                if let Some(bins) = self.crowd(bin) {
                    bins.list(low, high, stretches);
                    continue;
                }
                let mut rest = self.counts.get(bin).map_or(0, |count| *count as usize);
                let mut from = low;
                while let Some(atom) = atoms.next_if(|atom| self.bin(atom.value) <= bin) {
                    // What else the bin holds is spread evenly around the repeated value.
                    let share = ((atom.value - from) / (high - from)).clamp(0.0, 1.0);
                    let below = ((rest as f64 * share) as usize).min(rest);
                    stretches.push(from, atom.value, below);
                    stretches.push(atom.value, atom.value, atom.count);
                    (rest, from) = (rest - below, atom.value);
                }
                stretches.push(from, high, rest);
            }
        }
    }
}

/// Stretches as they are found, from below.
#[derive(Default)]
struct Stretches {
    list: Vec<Stretch>,
    rank: usize,
}

impl Stretches {
    fn push(&mut self, low: f64, high: f64, count: usize) {
        if count > 0 {
            self.list.push(Stretch { first: self.rank, count, low, high: high.max(low) });
            self.rank += count;
        }
    }
}

/// The range of a sorted sample without its outermost values; all of it where that is a point.
fn trimmed(sorted: &[f64]) -> (f64, f64) {
    let ends = |share: f64| (quantile(sorted, share), quantile(sorted, 1.0 - share));
    let (low, high) = ends(TRIMMED);
    if high > low { (low, high) } else { ends(0.0) }
}

/// The values that a sorted sample has most often, in ascending order.
fn atoms(sorted: &[f64], tolerance: f64) -> Vec<Atom> {
    let mut found: Vec<(usize, f64)> = Vec::new();
    let mut rest = sorted;
    while let Some(first) = rest.first() {
        let same = rest.partition_point(|x| x - first <= tolerance);
        if same >= SAME {
            found.extend(rest.get(same / 2).map(|middle| (same, *middle)));
        }
        rest = rest.get(same.max(1)..).unwrap_or_default();
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    found.truncate(MOST_ATOMS);
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    found.into_iter().map(|(_, value)| Atom { value, count: 0 }).collect()
}
