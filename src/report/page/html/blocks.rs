//! The pieces of a section: words, tables, charts.

use std::fmt::Write;

use super::number::{Format, format_of, written};
use super::text::{bare, line, verbatim};
use super::{Page, figure};
use crate::report::chart::{Cell, Table};
use crate::report::page::document::{Block, Figure};
use crate::report::texts::fill;

/// Rows of a table that is printed though it is folded, and kept on one sheet.
const SHORT: usize = 12;
/// Rows that a page shows of a table: nobody reads on, and a page must stay light enough to be mailed.
const MOST_ROWS: usize = 400;

/// A column of a table as it is shown.
#[derive(Clone, Copy)]
struct Column {
    /// Names in every row: set from the left.
    names: bool,
    format: Format,
}

impl Page<'_> {
    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(words) => {
                let _ = writeln!(self.out, "<p>{}</p>", line(words));
            }
            Block::List(items) => {
                self.out.push_str("<ul>\n");
                for item in items {
                    let _ = writeln!(self.out, "<li>{}</li>", line(item));
                }
                self.out.push_str("</ul>\n");
            }
            Block::Table { caption, table } => self.table(caption, table, "", None),
            Block::Folded { caption, table } => self.folded(caption, caption, table, None),
            Block::Figure(figure) => self.figure(figure),
            Block::Code(text) => {
                let _ = writeln!(
                    self.out,
                    "<div class=\"code\"><pre tabindex=\"0\" role=\"group\" aria-label=\"{}\" dir=\"ltr\"><code>{}</code></pre></div>",
                    bare(self.texts.code),
                    verbatim(text)
                );
            }
        }
    }

    fn figure(&mut self, figure: &Figure) {
        self.figures += 1;
        let number = self.figures;
        let id = self.ids.fresh(&format!("figure-{}", figure.name));
        let name = fill(self.texts.figure, &[("number", &number)]);
        let svg = figure::inline(&figure.svg, &mut self.ids);
        let _ = write!(
            self.out,
            "<figure id=\"{id}\">\n<div class=\"chart\" tabindex=\"0\" role=\"group\" aria-label=\"{}\" \
             data-number=\"{number}\">\n{svg}\n</div>\n<figcaption>{}\
             <span aria-hidden=\"true\">: {}</span></figcaption>\n",
            bare(&name),
            line(&name),
            // Where a chart is wider than the screen, its own title is cut off.
            line(&figure.caption.title),
        );
        let summary = fill(self.texts.numbers, &[("number", &number)]);
        let caption =
            fill(self.texts.numbers_of, &[("number", &number), ("subtitle", &figure.caption.subtitle)]);
        self.folded(&summary, &caption, &figure.table, Some(&format!("{}.csv", figure.name)));
        self.out.push_str("</figure>\n");
    }

    fn folded(&mut self, summary: &str, caption: &str, table: &Table, file: Option<&str>) {
        let short = if table.rows.len() <= SHORT && file.is_none() { " class=\"short\"" } else { "" };
        let _ = writeln!(self.out, "<details{short}><summary>{}</summary>", line(summary));
        // A caption that repeats the summary is for those who come to the table by other ways.
        let look = if summary == caption { " class=\"unseen\"" } else { "" };
        self.table(caption, table, look, file);
        self.out.push_str("</details>\n");
    }

    /// A table in a box of its own, which scrolls when the table is wide. `file` is where all rows are.
    fn table(&mut self, caption: &str, table: &Table, look: &str, file: Option<&str>) {
        self.lists += 1;
        let id = self.ids.fresh(&format!("table-{}", self.lists));
        let columns: Vec<Column> = (0..table.header.len()).map(|place| column(table, place)).collect();
        let brief = if table.rows.len() <= SHORT { " brief" } else { "" };
        let _ = write!(
            self.out,
            "<div class=\"scroll{brief}\" tabindex=\"0\" role=\"group\" aria-labelledby=\"{id}\">\n<table>\n\
             <caption id=\"{id}\"{look}>{}</caption>\n<thead><tr>",
            line(caption)
        );
        // End tags of cells and rows may be left out, which saves a quarter of a table.
        for (head, column) in table.header.iter().zip(&columns) {
            let class = if column.names { " class=\"t\"" } else { "" };
            let words = line(&head.replace('_', " "));
            let _ = match words.is_empty() {
                true => write!(self.out, "<td{class}>"),
                false => write!(self.out, "<th scope=\"col\"{class}>{words}"),
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
            let (shown, all) = (self.count(MOST_ROWS), self.count(table.rows.len()));
            let note = match file {
                Some(file) => {
                    fill(self.texts.rows_left, &[("shown", &shown), ("all", &all), ("file", &file)])
                }
                None => fill(self.texts.rows_left_out, &[("shown", &shown), ("all", &all)]),
            };
            let _ = writeln!(self.out, "<p class=\"note\">{}</p>", line(&note));
        }
    }

    fn cell(&mut self, cell: &Cell, column: Column, first: bool) {
        let _ = match cell {
            Cell::Text(name) if first && column.names => {
                write!(self.out, "<th scope=\"row\" class=\"t\">{}", line(name))
            }
            Cell::Text(name) => write!(self.out, "<td class=\"t\">{}", line(name)),
            Cell::Number(number) => {
                write!(self.out, "<td>{}", line(&written(*number, column.format, self.texts)))
            }
            Cell::Missing => write!(self.out, "<td{}>–", if column.names { " class=\"t\"" } else { "" }),
        };
    }

    fn count(&self, count: usize) -> String {
        written(count as f64, Format::Alike(0), self.texts)
    }
}

fn column(table: &Table, place: usize) -> Column {
    let cells = table.rows.iter().filter_map(move |row| row.get(place));
    let mut names = false;
    let mut numbers = false;
    for cell in cells.clone() {
        names |= matches!(cell, Cell::Text(_));
        numbers |= matches!(cell, Cell::Number(_));
    }
    Column { names: names && !numbers, format: format_of(cells) }
}
