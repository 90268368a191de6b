//! One deterministic equilibrium: a scenario at its central values, at its baseline or in a quarter.

use crate::equilibrium::{Calibration, CalibrationError, Failure, Ledger, Solution, ledger, solve};
use crate::model::market::{Baseline, Behaviour, Conditions};
use crate::model::scenario::{Scenario, WorldError};
use crate::model::time::Quarter;

/// An equilibrium with everything it was solved from.
#[derive(Debug, Clone)]
pub struct Equilibrium {
    pub base: Baseline,
    pub behaviour: Behaviour,
    pub conditions: Conditions,
    pub solution: Solution,
    pub ledger: Ledger,
}

/// Why a scenario has no central equilibrium.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CentralError {
    #[error("{0}")]
    World(#[from] WorldError),
    #[error("{0}")]
    Calibration(#[from] CalibrationError),
    #[error("{0}")]
    Equilibrium(#[from] Failure),
}

/// Solves a scenario at its central values: in a quarter, or at the baseline where none is given.
pub fn solve_central(scenario: &Scenario, quarter: Option<Quarter>) -> Result<Equilibrium, CentralError> {
    let values = scenario.central_values();
    let (base, behaviour) = scenario.draw_world(&values)?;
    let calibration = Calibration::new(&base, &behaviour)?;
    let conditions = match quarter {
        Some(quarter) => scenario.conditions(&base, &values, quarter),
        None => Conditions::baseline(&base),
    };
    let solution = solve(&calibration, &conditions)?;
    let ledger = ledger(&calibration, &conditions, &solution);
    Ok(Equilibrium { base, behaviour, conditions, solution, ledger })
}
