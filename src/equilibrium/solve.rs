//! Finding the equilibrium: Newton first, a surer and slower way after it.
//!
//! 1. Semismooth Newton from the baseline prices, with full steps: nearly every world, in about
//!    seven of them.
//! 2. The same with steps that must lower the merit.
//! 3. Where that stalls, continuation from a world made for it: the one in which the starting
//!    prices clear every exporter's market and corridors are so wide that a small rent will do.
//!    Changing supply and capacities towards what they are moves the equilibrium along a smooth
//!    path, which is followed, with shorter strides where it bends.
//!
//! All start from the world itself and nothing else, so the answer does not depend on what was
//! solved before it.
//!
//! Some worlds have an equilibrium that means nothing: isoelastic demand that must shrink a
//! hundredfold asks for prices that no float has digits for. What a rent of 10¹² price levels does to
//! demand and what a cent more of it does to the choice of route differ by so many orders that one
//! system of linear equations cannot hold both. Where all paths but at most one run up to such prices,
//! the answer is [`Failure::Runaway`], with the ratio; it is never a point that does not clear the
//! market. (One path may be lost near its own beginning, which says nothing about where it led.) The same
//! is the answer where a root is found and its prices are beyond that bound.

use super::calibration::Calibration;
use super::solution::{RUNAWAY, Solution};
use super::system::System;
use crate::market::Conditions;
use crate::numeric::continuation::{self, Interior};
use crate::numeric::double_double::DoubleDouble;
use crate::numeric::newton::{self, Mixed, Options, Outcome, Report};

/// Why no equilibrium was found.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum Failure {
    #[error("did not converge: residual {residual:.1e} after {steps} steps ({outcome:?})")]
    NotConverged { residual: f64, steps: usize, outcome: Outcome },
    #[error(
        "prices run away: at {ratio:.0e} times the baseline's the corridors and mines left still cannot \
         serve demand this inelastic"
    )]
    Runaway { ratio: f64 },
    #[error("a delivered price is not positive at baseline prices; look at added costs, duties and freight")]
    NoPrice,
    #[error("no exporter can sell anywhere: every market is shut or every corridor is")]
    NothingToTrade,
}

/// Largest natural residual of a solution: relative imbalance of an exporter's tonnes, or of a
/// corridor's. Four digits below the promise of 1e-9.
const TOLERANCE: f64 = 1e-13;
/// Rounding floor: where steep demand (σ 12) meets steep route choice no smaller residual exists.
const FLOOR: f64 = 9e-10;

const NEWTON: Options = Options { tolerance: TOLERANCE, floor: FLOOR, max_steps: 60, damped: true };
/// The first try. Flow gives way to a rent not at all until the next corridor is as dear, and then
/// steeply: full steps overshoot and come back, where shortened ones would creep.
const BOLD: Options = Options { max_steps: 16, damped: false, ..NEWTON };
/// Paths to try: where they start inside the bounds. Each is another path to the same root; the one
/// far inside leads past scarcities that the world itself does not have.
const STARTS: [Interior; 4] = [
    Interior { value: 10.0, slack: 10.0 },
    Interior { value: 0.3, slack: 3.0 },
    Interior { value: 30.0, slack: 30.0 },
    Interior { value: 3.0, slack: 0.1 },
];
/// Solves the market of one period.
pub fn solve(calibration: &Calibration, conditions: &Conditions) -> Result<Solution, Failure> {
    let mut system = System::new(calibration, conditions);
    if system.dim() == 0 {
        return Err(Failure::NothingToTrade);
    }
    let mut y = system.start();
    let (report, ratio) = find_root(&mut system, &mut y);
    if report.outcome == Outcome::BadStart {
        return Err(Failure::NoPrice);
    }
    if !report.converged() {
        // Usually the digits last to 10¹⁰ and more, so the paths were lost far beyond.
        if ratio > RUNAWAY {
            return Err(Failure::Runaway { ratio });
        }
        let Report { outcome, residual, steps } = report;
        return Err(Failure::NotConverged { residual, steps, outcome });
    }
    let solution = Solution::read(&mut system, calibration, conditions, &y, report);
    match solution.price_ratio <= RUNAWAY {
        true => Ok(solution),
        false => Err(Failure::Runaway { ratio: solution.price_ratio }),
    }
}

/// The root in `y`, or where the search for it was lost, and the price ratio that the paths ran up to.
fn find_root(system: &mut System<'_>, y: &mut [DoubleDouble]) -> (Report, f64) {
    let start = y.to_vec();
    let mut steps = 0;
    for options in [&BOLD, &NEWTON] {
        let report = newton::solve(system, y, options);
        steps += report.steps;
        if report.converged() {
            return (Report { steps, ..report }, system.price_ratio(y));
        }
        y.copy_from_slice(&start);
    }
    let (approached, ratio) = approach(system, y);
    (Report { steps: steps + approached.steps, ..approached }, ratio)
}

/// Continuation along one path after another, until one arrives. Leaves in `y` the root or, of the
/// points where paths were lost, the one with the lowest prices; gives the second lowest ratio of them.
fn approach(system: &mut System<'_>, y: &mut [DoubleDouble]) -> (Report, f64) {
    let start = y.to_vec();
    let (mut steps, mut lowest, mut second) = (0, f64::INFINITY, f64::INFINITY);
    let mut best = Report { outcome: Outcome::Stalled, residual: f64::INFINITY, steps };
    for interior in STARTS {
        let mut end = start.clone();
        let report = continuation::follow(system, &mut end, interior, &NEWTON);
        steps += report.steps;
        let ratio = system.price_ratio(&end);
        if report.converged() || ratio < lowest {
            y.copy_from_slice(&end);
            best = report;
        }
        if report.converged() {
            break;
        }
        (lowest, second) = if ratio < lowest { (ratio, lowest) } else { (lowest, second.min(ratio)) };
    }
    (Report { steps, ..best }, second)
}
