//! How a result responds to one number that is swept: medians with 90 % bands, one curve a scenario.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::ends::{self, EndLabel};
use super::flags::Flags;
use super::frame::{Footing, Panel, SMALL, Scale, TICK_ROW, TITLE_ROW, runs};
use super::marks::{Point, Stroke};
use super::sheet::{self, Page};
use super::style::{self, CURVE, HAIRLINE, LABEL_SIZE, MARGIN, Paint, REFERENCE_DASH, SeriesId};
use super::text::{self, Type};
use super::words::TextRun;
use super::{Caption, Cell, Chart, ChartError, Reference, Table, numerals};

const NAME: Type = Type::bold(LABEL_SIZE);
/// Height of the plot itself.
const TALL: f64 = 350.0;
/// Opacity of a band; several may lie over one another.
const BAND: f64 = 0.13;
/// Most markers on a curve.
const MOST_MARKERS: usize = 40;

/// Response curves of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The words around it.
    pub caption: Caption,
    /// The swept number, with its unit.
    pub x_label: String,
    /// The result, with its unit.
    pub y_label: String,
    /// Stem of the result's columns in the table, unit included.
    pub column: String,
    /// The swept number's column in the table, unit included.
    pub x_column: String,
    /// One curve a scenario.
    pub series: Vec<ResponseSeries>,
    /// Horizontal reference values.
    pub references: Vec<Reference>,
    /// Where the swept number lies where nothing is swept.
    pub own: Option<OwnRange>,
}

/// Where a swept number lies of itself: a line at its middle, over a band where it has a range.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnRange {
    /// Its lower end.
    pub low: f64,
    /// Its middle.
    pub middle: f64,
    /// Its upper end.
    pub high: f64,
    /// What stands at its line.
    pub label: String,
}

/// One scenario's curve.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseSeries {
    /// The scenario's name.
    pub label: String,
    /// The scenario's look.
    pub slot: SeriesId,
    /// The points, in order of the swept number.
    pub points: Vec<ResponsePoint>,
}

/// The result at one value of the swept number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResponsePoint {
    /// The swept number.
    pub x: f64,
    /// 5 % of draws lie below.
    pub q05: f64,
    /// The median.
    pub q50: f64,
    /// 95 % of draws lie below.
    pub q95: f64,
}

impl ResponsePoint {
    fn band(&self) -> Option<(f64, f64, f64)> {
        [self.x, self.q05, self.q95]
            .iter()
            .all(|value| value.is_finite())
            .then_some((self.x, self.q05, self.q95))
    }

    fn median(&self) -> Option<Point> {
        (self.x.is_finite() && self.q50.is_finite()).then_some((self.x, self.q50))
    }
}

impl Chart for Response {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.series.len())?;
        let points = || self.series.iter().flat_map(|series| &series.points);
        let drawn = || points().filter(|point| point.median().is_some());
        if drawn().next().is_none() {
            return Err(ChartError::Empty("point"));
        }
        let x = Scale::airy(points().map(|point| point.x), 7)?;
        let values =
            points().filter(|point| point.x.is_finite()).flat_map(|point| [point.q05, point.q50, point.q95]);
        let y = Scale::round(values.chain(self.references.iter().map(|mark| mark.value)), 6)?;
        let footing = Footing::new(canvas, "points: median; band: 90\u{a0}% of draws", &self.x_label);
        let (left, right) =
            (MARGIN + y.label_width() + 8.0, canvas.right() - self.label_width(canvas) - 24.0);
        let own = self.own.iter().map(|own| Reference { label: own.label.clone(), value: own.middle });
        let flags = Flags::new(&own.collect::<Vec<_>>(), None, &x, left, right);
        let head = TITLE_ROW + 10.0 + flags.height();
        let height = head + TALL + TICK_ROW + footing.height();
        sheet::draw(canvas, &self.caption, height, |page| {
            let top = page.body.top + head;
            let block = Block { left, top, right, bottom: top + TALL };
            let mut panel = Panel::new(page, block, &x, &y)?;
            footing.write(page, &block);
            self.paint_own(page, &panel)?;
            self.paint_axes(page, &mut panel)?;
            flags.draw(page, &mut panel)?;
            self.paint_curves(page, &mut panel)?;
            self.paint_labels(page, &panel)
        })
    }

    fn table(&self) -> Table {
        let mut header = vec!["scenario".to_owned(), self.x_column.clone()];
        header.extend(["q05", "q50", "q95"].map(|quantile| format!("{}_{quantile}", self.column)));
        let rows = self.series.iter().flat_map(|series| {
            series.points.iter().map(|point| {
                let mut row = vec![Cell::text(&series.label)];
                row.extend([point.x, point.q05, point.q50, point.q95].map(Cell::number));
                row
            })
        });
        Table { header, rows: rows.collect() }
    }
}

impl Response {
    /// The swept number's value, if it has but one.
    fn only_x(&self) -> Option<f64> {
        let mut values = self.series.iter().flat_map(|series| &series.points);
        let mut values = values.by_ref().filter_map(ResponsePoint::median).map(|point| point.0);
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }

    /// How far to the side a single point steps, so that whiskers do not cover one another.
    fn aside(&self, place: usize) -> f64 {
        (place as f64 - (self.series.len() as f64 - 1.0) / 2.0) * 10.0
    }

    /// Width of the widest label at the right.
    fn label_width(&self, canvas: &Canvas) -> f64 {
        let names = self.series.iter().map(|series| (NAME, series.label.as_str()));
        ends::width(canvas, names.chain(self.references.iter().map(|mark| (SMALL, mark.label.as_str()))))
    }

    /// Shades what the axis holds of the number's own range.
    fn paint_own(&self, page: &Page, panel: &Panel<'_>) -> Result<(), ChartError> {
        let Some(own) = &self.own else { return Ok(()) };
        let [left, right] =
            [own.low, own.high].map(|end| panel.at(end, 0.0).0.clamp(panel.block.left, panel.block.right));
        if right - left <= 1.0 {
            return Ok(());
        }
        page.tile(&Block { left, right, ..panel.block }, Paint::Grid, 0.6)
    }

    fn paint_axes<'a>(&self, page: &mut Page, panel: &mut Panel<'a>) -> Result<(), ChartError> {
        let block = panel.block;
        let room = page.canvas.room();
        page.write(
            TextRun::new(text::clean(&self.y_label), SMALL, Paint::Grey, MARGIN, page.body.top + SMALL.size)
                .within(room),
        );
        panel.horizontal_grid(page, true)?;
        match self.only_x() {
            Some(x) => panel.named_bottom_labels(page, &[(x, numerals::short(x))]),
            None => panel.bottom_labels(page),
        }
        for mark in self.references.iter().filter(|mark| mark.value.is_finite()) {
            let right = panel.at(0.0, mark.value);
            let ends = [(block.left, right.1), (block.right, right.1)];
            let pen = Stroke { paint: Paint::Rule, width: HAIRLINE * 1.2, dash: REFERENCE_DASH };
            page.stroke(&ends, pen)?;
        }
        Ok(())
    }

    fn paint_curves<'a>(&self, page: &mut Page, panel: &mut Panel<'a>) -> Result<(), ChartError> {
        for (place, series) in self.series.iter().enumerate() {
            let look = series.slot.style()?;
            let aside = self.aside(place);
            for run in runs(&series.points, ResponsePoint::band) {
                if let [(x, low, high)] = run[..] {
                    let ends = [low, high].map(|value| panel.at(x, value)).map(|(x, y)| (x + aside, y));
                    page.stroke(&ends, Stroke::solid(look.paint(), 2.0))?;
                } else {
                    panel.edged_band(page, &run, look, BAND)?;
                }
            }
        }
        for (place, series) in self.series.iter().enumerate() {
            let look = series.slot.style()?;
            for run in runs(&series.points, ResponsePoint::median) {
                let aside = if run.len() == 1 { self.aside(place) } else { 0.0 };
                panel.line(page, &run, Stroke::of(look, CURVE))?;
                // A dense sweep shows its points as well with fewer markers.
                let every = run.len().div_ceil(MOST_MARKERS).max(1);
                for (x, median) in run.into_iter().step_by(every) {
                    let at = panel.at(x, median);
                    page.marker((at.0 + aside, at.1), 4.0, look)?;
                    self.write_spot(page, series, x, (at.0 + aside, at.1));
                }
            }
        }
        Ok(())
    }

    /// What a point tells when pointed at.
    fn write_spot(&self, page: &mut Page, series: &ResponseSeries, x: f64, (left, top): Point) {
        let Some(point) = series.points.iter().find(|point| point.x == x) else { return };
        let told =
            format!("{}, {} {}", text::brief(&series.label), text::brief(&self.x_label), numerals::short(x));
        let block = Block { left, right: left, top, bottom: top }.grown(6.0);
        let values = [point.q05, point.q50, point.q95];
        page.interval_spot(&block, series.slot, (&told, &self.y_label), values);
    }

    /// Names curves and reference values where they end.
    fn paint_labels(&self, page: &mut Page, panel: &Panel<'_>) -> Result<(), ChartError> {
        let mut labels = Vec::new();
        for (place, series) in self.series.iter().enumerate() {
            let look = series.slot.style()?;
            if let Some(last) = runs(&series.points, ResponsePoint::median).last()
                && let Some(&(x, median)) = last.last()
            {
                let end = panel.at(x, median);
                let aside = if last.len() == 1 { self.aside(place) } else { 0.0 };
                let end = (end.0 + aside, end.1);
                labels.push(EndLabel::new(
                    &page.canvas,
                    &series.label,
                    NAME,
                    (look.words(), look.paint()),
                    end,
                ));
            }
        }
        for mark in self.references.iter().filter(|mark| mark.value.is_finite()) {
            let end = (panel.block.right, panel.at(0.0, mark.value).1);
            labels.push(EndLabel::new(&page.canvas, &mark.label, SMALL, (Paint::Grey, Paint::Rule), end));
        }
        ends::paint(page, panel, &labels)
    }
}
