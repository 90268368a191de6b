//! A quantity through time: one panel a scenario on a shared scale, the median within named bands.
//!
//! Side by side rather than overlaid, because overlaid bands hide one another.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::frame::{Panel, SMALL, Scale, TICK_ROW, TITLE_ROW, runs};
use super::marks::{Point, Stroke};
use super::sheet::{self, Page};
use super::style::{
    self, CURVE, HAIRLINE, INNER_BAND, LABEL_SIZE, MARGIN, OUTER_BAND, Paint, REFERENCE_DASH, SeriesId,
};
use super::text::{self, Type};
use super::words::TextRun;
use super::{Caption, Cell, Chart, ChartError, Reference, Table, numerals};

const NAME: Type = Type::bold(LABEL_SIZE);
mod names;

/// Gap between panels.
const GAP: f64 = 26.0;
/// Room for reference labels at the right.
const REFERENCE_ROOM: f64 = 104.0;
/// Least width of a panel beside another.
const NARROWEST_PANEL: f64 = 180.0;
/// Width from which a panel beside three others is wide enough.
const FOURTH_PANEL: f64 = 290.0;

/// Small multiples of a quantity through time.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the values, e.g. "bn USD a year".
    pub unit: String,
    /// Stem of the value columns of the table, unit included.
    pub column: String,
    /// One panel a scenario.
    pub panels: Vec<FanPanel>,
    /// Horizontal reference values.
    pub references: Vec<Reference>,
}

/// One scenario's panel.
#[derive(Debug, Clone, PartialEq)]
pub struct FanPanel {
    /// The scenario's name.
    pub label: String,
    /// The scenario's look.
    pub slot: SeriesId,
    /// Its values, in order of time.
    pub points: Vec<FanPoint>,
}

/// Quantiles of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct FanPoint {
    /// The period's name, e.g. "2026-Q1".
    pub period: String,
    /// The period as a year: 2026.25 is the second quarter.
    pub x: f64,
    /// 5 % of draws lie below.
    pub q05: f64,
    /// 25 % of draws lie below.
    pub q25: f64,
    /// The median.
    pub q50: f64,
    /// 75 % of draws lie below.
    pub q75: f64,
    /// 95 % of draws lie below.
    pub q95: f64,
}

impl FanPoint {
    fn values(&self) -> [f64; 5] {
        [self.q05, self.q25, self.q50, self.q75, self.q95]
    }

    fn lies_between(&self, low: f64, high: f64) -> Option<(f64, f64, f64)> {
        (self.x.is_finite() && low.is_finite() && high.is_finite()).then_some((self.x, low, high))
    }
}

/// Where everything stands, before anything is drawn.
struct Layout {
    x: Scale,
    y: Scale,
    panels: Vec<Block>,
    columns: usize,
    names: Vec<Vec<String>>,
    bands: Option<Vec<TextRun>>,
    /// What the marks mean, if the bands are not named.
    key: Vec<String>,
    height: f64,
    unit_row: bool,
}

impl Chart for Fan {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.panels.len())?;
        let layout = self.layout(canvas)?;
        sheet::draw(canvas, &self.caption, layout.height, |page| self.paint(page, &layout))
    }

    fn table(&self) -> Table {
        let mut header: Vec<String> = ["scenario", "period", "year"].map(str::to_owned).to_vec();
        header.extend(
            ["q05", "q25", "q50", "q75", "q95"].map(|quantile| format!("{}_{quantile}", self.column)),
        );
        let row = |panel: &FanPanel, point: &FanPoint| {
            let mut row = vec![Cell::text(&panel.label), Cell::text(&point.period), Cell::number(point.x)];
            row.extend(point.values().map(Cell::number));
            row
        };
        let rows =
            self.panels.iter().flat_map(|panel| panel.points.iter().map(move |point| row(panel, point)));
        Table { header, rows: rows.collect() }
    }
}

impl Fan {
    fn points(&self) -> impl Iterator<Item = &FanPoint> {
        self.panels
            .iter()
            .flat_map(|panel| &panel.points)
            .filter(|point| point.x.is_finite() && point.values().iter().any(|value| value.is_finite()))
    }

    /// Measures everything with the body's upper left corner at (margin, 0).
    fn layout(&self, canvas: &Canvas) -> Result<Layout, ChartError> {
        if self.points().next().is_none() {
            return Err(ChartError::Empty("period"));
        }
        let spare = if self.references.is_empty() { 0.0 } else { REFERENCE_ROOM + 10.0 };
        let references = self.references.iter().map(|mark| mark.value);
        let values = || self.points().flat_map(FanPoint::values).chain(references.clone());
        // Scales are as wide as their labels, which hardly depend on how many ticks there are.
        let rough = MARGIN + Scale::round(values(), 6)?.label_width() + 8.0;
        let columns = self.columns(canvas.right() - spare - rough);
        let rows = self.panels.len().div_ceil(columns);
        let y = Scale::round(values(), if rows == 1 { 6 } else { 4 })?;
        let left = MARGIN + y.label_width() + 8.0;
        let width = (canvas.right() - spare - left - GAP * (columns as f64 - 1.0)) / columns as f64;
        let tall = if rows == 1 { 310.0 } else { 220.0 };
        let x = self.time_axis(width)?;

        let names: Vec<Vec<String>> =
            self.panels.iter().map(|panel| NAME.wrap(&text::clean(&panel.label), width, 2)).collect();
        let unit_row = !self.caption.subtitle.contains(&self.unit);
        let top = if unit_row { TITLE_ROW } else { 0.0 };
        let (panels, height) = lay_out(&names, columns, (left, top), (width, tall));
        let mut layout =
            Layout { x, y, panels, columns, names, bands: None, key: Vec::new(), height, unit_row };
        layout.bands = self.band_words(&layout);
        if layout.bands.is_none() {
            layout.key = SMALL.wrap(
                "Line: median. Darker band: 50\u{a0}% of draws. Lighter band: 90\u{a0}% of draws.",
                canvas.room(),
                3,
            );
            layout.shift(layout.key.len() as f64 * SMALL.leading() + 7.0);
        }
        Ok(layout)
    }

    /// How many panels stand side by side in a room.
    fn columns(&self, room: f64) -> usize {
        let fitting = |least: f64| ((room + GAP) / (least + GAP)) as usize;
        let wanted = match self.panels.len() {
            4 if fitting(FOURTH_PANEL) < 4 => 2,
            count @ ..=4 => count,
            _ => 3,
        };
        wanted.clamp(1, fitting(NARROWEST_PANEL).max(1))
    }

    /// Whole years, as many as stand side by side below a panel.
    fn time_axis(&self, width: f64) -> Result<Scale, ChartError> {
        let scale = Scale::round(self.points().map(|point| point.x), 5)?;
        let (first, last) = self.points().fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), point| {
            (first.min(point.x), last.max(point.x))
        });
        let (first, last) = if last > first { (first, last) } else { (scale.low, scale.high) };
        let fitting = (width / (SMALL.width("2026") + 14.0)).max(1.0);
        let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
        let step = steps.into_iter().find(|step| (last - first) / step < fitting);
        Ok(Scale::with_ticks(first, last, step.unwrap_or(500.0)))
    }

    fn paint(&self, page: &mut Page, layout: &Layout) -> Result<(), ChartError> {
        let top = page.body.top;
        let mut baseline = top + SMALL.size;
        if layout.unit_row {
            page.write(
                TextRun::new(text::clean(&self.unit), SMALL, Paint::Grey, MARGIN, baseline)
                    .within(page.canvas.room()),
            );
            baseline += TITLE_ROW;
        }
        if layout.bands.is_none() {
            page.write_lines(&layout.key, "", &TextRun::new("", SMALL, Paint::Grey, MARGIN, baseline));
        }
        for (place, (panel, block)) in self.panels.iter().zip(&layout.panels).enumerate() {
            let block = Block { top: block.top + top, bottom: block.bottom + top, ..*block };
            self.paint_panel(page, layout, panel, block, place)?;
            let row_ends = (place + 1).is_multiple_of(layout.columns) || place + 1 == self.panels.len();
            if row_ends {
                self.reference_words(page, layout, &block);
            }
        }
        for word in layout.bands.iter().flatten() {
            page.write(TextRun { baseline: word.baseline + top, ..word.clone() });
        }
        Ok(())
    }

    fn paint_panel(
        &self,
        page: &mut Page,
        layout: &Layout,
        fan: &FanPanel,
        block: Block,
        place: usize,
    ) -> Result<(), ChartError> {
        let look = fan.slot.style()?;
        let mut panel = Panel::new(page, block, &layout.x, &layout.y)?;
        panel.horizontal_grid(page, place.is_multiple_of(layout.columns))?;
        for run in runs(&fan.points, |point| point.lies_between(point.q05, point.q95)) {
            panel.edged_band(page, &run, look, OUTER_BAND)?;
        }
        for run in runs(&fan.points, |point| point.lies_between(point.q25, point.q75)) {
            panel.edged_band(page, &run, look, INNER_BAND)?;
        }
        for mark in &self.references {
            if mark.value.is_finite() {
                let ends = [(layout.x.low, mark.value), (layout.x.high, mark.value)];
                panel.line(page, &ends, REFERENCE_PEN)?;
            }
        }
        // Each panel holds one series, so the median needs no dash to be distinguished.
        let medians = runs(&fan.points, |point| point.lies_between(point.q50, point.q50));
        for run in medians {
            let line: Vec<Point> = run.iter().map(|&(x, middle, _)| (x, middle)).collect();
            panel.line(page, &line, Stroke::solid(look.paint(), CURVE))?;
            if let [(x, middle)] = line[..] {
                let centre = panel.at(x, middle);
                page.marker(centre, 4.0, look)?;
            }
        }
        let empty = Vec::new();
        let name = layout.names.get(place).unwrap_or(&empty);
        let baseline = block.top - 12.0 - NAME.leading() * (name.len() as f64 - 1.0);
        let word = TextRun::new("", NAME, look.words(), block.left, baseline);
        page.write_lines(name, &text::clean(&fan.label), &word);
        panel.named_bottom_labels(page, &self.time_labels(layout, fan));
        self.write_spots(page, &panel, fan);
        Ok(())
    }

    /// One place a period, as tall as the panel.
    fn write_spots(&self, page: &mut Page, panel: &Panel<'_>, fan: &FanPanel) {
        let every =
            self.panels.iter().map(|panel| panel.points.len()).sum::<usize>().div_ceil(sheet::MOST_SPOTS);
        let spoken: Vec<&FanPoint> =
            fan.points.iter().filter(|point| point.x.is_finite() && point.q50.is_finite()).collect();
        let kept: Vec<&FanPoint> = spoken.into_iter().step_by(every.max(1)).collect();
        let places: Vec<f64> = kept.iter().map(|point| panel.at(point.x, 0.0).0).collect();
        let (name, unit) = (text::brief(&fan.label), text::brief(&self.unit));
        for (point, column) in kept.into_iter().zip(panel.columns(&places)) {
            let [q05, q25, q50, q75, q95] = point.values().map(numerals::short);
            let name = format!("{name}, {}", text::brief(&point.period));
            page.spot(
                &column,
                Some(fan.slot),
                &format!("{name}: median {q50}, 50 % {q25} to {q75}, 90 % {q05} to {q95} {unit}"),
            );
        }
    }

    /// Years, or the first and last period's names when no year begins within the axis.
    fn time_labels(&self, layout: &Layout, fan: &FanPanel) -> Vec<(f64, String)> {
        if layout.x.ticks.iter().any(|tick| (layout.x.low..=layout.x.high).contains(tick)) {
            let inside = layout.x.ticks.iter().filter(|tick| (layout.x.low..=layout.x.high).contains(*tick));
            return inside.map(|&tick| (tick, format!("{tick:.0}"))).collect();
        }
        let ends = [fan.points.first(), fan.points.last()];
        ends.into_iter().flatten().map(|point| (point.x, point.period.clone())).collect()
    }

    /// Names the reference values at the right end of a row.
    fn reference_words(&self, page: &mut Page, layout: &Layout, block: &Block) {
        let labels: Vec<(&Reference, Vec<String>)> = self
            .references
            .iter()
            .filter(|mark| mark.value.is_finite())
            .map(|mark| (mark, SMALL.wrap(&text::clean(&mark.label), REFERENCE_ROOM, 4)))
            .collect();
        let wanted: Vec<(f64, f64)> = labels
            .iter()
            .map(|(mark, lines)| {
                let middle = layout.y.place(mark.value, block.bottom, block.top);
                (middle, lines.len() as f64 * SMALL.leading())
            })
            .collect();
        let centres = text::dodge(&wanted, 3.0, block.top - 10.0, block.bottom + 10.0);
        for (((mark, lines), (_, height)), centre) in labels.iter().zip(wanted).zip(centres) {
            let baseline = centre - height / 2.0 + SMALL.leading() / 2.0 + SMALL.drop();
            let word = TextRun::new("", SMALL, Paint::Grey, block.right + 8.0, baseline);
            page.write_lines(lines, &text::clean(&mark.label), &word);
        }
    }
}

const REFERENCE_PEN: Stroke = Stroke { paint: Paint::Black, width: HAIRLINE * 1.2, dash: REFERENCE_DASH };

/// The panels' places, row by row below their names, and the height of all.
fn lay_out(
    names: &[Vec<String>],
    columns: usize,
    (left, top): (f64, f64),
    (width, tall): (f64, f64),
) -> (Vec<Block>, f64) {
    const ROW_GAP: f64 = 14.0;
    let mut panels = Vec::new();
    let mut edge = top;
    for row in names.chunks(columns.max(1)) {
        let name_lines = row.iter().map(Vec::len).max().unwrap_or(1);
        let top = edge + name_lines as f64 * NAME.leading() + 8.0;
        panels.extend((0..row.len()).map(|column| {
            let left = left + column as f64 * (width + GAP);
            Block { left, top, right: left + width, bottom: top + tall }
        }));
        edge = top + tall + TICK_ROW + ROW_GAP;
    }
    (panels, edge - ROW_GAP)
}

impl Layout {
    /// Moves all panels down and makes the page taller by as much.
    fn shift(&mut self, by: f64) {
        for block in &mut self.panels {
            block.top += by;
            block.bottom += by;
        }
        self.height += by;
    }
}
