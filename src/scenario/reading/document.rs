//! A tree of values that remember where they were written.

use super::problem::{Found, Problem};
use super::slip::slip;
use crate::input::visible;
use crate::scenario::distribution::LARGEST;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SourceSpan {
    pub file: usize,
    pub span: Range<usize>,
}

impl SourceSpan {
    pub(super) fn problem(&self, what: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem { file: self.file, span: self.span.clone(), what: what.into(), help: help.into() }
    }
}

/// A value with its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub value: Tree,
    pub at: SourceSpan,
    /// Unit and provenance of the tables that it was written in, fixed before files are laid over one
    /// another: a child's unit must not reach a parent's numbers.
    pub inherited: Arc<Inherited>,
}

/// Unit and provenance that a number takes from the tables it stands in.
#[derive(Debug, Clone, Default)]
pub(super) struct Inherited {
    pub unit: Option<(Arc<str>, SourceSpan)>,
    pub source: Option<(Arc<str>, SourceSpan)>,
    pub basis: Option<(Arc<str>, SourceSpan)>,
}

impl Inherited {
    /// What holds inside a table: its own words where it has them, else what holds outside.
    /// One copy is shared by all that stands in the table.
    pub(super) fn within(self: &Arc<Self>, table: &Node) -> Arc<Inherited> {
        let text = |key: &str| match table.get(key).map(|e| &e.node) {
            Some(Node { value: Tree::Text(text), at, .. }) => Some((text, at)),
            _ => None,
        };
        if ["unit", "source", "basis"].iter().all(|key| text(key).is_none()) {
            return Arc::clone(self);
        }
        let own = |key: &str, outer: &Option<(Arc<str>, SourceSpan)>| match text(key) {
            Some((text, at)) => Some((Arc::from(text.as_str()), at.clone())),
            None => outer.clone(),
        };
        Arc::new(Inherited {
            unit: own("unit", &self.unit),
            source: own("source", &self.source),
            basis: own("basis", &self.basis),
        })
    }
}

#[derive(Debug, Clone)]
pub(super) enum Tree {
    Table(Vec<Entry>),
    Array(Vec<Node>),
    Number(f64),
    Text(String),
    Bool(bool),
    Date(toml::value::Datetime),
}

/// What a text was made into.
#[derive(Debug)]
pub(super) struct Parsed {
    pub tree: Node,
    /// Faults of syntax.
    pub faults: usize,
    /// Whether the text is TOML of a size that is read; half a scenario would only add faults that are none.
    pub whole: bool,
}

/// A key of a table and what it holds.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: String,
    pub key_at: SourceSpan,
    pub node: Node,
}

/// Keys that make a table a number rather than a table of things.
pub(super) const NUMBER_KEYS: [&str; 9] =
    ["value", "uniform", "triangular", "pert", "normal", "lognormal", "beta", "discrete", "range_5_95"];

/// Keys that say when a measure turns, where chance or another measure decides.
pub(super) const TIMING_KEYS: [&str; 6] =
    ["hazard_per_year", "probability", "from", "to", "after", "lag_quarters"];

impl Node {
    /// Hands unit and provenance down to everything below.
    pub(super) fn settle(&mut self) {
        let inside = self.inherited.within(self);
        if let Tree::Table(entries) = &mut self.value {
            for entry in entries {
                entry.node.inherited = Arc::clone(&inside);
                entry.node.settle();
            }
        }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        match &self.value {
            Tree::Table(entries) => entries,
            _ => &[],
        }
    }

    /// Takes out what stands at a key.
    pub(super) fn remove(&mut self, key: &str) {
        if let Tree::Table(entries) = &mut self.value {
            entries.retain(|entry| entry.key != key);
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The node at a dotted path.
    pub(super) fn at_path(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, key| node.get(key).map(|entry| &entry.node))
    }

    /// The node at a path whose keys may have dots themselves, as those of correlations have.
    pub(super) fn find(&self, path: &str) -> Option<&Node> {
        let path = path.replace('"', "");
        self.found(&path)
    }

    fn found(&self, path: &str) -> Option<&Node> {
        self.entries().iter().find_map(|entry| {
            let rest = path.strip_prefix(entry.key.as_str())?;
            match rest.strip_prefix('.') {
                Some(rest) => entry.node.found(rest),
                None => rest.is_empty().then_some(&entry.node),
            }
        })
    }

    /// Whether this is one number, plain or as a table with provenance or a distribution.
    pub(super) fn is_number(&self) -> bool {
        match &self.value {
            Tree::Number(_) => true,
            Tree::Table(entries) => entries.iter().any(|entry| NUMBER_KEYS.contains(&entry.key.as_str())),
            _ => false,
        }
    }

    /// Whether this says when a measure turns.
    fn is_timing(&self) -> bool {
        self.entries().iter().any(|entry| TIMING_KEYS.contains(&entry.key.as_str()))
    }

    /// Whether a timing on top changes some of what this one says, rather than say when in another way.
    fn is_adjusted_by(&self, over: &Node) -> bool {
        let says = |entry: &&Entry| TIMING_KEYS.contains(&entry.key.as_str());
        over.entries().iter().filter(says).all(|entry| self.get(&entry.key).is_some())
    }

    /// Lays `over` on top: tables merge key by key, all else replaces.
    pub(super) fn overlay(&mut self, over: Node) {
        let another = over.is_timing() && !self.is_adjusted_by(&over);
        let mergeable = !self.is_number() && !over.is_number() && !another;
        match (&mut self.value, over.value) {
            (Tree::Table(mine), Tree::Table(theirs)) if mergeable => {
                for entry in theirs {
                    match mine.iter_mut().find(|known| known.key == entry.key) {
                        Some(known) => {
                            known.key_at = entry.key_at;
                            known.node.overlay(entry.node);
                        }
                        None => mine.push(entry),
                    }
                }
            }
            (value, theirs) => {
                *value = theirs;
                self.at = over.at;
                self.inherited = over.inherited;
            }
        }
    }

    /// The value as a short text, for listing changes.
    pub(super) fn brief(&self) -> String {
        match &self.value {
            Tree::Number(number) => number.to_string(),
            Tree::Text(text) => format!("\"{text}\""),
            Tree::Bool(yes) => yes.to_string(),
            Tree::Date(date) => date.to_string(),
            Tree::Array(items) => {
                format!("[{}]", items.iter().map(Node::brief).collect::<Vec<_>>().join(", "))
            }
            Tree::Table(entries) => {
                let shown = entries.iter().filter(|e| !matches!(e.key.as_str(), "source" | "basis" | "note"));
                let parts: Vec<String> = shown
                    .map(|e| match e.key.as_str() {
                        "value" => e.node.brief(),
                        "unit" => e.node.brief().trim_matches('"').to_string(),
                        key => format!("{key} {}", e.node.brief()),
                    })
                    .collect();
                parts.join(" ")
            }
        }
    }
}

/// One difference between a scenario and its parent.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// Dotted path.
    pub path: String,
    /// None where the parent says nothing.
    pub before: Option<String>,
    /// What the file says; in TOML.
    pub after: String,
}

/// What the tree `child` says that differs from `parent`, leaf by leaf, titles left out.
pub(super) fn changes(parent: Option<&Node>, child: &Node, path: &str, list: &mut Vec<Change>) {
    for entry in child.entries() {
        let told_elsewhere = ["title", "question", "colour", "extends", "source", "basis", "note", "unit"];
        if told_elsewhere.contains(&entry.key.as_str()) {
            continue;
        }
        let full = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
        let before = parent.and_then(|node| node.get(&entry.key)).map(|known| &known.node);
        if matches!(entry.node.value, Tree::Table(_)) && !entry.node.is_number() {
            changes(before, &entry.node, &full, list);
        } else {
            let (before, after) = (before.map(Node::brief), entry.node.brief());
            if before.as_deref() != Some(after.as_str()) {
                list.push(Change { path: full, before, after });
            }
        }
    }
}

/// Where the line of a byte begins.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().rfind('\n').map_or(0, |end| end + 1)
}

/// What would be right where a text is not TOML, if that can be said, and where the line begins.
pub(super) fn remedy(text: &str, at: usize) -> (Option<String>, usize) {
    let begin = line_of(text, at);
    let line = text.get(begin..).unwrap_or_default().lines().next().unwrap_or_default();
    let meant = line.split('=').skip(1).find_map(slip);
    (meant.map(|(right, why)| format!("write {right}: {why}")), begin)
}

pub(super) fn table_tree(table: &DeTable<'_>, file: usize, problems: &mut Found) -> Tree {
    let entry =
        |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| Entry {
            key: shown(key.get_ref()),
            key_at: SourceSpan { file, span: key.span() },
            node: value_node(value, file, problems),
        };
    Tree::Table(table.iter().map(entry).collect())
}

/// Texts are printed, drawn and written in many places: what would drive a terminal is written out once, here.
fn shown(text: &str) -> String {
    match text.contains('\r') {
        true => visible(&text.replace("\r\n", "\n")).into_owned(),
        false => visible(text).into_owned(),
    }
}

fn value_node(value: &toml::Spanned<DeValue<'_>>, file: usize, problems: &mut Found) -> Node {
    let at = SourceSpan { file, span: value.span() };
    let mut number = |text: String| {
        let parsed: Option<f64> = text.parse().ok();
        match parsed.filter(|number| number.is_finite() && number.abs() <= LARGEST) {
            Some(number) => Tree::Number(number),
            None => {
                let what = match parsed {
                    Some(number) if number.is_finite() => {
                        format!("{number:e} is larger than any number here")
                    }
                    _ => format!("`{text}` is not a finite number"),
                };
                let help = format!("write a finite decimal number, of {LARGEST:e} at the most");
                problems.push(at.problem(what, help));
                // A harmless stand-in lets reading go on to the next fault.
                Tree::Number(1.0)
            }
        }
    };
    let value = match value.get_ref() {
        DeValue::String(text) => Tree::Text(shown(text)),
        DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(parsed) => number(parsed.to_string()),
            Err(_) => number(integer.as_str().to_string()),
        },
        DeValue::Float(float) => number(float.as_str().to_string()),
        DeValue::Boolean(yes) => Tree::Bool(*yes),
        DeValue::Datetime(date) => Tree::Date(*date),
        DeValue::Array(items) => {
            Tree::Array(items.iter().map(|item| value_node(item, file, problems)).collect())
        }
        DeValue::Table(table) => table_tree(table, file, problems),
    };
    Node { value, at, inherited: Arc::default() }
}
