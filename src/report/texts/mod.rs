//! Every text that charts and pages show, in one table a language.
//!
//! A text is a template with named places, `"{title} adds {gain} bn"`, filled by [`fill`]. Another
//! language is another table of the same fields ([`en::EN`] is the first): the compiler sees to it
//! that none is missing, a test that all name the same places. Knows no numbers and no results.

mod en;

/// The texts of one language.
#[derive(Debug, PartialEq)]
pub struct Texts {
    /// The language as HTML and `--lang` name it.
    pub lang: &'static str,
    pub chart: ChartTexts,
}

/// What charts say by themselves, whatever they show.
#[derive(Debug, PartialEq)]
pub struct ChartTexts {
    /// What a fan chart's marks mean, where they cannot be labelled.
    pub fan_key: &'static str,
}

impl Texts {
    /// All languages.
    pub const ALL: [&'static Texts; 1] = [&en::EN];

    /// The table of a language; none if there is none yet.
    pub fn of(lang: &str) -> Option<&'static Texts> {
        Texts::ALL.into_iter().find(|texts| texts.lang == lang)
    }
}

impl Default for &'static Texts {
    /// English.
    fn default() -> Self {
        &en::EN
    }
}

/// A template with its places filled: `{name}` by the part of that name. A place without a part stays as it
/// is; what parts say is never read as a place.
pub fn fill(template: &str, parts: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let place = after.split_once('}');
        let part = place.and_then(|(name, _)| parts.iter().find(|(known, _)| *known == name));
        match (place, part) {
            (Some((_, after)), Some((_, text))) => {
                out.push_str(text);
                rest = after;
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_their_places_and_are_not_read_as_places() {
        assert_eq!(fill("{a} and {b}", &[("a", "{b}"), ("b", "2")]), "{b} and 2");
        assert_eq!(fill("a {c} {", &[("a", "1")]), "a {c} {");
    }

    #[test]
    fn every_language_names_the_same_places() {
        // The tables are compared as debug prints: the same fields in the same order.
        let places = |texts: &Texts| -> Vec<String> {
            let print = format!("{texts:?}");
            let named = print.split("{").skip(1).filter_map(|after| after.split_once('}'));
            named.map(|(name, _)| name.to_string()).filter(|name| !name.contains(' ')).collect()
        };
        for other in Texts::ALL {
            assert_eq!(places(other), places(&en::EN), "{}", other.lang);
        }
    }
}
