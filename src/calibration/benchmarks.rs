//! Simple forecasts that a model has to beat: what its figures would score without it.
//!
//! All know the figures of a series that the model was calibrated to, and nothing else. Scores are CRPS, which of a
//! single number is its distance from the figure.

use crate::scenario::history::{History, Target};
use crate::stats::weighted::crps_of_normal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something of each benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Benchmarks<T> {
    /// The last figure known, kept.
    pub persistence: T,
    /// A random walk from it, as wide as the series' changes from year to year known by then.
    pub random_walk: T,
    /// Half of the gap between it and the mean of the known figures closes every year.
    pub mean_reversion: T,
    /// The model before anything is learnt.
    pub prior: T,
}

impl<T> Benchmarks<T> {
    /// In words, for tables.
    pub const WORDS: [&'static str; 4] =
        ["persistence", "a random walk", "mean reversion", "the model before learning"];

    /// In the order of [`Benchmarks::WORDS`].
    pub fn each(&self) -> [&T; 4] {
        [&self.persistence, &self.random_walk, &self.mean_reversion, &self.prior]
    }
}

/// Scores of held-out figures by the level of their series, on average: the model's and the benchmarks'.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Skill {
    /// Figures that can be compared.
    pub figures: usize,
    /// Of the model.
    pub model: f64,
    /// Of doing without.
    pub benchmarks: Benchmarks<f64>,
}

impl Skill {
    /// Share of a score that the model saves.
    pub fn gain(model: f64, other: f64) -> f64 {
        1.0 - model / other
    }

    /// Share of persistence's score that the model saves.
    pub fn gain_on_persistence(&self) -> f64 {
        Skill::gain(self.model, self.benchmarks.persistence)
    }

    /// Benchmarks that score better than the model, in words.
    pub fn better(&self) -> Vec<&'static str> {
        let each = self.benchmarks.each().into_iter().zip(Benchmarks::<f64>::WORDS);
        each.filter(|(score, _)| **score < self.model).map(|(_, words)| words).collect()
    }

    /// Of held-out figures by their series, with the model's score and the benchmarks'. None where there are none.
    pub(super) fn of(
        history: &History,
        scores: impl Iterator<Item = (usize, f64, Benchmarks<f64>)>,
    ) -> Option<Skill> {
        let (mut n, mut model) = (0, 0.0);
        let mut sums = Benchmarks { persistence: 0.0, random_walk: 0.0, mean_reversion: 0.0, prior: 0.0 };
        for (series, crps, known) in scores {
            let level = level(history, series);
            n += 1;
            model += crps / level;
            sums.persistence += known.persistence / level;
            sums.random_walk += known.random_walk / level;
            sums.mean_reversion += known.mean_reversion / level;
            sums.prior += known.prior / level;
        }
        let mean = |sum: f64| sum / f64::from(n);
        (n > 0).then(|| Skill {
            figures: n as usize,
            model: mean(model),
            benchmarks: Benchmarks {
                persistence: mean(sums.persistence),
                random_walk: mean(sums.random_walk),
                mean_reversion: mean(sums.mean_reversion),
                prior: mean(sums.prior),
            },
        })
    }
}

/// What the benchmarks score on a target, if `prior` is what the prior does; none where no earlier figure of its
/// series was known.
pub(super) fn benchmarks(
    history: &History,
    target: &Target,
    until: i32,
    prior: f64,
) -> Option<Benchmarks<f64>> {
    let known = known(history, target, until);
    let (year, last) = *known.last()?;
    let years = (target.year - year).max(1);
    let mean = known.iter().map(|(_, value)| value).sum::<f64>() / known.len() as f64;
    let reverted = mean + (last - mean) * 0.5_f64.powi(years);
    Some(Benchmarks {
        persistence: (last - target.value).abs(),
        random_walk: random_walk(&known, target, last),
        mean_reversion: (reverted - target.value).abs(),
        prior,
    })
}

/// The figures of a target's series that were known: years calibrated to, and before the target's own.
fn known(history: &History, target: &Target, until: i32) -> Vec<(i32, f64)> {
    let earlier = |t: &&Target| t.series == target.series && t.year <= until && t.year < target.year;
    history.targets.iter().filter(earlier).map(|t| (t.year, t.value)).collect()
}

/// Score of a normal distribution around the last figure known, as wide as the changes from year to year
/// known by then make it.
fn random_walk(known: &[(i32, f64)], target: &Target, last: f64) -> f64 {
    let changes: Vec<f64> = known.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
    let years = known.last().map_or(1, |(year, _)| (target.year - year).max(1));
    let squares: f64 = changes.iter().map(|change| change * change).sum();
    let sd = (squares / changes.len().max(1) as f64 * f64::from(years)).sqrt();
    crps_of_normal(last, sd, target.value)
}

/// What the figures of a series are on average: scores of different units are divided by it.
fn level(history: &History, series: usize) -> f64 {
    let values: Vec<f64> = history
        .targets
        .iter()
        .filter(|target| target.series == series)
        .map(|target| target.value.abs())
        .collect();
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::toy::{history, target};

    #[test]
    fn each_benchmark_says_what_its_rule_says() {
        let figures = [(2020, 4.0), (2021, 6.0), (2022, 8.0), (2024, 9.0)];
        let history = history(2022, figures.map(|(year, value)| target(year, value, 0.1)).to_vec());
        let said = benchmarks(&history, &history.targets[3], 2022, 0.7).unwrap();
        // The mean is 6, the gap of 2 has halved twice by 2024.
        assert_eq!((said.persistence, said.mean_reversion, said.prior), (1.0, 2.5, 0.7));
        assert_eq!(said.random_walk, crps_of_normal(8.0, 8.0_f64.sqrt(), 9.0));
        assert_eq!(benchmarks(&history, &history.targets[0], 2022, 0.7), None);
        // What is known ends with the year that is calibrated to.
        assert_eq!(benchmarks(&history, &history.targets[3], 2020, 0.7).unwrap().persistence, 5.0);
    }
}
