//! A document as one HTML file that needs nothing else: no network, no scripts.
//!
//! Scripts only add to it: values under the pointer, scenarios that can be hidden, a switch of colours. The
//! content security policy forbids everything but the page's own style and script. Judges no content and
//! computes nothing; what a page says is `document`'s, what charts show is in their SVG.

mod blocks;
mod colours;
mod table;
mod text;

use super::document::{Chapter, Document, PageTheme, Section};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use potash_charts::{SeriesId, style::Marker};
use sha2::{Digest, Sha256};
use text::{Ids, line};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The document as a complete HTML file.
pub fn html(document: &Document, theme: PageTheme) -> String {
    let mut page = Page { ids: Ids::default(), figures: 0, lists: 0 };
    // The page's own targets come first, so that no chapter can take them.
    for own in ["main", "contents"] {
        page.ids.fresh(own);
    }
    let ids: Vec<ChapterIds> = document.chapters.iter().map(|chapter| page.chapter_ids(chapter)).collect();
    let several = document.chapters.len() > 1;
    let theme_name = match theme {
        PageTheme::Auto => None,
        PageTheme::Light => Some("light"),
        PageTheme::Dark => Some("dark"),
    };
    // The words that scripts show travel with the page.
    let colours = |words: &'static str| (theme == PageTheme::Auto).then_some(words);
    let markup = html! {
        (DOCTYPE)
        html lang=(document.lang) data-theme=[theme_name] {
            (head(document))
            body data-series="Scenarios: press to hide or show" data-copy="Copy" data-copied="Copied"
                data-keys="Chart of figure {number}; arrow keys tell its values"
                data-auto=[colours("Colours: the system\u{2019}s")] data-light=[colours("Colours: light")]
                data-dark=[colours("Colours: dark")] {
                a.skip href="#main" { "Skip to the results" }
                (header(document))
                div.columns {
                    (contents(document, &ids, several))
                    main #main tabindex="-1" {
                        @for (chapter, ids) in document.chapters.iter().zip(&ids) {
                            (page.chapter(chapter, ids, several))
                        }
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

/// The ids of a chapter and of its sections.
struct ChapterIds {
    id: String,
    sections: Vec<String>,
}

/// A page that is being written: what is unique or numbered on it.
struct Page {
    ids: Ids,
    /// Figures so far: they are numbered through.
    figures: usize,
    /// Tables and other named boxes so far.
    lists: usize,
}

fn head(document: &Document) -> Markup {
    let script = BASE64_STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{script}'; img-src data:; base-uri 'none'; \
         form-action 'none'"
    );
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(PreEscaped(policy));
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="generator" content={ "potash " (env!("CARGO_PKG_VERSION")) };
            title { (text::plain(&document.title)) }
            link rel="icon" href="data:,";
            style { (PreEscaped(colours::colours())) (PreEscaped(STYLE)) }
        }
    }
}

fn header(document: &Document) -> Markup {
    html! {
        header {
            h1 { (line(&document.title)) }
            @for alarm in &document.alarms { p.alarm { strong { (line(alarm)) } } }
            @if !document.notices.is_empty() {
                ul.notices { @for notice in &document.notices { li { (line(notice)) } } }
            }
            @for paragraph in &document.lead { p.lead { (line(paragraph)) } }
            @if !document.cards.is_empty() {
                ul.cards {
                    @for card in &document.cards {
                        li { strong { (line(&card.value)) } " " span { (line(&card.meaning)) } }
                    }
                }
            }
            p.byline { (line(&document.byline)) }
        }
    }
}

fn contents(document: &Document, ids: &[ChapterIds], several: bool) -> Markup {
    let links = |sections: &[Section], ids: &ChapterIds| {
        html! {
            @if !sections.is_empty() {
                ol {
                    @for (section, id) in sections.iter().zip(&ids.sections) {
                        li { a href={ "#" (id) } { (line(&section.heading)) } }
                    }
                }
            }
        }
    };
    let chapters = document.chapters.iter().zip(ids);
    html! {
        nav aria-labelledby="contents" {
            h2 #contents { "Contents" }
            @if several {
                ol {
                    @for (chapter, ids) in chapters {
                        li {
                            a href={ "#" (ids.id) } { (line(&chapter.heading)) }
                            (links(&chapter.sections, ids))
                        }
                    }
                }
            } @else {
                @for (chapter, ids) in chapters { (links(&chapter.sections, ids)) }
            }
        }
    }
}

impl Page {
    fn chapter_ids(&mut self, chapter: &Chapter) -> ChapterIds {
        let id = self.ids.fresh(&chapter.id);
        let sections = chapter.sections.iter().map(|section| self.ids.fresh(&section.id)).collect();
        ChapterIds { id, sections }
    }

    fn chapter(&mut self, chapter: &Chapter, ids: &ChapterIds, several: bool) -> Markup {
        html! {
            div.chapter id=(ids.id) {
                @if several { h2 { (line(&chapter.heading)) } }
                @for (place, (section, id)) in chapter.sections.iter().zip(&ids.sections).enumerate() {
                    // The answer comes before anything that can be done with it.
                    @if place == 1 && chapter.series.len() > 1 { (self.key(&chapter.series)) }
                    (self.section(section, id, several))
                }
            }
        }
    }

    fn section(&mut self, section: &Section, id: &str, several: bool) -> Markup {
        let heading = html! {
            @if several { h3 { (line(&section.heading)) } } @else { h2 { (line(&section.heading)) } }
        };
        html! {
            section id=(id) {
                @if section.is_folded {
                    details.fold {
                        summary { (heading) }
                        @for block in &section.blocks { (self.block(block)) }
                    }
                } @else {
                    (heading)
                    @for block in &section.blocks { (self.block(block)) }
                }
            }
        }
    }

    /// The scenarios with their looks: a key, of which scripts make switches.
    fn key(&mut self, series: &[(String, SeriesId)]) -> Markup {
        self.lists += 1;
        let label = self.ids.fresh(&format!("key-{}", self.lists));
        html! {
            div.key {
                p id=(label) { "Scenarios" }
                ul aria-labelledby=(label) {
                    @for (name, slot) in series {
                        li data-slot=(slot.0) { (swatch(*slot)) span { (line(name)) } }
                    }
                }
            }
        }
    }
}

/// A scenario's line and marker; nothing for a scenario that charts leave out.
fn swatch(slot: SeriesId) -> Markup {
    let Ok(look) = slot.style() else { return Markup::default() };
    let dashes: Vec<String> = look.dash.iter().map(f64::to_string).collect();
    let dashes = if dashes.is_empty() { "none".to_string() } else { dashes.join(" ") };
    let shape = match look.marker {
        Marker::Circle => "M16 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z",
        Marker::Square => "M12 3h8v8h-8z",
        Marker::Diamond => "M16 1.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
        Marker::Triangle => "M16 2l5.5 9.5h-11z",
        Marker::Wedge => "M16 12l5.5-9.5h-11z",
        Marker::Ring => "M16 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9zM16 5a2 2 0 1 0 0 4a2 2 0 1 0 0-4z",
        Marker::Cross => "M12 1.5l4 4l4-4l1.5 1.5l-4 4l4 4l-1.5 1.5l-4-4l-4 4l-1.5-1.5l4-4l-4-4z",
    };
    html! {
        svg.swatch width="32" height="14" viewBox="0 0 32 14" aria-hidden="true" {
            path class={ "series-" (slot.0) " line" } stroke-width="2.4" stroke-dasharray=(dashes) d="M0 7h32" {}
            path class={ "series-" (slot.0) " fill" } d=(shape) {}
        }
    }
}
