//! Quantile dot plots: a distribution as a heap of dots, each the same share of draws.
//!
//! Made for paired differences: readers count dots on either side of zero instead of judging areas.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::flags::Flags;
use super::frame::{Footing, Panel, SMALL, Scale, TICK_ROW};
use super::marks::Stroke;
use super::sheet::{self, Page};
use super::style::{self, HAIRLINE, LABEL_SIZE, MARGIN, Paint, SMALL_SIZE, SeriesId, SeriesStyle};
use super::text::{self, Type, dodge};
use super::words::{Anchor, TextRun};
use super::{Caption, Cell, Chart, ChartError, Reference, Table, numerals};

const NAME: Type = Type::bold(LABEL_SIZE);
const MEDIAN: Type = Type::bold(SMALL_SIZE);

/// Air above the tallest heap.
const HEAD_ROOM: f64 = 18.0;
/// Room for a median and its number below the last row.
const MEDIAN_ROOM: f64 = 17.0;

/// Width of the column of names.
fn name_room(canvas: &Canvas) -> f64 {
    if canvas.is_narrow() { canvas.room() - 44.0 } else { (canvas.width * 0.21).clamp(150.0, 260.0) }
}

/// Rows of quantile dots on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Dotplot {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the values, which names the axis.
    pub unit: String,
    /// Stem of the value column of the table, unit included.
    pub column: String,
    /// One row a comparison.
    pub rows: Vec<DotRow>,
    /// What zero is marked as, where it is: "no difference".
    pub zero: Option<String>,
    /// Vertical reference values.
    pub references: Vec<Reference>,
}

/// One heap of dots.
#[derive(Debug, Clone, PartialEq)]
pub struct DotRow {
    /// What is compared.
    pub label: String,
    /// The scenario's look.
    pub slot: SeriesId,
    /// Equally probable values, usually fifty.
    pub quantiles: Vec<f64>,
    /// A remark below the name, e.g. "above zero in 99 % of draws".
    pub note: String,
    /// Marked below the dots, with its own number.
    pub median: Option<(f64, String)>,
    /// How many of the lowest dots are hollow, and why, beside them.
    pub hollow: Option<(usize, String)>,
}

impl DotRow {
    fn drawn(&self) -> impl Iterator<Item = f64> {
        self.quantiles.iter().copied().filter(|value| value.is_finite())
    }
}

/// A row's name and note, broken into lines.
struct Name {
    lines: Vec<String>,
    note: Vec<String>,
}

impl Name {
    fn height(&self) -> f64 {
        self.lines.len() as f64 * NAME.leading() + self.note.len() as f64 * SMALL.leading()
    }
}

impl DotRow {
    fn name(&self, canvas: &Canvas) -> Name {
        let room = name_room(canvas);
        Name {
            lines: NAME.wrap(&text::clean(&self.label), room, 2),
            note: SMALL.wrap(&text::clean(&self.note), room, 3),
        }
    }
}

/// Dots of one row that stand on one another: where, and how many.
type Heap = (f64, usize);

impl Chart for Dotplot {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.rows.len())?;
        if self.rows.iter().all(|row| row.drawn().next().is_none()) {
            return Err(ChartError::Empty("value"));
        }
        let zero = self.zero.as_ref().map(|_| 0.0);
        let end = self.end();
        let values = self.rows.iter().flat_map(DotRow::drawn).filter(|value| *value <= end);
        let x = Scale::airy(values.chain(self.references.iter().map(|mark| mark.value)).chain(zero), 7)?;
        let x = if self.zero.is_some() { around_zero(x) } else { x };
        let narrow = canvas.is_narrow();
        let left = if narrow { MARGIN + 8.0 } else { MARGIN + name_room(canvas) + 24.0 };
        let right = canvas.right();
        let flags = Flags::new(&self.references, self.zero.as_deref(), &x, left, right);
        let tallest = self.rows.iter().map(|row| row.name(canvas).height()).fold(0.0, f64::max);
        let row_height = (480.0 / self.rows.len() as f64).clamp(96.0, 150.0);
        let row_height = row_height.min(self.tallest_heap(&x, (left, right), row_height) + HEAD_ROOM + 6.0);
        let row_height = row_height.max(56.0);
        let row_height = if narrow { row_height + tallest + 8.0 } else { row_height.max(tallest + 10.0) };
        let medians = if self.rows.iter().any(|row| row.median.is_some()) { MEDIAN_ROOM } else { 0.0 };
        let tall = row_height * self.rows.len() as f64 + medians;
        let footing = Footing::new(canvas, &self.key(), &self.unit);
        let height = flags.height() + tall + TICK_ROW + footing.height();
        sheet::draw(canvas, &self.caption, height, |page| {
            let top = page.body.top + flags.height();
            let block = Block { left, top, right, bottom: top + tall };
            let mut panel = Panel::new(page, block, &x, &Scale::with_ticks(0.0, 1.0, 1.0))?;
            panel.vertical_grid(page)?;
            panel.bottom_labels(page);
            flags.draw(page, &mut panel)?;
            let names = if narrow { tallest + 8.0 } else { 0.0 };
            self.paint_rows(page, &panel, (row_height, names))?;
            footing.write(page, &block);
            Ok(())
        })
    }

    fn table(&self) -> Table {
        let rows = self.rows.iter().flat_map(|row| {
            let dots = row.quantiles.iter().zip(1_u32..);
            let dots = dots.map(|(&value, dot)| {
                vec![Cell::text(&row.label), Cell::Number(f64::from(dot)), Cell::number(value)]
            });
            let median = row
                .median
                .iter()
                .map(|(median, _)| vec![Cell::text(&row.label), Cell::text("median"), Cell::number(*median)]);
            dots.chain(median)
        });
        Table {
            header: vec!["scenario".to_owned(), "dot".to_owned(), self.column.clone()],
            rows: rows.collect(),
        }
    }
}

/// Share of a row's dots that may lie beyond the end of the axis.
const BEYOND: f64 = 0.041;
/// What the axis has to become shorter by for that.
const SHORTER: f64 = 0.75;

impl Dotplot {
    /// Where the axis ends: at the last dot, or where a few dots by themselves would take a quarter of it or more, at
    /// the last of the others.
    fn end(&self) -> f64 {
        let (mut all, mut most, mut low) = (f64::NEG_INFINITY, f64::NEG_INFINITY, 0.0_f64);
        for row in &self.rows {
            let mut values: Vec<f64> = row.drawn().collect();
            values.sort_by(f64::total_cmp);
            let beyond = (BEYOND * values.len() as f64).floor() as usize;
            let last = |skipped: usize| values.iter().rev().nth(skipped).copied();
            all = last(0).map_or(all, |last| all.max(last));
            most = last(beyond).map_or(most, |last| most.max(last));
            most = row.median.iter().fold(most, |most, (median, _)| most.max(*median));
            low = values.first().map_or(low, |first| low.min(*first));
        }
        if most - low < SHORTER * (all - low) { most } else { f64::INFINITY }
    }

    /// How tall the heaps would be in rows of a height.
    fn tallest_heap(&self, x: &Scale, (left, right): (f64, f64), row_height: f64) -> f64 {
        let zero = x.place(0.0, left, right);
        let places: Vec<Vec<f64>> = self
            .rows
            .iter()
            .map(|row| {
                let drawn = row.drawn().filter(|value| *value <= x.high);
                let mut places: Vec<f64> = drawn.map(|value| x.place(value, left, right)).collect();
                places.sort_by(f64::total_cmp);
                places
            })
            .collect();
        let room = row_height - HEAD_ROOM;
        let size = dot_size(&places, zero, room);
        let counts = places.iter().flat_map(|row| bins(row, size, zero)).map(|(_, count)| count);
        (counts.max().unwrap_or(0) as f64 * size).min(room)
    }

    /// Rows of a height, of which names above the dots take some.
    fn paint_rows(
        &self,
        page: &mut Page,
        panel: &Panel<'_>,
        (row_height, names): (f64, f64),
    ) -> Result<(), ChartError> {
        let places: Vec<Vec<f64>> = self
            .rows
            .iter()
            .map(|row| {
                let drawn = row.drawn().filter(|value| *value <= panel.last_x());
                let mut places: Vec<f64> = drawn.map(|value| panel.at(value, 0.0).0).collect();
                places.sort_by(f64::total_cmp);
                places
            })
            .collect();
        let zero = panel.at(0.0, 0.0).0;
        let room = row_height - names - HEAD_ROOM;
        let size = dot_size(&places, zero, room);
        for (place, (row, places)) in self.rows.iter().zip(&places).enumerate() {
            let floor = panel.block.top + row_height * (place + 1) as f64;
            let base = [(MARGIN, floor), (panel.block.right, floor)];
            page.stroke(&base, Stroke::solid(Paint::Rule, HAIRLINE))?;
            // Above the dots a name stands beside the line of zero, not on it.
            let beside = if names > 0.0 && zero < MARGIN + 40.0 { zero + 8.0 } else { MARGIN };
            self.write_name(page, row, (beside, floor), row_height)?;
            let look = row.slot.style()?;
            let mut values: Vec<f64> = row.drawn().collect();
            values.sort_by(f64::total_cmp);
            let mut values = values.as_slice();
            let mut hollow = row.hollow.as_ref().map_or(0, |(count, _)| *count);
            let mut tops: Vec<Block> = Vec::new();
            for (x, count) in heaps(places, size, zero, &panel.block) {
                let (heap, rest) = values.split_at(count.min(values.len()));
                values = rest;
                // A heap too tall for its row is pressed together, so that no dot is lost.
                let pitch = size.min(room / count as f64);
                for dot in 0..count {
                    let y = floor - size / 2.0 - 2.0 - pitch * dot as f64;
                    page.disc((x, y), size * 0.44, look.paint())?;
                    if hollow > 0 {
                        page.disc((x, y), size * 0.26, Paint::Paper)?;
                        hollow -= 1;
                    }
                }
                let half = size / 2.0;
                let top = floor - size - 2.0 - pitch * (count as f64 - 1.0);
                let block = Block { left: x - half, right: x + half, top, bottom: floor };
                page.spot(&block, Some(row.slot), &self.description(row, heap));
                tops.push(block);
            }
            let beyond = row.drawn().filter(|value| *value > panel.last_x()).count();
            if beyond > 0 {
                let told = format!("+{beyond} above {}", numerals::short(panel.last_x()));
                let right = panel.block.right;
                let word =
                    TextRun::new(told, SMALL, look.words(), right, floor - size - 8.0).anchored(Anchor::End);
                page.write(word.haloed());
            }
            if let Some((median, label)) = &row.median {
                let x = panel.at(*median, 0.0).0;
                page.fill(
                    &[(x, floor + 2.0), (x + 5.0, floor + 11.0), (x - 5.0, floor + 11.0)],
                    look.paint(),
                    1.0,
                )?;
                let word = TextRun::new(text::clean(label), MEDIAN, look.words(), x + 9.0, floor + 13.0);
                let fits = word.block().right <= panel.block.right;
                let word = if fits { word } else { TextRun { x: x - 9.0, ..word }.anchored(Anchor::End) };
                page.write(word.haloed());
            }
            if let Some((_, note)) = &row.hollow {
                write_hollow(page, note, look, &tops);
            }
        }
        Ok(())
    }

    /// The description of a heap, shown where it is pointed at.
    fn description(&self, row: &DotRow, heap: &[f64]) -> String {
        let [low, high] =
            [heap.first(), heap.last()].map(|end| end.copied().map_or_else(String::new, numerals::short));
        let [name, unit] = [&row.label, &self.unit].map(|text| text::brief(text));
        let (count, all) = (heap.len(), row.drawn().count());
        let range = if low == high { format!("at {low}") } else { format!("from {low} to {high}") };
        format!("{name}: {count} of {all} dots {range} {unit}")
    }

    /// The comparison's name and note, beside its dots.
    fn write_name(
        &self,
        page: &mut Page,
        row: &DotRow,
        (left, floor): (f64, f64),
        row_height: f64,
    ) -> Result<(), ChartError> {
        let name = row.name(&page.canvas);
        let tall = name.height();
        let beside = (floor - row_height / 2.0 - tall / 2.0).min(floor - tall - 4.0);
        let top = if page.canvas.is_narrow() { floor - row_height + HEAD_ROOM } else { beside };
        let first = top + NAME.size;
        page.write_lines(
            &name.lines,
            &text::clean(&row.label),
            &TextRun::new("", NAME, row.slot.style()?.words(), left, first).haloed(),
        );
        let second = first + name.lines.len() as f64 * NAME.leading();
        page.write_lines(
            &name.note,
            &text::clean(&row.note),
            &TextRun::new("", SMALL, Paint::Grey, left, second).haloed(),
        );
        Ok(())
    }

    /// What a dot stands for, where all rows have as many.
    fn key(&self) -> String {
        let most = self.rows.iter().map(|row| row.quantiles.len()).max().unwrap_or(0);
        match self.rows.iter().all(|row| row.quantiles.len() == most) {
            true => format!("Each dot stands for 1 in {most} draws."),
            false => String::new(),
        }
    }
}

/// Writes why the first heap is hollow at the height of its top, where no other heap is in the way.
fn write_hollow(page: &mut Page, note: &str, look: SeriesStyle, heaps: &[Block]) {
    let Some((first, others)) = heaps.split_first() else { return };
    let word =
        TextRun::new(text::clean(note), SMALL, look.words(), first.right + 5.0, first.top + SMALL.size);
    let block = word.block().grown(2.0);
    let is_free = page.is_free(&block) && others.iter().all(|heap| !heap.overlaps(&block));
    if is_free && block.right <= page.body.right {
        page.write(word.haloed());
    }
}

/// Room on both sides of zero, so that it is seen as a border and not as the end of the axis.
fn around_zero(scale: Scale) -> Scale {
    let air = (scale.high - scale.low) * 0.05;
    let step = match scale.ticks[..] {
        [one, two, ..] => two - one,
        _ => scale.high - scale.low,
    };
    Scale::with_ticks(scale.low.min(-air), scale.high.max(air), step)
}

/// The largest dots whose heaps fit into their rows; heaps of nearly equal values do not count,
/// for they would make all dots tiny.
fn dot_size(rows: &[Vec<f64>], zero: f64, room: f64) -> f64 {
    let wide = |row: &&Vec<f64>| row.last().zip(row.first()).is_some_and(|(last, first)| last - first > 40.0);
    let fits = |size: f64| {
        let tallest =
            rows.iter().filter(wide).flat_map(|row| bins(row, size, zero)).map(|(_, count)| count).max();
        tallest.unwrap_or(0) as f64 * size <= room
    };
    let sizes = (0..15).map(|step| 12.0 - 0.6 * f64::from(step));
    sizes.into_iter().find(|&size| fits(size)).unwrap_or(3.6)
}

/// Groups sorted places no wider than a dot; no group holds both sides of zero.
fn bins(places: &[f64], size: f64, zero: f64) -> Vec<Heap> {
    let side = |place: f64| place.total_cmp(&zero);
    let mut out = Vec::new();
    let mut rest = places;
    while let Some((&first, _)) = rest.split_first() {
        let count = rest
            .iter()
            .take_while(|&&place| place < first + size && side(place) == side(first))
            .count()
            .max(1);
        let (bin, after) = rest.split_at(count);
        let last = bin.last().copied().unwrap_or(first);
        out.push(((first + last) / 2.0, count));
        rest = after;
    }
    out
}

/// Groups moved apart just enough that neighbouring heaps do not cover each other; what is zero stays on the
/// line, and everything else on its own side of it.
fn heaps(places: &[f64], size: f64, zero: f64, block: &Block) -> Vec<Heap> {
    let bins = bins(places, size, zero);
    let (below, rest) = bins.split_at(bins.partition_point(|(centre, _)| *centre < zero));
    let (at, above) = rest.split_at(rest.partition_point(|(centre, _)| *centre <= zero));
    let taken = if at.is_empty() { 0.0 } else { size / 2.0 };
    let (left, right) = (block.left - size, block.right + size);
    let apart = |bins: &[Heap], least: f64, most: f64| -> Vec<Heap> {
        let wanted: Vec<(f64, f64)> = bins.iter().map(|&(centre, _)| (centre, size)).collect();
        let centres = dodge(&wanted, 0.0, least, most).into_iter();
        centres.zip(bins).map(|(centre, &(_, count))| (centre, count)).collect()
    };
    let losses = apart(below, left, right.min(zero - taken));
    let gains = apart(above, left.max(zero + taken), right);
    [losses, at.to_vec(), gains].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_becomes_one_dot() {
        let places: Vec<f64> = (0..50).map(|step| f64::from(step * step) * 0.2).collect();
        let total: usize = bins(&places, 9.0, 40.0).iter().map(|heap| heap.1).sum();
        assert_eq!(total, 50);
    }

    #[test]
    fn equal_values_make_one_heap_where_they_are() {
        assert_eq!(bins(&[7.0; 50], 9.0, 7.0), vec![(7.0, 50)]);
    }

    #[test]
    fn nothing_is_moved_across_zero_nor_zero_off_its_line() {
        let block = Block { left: 0.0, top: 0.0, right: 200.0, bottom: 100.0 };
        let places = [48.0, 49.0, 50.0, 50.0, 50.5, 51.0, 70.0];
        assert_eq!(heaps(&places, 10.0, 50.0, &block), vec![(40.0, 2), (50.0, 2), (60.0, 2), (70.0, 1)]);
        assert_eq!(heaps(&[49.0, 52.0], 10.0, 50.0, &block), vec![(45.0, 1), (55.0, 1)]);
    }

    #[test]
    fn no_heap_mixes_gains_and_losses() {
        let found = bins(&[-2.0, -1.0, 1.0, 2.0], 9.0, 0.0);
        assert_eq!(found, vec![(-1.5, 2), (1.5, 2)]);
    }
}
