//! A document as one HTML file that needs nothing else: no network, no scripts.
//!
//! Scripts only add to it: values under the pointer, scenarios that can be hidden, a switch of colours. The
//! content security policy forbids everything but the page's own style and script. Judges no content and
//! computes nothing; what a page says is `document`'s, what charts show is in their SVG.

mod blocks;
mod colours;
mod number;
mod policy;
mod table;
mod text;

use std::fmt::Write;

use super::PageTheme;
use super::document::{Chapter, Document, Section};
use potash_charts::{SeriesId, style::Marker};
use text::{Ids, bare, line};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The document as a complete HTML file.
pub fn html(document: &Document, theme: PageTheme) -> String {
    let mut page = Page { out: String::new(), ids: Ids::default(), figures: 0, lists: 0 };
    // The page's own targets come first, so that no chapter can take them.
    for own in ["main", "contents"] {
        page.ids.fresh(own);
    }
    let places: Vec<Place> = document.chapters.iter().map(|chapter| page.place(chapter)).collect();
    page.head(document, theme);
    page.header(document);
    page.contents(document, &places);
    page.out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
    for (chapter, place) in document.chapters.iter().zip(&places) {
        page.chapter(chapter, place, document.chapters.len() > 1);
    }
    page.out.push_str("</main>\n</div>\n<script>");
    page.out.push_str(SCRIPT);
    page.out.push_str("</script>\n</body>\n</html>\n");
    page.out
}

/// The ids of a chapter and of its sections.
struct Place {
    id: String,
    sections: Vec<String>,
}

/// A page that is being written.
struct Page {
    out: String,
    ids: Ids,
    /// Figures so far: they are numbered through.
    figures: usize,
    /// Tables and other named boxes so far.
    lists: usize,
}

impl Page {
    fn place(&mut self, chapter: &Chapter) -> Place {
        let id = self.ids.fresh(&chapter.id);
        Place { id, sections: chapter.sections.iter().map(|section| self.ids.fresh(&section.id)).collect() }
    }

    fn head(&mut self, document: &Document, theme: PageTheme) {
        let set = match theme {
            PageTheme::Auto => "",
            PageTheme::Light => " data-theme=\"light\"",
            PageTheme::Dark => " data-theme=\"dark\"",
        };
        let _ = write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"{lang}\"{set}>\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"generator\" content=\"potash {version}\">\n\
             <title>{title}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>\n{colours}{STYLE}</style>\n\
             </head>\n",
            lang = bare(document.lang),
            policy = policy::policy(SCRIPT),
            version = env!("CARGO_PKG_VERSION"),
            title = bare(&document.title),
            colours = colours::colours(),
        );
        // The words that scripts show travel with the page, in its language.
        let mut words = vec![
            ("series", "Scenarios: press to hide or show"),
            ("copy", "Copy"),
            ("copied", "Copied"),
            ("keys", "Chart of figure {number}; arrow keys tell its values"),
        ];
        if theme == PageTheme::Auto {
            words.extend([
                ("auto", "Colours: the system\u{2019}s"),
                ("light", "Colours: light"),
                ("dark", "Colours: dark"),
            ]);
        }
        self.out.push_str("<body");
        for (name, words) in words {
            let _ = write!(self.out, " data-{name}=\"{}\"", bare(words));
        }
        self.out.push_str(">\n");
    }

    fn header(&mut self, document: &Document) {
        let _ = write!(
            self.out,
            "<a class=\"skip\" href=\"#main\">{}</a>\n<header>\n<h1>{}</h1>\n",
            line("Skip to the results"),
            line(&document.title)
        );
        if !document.notices.is_empty() {
            self.out.push_str("<ul class=\"notices\">\n");
            for notice in &document.notices {
                let _ = writeln!(self.out, "<li>{}</li>", line(notice));
            }
            self.out.push_str("</ul>\n");
        }
        for paragraph in &document.lead {
            let _ = writeln!(self.out, "<p class=\"lead\">{}</p>", line(paragraph));
        }
        let _ = write!(self.out, "<p class=\"byline\">{}</p>\n</header>\n", line(&document.byline));
    }

    fn contents(&mut self, document: &Document, places: &[Place]) {
        let _ = write!(
            self.out,
            "<div class=\"columns\">\n<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n",
            line("Contents")
        );
        let chapters = document.chapters.iter().zip(places);
        if document.chapters.len() > 1 {
            self.out.push_str("<ol>\n");
            for (chapter, place) in chapters {
                let _ = write!(self.out, "<li><a href=\"#{}\">{}</a>", place.id, line(&chapter.heading));
                self.links(&chapter.sections, place);
                self.out.push_str("</li>\n");
            }
            self.out.push_str("</ol>\n");
        } else {
            for (chapter, place) in chapters {
                self.links(&chapter.sections, place);
            }
        }
        self.out.push_str("</nav>\n");
    }

    fn links(&mut self, sections: &[Section], place: &Place) {
        if sections.is_empty() {
            return;
        }
        self.out.push_str("\n<ol>\n");
        for (section, id) in sections.iter().zip(&place.sections) {
            let _ = writeln!(self.out, "<li><a href=\"#{id}\">{}</a></li>", line(&section.heading));
        }
        self.out.push_str("</ol>\n");
    }

    fn chapter(&mut self, chapter: &Chapter, place: &Place, several: bool) {
        let _ = writeln!(self.out, "<div class=\"chapter\" id=\"{}\">", place.id);
        let level = if several {
            let _ = writeln!(self.out, "<h2>{}</h2>", line(&chapter.heading));
            3
        } else {
            2
        };
        if chapter.series.len() > 1 {
            self.key(&chapter.series);
        }
        for (section, id) in chapter.sections.iter().zip(&place.sections) {
            let heading = line(&section.heading);
            let _ = writeln!(self.out, "<section id=\"{id}\">\n<h{level}>{heading}</h{level}>");
            for block in &section.blocks {
                self.block(block);
            }
            self.out.push_str("</section>\n");
        }
        self.out.push_str("</div>\n");
    }

    /// The scenarios with their looks: a key, of which scripts make switches.
    fn key(&mut self, series: &[(String, SeriesId)]) {
        self.lists += 1;
        let label = self.ids.fresh(&format!("key-{}", self.lists));
        let _ = write!(
            self.out,
            "<div class=\"key\">\n<p id=\"{label}\">{}</p>\n<ul aria-labelledby=\"{label}\">\n",
            line("Scenarios")
        );
        for (name, slot) in series {
            let _ = writeln!(
                self.out,
                "<li data-slot=\"{}\">{}<span>{}</span></li>",
                slot.0,
                swatch(*slot),
                line(name)
            );
        }
        self.out.push_str("</ul>\n</div>\n");
    }
}

/// A scenario's line and marker; nothing for a scenario that charts leave out.
fn swatch(slot: SeriesId) -> String {
    let Ok(look) = slot.style() else {
        return String::new();
    };
    let series = slot.0;
    let dashes: Vec<String> = look.dash.iter().map(f64::to_string).collect();
    let shape = match look.marker {
        Marker::Circle => "M16 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z",
        Marker::Square => "M12 3h8v8h-8z",
        Marker::Diamond => "M16 1.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
        Marker::Triangle => "M16 2l5.5 9.5h-11z",
        Marker::Wedge => "M16 12l5.5-9.5h-11z",
        Marker::Cross => "M12 1.5l4 4l4-4l1.5 1.5l-4 4l4 4l-1.5 1.5l-4-4l-4 4l-1.5-1.5l4-4l-4-4z",
    };
    format!(
        "<svg class=\"swatch\" width=\"32\" height=\"14\" viewBox=\"0 0 32 14\" aria-hidden=\"true\">\
         <path class=\"series-{series} line\" stroke-width=\"2.4\" stroke-dasharray=\"{}\" d=\"M0 7h32\"/>\
         <path class=\"series-{series} fill\" d=\"{shape}\"/></svg>",
        if dashes.is_empty() { "none".to_owned() } else { dashes.join(" ") },
    )
}
