//! A finished run with everything that reports ask of it: scenarios, summaries of their draws,
//! comparisons, reference values.
//!
//! Draws are solved and summarised in blocks, so that memory does not grow with their number. A finished study
//! can be written down and read back: all reports are made of that.

use super::comparison::Comparison;
use super::conditional::Conditional;
use super::draw_observer::{Block, DrawObserver};
use super::drivers::Drivers;
use super::expectation::ExpectationResult;
use super::losses::Losses;
use super::member_error::MemberError;
use super::precision::{Precision, STEP};
use super::reference_value::{money_of, reference_value, reported};
use super::side_changes::{IncomeChange, PriceChange};

use super::blocks::{Blocks, block, repetitions};
use super::scenario_info::{ScenarioInfo, part};
use super::scenario_summary::ScenarioSummary;
use super::study_accumulator::{Accumulated, StudyAccumulator};
use super::window::Window;
use crate::engine::Interrupted;
use crate::sampling::Sampling;
use crate::scenario::foretold::Foretold;
use crate::scenario::metric::Metric;
use crate::scenario::{Definition, Method};
use crate::stats::summary::Summary;
use crate::units::time::Horizon;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

pub use super::reference_value::{ReferenceValue, Reported};
pub(crate) use super::study_error::MOST_DRAWS;
pub use super::study_error::StudyError;

/// Scenarios run on the same draws; the first is the baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StudyResults {
    /// The scenarios, the baseline first.
    pub scenarios: Vec<ScenarioInfo>,
    /// What is kept of each scenario's draws.
    pub summaries: Vec<ScenarioSummary>,
    /// The baseline scenario without any measure, on the same draws; none if it has no measures.
    pub no_measures: Option<NoMeasures>,
    /// First quarter and number of quarters.
    pub horizon: Horizon,
    /// Draws that were made.
    pub draws: usize,
    /// Draws that were asked for, or the most that digits were to be waited for.
    pub asked: usize,
    /// What became of the digits that were asked for.
    pub precision: Option<Precision>,
    /// Whether the run was stopped from outside; what it has is then that of fewer draws.
    pub interrupted: bool,
    /// Seed of the random numbers.
    pub seed: u64,
    /// How uncertain numbers are drawn.
    pub method: Method,
    /// Uncertainties for which Sobol points have no dimension, and which are drawn pseudo-randomly.
    pub without_dimension: Vec<String>,
    /// Draws lost by any scenario, and so left out of every summary.
    pub lost: usize,
    /// Results given what became of measures of uncertain dates.
    pub conditionals: Vec<Conditional>,
    /// How prices change against the baseline, in the same draws.
    #[serde(default)]
    pub price_changes: Vec<PriceChange>,
    /// How what others earn changes against the baseline, in the same draws.
    #[serde(default)]
    pub income_changes: Vec<IncomeChange>,
    /// What drives the results, scenario by scenario; none where a run was too small or did not ask.
    pub drivers: Vec<Drivers>,
    /// A fixed revenue that results are compared with, bn USD a year, and what it is.
    pub reference_value: Option<ReferenceValue>,
    /// Figures of the past that the first scenario states.
    #[serde(default)]
    pub reported: Vec<Reported>,
    /// Metrics that are shown beside revenue.
    #[serde(default)]
    pub shown: Vec<Metric>,
    /// The test of what the first scenario takes from a calibration.
    #[serde(default)]
    pub foretold: Option<Foretold>,
    /// The year in whose money results are; none: in that of each quarter.
    #[serde(default)]
    pub money_of: Option<i32>,
    /// Quarters before the horizon that every draw of a scenario was solved in.
    #[serde(default)]
    pub past: usize,
    /// The error of having so many members of what was learnt, for each scenario; empty where nothing was learnt, or the
    /// run has too few draws to tell.
    #[serde(default)]
    pub member_errors: Vec<MemberError>,
    pub(super) comparisons: Vec<Comparison>,
}

/// The baseline scenario without any measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoMeasures {
    /// Its words and names.
    pub scenario: ScenarioInfo,
    /// What is kept of its draws.
    pub summary: ScenarioSummary,
}

/// What to run.
pub struct Request<'a> {
    /// The first is the baseline.
    pub scenarios: Vec<Definition>,
    /// At the most, if digits are asked for.
    pub draws: usize,
    /// Stop as soon as so many digits of the summary stand.
    pub digits: Option<usize>,
    /// Whether to solve all draws a second time to have quantiles of revenue and of all that is compared exact.
    pub exact: bool,
    /// Whether to ask what drives the results.
    pub drivers: bool,
    /// Seed of the random numbers.
    pub seed: u64,
    /// How uncertain numbers are drawn.
    pub method: Method,
    /// Set from outside to stop early.
    pub stop: &'a AtomicBool,
    /// Called with how many more draws a scenario was solved in, from any thread.
    pub progress: &'a (dyn Fn(usize) + Sync),
    /// Shown every block of draws, if anybody wants to see them.
    pub sink: Option<&'a mut dyn DrawObserver>,
}

impl StudyResults {
    /// Runs scenarios on the same draws, and the first one without its measures beside them.
    pub fn run(request: Request<'_>) -> Result<StudyResults, StudyError> {
        let Request { scenarios, draws, digits, exact, drivers, seed, method, stop, progress, mut sink } =
            request;
        let horizon = StudyResults::check(&scenarios, draws)?;
        let first = &scenarios[0];
        let no_measures = no_measures(&scenarios);
        let (reference_value, reported) = (reference_value(first), reported(first));
        let focus = first.focus;
        let money_of = money_of(first);
        let past = first.simulated.map_or(0, |all| all.quarters - horizon.quarters);
        let mut all = scenarios;
        all.extend(no_measures.clone());
        let mut accumulator = StudyAccumulator::new(
            &all,
            no_measures.is_some(),
            horizon,
            reference_value.as_ref().map(|one| one.value),
            repetitions(method),
        );
        let sampling = Sampling::new(&all, seed, method);
        let blocks = Blocks { scenarios: &all, seed, method, stop, progress, size: block(&all, horizon) };
        let (windows, revenue) = (Window::summary_windows(horizon), Metric::Revenue { exporter: focus });
        let mut precision = None;
        let (complete, mut interrupted) = blocks.run(draws, digits.map(|_| STEP), |outcomes, complete| {
            if let Some(sink) = &mut sink {
                let block = Block { horizon, scenarios: &all, outcomes: &outcomes };
                sink.take(&block).map_err(StudyError::DrawObserver)?;
            }
            accumulator.take(outcomes);
            let due = digits.filter(|_| complete.is_multiple_of(STEP) || complete == draws);
            let Some(digits) = due else { return Ok(ControlFlow::Continue(())) };
            let now = precision.insert(accumulator.precision(digits, revenue, &windows));
            Ok(if now.shortfall.is_none() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        if interrupted && complete == 0 {
            return Err(Interrupted.into());
        }
        if let Some(digits) = digits.filter(|_| interrupted) {
            precision = Some(accumulator.precision(digits, revenue, &windows));
        }
        let (asked, draws) = (draws, complete);
        if exact && !interrupted {
            accumulator.replay(revenue);
            (_, interrupted) = blocks.run(draws, None, |outcomes, _| {
                accumulator.take(outcomes);
                Ok(ControlFlow::Continue(()))
            })?;
            if interrupted {
                accumulator.forget_replay(revenue);
            }
        }
        let Accumulated {
            summaries,
            comparisons,
            price_changes,
            income_changes,
            conditionals,
            driver_sample,
            lost,
        } = accumulator.finish(draws, &all[0]);
        if lost == draws {
            let first = summaries.iter().flat_map(|summary_of_draws| &summary_of_draws.lost).next();
            // A study of no draws loses all of them.
            let first = first.ok_or(StudyError::NoDraws)?;
            return Err(StudyError::AllLost { quarter: first.quarter, reason: first.reason.clone() });
        }
        // Scenarios of one calibration take the same members.
        let members = all[0].posterior_sample.as_ref().map(|sample| sample.members.rows.len());
        let member_errors = driver_sample.as_ref().zip(members);
        let member_errors =
            member_errors.map_or_else(Vec::new, |(sample, members)| sample.member_errors(members));
        let driver_sample = driver_sample.filter(|_| drivers);
        let own = all.len() - usize::from(no_measures.is_some());
        let drivers = driver_sample.map_or_else(Vec::new, |one| one.finish(&all[..own], &sampling));
        let mut scenarios: Vec<ScenarioInfo> =
            all.iter().zip(&summaries).map(|(s, d)| ScenarioInfo::new(s, d)).collect();
        part(&mut scenarios);
        let mut summaries = summaries;
        let no_measures = no_measures.and_then(|_| scenarios.pop().zip(summaries.pop()));
        let no_measures = no_measures.map(|(scenario, summary)| NoMeasures { scenario, summary });
        Ok(StudyResults {
            scenarios,
            summaries,
            no_measures,
            horizon,
            draws,
            asked,
            precision,
            interrupted,
            seed,
            method,
            without_dimension: sampling.beyond().to_vec(),
            lost,
            conditionals,
            price_changes,
            income_changes,
            drivers,
            reference_value,
            reported,
            shown: all[0].shown.clone(),
            foretold: all[0].posterior_sample.as_ref().and_then(|one| one.foretold.as_deref().cloned()),
            money_of,
            member_errors,
            past,
            comparisons,
        })
    }

    /// The scenarios that a study of these runs: themselves, and the first one without its measures.
    pub fn all(scenarios: &[Definition]) -> Vec<Definition> {
        scenarios.iter().cloned().chain(no_measures(scenarios)).collect()
    }

    /// Whether scenarios can be run and compared at all, before anything is; gives their horizon.
    pub fn check(scenarios: &[Definition], draws: usize) -> Result<Horizon, StudyError> {
        let horizon = comparable(scenarios)?;
        if draws > MOST_DRAWS {
            return Err(StudyError::TooManyDraws { draws });
        }
        Ok(horizon)
    }

    /// Number of equilibrium paths that [`StudyResults::run`] will solve, for a progress bar.
    pub fn paths(scenarios: &[Definition], draws: usize) -> u64 {
        let no_measures = scenarios.first().is_some_and(|first| !first.measures.is_empty());
        (draws as u64).saturating_mul((scenarios.len() + usize::from(no_measures)) as u64)
    }

    /// Says what was set over the files of each scenario, in their order, so that it is reported with the results;
    /// the world without measures is the first scenario's.
    pub fn settings(&mut self, settings: impl IntoIterator<Item = Vec<String>>) {
        for (scenario, own) in self.scenarios.iter_mut().zip(settings) {
            scenario.settings = own;
        }
        if let (Some(NoMeasures { scenario: no_measures, .. }), Some(first)) =
            (&mut self.no_measures, self.scenarios.first())
        {
            no_measures.settings.clone_from(&first.settings);
        }
    }

    /// The revenue of the exporter that the study is about.
    pub fn revenue(&self) -> Metric {
        Metric::Revenue { exporter: self.scenarios[0].focus }
    }

    /// What the exporter is called that the study is about.
    pub fn focus(&self) -> String {
        let first = &self.scenarios[0];
        first.exporter(first.focus)
    }

    /// Draws that every scenario was solved in.
    pub fn solved(&self) -> usize {
        self.draws.saturating_sub(self.lost)
    }

    /// How many draws some scenario lost.
    pub fn losses(&self) -> Losses {
        Losses { lost: self.lost, draws: self.draws }
    }

    /// Scenarios and their summaries, the one without measures last.
    pub fn each(&self) -> impl Iterator<Item = (&ScenarioInfo, &ScenarioSummary)> {
        let no_measures = self.no_measures.iter().map(|one| (&one.scenario, &one.summary));
        self.scenarios.iter().zip(&self.summaries).chain(no_measures)
    }

    /// All scenarios compared on a metric over a window: one of [`super::comparison::compared`] over one of
    /// [`Window::years`]. None for others, and where some scenario has no value in any draw.
    pub fn compare(&self, metric: Metric, window: Window) -> Option<&Comparison> {
        self.comparisons.iter().find(|known| known.metric == metric && known.window == window)
    }

    /// The metric without any measure.
    pub fn no_measures_level(&self, metric: Metric, window: Window) -> Option<&Summary> {
        self.no_measures.as_ref().and_then(|one| one.summary.summary(metric, window))
    }

    /// The fixed reference value's revenue and label.
    pub fn reference_value(&self) -> Option<(f64, &str)> {
        self.reference_value.as_ref().map(|one| (one.value, one.label.as_str()))
    }

    /// Every scenario's expectations beside what the model says.
    pub fn expectations(&self) -> Vec<(&ScenarioInfo, &ExpectationResult)> {
        self.scenarios
            .iter()
            .flat_map(|one| one.expectations.iter().map(move |checked| (one, checked)))
            .collect()
    }
}

/// The first scenario without its measures; none if it has none. Its name is unique.
fn no_measures(scenarios: &[Definition]) -> Option<Definition> {
    let first = scenarios.first().filter(|first| !first.measures.is_empty())?;
    let names = std::iter::once("no-measures".to_string()).chain((2..).map(|n| format!("no-measures-{n}")));
    let name = names.take(scenarios.len() + 1).find(|name| scenarios.iter().all(|one| one.name != *name))?;
    Some(first.without_measures(&name, "No measures at all"))
}

/// The horizon that all scenarios share.
fn comparable(scenarios: &[Definition]) -> Result<Horizon, StudyError> {
    let (mut shared, mut first) = (None, None::<&Definition>);
    for scenario in scenarios {
        let horizon =
            scenario.horizon.ok_or_else(|| StudyError::NoHorizon { name: scenario.name.clone() })?;
        let Some(leader) = first else {
            (shared, first) = (Some(horizon), Some(scenario));
            continue;
        };
        let names = || (leader.name.clone(), scenario.name.clone());
        if leader.money_of != scenario.money_of {
            let (first, name) = names();
            return Err(StudyError::Money { first, name });
        }
        if shared != Some(horizon) {
            let (first, name) = names();
            return Err(StudyError::Horizons { first, name });
        }
        if world_names(leader) != world_names(scenario) {
            let (first, name) = names();
            return Err(StudyError::Worlds { first, name });
        }
    }
    shared.ok_or_else(|| StudyError::NoHorizon { name: "the study".to_string() })
}

fn world_names(scenario: &Definition) -> (usize, Vec<&str>) {
    let world = &scenario.world;
    let exporters = world.exporters.iter().map(|e| e.name.as_str());
    let markets = world.markets.iter().map(|m| m.name.as_str());
    (
        scenario.focus,
        exporters
            .chain(["|"])
            .chain(markets)
            .chain(["|"])
            .chain(world.corridors.iter().map(|c| c.name.as_str()))
            .collect(),
    )
}
