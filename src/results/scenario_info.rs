//! What results say of a scenario besides its numbers: its words, and the names of its world.
//!
//! Small enough to be written beside the results, so that they can be told again without the scenario.

use super::expectation::{Checked, check};
use super::scenario_summary::ScenarioSummary;
use crate::scenario::Definition;
use crate::scenario::measure::{Measure, standing};
use crate::scenario::parameter::Values;
use serde::{Deserialize, Serialize};

/// A scenario as results name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioInfo {
    pub name: String,
    pub title: String,
    /// The title, with the name behind it where another scenario of the study has the same title: what parts
    /// one from the other wherever it is read.
    pub label: String,
    /// What was set over its files, as `path=value`, in that order.
    pub settings: Vec<String>,
    pub question: String,
    /// Position of the exporter that the scenario is about.
    pub focus: usize,
    pub exporters: Vec<String>,
    pub markets: Vec<String>,
    pub corridors: Vec<String>,
    pub measures: Vec<MeasureInfo>,
    /// Its expectations beside what the model says.
    pub expectations: Vec<Checked>,
    /// What its draws take from a calibration, if anything.
    pub learnt: Option<CalibrationInfo>,
    /// How many numbers are uncertain and have one value in a draw.
    pub uncertain: usize,
}

/// A measure as results name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureInfo {
    pub name: String,
    pub title: Option<String>,
    /// Who took it.
    pub by: String,
    /// Where its dates are certain: the share of each quarter of the horizon in which it stands.
    pub stands: Option<Vec<f64>>,
}

/// What draws take from a calibration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibrationInfo {
    /// The calibration's file.
    pub name: String,
    pub trained_until: i32,
    /// How many numbers were learnt.
    pub numbers: usize,
    pub fingerprint: String,
    /// Whether it passed its test, in the words of its file.
    #[serde(default)]
    pub tested: String,
}

impl ScenarioInfo {
    /// A scenario and what its draws came to.
    pub fn new(scenario: &Definition, digest: &ScenarioSummary) -> ScenarioInfo {
        let values = scenario.central_values();
        let world = &scenario.world;
        ScenarioInfo {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            label: scenario.title.clone(),
            settings: Vec::new(),
            question: scenario.question.clone(),
            focus: scenario.focus,
            exporters: world.exporters.iter().map(|exporter| exporter.name.clone()).collect(),
            markets: world.markets.iter().map(|market| market.name.clone()).collect(),
            corridors: world.corridors.iter().map(|corridor| corridor.name.clone()).collect(),
            measures: scenario.measures.iter().enumerate().map(|one| act(scenario, &values, one)).collect(),
            expectations: check(scenario, digest),
            learnt: scenario.ensemble.as_ref().map(|ensemble| CalibrationInfo {
                name: ensemble.name.clone(),
                trained_until: ensemble.trained_until,
                tested: ensemble.tested.clone(),
                numbers: ensemble.parameters.len(),
                fingerprint: ensemble.fingerprint.clone(),
            }),
            uncertain: scenario.uncertainties().count(),
        }
    }
}

/// Puts names behind titles that several of these have.
pub(super) fn part(subjects: &mut [ScenarioInfo]) {
    let titles: Vec<String> = subjects.iter().map(|one| one.title.clone()).collect();
    for one in subjects {
        let alike = titles.iter().filter(|title| **title == one.title).count();
        one.label = if alike > 1 { format!("{} ({})", one.title, one.name) } else { one.title.clone() };
    }
}

fn act(scenario: &Definition, values: &Values, (position, measure): (usize, &Measure)) -> MeasureInfo {
    let dates = scenario.dates(values);
    let quarters = scenario.horizon.iter().flat_map(|horizon| horizon.iter());
    let certain = || quarters.map(|quarter| standing(quarter.begins(), dates.of_measure(position))).collect();
    MeasureInfo {
        name: measure.name.clone(),
        title: measure.title.clone(),
        by: measure.by.clone(),
        stands: (!measure.is_uncertain()).then(certain),
    }
}
