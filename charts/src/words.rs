//! Words of a chart, placed: as text for readers' machines, or as outlines for pictures.

use super::block::Block;
use super::style::Paint;
use super::text::{self, Type};

/// Which end of a text its position fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// One line of text on the page.
#[derive(Debug, Clone)]
pub(super) struct TextRun {
    pub text: String,
    /// The whole of a shortened text, shown when pointed at.
    pub full: Option<String>,
    pub x: f64,
    pub baseline: f64,
    pub anchor: Anchor,
    pub font: Type,
    pub paint: Paint,
    /// Whether a rim of paper keeps it readable on top of lines.
    pub halo: bool,
}

impl TextRun {
    /// A line of text that starts at `x`.
    pub fn new(text: impl Into<String>, font: Type, paint: Paint, x: f64, baseline: f64) -> Self {
        Self { text: text.into(), full: None, x, baseline, anchor: Anchor::Start, font, paint, halo: false }
    }

    /// The same with another fixed end.
    pub fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// The same with a rim of paper.
    pub fn haloed(mut self) -> Self {
        self.halo = true;
        self
    }

    /// The same, shortened to `room` if need be, the whole kept behind it.
    pub fn within(mut self, room: f64) -> Self {
        let short = self.font.shorten(&self.text, room);
        if short != self.text {
            self.full = Some(std::mem::replace(&mut self.text, short));
        }
        self
    }

    /// The space it takes.
    pub fn block(&self) -> Block {
        let width = self.font.width(&self.text);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        self.font.block(&self.text, left, self.baseline)
    }

    /// As a text element, set by the reader's machine.
    pub fn svg(&self) -> String {
        let mut attributes = self.attributes();
        match self.anchor {
            Anchor::Start => {}
            Anchor::Middle => attributes.push_str(" text-anchor=\"middle\""),
            Anchor::End => attributes.push_str(" text-anchor=\"end\""),
        }
        if self.font.weight == text::Weight::Bold {
            attributes.push_str(" font-weight=\"bold\"");
        }
        // Where the reader's machine has none of the fonts, letters are drawn together or apart until they fit.
        if self.text.chars().nth(1).is_some() {
            let width = self.font.width(&self.text);
            attributes.push_str(&format!(" textLength=\"{width:.1}\" lengthAdjust=\"spacingAndGlyphs\""));
        }
        let full = self.full.as_ref().map(|full| format!("<title>{}</title>", text::escape(full)));
        format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{}\" {attributes}>{}{}</text>\n",
            self.x,
            self.baseline,
            self.font.size,
            full.unwrap_or_default(),
            text::escape(&self.text),
        )
    }

    /// As a path of the embedded font's letters, for pictures.
    pub fn outlined(&self) -> String {
        let path = self.font.outline(&self.text, self.block().left, self.baseline);
        format!("<path {} d=\"{path}\"/>\n", self.attributes())
    }

    fn attributes(&self) -> String {
        let filled = self.paint.filled();
        if self.halo { filled.replace(" fill\"", " fill halo\"") } else { filled }
    }
}
