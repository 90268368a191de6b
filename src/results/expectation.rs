//! Whether a run comes near the figures that its scenario expects.

use super::scenario_summary::ScenarioSummary;
use super::window::Window;
use crate::engine::{CentralError, quantities, solve_central};
use crate::equilibrium::Answer;
use crate::scenario::Definition;
use crate::scenario::expectation::{Expectation, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An expectation beside what the model says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExpectationResult {
    /// What is expected.
    pub expectation: Expectation,
    /// None where the run does not cover the period, or the world has no baseline equilibrium.
    pub model: Option<Modelled>,
}

/// The model's figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Modelled {
    /// The model's median.
    pub median: f64,
    /// The 5-95 % interval; none for the baseline, which is exact.
    pub interval: Option<(f64, f64)>,
}

impl ExpectationResult {
    /// Whether the model's median is within the tolerance; an expectation that cannot be checked fails.
    pub fn holds(&self) -> bool {
        let Expectation { value, tolerance, .. } = self.expectation;
        self.model.as_ref().is_some_and(|model| (model.median - value).abs() <= tolerance)
    }
}

/// Checks every expectation of a scenario against its run.
pub fn check(scenario: &Definition, summary_of_draws: &ScenarioSummary) -> Vec<ExpectationResult> {
    let one = |expectation: &Expectation| ExpectationResult {
        expectation: expectation.clone(),
        model: modelled(scenario, summary_of_draws, expectation),
    };
    scenario.expectations.iter().map(one).collect()
}

fn modelled(
    scenario: &Definition,
    summary_of_draws: &ScenarioSummary,
    expectation: &Expectation,
) -> Option<Modelled> {
    let window = match expectation.period {
        Period::Baseline => return at_baseline(scenario, expectation).ok(),
        Period::Year(year) => Window::Year(year),
        Period::Quarter(quarter) => Window::Quarter(quarter),
    };
    let summary = summary_of_draws.summary(expectation.metric, window)?;
    let interval = Some((summary.q05.value, summary.q95.value));
    Some(Modelled { median: summary.q50.value, interval })
}

fn at_baseline(scenario: &Definition, expectation: &Expectation) -> Result<Modelled, CentralError> {
    let solved = solve_central(scenario, None)?;
    let answer = Answer::from(&solved.solution);
    Ok(Modelled { median: expectation.metric.value(&quantities(&answer)).0[0], interval: None })
}
