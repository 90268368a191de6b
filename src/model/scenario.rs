//! A scenario: a world, measures and a horizon, ready to be filled with values.

use super::market::{Baseline, Behaviour, Conditions};
use super::measure::{Effect, Measure};
use super::metric::Expectation;
use super::parameter::{Parameter, ParameterId, Value, Values};
use super::time::{Horizon, Quarter};
use super::world::{BaselinePrice, BaselineShare, DatedPath, World};

/// A validated scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// File name without its ending; `[a-z0-9-]`.
    pub name: String,
    pub title: String,
    pub question: String,
    /// The exporter whose revenue the scenario is about.
    pub focus: usize,
    pub world: World,
    pub measures: Vec<Measure>,
    /// None where a scenario is only ever solved at its baseline.
    pub horizon: Option<Horizon>,
    pub parameters: Vec<Parameter>,
    pub expectations: Vec<Expectation>,
    /// A fixed revenue that results are compared with, bn USD a year.
    pub yardstick: Option<Yardstick>,
    /// Draws of a run unless asked otherwise.
    pub draws: usize,
    pub seed: u64,
}

/// A fixed figure that revenue is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Yardstick {
    /// As it reads in a sentence: "before the 2020 crisis".
    pub label: String,
    pub revenue: ParameterId,
}

/// Why drawn values make no valid world. Ranges of single numbers are checked when a file is read;
/// these are conflicts between numbers.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WorldError {
    #[error("{exporter} has a baseline revenue but no baseline exports, so no baseline price")]
    NoExports { exporter: String },
    #[error(
        "in {market} the stated shares make {claimed:.1} % and the tonnes kept by others {kept:.1} %; together they \
         must leave something exactly where there is somebody to take it"
    )]
    Shares { market: String, claimed: f64, kept: f64 },
}

impl Scenario {
    /// Every parameter at its value, or the median of its distribution.
    pub fn central_values(&self) -> Values {
        Values::new(self.parameters.iter().map(Parameter::central).collect())
    }

    /// The uncertain parameters.
    pub fn uncertainties(&self) -> impl Iterator<Item = (ParameterId, &Parameter)> {
        let all = self.parameters.iter().enumerate();
        all.filter(|(_, p)| matches!(p.value, Value::Uncertain(_))).map(|(k, p)| (ParameterId(k), p))
    }

    /// The same world without any measure: what would be, had none of them been taken.
    pub fn without_measures(&self, name: &str, title: &str) -> Scenario {
        let (name, title) = (name.to_string(), title.to_string());
        Scenario { name, title, measures: Vec::new(), expectations: Vec::new(), ..self.clone() }
    }

    /// Baseline and behaviour of the world with these values.
    pub fn draw_world(&self, values: &Values) -> Result<(Baseline, Behaviour), WorldError> {
        let world = &self.world;
        let value = |id: &Option<ParameterId>, absent: f64| id.map_or(absent, |id| values.get(id));
        let matrix = |ids: &[Option<ParameterId>]| ids.iter().map(|id| value(id, 0.0)).collect::<Vec<f64>>();
        let mut trade = matrix(&world.trade);
        for market in 0..world.markets.len() {
            apply_shares(world, market, values, &mut trade)?;
        }
        let pairs = world.exporters.len() * world.markets.len();
        let mut corridor_extra = vec![0.0; world.corridors.len() * pairs];
        for (r, corridor) in world.corridors.iter().enumerate() {
            for (pair, id) in &corridor.extra {
                corridor_extra[r * pairs + pair] = values.get(*id);
            }
        }
        let mut base = Baseline {
            exporters: world.exporters.iter().map(|e| e.name.clone()).collect(),
            markets: world.markets.iter().map(|m| m.name.clone()).collect(),
            corridors: world.corridors.iter().map(|c| c.name.clone()).collect(),
            trade,
            fob: Vec::new(),
            freight: matrix(&world.freight),
            duty: matrix(&world.duty),
            capacity: world.exporters.iter().map(|e| value(&e.capacity, f64::INFINITY)).collect(),
            corridor_cost: world.corridors.iter().map(|c| values.get(c.cost)).collect(),
            serves: world.corridors.iter().flat_map(|c| c.serves.iter().copied()).collect(),
            corridor_extra,
        };
        for (i, exporter) in world.exporters.iter().enumerate() {
            let exports = base.exports(i);
            base.fob.push(match exporter.price {
                BaselinePrice::Fob(id) => values.get(id),
                BaselinePrice::Revenue(id) if exports > 0.0 => values.get(id) * 1000.0 / exports,
                BaselinePrice::Revenue(_) => {
                    return Err(WorldError::NoExports { exporter: exporter.name.clone() });
                }
            });
        }
        let behaviour = Behaviour {
            demand: world.demand,
            sigma: values.get(world.sigma),
            eta: world.markets.iter().map(|m| values.get(m.demand_elasticity)).collect(),
            supply_elasticity: world.exporters.iter().map(|e| values.get(e.supply_elasticity)).collect(),
            theta: value(&world.theta, 1.0),
            rent_share: world.exporters.iter().map(|e| value(&e.rent_share, 0.0)).collect(),
        };
        Ok((base, behaviour))
    }

    /// Conditions in a quarter: indices on their paths, and every measure as far as it is felt.
    pub fn conditions(&self, base: &Baseline, values: &Values, quarter: Quarter) -> Conditions {
        let world = &self.world;
        let index = |path: &Option<DatedPath>| path.as_ref().map_or(1.0, |path| path.at(quarter, values));
        let (demand, cost) = (index(&world.demand_index), index(&world.cost_index));
        let expansion: Vec<f64> = world.exporters.iter().map(|e| index(&e.expansion)).collect();
        let mut conditions = Conditions {
            demand_index: world.markets.iter().map(|m| demand * index(&m.demand_index)).collect(),
            cost_index: world.exporters.iter().map(|e| cost * index(&e.cost_index)).collect(),
            ocean_freight: index(&world.ocean_freight),
            capacity: base.capacity.iter().zip(&expansion).map(|(k, g)| k * g).collect(),
            expansion,
            corridor_open: world.corridors.iter().map(|c| c.open).collect(),
            corridor_capacity: world
                .corridors
                .iter()
                .map(|c| c.capacity.as_ref().map_or(f64::INFINITY, |path| path.at(quarter, values)))
                .collect(),
            ..Conditions::baseline(base)
        };
        for measure in &self.measures {
            apply_measure(measure, values, quarter, &mut conditions);
        }
        conditions
    }
}

/// Gives exporters their stated shares of a market's baseline trade, all of them together; those that
/// keep their tonnes keep them, the others share what is left in proportion.
fn apply_shares(world: &World, market: usize, values: &Values, trade: &mut [f64]) -> Result<(), WorldError> {
    let shares: Vec<&BaselineShare> = world.shares.iter().filter(|share| share.market == market).collect();
    let Some(first) = shares.first() else { return Ok(()) };
    let at = |i: usize| world.pair(i, market);
    let total: f64 = (0..world.exporters.len()).map(|i| trade[at(i)]).sum();
    let stated = |i: &usize| shares.iter().any(|share| share.exporter == *i);
    let kept: f64 = first.keep.iter().filter(|i| !stated(i)).map(|&i| trade[at(i)]).sum();
    let claimed: f64 = shares.iter().map(|share| values.get(share.share)).sum();
    let others: Vec<usize> =
        (0..world.exporters.len()).filter(|i| !stated(i) && !first.keep.contains(i)).collect();
    let others_total: f64 = others.iter().map(|&i| trade[at(i)]).sum();
    let rest = total * (1.0 - claimed) - kept;
    // Shares that fill the market exactly leave rounding and nothing else.
    let nothing_left = rest.abs() <= 1e-9 * total;
    if (rest < 0.0 || others_total <= 0.0) && !nothing_left {
        let market = world.markets[market].name.clone();
        return Err(WorldError::Shares { market, claimed: 100.0 * claimed, kept: 100.0 * kept / total });
    }
    for i in others {
        trade[at(i)] *= if nothing_left || others_total <= 0.0 { 0.0 } else { rest / others_total };
    }
    for share in shares {
        trade[at(share.exporter)] = values.get(share.share) * total;
    }
    Ok(())
}

/// A capacity after a factor; no factor but zero limits what is unlimited.
fn scaled(capacity: f64, factor: f64) -> f64 {
    if factor <= 0.0 { 0.0 } else { capacity * factor }
}

/// Measures compound: access and capacity multiply, costs and duties add, `1 + friction` multiplies.
fn apply_measure(measure: &Measure, values: &Values, quarter: Quarter, conditions: &mut Conditions) {
    let strength = measure.strength(quarter.begins(), values);
    if strength.felt == 0.0 && strength.in_force == 0.0 {
        return;
    }
    for effect in &measure.effects {
        match *effect {
            Effect::Access { pair, level } => {
                conditions.access[pair] *= 1.0 - (1.0 - values.get(level)) * strength.felt;
            }
            Effect::Friction { pair, rate } => {
                let friction = values.get(rate) * strength.felt;
                conditions.friction[pair] = (1.0 + conditions.friction[pair]) * (1.0 + friction) - 1.0;
            }
            Effect::AddedCost { pair, cost } => {
                conditions.added_cost[pair] += values.get(cost) * strength.in_force;
            }
            Effect::Tariff { pair, rate } => conditions.tariff[pair] += values.get(rate) * strength.in_force,
            // Shut for part of a quarter, a corridor carries the other part of what it can.
            Effect::CloseCorridor { corridor } if strength.in_force >= 1.0 => {
                conditions.corridor_open[corridor] = false;
            }
            // There is no other part of an unlimited capacity: it is shut if it is shut for most of the time.
            Effect::CloseCorridor { corridor } if conditions.corridor_capacity[corridor].is_infinite() => {
                conditions.corridor_open[corridor] &= strength.in_force < 0.5;
            }
            Effect::CloseCorridor { corridor } => {
                conditions.corridor_capacity[corridor] *= 1.0 - strength.in_force;
            }
            Effect::CorridorCost { corridor, added } => {
                conditions.corridor_cost[corridor] += values.get(added) * strength.in_force;
            }
            Effect::CorridorCapacity { corridor, factor } => {
                let factor = 1.0 - (1.0 - values.get(factor)) * strength.in_force;
                conditions.corridor_capacity[corridor] =
                    scaled(conditions.corridor_capacity[corridor], factor);
            }
            Effect::Capacity { exporter, factor } => {
                let factor = 1.0 - (1.0 - values.get(factor)) * strength.in_force;
                conditions.capacity[exporter] = scaled(conditions.capacity[exporter], factor);
            }
        }
    }
}
