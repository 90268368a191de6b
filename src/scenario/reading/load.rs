//! A scenario from its files: settings of the command line laid over them, and all of it read.

use super::chain::Chain;
use super::document::{Change, Node, SourceSpan, Tree};
use super::files::Files;
use super::limits::MOST_SETTINGS;
use super::location::{Location, Refusal};
use super::posterior::{self, Posterior, PosteriorError};
use super::problem::{Found, Problem, Problems, Warning};
use super::read;
use super::resolved;
use super::setting::Assignment;
use super::sizes;
use super::structure::Structure;
use crate::scenario::Definition;
use crate::scenario::parameter::{Parameter, ParameterId};
use crate::units::time::Quarter;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// A calibration that a scenario takes numbers from.
#[derive(Debug, Clone, PartialEq)]
pub struct UsedCalibration {
    /// The file, as the scenario names it, or the name of a shipped one.
    pub file: String,
    /// Its title.
    pub title: String,
    /// The last year that it was calibrated to.
    pub trained_until: i32,
    /// How many of the scenario's numbers are calibrated.
    pub numbers: usize,
    /// Members of the posterior sample.
    pub members: usize,
    /// Whether it passed its test on figures that were held out, in the words of its file.
    pub tested: String,
    /// SHA-256 of the members.
    pub fingerprint: String,
    /// Paths of numbers that are calibrated, but are stated otherwise by the scenario.
    pub own: Vec<String>,
    /// Exporters, markets and corridors of the scenario that were not there when it was calibrated.
    pub newcomers: Vec<String>,
}

/// A scenario's files with settings laid over them, read and found valid.
#[derive(Debug, Clone)]
pub(super) struct Laid {
    pub definition: Definition,
    pub files: Files,
    pub unsourced: Vec<String>,
    pub calibration: Option<UsedCalibration>,
    pub warnings: Vec<Problem>,
    pub resolved: String,
    /// Where each parameter stands: a file and bytes in it.
    pub places: Vec<(u32, Range<u32>)>,
}

/// Where a calibration is, what it says, and the SHA-256 of its file.
type Known = (Location, Arc<Posterior>, String);

/// A scenario's files without settings: what settings are laid over, once or, in a sweep, for every cell.
#[derive(Debug, Clone)]
pub struct Draft {
    pub(super) chain: Arc<Chain>,
    name: String,
    /// Calibrations that were read: all that is made of the draft takes the same members, whatever becomes of files.
    known: Arc<Mutex<Vec<Known>>>,
}

impl Draft {
    /// Reads a scenario and everything it extends; `root` is the folder below which files may name one another
    /// ([`Location`]), by default the working folder if the scenario is in or below it, else the scenario's own.
    ///
    /// # Errors
    /// As [`Scenario::load`](super::Scenario::load).
    pub fn read(location: &Location, root: Option<&Path>) -> Result<Draft, Problems> {
        let chain = Chain::read(location, root)?;
        Ok(Draft { chain: Arc::new(chain), name: location.name(), known: Arc::default() })
    }

    /// The same for a file that is not written yet and would say this.
    ///
    /// # Errors
    /// As [`Scenario::load`](super::Scenario::load).
    pub fn of_text(location: &Location, text: &str, root: Option<&Path>) -> Result<Draft, Problems> {
        let chain = Chain::of_text(location, text.to_string(), root)?;
        Ok(Draft { chain: Arc::new(chain), name: location.name(), known: Arc::default() })
    }

    /// The scenario's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the files change against the scenario they extend.
    pub(super) fn changes(&self) -> &[Change] {
        &self.chain.changes
    }

    /// What they extend.
    pub(super) fn parent(&self) -> Option<&str> {
        self.chain.parent.as_deref()
    }

    /// The same with other files, and what calibrations were read so far.
    pub(super) fn of_chain(&self, chain: Arc<Chain>) -> Draft {
        Draft { chain, ..self.clone() }
    }

    /// Whether what the setting changes is there: a measure, say, that only some scenarios of a comparison have.
    pub fn knows(&self, setting: &Assignment) -> bool {
        setting.stranger(&self.chain.tree).is_none()
    }

    /// Lays settings over the files and reads the whole.
    ///
    /// # Errors
    /// All that is wrong with what the files and settings say.
    pub(super) fn laid(&self, settings: &[Assignment]) -> Result<Laid, Problems> {
        let Chain { files, tree, problems, .. } = &*self.chain;
        let (mut files, mut tree, mut problems) = (files.clone(), tree.clone(), problems.clone());
        if settings.len() > MOST_SETTINGS {
            let what = format!("there are {} settings", settings.len());
            let file = files.add("--set".to_string(), String::new());
            problems
                .push(SourceSpan { file, span: 0..0 }.problem(what, format!("{MOST_SETTINGS} at the most")));
            return Err(problems.faults(files));
        }
        let mut merges = Vec::new();
        for setting in settings {
            let line = setting.line();
            let file = files.add(format!("--set {}={}", setting.path, setting.value), line.clone());
            let over = Node::parse(&line, file, &mut problems).tree;
            merges.extend(merged_quarters(&tree, &over, &setting.path));
            match setting.stranger(&tree) {
                None => tree.overlay(over),
                Some((what, help)) => problems.push(over.at.problem(what, help)),
            }
        }
        let before = problems.len();
        sizes::check_things(&tree, &mut problems);
        if problems.len() > before {
            // Too much to be worth reading.
            return Err(problems.faults(files));
        }
        let given = self.calibration(&tree, &mut problems)?;
        let mut read =
            read::scenario(&tree, &self.name, given.as_ref().map(|(_, given)| given), &mut problems);
        if let (Some(read), Some((_, (_, posterior, _)))) = (&mut read, &given) {
            read.warnings.extend(untested(&tree, posterior));
            read.warnings.extend(unadjusted(&tree, &read.scenario));
        }
        if let Some(read) = &mut read {
            read.warnings.extend(merges);
        }
        match read {
            Some(read) if problems.is_empty() => Ok(Laid {
                resolved: resolved::resolved(&read.scenario),
                places: places(&tree, &read.scenario),
                calibration: used_calibration(given, &read),
                definition: read.scenario,
                unsourced: read.unsourced,
                warnings: due(read.warnings, &files),
                files,
            }),
            _ => Err(problems.faults(files)),
        }
    }

    /// The calibration that a scenario names, if it names one, and where it is.
    ///
    /// # Errors
    /// Where the system does not let the files be read; all that is wrong with them goes to `problems`.
    fn calibration(
        &self,
        tree: &Node,
        problems: &mut Found,
    ) -> Result<Option<(Location, read::Given)>, Problems> {
        let Some(entry) = tree.get("calibration") else { return Ok(None) };
        let node = &entry.node;
        let help =
            "name a file that `potash calibrate` made, such as \"calibration/to-2026.toml\", or \"none\"";
        let mut refuse = |what: String, help: &str| {
            problems.push(node.at.problem(what, help));
            Ok(None)
        };
        let Tree::Text(name) = &node.value else {
            return refuse("`calibration` is not text".to_string(), help);
        };
        if name == "none" {
            return Ok(None);
        }
        let location = match self.chain.follow(node, name) {
            Ok(location) => location,
            Err(Refusal { what, help: own }) => return refuse(what, &format!("{own}; {help}")),
        };
        match self.posterior(&location) {
            Ok((posterior, sha)) => Ok(Some((location, (name.clone(), posterior, sha)))),
            Err(PosteriorError::Read(error)) if error.is_io() && !error.is_not_found() => {
                Err(Problems::Unreadable { path: location.to_string(), reason: error.to_string() })
            }
            Err(error) => refuse(error.to_string(), help),
        }
    }

    /// A calibration's file, read once.
    fn posterior(&self, location: &Location) -> Result<(Arc<Posterior>, String), PosteriorError> {
        // A thread that panicked left the list whole.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, posterior, sha)) = known.iter().find(|(own, ..)| own == location) {
            return Ok((Arc::clone(posterior), sha.clone()));
        }
        let (posterior, sha) = Posterior::read_at(location)?;
        let posterior = Arc::new(posterior);
        known.push((location.clone(), Arc::clone(&posterior), sha.clone()));
        Ok((posterior, sha))
    }
}

/// A setting of quarters changes those that it names; whoever sets some should know which others stay.
fn merged_quarters(tree: &Node, over: &Node, path: &str) -> Option<Warning> {
    let (there, set) = (tree.find(path)?, over.find(path)?);
    let quarters = |node: &Node| -> Vec<String> {
        let keys = node.entries().iter().map(|entry| entry.key.clone());
        keys.filter(|key| key.parse::<Quarter>().is_ok()).collect()
    };
    let named = quarters(set);
    let stay: Vec<String> = quarters(there).into_iter().filter(|quarter| !named.contains(quarter)).collect();
    if named.is_empty() || stay.is_empty() {
        return None;
    }
    let what = format!("`{path}` of {} stays as the files say", stay.join(", "));
    let problem = set.at.problem(what, "set these quarters too, or the whole as one number");
    Some(Warning { problem, causes: Vec::new() })
}

/// Warnings that nobody decided for: what was laid over a statement may well leave it without effect.
fn due(warnings: Vec<Warning>, files: &Files) -> Vec<Problem> {
    // Settings come last and lie on top, then the file that was named, then what it extends.
    let depth = |file: usize| match files.name(file).starts_with("--set") {
        true => 0,
        false => file + 1,
    };
    let due =
        |warning: &Warning| warning.causes.iter().all(|cause| depth(*cause) >= depth(warning.problem.file));
    let mut list: Vec<Problem> = warnings.into_iter().filter(due).map(|warning| warning.problem).collect();
    list.sort_by_key(|p| (p.file, p.span.start));
    list.dedup();
    list
}

/// Where the parameters of a scenario stand.
fn places(tree: &Node, scenario: &Definition) -> Vec<(u32, Range<u32>)> {
    let place = |parameter: &Parameter| {
        let at = tree.find(&parameter.path).map_or(&tree.at, |node| &node.at);
        // Files have a mebibyte at the most.
        (at.file as u32, at.span.start as u32..at.span.end as u32)
    };
    scenario.parameters.iter().map(place).collect()
}

/// A warning of a calibration that has not passed its test.
fn untested(tree: &Node, posterior: &Posterior) -> Option<Warning> {
    let at = &tree.get("calibration")?.node.at;
    let what = match posterior.tested.as_str() {
        posterior::PASSED => return None,
        tested => format!("what was learnt has not passed the test on figures that were held out: {tested}"),
    };
    let help = "take one that has passed, or calibration = \"none\"";
    Some(Warning { problem: at.problem(what, help), causes: Vec::new() })
}

/// A warning of numbers that were learnt where prices that last meant nothing more than others: elasticities that
/// answered for both are laid beside new ones for the long run.
fn unadjusted(tree: &Node, scenario: &Definition) -> Option<Warning> {
    let posterior = scenario.posterior_sample.as_ref().filter(|one| !one.parameters.is_empty())?;
    let learnt = |&(id, _): &(ParameterId, usize)| scenario.parameters[id.0].path.starts_with("adjustment.");
    if !scenario.world.adjusts() || posterior.parameters.iter().any(learnt) {
        return None;
    }
    let (entry, name) = match tree.get("adjustment") {
        Some(entry) => (entry, "adjustment"),
        None => (tree.get("index")?, "index.deflator"),
    };
    let at = &entry.key_at;
    let what = format!(
        "the calibration was made without `{name}`: its elasticities answer for the quarter and for the long run"
    );
    let help = "calibrate again with it, or draw every number from its own distribution: --prior";
    Some(Warning { problem: at.problem(what, help), causes: Vec::new() })
}

/// The calibration that a scenario takes numbers from.
fn used_calibration(given: Option<(Location, read::Given)>, read: &read::Read) -> Option<UsedCalibration> {
    let (location, (file, posterior, fingerprint)) = given?;
    let file = match location {
        Location::Shipped(_) => location.to_string(),
        Location::File { .. } | Location::Memory { .. } => file,
    };
    let posterior_sample = read.scenario.posterior_sample.as_ref();
    Some(UsedCalibration {
        file,
        title: posterior.title.clone(),
        trained_until: posterior.trained_until,
        numbers: posterior_sample.map_or(0, |posterior_sample| posterior_sample.parameters.len()),
        members: posterior.members.rows.len(),
        tested: posterior.tested.clone(),
        fingerprint,
        own: read.own.clone(),
        newcomers: posterior.world.more_in(&Structure::of(&read.scenario.world)),
    })
}
