//! One self-contained HTML page of finished runs: what it says, and how it is written down.
//!
//! `document` says what a page holds, `study` and its neighbours fill it from results and manifest, `html` writes
//! any document. Computes no result, solves nothing.

mod backtest;
mod causes;
pub mod document;
pub mod html;
mod inputs;
mod study;
mod sweep;

use super::cautions::cautions;
use super::changed::Changed;
use super::figures::Figure as Drawn;
use super::history::backtest_report::BacktestReport;
use super::results::{Results, Run};
use super::sweep::SweepReport;
use super::words::{display, possessive, unbroken};
use document::{Block, Chapter, Document, Figure, Section};
use potash::calibration::results::BacktestResults;
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
pub fn document(runs: &[Run], title: Option<&str>) -> Result<Document, (String, ChartError)> {
    let mut chapters = Vec::new();
    for (position, run) in runs.iter().enumerate() {
        // Sections are distinguished by their run where there are several.
        let prefix = if runs.len() > 1 { format!("run-{}-", position + 1) } else { String::new() };
        let told = Told { run, index: position as u64, prefix };
        chapters.push(match &run.results {
            Results::Study(study) => told.study(study)?,
            Results::Sweep(sweep) => told.sweep(&SweepReport(sweep))?,
            Results::Backtest(backtest) => told.backtest(&BacktestReport(backtest))?,
            Results::Calibration(calibration) => told.backtest(&BacktestReport(&calibration.backtest))?,
        });
    }
    let first = runs.first();
    let lead = first.map_or_else(Vec::new, |run| match &run.results {
        Results::Study(study) => study::lead(study),
        Results::Sweep(sweep) => vec![SweepReport(sweep).headline()],
        Results::Backtest(backtest) => last(BacktestReport(backtest).findings()),
        Results::Calibration(calibration) => last(BacktestReport(&calibration.backtest).findings()),
    });
    let own = match runs {
        [only] => title_of(&only.results),
        several => format!("Potash: {runs} runs", runs = several.len()),
    };
    let title = title.map_or(own, str::to_string);
    let lead = lead.iter().map(|line| unbroken(line)).collect();
    let byline = first.map_or_else(String::new, byline);
    let notices = runs.iter().flat_map(|run| {
        let of = |notice: String| match runs.len() {
            1 => notice,
            // On a page of several runs a notice says whose it is.
            _ => format!("{}: {notice}", title_of(&run.results)),
        };
        notices(&run.results).into_iter().map(of).collect::<Vec<_>>()
    });
    Ok(Document { lang: "en", title, notices: notices.collect(), lead, byline, chapters })
}

/// What has to be known of a run before its answer.
fn notices(results: &Results) -> Vec<String> {
    match results {
        Results::Study(study) => {
            let caution = |text: String| format!("Caution: {caution}", caution = text);
            let cautions = cautions(study).into_iter().map(caution);
            Changed::of_study(study).lines().into_iter().chain(cautions).collect()
        }
        Results::Sweep(sweep) => SweepReport(sweep).notices(),
        Results::Backtest(backtest) => BacktestReport(backtest).changed().lines(),
        Results::Calibration(calibration) => BacktestReport(&calibration.backtest).changed().lines(),
    }
}

/// What a run is called: over its chapter, and over a page of its own.
fn title_of(results: &Results) -> String {
    let of_past = |title: &str| format!("The past, as the model has it: {title}");
    match results {
        Results::Study(study) => {
            let titles: Vec<&str> = study.scenarios.iter().map(|one| one.label.as_str()).collect();
            let name_s = possessive(&display(study.focus()));
            format!("{name_s} potash revenue: {scenarios}", scenarios = titles.join(", "))
        }
        Results::Sweep(sweep) => format!("Sweep of {title}", title = sweep.title),
        Results::Backtest(backtest) => of_past(&backtest.title),
        Results::Calibration(calibration) => of_past(&calibration.backtest.title),
    }
}

/// The last of some lines.
fn last(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().last().into_iter().collect()
}

fn byline(run: &Run) -> String {
    let of_past = |past: &BacktestResults| (past.stages.last().map_or(0, |stage| stage.draws), past.seed);
    let (draws, seed) = match &run.results {
        Results::Study(study) => (study.draws, study.seed),
        Results::Sweep(sweep) => (sweep.draws, sweep.seed),
        Results::Backtest(backtest) => of_past(backtest),
        Results::Calibration(calibration) => of_past(&calibration.backtest),
    };
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "potash {version}, {draws} draws, seed {seed}, intervals are 5 to 95 % of draws; a conditional estimate, not a forecast"
    )
}

/// A run as a language tells it.
struct Told<'a> {
    run: &'a Run,
    /// Its place on the page.
    index: u64,
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
        let heading = title_of(&self.run.results);
        Chapter { id: format!("{}run", self.prefix), heading, series, sections }
    }

    /// A chart as a block of the page; word of it where the run could not draw it either.
    fn drawn(&self, figure: &Drawn) -> Result<Block, (String, ChartError)> {
        let canvas = potash_charts::Canvas { salt: self.index, ..potash_charts::Canvas::default() };
        let svg = match figure.chart.svg(&canvas) {
            Ok(svg) => svg,
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
        Ok(Block::Figure(Box::new(Figure { name, caption, svg, table })))
    }
}
