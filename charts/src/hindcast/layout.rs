//! Where the panels of a hindcast stand.

use super::super::ChartError;
use super::super::block::Block;
use super::super::canvas::Canvas;
use super::super::frame::{SMALL, Scale, TICK_ROW};
use super::super::sheet::Page;
use super::super::style::{LABEL_SIZE, MARGIN, Paint};
use super::super::text::{Type, clean};
use super::super::words::TextRun;
use super::axes::value_axis;
use super::key::Key;
use super::symbols::box_width;
use super::{Hindcast, HindcastPanel};

const NAME: Type = Type::bold(LABEL_SIZE);
/// Gap between panels side by side.
const GAP: f64 = 28.0;
/// Gap between rows of panels.
const ROW_GAP: f64 = 18.0;
/// From the last line of a header down to its panel.
const HEADER_AIR: f64 = 12.0;
/// Least width of a plot beside another.
const NARROWEST_PLOT: f64 = 150.0;
/// Height of the row they stand in.
pub(super) const SIDES_ROW: f64 = 16.0;
/// Air between the boundary and a word beside it.
pub(super) const BESIDE: f64 = 6.0;

/// Where everything stands, before anything is drawn; panels as if the page's body began at 0.
pub(super) struct Layout {
    pub key: Key,
    pub x: Scale,
    /// Years named below the panels.
    pub years: Vec<(f64, String)>,
    /// Width of a year on the page.
    pub year_width: f64,
    /// Width of the labels left of a panel, with their air.
    pub room: f64,
    pub slots: Vec<Slot>,
    /// Whether both sides of the boundary have room for their names above the first panel.
    pub sides_named: bool,
    pub height: f64,
}

/// One panel's place and value axis; no axis if it has nothing to show.
pub(super) struct Slot {
    pub header: Header,
    pub plot: Block,
    pub y: Option<Scale>,
}

/// The name of a panel and its unit.
pub(super) struct Header {
    name: String,
    lines: Vec<String>,
    unit: String,
    /// Whether the unit stands beside the name, not below it.
    beside: bool,
    /// From its last baseline down to the panel.
    air: f64,
}

impl Hindcast {
    /// Measures everything.
    pub(super) fn layout(&self, canvas: &Canvas) -> Result<Layout, ChartError> {
        let (x, year) = self.time_axis()?;
        let scales = self.panels.iter().map(value_axis).collect::<Result<Vec<_>, _>>()?;
        let room = scales.iter().flatten().map(Scale::label_width).fold(0.0, f64::max) + 8.0;
        let fitting = ((canvas.room() + GAP) / (room + NARROWEST_PLOT + GAP)) as usize;
        let columns = match self.panels.len() {
            4 => 2,
            count => count.clamp(1, 3),
        };
        let columns = columns.min(fitting.max(1));
        let rows = self.panels.len().div_ceil(columns);
        let tall = [270.0, 190.0].get(rows - 1).copied().unwrap_or(150.0);
        let slot_width = (canvas.room() + GAP) / columns as f64 - GAP;
        let width = slot_width - room;

        let mut layout = Layout {
            key: Key::default(),
            years: self.years(&x, width),
            year_width: width * year / (x.high - x.low),
            x,
            room,
            slots: Vec::new(),
            sides_named: false,
            height: 0.0,
        };
        let first = Block { left: MARGIN + room, right: MARGIN + slot_width, top: 0.0, bottom: 0.0 };
        let edge = layout.edge(self.boundary, &first);
        layout.sides_named = edge.is_some_and(|edge| sides_fit(edge, &first));
        layout.key =
            Key::new(canvas, self, edge.is_some() && !layout.sides_named, box_width(layout.year_width));
        layout.fill(headers(&self.panels, slot_width), scales, columns, (slot_width, tall));
        Ok(layout)
    }
}

/// What stands on either side of the boundary.
pub(super) fn sides() -> [&'static str; 2] {
    ["trained on", "held out"]
}

/// Whether both sides of the boundary at `edge` can be named above a panel.
fn sides_fit(edge: f64, plot: &Block) -> bool {
    let [left, right] = sides().map(|side| SMALL.width(side) + BESIDE);
    edge > plot.left && edge - left >= MARGIN && edge + right <= plot.right + GAP / 2.0
}

impl Layout {
    /// Places the panels row by row below the key.
    fn fill(
        &mut self,
        headers: Vec<Header>,
        scales: Vec<Option<Scale>>,
        columns: usize,
        (slot_width, tall): (f64, f64),
    ) {
        let rows = headers.len().div_ceil(columns);
        let mut panels = headers.into_iter().zip(scales);
        let mut top = self.key.height();
        for row in 0..rows {
            let mut panels: Vec<(Header, Option<Scale>)> = panels.by_ref().take(columns).collect();
            let sides = if row == 0 && self.sides_named { SIDES_ROW - 2.0 } else { 0.0 };
            panels.iter_mut().for_each(|(header, _)| header.air += sides);
            top += panels.iter().map(|(header, _)| header.height()).fold(0.0, f64::max);
            for (column, (header, y)) in panels.into_iter().enumerate() {
                let left = MARGIN + column as f64 * (slot_width + GAP);
                let plot =
                    Block { left: left + self.room, right: left + slot_width, top, bottom: top + tall };
                self.slots.push(Slot { header, plot, y });
            }
            top += tall + TICK_ROW + ROW_GAP;
        }
        self.height = top - ROW_GAP;
    }

    /// Where in a panel the years held out begin; none if there are none.
    pub fn edge(&self, boundary: Option<f64>, block: &Block) -> Option<f64> {
        let edge = boundary.map(|boundary| self.x.place(boundary, block.left, block.right))?;
        (edge < block.right).then(|| edge.max(block.left))
    }
}

/// The headers of all panels: units beside the names if all of them fit there, else all below.
fn headers(panels: &[HindcastPanel], width: f64) -> Vec<Header> {
    let mut headers: Vec<Header> = panels
        .iter()
        .map(|panel| {
            let (name, unit) = (clean(&panel.label), clean(&panel.unit));
            let lines = NAME.wrap(&name, width, 2);
            let fits = NAME.width(&name) + 8.0 + SMALL.width(&unit) <= width;
            Header { name, lines, unit, beside: fits, air: HEADER_AIR }
        })
        .collect();
    let beside = headers.iter().all(|header| header.beside);
    headers.iter_mut().for_each(|header| header.beside = beside);
    headers
}

impl Header {
    fn height(&self) -> f64 {
        self.lines.len() as f64 * NAME.leading() + if self.beside { 0.0 } else { SMALL.leading() } + self.air
            - NAME.size * 0.28
    }

    /// Writes it above a plot, from the left end of the labels, which take `room`.
    pub fn write(&self, page: &mut Page, plot: &Block, room: f64) {
        let left = plot.left - room;
        let last = plot.top - self.air;
        let (unit_left, name_last) = match self.beside {
            true => (left + NAME.width(&self.name) + 8.0, last),
            false => (left, last - SMALL.leading()),
        };
        let first = name_last - (self.lines.len() as f64 - 1.0) * NAME.leading();
        page.write_lines(&self.lines, &self.name, &TextRun::new("", NAME, Paint::Black, left, first));
        let unit = TextRun::new(self.unit.as_str(), SMALL, Paint::Grey, unit_left, last);
        page.write(unit.within(plot.right - unit_left));
    }
}
