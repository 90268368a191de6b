//! What every part of the reading shares: problems that were met, and numbers that were read.

use super::document::{Entry, Node, SourceSpan, Tree};
use super::limits::MOST_NUMBERS;
use super::number;
use super::problem::{Found, Warning};
use super::sections::ABOUT;
use super::usual::Kind;
use crate::scenario::parameter::{Parameter, ParameterId};

/// Texts that may have several lines.
const MANY_LINES: [&str; 2] = ["source", "note"];

/// What is gathered while reading.
pub(super) struct Reading<'p> {
    pub problems: &'p mut Found,
    pub parameters: Vec<Parameter>,
    pub unsourced: Vec<String>,
    pub warnings: Vec<Warning>,
}

impl Reading<'_> {
    /// Tells of something that is allowed, and has no effect or probably not the one that was meant.
    pub(super) fn warn(&mut self, at: &SourceSpan, what: impl Into<String>, help: impl Into<String>) {
        self.warnings.push(Warning { problem: at.problem(what, help), causes: Vec::new() });
    }

    /// The same, unless `cause` was laid over what stands at `at`: then somebody decided so.
    pub(super) fn warn_unless(
        &mut self,
        at: &SourceSpan,
        cause: &SourceSpan,
        what: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.warnings.push(Warning { problem: at.problem(what, help), causes: vec![cause.file] });
    }

    /// Reads a number and keeps it as a parameter.
    pub(super) fn number(&mut self, node: &Node, path: &str, kind: Kind) -> Option<ParameterId> {
        let parameter = number::read(node, path, kind, self.problems)?;
        if parameter.source.is_none() || parameter.basis.is_none() {
            self.unsourced.push(path.to_string());
        }
        if self.parameters.len() >= MOST_NUMBERS {
            let what =
                format!("`{path}` is one number more than the {MOST_NUMBERS} that a scenario may have");
            self.fault(&node.at, what, "state fewer numbers");
            return None;
        }
        self.parameters.push(parameter);
        Some(ParameterId(self.parameters.len() - 1))
    }

    /// Reads a number that a table must have.
    pub(super) fn required(
        &mut self,
        table: &Node,
        path: &str,
        key: &str,
        kind: Kind,
    ) -> Option<ParameterId> {
        match table.get(key) {
            Some(entry) => self.number(&entry.node, &format!("{path}.{key}"), kind),
            None => {
                self.missing(table, path, key);
                None
            }
        }
    }

    /// Reads a number that a table may have; the outer option is none where it is there and wrong.
    pub(super) fn optional(
        &mut self,
        table: &Node,
        path: &str,
        key: &str,
        kind: Kind,
    ) -> Option<Option<ParameterId>> {
        let Some(entry) = table.get(key) else { return Some(None) };
        self.number(&entry.node, &format!("{path}.{key}"), kind).map(Some)
    }

    pub(super) fn missing(&mut self, table: &Node, path: &str, key: &str) {
        let what = format!("`{path}` has no `{key}`");
        self.problems.push(table.at.problem(what, format!("add `{key} = …` to [{path}]")));
    }

    pub(super) fn fault(&mut self, at: &SourceSpan, what: impl Into<String>, help: impl Into<String>) {
        self.problems.push(at.problem(what, help));
    }

    /// Complains about keys that are neither allowed nor about the table.
    pub(super) fn only(&mut self, table: &Node, path: &str, allowed: &[&str]) {
        for entry in table.entries() {
            let key = entry.key.as_str();
            if !allowed.contains(&key) && !ABOUT.contains(&key) {
                let place = if path.is_empty() { "a scenario".to_string() } else { format!("`{path}`") };
                let at = entry.key_at.clone();
                let help = self.problems.suggestion(key, allowed);
                self.fault(&at, format!("unknown key `{key}` in {place}"), help);
            }
        }
    }

    /// The named things of a table, provenance left out; complains if it is no table.
    pub(super) fn things<'n>(&mut self, entry: Option<&'n Entry>, path: &str) -> Vec<&'n Entry> {
        let Some(entry) = entry else { return Vec::new() };
        if !matches!(entry.node.value, Tree::Table(_)) {
            self.fault(&entry.node.at, format!("`{path}` is not a table"), format!("write it as [{path}]"));
        }
        entry.node.entries().iter().filter(|e| !ABOUT.contains(&e.key.as_str())).collect()
    }

    pub(super) fn text(&mut self, table: &Node, path: &str, key: &str) -> Option<String> {
        let entry = table.get(key)?;
        match &entry.node.value {
            // An answer has most texts within a line, where a second line would pass for one of the program's own.
            Tree::Text(text) if text.contains(['\n', '\r']) && !MANY_LINES.contains(&key) => {
                let what = format!("`{}` has a line break", dotted(path, key));
                self.fault(&entry.node.at, what, "write it in one line");
                None
            }
            Tree::Text(text) if key == "title" && text.trim().is_empty() => {
                let what = format!("`{}` is empty", dotted(path, key));
                self.fault(&entry.node.at, what, "say in a few words what it is");
                None
            }
            Tree::Text(text) => Some(text.clone()),
            _ => {
                let name = dotted(path, key);
                self.fault(&entry.node.at, format!("`{name}` is not text"), format!("write {key} = \"…\""));
                None
            }
        }
    }

    /// A whole number in a range.
    pub(super) fn whole(&mut self, table: &Node, path: &str, key: &str, min: f64, max: f64) -> Option<f64> {
        let entry = table.get(key)?;
        match entry.node.value {
            Tree::Number(n) if n.fract() == 0.0 && (min..=max).contains(&n) => Some(n),
            _ => {
                let what = format!("`{}` is {}", dotted(path, key), entry.node.brief());
                self.fault(&entry.node.at, what, format!("it must be a whole number from {min} to {max}"));
                None
            }
        }
    }

    /// One of some words, by what it stands for.
    pub(super) fn word<T: Copy>(
        &mut self,
        table: &Node,
        path: &str,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let word = self.text(table, path, key)?;
        let at = table.get(key)?.node.at.clone();
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.named(&word, &at, &names, key).and_then(|k| words.get(k)).map(|(_, one)| *one)
    }

    /// The position of a name in a list of names.
    pub(super) fn named(&mut self, name: &str, at: &SourceSpan, names: &[&str], kind: &str) -> Option<usize> {
        let found = names.iter().position(|known| *known == name);
        if found.is_none() {
            let help = self.problems.suggestion(name, names);
            self.fault(at, format!("no {kind} is called `{name}`"), help);
        }
        found
    }
}

pub(super) fn dotted(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}
