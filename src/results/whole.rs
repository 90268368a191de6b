//! Whether results that were read back can be those of a run: every position within the list it points into, every
//! count within what can be counted, lists of the same things of the same length.
//!
//! Results come from files, and files from anywhere. All that is reported and drawn counts on this.

use super::comparison::Comparison;
use super::scenario_info::ScenarioInfo;
use super::scenario_summary::ScenarioSummary;
use super::study::{MOST_DRAWS, StudyResults};
use super::sweep::{MOST_CELLS, SweepResults};
use super::window::Window;
use crate::scenario::history::{History, MOST_TARGETS};
use crate::scenario::metric::{Metric, Part};
use crate::units::time::{Horizon, LONGEST};

/// What contradicts what, in words.
pub type Contradiction = String;

/// Most digits that anything can have been waited for.
const MOST_DIGITS: usize = 17;

/// An error with this text unless it holds.
fn holds(is: bool, text: impl FnOnce() -> String) -> Result<(), Contradiction> {
    if is { Ok(()) } else { Err(text()) }
}

/// A list of the length of another.
///
/// # Errors
/// Where it is not.
pub fn paired(name: &str, length: usize, expected: usize) -> Result<(), Contradiction> {
    holds(length == expected, || format!("{name} has {length} entries, and should have {expected}"))
}

/// A position in a list.
pub(crate) fn within(name: &str, position: usize, length: usize) -> Result<(), Contradiction> {
    holds(position < length, || format!("{name} is {position}, and there are {length}"))
}

/// A count of things of which there are so many.
///
/// # Errors
/// Where there are more.
pub fn at_most(name: &str, count: usize, most: usize) -> Result<(), Contradiction> {
    holds(count <= most, || format!("{name} is {count}, and can be {most} at the most"))
}

/// Draws made, and draws lost of them.
pub fn draws(made: usize, lost: usize) -> Result<(), Contradiction> {
    at_most("draws", made, MOST_DRAWS)?;
    at_most("lost", lost, made)
}

fn horizon(horizon: Horizon) -> Result<(), Contradiction> {
    let quarters = horizon.quarters;
    holds((1..=LONGEST).contains(&quarters), || {
        format!("horizon.quarters is {quarters}, and can be 1 to {LONGEST}")
    })
}

/// A metric of names that a scenario has.
fn metric(of: &ScenarioInfo, metric: Metric) -> Result<(), Contradiction> {
    metric.things().try_for_each(|(part, k)| match part {
        Part::Exporter => within("a metric's exporter", k, of.exporters.len()),
        Part::Market => within("a metric's market", k, of.markets.len()),
        Part::Corridor => within("a metric's corridor", k, of.corridors.len()),
        Part::Measure => within("a metric's measure", k, of.measures.len()),
    })
}

impl StudyResults {
    /// Checks that it can be what a run found.
    ///
    /// # Errors
    /// The first contradiction that is found.
    pub fn is_whole(&self) -> Result<(), Contradiction> {
        horizon(self.horizon)?;
        draws(self.draws, self.lost)?;
        holds(self.draws > 0, || "draws is 0".to_string())?;
        at_most("draws", self.draws, self.asked)?;
        at_most("past", self.past, LONGEST)?;
        let first = self.scenarios.first().ok_or("there are no scenarios")?;
        if !self.member_errors.is_empty() {
            paired("member_errors", self.member_errors.len(), self.scenarios.len())?;
        }
        paired("summaries", self.summaries.len(), self.scenarios.len())?;
        for (scenario, summary_of_draws) in self.each() {
            self.scenario(first, scenario).map_err(|what| format!("{}: {what}", scenario.name))?;
            self.summary_of_draws(scenario, summary_of_draws)
                .map_err(|what| format!("{}: {what}", scenario.name))?;
        }
        let scenarios = self.scenarios.len();
        for comparison in &self.comparisons {
            metric(first, comparison.metric)?;
            self.comparison(comparison)?;
        }
        for one in &self.conditionals {
            within("a conditional's scenario", one.scenario, scenarios)?;
            let scenario = self.scenarios.get(one.scenario).unwrap_or(first);
            within("a conditional's measure", one.measure, scenario.measures.len())?;
            metric(scenario, one.metric)?;
            self.window(one.window)?;
        }
        for one in &self.drivers {
            within("a driver's scenario", one.scenario, scenarios)?;
            at_most("drivers.draws", one.draws, self.draws)?;
            self.window(one.window)?;
        }
        if let Some(precision) = &self.precision {
            at_most("precision.digits", precision.digits, MOST_DIGITS)?;
            if let Some(short) = &precision.shortfall {
                within("shortfall.scenario", short.scenario, scenarios)?;
            }
        }
        Ok(())
    }

    /// Names of a scenario's world, which are those of the first.
    fn scenario(&self, first: &ScenarioInfo, scenario: &ScenarioInfo) -> Result<(), Contradiction> {
        within("focus", scenario.focus, scenario.exporters.len())?;
        holds(scenario.focus == first.focus, || "focus is not that of the first scenario".to_string())?;
        paired("exporters", scenario.exporters.len(), first.exporters.len())?;
        paired("markets", scenario.markets.len(), first.markets.len())?;
        paired("corridors", scenario.corridors.len(), first.corridors.len())?;
        if !scenario.payees.is_empty() {
            paired("payees", scenario.payees.len(), scenario.corridors.len())?;
        }
        let stands = scenario.measures.iter().filter_map(|measure_info| measure_info.stands.as_ref());
        for shares in stands {
            paired("stands", shares.len(), self.horizon.quarters)?;
        }
        scenario.expectations.iter().try_for_each(|one| metric(scenario, one.expectation.metric))
    }

    fn summary_of_draws(
        &self,
        scenario: &ScenarioInfo,
        summary_of_draws: &ScenarioSummary,
    ) -> Result<(), Contradiction> {
        let equilibria = self.draws * (self.past + self.horizon.quarters);
        at_most("lost_count", summary_of_draws.lost_count, self.draws)?;
        at_most("lost", summary_of_draws.lost.len(), summary_of_draws.lost_count)?;
        at_most("alone", summary_of_draws.diagnostics.alone, equilibria)?;
        at_most("wide_spreads", summary_of_draws.diagnostics.wide_spreads, equilibria)?;
        at_most("off_scale", summary_of_draws.diagnostics.off_scale, equilibria)?;
        at_most("steps", summary_of_draws.diagnostics.steps, u32::MAX as usize * LONGEST)?;
        paired("sums", summary_of_draws.sums.len(), self.horizon.quarters)?;
        summary_of_draws.metrics.iter().try_for_each(|one| metric(scenario, one.metric))?;
        let windows = summary_of_draws.metrics.iter().flat_map(|one| &one.windows).map(|one| one.window);
        let shapes = summary_of_draws.shapes.iter().map(|shape| shape.window);
        windows.chain(shapes).try_for_each(|window| self.window(window))
    }

    fn comparison(&self, comparison: &Comparison) -> Result<(), Contradiction> {
        paired("rows", comparison.rows.len(), self.scenarios.len())?;
        at_most("comparison.draws", comparison.draws, self.draws)?;
        self.window(comparison.window)?;
        let restored = comparison.rows.iter().filter_map(|row| row.restored.as_ref());
        for one in restored {
            at_most("without_loss", one.without_loss, self.draws)?;
        }
        Ok(())
    }

    /// A window that lies in the horizon.
    fn window(&self, window: Window) -> Result<(), Contradiction> {
        let horizon = self.horizon;
        let is = match window {
            Window::Quarter(quarter) => horizon.iter().any(|own| own == quarter),
            Window::Year(year) => horizon.whole_years().iter().any(|(own, _)| *own == year),
            Window::Horizon { .. } => window == Window::whole(horizon),
        };
        holds(is, || "a window lies outside the horizon".to_string())
    }
}

impl SweepResults {
    /// Checks that it can be what a sweep found.
    ///
    /// # Errors
    /// The first contradiction that is found.
    pub fn is_whole(&self) -> Result<(), Contradiction> {
        let SweepResults { cells, axes, windows, .. } = self;
        holds(!cells.is_empty() && !axes.is_empty() && !windows.is_empty(), || {
            "a sweep has cells, axes and windows, and some of these are none".to_string()
        })?;
        at_most("the number of cells", cells.len(), MOST_CELLS)?;
        for cell in cells {
            paired("settings", cell.settings.len(), axes.len())?;
            draws(self.draws, cell.lost)?;
            let own = cell.windows.iter().map(|one| one.window);
            let fits = if cell.missing.is_some() {
                cell.windows.is_empty()
            } else {
                own.eq(windows.iter().copied())
            };
            holds(fits, || "the windows of a cell are not those of the sweep".to_string())?;
        }
        Ok(())
    }
}

/// Years that anything can be about: as many as quarters are known of.
pub(crate) fn year(year: i32) -> Result<(), Contradiction> {
    holds((1900..=2300).contains(&year), || format!("{year} is no year that can be told of"))
}

/// Checks the positions in a history.
///
/// # Errors
/// The first contradiction that is found.
pub fn history(history: &History) -> Result<(), Contradiction> {
    at_most("the number of targets", history.targets.len(), MOST_TARGETS)?;
    at_most("the number of series", history.series.len(), MOST_TARGETS)?;
    year(history.training_until)?;
    for target in &history.targets {
        within("a target's series", target.series, history.series.len())?;
        year(target.year)?;
    }
    for forecast in &history.forecasts {
        within("a forecast's target", forecast.target, history.targets.len())?;
        year(forecast.knew)?;
    }
    Ok(())
}
