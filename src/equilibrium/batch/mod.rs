//! Many draws' equilibria at once, one draw in each lane.
//!
//! # The map
//!
//! What is solved is the system of [`super::system`], the same unknowns and rows: `x_i = ln f_i` of
//! every exporter against `ln S_i - ln Σ_j q_ij = 0`, and `λ_r` of every limited corridor against
//! `0 <= λ_r ⟂ ln K_r - ln flow_r >= 0`. `layout` lists who offers where; `terms` holds what does not
//! change while solving, of the draws and of the period; `point` computes prices, trade and rows from
//! the unknowns; `slopes` the Jacobian and the step; `answer` what the solution means.
//!
//! # Why it converges, and what happens where it does not
//!
//! A step is the undamped semismooth Newton step of the Fischer-Burmeister form, shortened where it
//! would move a price by more than e², or a rent by more than itself and what makes its corridor e⁵
//! times less attractive than the next one that fills; what all rents move by together is let off. In logarithms rows are nearly linear in prices, and the system is one of
//! gross substitutes, so full steps converge quadratically from far away; the Jacobian's diagonal
//! outweighs its column for the same reason, so elimination needs no exchange of rows. A corridor's
//! row is flat until its rent makes the next corridor as dear and steep beyond it: weighed by the
//! slope that its row has, a rent neither creeps along the flat part nor is thrown back by the steep one.
//!
//! Nothing of this is promised, so nothing relies on it: a lane that has not reached [`TOLERANCE`]
//! after [`MAX_STEPS`] is reported as unsolved, and the caller gives it to [`super::solve`], which
//! damps, pivots and follows paths, from the beginning and on its own. That one also says why, where
//! there is no equilibrium to be found.
//!
//! # Lanes do not hear one another
//!
//! No operation mixes lanes. A lane that has converged stands still while others move; an exporter or
//! corridor that is an unknown in another lane only has the row `step = 0` in this one. So a lane's
//! bits depend neither on its neighbours nor on the number of lanes nor on the instruction set.

mod answer;
mod layout;
mod point;
mod slopes;
mod terms;

use super::calibration::Calibration;
use super::solution::{RUNAWAY, Solution};
use crate::market::{Baseline, Behaviour, Conditions};
use crate::numeric::isa::{Isa, Kernel};
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;
use layout::Layout;
use point::Point;
use slopes::Slopes;
use terms::{DrawTerms, PeriodTerms, SHUT};

pub use answer::Answer;

/// Largest natural residual of a solved lane.
const TOLERANCE: f64 = 2e-12;
/// Newton steps after which a lane is left to the single solver.
const MAX_STEPS: u32 = 16;

/// How far a rent may move from zero in one step while others do not, in units of `1 / θ`: five make a corridor
/// e⁵ times less attractive, beyond which the row's slope says nothing about where it leads.
const RENT_REACH: f64 = 5.0;
/// How far all rents may move together in one step, in rent units, each about a price: what they do together is
/// to make all that is shipped dearer, which rows in logarithms answer to smoothly.
const SHARED_REACH: f64 = 4.0;

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

/// The market of `L` draws of one world, and the scratch space for solving it. Nothing but
/// [`Batch::new`] allocates.
#[derive(Debug, Clone)]
pub struct Batch<const L: usize> {
    calibration: Calibration<Lanes<L>>,
    layout: Layout<L>,
    draw: DrawTerms<L>,
    now: PeriodTerms<L>,
    point: Point<L>,
    slopes: Slopes<L>,
    answer: Answer<L>,
    /// Newton steps of each lane in the last period.
    steps: [u32; L],
    /// Lanes solved in the last period, and in the one before it.
    solved: [bool; L],
    solved_before: [bool; L],
    /// Unknowns of the last period's solution.
    last: Vec<Lanes<L>>,
}

impl<const L: usize> Batch<L> {
    /// The market of draws; none where any of them is not valid by [`Calibration::new`]'s rules.
    pub fn new(isa: Isa, base: &Baseline<Lanes<L>>, behaviour: &Behaviour<Lanes<L>>) -> Option<Self> {
        isa.run(Calibrate { base, behaviour })
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
        &self.steps
    }

    /// Largest natural residual of each lane.
    pub fn residual(&self) -> &[f64; L] {
        &self.point.residual.0
    }

    /// What the solution means in tonnes and money.
    pub fn answer(&self) -> &Answer<L> {
        &self.answer
    }

    /// Puts the single solver's answer in the place of a lane that was not solved.
    pub fn put(&mut self, lane: usize, solution: &Solution) {
        self.answer.put(lane, solution);
    }

    /// Puts every lane at its starting point.
    #[inline(always)]
    fn begin(&mut self, start: InitialGuess) {
        let n = self.calibration.exporters;
        let cold = Lanes(
            self.solved.map(|solved| if solved && start != InitialGuess::Baseline { 0.0 } else { 1.0 }),
        );
        let zero = Lanes::splat(0.0);
        let trend = Lanes(std::array::from_fn(|l| {
            f64::from(u8::from(
                self.solved_before[l] && self.solved[l] && start == InitialGuess::Extrapolated,
            ))
        }));
        for k in 0..self.last.len() {
            let now = self.point.y[k];
            let next = now + trend * (now - self.last[k]);
            self.last[k] = now;
            // A rent that was zero to rounding is put at zero, where its corridor rests.
            let rent = now.select_less(self.point.g[k], zero, next.max(zero));
            self.point.y[k] = if k < n { next } else { rent };
        }
        self.solved_before = if start == InitialGuess::Baseline { [false; L] } else { self.solved };
        for i in 0..n {
            self.point.y[i] = zero.select_less(cold, self.now.log_cost[i], self.point.y[i]);
        }
        for r in 0..self.calibration.corridors {
            let kept = zero.select_less(cold, zero, self.point.y[n + r]);
            self.point.y[n + r] = zero.select_less(self.now.limited[r], kept, zero);
        }
    }

    /// Moves the lanes that are not solved by their Newton step, as far as it may go at once.
    #[inline(always)]
    fn step(&mut self) {
        let (n, zero, one) = (self.calibration.exporters, Lanes::splat(0.0), Lanes::splat(1.0));
        let shared = self.shared_step();
        let mut length = one.min(Lanes::splat(SHARED_REACH) / shared.abs());
        for &k in &self.now.order {
            let y = self.point.y[k];
            let (limits, step) = match k < n {
                // Further where the price is far from the baseline's already: an exporter behind a
                // dear corridor hardly changes what buyers pay.
                true => {
                    let far = Lanes::splat(0.1) * (y - self.draw.log_fob[k]).abs();
                    (Lanes::splat(2.0) * far.max(one), self.slopes.step[k])
                }
                false => (y.abs().max(self.step_limit(k - n)), self.slopes.step[k] - shared),
            };
            length = length.min(limits / step.abs());
        }
        let still = Lanes::splat(TOLERANCE);
        let length = still.select_less(self.point.residual, length, zero);
        for &k in &self.now.order {
            let moved = self.point.y[k] + length * self.slopes.step[k];
            // Not by way of adding zero: a step may be infinite in a lane that needs none.
            self.point.y[k] = zero.select_less(length, moved, self.point.y[k]);
        }
    }

    /// What the rents of all open corridors rise by, or fall by, together: it makes none less attractive
    /// than another.
    #[inline(always)]
    fn shared_step(&self) -> Lanes<L> {
        let (n, zero) = (self.calibration.exporters, Lanes::splat(0.0));
        let (mut least, mut most) = (Lanes::splat(f64::INFINITY), Lanes::splat(f64::NEG_INFINITY));
        for r in 0..self.calibration.corridors {
            let (limited, charge) = (self.now.limited[r], self.now.charge[r]);
            let step = zero.select_less(limited, self.slopes.step[n + r], zero);
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
    fn step_limit(&self, corridor: usize) -> Lanes<L> {
        let (n, zero, far) = (self.calibration.exporters, Lanes::splat(0.0), Lanes::splat(f64::INFINITY));
        let mut room = far;
        for r in 0..self.calibration.corridors {
            if r != corridor {
                let own = zero.select_less(self.now.limited[r], self.point.g[n + r].max(zero), zero);
                room = self.now.charge[r].select_less(Lanes::splat(SHUT), room.min(own), room);
            }
        }
        let room = room.select_less(far, room, zero);
        (Lanes::splat(RENT_REACH) + room) * self.draw.log_rent
    }
}

/// Calibration of a batch, to be compiled for every instruction set.
struct Calibrate<'a, const L: usize> {
    base: &'a Baseline<Lanes<L>>,
    behaviour: &'a Behaviour<Lanes<L>>,
}

impl<const L: usize> Kernel for Calibrate<'_, L> {
    type Output = Option<Batch<L>>;

    #[inline(always)]
    fn run(self) -> Option<Batch<L>> {
        let calibration = Calibration::of_lanes(self.base, self.behaviour)?;
        let layout = Layout::new(&calibration);
        Some(Batch {
            draw: DrawTerms::new(&calibration, &layout),
            now: PeriodTerms::blank(&calibration, &layout),
            point: Point::blank(&calibration, &layout),
            slopes: Slopes::blank(&calibration, &layout),
            answer: Answer::blank(calibration.exporters, calibration.markets, calibration.corridors),
            last: layout::blank(calibration.exporters + calibration.corridors),
            calibration,
            layout,
            steps: [0; L],
            solved: [false; L],
            solved_before: [false; L],
        })
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
        batch.now.set(&batch.calibration, &batch.layout, &batch.draw, self.conditions);
        batch.begin(self.start);
        batch.steps = [0; L];
        loop {
            batch.point.place(&batch.calibration, &batch.layout, &batch.draw, &batch.now);
            let open = batch.point.residual.0.map(|residual| residual.is_nan() || residual > TOLERANCE);
            let spent = batch.steps.iter().max().is_some_and(|&steps| steps >= MAX_STEPS);
            if spent || !open.contains(&true) {
                break;
            }
            batch.slopes.newton_step(
                &batch.calibration,
                &batch.layout,
                &batch.draw,
                &batch.now,
                &batch.point,
            );
            batch.step();
            for l in 0..L {
                batch.steps[l] += u32::from(open[l]);
            }
        }
        // A lane in which no exporter can sell has no unknowns, and no residual to speak of.
        let sellers = batch.now.active.iter().fold(Lanes::splat(0.0), |sum, &active| sum + active);
        batch.answer.read(&batch.calibration, &batch.layout, &batch.draw, &batch.now, &batch.point);
        let ratio = batch.answer.price_ratio;
        batch.solved = std::array::from_fn(|l| {
            sellers.0[l] > 0.0 && batch.point.residual.0[l] <= TOLERANCE && ratio.0[l] <= RUNAWAY
        });
    }
}
