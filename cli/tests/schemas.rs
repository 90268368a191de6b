//! What commands print is of the schema that the program prints for it.

mod common;

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use std::process::Command;

fn printed(arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let output =
        Command::new(cargo_bin("potash")).args(arguments).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}"))
}

/// What of a value the schema does not allow: the place of the first such thing.
fn misfit(schema: &Value, root: &Value, value: &Value, place: &str) -> Option<String> {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        let own = &root["$defs"][name.rsplit('/').next().unwrap()];
        return misfit(own, root, value, place);
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(all) = schema.get(key).and_then(Value::as_array) {
            let all: Vec<Option<String>> = all.iter().map(|one| misfit(one, root, value, place)).collect();
            if all.iter().all(Option::is_some) {
                return all.into_iter().flatten().max_by_key(String::len);
            }
        }
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    };
    let kinds = match &schema["type"] {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap())),
        _ => true,
    };
    let constant = schema.get("const").is_none_or(|only| only == value);
    let listed = schema.get("enum").is_none_or(|all| all.as_array().unwrap().contains(value));
    if !kinds || !constant || !listed {
        return Some(place.to_string());
    }
    let missing = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .find(|key| value.is_object() && value.get(key.as_str().unwrap()).is_none());
    if let Some(key) = missing {
        return Some(format!("{place}.{} is missing", key.as_str().unwrap()));
    }
    let inside = value.as_object().into_iter().flatten().find_map(|(key, value)| {
        let own = schema.get("properties")?.get(key)?;
        misfit(own, root, value, &format!("{place}.{key}"))
    });
    let items = || {
        let own = schema.get("items")?;
        let each = value.as_array()?.iter().enumerate();
        each.into_iter().find_map(|(k, value)| misfit(own, root, value, &format!("{place}[{k}]")))
    };
    inside.or_else(items)
}

#[test]
fn every_command_prints_json_of_the_schema() {
    let schema = printed(&["schema", "results"]);
    let few = ["--draws", "30", "--no-files", "--quiet", "--json"];
    let commands: [&[&str]; 12] = [
        &["run", "us-only"],
        &["compare", "status-quo", "snapback"],
        &["sweep", "us-only", "--list", "exporter.belarus.capacity=11,12", "--allow-lost"],
        &["backtest", "history", "--no-files", "--quiet", "--json"],
        &["attribute", "status-quo", "us-only", "--draws", "30", "--quiet", "--json"],
        &["sensitivity", "us-only", "--set", "horizon.quarters=4", "--draws", "32", "--quiet", "--json"],
        &["judgements", "us-only", "--set", "horizon.quarters=2", "--draws", "20", "--quiet", "--json"],
        &["solve", "us-only", "--period", "2026-Q1", "--json"],
        &["check", "us-only", "--json"],
        &["list", "scenarios", "--json"],
        &["list", "paths", "us-only", "--json"],
        &["list", "metrics", "us-only", "--json"],
    ];
    for command in commands {
        let sampled = ["run", "compare", "sweep"].contains(&command[0]);
        let all = if sampled { [command, &few].concat() } else { command.to_vec() };
        let mut answer = printed(&all);
        assert_eq!(misfit(&schema, &schema, &answer, ""), None, "{command:?}");
        assert!(answer["schema_version"].is_u64(), "{command:?}");
        // Something else in the place of a number is noticed.
        answer["schema_version"] = "three".into();
        assert!(misfit(&schema, &schema, &answer, "").is_some(), "{command:?}");
    }
}

#[test]
fn the_schema_of_scenarios_names_what_a_file_can_say() {
    let schema = printed(&["schema", "scenario"]);
    let corridor = &schema["properties"]["corridor"]["additionalProperties"]["properties"];
    assert_eq!(corridor["baseline_cost"]["$ref"], "#/$defs/number");
    // A number, or one for each of some quarters.
    let cost = &corridor["cost"]["anyOf"][0];
    assert_eq!(cost["$ref"], "#/$defs/number");
    assert_eq!(corridor["cost"]["anyOf"][1]["additionalProperties"]["$ref"], "#/$defs/number");
    assert!(cost["description"].as_str().unwrap().contains("cost of a tonne"));
    assert_eq!(schema["additionalProperties"], false);
}
