//! Reading a whole scenario from its tree, section by section.
//!
//! Every reader takes what it knows and complains about the rest; nothing stops at the first fault.

use super::document::{Node, SourceSpan, Tree};
use super::names::check_names;
use super::no_effect;
use super::posterior::Posterior;
use super::problem::{Found, Warning};
use super::read_correlation::{self, PosteriorCorrelation};
use super::read_history;
use super::read_measure;
use super::read_process;
use super::read_project;
use super::read_reported;
use super::read_timing;
use super::read_world;
use super::structure::Structure;
use super::usual::Kind;
use crate::scenario::colour::Colour;
use crate::scenario::commodity::Commodity;
use crate::scenario::posterior_sample::PosteriorSample;
use crate::scenario::titles::Titles;
use crate::scenario::world::World;
use crate::scenario::{Definition, Method, ReferenceParameter};
use crate::units::Dimension;
use crate::units::time::{Horizon, Quarter};
use std::sync::Arc;

use super::names::Names;
use super::reader::{Reading, dotted};
use super::sections::SECTIONS;

/// Draws of a run where the scenario says nothing: a 95 % quantile of revenue good to about 1 %.
const DRAWS: usize = 10_000;
/// Most digits that a run can wait for: one more costs a hundred times the draws.
const MOST_DIGITS: f64 = 4.0;
/// Draws after which a run waits for digits no longer, unless told otherwise.
const PATIENCE: usize = 10_000_000;
/// Most quarters a horizon may have.
const LONGEST_HORIZON: f64 = crate::units::time::LONGEST as f64;

/// A scenario that was read, with what `check` tells about it.
pub(super) struct Read {
    pub scenario: Definition,
    pub unsourced: Vec<String>,
    /// Numbers that were calibrated, but are stated otherwise here.
    pub own: Vec<String>,
    /// What has no effect, or probably not the one that was meant.
    pub warnings: Vec<Warning>,
}

/// A calibration: the file's name, what it says, and the SHA-256 of its members.
pub(super) type Given = (String, std::sync::Arc<Posterior>, String);

/// Reads the scenario; none where the faults leave nothing to go on with.
pub(super) fn scenario(tree: &Node, name: &str, given: Option<&Given>, problems: &mut Found) -> Option<Read> {
    let mut reading =
        Reading { problems, parameters: Vec::new(), unsourced: Vec::new(), warnings: Vec::new() };
    reading.only(tree, "", &SECTIONS);
    check_names(tree, &mut reading);
    let title = reading.text(tree, "", "title");
    if title.is_none() && tree.get("title").is_none() {
        reading.fault(
            &(SourceSpan { file: tree.at.file, span: 0..0 }),
            "the scenario has no title",
            "begin with title = \"…\"",
        );
    }
    let question = reading.text(tree, "", "question").unwrap_or_default();
    let colour = reading.word(tree, "", "colour", &Colour::WORDS);
    let commodity = read_commodity(tree, &mut reading);
    let spans = read_horizon(tree, &mut reading);
    let horizon = spans.as_ref().map(|spans| spans.reported);
    let Running { draws, digits, seed, method, money_of } = read_run(tree, &mut reading);
    // Names are known even where a number of the world is wrong: measures can be read regardless.
    let names = Names::of(tree);
    let focus = read_focus(tree, &names, &mut reading);
    let reference_value = focus.and_then(|focus| read_yardstick(tree, &names, focus, &mut reading));
    let world = read_world::world(tree, &mut reading);
    let measures = read_measure::measures(tree, &names, &mut reading);
    let projects = read_project::projects(tree, &names, &mut reading);
    let events = read_timing::events(tree, &measures, &projects, &names, &mut reading);
    let process_groups = read_process::process_groups(tree, &names, &mut reading);
    let disruptions = read_process::disruptions(tree, &names, &mut reading);
    let calibrated = given.and_then(|given| fitted(tree, given, world.as_ref(), &mut reading));
    let (posterior_sample, own) =
        calibrated.map_or((None, Vec::new()), |(posterior_sample, own)| (Some(posterior_sample), own));
    let mut posterior_sample =
        posterior_sample.filter(|posterior_sample| !posterior_sample.parameters.is_empty());
    let presumed = given.map_or(&[][..], |(_, posterior, _)| &posterior.correlations);
    let lesson = PosteriorCorrelation { posterior_sample: posterior_sample.as_mut(), presumed };
    let correlation = read_correlation::correlation(tree, &process_groups, lesson, &mut reading);
    let posterior_sample = posterior_sample.map(Arc::new);
    let expectations = read_measure::expectations(tree, &names, horizon, &mut reading);
    let history = read_history::history(tree, &names, horizon, &mut reading);
    let reported = read_reported::reported(tree, &names, &mut reading);
    money_without_effect(tree, world.as_ref(), history.is_some(), &mut reading);
    // Figures of the past are in the money of their time, and so is what is held against them.
    let money_of = money_of.filter(|_| history.is_none());
    let Reading { parameters, unsourced, mut warnings, .. } = reading;
    let scenario = Definition {
        name: name.to_string(),
        title: title?,
        question,
        colour,
        titles: titles(tree),
        commodity,
        focus: focus?,
        world: world?,
        measures,
        projects,
        events,
        process_groups,
        disruptions,
        horizon,
        simulated: spans.as_ref().map(|spans| spans.simulated),
        processes_from: spans.and_then(|spans| spans.processes_from),
        measures_end: None,
        money_of,
        parameters,
        pinned: Vec::new(),
        redrawn: Default::default(),
        expectations,
        also_kept: Vec::new(),
        shown: Vec::new(),
        history,
        reported,
        posterior_sample,
        reference_value,
        correlation,
        method,
        draws,
        digits,
        seed,
    };
    warnings.extend(no_effect::warnings(tree, &scenario));
    Some(Read { scenario, unsourced, own, warnings })
}

/// The calibration, as it fits this scenario; complains where it is of another world, or cannot be.
fn fitted(
    tree: &Node,
    (name, posterior, sha): &Given,
    world: Option<&World>,
    reading: &mut Reading<'_>,
) -> Option<(PosteriorSample, Vec<String>)> {
    let at = tree.get("calibration").map_or(&tree.at, |entry| &entry.node.at);
    if let Some(misfit) = world.and_then(|world| posterior.world.misfit(&Structure::of(world))) {
        let help = "learn anew with `potash calibrate`, or take nothing that was learnt: calibration = \"none\" \
                    (on the command line: --prior)";
        reading.fault(at, format!("`{name}` was learnt in another world: {misfit}"), help);
        return None;
    }
    match posterior.fitted(name, sha, &reading.parameters) {
        Ok(fitted) => Some(fitted),
        Err(error) => {
            reading.fault(at, error.to_string(), "or take nothing that was learnt: calibration = \"none\"");
            None
        }
    }
}

/// The titles that any table below states, by its path.
fn titles(tree: &Node) -> Titles {
    fn gather(node: &Node, path: &str, titles: &mut Titles) {
        for entry in node.entries() {
            let path = dotted(path, &entry.key);
            if let Some(Tree::Text(title)) = entry.node.get("title").map(|title| &title.node.value) {
                titles.insert(path.clone(), title.clone());
            }
            gather(&entry.node, &path, titles);
        }
    }
    let mut titles = Titles::default();
    gather(tree, "", &mut titles);
    titles
}

fn read_focus(tree: &Node, names: &Names<'_>, reading: &mut Reading<'_>) -> Option<usize> {
    match reading.text(tree, "", "focus") {
        Some(name) => {
            let at = tree.get("focus").map(|e| e.node.at.clone())?;
            reading.named(&name, &at, &names.exporters, "exporter")
        }
        None if tree.get("focus").is_none() => {
            let at = SourceSpan { file: tree.at.file, span: 0..0 };
            let help = "add focus = \"<exporter>\": whose revenue the scenario is about";
            reading.fault(&at, "the scenario has no focus", help);
            None
        }
        None => None,
    }
}

fn read_commodity(tree: &Node, reading: &mut Reading<'_>) -> Commodity {
    let Some(entry) = tree.get("commodity") else { return Commodity::default() };
    reading.only(&entry.node, "commodity", &["name", "product", "baseline", "caveats"]);
    let mut word = |key: &str| reading.text(&entry.node, "commodity", key);
    let (name, product, baseline) = (word("name"), word("product"), word("baseline"));
    let mut caveats = Vec::new();
    if let Some(list) = entry.node.get("caveats") {
        let items = match &list.node.value {
            Tree::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(&list.node),
        };
        for item in items {
            match &item.value {
                Tree::Text(text) => caveats.push(text.clone()),
                _ => reading.fault(&item.at, "a caveat is a text", "write it as a sentence in quotes"),
            }
        }
    }
    Commodity { name, product, baseline, caveats }
}

/// Warns of a year whose money is asked for where nothing can be brought to it.
fn money_without_effect(tree: &Node, world: Option<&World>, has_history: bool, reading: &mut Reading<'_>) {
    let Some(world) = world else { return };
    for (table, key) in [("run", "money_of"), ("yardstick", "money_of")] {
        let entry = tree.get(table).and_then(|table| table.node.get(key));
        let Some(entry) = entry.filter(|entry| matches!(entry.node.value, Tree::Number(_))) else { continue };
        let (why, help) = match world.deflator {
            None => ("there is no deflator", "add [index.deflator], or leave it out"),
            Some(_) if has_history && table == "run" => {
                ("figures of a history are in the money of their time", "leave it out")
            }
            Some(_) => continue,
        };
        reading.warn(&entry.key_at, format!("`{table}.{key}` has no effect: {why}"), help);
    }
}

/// The quarters of a scenario.
struct Spans {
    simulated: Horizon,
    reported: Horizon,
    processes_from: Option<Quarter>,
}

fn read_horizon(tree: &Node, reading: &mut Reading<'_>) -> Option<Spans> {
    let entry = tree.get("horizon")?;
    reading.only(&entry.node, "horizon", &["start", "quarters", "solved_from", "processes_from"]);
    for needed in ["start", "quarters"] {
        if entry.node.get(needed).is_none() {
            reading.missing(&entry.node, "horizon", needed);
        }
    }
    let start = read_quarter(&entry.node, "start", reading);
    let quarters = reading.whole(&entry.node, "horizon", "quarters", 1.0, LONGEST_HORIZON);
    let solved_from = read_quarter(&entry.node, "solved_from", reading);
    let processes_from = read_quarter(&entry.node, "processes_from", reading);
    let (start, quarters) = (start?, quarters? as usize);
    let first = solved_from.unwrap_or(start);
    let mut not_before = |key: &str, quarter: Quarter, limit: Quarter, what: &str| {
        if let Some(at) = entry.node.get(key).filter(|_| quarter < limit) {
            let help = format!("choose {limit} or later, or let `solved_from` be earlier");
            reading.fault(&at.node.at, format!("`horizon.{key}` is {quarter}, before {what}"), help);
        }
    };
    if entry.node.get("solved_from").is_some() {
        not_before("start", start, first, "anything is solved");
    }
    not_before("processes_from", processes_from.unwrap_or(first), first, "anything is solved");
    let before = start.number().saturating_sub(first.number()) as usize;
    if before + quarters > LONGEST_HORIZON as usize {
        let what = format!("{} quarters are solved in all", before + quarters);
        reading.fault(&entry.node.at, what, format!("let there be {LONGEST_HORIZON} at the most"));
        return None;
    }
    let reported = Horizon { start, quarters };
    let simulated = Horizon { start: first.min(start), quarters: before + quarters };
    Some(Spans { simulated, reported, processes_from: processes_from.or(solved_from.and(Some(start))) })
}

/// A quarter in the horizon's table.
fn read_quarter(table: &Node, key: &str, reading: &mut Reading<'_>) -> Option<Quarter> {
    let text = reading.text(table, "horizon", key)?;
    match text.parse::<Quarter>() {
        Ok(quarter) => Some(quarter),
        Err(error) => {
            let at = table.get(key).map_or(table.at.clone(), |entry| entry.node.at.clone());
            reading.fault(&at, format!("`horizon.{key}`: {error}"), format!("write {key} = \"2026-Q1\""));
            None
        }
    }
}

/// How a scenario is run unless asked otherwise.
struct Running {
    draws: usize,
    digits: Option<usize>,
    seed: u64,
    method: Method,
    money_of: Option<i32>,
}

/// The year in whose money results are, where a world has a deflator and says nothing else.
const MONEY_OF: i32 = 2025;

fn read_run(tree: &Node, reading: &mut Reading<'_>) -> Running {
    let Some(entry) = tree.get("run") else {
        let (method, money_of) = (Method::default(), Some(MONEY_OF));
        return Running { draws: DRAWS, digits: None, seed: 1, method, money_of };
    };
    reading.only(&entry.node, "run", &["draws", "seed", "sampler", "digits", "money_of"]);
    let method = reading.word(&entry.node, "run", "sampler", &Method::WORDS);
    let method = method.unwrap_or_default();
    let digits = reading.whole(&entry.node, "run", "digits", 1.0, MOST_DIGITS).map(|n| n as usize);
    // Waiting for digits ends somewhere.
    let default = if digits.is_some() { PATIENCE } else { DRAWS };
    let draws = reading.whole(&entry.node, "run", "draws", 1.0, 1e9).map_or(default, |n| n as usize);
    let seed = reading.whole(&entry.node, "run", "seed", 0.0, 9e15).map_or(1, |n| n as u64);
    let money_of = match entry.node.get("money_of").map(|entry| &entry.node) {
        Some(Node { value: Tree::Text(word), .. }) if word == "nominal" => None,
        Some(Node { value: Tree::Text(word), at, .. }) => {
            let help = "write a year, such as 2025, or \"nominal\" for the money of each quarter";
            reading.fault(at, format!("`run.money_of` is {word:?}"), help);
            None
        }
        _ => {
            reading.whole(&entry.node, "run", "money_of", 1900.0, 2200.0).map(|n| n as i32).or(Some(MONEY_OF))
        }
    };
    Running { draws, digits, seed, method, money_of }
}

/// The reference value; none where it is that of another exporter than the focus.
fn read_yardstick(
    tree: &Node,
    names: &Names<'_>,
    focus: usize,
    reading: &mut Reading<'_>,
) -> Option<ReferenceParameter> {
    let entry = tree.get("yardstick")?;
    reading.only(&entry.node, "yardstick", &["exporter", "label", "revenue", "money_of"]);
    let label =
        reading.text(&entry.node, "yardstick", "label").unwrap_or_else(|| "the yardstick".to_string());
    let kind = Kind::positive(Dimension::Money);
    let revenue = reading.required(&entry.node, "yardstick", "revenue", kind);
    let money_of =
        reading.whole(&entry.node, "yardstick", "money_of", 1900.0, 2200.0).map(|year| year as i32);
    let Some(whose) = entry.node.get("exporter") else {
        let what = "`yardstick` does not say whose revenue it is";
        let help = format!("add exporter = \"{}\" to [yardstick]", names.exporters.get(focus).unwrap_or(&""));
        reading.fault(&entry.node.at, what, help);
        return None;
    };
    let name = reading.text(&entry.node, "yardstick", "exporter")?;
    let exporter = reading.named(&name, &whose.node.at, &names.exporters, "exporter")?;
    if exporter != focus {
        let what = format!("the yardstick is that of {name}, and the scenario is about another exporter");
        let cause = tree.get("focus").map_or(&whose.node.at, |entry| &entry.node.at).clone();
        reading.warn_unless(&whose.key_at, &cause, what, "leave it out, or let it be the focus");
        return None;
    }
    Some(ReferenceParameter { label, revenue: revenue?, money_of })
}
