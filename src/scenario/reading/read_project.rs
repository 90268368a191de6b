//! Reading projects: `[project.<name>]`.

use super::document::{Entry, Node, Tree};
use super::names::Names;
use super::read_process::whose_capacity;
use super::read_timing::timing;
use super::reader::Reading;
use super::usual::Kind;
use crate::scenario::project::Project;
use crate::scenario::timing::{TimingRule, Transition};
use crate::units::Dimension;

/// Reads every `[project.<name>]`; a wrong one is left out and its faults told.
pub(super) fn projects(tree: &Node, names: &Names<'_>, reading: &mut Reading<'_>) -> Vec<Project> {
    let mut list = Vec::new();
    for entry in reading.things(tree.get("project"), "project") {
        let path = format!("project.{}", entry.key);
        list.extend(project(tree, entry, &path, names, reading));
    }
    list
}

fn project(
    tree: &Node,
    entry: &Entry,
    path: &str,
    names: &Names<'_>,
    reading: &mut Reading<'_>,
) -> Option<Project> {
    let table = &entry.node;
    reading.only(table, path, &["title", "exporter", "corridor", "capacity", "starts", "ramp_quarters"]);
    let title = reading.text(table, path, "title");
    let of = whose_capacity(tree, entry, path, "adds to", names, reading);
    let capacity = reading.required(table, path, "capacity", Kind::positive(Dimension::Tonnage));
    let ramp = reading.optional(table, path, "ramp_quarters", Kind::not_negative(Dimension::Time));
    let starts = match table.get("starts") {
        None => {
            reading.missing(table, path, "starts");
            None
        }
        Some(Entry { node: Node { value: Tree::Text(word), .. }, .. }) if word == "never" => {
            Some(TimingRule::Never)
        }
        Some(starts) => timing(starts, path, Transition::Imposed, names, reading),
    };
    let (capacity, starts) = (capacity?, starts?);
    Some(Project { name: entry.key.clone(), title, of: of?, capacity, starts, ramp: ramp? })
}
