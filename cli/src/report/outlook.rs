//! Which measures are in force when, and what follows if they do: as text, tables and JSON.

use super::numbers::scale::money_decimals;
use super::numbers::{percent, with_interval};
use super::tables::{number, summary_cells, summary_header, table, text as cell};
use super::words::{during, restored};
use potash::results::conditional::{Conditional, FEWEST, MeasureState};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash::stats::summary::Estimate;
use potash::units::time::Quarter;
use potash_charts::{Cell, Table};
use std::fmt::Write;

/// The probability that a measure is in force at some time of a quarter.
pub(super) fn stands(
    study: &StudyResults,
    scenario: &ScenarioInfo,
    summary_of_draws: &ScenarioSummary,
    measure: usize,
    quarter: Quarter,
) -> Option<Estimate> {
    match &scenario.measures.get(measure)?.stands {
        None => Some(summary_of_draws.summary(Metric::Standing { measure }, Window::Quarter(quarter))?.mean),
        Some(quarters) => {
            let position = study.horizon.iter().position(|known| known == quarter)?;
            Some(Estimate { value: *quarters.get(position)?, error: 0.0 })
        }
    }
}

/// Scenarios with their summaries and the positions of their measures of uncertain dates.
pub(super) fn uncertain(
    study: &StudyResults,
) -> impl Iterator<Item = (usize, &ScenarioInfo, &ScenarioSummary, usize)> {
    study.scenarios.iter().zip(&study.summaries).enumerate().flat_map(|(k, (scenario, summary_of_draws))| {
        let measures = scenario.measures.iter().enumerate().filter(|(_, measure)| measure.stands.is_none());
        measures.map(move |(measure, _)| (k, scenario, summary_of_draws, measure))
    })
}

/// A measure's name as a reader expects it.
pub(super) fn name(scenario: &ScenarioInfo, measure: usize) -> String {
    scenario.titles.of("measure", &scenario.measures[measure].name)
}

/// The last quarter of every whole year.
pub(super) fn year_ends(study: &StudyResults) -> Vec<(i32, Quarter)> {
    let years = study.horizon.whole_years().into_iter();
    years.map(|(year, first)| (year, study.horizon.start.plus(first + 3))).collect()
}

/// Probabilities and conditional results for the screen; empty where all dates are certain.
pub fn text(study: &StudyResults) -> String {
    let mut text = String::new();
    if uncertain(study).next().is_none() {
        return text;
    }
    let years = year_ends(study);
    let shown = &years[years.len().saturating_sub(5)..];
    if !shown.is_empty() {
        let _ = write!(text, "{:<40}", "Chance that a measure stands, late in");
        for (year, _) in shown {
            let _ = write!(text, " {year:>7}");
        }
        text.push('\n');
        for (_, scenario, summary_of_draws, measure) in uncertain(study) {
            let label = format!("{}: {}", scenario.label, name(scenario, measure));
            let _ = write!(text, "  {:<38}", super::words::clip(&label, 38));
            for (_, quarter) in shown {
                let chance = stands(study, scenario, summary_of_draws, measure, *quarter)
                    .map_or_else(String::new, percent);
                let _ = write!(text, " {chance:>7}");
            }
            text.push('\n');
        }
        text.push('\n');
    }
    conditionals(&mut text, study);
    text
}

/// The results of the last year, given what became of each measure until then.
fn conditionals(text: &mut String, study: &StudyResults) {
    let (window, most) = (Window::last_full_year(study.horizon), money_decimals(study));
    for (k, scenario) in study.scenarios.iter().enumerate() {
        let all: Vec<&Conditional> = study
            .conditionals
            .iter()
            .filter(|c| c.scenario == k && c.window == window && c.level.draws >= FEWEST)
            .collect();
        if all.is_empty() {
            continue;
        }
        let head = format!("{} {}, with", scenario.label, during(window));
        let head = super::words::clip(&head, 45);
        let _ = writeln!(text, "{head:<45} {:>7} {:>7} {:>7} {:>7}", "5 %", "median", "95 %", "mean");
        for conditional in all {
            let state = state(conditional.state);
            let label =
                format!("{} {state} ({})", name(scenario, conditional.measure), percent(conditional.share));
            super::words::level_line(text, &label, &conditional.level, most);
            if k > 0 {
                let _ = writeln!(text, "    {}", gain(conditional, most));
            }
        }
        text.push('\n');
    }
}

/// The word for it.
pub(super) fn state(state: MeasureState) -> &'static str {
    match state {
        MeasureState::InForce => "in force",
        MeasureState::NotInForce => "lifted",
        MeasureState::Changed => "changing",
    }
}

/// What is gained against the baseline, and restored of the loss.
fn gain(conditional: &Conditional, most: i32) -> String {
    let gain = &conditional.difference;
    let restored = conditional
        .restored
        .as_ref()
        .map_or_else(String::new, |one| format!(", {}", restored(&one.share).of_the("the loss")));
    format!("{}{restored}", with_interval(gain, most, true))
}

/// What a scenario is while its relief stands, where that is open: one that stands in every draw needs no word on when
/// it does not.
pub(super) fn open_relief(study: &StudyResults, scenario: usize) -> Option<&Conditional> {
    study.standing_relief(scenario).filter(|relief| relief.share.value < 0.9995)
}

/// A sentence for each scenario on what it brings while its relief stands, and the chance that it does.
pub fn finding(study: &StudyResults, scenario: usize) -> Option<String> {
    let relief = open_relief(study, scenario)?;
    let own = study.scenarios.get(scenario)?;
    let most = money_decimals(study);
    let restores = relief.restored.as_ref().map(|one| restored(&one.share).of_the("what the measures cost"));
    let restores = restores.map_or_else(String::new, |restores| format!(" It {restores}."));
    Some(format!(
        "With the {measure} lifted, {level} {when}, {gain} against the baseline.{restores} That holds in {share} of draws.",
        measure = name(own, relief.measure),
        level = with_interval(&relief.level, most, false),
        when = during(Window::last_full_year(study.horizon)),
        gain = with_interval(&relief.difference, most, true),
        share = percent(relief.share)
    ))
}

/// The probability that each measure is in force in each quarter.
pub fn measures(study: &StudyResults) -> Table {
    let mut table =
        table(&["scenario", "title", "measure", "by", "period", "probability_stands", "probability_error"]);
    for (scenario, summary_of_draws) in study.scenarios.iter().zip(&study.summaries) {
        for (k, measure) in scenario.measures.iter().enumerate() {
            for quarter in study.horizon.iter() {
                let Some(chance) = stands(study, scenario, summary_of_draws, k, quarter) else { continue };
                let words = [&scenario.name, &scenario.title, &measure.name, &measure.by]
                    .map(|word| cell(word.as_str()));
                let row = [number(chance.value), number(chance.error)];
                table.rows.push([words.to_vec(), vec![cell(quarter.to_string())], row.to_vec()].concat());
            }
        }
    }
    table
}

/// Revenue given what became of each measure of uncertain dates.
pub fn conditional(study: &StudyResults) -> Table {
    let mut table = table(&[
        "scenario",
        "title",
        "measure",
        "fate",
        "window",
        "metric",
        "share_of_draws",
        "share_of_draws_error",
    ]);
    table.header.extend(summary_header(""));
    table.header.extend(summary_header("difference_"));
    table.header.extend(summary_header("restored_"));
    for one in &study.conditionals {
        let scenario = &study.scenarios[one.scenario];
        let measure = &scenario.measures[one.measure];
        let metric = super::tables::metric_name(scenario, one.metric);
        let words = [
            scenario.name.clone(),
            scenario.title.clone(),
            measure.name.clone(),
            one.state.word().into(),
            one.window.to_string(),
            metric,
        ];
        let mut row: Vec<Cell> = words.map(cell).to_vec();
        row.extend([number(one.share.value), number(one.share.error)]);
        row.extend(summary_cells(&one.level));
        row.extend(summary_cells(&one.difference));
        let missing = || summary_header("").map(|_| Cell::Missing).collect();
        row.extend(one.restored.as_ref().map_or_else(missing, |restored| summary_cells(&restored.share)));
        table.rows.push(row);
    }
    table
}
