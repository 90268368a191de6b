//! `potash solve`: one deterministic equilibrium.

use super::console;
use super::error::CliError;
use super::open;
use super::options::Verbosity;
use super::overrides::Overrides;
use super::terminal;
use super::warnings;
use super::world_check::central_error;
use crate::report::equilibrium;
use clap::Args;
use potash::engine::solve_central;
use potash::results::equilibrium::EquilibriumResult;
use potash::units::time::Quarter;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Solve {
    /// Scenario: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO")]
    pub file: PathBuf,
    #[command(flatten)]
    pub overrides: Overrides,
    /// Quarter to solve, such as 2026-Q1 [default: the baseline, without measures]
    #[arg(long, value_name = "QUARTER")]
    pub period: Option<Quarter>,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

pub(super) fn run(arguments: &Solve) -> Result<(), CliError> {
    let loaded = open::one(&arguments.file, &arguments.overrides, arguments.verbosity.quiet)?;
    warnings::print(std::slice::from_ref(&loaded), arguments.verbosity.quiet);
    let scenario = loaded.definition();
    if let (Some(period), Some(horizon), false) =
        (arguments.period, scenario.horizon, arguments.verbosity.quiet)
        && !horizon.iter().any(|quarter| quarter == period)
    {
        let last = horizon.start.plus(horizon.quarters.saturating_sub(1));
        terminal::note(&format!(
            "warning: {period} is outside the horizon, {} to {last}: no run covers it\n",
            horizon.start
        ));
    }
    let solved = solve_central(scenario, arguments.period)
        .map_err(|error| central_error(&arguments.file, &loaded, &error))?;
    match arguments.verbosity.json {
        true => console::print_json(&EquilibriumResult::new(scenario, arguments.period, &solved)),
        false => console::print(&equilibrium::text(scenario, arguments.period, &solved)),
    }
}
