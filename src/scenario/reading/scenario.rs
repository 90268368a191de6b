//! A scenario with what it was read from: what programs hold, change and run.

use super::document::Change;
use super::files::Files;
use super::load::{Draft, Laid, UsedCalibration};
use super::location::{Location, Texts};
use super::problem::{Problem, Problems};
use super::setting::Assignment;
use crate::scenario::Definition;
use crate::scenario::metric::Part;
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

/// A valid scenario: what it defines, and the files and settings that say so. It never changes; [`Scenario::with`]
/// makes another one.
#[derive(Debug, Clone)]
pub struct Scenario {
    draft: Draft,
    settings: Vec<Assignment>,
    laid: Laid,
}

impl Draft {
    /// Lays settings over the files and reads the whole.
    ///
    /// # Errors
    /// All that is wrong with what the files and settings say.
    pub fn with(&self, settings: &[Assignment]) -> Result<Scenario, Problems> {
        let laid = self.laid(settings)?;
        Ok(Scenario { draft: self.clone(), settings: settings.to_vec(), laid })
    }

    /// [`Draft::with`] where every number is drawn from its own distribution, whatever calibration the files name.
    ///
    /// # Errors
    /// As [`Draft::with`].
    pub fn prior(&self, settings: &[Assignment]) -> Result<Scenario, Problems> {
        let none = Assignment { path: "calibration".to_string(), value: "none".to_string() };
        let prior = self.with(&[settings, &[none]].concat())?;
        Ok(Scenario { settings: settings.to_vec(), ..prior })
    }
}

impl Scenario {
    /// Reads a scenario file and everything it extends, which may be in or below the working folder if the file is,
    /// else in or below the file's own folder.
    ///
    /// # Errors
    /// [`Problems::Unreadable`] for a file that cannot be opened, [`Problems::Faults`] for all that is wrong with
    /// what the files say, each with its place and remedy.
    pub fn from_path(path: impl AsRef<Path>) -> Result<Scenario, Problems> {
        Scenario::load(path.as_ref(), &[])
    }

    /// [`Scenario::from_path`] with settings laid over the files.
    ///
    /// # Errors
    /// As [`Scenario::from_path`], and for settings that cannot be.
    pub fn load(path: &Path, settings: &[Assignment]) -> Result<Scenario, Problems> {
        Draft::read(&Location::file(path), None)?.with(settings)
    }

    /// A scenario that comes with the program, such as `us-only`.
    ///
    /// # Errors
    /// A name that none has.
    pub fn shipped(name: &str) -> Result<Scenario, Problems> {
        let location = super::library::scenario(name).map(Location::Shipped).ok_or_else(|| {
            let there = super::library::names().collect::<Vec<_>>().join(", ");
            let reason = format!("no shipped scenario has this name; there are {there}");
            Problems::Unreadable { path: name.to_string(), reason }
        })?;
        Draft::read(&location, None)?.with(&[])
    }

    /// A scenario from texts in memory: `main` is the name of its own text, and what that extends or takes a
    /// calibration from is another of them, as if all were files of one folder, or a shipped one (`potash:market`).
    ///
    /// # Errors
    /// As [`Scenario::from_path`].
    pub fn from_texts<N: Into<String>, T: Into<String>>(
        main: &str,
        texts: impl IntoIterator<Item = (N, T)>,
    ) -> Result<Scenario, Problems> {
        let texts: Texts = texts.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        let location = Location::Memory { name: main.to_string(), texts: Arc::new(texts) };
        Draft::read(&location, None)?.with(&[])
    }

    /// The same scenario with one number or word set: `path` is dotted, as in `corridor.russian_baltic.cost`, and
    /// `value` as TOML would have it, a number or `"{uniform = [20, 60]}"`. What is set later lies on top.
    ///
    /// # Errors
    /// A path that leads nowhere, or a value that cannot be.
    pub fn with(&self, path: &str, value: impl Display) -> Result<Scenario, Problems> {
        let setting = Assignment::parse(&format!("{path}={value}"))
            .map_err(|reason| Problems::InvalidFile { path: path.to_string(), reason })?;
        self.with_settings([setting])
    }

    /// [`Scenario::with`] for several settings at once, in the place of those of the same paths.
    ///
    /// # Errors
    /// As [`Scenario::with`].
    pub fn with_settings(&self, more: impl IntoIterator<Item = Assignment>) -> Result<Scenario, Problems> {
        let mut settings = self.settings.clone();
        for setting in more {
            settings.retain(|known| known.path != setting.path);
            settings.push(setting);
        }
        self.draft.with(&settings)
    }

    pub(super) fn draft(&self) -> &Draft {
        &self.draft
    }

    /// What it defines.
    pub fn definition(&self) -> &Definition {
        &self.laid.definition
    }

    /// The same scenario, whose runs also show a metric and compare scenarios on it; a scenario made of it by
    /// [`Scenario::with`] does not.
    ///
    /// # Errors
    /// A name that is no metric of it, or that of a measure, whose number differs between scenarios.
    pub fn showing(mut self, name: &str) -> Result<Scenario, String> {
        let metric = self.laid.definition.metric(name)?;
        if metric.things().any(|(part, _)| part == Part::Measure) {
            return Err("a measure is no quantity that scenarios can be compared on".to_string());
        }
        let shown = &mut self.laid.definition.shown;
        if !shown.contains(&metric) {
            shown.push(metric);
        }
        Ok(self)
    }

    /// What it defines, and nothing else of it.
    pub fn into_definition(self) -> Definition {
        self.laid.definition
    }

    /// Its name: that of its file, letters, digits and hyphens.
    pub fn name(&self) -> &str {
        &self.laid.definition.name
    }

    /// What it was read from.
    pub fn files(&self) -> &Files {
        &self.laid.files
    }

    /// What it changes against the scenario it extends; empty for one that extends nothing.
    pub fn changes(&self) -> &[Change] {
        self.draft.changes()
    }

    /// What it extends: the name it gives, or that of a shipped scenario.
    pub fn parent(&self) -> Option<&str> {
        self.draft.parent()
    }

    /// The settings that were laid over the files, in that order.
    pub fn settings(&self) -> &[Assignment] {
        &self.settings
    }

    /// Paths of numbers without a source or a basis.
    pub fn unsourced(&self) -> &[String] {
        &self.laid.unsourced
    }

    /// The calibration that it takes numbers from.
    pub fn calibration(&self) -> Option<&UsedCalibration> {
        self.laid.calibration.as_ref()
    }

    /// What has no effect, or probably not the one that was meant.
    pub fn warnings(&self) -> &[Problem] {
        &self.laid.warnings
    }

    /// The resolved scenario as text: every parameter with its value, source and basis.
    pub fn resolved(&self) -> &str {
        &self.laid.resolved
    }

    /// A fault of what is at a path, or of what is nearest to it, found only when all was read.
    pub fn fault(&self, path: &str, what: impl Into<String>, help: impl Into<String>) -> Problems {
        let stands = |path: &str| {
            let parameters = self.laid.definition.parameters.iter();
            parameters.zip(&self.laid.places).find(|(parameter, _)| {
                let rest = parameter.path.strip_prefix(path);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let above = std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(above, _)| above));
        // What stands nowhere is reported at the head of the first file.
        let place = above.filter_map(stands).next().map(|(_, place)| place.clone()).unwrap_or_default();
        let span = place.1.start as usize..place.1.end as usize;
        let problem = Problem { file: place.0 as usize, span, what: what.into(), help: help.into() };
        Problems::Faults { files: self.laid.files.clone(), list: vec![problem], more: 0 }
    }

    /// What was changed to make sense of the files, in sentences.
    pub fn notices(&self) -> Vec<String> {
        let repaired = |(a, b, from, to): &(String, String, f64, f64)| {
            format!(
                "the correlation of {a} and {b} is {to:.3} in the place of {from:.3}, the nearest that is possible"
            )
        };
        let repaired = self.laid.definition.correlation.repaired.iter().map(repaired);
        let calibration =
            self.laid.calibration.iter().filter(|calibration| !calibration.newcomers.is_empty());
        let newcomers = calibration.map(|calibration| {
            format!("{} was learnt in a world without {}", calibration.file, calibration.newcomers.join(", "))
        });
        repaired.chain(newcomers).collect()
    }
}
