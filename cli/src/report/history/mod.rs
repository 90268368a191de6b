//! A calibration and a backtest beside what was observed: as text, tables, chart and files.

pub mod backtest;
pub mod backtest_report;
pub mod calibration;
mod chart;

use super::answer::Answer;
use super::changed::Changed;
use super::folder::{Finished, Folder};
use super::manifest::{Manifest, Sample};
use super::results::{RESULTS, ResultsRef};
use super::tables::text as cell;
use super::words::fixed;
use super::{File, ReportError, draw};
use backtest_report::BacktestReport;
use potash::calibration::results::BacktestResults;
use potash::scenario::history::{History, Target};
use potash::scenario::{Assignment, Scenario};
use potash::scenario::{Definition, Method};
use potash_charts::{Cell, Table};

/// What the files of a finished look at the past begin with.
pub struct Origin<'a> {
    pub loaded: &'a Scenario,
    /// The command that makes them again.
    pub command: String,
    pub draws: usize,
    pub seed: u64,
}

impl Origin<'_> {
    /// What was set over the scenario's files.
    pub fn settings(&self) -> Vec<String> {
        self.loaded.settings().iter().map(Assignment::text).collect()
    }

    /// What changed the look at the past, as the first lines of its answer; empty where nothing did.
    pub fn told(&self) -> String {
        let lines = changed(self.loaded.name(), &self.settings(), self.seed).lines();
        if lines.is_empty() { String::new() } else { format!("{}\n\n", lines.join("\n")) }
    }
}

/// What was set in a scenario, and its seed.
fn changed(name: &str, settings: &[String], seed: u64) -> Changed {
    Changed::of(std::iter::once((name, settings)), seed, Method::Pseudo)
}

/// Writes texts, tables, charts, results and the manifest.
fn write(
    mut folder: Folder,
    origin: &Origin<'_>,
    files: Vec<File>,
    (results, backtest, lost): (ResultsRef<'_>, &BacktestResults, usize),
) -> Result<Finished, ReportError> {
    folder.write_all(files)?;
    let drawn = draw(&BacktestReport(backtest).figures());
    drawn.write(&mut folder)?;
    folder.write(RESULTS, &Answer::new(results).bytes()?)?;
    let sample = Sample {
        draws: origin.draws,
        lost,
        seed: origin.seed,
        method: Method::Pseudo,
        horizon: origin.loaded.definition().horizon,
        interrupted: false,
    };
    let scenarios = std::slice::from_ref(origin.loaded);
    let manifest = Manifest::new(&origin.command, &sample, scenarios, Some(&drawn), &folder);
    Ok(folder.finish(&manifest.bytes()?)?)
}

/// A history that was checked to be there.
fn history(scenario: &Definition) -> Option<&History> {
    scenario.history.as_ref()
}

/// Cells that every table of targets begins with.
const TARGET_COLUMNS: [&str; 8] =
    ["target", "series", "year", "metric", "unit", "observed", "error", "discrepancy"];

fn target_cells(history: &History, target: &Target) -> Vec<Cell> {
    let series = &history.series[target.series];
    vec![
        cell(&target.name),
        cell(&series.title),
        Cell::Number(f64::from(target.year)),
        cell(&series.metric_name),
        cell(target.metric.unit()),
        Cell::number(target.value),
        Cell::number(target.error),
        Cell::number(target.discrepancy),
    ]
}

/// Decimals of a figure: those that its standard error leaves a meaning to, and one more.
pub(super) fn decimals(target: &Target) -> i32 {
    (1 - target.spread().log10().floor() as i32).clamp(0, 2)
}

/// "4.5 Mt (3.9 to 6.4)" without the unit.
pub(super) fn with_band(low: f64, middle: f64, high: f64, decimals: i32) -> String {
    format!("{} ({} to {})", fixed(middle, decimals), fixed(low, decimals), fixed(high, decimals))
}

fn empty(header: &[&str]) -> Table {
    super::tables::table(header)
}
