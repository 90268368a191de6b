//! Tornados: how far each uncertain number moves the result, from its low setting to its high one.
//!
//! Settings stand at the ends of the bars, with their units, because "low" and "high" are not what
//! readers ask about. The low side is hatched, so that the two are distinguished in grey as well.
//! Bars come in the order given; nothing is sorted or left out here.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::frame::{SMALL, Scale, TICK_ROW, TITLE_ROW};
use super::sheet;
use super::style::{LABEL_SIZE, MARGIN, SeriesId};
use super::text::{self, Type};
use super::{Caption, Cell, Chart, ChartError, Table};

mod paint;

const NAME: Type = Type::bold(LABEL_SIZE);
/// Air between a bar's end and its setting.
const BESIDE: f64 = 6.0;
/// Air between columns.
const AIR: f64 = 14.0;
/// Height of the row that explains the shades.
const KEY_ROW: f64 = 24.0;

/// Bars around a vertical line.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the results, which names the axis.
    pub unit: String,
    /// Stem of the result columns of the table, unit included.
    pub column: String,
    /// The look of the scenario whose result it is.
    pub slot: SeriesId,
    /// The result around which the numbers move it.
    pub base: f64,
    /// From top to bottom.
    pub bars: Vec<TornadoBar>,
}

/// One uncertain number.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoBar {
    /// What it is.
    pub label: String,
    /// Its low setting, with its unit.
    pub low_setting: String,
    /// Its high setting, with its unit.
    pub high_setting: String,
    /// The result at its low setting.
    pub low: f64,
    /// The result at its high setting.
    pub high: f64,
    /// Standard error of the one result, from the number of draws.
    pub low_error: f64,
    /// Standard error of the other.
    pub high_error: f64,
    /// Share of the result's variance that goes with it; may be unknown.
    pub share: f64,
}

impl TornadoBar {
    /// The results that are known, with their errors on either side.
    fn reach(&self) -> impl Iterator<Item = f64> {
        let ends = [(self.low, self.low_error), (self.high, self.high_error)];
        ends.into_iter().filter(|(value, _)| value.is_finite()).flat_map(|(value, error)| {
            let error = if error.is_finite() { error.abs() } else { 0.0 };
            [value - error, value + error]
        })
    }
}

/// Where everything stands, before anything is drawn.
struct Layout {
    x: Scale,
    /// The part of the page that the axis spans, as if the page's body began at 0.
    plot: Block,
    /// Widest that a setting may be.
    setting_room: f64,
    label_room: f64,
    /// Where shares end, if any is known.
    shares: Option<f64>,
    row_height: f64,
}

impl Chart for Tornado {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        let layout = self.layout(canvas)?;
        let height = layout.plot.bottom + TICK_ROW + TITLE_ROW;
        sheet::draw(canvas, &self.caption, height, |page| self.paint(page, &layout))
    }

    fn table(&self) -> Table {
        let mut header = ["driver", "low_setting", "high_setting"].map(str::to_owned).to_vec();
        let columns = ["at_low", "at_low_error", "at_high", "at_high_error", "at_base"];
        header.extend(columns.map(|column| format!("{}_{column}", self.column)));
        header.push("share_of_variance".to_owned());
        let rows = self.bars.iter().map(|bar| {
            let mut row =
                [&bar.label, &bar.low_setting, &bar.high_setting].map(|name| Cell::text(name)).to_vec();
            let numbers = [bar.low, bar.low_error, bar.high, bar.high_error, self.base, bar.share];
            row.extend(numbers.map(Cell::number));
            row
        });
        Table { header, rows: rows.collect() }
    }
}

impl Tornado {
    /// Measures everything with the body's upper left corner at (margin, 0).
    fn layout(&self, canvas: &Canvas) -> Result<Layout, ChartError> {
        if self.bars.iter().all(|bar| bar.reach().next().is_none()) {
            return Err(ChartError::Empty("driver"));
        }
        let width = |font: Type, text: &str| font.width(&text::clean(text));
        let widest = self.bars.iter().map(|bar| width(NAME, &bar.label)).fold(60.0, f64::max);
        let label_room = widest.min(canvas.room() * 0.26);
        let share_head = "share of variance";
        let known = !canvas.is_narrow() && self.bars.iter().any(|bar| bar.share.is_finite());
        let shares = known.then(|| canvas.right());
        let share_room = if known { SMALL.width(share_head).min(canvas.room() * 0.16) + AIR } else { 0.0 };
        let settings = self.bars.iter().flat_map(|bar| [&bar.low_setting, &bar.high_setting]);
        let setting_room =
            settings.map(|setting| width(SMALL, setting)).fold(20.0, f64::max).min(canvas.room() * 0.15);

        // The settings stand beyond the bars' ends, so the axis begins and ends short of the room.
        let beyond = setting_room + BESIDE + 4.0;
        let left = MARGIN + label_room + AIR + beyond;
        let right = canvas.right() - share_room - beyond;
        let values = self.bars.iter().flat_map(TornadoBar::reach).chain([self.base]);
        let x = Scale::airy(values, (((right - left) / 70.0) as usize).clamp(2, 8))?;

        let lines = self.bars.iter().map(|bar| bar.lines(label_room).len()).max().unwrap_or(1);
        let row_height = (lines as f64 * NAME.leading() + 10.0).max(38.0);
        let top = KEY_ROW + if self.base.is_finite() { TITLE_ROW } else { 4.0 };
        let bottom = top + row_height * self.bars.len() as f64;
        let plot = Block { left, right, top, bottom };
        Ok(Layout { x, plot, setting_room, label_room, shares, row_height })
    }
}

impl TornadoBar {
    /// Its name beside its bar.
    fn lines(&self, room: f64) -> Vec<String> {
        NAME.wrap(&text::clean(&self.label), room, 3)
    }
}
