//! Whether the numbers of a scenario make a world that has an equilibrium.

use super::error::CliError;
use super::terminal;
use potash::engine::{CentralError, check_central, solve_central};
use potash::scenario::Scenario;
use std::path::Path;

/// Pairs of the largest world that is solved to be checked, those of every corridor counted too. One that fits
/// nothing can take thousands of steps, each with work for every pair.
const MOST_PAIRS: usize = 1_024;

/// Numbers can be right one by one and impossible together: solve the world once.
pub(super) fn check_world(file: &Path, loaded: Scenario, quiet: bool) -> Result<Scenario, CliError> {
    let world = &loaded.definition().world;
    let pairs = world.exporters.len() * world.markets.len() * (1 + world.corridors.len());
    if pairs > MOST_PAIRS {
        check_central(loaded.definition()).map_err(|error| central_error(file, &loaded, &error))?;
        if !quiet {
            terminal::note(&format!(
                "{}: not solved, as it is larger than what is solved to be checked; `potash solve` does that\n",
                file.display()
            ));
        }
        return Ok(loaded);
    }
    let quarter = loaded.definition().horizon.map(|horizon| horizon.start);
    for quarter in [None, quarter] {
        solve_central(loaded.definition(), quarter).map_err(|error| central_error(file, &loaded, &error))?;
    }
    Ok(loaded)
}

/// Why a world has no equilibrium, with the place of the number that causes it.
pub(super) fn central_error(file: &Path, loaded: &Scenario, error: &CentralError) -> CliError {
    match error.blamed() {
        Some((path, help)) => CliError::World(Box::new(loaded.fault(&path, error.to_string(), help))),
        None => CliError::Data(format!("{}: {error}", file.display())),
    }
}
