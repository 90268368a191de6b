//! The names that a scenario gives to what is in it, and what they may not be.

use super::document::{NUMBER_KEYS, Node, TIMING_KEYS, Tree};
use super::reader::Reading;
use super::sections::ABOUT;

/// Names become parts of dotted paths, columns and file names, and must not look like a number's keys.
pub(super) fn check_names(tree: &Node, reading: &mut Reading<'_>) {
    for section in ["expect", "target", "forecast"] {
        let entries = tree.get(section).map(|entry| entry.node.entries()).unwrap_or_default();
        for entry in entries.iter().filter(|entry| entry.key.contains(['\n', '\r'])) {
            let what = format!("`{section}.{}` has a line break in its name", entry.key.escape_debug());
            reading.fault(&entry.key_at, what, "write it in one line");
        }
    }
    for section in ["exporter", "market", "corridor", "measure", "project", "disruption"] {
        let entries = tree.get(section).map(|entry| entry.node.entries()).unwrap_or_default();
        for entry in entries {
            let key = entry.key.as_str();
            let about = ABOUT.contains(&key) && !matches!(entry.node.value, Tree::Table(_));
            let plain =
                !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
            let reserved = ABOUT.contains(&key) || NUMBER_KEYS.contains(&key) || TIMING_KEYS.contains(&key);
            if !about && (reserved || !plain) {
                let what = format!("a {section} cannot be called `{}`", key.escape_debug());
                let help =
                    "use letters, digits, _ and -, and no word that describes numbers, such as `value`";
                reading.fault(&entry.key_at, what, help);
            }
        }
    }
}

/// The names that a scenario gives to its exporters, markets, corridors and measures, in order.
pub(super) struct Names<'n> {
    pub exporters: Vec<&'n str>,
    pub markets: Vec<&'n str>,
    pub corridors: Vec<&'n str>,
    pub measures: Vec<&'n str>,
}

impl<'n> Names<'n> {
    pub(super) fn of(tree: &'n Node) -> Names<'n> {
        let names = |key: &str| -> Vec<&'n str> {
            let entries = tree.get(key).map(|entry| entry.node.entries()).unwrap_or_default();
            entries.iter().map(|e| e.key.as_str()).filter(|key| !ABOUT.contains(key)).collect()
        };
        Names {
            exporters: names("exporter"),
            markets: names("market"),
            corridors: names("corridor"),
            measures: names("measure"),
        }
    }

    pub(super) fn pair(&self, exporter: usize, market: usize) -> usize {
        exporter * self.markets.len() + market
    }
}
