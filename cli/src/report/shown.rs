//! Metrics that are shown beside revenue: their names in words, their unit, and their rows on the screen.

use super::figures::looks::Looks;
use super::numbers::{is_nothing, together, with_digits};
use super::screen::TextStyle;
use super::tables::metric_name;
use super::words::{apart, during};
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::scenario::metric::{Metric, Part};
use std::fmt::Write as _;

/// A metric as readers see it.
pub struct ShownMetric {
    pub metric: Metric,
    /// Stem of its files: `market-price-brazil`.
    pub stem: String,
    /// "Market price, Brazil".
    pub name: String,
    pub unit: ShownUnit,
}

/// A metric's unit as readers see it.
pub struct ShownUnit {
    /// "USD/t in money of 2025", "%".
    pub name: String,
    /// What follows a number in a sentence: "USD/t", "bn".
    pub short: String,
    /// As part of a column's name.
    pub column: String,
    /// What values are multiplied by: shares are shown in per cent.
    pub factor: f64,
    /// Digits at the most.
    pub digits: i32,
}

/// The metrics that a study shows beside revenue.
pub fn metrics(study: &StudyResults) -> Vec<ShownMetric> {
    study.shown.iter().map(|metric| shown(study, *metric)).collect()
}

fn shown(study: &StudyResults, metric: Metric) -> ShownMetric {
    let first = &study.scenarios[0];
    let file_name = metric_name(first, metric);
    let name = metric.title(|part, position| match part {
        Part::Exporter => first.exporter(position),
        Part::Market => first.market(position),
        Part::Corridor => first.corridor(position),
        Part::Measure => first.measures[position].name.clone(),
    });
    let unit = shown_unit(metric.unit(), study.money_of.filter(|_| metric.is_money()));
    ShownMetric { metric, stem: file_name.replace(['.', '_'], "-"), name, unit }
}

/// A metric's unit as readers see it; with a year, it is money of that year.
pub fn shown_unit(unit: &str, money_of: Option<i32>) -> ShownUnit {
    let is_share = unit == "share";
    let short = if is_share { "%" } else { unit.split(' ').next().unwrap_or(unit) }.to_string();
    ShownUnit {
        name: match money_of {
            _ if is_share => "%".to_string(),
            Some(year) => format!("{unit} in money of {year}"),
            None => unit.to_string(),
        },
        column: short.replace('%', "percent").replace('/', "_per_").to_lowercase(),
        short,
        factor: if is_share { 100.0 } else { 1.0 },
        digits: if unit.contains("bn") { 2 } else { 1 },
    }
}

/// A row a scenario: its level, and its change against the baseline in the same draws.
pub fn text(study: &StudyResults, ink: TextStyle) -> String {
    let mut text = String::new();
    let window = Window::last_full_year(study.horizon);
    let looks = Looks::of(study);
    for one in metrics(study) {
        let Some(comparison) = study.compare(one.metric, window) else { continue };
        let _ = writeln!(text, "{} {}, {}", one.name, during(window), one.unit.name);
        let _ = writeln!(text, "{:30}{:>8}{:>8}{:>8}   change, same draws", "", "5 %", "median", "95 %");
        let own = study.scenarios.iter().map(|scenario| scenario.label.as_str());
        let labels: Vec<&str> =
            own.chain(study.no_measures.iter().map(|one| one.scenario.label.as_str())).collect();
        let titles = apart(&labels, 27);
        let rows = comparison.rows.iter().chain(&comparison.no_measures);
        for (k, (row, title)) in rows.zip(&titles).enumerate() {
            let level =
                [row.level.q05, row.level.q50, row.level.q95].map(|estimate| estimate.times(one.unit.factor));
            let digits = together(&level, 3, one.unit.digits);
            let told: Vec<String> = level
                .iter()
                .zip(digits)
                .map(|(estimate, digits)| format!("{:>8}", super::numbers::fixed(estimate.value, digits)))
                .collect();
            let change = match k {
                0 => String::new(),
                _ if is_nothing(&row.difference) => "no difference".to_string(),
                _ => with_digits(&row.difference, one.unit.factor, one.unit.digits),
            };
            let slot = looks.own.get(k).copied().filter(|_| k < study.scenarios.len());
            let air = " ".repeat(28 - title.chars().count().min(28));
            let line = format!("  {}{air}{}   {change}", ink.scenario(slot, title), told.concat());
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
    }
    text
}
