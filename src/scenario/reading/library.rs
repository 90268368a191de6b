//! The scenarios that are shipped inside the program, so that they can be run, compared and extended in any folder.
//!
//! `scenarios/` of the repository is their one source: its files are part of the binary as they are, and their
//! names of one another (`extends`, `calibration`) are followed inside of it. They are called `potash:us-only`,
//! and on the command line `us-only` for short.

use super::problem::meant;

/// What the names of shipped files begin with.
pub const SCHEME: &str = "potash:";

/// Names, below `scenarios/`, and texts.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../scenarios/", $name)))),+]
    };
}

/// In the order of the README's table, with what they rest on at the end.
static FILES: &[(&str, &str)] = files![
    "status-quo.toml",
    "us-only.toml",
    "us-plus-eu.toml",
    "eu-only.toml",
    "klaipeda-only.toml",
    "canada-tariff.toml",
    "snapback.toml",
    "grand-deal.toml",
    "no-sanctions.toml",
    "market.toml",
    "history.toml",
    "history-2022.toml",
    "sanctions-2022.toml",
    "calibration/to-2022.toml",
    "calibration/to-2022.csv",
    "calibration/to-2026.toml",
    "calibration/to-2026.csv",
];

const ENDING: &str = ".toml";

/// The names of the scenarios, without `potash:`.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().filter(|(file, _)| is_scenario(file)).filter_map(|(file, _)| file.strip_suffix(ENDING))
}

/// The shipped file of this name, with or without `.toml`.
pub fn find(name: &str) -> Option<&'static str> {
    let fits = |file: &str| file == name || file.strip_suffix(ENDING) == Some(name);
    FILES.iter().map(|(file, _)| *file).find(|file| fits(file))
}

/// The shipped scenario of this name: no calibration, nor its members.
pub fn scenario(name: &str) -> Option<&'static str> {
    find(name).filter(|file| is_scenario(file))
}

/// Whether a shipped file is a scenario.
pub(super) fn is_scenario(file: &str) -> bool {
    !file.contains('/')
}

/// The shipped file that `name` leads to when the shipped file `from` says it.
pub(super) fn beside(from: &str, name: &str) -> Option<&'static str> {
    match from.rsplit_once('/') {
        Some((folder, _)) => find(&format!("{folder}/{name}")),
        None => find(name),
    }
}

/// What a shipped file says, by a name that [`find`] or [`beside`] gave.
#[expect(clippy::expect_used, reason = "only names of the table are given out")]
pub(super) fn text(file: &'static str) -> &'static str {
    FILES
        .iter()
        .find(|(known, _)| *known == file)
        .map(|(_, text)| *text)
        .expect("a shipped file is in the table")
}

/// What a shipped file is called: `potash:us-only`.
pub(super) fn title(file: &str) -> String {
    format!("{SCHEME}{}", file.strip_suffix(ENDING).unwrap_or(file))
}

/// The scenario that a mistyped name most likely meant: case, `_` and blanks aside.
pub fn near(word: &str) -> Option<&'static str> {
    let plain = word.to_lowercase().replace(['_', ' '], "-");
    let plain = plain.strip_suffix(ENDING).unwrap_or(&plain);
    names().find(|name| *name == plain).or_else(|| meant(plain, names()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    /// All files below a folder, with `/` between folders.
    fn files_in(folder: &Path, above: &str, list: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{above}{}", entry.file_name().to_str().unwrap());
            match entry.path().is_dir() {
                true => files_in(&entry.path(), &format!("{name}/"), list),
                false => list.push(name),
            }
        }
    }

    #[test]
    fn every_shipped_file_is_shipped_and_nothing_else() {
        let mut there = Vec::new();
        files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"), "", &mut there);
        there.sort();
        let mut shipped: Vec<String> = FILES.iter().map(|(name, _)| name.to_string()).collect();
        shipped.sort();
        assert_eq!(shipped, there, "list every file of scenarios/ in FILES");
    }

    #[test]
    fn a_mistyped_name_finds_the_one_that_was_meant() {
        for word in ["us_only", "US-Only", "us-olny", "us only", "US_ONLY.toml"] {
            assert_eq!(near(word), Some("us-only"), "{word}");
        }
        assert_eq!(near("something-else"), None);
    }
}
