//! The line along which a grid of values reaches a level, by marching squares.
//!
//! Values stand at the centres of cells; the grid is padded by half a cell on each side with its
//! own edge, so that lines reach the border. Squares with a missing corner are skipped.

use super::super::block::Block;
use super::super::marks::Point;

/// An edge of the padded lattice: its lower left node, and whether it runs upwards.
type Edge = (usize, usize, bool);

/// The padded lattice.
struct Lattice<'v> {
    values: &'v [Vec<f64>],
    columns: usize,
    rows: usize,
    grid: Block,
    level: f64,
}

/// The lines, in page coordinates, along which `values` (rows growing upwards) cross `level`.
pub(super) fn trace(values: &[Vec<f64>], columns: usize, level: f64, grid: &Block) -> Vec<Vec<Point>> {
    let lattice = Lattice { values, columns, rows: values.len(), grid: *grid, level };
    if columns == 0 || values.is_empty() {
        return Vec::new();
    }
    let mut segments = Vec::new();
    for row in 0..=lattice.rows {
        for column in 0..=lattice.columns {
            segments.extend(lattice.square(column, row));
        }
    }
    chains(segments)
        .into_iter()
        .map(|chain| chain.into_iter().map(|edge| lattice.crossing(edge)).collect())
        .collect()
}

impl Lattice<'_> {
    /// Value at a node of the padded lattice: the outermost nodes repeat their neighbours.
    fn value(&self, column: usize, row: usize) -> f64 {
        let inner = |node: usize, count: usize| node.clamp(1, count) - 1;
        let row = self.values.get(inner(row, self.rows));
        row.and_then(|row| row.get(inner(column, self.columns))).copied().unwrap_or(f64::NAN)
    }

    /// Where a node lies on the page.
    fn place(&self, column: usize, row: usize) -> Point {
        let along = |node: usize, count: usize| ((node as f64 - 0.5) / count as f64).clamp(0.0, 1.0);
        (
            self.grid.left + along(column, self.columns) * self.grid.width(),
            self.grid.bottom - along(row, self.rows) * self.grid.height(),
        )
    }

    /// Where the level lies on an edge that it crosses.
    fn crossing(&self, (column, row, upwards): Edge) -> Point {
        let (next_column, next_row) = if upwards { (column, row + 1) } else { (column + 1, row) };
        let (from, to) = (self.value(column, row), self.value(next_column, next_row));
        let share = ((self.level - from) / (to - from)).clamp(0.0, 1.0);
        let (start, end) = (self.place(column, row), self.place(next_column, next_row));
        (start.0 + share * (end.0 - start.0), start.1 + share * (end.1 - start.1))
    }

    /// The stretches of the line within the square above and right of a node.
    fn square(&self, column: usize, row: usize) -> Vec<(Edge, Edge)> {
        // Corners and edges anticlockwise from the lower left.
        let corners =
            [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(right, up)| self.value(column + right, row + up));
        if corners.iter().any(|value| !value.is_finite()) {
            return Vec::new();
        }
        let edges =
            [(column, row, false), (column + 1, row, true), (column, row + 1, false), (column, row, true)];
        let above = corners.map(|value| value >= self.level);
        let crossed: Vec<Edge> = edges
            .into_iter()
            .zip(above)
            .zip(above.into_iter().cycle().skip(1))
            .filter(|((_, from), to)| from != to)
            .map(|((edge, _), _)| edge)
            .collect();
        match crossed[..] {
            [one, two] => vec![(one, two)],
            // A saddle: the mean decides which corners are joined.
            [bottom, right, top, left] => {
                let middle = corners.iter().map(|value| value / 4.0).sum::<f64>() >= self.level;
                if middle == corners.first().is_some_and(|&first| first >= self.level) {
                    vec![(bottom, right), (top, left)]
                } else {
                    vec![(bottom, left), (right, top)]
                }
            }
            _ => Vec::new(),
        }
    }
}

/// Joins stretches that share an edge into lines as long as possible.
fn chains(mut segments: Vec<(Edge, Edge)>) -> Vec<Vec<Edge>> {
    let mut out = Vec::new();
    while let Some((start, end)) = segments.pop() {
        let mut chain = std::collections::VecDeque::from([start, end]);
        loop {
            let (first, last) = (chain.front().copied(), chain.back().copied());
            let next = segments.iter().position(|&(one, two)| {
                [Some(one), Some(two)].iter().any(|edge| *edge == first || *edge == last)
            });
            let Some(next) = next else { break };
            let (one, two) = segments.swap_remove(next);
            if Some(one) == last {
                chain.push_back(two);
            } else if Some(two) == last {
                chain.push_back(one);
            } else if Some(one) == first {
                chain.push_front(two);
            } else {
                chain.push_front(one);
            }
        }
        out.push(chain.into());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRID: Block = Block { left: 0.0, top: 0.0, right: 300.0, bottom: 300.0 };

    #[test]
    fn a_slope_is_crossed_once_and_straight() {
        let values: Vec<Vec<f64>> = (0..3).map(|_| vec![0.0, 1.0, 2.0]).collect();
        let lines = trace(&values, 3, 0.5, &GRID);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].iter().all(|point| (point.0 - 100.0).abs() < 1e-9), "{lines:?}");
        let heights: Vec<f64> = lines[0].iter().map(|point| point.1).collect();
        assert!(heights.contains(&0.0) && heights.contains(&300.0), "{heights:?}");
    }

    #[test]
    fn a_hill_is_circled_by_one_closed_line() {
        let values = vec![vec![0.0, 0.0, 0.0], vec![0.0, 4.0, 0.0], vec![0.0, 0.0, 0.0]];
        let lines = trace(&values, 3, 1.0, &GRID);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
    }

    #[test]
    fn missing_values_and_levels_out_of_range_draw_nothing() {
        assert!(trace(&[vec![f64::NAN, 1.0]], 2, 0.5, &GRID).is_empty());
        assert!(trace(&[vec![0.0, 1.0]], 2, 5.0, &GRID).is_empty());
    }
}
