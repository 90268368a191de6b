//! A JSON schema of the scenario format, for editors: which keys a file can have, and what each means.
//!
//! Made of the forms of numbers ([`super::meaning`]) and of the keys below that are none. It says less than reading a
//! file does: whether numbers fit one another only `potash check` knows.

use super::document::{NUMBER_KEYS, TIMING_KEYS};
use super::meaning;
use super::sections::ABOUT;
use crate::scenario::colour::Colour;
use crate::scenario::direction::Direction;
use serde_json::{Map, Value, json};

/// Keys that are no numbers: forms of their paths as in [`super::meaning`], what can stand there, and its meaning.
const OTHERS: &[(&str, &str, &str)] = &[
    ("title", "text", "what the scenario is called"),
    ("question", "text", "the question that it answers"),
    ("colour", "colour", "the colour that it has in charts"),
    ("extends", "text", "the scenario that this one changes: a path from this file, or potash:NAME"),
    ("calibration", "text", "where numbers are taken from that were calibrated; \"none\" for none"),
    ("commodity.name", "text", "what is traded, as it reads in a sentence"),
    ("commodity.product", "text", "what tonnes are tonnes of"),
    ("commodity.baseline", "text", "the years of the baseline"),
    ("commodity.caveats", "names", "what a reader of results should know of the figures, in sentences"),
    ("focus", "text", "the exporter that the scenario is about"),
    ("horizon.start", "quarter", "the first quarter"),
    ("horizon.quarters", "integer", "how many quarters"),
    ("horizon.solved_from", "quarter", "the first quarter that is solved; results begin with `start`"),
    (
        "horizon.processes_from",
        "quarter",
        "the first quarter in which processes and disruptions move anything",
    ),
    ("run.draws", "integer", "draws of a run"),
    ("run.seed", "integer", "seed of the random numbers"),
    ("run.sampler", "sampler", "how uncertain numbers are drawn"),
    ("run.money_of", "any", "the year in whose money results are, or \"nominal\""),
    ("run.digits", "integer", "significant digits that a run draws until"),
    ("model.demand", "demand", "how demand for one exporter answers to prices"),
    ("yardstick.exporter", "text", "whose revenue it is"),
    ("yardstick.money_of", "integer", "the year in whose money it is stated"),
    ("yardstick.label", "text", "as it reads in a sentence"),
    ("exporter.<exporter>.title", "text", "what it is called"),
    ("market.<market>.title", "text", "what it is called"),
    ("corridor.<corridor>.title", "text", "what it is called"),
    ("corridor.<corridor>.payee", "text", "who receives what it charges"),
    ("corridor.<corridor>.direction", "direction", "in which direction it leads, for a sketch of routes"),
    ("corridor.<corridor>.open", "flag", "whether it is open at the baseline"),
    (
        "corridor.<corridor>.serves.<exporter>",
        "names",
        "the markets that the exporter reaches by it, or \"all\"",
    ),
    ("corridor.<corridor>.extra.<exporter>.<market>", "number", "what it costs more for this pair"),
    ("baseline_share.<market>.keep", "names", "exporters whose tonnes stay as they are stated"),
    ("measure.<measure>.title", "text", "what it is called"),
    ("measure.<measure>.by", "text", "who took it"),
    ("measure.<measure>.imposed", "timing", "when it comes into force"),
    ("measure.<measure>.lifted", "timing", "when it ends"),
    ("measure.<measure>.reimposed", "timing", "when it comes back"),
    (
        "measure.<measure>.corridor.<corridor>.open",
        "flag",
        "false: the corridor is shut while it is in force",
    ),
    ("project.<project>.title", "text", "what it is called"),
    ("project.<project>.exporter", "text", "whose capacity it adds to"),
    ("project.<project>.corridor", "text", "the corridor whose capacity it adds to"),
    ("project.<project>.starts", "timing", "when it begins"),
    ("disruption.<disruption>.title", "text", "what it is called"),
    ("disruption.<disruption>.exporter", "text", "whose capacity it takes"),
    ("disruption.<disruption>.corridor", "text", "the corridor whose capacity it takes"),
    ("correlation.repair", "text", "\"nearest\": take the nearest matrix where the stated one is impossible"),
    ("expect.<expectation>.metric", "text", "the metric, such as revenue.belarus"),
    ("expect.<expectation>.period", "any", "a year, a quarter, or \"baseline\""),
    ("expect.<expectation>.value", "plain", "the figure"),
    ("expect.<expectation>.tolerance", "plain", "how far the model's median may be from it"),
    ("history.training_until", "integer", "the last year that is calibrated to"),
    ("reported.<series>.metric", "text", "the metric, such as revenue.belarus"),
    ("reported.<series>.<year>", "any", "a figure shown beside results: value, source"),
    ("target.<series>.title", "text", "as it reads above a chart"),
    ("target.<series>.metric", "text", "the metric, such as exports.belarus"),
    ("target.<series>.discrepancy", "plain", "what separates even a right model from the truth"),
    ("target.<series>.use", "text", "fit or check"),
    ("target.<series>.<year>", "any", "an observed figure: value, error, discrepancy, use, source"),
    ("forecast.<forecast>.by", "text", "who made it"),
    ("forecast.<forecast>.knew", "integer", "the last year whose figures were known to them"),
    ("forecast.<forecast>.target", "text", "the target that it is about"),
    ("forecast.<forecast>.value", "plain", "the forecast"),
    ("forecast.<forecast>.low", "plain", "the lower end of the forecast"),
    ("forecast.<forecast>.high", "plain", "the upper end of the forecast"),
];

/// A table of the format: its keys by name, what any other key is, and what it is itself where it can be no table.
#[derive(Default)]
struct Table {
    keys: Vec<(&'static str, Table)>,
    other: Option<Box<Table>>,
    leaf: Option<Value>,
}

impl Table {
    /// The table at a key, which is made if it is not there.
    fn at(&mut self, key: &'static str) -> &mut Table {
        if key.starts_with('<') {
            return self.other.get_or_insert_default();
        }
        let position = self.keys.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            self.keys.push((key, Table::default()));
            self.keys.len() - 1
        });
        &mut self.keys[position].1
    }

    /// Puts something at a path.
    fn put(&mut self, form: &'static str, what: Value) {
        form.split('.').fold(self, |table, key| table.at(key)).leaf = Some(what);
    }

    /// The schema of the table.
    fn schema(self) -> Value {
        if self.keys.is_empty() && self.other.is_none() {
            return self.leaf.unwrap_or(Value::Bool(true));
        }
        let keys = self.keys.into_iter().map(|(key, table)| (key.to_string(), table.schema()));
        let about = ABOUT.map(|key| (key.to_string(), json!({ "type": "string" })));
        let properties: Map<String, Value> = about.into_iter().chain(keys).collect();
        let other = self.other.map_or(Value::Bool(false), |other| other.schema());
        let table = json!({ "type": "object", "properties": properties, "additionalProperties": other });
        match self.leaf {
            Some(leaf) => json!({ "anyOf": [leaf, table] }),
            None => table,
        }
    }
}

/// The schema of a scenario file.
pub fn scenario() -> Value {
    let mut root = Table::default();
    for (form, meaning) in meaning::forms() {
        let number = json!({ "$ref": "#/$defs/number", "description": meaning });
        match form.strip_suffix(".…") {
            Some(open) => root.put(open, json!({ "type": "object", "description": meaning })),
            None if form.contains("<turn>") => {}
            None => match form.strip_suffix(".<quarter>") {
                Some(path) => {
                    root.put(path, number.clone());
                    root.put(form, number);
                }
                None => root.put(form, number),
            },
        }
    }
    for (form, kind, meaning) in OTHERS {
        // Correlations are named for the numbers that they are of: any key may stand there.
        if !form.starts_with("correlation.") {
            root.put(form, json!({ "$ref": format!("#/$defs/{kind}"), "description": meaning }));
        }
    }
    let mut schema = root.schema();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("potash scenario");
    schema["$defs"] = definitions();
    schema
}

/// What can stand at a key.
fn definitions() -> Value {
    let text = || json!({ "type": "string" });
    let object = |keys: Vec<&str>, of: Value| {
        let keys: Map<String, Value> = keys.into_iter().map(|key| (key.to_string(), of.clone())).collect();
        json!({ "type": "object", "properties": keys, "additionalProperties": false })
    };
    let about: Vec<&str> = [&ABOUT[..], &["title", "min", "max", "shape", "unbounded"]].concat();
    json!({
        "any": true,
        "text": text(),
        "plain": { "type": "number" },
        "integer": { "type": "integer" },
        "flag": { "type": "boolean" },
        "quarter": { "type": "string", "pattern": "^[0-9]{4}-Q[1-4]$" },
        "colour": { "enum": Colour::WORDS.map(|(word, _)| word) },
        "direction": { "enum": Direction::WORDS.map(|(word, _)| word) },
        "sampler": { "enum": ["pseudo", "sobol"] },
        "demand": { "enum": ["additive", "ces"] },
        "names": { "anyOf": [{ "type": "array", "items": text() }, text()] },
        "number": {
            "description": "a value, or a distribution with unit, source and basis",
            "anyOf": [{ "type": "number" }, object([&NUMBER_KEYS[..], &about].concat(), Value::Bool(true))],
        },
        "timing": {
            "description": "a date, \"never\", or what a random date depends on",
            "anyOf": [text(), object([&TIMING_KEYS[..], &NUMBER_KEYS, &about].concat(), Value::Bool(true))],
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::reading::library;

    /// The first key of a file that the schema does not know, with the path to it.
    fn unknown(schema: &Value, root: &Value, value: &toml::Value, path: &str) -> Option<String> {
        let schema = match schema.get("$ref").and_then(Value::as_str) {
            Some(name) => &root["$defs"][name.rsplit('/').next().unwrap()],
            None => schema,
        };
        if let Some(any) = schema.get("anyOf").and_then(Value::as_array) {
            let all: Vec<Option<String>> = any.iter().map(|one| unknown(one, root, value, path)).collect();
            return if all.iter().any(Option::is_none) { None } else { all.into_iter().flatten().last() };
        }
        let kind = match schema.get("type").and_then(Value::as_str) {
            Some("object") => value.is_table(),
            Some("number") => value.is_integer() || value.is_float(),
            Some("integer") => value.is_integer(),
            Some("boolean") => value.is_bool(),
            Some("array") => value.is_array(),
            // Dates are text in JSON.
            Some("string") => value.is_str() || value.is_datetime(),
            _ => true,
        };
        if !kind {
            return Some(path.to_string());
        }
        let table = value.as_table().filter(|_| schema.get("type").is_some())?;
        table.iter().find_map(|(key, value)| {
            let path = format!("{path}.{key}");
            match schema.get("properties").and_then(|known| known.get(key)) {
                Some(known) => unknown(known, root, value, &path),
                None => match &schema["additionalProperties"] {
                    Value::Bool(false) => Some(path),
                    other => unknown(other, root, value, &path),
                },
            }
        })
    }

    #[test]
    fn every_shipped_scenario_is_of_the_schema_and_a_typing_mistake_is_not() {
        let schema = scenario();
        let check = |text: &str| unknown(&schema, &schema, &toml::from_str(text).unwrap(), "");
        for name in library::names() {
            let text = library::text(library::find(name).unwrap());
            assert_eq!(check(text), None, "{name}");
        }
        for (wrong, at) in [
            ("titel = \"x\"", ".titel"),
            ("[corridor.klaipeda]\ncosts = 3", ".corridor.klaipeda.costs"),
            ("[corridor.klaipeda]\nopen = \"yes\"", ".corridor.klaipeda.open"),
            ("[model]\nsigma = { unifrom = [1, 2] }", ".model.sigma.unifrom"),
        ] {
            assert_eq!(check(wrong).as_deref(), Some(at), "{wrong}");
        }
    }
}
