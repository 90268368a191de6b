//! What texts, tables and charts of the past share.

use super::super::changed::Changed;
use super::super::figures::hindcast::foretold_finding;
use super::super::numbers::fixed;
use super::super::tables::text as cell;
use potash::calibration::backtest::{Backtest, Use};
use potash::scenario::history::{History, Target};
use potash::scenario::{Assignment, Definition, Method, Scenario};
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
    pub fn preface(&self) -> String {
        let lines = changed(self.loaded.name(), &self.settings(), self.seed).lines();
        if lines.is_empty() { String::new() } else { format!("{}\n\n", lines.join("\n")) }
    }
}

/// What was set in a scenario, and its seed.
pub(super) fn changed(name: &str, settings: &[String], seed: u64) -> Changed {
    Changed::of(std::iter::once((name, settings)), seed, Method::Pseudo)
}

/// A history that was checked to be there.
pub(super) fn history(scenario: &Definition) -> Option<&History> {
    scenario.history.as_ref()
}

/// Cells that every table of targets begins with.
pub(super) const TARGET_COLUMNS: [&str; 8] =
    ["target", "series", "year", "metric", "unit", "observed", "error", "discrepancy"];

pub(super) fn target_cells(history: &History, target: &Target) -> Vec<Cell> {
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
pub(in crate::report) fn decimals(target: &Target) -> i32 {
    (1 - target.spread().log10().floor() as i32).clamp(0, 2)
}

/// "4.5 Mt (3.9 to 6.4)" without the unit.
pub(in crate::report) fn with_band(low: f64, middle: f64, high: f64, decimals: i32) -> String {
    format!("{} ({} to {})", fixed(middle, decimals), fixed(low, decimals), fixed(high, decimals))
}

pub(super) fn empty(header: &[&str]) -> Table {
    super::super::tables::table(header)
}

/// The finding, in one sentence.
pub(super) fn finding(backtest: &Backtest) -> String {
    let until = backtest.until;
    match &backtest.coverage {
        Some(coverage) => foretold_finding(coverage.in_90, coverage.held_out, until),
        None => {
            let trained = backtest.rows.iter().filter(|row| row.role == Use::Trained);
            let inside = trained.clone().filter(|row| row.inside()).count();
            let figures = trained.count();
            format!(
                "Trained on all years to {until}, the model has {inside} of {figures} figures in its 90 % bands"
            )
        }
    }
}

/// What the prior says of the figures, in a sentence.
pub(super) fn prior_finding(within: usize, figures: usize) -> String {
    format!(
        "Before anything is learnt, {within} of {figures} figures are within reach: in the prior's 90 % band or one spread off"
    )
}
