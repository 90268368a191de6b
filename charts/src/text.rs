//! Words as boxes: how wide a text is, where it breaks, how labels move apart.
//!
//! Widths come from the embedded font, which has the metrics of Arial and Helvetica, so a label
//! that is free here is free on any reader's machine. Draws nothing.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, Outline, OutlineCurve, Point};

use super::block::Block;

/// The regular face, as embedded.
const REGULAR_FACE: &[u8] = include_bytes!("font/PotashSans-Regular.ttf");
/// The bold face, as embedded.
const BOLD_FACE: &[u8] = include_bytes!("font/PotashSans-Bold.ttf");
/// Font families for readers' machines, all with the same metrics.
pub const FAMILIES: &str = "Liberation Sans, Arial, Helvetica, sans-serif";

/// Height above the baseline that letters take, as a share of the size.
const ASCENT: f64 = 0.78;
/// Depth below the baseline that letters take, as a share of the size.
const DESCENT: f64 = 0.22;
/// What ends a shortened text.
const ELLIPSIS: char = '…';

/// Thickness of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Titles and names.
    Bold,
}

/// A size and a weight: what a width depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    /// Size in pixels.
    pub size: f64,
    /// Thickness.
    pub weight: Weight,
}

impl Type {
    /// Running text of a size.
    pub const fn regular(size: f64) -> Self {
        Self { size, weight: Weight::Regular }
    }

    /// Bold text of a size.
    pub const fn bold(size: f64) -> Self {
        Self { size, weight: Weight::Bold }
    }

    /// Width of one line of text.
    pub fn width(self, text: &str) -> f64 {
        text.chars().map(|letter| advance(letter, self.weight)).sum::<f64>() * self.size
    }

    /// The outlines of one line of text that starts at `left` on `baseline`, as SVG path data.
    pub fn outline(self, text: &str, left: f64, baseline: f64) -> String {
        let face = face(self.weight);
        let unit = self.size / f64::from(face.units_per_em().unwrap_or(1000.0));
        let (mut path, mut pen) = (String::new(), left);
        for letter in text.chars() {
            let place =
                |point: Point| (pen + f64::from(point.x) * unit, baseline - f64::from(point.y) * unit);
            push_outline(&mut path, face.outline(face.glyph_id(letter)), place);
            pen += advance(letter, self.weight) * self.size;
        }
        path
    }

    /// Distance between the baselines of two lines.
    pub fn leading(self) -> f64 {
        self.size * super::style::LEADING
    }

    /// Distance from the vertical middle of the letters down to the baseline.
    pub fn drop(self) -> f64 {
        self.size * 0.36
    }

    /// The box of a line that starts at `left` on `baseline`.
    pub fn block(self, text: &str, left: f64, baseline: f64) -> Block {
        Block {
            left,
            top: baseline - ASCENT * self.size,
            right: left + self.width(text),
            bottom: baseline + DESCENT * self.size,
        }
    }

    /// `text` if it fits into `room`, else its beginning and an ellipsis.
    pub fn shorten(self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.to_owned();
        }
        let mut out = String::new();
        let mut used = advance(ELLIPSIS, self.weight) * self.size;
        for letter in text.chars() {
            used += advance(letter, self.weight) * self.size;
            if used > room {
                break;
            }
            out.push(letter);
        }
        let mut out = out.trim_end().to_owned();
        out.push(ELLIPSIS);
        out
    }

    /// The same as [`Type::wrap`], with lines of about one length.
    pub fn wrap_evenly(self, text: &str, room: f64, most: usize) -> Vec<String> {
        let widest = self.wrap(text, room, most);
        let narrower = (1..60).map(|step| self.wrap(text, room * (1.0 - f64::from(step) / 120.0), most));
        let same = |lines: &Vec<String>| {
            lines.len() == widest.len() && !lines.iter().any(|line| line.ends_with(ELLIPSIS))
        };
        narrower.take_while(same).last().unwrap_or(widest)
    }

    /// `text` broken into at most `most` lines no wider than `room`; the last is shortened if need
    /// be. Words wider than a line are broken inside.
    pub fn wrap(self, text: &str, room: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        // Hard spaces bind, so only plain ones part words.
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let gap = if line.is_empty() { "" } else { " " };
            if self.width(&line) + self.width(gap) + self.width(word) <= room {
                line.push_str(gap);
                line.push_str(word);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                if !line.is_empty() && self.width(&line) + advance(letter, self.weight) * self.size > room {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
        }
        lines.push(line);
        if lines.len() > most && most > 0 {
            let rest = lines.split_off(most - 1).join(" ");
            lines.push(self.shorten(&rest, room));
        }
        lines
    }
}

/// Moves labels apart along one line: given wanted centres and heights, the centres nearest to
/// them that keep labels `gap` apart and inside `top..bottom`, as long as there is room for all.
pub fn dodge(wanted: &[(f64, f64)], gap: f64, top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    let centre = |place: usize| wanted.get(place).map_or(0.0, |label| label.0);
    let height = |place: usize| wanted.get(place).map_or(0.0, |label| label.1);
    order.sort_by(|&one, &two| centre(one).total_cmp(&centre(two)));

    // Neighbours that would touch merge into a stack around the mean of their wishes.
    struct Stack {
        members: Vec<usize>,
        middle: f64,
        tall: f64,
    }
    let clamp = |middle: f64, tall: f64| middle.min(bottom - tall / 2.0).max(top + tall / 2.0);
    let mut stacks: Vec<Stack> = Vec::new();
    for place in order {
        let mut stack =
            Stack { members: vec![place], middle: clamp(centre(place), height(place)), tall: height(place) };
        while let Some(above) =
            stacks.pop_if(|above| above.middle + above.tall / 2.0 + gap > stack.middle - stack.tall / 2.0)
        {
            let counts = (above.members.len() as f64, stack.members.len() as f64);
            let mean = (above.middle * counts.0 + stack.middle * counts.1) / (counts.0 + counts.1);
            let tall = above.tall + gap + stack.tall;
            let mut members = above.members;
            members.append(&mut stack.members);
            stack = Stack { members, middle: clamp(mean, tall), tall };
        }
        stacks.push(stack);
    }

    let mut centres: Vec<(usize, f64)> = Vec::new();
    for stack in stacks {
        let mut edge = stack.middle - stack.tall / 2.0;
        for place in stack.members {
            centres.push((place, edge + height(place) / 2.0));
            edge += height(place) + gap;
        }
    }
    centres.sort_by_key(|&(place, _)| place);
    centres.into_iter().map(|(_, centre)| centre).collect()
}

/// User text made fit for one line: control characters and line breaks become spaces, marks that force a
/// direction go, for they would turn what stands beside them.
pub fn clean(text: &str) -> String {
    let forces = |letter: &char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced: String = text
        .chars()
        .filter(|letter| !forces(letter))
        .map(|letter| {
            // XML has no way to write most control characters, nor the two non-characters.
            let unwritable =
                letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}' | '\u{2028}' | '\u{2029}');
            if unwritable { ' ' } else { letter }
        })
        .collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// User text for places that have no width: its first letters and an ellipsis.
pub fn brief(text: &str) -> String {
    const LONGEST: usize = 48;
    let text = clean(text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}{ELLIPSIS}", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

/// `text` as XML character data or an attribute's value.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The embedded face of a weight.
#[expect(clippy::expect_used, reason = "the faces are part of the program")]
fn face(weight: Weight) -> &'static FontRef<'static> {
    static REGULAR: OnceLock<FontRef<'static>> = OnceLock::new();
    static BOLD: OnceLock<FontRef<'static>> = OnceLock::new();
    let (face, bytes) = match weight {
        Weight::Regular => (&REGULAR, REGULAR_FACE),
        Weight::Bold => (&BOLD, BOLD_FACE),
    };
    face.get_or_init(|| FontRef::try_from_slice(bytes).expect("an embedded face can be read"))
}

/// Writes the contours of a letter; what has none, such as a blank, writes nothing.
fn push_outline(path: &mut String, outline: Option<Outline>, place: impl Fn(Point) -> (f64, f64)) {
    let mut end = None;
    for curve in outline.into_iter().flat_map(|outline| outline.curves) {
        let (begin, rest): (Point, Vec<Point>) = match curve {
            OutlineCurve::Line(a, b) => (a, vec![b]),
            OutlineCurve::Quad(a, b, c) => (a, vec![b, c]),
            OutlineCurve::Cubic(a, b, c, d) => (a, vec![b, c, d]),
        };
        let mut push = |command: &str, points: &[Point]| {
            path.push_str(command);
            for (k, (x, y)) in points.iter().map(|point| place(*point)).enumerate() {
                path.push_str(if k > 0 { " " } else { "" });
                path.push_str(&format!("{x:.3} {y:.3}"));
            }
        };
        if end != Some(begin) {
            push(if end.is_some() { "ZM" } else { "M" }, &[begin]);
        }
        push(["L", "Q", "C"][rest.len() - 1], &rest);
        end = rest.last().copied();
    }
    path.push_str(if end.is_some() { "Z" } else { "" });
}

/// Advance of a letter in units of the size.
fn advance(letter: char, weight: Weight) -> f64 {
    /// Letters below this are looked up once: nearly all that charts ever measure.
    const COMMON: u32 = 0x180;
    static REGULAR: OnceLock<Vec<f64>> = OnceLock::new();
    static BOLD: OnceLock<Vec<f64>> = OnceLock::new();
    let table = match weight {
        Weight::Regular => &REGULAR,
        Weight::Bold => &BOLD,
    };
    let look_up_all = || {
        let letters = (0..COMMON).map(|code| char::from_u32(code).unwrap_or(' '));
        letters.map(|letter| look_up(letter, weight)).collect()
    };
    let known = table.get_or_init(look_up_all).get(letter as usize);
    known.copied().unwrap_or_else(|| look_up(letter, weight))
}

/// Advance of a letter as the font has it, in units of the size.
fn look_up(letter: char, weight: Weight) -> f64 {
    // Letters of other scripts come from whatever font the reader has; few are wider than the size.
    const FOREIGN: f64 = 1.0;
    let face = face(weight);
    let glyph = face.glyph_id(letter);
    match face.units_per_em() {
        Some(units) if glyph.0 != 0 => f64::from(face.h_advance_unscaled(glyph) / units),
        _ => FOREIGN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Type = Type::regular(10.0);

    #[test]
    fn widths_are_those_of_arial() {
        // Arial's advances of 2048: A 1366, digits 1139, space 569.
        assert!((SMALL.width("A") - 6.67).abs() < 0.01);
        assert!((SMALL.width("2.4") - 13.9).abs() < 0.01);
        assert!((Type::bold(10.0).width("a") - 5.56).abs() < 0.01);
    }

    #[test]
    fn every_character_the_charts_write_is_in_the_font() {
        for letter in "−×≥≤€→…–—“”é Łž³%\u{a0}\u{2009}".chars() {
            for weight in [Weight::Regular, Weight::Bold] {
                let face = FontRef::try_from_slice(match weight {
                    Weight::Regular => REGULAR_FACE,
                    Weight::Bold => BOLD_FACE,
                });
                assert_ne!(face.map(|face| face.glyph_id(letter).0).ok(), Some(0), "{letter:?}");
            }
        }
    }

    #[test]
    fn outlines_of_letters_lie_in_the_box_that_the_layout_keeps_free() {
        let block = SMALL.block("Hx", 40.0, 20.0);
        let path = SMALL.outline("Hx", 40.0, 20.0);
        let numbers: Vec<f64> =
            path.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter_map(|n| n.parse().ok()).collect();
        assert!(numbers.len() > 20, "{path}");
        for point in numbers.chunks_exact(2) {
            assert!(point[0] >= block.left && point[0] <= block.right, "{point:?} {block:?}");
            assert!(point[1] >= block.top && point[1] <= block.bottom, "{point:?} {block:?}");
        }
        assert_eq!(SMALL.outline(" ", 40.0, 20.0), "");
    }

    #[test]
    fn wrapping_keeps_all_words_and_the_width() {
        let text = "How much of what sanctions cost comes back while the EU holds the line";
        let lines = SMALL.wrap(text, 120.0, 9);
        assert!(lines.len() > 2 && lines.iter().all(|line| SMALL.width(line) <= 120.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let lines = SMALL.wrap(&"x".repeat(400), 100.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…') && SMALL.width(&lines[1]) <= 100.0);
        assert_eq!(SMALL.shorten("short", 100.0), "short");
    }

    #[test]
    fn dodging_parts_labels_and_keeps_them_inside() {
        let wanted = [(50.0, 10.0), (51.0, 10.0), (52.0, 10.0), (99.0, 10.0), (10.0, 10.0)];
        let centres = dodge(&wanted, 2.0, 0.0, 100.0);
        let mut sorted = centres.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= 12.0 - 1e-9), "{centres:?}");
        assert!(sorted[0] >= 5.0 && sorted[4] <= 95.0, "{centres:?}");
        assert!(centres[0] < centres[1] && centres[1] < centres[2], "{centres:?}");
        assert_eq!(centres[4], 10.0);
    }

    #[test]
    fn user_text_cannot_become_markup() {
        assert_eq!(clean("a\u{0}b\n\tc"), "a b c");
        assert_eq!(clean("re\u{202e}lief\u{2066}"), "relief");
        assert_eq!(escape("<script>\"&'"), "&lt;script&gt;&quot;&amp;&#39;");
    }
}
