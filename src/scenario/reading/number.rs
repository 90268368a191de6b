//! Reading one number: plain, with provenance, or as a distribution.

use super::document::{Entry, NUMBER_KEYS, Node, SourceSpan, Tree};
use super::problem::Found;
use super::usual::{self, Kind};
use crate::scenario::distribution::{Distribution, DistributionError};
use crate::scenario::parameter::{Basis, Parameter, Value};
use crate::units::Dimension;
use std::sync::Arc;

/// Reads a number; what is wrong with it goes to `problems`, and nothing comes back.
pub(super) fn read(node: &Node, path: &str, kind: Kind, problems: &mut Found) -> Option<Parameter> {
    let own = node.inherited.within(node);
    let before = problems.len();
    let factor = unit_factor(&own.unit, path, kind.dimension, problems);
    let basis = read_basis(&own.basis, problems);
    let value = match &node.value {
        Tree::Number(number) => Some(Value::Fixed(*number)),
        Tree::Table(entries) => table_value(node, entries, path, problems),
        _ => {
            let help =
                format!("write a number, such as `{path} = 1.0`, or a table with a value or a distribution");
            problems.push(node.at.problem(format!("`{path}` is not a number"), help));
            None
        }
    };
    // A wrong unit was reported before; the number itself is checked all the same.
    let factor = factor.unwrap_or(1.0);
    let value = match value? {
        Value::Fixed(number) => Value::Fixed(number * factor),
        Value::Uncertain(distribution) => Value::Uncertain(distribution.scaled(factor)),
    };
    check_range(node, path, kind, &value, problems);
    usual::check(node, path, kind, &value, problems);
    let source = own.source.as_ref().map(|(text, _)| Arc::clone(text));
    let dimension = kind.dimension;
    (problems.len() == before).then(|| {
        let recurs = false;
        Parameter { path: path.to_string(), value, dimension, source, basis, recurs }
    })
}

fn check_range(node: &Node, path: &str, kind: Kind, value: &Value, problems: &mut Found) {
    let (low, high) = match value {
        Value::Fixed(number) => (*number, *number),
        Value::Uncertain(distribution) => distribution.support(),
    };
    let low_ok = if kind.closed { low >= kind.min } else { low > kind.min || open_ended(value, kind.min) };
    if low_ok && high <= kind.max {
        return;
    }
    let rule = kind.rule();
    let hint = usual::hint(kind, high).unwrap_or_default();
    let (what, help) = match value {
        Value::Fixed(number) => (format!("`{path}` is {number}"), format!("{hint}it must be {rule}")),
        Value::Uncertain(_) => (
            format!("`{path}` can be as low as {low} and as high as {high}"),
            format!("{hint}it must be {rule}; change the distribution or cut it with min = … and max = …"),
        ),
    };
    problems.push(node.at.problem(what, help));
}

/// A lognormal has zero as its bound and never reaches it.
fn open_ended(value: &Value, min: f64) -> bool {
    matches!(value, Value::Uncertain(d) if d.support().0 == min && d.quantile(1e-9) > min)
}

fn unit_factor(
    unit: &Option<(Arc<str>, SourceSpan)>,
    path: &str,
    dimension: Dimension,
    problems: &mut Found,
) -> Option<f64> {
    let Some((unit, at)) = unit else { return Some(1.0) };
    let factor = dimension.factor(unit);
    if factor.is_none() {
        let known: Vec<&str> = dimension.units().iter().map(|(name, _)| *name).collect();
        let what = format!("`{path}` cannot be given in `{unit}`");
        problems.push(at.problem(what, format!("use one of: {}", known.join(", "))));
    }
    factor
}

fn read_basis(basis: &Option<(Arc<str>, SourceSpan)>, problems: &mut Found) -> Option<Basis> {
    let (word, at) = basis.as_ref()?;
    let found = Basis::WORDS.iter().find(|(known, _)| **known == **word).map(|(_, basis)| *basis);
    if found.is_none() {
        let words: Vec<&str> = Basis::WORDS.iter().map(|(word, _)| *word).collect();
        let help = problems.suggestion(word, &words);
        problems.push(at.problem(format!("`{word}` is not a basis"), help));
    }
    found
}

fn table_value(node: &Node, entries: &[Entry], path: &str, problems: &mut Found) -> Option<Value> {
    let extra = ["title", "unit", "source", "basis", "note", "min", "max", "shape", "unbounded"];
    let before = problems.len();
    for entry in entries {
        let key = entry.key.as_str();
        if !NUMBER_KEYS.contains(&key) && !extra.contains(&key) {
            let known: Vec<&str> = NUMBER_KEYS.iter().chain(&extra).copied().collect();
            let help = problems.suggestion(key, &known);
            problems.push(entry.key_at.problem(format!("unknown key `{key}` in the number `{path}`"), help));
        }
    }
    let shapes: Vec<&Entry> = entries.iter().filter(|e| NUMBER_KEYS.contains(&e.key.as_str())).collect();
    let [shape] = shapes.as_slice() else {
        let help = format!("give exactly one of: {}", NUMBER_KEYS.join(", "));
        let what = if shapes.is_empty() { "has no value" } else { "has more than one value" };
        problems.push(node.at.problem(format!("`{path}` {what}"), help));
        return None;
    };
    check_company(node, shape, path, problems);
    if shape.key == "value" {
        if let Tree::Number(number) = shape.node.value {
            return (problems.len() == before).then_some(Value::Fixed(number));
        }
        problems
            .push(shape.node.at.problem(format!("`{path}.value` is not a number"), "write a decimal number"));
        return None;
    }
    let mut parts = Parts { shape, problems, path };
    let made = parts.distribution(node)?;
    let bound = |key: &str| match node.get(key).map(|e| &e.node.value) {
        Some(Tree::Number(number)) if shape.key != "beta" => Some(*number),
        _ => None,
    };
    let (min, max) = (bound("min"), bound("max"));
    let made = match (min, max) {
        (None, None) => made,
        _ => made.and_then(|d| d.truncated(min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY))),
    };
    match made {
        Ok(distribution) => Some(Value::Uncertain(distribution)),
        Err(error) => {
            problems.push(
                shape
                    .node
                    .at
                    .problem(format!("`{path}`: {error}"), format!("for example {}", example(&shape.key))),
            );
            None
        }
    }
}

/// Bounds go with distributions that do not have their own, a shape with a range and nothing else.
fn check_company(node: &Node, shape: &Entry, path: &str, problems: &mut Found) {
    for key in ["min", "max"] {
        let Some(entry) = node.get(key) else { continue };
        if shape.key == "value" || shape.key == "beta" {
            let what = format!("`{path}`: {key} does not go with `{}`", shape.key);
            let help = "a beta has min and max among its own parameters; a value has none";
            problems.push(entry.key_at.problem(what, help));
        } else if !matches!(entry.node.value, Tree::Number(_)) {
            problems.push(
                entry.node.at.problem(format!("`{path}.{key}` is not a number"), "write a decimal number"),
            );
        }
    }
    if let (Some(entry), true) = (node.get("shape"), shape.key != "range_5_95") {
        let what = format!("`{path}`: shape does not go with `{}`", shape.key);
        problems.push(entry.key_at.problem(what, "a shape goes with range_5_95"));
    }
}

/// A right example of each shape.
fn example(shape: &str) -> &'static str {
    match shape {
        "uniform" => "{ uniform = [0.80, 0.90] }",
        "triangular" => "{ triangular = [12, 22, 40] }: least, most likely, most",
        "pert" => "{ pert = [12, 22, 40] }: least, most likely, most",
        "normal" => "{ normal = { mean = 25, sd = 5 }, min = 0 }",
        "lognormal" => "{ lognormal = { median = 25, sigma = 0.3 } }",
        "beta" => "{ beta = { alpha = 2, beta = 3, min = 0, max = 1 } }",
        "discrete" => "{ discrete = { values = [0, 1], probabilities = [0.3, 0.7] } }",
        _ => "{ range_5_95 = [12, 40], shape = \"lognormal\" }",
    }
}

/// The parameters of a distribution as written.
struct Parts<'a> {
    shape: &'a Entry,
    path: &'a str,
    problems: &'a mut Found,
}

impl Parts<'_> {
    fn fault<T>(&mut self, what: &str) -> Option<T> {
        self.fault_with(what, "")
    }

    /// A fault with more to say of what would be right than an example.
    fn fault_with<T>(&mut self, what: &str, hint: &str) -> Option<T> {
        let key = &self.shape.key;
        let what = format!("`{}`: {key} {what}", self.path);
        self.problems.push(self.shape.node.at.problem(what, format!("for example {}{hint}", example(key))));
        None
    }

    fn distribution(&mut self, node: &Node) -> Option<Result<Distribution, DistributionError>> {
        Some(match self.shape.key.as_str() {
            "uniform" => {
                let [min, max] = self.list()?;
                Distribution::uniform(min, max)
            }
            "triangular" => {
                let [min, mode, max] = self.list()?;
                Distribution::triangular(min, mode, max)
            }
            "pert" => {
                let [min, mode, max] = self.list()?;
                Distribution::pert(min, mode, max)
            }
            "normal" => {
                let [mean, sd] = self.named(["mean", "sd"])?;
                Distribution::normal(mean, sd)
            }
            "lognormal" => {
                let [median, sigma] = self.named(["median", "sigma"])?;
                Distribution::lognormal(median, sigma)
            }
            "beta" => {
                let [alpha, beta, min, max] = self.named(["alpha", "beta", "min", "max"])?;
                Distribution::beta(alpha, beta, min, max)
            }
            "discrete" => {
                let values = self.numbers_at("values")?;
                let probabilities = self.numbers_at("probabilities")?;
                Distribution::discrete(&values, &probabilities)
            }
            _ => {
                let [low, high] = self.list()?;
                match node.get("shape").map(|e| &e.node.value) {
                    Some(Tree::Text(shape)) if shape == "normal" => Distribution::normal_range(low, high),
                    Some(Tree::Text(shape)) if shape == "lognormal" => {
                        Distribution::lognormal_range(low, high)
                    }
                    Some(Tree::Text(shape)) if shape == "uniform" => Distribution::uniform_range(low, high),
                    _ => return self.fault("needs a shape: \"normal\", \"lognormal\" or \"uniform\""),
                }
            }
        })
    }

    fn list<const N: usize>(&mut self) -> Option<[f64; N]> {
        let list = numbers(&self.shape.node).unwrap_or_default();
        // Commas part numbers, so a decimal one makes two numbers of one.
        let hint = if list.len() > N { "; decimal numbers have a point, as 12.5 has" } else { "" };
        let numbers = <[f64; N]>::try_from(list).ok();
        if numbers.is_none() {
            return self.fault_with(&format!("wants {N} numbers in brackets"), hint);
        }
        numbers
    }

    fn named<const N: usize>(&mut self, names: [&str; N]) -> Option<[f64; N]> {
        let mut values = [0.0; N];
        for (value, name) in values.iter_mut().zip(names) {
            // A beta without bounds is on [0, 1].
            let default = match name {
                "min" => Some(0.0),
                "max" => Some(1.0),
                _ => None,
            };
            *value = match self.shape.node.get(name).map(|e| &e.node.value) {
                Some(Tree::Number(number)) => *number,
                None if default.is_some() => default?,
                _ => return self.fault(&format!("wants the numbers {}", names.join(", "))),
            };
        }
        let unknown = self.shape.node.entries().iter().find(|e| !names.contains(&e.key.as_str()));
        if let Some(entry) = unknown {
            let what = format!("unknown key `{}` in `{}`", entry.key, self.path);
            let help = self.problems.suggestion(&entry.key, &names);
            self.problems.push(entry.key_at.problem(what, help));
            return None;
        }
        Some(values)
    }

    fn numbers_at(&mut self, key: &str) -> Option<Vec<f64>> {
        let found = self.shape.node.get(key).and_then(|entry| numbers(&entry.node));
        if found.is_none() {
            return self.fault(&format!("wants {key} = [numbers]"));
        }
        found
    }
}

fn numbers(node: &Node) -> Option<Vec<f64>> {
    let Tree::Array(items) = &node.value else { return None };
    items.iter().map(|item| if let Tree::Number(number) = item.value { Some(number) } else { None }).collect()
}
