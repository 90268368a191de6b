//! Supply and demand that answer more to prices that last than to prices of a quarter.
//!
//! With real prices `r_i = f_i / (f0_i z_i)` of exporters and `R_j = P_j / (P0_j d)` of markets (`z` the index of
//! costs, `d` the deflator), and slow means `r̄_i`, `R̄_j` of them that begin at 1,
//!
//! ```text
//! u_i = g_i b_i S0_i (r_i / r̄_i)^εS_i r̄_i^εL_i        Q_j = Q0_j D_j (R_j / R̄_j)^-ηS_j R̄_j^-ηL_j
//! ln r̄' = ln r̄ + (1 - 2^(-1/h)) (ln r - ln r̄)         the same for R̄, each side with its own half-life h
//! ```
//!
//! The solver knows elasticities of the short run alone: before a quarter is solved, the supply shift is multiplied by
//! `r̄_i^(εL - εS)` and the demand index by `d^ηS R̄_j^(ηS - ηL)`; after it the means move. Where both elasticities are
//! equal and the deflator is 1, both factors are 1 to the last bit.

use crate::market::{Baseline, Behaviour, Conditions};
use crate::numeric::isa::{Isa, Kernel};
use crate::numeric::real::{Mask, Real};
use crate::scenario::parameter::Values;
use crate::scenario::world::{Adjustment, World};
use crate::units::time::Quarter;

/// The slow means of a draw, or of lanes of draws.
#[derive(Debug, Clone)]
pub(super) struct SlowMeans<T: Real> {
    /// `ln r̄_i`.
    supply: Vec<T>,
    /// `ln R̄_j`.
    demand: Vec<T>,
    /// `d` of the quarter.
    deflator: T,
}

/// What was solved in a quarter, against the baseline.
pub(super) struct Prices<'a, T: Real> {
    /// `f_i`; not a number where nothing can be sold.
    pub fob: &'a [T],
    /// `P_j`; not a number for a market without a seller.
    pub market: &'a [T],
    /// `P0_j`; zero for a market without baseline trade.
    pub baseline_market: &'a [T],
}

impl<T: Real> SlowMeans<T> {
    /// Means as before the first quarter: at the baseline.
    pub(super) fn new(world: &World) -> SlowMeans<T> {
        let at_baseline = |n: usize| vec![T::default(); n];
        SlowMeans {
            supply: at_baseline(world.exporters.len()),
            demand: at_baseline(world.markets.len()),
            deflator: T::splat(1.0),
        }
    }

    /// Back to the time before the first quarter.
    pub(super) fn begin(&mut self) {
        self.supply.fill(T::default());
        self.demand.fill(T::default());
    }

    /// Lays the means over a quarter's conditions, whose elasticities are those of the short run.
    pub(super) fn shift(
        &mut self,
        world: &World,
        quarter: Quarter,
        values: &Values<T>,
        behaviour: &Behaviour<T>,
        conditions: &mut Conditions<T>,
    ) {
        if world.adjusts() {
            Isa::best().run(Shift { means: self, world, quarter, values, behaviour, conditions });
        }
    }

    /// Moves the means by what was solved. A price that is not there leaves its mean where it is.
    pub(super) fn advance(
        &mut self,
        world: &World,
        values: &Values<T>,
        base: &Baseline<T>,
        conditions: &Conditions<T>,
        prices: Prices<'_, T>,
    ) {
        if world.adjusts() {
            Isa::best().run(Advance { means: self, world, values, base, conditions, prices });
        }
    }
}

struct Shift<'a, T: Real> {
    means: &'a mut SlowMeans<T>,
    world: &'a World,
    quarter: Quarter,
    values: &'a Values<T>,
    behaviour: &'a Behaviour<T>,
    conditions: &'a mut Conditions<T>,
}

impl<T: Real> Kernel for Shift<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Shift { means, world, quarter, values, behaviour, conditions } = self;
        if let Some(supply) = &world.supply_adjustment {
            for (i, exporter) in world.exporters.iter().enumerate() {
                let long = exporter.long_run_supply_elasticity.unwrap_or(supply.long_run_elasticity);
                let more = values.get(long) - behaviour.supply_elasticity[i];
                conditions.expansion[i] *= (more * means.supply[i]).exp();
            }
        }
        if let Some(deflator) = &world.deflator {
            means.deflator = deflator.at(quarter, values);
            let inflation = means.deflator.ln();
            for j in 0..world.markets.len() {
                conditions.demand_index[j] *= (behaviour.eta[j] * inflation).exp();
            }
        }
        if let Some(demand) = &world.demand_adjustment {
            for (j, market) in world.markets.iter().enumerate() {
                let long = market.long_run_demand_elasticity.unwrap_or(demand.long_run_elasticity);
                let less = behaviour.eta[j] - values.get(long);
                conditions.demand_index[j] *= (less * means.demand[j]).exp();
            }
        }
    }
}

struct Advance<'a, T: Real> {
    means: &'a mut SlowMeans<T>,
    world: &'a World,
    values: &'a Values<T>,
    base: &'a Baseline<T>,
    conditions: &'a Conditions<T>,
    prices: Prices<'a, T>,
}

impl<T: Real> Kernel for Advance<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Advance { means, world, values, base, conditions, prices } = self;
        if let Some(supply) = &world.supply_adjustment {
            let part = part(supply, values);
            for (i, mean) in means.supply.iter_mut().enumerate() {
                *mean = moved(*mean, prices.fob[i] / (base.fob[i] * conditions.cost_index[i]), part);
            }
        }
        if let Some(demand) = &world.demand_adjustment {
            let part = part(demand, values);
            for (j, mean) in means.demand.iter_mut().enumerate() {
                *mean = moved(*mean, prices.market[j] / (prices.baseline_market[j] * means.deflator), part);
            }
        }
    }
}

/// The part of the distance that a mean moves in a quarter.
#[inline(always)]
fn part<T: Real>(adjustment: &Adjustment, values: &Values<T>) -> T {
    let half_life = values.get(adjustment.half_life);
    T::splat(1.0) - (T::splat(-std::f64::consts::LN_2) / half_life).exp()
}

/// A mean of logarithms after a quarter with this price; where there is none, the mean as it was.
#[inline(always)]
fn moved<T: Real>(mean: T, price: T, part: T) -> T {
    let there = T::default().less(price).and(price.less(T::splat(f64::INFINITY)));
    T::select(there, mean + part * (price.ln() - mean), mean)
}
