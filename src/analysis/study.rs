//! A finished run with everything that reports ask of it: scenarios, digests of their draws,
//! comparisons, yardsticks.
//!
//! Draws are solved and digested in blocks, so that memory does not grow with their number. Nothing
//! here depends on how large the blocks were.

use super::comparison::{Comparison, Pair, Paired};
use super::digest::{Digest, LISTED};
use super::expectation::{Checked, check};
use super::window::{Place, Window};
use crate::engine::{CHUNK, Interrupted, Job, Outcome, metrics_of, run};
use crate::model::metric::Metric;
use crate::model::parameter::Value;
use crate::model::scenario::Scenario;
use crate::model::time::Horizon;
use crate::stats::summary::Summary;
use rayon::prelude::*;
use std::sync::atomic::AtomicBool;

/// Scenarios run on the same draws; the first is the baseline.
#[derive(Debug)]
pub struct Study {
    pub scenarios: Vec<Scenario>,
    /// What is kept of each scenario's draws.
    pub digests: Vec<Digest>,
    /// The baseline scenario without any measure, on the same draws; none if it has no measures.
    pub free: Option<(Scenario, Digest)>,
    pub horizon: Horizon,
    pub draws: usize,
    pub seed: u64,
    /// Draws lost by any scenario, and so left out of every summary.
    pub lost: usize,
    comparisons: Vec<(Metric, Comparison)>,
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
    #[error("{draws} draws are more than can be counted; ask for {MOST_DRAWS} at the most")]
    TooManyDraws { draws: usize },
    #[error("every draw was lost; the first: {reason}")]
    AllLost { reason: String },
    #[error("interrupted")]
    Interrupted(#[from] Interrupted),
}

/// Most draws of a study: bins count in 32 bits.
const MOST_DRAWS: usize = u32::MAX as usize;

/// Memory that the draws of a block may take, unless there are too many threads to share it out.
const BLOCK_BYTES: usize = 48 << 20;

impl Study {
    /// Runs scenarios on the same draws, and the first one without its measures beside them.
    /// `progress` is told how many more draws a scenario was solved in.
    pub fn run(
        scenarios: Vec<Scenario>,
        draws: usize,
        seed: u64,
        stop: &AtomicBool,
        progress: &(dyn Fn(usize) + Sync),
    ) -> Result<Study, StudyError> {
        let horizon = Study::check(&scenarios, draws)?;
        let first = &scenarios[0];
        let free =
            (!first.measures.is_empty()).then(|| first.without_measures("no-measures", "No measures at all"));
        let mut all = scenarios;
        all.extend(free.clone());
        let mut digesting = Digesting::new(&all, free.is_some(), horizon);
        let block = block(&all, horizon);
        let mut start = 0;
        while start < draws {
            let end = draws.min(start.saturating_add(block));
            let job = Job { scenarios: &all, draws: start..end, seed, stop, progress };
            digesting.take(run(&job)?);
            start = end;
        }
        let Digesting { mut digests, pairs, lost, .. } = digesting;
        if lost == draws {
            let first = digests.iter().flat_map(|digest| &digest.lost).next();
            let reason = first.map_or_else(String::new, |lost| lost.reason.clone());
            return Err(StudyError::AllLost { reason });
        }
        digests.par_iter_mut().for_each(Digest::finish);
        let comparisons = comparisons(pairs, &digests, draws - lost);
        let free = free.and_then(|scenario| {
            all.pop();
            digests.pop().map(|digest| (scenario, digest))
        });
        Ok(Study { scenarios: all, digests, free, horizon, draws, seed, lost, comparisons })
    }

    /// Whether scenarios can be run and compared at all, before anything is; gives their horizon.
    pub fn check(scenarios: &[Scenario], draws: usize) -> Result<Horizon, StudyError> {
        let horizon = comparable(scenarios)?;
        if draws > MOST_DRAWS {
            return Err(StudyError::TooManyDraws { draws });
        }
        Ok(horizon)
    }

    /// Number of equilibrium paths that [`Study::run`] will solve, for a progress bar.
    pub fn paths(scenarios: &[Scenario], draws: usize) -> u64 {
        let free = scenarios.first().is_some_and(|first| !first.measures.is_empty());
        (draws as u64).saturating_mul((scenarios.len() + usize::from(free)) as u64)
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

    /// Scenarios and their digests, the one without measures last.
    pub fn each(&self) -> impl Iterator<Item = (&Scenario, &Digest)> {
        let free = self.free.iter().map(|(scenario, digest)| (scenario, digest));
        self.scenarios.iter().zip(&self.digests).chain(free)
    }

    /// All scenarios compared on a metric over a window: one of [`compared`] over one of
    /// [`Window::years`]. None for others, and where some scenario has no value in any draw.
    pub fn compare(&self, metric: Metric, window: Window) -> Option<&Comparison> {
        let asked =
            |(known, comparison): &&(Metric, Comparison)| *known == metric && comparison.window == window;
        self.comparisons.iter().find(asked).map(|(_, comparison)| comparison)
    }

    /// The metric without any measure.
    pub fn free_level(&self, metric: Metric, window: Window) -> Option<&Summary> {
        self.free.as_ref().and_then(|(_, digest)| digest.summary(metric, window))
    }

    /// The fixed yardstick's revenue and label.
    pub fn yardstick(&self) -> Option<(f64, &str)> {
        yardstick(&self.scenarios[0])
    }

    /// Every scenario's expectations beside what the model says.
    pub fn expectations(&self) -> Vec<(&Scenario, Checked)> {
        let each = self.scenarios.iter().zip(&self.digests);
        each.flat_map(|(s, digest)| check(s, digest).into_iter().map(move |checked| (s, checked))).collect()
    }

    /// Number of draws that are listed one by one.
    pub fn listed(&self) -> usize {
        self.draws.min(LISTED)
    }
}

/// The metrics that scenarios are compared on.
pub fn compared(focus: usize) -> [Metric; 3] {
    [
        Metric::Revenue { exporter: focus },
        Metric::Exports { exporter: focus },
        Metric::Netback { exporter: focus },
    ]
}

fn yardstick(first: &Scenario) -> Option<(f64, &str)> {
    first.yardstick.as_ref().map(|y| (first.central_values().get(y.revenue), y.label.as_str()))
}

/// Draws in a block: whole chunks, as many as memory allows and as threads need.
fn block(scenarios: &[Scenario], horizon: Horizon) -> usize {
    let width: usize = scenarios.iter().map(|scenario| metrics_of(scenario).len()).sum();
    let chunk = (width * horizon.quarters * CHUNK * size_of::<f64>()).max(1);
    CHUNK * (BLOCK_BYTES / chunk).max(rayon::current_num_threads()).max(1)
}

/// A study in the making.
struct Digesting {
    /// One for each scenario, the one without measures last.
    digests: Vec<Digest>,
    /// Scenarios that are not the one without measures.
    own: usize,
    pairs: Vec<Pair>,
    lost: usize,
}

impl Digesting {
    /// `free` says whether the last scenario is the first without its measures.
    fn new(scenarios: &[Scenario], free: bool, horizon: Horizon) -> Digesting {
        let own = scenarios.len() - usize::from(free);
        let mut pairs = Vec::new();
        if let Some(first) = scenarios.first() {
            let metrics = metrics_of(first);
            for metric in compared(first.focus) {
                let Some(position) = metrics.iter().position(|known| *known == metric) else { continue };
                for window in Window::years(horizon) {
                    let place = Place { metric: position, quarters: window.positions(horizon) };
                    for (k, scenario) in scenarios.iter().enumerate().take(own) {
                        // A scenario with other mines or demand gains what no measure took.
                        let restores = free && same_world(first, scenario);
                        pairs.push(Pair::new(k, (metric, window), place.clone(), restores));
                    }
                }
            }
        }
        let yardstick = scenarios.first().and_then(yardstick).map(|(value, _)| value);
        let digest = |scenario| Digest::new(scenario, horizon, yardstick);
        Digesting { digests: scenarios.iter().map(digest).collect(), own, pairs, lost: 0 }
    }

    /// Takes the next draws of all scenarios.
    fn take(&mut self, mut outcomes: Vec<Outcome>) {
        for (digest, outcome) in self.digests.iter_mut().zip(&outcomes) {
            digest.note(outcome);
        }
        let mut lost: Vec<usize> =
            outcomes.iter().flat_map(|outcome| outcome.lost.iter().map(|lost| lost.draw)).collect();
        lost.sort_unstable();
        lost.dedup();
        self.lost += lost.len();
        outcomes.iter_mut().for_each(|outcome| lost.iter().for_each(|&draw| outcome.forget(draw)));
        let tasks: Vec<_> = self.digests.iter_mut().zip(&outcomes).flat_map(|(d, o)| d.tasks(o)).collect();
        tasks.into_par_iter().for_each(super::digest::Task::run);
        let free = outcomes.get(self.own);
        self.pairs.par_iter_mut().for_each(|pair| {
            if let (Some(own), Some(baseline)) = (outcomes.get(pair.scenario), outcomes.first()) {
                pair.take(&Paired { own, baseline, free });
            }
        });
    }
}

/// The comparisons of finished pairs, which come sorted by metric and window.
fn comparisons(pairs: Vec<Pair>, digests: &[Digest], draws: usize) -> Vec<(Metric, Comparison)> {
    let mut list: Vec<(Metric, Comparison)> = Vec::new();
    let rows: Vec<_> = pairs
        .into_par_iter()
        .map(|pair| {
            let (metric, window) = (pair.metric, pair.window);
            let level = digests.get(pair.scenario).and_then(|digest| digest.summary(metric, window));
            (pair.scenario, metric, window, level.and_then(|level| pair.row(level)))
        })
        .collect();
    let mut groups = rows.into_iter().peekable();
    while let Some((_, metric, window, first)) = groups.next() {
        let mut all = vec![first];
        while let Some((.., row)) = groups.next_if(|(scenario, ..)| *scenario > 0) {
            all.push(row);
        }
        if let Some(rows) = all.into_iter().collect() {
            list.push((metric, Comparison { window, draws, rows }));
        }
    }
    list
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
