//! Between single draws and lanes of draws: taking one out, putting several side by side.

use super::{Baseline, Behaviour, Conditions};
use crate::numeric::lanes::{LaneMask, Lanes};
use std::array::from_fn;

/// Numbers of one lane.
fn lane<const L: usize>(values: &[Lanes<L>], l: usize) -> Vec<f64> {
    values.iter().map(|value| value.0[l]).collect()
}

/// The same field of several draws, side by side.
fn side_by_side<const L: usize, D>(draws: &[D; L], field: impl Fn(&D) -> &[f64]) -> Vec<Lanes<L>> {
    let length = draws.iter().map(|draw| field(draw).len()).min().unwrap_or(0);
    (0..length).map(|k| Lanes(from_fn(|l| field(&draws[l])[k]))).collect()
}

impl<const L: usize> Baseline<Lanes<L>> {
    /// The baseline of one lane.
    pub fn lane(&self, l: usize) -> Baseline {
        Baseline {
            exporters: self.exporters.clone(),
            markets: self.markets.clone(),
            corridors: self.corridors.clone(),
            trade: lane(&self.trade, l),
            fob: lane(&self.fob, l),
            freight: lane(&self.freight, l),
            duty: lane(&self.duty, l),
            capacity: lane(&self.capacity, l),
            corridor_cost: lane(&self.corridor_cost, l),
            serves: self.serves.clone(),
            corridor_extra: lane(&self.corridor_extra, l),
        }
    }

    /// Several baselines of one world, which have the same names and corridors serving the same pairs.
    pub fn side_by_side(draws: &[&Baseline; L]) -> Self {
        let first = draws[0].clone();
        Baseline {
            trade: side_by_side(draws, |d| &d.trade),
            fob: side_by_side(draws, |d| &d.fob),
            freight: side_by_side(draws, |d| &d.freight),
            duty: side_by_side(draws, |d| &d.duty),
            capacity: side_by_side(draws, |d| &d.capacity),
            corridor_cost: side_by_side(draws, |d| &d.corridor_cost),
            corridor_extra: side_by_side(draws, |d| &d.corridor_extra),
            exporters: first.exporters,
            markets: first.markets,
            corridors: first.corridors,
            serves: first.serves,
        }
    }
}

impl<const L: usize> Behaviour<Lanes<L>> {
    /// The behaviour of one lane.
    pub fn lane(&self, l: usize) -> Behaviour {
        Behaviour {
            demand: self.demand,
            sigma: self.sigma.0[l],
            eta: lane(&self.eta, l),
            supply_elasticity: lane(&self.supply_elasticity, l),
            theta: self.theta.0[l],
            rent_share: lane(&self.rent_share, l),
        }
    }

    /// Several behaviours in one demand system, the first one's.
    pub fn side_by_side(draws: &[&Behaviour; L]) -> Self {
        Behaviour {
            demand: draws[0].demand,
            sigma: Lanes(from_fn(|l| draws[l].sigma)),
            eta: side_by_side(draws, |d| &d.eta),
            supply_elasticity: side_by_side(draws, |d| &d.supply_elasticity),
            theta: Lanes(from_fn(|l| draws[l].theta)),
            rent_share: side_by_side(draws, |d| &d.rent_share),
        }
    }
}

impl<const L: usize> Conditions<Lanes<L>> {
    /// The conditions of one lane.
    pub fn lane(&self, l: usize) -> Conditions {
        Conditions {
            access: lane(&self.access, l),
            added_cost: lane(&self.added_cost, l),
            tariff: lane(&self.tariff, l),
            friction: lane(&self.friction, l),
            corridor_cost: lane(&self.corridor_cost, l),
            corridor_capacity: lane(&self.corridor_capacity, l),
            corridor_open: self.corridor_open.iter().map(|open| open.0[l]).collect(),
            demand_index: lane(&self.demand_index, l),
            cost_index: lane(&self.cost_index, l),
            ocean_freight: self.ocean_freight.0[l],
            capacity: lane(&self.capacity, l),
            expansion: lane(&self.expansion, l),
        }
    }

    /// The conditions of several draws.
    pub fn side_by_side(draws: &[&Conditions; L]) -> Self {
        let corridors = draws[0].corridor_open.len();
        Conditions {
            access: side_by_side(draws, |d| &d.access),
            added_cost: side_by_side(draws, |d| &d.added_cost),
            tariff: side_by_side(draws, |d| &d.tariff),
            friction: side_by_side(draws, |d| &d.friction),
            corridor_cost: side_by_side(draws, |d| &d.corridor_cost),
            corridor_capacity: side_by_side(draws, |d| &d.corridor_capacity),
            corridor_open: (0..corridors).map(|r| LaneMask(from_fn(|l| draws[l].corridor_open[r]))).collect(),
            demand_index: side_by_side(draws, |d| &d.demand_index),
            cost_index: side_by_side(draws, |d| &d.cost_index),
            ocean_freight: Lanes(from_fn(|l| draws[l].ocean_freight)),
            capacity: side_by_side(draws, |d| &d.capacity),
            expansion: side_by_side(draws, |d| &d.expansion),
        }
    }
}
