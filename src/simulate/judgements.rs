//! What an answer hangs on: every number that is a judgement, moved to either end of what it may be, one at a time.
//!
//! All else stays as it is, draw by draw, so what moves is what the number moves. The demand system is moved too: from
//! one form to the other, with everything else as it was.

use super::{Error, Options, with_options};
use crate::market::DemandSystem;
use crate::results::conditional::Conditional;
use crate::results::study::{Request, StudyError, StudyResults};
use crate::results::window::Window;
use crate::scenario::parameter::{Basis, ParameterId};
use crate::scenario::titles::Titles;
use crate::scenario::{Definition, Scenario};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The share of draws below the low end to which a number is moved; as many are above the high end.
pub const TAIL: f64 = 0.05;

/// Draws that each number is moved in unless asked otherwise.
pub const DRAWS: usize = 1_000;

/// The medians that an answer begins with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Headline {
    /// Revenue of the baseline scenario in the last whole year, bn USD a year.
    pub level: f64,
    /// What the second scenario adds to it while its relief stands, bn USD a year; none of a single scenario.
    pub gain: Option<f64>,
    /// Share of what the measures cost that it restores while its relief stands; none where they cost nothing.
    pub share: Option<f64>,
}

/// A number at one end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// The number, as it would be set.
    pub setting: String,
    /// The answer with it; none where every draw is lost.
    pub headline: Option<Headline>,
}

/// A judgement and what hangs on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Judgement {
    /// Dotted path of the number, or of the demand system.
    pub path: String,
    /// Its unit; empty for a pure number.
    pub unit: String,
    /// At its 5 %.
    pub low: Moved,
    /// At its 95 %.
    pub high: Moved,
}

/// What an answer hangs on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Judgements {
    /// Titles of the scenarios, the baseline first.
    pub scenarios: Vec<String>,
    /// Titles that the first one's files state.
    #[serde(default)]
    pub titles: Titles,
    /// What the answer is about.
    pub window: Window,
    /// Unit of money.
    pub money: String,
    /// Draws of every run.
    pub draws: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// With every number as it is.
    pub base: Headline,
    /// The judgement that moves the share restored most first; of a single scenario the one that moves the level most.
    pub list: Vec<Judgement>,
    /// Judgements that are a single number, and so have no ends to be moved to.
    pub certain: usize,
}

impl Judgement {
    /// How far apart the answers at its two ends are: in the share restored where `base` has one, else in the level.
    /// An end without an answer is none apart.
    pub fn swing(&self, base: &Headline) -> f64 {
        let of = |moved: &Moved| moved.headline.and_then(|headline| headline.main(base)).unwrap_or(f64::NAN);
        let swing = (of(&self.high) - of(&self.low)).abs();
        if swing.is_finite() { swing } else { 0.0 }
    }
}

impl Headline {
    /// What judgements are put in order by: the share restored where the answer as it is has one, else the level.
    pub fn main(&self, base: &Headline) -> Option<f64> {
        if base.share.is_some() { self.share } else { Some(self.level) }
    }

    /// Of a study; of all draws where the answer as it is (`base`) is of all draws, else of those in which relief
    /// stands, and nothing where these are too few.
    fn of(study: &StudyResults, base: Option<&StudyResults>) -> Option<Headline> {
        let window = Window::last_full_year(study.horizon);
        let comparison = study.compare(study.revenue(), window)?;
        let level = comparison.rows.first()?.level.q50.value;
        let relief: Option<&Conditional> = study.standing_relief(1);
        let stands = base.unwrap_or(study).standing_relief(1).is_some();
        let (relief, row) = if stands { (relief, None) } else { (None, comparison.rows.get(1)) };
        let gain = relief.map(|one| &one.difference).or(row.map(|row| &row.difference));
        let restored =
            relief.map(|one| &one.restored).or(row.map(|row| &row.restored)).and_then(Option::as_ref);
        Some(Headline {
            level,
            gain: gain.map(|gain| gain.q50.value),
            share: restored.map(|restored| restored.share.q50.value),
        })
    }
}

/// Moves the judgements of scenarios that are compared, the first of them the baseline.
pub fn judgements<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Moving<'a> {
    Moving { scenarios: scenarios.into_iter().collect(), options: Options::default(), begin: &|_, _, _| {} }
}

/// Judgements that are about to be moved.
pub struct Moving<'a> {
    scenarios: Vec<&'a Scenario>,
    options: Options<'a>,
    begin: &'a dyn Fn(usize, usize, u64),
}

with_options!(Moving);

/// A change of the scenarios: a number by its path at a value, or the demand system.
enum Change<'a> {
    Number(&'a str, f64),
    Demand(DemandSystem),
}

impl<'a> Moving<'a> {
    /// Called before each run with how many are done, how many there are in all, and the paths that each solves.
    pub fn begin(mut self, begin: &'a dyn Fn(usize, usize, u64)) -> Self {
        self.begin = begin;
        self
    }

    /// Runs the scenarios as they are, and twice for every judgement.
    ///
    /// # Errors
    /// As those of a comparison; a stop.
    pub fn run(self) -> Result<Judgements, Error> {
        let Moving { scenarios, options, begin } = self;
        let definitions: Vec<Definition> = scenarios.iter().map(|one| one.definition().clone()).collect();
        let draws = options.draws.unwrap_or(DRAWS);
        StudyResults::check(&definitions, draws)?;
        let (paths, certain) = judged(&definitions);
        let (runs, each) = (2 * paths.len() + 2, StudyResults::paths(&definitions, draws));
        let first = &definitions[0];
        let (seed, method) = (options.seed.unwrap_or(first.seed), options.sampler.unwrap_or(first.method));
        let mut done = 0;
        let mut solve = |scenarios: Vec<Definition>| -> Result<StudyResults, StudyError> {
            begin(done, runs, each);
            done += 1;
            let Options { stop, progress, .. } = options;
            let request = Request {
                scenarios,
                draws,
                digits: None,
                exact: false,
                drivers: false,
                seed,
                method,
                stop,
                progress,
                sink: None,
            };
            let study = StudyResults::run(request)?;
            // What was stopped is a run of fewer draws, and no answer to compare with another.
            if study.interrupted {
                Err(StudyError::Interrupted(crate::engine::Interrupted))
            } else {
                Ok(study)
            }
        };
        let study = solve(definitions.clone())?;
        let window = Window::last_full_year(study.horizon);
        let base = Headline::of(&study, None).ok_or(StudyError::NoDraws)?;
        let mut moved = |setting: String, change: &Change<'_>| -> Result<Moved, StudyError> {
            let headline = match solve(definitions.iter().map(|one| change.apply(one)).collect()) {
                Ok(moved) => Headline::of(&moved, Some(&study)),
                Err(StudyError::AllLost { .. }) => None,
                Err(error) => return Err(error),
            };
            Ok(Moved { setting, headline })
        };
        let mut list = Vec::with_capacity(paths.len() + 1);
        for (path, unit, [low, high]) in &paths {
            let low = moved(low.to_string(), &Change::Number(path, *low))?;
            let high = moved(high.to_string(), &Change::Number(path, *high))?;
            list.push(Judgement { path: path.to_string(), unit: unit.to_string(), low, high });
        }
        let other = match first.world.demand {
            DemandSystem::Additive => DemandSystem::Ces,
            DemandSystem::Ces => DemandSystem::Additive,
        };
        let low = Moved { setting: first.world.demand.word().to_string(), headline: Some(base) };
        let high = moved(other.word().to_string(), &Change::Demand(other))?;
        list.push(Judgement { path: "model.demand".to_string(), unit: String::new(), low, high });
        list.sort_by(|a, b| b.swing(&base).total_cmp(&a.swing(&base)));
        Ok(Judgements {
            scenarios: study.scenarios.iter().map(|one| one.label.clone()).collect(),
            titles: first.titles.clone(),
            window,
            money: study.money(),
            draws,
            seed,
            base,
            list,
            certain,
        })
    }
}

impl Change<'_> {
    fn apply(&self, scenario: &Definition) -> Definition {
        let mut changed = scenario.clone();
        match self {
            Change::Number(path, value) => {
                let position = scenario.parameters.iter().position(|parameter| parameter.path == *path);
                // A scenario that lacks a number stays as it is.
                changed.pinned.extend(position.map(|k| (ParameterId(k), *value)));
            }
            Change::Demand(system) => changed.world.demand = *system,
        }
        changed
    }
}

/// A judgement: its path, its unit and its ends.
type Judged<'a> = (&'a str, &'a str, [f64; 2]);

/// Judgements of any of the scenarios that are uncertain, and how many of them are not.
fn judged(scenarios: &[Definition]) -> (Vec<Judged<'_>>, usize) {
    let (mut found, mut certain): (Vec<Judged<'_>>, Vec<&str>) = (Vec::new(), Vec::new());
    for scenario in scenarios {
        for (k, parameter) in scenario.parameters.iter().enumerate() {
            let path = parameter.path.as_str();
            let known = found.iter().any(|(known, ..)| *known == path) || certain.contains(&path);
            if parameter.basis != Some(Basis::Judgement) || known {
                continue;
            }
            match scenario.quantiles(ParameterId(k), [TAIL, 1.0 - TAIL]) {
                Some(ends) => found.push((path, parameter.dimension.inner(), ends)),
                None => certain.push(path),
            }
        }
    }
    (found, certain.len())
}
