//! Reading correlations between uncertainties.
//!
//! What may be correlated: numbers that are drawn once, among themselves; and what drives families of
//! processes, among itself. A number that is certain moves with nothing: its correlations are warned of.
//!
//! Calibrated numbers correlate as their members do. A correlation that was known before, of which the
//! calibration says so, is in that already; any other puts their members into another order.

use super::document::{Entry, Node, SourceSpan, Tree};
use super::limits::{MOST_CORRELATED, MOST_PAIRS};
use super::reader::Reading;
use super::usual::Kind;
use crate::scenario::Correlation;
use crate::scenario::correlation::{Contradiction, CorrelatedPair, Given, Grouped, groups};
use crate::scenario::parameter::{ParameterId, Value};
use crate::scenario::posterior_sample::PosteriorSample;
use crate::scenario::process::ProcessGroup;
use crate::scenario::reordering;
use crate::units::Dimension;
use crate::units::time::Quarter;
use std::collections::BTreeSet;

const RANK: Kind = Kind::between(Dimension::Share, -1.0, 1.0);

/// What a path names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Parameter(usize),
    ProcessGroup(usize),
    /// A number that is the same in every draw.
    Certain,
}

/// Correlations as they are written, and where.
#[derive(Default)]
struct Written {
    pairs: Vec<CorrelatedPair>,
    places: Vec<SourceSpan>,
    /// All that any pair names.
    numbers: BTreeSet<usize>,
}

/// A posterior sample, and the rank correlations of the prior: two paths each.
pub(super) struct PosteriorCorrelation<'a> {
    pub posterior_sample: Option<&'a mut PosteriorSample>,
    pub presumed: &'a [(String, String, f64)],
}

/// Reads `[correlation]`: `[correlation."a.path"]` with `"another.path" = 0.5`. Calibrated numbers are put in the
/// order that the correlations ask for.
pub(super) fn correlation(
    tree: &Node,
    process_groups: &[ProcessGroup],
    lesson: PosteriorCorrelation<'_>,
    reading: &mut Reading<'_>,
) -> Correlation {
    let Some(section) = tree.get("correlation") else { return Correlation::default() };
    let before = reading.problems.len();
    let repair = asked_repair(section, reading);
    let (mut parameters, mut drivers) = (Written::default(), Written::default());
    for row in reading.things(Some(section), "correlation").into_iter().filter(|row| row.key != "repair") {
        let first = named(tree, row, process_groups, reading);
        let path = format!("correlation.\"{}\"", row.key);
        for cell in reading.things(Some(row), &path) {
            let second = named(tree, cell, process_groups, reading);
            let rank = rank(cell, &format!("{path}.\"{}\"", cell.key), reading);
            let (Some(first), Some(second), Some(rank)) = (first, second, rank) else { continue };
            let (list, a, b) = match (first, second) {
                (Named::Certain, _) | (_, Named::Certain) => {
                    let certain = if first == Named::Certain { row } else { cell };
                    let cause = certainty(tree, &certain.key).unwrap_or(cell.key_at.clone());
                    reading.warn_unless(
                        &cell.key_at,
                        &cause,
                        format!(
                            "`{}` is the same in every draw, so its correlation with another has no effect",
                            certain.key
                        ),
                        "give it a distribution, or leave the correlation out",
                    );
                    continue;
                }
                (Named::Parameter(a), Named::Parameter(b)) => (&mut parameters, a, b),
                (Named::ProcessGroup(a), Named::ProcessGroup(b)) => (&mut drivers, a, b),
                _ => {
                    let what = "one of these is drawn once, the other in every quarter";
                    reading.fault(
                        &cell.key_at,
                        what,
                        "correlate numbers with numbers and processes with processes",
                    );
                    continue;
                }
            };
            list.add(CorrelatedPair { a, b, rank }, cell, reading);
        }
    }
    if reading.problems.len() > before {
        return Correlation::default();
    }
    let paths: Vec<String> = reading.parameters.iter().map(|parameter| parameter.path.clone()).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let processes: Vec<&str> =
        process_groups.iter().map(|process_group| process_group.path.as_str()).collect();
    let stated = parameters.pairs.clone();
    let parameters = match lesson.posterior_sample {
        Some(posterior_sample) => {
            parameters.calibrated(posterior_sample, lesson.presumed, &paths, repair, reading)
        }
        None => parameters.finish(&paths, &Given::new(), repair, reading),
    };
    let process_groups = drivers.finish(&processes, &Given::new(), repair, reading);
    let told = |paths: &[&str], of: &Grouped| -> Vec<(String, String, f64, f64)> {
        of.repairs.iter().map(|r| (paths[r.a].to_string(), paths[r.b].to_string(), r.from, r.to)).collect()
    };
    let mut repaired = told(&paths, &parameters);
    repaired.extend(told(&processes, &process_groups));
    Correlation { stated, parameters: parameters.groups, process_groups: process_groups.groups, repaired }
}

/// Where it is stated that something is the same in every draw.
fn certainty(tree: &Node, path: &str) -> Option<SourceSpan> {
    let node = tree.at_path(path)?;
    Some(node.get("volatility").map_or(&node.at, |entry| &entry.node.at).clone())
}

/// Whether a matrix that is none may be repaired.
fn asked_repair(section: &Entry, reading: &mut Reading<'_>) -> bool {
    let Some(entry) = section.node.get("repair") else { return false };
    match &entry.node.value {
        Tree::Text(word) if word == "nearest" => true,
        _ => {
            let what = "`correlation.repair` is not a way to repair correlations";
            reading.fault(&entry.node.at, what, "write repair = \"nearest\", or leave it out");
            false
        }
    }
}

/// What the key of an entry names; complains where it names nothing that could be correlated.
fn named(
    tree: &Node,
    entry: &Entry,
    process_groups: &[ProcessGroup],
    reading: &mut Reading<'_>,
) -> Option<Named> {
    let path = entry.key.as_str();
    if let Some(process_group) = process_groups.iter().position(|process_group| process_group.path == path) {
        if process_groups[process_group].has_driver() {
            return Some(Named::ProcessGroup(process_group));
        }
        let what = format!("nothing drives `{path}` as a whole");
        reading.fault(&entry.key_at, what, format!("add `correlation = …` to [{path}]"));
        return None;
    }
    // A family that never moves was left out when it was read.
    if tree.at_path(path).is_some_and(|table| table.get("volatility").is_some()) {
        return Some(Named::Certain);
    }
    // A scenario that states a path as one number leaves nothing that its quarters could correlate with.
    if let Some(number) = stated_whole(path, reading) {
        let what = format!("the correlations of `{path}` have no effect: `{number}` is one number here");
        reading.warn(&entry.key_at, what, "state its quarters, or leave the correlations out");
        return Some(Named::Certain);
    }
    let found = reading.parameters.iter().position(|parameter| parameter.path == path);
    let uncertain = found.map(|k| (k, &reading.parameters[k]));
    match uncertain {
        Some((_, parameter)) if matches!(parameter.value, Value::Fixed(_)) => Some(Named::Certain),
        Some((k, parameter)) if !parameter.recurs => Some(Named::Parameter(k)),
        Some(_) => {
            let what = format!("`{path}` is drawn anew for every event");
            reading.fault(&entry.key_at, what, "only what is drawn once for a draw can be correlated");
            None
        }
        None => {
            let known = reading.parameters.iter().filter(|p| matches!(p.value, Value::Uncertain(_)));
            let known = known.map(|p| p.path.as_str()).chain(process_groups.iter().map(|f| f.path.as_str()));
            let help = match reading.problems.meant(path, known) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "write dotted paths in quotes: [correlation.\"index.demand.2030-Q4\"]".to_string(),
            };
            reading.fault(&entry.key_at, format!("no uncertainty is called `{path}`"), help);
            None
        }
    }
}

/// The number that a path is within, where it is that of a quarter and the number is stated as a whole.
fn stated_whole(path: &str, reading: &Reading<'_>) -> Option<String> {
    let (whole, quarter) = path.rsplit_once('.')?;
    quarter.parse::<Quarter>().ok()?;
    reading
        .parameters
        .iter()
        .find(|parameter| parameter.path == whole)
        .map(|parameter| parameter.path.clone())
}

/// A correlation itself: a plain number.
fn rank(cell: &Entry, path: &str, reading: &mut Reading<'_>) -> Option<f64> {
    let ParameterId(id) = reading.number(&cell.node, path, RANK)?;
    match reading.parameters.get(id).map(|parameter| &parameter.value) {
        Some(Value::Fixed(rank)) => Some(*rank),
        _ => {
            reading.fault(&cell.node.at, format!("`{path}` is uncertain"), "a correlation is a plain number");
            None
        }
    }
}

impl Written {
    /// Adds a pair, unless it is given already or is one with itself.
    fn add(&mut self, pair: CorrelatedPair, cell: &Entry, reading: &mut Reading<'_>) {
        let same = |known: &&CorrelatedPair| {
            (known.a, known.b) == (pair.a, pair.b) || (known.a, known.b) == (pair.b, pair.a)
        };
        if pair.a == pair.b {
            let what = format!("`{}` is correlated with itself", cell.key);
            reading.fault(&cell.key_at, what, "name two different uncertainties");
        } else if self.pairs.iter().find(same).is_some_and(|known| known.rank != pair.rank) {
            let what = "this pair is given already, with another correlation";
            reading.fault(&cell.node.at, what, "give it once");
        } else if !self.pairs.iter().any(|known| same(&known)) {
            self.numbers.extend([pair.a, pair.b]);
            let (pairs, numbers) = (self.pairs.len() + 1, self.numbers.len());
            if pairs > MOST_PAIRS || numbers > MOST_CORRELATED {
                let what = format!("there are {pairs} correlations of {numbers} uncertainties");
                let help =
                    format!("{MOST_PAIRS} correlations of {MOST_CORRELATED} uncertainties at the most");
                return reading.fault(&cell.key_at, what, help);
            }
            self.pairs.push(pair);
            self.places.push(cell.node.at.clone());
        }
    }

    /// The groups where some numbers were calibrated; these are put in order.
    fn calibrated(
        mut self,
        posterior_sample: &mut PosteriorSample,
        presumed: &[(String, String, f64)],
        paths: &[&str],
        repair: bool,
        reading: &mut Reading<'_>,
    ) -> Grouped {
        let is_calibrated = |k: usize| posterior_sample.column(ParameterId(k)).is_some();
        let held = |pair: &CorrelatedPair| {
            let same = |(a, b, rank): &(String, String, f64)| {
                let (first, second) = (paths[pair.a], paths[pair.b]);
                *rank == pair.rank && ((a == first && b == second) || (a == second && b == first))
            };
            is_calibrated(pair.a) && is_calibrated(pair.b) && presumed.iter().any(same)
        };
        // Correlations of the prior are in the posterior.
        let kept: Vec<bool> = self.pairs.iter().map(|pair| !held(pair)).collect();
        let mut keep = kept.iter();
        self.pairs.retain(|_| keep.next().copied().unwrap_or(true));
        let mut keep = kept.iter();
        self.places.retain(|_| keep.next().copied().unwrap_or(true));
        let mut given = Given::new();
        for k in self.pairs.iter().flat_map(|pair| [pair.a, pair.b]) {
            if let Some(values) = posterior_sample.values(ParameterId(k)) {
                given.insert(k, reordering::scores(&values));
            }
        }
        if let (1, 2.., Some(place)) = (posterior_sample.members.rows.len(), given.len(), self.places.first())
        {
            let help =
                "learn more of them (`potash calibrate` without --members), or leave the correlation out";
            reading.fault(place, "one member has no ranks, so what was learnt cannot be correlated", help);
            return Grouped::default();
        }
        let grouped = self.finish(paths, &given, repair, reading);
        for (k, scores) in &grouped.reordered {
            if let Some(values) = posterior_sample.values(ParameterId(*k)) {
                posterior_sample.reordered.push((ParameterId(*k), reordering::in_order(&values, scores)));
            }
        }
        grouped
    }

    /// The groups; complains about correlations that contradict one another.
    fn finish(self, paths: &[&str], given: &Given, repair: bool, reading: &mut Reading<'_>) -> Grouped {
        let pair = |pair: &CorrelatedPair| format!("{} and {} {}", paths[pair.a], paths[pair.b], pair.rank);
        match groups(paths, given, &self.pairs, repair) {
            Ok(grouped) => grouped,
            Err(Contradiction(offending)) => {
                let list: Vec<String> = offending.iter().map(|k| pair(&self.pairs[*k])).collect();
                let what = format!("no numbers are correlated like this: {}", list.join("; "));
                let calibrated = match given.len() {
                    0 | 1 => "",
                    _ => " (numbers that were learnt correlate as they were learnt where nothing is stated)",
                };
                let help = format!(
                    "weaken one of them{calibrated}, or ask for the nearest that is possible: [correlation] repair = \"nearest\""
                );
                if let Some(place) = offending.first().and_then(|k| self.places.get(*k)) {
                    reading.fault(place, what, help);
                }
                Grouped::default()
            }
        }
    }
}
