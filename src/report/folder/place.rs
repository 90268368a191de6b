//! Which name a finished run gets: the one that was asked for, unless somebody else has it.

use super::identity::{Held, Holder};
use crate::input::hash_of;
use std::fs;
use std::path::{Path, PathBuf};

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

/// Finds the place of a run: its name if nobody has it, else that of the same run if it is there, in the order of
/// numbers, else the first that is free. With `force` the name itself, whichever run has it.
pub(super) fn find(out: &Path, name: &str, identity: &str, own: &[(String, String)], force: bool) -> Place {
    if Holder::of(&out.join(name)) == Holder::Nothing {
        return Place { claim: Claim::Take(1), why: None };
    }
    let mut why = None;
    for number in taken(out, name) {
        let path = numbered(out, name, number);
        let other = match Holder::of(&path) {
            Holder::Nothing => continue,
            Holder::Run(held) if force && number == 1 => {
                return Place { claim: Claim::Replace(number, held), why };
            }
            Holder::Run(held) if held.identity == identity => match changed(&path, &held, own) {
                None => return Place { claim: Claim::Replace(number, held), why },
                Some(file) => format!("holds this run with another {file}"),
            },
            Holder::Run(_) => "holds another run".to_string(),
            Holder::Other => "is no run's folder".to_string(),
        };
        if number == 1 {
            why = Some(other);
        }
    }
    let free = (1..).find(|number| numbered(out, name, *number).symlink_metadata().is_err());
    Place { claim: Claim::Take(free.unwrap_or(1)), why }
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
fn changed(folder: &Path, held: &Held, own: &[(String, String)]) -> Option<String> {
    let same = |file: &str| {
        let path = folder.join(file);
        let ours = own.iter().find(|(name, _)| name == file).map(|(_, sha)| sha);
        match path.symlink_metadata() {
            // What is not a file is not the run's, and is kept.
            Ok(about) if about.is_file() => hash_of(&path, u64::MAX).ok().as_ref() == ours,
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
        let place = find(out.path(), "us", "", &[], false);
        assert_eq!(place.claim, Claim::Take(3));
        assert!(place.why.unwrap().contains("is no run's folder"));
        assert_eq!(find(out.path(), "new", "", &[], false), Place { claim: Claim::Take(1), why: None });
    }
}
