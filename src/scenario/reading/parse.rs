//! A text as a tree of values that remember where they stand.

use super::document::{Node, Parsed, SourceSpan, Tree, line_of, remedy, table_tree};
use super::limits::{self, Syntax};
use super::problem::Found;
use super::sizes;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use toml::de::DeTable;

impl Node {
    /// Parses a file's text; the faults of a malformed one are collected. Not whole where there are any, and
    /// empty where there are too many of them, or too much text.
    pub(super) fn parse(text: &str, file: usize, problems: &mut Found) -> Parsed {
        // One slip of the pen can be many faults of syntax: its line is reported once.
        let mut told = HashSet::new();
        let mut fault = |span: Range<usize>, what: &str| {
            let help = match problems.is_full() {
                true => String::new(),
                false => match remedy(text, span.start) {
                    (_, line) if told.contains(&line) => return,
                    (Some(help), line) => {
                        told.insert(line);
                        help
                    }
                    (None, _) => "`potash new FILE.toml` writes a scenario to begin with".to_string(),
                },
            };
            problems.push(SourceSpan { file, span }.problem(format!("not valid TOML: {what}"), help));
        };
        let syntax = Syntax::of(text);
        if !syntax.is_readable() {
            syntax.faults.iter().for_each(|(span, what)| fault(span.clone(), what));
            if syntax.too_many {
                let (what, help) = limits::too_many();
                problems.push(SourceSpan { file, span: 0..0 }.problem(what, help));
            }
            problems.count(syntax.count - syntax.faults.len());
            let at = SourceSpan { file, span: 0..0 };
            let tree = Node { value: Tree::Table(Vec::new()), at, inherited: Arc::default() };
            return Parsed { tree, faults: syntax.count, whole: false };
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        errors.iter().for_each(|error| fault(error.span().unwrap_or(0..0), error.message()));
        let at = SourceSpan { file, span: table.span() };
        let mut found = Found::default();
        let mut tree =
            Node { value: table_tree(table.get_ref(), file, &mut found), at, inherited: Arc::default() };
        problems.take(found, |problem| !told.contains(&line_of(text, problem.span.start)));
        tree.settle();
        let before = problems.len();
        sizes::check(&tree, problems);
        Parsed { tree, faults: errors.len(), whole: errors.is_empty() && problems.len() == before }
    }
}
