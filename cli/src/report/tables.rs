//! Tidy CSV tables: one question each, a header with units, one observation a row.

use potash::results::comparison::compared;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::scenario::metric::{Metric, Part};
use potash::stats::summary::Summary;
use potash_charts::{Cell, Table};

pub(super) fn table(header: &[&str]) -> Table {
    Table { header: header.iter().map(ToString::to_string).collect(), rows: Vec::new() }
}

/// Whose a row is: the scenario's name, by which rows of all tables are distinguished, and its title.
pub(super) fn key(scenario: &ScenarioInfo) -> [Cell; 2] {
    [text(&scenario.name), text(&scenario.title)]
}

pub(super) fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

pub(super) fn number(value: f64) -> Cell {
    if value.is_finite() { Cell::Number(value) } else { Cell::Missing }
}

const SUMMARY: [&str; 16] = [
    "draws",
    "mean",
    "mean_error",
    "sd",
    "sd_error",
    "q05",
    "q05_error",
    "q25",
    "q25_error",
    "q50",
    "q50_error",
    "q75",
    "q75_error",
    "q95",
    "q95_error",
    "quantile_bound",
];

/// Names of the columns that [`summary_cells`] fills, each with something in front.
pub(super) fn summary_header(prefix: &str) -> impl Iterator<Item = String> + use<'_> {
    SUMMARY.iter().map(move |name| format!("{prefix}{name}"))
}

/// A summary in a row of a table.
pub(super) fn summary_cells(summary: &Summary) -> Vec<Cell> {
    let mut cells =
        vec![number(summary.draws as f64), number(summary.mean.value), number(summary.mean.error)];
    for estimate in [summary.sd, summary.q05, summary.q25, summary.q50, summary.q75, summary.q95] {
        cells.extend([number(estimate.value), number(estimate.error)]);
    }
    cells.push(number(summary.bound));
    cells
}

/// A metric's name with the names of its world.
pub fn metric_name(scenario: &ScenarioInfo, metric: Metric) -> String {
    metric.name(|part, k| match part {
        Part::Exporter => &scenario.exporters[k],
        Part::Market => &scenario.markets[k],
        Part::Corridor => &scenario.corridors[k],
        Part::Measure => &scenario.measures[k].name,
    })
}

/// Every metric of every scenario over the horizon and its years.
pub fn summary_table(study: &StudyResults) -> Table {
    let windows = Window::years(study.horizon);
    summaries(study, &windows, |_| true)
}

/// The focus's main metrics in every quarter.
pub fn by_period(study: &StudyResults) -> Table {
    let focus = study.scenarios[0].focus;
    summaries(study, &Window::quarters(study.horizon), |metric| metric.is_by_quarter(focus))
}

fn summaries(study: &StudyResults, windows: &[Window], shown: impl Fn(Metric) -> bool) -> Table {
    let mut table = table(&["scenario", "title", "window", "metric", "unit"]);
    table.header.extend(SUMMARY.iter().map(ToString::to_string));
    for (scenario, summary_of_draws) in study.each() {
        for kept in summary_of_draws.metrics.iter().filter(|kept| shown(kept.metric)) {
            for &window in windows {
                // What has no value over a window has no row.
                let Some(summary) = summary_of_draws.summary(kept.metric, window) else { continue };
                let mut row = key(scenario).to_vec();
                row.extend([text(window.to_string()), text(&kept.name), text(&kept.unit)]);
                row.extend(summary_cells(summary));
                table.rows.push(row);
            }
        }
    }
    table
}

/// Revenue of the focus summed from the beginning of the horizon to the end of each quarter.
pub fn cumulative_revenue(study: &StudyResults) -> Table {
    let mut table = table(&["scenario", "title", "through", "metric", "unit"]);
    table.header.extend(SUMMARY.iter().map(ToString::to_string));
    for (scenario, summary_of_draws) in study.each() {
        for (last, summary) in study.horizon.iter().zip(summary_of_draws.cumulative()) {
            let Some(summary) = summary else { continue };
            let name = format!("cumulative_{}", metric_name(scenario, study.revenue()));
            let mut row = key(scenario).to_vec();
            row.extend([text(last.to_string()), text(name), text("bn USD")]);
            row.extend(summary_cells(summary));
            table.rows.push(row);
        }
    }
    table
}

/// The focus's trade by market, and by corridor, over the horizon and its years.
pub fn trade(study: &StudyResults) -> Table {
    let mut table = table(&["scenario", "title", "window", "exporter", "by", "destination"]);
    for name in ["q05", "q50", "q95", "mean"] {
        table.header.extend(["", "_error"].map(|part| format!("trade_mt_per_year_{name}{part}")));
    }
    for (scenario, summary_of_draws) in study.each() {
        for metric in summary_of_draws.metrics.iter().map(|kept| kept.metric) {
            let (by, destination) = match metric {
                Metric::Trade { market, .. } => ("market", &scenario.markets[market]),
                Metric::CorridorFlow { corridor } => ("corridor", &scenario.corridors[corridor]),
                _ => continue,
            };
            for window in Window::years(study.horizon) {
                let Some(summary) = summary_of_draws.summary(metric, window) else { continue };
                let mut row = key(scenario).to_vec();
                row.extend([
                    text(window.to_string()),
                    text(&scenario.exporters[scenario.focus]),
                    text(by),
                    text(destination),
                ]);
                let estimates = [summary.q05, summary.q50, summary.q95, summary.mean];
                row.extend(estimates.into_iter().flat_map(|e| [number(e.value), number(e.error)]));
                table.rows.push(row);
            }
        }
    }
    table
}

/// Paired differences to the baseline, and shares of the loss restored.
pub fn differences(study: &StudyResults) -> Table {
    let mut table = table(&["scenario", "title", "baseline", "window", "metric", "unit"]);
    table.header.extend(summary_header("difference_"));
    table.header.extend(["share_of_draws_above", "share_of_draws_above_error"].map(String::from));
    table.header.extend(summary_header("restored_"));
    table.header.push("draws_without_loss".to_string());
    let focus = study.scenarios[0].focus;
    for metric in compared(focus).into_iter().chain(study.shown.iter().copied()) {
        for window in Window::years(study.horizon) {
            // What some scenario has no value of cannot be compared.
            let Some(comparison) = study.compare(metric, window) else { continue };
            for (scenario, row) in study.scenarios.iter().zip(&comparison.rows).skip(1) {
                let mut cells = key(scenario).to_vec();
                cells.extend([text(&study.scenarios[0].name), text(window.to_string())]);
                cells.extend([text(&comparison.metric_name), text(metric.unit())]);
                cells.extend(summary_cells(&row.difference));
                cells.extend([number(row.above.value), number(row.above.error)]);
                match &row.restored {
                    Some(restored) => {
                        cells.extend(summary_cells(&restored.share));
                        cells.push(number(restored.without_loss as f64));
                    }
                    None => cells.extend([const { Cell::Missing }; SUMMARY.len() + 1]),
                }
                table.rows.push(cells);
            }
        }
    }
    table
}

/// What results go with: every uncertain number, the largest swing of each scenario first.
pub fn drivers(study: &StudyResults) -> Table {
    let mut table = table(&[
        "scenario",
        "title",
        "result",
        "window",
        "number",
        "unit",
        "number_in_lowest_tenth",
        "number_in_highest_tenth",
    ]);
    for name in ["result_in_lowest_tenth_q50", "result_in_highest_tenth_q50", "share_of_variance"] {
        table.header.extend(["", "_error"].map(|part| format!("{name}{part}")));
    }
    for drivers in &study.drivers {
        let scenario = &study.scenarios[drivers.scenario];
        let result =
            if drivers.scenario == 0 { "revenue_usd_bn_per_year" } else { "difference_usd_bn_per_year" };
        for driver in &drivers.list {
            let mut row = key(scenario).to_vec();
            row.extend([text(result), text(drivers.window.to_string())]);
            row.extend([text(&driver.path), text(&driver.unit), number(driver.low), number(driver.high)]);
            let estimates = [driver.at_low, driver.at_high, driver.share];
            row.extend(estimates.into_iter().flat_map(|e| [number(e.value), number(e.error)]));
            table.rows.push(row);
        }
        // What was learnt together has one share.
        if let Some(share) = drivers.learnt_share {
            let mut row = key(scenario).to_vec();
            row.extend([text(result), text(drivers.window.to_string()), text("calibration"), text("")]);
            row.extend([const { Cell::Missing }; 6]);
            row.extend([number(share), Cell::Missing]);
            table.rows.push(row);
        }
    }
    table
}

/// What scenarios expect, beside what the model says.
pub fn expectations(study: &StudyResults) -> Table {
    let mut table = table(&[
        "scenario",
        "title",
        "expectation",
        "metric",
        "period",
        "figure",
        "tolerance",
        "model_q50",
        "model_q05",
        "model_q95",
        "holds",
        "source",
    ]);
    for (scenario, checked) in study.expectations() {
        let expected = &checked.expectation;
        let median = checked.model.as_ref().map_or(f64::NAN, |model| model.median);
        let interval = checked.model.as_ref().and_then(|model| model.interval);
        let (low, high) = interval.unwrap_or((f64::NAN, f64::NAN));
        let mut row = key(scenario).to_vec();
        row.extend([
            text(&expected.name),
            text(&expected.metric_name),
            text(expected.period.to_string()),
            number(expected.value),
            number(expected.tolerance),
            number(median),
            number(low),
            number(high),
            text(if checked.holds() { "yes" } else { "no" }),
            text(&expected.source),
        ]);
        table.rows.push(row);
    }
    table
}

/// Draws that were lost, with the reason; the first of each scenario if they are very many.
pub fn lost(study: &StudyResults) -> Table {
    let mut table = table(&["scenario", "title", "draw", "quarter", "reason"]);
    for (scenario, summary_of_draws) in study.each() {
        for lost in &summary_of_draws.lost {
            let quarter = lost.quarter.map_or(Cell::Missing, |quarter| text(quarter.to_string()));
            let mut row = key(scenario).to_vec();
            row.extend([number(lost.draw as f64), quarter, text(&lost.reason)]);
            table.rows.push(row);
        }
    }
    table
}
