//! Scenarios compared draw by draw.
//!
//! All differences are paired: the same world under two sets of measures. A draw that any of the
//! scenarios lost is left out of all of them before it comes here.

use super::window::{Buffer, Window, WindowColumns};
use crate::engine::{CHUNK, Outcome};
use crate::scenario::metric::Metric;
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::{Estimate, Summary, share_above};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Differences up to this are rounding, in the metric's unit: where a full corridor sets a volume under
/// both scenarios, the sign of what is left of their difference means nothing.
const ROUNDING: f64 = 1e-9;

/// One metric of several scenarios over one window, against the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The metric.
    pub metric: Metric,
    /// The metric's name.
    pub metric_name: String,
    /// The window.
    pub window: Window,
    /// Draws in which every scenario was solved.
    pub draws: usize,
    /// One for each scenario, the first the baseline.
    pub rows: Vec<ScenarioDifference>,
    /// The baseline without any measure against the baseline: what the measures cost.
    pub no_measures: Option<ScenarioDifference>,
}

/// A scenario's part of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScenarioDifference {
    /// The scenario's own distribution.
    pub level: Summary,
    /// Scenario minus baseline, draw by draw.
    pub difference: Summary,
    /// Equally likely differences, rising.
    pub spread: Vec<f64>,
    /// Share of draws in which it exceeds the baseline.
    pub above: Estimate,
    /// What share of the loss to all measures it restores; none without the same world under no measures.
    pub restored: Option<Restored>,
    /// Of revenue: what of the difference is due to tonnes and what to prices.
    pub effects: Option<Effects>,
}

/// The parts of a difference in revenue `R = q n`, of tonnes `q` sold at a netback `n`, both over the whole
/// window, draw by draw. Their means add up to the mean difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effects {
    /// `(q1 - q0) (n0 + n1) / 2`: more or fewer tonnes, at the mean of both netbacks.
    pub volume: Summary,
    /// `(n1 - n0) (q0 + q1) / 2`: a better or worse netback, on the mean of both tonnages.
    pub price: Summary,
}

/// `(scenario - baseline) / (no measures - baseline)`, draw by draw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Restored {
    /// Distribution of the share, over draws with a loss.
    pub share: Summary,
    /// Draws left out because measures cost nothing in them, so that there is nothing to restore.
    pub without_loss: usize,
    /// Equally likely shares, rising; empty where results are of what became of a measure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spread: Vec<f64>,
}

/// Equally likely values that differences are kept as: the dots of a dot plot.
const SPREAD_POINTS: usize = 50;

/// The metrics that scenarios are compared on.
pub fn compared(focus: usize) -> [Metric; 3] {
    [
        Metric::Revenue { exporter: focus },
        Metric::Exports { exporter: focus },
        Metric::Netback { exporter: focus },
    ]
}

/// Differences to a baseline, and shares of a loss restored, of the draws that were taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DifferenceAccumulator {
    differences: QuantileSketch,
    shares: Option<QuantileSketch>,
    without_loss: usize,
    repetitions: usize,
}

impl DifferenceAccumulator {
    /// Nothing yet; `restores` says whether what is restored of a loss is to be asked, `repetitions` how many
    /// interleaved repetitions draws come in.
    pub(super) fn new(restores: bool, repetitions: usize) -> DifferenceAccumulator {
        let shares = restores.then(|| QuantileSketch::repeated(f64::INFINITY, repetitions));
        DifferenceAccumulator {
            differences: QuantileSketch::repeated(ROUNDING, repetitions),
            shares,
            without_loss: 0,
            repetitions,
        }
    }

    /// An empty sketch of levels that come in the same repetitions.
    pub(super) fn blank(&self) -> QuantileSketch {
        QuantileSketch::repeated(f64::INFINITY, self.repetitions)
    }

    /// Takes the next draws, a chunk of them at the most; not a number for one that has no part in it.
    pub(super) fn take(&mut self, own: &[f64], baseline: &[f64], no_measures: Option<&[f64]>) {
        // Below this share of revenue a loss is rounding, and a ratio to it is noise.
        const NO_LOSS: f64 = 1e-3;
        let (mut differences, mut shares): (Buffer, Buffer) = ([f64::NAN; CHUNK], [f64::NAN; CHUNK]);
        for (difference, (own, baseline)) in differences.iter_mut().zip(own.iter().zip(baseline)) {
            *difference = own - baseline;
        }
        let differences = &differences[..own.len()];
        self.differences.extend(differences);
        // Without the world under no measures there is no loss to restore.
        let (Some(no_measures), Some(sketch)) = (no_measures, &mut self.shares) else { return };
        let again = sketch.is_replaying();
        let each = differences.iter().zip(baseline).zip(no_measures);
        for (share, ((difference, base), no_measures)) in shares.iter_mut().zip(each) {
            let loss = no_measures - base;
            if loss > NO_LOSS * base.abs() {
                *share = difference / loss;
            } else if difference.is_finite() && loss.is_finite() && !again {
                self.without_loss += 1;
            }
        }
        sketch.extend(&shares[..differences.len()]);
    }

    /// The sketches in it.
    pub(super) fn sketches(&mut self) -> impl Iterator<Item = &mut QuantileSketch> {
        std::iter::once(&mut self.differences).chain(&mut self.shares)
    }

    /// The summaries, when all draws are in; none if no draw was taken.
    pub(super) fn finish(&self) -> Option<(Summary, Option<Restored>)> {
        let restored = self.shares.as_ref().and_then(Summary::of);
        let without_loss = self.without_loss;
        let restored = restored.map(|share| Restored { share, without_loss, spread: Vec::new() });
        Some((Summary::of(&self.differences)?, restored))
    }
}

/// A comparison that is being made: one scenario's metric over a window against the baseline's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PairedDifference {
    pub scenario: usize,
    pub metric: Metric,
    pub window: Window,
    /// Where the metric is, in every outcome alike: what is compared comes before what is expected.
    place: WindowColumns,
    compared: DifferenceAccumulator,
    parts: Option<Parts>,
    /// Whether differences are relative to the baseline.
    is_relative: bool,
}

/// Parts of differences in revenue that are being gathered.
#[derive(Debug, Clone, PartialEq)]
struct Parts {
    /// Where tonnes are.
    tonnes: WindowColumns,
    volume: QuantileSketch,
    price: QuantileSketch,
}

impl Parts {
    /// Takes the next draws: revenue and tonnes under a scenario and the baseline.
    fn take(&mut self, own: [&[f64]; 2], baseline: [&[f64]; 2]) {
        let (mut volume, mut price): (Buffer, Buffer) = ([f64::NAN; CHUNK], [f64::NAN; CHUNK]);
        let draws = own[0].iter().zip(own[1]).zip(baseline[0].iter().zip(baseline[1]));
        for ((volume, price), ((r1, q1), (r0, q0))) in volume.iter_mut().zip(&mut price).zip(draws) {
            (*volume, *price) = parts([*r0, *q0], [*r1, *q1]);
        }
        let count = own[0].len();
        self.volume.extend(&volume[..count]);
        self.price.extend(&price[..count]);
    }

    fn finish(&self) -> Option<Effects> {
        Some(Effects { volume: Summary::of(&self.volume)?, price: Summary::of(&self.price)? })
    }
}

/// What of a difference from revenue `r0` of `q0` tonnes to `r1` of `q1` is due to tonnes, and what to
/// the netback. Who sells nothing has no price; what changes then is all tonnes.
fn parts([r0, q0]: [f64; 2], [r1, q1]: [f64; 2]) -> (f64, f64) {
    let (n0, n1) = match (q0 > 0.0, q1 > 0.0) {
        (true, true) => (r0 / q0, r1 / q1),
        (false, true) => (r1 / q1, r1 / q1),
        (true, false) => (r0 / q0, r0 / q0),
        (false, false) => return (0.0, r1 - r0),
    };
    ((q1 - q0) * (n0 + n1) / 2.0, (n1 - n0) * (q0 + q1) / 2.0)
}

/// The outcomes that a pair is made of.
pub(super) struct PairedOutcomes<'a> {
    pub own: &'a Outcome,
    pub baseline: &'a Outcome,
    /// The baseline without any measure.
    pub no_measures: Option<&'a Outcome>,
}

impl PairedDifference {
    /// A pair of which nothing is compared yet.
    pub(super) fn new(
        scenario: usize,
        (metric, window): (Metric, Window),
        place: WindowColumns,
        compared: DifferenceAccumulator,
    ) -> PairedDifference {
        PairedDifference { scenario, metric, window, place, compared, parts: None, is_relative: false }
    }

    /// The same pair of revenues, in parts: `tonnes` is where the metric is that they are earned with.
    pub(super) fn in_parts(mut self, tonnes: WindowColumns) -> PairedDifference {
        let (volume, price) = (self.compared.blank(), self.compared.blank());
        self.parts = Some(Parts { tonnes, volume, price });
        self
    }

    /// The same pair, its differences relative to the baseline.
    pub(super) fn relative(mut self) -> PairedDifference {
        self.is_relative = true;
        self
    }

    /// Takes the next draws.
    pub(super) fn take(&mut self, outcomes: &PairedOutcomes<'_>) {
        let [own, baseline, unmeasured] = &mut [[0.0; CHUNK]; 3];
        for chunk in 0..outcomes.own.chunk_count() {
            let own = self.place.means(outcomes.own, chunk, own);
            let baseline = self.place.means(outcomes.baseline, chunk, baseline);
            let no_measures =
                outcomes.no_measures.map(|no_measures| self.place.means(no_measures, chunk, unmeasured));
            if self.is_relative {
                let (mut ratios, ones): (Buffer, Buffer) = ([f64::NAN; CHUNK], [1.0; CHUNK]);
                for (ratio, (own, baseline)) in ratios.iter_mut().zip(own.iter().zip(baseline)) {
                    *ratio = own / baseline;
                }
                self.compared.take(&ratios[..own.len()], &ones[..own.len()], None);
                continue;
            }
            self.compared.take(own, baseline, no_measures);
            if let Some(parts) = &mut self.parts {
                let [first, second] = &mut [[0.0; CHUNK]; 2];
                let tonnes = parts.tonnes.means(outcomes.own, chunk, first);
                let before = parts.tonnes.means(outcomes.baseline, chunk, second);
                parts.take([own, tonnes], [baseline, before]);
            }
        }
    }

    /// The sketches in it.
    pub(super) fn sketches(&mut self) -> impl Iterator<Item = &mut QuantileSketch> {
        let parts = self.parts.iter_mut().flat_map(|parts| [&mut parts.volume, &mut parts.price]);
        self.compared.sketches().chain(parts)
    }

    /// Differences and shares restored, of the draws so far.
    pub(super) fn summaries(&self) -> Option<(Summary, Option<Restored>)> {
        self.compared.finish()
    }

    /// The scenario's row, when all draws are in; `level` is its own summary.
    pub(super) fn row(self, level: &Summary) -> Option<ScenarioDifference> {
        let (difference, mut restored) = self.compared.finish()?;
        if let Some((restored, shares)) = restored.as_mut().zip(self.compared.shares.as_ref()) {
            restored.spread = shares.sorted()?.spread(SPREAD_POINTS);
        }
        Some(ScenarioDifference {
            level: level.clone(),
            difference,
            above: share_above(&self.compared.differences),
            spread: self.compared.differences.sorted()?.spread(SPREAD_POINTS),
            restored,
            effects: self.parts.and_then(|parts| parts.finish()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_difference_add_up_to_it() {
        for ([r0, q0], [r1, q1]) in [
            ([2.4, 10.0], [3.6, 12.0]),
            ([2.4, 10.0], [2.4, 8.0]),
            ([0.0, 0.0], [1.0, 4.0]),
            ([1.0, 4.0], [0.0, 0.0]),
        ] {
            let (volume, price) = parts([r0, q0], [r1, q1]);
            assert!((volume + price - (r1 - r0)).abs() < 1e-12);
        }
        // Twice the tonnes at the same price is all volume, the same tonnes at twice the price all price.
        assert_eq!(parts([2.0, 10.0], [4.0, 20.0]), (2.0, 0.0));
        assert_eq!(parts([2.0, 10.0], [4.0, 10.0]), (0.0, 2.0));
    }
}
