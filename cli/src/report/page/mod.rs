//! One self-contained HTML page of finished runs: what is told, and how it is written down.
//!
//! `document` says what a page holds, `study` and its neighbours fill it from results and manifest, `html` writes
//! any document. Computes no result, solves nothing.

mod causes;
pub mod document;
pub mod html;
mod inputs;
mod past;
mod study;
mod sweep;

use super::cautions::cautions;
use super::changed::Changed;
use super::figures::Figure as Drawn;
use super::results::{Results, Run};
use super::texts::{Texts, fill};
use super::words::{display, possessive, unbroken};
use document::{Block, Chapter, Document, Figure, Section};
use potash_charts::ChartError;

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

/// The page of some runs, in their order; `title` in the place of the one that they would have.
///
/// # Errors
/// A chart that cannot be drawn, with its name.
pub fn document(
    runs: &[Run],
    title: Option<&str>,
    texts: &'static Texts,
) -> Result<Document, (String, ChartError)> {
    let mut chapters = Vec::new();
    for (position, run) in runs.iter().enumerate() {
        // Sections are told apart by their run where there are several.
        let prefix = if runs.len() > 1 { format!("run-{}-", position + 1) } else { String::new() };
        let told = Told { run, texts, prefix };
        chapters.push(match &run.results {
            Results::Study(study) => told.study(study)?,
            Results::Sweep(sweep) => told.sweep(sweep)?,
            Results::BacktestReport(past) => told.past(past)?,
        });
    }
    let first = runs.first();
    let lead = first.map_or_else(Vec::new, |run| match &run.results {
        Results::Study(study) => study::lead(study, texts),
        Results::Sweep(sweep) => vec![sweep.headline(texts)],
        Results::BacktestReport(past) => past::lead(past, texts),
    });
    let own = match runs {
        [only] => title_of(&only.results, texts),
        several => fill(texts.story.page_title_several, &[("runs", &several.len())]),
    };
    let title = title.map_or(own, str::to_string);
    let lead = lead.iter().map(|line| unbroken(line)).collect();
    let byline = first.map_or_else(String::new, |run| byline(run, texts));
    let notices = runs.iter().flat_map(|run| {
        let of = |notice: String| match runs.len() {
            1 => notice,
            // On a page of several runs a notice says whose it is.
            _ => format!("{}: {notice}", title_of(&run.results, texts)),
        };
        notices(&run.results, texts).into_iter().map(of).collect::<Vec<_>>()
    });
    Ok(Document { lang: texts.lang, title, notices: notices.collect(), lead, byline, chapters })
}

/// What has to be known of a run before its answer.
fn notices(results: &Results, texts: &Texts) -> Vec<String> {
    match results {
        Results::Study(study) => {
            let caution = |text: String| fill(texts.changed.caution, &[("caution", &text)]);
            let cautions = cautions(study).into_iter().map(caution);
            Changed::of_study(study).lines(texts).into_iter().chain(cautions).collect()
        }
        Results::Sweep(sweep) => sweep.notices(texts),
        Results::BacktestReport(past) => past.changed().lines(texts),
    }
}

/// What a run is called: over its chapter, and over a page of its own.
fn title_of(results: &Results, texts: &Texts) -> String {
    match results {
        Results::Study(study) => {
            let titles: Vec<&str> = study.scenarios.iter().map(|one| one.label.as_str()).collect();
            let name_s = possessive(texts, &display(study.focus()));
            fill(texts.story.page_title, &[("name_s", &name_s), ("scenarios", &titles.join(", "))])
        }
        Results::Sweep(sweep) => fill(texts.story.sweep_heading, &[("title", &sweep.title)]),
        Results::BacktestReport(past) => fill(texts.story.past_heading, &[("title", &past.title)]),
    }
}

fn byline(run: &Run, texts: &Texts) -> String {
    let (draws, seed) = match &run.results {
        Results::Study(study) => (study.draws, study.seed),
        Results::Sweep(sweep) => (sweep.draws, sweep.seed),
        Results::BacktestReport(past) => (past.views.last().map_or(0, |view| view.draws), past.seed),
    };
    let version = env!("CARGO_PKG_VERSION");
    fill(texts.story.byline, &[("version", &version), ("draws", &draws), ("seed", &seed)])
}

/// A run as a language tells it.
struct Told<'a> {
    run: &'a Run,
    texts: &'static Texts,
    /// What the ids of its sections begin with.
    prefix: String,
}

impl Told<'_> {
    fn section(&self, id: &str, heading: &str, blocks: Vec<Block>) -> Option<Section> {
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
        (!blocks.is_empty()).then_some(Section { id, heading, blocks })
    }

    fn chapter(&self, series: Vec<(String, potash_charts::SeriesId)>, sections: Vec<Section>) -> Chapter {
        let heading = title_of(&self.run.results, self.texts);
        Chapter { id: format!("{}run", self.prefix), heading, series, sections }
    }

    /// A chart as a block of the page; word of it where the run could not draw it either.
    fn drawn(&self, figure: &Drawn) -> Result<Block, (String, ChartError)> {
        let canvas = potash_charts::Canvas::default();
        let svg = match figure.chart.svg(&canvas) {
            Ok(svg) => svg,
            Err(error) if self.run.left_out(&figure.name) => {
                let parts: [(&str, &dyn std::fmt::Display); 2] =
                    [("chart", &figure.name), ("reason", &error)];
                return Ok(Block::Paragraph(fill(self.texts.story.chart_left_out, &parts)));
            }
            Err(error) => return Err((figure.name.clone(), error)),
        };
        let caption = figure.chart.caption().clone();
        let (name, table) = (figure.name.clone(), figure.chart.table());
        Ok(Block::Figure(Box::new(Figure { name, caption, svg, table })))
    }
}
