//! Numbers beyond what they mean: 50 where a share of 0.5 was meant.
//!
//! A bound of this kind is no law of nature. Whoever means a number beyond it says so with
//! `unbounded = true` beside the number.

use super::document::{Node, Tree};
use super::problem::Found;
use crate::scenario::parameter::Value;
use crate::units::Dimension;

/// What a number may be: its kind, and the range it must lie in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    pub dimension: Dimension,
    pub min: f64,
    pub max: f64,
    /// Whether `min` itself is allowed.
    pub closed: bool,
    /// The largest value that the number has if it means what it says; infinite where none is too large.
    /// See [`super::usual`].
    pub usual: f64,
}

impl Kind {
    pub(super) const fn positive(dimension: Dimension) -> Kind {
        Kind { dimension, min: 0.0, max: f64::INFINITY, closed: false, usual: f64::INFINITY }
    }
    pub(super) const fn not_negative(dimension: Dimension) -> Kind {
        Kind { dimension, min: 0.0, max: f64::INFINITY, closed: true, usual: f64::INFINITY }
    }
    pub(super) const fn between(dimension: Dimension, min: f64, max: f64) -> Kind {
        Kind { dimension, min, max, closed: true, usual: f64::INFINITY }
    }
    /// The same, and not above this unless it says that it is meant so.
    pub(super) const fn usually_to(self, usual: f64) -> Kind {
        Kind { usual, ..self }
    }

    /// The rule in words.
    pub(super) fn rule(self) -> String {
        match (self.min, self.max, self.closed) {
            (min, max, true) if max.is_finite() => format!("between {min} and {max}"),
            (0.0, _, true) => "zero or more".to_string(),
            (0.0, _, false) => "above zero".to_string(),
            (min, _, _) => format!("above {min}"),
        }
    }
}

/// The largest value that a number can take, but for one draw in a thousand where it has no end.
fn reach(value: &Value) -> f64 {
    match value {
        Value::Fixed(number) => *number,
        Value::Uncertain(distribution) => match distribution.support() {
            (_, high) if high.is_finite() => high,
            _ => distribution.quantile(0.999),
        },
    }
}

/// Complains about a number beyond its kind's usual range that does not say that it is meant so.
pub(super) fn check(node: &Node, path: &str, kind: Kind, value: &Value, problems: &mut Found) {
    let lifted = match node.get("unbounded") {
        None => false,
        Some(entry) => match entry.node.value {
            Tree::Bool(yes) => {
                if yes && kind.usual.is_infinite() {
                    let what = format!("`{path}` has no usual range to leave");
                    problems.push(entry.key_at.problem(what, "leave `unbounded` out"));
                }
                yes
            }
            _ => {
                let what = format!("`{path}.unbounded` is not true or false");
                problems.push(entry.node.at.problem(what, "write unbounded = true, or leave it out"));
                true
            }
        },
    };
    let reach = reach(value);
    // What is beyond the range of the possible was reported before.
    if lifted || reach <= kind.usual || reach > kind.max {
        return;
    }
    let what = match value {
        Value::Fixed(number) => format!("`{path}` is {number}"),
        Value::Uncertain(_) => format!("`{path}` can be as high as {}", short(reach)),
    };
    let hint = hint(kind, reach).unwrap_or_default();
    let help =
        format!("{hint}it is usually {} at the most; if it is meant, add unbounded = true", kind.usual);
    problems.push(node.at.problem(what, help));
}

/// "50 looks like per cent; write 0.5; ": what a number that is too large may have been meant as.
pub(super) fn hint(kind: Kind, number: f64) -> Option<String> {
    let hundredth = number / 100.0;
    if number < 2.0 || hundredth > kind.usual.min(kind.max) {
        return None;
    }
    let base = match kind.dimension {
        Dimension::Share | Dimension::Rate => "per cent",
        Dimension::Number => "an index of which 100 is the base",
        _ => return None,
    };
    Some(format!("{} looks like {base}; write {}; ", short(number), short(hundredth)))
}

/// Six significant digits at the most.
fn short(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}
