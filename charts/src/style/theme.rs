//! The colours of every paint, light and dark, and the style sheets made of them.

use super::super::canvas::Theme;
use super::{Color, Paint, SERIES, SeriesId, Tint};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Colours of a series: marks and words on light paper, both on dark paper.
struct SeriesColors {
    marks: Color,
    words: Color,
    dark: Color,
}

/// Okabe and Ito's colours in an order whose first three differ in grey as well (lightness about 0, 46 and 61 of
/// 100). Their orange is darkened until it holds 3:1 on white; their sky blue and yellow cannot be without becoming
/// other colours, so violet stands in their place. On dark paper the hues are lightened until words hold 4.5:1, the first three
/// again apart in lightness.
const SERIES_COLORS: [SeriesColors; SERIES] = [
    SeriesColors { marks: Color(0, 0, 0), words: Color(0, 0, 0), dark: Color(0xdf, 0xe1, 0xe4) },
    SeriesColors {
        marks: Color(0x00, 0x72, 0xb2),
        words: Color(0x00, 0x6a, 0xa6),
        dark: Color(0x3d, 0x97, 0xd3),
    },
    SeriesColors {
        marks: Color(0xc4, 0x88, 0x00),
        words: Color(0x8a, 0x5f, 0x00),
        dark: Color(0xe9, 0xae, 0x22),
    },
    SeriesColors {
        marks: Color(0x00, 0x9e, 0x73),
        words: Color(0x00, 0x78, 0x57),
        dark: Color(0x19, 0xb8, 0x8a),
    },
    SeriesColors {
        marks: Color(0xcc, 0x79, 0xa7),
        words: Color(0xa3, 0x4d, 0x7c),
        dark: Color(0xd9, 0x8c, 0xb6),
    },
    SeriesColors {
        marks: Color(0x7b, 0x4f, 0xb5),
        words: Color(0x6f, 0x42, 0xa8),
        dark: Color(0xb0, 0x8c, 0xe6),
    },
    SeriesColors {
        marks: Color(0xd5, 0x5e, 0x00),
        words: Color(0xb0, 0x4c, 0x00),
        dark: Color(0xed, 0x73, 0x1c),
    },
];

/// A class of the style sheet, with its colour in each theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeColor {
    /// The class that elements of this paint have.
    pub class: String,
    /// On light paper.
    pub light: Color,
    /// On dark paper.
    pub dark: Color,
}

/// Every class that charts use, with its colours: what a page needs to show charts in its own theme.
pub fn theme_colors() -> Vec<ThemeColor> {
    let common =
        [Paint::Paper, Paint::Black, Paint::Grey, Paint::Grid, Paint::Rule, Paint::Shade, Paint::Model];
    let tints = Tint::ALL.map(Paint::ModelTint);
    let series = (0..SERIES)
        .map(SeriesId)
        .flat_map(|series| [Paint::Series(series), Paint::SeriesWords(series), Paint::SeriesRim(series)]);
    let color = |paint: Paint| {
        let [light, dark] = [Theme::Light, Theme::Dark].map(|theme| paint.color(theme));
        Some(ThemeColor { class: paint.own_class()?, light, dark })
    };
    common.into_iter().chain(tints).chain(series).filter_map(color).collect()
}

/// The style sheet of a drawing in a theme, with the paints that it uses.
pub(in super::super) fn style_sheet(used: &BTreeSet<Paint>, theme: Theme) -> String {
    let mut sheet = format!(
        ".fill{{fill:currentColor}}.line{{fill:none;stroke:currentColor}}.halo{{stroke:{};stroke-width:3;stroke-linejoin:round;paint-order:stroke}}",
        Paint::Paper.color(theme).hex()
    );
    for paint in used {
        if let Some(class) = paint.own_class() {
            let _ = write!(sheet, ".{class}{{color:{}}}", paint.color(theme).hex());
        }
    }
    sheet
}

impl Paint {
    /// The colour in a theme.
    pub fn color(self, theme: Theme) -> Color {
        let pick = |light, dark| if theme == Theme::Light { light } else { dark };
        let series = |series: SeriesId| SERIES_COLORS.get(series.0).unwrap_or(&SERIES_COLORS[0]);
        match self {
            Paint::Paper | Paint::SeriesRim(_) => pick(Color(255, 255, 255), Color(0x12, 0x14, 0x17)),
            Paint::Black => pick(Color(0x1a, 0x1a, 0x1a), Color(0xf4, 0xf5, 0xf7)),
            Paint::Grey => pick(Color(0x55, 0x55, 0x55), Color(0xb4, 0xba, 0xc1)),
            Paint::Grid => pick(Color(0xdf, 0xdf, 0xdf), Color(0x2f, 0x34, 0x3a)),
            Paint::Rule => pick(Color(0x6b, 0x6b, 0x6b), Color(0x8d, 0x94, 0x9c)),
            Paint::Shade => pick(Color(0xf1, 0xf1, 0xf1), Color(0x1f, 0x24, 0x29)),
            Paint::Model => pick(Color(0x00, 0x72, 0xb2), Color(0x3d, 0x97, 0xd3)),
            Paint::ModelTint(tint) => Paint::Model.color(theme).on(Paint::Paper.color(theme), tint.share()),
            Paint::Series(id) => pick(series(id).marks, series(id).dark),
            Paint::SeriesWords(id) => pick(series(id).words, series(id).dark),
            Paint::Fixed(color) => color,
        }
    }

    /// The class that gives elements this colour; none for a fixed one.
    fn own_class(self) -> Option<String> {
        Some(match self {
            Paint::Paper => "paper".to_string(),
            Paint::Black => "black".to_string(),
            Paint::Grey => "grey".to_string(),
            Paint::Grid => "grid".to_string(),
            Paint::Rule => "rule".to_string(),
            Paint::Shade => "shade".to_string(),
            Paint::Model => "model".to_string(),
            Paint::ModelTint(tint) => format!("model-{}", tint as usize + 1),
            Paint::Series(series) => format!("series-{}", series.0),
            Paint::SeriesWords(series) => format!("words-{}", series.0),
            Paint::SeriesRim(series) => format!("rim-{}", series.0),
            Paint::Fixed(_) => return None,
        })
    }

    /// The classes of an element: whose it is, and its paint.
    pub(in super::super) fn classes(self) -> Option<String> {
        let own = self.own_class()?;
        Some(match self {
            Paint::SeriesWords(series) | Paint::SeriesRim(series) => format!("series-{} {own}", series.0),
            _ => own,
        })
    }

    /// Attributes of an element that is filled.
    pub(in super::super) fn filled(self) -> String {
        match self.classes() {
            Some(classes) => format!("class=\"{classes} fill\""),
            None => format!("fill=\"{}\"", self.color(Theme::Light).hex()),
        }
    }

    /// Attributes of an element that is drawn as a line.
    pub(in super::super) fn lined(self) -> String {
        match self.classes() {
            Some(classes) => format!("class=\"{classes} line\""),
            None => format!("fill=\"none\" stroke=\"{}\"", self.color(Theme::Light).hex()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::style::{INNER_BAND, OUTER_BAND};
    use super::*;

    const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

    fn all_series() -> impl Iterator<Item = SeriesId> {
        (0..SERIES).map(SeriesId)
    }

    /// Perceived lightness from 0 to 100.
    fn lightness(color: Color) -> f64 {
        116.0 * color.luminance().cbrt() - 16.0
    }

    #[test]
    fn marks_and_words_stand_out_from_the_page() {
        for theme in THEMES {
            let contrast = |paint: Paint| paint.color(theme).contrast(Paint::Paper.color(theme));
            for series in all_series() {
                assert!(contrast(Paint::Series(series)) >= 3.0, "{theme:?} {series:?}");
                assert!(contrast(Paint::SeriesWords(series)) >= 4.5, "{theme:?} {series:?}");
            }
            for paint in [Paint::Black, Paint::Grey, Paint::Rule] {
                assert!(contrast(paint) >= 4.5, "{theme:?} {paint:?}");
            }
            assert!(contrast(Paint::Model) >= 3.0);
            assert!(contrast(Paint::Shade) < 1.4 && contrast(Paint::Grid) < 1.8);
        }
    }

    #[test]
    fn names_can_be_read_within_the_darkest_band_and_on_shaded_ground() {
        let cover = 1.0 - (1.0 - OUTER_BAND) * (1.0 - INNER_BAND);
        for theme in THEMES {
            let [paper, black, shade, grey] =
                [Paint::Paper, Paint::Black, Paint::Shade, Paint::Grey].map(|paint| paint.color(theme));
            for series in all_series() {
                let ground = Paint::Series(series).color(theme).on(paper, cover);
                assert!(ground.contrast(black) >= 4.5, "{theme:?} {series:?} {}", ground.contrast(black));
            }
            assert!(shade.contrast(grey) >= 4.5);
        }
    }

    #[test]
    fn series_differ_in_colour_and_the_first_three_in_grey() {
        for theme in THEMES {
            let colors: BTreeSet<Color> = all_series().map(|one| Paint::Series(one).color(theme)).collect();
            assert_eq!(colors.len(), SERIES);
            let mut grey: Vec<f64> =
                all_series().take(3).map(|one| lightness(Paint::Series(one).color(theme))).collect();
            grey.sort_by(f64::total_cmp);
            assert!(grey.windows(2).all(|pair| pair[1] - pair[0] > 14.0), "{theme:?} {grey:?}");
        }
    }

    #[test]
    fn the_models_boxes_differ_from_paper_and_from_one_another() {
        let steps =
            [Paint::Paper, Paint::ModelTint(Tint::Faint), Paint::ModelTint(Tint::Middle), Paint::Model];
        for theme in THEMES {
            let steps = steps.map(|paint| paint.color(theme));
            assert!(steps.windows(2).all(|pair| pair[0].contrast(pair[1]) > 1.15), "{theme:?} {steps:?}");
        }
    }

    #[test]
    fn every_class_has_one_colour_in_each_theme() {
        let colors = theme_colors();
        let classes: BTreeSet<&String> = colors.iter().map(|one| &one.class).collect();
        assert_eq!(classes.len(), colors.len());
        assert_eq!(colors.len(), 7 + 4 + 3 * SERIES);
    }
}
