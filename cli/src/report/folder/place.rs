//! Which name a finished run gets: the one that was asked for, unless somebody else has it.

use super::identity::{Held, Holder};
use potash::input::hash_of;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The names that runs called `name` may have: `name`, `name-2`, `name-3` and so on.
pub(super) fn numbered(out: &Path, name: &str, number: usize) -> PathBuf {
    match number {
        0 | 1 => out.join(name),
        number => out.join(format!("{name}-{number}")),
    }
}

/// What is to be done with a name.
#[derive(Debug, PartialEq)]
pub(super) enum Claim {
    /// The run that stands under this number is this one, or is to give way to it.
    Replace(usize, Held),
    /// Nobody has the number, or nobody had a moment ago.
    Take(usize),
}

/// Where a run goes, and why not under its name.
#[derive(Debug, PartialEq)]
pub(super) struct Place {
    pub claim: Claim,
    /// What stands under the name instead; none where the run gets it.
    pub why: Option<String>,
}

/// The run that is to have a place.
pub(super) struct Own<'a> {
    pub identity: &'a str,
    /// Its files, with their SHA-256.
    pub files: &'a [(String, String)],
    /// Whether the run that has the name gives way, whichever it is.
    pub force: bool,
}

/// Files that were hashed, with the size and the time of change that they had before.
pub(super) type Hashes = HashMap<PathBuf, (Stamp, String)>;
type Stamp = (u64, SystemTime);

/// What tells whether a plain file was changed since; none for what is none.
fn stamp(path: &Path) -> Option<Stamp> {
    let about = path.symlink_metadata().ok()?;
    about.is_file().then_some(())?;
    Some((about.len(), about.modified().ok()?))
}

/// The hashes of the files of every run of this identity under the name's numbers.
pub(super) fn hashes(out: &Path, name: &str, identity: &str) -> Hashes {
    let mut hashes = Hashes::new();
    for number in taken(out, name) {
        let folder = numbered(out, name, number);
        let Holder::Run(held) = Holder::of(&folder) else { continue };
        if held.identity != identity {
            continue;
        }
        for (file, _) in &held.files {
            let path = folder.join(file);
            if let Some(stamp) = stamp(&path)
                && let Ok(sha) = hash_of(&path, u64::MAX)
            {
                hashes.insert(path, (stamp, sha));
            }
        }
    }
    hashes
}

/// Finds the place of a run: its name if nobody has it, else that of the same run if it is there, in the order of
/// numbers, else the first that is free. With `force` the name itself, whichever run has it.
/// What `hashes` knows and was not changed since is not read again.
pub(super) fn find(out: &Path, name: &str, own: &Own<'_>, hashes: &Hashes) -> Place {
    if Holder::of(&out.join(name)) == Holder::Nothing {
        return Place { claim: Claim::Take(1), why: None };
    }
    let mut why = None;
    for number in taken(out, name) {
        let path = numbered(out, name, number);
        let other = match Holder::of(&path) {
            Holder::Nothing => continue,
            Holder::Run(held) if own.force && number == 1 => {
                return Place { claim: Claim::Replace(number, held), why };
            }
            Holder::Run(held) if held.identity == own.identity => {
                match changed(&path, &held, own.files, hashes) {
                    None => return Place { claim: Claim::Replace(number, held), why },
                    Some(file) => format!("holds this run with another {file}"),
                }
            }
            Holder::Run(_) => "holds another run".to_string(),
            Holder::Other => "is no run's folder".to_string(),
        };
        if number == 1 {
            why = Some(other);
        }
    }
    let no_measures = (1..).find(|number| numbered(out, name, *number).symlink_metadata().is_err());
    Place { claim: Claim::Take(no_measures.unwrap_or(1)), why }
}

/// The numbers under which something stands, in their order.
fn taken(out: &Path, name: &str) -> Vec<usize> {
    let number = |found: &str| match found.strip_prefix(name)? {
        "" => Some(1),
        rest => rest.strip_prefix('-')?.parse().ok().filter(|n| *n > 1 && rest == format!("-{n}")),
    };
    let entries = fs::read_dir(out).into_iter().flatten().flatten();
    let mut numbers: Vec<usize> = entries.filter_map(|entry| number(entry.file_name().to_str()?)).collect();
    numbers.sort_unstable();
    numbers
}

/// A file of the old run that the new one does not have just so, such as one that was edited since.
fn changed(folder: &Path, held: &Held, own: &[(String, String)], hashes: &Hashes) -> Option<String> {
    let hash = |path: &Path| match hashes.get(path) {
        Some((then, sha)) if stamp(path).as_ref() == Some(then) => Some(sha.clone()),
        _ => hash_of(path, u64::MAX).ok(),
    };
    let same = |file: &str| {
        let path = folder.join(file);
        let ours = own.iter().find(|(name, _)| name == file).map(|(_, sha)| sha);
        match path.symlink_metadata() {
            // What is not a file is not the run's, and is kept.
            Ok(about) if about.is_file() => hash(&path).as_ref() == ours,
            _ => true,
        }
    };
    held.files.iter().map(|(file, _)| file).find(|file| !same(file)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_numbers_after_the_name_are_its_numbers() {
        let out = tempfile::tempdir().unwrap();
        for name in ["us-10", "us-2", "us", "us-only", "us-02", "us-1", "us-", "usa", "us-2-vs-3"] {
            fs::create_dir(out.path().join(name)).unwrap();
        }
        assert_eq!(taken(out.path(), "us"), [1, 2, 10]);
        let own = Own { identity: "", files: &[], force: false };
        let find = |name: &str| find(out.path(), name, &own, &Hashes::new());
        let place = find("us");
        assert_eq!(place.claim, Claim::Take(3));
        assert!(place.why.unwrap().contains("is no run's folder"));
        assert_eq!(find("new"), Place { claim: Claim::Take(1), why: None });
    }

    #[test]
    fn a_file_that_was_changed_after_it_was_hashed_is_hashed_again() {
        let out = tempfile::tempdir().unwrap();
        let file = out.path().join("a");
        fs::write(&file, "old").unwrap();
        let sha = hash_of(&file, 9).unwrap();
        let held = Held { identity: String::new(), files: vec![("a".to_string(), sha.clone())] };
        let known: Hashes = [(file.clone(), (stamp(&file).unwrap(), sha))].into();
        assert_eq!(changed(out.path(), &held, &held.files, &known), None);
        fs::write(&file, "newer").unwrap();
        assert_eq!(changed(out.path(), &held, &held.files, &known), Some("a".to_string()));
    }
}
