//! Reading measures and expectations.

use super::document::{Entry, Node, Tree};
use super::names::Names;
use super::read_numbers::pairs;
use super::read_timing::timings;
use super::reader::Reading;
use super::usual;
use super::usual::Kind;
use crate::scenario::expectation::{Expectation, Period};
use crate::scenario::measure::{Effect, Measure};
use crate::scenario::metric::{Metric, Part};
use crate::scenario::parameter::ParameterId;
use crate::units::Dimension;
use crate::units::time::{Horizon, Quarter};

const MEASURE_KEYS: [&str; 13] = [
    "by",
    "title",
    "imposed",
    "lifted",
    "reimposed",
    "phase_in",
    "recovery",
    "access",
    "friction",
    "added_cost",
    "tariff",
    "corridor",
    "capacity",
];

/// Reads every measure; a wrong one is left out and its faults told.
pub(super) fn measures(tree: &Node, names: &Names<'_>, reading: &mut Reading<'_>) -> Vec<Measure> {
    let mut list = Vec::new();
    for entry in reading.things(tree.get("measure"), "measure") {
        let path = format!("measure.{}", entry.key);
        list.extend(measure(entry, &path, names, reading));
    }
    list
}

fn measure(entry: &Entry, path: &str, names: &Names<'_>, reading: &mut Reading<'_>) -> Option<Measure> {
    let table = &entry.node;
    reading.only(table, path, &MEASURE_KEYS);
    let before = reading.problems.len();
    let title = reading.text(table, path, "title");
    let by = reading.text(table, path, "by").unwrap_or_default();
    let timings = timings(table, path, names, reading);
    let phase_in = half_life(table, path, "phase_in", reading);
    let recovery = half_life(table, path, "recovery", reading);
    let mut effects = Vec::new();
    for (key, kind, make) in PAIR_EFFECTS {
        if let Some(section) = table.get(key) {
            let cells = pairs(section, &format!("{path}.{key}"), kind, names, reading).unwrap_or_default();
            effects.extend(cells.into_iter().map(|(pair, id)| make(pair, id)));
        }
    }
    corridor_effects(table, path, names, reading, &mut effects);
    capacity_effects(table, path, names, reading, &mut effects);
    if reading.problems.len() > before {
        return None;
    }
    Some(Measure { name: entry.key.clone(), title, by, timings: timings?, phase_in, recovery, effects })
}

type MakeEffect = fn(usize, ParameterId) -> Effect;

/// Effects on pairs: the table they stand in, what a number there may be, and what it becomes.
const PAIR_EFFECTS: [(&str, Kind, MakeEffect); 4] = [
    ("access", Kind::not_negative(Dimension::Share).usually_to(1.0), |pair, level| Effect::Access {
        pair,
        level,
    }),
    ("friction", Kind::between(Dimension::Share, 0.0, 10.0).usually_to(1.0), |pair, rate| Effect::Friction {
        pair,
        rate,
    }),
    ("added_cost", Kind::between(Dimension::Price, -1e4, 1e4), |pair, cost| Effect::AddedCost { pair, cost }),
    ("tariff", Kind::between(Dimension::Share, -0.9, 10.0).usually_to(2.0), |pair, rate| Effect::Tariff {
        pair,
        rate,
    }),
];

fn corridor_effects(
    table: &Node,
    path: &str,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
    effects: &mut Vec<Effect>,
) {
    let section = format!("{path}.corridor");
    for entry in reading.things(table.get("corridor"), &section) {
        let Some(corridor) = reading.named(&entry.key, &entry.key_at, &names.corridors, "corridor") else {
            continue;
        };
        let own = format!("{section}.{}", entry.key);
        reading.only(&entry.node, &own, &["open", "added_cost", "capacity_factor"]);
        match entry.node.get("open").map(|e| &e.node) {
            None | Some(Node { value: Tree::Bool(true), .. }) => {}
            Some(Node { value: Tree::Bool(false), .. }) => effects.push(Effect::CloseCorridor { corridor }),
            Some(node) => {
                reading.fault(&node.at, format!("`{own}.open` is not true or false"), "write open = false")
            }
        }
        let cost = Kind::between(Dimension::Price, -1e4, 1e4);
        if let Some(Some(added)) = reading.optional(&entry.node, &own, "added_cost", cost) {
            effects.push(Effect::CorridorCost { corridor, added });
        }
        let share = Kind::not_negative(Dimension::Share).usually_to(2.0);
        if let Some(Some(factor)) = reading.optional(&entry.node, &own, "capacity_factor", share) {
            effects.push(Effect::CorridorCapacity { corridor, factor });
        }
    }
}

fn capacity_effects(
    table: &Node,
    path: &str,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
    effects: &mut Vec<Effect>,
) {
    let section = format!("{path}.capacity");
    for entry in reading.things(table.get("capacity"), &section) {
        let Some(exporter) = reading.named(&entry.key, &entry.key_at, &names.exporters, "exporter") else {
            continue;
        };
        let kind = Kind::not_negative(Dimension::Share).usually_to(2.0);
        let factor = reading.number(&entry.node, &format!("{section}.{}", entry.key), kind);
        effects.extend(factor.map(|factor| Effect::Capacity { exporter, factor }));
    }
}

/// `recovery = { half_life_quarters = … }`.
fn half_life(table: &Node, path: &str, key: &str, reading: &mut Reading<'_>) -> Option<ParameterId> {
    let entry = table.get(key)?;
    let own = format!("{path}.{key}");
    reading.only(&entry.node, &own, &["half_life_quarters"]);
    reading.required(&entry.node, &own, "half_life_quarters", Kind::not_negative(Dimension::Time))
}

/// Reads every expectation; a wrong one is left out and its faults told.
pub(super) fn expectations(
    tree: &Node,
    names: &Names<'_>,
    horizon: Option<Horizon>,
    reading: &mut Reading<'_>,
) -> Vec<Expectation> {
    let mut list = Vec::new();
    for entry in reading.things(tree.get("expect"), "expect") {
        let path = format!("expect.{}", entry.key);
        list.extend(expectation(entry, &path, names, horizon, reading));
    }
    list
}

fn expectation(
    entry: &Entry,
    path: &str,
    names: &Names<'_>,
    horizon: Option<Horizon>,
    reading: &mut Reading<'_>,
) -> Option<Expectation> {
    let table = &entry.node;
    reading.only(table, path, &["metric", "period", "value", "tolerance"]);
    for key in ["metric", "period", "value", "tolerance", "source"] {
        if table.get(key).is_none() {
            reading.missing(table, path, key);
        }
    }
    let named = metric(table, path, names, reading);
    let period = table.get("period").and_then(|e| match parse_period(&e.node) {
        Some(period) => Some(period),
        None => {
            let help = "write period = \"2022\", \"2022-Q3\" or \"baseline\"";
            reading.fault(&e.node.at, format!("`{path}.period` is not a period"), help);
            None
        }
    });
    let mut plain = |key: &str| match table.get(key).map(|e| &e.node) {
        Some(Node { value: Tree::Number(number), .. }) => Some(*number),
        Some(node) => {
            reading.fault(&node.at, format!("`{path}.{key}` is not a number"), "write a decimal number");
            None
        }
        None => None,
    };
    let (value, tolerance) = (plain("value"), plain("tolerance"));
    if let (Some(entry), true) = (table.get("tolerance"), tolerance.is_some_and(|t| t < 0.0)) {
        reading.fault(
            &entry.node.at,
            format!("`{path}.tolerance` is negative"),
            "a tolerance is zero or more",
        );
    }
    if let (Some(entry), Some((_, metric))) = (table.get("unit"), &named) {
        let help = format!("leave it out: the figure is in {}", metric.unit());
        reading.fault(&entry.node.at, format!("`{path}` cannot choose its unit"), help);
    }
    if let (Some(entry), Some(period), Some(horizon)) = (table.get("period"), period, horizon)
        && !covers(horizon, period)
    {
        let help = "choose a period inside the horizon, or \"baseline\"";
        reading.fault(&entry.node.at, format!("`{path}` is about {period}, which no run covers"), help);
    }
    if let (Some(entry), Some((_, metric)), Some(value)) = (table.get("value"), &named, value) {
        check_figure(&entry.node, path, *metric, value, reading);
    }
    let source = reading.text(table, path, "source");
    let (metric_name, metric) = named?;
    Some(Expectation {
        name: entry.key.clone(),
        metric,
        metric_name,
        period: period?,
        value: value?,
        tolerance: tolerance?,
        source: source?,
    })
}

/// A figure of a share lies between 0 and 1.
pub(super) fn check_figure(node: &Node, path: &str, metric: Metric, value: f64, reading: &mut Reading<'_>) {
    if metric.unit() == "share" && !(0.0..=1.0).contains(&value) {
        let hint = usual::hint(Kind::between(Dimension::Share, 0.0, 1.0), value).unwrap_or_default();
        let what = format!("`{path}` is {value}, and a share");
        reading.fault(&node.at, what, format!("{hint}it must be between 0 and 1"));
    }
}

fn covers(horizon: Horizon, period: Period) -> bool {
    match period {
        Period::Baseline => true,
        Period::Year(year) => horizon.iter().any(|quarter| quarter.year() == year),
        Period::Quarter(wanted) => horizon.iter().any(|quarter| quarter == wanted),
    }
}

fn parse_period(node: &Node) -> Option<Period> {
    match &node.value {
        Tree::Text(text) if text == "baseline" => Some(Period::Baseline),
        Tree::Text(text) => match text.parse::<Quarter>() {
            Ok(quarter) => Some(Period::Quarter(quarter)),
            Err(_) => text.parse().ok().filter(|year| (1900..=2200).contains(year)).map(Period::Year),
        },
        Tree::Number(year) if (1900.0..=2200.0).contains(year) => Some(Period::Year(*year as i32)),
        _ => None,
    }
}

/// The metric that a table is about, by name.
pub(super) fn metric(
    table: &Node,
    path: &str,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<(String, Metric)> {
    let name = reading.text(table, path, "metric")?;
    let at = table.get("metric").map(|e| e.node.at.clone())?;
    match parse_metric(&name, names) {
        Ok(metric) => Some((name, metric)),
        Err(help) => {
            reading.fault(&at, format!("`{name}` is not a metric"), help);
            None
        }
    }
}

/// Parses a metric's dotted name; the error says what would be right.
fn parse_metric(name: &str, names: &Names<'_>) -> Result<Metric, String> {
    Metric::parse(name, |part, name| {
        let (list, kind) = match part {
            Part::Exporter => (&names.exporters, "exporter"),
            Part::Market => (&names.markets, "market"),
            Part::Corridor => (&names.corridors, "corridor"),
            Part::Measure => (&names.measures, "measure"),
        };
        list.iter().position(|known| *known == name).ok_or_else(|| {
            format!("no {kind} is called `{name}`; {}", super::problem::suggestion(name, list))
        })
    })
}
