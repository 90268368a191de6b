//! Blocks of draws on their way into summaries and comparisons.
//!
//! Every summary and every pair takes the draws in their order, in one task: nothing depends on how
//! large the blocks were or how many threads shared the tasks. Solves nothing itself.

use super::comparison::{Comparison, DifferenceAccumulator, PairedDifference, PairedOutcomes, compared};
use super::conditional::{Conditional, Split};
use super::drivers::DriverSample;
use super::precision::{Precision, Row, RowKind, precision};
use super::scenario_summary::ScenarioSummary;
use super::side_changes::{IncomeChange, PriceChange};
use super::summary_accumulator::{SummaryAccumulator, Task};
use super::window::{Window, WindowColumns};
use crate::engine::{Outcome, metrics_of};
use crate::scenario::Definition;
use crate::scenario::metric::Metric;
use crate::scenario::parameter::Value;
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::Summary;
use crate::units::time::Horizon;
use rayon::prelude::*;

/// A study in the making.
pub(super) struct StudyAccumulator {
    /// One for each scenario, the one without measures last.
    accumulators: Vec<SummaryAccumulator>,
    /// Scenarios that are not the one without measures.
    own: usize,
    driver_sample: Option<DriverSample>,
    pairs: Vec<PairedDifference>,
    prices: Vec<PairedDifference>,
    incomes: Vec<PairedDifference>,
    splits: Vec<Split>,
    lost: usize,
    /// Whether draws come a second time.
    again: bool,
}

impl StudyAccumulator {
    /// `free` says whether the last scenario is the first without its measures.
    /// `repetitions` how many interleaved repetitions draws come in.
    pub(super) fn new(
        scenarios: &[Definition],
        no_measures: bool,
        horizon: Horizon,
        reference_value: Option<f64>,
        repetitions: usize,
    ) -> StudyAccumulator {
        let own = scenarios.len() - usize::from(no_measures);
        let (mut pairs, mut splits) = (Vec::new(), Vec::new());
        let [mut prices, mut incomes] = [const { Vec::new() }; 2];
        if let Some(first) = scenarios.first() {
            let metrics = metrics_of(first);
            // A scenario with other mines or demand gains what no measure took.
            let empty = |scenario| {
                DifferenceAccumulator::new(no_measures && same_world(first, scenario), repetitions)
            };
            let revenue = Metric::Revenue { exporter: first.focus };
            for (k, scenario) in scenarios.iter().enumerate().take(own) {
                splits.extend(Split::all((k, scenario), revenue, horizon, &empty(scenario)));
            }
            let window = Window::last_full_year(horizon);
            let side = |metric: Metric| {
                let place = WindowColumns::of(&metrics, metric, window.positions(horizon));
                let none = DifferenceAccumulator::new(false, repetitions);
                let pair = |k| {
                    place.clone().map(|place| PairedDifference::new(k, (metric, window), place, none.clone()))
                };
                (1..scenarios.len()).filter_map(pair).collect::<Vec<_>>()
            };
            let markets = (0..first.world.markets.len()).map(|market| Metric::MarketPrice { market });
            for metric in markets.chain([Metric::WorldPrice]) {
                prices.extend(side(metric).into_iter().map(PairedDifference::relative));
            }
            let others = (0..first.world.exporters.len()).filter(|exporter| *exporter != first.focus);
            let corridors =
                (0..first.world.corridors.len()).map(|corridor| Metric::CorridorIncome { corridor });
            for metric in others.map(|exporter| Metric::Revenue { exporter }).chain(corridors) {
                incomes.extend(side(metric));
            }
            let shown = first.shown.iter().copied().filter(|metric| !compared(first.focus).contains(metric));
            for metric in compared(first.focus).into_iter().chain(shown) {
                let exports = Metric::Exports { exporter: first.focus };
                for window in Window::years(horizon) {
                    let at = |metric| WindowColumns::of(&metrics, metric, window.positions(horizon));
                    // Every run keeps what scenarios are compared on.
                    let Some(place) = at(metric) else { continue };
                    let tonnes = at(exports).filter(|_| metric == revenue);
                    for (k, scenario) in scenarios.iter().enumerate() {
                        let pair = PairedDifference::new(k, (metric, window), place.clone(), empty(scenario));
                        pairs.push(match &tonnes {
                            Some(tonnes) => pair.in_parts(tonnes.clone()),
                            None => pair,
                        });
                    }
                }
            }
        }
        let accumulator = |scenario| SummaryAccumulator::new(scenario, horizon, reference_value, repetitions);
        StudyAccumulator {
            accumulators: scenarios.iter().map(accumulator).collect(),
            own,
            driver_sample: scenarios.get(..own).and_then(|own| DriverSample::new(own, horizon)),
            pairs,
            prices,
            incomes,
            splits,
            lost: 0,
            again: false,
        }
    }

    /// Takes the next draws of all scenarios.
    pub(super) fn take(&mut self, mut outcomes: Vec<Outcome>) {
        if !self.again {
            for (accumulator, outcome) in self.accumulators.iter_mut().zip(&outcomes) {
                accumulator.note(outcome);
            }
        }
        let mut lost: Vec<usize> =
            outcomes.iter().flat_map(|outcome| outcome.lost.iter().map(|lost| lost.draw)).collect();
        lost.sort_unstable();
        lost.dedup();
        self.lost += if self.again { 0 } else { lost.len() };
        outcomes.iter_mut().for_each(|outcome| lost.iter().for_each(|&draw| outcome.mask(draw)));
        if let Some(driver_sample) = self.driver_sample.as_mut().filter(|_| !self.again) {
            driver_sample.take(&outcomes);
        }
        let tasks: Vec<_> =
            self.accumulators.iter_mut().zip(&outcomes).flat_map(|(d, o)| d.tasks(o)).collect();
        tasks.into_par_iter().for_each(Task::run);
        let no_measures = outcomes.get(self.own);
        let paired = |scenario: usize| {
            let (own, baseline) = outcomes.get(scenario).zip(outcomes.first())?;
            Some(PairedOutcomes { own, baseline, no_measures })
        };
        self.pairs.par_iter_mut().chain(&mut self.prices).chain(&mut self.incomes).for_each(|pair| {
            paired(pair.scenario).iter().for_each(|outcomes| pair.take(outcomes));
        });
        self.splits.par_iter_mut().for_each(|split| {
            paired(split.scenario).iter().for_each(|outcomes| split.take(outcomes));
        });
    }

    /// Every sketch, and whether its quantiles are to be exact if asked: those of a metric's levels, and all
    /// that is compared.
    fn sketches(&mut self, metric: Metric) -> impl Iterator<Item = (bool, &mut QuantileSketch)> {
        let accumulators =
            self.accumulators.iter_mut().flat_map(move |accumulator| accumulator.sketches(metric));
        let pairs = self.pairs.iter_mut().chain(&mut self.prices).chain(&mut self.incomes);
        let pairs = pairs.flat_map(PairedDifference::sketches);
        let splits = self.splits.iter_mut().flat_map(Split::sketches);
        accumulators.chain(pairs.chain(splits).map(|sketch| (true, sketch)))
    }

    /// From here on the same draws come again, which makes quantiles of a metric's levels, and of all that is
    /// compared, exact.
    pub(super) fn replay(&mut self, metric: Metric) {
        self.again = true;
        self.sketches(metric)
            .for_each(|(asked, sketch)| if asked { sketch.replay() } else { sketch.pause() });
    }

    /// Ends a replay before all draws came again: quantiles are what they were.
    pub(super) fn forget_replay(&mut self, metric: Metric) {
        self.sketches(metric).for_each(|(_, sketch)| sketch.forget_replay());
    }

    /// Whether so many digits of the summary stand by now: of a metric over its windows.
    pub(super) fn precision(&self, digits: usize, metric: Metric, windows: &[Window]) -> Precision {
        let mut rows = Vec::new();
        let mut add = |scenario, kind, window, summary: Option<Summary>| {
            rows.extend(summary.map(|summary| Row { scenario, kind, window, summary }));
        };
        for (scenario, accumulator) in self.accumulators.iter().enumerate() {
            for &window in windows {
                add(scenario, RowKind::Level, window, accumulator.summary_now(metric, window));
            }
        }
        let told = |pair: &&PairedDifference| (1..self.own).contains(&pair.scenario) && pair.metric == metric;
        for pair in self.pairs.iter().filter(told) {
            // Without a draw there are no digits to ask for.
            let Some((difference, restored)) = pair.summaries() else { continue };
            if windows.contains(&pair.window) {
                add(pair.scenario, RowKind::Difference, pair.window, Some(difference));
                add(pair.scenario, RowKind::Restored, pair.window, restored.map(|restored| restored.share));
            }
        }
        precision(digits, rows)
    }

    /// Makes the summaries, when all draws are in.
    pub(super) fn finish(self, draws: usize, baseline: &Definition) -> Accumulated {
        let StudyAccumulator {
            accumulators, own, driver_sample, pairs, prices, incomes, splits, lost, ..
        } = self;
        let summaries: Vec<ScenarioSummary> =
            accumulators.into_par_iter().map(SummaryAccumulator::finish).collect();
        let comparisons = comparisons(pairs, own, &summaries, draws - lost, baseline);
        let all: Vec<_> = splits.into_par_iter().map(|split| split.finish(draws - lost)).collect();
        let price_changes = prices.iter().filter_map(PriceChange::of).collect();
        let income_changes = incomes.iter().filter_map(IncomeChange::of).collect();
        Accumulated {
            summaries,
            comparisons,
            price_changes,
            income_changes,
            conditionals: all.concat(),
            driver_sample,
            lost,
        }
    }
}

/// What a study keeps.
pub(super) struct Accumulated {
    pub summaries: Vec<ScenarioSummary>,
    pub comparisons: Vec<Comparison>,
    pub price_changes: Vec<PriceChange>,
    pub income_changes: Vec<IncomeChange>,
    pub conditionals: Vec<Conditional>,
    pub driver_sample: Option<DriverSample>,
    /// Draws that some scenario lost.
    pub lost: usize,
}

/// The comparisons of finished pairs, which come sorted by metric and window; scenarios from the `own`th on are
/// the one without measures.
fn comparisons(
    pairs: Vec<PairedDifference>,
    own: usize,
    summaries: &[ScenarioSummary],
    draws: usize,
    baseline: &Definition,
) -> Vec<Comparison> {
    let mut list = Vec::new();
    let rows: Vec<_> = pairs
        .into_par_iter()
        .map(|pair| {
            let (metric, window) = (pair.metric, pair.window);
            let level = summaries
                .get(pair.scenario)
                .and_then(|summary_of_draws| summary_of_draws.summary(metric, window));
            (pair.scenario, metric, window, level.and_then(|level| pair.row(level)))
        })
        .collect();
    let mut groups = rows.into_iter().peekable();
    while let Some((_, metric, window, first)) = groups.next() {
        let mut all = vec![first];
        while let Some((.., row)) = groups.next_if(|(scenario, ..)| *scenario > 0) {
            all.push(row);
        }
        let no_measures = all.get_mut(own).and_then(Option::take);
        all.truncate(own);
        if let Some(rows) = all.into_iter().collect() {
            let metric_name = baseline.metric_name(metric);
            list.push(Comparison { metric, metric_name, window, draws, rows, no_measures });
        }
    }
    list
}

/// Whether two scenarios differ in their measures alone.
fn same_world(a: &Definition, b: &Definition) -> bool {
    let outside = |s: &Definition| -> Vec<(String, Value)> {
        let numbers = s.parameters.iter().filter(|p| !p.path.starts_with("measure."));
        numbers.map(|p| (p.path.clone(), p.value.clone())).collect()
    };
    a.world == b.world && outside(a) == outside(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::CHUNK;
    use crate::engine::{Job, run};
    use crate::scenario::Method;
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    /// A study's summaries and comparisons in full, made in blocks of so many draws.
    fn digested(scenarios: &[Definition], horizon: Horizon, block: usize, repetitions: usize) -> String {
        const DRAWS: usize = 2_048 + 150;
        let stop = AtomicBool::new(false);
        let mut accumulator = StudyAccumulator::new(scenarios, true, horizon, Some(2.4), repetitions);
        for start in (0..DRAWS).step_by(block) {
            let draws = start..DRAWS.min(start + block);
            accumulator.take(
                run(&Job {
                    scenarios,
                    draws,
                    seed: 3,
                    method: Method::Pseudo,
                    stop: &stop,
                    progress: &|_| {},
                })
                .unwrap(),
            );
        }
        let Accumulated { summaries, comparisons, conditionals, lost, .. } =
            accumulator.finish(DRAWS, &scenarios[0]);
        format!("{summaries:?} {comparisons:?} {conditionals:?} {lost}")
    }

    #[test]
    fn blocks_of_any_size_make_the_same_study() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let load =
            |name: &str| crate::scenario::Scenario::load(&folder.join(name), &[]).unwrap().into_definition();
        let horizon = Horizon { start: "2026-Q1".parse().unwrap(), quarters: 2 };
        let short = |scenario: Definition| scenario.over(horizon);
        let mut scenarios = ["status-quo.toml", "us-only.toml"].map(|name| short(load(name))).to_vec();
        scenarios.push(scenarios[0].without_measures("free", "Free"));
        for repetitions in [1, 16] {
            let whole = digested(&scenarios, horizon, 1 << 20, repetitions);
            for block in [CHUNK, 5 * CHUNK, 32 * CHUNK] {
                let parts = digested(&scenarios, horizon, block, repetitions);
                assert!(parts == whole, "blocks of {block}, {repetitions} repetitions");
            }
        }
    }
}
