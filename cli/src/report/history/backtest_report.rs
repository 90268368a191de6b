//! A finished look at the past, to be reported: bands beside what was observed.

use super::super::changed::Changed;
use super::super::figures::hindcast::hindcast;
use super::super::figures::{Figure, Topic, source};
use super::common::{changed, finding, prior_finding};
use potash::calibration::backtest::foretold;
use potash::calibration::results::{BacktestResults, Phase, Stage};
use potash_charts::Chart;
use std::ops::Deref;

/// A calibration's or a backtest's look at the past, to be reported.
pub struct BacktestReport<'a>(pub &'a BacktestResults);

impl Deref for BacktestReport<'_> {
    type Target = BacktestResults;

    fn deref(&self) -> &BacktestResults {
        self.0
    }
}

/// The stem of the files of a stage's chart.
fn stem(stage: &Stage) -> &'static str {
    match stage.phase {
        Phase::Prior { .. } => "hindcast-prior",
        Phase::Tested(_) => "hindcast",
        Phase::AllYears(_) => "hindcast-all-years",
    }
}

impl BacktestReport<'_> {
    /// What changed it.
    pub fn changed(&self) -> Changed {
        changed(&self.name, &self.settings, self.seed)
    }

    /// What each stage found, in a sentence.
    pub fn findings(&self) -> Vec<String> {
        self.stages.iter().map(|stage| format!("{}.", self.finding(stage))).collect()
    }

    /// The finding of a stage, in one sentence.
    fn finding(&self, stage: &Stage) -> String {
        match &stage.phase {
            Phase::Prior { within } => prior_finding(*within, self.history.targets.len()),
            Phase::Tested(backtest) | Phase::AllYears(backtest) => finding(backtest),
        }
    }

    /// Its charts, one for each view.
    pub fn figures(&self) -> Vec<Figure> {
        let figure = |stage: &Stage| Figure {
            name: stem(stage).to_string(),
            topic: Topic::Result,
            chart: self.chart(stage),
        };
        self.stages.iter().map(figure).collect()
    }

    fn chart(&self, stage: &Stage) -> Box<dyn Chart> {
        let (names, draws) = (self.changed().scenarios(&self.name), stage.draws.to_string());
        let source = source(&format!(
            "{names}; {draws} draws, seed {}. Error bars: the observation's error and the model's. Not a forecast.",
            self.seed
        ));
        let foretold = foretold(&self.history, &stage.bands, stage.backtest());
        hindcast(&foretold, &self.finding(stage), source)
    }
}
