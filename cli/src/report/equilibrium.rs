//! One equilibrium as a table for the eye.

use super::numbers::scale::{Scale, decimals};
use potash::engine::Equilibrium;
use potash::scenario::Definition;
use potash::units::time::Quarter;
use std::fmt::Write;

/// The equilibrium as a table of trade with prices, revenue and corridors.
pub fn text(scenario: &Definition, quarter: Option<Quarter>, solved: &Equilibrium) -> String {
    let (base, solution) = (&solved.base, &solved.solution);
    let markets = base.market_count();
    let mut text = String::new();
    let when = quarter.map_or_else(
        || {
            let years = scenario.commodity.baseline.as_ref();
            format!("baseline{}, no measures", years.map_or_else(String::new, |years| format!(" ({years})")))
        },
        |quarter| quarter.to_string(),
    );
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
    let year = scenario.money_of.filter(|_| scenario.world.deflator.is_some());
    if let (Some(year), Some(quarter)) = (year, quarter) {
        let _ = writeln!(text, "money is that of {quarter}; runs give theirs in that of {year}");
    }
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
