//! The pieces of a section: words, charts, what is folded away.

use std::fmt::Write;

use super::Page;
use super::text::{bare, line, verbatim};
use crate::report::page::document::{Block, Figure};
use potash_charts::Table;

/// Rows of a table that is printed though it is folded, and kept on one sheet.
pub(super) const SHORT: usize = 12;
impl Page {
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
                    bare("Text to copy"),
                    verbatim(text)
                );
            }
        }
    }

    fn figure(&mut self, figure: &Figure) {
        self.figures += 1;
        let number = self.figures;
        let id = self.ids.fresh(&format!("figure-{}", figure.name));
        let name = format!("Figure {number}");
        let svg = figure.svg.trim_end();
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
        let summary = format!("Numbers of figure {number}");
        let caption = format!("Figure {number}: {subtitle}", subtitle = figure.caption.subtitle);
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
}
