//! A chapter in the making: its sections, and charts as blocks of the page.

use super::document::{Block, Chapter, Figure, Section};
use crate::report::figures::Figure as Drawn;
use crate::report::results::{Results, Run};
use crate::report::words::{possessive, unbroken};
use potash_charts::{Canvas, ChartError};

/// Width of charts on a telephone.
const NARROW: f64 = 360.0;

/// What a run is called: over its chapter, and over a page of its own.
pub(super) fn title_of(results: &Results) -> String {
    let of_past = |title: &str| format!("The past, as the model has it: {title}");
    match results {
        Results::Study(study) => {
            let titles: Vec<&str> = study.scenarios.iter().map(|one| one.label.as_str()).collect();
            let name_s = possessive(&study.focus());
            let of = study.scenarios[0]
                .commodity
                .name
                .as_ref()
                .map_or_else(String::new, |name| format!("{name} "));
            format!("{name_s} {of}revenue: {scenarios}", scenarios = titles.join(", "))
        }
        Results::Sweep(sweep) => format!("Sweep of {title}", title = sweep.title),
        Results::Backtest(backtest) => of_past(&backtest.title),
        Results::Calibration(calibration) => of_past(&calibration.backtest.title),
    }
}

/// Writes the chapter of a run.
pub(super) struct ChapterWriter<'a> {
    pub run: &'a Run,
    /// Its place on the page.
    pub index: u64,
    /// What the ids of its sections begin with.
    pub prefix: String,
}

impl ChapterWriter<'_> {
    pub(super) fn section(&self, id: &str, heading: &str, blocks: Vec<Block>) -> Option<Section> {
        // Units stay with their numbers.
        let blocks: Vec<Block> = blocks
            .into_iter()
            .map(|block| match block {
                Block::Paragraph(text) => Block::Paragraph(unbroken(&text)),
                Block::List(lines) => Block::List(lines.iter().map(|line| unbroken(line)).collect()),
                other => other,
            })
            .collect();
        let (id, heading) = (format!("{}{id}", self.prefix), heading.to_string());
        (!blocks.is_empty()).then_some(Section { id, heading, blocks, is_folded: false })
    }

    /// The same, folded away.
    pub(super) fn folded(&self, id: &str, heading: &str, blocks: Vec<Block>) -> Option<Section> {
        Some(Section { is_folded: true, ..self.section(id, heading, blocks)? })
    }

    /// The chapter of a run: its own sections as far as there are any, then those that every run has.
    pub(super) fn chapter(
        &self,
        series: Vec<(String, potash_charts::SeriesId)>,
        own: impl IntoIterator<Item = Option<Section>>,
    ) -> Chapter {
        let common = [
            self.section("caveats", "What this does not say", self.caveats()),
            self.folded("inputs", "Inputs and their sources", self.inputs()),
            self.folded("manifest", "Manifest", self.manifest()),
            self.section("reproduce", "How to make it again", self.reproduce()),
        ];
        let sections = own.into_iter().chain(common).flatten().collect();
        let heading = title_of(&self.run.results);
        Chapter { id: format!("{}run", self.prefix), heading, series, sections }
    }

    /// A chart as a block of the page; word of it where the run could not draw it either.
    pub(super) fn drawn(&self, figure: &Drawn) -> Result<Block, (String, ChartError)> {
        // Two of one chart on a page need names of their own.
        let canvas = |salt, width| Canvas { salt: 2 * self.index + salt, width, ..Canvas::default() };
        let wide = figure.chart.svg(&canvas(0, Canvas::default().width));
        let both = wide.and_then(|wide| Ok((wide, figure.chart.svg(&canvas(1, NARROW))?)));
        let (svg, narrow_svg) = match both {
            Ok(both) => both,
            Err(error) if self.run.left_out(&figure.name) => {
                return Ok(Block::Paragraph(format!(
                    "The chart {} is left out, as it cannot be drawn: {error}.",
                    figure.name
                )));
            }
            Err(error) => return Err((figure.name.clone(), error)),
        };
        let caption = figure.chart.caption().clone();
        let (name, table) = (figure.name.clone(), figure.chart.table());
        Ok(Block::Figure(Box::new(Figure { name, caption, svg, narrow_svg, table })))
    }
}
