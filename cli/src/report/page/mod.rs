//! One self-contained HTML page of finished runs: what it says, and how it is written down.
//!
//! `document` says what a page holds, `study` and its neighbours fill it from results and manifest, `html` writes
//! any document. Computes no result, solves nothing.

mod backtest;
mod causes;
mod chapter;
pub mod document;
pub mod html;
mod inputs;
mod study;
mod sweep;

use super::brief::headline;
use super::cautions::cautions;
use super::changed::Changed;
use super::history::backtest_report::BacktestReport;
use super::history::learnt;
use super::results::{Results, Run};
use super::sweep::SweepReport;
use super::words::unbroken;
use chapter::{ChapterWriter, title_of};
use document::Document;
use potash::calibration::results::BacktestResults;
use potash_charts::ChartError;

/// The page of some runs, in their order; `title` in the place of the one that they would have.
///
/// # Errors
/// A chart that cannot be drawn, with its name.
pub fn document(runs: &[Run], title: Option<&str>) -> Result<Document, (String, ChartError)> {
    let mut chapters = Vec::new();
    for (position, run) in runs.iter().enumerate() {
        // Sections are distinguished by their run where there are several.
        let prefix = if runs.len() > 1 { format!("run-{}-", position + 1) } else { String::new() };
        let writer = ChapterWriter { run, index: position as u64, prefix };
        chapters.push(match &run.results {
            Results::Study(study) => writer.study(study)?,
            Results::Sweep(sweep) => writer.sweep(&SweepReport(sweep))?,
            Results::Backtest(backtest) => writer.backtest(&BacktestReport(backtest), None)?,
            Results::Calibration(calibration) => {
                let learnt = learnt::figure(calibration);
                writer.backtest(&BacktestReport(&calibration.backtest), learnt.as_ref())?
            }
        });
    }
    let first = runs.first();
    // Of a page of several runs each says what it found; that of a lone comparison is the page's heading.
    let lead: Vec<String> = match runs {
        [Run { results: Results::Study(_), .. }] => Vec::new(),
        runs => runs.iter().flat_map(|run| found(&run.results)).collect(),
    };
    let own = match runs {
        [only] => verdict(&only.results),
        several => format!("{runs} runs", runs = several.len()),
    };
    let title = title.map_or(own, str::to_string);
    let lead = lead.iter().map(|line| unbroken(line)).collect();
    let cards = match runs {
        [Run { results: Results::Study(study), .. }] => study::cards(study),
        _ => Vec::new(),
    };
    let byline = first.map_or_else(String::new, byline);
    let notices = runs.iter().flat_map(|run| {
        let of = |notice: String| match runs.len() {
            1 => notice,
            // On a page of several runs a notice says whose it is.
            _ => format!("{}: {notice}", title_of(&run.results)),
        };
        notices(&run.results).into_iter().map(of).collect::<Vec<_>>()
    });
    let alarms = runs.iter().flat_map(|run| match &run.results {
        Results::Calibration(calibration) => learnt::untrusted(calibration),
        _ => Vec::new(),
    });
    Ok(Document {
        lang: "en",
        title,
        alarms: alarms.collect(),
        notices: notices.collect(),
        lead,
        cards,
        byline,
        chapters,
    })
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

/// What a run found, as the heading of a page of its own; what it is called where it found nothing in one sentence.
fn verdict(results: &Results) -> String {
    match results {
        Results::Study(study) => headline(study).map(|found| unbroken(found.trim_end_matches('.'))),
        _ => None,
    }
    .unwrap_or_else(|| title_of(results))
}

/// What a run found, in a sentence.
fn found(results: &Results) -> Vec<String> {
    match results {
        Results::Study(study) => headline(study).into_iter().collect(),
        Results::Sweep(sweep) => SweepReport(sweep).findings(),
        Results::Backtest(backtest) => last(BacktestReport(backtest).findings()),
        Results::Calibration(calibration) => last(BacktestReport(&calibration.backtest).findings()),
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
    let of = title_of(&run.results);
    format!("{of}. {draws} draws, seed {seed}, intervals of 90 %, potash {version}. Not a forecast.")
}
