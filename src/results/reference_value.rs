//! A fixed figure that results are compared with, in the money of the results.

use crate::scenario::Definition;
use crate::scenario::metric::Metric;
use crate::scenario::reported::ReportedFigure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A fixed figure that the revenue of the focus is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReferenceValue {
    /// bn USD a year, in the money of the results.
    pub value: f64,
    /// As it is stated, where that is in the money of another year, and the year.
    #[serde(default)]
    pub stated: Option<(f64, i32)>,
    /// As it reads in a sentence: "before the 2020 crisis".
    pub label: String,
}

/// The fixed reference value of a scenario and its label.
pub(crate) fn reference_value(scenario: &Definition) -> Option<ReferenceValue> {
    let reference = scenario.reference_value.as_ref()?;
    let stated = scenario.central_values().get(reference.revenue);
    let value = reference.money_of.map_or(stated, |year| scenario.in_money_of_results(stated, year));
    let other = reference.money_of.filter(|_| value != stated);
    Some(ReferenceValue { value, stated: other.map(|year| (stated, year)), label: reference.label.clone() })
}

/// A figure of the past in the money of the results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reported {
    /// Of what.
    pub metric: Metric,
    /// The metric's name.
    pub metric_name: String,
    /// The year.
    pub year: i32,
    /// In the metric's unit, and in the money of the results.
    pub value: f64,
    /// As it was reported, in the money of its year.
    pub stated: f64,
    /// Who says so.
    pub source: String,
}

/// The reported figures of a scenario.
pub(crate) fn reported(scenario: &Definition) -> Vec<Reported> {
    let one = |figure: &ReportedFigure| {
        let ReportedFigure { metric, ref metric_name, year, value: stated, ref source } = *figure;
        let value = if metric.is_money() { scenario.in_money_of_results(stated, year) } else { stated };
        Reported { metric, metric_name: metric_name.clone(), year, value, stated, source: source.clone() }
    };
    scenario.reported.iter().map(one).collect()
}

/// A unit of money, with the year whose money it is where that is one.
pub(crate) fn in_money(unit: &str, year: Option<i32>) -> String {
    year.map_or_else(|| unit.to_string(), |year| format!("{unit} of {year}"))
}

/// The year in whose money results of a scenario are; none: in that of each quarter.
pub(crate) fn money_of(scenario: &Definition) -> Option<i32> {
    scenario.money_of.filter(|_| scenario.world.deflator.is_some())
}
