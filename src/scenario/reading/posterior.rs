//! The files of a calibration: a heading in TOML and the members in CSV beside it.
//!
//! The one format that this module also writes, as text: what is written here is what is read here.

use super::library;
use super::limits::{LONGEST_TEXT, Syntax};
use super::location::Location;
use super::members::read_members;
use super::structure::Structure;
use super::toml_text::toml_text;
use crate::input::{self, ReadError, visible};
use crate::scenario::foretold::Foretold;
use crate::scenario::parameter::{Parameter, ParameterId, Value};
use crate::scenario::posterior_sample::{Members, PosteriorSample};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use toml::de::{DeTable, DeValue};

/// Version of the two files.
const SCHEMA: &str = "1";
/// No file of members is this large: 10,000 members of 500 numbers.
const LARGEST_FILE: u64 = 64 << 20;
/// No heading is this large.
const LARGEST_HEADING: u64 = 1 << 20;

/// Why a calibration was refused.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum PosteriorError {
    #[error(transparent)]
    Read(#[from] ReadError),
    /// What is wrong with what the files say, and what would be right.
    #[error("{0}")]
    Bad(String),
}

/// What a heading says of a test that was passed.
pub const PASSED: &str = "passed";
/// What a heading says of a calibration that was not tested.
pub const UNTESTED: &str = "not tested";

/// A calibration, with what its heading says of how it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Title.
    pub title: String,
    /// The command that makes both files again.
    pub command: String,
    /// The last year that was calibrated to.
    pub trained_until: i32,
    /// Whether figures that were held out left it standing: [`PASSED`], or why not.
    pub tested: String,
    /// The test itself, where there was one.
    pub foretold: Option<Arc<Foretold>>,
    /// What the heading tells besides, as keys and TOML values.
    pub notes: Vec<(String, String)>,
    /// The world that it was calibrated in.
    pub world: Structure,
    /// Name of the file of members.
    pub file: String,
    /// Paths of the parameters, each with the distribution it had before.
    pub parameters: Vec<(String, String)>,
    /// Rank correlations that the parameters had before: two paths each.
    pub correlations: Vec<(String, String, f64)>,
    /// Equally likely; one value for each parameter.
    pub members: Arc<Members>,
}

/// Seven significant digits: what members are rounded to, so that files stay readable.
pub fn rounded(value: f64) -> f64 {
    format!("{value:.6e}").parse().unwrap_or(value)
}

/// A parameter's distribution, in words that differ where distributions do.
pub fn prior(parameter: &Parameter) -> Option<String> {
    match &parameter.value {
        Value::Uncertain(distribution) if !parameter.recurs => Some(
            format!("{} {}", distribution.describe(), parameter.dimension.inner()).trim_end().to_string(),
        ),
        _ => None,
    }
}

impl Posterior {
    /// The two files, by name.
    pub fn files(&self) -> [(String, Vec<u8>); 2] {
        let stem = self.file.trim_end_matches(".csv");
        let csv = self.csv();
        let mut toml = String::new();
        let _ =
            writeln!(toml, "# What was learnt of the numbers below. Made by the command; not to be edited.");
        let head = [
            ("title", toml_text(&self.title)),
            ("schema_version", SCHEMA.to_string()),
            ("command", toml_text(&self.command)),
            ("trained_until", self.trained_until.to_string()),
            ("tested", toml_text(&self.tested)),
            ("members", self.members.rows.len().to_string()),
            ("file", toml_text(&self.file)),
            ("sha256", toml_text(&input::hash(csv.as_bytes()))),
        ];
        let notes = self.notes.iter().map(|(key, value)| (key.as_str(), value.clone()));
        for (key, value) in head.into_iter().chain(notes) {
            let _ = writeln!(toml, "{key} = {value}");
        }
        toml.push_str(&self.world.toml());
        let _ = writeln!(toml, "\n# Each number, and its distribution before anything was learnt.\n[prior]");
        for (path, prior) in &self.parameters {
            let _ = writeln!(toml, "{} = {}", toml_text(path), toml_text(prior));
        }
        if !self.correlations.is_empty() {
            let _ = writeln!(toml, "\n# How they were correlated before anything was learnt: ranks.");
        }
        let mut last = None;
        for (a, b, rank) in &self.correlations {
            if last != Some(a) {
                let _ = writeln!(toml, "[correlation.{}]", toml_text(a));
            }
            last = Some(a);
            let _ = writeln!(toml, "{} = {rank}", toml_text(b));
        }
        toml.push_str(&self.foretold.as_ref().map_or_else(String::new, |foretold| foretold.toml()));
        [(format!("{stem}.toml"), toml.into_bytes()), (self.file.clone(), csv.into_bytes())]
    }

    fn csv(&self) -> String {
        let header: Vec<&str> = self.parameters.iter().map(|(path, _)| path.as_str()).collect();
        let mut csv = header.join(",") + "\n";
        for member in &self.members.rows {
            let row: Vec<String> = member.iter().map(|value| rounded(*value).to_string()).collect();
            csv.push_str(&row.join(","));
            csv.push('\n');
        }
        csv
    }

    /// Reads both files: a heading in or below a folder, and its members beside it. Also gives the SHA-256 of the
    /// members.
    ///
    /// # Errors
    /// A file that cannot be read or leads out of its folder, is no calibration, or has other members than its
    /// heading says.
    pub fn read(path: &Path) -> Result<(Posterior, String), PosteriorError> {
        Posterior::read_at(&Location::file(path))
    }

    /// [`Posterior::read`] for what may be shipped, or in memory.
    pub fn read_at(location: &Location) -> Result<(Posterior, String), PosteriorError> {
        let name = location.to_string();
        match location {
            Location::File { real, .. } => {
                let heading = Heading::parse(&input::read_text(real, LARGEST_HEADING)?, &name)?;
                let folder = real.parent().filter(|folder| !folder.as_os_str().is_empty());
                let members = input::below(folder.unwrap_or(Path::new(".")), &heading.file)?;
                let known = members_of(&members, &heading, &name, &|| {
                    input::read_text(&members, LARGEST_FILE).map(Cow::Owned)
                })?;
                heading.with(known, &name)
            }
            Location::Shipped(file) => {
                let heading = Heading::parse(library::text(file), &name)?;
                let csv = library::beside(file, &heading.file).map(library::text);
                let csv = csv.ok_or_else(|| no_members(&name, &heading.file))?;
                let known = members_of(Path::new(file), &heading, &name, &|| Ok(Cow::Borrowed(csv)))?;
                heading.with(known, &name)
            }
            Location::Memory { texts, .. } => {
                let heading = Heading::parse(texts.get(&name).map_or("", String::as_str), &name)?;
                let members = location.beside(&heading.file).ok().map(|members| members.to_string());
                let csv = members.and_then(|members| texts.get(&members));
                heading
                    .members(csv.ok_or_else(|| no_members(&name, &heading.file))?, &name)
                    .and_then(|known| heading.with(known, &name))
            }
        }
    }

    /// The same of two texts.
    ///
    /// # Errors
    /// As [`Posterior::read`].
    pub fn parse(heading: &str, members: &str) -> Result<(Posterior, String), PosteriorError> {
        let name = "calibration";
        let heading = Heading::parse(heading, name)?;
        let known = heading.members(members, name)?;
        heading.with(known, name)
    }

    /// The members for a scenario with these parameters, and the paths that the scenario states otherwise
    /// than the calibration presumes: these keep the scenario's own distribution.
    ///
    /// # Errors
    /// A member with a value that its parameter cannot have.
    pub fn fitted(
        &self,
        name: &str,
        sha: &str,
        parameters: &[Parameter],
    ) -> Result<(PosteriorSample, Vec<String>), PosteriorError> {
        let (mut taken, mut own) = (Vec::new(), Vec::new());
        let positions: HashMap<&str, usize> =
            parameters.iter().enumerate().map(|(k, known)| (known.path.as_str(), k)).collect();
        for (column, (path, presumed)) in self.parameters.iter().enumerate() {
            let Some(&position) = positions.get(path.as_str()) else { continue };
            if prior(&parameters[position]).as_ref() == Some(presumed) {
                self.check_column(column, &parameters[position])?;
                taken.push((ParameterId(position), column));
            } else {
                own.push(path.clone());
            }
        }
        let posterior_sample = PosteriorSample {
            name: name.to_string(),
            trained_until: self.trained_until,
            tested: self.tested.clone(),
            foretold: self.foretold.clone(),
            fingerprint: sha.to_string(),
            parameters: taken,
            members: Arc::clone(&self.members),
            reordered: Vec::new(),
        };
        Ok((posterior_sample, own))
    }

    /// Whether a parameter could take every value of a column: calibrated values lie within the prior.
    fn check_column(&self, column: usize, parameter: &Parameter) -> Result<(), PosteriorError> {
        let Value::Uncertain(distribution) = &parameter.value else { return Ok(()) };
        // Members are rounded, which keeps their order with that of the rounded ends.
        let (low, high) = distribution.reach();
        let (low, high) = (rounded(low), rounded(high));
        let values = self.members.rows.iter().enumerate().filter_map(|(k, row)| Some((k, *row.get(column)?)));
        match values.into_iter().find(|(_, value)| !(low..=high).contains(value)) {
            None => Ok(()),
            Some((member, value)) => Err(PosteriorError::Bad(format!(
                "{}:{}: column {} gives `{}` the value {value}; it must be between {low} and {high}, as the \
                 distribution that it had before; {AGAIN}",
                self.file,
                member + 2,
                column + 1,
                parameter.path
            ))),
        }
    }
}

/// `[correlation."a"]` with `"b" = 0.5`.
fn read_correlations(node: &DeValue<'_>) -> Option<Vec<(String, String, f64)>> {
    let DeValue::Table(rows) = node else { return None };
    let mut list = Vec::new();
    for (a, row) in rows {
        let DeValue::Table(cells) = row.get_ref() else { return None };
        for (b, cell) in cells {
            let rank = match cell.get_ref() {
                DeValue::Float(number) => number.as_str().parse().ok()?,
                DeValue::Integer(number) => number.as_str().parse().ok()?,
                _ => return None,
            };
            list.push((a.get_ref().to_string(), b.get_ref().to_string(), rank));
        }
    }
    Some(list)
}

/// Paths and members of a file.
type Known = (Vec<String>, Arc<Members>);

/// What a heading says.
struct Heading {
    title: String,
    command: String,
    trained_until: i32,
    tested: String,
    foretold: Option<Arc<Foretold>>,
    count: usize,
    file: String,
    sha: String,
    world: Structure,
    priors: Vec<(String, String)>,
    correlations: Vec<(String, String, f64)>,
}

/// The remedy for most of what can be wrong.
const AGAIN: &str = "make it anew with `potash calibrate`";

impl Heading {
    fn parse(text: &str, name: &str) -> Result<Heading, PosteriorError> {
        let bad = |what: String| PosteriorError::Bad(format!("{name} {what}"));
        if !Syntax::of(text).is_readable() {
            return Err(bad(format!("is not TOML: it is no calibration; {AGAIN}")));
        }
        let table = DeTable::parse(text).map_err(|error| bad(format!("is not TOML: {}", error.message())))?;
        let table = table.get_ref();
        let get = |key: &str| table.get(key).map(toml::Spanned::get_ref);
        let without = |key: &str| bad(format!("has no {key}: it is no calibration; {AGAIN}"));
        let word = |key: &str| match get(key) {
            // It is printed between words of the program's own, where a second line would pass for one of them.
            Some(DeValue::String(text)) if text.contains(['\n', '\r']) => {
                Err(bad(format!("has a `{key}` of more than one line; write it in one line")))
            }
            Some(DeValue::String(text)) if text.chars().nth(LONGEST_TEXT).is_none() => {
                Ok(visible(text).into_owned())
            }
            _ => Err(without(key)),
        };
        let whole = |key: &str| match get(key) {
            Some(DeValue::Integer(number)) => Ok(number.as_str().to_string()),
            _ => Err(without(key)),
        };
        if whole("schema_version")? != SCHEMA {
            return Err(bad(format!("was made by another version of potash; {AGAIN}")));
        }
        let trained_until = whole("trained_until")?.parse().map_err(|_| without("year in trained_until"))?;
        let count = whole("members")?.parse().map_err(|_| without("number of members"))?;
        let world = match get("world") {
            Some(DeValue::Table(world)) => Structure::parse(world).ok_or_else(|| without("whole [world]"))?,
            _ => {
                let what =
                    "does not say what world it was made for, as those made by earlier versions do not";
                return Err(bad(format!("{what}; {AGAIN}")));
            }
        };
        let Some(DeValue::Table(priors)) = get("prior") else { return Err(without("[prior]")) };
        let prior = |(path, prior): (&toml::Spanned<Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| {
            let text = prior.get_ref().as_str().ok_or_else(|| without("text in [prior]"))?;
            Ok((path.get_ref().to_string(), text.to_string()))
        };
        let correlations = match get("correlation") {
            None => Vec::new(),
            Some(node) => read_correlations(node).ok_or_else(|| without("numbers in [correlation]"))?,
        };
        Ok(Heading {
            correlations,
            foretold: match get("test") {
                None => None,
                Some(_) => Foretold::of_toml(text)
                    .map_err(|what| bad(format!("has a [test] that is none: {what}; {AGAIN}")))?
                    .map(Arc::new),
            },
            tested: match get("tested") {
                None => UNTESTED.to_string(),
                Some(_) => word("tested")?,
            },
            title: word("title")?,
            command: word("command")?,
            trained_until,
            count,
            file: word("file")?,
            sha: word("sha256")?,
            world,
            priors: priors.iter().map(prior).collect::<Result<_, PosteriorError>>()?,
        })
    }

    /// The members in a text, if it is the one that was meant and has as many as are said.
    fn members(&self, csv: &str, name: &str) -> Result<Known, PosteriorError> {
        let bad = |what: String| PosteriorError::Bad(format!("{}: {what}", self.file));
        if input::hash(csv.as_bytes()) != self.sha {
            return Err(bad(format!("this is not the file that {name} was made with; {AGAIN}")));
        }
        let (paths, rows) = read_members(csv).map_err(bad)?;
        if rows.len() != self.count {
            let what = format!("there are {} members, and {name} says {}; {AGAIN}", rows.len(), self.count);
            return Err(bad(what));
        }
        Ok((paths, Arc::new(Members::new(rows))))
    }

    /// Heading and members as one.
    fn with(self, (paths, members): Known, name: &str) -> Result<(Posterior, String), PosteriorError> {
        let priors: HashMap<&str, &str> = self.priors.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let prior = |path: String| match priors.get(path.as_str()) {
            Some(prior) => Ok((path, prior.to_string())),
            None => Err(PosteriorError::Bad(format!("{name} has no prior of `{path}`; {AGAIN}"))),
        };
        let posterior = Posterior {
            parameters: paths.into_iter().map(prior).collect::<Result<_, _>>()?,
            title: self.title,
            command: self.command,
            trained_until: self.trained_until,
            tested: self.tested,
            foretold: self.foretold,
            world: self.world,
            file: self.file,
            notes: Vec::new(),
            correlations: self.correlations,
            members,
        };
        Ok((posterior, self.sha))
    }
}

fn no_members(name: &str, file: &str) -> PosteriorError {
    PosteriorError::Bad(format!("{name}: its file of members `{file}` is not there"))
}

/// The members that a heading names, in a file. Those read last are remembered: a sweep asks for the same file
/// in every cell, and all cells share one copy.
fn members_of(
    path: &Path,
    heading: &Heading,
    name: &str,
    read: &dyn Fn() -> Result<Cow<'static, str>, ReadError>,
) -> Result<Known, PosteriorError> {
    static KNOWN: Mutex<Vec<(PathBuf, String, Known)>> = Mutex::new(Vec::new());
    const MOST: usize = 4;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let found = known.iter().find(|(file, hash, _)| file == path && *hash == heading.sha);
    if let Some((.., members)) = found.filter(|(.., known)| known.1.rows.len() == heading.count) {
        return Ok(members.clone());
    }
    let members = heading.members(&read()?, name)?;
    known.truncate(MOST - 1);
    known.insert(0, (path.to_path_buf(), heading.sha.clone(), members.clone()));
    Ok(members)
}

#[cfg(test)]
mod tests;
