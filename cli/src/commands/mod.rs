//! The command line: arguments in, exit code out.
//!
//! stdout carries the answer and stderr everything else. Exit codes: 0 fine, 1 an expectation
//! failed, 2 wrong usage, 65 bad scenario or data, 70 a fault of the program, 74 input or output,
//! 130 interrupted. Nothing is computed here.

mod attribute;
mod calibrate;
mod check;
mod coalitions;
mod console;
mod error;
mod excerpt;
mod judgements;
mod kit;
mod list;
mod new;
mod open;
mod options;
mod output_file;
mod overrides;
mod picture;
mod progress;
mod report;
mod reproduction;
mod run_end;
mod runs;
mod schema;
mod sensitivity;
mod shell;
mod solve;
mod style;
mod sweep;
mod terminal;
mod usage;
mod verify;
mod warnings;
mod world_check;

use attribute::Attribute;
use calibrate::{Backtest, Calibrate};
use check::Check;
use clap::{CommandFactory, Parser, Subcommand};
use error::CliError;
use judgements::Judge;
use list::List;
use new::New;
use report::Report;
use runs::{Compare, Run};
use schema::Schema;
use sensitivity::Hangs;
use solve::Solve;
use std::process::ExitCode;
use sweep::Sweep;
use verify::Verify;

/// Simulates the world potash trade under sanctions, relief and closed ports.
#[derive(Debug, Parser)]
#[command(name = "potash", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Validate scenario files and print what each changes against its parent
    Check(Check),
    /// Solve one equilibrium at central values (medians of what is uncertain)
    Solve(Solve),
    /// Solve worlds given as JSON and compare with the solutions they carry
    Verify(Verify),
    /// Run one scenario: draws, quarters, tables and charts
    Run(Run),
    /// Run several scenarios on the same draws; the first is the baseline
    Compare(Compare),
    /// Run one scenario over a grid of parameter values
    Sweep(Sweep),
    /// Share what separates scenarios out among those who hold the measures
    Attribute(Attribute),
    /// Say what a result, or what relief adds, hangs on: shares of its variance by what is drawn
    Sensitivity(Hangs),
    /// Move every judgement to both of its ends, and list what moves the answer most
    Judgements(Judge),
    /// Calibrate uncertain numbers to a history, and write the posterior
    Calibrate(Calibrate),
    /// Compare a calibration with the whole history, held-out years included
    Backtest(Backtest),
    /// Write one page of finished runs, or draw their charts again, without solving anything
    Report(Report),
    /// Write a scenario of your own that differs from another in one number
    New(New),
    /// List the shipped scenarios, the numbers of a scenario, or metrics
    List(List),
    /// Print the JSON schema of results or of scenario files
    Schema(Schema),
    /// Print a completion script for a shell
    Completions { shell: clap_complete::Shell },
}

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    console::survive_file_limits();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage::report(&error),
    };
    let result = match &arguments.command {
        None => return examples(),
        Some(Command::Check(check)) => check::run(check),
        Some(Command::Solve(solve)) => solve::run(solve),
        Some(Command::Verify(verify)) => verify::run(verify),
        Some(Command::Run(run)) => runs::run(run),
        Some(Command::Compare(compare)) => runs::compare(compare),
        Some(Command::Sweep(sweep)) => sweep::run(sweep),
        Some(Command::Attribute(asked)) => attribute::run(asked),
        Some(Command::Sensitivity(asked)) => sensitivity::run(asked),
        Some(Command::Judgements(asked)) => judgements::run(asked),
        Some(Command::Calibrate(calibrate)) => calibrate::run(calibrate),
        Some(Command::Backtest(backtest)) => calibrate::backtest(backtest),
        Some(Command::Report(report)) => report::run(report),
        Some(Command::New(new)) => new::run(new),
        Some(Command::List(list)) => list::run(list),
        Some(Command::Schema(schema)) => schema::run(schema),
        Some(Command::Completions { shell }) => completions(*shell),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => fault.report(),
    }
}

fn examples() -> ExitCode {
    let text = "\
potash simulates the world potash trade under sanctions, relief and closed ports.

  potash compare status-quo us-only us-plus-eu
      how much revenue Belarus regains under each relief, with charts
  potash run sanctions-2022
      the shock of 2022, beside what was observed
  potash sweep us-only --vary corridor.russian_baltic.cost=30:70:9
      how the answer moves with the cost of the Russian route
  potash attribute status-quo us-only no-sanctions
      who holds how much of what separates them: what was given, and what is still held
  potash report outputs/status-quo-vs-us-only-vs-us-plus-eu
      one page of a finished run, with charts, sources and the command that makes it again
  potash list scenarios
      what is shipped inside the program; list paths and list metrics name the numbers
  potash new mine.toml --from us-only
      a scenario of your own, which differs in one number
  potash check mine.toml
      what is in a scenario, and what is wrong with it
  potash solve status-quo --period 2026-Q1
      one equilibrium of the world market, in full

potash --help lists every command, potash COMMAND --help its options.
";
    match console::print(text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => fault.report(),
    }
}

fn completions(shell: clap_complete::Shell) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "potash", &mut script);
    console::print(&String::from_utf8_lossy(&script))
}
