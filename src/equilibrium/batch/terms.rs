//! What does not change while solving: constants of the draws, and what a period's conditions make of them.

use super::layout::{Layout, Routed, blank};
use crate::equilibrium::calibration::Calibration;
use crate::market::{Conditions, DemandSystem};
use crate::numeric::float::Float;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Least weight of a rent in its complementarity row, in units of `θ`.
const LEAST_WEIGHT: f64 = 0.05;
/// Charge of a corridor that may not be used: so dear that its logit share is exactly zero.
pub(super) const SHUT: f64 = 1e30;

/// Constants of the draws that only the terms of a period are made of.
#[derive(Debug, Clone)]
pub(super) struct DrawTerms<const L: usize> {
    /// `q0_ij / Q0_j` of every offer.
    share: Vec<Lanes<L>>,
    /// `1 / p0_ij` of every offer.
    per_price: Vec<Lanes<L>>,
    /// `ln b_i`.
    log_supply: Vec<Lanes<L>>,
}

impl<const L: usize> DrawTerms<L> {
    pub(super) fn blank(layout: &Layout) -> Self {
        let offers = layout.offers();
        DrawTerms { share: blank(offers), per_price: blank(offers), log_supply: blank(layout.exporters) }
    }

    #[inline(always)]
    pub(super) fn set(&mut self, calibration: &Calibration<Lanes<L>>, layout: &Layout) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        for j in 0..layout.markets {
            for &i in layout.first(layout.exporters) {
                let o = j * layout.exporters + i;
                let pair = layout.pair(j, i);
                let price = calibration.price[pair];
                self.share[o] = calibration.share[pair];
                // Where nothing was ever sold an offer carries no weight, and any finite number will do.
                self.per_price[o] = zero.select_less(price, one / price, one);
            }
        }
        self.log_supply.copy_from_slice(&calibration.log_supply_shift);
    }
}

/// All that a point's market depends on besides the unknowns, in numbers of kind `T`.
#[derive(Debug, Clone)]
pub(super) struct Terms<const L: usize, T: Float> {
    pub demand: DemandSystem,
    pub sigma: Lanes<L, T>,
    pub theta: Lanes<L, T>,
    /// The unit of rents as unknowns, a power of two near the price level.
    pub rent_unit: Lanes<L, T>,
    /// Least weight of a rent against its row.
    pub least_weight: Lanes<L, T>,
    /// The rent, in its unit, that makes a corridor e times less attractive.
    pub log_rent: Lanes<L, T>,
    pub eta: Vec<Lanes<L, T>>,
    pub supply_elasticity: Vec<Lanes<L, T>>,
    /// `f0_i`.
    pub fob: Vec<Lanes<L, T>>,
    /// `1 / S0_i`.
    pub per_exports: Vec<Lanes<L, T>>,
    /// `p0_ij / P0_j` of every offer.
    pub relative: Vec<Lanes<L, T>>,
    /// Extra cost of every option.
    pub extra: Vec<Lanes<L, T>>,
    /// `α_ij q0_ij / Q0_j` of every offer; zero where no corridor is left.
    pub weight: Vec<Lanes<L, T>>,
    /// `m_ij o + δ_ij` of every offer.
    pub landed: Vec<Lanes<L, T>>,
    /// `(1 + t)(1 + φ) / p0_ij` of every offer.
    pub markup: Vec<Lanes<L, T>>,
    /// `Q0_j D_j`.
    pub tonnes: Vec<Lanes<L, T>>,
    /// `ln z_i`.
    pub log_cost: Vec<Lanes<L, T>>,
    /// `ln (b_i g_i)`.
    pub log_supply: Vec<Lanes<L, T>>,
    /// `ln (K_i / S0_i)`.
    pub log_capacity: Vec<Lanes<L, T>>,
    /// Corridor cost, or [`SHUT`].
    pub charge: Vec<Lanes<L, T>>,
    /// `ln K_r`.
    pub log_corridor: Vec<Lanes<L, T>>,
    /// One for an exporter who can sell, zero for one who cannot.
    pub active: Vec<Lanes<L, T>>,
    /// One for a corridor that is open, limited and in use, zero for others.
    pub limited: Vec<Lanes<L, T>>,
    /// Corridors that are limited in any lane.
    pub corridors: Vec<usize>,
}

impl<const L: usize, T: Float> Terms<L, T> {
    pub(super) fn blank(layout: &Layout) -> Self {
        let (n, markets, corridors) = (layout.exporters, layout.markets, layout.corridors);
        let (offers, one) = (layout.offers(), Lanes::splat(1.0));
        Terms {
            demand: DemandSystem::Additive,
            sigma: one,
            theta: one,
            rent_unit: one,
            least_weight: one,
            log_rent: one,
            eta: blank(markets),
            supply_elasticity: blank(n),
            fob: blank(n),
            per_exports: blank(n),
            relative: blank(offers),
            extra: blank(layout.corridor.len()),
            weight: blank(offers),
            landed: blank(offers),
            markup: vec![one; offers],
            tonnes: blank(markets),
            log_cost: blank(n),
            log_supply: blank(n),
            log_capacity: blank(n),
            charge: blank(corridors),
            log_corridor: blank(corridors),
            active: blank(n),
            limited: blank(corridors),
            corridors: Vec::with_capacity(corridors),
        }
    }

    /// Takes over what belongs to the draws.
    #[inline(always)]
    pub(super) fn set_draws_as(&mut self, layout: &Layout, wide: &Terms<L, f64>) {
        self.demand = wide.demand;
        macro_rules! single { ($($one:ident)*) => {$( self.$one = wide.$one.cast(); )*} }
        single!(sigma theta rent_unit least_weight log_rent);
        macro_rules! lists { ($($list:ident)*) => {$( cast_all(layout, &mut self.$list, &wide.$list); )*} }
        lists!(eta supply_elasticity fob per_exports relative extra);
    }

    /// Takes over what belongs to the period.
    #[inline(always)]
    pub(super) fn set_period_as(&mut self, layout: &Layout, wide: &Terms<L, f64>) {
        macro_rules! lists { ($($list:ident)*) => {$( cast_all(layout, &mut self.$list, &wide.$list); )*} }
        lists!(weight landed markup tonnes log_cost log_supply log_capacity charge log_corridor active limited);
        self.corridors.clear();
        self.corridors.extend_from_slice(&wide.corridors);
    }
}

impl<const L: usize> Terms<L, f64> {
    /// Writes the terms of the draws.
    #[inline(always)]
    pub(super) fn set_draws(&mut self, calibration: &Calibration<Lanes<L>>, layout: &Layout) {
        let (zero, one, behaviour) = (Lanes::splat(0.0), Lanes::splat(1.0), &calibration.behaviour);
        (self.demand, self.sigma, self.theta) = (behaviour.demand, behaviour.sigma, behaviour.theta);
        // The single solver's rounding, so that both have the same unit.
        for l in 0..L {
            self.rent_unit.0[l] = calibration.price_scale.0[l].log2().round().exp2();
        }
        let per_unit = behaviour.theta * self.rent_unit;
        (self.least_weight, self.log_rent) = (Lanes::splat(LEAST_WEIGHT) * per_unit, one / per_unit);
        self.eta.copy_from_slice(&behaviour.eta);
        self.supply_elasticity.copy_from_slice(&behaviour.supply_elasticity);
        self.fob.copy_from_slice(&calibration.fob);
        for i in 0..layout.exporters {
            let exports = calibration.exports[i];
            self.per_exports[i] = zero.select_less(exports, one / exports, one);
        }
        let options = calibration.routes.choice_sets().iter().flatten();
        self.extra.iter_mut().zip(options).for_each(|(extra, option)| *extra = option.extra);
        for (j, &price) in calibration.market_price.iter().enumerate() {
            let per_price = zero.select_less(price, one / price, one);
            for &i in layout.first(layout.exporters) {
                let o = j * layout.exporters + i;
                self.relative[o] = calibration.price[layout.pair(j, i)] * per_price;
            }
        }
    }

    /// Writes the terms of a period.
    #[inline(always)]
    pub(super) fn set(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout,
        draw: &DrawTerms<L>,
        now: &Conditions<Lanes<L>>,
    ) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        for &r in layout.first(layout.corridors) {
            let open = Lanes::select(now.corridor_open[r], now.corridor_capacity[r], zero);
            self.charge[r] = zero.select_less(open, now.corridor_cost[r], Lanes::splat(SHUT));
            self.log_corridor[r] = now.corridor_capacity[r].ln();
            self.limited[r] = zero;
        }
        for &j in layout.first(layout.markets) {
            self.tonnes[j] = calibration.market_tonnes[j] * now.demand_index[j];
        }
        for &i in layout.first(layout.exporters) {
            self.log_cost[i] = now.cost_index[i].ln();
            self.log_supply[i] = draw.log_supply[i] + now.expansion[i].ln();
            self.log_capacity[i] = (now.capacity[i] * self.per_exports[i]).ln();
            self.active[i] = zero;
        }
        for j in 0..layout.markets {
            self.set_market(calibration, layout, draw, now, j);
        }
        self.set_routed(layout);
        for j in 0..layout.markets {
            let sold = zero.select_less(self.tonnes[j], one, zero);
            let weight = &self.weight[layout.of_market(j)];
            for &i in layout.first(layout.exporters) {
                self.active[i] = self.active[i].max(zero.select_less(weight[i], sold, zero));
            }
        }
        self.corridors.clear();
        for r in 0..layout.corridors {
            let finite = now.corridor_capacity[r].select_less(Lanes::splat(f64::INFINITY), one, zero);
            let usable = self.charge[r].select_less(Lanes::splat(SHUT), finite, zero);
            self.limited[r] = zero.select_less(self.limited[r], usable, zero);
            if self.limited[r].0.iter().any(|&limited| limited > 0.0) {
                self.corridors.push(r);
            }
        }
    }

    #[inline(always)]
    fn set_market(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout,
        draw: &DrawTerms<L>,
        now: &Conditions<Lanes<L>>,
        j: usize,
    ) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        for &i in layout.first(layout.exporters) {
            let o = j * layout.exporters + i;
            if !layout.is_made[o] {
                continue;
            }
            let pair = layout.pair(j, i);
            let weight = zero.select_less(now.capacity[i], draw.share[o] * now.access[pair], zero);
            self.weight[o] = weight;
            self.landed[o] = calibration.freight[pair] * now.ocean_freight + now.added_cost[pair];
            self.markup[o] = (one + now.tariff[pair]) * (one + now.friction[pair]) * draw.per_price[o];
        }
    }

    /// Takes the weight from offers that no corridor is left to, and notes which corridors are in use.
    #[inline(always)]
    fn set_routed(&mut self, layout: &Layout) {
        let zero = Lanes::splat(0.0);
        for &Routed { offer, market, choice_set, .. } in &layout.routed {
            let options = &layout.corridor[layout.options[choice_set].clone()];
            let cheapest = options.iter().fold(Lanes::splat(SHUT), |least, &r| least.min(self.charge[r]));
            let weight = cheapest.select_less(Lanes::splat(SHUT), self.weight[offer], zero);
            self.weight[offer] = weight;
            for &r in options {
                self.limited[r] += weight * self.tonnes[market];
            }
        }
    }

    /// One for a lane in which anyone can sell, zero for one without unknowns.
    #[inline(always)]
    pub(super) fn has_sellers(&self) -> Lanes<L> {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        let sellers = self.active.iter().fold(zero, |sum, &active| sum + active);
        zero.select_less(sellers, one, zero)
    }
}

#[inline(always)]
fn cast_all<const L: usize, T: Float>(layout: &Layout, into: &mut [Lanes<L, T>], from: &[Lanes<L>]) {
    for &k in layout.first(into.len()) {
        into[k] = from[k].cast();
    }
}
