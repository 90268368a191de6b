//! One equilibrium with everything that it was solved from, so that any solver can check it.

use crate::engine::Equilibrium;
use crate::equilibrium::Ledger;
use crate::scenario::Definition;
use crate::scenario::reading::worlds::{Base, Known, World, Worlds, nested};
use crate::units::time::Quarter;
use schemars::JsonSchema;
use serde::Serialize;

/// An equilibrium in the form of worlds: `base` and `worlds` can be handed to `potash verify` as they are, `solution`
/// says more of the one world.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EquilibriumResult {
    /// The form that this is written in.
    pub schema_version: u64,
    /// The scenario's name.
    pub scenario: String,
    /// The quarter, or `baseline`.
    pub period: String,
    /// Units of tonnages, prices and money.
    pub units: Units,
    /// The calibrated baseline.
    pub base: Base,
    /// The one world that was solved.
    pub worlds: Vec<World>,
    /// Prices, trade and revenue.
    pub solution: SolvedQuarter,
    /// Who pays and who gets what, bn USD a year.
    pub ledger: LedgerLines,
}

/// Units of an equilibrium.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Units {
    /// Of trade, capacities and flows.
    pub tonnage: String,
    /// Of prices and costs.
    pub price: String,
    /// Of revenue and of the ledger.
    pub money: String,
}

/// A solved quarter.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SolvedQuarter {
    /// FOB price of each exporter; none for one that sells nothing.
    pub fob: Vec<Option<f64>>,
    /// Scarcity rent of each corridor.
    pub rent: Vec<f64>,
    /// Trade, row by exporter.
    pub trade: Vec<Vec<f64>>,
    /// What buyers pay, row by exporter; none where a pair cannot trade.
    pub delivered_price: Vec<Vec<Option<f64>>>,
    /// Price of each market as its demand sees it.
    pub market_price: Vec<Option<f64>>,
    /// Revenue of each exporter.
    pub revenue: Vec<f64>,
    /// Share of the rents of full corridors that each exporter keeps.
    pub rent_share: Vec<f64>,
    /// Largest residual of any equation.
    pub residual: f64,
    /// Newton steps.
    pub steps: usize,
}

/// The money of a quarter, line by line.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LedgerLines {
    /// The lines.
    #[serde(flatten)]
    pub lines: Ledger,
    /// What the lines do not account for: rounding.
    pub imbalance: f64,
}

impl EquilibriumResult {
    /// Of a solved quarter; of the baseline where there is none.
    pub fn new(scenario: &Definition, quarter: Option<Quarter>, solved: &Equilibrium) -> EquilibriumResult {
        let markets = solved.base.market_count();
        let (solution, Worlds { base, worlds }) = (&solved.solution, worlds(solved));
        let [tonnage, price, money] = ["Mt/yr", "USD/t", "bn USD/yr"].map(str::to_string);
        EquilibriumResult {
            schema_version: 1,
            scenario: scenario.name.clone(),
            period: quarter.map_or_else(|| "baseline".to_string(), |quarter| quarter.to_string()),
            units: Units { tonnage, price, money },
            base,
            worlds,
            solution: SolvedQuarter {
                fob: solution.fob.clone(),
                rent: solution.rent.clone(),
                trade: nested(&solution.trade, markets),
                delivered_price: solution.delivered_price.chunks(markets.max(1)).map(<[_]>::to_vec).collect(),
                market_price: solution.market_price.clone(),
                revenue: solution.revenue.clone(),
                rent_share: solved.behaviour.rent_share.clone(),
                residual: solution.residual,
                steps: solution.steps,
            },
            ledger: LedgerLines { lines: solved.ledger, imbalance: solved.ledger.imbalance() },
        }
    }
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
