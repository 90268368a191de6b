//! A finished look at the past as it is written down, to be told again: bands beside what was observed.

use super::super::changed::Changed;
use super::super::figures::{Figure, source};
use super::{Origin, backtest, calibration, changed, chart};
use potash::calibration::backtest::Backtest;
use potash::calibration::simulated_targets::SimulatedTargets;
use potash::scenario::Definition;
use potash::scenario::history::History;
use potash::stats::weighted::Bands;
use potash_charts::Chart;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A calibration, or a backtest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BacktestReport {
    /// The scenario's name and title.
    pub name: String,
    pub title: String,
    pub seed: u64,
    /// What was set over its files.
    pub settings: Vec<String>,
    pub history: History,
    pub sections: Vec<HistorySection>,
}

/// What a model says of every figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HistorySection {
    pub stage: Phase,
    pub draws: usize,
    /// One for each target of the history.
    pub bands: Vec<Option<Bands>>,
}

/// How much the model knew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    /// Nothing; so many figures are within its reach.
    Prior { within: usize },
    /// The years that its backtest says.
    Tested(Backtest),
    /// All years, in a run that also tested.
    AllYears(Backtest),
}

impl HistorySection {
    /// What equally likely draws say.
    pub fn new(stage: Phase, history: &History, said: &SimulatedTargets) -> HistorySection {
        let bands = (0..history.targets.len()).map(|target| said.bands(target)).collect();
        HistorySection { stage, draws: said.draws.len(), bands }
    }

    /// The stem of its chart's files.
    fn stem(&self) -> &'static str {
        match self.stage {
            Phase::Prior { .. } => "hindcast-prior",
            Phase::Tested(_) => "hindcast",
            Phase::AllYears(_) => "hindcast-all-years",
        }
    }

    /// What was learnt and tested; nothing for the prior.
    pub fn backtest(&self) -> Option<&Backtest> {
        match &self.stage {
            Phase::Prior { .. } => None,
            Phase::Tested(backtest) | Phase::AllYears(backtest) => Some(backtest),
        }
    }
}

impl BacktestReport {
    /// Of a scenario with a history.
    pub fn new(
        scenario: &Definition,
        history: &History,
        origin: &Origin<'_>,
        sections: Vec<HistorySection>,
    ) -> BacktestReport {
        let (name, title) = (scenario.name.clone(), scenario.title.clone());
        BacktestReport {
            name,
            title,
            seed: origin.seed,
            settings: origin.settings(),
            history: history.clone(),
            sections,
        }
    }

    /// What changed it.
    pub fn changed(&self) -> Changed {
        changed(&self.name, &self.settings, self.seed)
    }

    /// The finding of a view, in one sentence.
    pub fn finding(&self, section: &HistorySection) -> String {
        match &section.stage {
            Phase::Prior { within } => calibration::prior_finding(*within, self.history.targets.len()),
            Phase::Tested(backtest) | Phase::AllYears(backtest) => backtest::finding(backtest),
        }
    }

    /// Its charts, one for each view.
    pub fn figures(&self) -> Vec<Figure> {
        let figure = |section: &HistorySection| Figure {
            name: section.stem().to_string(),
            chart: self.chart(section),
        };
        self.sections.iter().map(figure).collect()
    }

    fn chart(&self, section: &HistorySection) -> Box<dyn Chart> {
        let (names, draws) = (self.changed().scenarios(&self.name), section.draws.to_string());
        let source = source(&format!(
            "{names}; {draws} draws, seed {}. Error bars: the observation's error and the model's. Not a forecast.",
            self.seed
        ));
        let until = section.backtest().map(|backtest| backtest.until);
        chart::hindcast(&self.history, &section.bands, until, &self.finding(section), source)
    }
}
