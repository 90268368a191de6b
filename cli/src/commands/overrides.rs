//! Settings of the command line: what they say, and which scenario they are for.

use super::error::CliError;
use super::shell::quoted;
use clap::Args;
use potash::scenario::{Assignment, Draft, near, slip};
use std::fmt;
use std::path::PathBuf;

/// Settings that change a scenario.
#[derive(Debug, Args)]
pub(super) struct Overrides {
    /// Set a number by its dotted path; the value is TOML. NAME: before it sets it for the scenario of that name
    /// alone. May be repeated
    #[arg(long = "set", value_name = "[NAME:]PATH=VALUE", value_parser = Setting::parse)]
    pub set: Vec<Setting>,
    /// Draw every number from its own distribution, whatever calibration the scenario names; short for
    /// --set calibration=none
    #[arg(long)]
    pub prior: bool,
    /// Give results in the money of each quarter, and not of one year; short for --set run.money_of="nominal"
    #[arg(long)]
    pub nominal: bool,
    /// Folder below which scenario files may name one another [default: the working folder, if the file is in or
    /// below it, else the file's own]
    #[arg(long, value_name = "FOLDER")]
    pub root: Option<PathBuf>,
}

/// A setting, and the scenario that it is for; none for all.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    pub scenario: Option<String>,
    pub assignment: Assignment,
}

impl Setting {
    /// Parses `path=value` and `name:path=value`.
    pub fn parse(text: &str) -> Result<Setting, String> {
        let path = text.split('=').next().unwrap_or_default();
        let (scenario, rest) = match path.split_once(':') {
            // What is in quotes is a path.
            Some((name, _)) if !name.contains(['"', '\'']) => {
                (Some(name.trim().to_string()), text.get(name.len() + 1..).unwrap_or_default())
            }
            _ => (None, text),
        };
        if scenario.as_deref() == Some("") {
            return Err(format!(
                "`{text}` names no scenario before the colon; write path=value or name:path=value"
            ));
        }
        let assignment = Assignment::parse(rest)?;
        if let Some(point) = decimal_point(&assignment.value) {
            return Err(format!("`{}` is no number here: write {point}", assignment.value));
        }
        if assignment.value.ends_with(|c: char| c == '%' || c.is_ascii_digit())
            && !assignment.value.contains(',')
            && let Some((right, why)) = slip(&assignment.value)
        {
            return Err(format!("`{}` is no value here: write {right}; {why}", assignment.value));
        }
        Ok(Setting { scenario, assignment })
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.scenario {
            Some(scenario) => write!(f, "{scenario}:{}", self.assignment),
            None => self.assignment.fmt(f),
        }
    }
}

/// Parses `path=value`, for one scenario.
pub(super) fn plain(text: &str) -> Result<Assignment, String> {
    match Setting::parse(text)? {
        Setting { scenario: None, assignment } => Ok(assignment),
        Setting { scenario: Some(name), .. } => {
            Err(format!("there is one scenario here; leave `{name}:` out"))
        }
    }
}

/// A number with a decimal comma, as it would be right.
fn decimal_point(value: &str) -> Option<String> {
    let point = potash::scenario::decimal_point(value).filter(|point| point.len() == value.len())?;
    match value.split_once(',') {
        Some((whole, part)) if part.len() == 3 => {
            Some(format!("{point}, or {whole}{part} if the comma parts thousands"))
        }
        _ => Some(point),
    }
}

impl Overrides {
    /// All settings, in the order in which they are laid over the files.
    pub fn all(&self) -> Vec<Setting> {
        let none = || Assignment { path: "calibration".to_string(), value: "none".to_string() };
        let prior = self.prior.then(|| Setting { scenario: None, assignment: none() });
        let nominal = || Assignment { path: "run.money_of".to_string(), value: "\"nominal\"".to_string() };
        let nominal = self.nominal.then(|| Setting { scenario: None, assignment: nominal() });
        self.set.iter().cloned().chain(prior).chain(nominal).collect()
    }

    /// The options that say the same again, each with a blank before it.
    pub fn words(&self) -> String {
        let root = self.root.iter().map(|root| format!(" --root {}", quoted(&root.display().to_string())));
        let set = self.all().into_iter().map(|setting| format!(" --set {}", quoted(&setting.to_string())));
        root.chain(set).collect()
    }

    /// Refuses settings of which one would be without effect: a path that is set twice for the same scenarios, and
    /// one that an option of the command says too. Each option comes with its path and whether it was given.
    pub fn refuse_doubles(&self, options: &[(&str, &str, bool)]) -> Result<(), CliError> {
        for (k, setting) in self.set.iter().enumerate() {
            let path = &setting.assignment.path;
            let same =
                |other: &&Setting| other.scenario == setting.scenario && other.assignment.path == *path;
            if let Some(other) = self.set[..k].iter().find(same) {
                return Err(CliError::Usage(format!("--set {other} and --set {setting}: keep one of them")));
            }
            if let Some((option, ..)) = options.iter().find(|(_, own, given)| *given && own == path) {
                return Err(CliError::Usage(format!("{option} and --set {setting}: keep one of them")));
            }
        }
        Ok(())
    }

    /// The settings that hold for each scenario, and sentences about those that do not hold for all though they
    /// name none. A setting is for those scenarios that have what it changes; one that none has goes to the first,
    /// which says what is wrong with it. What is set for a scenario by its name holds there in the place of what is
    /// set for all.
    ///
    /// # Errors
    /// A setting for a scenario that is not there; `names` are those of all that were named.
    pub fn dealt(
        &self,
        drafts: &[&Draft],
        names: &[String],
    ) -> Result<(Vec<Vec<Assignment>>, Vec<String>), CliError> {
        self.refuse_doubles(&[
            ("--prior", "calibration", self.prior),
            ("--nominal", "run.money_of", self.nominal),
        ])?;
        let mut dealt = vec![Vec::new(); drafts.len()];
        let mut notes = Vec::new();
        let all = self.all();
        let own = |name: &str, path: &str| {
            all.iter().any(|one| one.scenario.as_deref() == Some(name) && one.assignment.path == path)
        };
        // Those of a scenario's own come last, and so on top.
        let (general, named): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.scenario.is_none());
        for setting in general.into_iter().chain(named) {
            let Setting { scenario, assignment } = setting;
            let holds: Vec<bool> = match scenario {
                Some(name) if names.contains(name) => {
                    drafts.iter().map(|draft| draft.name() == name).collect()
                }
                Some(name) => {
                    let help = suggestion(name, names);
                    let text = format!("--set {setting}: no scenario here is called `{name}`; {help}");
                    return Err(CliError::Usage(text));
                }
                None => drafts.iter().map(|draft| draft.knows(assignment)).collect(),
            };
            let nowhere = scenario.is_none() && !holds.contains(&true);
            if scenario.is_none() && holds.contains(&true) && holds.contains(&false) {
                notes.push(partial(setting, drafts, &holds));
            }
            for (k, (list, holds)) in dealt.iter_mut().zip(holds).enumerate() {
                let replaced = scenario.is_none() && own(drafts[k].name(), &assignment.path);
                if (holds || nowhere && k == 0) && !replaced {
                    list.push(assignment.clone());
                }
            }
        }
        Ok((dealt, notes))
    }
}

/// The scenario that was meant by a name that none has, or all there are.
pub(super) fn suggestion(name: &str, names: &[String]) -> String {
    let plain = name.to_lowercase().replace('_', "-");
    match near(&plain, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names.join(", ")),
    }
}

fn partial(setting: &Setting, drafts: &[&Draft], holds: &[bool]) -> String {
    let named = |wanted: bool| {
        let names =
            drafts.iter().zip(holds).filter(|(_, holds)| **holds == wanted).map(|(draft, _)| draft.name());
        names.collect::<Vec<_>>().join(", ")
    };
    let thing = setting.assignment.path.split('.').take(2).collect::<Vec<_>>().join(".");
    format!("--set {setting} is for {}; there is no {thing} in {}", named(true), named(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_may_name_its_scenario() {
        let setting = Setting::parse("us-only:model.sigma=3").unwrap();
        assert_eq!(setting.scenario.as_deref(), Some("us-only"));
        assert_eq!(setting.assignment.to_string(), "model.sigma=3");
        assert_eq!(setting.to_string(), "us-only:model.sigma=3");
        let colon = Setting::parse("calibration=a:b").unwrap();
        assert_eq!((colon.scenario, colon.assignment.value.as_str()), (None, "a:b"));
        for wrong in [":model.sigma=3", "us-only:=3", "us-only:model.sigma", "us-only:model..sigma=3"] {
            assert!(Setting::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_would_be_without_effect_is_refused() {
        let set = |texts: &[&str]| Overrides {
            set: texts.iter().map(|text| Setting::parse(text).unwrap()).collect(),
            prior: false,
            nominal: false,
            root: None,
        };
        let seed = [("--seed", "run.seed", true)];
        assert!(set(&["model.sigma=3", "a:model.sigma=4", "b:model.sigma=5"]).refuse_doubles(&seed).is_ok());
        assert!(set(&["model.sigma=3", "model.sigma=4"]).refuse_doubles(&[]).is_err());
        assert!(set(&["a:model.sigma=3", "a:model.sigma=3"]).refuse_doubles(&[]).is_err());
        assert!(set(&["run.seed=3"]).refuse_doubles(&seed).is_err());
        assert!(set(&["run.seed=3"]).refuse_doubles(&[("--seed", "run.seed", false)]).is_ok());
    }

    #[test]
    fn a_decimal_comma_is_told_as_a_point() {
        for (value, right) in [("0,5", "write 0.5"), ("-12,25", "write -12.25"), ("1,000", "or 1000")] {
            let error = Setting::parse(&format!("model.sigma={value}")).unwrap_err();
            assert!(error.contains(right), "{error}");
        }
        assert!(Setting::parse("model.sigma={uniform=[1,2]}").is_ok());
    }
}
