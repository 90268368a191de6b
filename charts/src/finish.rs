//! The finishing of an SVG: lines of one pen joined, inks in one case and in the theme's colours, a
//! class on everything that is a scenario's.
//!
//! Works on the markup that plotters and `sheet` write, in which every `<` begins an element and no
//! text holds a quotation mark; it is no reader of SVG at large.

use super::canvas::Theme;
use super::style::{Color, resolved, slot_of};

/// plotters' lines, those of one pen that follow one another as one path: a dashed line is one
/// element, not hundreds.
pub(super) fn joined(marks: &str) -> String {
    let mut out = String::with_capacity(marks.len());
    let mut pen = "";
    for mark in marks.lines() {
        let line = mark.strip_prefix("<polyline ").and_then(|rest| rest.split_once(" points=\""));
        // What shines through must not be drawn as one where it overlaps.
        let line = line.filter(|(pen, _)| !pen.contains(" opacity="));
        let Some((style, points)) = line else {
            if !pen.is_empty() {
                out.push_str("\"/>\n");
                pen = "";
            }
            out.push_str(mark);
            out.push('\n');
            continue;
        };
        if style != pen {
            if !pen.is_empty() {
                out.push_str("\"/>\n");
            }
            out.push_str("<path ");
            out.push_str(style);
            out.push_str(" d=\"");
            pen = style;
        }
        let points = points.trim_end_matches("/>").trim_end_matches('"');
        for (place, point) in points.split_whitespace().enumerate() {
            out.push(if place == 0 { 'M' } else { ' ' });
            out.extend(point.chars().map(|letter| if letter == ',' { ' ' } else { letter }));
        }
    }
    if !pen.is_empty() {
        out.push_str("\"/>\n");
    }
    out
}

/// The markup in a theme's inks, with a class on every element that wears a scenario's ink.
pub(super) fn inked(markup: &str, theme: Theme) -> String {
    let mut out = String::with_capacity(markup.len() + markup.len() / 8);
    let mut rest = markup;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        out.push('<');
        let (element, after) = after.split_once('>').unwrap_or((after, ""));
        let name = element.find([' ', '/']).filter(|end| *end > 0).unwrap_or(element.len());
        let (name, attributes) = element.split_at(name);
        let (attributes, owner) = recoloured(attributes, theme);
        out.push_str(name);
        if let Some(owner) = owner.filter(|_| !attributes.contains(" class=\"")) {
            out.push_str(&format!(" class=\"s{owner}\""));
        }
        out.push_str(&attributes);
        out.push('>');
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Attributes in a theme's inks, and the slot that one of the inks belongs to.
fn recoloured(attributes: &str, theme: Theme) -> (String, Option<usize>) {
    let mut out = String::with_capacity(attributes.len());
    let mut owner = None;
    let mut rest = attributes;
    while let Some((before, after)) = rest.split_once("=\"#") {
        out.push_str(before);
        out.push_str("=\"#");
        let Some(ink) = after.get(..6).and_then(read) else {
            rest = after;
            continue;
        };
        owner = owner.or_else(|| slot_of(ink).map(|slot| slot.0));
        out.push_str(resolved(ink, theme).hex().trim_start_matches('#'));
        rest = after.get(6..).unwrap_or_default();
    }
    out.push_str(rest);
    (out, owner)
}

fn read(digits: &str) -> Option<Color> {
    let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(Color(channel(0)?, channel(2)?, channel(4)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_one_pen_become_one_path() {
        let line = |pen: &str, points: &str| format!("<polyline fill=\"none\" {pen} points=\"{points}\"/>\n");
        let marks = [
            line("stroke=\"#000000\"", "1,2 3,4 "),
            line("stroke=\"#000000\"", "5,6 -7,8 "),
            line("stroke=\"#FFFFFF\"", "1,2 3,4 "),
            "<circle r=\"3\"/>\n".to_owned(),
            line("opacity=\"0.5\" stroke=\"#000000\"", "1,2 3,4 "),
        ];
        let expected = "<path fill=\"none\" stroke=\"#000000\" d=\"M1 2 3 4M5 6 -7 8\"/>\n\
                        <path fill=\"none\" stroke=\"#FFFFFF\" d=\"M1 2 3 4\"/>\n<circle r=\"3\"/>\n";
        assert_eq!(joined(&marks.concat()), format!("{expected}{}", marks[4]));
    }

    #[test]
    fn inks_change_with_the_theme_and_scenarios_are_marked() {
        let markup =
            "<g><path stroke=\"#0072B2\" d=\"M1 2\"/><text fill=\"#1a1a1a\">#0072B2 &quot;</text></g>";
        let light = inked(markup, Theme::Light);
        assert!(light.contains("<path class=\"s1\" stroke=\"#0072b2\""), "{light}");
        assert!(light.contains("<text fill=\"#1a1a1a\">#0072B2 &quot;</text></g>"), "{light}");
        let dark = inked(markup, Theme::Dark);
        assert!(!dark.contains("#0072b2") && dark.contains(">#0072B2 &quot;<"), "{dark}");
    }
}
