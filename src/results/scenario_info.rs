//! What results say of a scenario besides its numbers: its words, and the names of its world.
//!
//! Small enough to be written beside the results, so that they can be reported again without the scenario.

use super::expectation::{ExpectationResult, check};
use super::scenario_summary::ScenarioSummary;
use crate::scenario::Definition;
use crate::scenario::colour::Colour;
use crate::scenario::commodity::Commodity;
use crate::scenario::direction::Direction;
use crate::scenario::measure::{Measure, standing};
use crate::scenario::parameter::Values;
use crate::scenario::timing::{TimingRule, Transition};
use crate::scenario::titles::Titles;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A scenario as results name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioInfo {
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// The title, with the name behind it where another scenario of the study has the same title: what parts
    /// one from the other wherever it is read.
    pub label: String,
    /// What was set over its files, as `path=value`, in that order.
    pub settings: Vec<String>,
    /// The question that it answers.
    pub question: String,
    /// Position of the exporter that the scenario is about.
    pub focus: usize,
    /// The colour that it has in charts, where its file says so.
    #[serde(default)]
    pub colour: Option<Colour>,
    /// Titles that its files state.
    #[serde(default)]
    pub titles: Titles,
    /// What the world is about.
    #[serde(default)]
    pub commodity: Commodity,
    /// Exporters.
    pub exporters: Vec<String>,
    /// Markets.
    pub markets: Vec<String>,
    /// Corridors.
    pub corridors: Vec<String>,
    /// Who receives what each corridor charges, where that is said.
    #[serde(default)]
    pub payees: Vec<Option<String>>,
    /// In which direction each corridor leads, where that is said.
    #[serde(default)]
    pub directions: Vec<Option<Direction>>,
    /// The measures.
    pub measures: Vec<MeasureInfo>,
    /// Its expectations beside what the model says.
    pub expectations: Vec<ExpectationResult>,
    /// What its draws take from a calibration, if anything.
    pub calibration: Option<CalibrationInfo>,
    /// How many numbers are uncertain and have one value in a draw.
    pub uncertain: usize,
}

/// A measure as results name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeasureInfo {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// Who took it.
    pub by: String,
    /// When it came into force, and when it ended, in years: 2022.25 is the beginning of April. None where that never
    /// happens or is left to chance.
    #[serde(default)]
    pub imposed: Option<f64>,
    #[serde(default)]
    #[expect(missing_docs, reason = "told with `imposed`")]
    pub lifted: Option<f64>,
    /// Where its dates are certain: the share of each quarter of the horizon in which it stands.
    pub stands: Option<Vec<f64>>,
}

/// What draws take from a calibration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CalibrationInfo {
    /// The calibration's file.
    pub name: String,
    /// The last year that it was calibrated to.
    pub trained_until: i32,
    /// How many numbers were calibrated.
    pub numbers: usize,
    /// SHA-256 of its members.
    pub fingerprint: String,
    /// Whether it passed its test, in the words of its file.
    #[serde(default)]
    pub tested: String,
}

impl ScenarioInfo {
    /// A scenario and what its draws came to.
    pub fn new(scenario: &Definition, summary_of_draws: &ScenarioSummary) -> ScenarioInfo {
        let values = scenario.central_values();
        let world = &scenario.world;
        ScenarioInfo {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            label: scenario.title.clone(),
            settings: Vec::new(),
            question: scenario.question.clone(),
            colour: scenario.colour,
            titles: scenario.titles.clone(),
            commodity: scenario.commodity.clone(),
            focus: scenario.focus,
            exporters: world.exporters.iter().map(|exporter| exporter.name.clone()).collect(),
            markets: world.markets.iter().map(|market| market.name.clone()).collect(),
            corridors: world.corridors.iter().map(|corridor| corridor.name.clone()).collect(),
            payees: world.corridors.iter().map(|corridor| corridor.payee.clone()).collect(),
            directions: world.corridors.iter().map(|corridor| corridor.direction).collect(),
            measures: scenario
                .effective_measures()
                .iter()
                .enumerate()
                .map(|one| measure_info(scenario, &values, one))
                .collect(),
            expectations: check(scenario, summary_of_draws),
            calibration: scenario.posterior_sample.as_ref().map(|posterior_sample| CalibrationInfo {
                name: posterior_sample.name.clone(),
                trained_until: posterior_sample.trained_until,
                tested: posterior_sample.tested.clone(),
                numbers: posterior_sample.parameters.len(),
                fingerprint: posterior_sample.fingerprint.clone(),
            }),
            uncertain: scenario.uncertainties().count(),
        }
    }

    /// What an exporter is called.
    ///
    /// # Panics
    /// If there is no such exporter.
    pub fn exporter(&self, position: usize) -> String {
        self.titles.of("exporter", &self.exporters[position])
    }

    /// What a market is called.
    ///
    /// # Panics
    /// If there is no such market.
    pub fn market(&self, position: usize) -> String {
        self.titles.of("market", &self.markets[position])
    }

    /// What a corridor is called.
    ///
    /// # Panics
    /// If there is no such corridor.
    pub fn corridor(&self, position: usize) -> String {
        self.titles.of("corridor", &self.corridors[position])
    }
}

/// Puts names behind titles that several of these have.
pub(super) fn part(scenarios: &mut [ScenarioInfo]) {
    let titles: Vec<String> = scenarios.iter().map(|one| one.title.clone()).collect();
    for one in scenarios {
        let alike = titles.iter().filter(|title| **title == one.title).count();
        one.label = if alike > 1 { format!("{} ({})", one.title, one.name) } else { one.title.clone() };
    }
}

fn measure_info(
    scenario: &Definition,
    values: &Values,
    (position, measure): (usize, &Measure),
) -> MeasureInfo {
    let dates = scenario.dates(values);
    let quarters = scenario.horizon.iter().flat_map(|horizon| horizon.iter());
    let on = |transition: Transition| match measure.timing(transition) {
        TimingRule::On(date) => Some(date / 4.0),
        TimingRule::Never | TimingRule::RandomTiming(_) => None,
    };
    let certain = || quarters.map(|quarter| standing(quarter.begins(), dates.of_measure(position))).collect();
    MeasureInfo {
        name: measure.name.clone(),
        title: measure.title.clone(),
        by: measure.by.clone(),
        imposed: on(Transition::Imposed),
        lifted: on(Transition::Lifted),
        stands: scenario.undecided().all(|undecided| undecided != position).then(certain),
    }
}
