//! The marks of a waterfall: totals as bars or points, changes as bars that point where they go.

use super::super::ChartError;
use super::super::block::Block;
use super::super::frame::{Panel, SMALL, Scale};
use super::super::marks::{Point, Stroke};
use super::super::sheet::Page;
use super::super::style::{HAIRLINE, MARGIN, Paint, SeriesStyle};
use super::super::text;
use super::super::words::{Anchor, TextRun};
use super::{AIR, Layout, NAME, Span, Step, StepKind, Waterfall, WaterfallPanel};

/// Half the thickness of a bar.
const HALF: f64 = 8.5;
/// Length of the tip of a bar that points somewhere.
const TIP: f64 = 7.0;
/// Opacity of a gain and of a loss.
const GAIN: f64 = 0.5;
const LOSS: f64 = 0.14;
/// Thickness of a bar's outline.
const OUTLINE: f64 = 1.2;
/// Bars narrower than this have no tip, and are strokes.
const STROKE: f64 = 1.5;

impl Waterfall {
    pub(super) fn paint(&self, page: &mut Page, layout: &Layout) -> Result<(), ChartError> {
        let top = page.body.top;
        for ((series, plot), name) in self.panels.iter().zip(&layout.plots).zip(&layout.names) {
            let block = Block { top: plot.top + top, bottom: plot.bottom + top, ..*plot };
            self.paint_panel(page, layout, series, block)?;
            let left = block.left - layout.label_room - AIR;
            let baseline = block.top - 10.0 - NAME.leading() * (name.len() as f64 - 1.0);
            let word = TextRun::new("", NAME, series.slot.style()?.words(), left, baseline);
            page.write_lines(name, &text::clean(&series.label), &word);
        }
        let lines = layout.key.len() as f64 - 1.0;
        let baseline = page.body.bottom - 4.0 - lines * SMALL.leading();
        page.write_lines(&layout.key, "", &TextRun::new("", SMALL, Paint::Grey, MARGIN, baseline));
        let unit = TextRun::new(text::clean(&self.unit), SMALL, Paint::Grey, page.body.right, baseline);
        page.write(unit.anchored(Anchor::End).within(page.canvas.room() * 0.36));
        Ok(())
    }

    fn paint_panel(
        &self,
        page: &mut Page,
        layout: &Layout,
        series: &WaterfallPanel,
        block: Block,
    ) -> Result<(), ChartError> {
        let look = series.slot.style()?;
        let mut panel = Panel::new(page, block, &layout.x, &Scale::with_ticks(0.0, 1.0, 1.0))?;
        panel.vertical_grid(page)?;
        if (layout.x.low..=layout.x.high).contains(&0.0) {
            panel.line(page, &[(0.0, 0.0), (0.0, 1.0)], Stroke::solid(Paint::Rule, HAIRLINE * 1.2))?;
        }
        panel.bottom_labels(page);
        let spans = series.spans();
        let middle = |place: usize| block.top + layout.row_height * (place as f64 + 0.5);
        // The level that one step leaves is where the next begins.
        let mut last: Option<(f64, f64)> = None;
        for (place, span) in spans.iter().enumerate() {
            let Some(span) = span else { continue };
            let (x, y) = (panel.at(span.to, 0.0).0, middle(place));
            if let Some((level, above)) = last {
                let pen = Stroke::solid(Paint::Rule, HAIRLINE);
                page.stroke(&[(level, above + HALF), (level, y - HALF)], pen)?;
            }
            last = Some((x, y));
        }
        for (place, (step, span)) in series.steps.iter().zip(&spans).enumerate() {
            let y = middle(place);
            if let Some(span) = span {
                let first = spans.iter().take(place).all(Option::is_none);
                Bar { page, panel: &panel, look, y, first }.paint(step, span, layout.from_zero)?;
            }
            self.write_step(page, layout, step, &block, y);
            let row = Block {
                left: block.left - layout.label_room - AIR,
                right: block.right + AIR + layout.value_room,
                top: y - layout.row_height / 2.0,
                bottom: y + layout.row_height / 2.0,
            };
            self.write_spot(page, layout, series, step, &row);
        }
        Ok(())
    }

    /// The step's name at the left, its value and interval at the right.
    fn write_step(&self, page: &mut Page, layout: &Layout, step: &Step, block: &Block, y: f64) {
        let lines = step.lines(layout.label_room);
        let left = block.left - layout.label_room - AIR;
        let first = y - (lines.len() as f64 - 1.0) * SMALL.leading() / 2.0 + SMALL.drop();
        page.write_lines(
            &lines,
            &text::clean(&step.label),
            &TextRun::new("", SMALL, Paint::Black, left, first),
        );

        let written = step.written(layout.decimals);
        let right = block.right + AIR + layout.value_room;
        let lone = written.interval.is_empty();
        let baseline = if lone { y + NAME.drop() } else { y - 3.0 };
        page.write(TextRun::new(written.value, NAME, Paint::Black, right, baseline).anchored(Anchor::End));
        let interval = TextRun::new(written.interval, SMALL, Paint::Grey, right, y + SMALL.size);
        page.write(interval.anchored(Anchor::End));
    }

    fn write_spot(
        &self,
        page: &mut Page,
        layout: &Layout,
        series: &WaterfallPanel,
        step: &Step,
        row: &Block,
    ) {
        let written = step.written(layout.decimals);
        let interval =
            if written.interval.is_empty() { String::new() } else { format!(" ({})", written.interval) };
        let told = format!(
            "{}, {}: {}{interval} {}",
            text::brief(&series.label),
            text::brief(&step.label),
            written.value,
            text::brief(&self.unit)
        );
        page.spot(row, Some(series.slot), &told);
    }
}

/// A step about to be drawn.
struct Bar<'p, 'a> {
    page: &'p Page,
    panel: &'p Panel<'a>,
    look: SeriesStyle,
    y: f64,
    /// Whether it is what everything starts from.
    first: bool,
}

impl Bar<'_, '_> {
    fn paint(&self, step: &Step, span: &Span, from_zero: bool) -> Result<(), ChartError> {
        let at = |value: f64| self.panel.at(value, 0.0).0;
        let (from, to) = (at(span.from), at(span.to));
        match step.kind {
            StepKind::Total if from_zero => self.total(from, to)?,
            StepKind::Total => self.point(to)?,
            StepKind::Change => self.change(from, to)?,
        }
        if let Some((low, high)) = span.whisker {
            let ends = [(at(low), self.y), (at(high), self.y)];
            self.page.stroke(&ends, Stroke::solid(Paint::Black, 1.4))?;
            for end in ends {
                self.page.stroke(
                    &[(end.0, end.1 - 3.5), (end.0, end.1 + 3.5)],
                    Stroke::solid(Paint::Black, 1.4),
                )?;
            }
        }
        Ok(())
    }

    /// A total on an axis without zero.
    fn point(&self, x: f64) -> Result<(), ChartError> {
        let color = if self.first { Paint::Rule } else { self.look.paint() };
        self.page.marker_in((x, self.y), 5.5, self.look, color)
    }

    /// A full bar from zero; the first is nobody's gain, so it is grey.
    fn total(&self, from: f64, to: f64) -> Result<(), ChartError> {
        let color = if self.first { Paint::Rule } else { self.look.paint() };
        if (to - from).abs() < STROKE {
            return self.stroke(to);
        }
        let bar =
            Block { left: from.min(to), right: from.max(to), top: self.y - HALF, bottom: self.y + HALF };
        self.page.tile(&bar, color, 1.0)
    }

    /// A bar with a tip where it leads.
    fn change(&self, from: f64, to: f64) -> Result<(), ChartError> {
        if (to - from).abs() < STROKE {
            return self.stroke(to);
        }
        let tip = TIP.min((to - from).abs()) * (to - from).signum();
        let (top, bottom) = (self.y - HALF, self.y + HALF);
        let outline: [Point; 6] =
            [(from, top), (to - tip, top), (to, self.y), (to - tip, bottom), (from, bottom), (from, top)];
        self.page.fill(&outline, self.look.paint(), if to > from { GAIN } else { LOSS })?;
        self.page.stroke(&outline, Stroke::solid(self.look.paint(), OUTLINE))
    }

    fn stroke(&self, x: f64) -> Result<(), ChartError> {
        self.page.stroke(&[(x, self.y - HALF), (x, self.y + HALF)], Stroke::solid(self.look.paint(), 2.0))
    }
}
