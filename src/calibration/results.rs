//! Results of calibrations and backtests as they are written down and read back: what a model says of every figure.

use super::backtest::Backtest;
use super::posterior::{Moved, Posterior};
use super::simulated_targets::SimulatedTargets;
use super::{Calibration, Conflict};
use crate::results::whole::{self, Contradiction};
use crate::scenario::Definition;
use crate::scenario::history::History;
use crate::scenario::titles::Titles;
use crate::stats::weighted::Bands;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A history beside what a model says of it, at one stage of its calibration or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BacktestResults {
    /// The scenario's name.
    pub name: String,
    /// The scenario's title.
    pub title: String,
    /// Titles that its files state.
    #[serde(default)]
    pub titles: Titles,
    /// Seed of the random numbers.
    pub seed: u64,
    /// What was set over its files.
    pub settings: Vec<String>,
    /// Whether no test on held-out figures failed.
    pub passes: bool,
    /// What was observed.
    pub history: History,
    /// What the model says at each stage.
    pub stages: Vec<Stage>,
}

/// What a model says of every figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    /// How much the model knew.
    pub phase: Phase,
    /// Number of draws.
    pub draws: usize,
    /// One for each target of the history.
    pub bands: Vec<Option<Bands>>,
}

/// How much a model knew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing.
    Prior {
        /// Figures that are within its reach.
        within: usize,
    },
    /// The years that its backtest says.
    Tested(Backtest),
    /// All years, in a run that also tested.
    AllYears(Backtest),
}

/// A calibration: what was drawn, what is left, and what it says of the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CalibrationResults {
    /// Draws of the prior.
    pub draws: usize,
    /// Draws that could not be solved.
    pub draws_lost: usize,
    /// Largest residual of any equilibrium.
    pub largest_residual: f64,
    /// One for each year that was calibrated to.
    pub posteriors: Vec<PosteriorResults>,
    /// What the model says of the past.
    pub backtest: BacktestResults,
}

/// What the years to one teach.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PosteriorResults {
    /// The last year that is calibrated to.
    pub trained_until: i32,
    /// Draws that were not ruled out.
    pub survivors: usize,
    /// Effective sample size; none where nothing is left.
    pub effective_sample_size: Option<f64>,
    /// Largest weight.
    pub largest_weight: Option<f64>,
    /// Shape of the tail of weights; none where there is no tail.
    pub pareto_k: Option<f64>,
    /// How far each parameter moved.
    pub parameters: Vec<Moved>,
    /// Which figures stand against one another, where nothing is left.
    pub conflict: Option<Conflict>,
}

impl Stage {
    /// What equally likely draws say.
    pub fn new(phase: Phase, history: &History, said: &SimulatedTargets) -> Stage {
        let bands = (0..history.targets.len()).map(|target| said.bands(target)).collect();
        Stage { phase, draws: said.draws.len(), bands }
    }

    /// Whether it is what the years to one say of figures that were held out.
    pub fn tests(&self, until: i32) -> bool {
        self.backtest().is_some_and(|backtest| backtest.until == until && backtest.coverage.is_some())
    }

    /// The backtest of a calibrated stage; none for the prior.
    pub fn backtest(&self) -> Option<&Backtest> {
        match &self.phase {
            Phase::Prior { .. } => None,
            Phase::Tested(backtest) | Phase::AllYears(backtest) => Some(backtest),
        }
    }
}

impl BacktestResults {
    /// Of a scenario with a history; `settings` is what was set over its files.
    pub fn new(
        scenario: &Definition,
        history: &History,
        settings: Vec<String>,
        seed: u64,
        stages: Vec<Stage>,
    ) -> BacktestResults {
        let tests = stages.iter().filter_map(Stage::backtest).filter(|backtest| backtest.coverage.is_some());
        BacktestResults {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            titles: scenario.titles.clone(),
            seed,
            settings,
            passes: tests.into_iter().all(Backtest::passes),
            history: history.clone(),
            stages,
        }
    }

    /// Checks that it can be what a backtest found.
    ///
    /// # Errors
    /// The first contradiction that is found.
    pub fn is_whole(&self) -> Result<(), Contradiction> {
        whole::history(&self.history)?;
        let targets = self.history.targets.len();
        for stage in &self.stages {
            whole::draws(stage.draws, 0)?;
            whole::paired("a stage's bands", stage.bands.len(), targets)?;
            match &stage.phase {
                Phase::Prior { within } => whole::at_most("targets within reach", *within, targets)?,
                Phase::Tested(backtest) | Phase::AllYears(backtest) => backtest.is_whole(&self.history)?,
            }
        }
        Ok(())
    }
}

impl CalibrationResults {
    /// Of a calibration and what it says of the past.
    pub fn new(calibration: &Calibration, backtest: BacktestResults) -> CalibrationResults {
        let posteriors = calibration.outcomes.iter().map(|outcome| {
            let posterior = outcome.posterior.as_ref().ok();
            let of = |value: fn(&Posterior) -> f64| posterior.map(value);
            PosteriorResults {
                trained_until: outcome.until,
                survivors: outcome.survivors,
                effective_sample_size: of(|posterior| posterior.effective),
                largest_weight: of(|posterior| posterior.largest),
                pareto_k: posterior.and_then(|posterior| posterior.pareto),
                parameters: posterior.map_or_else(Vec::new, |posterior| posterior.moved.clone()),
                conflict: outcome.posterior.as_ref().err().cloned(),
            }
        });
        CalibrationResults {
            draws: calibration.draws,
            draws_lost: calibration.lost.len(),
            largest_residual: calibration.residual,
            posteriors: posteriors.collect(),
            backtest,
        }
    }

    /// Checks that it can be what a calibration found.
    ///
    /// # Errors
    /// The first contradiction that is found.
    pub fn is_whole(&self) -> Result<(), Contradiction> {
        whole::draws(self.draws, self.draws_lost)?;
        self.backtest.is_whole()
    }
}
