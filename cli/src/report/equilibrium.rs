//! One equilibrium, as JSON that any solver can check and as a table for the eye.

use super::scale::{Scale, decimals};
use potash::engine::Equilibrium;
use potash::scenario::Definition;
use potash::scenario::reading::worlds::{Base, Known, World, Worlds, nested};
use potash::units::time::Quarter;
use serde_json::{Value, json};
use std::fmt::Write;

/// The equilibrium in the worlds form: `base` and `worlds` can be handed to `potash verify` as they
/// are; `solution` says more about the one world.
pub fn json(scenario: &Definition, quarter: Option<Quarter>, solved: &Equilibrium) -> Value {
    let markets = solved.base.market_count();
    let solution = &solved.solution;
    let worlds = worlds(solved);
    let ledger = &solved.ledger;
    json!({
        "schema_version": 1,
        "scenario": scenario.name,
        "period": quarter.map_or_else(|| "baseline".to_string(), |quarter| quarter.to_string()),
        "units": { "tonnage": "Mt/yr", "price": "USD/t", "money": "bn USD/yr" },
        "base": worlds.base,
        "worlds": worlds.worlds,
        "solution": {
            "fob": solution.fob,
            "rent": solution.rent,
            "trade": nested(&solution.trade, markets),
            "delivered_price": solution.delivered_price.chunks(markets.max(1)).collect::<Vec<_>>(),
            "market_price": solution.market_price,
            "revenue": solution.revenue,
            "rent_share": solved.behaviour.rent_share,
            "residual": solution.residual,
            "steps": solution.steps,
        },
        "ledger": {
            "outlay": ledger.outlay,
            "revenue": ledger.revenue,
            "corridor_costs": ledger.corridor_costs,
            "rents_to_others": ledger.rents_to_others,
            "freight": ledger.freight,
            "added_costs": ledger.added_costs,
            "duty": ledger.duty,
            "friction": ledger.friction,
            "route_choice": ledger.route_choice,
            "imbalance": ledger.imbalance(),
        },
    })
}

/// Base and world in the reference form.
///
/// That form has one capacity for an exporter and no expansion. The capacity in force goes into
/// `base`, and the supply curve's shift into an equivalent `cost_index`; where capacity in force
/// is below baseline exports that cannot be said, and `capacity` and `expansion` stand in the world.
fn worlds(solved: &Equilibrium) -> Worlds {
    let (base, conditions) = (&solved.base, &solved.conditions);
    let (n, m, c) = (base.exporter_count(), base.market_count(), base.corridor_count());
    let limit = |&k: &f64| k.is_finite().then_some(k);
    let cube = |flat: Vec<f64>| -> Vec<Vec<Vec<f64>>> {
        (0..c).map(|r| nested(&flat[r * n * m..(r + 1) * n * m], m)).collect()
    };
    let expressible = (0..n).all(|i| base.exports(i) < conditions.capacity[i]);
    let shift = |i: usize, capacity: f64| (1.0 - (base.exports(i) / capacity).powi(8)).powf(-0.125);
    let cost_index: Vec<f64> = (0..n)
        .map(|i| {
            let unchanged = base.capacity[i] == conditions.capacity[i] && conditions.expansion[i] == 1.0;
            if unchanged || !expressible {
                return conditions.cost_index[i];
            }
            let before = shift(i, base.capacity[i]) * conditions.expansion[i];
            let ratio = shift(i, conditions.capacity[i]) / before;
            conditions.cost_index[i] * ratio.powf(1.0 / solved.behaviour.supply_elasticity[i])
        })
        .collect();
    let has = |values: &[f64], plain: f64| values.iter().any(|&v| v != plain);
    let open = |&o: &bool| if o { 1.0 } else { 0.0 };
    Worlds {
        base: Base {
            exporters: base.exporters.clone(),
            markets: base.markets.clone(),
            corridors: base.corridors.clone(),
            trade: nested(&base.trade, m),
            fob: base.fob.clone(),
            freight: nested(&base.freight, m),
            capacity: if expressible { &conditions.capacity } else { &base.capacity }
                .iter()
                .map(limit)
                .collect(),
            corridor_cost: base.corridor_cost.clone(),
            serves: cube(base.serves.iter().map(open).collect()),
            corridor_extra: has(&base.corridor_extra, 0.0).then(|| cube(base.corridor_extra.clone())),
            duty: has(&base.duty, 0.0).then(|| nested(&base.duty, m)),
        },
        worlds: vec![World {
            demand: solved.behaviour.demand.word().to_string(),
            sigma: solved.behaviour.sigma,
            eta: solved.behaviour.eta.clone(),
            supply_elasticity: solved.behaviour.supply_elasticity.clone(),
            theta: (c > 0).then_some(solved.behaviour.theta),
            access: nested(&conditions.access, m),
            added_cost: nested(&conditions.added_cost, m),
            tariff: nested(&conditions.tariff, m),
            friction: nested(&conditions.friction, m),
            corridor_cost: conditions.corridor_cost.clone(),
            corridor_capacity: conditions.corridor_capacity.iter().map(limit).collect(),
            corridor_open: conditions.corridor_open.iter().map(open).collect(),
            demand_index: conditions.demand_index.clone(),
            cost_index: Some(cost_index),
            ocean_freight: Some(conditions.ocean_freight),
            capacity: (!expressible).then(|| conditions.capacity.iter().map(limit).collect()),
            expansion: (!expressible).then(|| conditions.expansion.clone()),
            solution: Some(Known {
                fob: Some(solved.solution.fob.clone()),
                rent: Some(solved.solution.rent.clone()),
                trade: Some(nested(&solved.solution.trade, m)),
            }),
        }],
    }
}

/// The equilibrium as a table of trade with prices, revenue and corridors.
pub fn text(scenario: &Definition, quarter: Option<Quarter>, solved: &Equilibrium) -> String {
    let (base, solution) = (&solved.base, &solved.solution);
    let markets = base.market_count();
    let mut text = String::new();
    let when =
        quarter.map_or_else(|| "baseline (2019-21), no measures".to_string(), |quarter| quarter.to_string());
    let _ = writeln!(text, "{}: {when}, central values\n", scenario.title);
    let width = base.exporters.iter().map(|name| name.len()).max().unwrap_or(0).max(14);
    let tonnes = Scale::tonnes([solution.world_trade()]);
    let prices = solution.fob.iter().chain(&solution.market_price).flatten().copied();
    let price = Scale::price(prices);
    let digits = decimals(solution.revenue.iter().copied().fold(0.0, f64::max), 3) as usize;
    let _ = write!(text, "{:width$}", format!("{}/yr", tonnes.unit));
    for market in &base.markets {
        let _ = write!(text, " {:>8}", short(market));
    }
    let _ = writeln!(text, " {:>8} {:>8} {:>8}", "total", "FOB", "bn USD");
    for (i, exporter) in base.exporters.iter().enumerate() {
        let _ = write!(text, "{exporter:width$}");
        for j in 0..markets {
            let _ = write!(text, " {:8.3}", tonnes.value(solution.trade[base.pair(i, j)]));
        }
        let fob = solution.fob[i].map_or("-".to_string(), |fob| format!("{:.1}", price.value(fob)));
        let (exports, revenue) = (tonnes.value(solution.exports(i, markets)), solution.revenue[i]);
        let _ = writeln!(text, " {exports:8.3} {fob:>8} {revenue:8.digits$}");
    }
    let _ = write!(text, "{:width$}", format!("price {}", price.unit));
    for one in &solution.market_price {
        let _ = write!(text, " {:>8}", one.map_or("-".to_string(), |one| format!("{:.1}", price.value(one))));
    }
    let _ = writeln!(text, " {:8.3}", tonnes.value(solution.world_trade()));
    for (r, corridor) in base.corridors.iter().enumerate() {
        let open = if solved.conditions.corridor_open[r] { "" } else { ", shut" };
        let capacity = solved.conditions.corridor_capacity[r];
        let limit =
            if capacity.is_finite() { format!(" of {:.2}", tonnes.value(capacity)) } else { String::new() };
        let (flow, cost, rent) =
            (tonnes.value(solution.corridor_flow(r)), solved.conditions.corridor_cost[r], solution.rent[r]);
        let charge = Scale::price([cost, rent]);
        let (cost, rent) = (charge.value(cost), charge.value(rent));
        let _ = writeln!(
            text,
            "corridor {corridor}: {flow:.3}{limit} {}/yr at {cost:.1} + {rent:.1} {} rent{open}",
            tonnes.unit, charge.unit
        );
    }
    let (focus, name) = (scenario.focus, &base.exporters[scenario.focus]);
    let exports = solution.exports(focus, markets);
    let _ = writeln!(
        text,
        "\n{name}: revenue {:.digits$} bn USD/yr, {:.2} {}/yr, {:.1} % of world trade; {}",
        solution.revenue[focus],
        tonnes.value(exports),
        tonnes.unit,
        100.0 * exports / solution.world_trade(),
        largest_markets(scenario, solved),
    );
    let _ = writeln!(
        text,
        "residual {:.1e} after {} steps; money balances to {:.1e} bn USD",
        solution.residual,
        solution.steps,
        solved.ledger.imbalance().abs()
    );
    if solution.has_wide_spread() {
        let _ = writeln!(
            text,
            "note: delivered prices in one market differ {:.1}-fold; so far apart the additive system may have another equilibrium",
            solution.price_spread
        );
    }
    if solution.is_off_scale() {
        let _ = writeln!(
            text,
            "note: a market pays {:.0} times its baseline price, which never happened; the model's elasticities say nothing there",
            solution.market_price_ratio
        );
    }
    text
}

/// The focus exporter's exports by market, as shares.
fn largest_markets(scenario: &Definition, solved: &Equilibrium) -> String {
    let (base, solution) = (&solved.base, &solved.solution);
    let exports = solution.exports(scenario.focus, base.market_count());
    let share = |j: usize| 100.0 * solution.trade[base.pair(scenario.focus, j)] / exports;
    let parts: Vec<String> =
        base.markets.iter().enumerate().map(|(j, market)| format!("{market} {:.1} %", share(j))).collect();
    parts.join(", ")
}

fn short(name: &str) -> &str {
    name.char_indices().nth(8).map_or(name, |(end, _)| &name[..end])
}
