//! One style for all charts: paints, dashes, markers, sizes.
//!
//! A series keeps its [`SeriesId`] in every chart, and with it a colour, a dash and a marker, so that it is found
//! again without colour vision and on a grey printout. Charts name [`Paint`]s; `theme` has their colours in each
//! theme and the style sheets made of them.

use super::error::ChartError;
pub use super::error::SERIES;

mod theme;

pub(super) use theme::style_sheet;
pub use theme::{ThemeColor, theme_colors};

/// A colour as red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// What something is painted with: a role that every theme has a colour for, or a colour that is the same in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Paint {
    /// The page.
    Paper,
    /// Titles and numbers that matter.
    Black,
    /// Subtitles, axis labels, notes.
    Grey,
    /// Grid lines: meant to be overlooked.
    Grid,
    /// Axes and reference lines.
    Rule,
    /// Ground that is set apart from the page.
    Shade,
    /// What is the model's and no series'.
    Model,
    /// The model's colour diluted with paper.
    ModelTint(Tint),
    /// Lines, points and areas of a series: at least 3:1 on the page.
    Series(SeriesId),
    /// Words about a series: at least 4.5:1 on the page.
    SeriesWords(SeriesId),
    /// Around the points of a series, parting them from lines beneath: paper.
    SeriesRim(SeriesId),
    /// The same in every theme, such as the shades of a heat map.
    Fixed(Color),
}

/// Dark words on shades that are the same in every theme.
pub const COAL: Paint = Paint::Fixed(Color(0, 0, 0));
/// Light words on such shades.
pub const CHALK: Paint = Paint::Fixed(Color(255, 255, 255));

/// How much of the model's colour a tint has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// All of them, from pale to full.
    pub const ALL: [Tint; 4] = [Tint::Faint, Tint::Pale, Tint::Middle, Tint::Full];

    /// The share of the model's colour.
    pub(super) fn share(self) -> f64 {
        match self {
            Tint::Faint => 0.16,
            Tint::Pale => 0.3,
            Tint::Middle => 0.45,
            Tint::Full => 0.6,
        }
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
    /// A circle with a hole.
    Ring,
}

/// Everything that tells one series from another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeriesStyle {
    /// Of which series.
    pub series: SeriesId,
    /// Lengths of dashes and gaps; empty for a solid line.
    pub dash: &'static [f64],
    /// Shape of its points.
    pub marker: Marker,
}

impl SeriesStyle {
    /// What lines, points and areas are painted with.
    pub fn paint(self) -> Paint {
        Paint::Series(self.series)
    }

    /// What words about the series are painted with.
    pub fn words(self) -> Paint {
        Paint::SeriesWords(self.series)
    }

    /// What parts its points from lines beneath.
    pub fn rim(self) -> Paint {
        Paint::SeriesRim(self.series)
    }

    /// The style of the `nth` line of one series: the colour stays, dash and marker change.
    pub fn varied(self, nth: usize) -> Self {
        let (dash, marker) = SHAPES[(self.series.0 + nth) % SERIES];
        Self { dash, marker, ..self }
    }
}

/// Which look a series has: black, blue, gold, green, pink, violet, orange.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesId(pub usize);

impl SeriesId {
    /// The style of this series.
    ///
    /// # Errors
    /// A series beyond the last that can be distinguished from the others.
    pub fn style(self) -> Result<SeriesStyle, ChartError> {
        let (dash, marker) =
            *SHAPES.get(self.0).ok_or(ChartError::TooManySeries { found: self.0.saturating_add(1) })?;
        Ok(SeriesStyle { series: self, dash, marker })
    }
}

/// Dashes and markers of the series.
const SHAPES: [(&[f64], Marker); SERIES] = [
    (&[], Marker::Circle),
    (&[11.0, 3.5], Marker::Square),
    (&[5.0, 3.0], Marker::Diamond),
    (&[11.0, 3.0, 2.5, 3.0], Marker::Triangle),
    (&[2.5, 2.5], Marker::Wedge),
    (&[16.0, 5.0], Marker::Ring),
    (&[11.0, 3.0, 2.5, 3.0, 2.5, 3.0], Marker::Cross),
];

/// An error when `found` series are more than can be distinguished.
pub fn few_enough(found: usize) -> Result<(), ChartError> {
    if found > SERIES { Err(ChartError::TooManySeries { found }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_series_share_dash_or_marker() {
        for (place, one) in SHAPES.iter().enumerate() {
            assert!(SHAPES.iter().skip(place + 1).all(|two| one.0 != two.0 && one.1 != two.1));
        }
    }

    #[test]
    fn lines_of_one_series_differ_in_all_but_colour() {
        for series in (0..SERIES).map(SeriesId) {
            let style = series.style().unwrap();
            let two = style.varied(1);
            assert!(two.paint() == style.paint() && two.dash != style.dash && two.marker != style.marker);
            assert_eq!(style.varied(0), style);
        }
    }

    #[test]
    fn an_eighth_series_is_refused() {
        assert!(SeriesId(6).style().is_ok());
        assert_eq!(SeriesId(7).style(), Err(ChartError::TooManySeries { found: 8 }));
        assert!(few_enough(8).is_err());
    }
}
