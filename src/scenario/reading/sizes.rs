//! Checks of how much a scenario states, and whether a text is one at all.

use super::document::{Node, Parsed, Tree};
use super::limits::{LONGEST_NAME, LONGEST_TEXT};
use super::problem::Found;
use super::sections::{ABOUT, SECTIONS};

/// Letters of a key: names, and dotted paths of names.
const LONGEST_KEY: usize = 256;

/// Entries of one table, items of one array.
const MOST_ENTRIES: usize = 1_024;

/// Things of each section that has named things.
const MOST_THINGS: [(&str, usize); 10] = [
    ("exporter", 64),
    ("market", 64),
    ("corridor", 64),
    ("measure", 256),
    ("project", 256),
    ("disruption", 256),
    ("process", 16),
    ("expect", 256),
    ("target", 128),
    ("forecast", 256),
];

/// Checks lengths of texts and keys and numbers of entries, everywhere in a tree.
pub(super) fn check(node: &Node, problems: &mut Found) {
    let too_many = |found: usize, what: &str| format!("{found} {what} stand here");
    match &node.value {
        Tree::Text(text) if text.chars().nth(LONGEST_TEXT).is_some() => {
            let what = format!("a text of {} letters", text.chars().count());
            problems.push(node.at.problem(what, format!("{LONGEST_TEXT} letters at the most")));
        }
        Tree::Array(items) => {
            if items.len() > MOST_ENTRIES {
                let help = format!("{MOST_ENTRIES} at the most");
                problems.push(node.at.problem(too_many(items.len(), "values"), help));
            }
            items.iter().for_each(|item| check(item, problems));
        }
        Tree::Table(entries) => {
            if entries.len() > MOST_ENTRIES {
                let at = entries.get(MOST_ENTRIES).map_or(&node.at, |entry| &entry.key_at);
                let help = format!("{MOST_ENTRIES} in one table at the most");
                problems.push(at.problem(too_many(entries.len(), "entries"), help));
            }
            for entry in entries {
                if entry.key.chars().nth(LONGEST_KEY).is_some() {
                    let what = format!("a key of {} letters", entry.key.chars().count());
                    problems.push(entry.key_at.problem(what, format!("{LONGEST_KEY} letters at the most")));
                }
                check(&entry.node, problems);
            }
        }
        _ => {}
    }
}

/// Checks how many things a scenario has, all its files together.
pub(super) fn check_things(tree: &Node, problems: &mut Found) {
    for (section, most) in MOST_THINGS {
        let entries = tree.get(section).map(|entry| entry.node.entries()).unwrap_or_default();
        // Words about the section (unit, source, basis, note) are no things and do not count.
        if entries.len() > most + ABOUT.len() {
            let what = format!("the scenario has {} [{section}.<name>]", entries.len());
            let at = entries.get(most).map_or(&tree.at, |entry| &entry.key_at);
            problems.push(at.problem(what, format!("{most} at the most")));
        }
        for entry in entries.iter().filter(|entry| entry.key.chars().nth(LONGEST_NAME).is_some()) {
            let what = format!("a {section} has a name of {} letters", entry.key.chars().count());
            problems.push(entry.key_at.problem(what, format!("{LONGEST_NAME} letters at the most")));
        }
    }
}

/// Why a text is something else than a scenario, in which case its faults as a scenario are of no use to anyone.
pub(super) fn not_a_scenario(parsed: &Parsed, text: &str) -> Option<String> {
    let keys: Vec<&str> = parsed.tree.entries().iter().map(|entry| entry.key.as_str()).collect();
    let strange = keys.iter().filter(|key| !SECTIONS.contains(key) && !ABOUT.contains(key)).count();
    let known = keys.len() - strange;
    if parsed.faults > 0 {
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        let mostly = parsed.faults > 20 && 4 * parsed.faults > lines;
        let places =
            if parsed.faults == 1 { "a line".to_string() } else { format!("{} places", parsed.faults) };
        return (known == 0 || mostly).then(|| format!("this is no scenario: it is not TOML in {places}"));
    }
    if keys.contains(&"trained_until") && keys.contains(&"sha256") {
        let help = "name it in one: calibration = \"…\"";
        return Some(format!("this is no scenario: it is what was learnt for some; {help}"));
    }
    let mostly = strange > 2 && strange > 2 * known && !keys.contains(&"extends");
    if !mostly && (known > 0 || keys.is_empty()) {
        return None;
    }
    let few: Vec<&str> = keys.into_iter().filter(|key| !SECTIONS.contains(key)).take(3).collect();
    Some(format!("this is no scenario: no scenario says `{}`", few.join("`, `")))
}
