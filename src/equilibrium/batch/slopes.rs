//! The Jacobian of the rows at a point, its factors, and the Newton steps they give.
//!
//! All in `f32`: how far to go is corrected at the next point, so a step needs a few digits only.

use super::layout::{Layout, Routed, blank};
use super::point::Point;
use super::terms::Terms;
use crate::market::DemandSystem;
use crate::numeric::elimination;
use crate::numeric::float::Float;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Columns summed up together, in registers while the markets go by.
const BLOCK: usize = 4;

type Short<const L: usize> = Lanes<L, f32>;

/// Factors of the Jacobian of the Fischer-Burmeister rows at a point, and the scratch space of making them.
///
/// Rows and columns are the exporters, then those corridors whose rents may move in any lane: their numbers are their
/// places in `moving`, counted on from the exporters.
#[derive(Debug, Clone)]
pub(super) struct Slopes<const L: usize> {
    /// `∂ row / ∂ unknown`, row by row, padded to whole blocks of [`BLOCK`] columns; then its factors.
    matrix: Vec<Short<L>>,
    /// What moves every offer of a market alike, `Σ_k cross_k ∂ ln p_k / ∂ y`: market by market, padded likewise.
    common: Vec<Short<L>>,
    /// Share of each row's sales or flow that goes to each market: market by market, padded likewise.
    share: Vec<Short<L>>,
    /// What an exporter's own price does to its sales.
    own: Vec<Short<L>>,
    /// `1 / Σ_j q_ij` and `1 / flow_r`.
    per_row: Vec<Short<L>>,
    /// `f_i`, and `w rent unit` of every option.
    fob: Vec<Short<L>>,
    by_rent: Vec<Short<L>>,
    /// `∂ ln q_kj / ∂ b_ij` for `k ≠ i`, of every offer of a market.
    by_price: Vec<Short<L>>,
    /// Weight of each corridor's rent in its row.
    weight: Vec<Short<L>>,
    /// Positive for a corridor whose rent may move, zero for one that rests or is no unknown.
    is_movable: Vec<Short<L>>,
    moving: Vec<usize>,
    place: Vec<Option<usize>>,
    /// Right-hand side, then solution.
    solution: Vec<Short<L>>,
    /// The step last solved for, of all unknowns.
    pub step: Vec<Short<L>>,
}

/// Entries from one row of a table to the next.
#[inline(always)]
fn stride(layout: &Layout) -> usize {
    layout.unknowns().next_multiple_of(BLOCK)
}

impl<const L: usize> Slopes<L> {
    pub(super) fn blank(layout: &Layout) -> Self {
        let (markets, n) = (layout.markets, layout.unknowns());
        let table = |rows: usize| blank(rows * stride(layout));
        Slopes {
            matrix: table(n),
            common: table(markets),
            share: table(markets),
            own: blank(layout.exporters),
            per_row: blank(n),
            fob: blank(layout.exporters),
            by_rent: blank(layout.corridor.len()),
            by_price: blank(layout.exporters),
            weight: blank(layout.corridors),
            is_movable: blank(layout.corridors),
            moving: Vec::with_capacity(layout.corridors),
            place: vec![None; layout.corridors],
            solution: blank(n),
            step: blank(n),
        }
    }

    /// Factors the Jacobian at a placed point.
    #[inline(always)]
    pub(super) fn factor<T: Float>(&mut self, layout: &Layout, terms: &Terms<L, f32>, at: &Point<L, T>) {
        let (n, one) = (layout.exporters, Lanes::splat(1.0));
        self.list_moving(layout, terms, at);
        // Where there is no unknown nothing is sold and nothing flows: any finite number will do.
        for &i in layout.first(n) {
            self.per_row[i] = one / at.sales[i].cast().max(Lanes::tiny());
            self.fob[i] = at.fob[i].cast();
        }
        for (m, &r) in self.moving.iter().enumerate() {
            self.per_row[n + m] = one / at.flow[r].cast().max(Lanes::tiny());
        }
        for &option in layout.first(layout.corridor.len()) {
            self.by_rent[option] = at.routes.share[option].cast() * terms.rent_unit;
        }
        self.own.fill(Lanes::splat(0.0));
        self.matrix.fill(Lanes::splat(0.0));
        let mut routed = &layout.routed[..];
        for j in 0..layout.markets {
            self.add_market(layout, terms, at, j);
            // Routed offers are listed market by market too.
            let here = routed.iter().take_while(|offer| offer.market == j).count();
            let (own, rest) = routed.split_at(here);
            own.iter().for_each(|offer| self.add_routed(layout, terms, at, offer));
            routed = rest;
        }
        self.subtract_common(layout);
        self.close_rows(layout, terms, at);
        elimination::factor(&mut self.matrix, stride(layout), layout.first(n + self.moving.len()));
    }

    /// The step `-J⁻¹ φ` at unknowns `y` and rows `g`, into `step`.
    #[inline(always)]
    pub(super) fn solve<T: Float>(
        &mut self,
        layout: &Layout,
        terms: &Terms<L, f32>,
        y: &[Lanes<L, T>],
        g: &[Lanes<L, T>],
    ) {
        let (n, zero) = (layout.exporters, Lanes::splat(0.0));
        // Where there is no unknown, the row says that its step is zero.
        for &i in layout.first(n) {
            self.solution[i] = zero.select_less(terms.active[i], -g[i].cast(), zero);
        }
        for (m, &r) in self.moving.iter().enumerate() {
            let value = complementary(self.weight[r].cast() * y[n + r], g[n + r]);
            self.solution[n + m] = zero.select_less(self.is_movable[r], -value.cast(), zero);
        }
        let solution = &mut self.solution[..n + self.moving.len()];
        elimination::solve(&self.matrix, stride(layout), layout.first(solution.len()), solution);
        self.step[..n].copy_from_slice(&solution[..n]);
        for (&r, &rent) in self.moving.iter().zip(&solution[n..]) {
            self.step[n + r] = rent;
        }
    }

    /// Leaves out corridors that rest in every lane: not full and without a rent, their row says that their
    /// step is zero. It says so exactly in a lane that has company too, so leaving them out changes no bit.
    #[inline(always)]
    fn list_moving<T: Float>(&mut self, layout: &Layout, terms: &Terms<L, f32>, at: &Point<L, T>) {
        let (n, zero, one) = (layout.exporters, Lanes::splat(0.0), Lanes::splat(1.0));
        self.moving.clear();
        self.place.fill(None);
        self.step[n..].fill(Lanes::splat(0.0));
        for &r in &terms.corridors {
            let (rent, g) = (at.y[n + r], at.g[n + r]);
            let stirs = Lanes::splat(0.0).select_less(g, rent.abs(), one);
            let is_movable = Lanes::splat(0.0).select_less(stirs, one, Lanes::splat(0.0)).cast();
            self.is_movable[r] = zero.select_less(terms.limited[r], is_movable, zero);
            if self.is_movable[r].0.iter().any(|&is_movable| is_movable > 0.0) {
                self.place[r] = Some(n + self.moving.len());
                self.moving.push(r);
            }
        }
    }

    /// What one market shares with every row, and what moves all its offers alike, of exporters.
    #[inline(always)]
    fn add_market<T: Float>(&mut self, layout: &Layout, terms: &Terms<L, f32>, at: &Point<L, T>, j: usize) {
        let (n, stride, own) = (layout.exporters, stride(layout), layout.of_market(j));
        let cross = CrossElasticity::of(terms, at, j);
        let factor: Short<L> = at.factor[j].cast();
        let (common, rents) = self.common[j * stride..][..stride].split_at_mut(n);
        rents.fill(Lanes::splat(0.0));
        let (share, flows) = self.share[j * stride..][..stride].split_at_mut(n);
        flows.fill(Lanes::splat(0.0));
        let (e, price) = (&at.demand_weight[own.clone()][..n], &at.price[own.clone()][..n]);
        let (per_price, relative) = (&at.per_price[own.clone()][..n], &terms.relative[own][..n]);
        let (share, by_price_of, own_of) = (&mut share[..n], &mut self.by_price[..n], &mut self.own[..n]);
        let (per_row, fob) = (&self.per_row[..n], &self.fob[..n]);
        for &i in layout.first(n) {
            let (e, price): (Short<L>, Short<L>) = (e[i].cast(), price[i].cast());
            let per_price: Short<L> = per_price[i].cast();
            let by_price = e * (price * relative[i] * cross.a + cross.b) * per_price;
            (by_price_of[i], common[i]) = (by_price, by_price * fob[i]);
            share[i] = factor * e * per_row[i];
            own_of[i] += share[i] * (terms.sigma * per_price * fob[i]);
        }
    }

    /// What a routed offer adds to that: of its corridors, and of its own price in their rows.
    #[inline(always)]
    fn add_routed<T: Float>(
        &mut self,
        layout: &Layout,
        terms: &Terms<L, f32>,
        at: &Point<L, T>,
        offer: &Routed,
    ) {
        let (stride, i) = (stride(layout), offer.exporter);
        let market = offer.market * stride;
        let (matrix, common, share) = (&mut self.matrix[..], &mut self.common[..], &mut self.share[..]);
        let e: Short<L> = at.demand_weight[offer.offer].cast();
        let trade = at.factor[offer.market].cast() * e;
        let own_by_price = terms.sigma * at.per_price[offer.offer].cast();
        let by_price = self.by_price[i];
        let weight = share[market + i] * own_by_price;
        for option in layout.options[offer.choice_set].clone() {
            let Some(k) = self.place[layout.corridor[option]] else { continue };
            common[market + k] += by_price * self.by_rent[option];
            matrix[i * stride + k] += weight * self.by_rent[option];
            let part = trade * at.routes.share[option].cast() * self.per_row[k];
            share[market + k] += part;
            // Its own price falls, and so does the share of the others as this corridor grows dearer.
            matrix[k * stride + i] += part * own_by_price * self.fob[i];
            let by_choice = part * terms.theta;
            for other in layout.options[offer.choice_set].clone() {
                let Some(c) = self.place[layout.corridor[other]] else { continue };
                let entry = &mut matrix[k * stride + c];
                *entry += (part * own_by_price - by_choice) * self.by_rent[other];
                if other == option {
                    *entry += by_choice * terms.rent_unit;
                }
            }
        }
    }

    /// Takes from every row what moves all offers of a market alike: `Σ_j share_j common_j`.
    #[inline(always)]
    fn subtract_common(&mut self, layout: &Layout) {
        let (stride, rows) = (stride(layout), layout.exporters + self.moving.len());
        for (row, of_row) in self.matrix.chunks_exact_mut(stride).enumerate().take(rows) {
            for (block, entries) in of_row.chunks_exact_mut(BLOCK).enumerate().take(rows.div_ceil(BLOCK)) {
                let mut sum = [Lanes::splat(0.0); BLOCK];
                let columns =
                    self.common.chunks_exact(stride).map(|market| &market[block * BLOCK..][..BLOCK]);
                for (market, common) in self.share.chunks_exact(stride).zip(columns) {
                    let share = market[row];
                    for k in 0..BLOCK {
                        sum[k] += share * common[k];
                    }
                }
                for (entry, sum) in entries.iter_mut().zip(sum) {
                    *entry -= sum;
                }
            }
        }
    }

    /// Adds what belongs to a row alone. A corridor's becomes that of `φ(w λ, g) = a + b - √(a² + b²)`; the weight `w`
    /// is held still in the derivative: at a solution `φ` is zero for any, so convergence stays quadratic.
    #[inline(always)]
    fn close_rows<T: Float>(&mut self, layout: &Layout, terms: &Terms<L, f32>, at: &Point<L, T>) {
        let (n, stride, one) = (layout.exporters, stride(layout), Lanes::splat(1.0));
        let width = n + self.moving.len();
        for (i, row) in self.matrix.chunks_exact_mut(stride).enumerate().take(n) {
            row[i] += self.own[i] + at.supply_slope[i].cast();
            close_row(layout.first(width), row, i, terms.active[i]);
        }
        for (m, &r) in self.moving.iter().enumerate() {
            let row = &mut self.matrix[(n + m) * stride..][..width];
            // Twice the slope that the row has in its rent here: heavier, rents creep away from zero;
            // lighter, they jump to and fro.
            let weight = (row[n + m] + row[n + m]).max(terms.least_weight);
            self.weight[r] = weight;
            let (a, b) = (weight * at.y[n + r].cast(), at.g[n + r].cast());
            let per_norm = one / (a * a + b * b).sqrt().max(Lanes::tiny());
            let (by_a, by_b) = (one - a * per_norm, one - b * per_norm);
            for &c in layout.first(width) {
                row[c] *= by_b;
            }
            row[n + m] += by_a * weight;
            close_row(layout.first(width), row, n + m, self.is_movable[r]);
        }
    }
}

/// Where there is no unknown, makes the row say that its step is nothing but its right-hand side.
#[inline(always)]
fn close_row<const L: usize>(columns: &[usize], row: &mut [Short<L>], k: usize, live: Short<L>) {
    if live.0.iter().all(|&live| live > 0.0) {
        return;
    }
    let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
    for &other in columns {
        let idle = if other == k { one } else { zero };
        row[other] = zero.select_less(live, row[other], idle);
    }
}

/// `a + b - √(a² + b²)`; where both are positive that form loses every digit of the smaller one.
#[inline(always)]
fn complementary<const L: usize, T: Float>(a: Lanes<L, T>, b: Lanes<L, T>) -> Lanes<L, T> {
    let norm = (a * a + b * b).sqrt().max(Lanes::tiny());
    Lanes::splat(0.0).select_less(a.min(b), (a + a) * b / (a + b + norm), a + b - norm)
}

/// `∂ ln q_kj / ∂ ln p_ij` for `k ≠ i` is `e_ij (p_ij / P0_j a + b)`.
struct CrossElasticity<const L: usize> {
    a: Short<L>,
    b: Short<L>,
}

impl<const L: usize> CrossElasticity<L> {
    #[inline(always)]
    fn of<T: Float>(terms: &Terms<L, f32>, at: &Point<L, T>, j: usize) -> Self {
        let (sigma, eta, one) = (terms.sigma, terms.eta[j], Lanes::splat(1.0));
        match terms.demand {
            // With s = e / Σe and P = Σ e p / Σ e: σ s - η s ((1 - σ) p / P + σ).
            DemandSystem::Additive => CrossElasticity {
                a: eta * (sigma - one) / at.outlay[j].cast(),
                b: sigma * (one - eta) / at.demand_weights[j].cast(),
            },
            DemandSystem::Ces => {
                CrossElasticity { a: (sigma - eta) / at.outlay[j].cast(), b: Lanes::splat(0.0) }
            }
        }
    }
}
