//! A finished drawing, as an SVG document or as a picture.

use super::ChartError;
use super::canvas::{Canvas, Size};
use super::pdf;
use super::raster;
use super::style::{self, Paint};
use super::text;
use super::words::TextRun;
use std::collections::BTreeSet;

/// A chart that is drawn.
#[derive(Debug, Clone)]
pub struct Drawing {
    pub(super) canvas: Canvas,
    pub(super) height: f64,
    pub(super) title: String,
    pub(super) description: String,
    /// Everything but words, as SVG.
    pub(super) marks: String,
    /// The paints of the marks.
    pub(super) used: BTreeSet<Paint>,
    pub(super) words: Vec<TextRun>,
    /// What can be pointed at, as SVG.
    pub(super) spots: String,
    /// What it is enlarged to; as it is where none.
    pub(super) size: Option<Size>,
}

impl Drawing {
    /// A self-contained document, whose words are set by the reader's machine.
    pub fn svg(&self) -> String {
        self.document(&self.words.iter().map(TextRun::svg).collect::<String>())
    }

    /// The same, its description followed by this.
    pub(super) fn telling(mut self, more: &str) -> Self {
        let more = text::clean(more);
        if !more.is_empty() {
            let stop = if self.description.is_empty() || self.description.ends_with('.') { "" } else { "." };
            self.description = format!("{}{stop} {more}", self.description).trim().to_owned();
        }
        self
    }

    /// The same, enlarged to a size, with paper around it.
    pub(super) fn framed(self, size: Size) -> Self {
        Self { size: Some(size), ..self }
    }

    /// A PDF of one page, with the embedded font's outlines.
    ///
    /// # Errors
    /// What no page can hold.
    pub fn pdf(&self) -> Result<Vec<u8>, ChartError> {
        pdf::pdf(&self.outlined())
    }

    fn outlined(&self) -> String {
        self.document(&self.words.iter().map(TextRun::outlined).collect::<String>())
    }

    /// A PNG, with the embedded font and nothing of this machine's; `scale` 2 is sharp on fine screens and in print.
    ///
    /// # Errors
    /// A scale at which there is no picture, or one that is too large.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, ChartError> {
        raster::png(&self.outlined(), scale)
    }

    fn document(&self, words: &str) -> String {
        let Drawing { height, title, description, marks, spots, .. } = self;
        let Canvas { width, theme, salt } = self.canvas;
        let mut used = self.used.clone();
        used.extend(self.words.iter().map(|word| word.paint));
        used.insert(Paint::Paper);
        let spots = match spots.as_str() {
            "" => String::new(),
            spots => format!("<g fill=\"none\" pointer-events=\"all\">\n{spots}</g>\n"),
        };
        let (outer, view) = match self.size {
            None => ((width, *height), [0.0, 0.0, width, *height]),
            Some(size) => {
                let (wide, tall) = (f64::from(size.width), f64::from(size.height));
                let scale = (wide / width).min(tall / height);
                let (view_wide, view_tall) = (wide / scale, tall / scale);
                let corner = [(width - view_wide) / 2.0, (height - view_tall) / 2.0];
                ((wide, tall), [corner[0], corner[1], view_wide, view_tall])
            }
        };
        let (outer_width, outer_height) = outer;
        let [left, top, view_width, view_height] = view.map(|side| (side * 100.0).round() / 100.0);
        // Charts share a page in the report, so the names of their parts must differ.
        let id =
            format!("chart-{:016x}", fingerprint(&[&salt.to_string(), title, description, marks, words]));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{outer_width}\" height=\"{outer_height}\" viewBox=\"{left} {top} {view_width} {view_height}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{families}\">\n\
             <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
             <style>{sheet}</style>\n<rect {corner}width=\"{view_width}\" height=\"{view_height}\" {paper}/>\n\
             <g stroke-linejoin=\"round\">\n{marks}</g>\n<g>\n{words}</g>\n{spots}</svg>\n",
            corner = if self.size.is_some() { format!("x=\"{left}\" y=\"{top}\" ") } else { String::new() },
            families = text::FAMILIES,
            title = text::escape(title),
            description = text::escape(description),
            sheet = style::style_sheet(&used, theme),
            paper = Paint::Paper.filled(),
        )
    }
}

/// FNV-1a over the parts: the same chart has the same names in every run.
fn fingerprint(parts: &[&str]) -> u64 {
    parts
        .iter()
        .flat_map(|part| part.bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
