//! Reading corridors: what they cost and carry, and whom they serve.

use super::document::{Entry, Node, Tree};
use super::limits::MOST_ROUTES;
use super::names::Names;
use super::read_numbers::{dated, pairs};
use super::reader::Reading;
use super::usual::Kind;
use crate::scenario::direction::Direction;
use crate::scenario::parameter::ParameterId;
use crate::scenario::world::{Corridor, DatedPath};
use crate::units::Dimension;

const TONNAGE: Kind = Kind::not_negative(Dimension::Tonnage);
const COST: Kind = Kind::not_negative(Dimension::Price);

/// `[corridor.<name>]`.
pub(super) fn read_corridor(
    entry: &Entry,
    path: &str,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<Corridor> {
    let table = &entry.node;
    reading.only(
        table,
        path,
        &["title", "cost", "baseline_cost", "capacity", "open", "payee", "direction", "serves", "extra"],
    );
    reading.text(table, path, "title");
    let costs = read_costs(table, path, reading);
    let capacity = dated(table, path, "capacity", TONNAGE, reading);
    let open = match table.get("open").map(|e| &e.node) {
        None => Some(true),
        Some(Node { value: Tree::Bool(open), .. }) => Some(*open),
        Some(node) => {
            reading.fault(&node.at, format!("`{path}.open` is not true or false"), "write open = false");
            None
        }
    };
    let payee = reading.text(table, path, "payee");
    let direction = reading.word(table, path, "direction", &Direction::WORDS);
    let serves = read_serves(table, path, names, reading);
    let mut extra = Vec::new();
    if let Some(table) = table.get("extra") {
        extra = pairs(table, &format!("{path}.extra"), COST, names, reading)?;
    }
    let (cost, baseline_cost) = costs?;
    Some(Corridor {
        name: entry.key.clone(),
        cost,
        baseline_cost,
        capacity: capacity?,
        open: open?,
        payee,
        direction,
        serves: serves?,
        extra,
    })
}

/// What a corridor costs, and what it cost at the baseline: the same, unless that is said.
fn read_costs(table: &Node, path: &str, reading: &mut Reading<'_>) -> Option<(DatedPath, ParameterId)> {
    let Some(entry) = table.get("cost") else {
        reading.missing(table, path, "cost");
        return None;
    };
    let cost = dated(table, path, "cost", COST, reading);
    let baseline = reading.optional(table, path, "baseline_cost", COST);
    let cost = cost??;
    let baseline = match (baseline?, &cost) {
        (Some(id), _) | (None, &DatedPath::Constant(id)) => id,
        (None, DatedPath::Knots(_)) => {
            let what = format!("`{path}.cost` changes, and what it was at the baseline is not said");
            reading.fault(
                &entry.key_at,
                what,
                "add baseline_cost, at which the baseline's trade was shipped",
            );
            return None;
        }
    };
    Some((cost, baseline))
}

/// `[corridor.x.serves]`: for each exporter the markets it reaches, or "all".
fn read_serves(table: &Node, path: &str, names: &Names<'_>, reading: &mut Reading<'_>) -> Option<Vec<bool>> {
    if table.get("serves").is_none() {
        reading.missing(table, path, "serves");
        return None;
    }
    let mut serves = vec![false; names.exporters.len() * names.markets.len()];
    let before = reading.problems.len();
    let path = format!("{path}.serves");
    for entry in reading.things(table.get("serves"), &path) {
        let Some(i) = reading.named(&entry.key, &entry.key_at, &names.exporters, "exporter") else {
            continue;
        };
        match &entry.node.value {
            Tree::Text(word) if word == "all" => {
                (0..names.markets.len()).for_each(|j| serves[names.pair(i, j)] = true)
            }
            Tree::Array(items) => {
                for item in items {
                    let Tree::Text(name) = &item.value else {
                        reading.fault(&item.at, "a market's name is text", "write [\"china\", \"india\"]");
                        continue;
                    };
                    if let Some(j) = reading.named(name, &item.at, &names.markets, "market") {
                        serves[names.pair(i, j)] = true;
                    }
                }
            }
            _ => reading.fault(
                &entry.node.at,
                format!("`{path}` lists no markets"),
                "write [\"china\"] or \"all\"",
            ),
        }
    }
    (reading.problems.len() == before).then_some(serves)
}

/// Routes have a limit of their own: a solver's work is in them.
pub(super) fn check_routes(tree: &Node, corridors: &[Corridor], reading: &mut Reading<'_>) {
    let routes: usize = corridors.iter().map(|corridor| corridor.serves.iter().filter(|s| **s).count()).sum();
    if routes > MOST_ROUTES {
        let at = tree.get("corridor").map_or(&tree.at, |entry| &entry.key_at).clone();
        let what = format!("corridors serve {routes} pairs of an exporter and a market");
        reading.fault(&at, what, format!("{MOST_ROUTES} at the most, all corridors together"));
    }
}

/// An exporter that ships by corridors can only sell where one of them leads.
pub(super) fn check_served(
    tree: &Node,
    trade: &Option<Vec<Option<ParameterId>>>,
    corridors: &[Corridor],
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) {
    let Some(trade) = trade else { return };
    for (i, exporter) in names.exporters.iter().enumerate() {
        let served = |j: usize| corridors.iter().any(|c| c.serves[names.pair(i, j)]);
        if !(0..names.markets.len()).any(served) {
            continue;
        }
        for (j, market) in names.markets.iter().enumerate() {
            let traded = trade[names.pair(i, j)].is_some_and(|id| reading.parameters[id.0].central() > 0.0);
            let node = tree.at_path(&format!("trade.{exporter}.{market}"));
            if let (true, false, Some(node)) = (traded, served(j), node) {
                let what =
                    format!("{exporter} trades with {market} at the baseline, and no corridor leads there");
                reading.fault(
                    &node.at,
                    what,
                    format!("let a corridor serve it: [corridor.….serves] {exporter} = [\"{market}\"]"),
                );
            }
        }
    }
}
