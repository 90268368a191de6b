//! The market at given FOB prices and rents: delivered prices, trade, flows, residual rows.

use super::layout::{Layout, blank};
use super::terms::{DrawTerms, PeriodTerms};
use crate::equilibrium::calibration::Calibration;
use crate::market::DemandSystem;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// One offer at a point.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OfferPoint<const L: usize> {
    /// Price before duty and friction.
    pub before_duty: Lanes<L>,
    /// `e_ij`, the offer's weight at its price.
    pub demand_weight: Lanes<L>,
}

/// One point of every lane, and what follows from it.
#[derive(Debug, Clone, Default)]
pub(super) struct Point<const L: usize> {
    /// Unknowns: `ln f_i` of every exporter, then `λ_r` in rent units of every corridor.
    pub y: Vec<Lanes<L>>,
    /// `f_i`.
    pub fob: Vec<Lanes<L>>,
    /// Logit share of every leg.
    pub share: Vec<Lanes<L>>,
    /// Composite cost of every fan, zero for the empty one.
    pub composite: Vec<Lanes<L>>,
    /// Parallel to the layout's offers.
    pub offers: Vec<OfferPoint<L>>,
    /// What a market buys for each unit of pull: `q_ij = e_ij` times it.
    pub factor: Vec<Lanes<L>>,
    /// `Σ e` and `Σ e p` of every market, at least the smallest float.
    pub demand_weights: Vec<Lanes<L>>,
    pub outlay: Vec<Lanes<L>>,
    /// `ln (P_j / P0_j)`.
    pub log_market_price: Vec<Lanes<L>>,
    /// `Σ_j q_ij`.
    pub sales: Vec<Lanes<L>>,
    /// `∂ ln S_i / ∂ ln f_i`.
    pub supply_slope: Vec<Lanes<L>>,
    /// Tonnes of every fan, and through every corridor.
    pub of_fan: Vec<Lanes<L>>,
    pub flow: Vec<Lanes<L>>,
    /// `g`: `ln S_i - ln Σ_j q_ij`, then `ln K_r - ln flow_r`; zero where there is no unknown.
    pub g: Vec<Lanes<L>>,
    /// Lowest delivered price of all, over its market's at the baseline.
    pub lowest_price: Lanes<L>,
    /// Largest natural residual.
    pub residual: Lanes<L>,
}

impl<const L: usize> Point<L> {
    pub(super) fn blank(calibration: &Calibration<Lanes<L>>, layout: &Layout<L>) -> Self {
        let (exporters, markets, corridors) =
            (calibration.exporters, calibration.markets, calibration.corridors);
        let (offers, choice_sets) = (layout.offers.len(), layout.of_fan.len());
        Point {
            y: blank(exporters + corridors),
            fob: blank(exporters),
            share: blank(layout.corridor.len()),
            composite: blank(choice_sets),
            offers: vec![OfferPoint::default(); offers],
            factor: blank(markets),
            demand_weights: blank(markets),
            outlay: blank(markets),
            log_market_price: blank(markets),
            sales: blank(exporters),
            supply_slope: blank(exporters),
            of_fan: blank(choice_sets),
            flow: blank(corridors),
            g: blank(exporters + corridors),
            lowest_price: Lanes::splat(f64::INFINITY),
            residual: Lanes::splat(f64::INFINITY),
        }
    }

    /// Everything that follows from `y`.
    #[inline(always)]
    pub(super) fn place(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
    ) {
        for i in 0..calibration.exporters {
            self.fob[i] = self.y[i].exp();
        }
        self.choose_routes(calibration, layout, draw, now);
        self.lowest_price = Lanes::splat(f64::INFINITY);
        for j in 0..calibration.markets {
            self.buy(calibration, layout, now, j);
        }
        self.add_up(layout);
        self.rows(calibration, now);
    }

    /// The logit choice of corridor and the composite cost of every fan.
    #[inline(always)]
    fn choose_routes(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
    ) {
        let (n, theta) = (calibration.exporters, calibration.behaviour.theta);
        for choice_set in 0..layout.direct() {
            let mut cheapest = Lanes::splat(f64::INFINITY);
            for option in layout.of_fan[choice_set].clone() {
                let r = layout.corridor[option];
                let charge = now.charge[r] + layout.extra[option] + self.y[n + r] * draw.rent_unit;
                self.share[option] = charge;
                cheapest = cheapest.min(charge);
            }
            let mut total = Lanes::splat(0.0);
            for option in layout.of_fan[choice_set].clone() {
                let weight = (theta * (cheapest - self.share[option])).exp();
                self.share[option] = weight;
                total += weight;
            }
            let part = Lanes::splat(1.0) / total;
            for option in layout.of_fan[choice_set].clone() {
                self.share[option] *= part;
            }
            self.composite[choice_set] = cheapest - total.ln() / theta;
        }
    }

    /// What market `j` buys from whom.
    #[inline(always)]
    fn buy(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        now: &PeriodTerms<L>,
        j: usize,
    ) {
        let (sigma, eta) = (calibration.behaviour.sigma, calibration.behaviour.eta[j]);
        let (one, least) = (Lanes::splat(1.0), Lanes::splat(f64::MIN_POSITIVE));
        let (mut demand_weights, mut outlay) = (Lanes::splat(0.0), Lanes::splat(0.0));
        let mut lowest = self.lowest_price;
        let own = layout.of_market[j].clone();
        let (fob, composite) = (&self.fob[..], &self.composite[..]);
        let each = layout.offers[own.clone()].iter().zip(&now.offers[own.clone()]).zip(&mut self.offers[own]);
        for ((offer, terms), at) in each {
            let before_duty = fob[offer.exporter] + composite[offer.choice_set] + terms.landed;
            let price = before_duty * terms.markup;
            let demand_weight = terms.weight * (-sigma * price.ln_of_normal()).exp();
            lowest = lowest.min(price);
            (at.before_duty, at.demand_weight) = (before_duty, demand_weight);
            demand_weights += demand_weight;
            outlay += demand_weight * price;
        }
        self.lowest_price = lowest;
        // A market without sellers buys nothing at any price; it must not divide by zero.
        (demand_weights, outlay) = (demand_weights.max(least), outlay.max(least));
        let (log_price, factor) = match calibration.behaviour.demand {
            DemandSystem::Additive => {
                let part = one / demand_weights;
                let log_price = (outlay * part).ln();
                (log_price, now.tonnes[j] * (-eta * log_price).exp() * part)
            }
            DemandSystem::Ces => {
                let log_price = outlay.ln() / (one - sigma);
                (log_price, now.tonnes[j] * ((sigma - eta) * log_price).exp())
            }
        };
        (self.demand_weights[j], self.outlay[j], self.log_market_price[j]) =
            (demand_weights, outlay, log_price);
        self.factor[j] = factor;
    }

    /// Sales of exporters and flows through corridors.
    #[inline(always)]
    fn add_up(&mut self, layout: &Layout<L>) {
        self.sales.fill(Lanes::splat(0.0));
        self.of_fan.fill(Lanes::splat(0.0));
        self.flow.fill(Lanes::splat(0.0));
        let (sales, of_fan) = (&mut self.sales[..], &mut self.of_fan[..]);
        let (factor, direct) = (&self.factor[..], layout.direct());
        for (offer, at) in layout.offers.iter().zip(&self.offers) {
            let trade = factor[offer.market] * at.demand_weight;
            sales[offer.exporter] += trade;
            if offer.choice_set != direct {
                of_fan[offer.choice_set] += trade;
            }
        }
        for choice_set in 0..layout.direct() {
            for option in layout.of_fan[choice_set].clone() {
                self.flow[layout.corridor[option]] += self.share[option] * self.of_fan[choice_set];
            }
        }
    }

    /// Rows `g` and the residual.
    #[inline(always)]
    fn rows(&mut self, calibration: &Calibration<Lanes<L>>, now: &PeriodTerms<L>) {
        let (zero, n) = (Lanes::splat(0.0), calibration.exporters);
        // A lane whose numbers broke down must not look solved: what is not finite stays in `probe`.
        let (mut residual, mut probe) = (zero, zero);
        for &k in &now.order {
            if k < n {
                let log_supply = self.supply(calibration, now, k);
                let row = log_supply - self.sales[k].ln();
                self.g[k] = zero.select_less(now.active[k], row, zero);
                residual = residual.max(self.g[k].abs());
            } else {
                let row = now.log_corridor[k - n] - self.flow[k - n].ln();
                self.g[k] = zero.select_less(now.limited[k - n], row, zero);
                // A rent that is no unknown is zero, and so is min(0, 0).
                residual = residual.max(self.y[k].min(self.g[k]).abs());
            }
            probe += self.g[k] * zero;
        }
        // Prices went into logarithms unseen: a lane in which one was none is not solved.
        let priced =
            Lanes::splat(f64::MIN_POSITIVE).select_less(self.lowest_price, zero, Lanes::splat(f64::NAN));
        self.residual = residual + probe + priced;
    }

    /// `ln S_i`: isoelastic, smoothly capped. Notes its slope.
    #[inline(always)]
    fn supply(&mut self, calibration: &Calibration<Lanes<L>>, now: &PeriodTerms<L>, i: usize) -> Lanes<L> {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        let elasticity = calibration.behaviour.supply_elasticity[i];
        let uncapped = now.log_supply[i] + elasticity * (self.y[i] - now.log_cost[i]);
        let excess = Lanes::splat(8.0) * (uncapped - now.log_capacity[i]);
        // ln(1 + e^excess) and its slope from e^-|excess|, which cannot overflow.
        let small = (-excess.abs()).exp();
        let softplus = excess.max(zero) + (one + small).ln();
        let slope = zero.select_less(excess, small, one) / (one + small);
        self.supply_slope[i] = elasticity * slope;
        uncapped - softplus * Lanes::splat(0.125)
    }
}
