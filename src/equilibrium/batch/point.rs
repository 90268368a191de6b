//! The market at given FOB prices and rents: delivered prices, trade, flows, residual rows.

use super::layout::{Layout, blank};
use super::terms::Terms;
use crate::market::DemandSystem;
use crate::numeric::float::Float;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// One point of every lane, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Point<const L: usize, T: Float> {
    /// Unknowns: `x_i = ln (f_i / f0_i)` of every exporter, then `λ_r` in rent units of every corridor.
    pub y: Vec<Lanes<L, T>>,
    /// `f_i`.
    pub fob: Vec<Lanes<L, T>>,
    /// The choice of corridors.
    pub routes: Routes<L, T>,
    /// `ρ_ij = p_ij / p0_ij` of every offer.
    pub price: Vec<Lanes<L, T>>,
    /// `1 / b_ij`, the price before duty and friction, of every offer.
    pub per_price: Vec<Lanes<L, T>>,
    /// `e_ij`, the offer's weight at its price.
    pub demand_weight: Vec<Lanes<L, T>>,
    /// What a market buys for each unit of weight: `q_ij = e_ij` times it.
    pub factor: Vec<Lanes<L, T>>,
    /// `Σ e` and `Σ e p / P0` of every market, never zero.
    pub demand_weights: Vec<Lanes<L, T>>,
    pub outlay: Vec<Lanes<L, T>>,
    /// `ln (P_j / P0_j)`.
    pub log_market_price: Vec<Lanes<L, T>>,
    /// `Σ_j q_ij`, and tonnes through every corridor.
    pub sales: Vec<Lanes<L, T>>,
    pub flow: Vec<Lanes<L, T>>,
    /// `∂ ln S_i / ∂ x_i`, and the part of what is wanted that capacity lets through.
    pub supply_slope: Vec<Lanes<L, T>>,
    pub uncapped_part: Vec<Lanes<L, T>>,
    /// `g`: `ln S_i - ln Σ_j q_ij`, then `ln K_r - ln flow_r`; zero where there is no unknown.
    pub g: Vec<Lanes<L, T>>,
    /// Tonnes of every choice set.
    of_choice: Vec<Lanes<L, T>>,
}

/// The logit choice of every choice set at given rents.
#[derive(Debug, Clone)]
pub(super) struct Routes<const L: usize, T: Float> {
    /// Share of every option.
    pub share: Vec<Lanes<L, T>>,
    /// Composite cost of every choice set.
    pub composite: Vec<Lanes<L, T>>,
}

impl<const L: usize, T: Float> Routes<L, T> {
    /// `w_r ∝ exp(-θ g_r)` and `c = -(1/θ) ln Σ exp(-θ g_r)`, measured from the cheapest; `rent` in rent units.
    #[inline(always)]
    pub(super) fn choose(&mut self, layout: &Layout, terms: &Terms<L, T>, rent: &[Lanes<L, T>]) {
        for choice_set in 0..layout.options.len() {
            let mut cheapest = Lanes::splat(f64::INFINITY);
            for option in layout.options[choice_set].clone() {
                let r = layout.corridor[option];
                let charge = terms.charge[r] + terms.extra[option] + rent[r] * terms.rent_unit;
                self.share[option] = charge;
                cheapest = cheapest.min(charge);
            }
            let mut total = Lanes::splat(0.0);
            for option in layout.options[choice_set].clone() {
                let weight = (terms.theta * (cheapest - self.share[option])).exp();
                self.share[option] = weight;
                total += weight;
            }
            let part = Lanes::splat(1.0) / total;
            for option in layout.options[choice_set].clone() {
                self.share[option] *= part;
            }
            self.composite[choice_set] = cheapest - total.ln() / terms.theta;
        }
    }
}

impl<const L: usize, T: Float> Point<L, T> {
    pub(super) fn blank(layout: &Layout) -> Self {
        let (exporters, markets, offers) = (layout.exporters, layout.markets, layout.offers());
        Point {
            y: blank(layout.unknowns()),
            fob: blank(exporters),
            routes: Routes { share: blank(layout.corridor.len()), composite: blank(layout.options.len()) },
            price: blank(offers),
            per_price: blank(offers),
            demand_weight: blank(offers),
            factor: blank(markets),
            demand_weights: blank(markets),
            outlay: blank(markets),
            log_market_price: blank(markets),
            sales: blank(exporters),
            flow: blank(layout.corridors),
            supply_slope: blank(exporters),
            uncapped_part: blank(exporters),
            g: blank(layout.unknowns()),
            of_choice: blank(layout.options.len()),
        }
    }

    /// Everything that follows from `y`.
    #[inline(always)]
    pub(super) fn place(&mut self, layout: &Layout, terms: &Terms<L, T>) {
        for &i in layout.first(layout.exporters) {
            self.fob[i] = terms.fob[i] * self.y[i].exp();
        }
        self.routes.choose(layout, terms, &self.y[layout.exporters..]);
        self.price_offers(layout, terms);
        for j in 0..layout.markets {
            self.buy(layout, terms, j);
        }
        self.add_up(layout);
        self.rows(layout, terms);
    }

    /// Prices and weights of offers: a loop for each function, so that a processor can work on several offers.
    #[inline(always)]
    fn price_offers(&mut self, layout: &Layout, terms: &Terms<L, T>) {
        let (n, all) = (layout.exporters, layout.first(layout.offers()));
        for (before_duty, landed) in self.per_price.chunks_exact_mut(n).zip(terms.landed.chunks_exact(n)) {
            let fob = &self.fob[..n];
            for &i in layout.first(n) {
                before_duty[i] = fob[i] + landed[i];
            }
        }
        for routed in &layout.routed {
            self.per_price[routed.offer] += self.routes.composite[routed.choice_set];
        }
        let (price, per_price) = (&mut self.price[..all.len()], &mut self.per_price[..all.len()]);
        let (e, markup) = (&mut self.demand_weight[..all.len()], &terms.markup[..all.len()]);
        let minus_sigma = -terms.sigma;
        for &o in all {
            price[o] = per_price[o] * markup[o];
            let (log, inverse) = price[o].ln_and_inverse(per_price[o]);
            (e[o], per_price[o]) = (minus_sigma * log, inverse);
        }
        let weight = &terms.weight[..all.len()];
        for &o in all {
            e[o] = weight[o] * e[o].exp();
        }
    }

    /// What market `j` buys at the prices of its offers.
    #[inline(always)]
    fn buy(&mut self, layout: &Layout, terms: &Terms<L, T>, j: usize) {
        let (sigma, eta, one) = (terms.sigma, terms.eta[j], Lanes::splat(1.0));
        let (demand_weights, outlay) = self.sum_offers(layout, terms, j);
        let (log_price, factor) = match terms.demand {
            DemandSystem::Additive => {
                let part = one / demand_weights;
                let log_price = (outlay * part).ln();
                (log_price, terms.tonnes[j] * (-eta * log_price).exp() * part)
            }
            DemandSystem::Ces => {
                let log_price = outlay.ln() / (one - sigma);
                (log_price, terms.tonnes[j] * ((sigma - eta) * log_price).exp())
            }
        };
        (self.demand_weights[j], self.outlay[j]) = (demand_weights, outlay);
        (self.log_market_price[j], self.factor[j]) = (log_price, factor);
    }

    /// `Σ e` and `Σ e p / P0` of a market. One without sellers buys nothing at any price; it must not divide by zero.
    #[inline(always)]
    pub(super) fn sum_offers(
        &self,
        layout: &Layout,
        terms: &Terms<L, T>,
        j: usize,
    ) -> (Lanes<L, T>, Lanes<L, T>) {
        let (own, n) = (layout.of_market(j), layout.exporters);
        let (mut demand_weights, mut outlay) = (Lanes::tiny(), Lanes::tiny());
        let (e, price) = (&self.demand_weight[own.clone()][..n], &self.price[own.clone()][..n]);
        let relative = &terms.relative[own][..n];
        for &i in layout.first(n) {
            demand_weights += e[i];
            outlay += e[i] * price[i] * relative[i];
        }
        (demand_weights, outlay)
    }

    /// Sales of exporters and flows through corridors, of what markets buy.
    #[inline(always)]
    pub(super) fn add_up(&mut self, layout: &Layout) {
        self.sales.fill(Lanes::splat(0.0));
        self.of_choice.fill(Lanes::splat(0.0));
        self.flow.fill(Lanes::splat(0.0));
        let (sales, n) = (&mut self.sales[..layout.exporters], layout.exporters);
        for (&factor, of_market) in self.factor.iter().zip(self.demand_weight.chunks_exact(n)) {
            for &i in layout.first(n) {
                sales[i] += factor * of_market[i];
            }
        }
        for routed in &layout.routed {
            self.of_choice[routed.choice_set] +=
                self.factor[routed.market] * self.demand_weight[routed.offer];
        }
        for (options, &tonnes) in layout.options.iter().zip(&self.of_choice) {
            for option in options.clone() {
                self.flow[layout.corridor[option]] += self.routes.share[option] * tonnes;
            }
        }
    }

    #[inline(always)]
    fn rows(&mut self, layout: &Layout, terms: &Terms<L, T>) {
        for &i in layout.first(layout.exporters) {
            let log_supply = self.supply(terms, i);
            let row = log_supply - (self.sales[i] * terms.per_exports[i]).ln();
            self.g[i] = Lanes::splat(0.0).select_less(terms.active[i], row, Lanes::splat(0.0));
        }
        self.corridor_rows(layout, terms);
    }

    /// `ln K_r - ln flow_r` where the corridor is an unknown.
    #[inline(always)]
    pub(super) fn corridor_rows(&mut self, layout: &Layout, terms: &Terms<L, T>) {
        for &r in layout.first(layout.corridors) {
            let row = terms.log_corridor[r] - self.flow[r].ln();
            self.g[layout.exporters + r] =
                Lanes::splat(0.0).select_less(terms.limited[r], row, Lanes::splat(0.0));
        }
    }

    /// `ln (S_i / S0_i)`: isoelastic, smoothly capped. Notes its slope.
    #[inline(always)]
    fn supply(&mut self, terms: &Terms<L, T>, i: usize) -> Lanes<L, T> {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        let elasticity = terms.supply_elasticity[i];
        let uncapped = terms.log_supply[i] + elasticity * (self.y[i] - terms.log_cost[i]);
        let excess = Lanes::splat(8.0) * (uncapped - terms.log_capacity[i]);
        // ln(1 + e^excess) and its slope from e^-|excess|, which cannot overflow.
        let small = (-excess.abs()).exp();
        let softplus = excess.max(zero) + (one + small).ln();
        let part = zero.select_less(excess, small, one) / (one + small);
        (self.uncapped_part[i], self.supply_slope[i]) = (part, elasticity * part);
        uncapped - softplus * Lanes::splat(0.125)
    }

    /// Largest natural residual of every lane; not a number where any number broke down.
    #[inline(always)]
    pub(super) fn residual(&self, layout: &Layout, terms: &Terms<L, T>) -> Lanes<L, T> {
        let (zero, n) = (Lanes::splat(0.0), layout.exporters);
        // A lane whose numbers broke down must not look solved: what is not finite stays in `probe`.
        let (mut residual, mut probe) = (zero, zero);
        for &i in layout.first(n) {
            residual = residual.max(self.g[i].abs());
            probe += self.g[i] * zero;
        }
        for &r in &terms.corridors {
            // A rent that is no unknown is zero, and so is min(0, 0).
            residual = residual.max(self.y[n + r].min(self.g[n + r]).abs());
            probe += self.g[n + r] * zero;
        }
        residual + probe
    }

    /// Lowest delivered price of all, over its own at the baseline: prices went into logarithms unseen, and where
    /// this is no positive normal number the point means nothing.
    #[inline(always)]
    pub(super) fn lowest_price(&self, layout: &Layout) -> Lanes<L, T> {
        let lowest = |lowest: Lanes<L, T>, &o: &usize| lowest.min(self.price[o]);
        layout.first(layout.offers()).iter().fold(Lanes::splat(f64::INFINITY), lowest)
    }
}
