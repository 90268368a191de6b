//! A model that was calibrated to the past up to a year, held against all of it: what it says of every figure,
//! how much better than doing without, and whether a test like this could have failed.
//!
//! What is predicted is the observation, so its error and the model's discrepancy are added to what the
//! model says. Solves nothing.

use super::benchmarks::{Benchmarks, Skill, benchmarks};
use super::leave_out::{LeftOut, left_out};
use crate::calibration::simulated_targets::{SimulatedTargets, observations};
use crate::results::losses::Losses;
use crate::scenario::foretold::{Foretold, ForetoldFigure, ForetoldSeries};
use crate::scenario::history::{Forecast, History, Target};

pub use crate::scenario::history::Use;
use crate::stats::weighted::{Bands, Weighted, crps_of_range, normalised};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A history beside what a model says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Backtest {
    /// The last year that the model was calibrated to.
    pub until: i32,
    /// Draws that the model's distribution is made of.
    pub draws: usize,
    /// Draws that were lost besides.
    pub lost: usize,
    /// One for each target, the worst first.
    pub rows: Vec<TargetScore>,
    /// None where nothing was held out.
    pub coverage: Option<Coverage>,
    /// How it compares with simple forecasts; none where nothing was held out.
    pub skill: Option<Skill>,
    /// The same for every series of which something was held out, in their order.
    pub series: Vec<SeriesSkill>,
    /// What the model would say of the figures of each series that it was calibrated to, had it not been.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
    /// How it compares with forecasts that were published.
    pub forecasts: Vec<ForecastScore>,
}

/// A history beside what a model says of it, one entry of `bands` a target; without a backtest nothing was learnt.
pub fn foretold(history: &History, bands: &[Option<Bands>], backtest: Option<&Backtest>) -> Foretold {
    let figure = |k: usize, target: &Target| {
        let scored = backtest.and_then(|backtest| backtest.rows.iter().find(|row| row.target == k));
        let role = backtest.map_or(Use::Checked, |backtest| Use::of(target, backtest.until));
        Some(ForetoldFigure {
            period: target.period(),
            at: target.in_years(),
            role,
            model: bands.get(k).copied().flatten()?,
            observed: target.value,
            spread: target.spread(),
            missed: role == Use::HeldOut && scored.is_some_and(|row| !row.inside()),
        })
    };
    let series = |(position, series): (usize, &crate::scenario::history::Series)| ForetoldSeries {
        title: series.title.clone(),
        metric: series.metric_name.clone(),
        unit: series.metric.unit().to_string(),
        figures: (history.targets.iter().enumerate())
            .filter(|(_, target)| target.series == position)
            .filter_map(|(k, target)| figure(k, target))
            .collect(),
    };
    let coverage = backtest.and_then(|backtest| backtest.coverage.as_ref());
    Foretold {
        until: backtest.map(|backtest| backtest.until),
        held_out: coverage.map_or(0, |coverage| coverage.held_out),
        in_90: coverage.map_or(0, |coverage| coverage.in_90),
        series: history.series.iter().enumerate().map(series).collect(),
    }
}

/// A target beside what is said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetScore {
    /// Position of the target.
    pub target: usize,
    /// What the figure was used for.
    pub role: Use,
    /// What the model says of the quantity.
    pub model: Bands,
    /// What it says of the observation.
    pub predicted: Bands,
    /// Share of the prediction below the observation.
    pub rank: f64,
    /// Score of the prediction, in the metric's unit.
    pub crps: f64,
    /// What simple forecasts score; none where no earlier figure of the series was known.
    pub benchmarks: Option<Benchmarks<f64>>,
}

impl TargetScore {
    /// Whether the observation lies in the 90 % band.
    pub fn inside(&self) -> bool {
        (0.05..=0.95).contains(&self.rank)
    }

    /// Distance of the rank from the middle: 0 for a bull's eye, 1 for a figure the model never predicts.
    pub fn miss(&self) -> f64 {
        (2.0 * self.rank - 1.0).abs()
    }
}

/// How many held-out figures lie where they should.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Figures that were held out.
    pub held_out: usize,
    /// In the 90 % band, and in the 50 % band.
    pub in_90: usize,
    /// Of these, how many lie in their 50 % bands.
    pub in_50: usize,
    /// Fewer than so many in the 90 % band refute the model, at 5 %; figures of one draw go together.
    pub at_least: usize,
    /// The chance that the test refutes a model whose intervals are half as wide as they should be.
    pub power: f64,
}

/// How the model compares with simple forecasts of one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesSkill {
    /// Position of the series.
    pub series: usize,
    /// Scores of its figures.
    pub skill: Skill,
}

/// A published forecast beside what the model would have said, knowing as much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastScore {
    /// Position of the forecast.
    pub forecast: usize,
    /// Score of the published forecast (CRPS).
    pub score: f64,
    /// What the model would have said of the figure.
    pub model: Bands,
    /// The model's score on the same figure.
    pub model_score: f64,
}

/// The least gain on persistence of a backtest that passes.
pub const LEAST_GAIN: f64 = 0.30;

impl Backtest {
    /// `members` are equally likely draws of the model that was calibrated to `until`, `prior` draws of the one that
    /// learnt nothing, for forecasts made earlier. None where there are no draws.
    pub fn new(
        history: &History,
        until: i32,
        members: &SimulatedTargets,
        prior: &SimulatedTargets,
        seed: u64,
    ) -> Option<Backtest> {
        let targets = &history.targets;
        let even = vec![1.0; members.draws.len()];
        let columns: Vec<Vec<f64>> = (0..targets.len()).map(|k| members.column(k)).collect();
        let observed: Vec<Vec<f64>> =
            targets.iter().zip(&columns).map(|(t, column)| observations(t, column, seed)).collect();
        let mut rows = Vec::new();
        for (k, target) in targets.iter().enumerate() {
            let model = Weighted::new(columns.get(k)?, &even)?;
            let predicted = Weighted::new(observed.get(k)?, &even)?;
            let untrained = observations(target, &prior.column(k), seed);
            let even = vec![1.0; untrained.len()];
            let untrained = Weighted::new(&untrained, &even)?.crps(target.value);
            let benchmarks = benchmarks(history, target, until, untrained);
            rows.push(TargetScore {
                target: k,
                role: Use::of(target, until),
                model: model.bands(),
                predicted: predicted.bands(),
                rank: predicted.share_up_to(target.value),
                crps: predicted.crps(target.value),
                benchmarks,
            });
        }
        let held: Vec<usize> =
            rows.iter().filter(|row| row.role == Use::HeldOut).map(|row| row.target).collect();
        let coverage = coverage(&rows, &held, &observed);
        // What no earlier figure foretells cannot be compared.
        let comparable = |row: &TargetScore| Some((targets[row.target].series, row.crps, row.benchmarks?));
        let held_out = || rows.iter().filter(|row| row.role == Use::HeldOut).filter_map(comparable);
        let skill = Skill::of(history, held_out());
        let of = |series: usize| {
            let skill = Skill::of(history, held_out().filter(|(own, ..)| *own == series))?;
            Some(SeriesSkill { series, skill })
        };
        let series = (0..history.series.len()).filter_map(of).collect();
        rows.sort_by(|a, b| b.miss().total_cmp(&a.miss()));
        let forecasts = history.forecasts.iter().enumerate();
        let forecasts = forecasts.filter_map(|(k, forecast)| {
            let sample = if forecast.knew >= until { members } else { prior };
            compared(history, (k, forecast), sample, (forecast.knew, until), seed)
        });
        let forecasts = forecasts.collect();
        let left_out =
            (0..history.series.len()).filter_map(|k| left_out(history, k, until, members, seed)).collect();
        let (draws, lost) = (members.draws.len(), members.lost);
        Some(Backtest { until, draws, lost, rows, coverage, skill, series, left_out, forecasts })
    }

    /// How many draws were lost, of all that were made.
    pub fn losses(&self) -> Losses {
        Losses { lost: self.lost, draws: self.draws + self.lost }
    }

    /// Whether the held-out figures leave the model standing: enough of them inside its intervals, and a score that is
    /// better than persistence by [`LEAST_GAIN`] and no worse than any other benchmark.
    pub fn passes(&self) -> bool {
        let covered = self.coverage.as_ref().is_some_and(|c| c.in_90 >= c.at_least);
        let skilled = self
            .skill
            .as_ref()
            .is_some_and(|s| s.gain_on_persistence() >= LEAST_GAIN && s.better().is_empty());
        covered && skilled
    }
}

/// Counts of what is covered, and how they would be spread if the model were right, or half as wide.
fn coverage(rows: &[TargetScore], held: &[usize], observed: &[Vec<f64>]) -> Option<Coverage> {
    let rows: Vec<&TargetScore> = rows.iter().filter(|row| held.contains(&row.target)).collect();
    if rows.is_empty() {
        return None;
    }
    // Every draw stands for the truth once: its observations against everybody's intervals.
    let truths = observed.first().map_or(0, Vec::len);
    let (mut right, mut narrow) = (Vec::with_capacity(truths), Vec::with_capacity(truths));
    for truth in 0..truths {
        let (mut full, mut half) = (0, 0);
        for row in &rows {
            let [low, .., high] = row.predicted;
            let middle = row.predicted[2];
            let value = observed[row.target][truth];
            full += usize::from((low..=high).contains(&value));
            let (low, high) = (middle - 0.5 * (middle - low), middle + 0.5 * (high - middle));
            half += usize::from((low..=high).contains(&value));
        }
        right.push(full);
        narrow.push(half);
    }
    right.sort_unstable();
    // Without a draw nothing can be asked of the model.
    let at_least = right.get(truths / 20).copied().unwrap_or(0);
    let caught = narrow.iter().filter(|count| **count < at_least).count();
    let count = |low: f64, high: f64| rows.iter().filter(|row| (low..=high).contains(&row.rank)).count();
    Some(Coverage {
        held_out: rows.len(),
        in_90: count(0.05, 0.95),
        in_50: count(0.25, 0.75),
        at_least,
        power: caught as f64 / truths.max(1) as f64,
    })
}

fn compared(
    history: &History,
    (position, forecast): (usize, &Forecast),
    sample: &SimulatedTargets,
    (knew, until): (i32, i32),
    seed: u64,
) -> Option<ForecastScore> {
    let target = history.targets.get(forecast.target)?;
    let weights = match knew >= until {
        true => vec![1.0; sample.draws.len()],
        false => normalised(&sample.log_weights(&history.targets, knew)),
    };
    let predicted = observations(target, &sample.column(forecast.target), seed);
    let predicted = Weighted::new(&predicted, &weights)?;
    Some(ForecastScore {
        forecast: position,
        score: crps_of_range(forecast.low, forecast.high, target.value),
        model: predicted.bands(),
        model_score: predicted.crps(target.value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::normal;
    use crate::sampling::{PathKey, uniform};
    use crate::scenario::toy;

    fn history() -> History {
        let figure = |k: i32| toy::target(2020 + k, if k < 2 { 5.0 } else { 9.0 }, 0.1);
        toy::history(2021, (0..20).map(figure).collect())
    }

    /// Draws that say the truth with independent normal errors.
    fn sample(history: &History, sd: f64) -> SimulatedTargets {
        let figure = |draw: u64, target: &Target| {
            let key = PathKey::new(&target.name);
            target.value + sd * normal::quantile(uniform(1, key, draw, 0))
        };
        let figures = (0..2_000).map(|k| history.targets.iter().map(|t| figure(k, t)).collect()).collect();
        SimulatedTargets { draws: (0..2_000).collect(), figures, lost: 0 }
    }

    #[test]
    fn a_model_that_knows_beats_persistence_and_covers() {
        let history = history();
        let simulated = sample(&history, 0.3);
        let backtest = Backtest::new(&history, 2021, &simulated, &simulated, 1).unwrap();
        let (coverage, skill) = (backtest.coverage.clone().unwrap(), backtest.skill.clone().unwrap());
        assert_eq!((coverage.held_out, coverage.in_90, coverage.in_50), (18, 18, 18));
        assert!(skill.gain_on_persistence() > 0.9 && backtest.passes());
        // Eighteen independent figures: 14 of them inside are the fewest at 5 %, and half the width is
        // caught nearly always (binomial, 0.90 and 0.59).
        assert!((14..=15).contains(&coverage.at_least), "{coverage:?}");
        assert!((0.80..0.98).contains(&coverage.power), "{coverage:?}");
    }

    #[test]
    fn a_model_that_is_sure_and_wrong_does_not_pass() {
        let history = history();
        let mut simulated = sample(&history, 0.3);
        simulated.figures.iter_mut().flatten().for_each(|figure| *figure += 2.0);
        let backtest = Backtest::new(&history, 2021, &simulated, &simulated, 1).unwrap();
        assert_eq!(backtest.coverage.clone().unwrap().in_90, 0);
        assert!(!backtest.passes());
    }
}
