//! Axes: from values to round ticks, from data to places on the page, grid lines and their labels.
//!
//! Shared by all charts, so that they look alike. plotters maps the data and draws the lines.

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{PathElement, Polygon};

use super::backend::{FINE, Layer, SvgBackend};
use super::block::Block;
use super::canvas::Canvas;
use super::marks::{Point, Stroke, filling};
use super::sheet::{Page, drawing};
use super::style::{EDGE, HAIRLINE, MARGIN, Paint, SMALL_SIZE, SeriesStyle};
use super::text::{Type, clean};
use super::words::{Anchor, TextRun};
use super::{ChartError, numerals};

/// Tick labels, axis titles, reference labels.
pub(super) const SMALL: Type = Type::regular(SMALL_SIZE);
/// Height that tick labels need below a panel.
pub(super) const TICK_ROW: f64 = 22.0;
/// Height that an axis title needs.
pub(super) const TITLE_ROW: f64 = 18.0;

/// An axis: its ends and its round ticks between them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    pub low: f64,
    pub high: f64,
    pub ticks: Vec<f64>,
    decimals: usize,
}

impl Scale {
    /// An axis that holds all finite `values` and ends on ticks, about `about` of them.
    pub fn round(values: impl IntoIterator<Item = f64>, about: usize) -> Result<Self, ChartError> {
        let (low, high) = Self::span(values)?;
        let step = nice_step(high - low, about);
        // A value on a tick must not be pushed past it by its last bit.
        let first = (low / step + 1e-9).floor() * step;
        let last = (high / step - 1e-9).ceil() * step;
        Ok(Self::with_ticks(first, last.max(first + step), step))
    }

    /// An axis that holds all finite `values` with a little air at its ends; ticks lie inside.
    pub fn airy(values: impl IntoIterator<Item = f64>, about: usize) -> Result<Self, ChartError> {
        let (low, high) = Self::span(values)?;
        let air = (high - low) * 0.04;
        // An axis whose values all lie on one side of zero never crosses it.
        let first = if low >= 0.0 { (low - air).max(0.0) } else { low - air };
        let last = if high <= 0.0 { (high + air).min(0.0) } else { high + air };
        Ok(Self::with_ticks(first, last, nice_step(last - first, about)))
    }

    /// An axis from end to end, with ticks at multiples of `step`.
    pub fn with_ticks(low: f64, high: f64, step: f64) -> Self {
        let start = (low / step - 1e-9).ceil();
        let count = ((high / step + 1e-9).floor() - start).clamp(0.0, 200.0) as usize;
        // `+ 0.0` turns a negative zero into plain zero.
        let ticks = (0..=count).map(|place| (start + place as f64) * step + 0.0).collect();
        Self { low, high, ticks, decimals: numerals::decimals_of(step) }
    }

    /// An axis of whole years around some dates, with as many of them named as a page has room for.
    pub fn years(dates: impl Iterator<Item = f64>, canvas: &Canvas) -> Self {
        let (low, high) =
            dates.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let (low, high) = (low.floor(), high.ceil().max(low.floor() + 1.0));
        let most = if canvas.is_narrow() { 4.0 } else { 12.0 };
        let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0].into_iter().find(|step| (high - low) / step <= most);
        Self::with_ticks(low, high, step.unwrap_or(100.0))
    }

    /// The ends of the finite values, moved apart when they are one.
    fn span(values: impl IntoIterator<Item = f64>) -> Result<(f64, f64), ChartError> {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            return Err(ChartError::Empty("value"));
        }
        let size = low.abs().max(high.abs());
        // Beyond this, steps and their multiples would overflow or vanish.
        if size > 1e300 || !(high - low).is_finite() {
            return Err(ChartError::Range { low, high });
        }
        if high - low > size * 1e-9 {
            return Ok((low, high));
        }
        let room = if size < 1e-300 { 0.5 } else { size * 0.1 };
        Ok((low - room, high + room))
    }

    /// How a tick is labelled.
    pub fn label(&self, tick: f64) -> String {
        numerals::fixed(tick, self.decimals)
    }

    /// Where a value lies between two places on the page.
    pub fn place(&self, value: f64, start: f64, end: f64) -> f64 {
        start + (value - self.low) / (self.high - self.low) * (end - start)
    }

    /// Width of the widest tick label.
    pub fn label_width(&self) -> f64 {
        self.ticks.iter().map(|&tick| SMALL.width(&self.label(tick))).fold(0.0, f64::max)
    }
}

/// The round number (1, 2 or 5 times a power of ten) nearest below which `about` steps make a span.
pub(super) fn nice_step(span: f64, about: usize) -> f64 {
    let rough = span / about.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let factor = match rough / power {
        f if f < 1.5 => 1.0,
        f if f < 3.0 => 2.0,
        f if f < 7.0 => 5.0,
        _ => 10.0,
    };
    factor * power
}

/// A rectangle of the page with a data coordinate system, kept by plotters.
pub(super) struct Panel<'a> {
    chart: ChartContext<'a, SvgBackend, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    layer: Layer,
    pub block: Block,
    x: Scale,
    y: Scale,
}

impl<'a> Panel<'a> {
    /// Lays a coordinate system into a block of the page.
    pub fn new(page: &Page, block: Block, x: &Scale, y: &Scale) -> Result<Self, ChartError> {
        let corner = ((block.left * FINE).round() as i32, (block.top * FINE).round() as i32);
        let size =
            ((block.width().max(1.0) * FINE).round() as u32, (block.height().max(1.0) * FINE).round() as u32);
        let area = page.root.clone().shrink(corner, size);
        let chart =
            ChartBuilder::on(&area).build_cartesian_2d(x.low..x.high, y.low..y.high).map_err(drawing)?;
        Ok(Self { chart, layer: page.layer.clone(), block, x: x.clone(), y: y.clone() })
    }

    /// The last value on the axis across.
    pub fn last_x(&self) -> f64 {
        self.x.high
    }

    /// Where a point of the data lies on the page.
    pub fn at(&self, x: f64, y: f64) -> Point {
        let (x, y) = self.chart.backend_coord(&(x, y));
        (f64::from(x) / FINE, f64::from(y) / FINE)
    }

    /// A line through data points, dashed if the pen is.
    pub fn line(&mut self, page: &Page, points: &[Point], pen: Stroke) -> Result<(), ChartError> {
        if pen.dash.is_empty() {
            self.layer.set(pen.paint);
            let path = PathElement::new(points.to_vec(), pen.style());
            self.chart.draw_series([path]).map_err(drawing)?;
            return Ok(());
        }
        let places: Vec<Point> = points.iter().map(|&(x, y)| self.at(x, y)).collect();
        page.stroke(&places, pen)
    }

    /// The area between two lines given as `(x, low, high)`.
    pub fn band(&mut self, points: &[(f64, f64, f64)], paint: Paint, opacity: f64) -> Result<(), ChartError> {
        let mut outline: Vec<Point> = points.iter().map(|&(x, _, high)| (x, high)).collect();
        outline.extend(points.iter().rev().map(|&(x, low, _)| (x, low)));
        self.layer.set(paint);
        let area = Polygon::new(outline, filling(opacity));
        self.chart.draw_series([area]).map_err(drawing)?;
        Ok(())
    }

    /// A band with thin edges, so that its extent shows in grey and in print.
    pub fn edged_band(
        &mut self,
        page: &Page,
        points: &[(f64, f64, f64)],
        look: SeriesStyle,
        opacity: f64,
    ) -> Result<(), ChartError> {
        self.band(points, look.paint(), opacity)?;
        let pen = Stroke::solid(look.paint(), EDGE);
        let lows: Vec<Point> = points.iter().map(|&(x, low, _)| (x, low)).collect();
        let highs: Vec<Point> = points.iter().map(|&(x, _, high)| (x, high)).collect();
        // A band of a single moment is a stroke.
        if let [(x, low, high)] = points {
            let pen = Stroke::solid(look.paint(), 2.0 * EDGE);
            return self.line(page, &[(*x, *low), (*x, *high)], pen);
        }
        self.line(page, &lows, pen)?;
        self.line(page, &highs, pen)
    }

    /// Light horizontal lines at the ticks, zero darker, with labels on the left if wanted.
    pub fn horizontal_grid(&mut self, page: &mut Page, labelled: bool) -> Result<(), ChartError> {
        let (low, high) = (self.x.low, self.x.high);
        for tick in self.y.ticks.clone() {
            let base = tick == 0.0 || tick == self.y.low;
            let pen = Stroke::solid(if base { Paint::Rule } else { Paint::Grid }, HAIRLINE);
            self.line(page, &[(low, tick), (high, tick)], pen)?;
            if labelled {
                let baseline = self.at(low, tick).1 + SMALL.drop();
                let word =
                    TextRun::new(self.y.label(tick), SMALL, Paint::Grey, self.block.left - 8.0, baseline);
                page.write(word.anchored(Anchor::End));
            }
        }
        Ok(())
    }

    /// Light vertical lines at the ticks.
    pub fn vertical_grid(&mut self, page: &Page) -> Result<(), ChartError> {
        let (low, high) = (self.y.low, self.y.high);
        for tick in self.x.ticks.clone() {
            self.line(page, &[(tick, low), (tick, high)], Stroke::solid(Paint::Grid, HAIRLINE))?;
        }
        Ok(())
    }

    /// The panel cut into columns around places across it, each reaching half way to its neighbours.
    pub fn columns(&self, places: &[f64]) -> Vec<Block> {
        let mut sorted = places.to_vec();
        sorted.sort_by(f64::total_cmp);
        let least = sorted.iter().zip(sorted.iter().skip(1)).map(|(one, two)| two - one);
        let pitch = least.filter(|gap| *gap > 0.0).fold(self.block.width(), f64::min).max(4.0);
        let column = |&x: &f64| Block {
            left: (x - pitch / 2.0).max(self.block.left),
            right: (x + pitch / 2.0).min(self.block.right),
            ..self.block
        };
        places.iter().map(column).collect()
    }

    /// Tick labels below the panel; those that would touch their left neighbour are left out.
    pub fn bottom_labels(&self, page: &mut Page) {
        let labels: Vec<(f64, String)> =
            self.x.ticks.iter().map(|&tick| (tick, self.x.label(tick))).collect();
        self.named_bottom_labels(page, &labels);
    }

    /// Years below the panel, each in its middle.
    pub fn year_labels(&self, page: &mut Page) {
        let begun = self.x.ticks.iter().filter(|year| **year < self.x.high);
        let labels: Vec<(f64, String)> = begun.map(|year| (*year + 0.5, format!("{year:.0}"))).collect();
        self.named_bottom_labels(page, &labels);
    }

    /// Given labels below the panel at given values; those that would touch are left out.
    pub fn named_bottom_labels(&self, page: &mut Page, labels: &[(f64, String)]) {
        let baseline = self.block.bottom + 17.0;
        for (value, label) in labels {
            let x = self.at(*value, self.y.low).0;
            let word = TextRun::new(clean(label), SMALL, Paint::Grey, x, baseline).anchored(Anchor::Middle);
            let room =
                Block { left: page.body.left - 12.0, right: page.body.right + 12.0, ..page.body.grown(1e3) };
            if page.is_free(&word.block().wider(4.0)) && room.holds(&word.block()) {
                page.write(word);
            }
        }
    }
}

/// What the marks mean and the unit of the values, below the tick labels of a panel: side by side where there is room,
/// else below one another.
pub(super) struct Footing {
    key: Vec<String>,
    unit: String,
    is_one_line: bool,
}

impl Footing {
    /// Lays them out; either may be empty.
    pub fn new(canvas: &Canvas, key: &str, unit: &str) -> Self {
        let (key, unit, room) = (clean(key), clean(unit), canvas.room());
        let is_one_line = SMALL.width(&key) + 20.0 + SMALL.width(&unit) <= room;
        let key = if key.is_empty() { Vec::new() } else { SMALL.wrap(&key, room, 3) };
        Self { key, unit, is_one_line }
    }

    /// The height they need.
    pub fn height(&self) -> f64 {
        let unit = if self.unit.is_empty() { 0 } else { 1 };
        let lines = if self.is_one_line { self.key.len().max(unit) } else { self.key.len() + unit };
        lines as f64 * TITLE_ROW
    }

    /// Writes them below a panel.
    pub fn write(&self, page: &mut Page, panel: &Block) {
        let mut baseline = panel.bottom + TICK_ROW + 14.0;
        if !self.unit.is_empty() {
            let unit = TextRun::new(self.unit.clone(), SMALL, Paint::Grey, panel.right, baseline);
            page.write(unit.anchored(Anchor::End).within(panel.right - MARGIN));
            baseline += if self.is_one_line { 0.0 } else { TITLE_ROW };
        }
        for (line, text) in self.key.iter().enumerate() {
            let baseline = baseline + TITLE_ROW * line as f64;
            page.write(TextRun::new(text.clone(), SMALL, Paint::Grey, MARGIN, baseline));
        }
    }
}

/// Stretches of consecutive points for which `pick` finds a value; gaps part them.
pub(super) fn runs<T, P>(points: &[T], pick: impl Fn(&T) -> Option<P>) -> Vec<Vec<P>> {
    let mut out: Vec<Vec<P>> = Vec::new();
    let mut run = Vec::new();
    for point in points {
        match pick(point) {
            Some(picked) => run.push(picked),
            None if !run.is_empty() => out.push(std::mem::take(&mut run)),
            None => {}
        }
    }
    if !run.is_empty() {
        out.push(run);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        let scale = Scale::round([2.31, 3.18], 5).expect("finite");
        assert_eq!(scale.ticks.len(), 6, "{scale:?}");
        assert!(scale.low <= 2.31 && scale.high >= 3.18);
        assert_eq!(scale.label(scale.ticks[0]), "2.2");
    }

    #[test]
    fn one_value_repeated_still_makes_an_axis() {
        for value in [0.0, 2.4, -7.0, 1e-12] {
            let scale = Scale::round([value, value], 5).expect("finite");
            assert!(scale.low < value && value < scale.high, "{scale:?}");
        }
    }

    #[test]
    fn values_no_axis_can_hold_are_refused() {
        assert!(matches!(Scale::round([-1e308, 1e308], 5), Err(ChartError::Range { .. })));
        assert_eq!(Scale::airy([f64::NAN], 5), Err(ChartError::Empty("value")));
    }

    #[test]
    fn axes_of_positive_values_do_not_go_below_zero() {
        let scale = Scale::airy([0.0, 10.0], 5).expect("finite");
        assert_eq!(scale.low, 0.0);
    }

    #[test]
    fn gaps_part_runs() {
        let found = runs(&[1.0, f64::NAN, 2.0, 3.0], |value: &f64| value.is_finite().then_some(*value));
        assert_eq!(found, vec![vec![1.0], vec![2.0, 3.0]]);
    }
}
