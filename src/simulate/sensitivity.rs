//! What a result, or the difference between two scenarios, hangs on: groups of what is drawn, each drawn anew while the
//! others are frozen ([`crate::results::sensitivity`]).

use super::question::{Asked, few_enough, wrong};
use super::{Error, Options, with_options};
use crate::results::blocks::{Blocks, block};
use crate::results::sensitivity::{BATCHES, Indices, NoIndices, Sensitivity};
use crate::results::study::StudyResults;
use crate::results::window::Window;
use crate::scenario::factor::{FactorGroup, Redrawn};
use crate::scenario::parameter::ParameterId;
use crate::scenario::{Definition, Method, Scenario};

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
        let asked = Asked::of(first, horizon, self.metric.as_deref(), self.window)?;
        definitions.iter().try_for_each(|one| independent(one))?;
        let groups = groups(&definitions);
        let sets = 1_usize << groups.len();
        let redrawn = |(set, one): (usize, &Definition)| {
            let anew = groups.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1).map(|(_, group)| *group);
            Definition { redrawn: Redrawn::of(anew), shown: vec![asked.metric], ..one.clone() }
        };
        let scenarios: Vec<Definition> =
            (0..sets).flat_map(|set| definitions.iter().map(move |one| (set, *one))).map(redrawn).collect();
        few_enough(scenarios.len(), draws)?;
        (self.begin)(0, scenarios.len(), scenarios.len() as u64);
        let seed = self.options.seed.unwrap_or(first.seed);
        // Two scrambles of one Sobol point are not independent, as what is redrawn has to be.
        let method = Method::Pseudo;
        let Options { stop, progress, .. } = self.options;
        let size = block(&scenarios, horizon);
        let blocks = Blocks { scenarios: &scenarios, seed, method, stop, progress, size };
        let levels = asked.solved(&blocks, draws)?;
        let values: Vec<Vec<f64>> = levels.chunks(definitions.len()).map(result).collect();
        drop(levels);
        let of = if definitions.len() == 2 { "difference" } else { "result" };
        let indices = Indices::of(&values, groups.len()).map_err(|none| match none {
            NoIndices::Constant => wrong(&format!(
                "the {of} does not vary: it is the same in every draw, or nothing is uncertain"
            )),
            NoIndices::TooFew => wrong(&format!(
                "the {of} varies in too few of {draws} draws to say what it hangs on; make more draws"
            )),
        })?;
        let lost = (0..draws).filter(|draw| values.iter().any(|value| !value[*draw].is_finite())).count();
        let answer = Sensitivity {
            scenarios: definitions.iter().map(|one| one.title.clone()).collect(),
            metric: first.metric_name(asked.metric),
            title: first.metric_title(asked.metric),
            unit: asked.metric.unit().to_string(),
            money_of: crate::results::reference_value::money_of(first).filter(|_| asked.metric.is_money()),
            focus: first.titles.of("exporter", &first.world.exporters[first.focus].name),
            window: asked.window,
            draws,
            lost,
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

/// Refuses correlations that tie groups to one another: what is redrawn would move what is frozen.
fn independent(definition: &Definition) -> Result<(), Error> {
    for pair in &definition.correlation.stated {
        let ids = [pair.a, pair.b].map(ParameterId);
        let [one, other] = ids.map(|id| definition.group_of(id));
        // What was learnt leads those that are correlated with it, and they have streams of their own beside it.
        if one != other && one != FactorGroup::Learnt && other != FactorGroup::Learnt {
            let [a, b] = ids.map(|id| definition.parameters[id.0].path.as_str());
            return Err(wrong(&format!(
                "`{a}` and `{b}` are correlated and belong to groups that are drawn by themselves; leave the correlation out"
            )));
        }
    }
    Ok(())
}

/// A level, or the second minus the first.
fn result(levels: &[Vec<f64>]) -> Vec<f64> {
    match levels {
        [base, full] => full.iter().zip(base).map(|(full, base)| full - base).collect(),
        [only, ..] => only.clone(),
        [] => Vec::new(),
    }
}
