//! The draws of one scenario on their way into a summary: a sketch of every metric over windows of time.
//!
//! Draws come in blocks and are forgotten; memory does not grow with their number. Knows one
//! scenario at a time and compares nothing.

use super::scenario_summary::{MetricSummary, ScenarioSummary, Shape, WindowSummary};
use super::window::{Buffer, Window, WindowColumns, add};
use crate::engine::{CHUNK, Diagnostics, Lost, Outcome, metrics_of};
use crate::scenario::Definition;
use crate::scenario::expectation::Period;
use crate::scenario::metric::Metric;
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::{Summary, share_above};
use crate::units::time::Horizon;
use rayon::prelude::*;

/// Most lost draws that are kept one by one.
const LISTED: usize = 10_000;
/// Equally likely values that a distribution is kept as: steps of half a percent are finer than the eye.
const SHAPE_POINTS: usize = 200;

/// The draws of one scenario so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SummaryAccumulator {
    metrics: Vec<Metric>,
    /// The names of the metrics.
    names: Vec<String>,
    /// The metric whose distributions are kept, and the windows over which they are.
    revenue: Metric,
    shaped: Vec<Window>,
    /// For each metric its windows.
    series: Vec<Vec<Series>>,
    /// Revenue of the focus, summed from the beginning of the horizon through each quarter.
    sums: Vec<Series>,
    /// The first draws that could not be solved.
    lost: Vec<Lost>,
    /// Number of draws that could not be solved.
    lost_count: usize,
    /// How equilibria were solved.
    diagnostics: Diagnostics,
}

/// One metric over one window.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    window: Window,
    place: WindowColumns,
    sketch: QuantileSketch,
}

impl SummaryAccumulator {
    /// An empty summary of a scenario. Revenue of the focus is counted against the reference value;
    /// draws come in so many interleaved repetitions.
    pub(super) fn new(
        scenario: &Definition,
        horizon: Horizon,
        reference_value: Option<f64>,
        repetitions: usize,
    ) -> SummaryAccumulator {
        let metrics = metrics_of(scenario);
        let focus = scenario.focus;
        let revenue = Metric::Revenue { exporter: focus };
        let series = |metric, window: Window| {
            let threshold = reference_value.filter(|_| metric == revenue).unwrap_or(f64::INFINITY);
            let place = WindowColumns::of(&metrics, metric, window.positions(horizon))?;
            Some(Series { window, place, sketch: QuantileSketch::repeated(threshold, repetitions) })
        };
        let of = |&metric: &Metric| {
            let windows = windows(scenario, horizon, metric).into_iter();
            windows.filter_map(|window| series(metric, window)).collect::<Vec<_>>()
        };
        let through = |last| series(revenue, Window::Horizon { first: horizon.start, last });
        SummaryAccumulator {
            revenue,
            // A horizon of one year is reported as the whole and looked up as the year.
            shaped: [Window::summary_windows(horizon), vec![Window::last_full_year(horizon)]].concat(),
            series: metrics.iter().map(of).collect(),
            sums: horizon.iter().filter_map(through).collect(),
            names: metrics.iter().map(|metric| scenario.metric_name(*metric)).collect(),
            metrics,
            lost: Vec::new(),
            lost_count: 0,
            diagnostics: Diagnostics::default(),
        }
    }

    /// Takes the diagnostics of the next draws.
    pub(super) fn note(&mut self, outcome: &Outcome) {
        let room = LISTED.saturating_sub(self.lost.len());
        self.lost.extend(outcome.lost.iter().take(room).cloned());
        self.lost_count += outcome.lost.len();
        self.diagnostics.add(outcome.diagnostics);
    }

    /// The sketches in it: those of a metric, and all others.
    pub(super) fn sketches(&mut self, metric: Metric) -> impl Iterator<Item = (bool, &mut QuantileSketch)> {
        let each = self.metrics.iter().zip(&mut self.series);
        let series =
            each.flat_map(move |(known, list)| list.iter_mut().map(move |one| (*known == metric, one)));
        let sums = self.sums.iter_mut().map(|series| (false, series));
        series.chain(sums).map(|(asked, series)| (asked, &mut series.sketch))
    }

    /// Work to be done on the next draws, in pieces that do not depend on one another.
    pub(super) fn tasks<'a>(&'a mut self, outcome: &'a Outcome) -> Vec<Task<'a>> {
        let series = self.series.iter_mut().flatten().map(|series| Task::Series { series, outcome });
        series.chain([Task::Sums { sums: &mut self.sums, outcome }]).collect()
    }

    /// Summary of a metric over a window of the draws so far.
    pub(super) fn summary_now(&self, metric: Metric, window: Window) -> Option<Summary> {
        let position = self.metrics.iter().position(|known| *known == metric)?;
        let series = self.series.get(position)?.iter().find(|series| series.window == window);
        series.and_then(|series| Summary::of(&series.sketch))
    }

    /// What is kept, when all draws are in.
    pub(super) fn finish(self) -> ScenarioSummary {
        let revenue = self.metrics.iter().position(|metric| *metric == self.revenue);
        let shapes = revenue.and_then(|position| self.series.get(position)).into_iter().flatten();
        let shapes = shapes.filter(|series| self.shaped.contains(&series.window)).filter_map(|series| {
            let values = series.sketch.sorted()?.spread(SHAPE_POINTS);
            Some(Shape { window: series.window, values, above: share_above(&series.sketch) })
        });
        let shapes = shapes.collect();
        let summary =
            |series: &Series| WindowSummary { window: series.window, summary: Summary::of(&series.sketch) };
        let kept = |((metric, name), list): ((Metric, &String), &Vec<Series>)| MetricSummary {
            metric,
            name: name.clone(),
            unit: metric.unit().to_string(),
            windows: list.par_iter().map(summary).collect(),
        };
        ScenarioSummary {
            shapes,
            sums: self.sums.par_iter().map(|series| Summary::of(&series.sketch)).collect(),
            metrics: self.metrics.into_par_iter().zip(&self.names).zip(&self.series).map(kept).collect(),
            lost: self.lost,
            lost_count: self.lost_count,
            diagnostics: self.diagnostics,
        }
    }
}

/// The windows that a metric is kept over: the horizon and its years, quarters where it is shown
/// by quarter, and whatever is expected of it.
fn windows(scenario: &Definition, horizon: Horizon, metric: Metric) -> Vec<Window> {
    if matches!(metric, Metric::RouteFlow { .. }) {
        return vec![Window::last_full_year(horizon)];
    }
    let mut windows = Window::years(horizon);
    if metric.is_by_quarter(scenario.focus) {
        windows.extend(Window::quarters(horizon));
    }
    for expectation in scenario.expectations.iter().filter(|expectation| expectation.metric == metric) {
        let window = match expectation.period {
            Period::Baseline => continue,
            Period::Year(year) => Window::Year(year),
            Period::Quarter(quarter) => Window::Quarter(quarter),
        };
        if !windows.contains(&window) && !window.positions(horizon).is_empty() {
            windows.push(window);
        }
    }
    windows
}

/// A piece of the work.
pub(super) enum Task<'a> {
    Series { series: &'a mut Series, outcome: &'a Outcome },
    Sums { sums: &'a mut [Series], outcome: &'a Outcome },
}

impl Task<'_> {
    /// Does it, chunk by chunk in order of draws.
    pub(super) fn run(self) {
        let mut buffer = [0.0; CHUNK];
        match self {
            Task::Series { series: Series { place, sketch, .. }, outcome } => {
                for chunk in 0..outcome.chunk_count() {
                    sketch.extend(place.means(outcome, chunk, &mut buffer));
                }
            }
            Task::Sums { sums, outcome } => {
                for chunk in 0..outcome.chunk_count() {
                    cumulate(sums, outcome, chunk, &mut buffer);
                }
            }
        }
    }
}

/// Sums a yearly rate quarter by quarter: a quarter of the rate for each of them.
fn cumulate(sums: &mut [Series], outcome: &Outcome, chunk: usize, running: &mut Buffer) {
    for (quarter, series) in sums.iter_mut().enumerate() {
        let column = series.place.column(outcome, chunk, quarter);
        let running = &mut running[..column.len()];
        if quarter == 0 {
            running.copy_from_slice(column);
        } else {
            add(running, column);
        }
        // The mean times the years, as everywhere: the same digits as the mean over the window.
        let n = (quarter + 1) as f64;
        let mut totals = [0.0; CHUNK];
        let totals = &mut totals[..column.len()];
        totals.iter_mut().zip(&*running).for_each(|(total, sum)| *total = sum / n * (n / 4.0));
        series.sketch.extend(totals);
    }
}
