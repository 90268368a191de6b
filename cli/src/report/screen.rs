//! What only a screen shows: small distributions drawn in block letters, and colours of scenarios.
//!
//! Makes no sentence and no number; a screen without colours shows the same text.

use potash::input::visible;
use potash_charts::SeriesId;
use std::borrow::Cow;

/// Columns of a small distribution.
pub const COLUMNS: usize = 14;
/// From an eighth of a letter's height to all of it.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextStyle {
    Plain,
    Coloured,
}

impl TextStyle {
    /// A scenario's name in the colour that it has in charts, as near as 256 colours come.
    pub fn scenario(self, look: Option<SeriesId>, name: &str) -> String {
        match (self, look.and_then(|look| COLOURS.get(look.0))) {
            (TextStyle::Coloured, Some(colour)) => format!("\u{1b}[{colour}m{name}\u{1b}[0m"),
            _ => name.to_string(),
        }
    }
}

impl TextStyle {
    /// A text that stands out.
    pub fn bold(self, text: &str) -> String {
        match self {
            TextStyle::Coloured => format!("\u{1b}[1m{text}\u{1b}[0m"),
            TextStyle::Plain => text.to_string(),
        }
    }
}

/// Colours of scenarios, as a terminal takes them.
const COLOURS: [&str; 7] = ["1", "38;5;32", "38;5;172", "38;5;36", "38;5;175", "38;5;97", "38;5;166"];

/// A text as a terminal may have it: control characters written out, but for the colours that [`TextStyle`] gives.
pub fn shown(text: &str, ink: TextStyle) -> Cow<'_, str> {
    if ink == TextStyle::Plain || !text.contains('\u{1b}') {
        return visible(text);
    }
    let own =
        |rest: &str| COLOURS.iter().chain(&["0"]).any(|code| rest.starts_with(&format!("\u{1b}[{code}m")));
    let mut safe = String::with_capacity(text.len());
    for (k, part) in text.split('\u{1b}').enumerate() {
        let sequence = if k > 0 { format!("\u{1b}{part}") } else { part.to_string() };
        if k > 0 && own(&sequence) {
            safe.push('\u{1b}');
            safe.push_str(&visible(part));
        } else {
            safe.push_str(&visible(&sequence));
        }
    }
    Cow::Owned(safe)
}

/// The axis that small distributions share: from the lowest 2 % to the highest 95 % of any.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
}

impl Axis {
    /// Over some samples of equally likely, rising values; none without values or where all are one.
    pub fn over<'a>(samples: impl Iterator<Item = &'a [f64]>) -> Option<Axis> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for sample in samples {
            let at = |share: f64| sample.get((share * sample.len() as f64) as usize).copied();
            low = low.min(at(0.02).unwrap_or(f64::INFINITY));
            high = high.max(at(0.95).unwrap_or(f64::NEG_INFINITY));
        }
        (low < high).then_some(Axis { low, high })
    }

    /// A sample as a row of blocks, each as high as it holds many values; what lies beyond the axis is not shown.
    pub fn blocks(self, sample: &[f64]) -> String {
        let mut counts = [0usize; COLUMNS];
        for value in sample {
            let place = (value - self.low) / (self.high - self.low) * COLUMNS as f64;
            // The upper end belongs to the last column.
            let column = if *value == self.high { COLUMNS - 1 } else { place.floor() as usize };
            if let Some(count) = counts.get_mut(column).filter(|_| place >= 0.0) {
                *count += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        let block = |count: usize| match count {
            0 => ' ',
            // Rounded up: where there is anything, something is seen.
            _ => BLOCKS.get((count * BLOCKS.len()).div_ceil(most) - 1).copied().unwrap_or(' '),
        };
        counts.into_iter().map(block).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_as_high_as_values_are_many() {
        let sample: Vec<f64> = (0..200).map(|k| f64::from(k) / 200.0).collect();
        let axis = Axis::over([&sample[..]].into_iter()).unwrap();
        let even = axis.blocks(&sample);
        assert_eq!(even.chars().count(), COLUMNS);
        assert!(even.chars().all(|block| "▆▇█".contains(block)), "{even}");
        // All in one place: one full block, nothing elsewhere.
        let heap = Axis { low: 0.0, high: 14.0 }.blocks(&[3.5; 50]);
        assert_eq!(heap, "   █          ");
    }

    #[test]
    fn a_sample_without_width_has_no_axis_and_what_is_beyond_it_is_left_out() {
        assert_eq!(Axis::over([&[2.0, 2.0][..]].into_iter()), None);
        assert_eq!(Axis { low: 0.0, high: 1.0 }.blocks(&[-5.0, 7.0, f64::NAN]).trim(), "");
    }

    #[test]
    fn a_terminal_gets_our_colours_and_no_others_commands() {
        let text =
            format!("{} \u{1b}]0;x\u{7}\u{1b}[2J", TextStyle::Coloured.scenario(Some(SeriesId(1)), "US"));
        assert_eq!(
            shown(&text, TextStyle::Coloured),
            "\u{1b}[38;5;32mUS\u{1b}[0m \\u{1b}]0;x\\u{7}\\u{1b}[2J"
        );
        assert!(!shown(&text, TextStyle::Plain).contains('\u{1b}'));
        assert_eq!(shown("Klaipėda\n", TextStyle::Coloured), "Klaipėda\n");
    }

    #[test]
    fn colours_are_only_there_when_asked_for() {
        assert_eq!(TextStyle::Plain.scenario(Some(SeriesId(1)), "US"), "US");
        assert_eq!(TextStyle::Coloured.scenario(Some(SeriesId(1)), "US"), "\u{1b}[38;5;32mUS\u{1b}[0m");
        assert_eq!(TextStyle::Coloured.scenario(Some(SeriesId(7)), "US"), "US");
    }
}
