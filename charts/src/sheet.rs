//! The page: caption above, source below, marks by plotters, words on top, one SVG out.
//!
//! Words are kept apart from the marks until the end, so that labels can be placed around one another. Nothing is
//! known here of data or axes.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea};

use super::backend::{Layer, SvgBackend};
use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::style::{self, MARGIN, Paint, SeriesId};
use super::text::{self, Type};
use super::words::TextRun;
use super::{Caption, ChartError, numerals};

const TITLE: Type = Type::bold(style::TITLE_SIZE);
const SUBTITLE: Type = Type::regular(style::SUBTITLE_SIZE);
const SOURCE: Type = Type::regular(style::SOURCE_SIZE);
/// A caption longer than this is shortened; it is whole in the title and description elements.
const CAPTION_LINES: usize = 4;

/// Least width and height of a place that can be pointed at.
const LEAST_SPOT: f64 = 8.0;
/// Most such places of a chart: each costs two hundred bytes of its file.
pub(super) const MOST_SPOTS: usize = 220;

/// A page being drawn.
pub(super) struct Page {
    /// What the next marks are painted with.
    pub layer: Layer,
    /// Where plotters draws.
    pub root: DrawingArea<SvgBackend, Shift>,
    /// The space between caption and source.
    pub body: Block,
    /// What is drawn on.
    pub canvas: Canvas,
    words: Vec<TextRun>,
    spots: String,
}

impl Page {
    /// Sets a line of text. Whoever calls has made sure that it stands free.
    pub fn write(&mut self, word: TextRun) {
        if !word.text.is_empty() {
            self.words.push(word);
        }
    }

    /// Sets lines of text below one another; the first stands on `word`'s baseline. When the lines
    /// are not the whole of `full`, it is kept behind them.
    pub fn write_lines(&mut self, lines: &[String], full: &str, word: &TextRun) {
        let shortened = lines.last().is_some_and(|line| line.ends_with('…')) && !full.ends_with('…');
        for (place, line) in lines.iter().enumerate() {
            self.write(TextRun {
                text: line.clone(),
                full: shortened.then(|| full.to_owned()),
                baseline: word.baseline + place as f64 * word.font.leading(),
                ..word.clone()
            });
        }
    }

    /// A place around a point that tells its values.
    pub fn point_spot(&mut self, (x, y): (f64, f64), reach: f64, slot: SeriesId, text: &str) {
        let block = Block { left: x, right: x, top: y, bottom: y }.grown(reach);
        self.spot(&block, Some(slot), text);
    }

    /// A place that tells a median and its 90 % interval.
    pub fn interval_spot(
        &mut self,
        block: &Block,
        slot: SeriesId,
        (name, unit): (&str, &str),
        [q05, q50, q95]: [f64; 3],
    ) {
        let [q05, q50, q95] = [q05, q50, q95].map(numerals::short);
        let unit = text::brief(unit);
        self.spot(block, Some(slot), &format!("{name}: median {q50}, 90 % {q05} to {q95} {unit}"));
    }

    /// A place that tells its values when pointed at, above everything drawn; later ones lie above
    /// earlier ones.
    pub fn spot(&mut self, block: &Block, slot: Option<SeriesId>, text: &str) {
        // Fingers and eyes need more than a hairline.
        let middle = ((block.left + block.right) / 2.0, (block.top + block.bottom) / 2.0);
        let (wide, tall) = (block.width().max(LEAST_SPOT), block.height().max(LEAST_SPOT));
        let (left, top) = (middle.0 - wide / 2.0, middle.1 - tall / 2.0);
        if ![left, top, wide, tall].iter().all(|side| side.is_finite()) {
            return;
        }
        let owner = slot.map_or_else(String::new, |slot| format!(" series-{}", slot.0));
        self.spots.push_str(&format!(
            "<rect class=\"spot{owner}\" x=\"{left:.0}\" y=\"{top:.0}\" width=\"{wide:.0}\" height=\"{tall:.0}\">\
             <title>{}</title></rect>\n",
            text::escape(&text::clean(text))
        ));
    }

    /// Whether a word set at `block` would touch none of those already set.
    pub fn is_free(&self, block: &Block) -> bool {
        self.words.iter().all(|word| !word.block().overlaps(block))
    }
}

/// Draws a page whose body is `body_height` tall.
pub(super) fn draw(
    canvas: &Canvas,
    caption: &Caption,
    body_height: f64,
    paint: impl FnOnce(&mut Page) -> Result<(), ChartError>,
) -> Result<Drawing, ChartError> {
    canvas.check()?;
    let room = canvas.room();
    let [title, subtitle, source] =
        [&caption.title, &caption.subtitle, &caption.source].map(|words| text::clean(words));
    let title_lines = TITLE.wrap_evenly(&title, room, CAPTION_LINES);
    let subtitle_lines = SUBTITLE.wrap(&subtitle, room, CAPTION_LINES);
    let source_lines = SOURCE.wrap(&source, room, CAPTION_LINES);

    let title_baseline = MARGIN + TITLE.size * 0.8;
    let subtitle_baseline = title_baseline + TITLE.leading() * title_lines.len() as f64 - 2.0;
    let body_top = subtitle_baseline + SUBTITLE.leading() * (subtitle_lines.len() as f64 - 1.0) + 16.0;
    let source_baseline = body_top + body_height + 20.0 + SOURCE.size;
    let height = (source_baseline + SOURCE.leading() * (source_lines.len() as f64 - 1.0) + 14.0).ceil();

    let layer = Layer::new();
    let mut page = Page {
        root: SvgBackend::new((canvas.width, height), layer.clone()).into_drawing_area(),
        layer,
        body: Block { left: MARGIN, top: body_top, right: canvas.right(), bottom: body_top + body_height },
        canvas: *canvas,
        words: Vec::new(),
        spots: String::new(),
    };
    page.write_lines(&title_lines, &title, &TextRun::new("", TITLE, Paint::Black, MARGIN, title_baseline));
    let subtitle_run = TextRun::new("", SUBTITLE, Paint::Grey, MARGIN, subtitle_baseline);
    page.write_lines(&subtitle_lines, &subtitle, &subtitle_run);
    page.write_lines(&source_lines, &source, &TextRun::new("", SOURCE, Paint::Grey, MARGIN, source_baseline));
    paint(&mut page)?;
    page.root.present().map_err(drawing)?;
    let (marks, used) = page.layer.finish();
    let Page { words, spots, .. } = page;
    let description = text::clean(&caption.description);
    Ok(Drawing { canvas: *canvas, height, title, description, marks, used, words, spots, size: None })
}

/// plotters' errors in the charts' own words.
pub(super) fn drawing(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}
