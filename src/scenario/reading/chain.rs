//! A scenario's files: the one that was named and all it extends, laid over one another.

use super::document::{Change, Node, Tree, changes};
use super::files::Files;
use super::library;
use super::limits::{LARGEST_CHAIN, LONGEST_CHAIN};
use super::location::{Location, Refusal, root_of};
use super::problem::{Found, Problems};
use super::sizes;
use std::path::{Path, PathBuf};

/// The files of a scenario, before settings.
#[derive(Debug, Clone)]
pub(super) struct Chain {
    pub files: Files,
    /// Where each of the files is, by its index.
    locations: Vec<Location>,
    /// The folder below which they may name others.
    root: PathBuf,
    /// All files laid over one another.
    pub tree: Node,
    /// What the first changes against the one it extends.
    pub changes: Vec<Change>,
    /// The one it extends, as it says.
    pub parent: Option<String>,
    /// What is wrong with how the files are written, though they can be understood.
    pub problems: Found,
}

impl Chain {
    /// Reads the file and everything it extends. Files may name others in or below `root`, by default the working
    /// folder if the file is in or below it, else the file's own folder.
    ///
    /// # Errors
    /// A file that cannot be read, is no TOML, or names a parent that cannot be read.
    pub(super) fn read(location: &Location, root: Option<&Path>) -> Result<Chain, Problems> {
        Chain::of_text(location, location.read()?, root)
    }

    /// The same for a file that would say this.
    pub(super) fn of_text(location: &Location, text: String, root: Option<&Path>) -> Result<Chain, Problems> {
        let (mut files, mut problems) = (Files::default(), Found::default());
        let (mut trees, mut locations) = (Vec::new(), Vec::new());
        let (mut parent, mut complete) = (None, true);
        let (mut next, mut text) = (location.clone(), text);
        let root = root_of(location, root)?;
        let mut bytes = 0;
        loop {
            bytes += text.len();
            if bytes > LARGEST_CHAIN {
                let reason =
                    format!("with all that it extends it has more than {LARGEST_CHAIN} bytes (2 MiB)");
                return Err(Problems::InvalidFile { path: location.to_string(), reason });
            }
            let file = files.add(next.to_string(), text);
            let parsed = Node::parse(files.text(file), file, &mut problems);
            if let Some(reason) = sizes::not_a_scenario(&parsed, files.text(file)) {
                return Err(Problems::InvalidFile { path: next.to_string(), reason });
            }
            complete &= parsed.whole;
            let tree = parsed.tree;
            let extends = tree.get("extends").map(|entry| entry.node.clone());
            trees.push(tree);
            locations.push(next.clone());
            let Some(extends) = extends else { break };
            let Some((name, target)) = extended(&extends, &locations, &root, &mut problems) else {
                complete = false;
                break;
            };
            parent.get_or_insert(match &target {
                Location::Shipped(_) => target.to_string(),
                Location::File { .. } | Location::Memory { .. } => name,
            });
            text = target.read()?;
            next = target;
        }
        if !complete {
            // Half a world would only add faults that are none.
            return Err(problems.faults(files));
        }
        let (tree, changes) = overlaid(trees);
        Ok(Chain { files, locations, root, tree, changes, parent, problems })
    }

    /// Where a name leads that stands in one of the files, or in a setting: settings speak from the first file's
    /// folder, or from the working folder where that is a shipped one.
    pub(super) fn follow(&self, node: &Node, name: &str) -> Result<Location, Refusal> {
        if let Some(from) = self.locations.get(node.at.file) {
            return from.follow(name, &self.root);
        }
        match &self.locations[0] {
            from @ (Location::File { .. } | Location::Memory { .. }) => from.follow(name, &self.root),
            Location::Shipped(_) => Location::file(Path::new("settings")).follow(name, &self.root),
        }
    }
}

/// Lays each tree over the one after it; gives the whole, and what the first says that differs from the rest.
fn overlaid(trees: Vec<Node>) -> (Node, Vec<Change>) {
    let mut listed = Vec::new();
    let mut older = trees.into_iter().rev();
    let mut merged = older.next().unwrap_or_else(|| Node::parse("", 0, &mut Found::default()).tree);
    for tree in older {
        // A scenario's colour is its own: two that extend the same would look alike.
        merged.remove("colour");
        // Only the last time counts: that is the first file, over all that it extends.
        listed.clear();
        changes(Some(&merged), &tree, "", &mut listed);
        merged.overlay(tree);
    }
    (merged, listed)
}

/// The name that `extends` gives and where it leads, if it may be read.
fn extended(node: &Node, seen: &[Location], root: &Path, problems: &mut Found) -> Option<(String, Location)> {
    let mut refuse = |what: String, help: String| {
        problems.push(node.at.problem(what, help));
        None
    };
    let Tree::Text(name) = &node.value else {
        let help = "name a scenario: extends = \"market.toml\", a path from this file, or \"potash:us-only\"";
        return refuse("`extends` is not text".to_string(), help.to_string());
    };
    let target = match seen.last()?.follow(name, root) {
        Ok(target) => target,
        Err(Refusal { what, help }) => return refuse(what, help),
    };
    if matches!(target, Location::Shipped(file) if !library::is_scenario(file)) {
        let help = "name it as `calibration`; extend a scenario, such as \"potash:us-only\"";
        return refuse(format!("`{name}` is no scenario"), help.to_string());
    }
    if seen.iter().any(|known| known.is(&target)) {
        let names: Vec<String> = seen.iter().map(Location::to_string).collect();
        let what = format!("`extends` goes in a circle: {} → {target}", names.join(" → "));
        return refuse(what, "let one of these scenarios extend nothing".to_string());
    }
    if seen.len() >= LONGEST_CHAIN {
        let what = format!("`extends` goes on for more than {LONGEST_CHAIN} scenarios");
        return refuse(what, "join some of them".to_string());
    }
    Some((name.clone(), target))
}
