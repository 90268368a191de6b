//! Who holds how much of the leverage: what each measure and each holder of measures adds to the difference between two
//! scenarios, exactly and draw by draw.
//!
//! Measures that the two state differently are the players of a game ([`crate::stats::game`]): a coalition's value is
//! the metric where these measures are as the second scenario has them, and all others as the first. Every coalition
//! is solved on the same draws.

use super::question::{Asked, few_enough, wrong};
use super::{Error, Options, with_options};
use crate::results::attribution::{Attribution, AttributionStep, Game, Players};
use crate::results::blocks::{Blocks, block, repetitions};
use crate::results::study::StudyResults;
use crate::results::window::Window;
use crate::scenario::metric::Metric;
use crate::scenario::timing::{TimingRule, Transition};
use crate::scenario::{Definition, Method, Scenario};
use crate::stats::game::MOST_PLAYERS;
use rayon::prelude::*;

/// Draws of an attribution unless asked otherwise.
pub const DRAWS: usize = 10_000;
/// Coalitions that are solved together: they share what is the same in all of them.
const TOGETHER: usize = 64;
/// Most that memory has room for together.
const MOST_TOGETHER: usize = 256;

/// Attributes the difference between each scenario and the next: with three of them, what was given and what is still
/// held.
pub fn attribute<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Attributing<'a> {
    Attributing {
        scenarios: scenarios.into_iter().collect(),
        metric: None,
        window: None,
        later: Vec::new(),
        options: Options::default(),
        begin: &|_, _, _| {},
    }
}

/// An attribution that is about to be run.
pub struct Attributing<'a> {
    scenarios: Vec<&'a Scenario>,
    metric: Option<String>,
    window: Option<Window>,
    later: Vec<(String, String)>,
    options: Options<'a>,
    begin: &'a dyn Fn(usize, usize, u64),
}

with_options!(Attributing);

/// A step whose coalitions are about to be solved.
struct Plan<'a> {
    from: &'a Scenario,
    to: &'a Scenario,
    players: Players,
    /// By coalition: the first is `from`, the last `to`.
    coalitions: Vec<Definition>,
}

impl<'a> Attributing<'a> {
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

    /// Says that one measure's relief cannot come before another's, besides those that wait for one another by rules
    /// of the scenarios.
    pub fn after(mut self, later: &str, earlier: &str) -> Self {
        self.later.push((later.to_string(), earlier.to_string()));
        self
    }

    /// Called before each group of coalitions with how many are solved, how many there are in all, and how many of them
    /// come next.
    pub fn begin(mut self, begin: &'a dyn Fn(usize, usize, u64)) -> Self {
        self.begin = begin;
        self
    }

    /// Solves every coalition and shares the differences out.
    ///
    /// # Errors
    /// Scenarios that cannot be compared, that do not differ, or differ in more than measures; more than
    /// [`MOST_PLAYERS`] measures; a metric or window that is none; a stop.
    pub fn run(self) -> Result<Attribution, Error> {
        if self.scenarios.len() < 2 {
            return Err(wrong("two scenarios or more are needed: where it begins, and where it leads"));
        }
        let first = self.scenarios[0].definition();
        let definitions: Vec<Definition> =
            self.scenarios.iter().map(|one| one.definition().clone()).collect();
        let draws = self.options.draws.unwrap_or(DRAWS);
        let horizon = StudyResults::check(&definitions, draws)?;
        let asked = Asked::of(first, horizon, self.metric.as_deref(), self.window)?;
        let mut differ: Vec<String> = Vec::new();
        for pair in self.scenarios.windows(2) {
            differ.extend(pair[0].apart(pair[1]).measures);
        }
        let mut ordered = self.later.iter().flat_map(|(later, earlier)| [later, earlier]);
        if let Some(name) = ordered.find(|name| !differ.contains(name)) {
            differ.dedup();
            return Err(wrong(&format!(
                "`{name}` is no measure that differs; there are {}",
                differ.join(", ")
            )));
        }
        let plans: Vec<Plan<'_>> = self
            .scenarios
            .windows(2)
            .map(|pair| self.plan(pair[0], pair[1], asked.metric))
            .collect::<Result<_, _>>()?;
        let all: usize = plans.iter().map(|plan| plan.coalitions.len()).sum();
        few_enough(all, draws)?;
        let (seed, method) =
            (self.options.seed.unwrap_or(first.seed), self.options.sampler.unwrap_or(first.method));
        // Sobol points have dimensions, which are given out to all that are solved together.
        let together = if method == Method::Sobol { all } else { TOGETHER };
        if together > MOST_TOGETHER {
            return Err(wrong(&format!(
                "{all} coalitions are too many for Sobol points, which all of them have to share; set run.sampler to pseudo"
            )));
        }
        let coalitions: Vec<&Definition> = plans.iter().flat_map(|plan| &plan.coalitions).collect();
        let mut values = Vec::with_capacity(all);
        for group in coalitions.chunks(together) {
            (self.begin)(values.len(), all, group.len() as u64);
            let group: Vec<Definition> = group.iter().map(|one| (*one).clone()).collect();
            let size = block(&group, horizon);
            let Options { stop, progress, .. } = self.options;
            let blocks = Blocks { scenarios: &group, seed, method, stop, progress, size };
            values.extend(asked.solved(&blocks, draws)?);
        }
        let mut attribution = Attribution::new(first, asked.metric, asked.window, (draws, seed, method));
        let mut values = values.into_iter();
        for plan in plans {
            let titles = (plan.from.definition().title.clone(), plan.to.definition().title.clone());
            let values = values.by_ref().take(plan.coalitions.len()).collect();
            let step =
                AttributionStep::of(titles, &Game { players: plan.players, values }, repetitions(method));
            attribution
                .steps
                .push(step.ok_or_else(|| wrong("every draw was lost in one coalition or another"))?);
        }
        Ok(attribution)
    }

    /// The coalitions between two scenarios.
    fn plan(&self, from: &'a Scenario, to: &'a Scenario, metric: Metric) -> Result<Plan<'a>, Error> {
        let (one, other) = (from.name(), to.name());
        if from.settings() != to.settings() {
            let text = "settings have to hold for both, since coalitions are made of their files";
            return Err(wrong(&format!("{one} and {other} have different settings; {text}")));
        }
        let apart = from.apart(to);
        if !apart.others.is_empty() {
            let others = apart.others.join(", ");
            let text = "only measures are held by somebody; let the scenarios differ in nothing else";
            return Err(wrong(&format!("{one} and {other} also differ in {others}: {text}")));
        }
        let names = apart.measures;
        if names.is_empty() {
            return Err(wrong(&format!(
                "{one} and {other} have the same measures: there is nothing to attribute"
            )));
        }
        if names.len() > MOST_PLAYERS {
            return Err(wrong(&format!(
                "{one} and {other} differ in {} measures, and coalitions are made of {MOST_PLAYERS} at the most",
                names.len()
            )));
        }
        let coalition = |set: usize| {
            let of = names.iter().enumerate().filter(|(k, _)| set >> k & 1 == 1);
            let of: Vec<&str> = of.map(|(_, name)| name.as_str()).collect();
            let mixed = from.with_measures_of(to, &of)?.into_definition();
            Ok(Definition { shown: vec![metric], ..mixed })
        };
        let coalitions: Vec<Result<Definition, Error>> =
            (0..1_usize << names.len()).into_par_iter().map(coalition).collect();
        let coalitions = coalitions.into_iter().collect::<Result<Vec<_>, _>>()?;
        StudyResults::check(&coalitions, 1)?;
        let players = self.players(&names, from.definition(), to.definition())?;
        Ok(Plan { from, to, players, coalitions })
    }

    /// Who holds which measures, and which of them have to wait for others.
    fn players(&self, names: &[String], from: &Definition, to: &Definition) -> Result<Players, Error> {
        let measure = |name: &String| {
            let both = [to, from];
            let stated = both.iter().find_map(|one| one.titles.stated(&format!("measure.{name}")));
            let title = stated.map_or_else(|| to.titles.of("measure", name), str::to_string);
            let found = both.into_iter().flat_map(|one| &one.measures).find(|one| one.name == *name);
            // Who is not named holds nothing else.
            let holder = found.map(|one| one.by.trim()).filter(|by| !by.is_empty());
            (title.clone(), holder.map_or(title, str::to_string))
        };
        let (titles, holders): (Vec<String>, Vec<String>) = names.iter().map(measure).unzip();
        let mut before = vec![0; names.len()];
        let place = |name: &str| names.iter().position(|known| known == name);
        for definition in [from, to] {
            for (later, earlier) in waiting(definition) {
                if let Some((later, earlier)) = place(later).zip(place(earlier)) {
                    before[later] |= 1 << earlier;
                }
            }
        }
        for (later, earlier) in &self.later {
            if let Some((later, earlier)) = place(later).zip(place(earlier)) {
                before[later] |= 1 << earlier;
            }
        }
        Players::new(names, titles, holders, before)
            .ok_or_else(|| wrong("measures wait for one another in a circle"))
    }
}

/// Names of measures whose relief waits for that of others, at once or behind further ones, by rules that decide by
/// chance.
fn waiting(definition: &Definition) -> Vec<(&str, &str)> {
    let waits = |owner: usize| match definition.measures.get(owner)?.timing(Transition::Lifted) {
        TimingRule::RandomTiming(timing) => timing.after.map(|event| event.owner),
        TimingRule::Never | TimingRule::On(_) => None,
    };
    let name = |owner: usize| definition.measures.get(owner).map(|measure| measure.name.as_str());
    let chain = |later: usize| {
        let earlier = std::iter::successors(waits(later), move |owner| waits(*owner));
        earlier.filter_map(move |owner| name(later).zip(name(owner)))
    };
    (0..definition.measures.len()).flat_map(chain).collect()
}
