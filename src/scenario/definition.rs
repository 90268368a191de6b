//! A scenario: a world, measures and a horizon, ready to be filled with values.

use super::colour::Colour;
use super::commodity::Commodity;
use super::correlation::{CorrelatedPair, Group};
use super::expectation::Expectation;
use super::factor::Redrawn;
use super::history::History;
use super::measure::Measure;
use super::metric::{Metric, Part};
use super::parameter::{Parameter, ParameterId, Value, Values};
use super::posterior_sample::PosteriorSample;
use super::process::{Disruption, ProcessGroup};
use super::project::Project;
use super::reported::ReportedFigure;
use super::timing::{Delay, Event, RandomTiming, TimingRule, Transition};
use super::titles::Titles;
use super::world::World;
use crate::numeric::real::Real;
use crate::units::time::{Horizon, Quarter};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A validated scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// File name without its ending; `[a-z0-9-]`.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// The colour that it has in charts, where its file says so.
    pub colour: Option<Colour>,
    /// What its things are called.
    pub titles: Titles,
    /// What the world is about.
    pub commodity: Commodity,
    /// The exporter whose revenue the scenario is about.
    pub focus: usize,
    /// Exporters, markets, corridors and the baseline of their trade.
    pub world: World,
    /// The measures.
    pub measures: Vec<Measure>,
    /// Capacity that is being built.
    pub projects: Vec<Project>,
    /// All turns of the measures and beginnings of projects, each after those it waits for ([`super::timing::in_order`]).
    pub events: Vec<Event>,
    /// Indices that move by themselves.
    pub process_groups: Vec<ProcessGroup>,
    /// Breakdowns of mines and corridors.
    pub disruptions: Vec<Disruption>,
    /// The quarters that results are of; none where a scenario is only ever solved at its baseline.
    pub horizon: Option<Horizon>,
    /// The quarters that are solved: those of the horizon, and before them those that lead to it.
    pub simulated: Option<Horizon>,
    /// First quarter in which processes and disruptions move anything; none: the first that is solved.
    pub processes_from: Option<Quarter>,
    /// First quarter in which no measure holds any more; none: as long as they say.
    pub measures_end: Option<Quarter>,
    /// The year in whose money results are; none: in that of each quarter.
    pub money_of: Option<i32>,
    /// Every number, by position.
    pub parameters: Vec<Parameter>,
    /// Numbers that have this value in every draw, whatever is drawn; all else is drawn as without.
    pub pinned: Vec<(ParameterId, f64)>,
    /// Groups that are drawn from another stream than the seed's.
    pub redrawn: Redrawn,
    /// Figures that results are held against.
    pub expectations: Vec<Expectation>,
    /// Metrics that a run keeps beside those that every run does.
    pub also_kept: Vec<Metric>,
    /// Metrics that scenarios are compared on beside revenue, exports and the netback.
    pub shown: Vec<Metric>,
    /// What was observed of the horizon, where it is one of the past.
    pub history: Option<History>,
    /// Figures of the past, to be shown beside results.
    pub reported: Vec<ReportedFigure>,
    /// A posterior sample of some parameters; every draw takes a member of it in the place of their
    /// distributions.
    pub posterior_sample: Option<Arc<PosteriorSample>>,
    /// A fixed revenue that results are compared with, bn USD a year.
    pub reference_value: Option<ReferenceParameter>,
    /// Which uncertainties move together.
    pub correlation: Correlation,
    /// How static uncertainties are drawn.
    pub method: Method,
    /// Draws of a run unless asked otherwise.
    pub draws: usize,
    /// Digits of the summary that a run waits for, if any.
    pub digits: Option<usize>,
    /// Seed of the random numbers of a run unless asked otherwise.
    pub seed: u64,
}

/// How static uncertainties are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Method {
    /// Pseudo-random numbers, each by its own address.
    #[default]
    Pseudo,
    /// Scrambled Sobol points.
    Sobol,
}

impl Method {
    /// All of them, in the words of the file format.
    pub const WORDS: [(&'static str, Method); 2] = [("pseudo", Method::Pseudo), ("sobol", Method::Sobol)];

    /// In the words of the file format.
    pub fn word(self) -> &'static str {
        Method::WORDS[self as usize].0
    }
}

/// Uncertainties that move together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correlation {
    /// Rank correlations between parameters as they are stated, by position in the scenario's list.
    pub stated: Vec<CorrelatedPair>,
    /// Groups of parameters, by position in the scenario's list, none of which recurs.
    pub parameters: Vec<Group>,
    /// Groups of process families, by position: their common innovations.
    pub process_groups: Vec<Group>,
    /// What had to be changed: two paths, the rank correlation asked for and the one that took its place.
    pub repaired: Vec<(String, String, f64, f64)>,
}

/// A fixed figure that the revenue of the focus is compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceParameter {
    /// As it reads in a sentence: "before the 2020 crisis".
    pub label: String,
    /// The number that states the revenue, bn USD a year.
    pub revenue: ParameterId,
    /// The year in whose money it is stated; none: that of the results.
    pub money_of: Option<i32>,
}

/// Why drawn values make no valid world. Ranges of single numbers are checked when a file is read;
/// these are conflicts between numbers.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum WorldError {
    #[error("{exporter} has a baseline revenue but no baseline exports, so no baseline price")]
    NoExports { exporter: String },
    #[error(
        "in {market} the stated shares make {claimed:.1} % and the tonnes kept by others {kept:.1} %; together they \
         must leave something exactly where there is somebody to take it"
    )]
    Shares { market: String, claimed: f64, kept: f64 },
}

impl Definition {
    /// Every parameter at its value, or the median of its distribution or of its calibrated values.
    pub fn central_values(&self) -> Values {
        let mut values = Values::new(self.parameters.iter().map(Parameter::central).collect());
        if let Some(posterior_sample) = &self.posterior_sample {
            for (id, column) in &posterior_sample.parameters {
                values.set(*id, posterior_sample.members.medians[*column]);
            }
        }
        for (id, value) in &self.pinned {
            values.set(*id, *value);
        }
        values
    }

    /// The name of a metric, with the names of this scenario's world.
    pub fn metric_name(&self, metric: Metric) -> String {
        metric.name(|part, k| self.thing(part, k).1)
    }

    /// A metric in words: "Market price, Brazil".
    pub fn metric_title(&self, metric: Metric) -> String {
        metric.title(|part, position| {
            let (section, name) = self.thing(part, position);
            self.titles.of(section, name)
        })
    }

    /// The section and the name of a thing that a metric is of.
    ///
    /// # Panics
    /// If there is no such thing.
    pub fn thing(&self, part: Part, position: usize) -> (&'static str, &str) {
        match part {
            Part::Exporter => ("exporter", &self.world.exporters[position].name),
            Part::Market => ("market", &self.world.markets[position].name),
            Part::Corridor => ("corridor", &self.world.corridors[position].name),
            Part::Measure => ("measure", &self.measures[position].name),
        }
    }

    /// The metric of a name such as `trade.belarus.brazil`.
    ///
    /// # Errors
    /// What to write instead of a name that is no metric's.
    pub fn metric(&self, name: &str) -> Result<Metric, String> {
        let names = |part: Part| -> Vec<&str> {
            match part {
                Part::Exporter => self.world.exporters.iter().map(|one| one.name.as_str()).collect(),
                Part::Market => self.world.markets.iter().map(|one| one.name.as_str()).collect(),
                Part::Corridor => self.world.corridors.iter().map(|one| one.name.as_str()).collect(),
                Part::Measure => self.measures.iter().map(|one| one.name.as_str()).collect(),
            }
        };
        Metric::parse(name, |part, name| {
            let names = names(part);
            let position = names.iter().position(|known| *known == name);
            position.ok_or_else(|| format!("there is no `{name}`; there are {}", names.join(", ")))
        })
    }

    /// The values below which an uncertain number is in these shares of draws: of its calibrated values, or its
    /// distribution. None for one that is certain.
    pub fn quantiles<const N: usize>(&self, id: ParameterId, shares: [f64; N]) -> Option<[f64; N]> {
        if let Some(mut values) = self.posterior_sample.as_ref().and_then(|sample| sample.values(id)) {
            values.sort_by(f64::total_cmp);
            let last = values.len().checked_sub(1)?;
            return Some(shares.map(|share| values[(share * last as f64).round() as usize]));
        }
        match &self.parameters.get(id.0)?.value {
            Value::Uncertain(distribution) => Some(shares.map(|share| distribution.quantile(share))),
            Value::Fixed(_) => None,
        }
    }

    /// Whether members of an ensemble give a parameter its value.
    pub fn is_calibrated(&self, id: ParameterId) -> bool {
        self.posterior_sample.as_ref().is_some_and(|posterior_sample| posterior_sample.column(id).is_some())
    }

    /// The uncertain parameters that have one value in a draw, those that were calibrated among them.
    pub fn uncertainties(&self) -> impl Iterator<Item = (ParameterId, &Parameter)> {
        let all = self.parameters.iter().enumerate();
        let once = |p: &Parameter| !p.recurs && matches!(p.value, Value::Uncertain(_));
        all.filter(move |(_, p)| once(p)).map(|(k, p)| (ParameterId(k), p))
    }

    /// Whether anything moves by itself from quarter to quarter.
    pub fn moves(&self) -> bool {
        let ends = self.simulated.map(|horizon| horizon.start.plus(horizon.quarters));
        let begins = self.processes_from.is_none_or(|from| ends.is_none_or(|ends| from < ends));
        begins && (!self.process_groups.is_empty() || !self.disruptions.is_empty())
    }

    /// Level of prices in a quarter against that of the year in whose money results are: the deflator over its mean
    /// of the four quarters. None where results are in the money of each quarter.
    pub fn price_level<T: Real>(&self, quarter: Quarter, values: &Values<T>) -> Option<T> {
        Some(self.level_against(self.year_level(values)?, quarter, values))
    }

    /// Mean of the deflator in the year in whose money results are; none where they are in that of each quarter.
    pub fn year_level<T: Real>(&self, values: &Values<T>) -> Option<T> {
        let (year, deflator) = self.money_of.zip(self.world.deflator.as_ref())?;
        let first = Quarter::new(year, 1)?;
        let of_year = (0..4).fold(T::default(), |sum, n| sum + deflator.at(first.plus(n), values));
        Some(of_year * T::splat(0.25))
    }

    /// The deflator of a quarter against that of a year ([`Definition::year_level`]).
    pub fn level_against<T: Real>(&self, year: T, quarter: Quarter, values: &Values<T>) -> T {
        self.world.deflator.as_ref().map_or(T::splat(1.0), |deflator| deflator.at(quarter, values) / year)
    }

    /// What an amount of money of a year is in that of the results, at central values.
    pub fn in_money_of_results(&self, amount: f64, year: i32) -> f64 {
        let values = self.central_values();
        let quarters = (1..=4).filter_map(|of_year| Quarter::new(year, of_year));
        let levels: Option<Vec<f64>> = quarters.map(|quarter| self.price_level(quarter, &values)).collect();
        levels.map_or(amount, |levels| amount * levels.len() as f64 / levels.iter().sum::<f64>())
    }

    /// The same world without any measure from the beginning of the horizon on: all of them end then, and whatever is
    /// still felt of one that ended before; where nothing is solved before, what would be had none of them been taken.
    pub fn without_measures(&self, name: &str, title: &str) -> Definition {
        let (name, title) = (name.to_string(), title.to_string());
        // Both may be of a measure.
        let (expectations, also_kept) = (Vec::new(), Vec::new());
        let measures_end = self.horizon.map(|horizon| horizon.start);
        Definition { name, title, expectations, also_kept, measures_end, ..self.clone() }
    }

    /// The measures that may hold in the horizon.
    pub fn effective_measures(&self) -> &[Measure] {
        if self.measures_end.is_some() { &[] } else { &self.measures }
    }

    /// Positions of measures of which chance decides whether they are in force in some quarter of the horizon.
    pub fn undecided(&self) -> impl Iterator<Item = usize> {
        let begins = self.horizon.map_or(f64::NEG_INFINITY, |horizon| horizon.start.begins());
        let measures = self.effective_measures().iter().enumerate();
        let open = move |measure: &Measure| measure.is_uncertain() && !self.is_over(measure, begins);
        measures.filter(move |(_, measure)| open(measure)).map(|(k, _)| k)
    }

    /// Whether a measure has ended for good at a time, whatever chance decided before.
    fn is_over(&self, measure: &Measure, time: f64) -> bool {
        let certain = |id: ParameterId| self.parameters[id.0].value == Value::Fixed(1.0);
        let latest = |transition: Transition| match measure.timing(transition) {
            TimingRule::On(date) => *date,
            TimingRule::RandomTiming(RandomTiming {
                after: None,
                delay: Delay::Window { to, probability },
                ..
            }) if certain(*probability) => *to,
            TimingRule::RandomTiming(_) | TimingRule::Never => f64::INFINITY,
        };
        let ends = latest(Transition::Imposed).max(latest(Transition::Lifted));
        ends <= time && *measure.timing(Transition::Reimposed) == TimingRule::Never
    }

    /// What decides when an event comes.
    pub fn timing(&self, event: Event) -> &TimingRule {
        match self.measures.get(event.owner) {
            Some(measure) => measure.timing(event.transition),
            None if event.transition == Transition::Imposed => {
                &self.projects[event.owner - self.measures.len()].starts
            }
            None => &TimingRule::Never,
        }
    }

    /// The same scenario with results of other quarters; what was solved before the first of them still is, and what
    /// begins earlier begins with them.
    pub fn over(self, horizon: Horizon) -> Definition {
        let start = self.simulated.map_or(horizon.start, |simulated| simulated.start.min(horizon.start));
        let before = (horizon.start.number() - start.number()) as usize;
        let simulated = Some(Horizon { start, quarters: before + horizon.quarters });
        Definition { horizon: Some(horizon), simulated, ..self }
    }

    /// Whether quarters are solved before the first that results are of.
    pub fn has_past(&self) -> bool {
        self.simulated != self.horizon
    }
}
