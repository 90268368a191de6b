//! The marks of a hindcast: shaded ground, boxes of the model, observations upon them.

use super::super::block::Block;
use super::super::frame::{Panel, SMALL, Scale};
use super::super::marks::Stroke;
use super::super::sheet::Page;
use super::super::style::{HAIRLINE, Paint};
use super::super::text::brief;
use super::super::words::{Anchor, TextRun};
use super::super::{ChartError, numerals};
use super::key::reading;
use super::layout::{BESIDE, Layout, SIDES_ROW, sides};
use super::symbols::{ERROR, MISSED, box_width, error_bar, inner_box, marker, median_line, outer_box};
use super::{Hindcast, HindcastPanel, HindcastPoint, Observed, Role};

impl Hindcast {
    pub(super) fn paint(&self, page: &mut Page, layout: &Layout) -> Result<(), ChartError> {
        layout.key.paint(page)?;
        let top = page.body.top;
        for (place, (series, slot)) in self.panels.iter().zip(&layout.slots).enumerate() {
            let block = Block { top: slot.plot.top + top, bottom: slot.plot.bottom + top, ..slot.plot };
            slot.header.write(page, &block, layout.room);
            self.paint_ground(page, layout, &block, place == 0)?;
            let Some(y) = &slot.y else {
                let middle = (block.top + block.bottom) / 2.0 + SMALL.drop();
                let centre = (block.left + block.right) / 2.0;
                let word = TextRun::new("no number to show", SMALL, Paint::Grey, centre, middle);
                page.write(word.anchored(Anchor::Middle));
                continue;
            };
            let mut panel = Panel::new(page, block, &layout.x, y)?;
            panel.horizontal_grid(page, true)?;
            let foot = [(block.left, block.bottom), (block.right, block.bottom)];
            page.stroke(&foot, Stroke::solid(Paint::Rule, HAIRLINE))?;
            for point in series.points.iter().filter(|point| point.x.is_finite()) {
                let x = layout.x.place(point.x, block.left, block.right);
                let year = Year { page, x, y, block };
                year.model(point, layout.year_width)?;
                if let Some(seen) = point.observed.filter(|seen| seen.value.is_finite()) {
                    year.observed(seen, layout.year_width)?;
                }
                self.name_miss(page, point, (x, y), block);
                let half = layout.year_width / 2.0;
                let column = Block { left: x - half, right: x + half, ..block };
                let told = description(series, point);
                page.spot(&column, None, &told);
            }
            panel.named_bottom_labels(page, &layout.years);
        }
        Ok(())
    }

    /// Writes the time beside what was not expected, where it stands free.
    fn name_miss(&self, page: &mut Page, point: &HindcastPoint, (x, y): (f64, &Scale), block: Block) {
        let Some(seen) = point.observed.filter(|seen| seen.role == Role::Missed && seen.value.is_finite())
        else {
            return;
        };
        let middle = y.place(seen.value, block.bottom, block.top) + SMALL.drop();
        let word = TextRun::new(brief(&point.period), SMALL, Paint::SeriesWords(MISSED), x, middle).haloed();
        let beside = [(Anchor::End, x - 9.0), (Anchor::Start, x + 9.0)];
        let words = beside.map(|(anchor, x)| TextRun { x, ..word.clone() }.anchored(anchor));
        let fits = |word: &TextRun| block.holds(&word.block()) && page.is_free(&word.block());
        if let Some(word) = words.into_iter().find(fits) {
            page.write(word);
        }
    }

    /// Shades what was held out and draws the line before it, its sides named once.
    fn paint_ground(
        &self,
        page: &mut Page,
        layout: &Layout,
        block: &Block,
        first: bool,
    ) -> Result<(), ChartError> {
        let Some(edge) = layout.edge(self.boundary, block) else {
            return Ok(());
        };
        page.tile(&Block { left: edge, ..*block }, Paint::Shade, 1.0)?;
        if edge <= block.left {
            return Ok(());
        }
        let named = first && layout.sides_named;
        let top = if named { block.top - SIDES_ROW } else { block.top };
        page.stroke(&[(edge, top), (edge, block.bottom)], Stroke::solid(Paint::Rule, HAIRLINE * 1.2))?;
        if named {
            let word = |text, x| TextRun::new(text, SMALL, Paint::Grey, x, block.top - 5.0);
            let [trained, held_out] = sides();
            page.write(word(trained, edge - BESIDE).anchored(Anchor::End));
            page.write(word(held_out, edge + BESIDE));
        }
        Ok(())
    }
}

/// What a year tells when pointed at.
fn description(series: &HindcastPanel, point: &HindcastPoint) -> String {
    let name = format!("{}, {}", brief(&series.label), brief(&point.period));
    let [q05, q50, q95] = [point.q05, point.q50, point.q95].map(numerals::short);
    let year = format!("{name}: median {q50}, 90 % {q05} to {q95} {unit}", unit = brief(&series.unit));
    match point.observed.filter(|seen| seen.value.is_finite()) {
        Some(seen) => {
            let [value, error] = [seen.value, seen.error].map(numerals::short);
            format!("{year}; {role} {value} ± {error}", role = reading(seen.role))
        }
        None => year,
    }
}

/// A year of a panel, about to be drawn.
struct Year<'p> {
    page: &'p Page,
    /// Its place across the page.
    x: f64,
    y: &'p Scale,
    block: Block,
}

impl Year<'_> {
    fn height(&self, value: f64) -> f64 {
        self.y.place(value, self.block.bottom, self.block.top)
    }

    /// The box between two values; none if either is not known.
    fn span(&self, one: f64, two: f64, width: f64) -> Option<Block> {
        let (one, two) = (self.height(one), self.height(two));
        let known = one.is_finite() && two.is_finite();
        known.then(|| Block {
            left: self.x - width / 2.0,
            right: self.x + width / 2.0,
            top: one.min(two),
            bottom: one.max(two),
        })
    }

    /// The model's boxes and median.
    fn model(&self, point: &HindcastPoint, year_width: f64) -> Result<(), ChartError> {
        let width = box_width(year_width);
        if let Some(outer) = self.span(point.q05, point.q95, width) {
            outer_box(self.page, &outer)?;
        }
        if let Some(inner) = self.span(point.q25, point.q75, width) {
            inner_box(self.page, &inner)?;
        }
        match self.span(point.q50, point.q50, width) {
            Some(median) => median_line(self.page, &median),
            None => Ok(()),
        }
    }

    /// What was observed.
    fn observed(&self, seen: Observed, year_width: f64) -> Result<(), ChartError> {
        if seen.error > 0.0
            && let Some(bar) = self.span(seen.value - seen.error, seen.value + seen.error, ERROR)
        {
            error_bar(self.page, &bar)?;
        }
        let radius = (box_width(year_width) * 0.34).clamp(2.2, 4.0);
        marker(self.page, (self.x, self.height(seen.value)), radius, seen.role)
    }
}
