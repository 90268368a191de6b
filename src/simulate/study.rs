//! Scenarios on the same draws, and what can be asked of them afterwards.

use super::{Error, Options, with_options};
use crate::engine::{CHUNK, Job, Outcome, metrics_of, run as solve};
use crate::results::draw_observer::DrawObserver;
use crate::results::precision;
use crate::results::study::{Request, StudyResults};
use crate::results::window::{Window, WindowColumns};
use crate::scenario::metric::Metric;
use crate::scenario::{Assignment, Definition, Scenario};
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::{Estimate, Summary};

/// One scenario. Where it has measures, the same world without them is solved beside it.
pub fn run(scenario: &Scenario) -> Simulation<'_> {
    compare([scenario])
}

/// Scenarios on the same draws; the first is the baseline.
pub fn compare<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Simulation<'a> {
    let scenarios = scenarios.into_iter().collect();
    Simulation { scenarios, options: Options::default(), digits: None, exact: false, observer: None }
}

/// Scenarios that are about to be run.
pub struct Simulation<'a> {
    scenarios: Vec<&'a Scenario>,
    options: Options<'a>,
    digits: Option<usize>,
    exact: bool,
    observer: Option<&'a mut dyn DrawObserver>,
}

with_options!(Simulation);

impl<'a> Simulation<'a> {
    /// Draws until so many significant digits of the summary are reached; the number of draws is then the most, by
    /// default [`precision::MOST`].
    pub fn digits(mut self, digits: usize) -> Self {
        self.digits = Some(digits);
        self
    }

    /// Solves all draws twice, which makes quantiles of revenue and of all that is compared exact.
    pub fn exact(mut self, exact: bool) -> Self {
        self.exact = exact;
        self
    }

    /// Shown every draw as it is solved.
    pub fn observer(mut self, observer: Option<&'a mut dyn DrawObserver>) -> Self {
        self.observer = observer;
        self
    }

    /// Runs the scenarios.
    ///
    /// # Errors
    /// Scenarios without a horizon or of different worlds; every draw lost; a stop before anything was complete.
    pub fn run(self) -> Result<Study, Error> {
        let Simulation { scenarios, options, digits, exact, observer } = self;
        let definitions: Vec<Definition> = scenarios.iter().map(|one| one.definition().clone()).collect();
        StudyResults::check(&definitions, options.draws.unwrap_or(1))?;
        let first = &definitions[0];
        let asked = digits.map_or(first.draws, |_| precision::MOST);
        let mut results = StudyResults::run(Request {
            draws: options.draws.unwrap_or(asked),
            // Draws that are asked for are not waited for.
            digits: digits.or(first.digits.filter(|_| options.draws.is_none())),
            exact,
            drivers: true,
            seed: options.seed.unwrap_or(first.seed),
            method: options.sampler.unwrap_or(first.method),
            stop: options.stop,
            progress: options.progress,
            sink: observer,
            scenarios: definitions.clone(),
        })?;
        results.settings(scenarios.iter().map(|one| one.settings().iter().map(Assignment::text).collect()));
        Ok(Study { results, definitions })
    }
}

/// A finished run: its results, and the scenarios that more can be asked of.
#[derive(Debug, Clone)]
pub struct Study {
    results: StudyResults,
    definitions: Vec<Definition>,
}

impl Study {
    /// Everything that is kept of the run.
    pub fn results(&self) -> &StudyResults {
        &self.results
    }

    /// Everything that is kept of the run, without the scenarios.
    pub fn into_results(self) -> StudyResults {
        self.results
    }

    /// Distribution of a metric of a scenario over a window. Of metrics that the run keeps, it is over the draws in
    /// which every scenario was solved; others are solved again, over the draws in which this one was.
    ///
    /// # Errors
    /// A name that is none, or a window without a value.
    pub fn summary(&self, scenario: &str, metric: &str, window: Window) -> Result<Summary, Error> {
        let position = self.position(scenario)?;
        if let Some(kept) = self.results.summaries[position].summary(self.metric(position, metric)?, window) {
            return Ok(kept.clone());
        }
        let values = self.column(position, metric, window)?;
        self.summarised(values).ok_or_else(|| no_value(scenario, metric, window))
    }

    /// Mean of a metric of a scenario over a window.
    ///
    /// # Errors
    /// As [`Study::summary`].
    pub fn value(&self, scenario: &str, metric: &str, window: Window) -> Result<Estimate, Error> {
        Ok(self.summary(scenario, metric, window)?.mean)
    }

    /// Mean difference of a scenario to the baseline, draw by draw: both face the same worlds, so its error is far
    /// smaller than those of the two means. Metrics that the run does not compare are solved again for it.
    ///
    /// # Errors
    /// As [`Study::summary`].
    pub fn difference(&self, scenario: &str, metric: &str, window: Window) -> Result<Estimate, Error> {
        let position = self.position(scenario)?;
        let known = self.results.compare(self.metric(position, metric)?, window);
        if let Some(row) = known.as_ref().and_then(|known| known.rows.get(position)) {
            return Ok(row.difference.mean);
        }
        let [baseline, own] = [self.column(0, metric, window)?, self.column(position, metric, window)?];
        let differences = own.iter().zip(&baseline).map(|(own, baseline)| own - baseline).collect();
        let summary = self.summarised(differences).ok_or_else(|| no_value(scenario, metric, window))?;
        Ok(summary.mean)
    }

    /// A metric of a scenario over a window, draw by draw, in the order of draws and not a number where a draw was
    /// lost. The draws are solved again for it: the same numbers, to the last bit.
    ///
    /// # Errors
    /// As [`Study::summary`].
    pub fn draws(&self, scenario: &str, metric: &str, window: Window) -> Result<Vec<f64>, Error> {
        self.column(self.position(scenario)?, metric, window)
    }

    fn position(&self, scenario: &str) -> Result<usize, Error> {
        let found = self.definitions.iter().position(|one| one.name == scenario);
        found.ok_or_else(|| {
            let names: Vec<&str> = self.definitions.iter().map(|one| one.name.as_str()).collect();
            Error::UnknownScenario { name: scenario.to_string(), there: names.join(", ") }
        })
    }

    /// The metric of a name in a scenario by its position.
    fn metric(&self, position: usize, name: &str) -> Result<Metric, Error> {
        let metric = self.definitions[position].metric(name);
        metric.map_err(|help| Error::UnknownMetric { name: name.to_string(), help })
    }

    /// A metric over a window in a scenario by its position, solved again.
    fn column(&self, position: usize, name: &str, window: Window) -> Result<Vec<f64>, Error> {
        let (results, metric) = (&self.results, self.metric(position, name)?);
        let also_kept = [metric].into_iter().chain(metric.weight()).collect();
        let scenarios = [Definition { also_kept, ..self.definitions[position].clone() }];
        let quarters = window.positions(results.horizon);
        let place = WindowColumns::of(&metrics_of(&scenarios[0]), metric, quarters.clone());
        let place = place.filter(|_| quarters.len() == window.length());
        let place = place.ok_or_else(|| no_value(&scenarios[0].name, name, window))?;
        let mut column = Vec::with_capacity(results.draws);
        for first in (0..results.draws).step_by(BLOCK) {
            let (seed, method) = (results.seed, results.method);
            let draws = first..results.draws.min(first + BLOCK);
            let job =
                Job { scenarios: &scenarios, draws, seed, method, stop: &super::NEVER, progress: &|_| {} };
            for outcome in solve(&job).map_err(crate::results::study::StudyError::from)? {
                append(&mut column, &outcome, &place);
            }
        }
        Ok(column)
    }

    /// The summary of values that came draw by draw.
    fn summarised(&self, values: Vec<f64>) -> Option<Summary> {
        let repetitions = crate::results::blocks::repetitions(self.results.method);
        let mut sketch = QuantileSketch::repeated(f64::INFINITY, repetitions);
        sketch.extend(&values);
        Summary::of(&sketch)
    }
}

/// Draws that are solved at a time.
const BLOCK: usize = 64 * CHUNK;

/// Adds the draws of an outcome to a column.
fn append(column: &mut Vec<f64>, outcome: &Outcome, place: &WindowColumns) {
    for chunk in 0..outcome.chunk_count() {
        column.extend_from_slice(place.means(outcome, chunk, &mut [0.0; CHUNK]));
    }
}

fn no_value(scenario: &str, metric: &str, window: Window) -> Error {
    Error::NoValue { scenario: scenario.to_string(), metric: metric.to_string(), window: window.to_string() }
}
