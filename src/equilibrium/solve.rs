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
use crate::numeric::continuation;
use crate::numeric::newton::{self, Mixed, Options, Outcome, Report};

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
/// The world without scarce corridors has to be solved, however far away it is.
const PATIENT: Options = Options { max_steps: 300, ..NEWTON };
/// Paths to try: how much wider than needed the first corridor starts, and each one after it. A
/// path through a point where two corridors turn scarce at once may be lost; another is not.
const MARGINS: [(f64, f64); 4] = [(0.2, 0.1), (2.0, -0.23), (0.5, 0.7), (0.05, 1.9)];
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

fn find_root(system: &mut System<'_>, y: &mut [f64]) -> Report {
    let start = y.to_vec();
    let report = newton::solve(system, y, &NEWTON);
    if report.converged() {
        return report;
    }
    y.copy_from_slice(&start);
    let narrowed = narrow(system, y);
    Report { steps: report.steps + narrowed.steps, ..narrowed }
}

/// Continuation in the corridors' capacities, from so wide that none is scarce to what they are.
fn narrow(system: &mut System<'_>, y: &mut [f64]) -> Report {
    system.unlimited = true;
    let wide = newton::solve(system, y, &PATIENT);
    system.unlimited = false;
    if !wide.converged() {
        return wide;
    }
    let start = y.to_vec();
    let mut steps = wide.steps;
    let mut last = wide;
    for margins in MARGINS {
        y.copy_from_slice(&start);
        let shift = system.excess_flow(y, margins);
        last = continuation::follow(system, y, &shift, &NEWTON);
        steps += last.steps;
        if last.converged() || system.price_ratio(y) > RUNAWAY {
            break;
        }
    }
    Report { steps, ..last }
}
