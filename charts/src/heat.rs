//! Heat map of a result over two swept numbers, with the line where it reaches a given level.
//!
//! Cells are of one size whatever the distance of the values, because each is one run of the model;
//! the axes name every value. The level's line is interpolated between cells, as the eye does.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::frame::{SMALL, TICK_ROW, TITLE_ROW};
use super::marks::{Point, Stroke};
use super::sheet::{self, Page};
use super::style::{CHALK, COAL, Color, HAIRLINE, MARGIN, Paint};
use super::text;
use super::words::{Anchor, TextRun};
use super::{Caption, Cell, Chart, ChartError, Table, numerals};

mod bar;
mod contour;
mod numbers;
mod palette;

/// Room for the contour's label at the right.
const CONTOUR_ROOM: f64 = 118.0;
/// Height of the row that holds the colour bar.
const BAR_ROW: f64 = 44.0;

/// A result over two swept numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// The words around it.
    pub caption: Caption,
    /// The number that grows to the right, with its unit.
    pub x_label: String,
    /// The number that grows upwards, with its unit.
    pub y_label: String,
    /// The result, with its unit.
    pub value_label: String,
    /// Name of the first number's column, unit included.
    pub x_column: String,
    /// Name of the second number's column, unit included.
    pub y_column: String,
    /// Name of the result's column, unit included.
    pub column: String,
    /// Values of the first number.
    pub xs: Vec<f64>,
    /// Values of the second number.
    pub ys: Vec<f64>,
    /// Results: one list a `y`, in it one value an `x`.
    pub values: Vec<Vec<f64>>,
    /// A level to be traced, e.g. the break-even.
    pub contour: Option<Contour>,
}

/// A level of the result that matters.
#[derive(Debug, Clone, PartialEq)]
pub struct Contour {
    /// The level.
    pub level: f64,
    /// What it stands for.
    pub label: String,
}

/// Range of the results and their colours.
#[derive(Clone, Copy)]
struct Shades {
    low: f64,
    high: f64,
    steps: f64,
}

impl Shades {
    /// The shade of a value; the grid's colour for one that is not finite.
    fn paint(self, value: f64) -> Paint {
        if value.is_finite() { Paint::Fixed(self.color(value)) } else { Paint::Grid }
    }

    fn color(self, value: f64) -> Color {
        let span = self.high - self.low;
        let share = if span > 0.0 { (value - self.low) / span } else { 0.5 };
        // A limited number of shades lets equal neighbours be drawn as one.
        palette::shade((share * self.steps).round() / self.steps)
    }
}

impl Chart for HeatMap {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        let shades = self.shades()?;
        let traced = self.traced(shades);
        let labels = axis_labels(&self.ys);
        let widest = labels.iter().map(|label| SMALL.width(label)).fold(0.0, f64::max);
        let spare = if traced.is_some() { CONTOUR_ROOM + 12.0 } else { 0.0 };
        let tall = (self.ys.len() as f64 * 52.0).clamp(64.0, 364.0);
        let top = BAR_ROW + TITLE_ROW + 6.0;
        sheet::draw(canvas, &self.caption, top + tall + TICK_ROW + TITLE_ROW, |page| {
            let grid = Block {
                left: MARGIN + widest + 8.0,
                top: page.body.top + top,
                right: canvas.right() - spare,
                bottom: page.body.top + top + tall,
            };
            self.paint_bar(page, shades, traced)?;
            self.paint_cells(page, &grid, shades)?;
            page.frame(&grid, Stroke::solid(Paint::Rule, HAIRLINE))?;
            self.write_axes(page, &grid, &labels);
            let lines = match traced {
                Some(contour) => self.paint_contour(page, &grid, contour)?,
                None => Vec::new(),
            };
            self.write_numbers(page, &grid, shades, &lines)
        })
    }

    fn table(&self) -> Table {
        let rows = self.ys.iter().zip(&self.values).flat_map(|(&y, row)| {
            let cells = self.xs.iter().zip(row);
            cells.map(move |(&x, &value)| vec![Cell::number(x), Cell::number(y), Cell::number(value)])
        });
        Table {
            header: vec![self.x_column.clone(), self.y_column.clone(), self.column.clone()],
            rows: rows.collect(),
        }
    }
}

impl HeatMap {
    fn shades(&self) -> Result<Shades, ChartError> {
        let shape = |what, found, expected| {
            if found == expected { Ok(()) } else { Err(ChartError::Shape { what, found, expected }) }
        };
        shape("rows of a heat map", self.values.len(), self.ys.len())?;
        for row in &self.values {
            shape("values in a row of a heat map", row.len(), self.xs.len())?;
        }
        let finite = self.values.iter().flatten().filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            return Err(ChartError::Empty("cell"));
        }
        if !(high - low).is_finite() {
            return Err(ChartError::Range { low, high });
        }
        let steps = if self.xs.len() * self.ys.len() > 1000 { 24.0 } else { 64.0 };
        Ok(Shades { low, high, steps })
    }

    /// The contour, if its level is reached anywhere.
    fn traced(&self, shades: Shades) -> Option<&Contour> {
        self.contour.as_ref().filter(|contour| shades.low < contour.level && contour.level < shades.high)
    }

    /// Coloured cells; neighbours of one shade are drawn as one.
    fn paint_cells(&self, page: &Page, grid: &Block, shades: Shades) -> Result<(), ChartError> {
        for (row, values) in self.values.iter().enumerate() {
            let paints: Vec<Paint> = values.iter().map(|&value| shades.paint(value)).collect();
            let mut column = 0;
            for run in paints.chunk_by(|one, two| one == two) {
                let first = self.cell(grid, column, row);
                column += run.len();
                let last = self.cell(grid, column - 1, row);
                if let Some(&paint) = run.first() {
                    // Reaching below what is drawn next, so that no seam of paper shows between cells.
                    let block = Block {
                        right: (last.right + 0.8).min(grid.right),
                        top: (first.top - 0.8).max(grid.top),
                        ..first
                    };
                    page.tile(&block, paint, 1.0)?;
                }
            }
        }
        Ok(())
    }

    /// The cell of a column and a row; rows grow upwards.
    fn cell(&self, grid: &Block, column: usize, row: usize) -> Block {
        let wide = grid.width() / self.xs.len().max(1) as f64;
        let tall = grid.height() / self.ys.len().max(1) as f64;
        Block {
            left: grid.left + wide * column as f64,
            top: grid.bottom - tall * (row + 1) as f64,
            right: grid.left + wide * (column + 1) as f64,
            bottom: grid.bottom - tall * row as f64,
        }
    }

    fn write_axes(&self, page: &mut Page, grid: &Block, y_labels: &[String]) {
        let room = page.canvas.room();
        let y_title = TextRun::new(text::clean(&self.y_label), SMALL, Paint::Grey, MARGIN, grid.top - 10.0);
        page.write(y_title.within(room));
        let x_title = TextRun::new(
            text::clean(&self.x_label),
            SMALL,
            Paint::Grey,
            grid.right,
            grid.bottom + TICK_ROW + 14.0,
        );
        page.write(x_title.anchored(Anchor::End).within(grid.right - MARGIN));
        for (row, label) in y_labels.iter().enumerate() {
            let cell = self.cell(grid, 0, row);
            let baseline = (cell.top + cell.bottom) / 2.0 + SMALL.drop();
            let word = TextRun::new(label.as_str(), SMALL, Paint::Grey, grid.left - 7.0, baseline)
                .anchored(Anchor::End);
            if page.is_free(&word.block().grown(0.5)) {
                page.write(word);
            }
        }
        for (column, label) in axis_labels(&self.xs).into_iter().enumerate() {
            let cell = self.cell(grid, column, 0);
            let x = (cell.left + cell.right) / 2.0;
            let word =
                TextRun::new(label, SMALL, Paint::Grey, x, grid.bottom + 16.0).anchored(Anchor::Middle);
            if page.is_free(&word.block().grown(3.0)) {
                page.write(word);
            }
        }
    }

    /// Draws the contour, names it at the right, and says where it runs.
    fn paint_contour(
        &self,
        page: &mut Page,
        grid: &Block,
        contour: &Contour,
    ) -> Result<Vec<Vec<Point>>, ChartError> {
        let lines = contour::trace(&self.values, self.xs.len(), contour.level, grid);
        for pen in [Stroke::solid(CHALK, 4.6), Stroke::solid(COAL, 2.2)] {
            for line in &lines {
                page.stroke(line, pen)?;
            }
        }
        let Some(end) = lines.iter().flatten().copied().max_by(|one, two| one.0.total_cmp(&two.0)) else {
            return Ok(lines);
        };
        let name = text::clean(&contour.label);
        let words = SMALL.wrap(&name, CONTOUR_ROOM, 4);
        let tall = words.len() as f64 * SMALL.leading();
        let middle =
            end.1.clamp(grid.top + tall / 2.0, (grid.bottom - tall / 2.0).max(grid.top + tall / 2.0));
        let left = grid.right + 12.0;
        if end.0 < grid.right - 1.0 || (middle - end.1).abs() > 2.0 {
            let leader = [end, (grid.right, end.1), (left - 3.0, middle)];
            // Within the grid it lies on shades, beyond it on paper.
            let [end, edge, foot] = leader;
            page.stroke(&[end, edge], Stroke::solid(CHALK, 3.0))?;
            page.stroke(&[end, edge], Stroke::solid(COAL, 1.0))?;
            page.stroke(&[edge, foot], Stroke::solid(Paint::Black, 1.0))?;
        } else {
            page.stroke(&[end, (left - 3.0, middle)], Stroke::solid(Paint::Black, 2.2))?;
        }
        let baseline = middle - tall / 2.0 + SMALL.leading() / 2.0 + SMALL.drop();
        page.write_lines(&words, &name, &TextRun::new("", SMALL, Paint::Black, left, baseline));
        Ok(lines)
    }
}

/// The values of an axis with just the digits that tell them apart.
fn axis_labels(values: &[f64]) -> Vec<String> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let gaps = sorted.iter().zip(sorted.iter().skip(1)).map(|(one, two)| two - one);
    let gap = gaps.filter(|gap| *gap > 0.0).fold(f64::INFINITY, f64::min);
    if !gap.is_finite() {
        return values.iter().map(|&value| numerals::short(value)).collect();
    }
    let exact = |decimals: &usize| {
        let unit = 10_f64.powi(-(*decimals as i32));
        sorted.iter().all(|value| (value - (value / unit).round() * unit).abs() <= 0.02 * gap)
    };
    let decimals = (0..6).find(exact).unwrap_or(6);
    values.iter().map(|&value| numerals::fixed(value, decimals)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axis_values_carry_the_digits_that_tell_them_apart() {
        assert_eq!(axis_labels(&[10.0, 20.0]), ["10", "20"]);
        assert_eq!(axis_labels(&[0.5, 0.75, 1.0]), ["0.50", "0.75", "1.00"]);
        assert_eq!(axis_labels(&[0.25]), ["0.25"]);
    }
}
