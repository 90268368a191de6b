//! What the things of a scenario are called where people read of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Titles that a scenario's files state, by dotted path: `corridor.klaipeda` is "Klaipėda".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Titles(BTreeMap<String, String>);

impl Titles {
    /// States a title.
    pub fn insert(&mut self, path: String, title: String) {
        self.0.insert(path, title);
    }

    /// The title that is stated for a path.
    pub fn stated(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// What a thing of a section is called: its title, or else its name in words.
    pub fn of(&self, section: &str, name: &str) -> String {
        self.stated(&format!("{section}.{name}")).map_or_else(|| in_words(name), str::to_string)
    }
}

/// A name from a file as a reader expects it: `se_asia` becomes "SE Asia", `usa` "USA".
pub fn in_words(name: &str) -> String {
    let word = |word: &str| match word {
        "usa" | "us" | "eu" | "se" | "uk" => word.to_uppercase(),
        "of" | "and" | "the" | "world" if name != word && !name.starts_with(word) => word.to_string(),
        _ => {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    };
    name.split(['_', '-']).map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_title_is_called_by_its_name_in_words() {
        for (name, words) in [
            ("rest_of_world", "Rest of world"),
            ("se_asia", "SE Asia"),
            ("usa", "USA"),
            ("belarus", "Belarus"),
        ] {
            assert_eq!(in_words(name), words);
        }
        let mut titles = Titles::default();
        titles.insert("corridor.klaipeda".to_string(), "Klaipėda".to_string());
        assert_eq!(titles.of("corridor", "klaipeda"), "Klaipėda");
        assert_eq!(titles.of("market", "klaipeda"), "Klaipeda");
    }
}
