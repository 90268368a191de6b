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
    /// "USD/t in money of 2025", "%".
    pub unit: String,
    /// What its values are multiplied by: shares are shown in per cent.
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
    let kind = file_name.split('.').next().unwrap_or_default().replace('_', " ");
    let (first_letter, rest) = kind.split_at(kind.chars().next().map_or(0, char::len_utf8));
    let kind = format!("{}{rest}", first_letter.to_uppercase());
    let thing = |(part, position): (Part, usize)| match part {
        Part::Exporter => first.exporter(position),
        Part::Market => first.market(position),
        Part::Corridor => first.corridor(position),
        Part::Measure => first.measures[position].name.clone(),
    };
    let name = std::iter::once(kind).chain(metric.things().map(thing)).collect::<Vec<_>>().join(", ");
    let is_share = metric.unit() == "share";
    let unit = match (metric.is_money(), study.money_of) {
        _ if is_share => "%".to_string(),
        (true, Some(year)) => format!("{} in money of {year}", metric.unit()),
        _ => metric.unit().to_string(),
    };
    let stem = file_name.replace(['.', '_'], "-");
    ShownMetric {
        metric,
        stem,
        name,
        unit,
        factor: if is_share { 100.0 } else { 1.0 },
        digits: if metric.unit().contains("bn") { 2 } else { 1 },
    }
}

/// A row a scenario: its level, and its change against the baseline in the same draws.
pub fn text(study: &StudyResults, ink: TextStyle) -> String {
    let mut text = String::new();
    let window = Window::last_full_year(study.horizon);
    let looks = Looks::of(study);
    for one in metrics(study) {
        let Some(comparison) = study.compare(one.metric, window) else { continue };
        let _ = writeln!(text, "{} {}, {}", one.name, during(window), one.unit);
        let _ = writeln!(text, "{:30}{:>8}{:>8}{:>8}   change, same draws", "", "5 %", "median", "95 %");
        let own = study.scenarios.iter().map(|scenario| scenario.label.as_str());
        let labels: Vec<&str> =
            own.chain(study.no_measures.iter().map(|one| one.scenario.label.as_str())).collect();
        let titles = apart(&labels, 27);
        let rows = comparison.rows.iter().chain(&comparison.no_measures);
        for (k, (row, title)) in rows.zip(&titles).enumerate() {
            let level =
                [row.level.q05, row.level.q50, row.level.q95].map(|estimate| estimate.times(one.factor));
            let digits = together(&level, 3, one.digits);
            let told: Vec<String> = level
                .iter()
                .zip(digits)
                .map(|(estimate, digits)| format!("{:>8}", super::numbers::fixed(estimate.value, digits)))
                .collect();
            let change = match k {
                0 => String::new(),
                _ if is_nothing(&row.difference) => "no difference".to_string(),
                _ => with_digits(&row.difference, one.factor, one.digits),
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
