//! Every series that a model was calibrated to, held out in turn.
//!
//! Nothing is calibrated again: members weigh by one over how likely they make the figures of the series that is left
//! out, `w ∝ exp(½ Σ ((f - y) / s)²)` (importance sampling leave-one-out, Gelfand, Dey and Chang 1992). How far that
//! can be trusted, the weights' Pareto shape says. Members were within three spreads of every figure, the one left out
//! too, so intervals are a little too narrow.

use super::simulated_targets::{SimulatedTargets, implausibility, observations};
use crate::scenario::history::History;
use crate::stats::pareto;
use crate::stats::weighted::{Weighted, effective_size, normalised};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A series that was left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// Position of the series.
    pub series: usize,
    /// Its figures that the model was calibrated to.
    pub figures: usize,
    /// How many of them lie in the 90 % band of what is said without them.
    pub inside: usize,
    /// Mean score of the model that knows them, by the level of the series.
    pub with: f64,
    /// Mean score without them.
    pub without: f64,
    /// Effective number of members.
    pub effective: f64,
    /// Pareto shape of the weights; above 0.7 the row is not to be trusted. None where few weights differ.
    pub pareto_k: Option<f64>,
}

/// Leaves a series out; none where nothing of it was calibrated to.
pub(super) fn left_out(
    history: &History,
    series: usize,
    until: i32,
    members: &SimulatedTargets,
    seed: u64,
) -> Option<LeftOut> {
    let figures = || {
        let targets = history.targets.iter().enumerate();
        targets.filter(move |(_, target)| target.series == series && target.trains(until))
    };
    let logs: Vec<f64> = members
        .figures
        .iter()
        .map(|said| figures().map(|(k, target)| 0.5 * implausibility(target, said[k]).powi(2)).sum())
        .collect();
    let (weights, even) = (normalised(&logs), vec![1.0; logs.len()]);
    let (mut count, mut inside, mut with, mut without, mut level) = (0, 0, 0.0, 0.0, 0.0);
    for (k, target) in figures() {
        let observed = observations(target, &members.column(k), seed);
        let (known, unknown) = (Weighted::new(&observed, &even)?, Weighted::new(&observed, &weights)?);
        count += 1;
        inside += usize::from((0.05..=0.95).contains(&unknown.share_up_to(target.value)));
        with += known.crps(target.value);
        without += unknown.crps(target.value);
        level += target.value.abs();
    }
    (count > 0).then(|| LeftOut {
        series,
        figures: count,
        inside,
        with: with / level,
        without: without / level,
        effective: effective_size(&weights),
        pareto_k: pareto::shape(&weights),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::normal;
    use crate::sampling::{PathKey, uniform};
    use crate::scenario::toy;

    #[test]
    fn without_its_only_figure_a_normal_posterior_is_the_prior_again() {
        let history = toy::history(2020, vec![toy::target(2020, 1.0, 1.0)]);
        // A standard normal prior and one observation of 1 with an error of 1: the posterior is N(1/2, 1/2).
        let draw = |k: u64| 0.5 + 0.5_f64.sqrt() * normal::quantile(uniform(1, PathKey::new("x"), k, 0));
        let figures: Vec<Vec<f64>> = (0..20_000).map(|k| vec![draw(k)]).collect();
        let members = SimulatedTargets { draws: (0..20_000).collect(), figures, lost: 0 };
        let found = left_out(&history, 0, 2020, &members, 3).unwrap();
        let exact = |mean: f64, variance: f64| {
            crate::stats::weighted::crps_of_normal(mean, (variance + 1.0_f64).sqrt(), 1.0)
        };
        assert!((found.with / exact(0.5, 0.5) - 1.0).abs() < 0.03, "{found:?}");
        assert!((found.without / exact(0.0, 1.0) - 1.0).abs() < 0.05, "{found:?}");
        assert_eq!((found.figures, found.inside), (1, 1));
        assert_eq!(left_out(&history, 0, 2019, &members, 3), None);
    }
}
