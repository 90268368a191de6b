//! Warnings of scenarios, each printed once with its place.

use super::options::SampleSize;
use super::terminal;
use potash::engine::{Invalid, invalid_worlds, solve_central};
use potash::scenario::Scenario;
use potash::scenario::colour::Colour;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashSet;

/// Warnings that are printed; more are counted.
const MOST: usize = 20;

/// The warnings of a scenario, a line each: "market.toml:3:5: what; what would be right".
fn lines(loaded: &Scenario) -> impl Iterator<Item = String> {
    let line = move |problem: &potash::scenario::Problem| {
        let (line, column) = loaded.files().position(problem.file, problem.span.start);
        // What is extended is read beside the file that was named: the same file has the same name.
        let name = loaded.files().name(problem.file);
        let name = name.strip_prefix("./").unwrap_or(name);
        format!("{name}:{line}:{column}: {}; {}", problem.what, problem.help)
    };
    loaded.warnings().iter().map(line)
}

/// The first of the warnings of a scenario, and how many more there are.
pub(super) fn first_lines(loaded: &Scenario) -> Vec<String> {
    let mut first: Vec<String> = lines(loaded).take(MOST).collect();
    if let Some(more) = loaded.warnings().len().checked_sub(MOST).filter(|more| *more > 0) {
        first.push(format!("and {more} more; `potash check --json` has them all"));
    }
    first
}

/// Prints what was changed of scenarios to run them, unless quiet is asked for.
pub(super) fn print_notices(loaded: &[Scenario], quiet: bool) {
    for one in loaded.iter().filter(|_| !quiet) {
        one.notices()
            .iter()
            .for_each(|notice| terminal::note(&format!("{}: {notice}\n", one.definition().name)));
    }
    shared_colours(loaded).iter().filter(|_| !quiet).for_each(|line| terminal::note(line));
}

/// Which scenarios ask for a colour that an earlier one has: they are drawn in another.
fn shared_colours(loaded: &[Scenario]) -> Vec<String> {
    let line = |(k, one): (usize, &Scenario)| {
        let colour = one.definition().colour?;
        let first = loaded[..k].iter().find(|other| other.definition().colour == Some(colour))?;
        let (word, _) = Colour::WORDS[colour as usize];
        let (name, first) = (one.name(), first.name());
        Some(format!("{name}: {first} is {word} too; {name} is drawn in another colour\n"))
    };
    loaded.iter().enumerate().filter_map(line).collect()
}

/// Prints the warnings of all scenarios of a run on stderr, what several of them inherit once, unless quiet is asked
/// for.
pub(super) fn print(loaded: &[Scenario], quiet: bool) {
    if quiet {
        return;
    }
    let mut printed = HashSet::new();
    for line in loaded.iter().flat_map(lines) {
        if !printed.contains(&line) {
            if printed.len() < MOST {
                terminal::note(&format!("warning: {line}\n"));
            }
            printed.insert(line);
        }
    }
    if let Some(more) = printed.len().checked_sub(MOST).filter(|more| *more > 0) {
        terminal::note(&format!("warning: and {more} more; `potash check --json` has them all\n"));
    }
}

/// Prints which scenarios say otherwise how they are sampled than the run is, which samples all of them alike, unless
/// quiet is asked for.
pub(super) fn print_sampling(loaded: &[Scenario], size: SampleSize, quiet: bool) {
    let Some((first, others)) = loaded.split_first().filter(|_| !quiet) else { return };
    for one in others {
        let (own, ours) = (one.definition(), first.definition());
        // What the command line says holds for all, and nobody asks why.
        let differs = [
            ("draws", size.draws == ours.draws && own.draws != ours.draws),
            ("seed", size.seed == ours.seed && own.seed != ours.seed),
            ("sampler", size.method == ours.method && own.method != ours.method),
            ("digits", size.digits == ours.digits && own.digits != ours.digits),
        ];
        let differing = differs.iter().filter(|(_, differs)| *differs);
        let keys: Vec<String> = differing.map(|(key, _)| format!("run.{key}")).collect();
        if !keys.is_empty() {
            let verb = if keys.len() == 1 { "is that" } else { "are those" };
            let (name, first) = (&own.name, &ours.name);
            terminal::note(&format!(
                "{} {verb} of {first}, the first; {name} has another\n",
                keys.join(" and ")
            ));
        }
    }
}

/// Draws to look at for draws that make no valid world.
const SAMPLE: usize = 1_000;

/// Whether numbers that are right one by one can be impossible together, in words.
pub(super) fn impossible(loaded: &Scenario) -> Option<String> {
    let world = &loaded.definition().world;
    let pairs = world.exporters.len() * world.markets.len() * (1 + world.corridors.len());
    // Large worlds are looked at less often: a check takes a moment.
    let sample = (SAMPLE * 1_024 / pairs.max(1)).clamp(64, SAMPLE);
    let Invalid { draws, of, reason } = invalid_worlds(loaded.definition(), sample)?;
    let percent = 100.0 * draws as f64 / of as f64;
    Some(format!(
        "{percent:.1} % of draws make no valid world and would be lost ({draws} of {of}; the first: {reason}); change the \
         distribution or cut it with min = … and max = …"
    ))
}

/// Corridors that carry more at the baseline than they can when solving begins, in words.
pub(super) fn overfull(loaded: &Scenario) -> Vec<String> {
    let scenario = loaded.definition();
    let Some(horizon) = scenario.simulated else { return Vec::new() };
    // A world that has no baseline is told of elsewhere.
    let Ok(baseline) = solve_central(scenario, None) else { return Vec::new() };
    let (values, pairs) = (scenario.central_values(), baseline.base.fob.len() * scenario.world.markets.len());
    let corridors = scenario.world.corridors.iter().zip(baseline.solution.flow.chunks(pairs));
    let more = corridors.filter_map(|(corridor, flows)| {
        let (flow, capacity) = (flows.iter().sum::<f64>(), corridor.capacity.as_ref()?.at(horizon.start, &values));
        (flow > 1.0001 * capacity).then(|| {
            format!(
                "the corridor {} carries {flow:.2} Mt a year at the baseline and {capacity:.2} in {}, so that something is \
                 scarce before anything happens; state a larger capacity, or a cost at which less went by it",
                corridor.name, horizon.start
            )
        })
    });
    more.collect()
}

/// A warning for machines.
#[derive(Serialize, JsonSchema)]
pub(super) struct Warning {
    what: String,
    /// What would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// Where it is: none for what several numbers do together.
    #[serde(flatten)]
    place: Option<WarningPlace>,
}

/// Where a warning is; line and column from 1.
#[derive(Serialize, JsonSchema)]
struct WarningPlace {
    file: String,
    line: usize,
    column: usize,
}

/// Every warning of a scenario, for machines.
pub(super) fn all(loaded: &Scenario) -> Vec<Warning> {
    let of = |problem: &potash::scenario::Problem| {
        let (line, column) = loaded.files().position(problem.file, problem.span.start);
        let file = loaded.files().name(problem.file).to_string();
        let place = Some(WarningPlace { file, line, column });
        Warning { what: problem.what.clone(), help: Some(problem.help.clone()), place }
    };
    let together = impossible(loaded).into_iter().chain(overfull(loaded));
    let together = together.map(|what| Warning { what, help: None, place: None });
    loaded.warnings().iter().map(of).chain(together).collect()
}
