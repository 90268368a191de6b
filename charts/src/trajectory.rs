//! A quantity from the past into the future in one panel: what was reported, the medians of every scenario, named where
//! they end, and one band.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::ends::{self, EndLabel};
use super::fan::FanPoint;
use super::flags::Flags;
use super::frame::{Footing, Panel, SMALL, Scale, TICK_ROW, TITLE_ROW, runs};
use super::marks::{Point, Stroke};
use super::sheet::{self, Page};
use super::style::{self, CURVE, HAIRLINE, INNER_BAND, LABEL_SIZE, MARGIN, Paint, SeriesId};
use super::text::{self, Type};
use super::words::TextRun;
use super::{Caption, Cell, Chart, ChartError, Reference, Table, numerals};

const NAME: Type = Type::bold(LABEL_SIZE);
/// Height of the plot itself.
const TALL: f64 = 330.0;

/// One quantity, reported and simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the values.
    pub unit: String,
    /// Stem of the value columns of the table, unit included.
    pub column: String,
    /// Whether the axis begins at zero.
    pub from_zero: bool,
    /// What was reported, by year.
    pub reported: Vec<ReportedPoint>,
    /// When something happened: vertical rules, in years.
    pub events: Vec<Reference>,
    /// Medians, in the order of their looks; the first has the band.
    pub paths: Vec<Path>,
}

/// A reported figure.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedPoint {
    /// The year.
    pub year: i32,
    /// Its value.
    pub value: f64,
}

/// One scenario's median through time.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The scenario's name.
    pub label: String,
    /// What it comes to, beside the name where it ends.
    pub value: String,
    /// The scenario's look.
    pub slot: SeriesId,
    /// In order of time.
    pub points: Vec<FanPoint>,
}

impl ReportedPoint {
    /// The middle of its year.
    fn place(&self) -> Point {
        (f64::from(self.year) + 0.5, self.value)
    }
}

impl Path {
    fn median(point: &FanPoint) -> Option<Point> {
        (point.x.is_finite() && point.q50.is_finite()).then_some((point.x, point.q50))
    }

    fn half(point: &FanPoint) -> Option<(f64, f64, f64)> {
        let ends = [point.q25, point.q75];
        ends.iter().all(|end| end.is_finite()).then_some((point.x, point.q25, point.q75))
    }

    fn name(&self) -> String {
        format!("{} {}", self.label, self.value)
    }
}

impl Chart for Trajectory {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.paths.len())?;
        let medians = || self.paths.iter().flat_map(|path| path.points.iter().filter_map(Path::median));
        let band =
            || self.paths.first().into_iter().flat_map(|path| path.points.iter().filter_map(Path::half));
        let reported = || self.reported.iter().map(ReportedPoint::place).filter(|place| place.1.is_finite());
        if medians().next().is_none() {
            return Err(ChartError::Empty("period"));
        }
        let values = medians().chain(reported()).map(|place| place.1);
        let ends = band().flat_map(|(_, low, high)| [low, high]);
        let y = Scale::round(values.chain(ends).chain(self.from_zero.then_some(0.0)), 6)?;
        let x = Scale::years(medians().chain(reported()).map(|place| place.0), canvas);
        let names = self.paths.iter().map(Path::name).collect::<Vec<_>>();
        let label_width = ends::width(canvas, names.iter().map(|name| (NAME, name.as_str())));
        let left = MARGIN + y.label_width() + 8.0;
        let right = canvas.right() - label_width - 24.0;
        let flags = Flags::new(&self.events, None, &x, left, right);
        let footing = Footing::new(canvas, &self.key(), "");
        let height = TITLE_ROW + 10.0 + flags.height() + TALL + TICK_ROW + footing.height();
        sheet::draw(canvas, &self.caption, height, |page| {
            let top = page.body.top + TITLE_ROW + 10.0 + flags.height();
            let block = Block { left, top, right, bottom: top + TALL };
            let mut panel = Panel::new(page, block, &x, &y)?;
            let unit =
                TextRun::new(text::clean(&self.unit), SMALL, Paint::Grey, MARGIN, page.body.top + SMALL.size);
            page.write(unit.within(canvas.room()));
            panel.horizontal_grid(page, true)?;
            flags.draw(page, &mut panel)?;
            panel.year_labels(page);
            self.paint_reported(page, &mut panel)?;
            let labels = self.paint_paths(page, &mut panel, &names)?;
            footing.write(page, &block);
            ends::paint(page, &panel, &labels)
        })
    }

    fn table(&self) -> Table {
        let mut header: Vec<String> = ["scenario", "period", "year"].map(str::to_owned).to_vec();
        header.extend(["reported", "q25", "q50", "q75"].map(|kind| format!("{}_{kind}", self.column)));
        let reported = self.reported.iter().map(|point| {
            // They are the first path's: it goes on where they end.
            let first = self.paths.first().map_or("", |path| path.label.as_str());
            let words = [Cell::text(first), Cell::Text(point.year.to_string())];
            let numbers = [point.place().0, point.value, f64::NAN, f64::NAN, f64::NAN].map(Cell::number);
            [words.to_vec(), numbers.to_vec()].concat()
        });
        let simulated = self.paths.iter().enumerate().flat_map(|(place, path)| {
            path.points.iter().map(move |point| {
                // Only the first one's band is drawn.
                let of_band = |value: f64| if place == 0 { value } else { f64::NAN };
                let words = [Cell::text(&path.label), Cell::text(&point.period)];
                let drawn = [of_band(point.q25), point.q50, of_band(point.q75)];
                let numbers =
                    [point.x, f64::NAN].into_iter().chain(drawn).map(Cell::number).collect::<Vec<_>>();
                [words.to_vec(), numbers].concat()
            })
        });
        Table { header, rows: reported.chain(simulated).collect() }
    }
}

impl Trajectory {
    /// What the marks mean.
    fn key(&self) -> String {
        let band = self.paths.first().map_or("", |path| path.label.as_str());
        let band = format!("band: half of the draws of \"{band}\"", band = text::brief(band));
        let reported = if self.reported.is_empty() { "" } else { "dots: reported; " };
        format!("{reported}lines: medians; {band}")
    }

    fn paint_reported<'a>(&self, page: &mut Page, panel: &mut Panel<'a>) -> Result<(), ChartError> {
        let places: Vec<Point> =
            self.reported.iter().map(ReportedPoint::place).filter(|place| place.1.is_finite()).collect();
        panel.line(page, &places, Stroke::solid(Paint::Grey, HAIRLINE * 1.2))?;
        for (point, &(x, value)) in self.reported.iter().zip(&places) {
            let at = panel.at(x, value);
            page.disc(at, 4.0, Paint::Black)?;
            let block = Block { left: at.0, right: at.0, top: at.1, bottom: at.1 }.grown(7.0);
            let told =
                format!("reported, {}: {} {}", point.year, numerals::short(value), text::brief(&self.unit));
            page.spot(&block, None, &told);
        }
        Ok(())
    }

    fn paint_paths<'a>(
        &self,
        page: &mut Page,
        panel: &mut Panel<'a>,
        names: &[String],
    ) -> Result<Vec<EndLabel>, ChartError> {
        if let Some(first) = self.paths.first() {
            for run in runs(&first.points, Path::half) {
                panel.band(&run, first.slot.style()?.paint(), INNER_BAND * 0.6)?;
            }
        }
        let all: usize = self.paths.iter().map(|path| path.points.len()).sum();
        let every = all.div_ceil(sheet::MOST_SPOTS).max(1);
        let mut labels = Vec::new();
        for (path, name) in self.paths.iter().zip(names) {
            let look = path.slot.style()?;
            for run in runs(&path.points, Path::median) {
                panel.line(page, &run, Stroke::of(look, CURVE))?;
            }
            for point in path.points.iter().step_by(every) {
                let Some((x, median)) = Path::median(point) else { continue };
                let told = format!(
                    "{}, {}: median {} {}",
                    text::brief(&path.label),
                    text::brief(&point.period),
                    numerals::short(median),
                    text::brief(&self.unit)
                );
                page.point_spot(panel.at(x, median), 6.0, path.slot, &told);
            }
            if let Some(last) = path.points.iter().rev().find_map(Path::median) {
                let end = panel.at(last.0, last.1);
                page.marker(end, 4.0, look)?;
                labels.push(EndLabel::new(&page.canvas, name, NAME, (look.words(), look.paint()), end));
            }
        }
        Ok(labels)
    }
}
