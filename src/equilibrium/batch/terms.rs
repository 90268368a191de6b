//! What a period's conditions make of the draws' constants: everything that does not change while
//! solving.

use super::layout::{Layout, blank};
use crate::equilibrium::calibration::Calibration;
use crate::market::Conditions;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Least weight of a rent in its complementarity row, in units of `θ`.
const LEAST_WEIGHT: f64 = 0.05;
/// Charge of a corridor that may not be used: so dear that its logit share is exactly zero.
pub(super) const SHUT: f64 = 1e30;

/// Constants of the draws.
#[derive(Debug, Clone, Default)]
pub(super) struct DrawTerms<const L: usize> {
    /// `A_ij` of every offer.
    pub weight: Vec<Lanes<L>>,
    /// `1 / P0_j`.
    pub per_price: Vec<Lanes<L>>,
    /// `ln f0_i`.
    pub log_fob: Vec<Lanes<L>>,
    /// `ln (b_i S0_i)`.
    pub log_supply: Vec<Lanes<L>>,
    /// The unit of rents as unknowns, a power of two near the price level.
    pub rent_unit: Lanes<L>,
    /// Least weight of a rent against its row.
    pub least_weight: Lanes<L>,
    /// The rent that makes a corridor e times less attractive.
    pub log_rent: Lanes<L>,
}

impl<const L: usize> DrawTerms<L> {
    #[inline(always)]
    pub(super) fn new(calibration: &Calibration<Lanes<L>>, layout: &Layout<L>) -> Self {
        let one = Lanes::splat(1.0);
        // The single solver's rounding, so that both have the same unit.
        let rent_unit = Lanes(calibration.price_scale.0.map(|scale| scale.log2().round().exp2()));
        let per_unit = calibration.behaviour.theta * rent_unit;
        let mut terms = DrawTerms {
            weight: blank(layout.offers.len()),
            per_price: blank(calibration.markets),
            log_fob: blank(calibration.exporters),
            log_supply: blank(calibration.exporters),
            rent_unit,
            least_weight: Lanes::splat(LEAST_WEIGHT) * per_unit,
            log_rent: one / per_unit,
        };
        for (weight, offer) in terms.weight.iter_mut().zip(&layout.offers) {
            *weight = calibration.log_weight[offer.pair].exp();
        }
        for (per_price, &price) in terms.per_price.iter_mut().zip(&calibration.market_price) {
            // Where nothing was ever sold no offer carries weight, and any finite number will do.
            *per_price = Lanes::splat(0.0).select_less(price, one / price, one);
        }
        for i in 0..calibration.exporters {
            terms.log_fob[i] = calibration.fob[i].ln();
            terms.log_supply[i] = calibration.log_supply_shift[i] + calibration.exports[i].ln();
        }
        terms
    }
}

/// Constants of one offer in the period.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OfferTerms<const L: usize> {
    /// `A_ij α_ij`; zero where no corridor is left.
    pub weight: Lanes<L>,
    /// `m_ij o + δ_ij`.
    pub landed: Lanes<L>,
    /// `(1 + t)(1 + φ) / P0_j`.
    pub markup: Lanes<L>,
}

/// Constants of the period.
#[derive(Debug, Clone, Default)]
pub(super) struct PeriodTerms<const L: usize> {
    /// Parallel to the layout's offers.
    pub offers: Vec<OfferTerms<L>>,
    /// `Q0_j D_j`.
    pub tonnes: Vec<Lanes<L>>,
    /// `ln (f0_i z_i)`.
    pub log_cost: Vec<Lanes<L>>,
    /// `ln (b_i S0_i g_i)`.
    pub log_supply: Vec<Lanes<L>>,
    /// `ln K_i`.
    pub log_capacity: Vec<Lanes<L>>,
    /// Corridor cost, or [`SHUT`].
    pub charge: Vec<Lanes<L>>,
    /// `ln K_r`.
    pub log_corridor: Vec<Lanes<L>>,
    /// One for an exporter who can sell, zero for one who cannot.
    pub active: Vec<Lanes<L>>,
    /// One for a corridor that is open, limited and in use, zero for others.
    pub limited: Vec<Lanes<L>>,
    /// Unknowns that are unknown in any lane: exporters, then corridors counted on from them.
    pub order: Vec<usize>,
}

impl<const L: usize> PeriodTerms<L> {
    pub(super) fn blank(calibration: &Calibration<Lanes<L>>, layout: &Layout<L>) -> Self {
        let (offers, exporters) = (layout.offers.len(), calibration.exporters);
        PeriodTerms {
            offers: vec![OfferTerms::default(); offers],
            tonnes: blank(calibration.markets),
            log_cost: blank(exporters),
            log_supply: blank(exporters),
            log_capacity: blank(exporters),
            charge: blank(calibration.corridors),
            log_corridor: blank(calibration.corridors),
            active: blank(exporters),
            limited: blank(calibration.corridors),
            order: Vec::with_capacity(exporters + calibration.corridors),
        }
    }

    /// Writes the terms of a period.
    #[inline(always)]
    pub(super) fn set(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &Conditions<Lanes<L>>,
    ) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        for r in 0..calibration.corridors {
            let open = Lanes::select(now.corridor_open[r], now.corridor_capacity[r], zero);
            self.charge[r] = zero.select_less(open, now.corridor_cost[r], Lanes::splat(SHUT));
            self.log_corridor[r] = now.corridor_capacity[r].ln();
            self.limited[r] = zero;
        }
        for j in 0..calibration.markets {
            self.tonnes[j] = calibration.market_tonnes[j] * now.demand_index[j];
        }
        for i in 0..calibration.exporters {
            self.log_cost[i] = draw.log_fob[i] + now.cost_index[i].ln();
            self.log_supply[i] = draw.log_supply[i] + now.expansion[i].ln();
            self.log_capacity[i] = now.capacity[i].ln();
            self.active[i] = zero;
        }
        self.set_offers(calibration, layout, draw, now);
        for i in 0..calibration.exporters {
            self.active[i] = zero.select_less(self.active[i], one, zero);
        }
        for r in 0..calibration.corridors {
            let finite = now.corridor_capacity[r].select_less(Lanes::splat(f64::INFINITY), one, zero);
            let usable = self.charge[r].select_less(Lanes::splat(SHUT), finite, zero);
            self.limited[r] = zero.select_less(self.limited[r], usable, zero);
        }
        self.list_unknowns();
    }

    #[inline(always)]
    fn set_offers(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &Conditions<Lanes<L>>,
    ) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        let (tonnes, charge, limited) = (&self.tonnes[..], &self.charge[..], &mut self.limited[..]);
        let each = layout.offers.iter().zip(&draw.weight).zip(&mut self.offers);
        for ((offer, &full_weight), terms) in each {
            let (pair, j, i) = (offer.pair, offer.market, offer.exporter);
            let mut weight = zero.select_less(now.capacity[i], full_weight * now.access[pair], zero);
            if offer.choice_set != layout.direct() {
                let options = &layout.corridor[layout.of_fan[offer.choice_set].clone()];
                let cheapest = options.iter().fold(Lanes::splat(SHUT), |least, &r| least.min(charge[r]));
                weight = cheapest.select_less(Lanes::splat(SHUT), weight, zero);
                for &r in options {
                    limited[r] += weight * tonnes[j];
                }
            }
            terms.weight = weight;
            terms.landed = calibration.freight[pair] * now.ocean_freight + now.added_cost[pair];
            terms.markup = (one + now.tariff[pair]) * (one + now.friction[pair]) * draw.per_price[j];
            self.active[i] += weight * tonnes[j];
        }
    }

    fn list_unknowns(&mut self) {
        let exporters = self.active.len();
        self.order.clear();
        let some = |lanes: &Lanes<L>| lanes.0.iter().any(|&x| x > 0.0);
        self.order.extend((0..exporters).filter(|&i| some(&self.active[i])));
        self.order.extend((0..self.limited.len()).filter(|&r| some(&self.limited[r])).map(|r| exporters + r));
    }
}
