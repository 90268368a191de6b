//! Scenarios compared draw by draw.
//!
//! All differences are paired: the same world under two sets of measures. A draw that any of the
//! scenarios lost is left out of all of them, and counted.

use super::window::{Window, over};
use crate::engine::Outcome;
use crate::model::metric::Metric;
use crate::stats::summary::{Estimate, Summary, share};

/// One metric of several scenarios over one window, against the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub window: Window,
    /// Draws in which every scenario was solved.
    pub draws: usize,
    /// One for each scenario, the first the baseline.
    pub rows: Vec<Row>,
}

/// A scenario's part of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub level: Summary,
    /// Scenario minus baseline, draw by draw, in order of draw.
    pub differences: Vec<f64>,
    pub difference: Summary,
    /// Share of draws in which it exceeds the baseline.
    pub above: Estimate,
    /// What share of the loss to all measures it restores; none without a yardstick of no measures.
    pub restored: Option<Restored>,
}

/// `(scenario - baseline) / (no measures - baseline)`, draw by draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Restored {
    pub share: Summary,
    /// Draws left out because measures cost nothing in them, so that there is nothing to restore.
    pub without_loss: usize,
}

/// Compares outcomes on a metric over a window. `free` is the same baseline without any measure.
/// None if no draw was solved by all.
pub fn compare(
    outcomes: &[&Outcome],
    free: Option<&Outcome>,
    metric: Metric,
    window: Window,
) -> Option<Comparison> {
    let samples: Vec<Vec<f64>> = outcomes.iter().map(|outcome| over(outcome, metric, window)).collect();
    let free = free.map(|outcome| over(outcome, metric, window));
    let draws = samples.iter().map(Vec::len).min()?;
    let solved =
        |k: &usize| samples.iter().chain(&free).all(|sample| sample.get(*k).is_some_and(|x| x.is_finite()));
    let kept: Vec<usize> = (0..draws).filter(solved).collect();
    let pick = |sample: &[f64]| kept.iter().map(|&k| sample[k]).collect::<Vec<f64>>();
    let baseline = pick(samples.first()?);
    let free = free.map(|sample| pick(&sample));
    let rows =
        samples.iter().map(|sample| row(&pick(sample), &baseline, free.as_deref())).collect::<Option<_>>()?;
    Some(Comparison { window, draws: kept.len(), rows })
}

fn row(sample: &[f64], baseline: &[f64], free: Option<&[f64]>) -> Option<Row> {
    let differences: Vec<f64> = sample.iter().zip(baseline).map(|(a, b)| a - b).collect();
    Some(Row {
        level: Summary::of(sample)?,
        difference: Summary::of(&differences)?,
        above: share(&differences, |d| d > 0.0),
        restored: free.and_then(|free| restored(&differences, baseline, free)),
        differences,
    })
}

fn restored(differences: &[f64], baseline: &[f64], free: &[f64]) -> Option<Restored> {
    // Below this share of revenue a loss is rounding, and a ratio to it is noise.
    const NO_LOSS: f64 = 1e-3;
    let losses = free.iter().zip(baseline).map(|(free, base)| free - base);
    let with_loss =
        differences.iter().zip(losses).zip(baseline).filter(|((_, loss), base)| *loss > NO_LOSS * base.abs());
    let shares: Vec<f64> = with_loss.map(|((difference, loss), _)| difference / loss).collect();
    let without_loss = differences.len() - shares.len();
    Summary::of(&shares).map(|share| Restored { share, without_loss })
}

/// The equally spaced quantiles that a dot plot of `dots` dots shows.
pub fn dot_quantiles(sample: &[f64], dots: usize) -> Vec<f64> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return Vec::new();
    }
    (0..dots).map(|k| crate::stats::summary::quantile(&sorted, (k as f64 + 0.5) / dots as f64)).collect()
}
