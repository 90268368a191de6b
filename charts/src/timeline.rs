//! What is in force when: a row a measure, from its beginning to the end of the horizon, as dark as it is likely.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::flags::Flags;
use super::frame::{Footing, Panel, SMALL, Scale, TICK_ROW};
use super::marks::Stroke;
use super::sheet::{self, Page};
use super::style::{HAIRLINE, LABEL_SIZE, MARGIN, Paint, SeriesId};
use super::text::{self, Type};
use super::words::{Anchor, TextRun};
use super::{Caption, Cell, Chart, ChartError, Reference, Table, numerals};

const NAME: Type = Type::bold(LABEL_SIZE);
/// Height of a bar, and of a row.
const BAR: f64 = 20.0;
const ROW: f64 = 32.0;
/// Below this chance nothing is drawn.
const LEAST: f64 = 0.005;

/// Rows of what is in force, in groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The words around it.
    pub caption: Caption,
    /// Where the past ends, and what that is called.
    pub events: Vec<Reference>,
    /// One group a scenario.
    pub groups: Vec<TimelineGroup>,
}

/// The rows of one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineGroup {
    /// The scenario's name; empty where there is but one.
    pub label: String,
    /// The scenario's look.
    pub slot: SeriesId,
    /// Its measures.
    pub rows: Vec<TimelineRow>,
}

/// One measure.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineRow {
    /// The measure's name.
    pub label: String,
    /// Stretches of time, in order.
    pub spans: Vec<TimelineSpan>,
    /// What it comes to, at the right.
    pub note: String,
}

/// A stretch of time, and how likely the measure is in force in it.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineSpan {
    /// Its beginning, in years.
    pub from: f64,
    /// Its end.
    pub to: f64,
    /// Between 0 and 1.
    pub probability: f64,
}

impl TimelineSpan {
    fn is_sound(&self) -> bool {
        self.from.is_finite() && self.to > self.from && (0.0..=1.0).contains(&self.probability)
    }
}

impl Chart for Timeline {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        let spans = || self.rows().flat_map(|(_, row)| &row.spans).filter(|span| span.is_sound());
        if spans().next().is_none() {
            return Err(ChartError::Empty("stretch of time"));
        }
        let narrow = canvas.is_narrow();
        let x = Scale::years(spans().flat_map(|span| [span.from, span.to]), canvas);
        let widest = self.rows().map(|(_, row)| NAME.width(&text::clean(&row.label))).fold(40.0, f64::max);
        let left = if narrow { MARGIN } else { MARGIN + widest.min(canvas.width * 0.24) + 16.0 };
        let notes = self.rows().map(|(_, row)| SMALL.width(&text::clean(&row.note))).fold(0.0, f64::max);
        let right = canvas.right() - notes.min(canvas.width * 0.24) - 12.0;
        let flags = Flags::new(&self.events, None, &x, left, right);
        let row_height = if narrow { ROW + NAME.leading() } else { ROW };
        let tall: f64 = self.groups.iter().map(|group| group_height(group, row_height)).sum();
        let footing = Footing::new(canvas, "the darker, the likelier that it is in force", "");
        let height = flags.height() + tall + TICK_ROW + footing.height();
        sheet::draw(canvas, &self.caption, height, |page| {
            let top = page.body.top + flags.height();
            let block = Block { left, top, right, bottom: top + tall };
            let mut panel = Panel::new(page, block, &x, &Scale::with_ticks(0.0, 1.0, 1.0))?;
            panel.vertical_grid(page)?;
            flags.draw(page, &mut panel)?;
            panel.year_labels(page);
            let mut edge = top;
            for group in &self.groups {
                paint_group(page, &panel, group, (edge, row_height))?;
                edge += group_height(group, row_height);
            }
            footing.write(page, &block);
            Ok(())
        })
    }

    fn table(&self) -> Table {
        let header = ["scenario", "measure", "from_year", "to_year", "probability"];
        let rows = self.groups.iter().flat_map(|group| {
            group.rows.iter().flat_map(move |row| {
                row.spans.iter().map(move |span| {
                    let words = [Cell::text(&group.label), Cell::text(&row.label)];
                    let numbers = [span.from, span.to, span.probability].map(Cell::number);
                    [words.to_vec(), numbers.to_vec()].concat()
                })
            })
        });
        Table { header: header.map(str::to_owned).to_vec(), rows: rows.collect() }
    }
}

impl Timeline {
    fn rows(&self) -> impl Iterator<Item = (&TimelineGroup, &TimelineRow)> {
        self.groups.iter().flat_map(|group| group.rows.iter().map(move |row| (group, row)))
    }
}

/// Height of a group's heading.
fn heading(group: &TimelineGroup) -> f64 {
    if group.label.is_empty() { 0.0 } else { NAME.leading() + 10.0 }
}

fn group_height(group: &TimelineGroup, row_height: f64) -> f64 {
    heading(group) + row_height * group.rows.len() as f64
}

fn paint_group(
    page: &mut Page,
    panel: &Panel<'_>,
    group: &TimelineGroup,
    (top, row_height): (f64, f64),
) -> Result<(), ChartError> {
    let look = group.slot.style()?;
    if !group.label.is_empty() {
        let word = TextRun::new(text::clean(&group.label), NAME, look.words(), MARGIN, top + NAME.size + 6.0);
        page.write(word.within(page.canvas.room()).haloed());
    }
    for (place, row) in group.rows.iter().enumerate() {
        let bottom = top + heading(group) + row_height * (place + 1) as f64;
        let (upper, lower) = (bottom - (ROW + BAR) / 2.0, bottom - (ROW - BAR) / 2.0);
        let middle = (upper + lower) / 2.0;
        let label = text::clean(&row.label);
        let name = if page.canvas.is_narrow() {
            TextRun::new(label, NAME, Paint::Black, MARGIN, upper - 6.0).within(page.canvas.room()).haloed()
        } else {
            let room = panel.block.left - MARGIN - 12.0;
            TextRun::new(label, NAME, Paint::Black, MARGIN, middle + NAME.drop()).within(room)
        };
        page.write(name);
        let pen = Stroke::solid(look.paint(), HAIRLINE);
        for span in row.spans.iter().filter(|span| span.is_sound()) {
            let (left, right) = (panel.at(span.from, 0.0).0, panel.at(span.to, 0.0).0);
            let block = Block { left, right, top: upper, bottom: lower };
            if span.probability > LEAST {
                page.tile(&block, look.paint(), span.probability)?;
            }
            let told = format!(
                "{}, {:.2} to {:.2}: in force in {}",
                text::brief(&row.label),
                span.from,
                span.to,
                numerals::percent(span.probability)
            );
            page.spot(&block, Some(group.slot), &told);
        }
        // An outline, so that what is unlikely is still seen to be possible.
        let sound = || row.spans.iter().filter(|span| span.is_sound());
        if let (Some(first), Some(last)) = (sound().next(), sound().next_back()) {
            let (left, right) = (panel.at(first.from, 0.0).0, panel.at(last.to, 0.0).0);
            page.frame(&Block { left, right, top: upper, bottom: lower }, pen)?;
        }
        let room = page.canvas.right() - panel.block.right - 8.0;
        let note = TextRun::new(
            text::clean(&row.note),
            SMALL,
            Paint::Grey,
            page.canvas.right(),
            middle + SMALL.drop(),
        );
        page.write(note.anchored(Anchor::End).within(room));
    }
    Ok(())
}
