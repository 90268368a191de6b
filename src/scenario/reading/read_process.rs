//! Reading what moves by itself: processes of indices, and disruptions of capacities.

use super::document::{Entry, Node};
use super::names::Names;
use super::reader::Reading;
use super::usual::Kind;
use crate::scenario::parameter::{ParameterId, Value};
use crate::scenario::process::{Disruption, Hits, Index, Process, ProcessGroup};
use crate::units::Dimension;

const HALF_LIFE: Kind = Kind { max: 400.0, ..Kind::positive(Dimension::Time) };
const VOLATILITY: Kind = Kind::between(Dimension::Share, 0.0, 5.0).usually_to(1.0);
const TREND: Kind = Kind::between(Dimension::Rate, -1.0, 1.0);
const CORRELATION: Kind = Kind::between(Dimension::Share, 0.0, 1.0);
/// What a process is made of.
const KEYS: [&str; 3] = ["half_life_quarters", "volatility", "trend"];

/// Reads `[process.demand]`, `[process.cost]` and `[process.ocean_freight]`.
pub(super) fn process_groups(tree: &Node, names: &Names<'_>, reading: &mut Reading<'_>) -> Vec<ProcessGroup> {
    let Some(section) = tree.get("process") else { return Vec::new() };
    reading.only(&section.node, "process", &["demand", "cost", "ocean_freight"]);
    let mut process_groups = Vec::new();
    for entry in reading.things(Some(section), "process") {
        let path = format!("process.{}", entry.key);
        process_groups.extend(match entry.key.as_str() {
            "demand" => process_group(entry, &path, &names.markets, "market", reading),
            "cost" => process_group(entry, &path, &names.exporters, "exporter", reading),
            "ocean_freight" => {
                reading.only(&entry.node, &path, &KEYS);
                let numbers = own(&entry.node, &path, None, reading);
                numbers
                    .and_then(|n| n.process(path.clone(), Index::OceanFreight, reading))
                    .map(|process| ProcessGroup { path, correlation: None, members: vec![process] })
            }
            _ => None,
        });
    }
    process_groups
}

/// Whether a number is certainly zero.
fn never(id: ParameterId, reading: &Reading<'_>) -> bool {
    reading.parameters.get(id.0).is_some_and(|parameter| parameter.value == Value::Fixed(0.0))
}

/// Numbers of a process, some of them its family's.
#[derive(Clone, Copy)]
struct Numbers {
    half_life: ParameterId,
    volatility: ParameterId,
    trend: Option<ParameterId>,
}

impl Numbers {
    /// The process; none if it never moves, so that standing still costs nothing.
    fn process(self, path: String, drives: Index, reading: &Reading<'_>) -> Option<Process> {
        let Numbers { half_life, volatility, trend } = self;
        let moves = !never(volatility, reading) || trend.is_some_and(|id| !never(id, reading));
        moves.then_some(Process { path, drives, half_life, volatility, trend })
    }
}

/// Reads a table's own numbers, in the place of `others` where there are some.
fn own(table: &Node, path: &str, others: Option<Numbers>, reading: &mut Reading<'_>) -> Option<Numbers> {
    let mut number = |key: &str, kind: Kind, other: Option<ParameterId>| match (table.get(key), other) {
        (None, Some(id)) => Some(id),
        _ => reading.required(table, path, key, kind),
    };
    let half_life = number("half_life_quarters", HALF_LIFE, others.map(|o| o.half_life));
    let volatility = number("volatility", VOLATILITY, others.map(|o| o.volatility));
    let trend = reading.optional(table, path, "trend", TREND)?;
    let trend = trend.or(others.and_then(|o| o.trend));
    Some(Numbers { half_life: half_life?, volatility: volatility?, trend })
}

/// A family with a member for every name; a table of a member's name has numbers of its own.
fn process_group(
    entry: &Entry,
    path: &str,
    names: &[&str],
    kind: &str,
    reading: &mut Reading<'_>,
) -> Option<ProcessGroup> {
    let table = &entry.node;
    for other in reading.things(Some(entry), path) {
        let word = other.key.as_str();
        if !KEYS.contains(&word) && word != "correlation" {
            reading.named(word, &other.key_at, names, kind);
        }
    }
    let shared = own(table, path, None, reading)?;
    let correlation = reading.optional(table, path, "correlation", CORRELATION)?;
    let mut members = Vec::new();
    for (k, name) in names.iter().enumerate() {
        let member = format!("{path}.{name}");
        let numbers = match table.get(name) {
            Some(entry) => {
                reading.only(&entry.node, &member, &KEYS);
                own(&entry.node, &member, Some(shared), reading)?
            }
            None => shared,
        };
        let drives = match kind {
            "market" => Index::Demand { market: k },
            _ => Index::Cost { exporter: k },
        };
        members.extend(numbers.process(member, drives, reading));
    }
    (!members.is_empty()).then(|| ProcessGroup { path: path.to_string(), correlation, members })
}

/// Reads every `[disruption.<name>]`; a wrong one is left out and its faults told.
pub(super) fn disruptions(tree: &Node, names: &Names<'_>, reading: &mut Reading<'_>) -> Vec<Disruption> {
    let mut list = Vec::new();
    for entry in reading.things(tree.get("disruption"), "disruption") {
        let path = format!("disruption.{}", entry.key);
        let disruption = disruption(tree, entry, path, names, reading);
        // One that never comes costs nothing.
        list.extend(disruption.filter(|disruption| !never(disruption.rate, reading)));
    }
    list
}

fn disruption(
    tree: &Node,
    entry: &Entry,
    path: String,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<Disruption> {
    let table = &entry.node;
    let keys = ["exporter", "corridor", "title", "rate_per_year", "capacity_factor", "duration_quarters"];
    reading.only(table, &path, &keys);
    let hits = whose_capacity(tree, entry, &path, "hits", names, reading);
    let rate = reading.required(
        table,
        &path,
        "rate_per_year",
        Kind::between(Dimension::Rate, 0.0, 100.0).usually_to(12.0),
    );
    let factor = Kind::between(Dimension::Share, 0.0, 1.0);
    let capacity_factor = reading.required(table, &path, "capacity_factor", factor);
    let duration = reading.required(table, &path, "duration_quarters", Kind::not_negative(Dimension::Time));
    let (capacity_factor, duration) = (capacity_factor?, duration?);
    for id in [capacity_factor, duration] {
        if let Some(parameter) = reading.parameters.get_mut(id.0) {
            parameter.recurs = true;
        }
    }
    Some(Disruption { path, hits: hits?, rate: rate?, capacity_factor, duration })
}

/// Whose capacity something changes: one exporter's or one corridor's, and there must be one to change.
pub(super) fn whose_capacity(
    tree: &Node,
    entry: &Entry,
    path: &str,
    verb: &str,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<Hits> {
    let table = &entry.node;
    let (key, known) = match (table.get("exporter"), table.get("corridor")) {
        (Some(_), None) => ("exporter", &names.exporters),
        (None, Some(_)) => ("corridor", &names.corridors),
        _ => {
            let help = "give either exporter = \"<name>\" or corridor = \"<name>\"";
            reading.fault(&entry.key_at, format!("`{path}` does not say what it {verb}"), help);
            return None;
        }
    };
    let name = reading.text(table, path, key)?;
    let at = table.get(key).map(|entry| entry.node.at.clone())?;
    let position = reading.named(&name, &at, known, key)?;
    if tree.at_path(&format!("{key}.{name}.capacity")).is_none() {
        let what = format!("`{path}` {verb} {name}, which has no capacity");
        reading.fault(&at, what, format!("add `capacity` to [{key}.{name}]"));
    }
    Some(if key == "exporter" { Hits::Exporter(position) } else { Hits::Corridor(position) })
}
