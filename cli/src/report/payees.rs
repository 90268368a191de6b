//! Who is paid for the ways out.

use super::numbers::fixed;
use super::words::{clip, during};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash_charts::{Cell, Table};
use std::fmt::Write as _;

/// What each payee gets in a scenario over a window, bn USD a year on the mean of draws, which add up; in the order of
/// corridors.
fn paid<'a>(scenario: &'a ScenarioInfo, summary: &ScenarioSummary, window: Window) -> Vec<(&'a str, f64)> {
    let mut list: Vec<(&str, f64)> = Vec::new();
    for (corridor, payee) in scenario.payees.iter().enumerate() {
        let (Some(payee), Some(income)) =
            (payee.as_deref(), summary.summary(Metric::CorridorIncome { corridor }, window))
        else {
            continue;
        };
        match list.iter_mut().find(|(known, _)| *known == payee) {
            Some((_, sum)) => *sum += income.mean.value,
            None => list.push((payee, income.mean.value)),
        }
    }
    list
}

/// A row for each scenario, a column for each payee; none where no corridor says who is paid.
pub fn table(study: &StudyResults) -> Option<Table> {
    let window = Window::last_full_year(study.horizon);
    let rows: Vec<(&str, Vec<(&str, f64)>)> =
        study.each().map(|(one, summary)| (one.label.as_str(), paid(one, summary, window))).collect();
    let mut payees: Vec<&str> = Vec::new();
    for (payee, _) in rows.iter().flat_map(|(_, paid)| paid) {
        if !payees.contains(payee) {
            payees.push(payee);
        }
    }
    let header = std::iter::once("scenario").chain(payees.iter().copied()).map(str::to_string).collect();
    let row = |(label, paid): &(&str, Vec<(&str, f64)>)| {
        let income = |payee: &&str| {
            let found = paid.iter().find(|(known, _)| known == payee);
            found.map_or(Cell::Missing, |(_, income)| Cell::Text(fixed(*income, 2)))
        };
        std::iter::once(Cell::text(label)).chain(payees.iter().map(income)).collect()
    };
    (!payees.is_empty()).then(|| Table { header, rows: rows.iter().map(row).collect() })
}

/// A line for each scenario; empty where no corridor says who is paid.
pub fn text(study: &StudyResults) -> String {
    let window = Window::last_full_year(study.horizon);
    let rows: Vec<(&str, Vec<(&str, f64)>)> =
        study.each().map(|(one, summary)| (one.label.as_str(), paid(one, summary, window))).collect();
    let mut text = String::new();
    if rows.iter().all(|(_, paid)| paid.is_empty()) {
        return text;
    }
    let _ = writeln!(text, "Paid for the ways out {}, {} a year, means", during(window), study.money());
    for (label, paid) in rows {
        let told = paid.iter().map(|(payee, income)| format!("{payee} {}", fixed(*income, 2)));
        let _ = writeln!(text, "  {:<30} {}", clip(label, 30), told.collect::<Vec<_>>().join(", "));
    }
    text.push('\n');
    text
}
