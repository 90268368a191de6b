//! A difference taken apart: from one total to another by steps that add up, a panel for each scenario.
//!
//! Bars lie on their side, so that steps of any name can be read; all panels share one scale.

use super::block::Block;
use super::frame::{Panel, SMALL, Scale, TICK_ROW, TITLE_ROW};
use super::marks::Pen;
use super::sheet::{self, Anchor, Page, Word};
use super::style::{self, BLACK, GREY, HAIRLINE, LABEL_SIZE, MARGIN, RULE, SMALL_SIZE, Slot};
use super::text::{self, Type};
use super::{Canvas, Caption, Cell, Chart, ChartError, Table, numerals};
use crate::report::texts::fill;
use std::fmt::Display;

const NAME: Type = Type::bold(LABEL_SIZE);
const VALUE: Type = Type::bold(SMALL_SIZE);
/// Gap between panels side by side, and between rows of them.
const GAP: f64 = 30.0;
/// Height of a step.
const ROW: f64 = 32.0;
/// Thickness of a bar.
const BAR: f64 = 15.0;
/// Widest a step's name may be, as a share of its panel.
const NAMES: f64 = 0.34;

/// Totals and the steps between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the values, which names the axis.
    pub unit: String,
    /// Stem of the value columns of the table, unit included.
    pub column: String,
    /// One panel a scenario.
    pub panels: Vec<WaterfallPanel>,
}

/// One scenario's steps.
#[derive(Debug, Clone, PartialEq)]
pub struct WaterfallPanel {
    /// The scenario's name.
    pub label: String,
    /// The scenario's look.
    pub slot: Slot,
    /// From top to bottom.
    pub steps: Vec<Step>,
}

/// A total, or a step from where the last one ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is.
    pub label: String,
    /// Whether it stands by itself or adds to what is above it.
    pub kind: StepKind,
    /// The total, or what is added.
    pub value: f64,
    /// 90 % interval of the value; not a number where none is told.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// Digits after the point that are told.
    pub decimals: usize,
}

/// How a step's bar stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// From zero.
    Total,
    /// From where the last step ended.
    Change,
}

/// A step's bar: where it starts and ends, and its interval.
struct Bar {
    from: f64,
    to: f64,
    interval: Option<(f64, f64)>,
}

impl WaterfallPanel {
    /// Where the bars stand; steps that are no number stay where the last ended.
    fn bars(&self) -> Vec<Bar> {
        let mut running = 0.0;
        let bar = |step: &Step| {
            let value = if step.value.is_finite() { step.value } else { 0.0 };
            let from = if step.kind == StepKind::Total { 0.0 } else { running };
            running = from + value;
            let known = step.low.is_finite() && step.high.is_finite();
            Bar { from, to: running, interval: known.then_some((from + step.low, from + step.high)) }
        };
        self.steps.iter().map(bar).collect()
    }
}

impl Step {
    /// "4.2", "+0.31 (0.02 to 0.80)"; the interval stands apart.
    fn words(&self) -> (String, String) {
        let decimals = self.decimals;
        let number = numerals::fixed(self.value, decimals);
        let signed = self.kind == StepKind::Change && self.value > 0.0;
        let interval = match self.low.is_finite() && self.high.is_finite() {
            true => {
                format!(
                    "({} to {})",
                    numerals::fixed(self.low, decimals),
                    numerals::fixed(self.high, decimals)
                )
            }
            false => String::new(),
        };
        (if signed { format!("+{number}") } else { number }, interval)
    }

    /// Room that its words need beside its bar.
    fn room(&self) -> f64 {
        let (number, interval) = self.words();
        VALUE.width(&number) + if interval.is_empty() { 0.0 } else { SMALL.width(&interval) + 5.0 }
    }
}

impl Chart for Waterfall {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn svg(&self, canvas: &Canvas) -> Result<String, ChartError> {
        style::few_enough(self.panels.len())?;
        let steps = || self.panels.iter().flat_map(|panel| &panel.steps);
        if !steps().any(|step| step.value.is_finite()) {
            return Err(ChartError::Empty("step"));
        }
        let ends = self.panels.iter().flat_map(WaterfallPanel::bars);
        let ends = ends.flat_map(|bar| {
            let (low, high) = bar.interval.unwrap_or((bar.from, bar.to));
            [bar.from, bar.to, low, high]
        });
        let x = Scale::airy(ends.chain([0.0]), 5)?;
        let columns = if canvas.width < 900.0 || self.panels.len() == 1 { 1 } else { 2 };
        let width = (canvas.room() - GAP * (columns as f64 - 1.0)) / columns as f64;
        let rows: Vec<&[WaterfallPanel]> = self.panels.chunks(columns).collect();
        let tall = |row: &[WaterfallPanel]| {
            row.iter().map(|panel| panel.steps.len()).max().unwrap_or(0) as f64 * ROW
        };
        let head = NAME.leading() + 6.0;
        let height: f64 = rows.iter().map(|row| head + tall(row) + TICK_ROW + GAP / 2.0).sum();
        sheet::draw(canvas, &self.caption, height + TITLE_ROW - GAP / 2.0, |page| {
            let mut top = page.body.top;
            for row in &rows {
                for (column, panel) in row.iter().enumerate() {
                    let left = MARGIN + column as f64 * (width + GAP);
                    let block = Block { left, top, right: left + width, bottom: top + head + tall(row) };
                    self.paint_panel(page, panel, &x, block)?;
                }
                top += head + tall(row) + TICK_ROW + GAP / 2.0;
            }
            let unit = Word::new(text::clean(&self.unit), SMALL, GREY, canvas.right(), page.body.bottom);
            page.write(unit.anchored(Anchor::End).within(canvas.room()));
            Ok(())
        })
    }

    fn table(&self) -> Table {
        let mut header = ["scenario", "step", "kind"].map(str::to_owned).to_vec();
        header.extend(["", "_q05", "_q95"].map(|what| format!("{}{what}", self.column)));
        let row = |panel: &WaterfallPanel, step: &Step| {
            let kind = if step.kind == StepKind::Total { "total" } else { "change" };
            let mut row = vec![Cell::text(&panel.label), Cell::text(&step.label), Cell::text(kind)];
            row.extend([step.value, step.low, step.high].map(Cell::number));
            row
        };
        let rows = self.panels.iter().flat_map(|panel| panel.steps.iter().map(move |step| row(panel, step)));
        Table { header, rows: rows.collect() }
    }
}

impl Waterfall {
    fn paint_panel(
        &self,
        page: &mut Page<'_>,
        panel: &WaterfallPanel,
        x: &Scale,
        block: Block,
    ) -> Result<(), ChartError> {
        let look = panel.slot.look()?;
        let name = Word::new(text::clean(&panel.label), NAME, look.words, block.left, block.top + NAME.size);
        page.write(name.within(block.width()));
        // One scale in all panels, so one width of plot: the widest words of any.
        let steps = self.panels.iter().flat_map(|panel| &panel.steps);
        let values = steps.map(Step::room).fold(0.0, f64::max).min(block.width() * 0.4);
        let plot = Block {
            left: block.left + block.width() * NAMES + 10.0,
            right: (block.right - values - 10.0).max(block.left + block.width() * NAMES + 40.0),
            top: block.top + NAME.leading() + 6.0,
            ..block
        };
        let mut axes = Panel::new(page, plot, x, &Scale::with_ticks(0.0, 1.0, 1.0))?;
        axes.vertical_grid(page)?;
        if (x.low..=x.high).contains(&0.0) {
            axes.line(page, &[(0.0, 0.0), (0.0, 1.0)], Pen::solid(RULE, HAIRLINE))?;
        }
        axes.bottom_labels(page);
        let mut ended: Option<f64> = None;
        for (place, (step, bar)) in panel.steps.iter().zip(panel.bars()).enumerate() {
            let middle = plot.top + ROW * (place as f64 + 0.5);
            self.paint_step(page, panel, step, &bar, &axes, (block, middle))?;
            if let Some(x) = ended.filter(|_| place > 0) {
                let at = axes.at(x, 0.0).0;
                page.stroke(
                    &[(at, middle - ROW + BAR / 2.0), (at, middle - BAR / 2.0)],
                    Pen::solid(RULE, HAIRLINE),
                )?;
            }
            ended = Some(bar.to);
        }
        Ok(())
    }

    fn paint_step(
        &self,
        page: &mut Page<'_>,
        panel: &WaterfallPanel,
        step: &Step,
        bar: &Bar,
        axes: &Panel<'_>,
        (block, middle): (Block, f64),
    ) -> Result<(), ChartError> {
        let look = panel.slot.look()?;
        let at = |value: f64| axes.at(value, 0.0).0;
        let (from, to) = (at(bar.from), at(bar.to));
        let tile = Block {
            left: from.min(to),
            right: from.max(to).max(from.min(to) + 1.0),
            top: middle - BAR / 2.0,
            bottom: middle + BAR / 2.0,
        };
        // Totals are grey, gains full and losses hollow, so that they differ without colour too.
        match step.kind {
            StepKind::Total => page.tile(&tile, RULE, 0.55)?,
            StepKind::Change if step.value < 0.0 => {
                page.tile(&tile, look.ink, 0.22)?;
                let corners = [(tile.left, tile.top), (tile.right, tile.top), (tile.right, tile.bottom)];
                let outline = [&corners[..], &[(tile.left, tile.bottom), (tile.left, tile.top)]].concat();
                page.stroke(&outline, Pen::solid(look.ink, 1.4))?;
            }
            StepKind::Change => page.tile(&tile, look.ink, 0.85)?,
        }
        let mut right = tile.right;
        if let Some((low, high)) = bar.interval {
            let y = middle + BAR / 2.0 + 3.5;
            page.stroke(&[(at(low), y), (at(high), y)], Pen::solid(look.ink, 1.6))?;
            right = right.max(at(high));
        }
        let baseline = middle + SMALL.drop();
        let label = text::clean(&step.label);
        let lines = SMALL.wrap(&label, block.width() * NAMES, 2);
        let first = baseline - SMALL.leading() * (lines.len() as f64 - 1.0) / 2.0;
        page.write_lines(&lines, &label, &Word::new("", SMALL, BLACK, block.left, first));
        let (number, interval) = step.words();
        let left = right + 6.0;
        let room = block.right - left;
        let width = VALUE.width(&number);
        page.write(Word::new(number.clone(), VALUE, BLACK, left, baseline).within(room));
        if room > width + 5.0 && !interval.is_empty() {
            page.write(
                Word::new(interval, SMALL, GREY, left + width + 5.0, baseline).within(room - width - 5.0),
            );
        }
        let texts = page.texts();
        let (low, high) = (numerals::short(step.low), numerals::short(step.high));
        let parts: [(&str, &dyn Display); 6] = [
            ("name", &text::brief(&panel.label)),
            ("step", &text::brief(&step.label)),
            ("value", &number),
            ("low", &low),
            ("high", &high),
            ("unit", &self.unit),
        ];
        let template = if bar.interval.is_some() { texts.spot_step } else { texts.spot_total };
        let spot = Block { top: middle - ROW / 2.0, bottom: middle + ROW / 2.0, ..block };
        page.spot(&spot, Some(panel.slot), &fill(template, &parts));
        Ok(())
    }
}
