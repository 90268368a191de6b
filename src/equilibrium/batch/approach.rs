//! Getting near an equilibrium, in short numbers.
//!
//! Newton's early points need three digits, not sixteen; an `f32` has twice the lanes to a register, and shorter
//! polynomials. A lane stops by itself when its undamped step is short enough for [`super::polish`] to go on.

use super::layout::Layout;
use super::point::Point;
use super::slopes::Slopes;
use super::terms::{SHUT, Terms};
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Newton steps after which a lane is left to the single solver.
pub(super) const MAX_STEPS: u32 = 16;
/// A lane whose step is shorter than this (in logarithms of prices, and of how attractive corridors are) is near.
const NEAR: f32 = 2e-3;
/// How far a rent may move from zero in one step while others do not, in units of `1 / θ`: five make a corridor
/// e⁵ times less attractive, beyond which the row's slope says nothing about where it leads.
const RENT_REACH: f64 = 5.0;
/// How far all rents may move together in one step, in rent units, each about a price: what they do together is
/// to make all that is shipped dearer, which rows in logarithms answer to smoothly.
const SHARED_REACH: f64 = 4.0;

/// Lanes on their way to an equilibrium.
#[derive(Debug, Clone)]
pub(super) struct Approach<const L: usize> {
    pub point: Point<L, f32>,
    /// One for a lane that is still on its way.
    pub open: Lanes<L, f32>,
    /// Newton steps that each lane took.
    pub steps: [u32; L],
}

impl<const L: usize> Approach<L> {
    pub(super) fn blank(layout: &Layout) -> Self {
        Approach { point: Point::blank(layout), open: Lanes::splat(0.0), steps: [0; L] }
    }

    /// Puts the lanes that have sellers at their starting point.
    #[inline(always)]
    pub(super) fn begin(&mut self, layout: &Layout, start: &[Lanes<L>], has_sellers: Lanes<L>) {
        for &k in layout.first(layout.unknowns()) {
            self.point.y[k] = start[k].cast();
        }
        (self.open, self.steps) = (has_sellers.cast(), [0; L]);
    }

    /// Whether a lane is on its way and may take further steps.
    #[inline(always)]
    fn is_under_way(&self, lane: usize) -> bool {
        self.open.0[lane] > 0.0 && self.steps[lane] < MAX_STEPS
    }

    /// Takes Newton steps until every lane is near or has taken all it may; those that are not near stay open.
    #[inline(always)]
    pub(super) fn run(&mut self, layout: &Layout, terms: &Terms<L, f32>, slopes: &mut Slopes<L>) {
        while (0..L).any(|lane| self.is_under_way(lane)) {
            self.point.place(layout, terms);
            slopes.factor(layout, terms, &self.point);
            slopes.solve(layout, terms, &self.point.y, &self.point.g);
            self.step(layout, terms, &slopes.step);
        }
    }

    /// Moves the open lanes by their Newton step, as far as it may go at once, and closes those that are near.
    #[inline(always)]
    fn step(&mut self, layout: &Layout, terms: &Terms<L, f32>, step: &[Lanes<L, f32>]) {
        let (n, zero, one) = (layout.exporters, Lanes::splat(0.0), Lanes::splat(1.0));
        let shared = self.shared_step(layout, terms, step);
        let mut length = one.min(Lanes::splat(SHARED_REACH) / shared.abs());
        let (mut size, mut probe) = (zero, zero);
        for &i in layout.first(n) {
            let (y, step) = (self.point.y[i], step[i]);
            // Further where the price is far from the baseline's already: an exporter behind a
            // dear corridor hardly changes what buyers pay.
            let limit = Lanes::splat(2.0) * (Lanes::splat(0.1) * y.abs()).max(one);
            length = length.min(limit / step.abs());
            size = size.max(step.abs());
            probe += step * zero;
        }
        for &r in &terms.corridors {
            let (y, step) = (self.point.y[n + r], step[n + r]);
            let limit = y.abs().max(self.step_limit(layout, terms, r));
            length = length.min(limit / (step - shared).abs());
            size = size.max(step.abs() / terms.log_rent);
            probe += step * zero;
        }
        let size = size + probe;
        for &k in layout.first(layout.unknowns()) {
            let y = self.point.y[k];
            // Not by way of adding zero: a step may be infinite in a lane that needs none.
            self.point.y[k] = zero.select_less(self.open, y + length * step[k], y);
        }
        for l in 0..L {
            let may_move = self.is_under_way(l);
            self.steps[l] += u32::from(may_move);
            // A lane whose numbers broke down has nowhere to go: it is as far as it gets.
            if size.0[l] < NEAR {
                self.open.0[l] = 0.0;
            } else if size.0[l].is_nan() && may_move {
                self.steps[l] = MAX_STEPS;
            }
        }
    }

    /// What the rents of all open corridors rise by, or fall by, together: it makes none less attractive
    /// than another.
    #[inline(always)]
    fn shared_step(&self, layout: &Layout, terms: &Terms<L, f32>, step: &[Lanes<L, f32>]) -> Lanes<L, f32> {
        let (n, zero) = (layout.exporters, Lanes::splat(0.0));
        let (mut least, mut most) = (Lanes::splat(f64::INFINITY), Lanes::splat(f64::NEG_INFINITY));
        for r in 0..layout.corridors {
            let (limited, charge) = (terms.limited[r], terms.charge[r]);
            let step = zero.select_less(limited, step[n + r], zero);
            least = charge.select_less(Lanes::splat(SHUT), least.min(step), least);
            most = charge.select_less(Lanes::splat(SHUT), most.max(step), most);
        }
        let shared = least.max(zero) + most.min(zero);
        // Where every corridor is shut nothing is shared.
        least.select_less(Lanes::splat(f64::INFINITY), shared, zero)
    }

    /// How far the rent of a corridor may move from zero at once: what makes it [`RENT_REACH`] less
    /// attractive in logarithms, after as much as the next corridor is away from being full. Its row is
    /// flat until then, and steps along it are right.
    #[inline(always)]
    fn step_limit(&self, layout: &Layout, terms: &Terms<L, f32>, corridor: usize) -> Lanes<L, f32> {
        let (n, zero, far) = (layout.exporters, Lanes::splat(0.0), Lanes::splat(f64::INFINITY));
        let mut room = far;
        for r in 0..layout.corridors {
            if r != corridor {
                let own = zero.select_less(terms.limited[r], self.point.g[n + r].max(zero), zero);
                room = terms.charge[r].select_less(Lanes::splat(SHUT), room.min(own), room);
            }
        }
        let room = room.select_less(far, room, zero);
        (Lanes::splat(RENT_REACH) + room) * terms.log_rent
    }
}
