//! A sketch of the ways out of a country: lines as thick as what goes along them, closed ones crossed out.
//!
//! No map: only directions are true. Ways of one panel keep their places in the others, so that before and after can
//! be held against each other.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::frame::{SMALL, TITLE_ROW};
use super::marks::{Point, Stroke};
use super::sheet::{self, Page};
use super::style::{self, HAIRLINE, LABEL_SIZE, MARGIN, Paint, SMALL_SIZE, SeriesId};
use super::text::{self, Type, dodge};
use super::words::{Anchor, TextRun};
use super::{Caption, Cell, Chart, ChartError, Table, numerals};

const NAME: Type = Type::bold(LABEL_SIZE);
const END: Type = Type::bold(SMALL_SIZE);
/// Gap between panels side by side.
const GAP: f64 = 40.0;
/// Width from which two panels stand side by side.
const PAIR: f64 = 720.0;
/// Thickness of the busiest way.
const THICKEST: f64 = 24.0;
/// Thickness of a way that carries something.
const THINNEST: f64 = 1.6;
/// Height of a sketch whose ways lead in all directions.
const TALL: f64 = 300.0;
/// Radius of the place that all ways begin at.
const ORIGIN: f64 = 9.0;
/// From a way's end to its name.
const ASIDE: f64 = 16.0;
/// Most ways that can be told apart.
const MOST_WAYS: usize = 16;

/// The ways out, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Routes {
    /// The words around it.
    pub caption: Caption,
    /// Unit of what goes along the ways, e.g. "Mt a year".
    pub unit: String,
    /// Its column in the table, unit included.
    pub column: String,
    /// Where the ways lead: the same in every panel.
    pub ways: Vec<Way>,
    /// One panel a scenario.
    pub panels: Vec<RoutePanel>,
}

/// A way out.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Its name.
    pub label: String,
    /// Degrees clockwise from north.
    pub degrees: f64,
}

/// What goes along the ways in one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutePanel {
    /// The scenario's name.
    pub label: String,
    /// The scenario's look.
    pub slot: SeriesId,
    /// What stands at the origin, e.g. "Belarus 11.2 Mt".
    pub origin: String,
    /// How much goes along each way; what rounds to nothing counts as closed.
    pub values: Vec<f64>,
}

/// Where everything stands, as if a panel began at 0.
struct Layout {
    /// The place that the ways begin at.
    origin: Point,
    /// Where each way ends.
    ends: Vec<Point>,
    /// The name of each way in lines.
    names: Vec<Vec<String>>,
    /// Width of a panel.
    width: f64,
    height: f64,
    /// Digits after the point.
    decimals: usize,
    /// Pixels a unit.
    scale: f64,
}

impl Chart for Routes {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.panels.len())?;
        let layout = self.layout(canvas)?;
        let columns = columns(canvas, self.panels.len());
        let rows = self.panels.len().div_ceil(columns);
        let head = TITLE_ROW + 8.0;
        let tall = head + layout.height + 14.0;
        sheet::draw(canvas, &self.caption, tall * rows as f64 + TITLE_ROW, |page| {
            for (place, panel) in self.panels.iter().enumerate() {
                let left = MARGIN + (place % columns) as f64 * (layout.width + GAP);
                let top = page.body.top + (place / columns) as f64 * tall;
                self.paint_panel(page, &layout, panel, (left, top + head))?;
            }
            let key =
                format!("Lines are as thick as what they carry; figures in {}.", text::clean(&self.unit));
            let word = TextRun::new(key, SMALL, Paint::Grey, MARGIN, page.body.bottom - 4.0);
            page.write(word.within(canvas.room()));
            Ok(())
        })
    }

    fn table(&self) -> Table {
        let header = ["scenario", "corridor", "degrees", &self.column].map(str::to_owned).to_vec();
        let rows = self.panels.iter().flat_map(|panel| {
            self.ways.iter().zip(&panel.values).map(|(way, value)| {
                vec![
                    Cell::text(&panel.label),
                    Cell::text(&way.label),
                    Cell::number(way.degrees),
                    Cell::number(*value),
                ]
            })
        });
        Table { header, rows: rows.collect() }
    }
}

fn columns(canvas: &Canvas, panels: usize) -> usize {
    if canvas.width >= PAIR { panels.clamp(1, 2) } else { 1 }
}

impl Routes {
    fn check(&self) -> Result<f64, ChartError> {
        if self.ways.len() > MOST_WAYS {
            return Err(ChartError::Shape { what: "ways", found: self.ways.len(), expected: MOST_WAYS });
        }
        for panel in &self.panels {
            if panel.values.len() != self.ways.len() {
                let (found, expected) = (panel.values.len(), self.ways.len());
                return Err(ChartError::Shape { what: "values of a panel of routes", found, expected });
            }
        }
        let values = self.panels.iter().flat_map(|panel| &panel.values);
        let most = values.filter(|value| value.is_finite()).fold(0.0, |most: f64, value| most.max(*value));
        if most <= 0.0 || self.ways.iter().any(|way| !way.degrees.is_finite()) {
            return Err(ChartError::Empty("way"));
        }
        if most > 1e300 { Err(ChartError::Range { low: 0.0, high: most }) } else { Ok(most) }
    }

    fn layout(&self, canvas: &Canvas) -> Result<Layout, ChartError> {
        let most = self.check()?;
        let columns = columns(canvas, self.panels.len()) as f64;
        let width = (canvas.room() + GAP) / columns - GAP;
        // A hundredth of the whole is worth a digit.
        let decimals = (-(most / 50.0).log10()).ceil().clamp(0.0, 4.0) as usize;
        let room = (width * 0.3).min(150.0);
        let names: Vec<Vec<String>> =
            self.ways.iter().map(|way| END.wrap(&text::clean(&way.label), room, 2)).collect();
        let widest = |right: bool| {
            let sided = self.ways.iter().zip(&names).filter(|(way, _)| leads_right(way) == right);
            let widths = sided.flat_map(|(_, lines)| lines).map(|line| END.width(line));
            widths.fold(0.0, f64::max).max(if right { 0.0 } else { 30.0 }).min(room)
        };
        let (left, right) = (widest(false) + ASIDE, width - widest(true) - ASIDE);
        let origin_x = (left + right) / 2.0;
        // Only as tall as the ways reach north and south.
        let reach = |sign: f64| {
            self.ways.iter().map(|way| (sign * way.degrees.to_radians().cos()).max(0.0)).fold(0.15, f64::max)
        };
        let (north, south) = (reach(1.0), reach(-1.0));
        let half = TALL / 2.0;
        let label = |place: usize| (names[place].len() as f64 + 1.0) * SMALL.leading();
        let tallest = (0..names.len()).map(label).fold(0.0, f64::max);
        let mut ends = vec![(0.0, 0.0); self.ways.len()];
        let mut height = half * (north + south) + tallest;
        let origin_y = half * north + tallest / 2.0;
        for side in [false, true] {
            let places: Vec<usize> =
                (0..self.ways.len()).filter(|&k| leads_right(&self.ways[k]) == side).collect();
            let wish = |k: &usize| {
                let way = &self.ways[*k];
                (origin_y - half * way.degrees.to_radians().cos(), label(*k))
            };
            let wishes: Vec<(f64, f64)> = places.iter().map(wish).collect();
            height = height.max(wishes.iter().map(|(_, tall)| tall + 6.0).sum());
            let middles = dodge(&wishes, 6.0, 0.0, height);
            for (k, y) in places.into_iter().zip(middles) {
                // A way to the north leads up, not to the edge.
                let aside = self.ways[k].degrees.to_radians().sin().abs().max(0.35);
                let edge = if side { right } else { left };
                ends[k] = (origin_x + (edge - origin_x) * aside, y);
            }
        }
        let scale = THICKEST / most;
        Ok(Layout { origin: (origin_x, origin_y), ends, names, width, height, decimals, scale })
    }

    fn paint_panel(
        &self,
        page: &mut Page,
        layout: &Layout,
        panel: &RoutePanel,
        (left, top): Point,
    ) -> Result<(), ChartError> {
        let look = panel.slot.style()?;
        let name = text::clean(&panel.label);
        let word = TextRun::new(name, NAME, look.words(), left, top - 12.0);
        page.write(word.within(layout.width));
        let at = |(x, y): Point| (left + x, top + y);
        let origin = at(layout.origin);
        for (k, (way, value)) in self.ways.iter().zip(&panel.values).enumerate() {
            let end = at(layout.ends[k]);
            let number = numerals::grouped(value.max(0.0), layout.decimals);
            // What rounds to nothing is none.
            let is_open = value.is_finite() && number.contains(|digit: char| ('1'..='9').contains(&digit));
            if is_open {
                let pen = Stroke::solid(look.paint(), (value * layout.scale).max(THINNEST));
                page.stroke(&[origin, end], pen)?;
                page.disc(end, (value * layout.scale / 2.0).max(3.0), look.paint())?;
            } else {
                page.stroke(
                    &[origin, end],
                    Stroke { paint: Paint::Rule, width: HAIRLINE * 1.2, dash: &[2.0, 4.0] },
                )?;
                let middle = (origin.0 + 0.6 * (end.0 - origin.0), origin.1 + 0.6 * (end.1 - origin.1));
                for (dx, dy) in [(5.0, 5.0), (5.0, -5.0)] {
                    let cross = [(middle.0 - dx, middle.1 - dy), (middle.0 + dx, middle.1 + dy)];
                    page.stroke(&cross, Stroke::solid(Paint::Black, 1.8))?;
                }
            }
            let told = if is_open { number } else { "nothing".to_string() };
            self.write_end(page, (way, &layout.names[k]), &told, end);
            let spot = Block { left: end.0, right: end.0, top: end.1, bottom: end.1 }.grown(8.0);
            let words = format!("{}, {}: {told} {}", text::brief(&panel.label), way.label, self.unit);
            page.spot(&spot, Some(panel.slot), &words);
        }
        page.disc(origin, ORIGIN, look.paint())?;
        self.write_origin(page, layout, panel, origin);
        Ok(())
    }

    /// A way's name and what it carries, beyond its end.
    fn write_end(&self, page: &mut Page, (way, lines): (&Way, &[String]), told: &str, (x, y): Point) {
        let (anchor, x) =
            if leads_right(way) { (Anchor::Start, x + ASIDE) } else { (Anchor::End, x - ASIDE) };
        let first = y - lines.len() as f64 * SMALL.leading() / 2.0 + SMALL.drop();
        let word = TextRun::new("", END, Paint::Black, x, first).anchored(anchor).haloed();
        page.write_lines(lines, &text::clean(&way.label), &word);
        let below = first + lines.len() as f64 * SMALL.leading();
        page.write(TextRun::new(told, SMALL, Paint::Grey, x, below).anchored(anchor).haloed());
    }

    /// What stands at the origin: where the ways leave most room, and no name stands yet.
    fn write_origin(&self, page: &mut Page, layout: &Layout, panel: &RoutePanel, origin: Point) {
        let text = text::clean(&panel.origin);
        let lines = END.wrap(&text, layout.width * 0.4, 2);
        let words = self.gaps().into_iter().map(|degrees| origin_word(origin, degrees, lines.len()));
        let free = |word: &TextRun| {
            let line = |(k, line): (usize, &String)| {
                let baseline = word.baseline + k as f64 * END.leading();
                TextRun { text: line.clone(), baseline, ..word.clone() }.block()
            };
            lines.iter().enumerate().map(line).all(|block| page.is_free(&block.grown(1.0)))
        };
        // Where no place is free the ways are too many for it; the panel's total is in the table.
        if let Some(word) = words.into_iter().find(free) {
            page.write_lines(&lines, &text, &word);
        }
    }

    /// The middles of the angles between ways, in degrees, the widest first.
    fn gaps(&self) -> Vec<f64> {
        let mut degrees: Vec<f64> = self.ways.iter().map(|way| way.degrees.rem_euclid(360.0)).collect();
        degrees.sort_by(f64::total_cmp);
        let next = degrees.iter().skip(1).copied().chain(degrees.first().map(|first| first + 360.0));
        let mut gaps: Vec<(f64, f64)> =
            degrees.iter().zip(next).map(|(from, to)| (to - from, (from + to) / 2.0)).collect();
        gaps.sort_by(|one, two| two.0.total_cmp(&one.0));
        gaps.into_iter().map(|(_, middle)| middle).collect()
    }
}

/// Where the first of so many lines stands in a direction from the origin.
fn origin_word((x, y): Point, degrees: f64, lines: usize) -> TextRun {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let away = ORIGIN + THICKEST / 2.0 + 4.0;
    let (anchor, x) = match sin {
        _ if sin.abs() < 0.3 => (Anchor::Middle, x),
        _ if sin > 0.0 => (Anchor::Start, x + away * sin),
        _ => (Anchor::End, x + away * sin),
    };
    // From its upper edge below the origin, by its lower one above.
    let tall = lines as f64 * END.leading();
    let baseline = y - away * cos - tall * (1.0 + cos) / 2.0 + END.size;
    TextRun::new("", END, Paint::Black, x, baseline).anchored(anchor).haloed()
}

/// Whether a way's name stands to the right of its end.
fn leads_right(way: &Way) -> bool {
    way.degrees.to_radians().sin() > -1e-9
}
