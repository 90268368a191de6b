//! What drives an answer: how results move with each uncertain number, read off the draws of a run.
//!
//! No draw is solved again: draws are put in order of a number, and the results of its lowest and
//! highest tenth are compared while everything else varies as it does. Numbers that move together (those
//! that were calibrated do) share what they cause, so this says what goes with a result, not what
//! causes it. Dates of measures are among the numbers, as the chance that is drawn for each; what follows once
//! a measure is in force or is gone is asked for elsewhere ([`super::conditional`]).

use super::member_error::{MemberError, of_mean, share_between};
use super::window::{Window, WindowColumns};
use crate::engine::{CHUNK, Outcome, metrics_of};
use crate::sampling::Sampling;
use crate::scenario::Definition;
use crate::scenario::metric::Metric;
use crate::scenario::parameter::ParameterId;
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::{Estimate, Summary};
use crate::units::time::{Horizon, Quarter};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Draws that are looked at: the first of a run. More would tell no more than their errors say.
const MOST: usize = 10_000;
/// Fewest draws that a tenth of them says anything with.
const FEWEST: usize = 200;
/// Groups of equal size that the share of variance is computed with; the tails are the first and the last.
const GROUPS: usize = 10;

/// What drives the focus's revenue in one scenario over [`Window::last_full_year`]: its level in the baseline
/// scenario, its difference to the baseline in all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drivers {
    /// Position of the scenario.
    pub scenario: usize,
    /// The window.
    pub window: Window,
    /// Draws that were looked at.
    pub draws: usize,
    /// The median of all of them, bn USD a year.
    pub middle: Estimate,
    /// Share of the variance that lies between members of what was learnt, whose numbers have no shares of their own; none
    /// where nothing was, or members come too seldom.
    #[serde(default)]
    pub learnt_share: Option<f64>,
    /// Uncertain numbers, the one that moves the result most first.
    pub list: Vec<Driver>,
}

/// How a result goes with one number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Driver {
    /// The number's dotted path.
    pub path: String,
    /// The number's unit.
    pub unit: String,
    /// Median of the number in its lowest tenth, and in its highest.
    pub low: f64,
    /// Median of the number in its highest tenth.
    pub high: f64,
    /// Median of the result in these draws, bn USD a year.
    pub at_low: Estimate,
    /// Median of the result in the draws of the highest tenth.
    pub at_high: Estimate,
    /// Share of the result's variance that lies between groups of draws by this number: its first-order
    /// index, less what chance alone would give.
    pub share: Estimate,
    /// Whether it was learnt together with others: then its share is theirs as well.
    #[serde(default)]
    pub is_learnt: bool,
}

impl Driver {
    /// By how much the result moves from the number's lowest to its highest tenth.
    pub fn swing(&self) -> f64 {
        self.at_high.value - self.at_low.value
    }

    /// Whether the swing can be distinguished from none: three standard errors, because some seventy numbers are looked
    /// at and two would let a few of them through by chance.
    pub fn stands_out(&self) -> bool {
        self.swing().abs() > 3.0 * self.at_low.error.hypot(self.at_high.error)
    }

    /// The share of variance, where two standard errors tell it from none; none for a number that was learnt together
    /// with others, whose shares overlap.
    pub fn supported_share(&self) -> Option<Estimate> {
        Some(self.share).filter(|share| !self.is_learnt && share.value > 2.0 * share.error)
    }
}

impl Drivers {
    /// The share of the result's variance that the numbers that were not learnt together explain one by one, at most all
    /// of it.
    pub fn explained(&self) -> f64 {
        self.list
            .iter()
            .filter(|driver| !driver.is_learnt)
            .map(|driver| driver.share.value)
            .sum::<f64>()
            .min(1.0)
    }
}

/// Results of a run's first draws, being gathered.
pub(super) struct DriverSample {
    window: Window,
    place: WindowColumns,
    /// By scenario: revenue of each draw in order.
    results: Vec<Vec<f64>>,
}

impl DriverSample {
    /// For scenarios of one world.
    pub(super) fn new(scenarios: &[Definition], horizon: Horizon) -> Option<DriverSample> {
        let first = scenarios.first()?;
        let revenue = Metric::Revenue { exporter: first.focus };
        let window = Window::last_full_year(horizon);
        let place = WindowColumns::of(&metrics_of(first), revenue, window.positions(horizon))?;
        Some(DriverSample { window, place, results: vec![Vec::new(); scenarios.len()] })
    }

    /// Takes the next draws, those that some scenario lost already forgotten.
    pub(super) fn take(&mut self, outcomes: &[Outcome]) {
        for (results, outcome) in self.results.iter_mut().zip(outcomes) {
            let mut buffer = [0.0; CHUNK];
            for chunk in 0..outcome.chunk_count() {
                let room = MOST - results.len();
                let left = outcome.draws.len() - (chunk * CHUNK).min(outcome.draws.len());
                let means = self.place.means(outcome, chunk, &mut buffer);
                results.extend(means.iter().take(room.min(left)));
            }
        }
    }

    /// The error of having so many members, for each scenario; none where the draws do not tell.
    pub(super) fn member_errors(&self, members: usize) -> Vec<MemberError> {
        let Some(baseline) = self.results.first() else { return Vec::new() };
        let of = |own: &Vec<f64>| {
            let differences: Vec<f64> = own.iter().zip(baseline).map(|(own, base)| own - base).collect();
            Some(MemberError { level: of_mean(own, members)?, difference: of_mean(&differences, members)? })
        };
        self.results.iter().map(of).collect::<Option<_>>().unwrap_or_default()
    }

    /// What drives each scenario's result; none of so few draws that they show nothing.
    pub(super) fn finish(self, scenarios: &[Definition], sampling: &Sampling) -> Vec<Drivers> {
        let DriverSample { window, results, .. } = self;
        let Some(baseline) = results.first() else { return Vec::new() };
        let of = |(position, (scenario, own)): (usize, (&Definition, &Vec<f64>))| {
            let results: Vec<f64> = match position {
                0 => own.clone(),
                _ => own.iter().zip(baseline).map(|(own, base)| own - base).collect(),
            };
            drivers(position, window, scenario, sampling, &results)
        };
        scenarios.iter().zip(&results).enumerate().filter_map(of).collect()
    }
}

/// Whether a number can move anything in a window: what holds between two dates does not before the first of them.
fn can_act(scenario: &Definition, path: &str, window: Window) -> bool {
    let Some((base, quarter)) = dated(path) else { return true };
    let Some(last) =
        scenario.horizon.and_then(|horizon| window.positions(horizon).last().map(|k| horizon.start.plus(k)))
    else {
        return true;
    };
    let knots = scenario.parameters.iter().filter_map(|parameter| dated(&parameter.path));
    let before =
        knots.filter(|(other, known)| *other == base && *known < quarter).map(|(_, known)| known).max();
    before.is_none_or(|before| before < last)
}

/// A dated number's path and its quarter.
fn dated(path: &str) -> Option<(&str, Quarter)> {
    let (base, date) = path.rsplit_once('.')?;
    Some((base, date.parse().ok()?))
}

/// Whether a number is the chance, or the wait, of a date that is a number of its own: both are one uncertainty.
fn is_of_listed_date(scenario: &Definition, path: &str) -> bool {
    let Some((date, _)) = path.rsplit_once('.').filter(|_| path.starts_with("measure.")) else {
        return false;
    };
    scenario.uncertainties().any(|(_, parameter)| parameter.path == date)
}

fn drivers(
    position: usize,
    window: Window,
    scenario: &Definition,
    sampling: &Sampling,
    results: &[f64],
) -> Option<Drivers> {
    let kept: Vec<usize> = (0..results.len()).filter(|&draw| results[draw].is_finite()).collect();
    if kept.len() < FEWEST {
        return None;
    }
    let sampler = sampling.sampler(scenario);
    let asked: Vec<_> = scenario
        .uncertainties()
        .filter(|(_, parameter)| {
            can_act(scenario, &parameter.path, window) && !is_of_listed_date(scenario, &parameter.path)
        })
        .collect();
    let sample = scenario.posterior_sample.iter();
    let learnt: Vec<ParameterId> = sample.flat_map(|sample| &sample.parameters).map(|(id, _)| *id).collect();
    // Numbers are addressed by draw: what a draw was solved with is drawn again, at no cost worth storing.
    let row = |&draw: &usize| {
        let values = sampler.draw(draw as u64);
        asked.iter().map(|(id, _)| values.get(*id)).collect::<Vec<f64>>()
    };
    let rows: Vec<Vec<f64>> = kept.par_iter().map(row).collect();
    let members = scenario.posterior_sample.as_ref().map(|sample| sample.members.rows.len());
    let learnt_share = members.and_then(|members| share_between(results, members));
    let results: Vec<f64> = kept.iter().map(|&draw| results[draw]).collect();
    let one = |(column, (id, parameter)): (usize, &(ParameterId, &crate::scenario::parameter::Parameter))| {
        let numbers: Vec<f64> = rows.iter().map(|row| row[column]).collect();
        let (path, unit) = (parameter.path.clone(), parameter.dimension.inner().to_string());
        let (ends, tails, share) = split(&numbers, &results)?;
        let [low, high] = ends;
        let [at_low, at_high] = tails;
        Some(Driver { path, unit, low, high, at_low, at_high, share, is_learnt: learnt.contains(id) })
    };
    let mut list: Vec<Driver> = asked.par_iter().enumerate().filter_map(one).collect();
    list.sort_by(|a, b| b.swing().abs().total_cmp(&a.swing().abs()));
    let middle = Summary::of(&QuantileSketch::of(&results))?.q50;
    Some(Drivers { scenario: position, window, draws: results.len(), middle, learnt_share, list })
}

/// The number in the middle of its lowest and highest tenth, the median result there, and the share of variance
/// between tenths; none for a number that is the same in every draw.
fn split(numbers: &[f64], results: &[f64]) -> Option<([f64; 2], [Estimate; 2], Estimate)> {
    let n = numbers.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]).then(a.cmp(&b)));
    let (first, last) = (numbers[*order.first()?], numbers[*order.last()?]);
    if last.partial_cmp(&first) != Some(Ordering::Greater) {
        return None;
    }
    let tenth = n / GROUPS;
    let tail = |places: &[usize]| {
        let values: Vec<f64> = places.iter().map(|&draw| results[draw]).collect();
        Some(Summary::of(&QuantileSketch::of(&values))?.q50)
    };
    let (low, high) = (&order[..tenth], &order[n - tenth..]);
    let ends = [low, high].map(|places| numbers[places[places.len() / 2]]);
    Some((ends, [tail(low)?, tail(high)?], between(&order, results)))
}

/// The share of variance that lies between groups of equal size, in an order: `(SSB - (B - 1) MSW) / SST`, which is
/// zero on average where there is nothing (`ε²`, Kelley 1935), with a normal approximation of its error.
fn between(order: &[usize], results: &[f64]) -> Estimate {
    let n = order.len();
    let mean = results.iter().sum::<f64>() / n as f64;
    let total: f64 = results.iter().map(|x| (x - mean).powi(2)).sum();
    let mut among = 0.0;
    for group in 0..GROUPS {
        let places = &order[group * n / GROUPS..(group + 1) * n / GROUPS];
        let count = places.len() as f64;
        let own = places.iter().map(|&draw| results[draw]).sum::<f64>() / count;
        among += count * (own - mean).powi(2);
    }
    if total <= 0.0 {
        return Estimate { value: 0.0, error: 0.0 };
    }
    let (n, groups) = (n as f64, GROUPS as f64);
    let within = (total - among) / (n - groups);
    let share = ((among - (groups - 1.0) * within) / total).max(0.0);
    let variance = 2.0 * (groups - 1.0) / (n * n) + 4.0 * share * (1.0 - share).powi(2) / n;
    Estimate { value: share, error: variance.sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are not.
    fn noise(n: usize, step: f64) -> Vec<f64> {
        (1..=n).map(|k| (k as f64 * step).fract()).collect()
    }

    #[test]
    fn shares_of_variance_are_those_of_a_closed_form() {
        // y = 3 a + 4 b of independent uniforms: 9/25 and 16/25; ten groups hold 99 % of a line's variance.
        let (a, b, c) =
            (noise(10_000, 0.618_033_988_7), noise(10_000, 0.414_213_562_4), noise(10_000, 0.732_050_807_6));
        let y: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 3.0 * a + 4.0 * b).collect();
        for (numbers, expected) in [(&a, 0.36), (&b, 0.64), (&c, 0.0)] {
            let (_, _, share) = split(numbers, &y).unwrap();
            assert!((share.value - 0.99 * expected).abs() < 0.01, "{share:?} {expected}");
        }
    }

    #[test]
    fn tails_are_told_in_the_numbers_own_unit() {
        let a = noise(10_000, 0.618_033_988_7);
        let y: Vec<f64> = a.iter().map(|a| 10.0 * a).collect();
        let (ends, tails, _) = split(&a, &y).unwrap();
        assert!((ends[0] - 0.05).abs() < 0.002 && (ends[1] - 0.95).abs() < 0.002, "{ends:?}");
        assert!((tails[0].value - 0.5).abs() < 0.02 && (tails[1].value - 9.5).abs() < 0.02, "{tails:?}");
    }

    #[test]
    fn a_number_that_never_changes_drives_nothing() {
        assert_eq!(split(&[2.0; 500], &noise(500, 0.618)), None);
    }
}
