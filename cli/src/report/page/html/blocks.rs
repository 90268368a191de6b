//! The pieces of a section: words, charts, what is folded away.

use super::Page;
use super::text::{line, verbatim};
use crate::report::page::document::{Block, Figure};
use maud::{Markup, PreEscaped, html};
use potash_charts::Table;

/// Rows of a table that is printed though it is folded, and kept on one sheet.
pub(super) const SHORT: usize = 12;

impl Page {
    pub(super) fn block(&mut self, block: &Block) -> Markup {
        match block {
            Block::Paragraph(words) => html! { p { (line(words)) } },
            Block::List(items) => html! { ul { @for item in items { li { (line(item)) } } } },
            Block::Table { caption, table } => self.table(caption, table, false, None),
            Block::Folded { caption, table } => self.folded(caption, caption, table, None),
            Block::Figure(figure) => self.figure(figure),
            Block::Code(text) => html! {
                div.code {
                    pre tabindex="0" role="group" aria-label="Text to copy" dir="ltr" { code { (verbatim(text)) } }
                }
            },
        }
    }

    fn figure(&mut self, figure: &Figure) -> Markup {
        self.figures += 1;
        let number = self.figures;
        let id = self.ids.fresh(&format!("figure-{}", figure.name));
        let summary = format!("Numbers of figure {number}");
        let caption = format!("Figure {number}: {subtitle}", subtitle = figure.caption.subtitle);
        let table = self.folded(&summary, &caption, &figure.table, Some(&format!("{}.csv", figure.name)));
        html! {
            figure id=(id) {
                div.chart tabindex="0" role="group" aria-label={ "Figure " (number) } data-number=(number) {
                    div.wide { (PreEscaped(figure.svg.trim_end())) }
                    div.narrow { (PreEscaped(figure.narrow_svg.trim_end())) }
                }
                figcaption {
                    "Figure " (number)

                    span aria-hidden="true" { ": " (line(&figure.caption.title)) }
                }
                (table)
            }
        }
    }

    fn folded(&mut self, summary: &str, caption: &str, table: &Table, file: Option<&str>) -> Markup {
        let short = table.rows.len() <= SHORT && file.is_none();
        html! {
            details.short[short] {
                summary { (line(summary)) }
                // A caption that repeats the summary is for those who come to the table by other ways.
                (self.table(caption, table, summary == caption, file))
            }
        }
    }
}
