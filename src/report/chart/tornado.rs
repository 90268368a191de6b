//! What a result goes with: a bar for each number, from the result at its low end to that at its high end.
//!
//! Low ends are pale with an edge and high ends full, so that they are told apart in grey.

use super::block::Block;
use super::flags::Flags;
use super::frame::{Panel, SMALL, Scale, TICK_ROW, TITLE_ROW};
use super::marks::Pen;
use super::sheet::{self, Anchor, Page, Word};
use super::style::{BLACK, GREY, LABEL_SIZE, MARGIN, SMALL_SIZE, Slot};
use super::text::{self, Type};
use super::{Canvas, Caption, Cell, Chart, ChartError, Reference, Table, numerals};
use crate::report::texts::fill;
use std::fmt::Display;

const NAME: Type = Type::regular(LABEL_SIZE);
const HEAD: Type = Type::bold(SMALL_SIZE);
/// Height of a bar's row.
const ROW: f64 = 32.0;
/// Thickness of a bar.
const BAR: f64 = 18.0;
/// Widest that a setting at a bar's end may be.
const SETTING: f64 = 110.0;
/// Most bars.
pub const MOST_BARS: usize = 15;

/// Bars around a base.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the results, which names the axis.
    pub unit: String,
    /// Stem of the value columns of the table, unit included.
    pub column: String,
    /// The result that bars stand around, and what it is called.
    pub base: f64,
    pub base_label: String,
    /// The look of the scenario.
    pub slot: Slot,
    /// The longest first.
    pub bars: Vec<TornadoBar>,
}

/// How the result goes with one number.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoBar {
    /// The number's name.
    pub label: String,
    /// Its low and high settings, with units.
    pub low_setting: String,
    pub high_setting: String,
    /// The result at each, and its Monte Carlo error.
    pub low: f64,
    pub high: f64,
    pub low_error: f64,
    pub high_error: f64,
    /// Share of the result's variance that goes with the number; not a number where none is told.
    pub share: f64,
}

impl Chart for Tornado {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn svg(&self, canvas: &Canvas) -> Result<String, ChartError> {
        let drawn: Vec<&TornadoBar> = self
            .bars
            .iter()
            .filter(|bar| bar.low.is_finite() && bar.high.is_finite())
            .take(MOST_BARS)
            .collect();
        if drawn.is_empty() || !self.base.is_finite() {
            return Err(ChartError::Empty("bar"));
        }
        let x = Scale::airy(drawn.iter().flat_map(|bar| [bar.low, bar.high]).chain([self.base]), 6)?;
        let texts = &canvas.texts.chart;
        let names = canvas.room() * if canvas.width < 800.0 { 0.24 } else { 0.26 };
        let widest = |of: fn(&TornadoBar) -> &str| {
            drawn.iter().map(|bar| SMALL.width(of(bar))).fold(0.0, f64::max).min(SETTING)
        };
        let settings = widest(|bar| &bar.low_setting).max(widest(|bar| &bar.high_setting)) + 8.0;
        let shares = HEAD.wrap(texts.share_of_variance, 70.0, 3);
        let share_room = shares.iter().map(|line| HEAD.width(line)).fold(0.0, f64::max) + 12.0;
        let left = MARGIN + names + 12.0 + settings;
        let right = (canvas.right() - share_room - settings).max(left + 60.0);
        let base = [Reference { label: self.base_label.clone(), value: self.base }];
        let flags = Flags::new(&base, None, &x, left, right);
        let head = SMALL.leading() + 6.0 + flags.height().max(shares.len() as f64 * HEAD.leading());
        let tall = ROW * drawn.len() as f64;
        sheet::draw(canvas, &self.caption, head + tall + TICK_ROW + TITLE_ROW, |page| {
            let top = page.body.top + head;
            let plot = Block { left, top, right, bottom: top + tall };
            page.write(
                Word::new(texts.tornado_key, SMALL, GREY, MARGIN, page.body.top + SMALL.size)
                    .within(canvas.room()),
            );
            for (line, words) in shares.iter().enumerate() {
                let baseline = top - 8.0 - (shares.len() - 1 - line) as f64 * HEAD.leading();
                page.write(
                    Word::new(words.clone(), HEAD, GREY, canvas.right(), baseline).anchored(Anchor::End),
                );
            }
            let mut panel = Panel::new(page, plot, &x, &Scale::with_ticks(0.0, 1.0, 1.0))?;
            panel.vertical_grid(page)?;
            panel.bottom_labels(page);
            for (place, bar) in drawn.iter().enumerate() {
                self.paint_bar(page, &panel, bar, names, top + ROW * (place as f64 + 0.5))?;
            }
            flags.draw(page, &mut panel)?;
            let baseline = plot.bottom + TICK_ROW + 14.0;
            let unit = Word::new(text::clean(&self.unit), SMALL, GREY, plot.right, baseline);
            page.write(unit.anchored(Anchor::End).within(plot.right - MARGIN));
            Ok(())
        })
    }

    fn table(&self) -> Table {
        let mut header = ["number", "low_setting", "high_setting"].map(str::to_owned).to_vec();
        header.extend(
            ["at_low", "at_low_error", "at_high", "at_high_error"]
                .map(|end| format!("{}_{end}", self.column)),
        );
        header.push("share_of_variance".to_owned());
        let row = |bar: &TornadoBar| {
            let mut row =
                [&bar.label, &bar.low_setting, &bar.high_setting].map(|text| Cell::text(text)).to_vec();
            row.extend([bar.low, bar.low_error, bar.high, bar.high_error, bar.share].map(Cell::number));
            row
        };
        Table { header, rows: self.bars.iter().map(row).collect() }
    }
}

impl Tornado {
    fn paint_bar(
        &self,
        page: &mut Page<'_>,
        panel: &Panel<'_>,
        bar: &TornadoBar,
        names: f64,
        middle: f64,
    ) -> Result<(), ChartError> {
        let look = self.slot.look()?;
        let at = |value: f64| panel.at(value, 0.0).0;
        let (base, low, high) = (at(self.base), at(bar.low), at(bar.high));
        // Ends on one side of the base share the bar's thickness.
        let together = (bar.low - self.base) * (bar.high - self.base) > 0.0;
        let (thick, shift) = if together { (BAR / 2.0, BAR / 4.0) } else { (BAR, 0.0) };
        let tile = |end: f64, y: f64| Block {
            left: base.min(end) - if end == base { 0.5 } else { 0.0 },
            right: base.max(end) + if end == base { 0.5 } else { 0.0 },
            top: y - thick / 2.0,
            bottom: y + thick / 2.0,
        };
        let pale = tile(low, middle - shift);
        page.tile(&pale, look.ink, 0.2)?;
        let corners = [(pale.left, pale.top), (pale.right, pale.top), (pale.right, pale.bottom)];
        let outline = [&corners[..], &[(pale.left, pale.bottom), (pale.left, pale.top)]].concat();
        page.stroke(&outline, Pen::solid(look.ink, 1.2))?;
        page.tile(&tile(high, middle + shift), look.ink, 0.85)?;
        let apart = if together { SMALL.leading() / 2.0 } else { 0.0 };
        for (end, setting, y) in
            [(low, &bar.low_setting, middle - apart), (high, &bar.high_setting, middle + apart)]
        {
            // A low end is at the left where results rise with the number, and of ends that meet too.
            let leftwards = end < base || (end == base && std::ptr::eq(setting, &bar.low_setting));
            let (x, anchor) = if leftwards { (end - 6.0, Anchor::End) } else { (end + 6.0, Anchor::Start) };
            let word = Word::new(text::clean(setting), SMALL, BLACK, x, y + SMALL.drop()).anchored(anchor);
            page.write(word.within(SETTING));
        }
        let label = text::clean(&bar.label);
        let lines = NAME.wrap(&label, names, 2);
        let first = middle + NAME.drop() - NAME.leading() * (lines.len() as f64 - 1.0) / 2.0;
        page.write_lines(&lines, &label, &Word::new("", NAME, BLACK, MARGIN, first));
        // Less than half a percent is nothing to tell.
        let share = if bar.share >= 0.005 { numerals::percent(bar.share) } else { String::new() };
        let right = page.canvas.right();
        page.write(
            Word::new(share.clone(), SMALL, BLACK, right, middle + SMALL.drop()).anchored(Anchor::End),
        );
        let (at_low, at_high) = (numerals::short(bar.low), numerals::short(bar.high));
        let parts: [(&str, &dyn Display); 7] = [
            ("name", &text::brief(&bar.label)),
            ("low", &bar.low_setting),
            ("high", &bar.high_setting),
            ("at_low", &at_low),
            ("at_high", &at_high),
            ("unit", &self.unit),
            ("share", &share),
        ];
        let spot = Block { left: MARGIN, right, top: middle - ROW / 2.0, bottom: middle + ROW / 2.0 };
        page.spot(&spot, None, &fill(page.texts().spot_driver, &parts));
        Ok(())
    }
}
