//! Exporters, markets and corridors as parameters, before any of them has a value.

use super::direction::Direction;
use super::parameter::{ParameterId, Values};
use crate::market::DemandSystem;
use crate::numeric::real::{Mask, Real};
use crate::units::time::Quarter;

/// A number that may move along dated knots: log-linear between them, constant outside.
#[derive(Debug, Clone, PartialEq)]
pub enum DatedPath {
    /// The same throughout.
    Constant(ParameterId),
    /// Knots in rising order of quarter, at least one.
    Knots(Vec<(Quarter, ParameterId)>),
}

impl DatedPath {
    /// The value in a quarter.
    #[inline(always)]
    pub fn at<T: Real>(&self, quarter: Quarter, values: &Values<T>) -> T {
        let knots = match self {
            DatedPath::Constant(id) => return values.get(*id),
            DatedPath::Knots(knots) => knots,
        };
        let after = knots.partition_point(|(knot, _)| *knot <= quarter);
        match (after.checked_sub(1).and_then(|before| knots.get(before)), knots.get(after)) {
            // On the knot itself no logarithm is needed.
            (Some(&(from, low)), Some(&(to, high))) if from < quarter => {
                let part = (quarter.begins() - from.begins()) / (to.begins() - from.begins());
                between(values.get(low), values.get(high), part)
            }
            (Some((_, id)), _) | (None, Some((_, id))) => values.get(*id),
            (None, None) => T::splat(f64::NAN),
        }
    }
}

/// Log-linear between two values. A zero has no logarithm: it holds the earlier value.
#[inline(always)]
fn between<T: Real>(low: T, high: T, part: f64) -> T {
    let zero = T::default();
    let positive = zero.less(low).and(zero.less(high));
    T::select(positive, low * ((high / low).ln() * T::splat(part)).exp(), low)
}

/// How an exporter's baseline FOB price is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BaselinePrice {
    /// USD/t.
    Fob(ParameterId),
    /// bn USD a year, which its baseline exports earned.
    Revenue(ParameterId),
}

#[derive(Debug, Clone, PartialEq)]
/// An exporter.
pub struct Exporter {
    /// Name.
    pub name: String,
    /// How its baseline price is given.
    pub price: BaselinePrice,
    /// Mt a year; none for no limit.
    pub capacity: Option<ParameterId>,
    /// Elasticity of supply with respect to the FOB price, within a quarter where supply adjusts.
    pub supply_elasticity: ParameterId,
    /// The same to prices that last, in the place of the world's ([`World::supply_adjustment`]).
    pub long_run_supply_elasticity: Option<ParameterId>,
    /// Share of corridor rents that it keeps.
    pub rent_share: Option<ParameterId>,
    /// Quarters between the agreement on a price and the delivery, on average; none: no time at all.
    /// Changes no trade, only when revenue is reported to follow prices.
    pub contract_lag: Option<ParameterId>,
    /// Index of costs.
    pub cost_index: Option<DatedPath>,
    /// Factor on capacity and supply, against the baseline.
    pub expansion: Option<DatedPath>,
}

#[derive(Debug, Clone, PartialEq)]
/// A market.
pub struct Market {
    /// Name.
    pub name: String,
    /// Elasticity of demand with respect to the market's price, as a positive number; within a quarter where demand
    /// adjusts.
    pub demand_elasticity: ParameterId,
    /// The same to prices that last, in the place of the world's ([`World::demand_adjustment`]).
    pub long_run_demand_elasticity: Option<ParameterId>,
    /// Index of demand.
    pub demand_index: Option<DatedPath>,
}

#[derive(Debug, Clone, PartialEq)]
/// A corridor.
pub struct Corridor {
    /// Name.
    pub name: String,
    /// Cost in a quarter, USD/t.
    pub cost: DatedPath,
    /// Cost at which the baseline's trade was shipped, USD/t.
    pub baseline_cost: ParameterId,
    /// Mt a year; none for no limit.
    pub capacity: Option<DatedPath>,
    /// False for a corridor that exists but is shut without any measure.
    pub open: bool,
    /// Who receives what it charges, where that is said.
    pub payee: Option<String>,
    /// In which direction it leads, where that is said.
    pub direction: Option<Direction>,
    /// For each pair, whether it serves it.
    pub serves: Vec<bool>,
    /// Extra cost for a pair, where there is one.
    pub extra: Vec<(usize, ParameterId)>,
}

/// An exporter's share of a market's baseline trade, given in the place of its tonnage: the named
/// `keep` exporters keep theirs, the others share the rest in proportion.
#[derive(Debug, Clone, PartialEq)]
pub struct BaselineShare {
    /// Position of the market.
    pub market: usize,
    /// Position of the exporter.
    pub exporter: usize,
    /// The share.
    pub share: ParameterId,
    /// Positions of exporters whose tonnes stay.
    pub keep: Vec<usize>,
}

/// How one side of the market answers to prices that last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adjustment {
    /// Quarters in which half of the way to a price that lasts is gone.
    pub half_life: ParameterId,
    /// Elasticity when all of it is.
    pub long_run_elasticity: ParameterId,
}

/// The world of a scenario. Matrices are flat, row by exporter; none means zero.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// The demand system.
    pub demand: DemandSystem,
    /// Elasticity of substitution between exporters.
    pub sigma: ParameterId,
    /// Sensitivity of the choice between corridors, t/USD.
    pub theta: Option<ParameterId>,
    /// Exporters.
    pub exporters: Vec<Exporter>,
    /// Markets.
    pub markets: Vec<Market>,
    /// Corridors.
    pub corridors: Vec<Corridor>,
    /// Baseline trade of each pair, Mt a year; none where there is none.
    pub trade: Vec<Option<ParameterId>>,
    /// Freight of each pair, USD/t; none where it does not trade.
    pub freight: Vec<Option<ParameterId>>,
    /// Baseline ad valorem duty of each pair.
    pub duty: Vec<Option<ParameterId>>,
    /// Baseline shares of markets.
    pub shares: Vec<BaselineShare>,
    /// World-wide indices, which multiply each market's and exporter's own.
    pub demand_index: Option<DatedPath>,
    /// Index of costs.
    pub cost_index: Option<DatedPath>,
    /// Factor on ocean freight.
    pub ocean_freight: Option<DatedPath>,
    /// Level of prices in general, against the baseline: demand answers to prices over it. None: to prices as they are.
    pub deflator: Option<DatedPath>,
    /// How supply answers to prices that last; none: as to those of the quarter.
    pub supply_adjustment: Option<Adjustment>,
    /// How demand answers to prices that last; none: as to those of the quarter.
    pub demand_adjustment: Option<Adjustment>,
}

impl World {
    /// Position of pair `(i, j)` in a flat matrix.
    pub fn pair(&self, exporter: usize, market: usize) -> usize {
        exporter * self.markets.len() + market
    }

    /// Whether supply or demand answers to anything but the prices of the quarter.
    pub fn adjusts(&self) -> bool {
        self.deflator.is_some() || self.supply_adjustment.is_some() || self.demand_adjustment.is_some()
    }

    /// Position of an exporter by its name.
    pub fn exporter_named(&self, name: &str) -> Option<usize> {
        self.exporters.iter().position(|exporter| exporter.name == name)
    }

    /// Position of a market by its name.
    pub fn market_named(&self, name: &str) -> Option<usize> {
        self.markets.iter().position(|market| market.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::lanes::Lanes;

    #[test]
    fn a_path_is_log_linear_between_knots_and_holds_before_zeros() {
        let first: Quarter = "2026-Q1".parse().unwrap();
        let path = DatedPath::Knots(vec![(first, ParameterId(0)), (first.plus(4), ParameterId(1))]);
        let (low, high) = ([1.0, 3.0, 0.0, 5.0], [4.0, 1.5, 2.0, 0.0]);
        let together = Values::new(vec![Lanes(low), Lanes(high)]);
        let at = |n: usize| path.at(first.plus(n), &together).0;
        assert_eq!((at(0), at(4), at(9)), (low, high, high));
        assert!((at(2)[0] - 2.0_f64).abs() < 1e-15 && (at(1)[1] - 3.0 * 0.5_f64.powf(0.25)).abs() < 1e-15);
        assert_eq!((at(3)[2], at(3)[3]), (0.0, 5.0));
        for n in 0..6 {
            for l in 0..4 {
                let alone = Values::new(vec![low[l], high[l]]);
                assert_eq!(path.at(first.plus(n), &alone).to_bits(), at(n)[l].to_bits(), "{n} {l}");
            }
        }
        let early = DatedPath::Knots(vec![(first.plus(1), ParameterId(0))]);
        assert_eq!(early.at(first, &together).0, low);
    }
}
