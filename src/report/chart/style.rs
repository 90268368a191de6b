//! One look for all charts: colours, dashes, markers, sizes.
//!
//! A scenario keeps its [`Slot`] in every chart, and with it a colour, a dash and a marker, so that
//! it is found again without colour vision and on a grey printout.

use super::ChartError;

/// How many series one chart may hold.
pub const SLOTS: usize = 6;

/// A colour as red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// The colour in the form SVG attributes take.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance as the web accessibility guidelines define it.
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio between two colours, from 1 to 21.
    pub fn contrast(self, other: Ink) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

/// The page.
pub const PAPER: Ink = Ink(255, 255, 255);
/// Titles and numbers that matter.
pub const BLACK: Ink = Ink(0x1a, 0x1a, 0x1a);
/// Subtitles, axis labels, notes.
pub const GREY: Ink = Ink(0x55, 0x55, 0x55);
/// Grid lines: meant to be overlooked.
pub const GRID: Ink = Ink(0xdf, 0xdf, 0xdf);
/// Axes and reference lines.
pub const RULE: Ink = Ink(0x6b, 0x6b, 0x6b);

/// Outer width of a chart.
pub const WIDTH: f64 = 960.0;
/// Space between the page's edge and anything on it.
pub const MARGIN: f64 = 24.0;
/// Size of the title.
pub const TITLE_SIZE: f64 = 20.0;
/// Size of the subtitle.
pub const SUBTITLE_SIZE: f64 = 14.0;
/// Size of series labels.
pub const LABEL_SIZE: f64 = 13.0;
/// Size of tick labels, notes and reference labels.
pub const SMALL_SIZE: f64 = 12.0;
/// Size of the source line.
pub const SOURCE_SIZE: f64 = 11.5;
/// Distance of two baselines, as a multiple of the size.
pub const LEADING: f64 = 1.28;

/// Width of a median or a curve.
pub const CURVE: f64 = 2.4;
/// Width of grid lines and axes.
pub const HAIRLINE: f64 = 1.0;
/// Width of the edges of a band.
pub const EDGE: f64 = 0.8;
/// Opacity of a 90 % band.
pub const OUTER_BAND: f64 = 0.16;
/// Opacity of a 50 % band, drawn over the 90 % band.
pub const INNER_BAND: f64 = 0.34;

/// Dashes of reference lines.
pub const REFERENCE_DASH: &[f64] = &[5.0, 4.0];

/// Shape of the point that stands for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A filled circle.
    Circle,
    /// A filled square.
    Square,
    /// A square on its corner.
    Diamond,
    /// A triangle that points up.
    Triangle,
    /// A triangle that points down.
    Wedge,
    /// A plus on its side.
    Cross,
}

/// Everything that tells one series from another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Colour of lines, points and areas: at least 3:1 on the page.
    pub ink: Ink,
    /// Colour of words about the series: at least 4.5:1 on the page.
    pub words: Ink,
    /// Lengths of dashes and gaps; empty for a solid line.
    pub dash: &'static [f64],
    /// Shape of its points.
    pub marker: Marker,
}

/// Which of the looks a series wears; 0 for the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub usize);

impl Slot {
    /// The look of this slot; an error beyond the last.
    pub fn look(self) -> Result<Look, ChartError> {
        LOOKS.get(self.0).copied().ok_or(ChartError::TooManySeries { found: self.0.saturating_add(1) })
    }
}

/// Okabe and Ito's colours in an order whose first three differ in grey as well (lightness about 0,
/// 46 and 61 of 100). Their orange is darkened until it holds 3:1 on white; their sky blue and
/// yellow cannot be without becoming other colours, so they are left out.
const LOOKS: [Look; SLOTS] = [
    Look { ink: Ink(0x00, 0x00, 0x00), words: Ink(0x1a, 0x1a, 0x1a), dash: &[], marker: Marker::Circle },
    Look {
        ink: Ink(0x00, 0x72, 0xb2),
        words: Ink(0x00, 0x6a, 0xa6),
        dash: &[11.0, 3.5],
        marker: Marker::Square,
    },
    Look {
        ink: Ink(0xc4, 0x88, 0x00),
        words: Ink(0x8a, 0x5f, 0x00),
        dash: &[5.0, 3.0],
        marker: Marker::Diamond,
    },
    Look {
        ink: Ink(0x00, 0x9e, 0x73),
        words: Ink(0x00, 0x78, 0x57),
        dash: &[11.0, 3.0, 2.5, 3.0],
        marker: Marker::Triangle,
    },
    Look {
        ink: Ink(0xcc, 0x79, 0xa7),
        words: Ink(0xa3, 0x4d, 0x7c),
        dash: &[2.5, 2.5],
        marker: Marker::Wedge,
    },
    Look {
        ink: Ink(0xd5, 0x5e, 0x00),
        words: Ink(0xb0, 0x4c, 0x00),
        dash: &[11.0, 3.0, 2.5, 3.0, 2.5, 3.0],
        marker: Marker::Cross,
    },
];

/// An error when `found` series are more than the looks can tell apart.
pub fn few_enough(found: usize) -> Result<(), ChartError> {
    if found > SLOTS { Err(ChartError::TooManySeries { found }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Perceived lightness from 0 to 100.
    fn lightness(ink: Ink) -> f64 {
        116.0 * ink.luminance().cbrt() - 16.0
    }

    #[test]
    fn marks_and_words_stand_out_from_the_page() {
        for look in LOOKS {
            assert!(look.ink.contrast(PAPER) >= 3.0, "{look:?}");
            assert!(look.words.contrast(PAPER) >= 4.5, "{look:?}");
        }
        for ink in [BLACK, GREY, RULE] {
            assert!(ink.contrast(PAPER) >= 4.5, "{ink:?}");
        }
    }

    #[test]
    fn names_can_be_read_within_the_darkest_band() {
        let cover = 1.0 - (1.0 - OUTER_BAND) * (1.0 - INNER_BAND);
        for look in LOOKS {
            let mix = |ink: u8| (255.0 + (f64::from(ink) - 255.0) * cover).round() as u8;
            let ground = Ink(mix(look.ink.0), mix(look.ink.1), mix(look.ink.2));
            assert!(ground.contrast(BLACK) >= 4.5, "{look:?}");
        }
    }

    #[test]
    fn the_first_three_series_differ_in_grey() {
        let grey: Vec<f64> = LOOKS.iter().take(3).map(|look| lightness(look.ink)).collect();
        assert!(grey.windows(2).all(|pair| pair[1] - pair[0] > 14.0), "{grey:?}");
    }

    #[test]
    fn no_two_series_share_colour_dash_or_marker() {
        for (place, one) in LOOKS.iter().enumerate() {
            for two in LOOKS.iter().skip(place + 1) {
                assert!(one.ink != two.ink && one.dash != two.dash && one.marker != two.marker);
            }
        }
    }

    #[test]
    fn a_seventh_series_is_refused() {
        assert!(Slot(5).look().is_ok());
        assert_eq!(Slot(6).look(), Err(ChartError::TooManySeries { found: 7 }));
        assert!(few_enough(7).is_err());
    }
}
