//! The files of what was learnt: a heading in TOML and the members in CSV beside it.
//!
//! The one format that this room also writes, as text: what is written here is what is read here.

use super::library;
use super::location::Location;
use crate::model::ensemble::{Ensemble, Members};
use crate::model::parameter::{Parameter, ParameterId, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use toml::de::{DeTable, DeValue};

/// Version of the two files.
const SCHEMA: &str = "1";
/// No file of members is this large: 10,000 members of 500 numbers.
const LARGEST_FILE: u64 = 64 << 20;

/// What was learnt, with what its heading tells of how.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    pub title: String,
    /// The command that makes both files again.
    pub command: String,
    /// The last year that was learnt from.
    pub trained_until: i32,
    /// What the heading tells besides, as keys and TOML values.
    pub notes: Vec<(String, String)>,
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
    pub fn files(&self, stem: &str) -> [(String, Vec<u8>); 2] {
        let csv = self.csv();
        let mut toml = String::new();
        let text = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        let _ =
            writeln!(toml, "# What was learnt of the numbers below. Made by the command; not to be edited.");
        let head = [
            ("title", text(&self.title)),
            ("schema_version", SCHEMA.to_string()),
            ("command", text(&self.command)),
            ("trained_until", self.trained_until.to_string()),
            ("members", self.members.rows.len().to_string()),
            ("file", text(&format!("{stem}.csv"))),
            ("sha256", text(&fingerprint(csv.as_bytes()))),
        ];
        let notes = self.notes.iter().map(|(key, value)| (key.as_str(), value.clone()));
        for (key, value) in head.into_iter().chain(notes) {
            let _ = writeln!(toml, "{key} = {value}");
        }
        let _ = writeln!(toml, "\n# Each number, and its distribution before anything was learnt.\n[prior]");
        for (path, prior) in &self.parameters {
            let _ = writeln!(toml, "{} = {}", text(path), text(prior));
        }
        if !self.correlations.is_empty() {
            let _ = writeln!(toml, "\n# How they were correlated before anything was learnt: ranks.");
        }
        let mut last = None;
        for (a, b, rank) in &self.correlations {
            if last != Some(a) {
                let _ = writeln!(toml, "[correlation.{}]", text(a));
            }
            last = Some(a);
            let _ = writeln!(toml, "{} = {rank}", text(b));
        }
        [(format!("{stem}.toml"), toml.into_bytes()), (format!("{stem}.csv"), csv.into_bytes())]
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

    /// Reads both files; the error says what is wrong with them and what would be right.
    ///
    /// # Errors
    /// A file that cannot be read, is no calibration, or has other members than its heading says.
    pub fn read(path: &Path) -> Result<(Posterior, String), String> {
        Posterior::read_at(&Location::file(path))
    }

    /// The same for files that may be shipped ones.
    ///
    /// # Errors
    /// As [`Posterior::read`].
    pub fn read_at(location: &Location) -> Result<(Posterior, String), String> {
        let shown = location.to_string();
        let again = "make it anew with `potash calibrate`";
        let text = match location {
            Location::File { real, .. } => read_text(real)?,
            Location::Shipped(file) => library::text(file).unwrap_or_default().to_string(),
        };
        let table =
            DeTable::parse(&text).map_err(|error| format!("{shown} is not TOML: {}", error.message()))?;
        let table = table.get_ref();
        let get = |key: &str| table.get(key).map(toml::Spanned::get_ref);
        let word = |key: &str| match get(key) {
            Some(DeValue::String(text)) => Ok(text.to_string()),
            _ => Err(format!("{shown} has no {key}: it is no calibration; {again}")),
        };
        let whole = |key: &str| match get(key) {
            Some(DeValue::Integer(number)) => Ok(number.as_str().to_string()),
            _ => Err(format!("{shown} has no {key}: it is no calibration; {again}")),
        };
        if whole("schema_version")? != SCHEMA {
            return Err(format!("{shown} was made by another version of potash; {again}"));
        }
        let trained_until = whole("trained_until")?.parse().map_err(|_| format!("{shown} names no year"))?;
        let file = word("file")?;
        if file.contains(['/', '\\']) || file.contains("..") {
            return Err(format!("{shown} names members outside of its own folder: `{file}`"));
        }
        let sha = word("sha256")?;
        let wanted = format!("{shown} was made with; {again}");
        let (paths, rows) = match location {
            Location::File { real, .. } => {
                let members = real.with_file_name(&file);
                members_of(&members, &sha, &wanted, &|| read_text(&members))?
            }
            Location::Shipped(from) => {
                let csv = || library::beside(from, &file).and_then(library::text).map(ToString::to_string);
                let missing = || format!("there is no shipped file `{file}`");
                members_of(Path::new(from), &sha, &wanted, &|| csv().ok_or_else(missing))?
            }
        };
        let Some(DeValue::Table(priors)) = get("prior") else {
            return Err(format!("{shown} has no [prior]: it is no calibration; {again}"));
        };
        let prior = |path: &String| match priors.get(path.as_str()).map(toml::Spanned::get_ref) {
            Some(DeValue::String(text)) => Ok((path.clone(), text.to_string())),
            _ => Err(format!("{shown} has no prior of `{path}`; {again}")),
        };
        let parameters = paths.iter().map(prior).collect::<Result<_, _>>()?;
        let (title, command) = (word("title")?, word("command")?);
        let notes = Vec::new();
        let correlations = match get("correlation") {
            None => Vec::new(),
            Some(node) => read_correlations(node).ok_or_else(|| {
                format!("{shown}: [correlation] does not say how numbers were correlated; {again}")
            })?,
        };
        Ok((Posterior { title, command, trained_until, notes, parameters, correlations, members: rows }, sha))
    }

    /// The members for a scenario with these parameters, and the paths that the scenario states otherwise
    /// than what was learnt presumed: these keep the scenario's own distribution.
    pub fn fitted(&self, name: &str, sha: &str, parameters: &[Parameter]) -> (Ensemble, Vec<String>) {
        let (mut taken, mut own) = (Vec::new(), Vec::new());
        for (column, (path, presumed)) in self.parameters.iter().enumerate() {
            let Some(position) = parameters.iter().position(|known| known.path == *path) else { continue };
            if prior(&parameters[position]).as_ref() == Some(presumed) {
                taken.push((ParameterId(position), column));
            } else {
                own.push(path.clone());
            }
        }
        let ensemble = Ensemble {
            name: name.to_string(),
            trained_until: self.trained_until,
            fingerprint: sha.to_string(),
            parameters: taken,
            members: Arc::clone(&self.members),
            reordered: Vec::new(),
        };
        (ensemble, own)
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

/// The members in a file with this hash; `wanted` is what to say of a file with another. Those read last are
/// remembered: a sweep asks for the same file in every cell, and all cells share one copy.
fn members_of(
    path: &Path,
    sha: &str,
    wanted: &str,
    read: &dyn Fn() -> Result<String, String>,
) -> Result<Known, String> {
    static KNOWN: Mutex<Vec<(PathBuf, String, Known)>> = Mutex::new(Vec::new());
    const MOST: usize = 4;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((.., members)) = known.iter().find(|(file, hash, _)| file == path && hash == sha) {
        return Ok(members.clone());
    }
    let csv = read()?;
    if fingerprint(csv.as_bytes()) != sha {
        return Err(format!("{} is not the file that {wanted}", path.display()));
    }
    let (paths, rows) = read_members(&csv).map_err(|what| format!("{}: {what}", path.display()))?;
    let members = (paths, Arc::new(Members::new(rows)));
    known.truncate(MOST - 1);
    known.insert(0, (path.to_path_buf(), sha.to_string(), members.clone()));
    Ok(members)
}

fn read_members(csv: &str) -> Result<(Vec<String>, Vec<Vec<f64>>), String> {
    let mut lines = csv.lines();
    let paths: Vec<String> = lines.next().unwrap_or_default().split(',').map(ToString::to_string).collect();
    let mut rows = Vec::new();
    for (number, line) in lines.enumerate() {
        let row: Option<Vec<f64>> =
            line.split(',').map(|cell| cell.parse().ok().filter(|value: &f64| value.is_finite())).collect();
        match row.filter(|row| row.len() == paths.len()) {
            Some(row) => rows.push(row),
            None => return Err(format!("line {} does not give every number a value", number + 2)),
        }
    }
    if rows.is_empty() { Err("there are no members".to_string()) } else { Ok((paths, rows)) }
}

fn read_text(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let size = std::fs::metadata(path).map_err(|error| format!("{shown}: {error}"))?.len();
    if size > LARGEST_FILE {
        return Err(format!("{shown} has {size} bytes; a calibration may have {LARGEST_FILE}"));
    }
    std::fs::read_to_string(path).map_err(|error| format!("{shown}: {error}"))
}

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posterior() -> Posterior {
        Posterior {
            title: "Learnt from \"two\" years".to_string(),
            command: "potash calibrate x.toml".to_string(),
            trained_until: 2022,
            notes: Vec::new(),
            parameters: vec![
                ("a.b".to_string(), "uniform 0 to 1".to_string()),
                ("c".to_string(), "normal 3 ± 1 USD/t".to_string()),
            ],
            correlations: vec![("a.b".to_string(), "c".to_string(), -0.25)],
            members: Arc::new(Members::new(vec![vec![0.5, 3.25], vec![1.0 / 3.0, -4e-9]])),
        }
    }

    #[test]
    fn what_is_written_is_read_back_in_seven_digits() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in posterior().files("to-2022") {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let (read, sha) = Posterior::read(&folder.path().join("to-2022.toml")).unwrap();
        let mut wanted = posterior();
        wanted.members = Arc::new(Members::new(vec![vec![0.5, 3.25], vec![0.3333333, -4e-9]]));
        assert_eq!((read, sha.len()), (wanted, 64));
    }

    #[test]
    fn members_that_were_edited_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in posterior().files("to-2022") {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        let csv = folder.path().join("to-2022.csv");
        let edited = std::fs::read_to_string(&csv).unwrap().replace("0.5", "0.6");
        std::fs::write(&csv, edited).unwrap();
        let error = Posterior::read(&folder.path().join("to-2022.toml")).unwrap_err();
        assert!(error.contains("potash calibrate"), "{error}");
    }
}
