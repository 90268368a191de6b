//! Text from files as it may be printed: characters that drive a terminal or reorder a line are written out.

use std::borrow::Cow;

/// The text with control characters (C0 but line ends and tabs, DEL, C1) and those that change the direction of
/// text written as `\u{1b}`. A terminal shows what is in the file and obeys none of it.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if is_hidden(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// Unicode's bidirectional controls (UAX #9) and the two separators that some programs take for line ends.
fn is_hidden(letter: char) -> bool {
    let control = letter.is_control() && !matches!(letter, '\n' | '\t');
    let bidi = matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    control || bidi || matches!(letter, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_written_out_and_all_else_stays() {
        assert_eq!(visible("Klaipėda\n\t− 50 %"), "Klaipėda\n\t− 50 %");
        assert_eq!(visible("a\u{1b}]0;b\u{7}\r\u{9b}m"), "a\\u{1b}]0;b\\u{7}\\u{d}\\u{9b}m");
        assert_eq!(visible("\u{202e}abc\u{2066}\u{7f}"), "\\u{202e}abc\\u{2066}\\u{7f}");
    }
}
