//! A chart's SVG document as a part of a page.
//!
//! Takes the charts' own markup, in which every `<` begins an element and texts hold no quotation marks;
//! reads no other SVG, and changes nothing that is seen.

use super::text::Ids;

/// The SVG element without what stands before it in a document of its own, its ids made the page's.
pub(super) fn inline(svg: &str, ids: &mut Ids) -> String {
    let start = svg.find("<svg").unwrap_or(svg.len());
    let svg = svg.get(start..).unwrap_or_default().trim_end();
    let names = names_of(svg, ids);
    let mut out = String::with_capacity(svg.len() + 64);
    let mut rest = svg;
    // Element by element, so that no text that looks like an id is taken for one.
    while let Some((before, after)) = rest.split_once('<') {
        let (element, after) = after.split_once('>').unwrap_or((after, ""));
        out.push_str(before);
        out.push('<');
        out.push_str(&renamed(element, &names));
        out.push('>');
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Old and new names of all ids.
fn names_of(svg: &str, ids: &mut Ids) -> Vec<(String, String)> {
    let elements = svg.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    let olds = elements.filter_map(|element| element.split_once(" id=\"")?.1.split('"').next());
    olds.map(|old| (old.to_owned(), ids.fresh(old))).collect()
}

/// An element with its ids, and what refers to ids, under their new names.
fn renamed(element: &str, names: &[(String, String)]) -> String {
    let refers = ["id=\"", "aria-labelledby=\"", "aria-describedby=\"", "href=\"#", "url(#"];
    if !refers.iter().any(|mark| element.contains(mark)) {
        return element.to_owned();
    }
    let new = |old: &str| names.iter().find(|(known, _)| known == old).map(|(_, new)| new.as_str());
    let mut out = String::with_capacity(element.len() + 32);
    let mut rest = element;
    while let Some((before, after)) = rest.split_once('"') {
        let (value, after) = after.split_once('"').unwrap_or((after, ""));
        out.push_str(before);
        out.push('"');
        let named = [" id=", "aria-labelledby=", "aria-describedby="].iter().any(|end| before.ends_with(end));
        let target = value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')'));
        if named {
            let words: Vec<&str> = value.split(' ').map(|word| new(word).unwrap_or(word)).collect();
            out.push_str(&words.join(" "));
        } else if let Some(name) = target.and_then(new) {
            out.push_str(&format!("url(#{name})"));
        } else if let Some(name) = value.strip_prefix('#').filter(|_| before.ends_with("href=")).and_then(new)
        {
            out.push_str(&format!("#{name}"));
        } else {
            out.push_str(value);
        }
        out.push('"');
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<?xml version=\"1.0\"?>\n<svg role=\"img\" aria-labelledby=\"c-title c-desc\">\
                       <title id=\"c-title\">id=&quot;c-title&quot;</title><desc id=\"c-desc\">x</desc>\
                       <clipPath id=\"cut\"/><g clip-path=\"url(#cut)\" stroke=\"#cccccc\"/><use href=\"#cut\"/></svg>\n";

    #[test]
    fn the_same_chart_twice_has_no_id_twice() {
        let mut ids = Ids::default();
        let first = inline(SVG, &mut ids);
        assert!(first.starts_with("<svg role=\"img\" aria-labelledby=\"c-title c-desc\">"), "{first}");
        let second = inline(SVG, &mut ids);
        assert!(
            second.contains("aria-labelledby=\"c-title-2 c-desc-2\"><title id=\"c-title-2\">"),
            "{second}"
        );
        assert!(second.contains("<clipPath id=\"cut-2\"/><g clip-path=\"url(#cut-2)\" stroke=\"#cccccc\"/>"));
        assert!(second.contains("<use href=\"#cut-2\"/>"));
        assert!(second.contains(">id=&quot;c-title&quot;<"), "{second}");
    }

    #[test]
    fn what_is_no_svg_becomes_nothing() {
        assert_eq!(inline("<p>", &mut Ids::default()), "");
    }
}
