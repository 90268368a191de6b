//! Reading when measures turn: dates, and what decides them where they are uncertain.

use super::document::{Entry, Node, SourceSpan, TIMING_KEYS, Tree};
use super::names::Names;
use super::reader::Reading;
use super::usual::Kind;
use crate::scenario::distribution::Distribution;
use crate::scenario::measure::Measure;
use crate::scenario::parameter::{Basis, Parameter, ParameterId, Value};
use crate::scenario::project::Project;
use crate::scenario::timing::{Delay, Event, RandomTiming, TimingRule, Transition, in_order};
use crate::units::Dimension;
use crate::units::time;
use std::sync::Arc;

const PROBABILITY: Kind = Kind::between(Dimension::Share, 0.0, 1.0);

/// Reads the three turns of a measure; none where one of them is wrong.
pub(super) fn timings(
    table: &Node,
    path: &str,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<[TimingRule; 3]> {
    if table.get("imposed").is_none() {
        reading.missing(table, path, "imposed");
    }
    let [imposed, lifted, reimposed] =
        Transition::WORDS.map(|(key, transition)| match table.get(key).map(|entry| (entry, transition)) {
            Some((entry, transition)) => timing(entry, path, transition, names, reading),
            None => Some(TimingRule::Never),
        });
    let timings = [imposed?, lifted?, reimposed?];
    let before = reading.problems.len();
    for (_, transition) in Transition::WORDS {
        comes_after(table, path, &timings, transition, reading);
    }
    (reading.problems.len() == before).then_some(timings)
}

/// Reads one turn: a date, "never", or a table of what decides.
pub(super) fn timing(
    entry: &Entry,
    path: &str,
    transition: Transition,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<TimingRule> {
    let own = format!("{path}.{}", entry.key);
    match &entry.node.value {
        Tree::Text(word) if word == "never" && transition != Transition::Imposed => Some(TimingRule::Never),
        Tree::Table(_) => {
            random_timing(&entry.node, &own, transition, names, reading).map(TimingRule::RandomTiming)
        }
        _ => date(&entry.node, &own, reading).map(TimingRule::On),
    }
}

/// A date, on the axis of quarters.
fn date(node: &Node, path: &str, reading: &mut Reading<'_>) -> Option<f64> {
    let parsed = match &node.value {
        Tree::Date(date) => date.date.and_then(|d| {
            let (year, month) = (i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?);
            jiff::civil::Date::new(year, month, i8::try_from(d.day).ok()?).ok()
        }),
        _ => None,
    };
    if parsed.is_none() {
        let key = path.rsplit('.').next().unwrap_or(path);
        let help = format!("write a date without quotes: {key} = 2025-12-13");
        reading.fault(&node.at, format!("`{path}` is not a date"), help);
    }
    if let Tree::Date(date) = &node.value
        && (date.time.is_some() || date.offset.is_some())
    {
        let what = format!(
            "the hour and the zone of `{path}` have no effect: measures turn at the beginning of a day"
        );
        reading.warn(&node.at, what, "write the date alone");
    }
    parsed.map(time::instant)
}

fn optional_date(table: &Node, path: &str, key: &str, reading: &mut Reading<'_>) -> Option<Option<f64>> {
    let Some(entry) = table.get(key) else { return Some(None) };
    date(&entry.node, &format!("{path}.{key}"), reading).map(Some)
}

fn random_timing(
    table: &Node,
    path: &str,
    transition: Transition,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<RandomTiming> {
    reading.only(table, path, &TIMING_KEYS);
    let before = reading.problems.len();
    let not_before = optional_date(table, path, "from", reading);
    let to = optional_date(table, path, "to", reading);
    let after = after(table, path, names, reading);
    let rate = reading.optional(
        table,
        path,
        "hazard_per_year",
        Kind::between(Dimension::Rate, 0.0, 1000.0).usually_to(12.0),
    )?;
    let probability = reading.optional(table, path, "probability", PROBABILITY)?;
    let quarters = reading.optional(table, path, "lag_quarters", Kind::not_negative(Dimension::Time))?;
    let (not_before, to, after) = (not_before?, to?, after?);
    let delay = match (rate, probability, quarters, to) {
        (Some(rate), None, None, None) => Delay::Hazard { rate },
        (None, Some(probability), None, Some(to)) => {
            window(table, path, not_before, to, reading);
            Delay::Window { to, probability }
        }
        (None, probability, quarters, None) if after.is_some() || quarters.is_some() => {
            Delay::Lag { quarters, probability }
        }
        _ => {
            reading.fault(&table.at, format!("`{path}` does not say when"), WAYS);
            return None;
        }
    };
    if transition == Transition::Imposed && not_before.is_none() && after.is_none() {
        let help = "add from = <date> or after = \"<measure>\"";
        reading.fault(&table.at, format!("`{path}` does not say from when"), help);
    }
    let sure = matches!(delay, Delay::Lag { probability: None, .. });
    let rank = (!sure).then(|| rank(table, path, reading));
    (reading.problems.len() == before).then_some(RandomTiming { not_before, after, delay, rank })
}

/// The ways to say when a turn comes, as examples.
const WAYS: &str = "write { hazard_per_year = 0.3, from = 2027-03-01 }, { probability = 0.5, from = 2027-01-01, \
                    to = 2028-12-31 }, or { after = \"eu_embargo\", lag_quarters = 2 }";

/// A window ends after it begins.
fn window(table: &Node, path: &str, from: Option<f64>, to: f64, reading: &mut Reading<'_>) {
    let at = |key: &str| table.get(key).map_or(table.at.clone(), |entry| entry.node.at.clone());
    match from {
        None => reading.missing(table, path, "from"),
        Some(from) if to <= from => {
            let what = format!("the window of `{path}` ends before it begins");
            reading.fault(&at("to"), what, "let `to` be a later date than `from`");
        }
        Some(_) => {}
    }
}

/// `after = "eu_embargo"`, its lifting, or `"eu_embargo.reimposed"`. The outer option is none if it is wrong.
fn after(table: &Node, path: &str, names: &Names<'_>, reading: &mut Reading<'_>) -> Option<Option<Event>> {
    if table.get("after").is_none() {
        return Some(None);
    }
    let text = reading.text(table, path, "after")?;
    let at = table.get("after").map(|entry| entry.node.at.clone())?;
    let (name, word) = text.split_once('.').unwrap_or((&text, Transition::Lifted.word()));
    let measure = reading.named(name, &at, &names.measures, "measure");
    let transition = reading.named(word, &at, &Transition::WORDS.map(|(word, _)| word), "turn of a measure");
    Some(Some(Event {
        owner: measure?,
        transition: transition.and_then(|k| Transition::WORDS.get(k)).map(|(_, transition)| *transition)?,
    }))
}

/// The number that decides, under the turn's own path.
fn rank(table: &Node, path: &str, reading: &mut Reading<'_>) -> ParameterId {
    let own = table.inherited.within(table);
    // From nothing to one there is a uniform distribution.
    let value = Distribution::uniform(0.0, 1.0).map_or(Value::Fixed(0.5), Value::Uncertain);
    reading.parameters.push(Parameter {
        path: path.to_string(),
        value,
        dimension: Dimension::Share,
        // The words are about the chance itself where the table has any.
        source: Some(
            own.source
                .as_ref()
                .map_or_else(|| "every rank is as likely as any other".into(), |(text, _)| Arc::clone(text)),
        ),
        basis: Some(Basis::Definition),
        recurs: false,
    });
    ParameterId(reading.parameters.len() - 1)
}

/// Whether a turn can come after the one before it.
fn comes_after(
    table: &Node,
    path: &str,
    timings: &[TimingRule; 3],
    transition: Transition,
    reading: &mut Reading<'_>,
) {
    let Some(previous) = transition.previous() else { return };
    let (earlier, later) = (previous.word(), transition.word());
    let Some(entry) = table.get(later) else { return };
    let last = match &timings[transition as usize] {
        TimingRule::On(date) => *date,
        TimingRule::RandomTiming(RandomTiming { delay: Delay::Window { to, .. }, .. }) => *to,
        TimingRule::RandomTiming(_) => f64::INFINITY,
        TimingRule::Never => return,
    };
    match &timings[previous as usize] {
        TimingRule::Never => {
            let what = format!("`{path}` is {later} and never {earlier}");
            reading.fault(&entry.node.at, what, format!("add `{earlier} = <date>`"));
        }
        TimingRule::On(date) if last <= *date => {
            let what = format!("`{path}.{later}` is not after `{earlier}`");
            let help = "a measure is imposed, then lifted, then perhaps imposed again";
            reading.fault(&entry.node.at, what, help);
        }
        _ => {}
    }
}

/// Puts all turns and beginnings in an order in which each comes after those it waits for; complains about turns
/// that wait for one another, which those of measures alone can.
pub(super) fn events(
    tree: &Node,
    measures: &[Measure],
    projects: &[Project],
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Vec<Event> {
    if measures.len() != names.measures.len() {
        // A measure that is wrong was reported before, and positions mean nothing without it.
        return Vec::new();
    }
    let mut timings: Vec<_> = measures.iter().map(|measure| measure.timings.clone()).collect();
    let begins = |project: &Project| [project.starts.clone(), TimingRule::Never, TimingRule::Never];
    timings.extend(projects.iter().map(begins));
    let circle = match in_order(&timings) {
        Ok(events) => return events,
        Err(circle) => circle.0,
    };
    let name = |event: &Event| format!("measure.{}.{}", measures[event.owner].name, event.transition.word());
    let around: Vec<String> = circle.iter().chain(circle.first()).map(name).collect();
    let waits = |event: &&Event| {
        matches!(measures[event.owner].timing(event.transition), TimingRule::RandomTiming(_))
    };
    let place = |event: &Event| -> Option<SourceSpan> {
        tree.at_path(&name(event)).and_then(|node| node.get("after")).map(|entry| entry.node.at.clone())
    };
    let at = circle.iter().filter(waits).find_map(place).unwrap_or(tree.at.clone());
    let what = format!("`after` goes in a circle: {}", around.join(" waits for "));
    reading.fault(&at, what, "let one of these turns wait for a date");
    Vec::new()
}
