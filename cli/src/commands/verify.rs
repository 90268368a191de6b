//! `potash verify`: the solver against solutions from elsewhere.

use super::console;
use super::error::CliError;
use super::options::Verbosity;
use clap::Args;
use potash::results::verification::{Solved, Verification, verify};
use potash::scenario::reading::worlds::{Worlds, WorldsError};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Worlds file (JSON)
    #[arg(value_name = "WORLDS")]
    pub file: PathBuf,
    /// Largest relative difference that passes
    #[arg(long, default_value_t = 1e-7, value_parser = tolerance)]
    pub tolerance: f64,
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// What `potash verify --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct Solutions<'a> {
    /// The form that this is written in.
    schema_version: u64,
    /// One for each world of the file.
    solutions: &'a [Solved],
}

fn tolerance(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value < 1.0 => Ok(value),
        _ => Err("a tolerance is a number between 0 and 1, such as 1e-7".to_string()),
    }
}

pub(super) fn run(arguments: &Verify) -> Result<(), CliError> {
    let path = arguments.file.display();
    let fault = |error: WorldsError| match error {
        WorldsError::Read(error) if error.is_io() => CliError::Io(error.to_string()),
        WorldsError::Read(error) => CliError::Data(error.to_string()),
        error => CliError::Data(format!("{path}: {error}")),
    };
    let worlds = Worlds::read(&arguments.file).map_err(fault)?;
    let verification = verify(&worlds).map_err(fault)?;
    match arguments.verbosity.json {
        true => console::print_json(&Solutions { schema_version: 1, solutions: &verification.solutions })?,
        false => console::print(&describe(&verification, arguments.tolerance))?,
    }
    if verification.passes(arguments.tolerance) { Ok(()) } else { Err(CliError::Failed) }
}

fn describe(verification: &Verification, tolerance: f64) -> String {
    let failures = verification.failures();
    let mut text = format!("{} worlds solved, {failures} failed\n", verification.solutions.len() - failures);
    text.push_str(&format!("largest residual   {:.1e}\n", verification.residual()));
    match &verification.worst {
        Some(worst) => {
            text.push_str(&format!(
                "compared           {} worlds with a known solution\n",
                verification.compared
            ));
            text.push_str(&format!("worst difference   {:.1e} ({})\n", worst.difference, worst.place));
        }
        None => text.push_str("compared           none: no world carries a solution\n"),
    }
    for (k, solved) in verification.solutions.iter().enumerate() {
        if let Some(failure) = solved.failure() {
            text.push_str(&format!("world {k}: {failure}\n"));
        }
    }
    let verdict = if verification.passes(tolerance) { "within" } else { "beyond" };
    text.push_str(&format!("{verdict} the tolerance of {tolerance:e}\n"));
    text
}
