//! The page's colours, made of the charts' so that both are one sheet of paper.
//!
//! Browsers that do not know `light-dark()` show the light page.

use potash_charts::style::{Color, Paint, theme_colors};
use potash_charts::{SeriesId, Theme};
use std::fmt::Write;

/// The variables that the style sheet uses, and the rules by which charts follow the theme.
pub(super) fn colours() -> String {
    let variables = [
        ("paper", Paint::Paper),
        ("ink", Paint::Black),
        ("grey", Paint::Grey),
        ("grid", Paint::Grid),
        ("rule", Paint::Rule),
        ("shade", Paint::Shade),
        ("link", Paint::SeriesWords(SeriesId(1))),
    ];
    let mut out = String::from(":root{color-scheme:light");
    for (name, paint) in variables {
        let _ = write!(out, ";--{name}:{}", paint.color(Theme::Light).hex());
    }
    out.push_str("}\nsvg .fill{fill:currentColor}svg .line{fill:none;stroke:currentColor}\n");
    for one in theme_colors() {
        let _ = writeln!(out, "svg .{}{{color:{}}}", one.class, one.light.hex());
    }
    out.push_str("@supports (color:light-dark(#000,#fff)){\n:root{color-scheme:light dark");
    for (name, paint) in variables {
        let _ = write!(out, ";--{name}:{}", both(paint.color(Theme::Light), paint.color(Theme::Dark)));
    }
    out.push_str(
        "}\n:root[data-theme=light]{color-scheme:light}\n:root[data-theme=dark]{color-scheme:dark}\n",
    );
    // More specific than the rules that every chart brings along.
    for one in theme_colors() {
        let _ = writeln!(out, "svg .{}{{color:{}}}", one.class, both(one.light, one.dark));
    }
    out.push_str("svg .halo{stroke:var(--paper)}\n@media print{:root:root{color-scheme:light}}\n}\n");
    out
}

fn both(light: Color, dark: Color) -> String {
    format!("light-dark({},{})", light.hex(), dark.hex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_links_can_be_read_in_both_themes() {
        for theme in [Theme::Light, Theme::Dark] {
            let contrast = |paint: Paint, ground: Paint| paint.color(theme).contrast(ground.color(theme));
            for paint in [Paint::Black, Paint::Grey, Paint::SeriesWords(SeriesId(1))] {
                for ground in [Paint::Paper, Paint::Shade] {
                    assert!(contrast(paint, ground) >= 4.5, "{theme:?} {paint:?}");
                }
            }
            assert!(contrast(Paint::Rule, Paint::Paper) >= 3.0);
        }
    }

    #[test]
    fn every_class_of_charts_follows_the_theme() {
        let css = colours();
        for one in theme_colors() {
            let rule = format!(".{}{{color:light-dark({},{})}}", one.class, one.light.hex(), one.dark.hex());
            assert!(css.contains(&rule), "{rule}");
        }
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }
}
