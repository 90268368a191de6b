//! Shades from pale yellow over green to dark blue, computed in a space where equal steps look equal.
//!
//! Lightness falls evenly from end to end, so the order survives grey print and any colour vision.

use super::super::style::{CHALK, COAL, Color, Paint};

/// The shade for a share between 0 (pale) and 1 (dark).
pub(super) fn shade(share: f64) -> Color {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 };
    let lightness = 0.965 - 0.645 * share;
    // Chroma swells in the middle and stays inside what screens can show at the ends.
    let chroma = 0.055 + 0.06 * (std::f64::consts::PI * share).sin();
    let hue = (108.0 + 157.0 * share).to_radians();
    from_oklab(lightness, chroma * hue.cos(), chroma * hue.sin())
}

/// Dark or light, whichever is read more easily on a shade.
pub(super) fn words_on(ground: Color) -> Paint {
    if ground.contrast(Color(0, 0, 0)) >= ground.contrast(Color(255, 255, 255)) { COAL } else { CHALK }
}

/// Oklab (Ottosson 2020) to sRGB; what a screen cannot show is cut off.
fn from_oklab(lightness: f64, green_red: f64, blue_yellow: f64) -> Color {
    let long = (lightness + 0.396_337_777_4 * green_red + 0.215_803_757_3 * blue_yellow).powi(3);
    let medium = (lightness - 0.105_561_345_8 * green_red - 0.063_854_172_8 * blue_yellow).powi(3);
    let short = (lightness - 0.089_484_177_5 * green_red - 1.291_485_548 * blue_yellow).powi(3);
    Color(
        channel(4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short),
        channel(-1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short),
        channel(-0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short),
    )
}

/// Linear light to the eight bits of sRGB.
fn channel(linear: f64) -> u8 {
    let light = linear.clamp(0.0, 1.0);
    let share = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (share * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::super::super::canvas::Theme;
    use super::*;

    #[test]
    fn darker_always_means_more() {
        let shades: Vec<f64> = (0..=64).map(|step| shade(f64::from(step) / 64.0).luminance()).collect();
        assert!(shades.windows(2).all(|pair| pair[1] < pair[0]), "{shades:?}");
    }

    #[test]
    fn numbers_can_be_read_on_every_shade() {
        for step in 0..=64 {
            let shade = shade(f64::from(step) / 64.0);
            assert!(shade.contrast(words_on(shade).color(Theme::Light)) >= 4.5, "{shade:?}");
        }
    }

    #[test]
    fn a_share_that_is_no_number_still_has_a_shade() {
        assert_eq!(shade(f64::NAN), shade(0.5));
    }
}
