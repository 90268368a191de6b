//! The page: caption above, source below, marks by plotters, words on top, one SVG out.
//!
//! plotters rounds to whole pixels even in SVG, so it draws on a canvas [`FINE`] times as large,
//! which the SVG then shrinks. Words are kept apart from the marks until the end, so that labels
//! can be placed around one another. Knows nothing of data or axes.

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};

use super::block::Block;
use super::canvas::Canvas;
use super::finish;
use super::style::{self, BLACK, Color, GREY, MARGIN, PAPER, SeriesId};
use super::text::{self, Type};
use super::{Caption, ChartError, numerals};

/// How many steps of plotters' canvas make a pixel.
pub(super) const FINE: f64 = 10.0;

const TITLE: Type = Type::bold(style::TITLE_SIZE);
const SUBTITLE: Type = Type::regular(style::SUBTITLE_SIZE);
const SOURCE: Type = Type::regular(style::SOURCE_SIZE);
/// A caption longer than this is shortened; it is whole in the title and description elements.
const CAPTION_LINES: usize = 4;

/// Least width and height of a place that can be pointed at.
const LEAST_SPOT: f64 = 8.0;
/// Most such places of a chart: each costs two hundred bytes of its file.
pub(super) const MOST_SPOTS: usize = 220;

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
    pub ink: Color,
    /// Colour of a rim that keeps it readable on top of lines.
    pub rim: Option<Color>,
}

impl TextRun {
    /// A line of text that starts at `x`.
    pub fn new(text: impl Into<String>, font: Type, ink: Color, x: f64, baseline: f64) -> Self {
        Self { text: text.into(), full: None, x, baseline, anchor: Anchor::Start, font, ink, rim: None }
    }

    /// The same with another fixed end.
    pub fn anchored(mut self, anchor: Anchor) -> Self {
        self.anchor = anchor;
        self
    }

    /// The same with a rim of paper.
    pub fn haloed(self) -> Self {
        self.rimmed(PAPER)
    }

    /// The same with a rim of a colour.
    pub fn rimmed(mut self, ink: Color) -> Self {
        self.rim = Some(ink);
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

    fn svg(&self) -> String {
        let anchor = match self.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = match self.font.weight {
            text::Weight::Regular => "",
            text::Weight::Bold => " font-weight=\"bold\"",
        };
        let rim = self.rim.map_or_else(String::new, |ink| {
            format!(
                " stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                ink.hex()
            )
        });
        let full = self
            .full
            .as_ref()
            .map_or_else(String::new, |full| format!("<title>{}</title>", text::escape(full)));
        format!(
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{}\" fill=\"{}\"{anchor}{weight}{rim}>{full}{}</text>\n",
            self.x,
            self.baseline,
            self.font.size,
            self.ink.hex(),
            text::escape(&self.text),
        )
    }
}

/// A page being drawn.
pub(super) struct Page<'a> {
    /// Where plotters draws.
    pub root: DrawingArea<SVGBackend<'a>, Shift>,
    /// The space between caption and source.
    pub body: Block,
    /// What is drawn on.
    pub canvas: Canvas,
    words: Vec<TextRun>,
    spots: String,
}

impl Page<'_> {
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
        let owner = slot.map_or_else(String::new, |slot| format!(" s{}", slot.0));
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
    paint: impl FnOnce(&mut Page<'_>) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
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

    let mut marks = String::new();
    let (words, spots) = {
        let size = ((canvas.width * FINE) as u32, (height * FINE) as u32);
        let mut page = Page {
            root: SVGBackend::with_string(&mut marks, size).into_drawing_area(),
            body: Block {
                left: MARGIN,
                top: body_top,
                right: canvas.right(),
                bottom: body_top + body_height,
            },
            canvas: *canvas,
            words: Vec::new(),
            spots: String::new(),
        };
        page.write_lines(&title_lines, &title, &TextRun::new("", TITLE, BLACK, MARGIN, title_baseline));
        page.write_lines(
            &subtitle_lines,
            &subtitle,
            &TextRun::new("", SUBTITLE, GREY, MARGIN, subtitle_baseline),
        );
        page.write_lines(&source_lines, &source, &TextRun::new("", SOURCE, GREY, MARGIN, source_baseline));
        paint(&mut page)?;
        page.root.present().map_err(drawing)?;
        (page.words, page.spots)
    };
    let words: String = words.iter().map(TextRun::svg).collect();
    let layers = Layers { marks: &marks, words: &words, spots: &spots };
    let svg = assemble(&title, &text::clean(&caption.description), (canvas.width, height), &layers);
    Ok(finish::inked(&svg, canvas.theme))
}

/// plotters' errors in the charts' own words.
pub(super) fn drawing(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}

/// What lies on a page, from below.
struct Layers<'p> {
    marks: &'p str,
    words: &'p str,
    spots: &'p str,
}

/// Joins the layers into one document that says what it shows.
fn assemble(title: &str, description: &str, (width, height): (f64, f64), layers: &Layers<'_>) -> String {
    // plotters' own svg element gives way to one with a role, a title and a description.
    let marks = layers.marks.split_once('>').map_or("", |(_, rest)| rest.trim_start());
    let marks = marks.rsplit_once("</svg>").map_or(marks, |(inner, _)| inner);
    // Both are SVG's defaults; leaving them out saves a third of a chart's size.
    let marks = finish::joined(&marks.replace(" opacity=\"1\"", "").replace(" stroke=\"none\"", ""));
    let words = layers.words;
    let spots = match layers.spots {
        "" => String::new(),
        spots => format!("<g fill=\"none\" pointer-events=\"all\">\n{spots}</g>\n"),
    };
    // Charts share a page in the report, so the names of their parts must differ.
    let id = format!("chart-{:016x}", fingerprint(&[title, description, &marks, words]));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{families}\">\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{paper}\"/>\n\
         <g transform=\"scale({shrink})\" stroke-linejoin=\"round\">\n{marks}</g>\n<g>\n{words}</g>\n{spots}</svg>\n",
        families = text::FAMILIES,
        title = text::escape(title),
        description = text::escape(description),
        paper = PAPER.hex(),
        shrink = 1.0 / FINE,
    )
}

/// FNV-1a over the parts: the same chart has the same names in every run.
fn fingerprint(parts: &[&str]) -> u64 {
    parts
        .iter()
        .flat_map(|part| part.bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
