//! What a page holds, in the order in which it is read. Knows no HTML; all texts are plain.

use potash_charts::{Caption, SeriesId, Table};

/// A page: the answer first, then a chapter for every run.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The page's language, as HTML names it.
    pub lang: &'static str,
    pub title: String,
    /// What makes the answer worth nothing, if anything does. A line each.
    pub alarms: Vec<String>,
    /// What has to be known before the answer: what was set, and what is missing. A line each.
    pub notices: Vec<String>,
    /// The answer, in two sentences; each is a paragraph of its own.
    pub lead: Vec<String>,
    /// The numbers of the answer, one a card.
    pub cards: Vec<Card>,
    /// What it rests on, in a line: program, draws, seed.
    pub byline: String,
    pub chapters: Vec<Chapter>,
}

/// A number and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub value: String,
    pub meaning: String,
}

/// One run. A page of a single run shows no heading for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// Unique on the page, fit for an address: letters, digits and hyphens.
    pub id: String,
    pub heading: String,
    /// The scenarios that readers can hide, by name and look; fewer than two are not worth a toggle.
    pub series: Vec<(String, SeriesId)>,
    pub sections: Vec<Section>,
}

/// A part of a chapter with a heading of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Unique on the page, fit for an address.
    pub id: String,
    pub heading: String,
    pub blocks: Vec<Block>,
    /// Whether it is folded away until asked for, and left out in print.
    pub is_folded: bool,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Paragraph(String),
    List(Vec<String>),
    /// A table that is read.
    Table {
        caption: String,
        table: Table,
    },
    /// A table that is looked things up in, folded away until asked for (open in print only if short).
    Folded {
        caption: String,
        table: Table,
    },
    Figure(Box<Figure>),
    /// A command, or another text that is set as it is.
    Code(String),
}

/// A chart with the table behind it, which is folded below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Stem of its files: `revenue-over-time`.
    pub name: String,
    pub caption: Caption,
    /// A complete SVG document, in the light theme.
    pub svg: String,
    /// The same, drawn for a telephone.
    pub narrow_svg: String,
    pub table: Table,
}

/// Which colours a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageTheme {
    /// Those of the reader's machine.
    Auto,
    Light,
    Dark,
}

impl PageTheme {
    /// All of them, by the words that they are asked for with.
    pub const WORDS: [(&'static str, PageTheme); 3] =
        [("auto", PageTheme::Auto), ("light", PageTheme::Light), ("dark", PageTheme::Dark)];
}
