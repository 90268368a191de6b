//! Tables in boxes of their own, which scroll when a table is wide.

use super::Page;
use super::blocks::SHORT;
use super::text::line;
use crate::report::numbers::column::{Format, format_of, written};
use maud::{Markup, html};
use potash_charts::{Cell, Table};

/// Rows that a page shows of a table: nobody reads on, and a page must stay light enough to be mailed.
const MOST_ROWS: usize = 400;

/// A column as it is shown.
#[derive(Debug, Clone, Copy)]
struct Column {
    /// Set from the left: names. Numbers, told as such or in words, are set from the right.
    left: bool,
    /// Names so short, dates among them, that no line should break in them.
    short: bool,
    format: Format,
}

/// Letters of the longest name that is kept on one line.
const SHORT_NAME: usize = 14;

impl Column {
    fn of(table: &Table, place: usize) -> Self {
        let cells = table.rows.iter().filter_map(move |row| row.get(place));
        let number = |cell: &Cell| match cell {
            Cell::Text(text) => is_number(text),
            Cell::Number(_) => true,
            Cell::Missing => false,
        };
        let name = |cell: &Cell| matches!(cell, Cell::Text(text) if !is_number(text) && !is_void(text));
        let (some_number, some_name) = (cells.clone().any(number), cells.clone().any(name));
        let plain = cells.clone().any(|cell| matches!(cell, Cell::Number(_)));
        let long = |cell: &Cell| matches!(cell, Cell::Text(text) if text.chars().count() > SHORT_NAME);
        let left = !plain && (some_name || !some_number);
        Self { left, short: !cells.clone().any(long), format: format_of(cells) }
    }

    /// Its class in the style sheet.
    fn class(self) -> Option<&'static str> {
        match (self.left, self.short) {
            (false, _) => None,
            (true, false) => Some("t"),
            (true, true) => Some("n"),
        }
    }
}

impl Page {
    /// A table; an `unseen` caption is for those who do not see the page, `file` is where all of its rows are.
    pub(super) fn table(&mut self, caption: &str, table: &Table, unseen: bool, file: Option<&str>) -> Markup {
        self.lists += 1;
        let id = self.ids.fresh(&format!("table-{}", self.lists));
        let columns: Vec<Column> = (0..table.header.len()).map(|place| Column::of(table, place)).collect();
        let brief = table.rows.len() <= SHORT;
        html! {
            div.scroll.brief[brief] tabindex="0" role="group" aria-labelledby=(id) {
                table {
                    caption.unseen[unseen] id=(id) { span { (line(caption)) } }
                    thead { tr { @for (head, column) in table.header.iter().zip(&columns) {
                        // A head without words heads nothing.
                        @if head.is_empty() { td class=[column.class()] {} }
                        @else { th scope="col" class=[column.class()] { (line(&head.replace('_', " "))) } }
                    } } }
                    tbody {
                        @for row in table.rows.iter().take(MOST_ROWS) {
                            tr { @for (place, (cell, column)) in row.iter().zip(&columns).enumerate() {
                                (shown(cell, *column, place == 0))
                            } }
                        }
                    }
                }
            }
            @if table.rows.len() > MOST_ROWS { p.note { (rows_left(table.rows.len(), file)) } }
        }
    }
}

fn shown(cell: &Cell, column: Column, first: bool) -> Markup {
    match cell {
        Cell::Text(name) if first => html! { th scope="row" class=[column.class()] { (line(name)) } },
        Cell::Text(name) => html! { td class=[column.class()] { (line(name)) } },
        Cell::Number(number) => html! { td { (written(*number, column.format)) } },
        Cell::Missing => html! { td class=[column.class()] { "–" } },
    }
}

fn rows_left(all: usize, file: Option<&str>) -> String {
    let count = |count: usize| written(count as f64, Format::Alike(0));
    let (shown, all) = (count(MOST_ROWS), count(all));
    match file {
        Some(file) => format!("The first {shown} of {all} rows; all are in {file}."),
        None => format!("The first {shown} of {all} rows."),
    }
}

/// Whether words are one number: a word at most before it, a percent sign at most behind it.
fn is_number(text: &str) -> bool {
    let text = text.trim_end_matches(['%', ' ', '\u{a0}']);
    let text = match text.split_once([' ', '\u{a0}']) {
        Some((word, number)) if word.chars().all(char::is_alphabetic) => number,
        _ => text,
    };
    let digits = text.trim_start_matches(['+', '-', '\u{2212}']);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.replace(',', "").replace('\u{2212}', "-").parse::<f64>().is_ok()
}

fn is_void(text: &str) -> bool {
    matches!(text.trim(), "" | "–" | "-" | "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_are_told_from_names() {
        for number in ["1.5", "+0.31", "\u{2212}2", "73\u{a0}%", "over 99 %", "10,000", "2e-12"] {
            assert!(is_number(number), "{number}");
        }
        for name in
            ["", "–", "2021-12-08", "2026-Q1", "22 % (1 to 43 %)", "a grand deal", "1.5 bn", "US relief 2"]
        {
            assert!(!is_number(name), "{name}");
        }
    }

    #[test]
    fn columns_of_numbers_are_set_from_the_right() {
        let left = |cells: Vec<Cell>| {
            let rows = cells.into_iter().map(|cell| vec![cell]).collect();
            Column::of(&Table { header: vec![String::new()], rows }, 0).left
        };
        assert!(!left(vec![Cell::text("1.5"), Cell::text("–"), Cell::Missing]));
        assert!(!left(vec![Cell::Number(1.5), Cell::text("never")]));
        assert!(left(vec![Cell::text("2026-2030"), Cell::text("2030")]));
        assert!(left(vec![Cell::Missing, Cell::text("")]));
    }
}
