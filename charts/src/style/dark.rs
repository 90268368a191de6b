//! The dark twin of every ink, and whose an ink is.
//!
//! The one place where themes are known: an SVG is drawn in light inks and re-inked when it is
//! finished, and a page may do the same with the pairs. A heat map's shades are no inks of this
//! list: they are the same on any paper, as are the words upon them.

use super::super::canvas::Theme;
use super::{
    BLACK, CHALK, COAL, Color, GREY, GRID, LOOKS, MODEL, PAPER, RULE, SHADE, SLOTS, SeriesId, TINT_SHARES,
};

/// The dark page.
const DARK_PAPER: Color = Color(0x12, 0x14, 0x17);
/// The model's ink on it.
const DARK_MODEL: Color = Color(0x3d, 0x97, 0xd4);

/// Twins of the inks that are no series'.
const COMMON: [(Color, Color); 9] = [
    (PAPER, DARK_PAPER),
    (BLACK, Color(0xf4, 0xf5, 0xf7)),
    (GREY, Color(0xb4, 0xba, 0xc1)),
    (GRID, Color(0x2f, 0x34, 0x3a)),
    (RULE, Color(0x8d, 0x94, 0x9c)),
    (SHADE, Color(0x1f, 0x24, 0x29)),
    (COAL, COAL),
    (CHALK, CHALK),
    (MODEL, DARK_MODEL),
];

/// The series' inks on dark paper: Okabe and Ito's hues, lightened until words hold 4.5:1, in the
/// first three slots again apart in lightness.
const DARK_LOOKS: [Color; SLOTS] = [
    Color(0xdf, 0xe1, 0xe4),
    Color(0x3d, 0x97, 0xd3),
    Color(0xe9, 0xae, 0x22),
    Color(0x19, 0xb8, 0x8a),
    Color(0xd9, 0x8c, 0xb6),
    Color(0xed, 0x73, 0x1c),
];

/// Every ink of a light chart with its twin in a dark one, but for a heat map's shades. No light
/// ink stands twice.
pub fn pairs() -> Vec<(Color, Color)> {
    let mut pairs = COMMON.to_vec();
    let tints = TINT_SHARES.iter().map(|&share| (MODEL.on(PAPER, share), DARK_MODEL.on(DARK_PAPER, share)));
    pairs.extend(tints);
    for (look, dark) in LOOKS.iter().zip(DARK_LOOKS) {
        pairs.extend([(look.ink, dark), (look.words, dark), (look.rim, DARK_PAPER)]);
    }
    // The first series' words have the colour of its marks.
    pairs.sort_by_key(|(light, _)| (light.0, light.1, light.2));
    pairs.dedup_by_key(|(light, _)| *light);
    pairs
}

/// An ink as a theme shows it.
pub(in super::super) fn resolved(ink: Color, theme: Theme) -> Color {
    match theme {
        Theme::Light => ink,
        Theme::Dark => pairs().into_iter().find(|(light, _)| *light == ink).map_or(ink, |(_, dark)| dark),
    }
}

/// The slot whose ink this is, in its light form.
pub(in super::super) fn slot_of(ink: Color) -> Option<SeriesId> {
    LOOKS.iter().position(|look| [look.ink, look.words, look.rim].contains(&ink)).map(SeriesId)
}

#[cfg(test)]
mod tests {
    use super::super::super::style::{INNER_BAND, OUTER_BAND, Tint};
    use super::*;

    const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];

    /// Perceived lightness from 0 to 100.
    fn lightness(ink: Color) -> f64 {
        116.0 * ink.luminance().cbrt() - 16.0
    }

    #[test]
    fn marks_and_words_stand_out_from_the_page() {
        for theme in THEMES {
            let contrast = |ink| resolved(ink, theme).contrast(resolved(PAPER, theme));
            for look in LOOKS {
                assert!(contrast(look.ink) >= 3.0, "{theme:?} {look:?}");
                assert!(contrast(look.words) >= 4.5, "{theme:?} {look:?}");
                assert!(contrast(look.rim) < 1.1, "{theme:?} {look:?}");
            }
            for ink in [BLACK, GREY, RULE] {
                assert!(contrast(ink) >= 4.5, "{theme:?} {ink:?}");
            }
            assert!(contrast(MODEL) >= 3.0 && contrast(SHADE) < 1.4 && contrast(GRID) < 1.8);
        }
    }

    #[test]
    fn names_can_be_read_within_the_darkest_band_and_on_shaded_ground() {
        let cover = 1.0 - (1.0 - OUTER_BAND) * (1.0 - INNER_BAND);
        for theme in THEMES {
            let [paper, black, shade] = [PAPER, BLACK, SHADE].map(|ink| resolved(ink, theme));
            for look in LOOKS {
                let ground = resolved(look.ink, theme).on(paper, cover);
                assert!(ground.contrast(black) >= 4.5, "{theme:?} {look:?} {}", ground.contrast(black));
            }
            assert!(shade.contrast(resolved(GREY, theme)) >= 4.5);
        }
    }

    #[test]
    fn the_first_three_series_differ_in_grey() {
        for theme in THEMES {
            let mut grey: Vec<f64> =
                LOOKS.iter().take(3).map(|look| lightness(resolved(look.ink, theme))).collect();
            grey.sort_by(f64::total_cmp);
            assert!(grey.windows(2).all(|pair| pair[1] - pair[0] > 14.0), "{theme:?} {grey:?}");
        }
    }

    #[test]
    fn the_models_boxes_differ_from_paper_and_from_one_another() {
        for theme in THEMES {
            let steps = [PAPER, Tint::Faint.ink(), Tint::Middle.ink(), MODEL].map(|ink| resolved(ink, theme));
            assert!(steps.windows(2).all(|pair| pair[0].contrast(pair[1]) > 1.15), "{theme:?} {steps:?}");
        }
    }

    #[test]
    fn every_light_ink_has_one_twin_and_one_owner() {
        let pairs = pairs();
        let found = |ink: Color| pairs.iter().filter(|(light, _)| *light == ink).count();
        assert!(pairs.iter().all(|(light, _)| found(*light) == 1));
        for (place, look) in LOOKS.iter().enumerate() {
            assert_eq!([look.ink, look.words, look.rim].map(found), [1, 1, 1]);
            assert_eq!([look.ink, look.words, look.rim].map(slot_of), [Some(SeriesId(place)); 3]);
        }
        for (light, _) in COMMON {
            assert_eq!(slot_of(light), None, "{light:?}");
        }
    }
}
