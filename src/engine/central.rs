//! One deterministic equilibrium: a scenario at its central values, at its baseline or in a quarter.

use super::adjustment::{Prices, SlowMeans};
use crate::equilibrium::{Calibration, CalibrationError, Failure, Ledger, Solution, ledger, solve};
use crate::market::{Baseline, Behaviour, Conditions};
use crate::numeric::digits::significant;
use crate::scenario::{Definition, WorldError};
use crate::units::time::Quarter;

/// An equilibrium with everything it was solved from.
#[derive(Debug, Clone)]
pub struct Equilibrium {
    /// The calibrated baseline.
    pub base: Baseline,
    /// Elasticities and the demand system.
    pub behaviour: Behaviour,
    /// What measures and shocks make of the quarter.
    pub conditions: Conditions,
    /// Prices, trade and revenue.
    pub solution: Solution,
    /// Who pays and who gets what.
    pub ledger: Ledger,
}

/// Why a scenario has no central equilibrium.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum CentralError {
    #[error("{0}")]
    World(#[from] WorldError),
    #[error("{0}")]
    Calibration(#[from] CalibrationError),
    #[error("{0}")]
    Equilibrium(#[from] Failure),
}

/// Whether a scenario's central values make a world that can be solved at all, without solving it.
pub fn check_central(scenario: &Definition) -> Result<(), CentralError> {
    let (base, behaviour) = scenario.draw_world(&scenario.central_values())?;
    Calibration::new(&base, &behaviour)?;
    Ok(())
}

impl CentralError {
    /// Path of the number that is at fault, as it would stand in a scenario, and what would be right; none where
    /// no single number is.
    pub fn blamed(&self) -> Option<(String, String)> {
        let (path, help) = match self {
            CentralError::World(WorldError::NoExports { exporter }) => (
                format!("exporter.{exporter}.baseline_revenue"),
                format!("give it `fob` instead, or trade: [trade.{exporter}]"),
            ),
            CentralError::World(WorldError::Shares { market, .. }) => {
                (format!("baseline_share.{market}"), "state smaller shares, or keep fewer tonnes".to_string())
            }
            CentralError::Calibration(error) => match error {
                CalibrationError::CapacityTooSmall { exporter, exports, .. } => (
                    format!("exporter.{exporter}.capacity"),
                    format!(
                        "give it more than {}, or let it trade less at the baseline",
                        significant(*exports)
                    ),
                ),
                CalibrationError::BadFob { exporter, .. } => {
                    (format!("exporter.{exporter}.fob"), "give it a price above zero".to_string())
                }
                CalibrationError::BadPrice { exporter, market, .. } => (
                    format!("freight.{exporter}.{market}"),
                    "let price, freight, corridor and duty add up to more than zero".to_string(),
                ),
                CalibrationError::BadSigma { .. } => (
                    "model.sigma".to_string(),
                    "let it be above zero; in the ces system also above 1 and above every demand_elasticity"
                        .to_string(),
                ),
                CalibrationError::BadTheta { .. } => {
                    ("model.theta".to_string(), "let it be above zero".to_string())
                }
                CalibrationError::BadElasticity { name, .. } => {
                    (format!("market.{name}.demand_elasticity"), "let it be above zero".to_string())
                }
                CalibrationError::NoTrade => {
                    ("trade".to_string(), "add tonnes: [trade.<exporter>] <market> = 1.0".to_string())
                }
            },
            CentralError::Equilibrium(_) => return None,
        };
        Some((path, help))
    }
}

/// Solves a scenario at its central values: in a quarter, or at the baseline where none is given. Where supply or
/// demand answers to prices that last, the quarters of the horizon before it are solved too.
pub fn solve_central(scenario: &Definition, quarter: Option<Quarter>) -> Result<Equilibrium, CentralError> {
    let values = scenario.central_values();
    let (base, behaviour) = scenario.draw_world(&values)?;
    let calibration = Calibration::new(&base, &behaviour)?;
    let conditions = match quarter {
        Some(quarter) => central_conditions(scenario, (&base, &behaviour), &calibration, quarter)?,
        None => Conditions::baseline(&base),
    };
    let solution = solve(&calibration, &conditions)?;
    let ledger = ledger(&calibration, &conditions, &solution);
    Ok(Equilibrium { base, behaviour, conditions, solution, ledger })
}

/// The conditions of a quarter after those of the horizon before it.
fn central_conditions(
    scenario: &Definition,
    (base, behaviour): (&Baseline, &Behaviour),
    calibration: &Calibration,
    quarter: Quarter,
) -> Result<Conditions, Failure> {
    let (values, world) = (scenario.central_values(), &scenario.world);
    let mut means = SlowMeans::new(world);
    let shifted = |means: &mut SlowMeans<f64>, quarter| {
        let mut conditions = scenario.conditions(base, &values, quarter);
        means.shift(world, quarter, &values, behaviour, &mut conditions);
        conditions
    };
    let before = scenario.simulated.filter(|_| world.adjusts());
    let before = before.into_iter().flat_map(|horizon| horizon.iter()).take_while(|before| *before < quarter);
    for before in before {
        let conditions = shifted(&mut means, before);
        let solution = solve(calibration, &conditions)?;
        let there = |prices: &[Option<f64>]| prices.iter().map(|price| price.unwrap_or(f64::NAN)).collect();
        let (fob, market): (Vec<f64>, Vec<f64>) = (there(&solution.fob), there(&solution.market_price));
        let prices = Prices { fob: &fob, market: &market, baseline_market: &calibration.market_price };
        means.advance(world, &values, base, &conditions, prices);
    }
    Ok(shifted(&mut means, quarter))
}
