//! Bringing a scenario's files together: `extends`, command-line settings, safety.

use super::document::{Change, Files, Node, Tree, changes};
use super::posterior::Posterior;
use super::problem::{Problem, Problems};
use super::read;
use crate::model::scenario::Scenario;
use std::path::{Path, PathBuf};

/// No scenario is this large; the parser may use many times a file's size in memory.
const LARGEST_FILE: u64 = 1 << 20;
/// Nobody reads a chain of scenarios longer than this.
const LONGEST_CHAIN: usize = 32;

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

    /// The setting as a line of TOML; a bare word becomes text.
    fn line(&self) -> String {
        let parses = toml::de::DeTable::parse(&format!("x = {}", self.value)).is_ok();
        let value = if parses { self.value.clone() } else { format!("{:?}", self.value) };
        format!("{} = {value}\n", self.path)
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
    /// The file name it extends.
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
    /// The file, as the scenario names it.
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

/// Reads a scenario file, everything it extends, and settings on top.
///
/// # Errors
/// [`Problems::Unreadable`] for a file that cannot be opened, [`Problems::Faults`] for all that is
/// wrong with what the files say.
pub fn load(path: &Path, settings: &[Assignment]) -> Result<Loaded, Problems> {
    let mut files = Files::default();
    let mut problems = Vec::new();
    let (mut tree, chain) = read_chain(path, &mut files, &mut problems)?;
    if !chain.complete {
        // Half a world would only add faults that are none.
        return Err(Problems::Faults { files, list: problems });
    }
    let mut listed = Vec::new();
    if chain.parent.is_some() {
        changes(chain.parent_tree.as_ref(), &chain.own_tree, "", &mut listed);
    }
    for setting in settings {
        let line = setting.line();
        let file = files.add(format!("--set {}={}", setting.path, setting.value), line.clone());
        let over = Node::parse(&line, file, &mut problems);
        match stranger(&tree, setting) {
            None => tree.overlay(over),
            Some((what, help)) => problems.push(over.at.problem(what, help)),
        }
    }
    let name = path.file_stem().map_or_else(String::new, |stem| slug(&stem.to_string_lossy()));
    let given = calibration(&tree, path, &mut problems);
    let read = read::scenario(&tree, &name, given.as_ref(), &mut problems);
    match read {
        Some(read) if problems.is_empty() => Ok(Loaded {
            resolved: read::resolved(&read.scenario),
            learnt: learnt(given, &read),
            scenario: read.scenario,
            changes: listed,
            parent: chain.parent,
            settings: settings.to_vec(),
            unsourced: read.unsourced,
            warnings: read.warnings,
            files,
        }),
        _ => {
            problems.sort_by_key(|p| (p.file, p.span.start));
            problems.dedup();
            Err(Problems::Faults { files, list: problems })
        }
    }
}

/// The calibration that a scenario names, if it names one: a file beside it or below.
fn calibration(tree: &Node, path: &Path, problems: &mut Vec<Problem>) -> Option<read::Given> {
    let node = &tree.get("calibration")?.node;
    let help = "name a file that `potash calibrate` made, such as \"calibration/to-2025.toml\", or \"none\"";
    let Tree::Text(name) = &node.value else {
        problems.push(node.at.problem("`calibration` is not text", help));
        return None;
    };
    if name == "none" {
        return None;
    }
    if !is_below(name) {
        problems.push(node.at.problem(format!("`{name}` leaves the scenario folder"), help));
        return None;
    }
    match Posterior::read(&folder_of(path).join(name)) {
        Ok((posterior, sha)) => Some((name.clone(), posterior, sha)),
        Err(what) => {
            problems.push(node.at.problem(what, help));
            None
        }
    }
}

/// What of a calibration a scenario uses.
fn learnt(given: Option<read::Given>, read: &read::Read) -> Option<Learnt> {
    let (file, posterior, fingerprint) = given?;
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

/// The folder that a scenario file stands in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a name leads to something in or below the folder it is read in.
fn is_below(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// A setting changes things that are there: one that names a corridor or measure nobody has heard of
/// is a typing mistake, not a new corridor.
fn stranger(tree: &Node, setting: &Assignment) -> Option<(String, String)> {
    let mut keys = setting.path.split('.');
    let (section, name) = (keys.next()?, keys.next()?);
    if !["exporter", "market", "corridor", "measure", "process", "disruption"].contains(&section) {
        return None;
    }
    let known: Vec<&str> = tree.get(section)?.node.entries().iter().map(|entry| entry.key.as_str()).collect();
    if known.contains(&name) {
        return None;
    }
    let help = match super::problem::meant(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{section}.{near}`?"),
        None => super::problem::suggestion(name, &known),
    };
    Some((format!("no {section} is called `{name}`"), help))
}

/// A name that is safe as a folder and file name.
fn slug(name: &str) -> String {
    let mut slug: String =
        name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    while slug.contains("--") {
        slug = slug.replace("--", "-");
    }
    let slug: String = slug.trim_matches('-').chars().take(64).collect();
    if slug.is_empty() { "scenario".to_string() } else { slug }
}

struct Chain {
    /// False if a file is not TOML, or names a parent that cannot be read.
    complete: bool,
    parent: Option<String>,
    parent_tree: Option<Node>,
    own_tree: Node,
}

/// Reads the file and all it extends, and lays each over what it extends.
fn read_chain(
    path: &Path,
    files: &mut Files,
    problems: &mut Vec<Problem>,
) -> Result<(Node, Chain), Problems> {
    let folder = folder_of(path);
    let mut trees = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut next = path.to_path_buf();
    let (mut parent, mut complete) = (None, true);
    loop {
        let text = read_text(&next)?;
        seen.push(next.canonicalize().unwrap_or_else(|_| next.clone()));
        let file = files.add(next.display().to_string(), text);
        let tree = Node::parse(files.text(file), file, problems);
        complete &= toml::de::DeTable::parse(files.text(file)).is_ok();
        let extends = tree.get("extends").map(|entry| entry.node.clone());
        trees.push(tree);
        let Some(extends) = extends else { break };
        let Some(target) = extended(&extends, folder, &seen, problems) else {
            complete = false;
            break;
        };
        if trees.len() == 1 {
            parent = target.file_name().map(|name| name.to_string_lossy().into_owned());
        }
        next = target;
    }
    let own_tree = trees[0].clone();
    let mut older = trees.into_iter().rev();
    let mut merged = older.next().unwrap_or_else(|| own_tree.clone());
    let mut parent_tree = None;
    for tree in older {
        parent_tree = Some(merged.clone());
        merged.overlay(tree);
    }
    Ok((merged, Chain { complete, parent, parent_tree, own_tree }))
}

/// The file that `extends` names, if it may be read.
fn extended(node: &Node, folder: &Path, seen: &[PathBuf], problems: &mut Vec<Problem>) -> Option<PathBuf> {
    let help = "name a scenario file in the same folder, such as extends = \"market.toml\"";
    let Tree::Text(name) = &node.value else {
        problems.push(node.at.problem("`extends` is not text", help));
        return None;
    };
    let target = folder.join(name);
    let home = folder.canonicalize().ok();
    let real = target.canonicalize().ok();
    let inside = is_below(name)
        && match (&real, &home) {
            (Some(real), Some(home)) => real.starts_with(home),
            _ => true,
        };
    if !inside {
        problems.push(node.at.problem(format!("`{name}` leaves the scenario folder"), help));
        return None;
    }
    let Some(real) = real else {
        let near: Vec<String> = toml_files(folder);
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        problems.push(
            node.at.problem(format!("there is no file `{name}`"), super::problem::suggestion(name, &near)),
        );
        return None;
    };
    if seen.contains(&real) || seen.len() >= LONGEST_CHAIN {
        let names: Vec<String> =
            seen.iter().map(|p| p.file_name().unwrap_or_default().to_string_lossy().into()).collect();
        let what = format!("`extends` goes in a circle: {} → {name}", names.join(" → "));
        problems.push(node.at.problem(what, "let one of these scenarios extend nothing"));
        return None;
    }
    Some(target)
}

fn toml_files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".toml"));
    names.sort();
    names
}

fn read_text(path: &Path) -> Result<String, Problems> {
    let name = || path.display().to_string();
    let unreadable = |error: std::io::Error| Problems::Unreadable { path: name(), reason: error.to_string() };
    let unfit = |reason: String| Problems::Unfit { path: name(), reason };
    let size = std::fs::metadata(path).map_err(unreadable)?;
    if size.is_dir() {
        return Err(unfit("this is a folder, not a scenario file".to_string()));
    }
    if size.len() > LARGEST_FILE {
        let limit = format!("the file has {} bytes; a scenario may have {LARGEST_FILE} (1 MiB)", size.len());
        return Err(unfit(limit));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(unfit(format!("the file has more than {LARGEST_FILE} bytes (1 MiB)")));
    }
    String::from_utf8(bytes).map_err(|_| unfit("the file is not UTF-8 text".to_string()))
}
