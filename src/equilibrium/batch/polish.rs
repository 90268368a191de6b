//! From a point near an equilibrium to the equilibrium.
//!
//! About a full point `x*`, all that a market does at `x* + ξ` is a short series in `ξ`, free of exponentials by offer:
//!
//! ```text
//! f_i  = f*_i (1 + ξ + ξ²/2 + ξ³/6)            b_ij = b*_ij + Δf_i + Δc        u = (b_ij - b*_ij) / b*_ij
//! e_ij = e*_ij (1 + u (c1 + u (c2 + u c3)))     c1 = -σ,  c2 = σ(σ+1)/2,  c3 = -σ(σ+1)(σ+2)/6
//! ```
//!
//! and likewise for markets, sales and supply; the choice of corridors is computed in full. The first term left out is
//! below 1e-14 of `e` while `|u|` is at most [`REACH`] and `σ` at most 12. Steps `ξ ← ξ - J⁻¹ φ(x* + ξ)` with the
//! factors at `x*` shrink what is left by about `|ξ|` each. A lane that goes further than the series reaches takes part
//! in another full point, from where it got to.

use super::layout::{Layout, blank};
use super::point::Point;
use super::slopes::Slopes;
use super::terms::Terms;
use crate::market::DemandSystem;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Largest natural residual of a solved lane.
pub(super) const TOLERANCE: f64 = 2e-12;
/// How far from its full point a series is good for: of `ξ`, and of relative changes of prices.
const REACH: f64 = 5e-5;
/// Steps about one full point.
const STEPS: u32 = 4;

/// The points of lanes that are polished.
#[derive(Debug, Clone)]
pub(super) struct Polish<const L: usize> {
    /// The full point.
    about: Point<L, f64>,
    /// Where the lanes are; what neither a row nor the answer asks for is not kept.
    pub point: Point<L, f64>,
    /// Largest natural residual of each lane; infinite in one that the series does not reach, and not a number in one
    /// that is given up.
    pub residual: Lanes<L>,
    /// `Δf_i` and `Δc`.
    fob_change: Vec<Lanes<L>>,
    composite_change: Vec<Lanes<L>>,
    /// `Δb_ij`.
    change: Vec<Lanes<L>>,
}

impl<const L: usize> Polish<L> {
    pub(super) fn blank(layout: &Layout) -> Self {
        Polish {
            about: Point::blank(layout),
            point: Point::blank(layout),
            residual: Lanes::splat(f64::NAN),
            fob_change: blank(layout.exporters),
            composite_change: blank(layout.options.len()),
            change: blank(layout.offers()),
        }
    }

    /// Lanes that another full point may help.
    #[inline(always)]
    pub(super) fn is_open(&self, lane: usize) -> bool {
        self.residual.0[lane] > TOLERANCE
    }

    /// A full point where the lanes are, and steps about it. Lanes that are not open stay where they are.
    #[inline(always)]
    pub(super) fn round(
        &mut self,
        layout: &Layout,
        terms: &Terms<L, f64>,
        short: &Terms<L, f32>,
        slopes: &mut Slopes<L>,
    ) {
        std::mem::swap(&mut self.about.y, &mut self.point.y);
        self.about.place(layout, terms);
        self.point.y.copy_from_slice(&self.about.y);
        self.point.g.copy_from_slice(&self.about.g);
        let (here, lowest) = (self.about.residual(layout, terms), self.about.lowest_price(layout));
        for l in 0..L {
            if self.is_open(l) {
                let priced = lowest.0[l] >= f64::MIN_POSITIVE;
                self.residual.0[l] = if priced { here.0[l] } else { f64::NAN };
            }
        }
        slopes.factor(layout, short, &self.about);
        for step in 0..STEPS {
            let open: [bool; L] = std::array::from_fn(|l| self.is_open(l) && self.residual.0[l].is_finite());
            if step > 0 && !open.contains(&true) {
                break;
            }
            self.step(layout, short, slopes, open);
            let far = self.place(layout, terms);
            let here = self.point.residual(layout, terms);
            for l in 0..L {
                if open[l] {
                    self.residual.0[l] = if far.0[l] > REACH { f64::INFINITY } else { here.0[l] };
                }
            }
        }
    }

    /// Moves the open lanes by a step with the factors of the full point.
    #[inline(always)]
    fn step(&mut self, layout: &Layout, short: &Terms<L, f32>, slopes: &mut Slopes<L>, open: [bool; L]) {
        let zero = Lanes::splat(0.0);
        slopes.solve(layout, short, &self.point.y, &self.point.g);
        let moves: Lanes<L> = Lanes(open.map(|open| f64::from(u8::from(open))));
        for &k in layout.first(layout.unknowns()) {
            let y = self.point.y[k];
            self.point.y[k] = zero.select_less(moves, y + slopes.step[k].cast(), y);
        }
    }

    /// The market at `y` by series about the full point; gives the largest relative change of each lane.
    #[inline(always)]
    fn place(&mut self, layout: &Layout, terms: &Terms<L, f64>) -> Lanes<L> {
        let (one, half) = (Lanes::splat(1.0), Lanes::splat(0.5));
        let sixth = Lanes::splat(1.0 / 6.0);
        let mut far = Lanes::splat(0.0);
        for &i in layout.first(layout.exporters) {
            let xi = self.point.y[i] - self.about.y[i];
            far = far.max(xi.abs());
            self.fob_change[i] = self.about.fob[i] * xi * (one + xi * (half + xi * sixth));
            self.point.fob[i] = self.about.fob[i] + self.fob_change[i];
        }
        self.point.routes.choose(layout, terms, &self.point.y[layout.exporters..]);
        for choice_set in 0..layout.options.len() {
            self.composite_change[choice_set] =
                self.point.routes.composite[choice_set] - self.about.routes.composite[choice_set];
        }
        far = self.price_offers(layout, terms, far);
        for j in 0..layout.markets {
            self.buy(layout, terms, j);
        }
        self.point.add_up(layout);
        for &i in layout.first(layout.exporters) {
            self.supply_row(terms, i);
        }
        self.point.corridor_rows(layout, terms);
        far
    }

    /// Prices and weights of offers; gives how far the furthest went.
    #[inline(always)]
    fn price_offers(&mut self, layout: &Layout, terms: &Terms<L, f64>, mut far: Lanes<L>) -> Lanes<L> {
        let (one, half, third) = (Lanes::splat(1.0), Lanes::splat(0.5), Lanes::splat(1.0 / 3.0));
        let c1 = -terms.sigma;
        let c2 = half * terms.sigma * (terms.sigma + one);
        let c3 = -(third * c2 * (terms.sigma + one + one));
        for change in self.change.chunks_exact_mut(layout.exporters) {
            change.copy_from_slice(&self.fob_change);
        }
        for routed in &layout.routed {
            self.change[routed.offer] += self.composite_change[routed.choice_set];
        }
        let all = layout.first(layout.offers());
        let (about, point, n) = (&self.about, &mut self.point, all.len());
        let (price0, e0, per_price) = (&about.price[..n], &about.demand_weight[..n], &about.per_price[..n]);
        let (price, e, change) = (&mut point.price[..n], &mut point.demand_weight[..n], &self.change[..n]);
        for &o in all {
            let u = change[o] * per_price[o];
            far = far.max(u.abs());
            price[o] = price0[o] + price0[o] * u;
            e[o] = e0[o] + e0[o] * (u * (c1 + u * (c2 + u * c3)));
        }
        far
    }

    /// What market `j` buys at the prices of its offers.
    #[inline(always)]
    fn buy(&mut self, layout: &Layout, terms: &Terms<L, f64>, j: usize) {
        let (one, half, sixth) = (Lanes::splat(1.0), Lanes::splat(0.5), Lanes::splat(1.0 / 6.0));
        let (about, point) = (&self.about, &mut self.point);
        let (demand_weights, outlay) = point.sum_offers(layout, terms, j);
        let part = about.demand_weights[j] / demand_weights;
        // What the market price rises by, in logarithms, and what that does to purchases.
        let (rise, bought, part) = match terms.demand {
            DemandSystem::Additive => {
                let rise = log_of_ratio(outlay * part / about.outlay[j]);
                (rise, -(terms.eta[j] * rise), part)
            }
            DemandSystem::Ces => {
                let rise = log_of_ratio(outlay / about.outlay[j]) / (one - terms.sigma);
                (rise, (terms.sigma - terms.eta[j]) * rise, one)
            }
        };
        point.factor[j] = about.factor[j] * part * (one + bought * (one + bought * (half + bought * sixth)));
        point.log_market_price[j] = about.log_market_price[j] + rise;
        (point.demand_weights[j], point.outlay[j]) = (demand_weights, outlay);
    }

    /// `ln S_i - ln Σ_j q_ij`. With `s` the part of supply that capacity lets through,
    /// `S'' = -8 ε² s (1 - s)` and `S''' = -8 ε (1 - 2 s) S''`.
    #[inline(always)]
    fn supply_row(&mut self, terms: &Terms<L, f64>, i: usize) {
        let (zero, one, half) = (Lanes::splat(0.0), Lanes::splat(1.0), Lanes::splat(0.5));
        let (about, point, eight) = (&self.about, &mut self.point, Lanes::splat(-8.0));
        let (xi, part, slope) = (point.y[i] - about.y[i], about.uncapped_part[i], about.supply_slope[i]);
        let bend = eight * terms.supply_elasticity[i] * (one - part);
        let turn = eight * terms.supply_elasticity[i] * (one - part - part) * bend;
        let supplied = slope * xi * (one + xi * (half * bend + xi * turn * Lanes::splat(1.0 / 6.0)));
        let row = about.g[i] + supplied - log_of_ratio(point.sales[i] / about.sales[i]);
        point.g[i] = zero.select_less(terms.active[i], row, zero);
    }
}

/// `ln r` of a ratio near one.
#[inline(always)]
fn log_of_ratio<const L: usize>(ratio: Lanes<L>) -> Lanes<L> {
    let v = ratio - Lanes::splat(1.0);
    v - v * v * (Lanes::splat(0.5) - v * (Lanes::splat(1.0 / 3.0) - v * Lanes::splat(0.25)))
}
