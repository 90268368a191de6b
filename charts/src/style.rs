//! One look for all charts: colours, dashes, markers, sizes.
//!
//! A scenario keeps its [`SeriesId`] in every chart, and with it a colour, a dash and a marker, so that
//! it is found again without colour vision and on a grey printout. Charts name inks in their light
//! form and know nothing of themes; `dark` has the twin of each.

use super::ChartError;

mod dark;

pub use dark::pairs;
pub(super) use dark::{resolved, slot_of};

/// How many series one chart may hold.
pub const SLOTS: usize = 6;

/// A colour as red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub u8, pub u8, pub u8);

impl Color {
    /// The colour in the form SVG attributes take.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// The colour that shows where `share` of this one covers a ground.
    pub fn on(self, ground: Color, share: f64) -> Color {
        let mix = |ink: u8, ground: u8| {
            (f64::from(ground) + (f64::from(ink) - f64::from(ground)) * share).round() as u8
        };
        Color(mix(self.0, ground.0), mix(self.1, ground.1), mix(self.2, ground.2))
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
    pub fn contrast(self, other: Color) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

/// The page.
pub const PAPER: Color = Color(255, 255, 255);
/// Titles and numbers that matter.
pub const BLACK: Color = Color(0x1a, 0x1a, 0x1a);
/// Subtitles, axis labels, notes.
pub const GREY: Color = Color(0x55, 0x55, 0x55);
/// Grid lines: meant to be overlooked.
pub const GRID: Color = Color(0xdf, 0xdf, 0xdf);
/// Axes and reference lines.
pub const RULE: Color = Color(0x6b, 0x6b, 0x6b);

/// Ground that is set apart from the page.
pub const SHADE: Color = Color(0xf1, 0xf1, 0xf1);
/// Dark words on shades that are the same in every theme: a hair off black, to be told from it.
pub const COAL: Color = Color(0x01, 0x01, 0x01);
/// Light words on such shades.
pub const CHALK: Color = Color(0xfe, 0xfe, 0xfe);
/// What is the model's and no scenario's: a hair off the second scenario's colour, to be told from
/// it by programs.
pub const MODEL: Color = Color(0x00, 0x73, 0xb2);
/// Shares of the model's ink that make its tints.
const TINT_SHARES: [f64; 4] = [0.16, 0.3, 0.45, 0.6];

/// The model's ink diluted with paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    /// The palest.
    Faint,
    /// Paler than half.
    Pale,
    /// About half.
    Middle,
    /// The fullest.
    Full,
}

impl Tint {
    /// The tint as a colour.
    pub fn ink(self) -> Color {
        let [faint, pale, middle, full] = TINT_SHARES;
        let share = match self {
            Tint::Faint => faint,
            Tint::Pale => pale,
            Tint::Middle => middle,
            Tint::Full => full,
        };
        MODEL.on(PAPER, share)
    }
}

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
    pub ink: Color,
    /// Colour of words about the series: at least 4.5:1 on the page.
    pub words: Color,
    /// Colour around its points that parts them from lines beneath: paper, but for a hair by which
    /// programs tell whose it is.
    pub rim: Color,
    /// Lengths of dashes and gaps; empty for a solid line.
    pub dash: &'static [f64],
    /// Shape of its points.
    pub marker: Marker,
}

impl Look {
    /// The look of the `nth` series of one slot: the colour stays, dash and marker change.
    pub fn varied(self, nth: usize) -> Self {
        let place = LOOKS.iter().position(|look| look.ink == self.ink).unwrap_or(0);
        let other = LOOKS.iter().cycle().nth(place + nth).copied().unwrap_or(self);
        Self { dash: other.dash, marker: other.marker, ..self }
    }
}

/// Which of the looks a series wears; 0 for the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(pub usize);

impl SeriesId {
    /// The look of this slot; an error beyond the last.
    pub fn look(self) -> Result<Look, ChartError> {
        LOOKS.get(self.0).copied().ok_or(ChartError::TooManySeries { found: self.0.saturating_add(1) })
    }
}

/// Okabe and Ito's colours in an order whose first three differ in grey as well (lightness about 0,
/// 46 and 61 of 100). Their orange is darkened until it holds 3:1 on white; their sky blue and
/// yellow cannot be without becoming other colours, so they are left out.
const LOOKS: [Look; SLOTS] = [
    Look {
        ink: Color(0x00, 0x00, 0x00),
        words: Color(0x00, 0x00, 0x00),
        rim: Color(0xff, 0xff, 0xfa),
        dash: &[],
        marker: Marker::Circle,
    },
    Look {
        ink: Color(0x00, 0x72, 0xb2),
        words: Color(0x00, 0x6a, 0xa6),
        rim: Color(0xff, 0xff, 0xfb),
        dash: &[11.0, 3.5],
        marker: Marker::Square,
    },
    Look {
        ink: Color(0xc4, 0x88, 0x00),
        words: Color(0x8a, 0x5f, 0x00),
        rim: Color(0xff, 0xff, 0xfc),
        dash: &[5.0, 3.0],
        marker: Marker::Diamond,
    },
    Look {
        ink: Color(0x00, 0x9e, 0x73),
        words: Color(0x00, 0x78, 0x57),
        rim: Color(0xff, 0xff, 0xfd),
        dash: &[11.0, 3.0, 2.5, 3.0],
        marker: Marker::Triangle,
    },
    Look {
        ink: Color(0xcc, 0x79, 0xa7),
        words: Color(0xa3, 0x4d, 0x7c),
        rim: Color(0xff, 0xff, 0xfe),
        dash: &[2.5, 2.5],
        marker: Marker::Wedge,
    },
    Look {
        ink: Color(0xd5, 0x5e, 0x00),
        words: Color(0xb0, 0x4c, 0x00),
        rim: Color(0xff, 0xff, 0xf9),
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

    #[test]
    fn no_two_series_share_colour_dash_or_marker() {
        for (place, one) in LOOKS.iter().enumerate() {
            for two in LOOKS.iter().skip(place + 1) {
                assert!(one.ink != two.ink && one.dash != two.dash && one.marker != two.marker);
            }
        }
    }

    #[test]
    fn series_of_one_slot_differ_in_all_but_colour() {
        for look in LOOKS {
            let two = look.varied(1);
            assert!(two.ink == look.ink && two.dash != look.dash && two.marker != look.marker);
            assert_eq!(look.varied(0), look);
        }
    }

    #[test]
    fn a_seventh_series_is_refused() {
        assert!(SeriesId(5).look().is_ok());
        assert_eq!(SeriesId(6).look(), Err(ChartError::TooManySeries { found: 7 }));
        assert!(few_enough(7).is_err());
    }
}
