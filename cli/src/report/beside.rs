//! What a wide terminal shows beside the answer's rows: the whole horizon, tonnes, the share of the world's trade.

use super::numbers::scale::money_decimals;
use super::numbers::{is_nothing, plus, supported};
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash::stats::summary::{Estimate, decimals};

/// Fewest columns of a terminal that has room for it.
pub const WIDE: usize = 112;
/// Where it begins.
const FROM: usize = 80;

/// Rows and their heads, with what stands beside them; nothing on a narrow terminal.
pub struct Beside {
    is_wide: bool,
}

impl Beside {
    /// For a terminal of so many columns.
    pub fn of(columns: usize) -> Beside {
        Beside { is_wide: columns >= WIDE }
    }

    /// A line with cells beside it. Colours take no room.
    pub fn line(&self, line: &str, cells: &[String]) -> String {
        if !self.is_wide || cells.iter().all(String::is_empty) {
            return line.to_string();
        }
        let air = " ".repeat(FROM.saturating_sub(seen(line)));
        let cells: String = cells.iter().map(|cell| format!(" {cell:>9}")).collect();
        format!("{line}{air}{cells}").trim_end().to_string()
    }

    /// Heads of a relief's cells.
    pub fn relief_heads(&self, study: &StudyResults) -> Vec<String> {
        vec![Window::whole(study.horizon).to_string().replace(" to ", "-"), "Mt".to_string()]
    }

    /// What a relief adds over the whole horizon, and in tonnes in the last year: medians of paired differences.
    pub fn relief(&self, study: &StudyResults, scenario: usize) -> Vec<String> {
        let change = |metric: Metric, window: Window, most: i32| {
            let comparison = study.compare(metric, window)?;
            let difference = &comparison.rows.get(scenario)?.difference;
            let told = || plus(difference.q50.value, decimals(difference.q50, most));
            Some(if is_nothing(difference) { "0".to_string() } else { told() })
        };
        let exporter = study.scenarios[0].focus;
        let (whole, last) = (Window::whole(study.horizon), Window::last_full_year(study.horizon));
        let money = change(study.revenue(), whole, money_decimals(study));
        let tonnes = change(Metric::Exports { exporter }, last, 1);
        [money, tonnes].map(Option::unwrap_or_default).to_vec()
    }

    /// Heads of a level's cells.
    pub fn level_heads(&self, study: &StudyResults) -> Vec<String> {
        let [whole, tonnes]: [String; 2] =
            self.relief_heads(study).try_into().unwrap_or_else(|_| [String::new(), String::new()]);
        vec![whole, tonnes, "of world".to_string()]
    }

    /// Revenue over the whole horizon, and tonnes and their share of the world's trade in the last year: medians.
    pub fn level(&self, study: &StudyResults, summary: &ScenarioSummary) -> Vec<String> {
        let exporter = study.scenarios[0].focus;
        let (whole, last) = (Window::whole(study.horizon), Window::last_full_year(study.horizon));
        let median = |metric, window| summary.summary(metric, window).map(|one| one.q50);
        let told = |estimate: Option<Estimate>, most: i32| estimate.map(|one| supported(one, most));
        let share = median(Metric::WorldShare { exporter }, last).map(|share| share.times(100.0));
        let cells = [
            told(median(study.revenue(), whole), money_decimals(study)),
            told(median(Metric::Exports { exporter }, last), 1),
            told(share, 1).map(|share| format!("{share} %")),
        ];
        cells.map(Option::unwrap_or_default).to_vec()
    }
}

/// Columns that a line takes on a terminal.
fn seen(line: &str) -> usize {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().map_or(0, |text| text.chars().count());
    let after = |part: &str| part.split_once('m').map_or(0, |(_, text)| text.chars().count());
    first + parts.map(after).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_begin_in_one_column_whatever_colours_a_line_has() {
        let wide = Beside::of(WIDE);
        let plain = wide.line("  US relief", &["1.5".to_string()]);
        let coloured = wide.line("  \u{1b}[38;5;32mUS relief\u{1b}[0m", &["1.5".to_string()]);
        assert_eq!(seen(&plain), seen(&coloured));
        assert_eq!(seen(&plain), FROM + 10);
        assert_eq!(Beside::of(80).line("x", &["1.5".to_string()]), "x");
    }
}
