//! Vertical reference lines: labels above a panel, on as many levels as keep them apart.

use super::block::Block;
use super::frame::{Panel, SMALL, Scale};
use super::marks::Stroke;
use super::sheet::Page;
use super::style::{HAIRLINE, Paint, REFERENCE_DASH, SMALL_SIZE};
use super::text::{Type, clean};
use super::words::{Anchor, TextRun};
use super::{ChartError, Reference};

/// Labelled vertical lines through a panel: the labels stand above it, on as many levels as they
/// need to keep clear of one another.
pub(super) struct Flags {
    flags: Vec<Flag>,
    levels: usize,
}

struct Flag {
    value: f64,
    label: String,
    x: f64,
    anchor: Anchor,
    level: usize,
    strong: bool,
}

impl Flags {
    /// Lays out the labels of `references` (and of zero, stronger, if `zero` names it) over a panel
    /// between `left` and `right`; values off the scale and not finite are left out.
    pub fn new(references: &[Reference], zero: Option<&str>, x: &Scale, left: f64, right: f64) -> Self {
        let marks = zero.map(|label| (0.0, label, true)).into_iter();
        let marks = marks.chain(references.iter().map(|mark| (mark.value, mark.label.as_str(), false)));
        let mut flags: Vec<Flag> = marks
            .filter(|(value, ..)| (x.low..=x.high).contains(value))
            .map(|(value, label, strong)| {
                let label = clean(label);
                let place = x.place(value, left, right);
                let width = Self::font(strong).width(&label).min(Self::room(right - left));
                let fits = place + width <= right;
                Flag {
                    value,
                    label,
                    x: place,
                    anchor: if fits { Anchor::Start } else { Anchor::End },
                    level: 0,
                    strong,
                }
            })
            .collect();
        stack(&mut flags, right - left);
        let levels = flags.iter().map(|flag| flag.level + 1).max().unwrap_or(0);
        Self { flags, levels }
    }

    fn font(strong: bool) -> Type {
        if strong { Type::bold(SMALL_SIZE) } else { SMALL }
    }

    /// Longest a label may be: on one side of its line or the other, this much is always free.
    fn room(panel_width: f64) -> f64 {
        (panel_width * 0.48).max(40.0)
    }

    /// The height they need above the panel.
    pub fn height(&self) -> f64 {
        self.levels as f64 * SMALL.leading() + if self.levels > 0 { 6.0 } else { 0.0 }
    }

    /// Draws lines and labels.
    pub fn draw<'a>(&self, page: &mut Page, panel: &mut Panel<'a>) -> Result<(), ChartError> {
        for flag in &self.flags {
            let baseline = panel.block.top - 8.0 - flag.level as f64 * SMALL.leading();
            let (paint, width) = if flag.strong { (Paint::Black, 1.8) } else { (Paint::Rule, HAIRLINE) };
            let foot = (panel.at(flag.value, 0.0).0, panel.block.bottom);
            let pen = Stroke { paint, width, dash: if flag.strong { &[] } else { REFERENCE_DASH } };
            page.stroke(&[(foot.0, baseline + 4.0), foot], pen)?;
            page.write(flag.word(baseline, panel.block.width()).haloed());
        }
        Ok(())
    }
}

impl Flag {
    fn word(&self, baseline: f64, room: f64) -> TextRun {
        let paint = if self.strong { Paint::Black } else { Paint::Grey };
        // A small step to the side makes the label seem to hang on the line.
        let nudge = if self.anchor == Anchor::Start { -1.0 } else { 1.0 };
        TextRun::new(self.label.as_str(), Flags::font(self.strong), paint, self.x + nudge, baseline)
            .anchored(self.anchor)
            .within(Flags::room(room))
    }
}

/// Gives each label the lowest level on which it touches no other label and covers no line.
fn stack(flags: &mut [Flag], panel_width: f64) {
    // From the right, so that a line rises past labels that start to its right; those that end
    // at their line come last and stand above all lines they would cover.
    flags.sort_by(|one, two| {
        let ends = |flag: &Flag| flag.anchor == Anchor::End;
        let across = match ends(one) {
            true => one.x.total_cmp(&two.x),
            false => two.x.total_cmp(&one.x),
        };
        ends(one).cmp(&ends(two)).then(across)
    });
    let mut placed: Vec<(Block, f64, usize)> = Vec::new();
    for flag in flags.iter_mut() {
        let block = flag.word(0.0, panel_width).block().grown(4.0);
        let covers = |x: f64| block.left < x && x < block.right;
        flag.level = placed
            .iter()
            .filter(|(other, x, _)| other.overlaps(&block) || covers(*x))
            .map(|(_, _, level)| level + 1)
            .max()
            .unwrap_or(0);
        placed.push((block, flag.x, flag.level));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_would_touch_stand_on_levels() {
        let scale = Scale::round([0.0, 10.0], 5).expect("finite");
        let reference = |value: f64| Reference { label: "a label of some length".to_owned(), value };
        let apart = Flags::new(&[reference(0.0), reference(9.0)], None, &scale, 0.0, 900.0);
        let close = Flags::new(&[reference(4.0), reference(4.1)], Some("no difference"), &scale, 0.0, 900.0);
        assert_eq!((apart.levels, close.levels), (1, 2));
    }
}
