//! A scenario: a world, measures and a horizon, ready to be filled with values.

use super::measure::Measure;
use super::metric::Expectation;
use super::parameter::{Parameter, ParameterId, Value, Values};
use super::process::{Disruption, Family};
use super::time::Horizon;
use super::timing::Event;
use super::world::World;

/// A validated scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// File name without its ending; `[a-z0-9-]`.
    pub name: String,
    pub title: String,
    pub question: String,
    /// The exporter whose revenue the scenario is about.
    pub focus: usize,
    pub world: World,
    pub measures: Vec<Measure>,
    /// All turns of the measures, each after those it waits for ([`super::timing::in_order`]).
    pub events: Vec<Event>,
    /// Indices that move by themselves.
    pub families: Vec<Family>,
    pub disruptions: Vec<Disruption>,
    /// None where a scenario is only ever solved at its baseline.
    pub horizon: Option<Horizon>,
    pub parameters: Vec<Parameter>,
    pub expectations: Vec<Expectation>,
    /// A fixed revenue that results are compared with, bn USD a year.
    pub yardstick: Option<Yardstick>,
    /// Draws of a run unless asked otherwise.
    pub draws: usize,
    pub seed: u64,
}

/// A fixed figure that revenue is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Yardstick {
    /// As it reads in a sentence: "before the 2020 crisis".
    pub label: String,
    pub revenue: ParameterId,
}

/// Why drawn values make no valid world. Ranges of single numbers are checked when a file is read;
/// these are conflicts between numbers.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WorldError {
    #[error("{exporter} has a baseline revenue but no baseline exports, so no baseline price")]
    NoExports { exporter: String },
    #[error(
        "in {market} the stated shares make {claimed:.1} % and the tonnes kept by others {kept:.1} %; together they \
         must leave something exactly where there is somebody to take it"
    )]
    Shares { market: String, claimed: f64, kept: f64 },
}

impl Scenario {
    /// Every parameter at its value, or the median of its distribution.
    pub fn central_values(&self) -> Values {
        Values::new(self.parameters.iter().map(Parameter::central).collect())
    }

    /// The uncertain parameters that are drawn once for a draw.
    pub fn uncertainties(&self) -> impl Iterator<Item = (ParameterId, &Parameter)> {
        let all = self.parameters.iter().enumerate();
        let once = |p: &Parameter| !p.recurs && matches!(p.value, Value::Uncertain(_));
        all.filter(move |(_, p)| once(p)).map(|(k, p)| (ParameterId(k), p))
    }

    /// The same world without any measure: what would be, had none of them been taken.
    pub fn without_measures(&self, name: &str, title: &str) -> Scenario {
        let (name, title) = (name.to_string(), title.to_string());
        let (measures, events, expectations) = (Vec::new(), Vec::new(), Vec::new());
        Scenario { name, title, measures, events, expectations, ..self.clone() }
    }
}
