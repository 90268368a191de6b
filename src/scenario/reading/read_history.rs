//! Reading what was observed: `[history]`, `[target.<series>]` with its years, `[forecast.<name>]`.

use super::document::{Entry, Node, Tree};
use super::names::Names;
use super::read_measure::{check_figure, metric};
use super::reader::Reading;
use super::sections::ABOUT;
use crate::scenario::history::{Forecast, History, MOST_TARGETS, Role, Series, Target};
use crate::units::time::{Horizon, Quarter};

const SERIES_KEYS: [&str; 4] = ["title", "metric", "discrepancy", "use"];
const FIGURE_KEYS: [&str; 4] = ["value", "error", "discrepancy", "use"];
const FORECAST_KEYS: [&str; 6] = ["by", "knew", "target", "value", "low", "high"];

/// Reads the history; none where the scenario has none, or where its heading is wrong.
pub(super) fn history(
    tree: &Node,
    names: &Names<'_>,
    horizon: Option<Horizon>,
    reading: &mut Reading<'_>,
) -> Option<History> {
    let Some(heading) = tree.get("history") else {
        for key in ["target", "forecast"] {
            if let Some(entry) = tree.get(key) {
                let help = "add [history] with training_until = 2022: the last year that is learnt from";
                reading.fault(&entry.key_at, format!("there is a `{key}` and no history"), help);
            }
        }
        return None;
    };
    reading.only(&heading.node, "history", &["training_until"]);
    let until = reading.whole(&heading.node, "history", "training_until", 1900.0, 2200.0);
    if heading.node.get("training_until").is_none() {
        reading.missing(&heading.node, "history", "training_until");
    }
    let mut history =
        History { training_until: until? as i32, series: vec![], targets: vec![], forecasts: vec![] };
    for entry in reading.things(tree.get("target"), "target") {
        series(entry, names, horizon, reading, &mut history);
    }
    if history.targets.len() > MOST_TARGETS {
        let what = format!("there are {} targets", history.targets.len());
        reading.fault(&heading.node.at, what, format!("{MOST_TARGETS} at the most"));
    }
    for entry in reading.things(tree.get("forecast"), "forecast") {
        let forecast = forecast(entry, &history, reading);
        history.forecasts.extend(forecast);
    }
    Some(history)
}

/// A number that is no parameter: an observation, or an error.
pub(super) fn plain(table: &Node, path: &str, key: &str, reading: &mut Reading<'_>) -> Option<f64> {
    let entry = table.get(key)?;
    match entry.node.value {
        Tree::Number(number) => Some(number),
        _ => {
            reading.fault(
                &entry.node.at,
                format!("`{path}.{key}` is not a number"),
                "write a decimal number, in the metric's unit",
            );
            None
        }
    }
}

/// A standard error or deviation.
fn spread(table: &Node, path: &str, key: &str, reading: &mut Reading<'_>) -> Option<f64> {
    let number = plain(table, path, key, reading)?;
    if number < 0.0 {
        let at = table.get(key).map(|entry| entry.node.at.clone())?;
        reading.fault(&at, format!("`{path}.{key}` is {number}"), "it must be zero or more");
        return None;
    }
    Some(number)
}

fn role(table: &Node, path: &str, reading: &mut Reading<'_>) -> Option<Role> {
    let word = reading.text(table, path, "use")?;
    let at = table.get("use").map(|entry| entry.node.at.clone())?;
    let words = Role::WORDS.map(|(word, _)| word);
    reading.named(&word, &at, &words, "use of a figure").map(|k| Role::WORDS[k].1)
}

/// The figures of one series, year by year.
fn series(
    entry: &Entry,
    names: &Names<'_>,
    horizon: Option<Horizon>,
    reading: &mut Reading<'_>,
    history: &mut History,
) {
    let (table, path) = (&entry.node, format!("target.{}", entry.key));
    let before = reading.problems.len();
    if table.get("metric").is_none() {
        reading.missing(table, &path, "metric");
    }
    let named = metric(table, &path, names, reading);
    let title = reading.text(table, &path, "title").unwrap_or_else(|| entry.key.replace('_', " "));
    let discrepancy = spread(table, &path, "discrepancy", reading);
    let usual = role(table, &path, reading).unwrap_or(Role::Fit);
    if reading.problems.len() > before {
        return;
    }
    let Some((metric_name, metric)) = named else { return };
    history.series.push(Series { name: entry.key.clone(), title, metric, metric_name });
    let position = history.series.len() - 1;
    for figure in table.entries() {
        let key = figure.key.as_str();
        if SERIES_KEYS.contains(&key) || ABOUT.contains(&key) {
            continue;
        }
        let when = period(key).filter(|period| covered(horizon, *period));
        let Some((year, quarter)) = when else {
            let years = horizon.map_or_else(Vec::new, Horizon::whole_years);
            let help = match (period(key), years.first().zip(years.last())) {
                (Some((_, None)), Some(((first, _), (last, _)))) => {
                    format!("its whole years are {first} to {last}")
                }
                (Some(_), _) => "choose a quarter of the horizon, or lengthen the horizon".to_string(),
                (None, _) => reading.problems.suggestion(key, &SERIES_KEYS),
            };
            let what = format!("`{path}.{key}` is no whole year of the horizon, and no quarter of it");
            reading.fault(&figure.key_at, what, help);
            continue;
        };
        let own = format!("{path}.{key}");
        reading.only(&figure.node, &own, &FIGURE_KEYS);
        for needed in ["value", "error"] {
            if figure.node.get(needed).is_none() {
                reading.missing(&figure.node, &own, needed);
            }
        }
        let value = plain(&figure.node, &own, "value", reading);
        if let Some(value) = value {
            check_figure(&figure.node, &own, metric, value, reading);
        }
        let error = spread(&figure.node, &own, "error", reading);
        let discrepancy = spread(&figure.node, &own, "discrepancy", reading).or(discrepancy).unwrap_or(0.0);
        let role = role(&figure.node, &own, reading).unwrap_or(usual);
        let about = figure.node.inherited.within(&figure.node);
        let source = about.source.as_ref().map(|(text, _)| text.to_string());
        if source.is_none() {
            reading.missing(&figure.node, &own, "source");
        }
        let (Some(value), Some(error), Some(source)) = (value, error, source) else { continue };
        if error.hypot(discrepancy) <= 0.0 {
            let help = "give it an error or a discrepancy above zero: nothing is observed exactly";
            reading.fault(&figure.node.at, format!("`{own}` leaves no room for any error"), help);
        }
        let name = format!("{}.{key}", entry.key);
        history.targets.push(Target {
            name,
            series: position,
            metric,
            year,
            quarter,
            value,
            error,
            discrepancy,
            role,
            source,
        });
    }
}

/// A year, and the quarter of it where the key names one.
fn period(key: &str) -> Option<(i32, Option<Quarter>)> {
    match key.parse::<Quarter>() {
        Ok(quarter) => Some((quarter.year(), Some(quarter))),
        Err(_) => key.parse().ok().filter(|year| (1900..=2200).contains(year)).map(|year| (year, None)),
    }
}

fn covered(horizon: Option<Horizon>, (year, quarter): (i32, Option<Quarter>)) -> bool {
    horizon.is_some_and(|horizon| match quarter {
        Some(quarter) => horizon.iter().any(|known| known == quarter),
        None => horizon.whole_years().iter().any(|(whole, _)| *whole == year),
    })
}

fn forecast(entry: &Entry, history: &History, reading: &mut Reading<'_>) -> Option<Forecast> {
    let (table, path) = (&entry.node, format!("forecast.{}", entry.key));
    reading.only(table, &path, &FORECAST_KEYS);
    for key in ["by", "knew", "target", "source"] {
        if table.get(key).is_none() {
            reading.missing(table, &path, key);
        }
    }
    let by = reading.text(table, &path, "by");
    let knew = reading.whole(table, &path, "knew", 1900.0, 2200.0);
    let source = reading.text(table, &path, "source");
    let named = reading.text(table, &path, "target").and_then(|name| {
        let at = table.get("target").map(|entry| entry.node.at.clone())?;
        let known: Vec<&str> = history.targets.iter().map(|target| target.name.as_str()).collect();
        reading.named(&name, &at, &known, "target")
    });
    let value = plain(table, &path, "value", reading);
    let ends = (plain(table, &path, "low", reading), plain(table, &path, "high", reading));
    let (low, high) = match (value, ends) {
        (Some(value), (None, None)) => (value, value),
        (None, (Some(low), Some(high))) if low <= high => (low, high),
        _ => {
            let help = "give either `value`, or `low` and a `high` that is not below it";
            reading.fault(&table.at, format!("`{path}` forecasts no figure"), help);
            return None;
        }
    };
    Some(Forecast {
        name: entry.key.clone(),
        by: by?,
        knew: knew? as i32,
        target: named?,
        low,
        high,
        source: source?,
    })
}
