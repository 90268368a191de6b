//! `potash list`: shipped scenarios, the numbers of a scenario, and metrics, each with a line of meaning.

use super::console;
use super::error::CliError;
use super::open;
use super::overrides::Overrides;
use crate::report::manifest::NumberValue;
use clap::{Args, Subcommand};
use potash::scenario::metric::{KINDS, MetricKind};
use potash::scenario::parameter::{Parameter, ParameterId, Value};
use potash::scenario::{Location, Scenario, library, meaning};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The shipped scenarios, with what each asks
    Scenarios {
        /// Only those in whose lines this is
        #[arg(value_name = "WORD")]
        word: Option<String>,
        /// Print the answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Every number of a scenario: its path, value, unit and meaning
    Paths(Numbers),
    /// What expectations and targets can be about, with unit and meaning
    Metrics(Numbers),
}

#[derive(Debug, Args)]
struct Numbers {
    /// Scenario: a file, or the name of a shipped one
    #[arg(value_name = "SCENARIO", default_value = "us-only")]
    scenario: PathBuf,
    /// Only those in whose lines this is
    #[arg(value_name = "WORD")]
    word: Option<String>,
    #[command(flatten)]
    settings: Overrides,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// Print nothing on stderr but errors and where results went
    #[arg(long, short)]
    quiet: bool,
}

pub(super) fn run(arguments: &List) -> Result<(), CliError> {
    match &arguments.what {
        What::Scenarios { word, json } => scenarios(word.as_deref(), *json),
        What::Paths(numbers) => paths(numbers),
        What::Metrics(numbers) => metrics(numbers),
    }
}

/// What `potash list … --json` prints.
#[derive(Serialize, JsonSchema)]
pub(super) struct Listing {
    /// The form that this is written in.
    schema_version: u64,
    #[serde(flatten)]
    list: Lists,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Lists {
    Scenarios(Vec<ListedScenario>),
    Paths(Vec<ListedNumber>),
    Metrics(Vec<ListedMetric>),
}

/// A shipped scenario.
#[derive(Serialize, JsonSchema)]
struct ListedScenario {
    name: String,
    title: String,
    question: String,
    /// The scenario that it changes.
    extends: Option<String>,
}

/// A number of a scenario.
#[derive(Serialize, JsonSchema)]
struct ListedNumber {
    path: String,
    value: NumberValue,
    /// The value, or the median of the distribution.
    central: f64,
    unit: String,
    meaning: String,
    basis: Option<String>,
    source: Option<String>,
    /// Whether draws take it from a calibration.
    calibrated: bool,
}

/// A metric that can be asked for by name.
#[derive(Serialize, JsonSchema)]
struct ListedMetric {
    /// The name, or its form with `<…>` for names of a world.
    metric: String,
    unit: String,
    meaning: String,
}

/// Cells of one line, and the same for machines.
type Row<T> = (Vec<String>, T);

/// Prints the rows that hold the word, as JSON or as aligned columns with a note below.
fn print<T>(
    (key, list): (&str, fn(Vec<T>) -> Lists),
    rows: Vec<Row<T>>,
    word: Option<&str>,
    json: bool,
    note: &str,
) -> Result<(), CliError> {
    let wanted = word.map(str::to_lowercase);
    let holds = |(cells, _): &Row<T>| {
        wanted.as_ref().is_none_or(|word| cells.iter().any(|cell| cell.to_lowercase().contains(word)))
    };
    let rows: Vec<Row<T>> = rows.into_iter().filter(holds).collect();
    if json {
        let list = list(rows.into_iter().map(|(_, row)| row).collect());
        return console::print_json(&Listing { schema_version: 1, list });
    }
    if let (true, Some(word)) = (rows.is_empty(), word) {
        return Err(CliError::Usage(format!(
            "no line has `{word}` in it; leave the word out to see all {key}"
        )));
    }
    let columns = rows.iter().map(|(cells, _)| cells.len()).max().unwrap_or(0);
    let width = |k: usize| {
        let widths = rows.iter().filter_map(|(cells, _)| cells.get(k)).map(|cell| cell.chars().count());
        // One long value does not push all others to the right.
        widths.filter(|width| *width <= 44).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for (cells, _) in &rows {
        let padded: Vec<String> =
            cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(padded.join("  ").trim_end());
        text.push('\n');
    }
    if !note.is_empty() {
        text.push_str(&format!("\n{note}\n"));
    }
    console::print(&text)
}

fn scenarios(word: Option<&str>, json: bool) -> Result<(), CliError> {
    // The calibration is not asked for, and takes time to read.
    let settings = Overrides { set: Vec::new(), prior: true, nominal: false, root: None };
    let words: Vec<PathBuf> =
        library::names().map(|name| format!("{}{name}", library::SCHEME).into()).collect();
    let row = |loaded: &Scenario| {
        let scenario = loaded.definition();
        let cells = vec![scenario.name.clone(), format!("{}. {}", scenario.title, scenario.question)];
        let listed = ListedScenario {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            extends: loaded.parent().map(str::to_string),
        };
        (cells, listed)
    };
    let rows = open::all(&words, &settings, true)?.iter().map(row).collect();
    let note = "They are inside the program: potash run us-only, in any folder. One of your own, from one of them: \
                potash new mine.toml --from us-only";
    print(("scenarios", Lists::Scenarios), rows, word, json, note)
}

fn paths(asked: &Numbers) -> Result<(), CliError> {
    let loaded = opened(asked)?;
    let scenario = loaded.definition();
    let row = |(k, parameter): (usize, &Parameter)| {
        let calibration = scenario.is_calibrated(ParameterId(k));
        let meaning = meaning::of_number(&parameter.path).unwrap_or_default();
        let value = format!("{}{}", value(parameter), if calibration { " *" } else { "" });
        let unit = parameter.dimension.inner();
        let cells = [parameter.path.as_str(), &value, if unit == "1" { "" } else { unit }, meaning];
        let listed = ListedNumber {
            path: parameter.path.clone(),
            value: NumberValue::from(&parameter.value),
            central: parameter.central(),
            unit: unit.to_string(),
            meaning: meaning.to_string(),
            basis: parameter.basis.map(|basis| basis.word().to_string()),
            source: parameter.source.as_deref().map(str::to_string),
            calibrated: calibration,
        };
        (cells.map(ToString::to_string).to_vec(), listed)
    };
    let rows: Vec<_> = scenario.parameters.iter().enumerate().map(row).collect();
    let calibration = match loaded.calibration() {
        Some(calibration) => format!(" * drawn as learnt from the years to {}.", calibration.trained_until),
        None => String::new(),
    };
    let note =
        format!("Change one with --set PATH=VALUE, or in a file of your own (potash new).{calibration}");
    print(("paths", Lists::Paths), rows, asked.word.as_deref(), asked.json, &note)
}

/// A value or distribution, short.
pub(super) fn value(parameter: &Parameter) -> String {
    match &parameter.value {
        Value::Fixed(value) => value.to_string(),
        Value::Uncertain(distribution) => distribution.describe(),
    }
}

fn metrics(asked: &Numbers) -> Result<(), CliError> {
    let loaded = opened(asked)?;
    let row = |kind: &MetricKind| {
        let cells = [kind.pattern, kind.unit, kind.description].map(ToString::to_string).to_vec();
        let [metric, unit, meaning] = [kind.pattern, kind.unit, kind.description].map(ToString::to_string);
        (cells, ListedMetric { metric, unit, meaning })
    };
    let rows = KINDS.iter().filter(|kind| kind.named).map(row).collect();
    let world = &loaded.definition().world;
    let list = |names: Vec<&str>| names.join(", ");
    let note = format!(
        "exporters  {}\nmarkets    {}\ncorridors  {}",
        list(world.exporters.iter().map(|one| one.name.as_str()).collect()),
        list(world.markets.iter().map(|one| one.name.as_str()).collect()),
        list(world.corridors.iter().map(|one| one.name.as_str()).collect()),
    );
    print(("metrics", Lists::Metrics), rows, asked.word.as_deref(), asked.json, &note)
}

fn opened(asked: &Numbers) -> Result<Scenario, CliError> {
    if let (Err(text), None) = (Location::named(&asked.scenario), &asked.word) {
        let word = asked.scenario.display();
        return Err(CliError::Usage(format!(
            "{text}; to look for a word, name a scenario before it: us-only {word}"
        )));
    }
    open::one(&asked.scenario, &asked.settings, asked.quiet)
}
