//! Texts as HTML: escaped, free of what HTML cannot hold, names of other directions kept apart.
//!
//! Knows no document; every text of a page passes through here, ids included.

use std::collections::HashSet;

use maud::{Markup, html};
use potash_charts::text;

/// A text on one line. Runs of letters that are read from right to left are isolated, so that they cannot reorder the
/// words around them, which is all that is known of names inside sentences.
pub(super) fn line(raw: &str) -> Markup {
    let text = plain(raw);
    let (mut parts, mut rest) = (Vec::new(), text.as_str());
    while let Some(start) = rest.find(leftward) {
        let (before, from) = rest.split_at(start);
        let (run, after) = from.split_at(run_end(from));
        parts.push((before, run));
        rest = after;
    }
    html! {
        @for (before, run) in parts { (before) bdi { (run) } }
        (rest)
    }
}

/// A text that is set as it is, line by line and letter by letter. Words with hyphens are elements, so that no
/// line ends within an option.
pub(super) fn verbatim(raw: &str) -> Markup {
    let writable = |letter: char| letter == '\n' || letter == '\t' || !unwritable(letter);
    let kept: String = raw.chars().map(|letter| if writable(letter) { letter } else { ' ' }).collect();
    html! {
        @for part in kept.split_inclusive([' ', '\n', '\t']) {
            @let word = part.trim_end_matches([' ', '\n', '\t']);
            @if word.contains('-') { span { (word) } (part[word.len()..]) } @else { (part) }
        }
    }
}

/// The characters that HTML can hold, on one line. Marks that force a direction upon what follows are left
/// out: letters know theirs, and an unclosed mark would turn the rest of the line around.
pub(super) fn plain(raw: &str) -> String {
    let forces = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept = raw.chars().filter(|letter| !forces(*letter));
    let kept: String = kept.map(|letter| if unwritable(letter) { ' ' } else { letter }).collect();
    text::clean(&kept)
}

/// Controls and code points that are no characters: HTML readers report or replace them.
fn unwritable(letter: char) -> bool {
    let code = u32::from(letter);
    letter.is_control() || (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

/// Whether a letter is read from right to left: Hebrew, Arabic and their kin, and the marks that say so.
fn leftward(letter: char) -> bool {
    matches!(
        letter,
        '\u{0590}'..='\u{08ff}'
            | '\u{200f}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    )
}

/// Where a run that begins with such a letter ends: after the last of them before any other letter.
fn run_end(text: &str) -> usize {
    let mut end = 0;
    for (place, letter) in text.char_indices() {
        if leftward(letter) {
            end = place + letter.len_utf8();
        } else if letter.is_alphabetic() {
            break;
        }
    }
    end
}

/// The ids of a page: each is given once.
#[derive(Debug, Default)]
pub(super) struct Ids {
    given: HashSet<String>,
}

impl Ids {
    /// An id made of `wanted`, in letters, digits and hyphens, with a number behind it if it is taken.
    pub fn fresh(&mut self, wanted: &str) -> String {
        let mut stem = String::with_capacity(wanted.len());
        for letter in wanted.chars() {
            if letter.is_ascii_alphanumeric() {
                stem.push(letter.to_ascii_lowercase());
            } else if !stem.is_empty() && !stem.ends_with('-') {
                stem.push('-');
            }
        }
        let stem = stem.trim_end_matches('-');
        let stem = if stem.is_empty() { "part" } else { stem };
        let mut id = stem.to_owned();
        let mut copy = 1;
        while !self.given.insert(id.clone()) {
            copy += 1;
            id = format!("{stem}-{copy}");
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_out_as_text() {
        assert_eq!(line("<script>\"&'\n]]>").0, "&lt;script&gt;&quot;&amp;' ]]&gt;");
        assert_eq!(plain("a\u{0}b\u{fdd0}\u{1fffe}c"), "a b c");
        assert_eq!(verbatim("a\n\tb\u{7}<").0, "a\n\tb &lt;");
        assert_eq!(verbatim("run --seed 1\n").0, "run <span>--seed</span> 1\n");
    }

    #[test]
    fn right_to_left_names_are_isolated_within_sentences() {
        let sentence = line("\"\u{62a}\u{62e}\u{641} \u{641}\u{64a}\u{641} 2\" adds 1 bn");
        assert_eq!(
            sentence.0,
            "&quot;<bdi>\u{62a}\u{62e}\u{641} \u{641}\u{64a}\u{641}</bdi> 2&quot; adds 1 bn"
        );
        assert_eq!(line("no such letter").0, "no such letter");
    }

    #[test]
    fn marks_that_force_a_direction_are_left_out() {
        assert_eq!(line("a\u{202e}b\u{2066}c").0, "abc");
    }

    #[test]
    fn ids_are_fit_for_addresses_and_given_once() {
        let mut ids = Ids::default();
        assert_eq!(ids.fresh("Run 1: <b>"), "run-1-b");
        assert_eq!(ids.fresh("run-1-b"), "run-1-b-2");
        assert_eq!(ids.fresh("\u{62a}"), "part");
        assert_eq!(ids.fresh("!"), "part-2");
    }
}
