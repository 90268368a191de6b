//! Results given what became of a measure whose dates are uncertain.
//!
//! Draws are split by how a measure fared over a window: it stood all the time, it was absent all the time,
//! or it turned in between. Splits are made one measure at a time; nothing is said of why.

use super::comparison::{DifferenceAccumulator, PairedOutcomes, Restored};
use super::window::{Buffer, Window, WindowColumns};
use crate::engine::{CHUNK, metrics_of};
use crate::scenario::Definition;
use crate::scenario::metric::Metric;
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::{Estimate, Summary, share_taken};
use crate::units::time::Horizon;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Fewest draws that anything is said of.
pub const FEWEST: usize = 40;

/// How a measure fared over a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum MeasureState {
    /// It was in force all the time.
    InForce,
    /// It was not in force at any time.
    NotInForce,
    /// It turned within the window.
    Changed,
}

impl MeasureState {
    /// All of them.
    pub const ALL: [MeasureState; 3] =
        [MeasureState::InForce, MeasureState::NotInForce, MeasureState::Changed];

    /// In a word, for tables.
    pub fn word(self) -> &'static str {
        match self {
            MeasureState::InForce => "stood",
            MeasureState::NotInForce => "absent",
            MeasureState::Changed => "turned",
        }
    }

    fn of(standing: f64) -> MeasureState {
        match standing {
            x if x >= 1.0 => MeasureState::InForce,
            x if x <= 0.0 => MeasureState::NotInForce,
            _ => MeasureState::Changed,
        }
    }
}

/// The draws of one scenario in which a measure fared in one way over a window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conditional {
    /// Positions of the scenario, and of the measure in it.
    pub scenario: usize,
    /// Position of the measure.
    pub measure: usize,
    /// The metric.
    pub metric: Metric,
    /// The window.
    pub window: Window,
    /// What became of the measure.
    pub state: MeasureState,
    /// Share of all draws.
    pub share: Estimate,
    /// Distribution of the metric in these draws.
    pub level: Summary,
    /// Against the baseline, in the same draws.
    pub difference: Summary,
    /// What share of the loss it restores.
    pub restored: Option<Restored>,
}

/// A split in the making.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Split {
    pub scenario: usize,
    measure: usize,
    metric: Metric,
    window: Window,
    /// Where the metric is, and whether the measure is in force.
    place: WindowColumns,
    standing: WindowColumns,
    parts: [Part; 3],
}

#[derive(Debug, Clone, PartialEq)]
struct Part {
    levels: QuantileSketch,
    compared: DifferenceAccumulator,
}

impl Split {
    /// Empty splits of a metric of a scenario: one for each measure of uncertain dates and each window.
    /// `empty` is a comparison of no draws yet.
    pub(super) fn all(
        (position, scenario): (usize, &Definition),
        metric: Metric,
        horizon: Horizon,
        empty: &DifferenceAccumulator,
    ) -> Vec<Split> {
        let metrics = metrics_of(scenario);
        let mut splits = Vec::new();
        for measure in 0..scenario.measures.len() {
            for window in Window::years(horizon) {
                let of = |metric| WindowColumns::of(&metrics, metric, window.positions(horizon));
                let found = of(metric).zip(of(Metric::Standing { measure }));
                // A measure of certain dates is no metric, and splits nothing.
                let Some((place, standing)) = found else { continue };
                let part = || Part { levels: empty.blank(), compared: empty.clone() };
                splits.push(Split {
                    scenario: position,
                    measure,
                    metric,
                    window,
                    place,
                    standing,
                    parts: [part(), part(), part()],
                });
            }
        }
        splits
    }

    /// Takes the next draws.
    pub(super) fn take(&mut self, outcomes: &PairedOutcomes<'_>) {
        let [own, standing, baseline, unmeasured] = &mut [[0.0; CHUNK]; 4];
        for chunk in 0..outcomes.own.chunk_count() {
            let own = self.place.means(outcomes.own, chunk, own);
            let standing = self.standing.means(outcomes.own, chunk, standing);
            let baseline = self.place.means(outcomes.baseline, chunk, baseline);
            let no_measures =
                outcomes.no_measures.map(|no_measures| self.place.means(no_measures, chunk, unmeasured));
            for (state, part) in MeasureState::ALL.into_iter().zip(&mut self.parts) {
                // Draws of another fate are offered as none, so that every part counts the same draws.
                let mut kept: Buffer = [f64::NAN; CHUNK];
                for ((kept, own), standing) in kept.iter_mut().zip(own).zip(standing) {
                    *kept = if MeasureState::of(*standing) == state { *own } else { f64::NAN };
                }
                let kept = &kept[..own.len()];
                part.levels.extend(kept);
                part.compared.take(kept, baseline, no_measures);
            }
        }
    }

    /// The sketches in it.
    pub(super) fn sketches(&mut self) -> impl Iterator<Item = &mut QuantileSketch> {
        self.parts
            .iter_mut()
            .flat_map(|part| std::iter::once(&mut part.levels).chain(part.compared.sketches()))
    }

    /// The results, when all draws are in: one for each fate that any draw had.
    pub(super) fn finish(self, draws: usize) -> Vec<Conditional> {
        let Split { scenario, measure, metric, window, parts, .. } = self;
        let result = |(state, part): (MeasureState, Part)| {
            let level = Summary::of(&part.levels)?;
            let share = share_taken(&part.levels, draws);
            let (difference, restored) = part.compared.finish()?;
            Some(Conditional { scenario, measure, metric, window, state, share, level, difference, restored })
        };
        MeasureState::ALL.into_iter().zip(parts).filter_map(result).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stood_all_the_time_stood() {
        let fates = [1.0, 0.999, 0.5, 1e-9, 0.0].map(MeasureState::of);
        assert_eq!(
            fates,
            [
                MeasureState::InForce,
                MeasureState::Changed,
                MeasureState::Changed,
                MeasureState::Changed,
                MeasureState::NotInForce
            ]
        );
    }
}
