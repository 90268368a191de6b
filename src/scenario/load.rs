//! A scenario from its files: settings of the command line laid over them, and all of it read.

use super::chain::Chain;
use super::document::{Change, Files, Node, Tree};
use super::location::{Location, Refusal};
use super::posterior::Posterior;
use super::problem::{Problem, Problems, Warning};
use super::read;
use crate::model::scenario::Scenario;
use std::path::Path;

/// A setting from the command line: `path=value`, the value in TOML.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    pub path: String,
    pub value: String,
}

impl Assignment {
    /// Parses `path=value`.
    pub fn parse(text: &str) -> Result<Assignment, String> {
        let (path, value) =
            text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`; write path=value"))?;
        let (path, value) = (path.trim(), value.trim());
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if path.split('.').any(|key| key.is_empty() || !key.chars().all(word)) {
            return Err(format!("`{path}` is not a dotted path such as corridor.klaipeda.cost"));
        }
        if value.is_empty() {
            return Err(format!("`{text}` has no value after `=`"));
        }
        Ok(Assignment { path: path.to_string(), value: value.to_string() })
    }

    /// The setting as it is written on a command line.
    pub fn text(&self) -> String {
        format!("{}={}", self.path, self.value)
    }

    /// The value in TOML; a bare word becomes text.
    pub fn toml(&self) -> String {
        let parses = toml::de::DeTable::parse(&format!("x = {}", self.value)).is_ok();
        if parses { self.value.clone() } else { format!("{:?}", self.value) }
    }

    /// The setting as a line of TOML.
    fn line(&self) -> String {
        format!("{} = {}\n", self.path, self.toml())
    }
}

impl std::fmt::Display for Assignment {
    /// As it is written on the command line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.path, self.value)
    }
}

/// A scenario with what it was read from.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub scenario: Scenario,
    pub files: Files,
    /// What it changes against the scenario it extends; empty for one that extends nothing.
    pub changes: Vec<Change>,
    /// What it extends: the name it gives, or that of a shipped scenario.
    pub parent: Option<String>,
    /// The settings that were laid over the files, in that order: those that hold for this scenario.
    pub settings: Vec<Assignment>,
    /// Paths of numbers without a source or a basis.
    pub unsourced: Vec<String>,
    /// What was learnt and is used.
    pub learnt: Option<Learnt>,
    /// What has no effect, or probably not the one that was meant.
    pub warnings: Vec<Problem>,
    /// The resolved scenario as text: every parameter with its value, source and basis.
    pub resolved: String,
}

/// A calibration that a scenario takes numbers from.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// The file, as the scenario names it, or the name of a shipped one.
    pub file: String,
    pub title: String,
    pub trained_until: i32,
    /// How many of its numbers were learnt.
    pub numbers: usize,
    pub members: usize,
    /// SHA-256 of the members.
    pub fingerprint: String,
    /// Paths of numbers that were learnt, but are stated otherwise by the scenario.
    pub own: Vec<String>,
}

impl Loaded {
    /// What was changed to make sense of the file, in sentences.
    pub fn notices(&self) -> Vec<String> {
        let told = |(a, b, from, to): &(String, String, f64, f64)| {
            format!(
                "the correlation of {a} and {b} is {to:.3} in the place of {from:.3}, the nearest that is possible"
            )
        };
        self.scenario.correlation.repaired.iter().map(told).collect()
    }
}

/// A scenario's files without settings: what settings are laid over, once or, in a sweep, for every cell.
#[derive(Debug, Clone)]
pub struct Draft {
    chain: Chain,
    name: String,
}

impl Draft {
    /// Reads a scenario and everything it extends; `root` is the folder below which files may name one another
    /// ([`Location`]), by default the working folder if the scenario is in or below it, else the scenario's own.
    ///
    /// # Errors
    /// As [`load`].
    pub fn read(location: &Location, root: Option<&Path>) -> Result<Draft, Problems> {
        let chain = Chain::read(location, root)?;
        Ok(Draft { chain, name: location.name() })
    }

    /// The same for a file that is not written yet and would say this.
    ///
    /// # Errors
    /// As [`load`].
    pub fn of_text(location: &Location, text: &str, root: Option<&Path>) -> Result<Draft, Problems> {
        let chain = Chain::of_text(location, text.to_string(), root)?;
        Ok(Draft { chain, name: location.name() })
    }

    /// The scenario's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether what the setting changes is there: a measure, say, that only some scenarios of a comparison have.
    pub fn knows(&self, setting: &Assignment) -> bool {
        stranger(&self.chain.tree, setting).is_none()
    }

    /// Lays settings over the files and reads the whole.
    ///
    /// # Errors
    /// All that is wrong with what the files and settings say.
    pub fn with(&self, settings: &[Assignment]) -> Result<Loaded, Problems> {
        let Chain { mut files, mut tree, mut problems, changes, parent, .. } = self.chain.clone();
        for setting in settings {
            let line = setting.line();
            let file = files.add(format!("--set {}={}", setting.path, setting.value), line.clone());
            let over = Node::parse(&line, file, &mut problems);
            match stranger(&tree, setting) {
                None => tree.overlay(over),
                Some((what, help)) => problems.push(over.at.problem(what, help)),
            }
        }
        let given = calibration(&tree, &self.chain, &mut problems);
        let read = read::scenario(&tree, &self.name, given.as_ref().map(|(_, given)| given), &mut problems);
        match read {
            Some(read) if problems.is_empty() => Ok(Loaded {
                resolved: read::resolved(&read.scenario),
                learnt: learnt(given, &read),
                scenario: read.scenario,
                changes,
                parent,
                settings: settings.to_vec(),
                unsourced: read.unsourced,
                warnings: due(read.warnings, &files),
                files,
            }),
            _ => {
                problems.sort_by_key(|p| (p.file, p.span.start));
                problems.dedup();
                Err(Problems::Faults { files, list: problems })
            }
        }
    }
}

/// Reads a scenario file, everything it extends, and settings on top.
///
/// # Errors
/// [`Problems::Unreadable`] for a file that cannot be opened, [`Problems::Faults`] for all that is
/// wrong with what the files say.
pub fn load(path: &Path, settings: &[Assignment]) -> Result<Loaded, Problems> {
    Draft::read(&Location::file(path), None)?.with(settings)
}

/// Warnings that nobody decided for: what was laid over a statement may well leave it without effect.
fn due(warnings: Vec<Warning>, files: &Files) -> Vec<Problem> {
    // Settings come last and lie on top, then the file that was named, then what it extends.
    let depth = |file: usize| match files.name(file).starts_with("--set") {
        true => 0,
        false => file + 1,
    };
    let due =
        |warning: &Warning| warning.cause.is_none_or(|cause| depth(cause) >= depth(warning.problem.file));
    let mut list: Vec<Problem> = warnings.into_iter().filter(due).map(|warning| warning.problem).collect();
    list.sort_by_key(|p| (p.file, p.span.start));
    list.dedup();
    list
}

/// The calibration that a scenario names, if it names one, and where it is.
fn calibration(tree: &Node, chain: &Chain, problems: &mut Vec<Problem>) -> Option<(Location, read::Given)> {
    let node = &tree.get("calibration")?.node;
    let help = "name a file that `potash calibrate` made, such as \"calibration/to-2025.toml\", or \"none\"";
    let mut refuse = |what: String, help: &str| {
        problems.push(node.at.problem(what, help));
        None
    };
    let Tree::Text(name) = &node.value else {
        return refuse("`calibration` is not text".to_string(), help);
    };
    if name == "none" {
        return None;
    }
    let location = match chain.follow(node, name) {
        Ok(location) => location,
        Err(Refusal { what, help: own }) => return refuse(what, &format!("{own}; {help}")),
    };
    match Posterior::read_at(&location) {
        Ok((posterior, sha)) => Some((location, (name.clone(), posterior, sha))),
        Err(what) => refuse(what, help),
    }
}

/// What of a calibration a scenario uses.
fn learnt(given: Option<(Location, read::Given)>, read: &read::Read) -> Option<Learnt> {
    let (location, (file, posterior, fingerprint)) = given?;
    let file = match location {
        Location::Shipped(_) => location.to_string(),
        Location::File { .. } => file,
    };
    let ensemble = read.scenario.ensemble.as_ref();
    Some(Learnt {
        file,
        title: posterior.title,
        trained_until: posterior.trained_until,
        numbers: ensemble.map_or(0, |ensemble| ensemble.parameters.len()),
        members: posterior.members.rows.len(),
        fingerprint,
        own: read.own.clone(),
    })
}

/// A setting changes things that are there: one that names a corridor or measure nobody has heard of
/// is a typing mistake, not a new corridor.
fn stranger(tree: &Node, setting: &Assignment) -> Option<(String, String)> {
    let mut keys = setting.path.split('.');
    let (section, name) = (keys.next()?, keys.next()?);
    if !["exporter", "market", "corridor", "measure", "process", "disruption"].contains(&section) {
        return None;
    }
    let entries = tree.get(section).map(|entry| entry.node.entries()).unwrap_or_default();
    let known: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    if known.contains(&name) {
        return None;
    }
    let help = match super::problem::meant(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{section}.{near}`?"),
        None if known.is_empty() => format!("the scenario has no {section}; write one in a file of your own"),
        None => super::problem::suggestion(name, &known),
    };
    Some((format!("no {section} is called `{name}`"), help))
}
