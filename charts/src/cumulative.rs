//! Overlaid curves of chances: the share of draws above a value, one curve a scenario.
//!
//! Curves rather than overlaid histograms, because they need no bins and cross without hiding.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::flags::Flags;
use super::frame::{Panel, SMALL, Scale, TICK_ROW, TITLE_ROW};
use super::marks::{Point, Stroke, thinned};
use super::sheet::{self, Page};
use super::style::{self, CURVE, MARGIN, Paint};
use super::text::{self};
use super::words::{Anchor, TextRun};
use super::{Caption, Cell, Chart, ChartError, Reference, Table, numerals};

mod curve;
mod labels;

pub use curve::Curve;

/// Height of the plot itself.
const TALL: f64 = 340.0;

/// Cumulative distributions on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Cumulative {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the values, which names the horizontal axis.
    pub unit: String,
    /// Stem of the value column of the table, unit included.
    pub column: String,
    /// One curve a scenario.
    pub curves: Vec<Curve>,
    /// Vertical reference values.
    pub references: Vec<Reference>,
}

impl Curve {
    fn drawn(&self) -> Vec<Point> {
        self.points
            .iter()
            .copied()
            .filter(|(value, share)| value.is_finite() && (0.0..=1.0).contains(share))
            .collect()
    }
}

impl Chart for Cumulative {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.curves.len())?;
        let drawn: Vec<Vec<Point>> = self.curves.iter().map(Curve::drawn).collect();
        if drawn.iter().all(Vec::is_empty) {
            return Err(ChartError::Empty("point"));
        }
        let values = drawn.iter().flatten().map(|point| point.0);
        let x = Scale::airy(values.chain(self.references.iter().map(|mark| mark.value)), 8)?;
        let y = Scale::with_ticks(0.0, 1.0, 0.25);
        let left = MARGIN + SMALL.width("100\u{a0}%") + 8.0;
        let right = canvas.right();
        let flags = Flags::new(&self.references, None, &x, left, right);
        let top = TITLE_ROW + flags.height() + 6.0;
        let height = top + TALL + TICK_ROW + TITLE_ROW;
        sheet::draw(canvas, &self.caption, height, |page| {
            let block = Block { left, top: page.body.top + top, right, bottom: page.body.top + top + TALL };
            let mut panel = Panel::new(page, block, &x, &y)?;
            self.paint_axes(page, &mut panel)?;
            flags.draw(page, &mut panel)?;
            self.paint_curves(page, &mut panel, &drawn)
        })
    }

    fn table(&self) -> Table {
        let rows = self.curves.iter().flat_map(|curve| {
            curve.points.iter().map(|&(value, share)| {
                vec![Cell::text(&curve.label), Cell::number(value), Cell::number(share)]
            })
        });
        Table {
            header: vec!["scenario".to_owned(), self.column.clone(), "share_of_draws_above".to_owned()],
            rows: rows.collect(),
        }
    }
}

impl Cumulative {
    fn paint_axes<'a>(&self, page: &mut Page, panel: &mut Panel<'a>) -> Result<(), ChartError> {
        let block = panel.block;
        let counted = "share of draws above";
        page.write(TextRun::new(counted, SMALL, Paint::Grey, MARGIN, page.body.top + SMALL.size));
        panel.percent_grid(page)?;
        panel.bottom_labels(page);
        let unit = TextRun::new(
            text::clean(&self.unit),
            SMALL,
            Paint::Grey,
            block.right,
            block.bottom + TICK_ROW + 14.0,
        );
        page.write(unit.anchored(Anchor::End).within(block.width()));
        Ok(())
    }

    /// One place a decile.
    fn write_spots(&self, page: &mut Page, panel: &Panel<'_>, curve: &Curve, points: &[Point]) {
        let (name, unit) = (text::brief(&curve.label), text::brief(&self.unit));
        for decile in 1..10 {
            let share = f64::from(decile) / 10.0;
            // A hair of tolerance, for shares that were summed up.
            let Some(&(value, at)) = points.iter().find(|(_, at)| *at <= share + 1e-9) else { continue };
            let (percent, number) = (numerals::percent(at), numerals::short(value));
            let told =
                format!("{name}: {share} of draws above {value} {unit}", share = percent, value = number);
            page.point_spot(panel.at(value, at), 9.0, curve.slot, &told);
        }
    }

    fn paint_curves<'a>(
        &self,
        page: &mut Page,
        panel: &mut Panel<'a>,
        drawn: &[Vec<Point>],
    ) -> Result<(), ChartError> {
        let mut paths: Vec<Vec<Point>> = Vec::new();
        for (curve, points) in self.curves.iter().zip(drawn) {
            let look = curve.slot.style()?;
            let places: Vec<Point> = points.iter().map(|&(value, share)| panel.at(value, share)).collect();
            let path = thinned(&places, 0.8);
            page.stroke(&path, Stroke::of(look, CURVE))?;
            if let [only] = path[..] {
                page.marker(only, 4.0, look)?;
            }
            self.write_spots(page, panel, curve, points);
            paths.push(path);
        }
        // Coarser paths are enough to keep labels away from, and quicker.
        let coarse: Vec<Vec<Point>> = paths.iter().map(|path| thinned(path, 5.0)).collect();
        let mut labels = labels::Labels {
            plot: panel.block,
            paths: &coarse,
            marks: self.references.iter().map(|mark| panel.at(mark.value, 0.0).0).collect(),
            taken: Vec::new(),
        };
        labels.set_all(page, &self.curves)
    }
}

impl<'a> Panel<'a> {
    /// Horizontal grid of shares, labelled as percentages.
    fn percent_grid(&mut self, page: &mut Page) -> Result<(), ChartError> {
        self.horizontal_grid(page, false)?;
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let y = self.block.bottom - share * self.block.height();
            let word = TextRun::new(
                numerals::percent(share),
                SMALL,
                Paint::Grey,
                self.block.left - 8.0,
                y + SMALL.drop(),
            );
            page.write(word.anchored(Anchor::End));
        }
        Ok(())
    }
}
