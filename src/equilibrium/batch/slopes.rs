//! The Jacobian of the rows at a point, and the Newton step it gives.

use super::layout::{Layout, Offer, blank};
use super::point::{OfferPoint, Point};
use super::terms::{DrawTerms, OfferTerms, PeriodTerms};
use crate::equilibrium::calibration::Calibration;
use crate::market::DemandSystem;
use crate::numeric::elimination;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Columns summed up together: four times two registers of the widest instruction set are the sums.
const BLOCK: usize = 4;

/// Scratch space of a Newton step.
#[derive(Debug, Clone, Default)]
pub(super) struct Slopes<const L: usize> {
    /// `∂ row / ∂ unknown`, row by row; rows and columns as in `Point::y`.
    matrix: Vec<Lanes<L>>,
    /// What moves every offer of a market alike, `Σ_k cross_k ∂ ln p_k / ∂ y`: market by market, padded to
    /// whole blocks of [`BLOCK`] columns.
    common: Vec<Lanes<L>>,
    /// Right-hand side, then the step.
    pub step: Vec<Lanes<L>>,
    /// Share of each row's sales or flow that goes to each market: row by row.
    share: Vec<Lanes<L>>,
    /// `1 / Σ_j q_ij` and `1 / flow_r`.
    per_row: Vec<Lanes<L>>,
    /// `1 / p` before duty, parallel to the layout's offers.
    per_price: Vec<Lanes<L>>,
    /// Positive for a corridor whose rent may move, zero for one that rests or is no unknown.
    is_movable: Vec<Lanes<L>>,
    /// Of the unknowns those that may move in any lane.
    order: Vec<usize>,
}

impl<const L: usize> Slopes<L> {
    pub(super) fn blank(calibration: &Calibration<Lanes<L>>, layout: &Layout<L>) -> Self {
        let (markets, n) = (calibration.markets, calibration.exporters + calibration.corridors);
        Slopes {
            matrix: blank(n * n),
            common: blank(markets * n.next_multiple_of(BLOCK)),
            step: blank(n),
            share: blank(n * markets),
            per_row: blank(n),
            per_price: blank(layout.offers.len()),
            is_movable: blank(calibration.corridors),
            order: Vec::with_capacity(n),
        }
    }

    /// The Newton step `-J⁻¹ φ` of the Fischer-Burmeister rows at a placed point, into `step`.
    #[inline(always)]
    pub(super) fn newton_step(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
        point: &Point<L>,
    ) {
        let (n, width, one) = (calibration.exporters, point.y.len(), Lanes::splat(1.0));
        self.list_moving(now, point);
        for &k in &self.order {
            // Where there is no unknown nothing is sold and nothing flows: any finite number will do.
            let total = if k < n { point.sales[k] } else { point.flow[k - n] };
            self.per_row[k] = one / total.max(Lanes::splat(f64::MIN_POSITIVE));
        }
        for j in 0..calibration.markets {
            self.set_market(calibration, layout, draw, now, point, j);
        }
        self.sum_common(calibration.markets, width);
        for o in 0..layout.offers.len() {
            self.add_own(calibration, layout, draw, point, o);
        }
        for at in 0..self.order.len() {
            let k = self.order[at];
            if k < n {
                self.matrix[k * width + k] += point.supply_slope[k];
                self.close_row(k, width, now.active[k], point.g[k]);
            } else {
                self.complement(draw, point, k, width);
                self.close_row(k, width, self.is_movable[k - n], self.step[k]);
            }
        }
        elimination::solve(&mut self.matrix, width, &self.order, &mut self.step);
    }

    /// Leaves out corridors that rest in every lane: not full and without a rent, their row says that their
    /// step is zero. It says so exactly in a lane that has company too, so leaving them out changes no bit.
    #[inline(always)]
    fn list_moving(&mut self, now: &PeriodTerms<L>, point: &Point<L>) {
        let (zero, n) = (Lanes::splat(0.0), now.active.len());
        self.order.clear();
        for &k in &now.order {
            if k >= n {
                let (rent, g) = (point.y[k], point.g[k]);
                let is_movable = zero.select_less(g, rent.abs(), Lanes::splat(1.0));
                self.is_movable[k - n] = zero.select_less(now.limited[k - n], is_movable, zero);
                self.step[k] = zero;
                if self.is_movable[k - n].0.iter().all(|&is_movable| is_movable == 0.0) {
                    continue;
                }
            }
            self.order.push(k);
        }
    }

    /// What one market shares with every row, and what moves all its offers alike. Exporters without an
    /// offer here have the zeros that they began with.
    #[inline(always)]
    fn set_market(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
        point: &Point<L>,
        j: usize,
    ) {
        let (n, markets) = (calibration.exporters, calibration.markets);
        let first = j * point.y.len().next_multiple_of(BLOCK);
        for r in 0..calibration.corridors {
            self.common[first + n + r] = Lanes::splat(0.0);
            self.share[(n + r) * markets + j] = Lanes::splat(0.0);
        }
        let (cross, factor) = (CrossElasticity::of(calibration, point, j), point.factor[j]);
        let own = layout.of_market[j].clone();
        let points = point.offers[own.clone()].iter().zip(&now.offers[own.clone()]);
        let offers = layout.offers[own.clone()].iter().zip(&mut self.per_price[own]);
        for ((offer, per_price), (at, terms)) in offers.zip(points) {
            let (i, trade) = (offer.exporter, factor * at.demand_weight);
            *per_price = Lanes::splat(1.0) / at.before_duty;
            let by_price = cross.at(at, terms) * *per_price;
            self.common[first + i] = by_price * point.fob[i];
            self.share[i * markets + j] = trade * self.per_row[i];
            for option in layout.of_fan[offer.choice_set].clone() {
                let (r, share) = (layout.corridor[option], point.share[option]);
                self.common[first + n + r] += by_price * share * draw.rent_unit;
                self.share[(n + r) * markets + j] += trade * share * self.per_row[n + r];
            }
        }
    }

    /// What an offer's own price does to the rows of its exporter and its corridors.
    #[inline(always)]
    fn add_own(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        point: &Point<L>,
        o: usize,
    ) {
        let (n, width) = (calibration.exporters, point.y.len());
        let (offer, at) = (&layout.offers[o], &point.offers[o]);
        let i = offer.exporter;
        let trade = point.factor[offer.market] * at.demand_weight;
        let by_price = calibration.behaviour.sigma * self.per_price[o];
        let weight = trade * self.per_row[i] * by_price;
        self.matrix[i * width + i] += weight * point.fob[i];
        for option in layout.of_fan[offer.choice_set].clone() {
            let (r, share) = (layout.corridor[option], point.share[option]);
            self.matrix[i * width + n + r] += weight * share * draw.rent_unit;
            let part = trade * share * self.per_row[n + r];
            self.add_corridor(
                layout,
                draw,
                point,
                (option, offer),
                part,
                (by_price, calibration.behaviour.theta),
            );
        }
    }

    /// Begins every row with what moves all offers of a market alike: `-Σ_j share_j common_j`. Sums of a
    /// block of columns stay in registers while the markets go by.
    #[inline(always)]
    fn sum_common(&mut self, markets: usize, width: usize) {
        let used = self.order.last().map_or(0, |&last| last + 1);
        let padded = width.next_multiple_of(BLOCK);
        for &row in &self.order {
            let shares = &self.share[row * markets..][..markets];
            let entries = self.matrix[row * width..][..used].chunks_mut(BLOCK);
            for (block, entries) in entries.enumerate() {
                let mut sum = [Lanes::splat(0.0); BLOCK];
                let columns =
                    self.common.chunks_exact(padded).map(|of_market| &of_market[block * BLOCK..][..BLOCK]);
                for (&share, common) in shares.iter().zip(columns) {
                    for k in 0..BLOCK {
                        sum[k] += share * common[k];
                    }
                }
                for (entry, sum) in entries.iter_mut().zip(sum) {
                    *entry = -sum;
                }
            }
        }
    }

    /// An offer's part of the row of one of its corridors: its own price falls, and so does the share
    /// of the others as this one grows dearer.
    #[inline(always)]
    fn add_corridor(
        &mut self,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        point: &Point<L>,
        (option, offer): (usize, &Offer),
        part: Lanes<L>,
        (by_price, theta): (Lanes<L>, Lanes<L>),
    ) {
        let (n, width) = (point.fob.len(), point.y.len());
        let row = (n + layout.corridor[option]) * width;
        self.matrix[row + offer.exporter] += part * by_price * point.fob[offer.exporter];
        let unit = part * draw.rent_unit;
        for other in layout.of_fan[offer.choice_set].clone() {
            let own = Lanes::splat(if other == option { 1.0 } else { 0.0 });
            let share = point.share[other];
            self.matrix[row + n + layout.corridor[other]] +=
                unit * (by_price * share + theta * (own - share));
        }
    }

    /// Turns the row of corridor unknown `k` into that of `φ(w λ, g) = a + b - √(a² + b²)`, and puts its
    /// value into `step`. The weight `w` is held still in the derivative: at a solution `φ` is zero for
    /// any, so convergence stays quadratic.
    #[inline(always)]
    fn complement(&mut self, draw: &DrawTerms<L>, point: &Point<L>, k: usize, width: usize) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        // Twice the slope that the row has in its rent here: heavier, rents creep away from zero;
        // lighter, they jump to and fro.
        let slope = self.matrix[k * width + k];
        let weight = (slope + slope).max(draw.least_weight);
        let (a, b) = (weight * point.y[k], point.g[k]);
        let norm = (a * a + b * b).sqrt().max(Lanes::splat(f64::MIN_POSITIVE));
        let sum = a + b;
        // Where both are positive the plain form loses every digit of the smaller one.
        let both = a.min(b);
        self.step[k] = zero.select_less(both, (a + a) * b / (sum + norm), sum - norm);
        let per_norm = one / norm;
        let (by_a, by_b) = (one - a * per_norm, one - b * per_norm);
        for &other in &self.order {
            self.matrix[k * width + other] *= by_b;
        }
        self.matrix[k * width + k] += by_a * weight;
    }

    /// Right-hand side of a row; where there is no unknown, the row says that its step is zero.
    #[inline(always)]
    fn close_row(&mut self, k: usize, width: usize, live: Lanes<L>, value: Lanes<L>) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        self.step[k] = zero.select_less(live, -value, zero);
        if live.0.iter().all(|&live| live > 0.0) {
            return;
        }
        for &other in &self.order {
            let idle = if other == k { one } else { zero };
            let entry = self.matrix[k * width + other];
            self.matrix[k * width + other] = zero.select_less(live, entry, idle);
        }
    }
}

/// `∂ ln q_kj / ∂ ln p_ij` for `k ≠ i`, as a function of the offer.
struct CrossElasticity<const L: usize> {
    /// The derivative is `pull (price a + b)`.
    a: Lanes<L>,
    b: Lanes<L>,
}

impl<const L: usize> CrossElasticity<L> {
    #[inline(always)]
    fn of(calibration: &Calibration<Lanes<L>>, point: &Point<L>, j: usize) -> Self {
        let (sigma, eta) = (calibration.behaviour.sigma, calibration.behaviour.eta[j]);
        let one = Lanes::splat(1.0);
        match calibration.behaviour.demand {
            // With s = e / Σe and P = Σ e p / Σ e: σ s - η s ((1 - σ) p / P + σ).
            DemandSystem::Additive => CrossElasticity {
                a: eta * (sigma - one) / point.outlay[j],
                b: sigma * (one - eta) / point.demand_weights[j],
            },
            DemandSystem::Ces => CrossElasticity { a: (sigma - eta) / point.outlay[j], b: Lanes::splat(0.0) },
        }
    }

    #[inline(always)]
    fn at(&self, offer: &OfferPoint<L>, terms: &OfferTerms<L>) -> Lanes<L> {
        offer.demand_weight * (offer.before_duty * terms.markup * self.a + self.b)
    }
}
