//! `potash verify`: our solver against anyone's.

use super::args::Verify;
use super::check::json_text;
use super::console;
use super::error::CliError;
use potash::results::verification::{Verification, verify};
use potash::scenario::reading::worlds::{Worlds, WorldsError};
use serde_json::json;

pub(super) fn run(arguments: &Verify) -> Result<(), CliError> {
    let path = arguments.file.display();
    let fault = |error: WorldsError| match error {
        WorldsError::Read(error) if error.is_io() => CliError::Io(error.to_string()),
        WorldsError::Read(error) => CliError::Data(error.to_string()),
        error => CliError::Data(format!("{path}: {error}")),
    };
    let worlds = Worlds::read(&arguments.file).map_err(fault)?;
    let verification = verify(&worlds).map_err(fault)?;
    match arguments.voice.json {
        true => console::print(&json_text(&json!({ "solutions": verification.solutions })))?,
        false => console::print(&told(&verification, arguments.tolerance))?,
    }
    if verification.passes(arguments.tolerance) { Ok(()) } else { Err(CliError::Failed) }
}

fn told(verification: &Verification, tolerance: f64) -> String {
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
