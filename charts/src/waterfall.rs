//! Waterfalls: how a total becomes another, change by change; scenarios as small multiples on one
//! scale.
//!
//! Bars lie, so that steps can have names of any length; what they stand for is written in a column
//! of its own, where no bar is in the way. Gains and losses differ in direction, shade and sign.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::frame::{SMALL, Scale, TICK_ROW, TITLE_ROW};
use super::sheet;
use super::style::{self, LABEL_SIZE, MARGIN, SeriesId};
use super::text::{self, Type};
use super::{Caption, Cell, Chart, ChartError, Table, numerals};

mod paint;

const NAME: Type = Type::bold(LABEL_SIZE);
/// Gap between panels side by side.
const GAP: f64 = 32.0;
/// Gap between rows of panels.
const ROW_GAP: f64 = 22.0;
/// Least width of the bars' own room.
const NARROWEST_PLOT: f64 = 150.0;
/// Air between names, bars and values.
const AIR: f64 = 10.0;
/// Share of an axis from zero that what moves must fill; else the axis is cut, and totals are
/// points, which claim no zero.
const LEAST_SHARE: f64 = 0.2;

/// Totals and the changes between them.
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
    pub slot: SeriesId,
    /// From top to bottom.
    pub steps: Vec<Step>,
}

/// A total or a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it is.
    pub label: String,
    /// Whether it stands by itself or on what came before.
    pub kind: StepKind,
    /// Its size; of a change, with its sign.
    pub value: f64,
    /// 5 % of draws lie below; may be unknown.
    pub low: f64,
    /// 95 % of draws lie below; may be unknown.
    pub high: f64,
}

/// What a step's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// A level.
    Total,
    /// What is added to the level before it.
    Change,
}

/// A step on the axis.
#[derive(Debug, Clone, Copy)]
struct Span {
    /// Where it begins: at the level before it, or at zero.
    from: f64,
    to: f64,
    /// Its interval, where known.
    whisker: Option<(f64, f64)>,
}

impl WaterfallPanel {
    /// Where the steps lie; none for one without a finite value, which changes nothing.
    fn spans(&self) -> Vec<Option<Span>> {
        let mut level = 0.0;
        let span = |step: &Step| {
            if !step.value.is_finite() {
                return None;
            }
            let from = if step.kind == StepKind::Total { 0.0 } else { level };
            let to = from + step.value;
            level = to;
            let whisker = (from + step.low, from + step.high);
            let known = whisker.0.is_finite() && whisker.1.is_finite();
            Some(Span { from, to, whisker: known.then_some(whisker) })
        };
        self.steps.iter().map(span).collect()
    }
}

/// How a step is written beside its bar: its value, and its interval if known.
struct Written {
    value: String,
    interval: String,
}

/// Where everything stands, before anything is drawn.
struct Layout {
    x: Scale,
    /// Whether totals are bars that begin at zero.
    from_zero: bool,
    /// The plots of the panels, as if the page's body began at 0.
    plots: Vec<Block>,
    /// Names of the panels, broken into lines.
    names: Vec<Vec<String>>,
    label_room: f64,
    value_room: f64,
    row_height: f64,
    decimals: usize,
    key: Vec<String>,
    height: f64,
}

impl Chart for Waterfall {
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
        let mut header = ["scenario", "step", "kind"].map(str::to_owned).to_vec();
        header.push(self.column.clone());
        header.extend(["q05", "q95"].map(|quantile| format!("{}_{quantile}", self.column)));
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
    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.panels.iter().flat_map(|panel| &panel.steps)
    }

    /// The axis, and whether it begins at zero.
    fn axis(&self, about: usize) -> Result<(Scale, bool), ChartError> {
        let spans = self.panels.iter().flat_map(|panel| {
            let spans = panel.spans();
            panel.steps.iter().map(|step| step.kind).zip(spans).collect::<Vec<_>>()
        });
        let values: Vec<f64> = spans
            .filter_map(|(kind, span)| Some((kind, span?)))
            .flat_map(|(kind, Span { from, to, whisker })| {
                let from = (kind == StepKind::Change).then_some(from);
                let whisker = whisker.map(|(low, high)| [low, high]);
                from.into_iter().chain([to]).chain(whisker.into_iter().flatten())
            })
            .collect();
        let ends = |least: f64| {
            values.iter().fold((least, -least), |(low, high), value| (low.min(*value), high.max(*value)))
        };
        let (low, high) = ends(f64::INFINITY);
        let with_zero = (low.min(0.0), high.max(0.0));
        let from_zero = high - low >= LEAST_SHARE * (with_zero.1 - with_zero.0) || high - low <= 0.0;
        let zero = from_zero.then_some(0.0).filter(|_| !values.is_empty());
        Ok((Scale::airy(values.into_iter().chain(zero), about)?, from_zero))
    }

    /// As many digits as the greatest change deserves, or the greatest total where nothing changes.
    fn decimals(&self) -> usize {
        let most = |kind: StepKind| {
            let sizes = self.steps().filter(|step| step.kind == kind).map(|step| step.value.abs());
            sizes.filter(|size| size.is_finite()).fold(0.0, f64::max)
        };
        let size = match most(StepKind::Change) {
            change if change > 0.0 => change,
            _ => most(StepKind::Total),
        };
        (-(size / 50.0).log10()).round().clamp(0.0, 6.0) as usize
    }

    /// Measures everything with the body's upper left corner at (margin, 0).
    fn layout(&self, canvas: &Canvas) -> Result<Layout, ChartError> {
        let decimals = self.decimals();
        let value_room = self
            .steps()
            .map(|step| step.written(decimals))
            .map(|written| NAME.width(&written.value).max(SMALL.width(&written.interval)))
            .fold(0.0, f64::max);

        let least = 96.0 + value_room + NARROWEST_PLOT + 2.0 * AIR;
        let fitting = (((canvas.room() + GAP) / (least + GAP)) as usize).max(1);
        let columns = match self.panels.len() {
            4 => 2,
            count => count.min(3),
        };
        // Three that do not fit side by side stand below one another: two and one would leave a hole.
        let columns = match self.panels.len() {
            3 if fitting < 3 => 1,
            _ => columns.clamp(1, fitting),
        };
        let width = (canvas.room() + GAP) / columns as f64 - GAP;
        let spare = width - value_room - NARROWEST_PLOT - 2.0 * AIR;
        let widest = self.steps().map(|step| SMALL.width(&text::clean(&step.label))).fold(40.0, f64::max);
        let label_room = widest.min(spare).min(width * 0.3).max(60.0);
        let most = self.steps().map(|step| step.lines(label_room).len()).max().unwrap_or(1);
        let row_height = (most as f64 * SMALL.leading() + 10.0).max(38.0);
        let plot = width - label_room - value_room - 2.0 * AIR;
        let (x, from_zero) = self.axis(((plot / 55.0) as usize).clamp(2, 7))?;

        let mut layout = Layout {
            x,
            from_zero,
            plots: Vec::new(),
            names: self.panels.iter().map(|panel| NAME.wrap(&text::clean(&panel.label), width, 2)).collect(),
            label_room,
            value_room,
            row_height,
            decimals,
            key: SMALL.wrap("Dark tips point to gains, pale ones to losses. Lines and grey figures: 5–95\u{a0}% of draws.", canvas.room() * 0.6, 3),
            height: 0.0,
        };
        layout.fill(&self.panels, columns, width);
        Ok(layout)
    }
}

impl Layout {
    /// Places the panels row by row.
    fn fill(&mut self, panels: &[WaterfallPanel], columns: usize, width: f64) {
        let mut top = 0.0;
        for (row, names) in panels.chunks(columns.max(1)).zip(self.names.chunks(columns.max(1))) {
            let lines = names.iter().map(Vec::len).max().unwrap_or(1);
            top += lines as f64 * NAME.leading() + 6.0;
            let steps = row.iter().map(|panel| panel.steps.len()).max().unwrap_or(0);
            let tall = steps.max(1) as f64 * self.row_height;
            for (column, panel) in row.iter().enumerate() {
                let left = MARGIN + column as f64 * (width + GAP) + self.label_room + AIR;
                let right = MARGIN + column as f64 * (width + GAP) + width - self.value_room - AIR;
                let own = panel.steps.len().max(1) as f64 * self.row_height;
                self.plots.push(Block { left, right, top, bottom: top + own });
            }
            top += tall + TICK_ROW + ROW_GAP;
        }
        self.height = top - ROW_GAP + TITLE_ROW + (self.key.len() as f64 - 1.0) * SMALL.leading();
    }
}

impl Step {
    fn written(&self, decimals: usize) -> Written {
        let number = |value: f64| {
            let sign = if self.kind == StepKind::Change && value > 0.0 { "+" } else { "" };
            // Beside numbers of so many digits, what rounds to nothing is nothing.
            let least = 0.5 * 0.1_f64.powi(decimals as i32);
            let number = numerals::fixed(if value.abs() < least { 0.0 } else { value }, decimals);
            // What rounds to nothing has no sign.
            let nothing = number.chars().all(|letter| matches!(letter, '0' | '.'));
            if nothing { number } else { format!("{sign}{number}") }
        };
        let known = self.value.is_finite() && self.low.is_finite() && self.high.is_finite();
        let interval = match known {
            true => format!("{low} to {high}", low = number(self.low), high = number(self.high)),
            false => String::new(),
        };
        Written { value: number(self.value), interval }
    }

    /// Its name beside its bar.
    fn lines(&self, room: f64) -> Vec<String> {
        SMALL.wrap(&text::clean(&self.label), room, 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(kind: StepKind, value: f64) -> Step {
        Step { label: "step".to_owned(), kind, value, low: value - 0.1, high: value + 0.1 }
    }

    fn panel(steps: Vec<Step>) -> WaterfallPanel {
        WaterfallPanel { label: "deal".to_owned(), slot: SeriesId(1), steps }
    }

    #[test]
    fn changes_stand_on_what_came_before() {
        let steps = [
            (StepKind::Total, 2.0),
            (StepKind::Change, 0.5),
            (StepKind::Change, -1.0),
            (StepKind::Total, 1.5),
        ];
        let spans = panel(steps.map(|(kind, value)| step(kind, value)).to_vec()).spans();
        let ends: Vec<(f64, f64)> = spans.into_iter().flatten().map(|span| (span.from, span.to)).collect();
        assert_eq!(ends, [(0.0, 2.0), (2.0, 2.5), (2.5, 1.5), (0.0, 1.5)]);
    }

    #[test]
    fn an_axis_is_cut_only_where_changes_would_vanish() {
        let axis = |total, change| {
            let steps = vec![step(StepKind::Total, total), step(StepKind::Change, change)];
            let chart = Waterfall {
                caption: Caption::default(),
                unit: "bn".to_owned(),
                column: "bn".to_owned(),
                panels: vec![panel(steps)],
            };
            chart.axis(5).expect("an axis")
        };
        assert!(axis(2.0, 1.0).1 && axis(2.0, 1.0).0.low == 0.0);
        assert!(!axis(200.0, 1.0).1 && axis(200.0, 1.0).0.low > 150.0);
    }

    #[test]
    fn changes_are_written_with_their_sign() {
        let written = |kind, value| step(kind, value).written(1);
        assert_eq!(written(StepKind::Change, 0.5).value, "+0.5");
        assert_eq!(written(StepKind::Change, -0.5).interval, "−0.6 to −0.4");
        assert_eq!(written(StepKind::Change, 0.01).value, "0.0");
        assert_eq!(written(StepKind::Total, 2.0).value, "2.0");
        assert_eq!(written(StepKind::Total, f64::NAN).interval, "");
    }
}
