//! The lines of a file that a fault is in, with the place marked: a window on the text, however long it is.

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use potash::input::visible;
use std::fmt;
use std::ops::Range;

/// Letters that are shown before a fault in its line, in it, and after it.
const WINDOW: usize = 120;

/// A fault as it is drawn for a terminal: what is wrong, where, and what would be right. Control characters of
/// the texts are written out; those that colour it are ours.
pub(super) fn draw(
    name: &str,
    (text, span): (&str, Range<usize>),
    (line, column): (usize, usize),
    what: &str,
    help: &str,
) -> String {
    let window = Window::of(text, span);
    let pointed = Pointed {
        what: visible(what).into_owned(),
        help: visible(help).into_owned(),
        name: visible(name).into_owned(),
        label: LabeledSpan::at(window.label, "here"),
        first_line: line.saturating_sub(1 + window.lines_before),
        column: column.saturating_sub(1),
        text: window.text,
    };
    let handler = miette::GraphicalReportHandler::new_themed(theme()).with_width(100);
    let mut drawn = String::new();
    match handler.render_report(&mut drawn, &pointed) {
        Ok(()) => drawn,
        Err(_) => format!("{}\n  help: {}\n", pointed.what, pointed.help),
    }
}

/// The part of a text around a fault: its line, the ones before and after, all of them cut.
struct Window {
    text: String,
    /// Bytes of the fault in `text`.
    label: Range<usize>,
    lines_before: usize,
}

impl Window {
    fn of(text: &str, span: Range<usize>) -> Window {
        let start = floor(text, span.start);
        let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let stop = floor(text, span.end.clamp(start, end)).max(start);
        let mut shown = String::new();
        let before = begin.checked_sub(1).map(|last| {
            let first = text[..last].rfind('\n').map_or(0, |at| at + 1);
            &text[first..last]
        });
        if let Some(line) = before {
            shown.push_str(&head(line));
            shown.push('\n');
        }
        shown.push_str(&tail(&text[begin..start]));
        let from = shown.len();
        shown.push_str(&head(&text[start..stop]));
        let to = shown.len();
        shown.push_str(&head(&text[stop..end]));
        if let Some(rest) = text.get(end + 1..).filter(|rest| !rest.is_empty()) {
            shown.push('\n');
            shown.push_str(&head(rest.lines().next().unwrap_or_default()));
        }
        Window { text: shown, label: from..to, lines_before: usize::from(before.is_some()) }
    }
}

/// The nearest place not behind a byte where a letter begins.
fn floor(text: &str, byte: usize) -> usize {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The beginning of a line, as it may be shown. Lines may end in the way of Windows.
fn head(line: &str) -> String {
    let line = line.strip_suffix('\r').unwrap_or(line);
    match line.char_indices().nth(WINDOW) {
        Some((end, _)) => format!("{}…", visible(&line[..end])),
        None => visible(line).into_owned(),
    }
}

/// The end of a line, as it may be shown.
fn tail(line: &str) -> String {
    match line.char_indices().rev().nth(WINDOW) {
        Some((at, letter)) => format!("…{}", visible(&line[at + letter.len_utf8()..])),
        None => visible(line).into_owned(),
    }
}

fn theme() -> miette::GraphicalTheme {
    use std::io::IsTerminal;
    match std::io::stderr().is_terminal() && !super::terminal::no_color() {
        true => miette::GraphicalTheme::unicode(),
        false => miette::GraphicalTheme::unicode_nocolor(),
    }
}

/// A problem in the form that miette draws.
#[derive(Debug)]
struct Pointed {
    what: String,
    help: String,
    name: String,
    text: String,
    label: LabeledSpan,
    /// Lines of the file before the text, and letters of the line before the fault.
    first_line: usize,
    column: usize,
}

impl fmt::Display for Pointed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Pointed {}

impl Diagnostic for Pointed {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(self.label.clone())))
    }
}

impl SourceCode for Pointed {
    /// Lines are numbered as in the file. miette asks without lines around to head the excerpt with the place,
    /// and only then uses the column.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.text.read_span(span, before, after)?;
        let column = if before == 0 && after == 0 { self.column } else { inner.column() };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            inner.data(),
            *inner.span(),
            inner.line() + self.first_line,
            column,
            inner.line_count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_three_lines_and_marks_the_place() {
        let text = "first\nsecond = 1\nthird\nfourth";
        let window = Window::of(text, 15..16);
        assert_eq!((window.text.as_str(), window.lines_before), ("first\nsecond = 1\nthird", 1));
        assert_eq!(&window.text[window.label], "1");
        for (span, label) in [(0..5, "first"), (text.len()..text.len(), ""), (1000..2000, ""), (3..14, "st")]
        {
            let window = Window::of(text, span);
            assert_eq!(&window.text[window.label], label);
        }
    }

    #[test]
    fn a_window_shows_no_line_ends_of_windows() {
        let window = Window::of("first\r\nsecond = 1\r\nthird\r\nfourth\r\n", 16..17);
        assert_eq!(window.text, "first\nsecond = 1\nthird");
        assert_eq!(&window.text[window.label], "1");
    }

    #[test]
    fn a_window_on_a_long_line_is_short_and_shows_no_control_characters() {
        let text = format!("{}\u{1b}[31m{}", "é".repeat(500_000), "b".repeat(500_000));
        let window = Window::of(&text, 1_000_000..1_000_001);
        assert!(window.text.len() < 1_000 && !window.text.contains('\u{1b}'), "{}", window.text);
        assert_eq!(&window.text[window.label], "\\u{1b}");
    }

    #[test]
    fn an_excerpt_has_the_lines_and_the_column_of_the_file() {
        let text = "\n".repeat(41) + "sigma = x\n\n";
        let drawn = draw("a.toml", (&text, 49..50), (42, 9), "what", "help");
        assert!(drawn.contains("a.toml:42:9") && drawn.contains("42 │ sigma = x"), "{drawn}");
    }
}
