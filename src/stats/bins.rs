//! A histogram that is laid out once, from a first sample, and counts ever after.
//!
//! A range is cut into equal cells and every cell into equal bins, the finer the nearer a quantile
//! that will be asked for: where a value belongs is two multiplications and no search. Values that
//! the sample has many times over (a rent of nothing, a difference of nothing) are counted apart
//! and come back unchanged; a bin that much of the sample falls into is a histogram in its turn.
//! The layout never moves: beyond the range are two open bins.

use super::order::{ASKED, EXACT, quantile};
use std::sync::LazyLock;

/// Equal cells of the range; with the open ones at its ends a byte numbers them.
const CELLS: usize = 254;
/// Most bins. Cells have one each to begin with, and share the others.
const BINS: usize = 1024;
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
    cells: Box<[Cell; CELLS + 2]>,
    /// Short, because thousands of these pass through the processor's memory in turn.
    counts: Box<[u16; BINS]>,
    /// How often each count has run over; empty until one does.
    carried: Vec<u32>,
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

/// Part of a sorted sample of [`EXACT`] values: its values, and the rank of the first.
#[derive(Clone, Copy)]
struct Part<'a> {
    sorted: &'a [f64],
    first: usize,
}

/// What the place of a value in a sorted sample is worth.
#[derive(Clone, Copy, Default)]
struct Worth {
    /// One where a quantile that is asked for may be found when all values are in, within three
    /// standard errors; little elsewhere.
    asked: f64,
    /// The same for as much as ranks are sure there: a rank that is known to a bin only is wrong by
    /// the root of what the bin holds, and that has to stay small beside the spread of ranks itself.
    bins: f64,
}

static WORTH: LazyLock<Vec<Worth>> = LazyLock::new(|| {
    let n = EXACT as f64;
    let reach = |asked: f64| 3.0 * (asked * (1.0 - asked) / n).sqrt();
    let worth = |rank| {
        let p = (rank as f64 + 0.5) / n;
        let near = ASKED.iter().any(|&asked| (p - asked).abs() < reach(asked));
        let asked = if near { 1.0 } else { 1.0 / 16.0 };
        Worth { asked, bins: asked / (p * (1.0 - p)) }
    };
    (0..EXACT).map(worth).collect()
});

impl<'a> Part<'a> {
    /// Values with what their places are worth.
    fn worths(self) -> impl Iterator<Item = (&'a f64, Worth)> {
        let worth = &WORTH[self.first..];
        self.sorted.iter().zip(worth.iter().copied())
    }
}

impl Bins {
    /// Lays bins out for a sorted sample of [`EXACT`] finite numbers, and counts nothing yet.
    pub(super) fn new(sorted: &[f64]) -> Bins {
        Bins::laid_out(Part { sorted, first: 0 }, DEEPEST)
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
            cells: Box::new([Cell { first: 0, parts: 1 }; CELLS + 2]),
            counts: Box::new([0; BINS]),
            carried: Vec::new(),
            atoms: atoms(part.sorted, tolerance),
            tolerance,
            crowded: Vec::new(),
        };
        bins.share_out(part);
        if depth > 0 {
            bins.crowded = bins.crowds(part, depth);
            // What is repeated within a crowd is distinguished there.
            let mut atoms = std::mem::take(&mut bins.atoms);
            atoms.retain(|atom| bins.crowd(bins.bin(atom.value)).is_none());
            bins.atoms = atoms;
        }
        bins
    }

    /// Gives every cell its bins: as many as what falls into it is worth.
    fn share_out(&mut self, part: Part<'_>) {
        let mut weights = [0.0; CELLS + 2];
        for (x, worth) in part.worths() {
            let (cell, _) = self.cell(*x);
            if let Some(sum) = weights.get_mut(usize::from(cell as u8)).filter(|_| self.atom(*x).is_none()) {
                *sum += worth.bins;
            }
        }
        // The open cells have no width to be cut.
        (weights[0], weights[CELLS + 1]) = (0.0, 0.0);
        let spare = (BINS - weights.len()) as f64 / weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut first = 0;
        for (cell, weight) in self.cells.iter_mut().zip(weights) {
            *cell = Cell { first, parts: 1 + (spare * weight) as u16 };
            first += cell.parts;
        }
    }

    /// Histograms for the bins that much of a sample falls into.
    fn crowds(&self, part: Part<'_>, depth: usize) -> Vec<(usize, Bins)> {
        let mut crowded = Vec::new();
        let mut first = part.first;
        for sorted in part.sorted.chunk_by(|a, b| self.bin(*a) == self.bin(*b)) {
            let crowd = Part { sorted, first };
            let others = crowd.worths().filter(|(x, _)| self.atom(**x).is_none());
            let many =
                sorted.len() as f64 >= CROWD && others.map(|(_, worth)| worth.asked).sum::<f64>() >= CROWD;
            if let (Some(x), true) = (sorted.first(), many) {
                crowded.push((self.bin(*x), Bins::laid_out(crowd, depth - 1)));
            }
            first += sorted.len();
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
    fn cell(&self, x: f64) -> (u64, f64) {
        // All beyond the range lies in the middle of the open cell, clear of its edge.
        const LAST: f64 = CELLS as f64 + 1.5;
        let place = (x - self.low) * self.scale;
        let place = if place > 0.0 { place } else { 0.0 };
        let place = if place < LAST { place } else { LAST };
        let (cell, whole) = whole(place);
        (cell, place - whole)
    }

    #[inline]
    fn bin_of(&self, (cell, inside): (u64, f64)) -> usize {
        let Cell { first, parts } = self.cells[usize::from(cell as u8)];
        let (part, _) = whole(inside * f64::from(parts));
        // A last bin's end is the next one's beginning.
        usize::from(first + part as u16).min(BINS - 1)
    }

    fn bin(&self, x: f64) -> usize {
        self.bin_of(self.cell(x))
    }

    /// The same layout with nothing counted.
    pub(super) fn emptied(&self) -> Bins {
        let mut bins = self.clone();
        bins.counts.fill(0);
        bins.carried.clear();
        bins.atoms.iter_mut().for_each(|atom| atom.count = 0);
        bins.crowded.iter_mut().for_each(|(_, crowd)| *crowd = crowd.emptied());
        bins
    }

    /// Adds what was counted in the same layout.
    pub(super) fn merge(&mut self, other: &Bins) {
        for bin in 0..BINS {
            let sum = self.held(bin) + other.held(bin);
            self.counts[bin] = sum as u16;
            if sum >> 16 > 0 {
                self.carried.resize(BINS, 0);
                self.carried[bin] = (sum >> 16) as u32;
            }
        }
        self.atoms.iter_mut().zip(&other.atoms).for_each(|(mine, theirs)| mine.count += theirs.count);
        self.crowded.iter_mut().zip(&other.crowded).for_each(|(mine, theirs)| mine.1.merge(&theirs.1));
    }

    /// Counts finite values.
    pub(super) fn count(&mut self, values: &[f64]) {
        let plain = self.atoms.is_empty() && self.crowded.is_empty();
        for part in values.chunks(64) {
            // Arithmetic by itself first, so that it is done for several values at a time.
            let (mut cells, mut insides) = ([0; 64], [0.0; 64]);
            for ((cell, inside), x) in cells.iter_mut().zip(&mut insides).zip(part) {
                (*cell, *inside) = self.cell(*x);
            }
            for (&x, place) in part.iter().zip(cells.into_iter().zip(insides)) {
                let bin = self.bin_of(place);
                if plain || !self.is_apart(x, bin) {
                    self.add(bin);
                }
            }
        }
    }

    #[inline]
    fn add(&mut self, bin: usize) {
        let count = self.counts[bin].wrapping_add(1);
        self.counts[bin] = count;
        if count == 0 {
            self.carry(bin);
        }
    }

    #[cold]
    fn carry(&mut self, bin: usize) {
        self.carried.resize(BINS, 0);
        self.carried[bin] += 1;
    }

    /// How many values a bin has.
    fn held(&self, bin: usize) -> usize {
        let carried = self.carried.get(bin).map_or(0, |carried| *carried as usize);
        (carried << 16) + self.counts.get(bin).map_or(0, |count| usize::from(*count))
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
    pub(super) fn stretches(&self, min: f64, max: f64) -> Vec<Stretch> {
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
                let mut rest = self.held(bin);
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

/// The whole part of a number from 0 to a few thousand, in the low bits of an integer and as it is; of a
/// number that is whole it may be one less. A sum so large has no room for a fraction, which costs less than
/// asking whether a conversion fits.
#[inline]
fn whole(x: f64) -> (u64, f64) {
    const ROOM: f64 = (3_u64 << 51) as f64;
    let sum = (x - 0.5) + ROOM;
    (sum.to_bits(), sum - ROOM)
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
        let same = rest.iter().take_while(|x| *x - first <= tolerance).count();
        if same >= SAME {
            found.extend(rest.get(same / 2).map(|middle| (same, *middle)));
        }
        // The first is as large as itself: at least one is passed over.
        rest = &rest[same.max(1)..];
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    found.truncate(MOST_ATOMS);
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    found.into_iter().map(|(_, value)| Atom { value, count: 0 }).collect()
}
