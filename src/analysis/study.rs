//! A finished run with everything that reports ask of it: scenarios, outcomes, yardsticks.

use super::comparison::{Comparison, compare};
use super::expectation::{Checked, check};
use super::window::Window;
use crate::engine::{Interrupted, Job, Outcome, run};
use crate::model::metric::Metric;
use crate::model::parameter::Value;
use crate::model::scenario::Scenario;
use crate::model::time::Horizon;
use crate::stats::summary::Summary;
use std::sync::atomic::AtomicBool;

/// Scenarios run on the same draws; the first is the baseline.
pub struct Study {
    pub scenarios: Vec<Scenario>,
    pub outcomes: Vec<Outcome>,
    /// The baseline scenario without any measure, on the same draws; none if it has no measures.
    pub free: Option<(Scenario, Outcome)>,
    pub horizon: Horizon,
    pub draws: usize,
    pub seed: u64,
}

/// Why scenarios cannot be run, or compared with one another.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StudyError {
    #[error("{name} has no horizon; add [horizon] with start = \"2026-Q1\" and quarters = 20")]
    NoHorizon { name: String },
    #[error(
        "{name} and {first} have different horizons; scenarios can only be compared over the same quarters"
    )]
    Horizons { first: String, name: String },
    #[error(
        "{name} and {first} have different exporters, markets, corridors or focus; they are different worlds"
    )]
    Worlds { first: String, name: String },
    #[error("{draws} draws of {name} over {quarters} quarters would need {gib:.0} GiB; ask for fewer draws")]
    TooLarge { name: String, draws: usize, quarters: usize, gib: f64 },
    #[error("every draw was lost; the first: {reason}")]
    AllLost { reason: String },
    #[error("interrupted")]
    Interrupted(#[from] Interrupted),
}

/// Most memory that the draws of a study may take.
const MOST_GIB: f64 = 8.0;

impl Study {
    /// Runs scenarios on the same draws, and the first one without its measures beside them.
    pub fn run(
        scenarios: Vec<Scenario>,
        draws: usize,
        seed: u64,
        stop: &AtomicBool,
        progress: &(dyn Fn() + Sync),
    ) -> Result<Study, StudyError> {
        let horizon = comparable(&scenarios)?;
        let first = &scenarios[0];
        let free =
            (!first.measures.is_empty()).then(|| first.without_measures("no-measures", "No measures at all"));
        let mut all = scenarios;
        all.extend(free.clone());
        let mut outcomes = run(&Job { scenarios: &all, draws, seed, stop, progress })?;
        let free = free.and_then(|scenario| {
            all.pop();
            outcomes.pop().map(|outcome| (scenario, outcome))
        });
        if let Some(outcome) = outcomes.iter().find(|outcome| outcome.lost.len() == draws) {
            let reason = outcome.lost.first().map_or_else(String::new, |lost| lost.reason.clone());
            return Err(StudyError::AllLost { reason });
        }
        Ok(Study { scenarios: all, outcomes, free, horizon, draws, seed })
    }

    /// Whether scenarios can be run and compared at all, before anything is; gives their horizon.
    pub fn check(scenarios: &[Scenario], draws: usize) -> Result<Horizon, StudyError> {
        let horizon = comparable(scenarios)?;
        check_size(scenarios, draws, horizon)?;
        Ok(horizon)
    }

    /// Number of equilibrium paths that [`Study::run`] will solve, for a progress bar.
    pub fn paths(scenarios: &[Scenario], draws: usize) -> u64 {
        let free = scenarios.first().is_some_and(|first| !first.measures.is_empty());
        (draws * (scenarios.len() + usize::from(free))) as u64
    }

    /// The revenue of the exporter that the study is about.
    pub fn revenue(&self) -> Metric {
        Metric::Revenue { exporter: self.scenarios[0].focus }
    }

    /// The focus's name.
    pub fn focus(&self) -> &str {
        let first = &self.scenarios[0];
        &first.world.exporters[first.focus].name
    }

    /// Scenarios and outcomes, the one without measures last.
    pub fn each(&self) -> impl Iterator<Item = (&Scenario, &Outcome)> {
        let free = self.free.iter().map(|(scenario, outcome)| (scenario, outcome));
        self.scenarios.iter().zip(&self.outcomes).chain(free)
    }

    /// All scenarios compared on a metric over a window.
    pub fn compare(&self, metric: Metric, window: Window) -> Option<Comparison> {
        let outcomes: Vec<&Outcome> = self.outcomes.iter().collect();
        let mut comparison =
            compare(&outcomes, self.free.as_ref().map(|(_, outcome)| outcome), metric, window)?;
        for (scenario, row) in self.scenarios.iter().zip(&mut comparison.rows) {
            // A scenario with other mines or demand gains what no measure took.
            if !same_world(&self.scenarios[0], scenario) {
                row.restored = None;
            }
        }
        Some(comparison)
    }

    /// The metric without any measure.
    pub fn free_level(&self, metric: Metric, window: Window) -> Option<Summary> {
        self.free.as_ref().and_then(|(_, outcome)| super::window::summary(outcome, metric, window))
    }

    /// The fixed yardstick's revenue and label.
    pub fn yardstick(&self) -> Option<(f64, &str)> {
        let first = &self.scenarios[0];
        first.yardstick.as_ref().map(|y| (first.central_values().get(y.revenue), y.label.as_str()))
    }

    /// Every scenario's expectations beside what the model says.
    pub fn expectations(&self) -> Vec<(&Scenario, Checked)> {
        let each = self.scenarios.iter().zip(&self.outcomes);
        each.flat_map(|(s, outcome)| check(s, outcome).into_iter().map(move |checked| (s, checked))).collect()
    }

    /// Draws lost by any scenario.
    pub fn lost(&self) -> usize {
        let mut draws: Vec<usize> =
            self.each().flat_map(|(_, o)| o.lost.iter().map(|lost| lost.draw)).collect();
        draws.sort_unstable();
        draws.dedup();
        draws.len()
    }
}

/// The horizon that all scenarios share.
fn comparable(scenarios: &[Scenario]) -> Result<Horizon, StudyError> {
    let (mut shared, mut first) = (None, None::<&Scenario>);
    for scenario in scenarios {
        let horizon =
            scenario.horizon.ok_or_else(|| StudyError::NoHorizon { name: scenario.name.clone() })?;
        let Some(leader) = first else {
            (shared, first) = (Some(horizon), Some(scenario));
            continue;
        };
        let names = || (leader.name.clone(), scenario.name.clone());
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

/// Whether two scenarios differ in their measures alone.
fn same_world(a: &Scenario, b: &Scenario) -> bool {
    let outside = |s: &Scenario| -> Vec<(String, Value)> {
        let numbers = s.parameters.iter().filter(|p| !p.path.starts_with("measure."));
        numbers.map(|p| (p.path.clone(), p.value.clone())).collect()
    };
    a.world == b.world && outside(a) == outside(b)
}

fn world_names(scenario: &Scenario) -> (usize, Vec<&str>) {
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

fn check_size(scenarios: &[Scenario], draws: usize, horizon: Horizon) -> Result<(), StudyError> {
    let numbers: f64 = scenarios
        .iter()
        .map(|s| crate::engine::metrics_of(s).len() as f64 * (draws * horizon.quarters) as f64)
        .sum();
    let gib = numbers * 8.0 / (1u64 << 30) as f64;
    if gib > MOST_GIB {
        let name = scenarios.first().map_or_else(String::new, |s| s.name.clone());
        return Err(StudyError::TooLarge { name, draws, quarters: horizon.quarters, gib });
    }
    Ok(())
}
