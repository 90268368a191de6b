//! The register of parameters: every number of some scenarios with its class and its source.

use potash::scenario::Scenario;
use potash::scenario::parameter::{Basis, Parameter, Value};
use std::collections::HashSet;
use std::fmt::Write;

/// One row for every number that a file states, the first file to state it only; what a file takes over from
/// another is reported there.
pub fn markdown(scenarios: &[Scenario]) -> String {
    let mut text = String::from(
        "# Parameters\n\n\
         Every number of the shipped scenarios, where it is stated first, with its class (data, literature, \
         calibrated, judgement, definition) and its source. *Learnt* numbers are drawn as the calibration has \
         them, not from the distribution given here (docs/backtest.md). Made by `docs/calibrate.sh`.\n",
    );
    let mut known = HashSet::new();
    let mut missing = 0;
    for loaded in scenarios {
        let scenario = loaded.definition();
        let mut rows = String::new();
        for (k, parameter) in scenario.parameters.iter().enumerate() {
            let value = value(parameter);
            let stated = (parameter.path.clone(), value.clone(), parameter.source.clone());
            if !known.insert(stated) {
                continue;
            }
            missing += usize::from(parameter.source.is_none() || parameter.basis.is_none());
            let calibrated = match scenario.is_calibrated(potash::scenario::parameter::ParameterId(k)) {
                true => "yes",
                false => "",
            };
            let _ = writeln!(
                rows,
                "| {} | {value} | {} | {} | {calibrated} | {} |",
                parameter.path,
                unit(parameter),
                parameter.basis.map_or("none", Basis::word),
                parameter.source.as_deref().unwrap_or("none").replace('|', "/").replace('\n', " ")
            );
        }
        if !rows.is_empty() {
            let _ = writeln!(
                text,
                "\n## {}\n\n| number | value | unit | class | learnt | source |\n|---|---|---|---|---|---|",
                scenario.name
            );
            text.push_str(&rows);
        }
    }
    let _ = writeln!(text, "\n{} numbers, {missing} of them without a class or a source.", known.len());
    text
}

fn value(parameter: &Parameter) -> String {
    match &parameter.value {
        Value::Fixed(value) => value.to_string(),
        Value::Uncertain(distribution) => distribution.describe(),
    }
}

/// The unit as files write it; nothing for a pure number.
fn unit(parameter: &Parameter) -> &'static str {
    match parameter.dimension.inner() {
        "1" => "",
        unit => unit,
    }
}
