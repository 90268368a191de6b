//! Numbers in a heat map's cells, clear of the contour.

use super::super::block::Block;
use super::super::frame::SMALL;
use super::super::marks::Point;
use super::super::sheet::Page;
use super::super::style::Paint;
use super::super::words::{Anchor, TextRun};
use super::super::{ChartError, numerals, text};
use super::{HeatMap, Shades, palette};

/// Beyond this many cells, numbers in them are no longer read one by one.
const LEGIBLE_CELLS: usize = 300;

/// Most cells that tell their values when pointed at.
const MOST_TOLD: usize = 400;
/// Most cells that name their axes as well.
const FEW_CELLS: usize = 80;

impl HeatMap {
    /// Numbers in the cells, if the widest of them fits.
    pub(super) fn write_numbers(
        &self,
        page: &mut Page,
        grid: &Block,
        shades: Shades,
        lines: &[Vec<Point>],
    ) -> Result<(), ChartError> {
        self.write_spots(page, grid);
        let decimals = match (shades.high - shades.low) / 30.0 {
            step if step > 0.0 => (-step.log10().floor()).clamp(0.0, 4.0) as usize,
            _ => 2,
        };
        let room = self.cell(grid, 0, 0);
        let finite = || self.values.iter().flatten().filter(|value| value.is_finite());
        let widest =
            finite().map(|&value| SMALL.width(&numerals::fixed(value, decimals))).fold(0.0, f64::max);
        let too_many = self.xs.len() * self.ys.len() > LEGIBLE_CELLS;
        if too_many || widest + 8.0 > room.width() || SMALL.size + 6.0 > room.height() {
            return Ok(());
        }
        for (row, values) in self.values.iter().enumerate() {
            for (column, &value) in values.iter().enumerate() {
                let ground = shades.paint(value);
                let words = match value.is_finite() {
                    true => palette::words_on(shades.color(value)),
                    false => Paint::Grey,
                };
                let number = numerals::fixed(value, decimals);
                write_number(page, &self.cell(grid, column, row), &number, (ground, words), lines)?;
            }
        }
        Ok(())
    }
}

impl HeatMap {
    /// One place a cell; in a map of many cells, without the names of the axes.
    fn write_spots(&self, page: &mut Page, grid: &Block) {
        let cells = self.xs.len() * self.ys.len();
        if cells > MOST_TOLD {
            return;
        }
        let told = |label: &str, value: f64| match cells {
            ..=FEW_CELLS => format!("{} {}", text::brief(label), numerals::short(value)),
            _ => numerals::short(value),
        };
        for ((row, &y), values) in self.ys.iter().enumerate().zip(&self.values) {
            for ((column, &x), &value) in self.xs.iter().enumerate().zip(values) {
                let [x, y, value] =
                    [told(&self.x_label, x), told(&self.y_label, y), told(&self.value_label, value)];
                let text = format!("{x}, {y}: {value}");
                page.spot(&self.cell(grid, column, row), None, &text);
            }
        }
    }
}

/// Writes a number into its cell, above or below the middle if a line passes there; where lines
/// leave no place, they are interrupted.
fn write_number(
    page: &mut Page,
    cell: &Block,
    number: &str,
    (ground, words): (Paint, Paint),
    lines: &[Vec<Point>],
) -> Result<(), ChartError> {
    let (x, y) = ((cell.left + cell.right) / 2.0, (cell.top + cell.bottom) / 2.0);
    let word = |shift: f64| {
        let baseline = y + SMALL.drop() + shift;
        TextRun::new(number, SMALL, words, x, baseline).anchored(Anchor::Middle)
    };
    let crossed = |word: &TextRun| {
        let block = word.block().grown(2.0);
        let mut pieces = lines.iter().flat_map(|line| line.iter().zip(line.iter().skip(1)));
        pieces.any(|(from, to)| block.meets(*from, *to))
    };
    let most = ((cell.height() - SMALL.size) / 2.0 - 2.0).clamp(0.0, 14.0);
    let shifts = [0.0, 0.5, -0.5, 1.0, -1.0].map(|share| share * most);
    match shifts.into_iter().map(word).find(|word| !crossed(word)) {
        Some(word) => page.write(word),
        None => {
            page.tile(&word(0.0).block().grown(2.0), ground, 1.0)?;
            page.write(word(0.0));
        }
    }
    Ok(())
}
