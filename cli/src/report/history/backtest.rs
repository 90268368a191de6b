//! A backtest: the figures beside what the model says, what was missed, and what doing without would cost.

use super::super::cautions;
use super::super::csv::csv;
use super::super::folder::{Finished, Folder};
use super::super::numbers::fixed;
use super::super::render::ReportError;
use super::super::results::ResultsRef;
use super::super::tables::text as cell;
use super::super::words::clip;
use super::super::words::wrapped;
use super::common::{Origin, TARGET_COLUMNS, decimals, empty, finding, history, target_cells, with_band};
use super::files::write;
use potash::calibration::backtest::{Backtest, LEAST_GAIN, TargetScore, Use};
use potash::calibration::benchmarks::{Benchmarks, Skill};
use potash::calibration::results::{BacktestResults, Phase, Stage};
use potash::calibration::simulated_targets::SimulatedTargets;
use potash::scenario::Definition;
use potash::scenario::history::{History, Target};
use potash_charts::{Cell, Table};
use std::fmt::Write as _;

/// Rows that the screen shows.
const WORST: usize = 12;

/// A backtest's results. `members` are the draws that it is made of.
pub fn results(
    backtest: &Backtest,
    history: &History,
    members: &SimulatedTargets,
    origin: &Origin<'_>,
) -> BacktestResults {
    let scenario = origin.loaded.definition();
    let stage = Stage::new(Phase::Tested(backtest.clone()), history, members);
    BacktestResults::new(scenario, history, origin.settings(), origin.seed, vec![stage])
}

/// Writes a backtest's text, tables, chart and manifest.
///
/// # Errors
/// What could not be written.
pub fn write_all(
    backtest: &Backtest,
    results: &BacktestResults,
    origin: &Origin<'_>,
    folder: Folder,
) -> Result<Finished, ReportError> {
    let scenario = origin.loaded.definition();
    let files = vec![
        ("backtest.txt".to_string(), (origin.preface() + &text(backtest, scenario)).into_bytes()),
        ("backtest.md".to_string(), markdown(backtest, scenario).into_bytes()),
        ("targets.csv".to_string(), csv(&table(backtest, scenario))),
        ("forecasts.csv".to_string(), csv(&forecasts(backtest, scenario))),
    ];
    write(folder, origin, files, (ResultsRef::Backtest(results), results, backtest.lost))
}

fn targets(scenario: &Definition) -> &[Target] {
    history(scenario).map_or(&[], |history| &history.targets)
}

/// The verdict in sentences: coverage with the power of the test, skill, training.
pub fn verdict(backtest: &Backtest) -> Vec<String> {
    let mut lines = Vec::new();
    let trained: Vec<&TargetScore> = backtest.rows.iter().filter(|row| row.role == Use::Trained).collect();
    let inside = trained.iter().filter(|row| row.inside()).count();
    lines.push(format!("{inside} of {} figures trained on lie in their 90 % band.", trained.len()));
    if let Some(c) = &backtest.coverage {
        let refuted = if c.in_90 < c.at_least { "refuted" } else { "not refuted" };
        lines.push(format!(
            "{} of {} figures held out lie in their 90 % band, {} in their 50 % band: the model is {refuted} by \
             these hold-outs (fewer than {} would), which would have caught intervals half as wide {} % of the time.",
            c.in_90,
            c.held_out,
            c.in_50,
            c.at_least,
            fixed(100.0 * c.power, 0)
        ));
    }
    if let Some(s) = &backtest.skill {
        lines.push(format!(
            "Score (CRPS by the level of each series, {} figures): {}; {}.",
            s.figures,
            fixed(s.model, 3),
            scores(&s.benchmarks)
        ));
        let better = match s.better().as_slice() {
            [] => "no other benchmark is better".to_string(),
            better => format!("better are {}", better.join(", ")),
        };
        lines.push(format!(
            "That is {} % better than persistence, of which {} % is asked for, and {better}. The backtest {}.",
            fixed(100.0 * s.gain_on_persistence(), 0),
            fixed(100.0 * LEAST_GAIN, 0),
            if backtest.passes() { "passes" } else { "fails" }
        ));
    }
    lines
}

/// "persistence 0.450, a random walk 0.324, …".
fn scores(benchmarks: &Benchmarks<f64>) -> String {
    let each = Benchmarks::<f64>::WORDS.iter().zip(benchmarks.each());
    each.map(|(words, score)| format!("{words} {}", fixed(*score, 3))).collect::<Vec<_>>().join(", ")
}

/// Scores series by series, for people: name, figures, the model's, and the benchmarks'.
fn by_series<'a>(
    backtest: &'a Backtest,
    scenario: &'a Definition,
) -> impl Iterator<Item = (&'a str, &'a Skill)> + 'a {
    let history = history(scenario);
    backtest
        .series
        .iter()
        .filter_map(move |one| Some((history?.series.get(one.series)?.title.as_str(), &one.skill)))
}

/// What is said of each series by the model that does not know it.
pub fn left_out(backtest: &Backtest, scenario: &Definition) -> String {
    let mut text = String::new();
    let Some(history) = history(scenario) else { return text };
    let _ = writeln!(
        text,
        "\n{:<31}{:>8}{:>9}{:>9}{:>10}{:>10}",
        "Each series left out", "figures", "inside", "score", "knowing", "Pareto k"
    );
    for one in &backtest.left_out {
        let k = one.pareto_k.map_or_else(|| "–".to_string(), |k| fixed(k, 2));
        let _ = writeln!(
            text,
            "{:<31}{:>8}{:>9}{:>9}{:>10}{k:>10}",
            clip(&history.series[one.series].title, 31),
            one.figures,
            one.inside,
            fixed(one.without, 3),
            fixed(one.with, 3)
        );
    }
    let note = "Scores (CRPS by the series' level) of figures calibrated to, by the model without them and by the one that \
                knows them; members weigh by one over their likelihood, which Pareto k above 0.7 does not bear.";
    let _ = writeln!(text, "{}", wrapped(note, 79));
    text
}

/// The screen.
pub fn text(backtest: &Backtest, scenario: &Definition) -> String {
    let mut text = cautions::paragraph(backtest.losses());
    // Where nothing is held out there is nothing to pass.
    let passed = match (&backtest.coverage, backtest.passes()) {
        (None, _) => "",
        (Some(_), true) => "PASS. ",
        (Some(_), false) => "FAIL. ",
    };
    let _ = writeln!(text, "{}\n", wrapped(&format!("{passed}{}.", finding(backtest)), 79));
    for line in verdict(backtest) {
        let _ = writeln!(text, "{}", wrapped(&line, 79));
    }
    let _ = writeln!(
        text,
        "\n{:<23} {:<10} {:>8}   {:<26}{:>6}",
        "The worst first", "", "observed", "predicted, 5 to 95 %", "below"
    );
    for row in backtest.rows.iter().take(WORST) {
        let target = &targets(scenario)[row.target];
        let digits = decimals(target);
        let [low, _, middle, _, high] = row.predicted;
        let _ = writeln!(
            text,
            "{:<23} {:<10} {:>8}   {:<26}{:>4} %",
            clip(&target.name, 23),
            row.role.words(),
            fixed(target.value, digits),
            with_band(low, middle, high, digits),
            fixed(100.0 * row.rank, 0)
        );
    }
    if !backtest.series.is_empty() {
        let _ = writeln!(
            text,
            "\n{:<31}{:>3}{:>8}{:>9}{:>9}{:>9}{:>9}",
            "Scores by series, held out", "", "model", "persist.", "walk", "revert", "prior"
        );
    }
    for (name, skill) in by_series(backtest, scenario) {
        let scores = skill.benchmarks.each().map(|score| format!("{:>9}", fixed(*score, 3))).concat();
        let _ =
            writeln!(text, "{:<31}{:>3}{:>8}{scores}", clip(name, 31), skill.figures, fixed(skill.model, 3));
    }
    if !backtest.forecasts.is_empty() {
        let _ = writeln!(text, "\nForecasts of the time        CRPS   the model's, knowing as much");
    }
    for compared in &backtest.forecasts {
        let Some((forecast, target)) = forecast_of(scenario, compared.forecast) else { continue };
        let digits = decimals(target);
        let [low, _, middle, _, high] = compared.model;
        let _ = writeln!(
            text,
            "{:<26} {:>6} {:>8}   {} of {}",
            clip(&forecast.by, 26),
            fixed(compared.score, 2),
            fixed(compared.model_score, 2),
            with_band(low, middle, high, digits),
            target.name
        );
    }
    let _ = writeln!(
        text,
        "\n{} draws. \"Below\" is the share of predictions below the observation.",
        backtest.draws
    );
    text
}

fn forecast_of(
    scenario: &Definition,
    position: usize,
) -> Option<(&potash::scenario::history::Forecast, &Target)> {
    let history: &History = history(scenario)?;
    let forecast = history.forecasts.get(position)?;
    Some((forecast, history.targets.get(forecast.target)?))
}

/// Every figure, the worst first.
fn table(backtest: &Backtest, scenario: &Definition) -> Table {
    let mut header: Vec<&str> = TARGET_COLUMNS.to_vec();
    header.extend(["use", "model_q05", "model_q50", "model_q95"]);
    header.extend(["predicted_q05", "predicted_q25", "predicted_q50", "predicted_q75", "predicted_q95"]);
    header.extend(["share_below", "in_90", "crps", "persistence_crps", "random_walk_crps"]);
    header.extend(["mean_reversion_crps", "prior_crps"]);
    let mut table = empty(&header);
    let Some(history) = history(scenario) else { return table };
    for row in &backtest.rows {
        let target = &history.targets[row.target];
        let mut cells = target_cells(history, target);
        cells.push(cell(row.role.words()));
        cells.extend([0, 2, 4].map(|k| Cell::number(row.model[k])));
        cells.extend(row.predicted.map(Cell::number));
        cells.extend([Cell::number(row.rank), cell(if row.inside() { "yes" } else { "no" })]);
        cells.push(Cell::number(row.crps));
        cells.extend(match &row.benchmarks {
            Some(known) => known.each().map(|score| Cell::number(*score)),
            None => [const { Cell::Missing }; 4],
        });
        table.rows.push(cells);
    }
    table
}

/// Every forecast beside the model's.
fn forecasts(backtest: &Backtest, scenario: &Definition) -> Table {
    let header = [
        "by",
        "target",
        "unit",
        "low",
        "high",
        "observed",
        "crps",
        "model_q05",
        "model_q50",
        "model_q95",
        "model_crps",
        "source",
    ];
    let mut table = empty(&header);
    for compared in &backtest.forecasts {
        let Some((forecast, target)) = forecast_of(scenario, compared.forecast) else { continue };
        let mut row = vec![cell(&forecast.by), cell(&target.name), cell(target.metric.unit())];
        let numbers = [forecast.low, forecast.high, target.value, compared.score];
        row.extend(numbers.map(Cell::number));
        row.extend(
            [compared.model[0], compared.model[2], compared.model[4], compared.model_score].map(Cell::number),
        );
        row.push(cell(&forecast.source));
        table.rows.push(row);
    }
    table
}

/// The tables of a document, the worst figure first.
pub fn markdown(backtest: &Backtest, scenario: &Definition) -> String {
    let mut text = String::new();
    for line in verdict(backtest) {
        let _ = writeln!(text, "- {line}");
    }
    if !backtest.series.is_empty() {
        let head = "| held out of | figures | model | persistence | random walk | mean reversion | before learning |";
        let _ = writeln!(text, "\n{head}\n|---|---|---|---|---|---|---|");
    }
    for (name, skill) in by_series(backtest, scenario) {
        let scores = skill.benchmarks.each().map(|score| fixed(*score, 3)).join(" | ");
        let _ = writeln!(text, "| {name} | {} | {} | {scores} |", skill.figures, fixed(skill.model, 3));
    }
    let _ = writeln!(
        text,
        "\n| figure | use | observed | model, 5 to 95 % | predicted, 5 to 95 % | below | CRPS | persistence |\n|---|---|---|---|---|---|---|---|"
    );
    for row in &backtest.rows {
        let target = &targets(scenario)[row.target];
        let digits = decimals(target);
        let band = |b: &[f64; 5]| with_band(b[0], b[2], b[4], digits);
        let _ = writeln!(
            text,
            "| {} | {} | {} ± {} | {} | {} | {} % | {} | {} |",
            target.name,
            row.role.words(),
            fixed(target.value, digits),
            fixed(target.spread(), digits),
            band(&row.model),
            band(&row.predicted),
            fixed(100.0 * row.rank, 0),
            fixed(row.crps, digits + 1),
            row.benchmarks.map_or_else(String::new, |known| fixed(known.persistence, digits + 1))
        );
    }
    if let (false, Some(history)) = (backtest.left_out.is_empty(), history(scenario)) {
        let head = "| left out | figures | in the 90 % band | score | score knowing them | Pareto k |";
        let _ = writeln!(text, "\n{head}\n|---|---|---|---|---|---|");
        for one in &backtest.left_out {
            let k = one.pareto_k.map_or_else(String::new, |k| fixed(k, 2));
            let (title, without) = (&history.series[one.series].title, fixed(one.without, 3));
            let with = fixed(one.with, 3);
            let _ =
                writeln!(text, "| {title} | {} | {} | {without} | {with} | {k} |", one.figures, one.inside);
        }
    }
    if backtest.forecasts.is_empty() {
        return text;
    }
    let _ = writeln!(
        text,
        "\n| forecast | of | said | observed | CRPS | model, knowing as much | CRPS |\n|---|---|---|---|---|---|---|"
    );
    for compared in &backtest.forecasts {
        let Some((forecast, target)) = forecast_of(scenario, compared.forecast) else { continue };
        let digits = decimals(target);
        let said = match forecast.low < forecast.high {
            true => format!("{} to {}", fixed(forecast.low, digits), fixed(forecast.high, digits)),
            false => fixed(forecast.low, digits),
        };
        let [low, _, middle, _, high] = compared.model;
        let _ = writeln!(
            text,
            "| {} | {} | {said} | {} | {} | {} | {} |",
            forecast.by,
            target.name,
            fixed(target.value, digits),
            fixed(compared.score, 2),
            with_band(low, middle, high, digits),
            fixed(compared.model_score, 2)
        );
    }
    text
}
