//! The page's colours, made of the charts' so that both are one sheet of paper, and the charts' dark twins.
//!
//! Browsers that do not know `light-dark()` show the light page.

use std::fmt::Write;

use potash_charts::SeriesId;
use potash_charts::style::{BLACK, Color, GREY, GRID, PAPER, RULE, SHADE, pairs};

/// The variables that the style sheet uses, and the rules by which charts follow the theme.
pub(super) fn colours() -> String {
    let pairs = pairs();
    let link = SeriesId(1).look().map_or(BLACK, |look| look.words);
    let inks = [
        ("paper", PAPER),
        ("ink", BLACK),
        ("grey", GREY),
        ("grid", GRID),
        ("rule", RULE),
        ("shade", SHADE),
        ("link", link),
    ];
    let twin = |ink: Color| pairs.iter().find(|(light, _)| *light == ink).map_or(ink, |(_, dark)| *dark);
    let mut out = String::from(":root{color-scheme:light");
    for (name, ink) in inks {
        let _ = write!(out, ";--{name}:{}", ink.hex());
    }
    out.push_str("}\n@supports (color:light-dark(#000,#fff)){\n:root{color-scheme:light dark");
    for (name, ink) in inks {
        let _ = write!(out, ";--{name}:light-dark({},{})", ink.hex(), twin(ink).hex());
    }
    out.push_str(
        "}\n:root[data-theme=light]{color-scheme:light}\n:root[data-theme=dark]{color-scheme:dark}\n",
    );
    for (light, dark) in pairs.iter().filter(|(light, dark)| light != dark) {
        let (light, dark) = (light.hex(), dark.hex());
        for property in ["fill", "stroke"] {
            let _ = writeln!(out, "svg [{property}=\"{light}\" i]{{{property}:light-dark({light},{dark})}}");
        }
    }
    out.push_str("@media print{:root:root{color-scheme:light}}\n}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_links_can_be_read_in_both_themes() {
        let pairs = pairs();
        let both = |ink: Color| pairs.iter().find(|(light, _)| *light == ink).copied().unwrap();
        let link = SeriesId(1).look().unwrap().words;
        for ink in [BLACK, GREY, link] {
            for ground in [PAPER, SHADE] {
                let (ink, ground) = (both(ink), both(ground));
                assert!(ink.0.contrast(ground.0) >= 4.5 && ink.1.contrast(ground.1) >= 4.5, "{ink:?}");
            }
        }
        assert!(both(RULE).1.contrast(both(PAPER).1) >= 3.0);
    }

    #[test]
    fn every_ink_of_charts_follows_the_theme() {
        let css = colours();
        for (light, dark) in pairs().iter().filter(|(light, dark)| light != dark) {
            let rule = format!("fill:light-dark({},{})", light.hex(), dark.hex());
            assert!(css.contains(&rule), "{rule}");
        }
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }
}
