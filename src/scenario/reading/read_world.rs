//! Reading the world: exporters, markets, corridors, matrices, indices.

use super::document::{Entry, Node, Tree};
use super::names::Names;
use super::read_corridor::{check_routes, check_served, read_corridor};
use super::read_numbers::{dated, matrix};
use super::reader::Reading;
use super::usual::Kind;
use crate::market::DemandSystem;
use crate::scenario::parameter::{ParameterId, Value};
use crate::scenario::world::{Adjustment, BaselinePrice, BaselineShare, Exporter, Market, World};
use crate::units::Dimension;

/// World-wide indices.
const INDICES: [&str; 4] = ["demand", "cost", "ocean_freight", "deflator"];
const ELASTICITY: Kind = Kind::positive(Dimension::Number).usually_to(50.0);
const INDEX: Kind = Kind::positive(Dimension::Number).usually_to(10.0);
/// A new mine can be many times what was there before.
const EXPANSION: Kind = Kind::positive(Dimension::Number).usually_to(50.0);
const DUTY: Kind = Kind::between(Dimension::Share, -0.99, 10.0).usually_to(2.0);
const TONNAGE: Kind = Kind::not_negative(Dimension::Tonnage);
const COST: Kind = Kind::not_negative(Dimension::Price);

pub(super) fn world(tree: &Node, reading: &mut Reading<'_>) -> Option<World> {
    let names = Names::of(tree);
    for (section, list) in [("exporter", &names.exporters), ("market", &names.markets)] {
        if list.is_empty() {
            let help = format!(
                "add [{section}.<name>], or extend a scenario that has them: extends = \"market.toml\""
            );
            reading.fault(&tree.at, format!("the scenario has no {section}s"), help);
        }
    }
    let model = read_model(tree, &names, reading);
    let exporters = each(tree, "exporter", reading, read_exporter);
    let markets = each(tree, "market", reading, read_market);
    let corridors = each(tree, "corridor", reading, |entry, path, r| read_corridor(entry, path, &names, r));
    let trade = matrix(tree, "trade", TONNAGE, &names, reading);
    let freight = matrix(tree, "freight", COST, &names, reading);
    let duty = matrix(tree, "duty", DUTY, &names, reading);
    let shares = read_shares(tree, &names, reading);
    let index = tree.get("index").map(|entry| &entry.node);
    if let Some(index) = index {
        reading.only(index, "index", &INDICES);
    }
    let mut indices = INDICES.map(|key| match index {
        Some(table) => dated(table, "index", key, INDEX, reading),
        None => Some(None),
    });
    let adjustments = read_adjustments(tree, reading);
    let corridors = corridors?;
    check_routes(tree, &corridors, reading);
    check_served(tree, &trade, &corridors, &names, reading);
    check_freight(tree, trade.as_deref(), freight.as_deref(), &names, reading);
    let (demand, sigma, theta) = model?;
    let [supply_adjustment, demand_adjustment] = adjustments?;
    Some(World {
        demand,
        sigma,
        theta,
        exporters: exporters?,
        markets: markets?,
        corridors,
        trade: trade?,
        freight: freight?,
        duty: duty?,
        shares: shares?,
        demand_index: indices[0].take()?,
        cost_index: indices[1].take()?,
        ocean_freight: indices[2].take()?,
        deflator: indices[3].take()?,
        supply_adjustment,
        demand_adjustment,
    })
}

/// Reads every thing of a section; none if one of them is wrong.
fn each<T>(
    tree: &Node,
    section: &str,
    reading: &mut Reading<'_>,
    mut one: impl FnMut(&Entry, &str, &mut Reading<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let entries = reading.things(tree.get(section), section);
    let mut read = Vec::new();
    for entry in &entries {
        let before = reading.problems.len();
        let thing = one(entry, &format!("{section}.{}", entry.key), reading);
        let lacks = reading
            .problems
            .since(before)
            .iter()
            .any(|p| p.what.contains(" has no ") || p.what.contains(" needs "));
        let others = entries.iter().map(|other| other.key.as_str()).filter(|other| *other != entry.key);
        if let (None, true, Some(near)) = (&thing, lacks, reading.problems.meant(&entry.key, others)) {
            // In a file that extends another, a misspelt name looks like a new and unfinished thing.
            let help = format!("did you mean `{section}.{near}`?");
            reading.fault(&entry.key_at, format!("`{section}.{}` is not complete", entry.key), help);
        }
        read.push(thing);
    }
    read.into_iter().collect()
}

fn read_model(
    tree: &Node,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<(DemandSystem, ParameterId, Option<ParameterId>)> {
    let Some(entry) = tree.get("model") else {
        reading.missing(tree, "model", "sigma");
        return None;
    };
    let table = &entry.node;
    reading.only(table, "model", &["demand", "sigma", "theta"]);
    let demand = match (reading.text(table, "model", "demand"), table.get("demand")) {
        (None, None) => Some(DemandSystem::Additive),
        (Some(word), Some(entry)) => {
            let words = ["additive", "ces"];
            let at = entry.node.at.clone();
            let found = reading.named(&word, &at, &words, "demand system");
            found.map(|k| [DemandSystem::Additive, DemandSystem::Ces][k])
        }
        _ => None,
    };
    let sigma = reading.required(table, "model", "sigma", ELASTICITY);
    let theta_kind = Kind::positive(Dimension::PerPrice).usually_to(100.0);
    let theta = if names.corridors.is_empty() {
        reading.optional(table, "model", "theta", theta_kind)
    } else {
        reading.required(table, "model", "theta", theta_kind).map(Some)
    };
    Some((demand?, sigma?, theta?))
}

/// `[adjustment.supply]` and `[adjustment.demand]`. An elasticity of one exporter or market to prices that last needs
/// the table of its side, which says how long that takes.
fn read_adjustments(tree: &Node, reading: &mut Reading<'_>) -> Option<[Option<Adjustment>; 2]> {
    let section = tree.get("adjustment").map(|entry| &entry.node);
    if let Some(section) = section {
        reading.only(section, "adjustment", &["supply", "demand"]);
    }
    let sides = [
        ("supply", "exporter", "long_run_supply_elasticity"),
        ("demand", "market", "long_run_demand_elasticity"),
    ];
    let before = reading.problems.len();
    let read = sides.map(|(side, owners, own)| {
        let Some(entry) = section.and_then(|section| section.get(side)) else {
            for entry in reading.things(tree.get(owners), owners) {
                if let Some(own) = entry.node.get(own) {
                    let what = format!("`{owners}.{}.{}` has no time to act in", entry.key, own.key);
                    let help =
                        format!("add [adjustment.{side}] with half_life_quarters and long_run_elasticity");
                    reading.fault(&own.key_at, what, help);
                }
            }
            return None;
        };
        let (table, path) = (&entry.node, format!("adjustment.{side}"));
        reading.only(table, &path, &["half_life_quarters", "long_run_elasticity"]);
        let half_life = reading.required(table, &path, "half_life_quarters", Kind::positive(Dimension::Time));
        let long_run_elasticity = reading.required(table, &path, "long_run_elasticity", ELASTICITY);
        Some(Adjustment { half_life: half_life?, long_run_elasticity: long_run_elasticity? })
    });
    (reading.problems.len() == before).then_some(read)
}

fn read_exporter(entry: &Entry, path: &str, reading: &mut Reading<'_>) -> Option<Exporter> {
    let table = &entry.node;
    reading.text(table, path, "title");
    let keys = [
        "title",
        "fob",
        "baseline_revenue",
        "capacity",
        "supply_elasticity",
        "long_run_supply_elasticity",
        "rent_share",
        "contract_lag_quarters",
        "cost_index",
        "expansion",
    ];
    reading.only(table, path, &keys);
    let price = match (table.get("fob"), table.get("baseline_revenue")) {
        (Some(_), None) => {
            reading.required(table, path, "fob", Kind::positive(Dimension::Price)).map(BaselinePrice::Fob)
        }
        (None, Some(_)) => reading
            .required(table, path, "baseline_revenue", Kind::positive(Dimension::Money))
            .map(BaselinePrice::Revenue),
        _ => {
            let help = "give either `fob` in USD/t or `baseline_revenue` in bn USD/yr";
            reading.fault(&entry.key_at, format!("`{path}` needs one baseline price"), help);
            None
        }
    };
    let capacity = reading.optional(table, path, "capacity", Kind::positive(Dimension::Tonnage));
    let supply_elasticity = reading.required(table, path, "supply_elasticity", ELASTICITY);
    let long_run = reading.optional(table, path, "long_run_supply_elasticity", ELASTICITY);
    let rent_share = reading.optional(table, path, "rent_share", Kind::between(Dimension::Share, 0.0, 1.0));
    let contract_lag =
        reading.optional(table, path, "contract_lag_quarters", Kind::not_negative(Dimension::Time));
    let cost_index = dated(table, path, "cost_index", INDEX, reading);
    let expansion = dated(table, path, "expansion", EXPANSION, reading);
    Some(Exporter {
        name: entry.key.clone(),
        price: price?,
        capacity: capacity?,
        supply_elasticity: supply_elasticity?,
        long_run_supply_elasticity: long_run?,
        rent_share: rent_share?,
        contract_lag: contract_lag?,
        cost_index: cost_index?,
        expansion: expansion?,
    })
}

fn read_market(entry: &Entry, path: &str, reading: &mut Reading<'_>) -> Option<Market> {
    reading.only(
        &entry.node,
        path,
        &["title", "demand_elasticity", "long_run_demand_elasticity", "demand_index"],
    );
    reading.text(&entry.node, path, "title");
    let long_run = reading.optional(&entry.node, path, "long_run_demand_elasticity", ELASTICITY);
    let demand_elasticity = reading.required(&entry.node, path, "demand_elasticity", ELASTICITY);
    let demand_index = dated(
        &entry.node,
        path,
        "demand_index",
        Kind::not_negative(Dimension::Number).usually_to(10.0),
        reading,
    );
    Some(Market {
        name: entry.key.clone(),
        demand_elasticity: demand_elasticity?,
        long_run_demand_elasticity: long_run?,
        demand_index: demand_index?,
    })
}

/// `[baseline_share.<market>] <exporter> = share, keep = [exporters]`.
fn read_shares(tree: &Node, names: &Names<'_>, reading: &mut Reading<'_>) -> Option<Vec<BaselineShare>> {
    let before = reading.problems.len();
    let mut shares = Vec::new();
    for entry in reading.things(tree.get("baseline_share"), "baseline_share") {
        let path = format!("baseline_share.{}", entry.key);
        let Some(market) = reading.named(&entry.key, &entry.key_at, &names.markets, "market") else {
            continue;
        };
        let mut keep = Vec::new();
        if let Some(list) = entry.node.get("keep") {
            let Tree::Array(items) = &list.node.value else {
                reading.fault(
                    &list.node.at,
                    format!("`{path}.keep` is not a list"),
                    "write keep = [\"belarus\"]",
                );
                continue;
            };
            for item in items {
                match &item.value {
                    Tree::Text(name) => {
                        keep.extend(reading.named(name, &item.at, &names.exporters, "exporter"))
                    }
                    _ => reading.fault(&item.at, "an exporter's name is text", "write keep = [\"belarus\"]"),
                }
            }
        }
        for cell in reading.things(Some(entry), &path).into_iter().filter(|cell| cell.key != "keep") {
            let Some(exporter) = reading.named(&cell.key, &cell.key_at, &names.exporters, "exporter") else {
                continue;
            };
            let kind = Kind::between(Dimension::Share, 0.0, 1.0);
            let share = reading.number(&cell.node, &format!("{path}.{}", cell.key), kind);
            let keep = keep.clone();
            shares.extend(share.map(|share| BaselineShare { market, exporter, share, keep }));
        }
    }
    (reading.problems.len() == before).then_some(shares)
}

/// What is traded is shipped, and what that costs has to be said, be it nothing.
fn check_freight(
    tree: &Node,
    trade: Option<&[Option<ParameterId>]>,
    freight: Option<&[Option<ParameterId>]>,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) {
    let (Some(trade), Some(freight)) = (trade, freight) else { return };
    for (i, exporter) in names.exporters.iter().enumerate() {
        for (j, market) in names.markets.iter().enumerate() {
            let pair = names.pair(i, j);
            let traded = trade[pair].is_some_and(|id| reading.parameters[id.0].value != Value::Fixed(0.0));
            let node = tree.at_path(&format!("trade.{exporter}.{market}"));
            if let (true, None, Some(node)) = (traded, freight[pair], node) {
                let what =
                    format!("{exporter} trades with {market} at the baseline, and no freight is stated");
                let help = format!("add {market} = <USD/t> to [freight.{exporter}], 0 if there is none");
                reading.fault(&node.at, what, help);
            }
        }
    }
}
