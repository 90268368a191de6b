//! Many draws' equilibria at once, one draw in each lane.
//!
//! # The map
//!
//! What is solved is the system of [`super::system`], the same rows: `x_i = ln (f_i / f0_i)` of every exporter
//! against `ln S_i - ln Σ_j q_ij = 0`, and `λ_r` of every limited corridor against
//! `0 <= λ_r ⟂ ln K_r - ln flow_r >= 0`. It is solved in two kinds of number, of which only one is in the result:
//!
//! 1. `approach` takes Newton steps in `f32` until the next one would be short.
//! 2. `point` computes the market there in full, in `f64`: all that `f32` leaves behind is the choice of the point.
//! 3. `polish` goes the rest of the way in `f64`, by short series about that point, until the rows are zero to
//!    [`polish::TOLERANCE`]. How far to go each time comes from factors in `f32`; what is left does not.
//!
//! `layout` lists who offers where; `terms` holds what does not change while solving; `slopes` the Jacobian, its
//! factors and steps; `answer` what the solution means.
//!
//! # Why it converges, and what happens where it does not
//!
//! A step is the undamped semismooth Newton step of the Fischer-Burmeister form, shortened where it
//! would move a price by more than e², or a rent by more than itself and what makes its corridor e⁵
//! times less attractive than the next one that fills; what all rents move by together is let off. In logarithms rows
//! are nearly linear in prices, and the system is one of gross substitutes, so full steps converge quadratically from
//! far away; the Jacobian's diagonal outweighs its column for the same reason, so elimination needs no exchange of
//! rows. A corridor's row is flat until its rent makes the next corridor as dear and steep beyond it: weighed by the
//! slope that its row has, a rent neither creeps along the flat part nor is thrown back by the steep one.
//!
//! Nothing of this is promised, so nothing relies on it: a lane that is not near after [`approach::MAX_STEPS`] steps,
//! or whose rows are not zero after [`ROUNDS`] full points, is reported as unsolved, and the caller gives it to
//! [`super::solve`], which damps, pivots and follows paths, from the beginning and on its own. That one also says why,
//! where there is no equilibrium to be found.
//!
//! # Lanes do not hear one another
//!
//! No operation mixes lanes. A lane that is near, or solved, stands still while others move; an exporter or
//! corridor that is an unknown in another lane only has the row `step = 0` in this one. So a lane's
//! bits depend neither on its neighbours nor on the number of lanes nor on the instruction set.

mod answer;
mod approach;
mod layout;
mod point;
mod polish;
mod slopes;
mod terms;

use super::calibration::Calibration;
use super::solution::{RUNAWAY, Solution};
use crate::market::{Baseline, Behaviour, Conditions};
use crate::numeric::isa::{Isa, Kernel};
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;
use approach::Approach;
use layout::{Layout, blank};
use polish::{Polish, TOLERANCE};
use slopes::Slopes;
use terms::{DrawTerms, Terms};

pub use answer::Answer;

/// Full points after which a lane is left to the single solver.
const ROUNDS: u32 = 5;

/// Where to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InitialGuess {
    /// Baseline prices times the cost index, no rents.
    Baseline,
    /// The last period's solution, for lanes that were solved in it: where prices move at random, the past
    /// points nowhere.
    Previous,
    /// Where the last two periods point to, for lanes that were solved in them: unknowns move on as
    /// they moved before. Depends on the draw's own past alone, so a path has the same bits in any
    /// company; a period solved on its own may differ from it in the last digits.
    Extrapolated,
}

/// The market of `L` draws of one world, and the scratch space for solving it.
#[derive(Debug, Clone)]
pub struct Batch<const L: usize> {
    calibration: Calibration<Lanes<L>>,
    layout: Layout,
    draw: DrawTerms<L>,
    terms: Terms<L, f64>,
    short: Terms<L, f32>,
    approach: Approach<L>,
    slopes: Slopes<L>,
    polish: Polish<L>,
    answer: Answer<L>,
    /// Lanes solved in the last period, and in the one before it.
    solved: [bool; L],
    solved_before: [bool; L],
    /// Unknowns of the last period's solution, a resting rent being zero, and of the one before it.
    last: Vec<Lanes<L>>,
    before_last: Vec<Lanes<L>>,
}

impl<const L: usize> Batch<L> {
    /// The market of draws; none where any of them is not valid by [`Calibration::new`]'s rules.
    pub fn new(isa: Isa, base: &Baseline<Lanes<L>>, behaviour: &Behaviour<Lanes<L>>) -> Option<Self> {
        let mut batch = Batch::blank(Calibration::blank(base, behaviour), Layout::default());
        batch.renew(isa, base, behaviour).then_some(batch)
    }

    /// Goes over to other draws of a world with as many of everything, in the space that is there; false, and then
    /// good for nothing but being renewed, where any of them is not valid. What was solved before leaves no trace.
    pub fn renew(&mut self, isa: Isa, base: &Baseline<Lanes<L>>, behaviour: &Behaviour<Lanes<L>>) -> bool {
        isa.run(Renew { batch: self, base, behaviour })
    }

    fn blank(calibration: Calibration<Lanes<L>>, layout: Layout) -> Self {
        Batch {
            draw: DrawTerms::blank(&layout),
            terms: Terms::blank(&layout),
            short: Terms::blank(&layout),
            approach: Approach::blank(&layout),
            slopes: Slopes::blank(&layout),
            polish: Polish::blank(&layout),
            answer: Answer::blank(layout.exporters, layout.markets, layout.corridors),
            last: blank(layout.unknowns()),
            before_last: blank(layout.unknowns()),
            solved: [false; L],
            solved_before: [false; L],
            calibration,
            layout,
        }
    }

    /// Solves the market under `conditions`, in code compiled for `isa`. Which lanes were solved is in
    /// [`Batch::solved`]; the answers of the others mean nothing.
    pub fn solve(&mut self, isa: Isa, conditions: &Conditions<Lanes<L>>, start: InitialGuess) {
        isa.run(Solve { batch: self, conditions, start });
    }

    /// `P0_j` of each market; zero for a market without baseline trade.
    pub fn baseline_prices(&self) -> &[Lanes<L>] {
        &self.calibration.market_price
    }

    /// Whether each lane was solved: its largest natural residual is at most 2e-12, and its prices do not run away.
    pub fn solved(&self) -> &[bool; L] {
        &self.solved
    }

    /// Newton steps that each lane took.
    pub fn steps(&self) -> &[u32; L] {
        &self.approach.steps
    }

    /// Largest natural residual of each lane.
    pub fn residual(&self) -> &[f64; L] {
        &self.polish.residual.0
    }

    /// What the solution means in tonnes and money.
    pub fn answer(&self) -> &Answer<L> {
        &self.answer
    }

    /// Puts the single solver's answer in the place of a lane that was not solved.
    pub fn put(&mut self, lane: usize, solution: &Solution) {
        self.answer.put(lane, solution);
    }

    /// Where every lane starts, into `before_last`, which then trades places with `last`.
    #[inline(always)]
    fn set_start(&mut self, start: InitialGuess) {
        let (n, zero) = (self.layout.exporters, Lanes::splat(0.0));
        let (mut warm, mut trend) = (zero, zero);
        for l in 0..L {
            let (solved, twice) = (self.solved[l], self.solved[l] && self.solved_before[l]);
            warm.0[l] = if solved && start != InitialGuess::Baseline { 1.0 } else { 0.0 };
            trend.0[l] = if twice && start == InitialGuess::Extrapolated { 1.0 } else { 0.0 };
        }
        for &k in self.layout.first(self.layout.unknowns()) {
            let now = self.last[k];
            let next = now + trend * (now - self.before_last[k]);
            self.before_last[k] = match k < n {
                true => zero.select_less(warm, next, self.terms.log_cost[k]),
                // A rent that rests begins at rest.
                false => {
                    let kept = zero.select_less(now, next.max(zero), zero);
                    zero.select_less(warm, zero.select_less(self.terms.limited[k - n], kept, zero), zero)
                }
            };
        }
        self.solved_before = if start == InitialGuess::Baseline { [false; L] } else { self.solved };
        std::mem::swap(&mut self.last, &mut self.before_last);
    }

    /// Goes from near to the equilibrium in the lanes that are near, and reads each lane's answer where it is solved.
    #[inline(always)]
    fn polish(&mut self) {
        for l in 0..L {
            let near = self.approach.open.0[l] == 0.0 && self.approach.steps[l] > 0;
            self.polish.residual.0[l] = if near { f64::INFINITY } else { f64::NAN };
        }
        for &k in self.layout.first(self.layout.unknowns()) {
            self.polish.point.y[k] = self.approach.point.y[k].cast();
        }
        let mut late = None;
        for round in 0..ROUNDS {
            let open: [bool; L] = std::array::from_fn(|l| self.polish.is_open(l));
            if !open.contains(&true) {
                break;
            }
            self.polish.round(&self.layout, &self.terms, &self.short, &mut self.slopes);
            let done: [bool; L] = std::array::from_fn(|l| open[l] && !self.polish.is_open(l));
            let answer = match round {
                0 => &mut self.answer,
                _ => late.get_or_insert_with(|| self.answer.clone()),
            };
            answer.read(&self.calibration, &self.layout, &self.terms, &self.polish.point);
            if let Some(late) = &late {
                self.answer.take_lanes(late, done);
            }
            self.keep_unknowns(done);
        }
    }

    /// Keeps the unknowns of lanes that are solved; a rent that is zero to rounding rests at zero.
    #[inline(always)]
    fn keep_unknowns(&mut self, done: [bool; L]) {
        let (n, zero, point) = (self.layout.exporters, Lanes::splat(0.0), &self.polish.point);
        let done = Lanes(done.map(|done| f64::from(u8::from(done))));
        for &k in self.layout.first(self.layout.unknowns()) {
            let y = if k < n {
                point.y[k]
            } else {
                point.y[k].select_less(point.g[k], zero, point.y[k].max(zero))
            };
            self.last[k] = zero.select_less(done, y, self.last[k]);
        }
    }
}

/// Calibration of a batch, to be compiled for every instruction set.
struct Renew<'a, const L: usize> {
    batch: &'a mut Batch<L>,
    base: &'a Baseline<Lanes<L>>,
    behaviour: &'a Behaviour<Lanes<L>>,
}

impl<const L: usize> Kernel for Renew<'_, L> {
    type Output = bool;

    #[inline(always)]
    fn run(self) -> bool {
        let batch = self.batch;
        if !batch.calibration.set_lanes(self.base, self.behaviour) {
            return false;
        }
        let layout = Layout::new(&batch.calibration);
        if layout != batch.layout {
            *batch = Batch::blank(batch.calibration.clone(), layout);
        }
        batch.draw.set(&batch.calibration, &batch.layout);
        batch.terms.set_draws(&batch.calibration, &batch.layout);
        batch.short.set_draws_as(&batch.layout, &batch.terms);
        (batch.solved, batch.solved_before) = ([false; L], [false; L]);
        true
    }
}

/// The whole of a solve, to be compiled for every instruction set.
struct Solve<'a, const L: usize> {
    batch: &'a mut Batch<L>,
    conditions: &'a Conditions<Lanes<L>>,
    start: InitialGuess,
}

impl<const L: usize> Kernel for Solve<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let batch = self.batch;
        batch.terms.set(&batch.calibration, &batch.layout, &batch.draw, self.conditions);
        batch.short.set_period_as(&batch.layout, &batch.terms);
        batch.set_start(self.start);
        batch.approach.begin(&batch.layout, &batch.last, batch.terms.has_sellers());
        batch.approach.run(&batch.layout, &batch.short, &mut batch.slopes);
        batch.polish();
        let ratio = batch.answer.price_ratio;
        batch.solved =
            std::array::from_fn(|l| batch.polish.residual.0[l] <= TOLERANCE && ratio.0[l] <= RUNAWAY);
    }
}
