//! What made a run another than its files describe: settings, another seed, another sampler, draws that are missing.
//!
//! Told in the first lines of an answer, at the head of a page and in the source line of every chart, so that no
//! number is shown without it. A run of the files as they stand, all draws whole, has nothing to tell here.

use potash::input::visible;
use potash::results::study::StudyResults;
use potash::scenario::Method;

/// The seed of runs that ask for no other.
const SEED: u64 = 1;
/// Most settings that an answer lists; a manifest has them all.
const MOST_LINES: usize = 12;
/// Most settings in the source line of a chart.
const MOST_IN_SOURCE: usize = 2;
/// Longest line of an answer, and longest setting in a source line, in characters.
const LONGEST_LINE: usize = 79;
/// Shortest that a setting is cut to, however many scenarios stand behind it.
const SHORTEST: usize = 40;
const LONGEST_IN_SOURCE: usize = 56;

/// Settings with the scenarios that they hold in, the seed and the sampler.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    settings: Vec<Setting>,
    /// Of all scenarios there are.
    count: usize,
    seed: u64,
    method: Method,
}

#[derive(Debug, Clone, PartialEq)]
struct Setting {
    /// `path=value`.
    text: String,
    scenarios: Vec<String>,
}

impl Changed {
    /// What changed a study.
    pub fn of_study(study: &StudyResults) -> Changed {
        let each = study.scenarios.iter().map(|one| (one.name.as_str(), one.settings.as_slice()));
        Changed::of(each, study.seed, study.method)
    }

    /// What changed a run of some scenarios, given by their names and what was set in them.
    pub fn of<'a>(
        scenarios: impl Iterator<Item = (&'a str, &'a [String])>,
        seed: u64,
        method: Method,
    ) -> Changed {
        let (mut settings, mut count): (Vec<Setting>, usize) = (Vec::new(), 0);
        for (name, own) in scenarios {
            count += 1;
            for text in own {
                match settings.iter_mut().find(|known| known.text == *text) {
                    Some(known) => known.scenarios.push(name.to_string()),
                    None => settings.push(Setting { text: text.clone(), scenarios: vec![name.to_string()] }),
                }
            }
        }
        Changed { settings, count, seed, method }
    }

    /// The answer's first lines: a line for each setting, one for seed and sampler; none where nothing was changed.
    pub fn lines(&self) -> Vec<String> {
        let line = |setting: &Setting| {
            let told = |text: String| format!("Set: {setting}", setting = self.scoped(setting, text));
            let around = told(String::new()).chars().count();
            told(cut(&setting.text, LONGEST_LINE.saturating_sub(around).max(SHORTEST)))
        };
        // One line too many says no more than the line that would say so.
        let shown = if self.settings.len() == MOST_LINES + 1 { MOST_LINES + 1 } else { MOST_LINES };
        let mut lines: Vec<String> = self.settings.iter().take(shown).map(line).collect();
        if self.settings.len() > shown {
            lines.push(format!(
                "Set: {count} more, which manifest.json lists",
                count = (self.settings.len() - shown)
            ));
        }
        let seed = (self.seed != SEED).then(|| format!("Seed {seed}", seed = self.seed));
        let sampler = (self.method != Method::default())
            .then(|| format!("{sampler} draws", sampler = self.method.word()));
        let drawn: Vec<String> = seed.into_iter().chain(sampler).collect();
        lines.extend((!drawn.is_empty()).then(|| drawn.join(", ")));
        lines
    }

    /// A setting with the scenarios that it holds in; of a single scenario that goes without saying.
    fn scoped(&self, setting: &Setting, text: String) -> String {
        match setting.scenarios.len() {
            _ if self.count == 1 => text,
            all if all == self.count => format!("{setting} (all scenarios)", setting = text),
            _ => {
                let names = setting.scenarios.join(", ");
                format!("{setting} ({scenarios})", setting = text, scenarios = names)
            }
        }
    }

    /// The names of scenarios with the first things that were set in them, for a source line.
    pub fn scenarios(&self, names: &str) -> String {
        let brief = |setting: &Setting| {
            let text = cut(&setting.text, LONGEST_IN_SOURCE);
            // That it holds everywhere need not be said in a line that is to be short.
            if setting.scenarios.len() == self.count { text } else { self.scoped(setting, text) }
        };
        let told: Vec<String> = self.settings.iter().take(MOST_IN_SOURCE).map(brief).collect();
        if told.is_empty() {
            return names.to_string();
        }
        let (mut told, rest) = (told.join(", "), self.settings.len().saturating_sub(MOST_IN_SOURCE));
        if rest > 0 {
            told = format!("{settings} and {count} more", settings = told, count = rest);
        }
        format!("{scenarios}; set {settings}", scenarios = names, settings = told)
    }

    /// The seed for a source line, with a sampler that is not the usual one.
    pub fn seed(&self) -> String {
        if self.method == Method::default() {
            return self.seed.to_string();
        }
        format!("{seed}, {sampler}", seed = self.seed, sampler = self.method.word())
    }
}

/// How many draws a study has, for a source line: with those that were asked for if it was stopped, and those that
/// were lost.
pub fn draws(study: &StudyResults) -> String {
    let (draws, asked, lost) = (study.draws, study.asked, study.lost);
    let mut told = match study.interrupted {
        true => format!("{draws} of {asked}"),
        false => format!("{draws}"),
    };
    if lost > 0 {
        told = format!("{draws} ({lost} lost)", draws = told);
    }
    told
}

/// A text of at most so many characters on one line, which ends in an ellipsis if it was longer.
fn cut(text: &str, most: usize) -> String {
    let line = visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    super::words::clip(&line, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(own: &[(&str, &[&str])], seed: u64, method: Method) -> Changed {
        let owned: Vec<(&str, Vec<String>)> =
            own.iter().map(|(name, list)| (*name, list.iter().map(ToString::to_string).collect())).collect();
        Changed::of(owned.iter().map(|(name, list)| (*name, list.as_slice())), seed, method)
    }

    #[test]
    fn a_run_of_files_as_they_stand_has_nothing_to_tell() {
        let plain = changed(&[("a", &[]), ("b", &[])], 1, Method::Pseudo);
        assert_eq!(plain.lines(), Vec::<String>::new());
        assert_eq!(plain.scenarios("a, b"), "a, b");
        assert_eq!(plain.seed(), "1");
    }

    #[test]
    fn every_setting_says_where_it_holds() {
        let set = changed(&[("a", &["x=1"]), ("b", &["x=1", "y=2"])], 7, Method::Sobol);
        let lines = ["Set: x=1 (all scenarios)", "Set: y=2 (b)", "Seed 7, sobol draws"];
        assert_eq!(set.lines(), lines);
        assert_eq!(set.scenarios("a, b"), "a, b; set x=1, y=2 (b)");
        assert_eq!(set.seed(), "7, sobol");
        assert_eq!(changed(&[("a", &["x=1"])], 1, Method::Pseudo).lines(), ["Set: x=1"]);
    }

    #[test]
    fn many_and_long_settings_are_counted_and_visibly_cut() {
        let many: Vec<String> = (0..20).map(|k| format!("process.demand.k{k}={}", "9".repeat(200))).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let set = changed(&[("a", &many)], 1, Method::Pseudo);
        let lines = set.lines();
        assert_eq!(lines.len(), MOST_LINES + 1);
        assert!(lines.iter().all(|line| line.chars().count() <= 79), "{lines:#?}");
        assert!(lines[0].ends_with('…') && lines[12].contains("8 more"), "{lines:#?}");
        let source = set.scenarios("a");
        assert!(source.ends_with("… and 18 more") && source.chars().count() < 160, "{source}");
    }

    #[test]
    fn a_setting_cannot_drive_a_terminal_nor_break_a_line() {
        let lines = changed(&[("a", &["x='''a\n\u{1b}[2J'''"])], 1, Method::Pseudo).lines();
        assert_eq!(lines, ["Set: x='''a \\u{1b}[2J'''"]);
    }
}
