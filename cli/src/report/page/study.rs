//! A study on the page: the answer, what differs, the results.

use super::chapter::ChapterWriter;
use super::document::{Block, Chapter, Section};
use crate::report::brief::headline;
use crate::report::figures::looks::Looks;
use crate::report::figures::{self, Topic, reference_label};
use crate::report::numbers::scale::money_decimals;
use crate::report::numbers::{
    calibrated, fixed, has_interval, percent, percent_interval, plus, stepped, supported, together,
    with_interval,
};
use crate::report::outlook;
use crate::report::outlook::name;
use crate::report::summary;
use crate::report::words::{during, possessive, restored};
use potash::results::comparison::{Comparison, Restored};
use potash::results::conditional::{Conditional, FEWEST, MeasureState};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::stats::summary::{Estimate, Summary, decimals};
use potash_charts::{Cell, ChartError, Table};

/// The answer in two sentences with intervals.
pub(super) fn lead(study: &StudyResults) -> Vec<String> {
    let window = Window::last_full_year(study.horizon);
    let Some(comparison) = study.compare(study.revenue(), window) else { return Vec::new() };
    let (when, name) = (during(window), study.focus());
    let most = money_decimals(study);
    let money = study.money();
    let gain = |k: usize| {
        let (title, row) = (&study.scenarios[k].label, &comparison.rows[k]);
        let [low, middle, high] = gain_numbers(&row.difference, most);
        if let Some(relief) = outlook::open_relief(study, k) {
            let [own_low, own, own_high] = gain_numbers(&relief.difference, most);
            let share = |one: &Restored| restored(&one.share).of_the("what the measures cost");
            let restores =
                relief.restored.as_ref().map_or_else(String::new, |one| format!(" and {}", share(one)));
            let over_all = row.restored.as_ref().map_or_else(String::new, |one| {
                let share = one.share.q50;
                format!(", {} %", stepped(share.value, share.error))
            });
            return format!(
                "With the {measure} lifted, “{title}” brings {name} {own}\u{a0}{money} a year in {year} ({own_low} to \
                 {own_high}, 5–95 % of draws){restores}. That holds in {chance} of draws; over all of them it is \
                 {middle}\u{a0}bn ({low} to {high}){over_all}.",
                measure = outlook::name(&study.scenarios[k], relief.measure),
                year = when.trim_start_matches("in "),
                chance = percent(relief.share),
            );
        }
        let restored = row.restored.as_ref().map_or_else(String::new, |one| {
            format!(", which {}", restored(&one.share).of_the("what the measures cost"))
        });
        format!(
            "Under “{title}” it is {calibrated} that {name} earns more {when} than under “{baseline}”: {middle}\u{a0}{money} a year at the median \
             ({low} to {high}, 5–95 % of draws){restored}.",
            calibrated = calibrated(row.above),
            baseline = study.scenarios[0].label,
        )
    };
    match comparison.rows.as_slice() {
        [] => Vec::new(),
        [row] => {
            let scenario = &study.scenarios[0];
            let above = study
                .reference_value()
                .zip(study.summaries.first().and_then(|summary_of_draws| summary_of_draws.shape(window)));
            let above = above.map_or_else(String::new, |((value, label), shape)| {
                let reference_value = reference_label(value, label);
                let calibrated = calibrated(shape.above);
                format!("; that it is more than the {reference_value} is {calibrated}")
            });
            let level = with_interval(&row.level, most, false);
            let level = format!(
                "Under “{title}” {name} earns {level} {when}, the median and 5–95 % of draws{above}.",
                title = scenario.label
            );
            let cost = comparison.no_measures.as_ref().map(|no_measures| {
                let [low, middle, high] = gain_numbers(&no_measures.difference, most);
                format!(
                    "That {name} would earn more without any measure is {calibrated}: they cost {cost}\u{a0}bn USD a \
                     year at the median ({low} to {high}).",
                    calibrated = calibrated(no_measures.above),
                    cost = middle.trim_start_matches('+'),
                )
            });
            std::iter::once(level).chain(cost).collect()
        }
        // The first relief and the last: more would no longer be an answer.
        [_, _] => headline(study).into_iter().chain([gain(1)]).collect(),
        [.., _] => headline(study).into_iter().chain([gain(1), gain(comparison.rows.len() - 1)]).collect(),
    }
}

/// Low end, signed median and high end of a difference.
fn gain_numbers(difference: &Summary, most: i32) -> [String; 3] {
    let [low, middle, high] = together(&[difference.q05, difference.q50, difference.q95], 3, most);
    [fixed(difference.q05.value, low), plus(difference.q50.value, middle), fixed(difference.q95.value, high)]
}

impl ChapterWriter<'_> {
    pub(super) fn study(&self, study: &StudyResults) -> Result<Chapter, (String, ChartError)> {
        let figures = figures::figures(study);
        let of = |topic: Topic| -> Result<Vec<Block>, (String, ChartError)> {
            figures.iter().filter(|figure| figure.topic == topic).map(|figure| self.drawn(figure)).collect()
        };
        let mut results = of(Topic::Result)?;
        results.extend(self.levels(study));
        results.extend(of(Topic::Distribution)?);
        results.extend(self.gains(study));
        results.extend(of(Topic::Difference)?);
        results.extend(self.measure_states(study, of(Topic::Measures)?));
        let mut causes = Vec::new();
        let split = of(Topic::Causes)?;
        if !split.is_empty() {
            causes.push(Block::Paragraph("Revenue is tonnes times price. Draw by draw, a difference is split into what more or fewer tonnes bring at the mean of both prices, and what a better or worse price brings on the mean of both tonnages; the two add up exactly.".to_string()));
            causes.extend(split);
        }
        causes.extend(self.drivers(study, of(Topic::Drivers)?));
        let sections: [Option<Section>; 7] = [
            self.section("finding", "What was found", vec![Block::List(summary::findings(study))]),
            self.section("differs", "What differs between the scenarios", self.differs(study)),
            self.section("results", "Results", results),
            self.section("trade", "Where the tonnes go and what they cost", of(Topic::Trade)?),
            self.section("causes", "What drives the results", causes),
            self.section("change", "What would change the answer", self.change(study)),
            self.section("diagnostics", "How well it was computed", self.diagnostics(study)),
        ];
        let looks = Looks::of(study);
        let own = study.scenarios.iter().map(|one| one.label.clone()).zip(looks.own);
        let no_measures = study.no_measures.iter().map(|one| (one.scenario.label.clone(), looks.no_measures));
        let series = own.chain(no_measures).collect();
        Ok(self.chapter(series, sections))
    }

    /// Quantiles of revenue over the horizon and its last year, and the chance of passing the reference value.
    fn levels(&self, study: &StudyResults) -> Vec<Block> {
        let reference_value = study.reference_value().map(|(value, label)| reference_label(value, label));
        let head =
            reference_value.as_ref().map(|label| format!("above {reference_value}", reference_value = label));
        let header = ["scenario", "period", "5 %", "median", "95 %", "mean"];
        let mut table =
            Table { header: header.map(str::to_string).into_iter().chain(head).collect(), rows: Vec::new() };
        for window in Window::summary_windows(study.horizon) {
            for (scenario, summary_of_draws) in study.each() {
                let Some(level) = summary_of_draws.summary(study.revenue(), window) else { continue };
                let mut row = vec![Cell::text(&scenario.label), Cell::text(&window.to_string())];
                row.extend(quantiles(level, (fixed, money_decimals(study))));
                if reference_value.is_some() {
                    row.push(above(summary_of_draws, window));
                }
                table.rows.push(row);
            }
        }
        let name_s = possessive(&study.focus());
        let caption = format!("{name_s} revenue, {} a year", study.money());
        let note = format!(
            "Digits are shown as far as the Monte Carlo error of {draws} draws supports them; errors stand in summary.csv.",
            draws = study.draws
        );
        vec![Block::Table { caption, table }, Block::Paragraph(note)]
    }

    /// Paired differences and what they restore.
    fn gains(&self, study: &StudyResults) -> Vec<Block> {
        let header =
            ["scenario", "period", "5 %", "median", "95 %", "mean", "a gain in", "restored of the loss"];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        let windows = Window::summary_windows(study.horizon);
        let comparisons = windows.iter().filter_map(|&window| study.compare(study.revenue(), window));
        for comparison in comparisons {
            let Comparison { window, rows, no_measures, .. } = comparison;
            let own = study.scenarios.iter().zip(rows).skip(1);
            let no_measures = study.no_measures.iter().map(|one| &one.scenario).zip(no_measures);
            for (scenario, row) in own.chain(no_measures) {
                let mut cells = vec![Cell::text(&scenario.label), Cell::text(&window.to_string())];
                cells.extend(quantiles(&row.difference, (plus, money_decimals(study))));
                cells.push(Cell::Text(percent(row.above)));
                cells.push(match &row.restored {
                    Some(restored) => Cell::Text(percent_interval(&restored.share)),
                    None => Cell::Missing,
                });
                table.rows.push(cells);
            }
        }
        let baseline = study.scenarios.first().map_or("", |one| one.label.as_str());
        let caption = format!("Differences to “{baseline}” in the same draws, {} a year", study.money());
        if table.rows.is_empty() { Vec::new() } else { vec![Block::Table { caption, table }] }
    }

    /// How likely measures are, and results given what became of them.
    fn measure_states(&self, study: &StudyResults, charts: Vec<Block>) -> Vec<Block> {
        if charts.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Paragraph("Relief is a matter of chance. How likely each measure is to be in force, and what the results are given what became of it:".to_string())];
        blocks.extend(charts);
        let header = [
            "scenario",
            "measure",
            "what became of it",
            "share of draws",
            "5 %",
            "median",
            "95 %",
            "difference",
            "restored of the loss",
        ];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        for (scenario, one) in shown_states(study) {
            let [low, median, high, _] = quantiles(&one.level, (fixed, money_decimals(study)));
            let difference = match one.scenario {
                0 => Cell::Missing,
                _ => Cell::Text(with_interval(&one.difference, money_decimals(study), true)),
            };
            let restored = one.restored.as_ref().filter(|_| one.scenario > 0);
            table.rows.push(vec![
                Cell::text(&scenario.label),
                Cell::Text(name(scenario, one.measure)),
                Cell::text(self.state(one.state)),
                Cell::Text(percent(one.share)),
                low,
                median,
                high,
                difference,
                restored.map_or(Cell::Missing, |one| Cell::Text(percent_interval(&one.share))),
            ]);
        }
        let when = during(Window::last_full_year(study.horizon));
        let caption = format!("Revenue {when}, given what became of a measure, {} a year", study.money());
        if !table.rows.is_empty() {
            blocks.push(Block::Table { caption, table });
        }
        blocks
    }

    pub(super) fn state(&self, state: MeasureState) -> &'static str {
        match state {
            MeasureState::InForce => "in force all year",
            MeasureState::NotInForce => "not in force",
            MeasureState::Changed => "changed within it",
        }
    }
}

/// What became of measures in the last year, where enough draws have it.
pub(super) fn shown_states(study: &StudyResults) -> impl Iterator<Item = (&ScenarioInfo, &Conditional)> {
    let window = Window::last_full_year(study.horizon);
    let told = study.conditionals.iter().filter(move |one| one.window == window && one.level.draws >= FEWEST);
    told.filter_map(|one| Some((study.scenarios.get(one.scenario)?, one)))
}

/// 5 %, median, 95 % and mean as cells, with the digits that their errors support.
pub(super) fn quantiles(summary: &Summary, (show, most): (fn(f64, i32) -> String, i32)) -> [Cell; 4] {
    let columns = [summary.q05, summary.q50, summary.q95, summary.mean];
    let digits = together(&columns, 3, most);
    let told = has_interval(summary);
    let mut cells = columns.iter().zip(digits).enumerate().map(|(k, (estimate, digits))| {
        // The ends of an interval are shown where there are enough draws.
        if !told && matches!(k, 0 | 2) { Cell::Missing } else { Cell::Text(show(estimate.value, digits)) }
    });
    std::array::from_fn(|_| cells.next().unwrap_or(Cell::Missing))
}

/// The share of draws above the reference value.
fn above(summary_of_draws: &ScenarioSummary, window: Window) -> Cell {
    summary_of_draws.shape(window).map_or(Cell::Missing, |shape| Cell::Text(percent(shape.above)))
}

/// A number with the digits its error supports.
pub(super) fn cell(estimate: Estimate, most: i32) -> Cell {
    Cell::Text(if decimals(estimate, most) < 0 {
        fixed(estimate.value, 0)
    } else {
        supported(estimate, most)
    })
}
