//! Names of curves and reference values at the right, where they end, moved apart as far as need be.

use super::ChartError;
use super::canvas::Canvas;
use super::frame::{Panel, TICK_ROW};
use super::marks::{Point, Stroke};
use super::sheet::Page;
use super::style::Paint;
use super::text::{self, Type, dodge};
use super::words::TextRun;

/// Widest a name may be.
fn name_room(canvas: &Canvas) -> f64 {
    if canvas.is_narrow() { 92.0 } else { (canvas.width * 0.2).clamp(120.0, 200.0) }
}

/// Most lines of a name.
fn most_lines(canvas: &Canvas) -> usize {
    if canvas.is_narrow() { 2 } else { 3 }
}

/// A name at the right, and the place on the page it speaks of.
pub(super) struct EndLabel {
    name: String,
    lines: Vec<String>,
    font: Type,
    words: Paint,
    line: Paint,
    /// Where its curve ends.
    end: Point,
}

impl EndLabel {
    /// `words` and `line` are the paints of the name and of the line that leads to it.
    pub fn new(canvas: &Canvas, name: &str, font: Type, (words, line): (Paint, Paint), end: Point) -> Self {
        let name = text::clean(name);
        Self { lines: font.wrap(&name, name_room(canvas), most_lines(canvas)), name, font, words, line, end }
    }

    fn height(&self) -> f64 {
        self.lines.len() as f64 * self.font.leading()
    }
}

/// Width of the widest of some names.
pub(super) fn width<'n>(canvas: &Canvas, names: impl IntoIterator<Item = (Type, &'n str)>) -> f64 {
    names
        .into_iter()
        .flat_map(|(font, label)| {
            let lines = font.wrap(&text::clean(label), name_room(canvas), most_lines(canvas));
            lines.into_iter().map(move |line| font.width(&line))
        })
        .fold(0.0, f64::max)
}

/// Writes the names, each with a line to its curve where it does not stand beside it.
pub(super) fn paint(page: &mut Page, panel: &Panel<'_>, labels: &[EndLabel]) -> Result<(), ChartError> {
    let block = panel.block;
    let wanted: Vec<(f64, f64)> = labels.iter().map(|label| (label.end.1, label.height())).collect();
    let centres = dodge(&wanted, 4.0, block.top - 10.0, block.bottom + TICK_ROW);
    for (label, centre) in labels.iter().zip(centres) {
        let left = block.right + 20.0;
        let from = (label.end.0 + 7.0, label.end.1);
        if (centre - label.end.1).abs() > 3.0 || left - from.0 > 26.0 {
            let pen = Stroke::solid(label.line, 0.8);
            page.stroke(&[from, (block.right + 8.0, label.end.1), (left - 4.0, centre)], pen)?;
        }
        let baseline = centre - label.height() / 2.0 + label.font.leading() / 2.0 + label.font.drop();
        let word = TextRun::new("", label.font, label.words, left, baseline);
        page.write_lines(&label.lines, &label.name, &word);
    }
    Ok(())
}
