//! Tables in boxes of their own, which scroll when a table is wide.

use std::fmt::Write;

use super::Page;
use super::blocks::SHORT;
use super::number::{Format, format_of, written};
use super::text::line;
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

    fn class(self) -> &'static str {
        match (self.left, self.short) {
            (false, _) => "",
            (true, false) => " class=\"t\"",
            (true, true) => " class=\"n\"",
        }
    }
}

impl Page {
    /// A table; `look` is its caption's class, `file` is where all of its rows are.
    pub(super) fn table(&mut self, caption: &str, table: &Table, look: &str, file: Option<&str>) {
        self.lists += 1;
        let id = self.ids.fresh(&format!("table-{}", self.lists));
        let columns: Vec<Column> = (0..table.header.len()).map(|place| Column::of(table, place)).collect();
        let brief = if table.rows.len() <= SHORT { " brief" } else { "" };
        let _ = write!(
            self.out,
            "<div class=\"scroll{brief}\" tabindex=\"0\" role=\"group\" aria-labelledby=\"{id}\">\n<table>\n\
             <caption id=\"{id}\"{look}><span>{}</span></caption>\n<thead><tr>",
            line(caption)
        );
        // End tags of cells and rows may be left out, which saves a quarter of a table.
        for (head, column) in table.header.iter().zip(&columns) {
            let words = line(&head.replace('_', " "));
            // A head without words heads nothing.
            let _ = match words.is_empty() {
                true => write!(self.out, "<td{}>", column.class()),
                false => write!(self.out, "<th scope=\"col\"{}>{words}", column.class()),
            };
        }
        self.out.push_str("</thead>\n<tbody>\n");
        for row in table.rows.iter().take(MOST_ROWS) {
            self.out.push_str("<tr>");
            for (place, (cell, column)) in row.iter().zip(&columns).enumerate() {
                self.cell(cell, *column, place == 0);
            }
            self.out.push('\n');
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n");
        if table.rows.len() > MOST_ROWS {
            self.rows_left(table.rows.len(), file);
        }
    }

    fn cell(&mut self, cell: &Cell, column: Column, first: bool) {
        let class = column.class();
        let _ = match cell {
            Cell::Text(name) if first => write!(self.out, "<th scope=\"row\"{class}>{}", line(name)),
            Cell::Text(name) => write!(self.out, "<td{class}>{}", line(name)),
            Cell::Number(number) => {
                write!(self.out, "<td>{}", line(&written(*number, column.format)))
            }
            Cell::Missing => write!(self.out, "<td{class}>–"),
        };
    }

    fn rows_left(&mut self, all: usize, file: Option<&str>) {
        let count = |count: usize| written(count as f64, Format::Alike(0));
        let (shown, all) = (count(MOST_ROWS), count(all));
        let note = match file {
            Some(file) => format!("The first {shown} of {all} rows; all are in {file}."),
            None => format!("The first {shown} of {all} rows."),
        };
        let _ = writeln!(self.out, "<p class=\"note\">{}</p>", line(&note));
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
