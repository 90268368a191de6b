//! A histogram that is laid out once, from a first sample, and counts ever after.
//!
//! A range is cut into equal cells and every cell into equal bins, the finer the nearer a quantile
//! that will be asked for: where a value belongs is two multiplications and no search. Values that
//! the sample has many times over (a rent of nothing, a difference of nothing) are counted apart
//! and come back unchanged. The layout never moves: beyond the range are two open bins.

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
    /// Values that are it; its bin counts them too.
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

impl Bins {
    /// Lays bins out for a sorted, non-empty sample of finite numbers, and counts nothing yet.
    pub fn new(sorted: &[f64]) -> Bins {
        let (low, high) = trimmed(sorted);
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
            atoms: atoms(sorted, tolerance),
            tolerance,
        };
        let weights = bins.weights(sorted);
        let total = weights.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut first = 0;
        for (cell, weight) in bins.cells.iter_mut().zip(weights) {
            let parts = 1 + (FINE as f64 * weight / total) as u16;
            *cell = Cell { first, parts };
            first += parts;
        }
        bins.counts = vec![0; usize::from(first)];
        bins
    }

    /// How much of the bins each cell is worth: a rank that is known to a bin only is wrong by the
    /// root of what the bin holds, and that has to stay small beside the spread of ranks itself.
    fn weights(&self, sorted: &[f64]) -> Vec<f64> {
        let mut weights = vec![0.0; self.cells.len()];
        let n = sorted.len() as f64;
        for (rank, &x) in sorted.iter().enumerate() {
            let p = (rank as f64 + 0.5) / n;
            // Three standard errors: where the quantile may be found when all values are in.
            let near = |asked: &f64| (p - asked).abs() < 3.0 * (asked * (1.0 - asked) / n).sqrt();
            let weight = if ASKED.iter().any(near) { 1.0 } else { 0.1 };
            let open = |cell: usize| cell == 0 || cell + 1 == self.cells.len();
            let (cell, _) = self.cell(x);
            if let Some(sum) = weights.get_mut(cell).filter(|_| !open(cell) && !self.is_atom(x)) {
                *sum += weight / (p * (1.0 - p));
            }
        }
        weights
    }

    fn is_atom(&self, x: f64) -> bool {
        self.atoms.iter().any(|atom| (x - atom.value).abs() <= self.tolerance)
    }

    /// The cell of a value, and how far into it the value lies, from 0 to 1.
    #[inline]
    fn cell(&self, x: f64) -> (usize, f64) {
        let place = ((x - self.low) * self.scale).clamp(0.0, (CELLS + 1) as f64);
        let cell = place as u32;
        (cell as usize, place - f64::from(cell))
    }

    /// Counts one finite value.
    #[inline]
    pub fn count(&mut self, x: f64) {
        let (cell, inside) = self.cell(x);
        let Some(&Cell { first, parts }) = self.cells.get(cell) else { return };
        let bin = u32::from(first) + (inside * f64::from(parts)) as u32;
        if let Some(count) = self.counts.get_mut(bin as usize) {
            *count += 1;
        }
    }

    /// Counts those of the values that are one of the repeated ones; their bins count them as well.
    pub fn count_atoms(&mut self, values: &[f64]) {
        for atom in &mut self.atoms {
            let same = values.iter().map(|x| u32::from((x - atom.value).abs() <= self.tolerance));
            atom.count += same.sum::<u32>() as usize;
        }
    }

    /// What was counted, in ascending order; `min` and `max` are the extremes of all of it.
    pub fn stretches(&self, min: f64, max: f64) -> Vec<Stretch> {
        let mut list = Stretches { list: Vec::new(), rank: 0, min, max };
        let mut atoms = self.atoms.iter().peekable();
        for (number, cell) in self.cells.iter().enumerate() {
            let parts = f64::from(cell.parts);
            let edge = |part: f64| self.low + (number as f64 + part / parts) / self.scale;
            let first = usize::from(cell.first);
            let counts = self.counts.get(first..first + usize::from(cell.parts)).unwrap_or_default();
            for (part, &count) in counts.iter().enumerate() {
                let open = (number == 0, number + 1 == self.cells.len());
                let low = if open.0 { min } else { edge(part as f64) };
                let high = if open.1 { max } else { edge(part as f64 + 1.0) };
                let bin = first + part;
                let mut inside = Vec::new();
                while let Some(atom) = atoms.next_if(|atom| self.bin(atom.value) == Some(bin)) {
                    inside.push(*atom);
                }
                list.push_bin(low, high, count as usize, &inside);
            }
        }
        list.list
    }

    fn bin(&self, x: f64) -> Option<usize> {
        let (cell, inside) = self.cell(x);
        let Cell { first, parts } = *self.cells.get(cell)?;
        Some(usize::from(first) + (inside * f64::from(parts)) as usize)
    }
}

/// Stretches as they are found, from below.
struct Stretches {
    list: Vec<Stretch>,
    rank: usize,
    min: f64,
    max: f64,
}

impl Stretches {
    fn push(&mut self, low: f64, high: f64, count: usize) {
        if count > 0 {
            // No value lies beyond the extremes, whatever the edges of its bin.
            let low = low.max(self.min).min(self.max);
            self.list.push(Stretch { first: self.rank, count, low, high: high.min(self.max).max(low) });
            self.rank += count;
        }
    }

    /// A bin with the repeated values in it: what else it holds is spread evenly around them.
    fn push_bin(&mut self, low: f64, high: f64, count: usize, atoms: &[Atom]) {
        let (low, high) = (low.max(self.min), high.min(self.max));
        let mut rest = count.saturating_sub(atoms.iter().map(|atom| atom.count).sum());
        let mut from = low;
        for atom in atoms {
            let share = (atom.value - from) / (high - from);
            let below = if share > 0.0 { (rest as f64 * share).round() as usize } else { 0 }.min(rest);
            self.push(from, atom.value, below);
            self.push(atom.value, atom.value, atom.count);
            rest -= below;
            from = atom.value;
        }
        self.push(from, high, rest);
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
