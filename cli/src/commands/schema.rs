//! `potash schema`: JSON schemas of what the program reads and prints.

use super::check::CheckedFiles;
use super::console;
use super::error::CliError;
use super::list::Listing;
use super::verify::Solutions;
use crate::report::answer::{Answer, Found};
use crate::report::results::Results;
use clap::{Args, Subcommand};
use potash::results::equilibrium::EquilibriumResult;
use potash::scenario::schema;
use schemars::JsonSchema;

#[derive(Debug, Args)]
pub(super) struct Schema {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum What {
    /// Schema of results.json, and of what every command prints with --json
    Results,
    /// Schema of scenario files, for editors
    Scenario,
}

/// Whatever a command prints with `--json`.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is asked for")]
enum Output {
    /// `run`, `compare`, `sweep`, `calibrate`, `backtest`, and `results.json`.
    Answer(Box<Answer<Results>>),
    /// `solve`.
    Equilibrium(Box<EquilibriumResult>),
    /// `attribute`, `sensitivity`, `judgements`.
    Found(Box<Answer<Found>>),
    /// `verify`.
    Solutions(Solutions<'static>),
    /// `check`.
    Checked(CheckedFiles),
    /// `list`.
    Listing(Listing),
}

pub(super) fn run(arguments: &Schema) -> Result<(), CliError> {
    match arguments.what {
        What::Results => console::print_json(&schemars::schema_for!(Output)),
        What::Scenario => console::print_json(&schema::scenario()),
    }
}
