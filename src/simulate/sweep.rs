//! One scenario over a grid of settings.

use super::grid::{SweepError, Variation, grid, not_also_set};
use super::{Error, Options, with_options};
use crate::results::cell_draws::CellDraws;
use crate::results::draw_observer::DrawObserver;
use crate::results::study::{Request, StudyError, StudyResults};
use crate::results::sweep::{
    Axis, Cell, MOST_PAIRED, Missing, OwnValue, SEED, SweepResults, SweptMetric, cell, windows,
};
use crate::results::window::Window;
use crate::scenario::metric::Metric;
use crate::scenario::parameter::ParameterId;
use crate::scenario::{Assignment, Definition, Scenario};
use crate::units::time::Horizon;
use rayon::prelude::*;
use std::sync::atomic::Ordering;

/// One scenario over a grid of settings. All cells share their draws, so differences between them are those of
/// their settings.
pub fn sweep(scenario: &Scenario) -> Sweep<'_> {
    let (axes, options) = (Vec::new(), Options::default());
    Sweep { scenario, axes, zipped: false, options, begin: &|_, _, _| {}, wrong: None }
}

/// A sweep that is about to be run.
pub struct Sweep<'a> {
    scenario: &'a Scenario,
    axes: Vec<Variation>,
    zipped: bool,
    options: Options<'a>,
    begin: &'a (dyn Fn(usize, usize, u64) + Sync),
    /// What is wrong with an axis.
    wrong: Option<SweepError>,
}

with_options!(Sweep);

/// What came of a sweep that may have been stopped, or have met an error on its way.
#[derive(Debug)]
pub struct SweepOutcome {
    /// Its results; cells that were not run say so.
    pub results: SweepResults,
    /// How many cells are complete, from the first.
    pub complete: usize,
    /// What ended it, unless it was stopped from outside or is whole.
    pub failed: Option<Error>,
}

impl<'a> Sweep<'a> {
    /// Lets a setting take each of some values. Several such axes make every combination.
    pub fn vary(mut self, path: &str, values: impl IntoIterator<Item = impl ToString>) -> Self {
        match Variation::new(path, values) {
            Ok(axis) => self.axes.push(axis),
            Err(error) => self.wrong = self.wrong.or(Some(error)),
        }
        self
    }

    /// The same for axes that were made before.
    pub fn axes(mut self, axes: &[Variation]) -> Self {
        self.axes.extend_from_slice(axes);
        self
    }

    /// Pairs the axes point by point instead of crossing them.
    pub fn zip(mut self, zipped: bool) -> Self {
        self.zipped = zipped;
        self
    }

    /// Called whenever draws are made anew, for a cell or the scenario itself: with how often they were before, how
    /// often they will be in all, and the number of equilibrium paths for each draw.
    pub fn begin(mut self, begin: &'a (dyn Fn(usize, usize, u64) + Sync)) -> Self {
        self.begin = begin;
        self
    }

    /// Runs all cells.
    ///
    /// # Errors
    /// Axes that cannot be varied together, a cell that is no valid scenario, scenarios without a common window; an
    /// error of a cell. A cell of which every draw is lost is a result, not an error.
    pub fn run(self) -> Result<SweepResults, Error> {
        let SweepOutcome { results, failed, .. } = self.plan()?.run()?;
        failed.map_or(Ok(results), Err)
    }

    /// Reads every cell: a sweep that cannot finish does not begin. No cell is kept: ten thousand of them would be a
    /// gigabyte.
    ///
    /// # Errors
    /// As [`Sweep::run`].
    pub fn plan(self) -> Result<SweepPlan<'a>, Error> {
        if let Some(error) = self.wrong {
            return Err(error.into());
        }
        let cells = grid(&self.axes, self.zipped)?;
        not_also_set(&self.axes, self.scenario.settings())?;
        let definition = self.scenario.definition();
        let draws = self.options.draws.unwrap_or(definition.draws);
        if definition.digits.is_some() && self.options.draws.is_none() {
            let text = "the scenario waits for digits, and the cells of a sweep share their draws; say how many draws";
            return Err(SweepError(text.to_string()).into());
        }
        let mut plan = SweepPlan {
            sweep: self,
            cells,
            draws,
            windows: Vec::new(),
            horizons_differ: false,
            has_own: false,
        };
        let checked = |settings: &Vec<String>| -> Result<(Horizon, String), Error> {
            if plan.sweep.options.stop.load(Ordering::Relaxed) {
                return Err(StudyError::Interrupted(crate::engine::Interrupted).into());
            }
            let scenario = plan.cell(settings)?;
            let focus = scenario.world.exporters[scenario.focus].name.clone();
            Ok((StudyResults::check(&[scenario], draws)?, focus))
        };
        // The first error in the order of the grid, whichever thread meets one first.
        let all: Vec<_> = plan.cells.par_iter().map(checked).collect();
        let (horizons, mut foci): (Vec<Horizon>, Vec<String>) =
            all.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        let definition = plan.sweep.scenario.definition();
        foci.push(definition.world.exporters[definition.focus].name.clone());
        foci.sort();
        foci.dedup();
        if foci.len() > 1 {
            let foci = foci.join(", ");
            let text = format!(
                "the scenario and its cells are about different exporters ({foci}); sweep each by itself, with --set focus"
            );
            return Err(SweepError(text).into());
        }
        // The scenario as it stands has its place beside the cells if it can have a row of their table.
        let own = StudyResults::check(&[plan.sweep.scenario.definition().clone()], draws)?;
        let with_own: Vec<Horizon> = horizons.iter().copied().chain([own]).collect();
        let with_own = windows(&with_own).filter(|_| !plan.varies_seed());
        plan.has_own = with_own.is_some();
        plan.windows = with_own.or_else(|| windows(&horizons)).ok_or_else(|| {
            let text = "the cells have different horizons and no whole calendar year in common, so they cannot stand \
                        in one table; vary the horizon so that all hold one year, January to December";
            SweepError(text.to_string())
        })?;
        let own = plan.has_own.then_some(own);
        plan.horizons_differ = horizons.iter().chain(&own).any(|horizon| Some(horizon) != horizons.first());
        Ok(plan)
    }
}

/// A sweep whose cells can all be run.
pub struct SweepPlan<'a> {
    sweep: Sweep<'a>,
    cells: Vec<Vec<String>>,
    draws: usize,
    windows: Vec<Window>,
    horizons_differ: bool,
    /// Whether the scenario as it stands is solved too.
    has_own: bool,
}

impl SweepPlan<'_> {
    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.cells.len()
    }

    /// How often draws are made: for each cell, and mostly for the scenario itself.
    pub fn runs(&self) -> usize {
        self.cells.len() + usize::from(self.has_own)
    }

    /// Runs the cells in order. A cell is complete or none, and one that fails is no reason to lose those before it.
    ///
    /// # Errors
    /// A stop or failure before any cell was complete.
    pub fn run(self) -> Result<SweepOutcome, Error> {
        let (mut finished, mut failed) = (Vec::new(), None);
        let first = usize::from(self.has_own);
        let solved_own = if self.has_own { self.solve(0, &[])? } else { None };
        if self.has_own && solved_own.is_none() {
            return Err(StudyError::Interrupted(crate::engine::Interrupted).into());
        }
        let (own, mut reference) = solved_own.map_or((None, None), |(own, draws)| (Some(own), draws));
        // Without results it is no reference: the first cell that has some is.
        reference = reference.filter(|_| own.as_ref().is_some_and(|own| own.missing.is_none()));
        for (k, settings) in self.cells.iter().enumerate() {
            match self.solve(first + k, settings) {
                Ok(Some((mut cell, draws))) => {
                    match (&reference, draws) {
                        (Some(reference), Some(draws)) => cell.set_changes(draws.against(reference)),
                        (None, Some(draws)) if cell.missing.is_none() => reference = Some(draws),
                        _ => {}
                    }
                    finished.push(cell);
                }
                Ok(None) => break,
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        let complete = finished.len();
        if complete == 0 {
            return Err(failed.unwrap_or(StudyError::Interrupted(crate::engine::Interrupted).into()));
        }
        let waiting = self.cells.iter().skip(complete);
        finished.extend(waiting.map(|settings| Cell::missing(settings.clone(), 0, Missing::NotRun)));
        Ok(SweepOutcome { results: self.results(own, finished), complete, failed })
    }

    /// The definition of a cell; without settings the scenario's own.
    fn cell(&self, settings: &[String]) -> Result<Definition, Error> {
        let Sweep { scenario, axes, .. } = &self.sweep;
        let axes = axes.iter().zip(settings);
        let varied = axes.map(|(axis, value)| Assignment { path: axis.path.clone(), value: value.clone() });
        let shown = scenario.definition().shown.clone();
        Ok(Definition { shown, ..scenario.with_settings(varied)?.into_definition() })
    }

    /// What cells are held against one another on: revenue, and what is shown beside it.
    fn paired(&self) -> Vec<Metric> {
        let definition = self.sweep.scenario.definition();
        let revenue = Metric::Revenue { exporter: definition.focus };
        std::iter::once(revenue).chain(definition.shown.iter().copied()).collect()
    }

    /// A cell's results, with its draws where they can be paired; none if the sweep was stopped in it.
    fn solve(&self, before: usize, settings: &[String]) -> Result<Option<(Cell, Option<CellDraws>)>, Error> {
        let Sweep { scenario, options, begin, .. } = &self.sweep;
        let own = self.cell(settings)?;
        let seed = if self.varies_seed() { own.seed } else { self.seed() };
        let scenarios = vec![own];
        let paired = self.paired();
        let is_paired = !self.varies_seed() && self.draws.saturating_mul(paired.len()) <= MOST_PAIRED;
        let mut draws = is_paired.then(|| CellDraws::over(&self.windows, paired));
        begin(before, self.runs(), StudyResults::paths(&scenarios, 1));
        let request = Request {
            scenarios,
            draws: self.draws,
            digits: None,
            exact: false,
            drivers: false,
            seed,
            method: options.sampler.unwrap_or(scenario.definition().method),
            stop: options.stop,
            progress: options.progress,
            sink: draws.as_mut().map(|draws| draws as &mut dyn DrawObserver),
        };
        match StudyResults::run(request) {
            Ok(study) if study.interrupted => Ok(None),
            Err(StudyError::Interrupted(_)) => Ok(None),
            Ok(study) => {
                let cell = cell(settings.to_vec(), &study, &self.windows);
                Ok(Some((cell, draws)))
            }
            // A cell without results is a result too, and no reason to lose the others.
            Err(error) => match Cell::of_error(settings, self.draws, &error) {
                Some(cell) => Ok(Some((cell, None))),
                None => Err(Error::from(error)),
            },
        }
    }

    fn varies_seed(&self) -> bool {
        self.sweep.axes.iter().any(|axis| axis.path == SEED)
    }

    /// The seed of all cells that have none of their own.
    fn seed(&self) -> u64 {
        self.sweep.options.seed.unwrap_or(self.sweep.scenario.definition().seed)
    }

    fn results(self, own: Option<Cell>, cells: Vec<Cell>) -> SweepResults {
        let definition = self.sweep.scenario.definition();
        SweepResults {
            scenario: definition.name.clone(),
            title: definition.title.clone(),
            focus: definition.titles.of("exporter", &definition.world.exporters[definition.focus].name),
            colour: definition.colour,
            titles: definition.titles.clone(),
            settings: self.sweep.scenario.settings().iter().map(Assignment::text).collect(),
            axes: self.sweep.axes.iter().map(|varied| axis(definition, varied)).collect(),
            zipped: self.sweep.zipped,
            shown: definition.shown.iter().map(|metric| swept_metric(definition, *metric)).collect(),
            own,
            horizons_differ: self.horizons_differ,
            cells,
            draws: self.draws,
            seed: self.seed(),
            method: self.sweep.options.sampler.unwrap_or(definition.method),
            reference_value: crate::results::reference_value::reference_value(definition),
            money_of: crate::results::reference_value::money_of(definition),
            windows: self.windows,
        }
    }
}

/// A number that is varied, and where it lies in the scenario's own draws.
fn axis(definition: &Definition, varied: &Variation) -> Axis {
    let place = definition.parameters.iter().position(|parameter| parameter.path == varied.path);
    let unit = place.map_or("", |place| definition.parameters[place].dimension.inner());
    let own = |place: usize| {
        let values = definition.quantiles(ParameterId(place), [0.001, 0.05, 0.5, 0.95, 0.999]);
        let [least, q05, q50, q95, most] = values.unwrap_or([definition.parameters[place].central(); 5]);
        OwnValue { least, q05, q50, q95, most }
    };
    Axis {
        path: varied.path.clone(),
        unit: if matches!(unit, "1" | "share") { "" } else { unit }.to_string(),
        own: place.map(own),
    }
}

/// A metric with its names.
fn swept_metric(definition: &Definition, metric: Metric) -> SweptMetric {
    SweptMetric {
        name: definition.metric_name(metric),
        title: definition.metric_title(metric),
        unit: metric.unit().to_string(),
        is_money: metric.is_money(),
    }
}
