//! Settings from the command line: a path, as it stands in files and in output, and a value in TOML.

use super::document::Node;
use super::limits::LONGEST_SETTING;
use super::problem;

/// A setting from the command line: `path=value`, the value in TOML.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Dotted; keys that are no plain words stand in double quotes, as in
    /// `correlation."corridor.klaipeda.cost"."model.theta"`.
    pub path: String,
    /// The value, in TOML.
    pub value: String,
}

/// Keys of a scenario that a setting cannot change to any effect, and why.
const FIXED: [(&str, &str); 4] = [
    (
        "extends",
        "files are read before settings are laid over them; write a scenario that extends the other one",
    ),
    ("title", "it changes no result; write a scenario with another title"),
    ("colour", "it changes no result; write a scenario with another colour"),
    ("question", "it changes no result; write a scenario with another question"),
];

impl Assignment {
    /// Parses `path=value`.
    ///
    /// # Errors
    /// What is no path, has no value, is too long, or could have no effect.
    pub fn parse(text: &str) -> Result<Assignment, String> {
        if text.len() > LONGEST_SETTING {
            return Err(format!("a setting of {} bytes; {LONGEST_SETTING} at the most", text.len()));
        }
        let equals = outside_quotes(text, '=').next();
        let equals = equals.ok_or_else(|| format!("`{text}` has no `=`; write path=value"))?;
        let (path, value) = (text[..equals].trim(), text[equals + 1..].trim());
        let keys = keys(path).ok_or_else(|| {
            format!(
                "`{path}` is not a dotted path such as corridor.klaipeda.cost; keys that have dots themselves \
                 stand in double quotes: correlation.\"corridor.klaipeda.cost\".\"model.theta\""
            )
        })?;
        if value.is_empty() {
            return Err(format!("`{text}` has no value after `=`"));
        }
        if value.contains(['\n', '\r']) {
            return Err(format!("the value of `{path}` has more than one line"));
        }
        if let [key] = keys.as_slice()
            && let Some((_, why)) = FIXED.iter().find(|(fixed, _)| fixed == key)
        {
            return Err(format!("`{key}` cannot be set: {why}"));
        }
        Ok(Assignment { path: joined(&keys), value: value.to_string() })
    }

    /// The setting as it is written on a command line.
    pub fn text(&self) -> String {
        self.to_string()
    }

    /// The value in TOML; a bare word becomes text.
    pub fn toml(&self) -> String {
        let one = |table: &toml::Spanned<toml::de::DeTable<'_>>| table.get_ref().len() == 1;
        match toml::de::DeTable::parse(&format!("x = {}", self.value)).is_ok_and(|table| one(&table)) {
            true => self.value.clone(),
            false => toml::Value::String(self.value.clone()).to_string(),
        }
    }

    /// The setting as a line of TOML.
    pub(super) fn line(&self) -> String {
        format!("{} = {}\n", self.path, self.toml())
    }

    /// A setting changes things that are there: one that names a corridor or measure that the scenario does not
    /// have is a typing mistake, not a new corridor. What is wrong and what would be right, if it is one.
    pub(super) fn stranger(&self, tree: &Node) -> Option<(String, String)> {
        let keys = keys(&self.path)?;
        let (section, name) = (keys.first()?.as_str(), keys.get(1)?.as_str());
        if !["exporter", "market", "corridor", "measure", "project", "process", "disruption"]
            .contains(&section)
        {
            return None;
        }
        let entries = tree.get(section).map(|entry| entry.node.entries()).unwrap_or_default();
        let known: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        if known.contains(&name) {
            return None;
        }
        let help = match problem::meant(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{section}.{near}`?"),
            None if known.is_empty() => {
                format!("the scenario has no {section}; write one in a file of your own")
            }
            None => problem::suggestion(name, &known),
        };
        Some((format!("no {section} is called `{name}`"), help))
    }
}

impl std::fmt::Display for Assignment {
    /// As it is written on the command line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.path, self.value)
    }
}

/// Positions of a letter outside of double quotes. Keys have no quotes in them.
fn outside_quotes(text: &str, letter: char) -> impl Iterator<Item = usize> + '_ {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, found)| {
        inside ^= found == '"';
        (!inside && found == letter).then_some(at)
    })
}

fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The keys of a path; none if it is no path.
fn keys(path: &str) -> Option<Vec<String>> {
    let mut keys = Vec::new();
    let mut begin = 0;
    for end in outside_quotes(path, '.').chain([path.len()]) {
        let part = path.get(begin..end)?.trim();
        let quoted = part.strip_prefix('"').and_then(|part| part.strip_suffix('"'));
        let key = match quoted {
            Some(key)
                if !key.is_empty() && !key.contains(|c: char| c == '"' || c == '\\' || c.is_control()) =>
            {
                key
            }
            None if is_plain(part) => part,
            _ => return None,
        };
        keys.push(key.to_string());
        begin = end + 1;
    }
    Some(keys)
}

/// A path of keys: plain words as they are, all else in quotes.
fn joined(keys: &[String]) -> String {
    let key = |key: &String| if is_plain(key) { key.clone() } else { format!("\"{key}\"") };
    keys.iter().map(key).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_same_on_the_command_line_as_in_files_and_output() {
        for path in [
            "corridor.klaipeda.cost",
            "index.demand.2030-Q4",
            "correlation.\"corridor.russian_baltic.cost\".\"model.theta\"",
            "correlation.\"index.demand.2030-Q4\".\"process.demand\"",
        ] {
            let setting = Assignment::parse(&format!("{path}=0.3")).unwrap();
            assert_eq!((setting.path.as_str(), setting.value.as_str()), (path, "0.3"));
            assert!(toml::de::DeTable::parse(&setting.line()).is_ok(), "{}", setting.line());
        }
        // Quotes that are not needed change nothing.
        assert_eq!(Assignment::parse("model.\"sigma\" = 4").unwrap().path, "model.sigma");
    }

    #[test]
    fn what_is_no_setting_or_can_have_no_effect_is_refused() {
        let long = format!("a={}", "1".repeat(LONGEST_SETTING));
        for text in [
            "a",
            "=1",
            "a=",
            ".a=1",
            "a..b=1",
            "a b=1",
            "a.\"=1",
            "a.\"\"=1",
            "a=1\nb=2",
            "extends=market.toml",
            "title=x",
            "question = y",
            "\"title\"=x",
            &long,
        ] {
            assert!(Assignment::parse(text).is_err(), "{text:.40}");
        }
        assert!(Assignment::parse("measure.x.title=y").is_ok());
    }

    #[test]
    fn a_word_that_is_no_toml_becomes_text() {
        let line = |value: &str| Assignment { path: "a".to_string(), value: value.to_string() }.line();
        assert_eq!(line("{ uniform = [1, 2] }"), "a = { uniform = [1, 2] }\n");
        for value in ["never", "\"", "a\\b", "\u{1b}[31m", "'''"] {
            let line = line(value);
            let table = toml::de::DeTable::parse(&line).unwrap();
            assert_eq!(table.get_ref()["a"].get_ref().as_str(), Some(value), "{line}");
        }
    }
}
