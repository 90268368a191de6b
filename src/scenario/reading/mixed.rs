//! Scenarios that take some of their measures from another one: what coalitions of relief are made of.

use super::document::{Entry, Node, Tree, changes};
use super::load::Draft;
use super::problem::Problems;
use super::scenario::Scenario;
use std::sync::Arc;

/// What of a scenario is words about it, and changes no result of a comparison.
const WORDS: [&str; 2] = ["expect", "run"];

/// What two scenarios state differently.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Apart {
    /// Measures, in the order of the first scenario, then those that only the other has.
    pub measures: Vec<String>,
    /// Paths of all else that results hang on.
    pub others: Vec<String>,
}

impl Scenario {
    /// What another scenario states differently; sources and other words count for nothing.
    pub fn apart(&self, other: &Scenario) -> Apart {
        let (own, their) = (&self.draft().chain.tree, &other.draft().chain.tree);
        let mut list = Vec::new();
        changes(Some(own), their, "", &mut list);
        changes(Some(their), own, "", &mut list);
        let mut apart = Apart::default();
        for change in &list {
            let mut keys = change.path.split('.');
            match (keys.next(), keys.next()) {
                (Some("measure"), Some(name)) => apart.measures.push(name.to_string()),
                (Some(word), _) if WORDS.contains(&word) => {}
                _ => apart.others.push(change.path.clone()),
            }
        }
        let place = |name: &String| {
            let names =
                [own, their].into_iter().flat_map(|tree| tree.at_path("measure")).flat_map(Node::entries);
            names.into_iter().position(|entry| entry.key == *name)
        };
        apart.measures.sort_by_key(place);
        apart.measures.dedup();
        apart.others.sort();
        apart.others.dedup();
        apart
    }

    /// The same scenario with some measures as another one states them: a measure that this has not is added, one
    /// that the other has not goes.
    ///
    /// # Errors
    /// What is wrong with the two together, such as a measure that waits for one that is not there.
    pub fn with_measures_of(&self, other: &Scenario, names: &[&str]) -> Result<Scenario, Problems> {
        self.draft().with_measures(other.draft(), names).with(self.settings())
    }
}

impl Draft {
    fn with_measures(&self, other: &Draft, names: &[&str]) -> Draft {
        let mut chain = (*self.chain).clone();
        let first = chain.files.append(&other.chain.files);
        for name in names {
            let theirs = other.chain.tree.at_path("measure").and_then(|measures| measures.get(name)).cloned();
            chain.tree.put_within("measure", name, theirs.map(|entry| entry.of_files_from(first)));
        }
        self.of_chain(Arc::new(chain))
    }
}

impl Node {
    /// Puts an entry of a table below a key in its place, at the table's end if there was none; or takes it out.
    fn put_within(&mut self, key: &str, name: &str, new: Option<Entry>) {
        let (at, inherited) = (self.at.clone(), Arc::clone(&self.inherited));
        let Tree::Table(entries) = &mut self.value else { return };
        if entries.iter().all(|entry| entry.key != key) {
            let node = Node { value: Tree::Table(Vec::new()), at: at.clone(), inherited };
            entries.push(Entry { key: key.to_string(), key_at: at, node });
        }
        let Some(table) = entries.iter_mut().find(|entry| entry.key == key) else { return };
        let Tree::Table(things) = &mut table.node.value else { return };
        match (things.iter().position(|entry| entry.key == name), new) {
            (Some(place), Some(new)) => things[place] = new,
            (Some(place), None) => drop(things.remove(place)),
            (None, Some(new)) => things.push(new),
            (None, None) => {}
        }
    }
}

impl Entry {
    /// The same, where its files are counted from a number.
    fn of_files_from(mut self, first: usize) -> Entry {
        self.key_at.file += first;
        self.node.count_files_from(first);
        self
    }
}

impl Node {
    fn count_files_from(&mut self, first: usize) {
        self.at.file += first;
        match &mut self.value {
            Tree::Table(entries) => {
                for entry in entries {
                    entry.key_at.file += first;
                    entry.node.count_files_from(first);
                }
            }
            Tree::Array(nodes) => nodes.iter_mut().for_each(|node| node.count_files_from(first)),
            Tree::Number(_) | Tree::Text(_) | Tree::Bool(_) | Tree::Date(_) => {}
        }
    }
}
