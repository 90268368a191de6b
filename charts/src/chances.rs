//! Probabilities over time: one curve a state of affairs, from 0 to 100 %.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::ends::{self, EndLabel};
use super::frame::{Panel, SMALL, Scale, TICK_ROW, TITLE_ROW, runs};
use super::marks::{Point, Stroke};
use super::sheet::{self, Page};
use super::style::{self, CURVE, LABEL_SIZE, MARGIN, Paint, SeriesId};
use super::text::{self, Type};
use super::words::{Anchor, TextRun};
use super::{Caption, Cell, Chart, ChartError, Table, numerals};

const NAME: Type = Type::bold(LABEL_SIZE);
/// Height of the plot itself.
const TALL: f64 = 320.0;

/// Probabilities by period.
#[derive(Debug, Clone, PartialEq)]
pub struct Chances {
    /// The words around it.
    pub caption: Caption,
    /// What the probabilities are of, above the axis.
    pub y_label: String,
    /// One curve each.
    pub lines: Vec<ChanceLine>,
}

/// One probability over time.
#[derive(Debug, Clone, PartialEq)]
pub struct ChanceLine {
    /// What is or is not.
    pub label: String,
    /// Its look.
    pub slot: SeriesId,
    /// In order of time.
    pub points: Vec<ChancePoint>,
}

/// A probability in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct ChancePoint {
    /// The period's name: 2026-Q1.
    pub period: String,
    /// The period as a year: 2026.25 is the second quarter.
    pub x: f64,
    /// Between 0 and 1.
    pub probability: f64,
}

impl ChancePoint {
    fn place(&self) -> Option<Point> {
        let sound = self.x.is_finite() && (0.0..=1.0).contains(&self.probability);
        sound.then_some((self.x, self.probability))
    }
}

impl Chances {
    /// One place a period of a line.
    fn write_spots(&self, page: &mut Page, panel: &Panel<'_>, line: &ChanceLine) {
        let all: usize = self.lines.iter().map(|line| line.points.len()).sum();
        let every = all.div_ceil(sheet::MOST_SPOTS).max(1);
        for point in line.points.iter().step_by(every) {
            let Some((x, share)) = point.place() else { continue };
            let name = format!("{}, {}", text::brief(&line.label), text::brief(&point.period));
            let told = format!("{name}: {share}", share = numerals::percent(share));
            page.point_spot(panel.at(x, share), 7.0, line.slot, &told);
        }
    }
}

impl Chart for Chances {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.lines.len())?;
        let places = || self.lines.iter().flat_map(|line| line.points.iter().filter_map(ChancePoint::place));
        let (low, high) = places().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (x, _)| {
            (low.min(x.floor()), high.max((x + 0.01).ceil()))
        });
        if low > high {
            return Err(ChartError::Empty("probability"));
        }
        let step = ((high - low) / 8.0).ceil().max(1.0);
        let (x, y) = (Scale::with_ticks(low, high, step), Scale::with_ticks(0.0, 1.0, 0.25));
        let names = ends::width(canvas, self.lines.iter().map(|line| (NAME, line.label.as_str())));
        let height = TITLE_ROW + 10.0 + TALL + TICK_ROW;
        sheet::draw(canvas, &self.caption, height, |page| {
            let top = page.body.top + TITLE_ROW + 10.0;
            let left = MARGIN + SMALL.width("100\u{a0}%") + 8.0;
            let block = Block { left, top, right: canvas.right() - names - 24.0, bottom: top + TALL };
            let mut panel = Panel::new(page, block, &x, &y)?;
            page.write(TextRun::new(
                self.y_label.clone(),
                SMALL,
                Paint::Grey,
                MARGIN,
                page.body.top + SMALL.size,
            ));
            panel.horizontal_grid(page, false)?;
            for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                let at = panel.at(low, share);
                let word = TextRun::new(
                    numerals::percent(share),
                    SMALL,
                    Paint::Grey,
                    block.left - 8.0,
                    at.1 + SMALL.drop(),
                );
                page.write(word.anchored(Anchor::End));
            }
            let years: Vec<(f64, String)> =
                x.ticks.iter().map(|year| (*year, format!("{year:.0}"))).collect();
            panel.named_bottom_labels(page, &years);
            let mut labels = Vec::new();
            for (place, line) in self.lines.iter().enumerate() {
                // Several measures of one scenario share its colour.
                let earlier = self.lines.iter().take(place).filter(|other| other.slot == line.slot);
                let look = line.slot.style()?.varied(earlier.count());
                for run in runs(&line.points, ChancePoint::place) {
                    panel.line(page, &run, Stroke::of(look, CURVE))?;
                }
                self.write_spots(page, &panel, line);
                if let Some(last) = line.points.iter().rev().find_map(ChancePoint::place) {
                    let end = panel.at(last.0, last.1);
                    page.marker(end, 4.0, look)?;
                    labels.push(EndLabel::new(canvas, &line.label, NAME, (look.words(), look.paint()), end));
                }
            }
            ends::paint(page, &panel, &labels)
        })
    }

    fn table(&self) -> Table {
        let rows = self.lines.iter().flat_map(|line| {
            line.points.iter().map(|point| {
                let place = [point.x, point.probability].map(Cell::number);
                [vec![Cell::text(&line.label), Cell::text(&point.period)], place.to_vec()].concat()
            })
        });
        let header = ["state", "period", "year", "probability"].map(str::to_owned).to_vec();
        Table { header, rows: rows.collect() }
    }
}
