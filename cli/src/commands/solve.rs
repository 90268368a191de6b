//! `potash solve`: one deterministic equilibrium.

use super::args::Solve;
use super::check::{central_fault, json_text};
use super::console;
use super::error::CliError;
use super::open;
use super::warnings;
use crate::report::equilibrium;
use potash::engine::solve_central;

pub(super) fn run(arguments: &Solve) -> Result<(), CliError> {
    let loaded = open::one(&arguments.file, &arguments.settings, arguments.voice.quiet)?;
    warnings::tell(std::slice::from_ref(&loaded), arguments.voice.quiet);
    let scenario = &loaded.scenario;
    if let (Some(period), Some(horizon), false) = (arguments.period, scenario.horizon, arguments.voice.quiet)
        && !horizon.iter().any(|quarter| quarter == period)
    {
        let last = horizon.start.plus(horizon.quarters.saturating_sub(1));
        console::tell(&format!(
            "warning: {period} is outside the horizon, {} to {last}: no run covers it\n",
            horizon.start
        ));
    }
    let solved = solve_central(scenario, arguments.period)
        .map_err(|error| central_fault(&arguments.file, &loaded, &error))?;
    match arguments.voice.json {
        true => console::print(&json_text(&equilibrium::json(scenario, arguments.period, &solved))),
        false => console::print(&equilibrium::text(scenario, arguments.period, &solved)),
    }
}
