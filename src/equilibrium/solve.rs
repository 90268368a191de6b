//! Finding the equilibrium: Newton first, a surer and slower way after it.
//!
//! 1. Semismooth Newton from the baseline prices: nearly every world, in about seven steps.
//! 2. Where that stalls, continuation in the corridors' capacities. With corridors so wide that
//!    none is scarce the rents vanish and what is left, exporters' prices in a market of gross
//!    substitutes, is easy. Narrowing them towards what they are moves the equilibrium
//!    continuously, and Newton follows it, with shorter strides where the path bends.
//!
//! Both start from the world itself and nothing else, so the answer does not depend on what was
//! solved before it.
//!
//! Some worlds have an equilibrium that means nothing: isoelastic demand that must shrink a
//! hundredfold asks for prices a hundred thousand times the baseline. Where rents are so large
//! that the differences on which route choice turns are lost to rounding, the answer is
//! [`Failure::Runaway`], with the ratio; it is never a point that does not clear the market.

use super::calibration::Calibration;
use super::solution::Solution;
use super::system::System;
use crate::model::market::Conditions;
use crate::numeric::continuation::{self, Interior};
use crate::numeric::newton::{self, Mixed, Options, Outcome, Report};
use crate::numeric::twofold::Twofold;

/// Why no equilibrium was found.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Failure {
    #[error("did not converge: residual {residual:.1e} after {steps} steps ({outcome:?})")]
    NotConverged { residual: f64, steps: usize, outcome: Outcome },
    #[error(
        "prices run away: at {ratio:.0e} times the baseline's the corridors and mines left still cannot \
         serve demand this inelastic"
    )]
    Runaway { ratio: f64 },
    #[error("no exporter can sell anywhere: every market is shut or every corridor is")]
    NothingToTrade,
}

/// Largest natural residual of a solution: relative imbalance of an exporter's tonnes, or of a
/// corridor's. Four digits below the promise of 1e-9.
const TOLERANCE: f64 = 1e-13;
/// Rounding floor: where steep demand (σ 12) meets steep route choice no smaller residual exists.
const FLOOR: f64 = 9e-10;

const NEWTON: Options = Options { tolerance: TOLERANCE, floor: FLOOR, max_steps: 60 };
/// Paths to try: where they start inside the bounds. Each is another path to the same root.
const STARTS: [Interior; 4] = [
    Interior { value: 0.1, slack: 1.0 },
    Interior { value: 1.0, slack: 1.0 },
    Interior { value: 0.3, slack: 3.0 },
    Interior { value: 3.0, slack: 0.1 },
];
/// Prices this many times the baseline's are called runaway when no equilibrium is found.
const RUNAWAY: f64 = 1e5;

/// Solves the market of one period.
pub fn solve(calibration: &Calibration, conditions: &Conditions) -> Result<Solution, Failure> {
    let mut system = System::new(calibration, conditions);
    if system.dim() == 0 {
        return Err(Failure::NothingToTrade);
    }
    let mut y = system.start();
    let report = find_root(&mut system, &mut y);
    if !report.converged() {
        let ratio = system.price_ratio(&y);
        if ratio > RUNAWAY {
            return Err(Failure::Runaway { ratio });
        }
        let Report { outcome, residual, steps } = report;
        return Err(Failure::NotConverged { residual, steps, outcome });
    }
    Ok(Solution::read(&mut system, calibration, conditions, &y, report))
}

fn find_root(system: &mut System<'_>, y: &mut [Twofold]) -> Report {
    let start = y.to_vec();
    let report = newton::solve(system, y, &NEWTON);
    if report.converged() {
        return report;
    }
    y.copy_from_slice(&start);
    let approached = approach(system, y);
    Report { steps: report.steps + approached.steps, ..approached }
}

/// Continuation from worlds in which the starting prices and some rent clear every market.
fn approach(system: &mut System<'_>, y: &mut [Twofold]) -> Report {
    let start = y.to_vec();
    let mut steps = 0;
    let mut last = Report { outcome: Outcome::Stalled, residual: f64::INFINITY, steps };
    for interior in STARTS {
        y.copy_from_slice(&start);
        last = continuation::follow(system, y, interior, &NEWTON);
        steps += last.steps;
        if last.converged() || system.price_ratio(y) > RUNAWAY {
            break;
        }
    }
    Report { steps, ..last }
}
