//! Our solutions of given worlds, beside the solutions they came with.

use crate::equilibrium::{Calibration, solve};
use crate::scenario::reading::worlds::{Known, Worlds, WorldsError, nested};
use schemars::JsonSchema;
use serde::Serialize;

/// What became of one world.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
#[expect(missing_docs, reason = "positions and parameters are named for what they are")]
pub enum Solved {
    Solution { fob: Vec<Option<f64>>, rent: Vec<f64>, trade: Vec<Vec<f64>>, residual: f64 },
    Failure { failure: String },
}

impl Solved {
    /// Why it failed, if it did.
    pub fn failure(&self) -> Option<&str> {
        match self {
            Solved::Failure { failure } => Some(failure),
            Solved::Solution { .. } => None,
        }
    }
}

/// The largest difference found, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Worst {
    /// Relative difference.
    pub difference: f64,
    /// Where it is.
    pub place: String,
}

/// All worlds of a file.
#[derive(Debug, Clone)]
pub struct Verification {
    /// One for each world.
    pub solutions: Vec<Solved>,
    /// Worlds that carried a solution and were solved.
    pub compared: usize,
    /// The largest deviation from a known solution.
    pub worst: Option<Worst>,
}

impl Verification {
    /// Worlds that have no solution.
    pub fn failures(&self) -> usize {
        self.solutions.iter().filter(|solved| solved.failure().is_some()).count()
    }

    /// Largest residual of any solution.
    pub fn residual(&self) -> f64 {
        let residuals = self.solutions.iter().map(|solved| match solved {
            Solved::Solution { residual, .. } => *residual,
            Solved::Failure { .. } => 0.0,
        });
        residuals.fold(0.0, f64::max)
    }

    /// Whether every world was solved and no difference exceeds the tolerance.
    pub fn passes(&self, tolerance: f64) -> bool {
        self.failures() == 0 && self.worst.as_ref().is_none_or(|worst| worst.difference <= tolerance)
    }
}

/// Solves every world and compares.
pub fn verify(worlds: &Worlds) -> Result<Verification, WorldsError> {
    let base = worlds.base.baseline()?;
    let markets = base.market_count();
    let mut verification = Verification { solutions: Vec::new(), compared: 0, worst: None };
    for (k, world) in worlds.worlds.iter().enumerate() {
        let (behaviour, conditions) = world.conditions(&base, &format!("world {k}"))?;
        let solved = Calibration::new(&base, &behaviour)
            .map_err(|error| error.to_string())
            .and_then(|calibration| solve(&calibration, &conditions).map_err(|failure| failure.to_string()));
        verification.solutions.push(match solved {
            Ok(solution) => {
                let ours = Ours {
                    place: format!("world {k}"),
                    fob: &solution.fob,
                    rent: &solution.rent,
                    trade: nested(&solution.trade, markets),
                    price_floor: 1e-2 * base.fob.iter().sum::<f64>() / base.exporter_count().max(1) as f64,
                    trade_floor: 1e-6 * base.trade.iter().sum::<f64>(),
                };
                if let Some(known) = &world.solution {
                    verification.compared += 1;
                    for worst in ours.compare(known) {
                        let largest =
                            verification.worst.as_ref().is_none_or(|w| worst.difference > w.difference);
                        if largest {
                            verification.worst = Some(worst);
                        }
                    }
                }
                let Ours { trade, .. } = ours;
                Solved::Solution {
                    fob: solution.fob,
                    rent: solution.rent,
                    trade,
                    residual: solution.residual,
                }
            }
            Err(failure) => Solved::Failure { failure },
        });
    }
    Ok(verification)
}

/// Our solution of a world, ready to be compared.
struct Ours<'a> {
    place: String,
    fob: &'a [Option<f64>],
    rent: &'a [f64],
    trade: Vec<Vec<f64>>,
    /// Differences are relative to the larger value, or to these if both are smaller: a rent of
    /// 1e-12 where the other solver says 0 is the same rent.
    price_floor: f64,
    trade_floor: f64,
}

impl Ours<'_> {
    fn compare(&self, known: &Known) -> Vec<Worst> {
        let mut list = Vec::new();
        let mut add = |name: &str, index: String, ours: f64, theirs: f64, floor: f64| {
            let difference = (ours - theirs).abs() / ours.abs().max(theirs.abs()).max(floor);
            // What is not a number agrees with nothing.
            let difference = if difference.is_nan() { f64::INFINITY } else { difference };
            list.push(Worst { difference, place: format!("{}, {name}{index}", self.place) });
        };
        if let Some(fob) = &known.fob {
            add("number of fob prices", String::new(), self.fob.len() as f64, fob.len() as f64, 1.0);
            for (i, (ours, theirs)) in self.fob.iter().zip(fob).enumerate() {
                match (ours, theirs) {
                    (Some(ours), Some(theirs)) => {
                        add("fob", format!("[{i}]"), *ours, *theirs, self.price_floor)
                    }
                    (None, None) => {}
                    _ => add("fob", format!("[{i}]: one has none"), f64::NAN, 0.0, 1.0),
                }
            }
        }
        if let Some(rent) = &known.rent {
            add("number of rents", String::new(), self.rent.len() as f64, rent.len() as f64, 1.0);
            for (r, (ours, theirs)) in self.rent.iter().zip(rent).enumerate() {
                add("rent", format!("[{r}]"), *ours, *theirs, self.price_floor);
            }
        }
        if let Some(trade) = &known.trade {
            add("number of trade rows", String::new(), self.trade.len() as f64, trade.len() as f64, 1.0);
            for (i, (ours, theirs)) in self.trade.iter().zip(trade).enumerate() {
                for (j, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
                    add("trade", format!("[{i}][{j}]"), *ours, *theirs, self.trade_floor);
                }
            }
        }
        list
    }
}
