//! The Jacobian of the rows at a point, and the Newton step it gives.

use super::layout::{Layout, Offer, blank};
use super::point::{OfferPoint, Point};
use super::terms::{DrawTerms, OfferTerms, PeriodTerms};
use crate::equilibrium::calibration::Calibration;
use crate::model::market::DemandSystem;
use crate::numeric::elimination;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Scratch space of a Newton step.
#[derive(Debug, Clone, Default)]
pub(super) struct Slopes<const L: usize> {
    /// `∂ row / ∂ unknown`, row by row; rows and columns as in `Point::y`.
    matrix: Vec<Lanes<L>>,
    /// What moves every offer of the market at hand alike: `Σ_k cross_k ∂ ln p_k / ∂ y`.
    common: Vec<Lanes<L>>,
    /// Right-hand side, then the step.
    pub step: Vec<Lanes<L>>,
    /// Share of each corridor's flow that goes to the market at hand.
    part: Vec<Lanes<L>>,
    /// `1 / Σ_j q_ij` and `1 / flow_r`.
    per_row: Vec<Lanes<L>>,
}

impl<const L: usize> Slopes<L> {
    pub fn blank(calibration: &Calibration<Lanes<L>>) -> Self {
        let (corridors, n) = (calibration.corridors, calibration.exporters + calibration.corridors);
        Slopes {
            matrix: blank(n * n),
            common: blank(n),
            step: blank(n),
            part: blank(corridors),
            per_row: blank(n),
        }
    }

    /// The Newton step `-J⁻¹ φ` of the Fischer-Burmeister rows at a placed point, into `step`.
    #[inline(always)]
    pub fn newton_step(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
        point: &Point<L>,
    ) {
        let (n, width, one) = (calibration.exporters, point.y.len(), Lanes::splat(1.0));
        for &k in &now.order {
            for &other in &now.order {
                self.matrix[k * width + other] = Lanes::splat(0.0);
            }
            // Where there is no unknown nothing is sold and nothing flows: any finite number will do.
            let total = if k < n { point.sales[k] } else { point.flow[k - n] };
            self.per_row[k] = one / total.max(Lanes::splat(f64::MIN_POSITIVE));
        }
        for j in 0..calibration.markets {
            self.add_market(calibration, layout, draw, now, point, j);
        }
        for &k in &now.order {
            if k < n {
                self.matrix[k * width + k] += point.supply_slope[k];
                self.close_row(now, k, width, now.active[k], point.g[k]);
            } else {
                self.complement(draw, now, point, k, width);
                self.close_row(now, k, width, now.limited[k - n], self.step[k]);
            }
        }
        elimination::solve(&mut self.matrix, width, &now.order, &mut self.step);
    }

    /// One market's part of every row.
    #[inline(always)]
    fn add_market(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
        point: &Point<L>,
        j: usize,
    ) {
        let (n, width) = (calibration.exporters, point.y.len());
        let (sigma, theta) = (calibration.behaviour.sigma, calibration.behaviour.theta);
        self.common.fill(Lanes::splat(0.0));
        self.part.fill(Lanes::splat(0.0));
        let (cross, factor) = (Cross::of(calibration, point, j), point.factor[j]);
        let own = layout.of_market[j].clone();
        let each = || {
            let points = point.offers[own.clone()].iter().zip(&now.offers[own.clone()]);
            layout.offers[own.clone()].iter().zip(points)
        };
        for (offer, (at, terms)) in each() {
            let i = offer.exporter;
            let cross = cross.at(at, terms);
            let per_price = Lanes::splat(1.0) / at.before_duty;
            let own = point.fob[i] * per_price;
            self.common[i] += cross * own;
            let trade = factor * at.pull;
            let weight = sigma * (trade * self.per_row[i]);
            self.matrix[i * width + i] += weight * own;
            for leg in layout.of_fan[offer.fan].clone() {
                let r = layout.corridor[leg];
                let by_rent = point.share[leg] * (draw.rent_unit * per_price);
                self.common[n + r] += cross * by_rent;
                self.matrix[i * width + n + r] += weight * by_rent;
                let part = trade * point.share[leg] * self.per_row[n + r];
                self.part[r] += part;
                let slopes = (sigma * per_price, theta);
                self.add_corridor(layout, draw, point, (leg, offer), part, slopes);
            }
        }
        let (common, order) = (&self.common[..], &now.order[..]);
        for (offer, (at, _)) in each() {
            let share = factor * at.pull * self.per_row[offer.exporter];
            take(&mut self.matrix[offer.exporter * width..][..width], share, common, order);
        }
        for &row in now.order.iter().filter(|&&k| k >= n) {
            take(&mut self.matrix[row * width..][..width], self.part[row - n], common, order);
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
        (leg, offer): (usize, &Offer),
        part: Lanes<L>,
        (by_price, theta): (Lanes<L>, Lanes<L>),
    ) {
        let (n, width) = (point.fob.len(), point.y.len());
        let row = (n + layout.corridor[leg]) * width;
        self.matrix[row + offer.exporter] += part * by_price * point.fob[offer.exporter];
        let unit = part * draw.rent_unit;
        for other in layout.of_fan[offer.fan].clone() {
            let own = Lanes::splat(if other == leg { 1.0 } else { 0.0 });
            let share = point.share[other];
            self.matrix[row + n + layout.corridor[other]] +=
                unit * (by_price * share + theta * (own - share));
        }
    }

    /// Turns the row of corridor unknown `k` into that of `φ(w λ, g) = a + b - √(a² + b²)`, and puts its
    /// value into `step`.
    #[inline(always)]
    fn complement(
        &mut self,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
        point: &Point<L>,
        k: usize,
        width: usize,
    ) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        let (a, b) = (draw.bound_weight * point.y[k], point.g[k]);
        let norm = (a * a + b * b).sqrt().max(Lanes::splat(f64::MIN_POSITIVE));
        let sum = a + b;
        // Where both are positive the plain form loses every digit of the smaller one.
        let both = a.min(b);
        self.step[k] = zero.if_less(both, (a + a) * b / (sum + norm), sum - norm);
        let per_norm = one / norm;
        let (by_a, by_b) = (one - a * per_norm, one - b * per_norm);
        for &other in &now.order {
            self.matrix[k * width + other] *= by_b;
        }
        self.matrix[k * width + k] += by_a * draw.bound_weight;
    }

    /// Right-hand side of a row; where there is no unknown, the row says that its step is zero.
    #[inline(always)]
    fn close_row(&mut self, now: &PeriodTerms<L>, k: usize, width: usize, live: Lanes<L>, value: Lanes<L>) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        self.step[k] = zero.if_less(live, -value, zero);
        for &other in &now.order {
            let idle = if other == k { one } else { zero };
            let entry = self.matrix[k * width + other];
            self.matrix[k * width + other] = zero.if_less(live, entry, idle);
        }
    }
}

/// Takes `share` times `common` from a row, column by column of `order`.
#[inline(always)]
fn take<const L: usize>(row: &mut [Lanes<L>], share: Lanes<L>, common: &[Lanes<L>], order: &[usize]) {
    for &k in order {
        row[k] -= share * common[k];
    }
}

/// `∂ ln q_kj / ∂ ln p_ij` for `k ≠ i`, as a function of the offer.
struct Cross<const L: usize> {
    /// The derivative is `pull (price a + b)`.
    a: Lanes<L>,
    b: Lanes<L>,
}

impl<const L: usize> Cross<L> {
    #[inline(always)]
    fn of(calibration: &Calibration<Lanes<L>>, point: &Point<L>, j: usize) -> Self {
        let (sigma, eta) = (calibration.behaviour.sigma, calibration.behaviour.eta[j]);
        let one = Lanes::splat(1.0);
        match calibration.behaviour.demand {
            // With s = e / Σe and P = Σ e p / Σ e: σ s - η s ((1 - σ) p / P + σ).
            DemandSystem::Additive => {
                Cross { a: eta * (sigma - one) / point.outlay[j], b: sigma * (one - eta) / point.pulls[j] }
            }
            DemandSystem::Ces => Cross { a: (sigma - eta) / point.outlay[j], b: Lanes::splat(0.0) },
        }
    }

    #[inline(always)]
    fn at(&self, offer: &OfferPoint<L>, terms: &OfferTerms<L>) -> Lanes<L> {
        offer.pull * (offer.before_duty * terms.markup * self.a + self.b)
    }
}
