//! Reading numbers that come in matrices and on dated knots.

use super::document::{Entry, Node, Tree};
use super::names::Names;
use super::reader::Reading;
use super::sections::ABOUT;
use super::usual::Kind;
use crate::scenario::parameter::ParameterId;
use crate::scenario::world::DatedPath;
use crate::units::time::Quarter;

/// Reads `[section.<exporter>] <market> = number` into (pair, parameter) entries.
pub(super) fn pairs(
    section: &Entry,
    path: &str,
    kind: Kind,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<Vec<(usize, ParameterId)>> {
    let before = reading.problems.len();
    let mut list = Vec::new();
    for row in reading.things(Some(section), path) {
        let Some(i) = reading.named(&row.key, &row.key_at, &names.exporters, "exporter") else { continue };
        let row_path = format!("{path}.{}", row.key);
        for cell in reading.things(Some(row), &row_path) {
            let Some(j) = reading.named(&cell.key, &cell.key_at, &names.markets, "market") else { continue };
            let id = reading.number(&cell.node, &format!("{row_path}.{}", cell.key), kind);
            list.extend(id.map(|id| (names.pair(i, j), id)));
        }
    }
    (reading.problems.len() == before).then_some(list)
}

pub(super) fn matrix(
    tree: &Node,
    section: &str,
    kind: Kind,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<Vec<Option<ParameterId>>> {
    let mut flat = vec![None; names.exporters.len() * names.markets.len()];
    if let Some(entry) = tree.get(section) {
        for (pair, id) in pairs(entry, section, kind, names, reading)? {
            flat[pair] = Some(id);
        }
    }
    Some(flat)
}

/// A number that may be constant or a table of quarters. The outer option is none if it is wrong.
pub(super) fn dated(
    table: &Node,
    path: &str,
    key: &str,
    kind: Kind,
    reading: &mut Reading<'_>,
) -> Option<Option<DatedPath>> {
    let Some(entry) = table.get(key) else { return Some(None) };
    let path = format!("{path}.{key}");
    let node = &entry.node;
    if node.is_number() || !matches!(node.value, Tree::Table(_)) {
        return reading.number(node, &path, kind).map(|id| Some(DatedPath::Constant(id)));
    }
    let mut knots = Vec::new();
    let before = reading.problems.len();
    for knot in node.entries().iter().filter(|e| !ABOUT.contains(&e.key.as_str())) {
        match knot.key.parse::<Quarter>() {
            Ok(quarter) => {
                let id = reading.number(&knot.node, &format!("{path}.{}", knot.key), kind);
                knots.extend(id.map(|id| (quarter, id)));
            }
            Err(error) => {
                let help = "give a number, a distribution, or a table of quarters: { \"2026-Q1\" = 1.0 }";
                reading.fault(&knot.key_at, format!("in `{path}`: {error}"), help);
            }
        }
    }
    knots.sort_by_key(|(quarter, _)| *quarter);
    if knots.is_empty() && reading.problems.len() == before {
        reading.fault(&node.at, format!("`{path}` has no value"), "give a number or quarters");
    }
    (reading.problems.len() == before).then_some(Some(DatedPath::Knots(knots)))
}
