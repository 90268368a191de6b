//! Sizes that a picture is asked for in: the layout that fits is looked for, and drawn as large as they are.

use super::canvas::{Canvas, NARROWEST, Size, Theme, WIDEST};
use super::drawing::Drawing;
use super::{Chart, ChartError, in_numbers};

/// The chart in exactly this size: laid out on the widest page on which it is not too tall for the size's proportions,
/// so that a square has larger words than a slide, and enlarged.
///
/// # Errors
/// As [`Chart::draw`]; a size for which the chart is too tall on every page.
pub fn draw_in(chart: &dyn Chart, size: Size, theme: Theme) -> Result<Drawing, ChartError> {
    const STEP: f64 = 20.0;
    // Wider pages would make words too small to be read in what they are enlarged to.
    let widest = f64::from(size.width).min(960.0).clamp(NARROWEST, WIDEST);
    let ratio = f64::from(size.height) / f64::from(size.width);
    let mut best: Option<Drawing> = None;
    let mut width = widest;
    while width >= NARROWEST {
        let drawing = chart.draw(&Canvas { width, theme, ..Canvas::default() })?;
        let spare = width * ratio - drawing.height;
        // The fullest page on which it fits.
        let is_fuller = best
            .as_ref()
            .is_none_or(|best| spare / width < (best.canvas.width * ratio - best.height) / best.canvas.width);
        if spare >= 0.0 && is_fuller {
            best = Some(drawing);
        }
        width -= STEP;
    }
    let best = match best {
        Some(best) => best,
        // Nothing is cut: what is too tall everywhere is made smaller as a whole.
        None => chart.draw(&Canvas { width: widest, theme, ..Canvas::default() })?,
    };
    Ok(best.framed(size).telling(&in_numbers(&chart.table())))
}
