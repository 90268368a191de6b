//! What a result, or the difference between two scenarios, hangs on: groups of what is drawn, each drawn anew while the
//! others are frozen ([`crate::results::sensitivity`]).

use super::attribution::solved;
use super::{Error, Options, QuestionError, with_options};
use crate::results::blocks::{Blocks, block};
use crate::results::sensitivity::{BATCHES, Indices, Sensitivity};
use crate::results::study::StudyResults;
use crate::results::window::Window;
use crate::scenario::factor::{FactorGroup, Redrawn};
use crate::scenario::metric::Metric;
use crate::scenario::{Definition, Scenario};

/// Draws of each redrawing unless asked otherwise.
pub const DRAWS: usize = 4_096;

/// Asks what a scenario's result hangs on, or the difference of a second one to it.
pub fn sensitivity<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Asking<'a> {
    let scenarios = scenarios.into_iter().collect();
    Asking { scenarios, metric: None, window: None, options: Options::default(), begin: &|_, _, _| {} }
}

/// A question that is about to be answered.
pub struct Asking<'a> {
    scenarios: Vec<&'a Scenario>,
    metric: Option<String>,
    window: Option<Window>,
    options: Options<'a>,
    begin: &'a dyn Fn(usize, usize, u64),
}

with_options!(Asking);

impl<'a> Asking<'a> {
    /// The metric, by its name, instead of the focus's revenue.
    pub fn metric(mut self, name: &str) -> Self {
        self.metric = Some(name.to_string());
        self
    }

    /// The window, instead of the last whole year.
    pub fn over(mut self, window: Window) -> Self {
        self.window = Some(window);
        self
    }

    /// Called once with 0, the number of redrawings of all scenarios, and the same again.
    pub fn begin(mut self, begin: &'a dyn Fn(usize, usize, u64)) -> Self {
        self.begin = begin;
        self
    }

    /// Solves all redrawings.
    ///
    /// # Errors
    /// None or more than two scenarios, or two that cannot be compared; a metric or window that is none; too few draws;
    /// a result that does not vary; a stop.
    pub fn run(self) -> Result<Sensitivity, Error> {
        let definitions: Vec<&Definition> = self.scenarios.iter().map(|one| one.definition()).collect();
        let first = match definitions.as_slice() {
            [first] | [first, _] => *first,
            _ => return Err(wrong("one scenario or two are needed: a result, or a difference of results")),
        };
        let draws = self.options.draws.unwrap_or(DRAWS);
        if draws < 2 * BATCHES {
            return Err(wrong(&format!(
                "{draws} draws are too few to say how sure indices are; make {}",
                2 * BATCHES
            )));
        }
        let all: Vec<Definition> = definitions.iter().map(|one| (*one).clone()).collect();
        let horizon = StudyResults::check(&all, draws)?;
        let metric = match &self.metric {
            None => Metric::Revenue { exporter: first.focus },
            Some(name) => {
                first.metric(name).map_err(|help| Error::UnknownMetric { name: name.clone(), help })?
            }
        };
        let window = self.window.unwrap_or(Window::last_full_year(horizon));
        let positions = window.positions(horizon);
        if positions.is_empty() || positions.end > horizon.quarters {
            return Err(wrong(&format!("{window} is no part of the horizon, {}", Window::whole(horizon))));
        }
        let groups = groups(&definitions);
        let sets = 1_usize << groups.len();
        let redrawn = |(set, one): (usize, &Definition)| {
            let anew = groups.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1).map(|(_, group)| *group);
            Definition { redrawn: Redrawn::of(anew), shown: vec![metric], ..one.clone() }
        };
        let scenarios: Vec<Definition> =
            (0..sets).flat_map(|set| definitions.iter().map(move |one| (set, *one))).map(redrawn).collect();
        (self.begin)(0, scenarios.len(), scenarios.len() as u64);
        let (seed, method) =
            (self.options.seed.unwrap_or(first.seed), self.options.sampler.unwrap_or(first.method));
        let Options { stop, progress, .. } = self.options;
        let size = block(&scenarios, horizon);
        let blocks = Blocks { scenarios: &scenarios, seed, method, stop, progress, size };
        let mut lost = vec![false; draws];
        let levels = solved(&blocks, draws, (metric, &positions), &mut lost)?;
        let values = levels.chunks(definitions.len()).map(|levels| result(levels, &lost)).collect::<Vec<_>>();
        let indices = Indices::of(&values, groups.len());
        let indices = indices.filter(|_| !groups.is_empty()).ok_or_else(|| {
            let of = if definitions.len() == 2 { "difference" } else { "result" };
            wrong(&format!("the {of} does not vary: it is the same in every draw, or nothing is uncertain"))
        })?;
        let title = |part, position| {
            let (section, name) = first.thing(part, position);
            first.titles.of(section, name)
        };
        let answer = Sensitivity {
            scenarios: definitions.iter().map(|one| one.title.clone()).collect(),
            metric: first.metric_name(metric),
            title: metric.title(title),
            unit: metric.unit().to_string(),
            money_of: crate::results::reference_value::money_of(first).filter(|_| metric.is_money()),
            focus: title(crate::scenario::metric::Part::Exporter, first.focus),
            window,
            draws,
            lost: lost.iter().filter(|lost| **lost).count(),
            seed,
            method,
            mean: f64::NAN,
            sd: f64::NAN,
            groups: Vec::new(),
            pairs: Vec::new(),
            converged: false,
        };
        Ok(answer.with(&groups, &indices))
    }
}

/// The groups that any of the scenarios draws.
fn groups(definitions: &[&Definition]) -> Vec<FactorGroup> {
    let drawn: Vec<FactorGroup> = definitions.iter().flat_map(|one| one.factor_groups()).collect();
    FactorGroup::ALL.into_iter().filter(|group| drawn.contains(group)).collect()
}

/// A level, or the second minus the first; not a number in draws that were lost anywhere.
fn result(levels: &[Vec<f64>], lost: &[bool]) -> Vec<f64> {
    let value = |draw: usize| match levels {
        _ if lost[draw] => f64::NAN,
        [base, full] => full[draw] - base[draw],
        [only, ..] => only[draw],
        [] => f64::NAN,
    };
    (0..lost.len()).map(value).collect()
}

fn wrong(text: &str) -> Error {
    QuestionError(text.to_string()).into()
}
