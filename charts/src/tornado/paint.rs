//! The marks of a tornado: two sides of a line, their settings at their ends.

use super::super::block::Block;
use super::super::frame::{Panel, SMALL, Scale, TICK_ROW};
use super::super::marks::Stroke;
use super::super::sheet::Page;
use super::super::style::{EDGE, HAIRLINE, MARGIN, OUTER_BAND, Paint};
use super::super::text::{brief, clean};
use super::super::words::{Anchor, TextRun};
use super::super::{ChartError, numerals};
use super::{AIR, BESIDE, Layout, NAME, Tornado, TornadoBar};

/// Half the thickness of a bar.
const HALF: f64 = 9.0;
/// Bars narrower than this are strokes.
const STROKE: f64 = 1.5;
/// Distance of the lines of a hatch.
const HATCH: f64 = 5.0;

/// Which setting of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Low,
    High,
}

/// One side of a bar, about to be drawn.
#[derive(Debug, Clone)]
struct Arm {
    side: Side,
    /// From the base to the result.
    block: Block,
    /// Where the result lies, and how far its error reaches.
    x: f64,
    error: f64,
    setting: String,
    /// Whether the setting stands right of it.
    rightwards: bool,
}

impl Tornado {
    pub(super) fn paint(&self, page: &mut Page, layout: &Layout) -> Result<(), ChartError> {
        let top = page.body.top;
        let block = Block { top: layout.plot.top + top, bottom: layout.plot.bottom + top, ..layout.plot };
        self.paint_key(page, layout)?;
        let mut panel = Panel::new(page, block, &layout.x, &Scale::with_ticks(0.0, 1.0, 1.0))?;
        panel.vertical_grid(page)?;
        panel.bottom_labels(page);
        let unit =
            TextRun::new(clean(&self.unit), SMALL, Paint::Grey, block.right, block.bottom + TICK_ROW + 14.0);
        page.write(unit.anchored(Anchor::End).within(block.right - MARGIN));
        for (place, bar) in self.bars.iter().enumerate() {
            let y = block.top + layout.row_height * (place as f64 + 0.5);
            if place > 0 {
                let edge = y - layout.row_height / 2.0;
                let rule = [(MARGIN, edge), (page.body.right, edge)];
                page.stroke(&rule, Stroke::solid(Paint::Grid, HAIRLINE))?;
            }
            self.paint_bar(page, layout, &panel, bar, y)?;
        }
        if self.base.is_finite() {
            let x = panel.at(self.base, 0.0).0;
            page.stroke(&[(x, block.top - 5.0), (x, block.bottom)], Stroke::solid(Paint::Black, 1.6))?;
            let told = format!(
                "middle: {value} {unit}",
                value = numerals::short(self.base),
                unit = clean(&self.unit)
            );
            let room = Block { left: MARGIN, ..page.body };
            page.write(centred(told, x, block.top - 9.0, &room));
        }
        Ok(())
    }

    /// What the shades are, and what the column at the right is.
    fn paint_key(&self, page: &mut Page, layout: &Layout) -> Result<(), ChartError> {
        let baseline = page.body.top + SMALL.size;
        let mut left = MARGIN;
        for (side, name) in [(Side::Low, "at its low setting"), (Side::High, "at its high setting")] {
            let middle = baseline - SMALL.drop();
            let block = Block { left, right: left + 22.0, top: middle - 6.0, bottom: middle + 6.0 };
            self.shade(page, &block, side)?;
            let word = TextRun::new(name, SMALL, Paint::Grey, block.right + 6.0, baseline);
            left = word.block().right + 20.0;
            page.write(word);
        }
        if self.bars.iter().any(|bar| bar.low_error > 0.0 || bar.high_error > 0.0) {
            let middle = baseline - SMALL.drop();
            let word = TextRun::new("standard error", SMALL, Paint::Grey, left + 22.0, baseline);
            let room =
                word.block().right + 20.0 + layout.shares.map_or(0.0, |_| SMALL.width("share of variance"));
            if room <= page.body.right {
                page.stroke(&[(left, middle), (left + 16.0, middle)], Stroke::solid(Paint::Black, 1.4))?;
                left = word.block().right + 20.0;
                page.write(word);
            }
        }
        if let Some(right) = layout.shares {
            let head =
                TextRun::new("share of variance", SMALL, Paint::Grey, right, baseline).anchored(Anchor::End);
            page.write(head.within(right - left));
        }
        Ok(())
    }

    fn paint_bar(
        &self,
        page: &mut Page,
        layout: &Layout,
        panel: &Panel<'_>,
        bar: &TornadoBar,
        y: f64,
    ) -> Result<(), ChartError> {
        let lines = bar.lines(layout.label_room);
        let first = y - (lines.len() as f64 - 1.0) * NAME.leading() / 2.0 + NAME.drop();
        page.write_lines(&lines, &clean(&bar.label), &TextRun::new("", NAME, Paint::Black, MARGIN, first));
        if let Some(right) = layout.shares.filter(|_| bar.share.is_finite()) {
            let share =
                TextRun::new(numerals::percent(bar.share), SMALL, Paint::Black, right, y + SMALL.drop());
            page.write(share.anchored(Anchor::End));
        }
        for arm in self.arms(panel, bar, y) {
            let middle = (arm.block.top + arm.block.bottom) / 2.0;
            if arm.block.width() < STROKE {
                let ends = [(arm.x, arm.block.top), (arm.x, arm.block.bottom)];
                page.stroke(&ends, Stroke::solid(self.slot.style()?.paint(), 2.4))?;
            } else {
                self.shade(page, &arm.block, arm.side)?;
            }
            if arm.error > 1.0 {
                let ends = [(arm.x - arm.error, middle), (arm.x + arm.error, middle)];
                page.stroke(&ends, Stroke::solid(Paint::Black, 1.4))?;
            }
            let (x, anchor) = match arm.rightwards {
                true => (arm.x + arm.error + BESIDE, Anchor::Start),
                false => (arm.x - arm.error - BESIDE, Anchor::End),
            };
            let word =
                TextRun::new(arm.setting, SMALL, Paint::Black, x, middle + SMALL.drop()).anchored(anchor);
            page.write(word.within(layout.setting_room).haloed());
        }
        let row = Block {
            left: MARGIN + layout.label_room + AIR,
            right: layout.shares.unwrap_or(page.body.right),
            top: y - layout.row_height / 2.0,
            bottom: y + layout.row_height / 2.0,
        };
        let told = self.description(bar);
        page.spot(&row, None, &told);
        Ok(())
    }

    /// The two sides: end to end where they lie on either side of the base, else below one another.
    fn arms(&self, panel: &Panel<'_>, bar: &TornadoBar, y: f64) -> Vec<Arm> {
        let at = |value: f64| panel.at(value, 0.0).0;
        let known: Vec<f64> = [bar.low, bar.high].into_iter().filter(|value| value.is_finite()).collect();
        let base = match self.base.is_finite() {
            true => at(self.base),
            // Without a base, the bar runs from end to end.
            false => at(known.iter().sum::<f64>() / known.len().max(1) as f64),
        };
        let (low, high) = (at(bar.low), at(bar.high));
        let equal = bar.low == bar.high;
        let beside = equal || (low - base) * (high - base) <= 0.0 || known.len() < 2;
        let arm = |side, value: f64, error: f64, setting: &str| {
            let x = at(value);
            let other = if side == Side::Low { high } else { low };
            // Where a side has no length, its setting goes where the other's does not.
            let lone = equal || known.len() < 2 || other == base;
            let rightwards = match x == base || equal {
                true if lone => side == Side::High,
                true => other < base,
                false => x > base,
            };
            let from = if equal { x } else { base };
            let (top, bottom) = match (beside, side) {
                (true, _) => (y - HALF, y + HALF),
                (false, Side::Low) => (y - SMALL.leading(), y - 1.0),
                (false, Side::High) => (y + 1.0, y + SMALL.leading()),
            };
            let edge = panel.block;
            let reach = at(value + error.abs()) - x;
            let error = if error.is_finite() { reach.clamp(0.0, edge.width()) } else { 0.0 };
            let block = Block { left: from.min(x), right: from.max(x), top, bottom };
            value.is_finite().then(|| Arm { side, block, x, error, setting: clean(setting), rightwards })
        };
        let arms = [
            arm(Side::Low, bar.low, bar.low_error, &bar.low_setting),
            arm(Side::High, bar.high, bar.high_error, &bar.high_setting),
        ];
        arms.into_iter().flatten().collect()
    }

    /// What a bar tells when pointed at.
    fn description(&self, bar: &TornadoBar) -> String {
        format!(
            "{name}: {low} at {low_setting}, {high} at {high_setting} {unit}",
            name = brief(&bar.label),
            low_setting = brief(&bar.low_setting),
            high_setting = brief(&bar.high_setting),
            low = numerals::short(bar.low),
            high = numerals::short(bar.high),
            unit = brief(&self.unit)
        )
    }

    /// The shade of a side, in the scenario's colour: hatched and pale, or full.
    fn shade(&self, page: &Page, block: &Block, side: Side) -> Result<(), ChartError> {
        let paint = self.slot.style()?.paint();
        match side {
            Side::High => page.tile(block, paint, 1.0),
            Side::Low => {
                page.tile(block, paint, OUTER_BAND)?;
                page.hatch(block, Stroke::solid(paint, 1.0), HATCH)?;
                page.frame(block, Stroke::solid(paint, 1.5 * EDGE))
            }
        }
    }
}

/// A word centred on a place, as far as the page has room for it.
fn centred(text: String, x: f64, baseline: f64, room: &Block) -> TextRun {
    let word = TextRun::new(text, SMALL, Paint::Black, x, baseline).within(room.width());
    let half = word.block().width() / 2.0;
    let left = (x - half).clamp(room.left, (room.right - 2.0 * half).max(room.left));
    TextRun { x: left, ..word }
}
