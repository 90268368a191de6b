//! The bar that explains a heat map's colours.

use super::super::block::Block;
use super::super::frame::{SMALL, Scale, nice_step};
use super::super::marks::Stroke;
use super::super::sheet::Page;
use super::super::style::{CHALK, COAL, MARGIN, Paint};
use super::super::words::{Anchor, TextRun};
use super::super::{ChartError, numerals, text};
use super::{Contour, HeatMap, Shades, palette};

/// Width of the colour bar.
fn bar_width(page: &Page) -> f64 {
    (page.canvas.room() * 0.5).min(260.0)
}

impl HeatMap {
    /// Name of the result and the bar that explains its colours.
    pub(super) fn paint_bar(
        &self,
        page: &mut Page,
        shades: Shades,
        traced: Option<&Contour>,
    ) -> Result<(), ChartError> {
        let (top, wide) = (page.body.top, bar_width(page));
        let name = TextRun::new(text::clean(&self.value_label), SMALL, Paint::Grey, MARGIN, top + SMALL.size);
        let name = name.within(page.canvas.room() - wide - 60.0);
        let left = name.block().right + 18.0;
        page.write(name);
        let bar = |from: f64, to: f64| Block {
            left: left + wide * from,
            top: top + 2.0,
            right: left + wide * to,
            bottom: top + 14.0,
        };
        let baseline = top + 28.0;
        let flat = shades.high - shades.low <= 1e-9 * shades.high.abs().max(shades.low.abs());
        if flat {
            page.tile(&bar(0.0, 0.1), shades.paint(shades.low), 1.0)?;
            page.write(TextRun::new(numerals::short(shades.low), SMALL, Paint::Grey, left, baseline));
            return Ok(());
        }
        for step in 0..64 {
            let (from, to) = (f64::from(step) / 64.0, f64::from(step + 1) / 64.0);
            // A little overlap, so that no seam of paper shows.
            let block = bar(from, (to + 0.004).min(1.0));
            page.tile(&block, Paint::Fixed(palette::shade((from + to) / 2.0)), 1.0)?;
        }
        paint_ticks(page, shades, traced, left)
    }
}

/// Ticks and numbers below the bar, and the contour's level across it.
fn paint_ticks(
    page: &mut Page,
    shades: Shades,
    traced: Option<&Contour>,
    left: f64,
) -> Result<(), ChartError> {
    let (top, wide) = (page.body.top, bar_width(page));
    let (low, high) = (shades.low, shades.high);
    let scale = Scale::with_ticks(low, high, nice_step(high - low, 6));
    for &tick in &scale.ticks {
        let x = scale.place(tick, left, left + wide);
        page.stroke(&[(x, top + 14.0), (x, top + 18.0)], Stroke::solid(Paint::Rule, 1.0))?;
        let word = TextRun::new(scale.label(tick), SMALL, Paint::Grey, x, top + 29.0);
        let word = word.anchored(Anchor::Middle);
        if page.is_free(&word.block().grown(2.0)) {
            page.write(word);
        }
    }
    if let Some(contour) = traced {
        let x = scale.place(contour.level, left, left + wide);
        page.stroke(&[(x, top), (x, top + 16.0)], Stroke::solid(CHALK, 4.4))?;
        page.stroke(&[(x, top), (x, top + 16.0)], Stroke::solid(COAL, 2.0))?;
    }
    Ok(())
}
