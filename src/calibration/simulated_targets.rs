//! What draws say of observed figures, and how far that is from what was observed.
//!
//! Distances are implausibilities: `|figure - observation| / spread`, where the spread holds the
//! observation's error and the model's discrepancy (Craig, Goldstein, Seheult and Smith 1997).

use crate::engine::{CHUNK, Outcome};
use crate::numeric::normal;
use crate::results::window::{Buffer, WindowColumns};
use crate::sampling::{PathKey, uniform};
use crate::scenario::history::Target;
use crate::stats::weighted::{Bands, Weighted};
use crate::units::time::Horizon;
use rayon::prelude::*;
use std::cmp::Ordering::Less;

/// A draw that is further than this from any figure it is to meet is ruled out (Pukelsheim's three sigma).
pub const CUT_OFF: f64 = 3.0;

/// Draws, and what each says of every target, in the order of the history's targets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SimulatedTargets {
    /// The draws' numbers.
    pub draws: Vec<u64>,
    /// For each draw, what it makes of every target.
    pub figures: Vec<Vec<f64>>,
    /// How many more draws were lost, which say nothing.
    pub lost: usize,
}

impl SimulatedTargets {
    /// What all draws say of one target.
    pub fn column(&self, target: usize) -> Vec<f64> {
        self.figures.iter().map(|row| row[target]).collect()
    }

    /// How what equally likely draws say of a target is spread; none without draws.
    pub fn bands(&self, target: usize) -> Option<Bands> {
        Weighted::even(&self.column(target)).map(|sample| sample.bands())
    }

    pub(super) fn push(&mut self, draw: u64, figures: Vec<f64>) {
        self.draws.push(draw);
        self.figures.push(figures);
    }

    pub(super) fn append(&mut self, mut other: SimulatedTargets) {
        self.draws.append(&mut other.draws);
        self.figures.append(&mut other.figures);
        self.lost += other.lost;
    }

    /// [`SimulatedTargets::log_likelihoods`], and minus infinity for a draw that is ruled out.
    pub fn log_weights(&self, targets: &[Target], until: i32) -> Vec<f64> {
        let training: Vec<(usize, &Target)> =
            targets.iter().enumerate().filter(|(_, target)| target.trains(until)).collect();
        let one = |figures: &Vec<f64>| {
            let mut log = 0.0;
            for &(k, target) in &training {
                let figure = figures[k];
                let distance = implausibility(target, figure);
                if distance.partial_cmp(&CUT_OFF) != Some(Less) {
                    return f64::NEG_INFINITY;
                }
                log -= 0.5 * distance.powi(2);
            }
            log
        };
        self.figures.par_iter().map(one).collect()
    }

    /// Logarithms of how likely each draw makes the observations that train to a year, up to a constant:
    /// independent normal errors.
    pub fn log_likelihoods(&self, targets: &[Target], until: i32) -> Vec<f64> {
        let trains: Vec<bool> = targets.iter().map(|target| target.trains(until)).collect();
        let one = |figures: &Vec<f64>| {
            let pairs = figures.iter().zip(targets).zip(&trains).filter(|(_, trains)| **trains);
            pairs.map(|((figure, target), _)| -0.5 * implausibility(target, *figure).powi(2)).sum()
        };
        self.figures.iter().map(one).collect()
    }
}

/// How far a figure is from what was observed, in units of the spread.
pub fn implausibility(target: &Target, figure: f64) -> f64 {
    (figure - target.value).abs() / target.spread()
}

/// Observations of a quantity that the model says these values of.
pub(super) fn observations(target: &Target, values: &[f64], seed: u64) -> Vec<f64> {
    let key = PathKey::new(&format!("target.{}", target.name));
    let noise = |k: usize| normal::quantile(uniform(seed, key, k as u64, 0));
    values.iter().enumerate().map(|(k, value)| value + target.spread() * noise(k)).collect()
}

/// What the draws of one chunk of an outcome say of every target; draws that were lost are left out.
pub(super) fn figures(
    outcome: &Outcome,
    chunk: usize,
    targets: &[Target],
    horizon: Horizon,
) -> SimulatedTargets {
    let mut buffer: Buffer = [0.0; CHUNK];
    let mut columns: Vec<Vec<f64>> = Vec::with_capacity(targets.len());
    for target in targets {
        // Unweighted, as the shipped calibrations were made: weights would move what they learnt.
        let place = WindowColumns::unweighted(&outcome.metrics, target.metric, target.quarters(horizon));
        // A figure of a year outside of the horizon, or of a metric that is not kept, has no value.
        let column = place.map(|place| place.means(outcome, chunk, &mut buffer).to_vec());
        columns.push(column.unwrap_or_else(|| vec![f64::NAN; CHUNK]));
    }
    let first = outcome.draws.start + chunk * CHUNK;
    let count = outcome.draws.len().saturating_sub(chunk * CHUNK).min(CHUNK);
    let mut simulated = SimulatedTargets::default();
    for k in 0..count {
        let row: Vec<f64> = columns.iter().map(|column| column[k]).collect();
        if row.iter().all(|figure| figure.is_finite()) {
            simulated.push((first + k) as u64, row);
        }
    }
    simulated
}

/// Which targets are met together, by any draw at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Plausibility {
    /// For each target the least implausibility of any draw.
    pub nearest: Vec<f64>,
    /// For each target, bit by bit, those that some draw meets along with it.
    together: Vec<u128>,
}

impl Plausibility {
    pub(super) fn none(targets: usize) -> Plausibility {
        Plausibility { nearest: vec![f64::INFINITY; targets], together: vec![0; targets] }
    }

    /// Takes a draw's figures; returns its set of targets met, bit by bit.
    pub(super) fn take(&mut self, targets: &[Target], figures: &[f64]) -> u128 {
        let mut met = 0;
        for (k, (target, figure)) in targets.iter().zip(figures).enumerate() {
            let distance = implausibility(target, *figure);
            if let Some(nearest) = self.nearest.get_mut(k) {
                *nearest = nearest.min(distance);
            }
            if distance < CUT_OFF {
                met |= 1 << k;
            }
        }
        for (k, together) in self.together.iter_mut().enumerate() {
            if met >> k & 1 == 1 {
                *together |= met;
            }
        }
        met
    }

    pub(super) fn merge(&mut self, other: &Plausibility) {
        self.nearest.iter_mut().zip(&other.nearest).for_each(|(mine, other)| *mine = mine.min(*other));
        self.together.iter_mut().zip(&other.together).for_each(|(mine, other)| *mine |= other);
    }

    /// Targets among those of a set that no draw meets, and pairs that no draw meets together.
    pub fn conflicts(&self, set: u128) -> (Vec<usize>, Vec<(usize, usize)>) {
        let inside = |k: &usize| set >> k & 1 == 1;
        let all: Vec<usize> = (0..self.nearest.len()).filter(inside).collect();
        let (met, alone): (Vec<usize>, Vec<usize>) =
            all.into_iter().partition(|k| self.nearest.get(*k).is_some_and(|nearest| *nearest < CUT_OFF));
        let mut pairs = Vec::new();
        for (n, i) in met.iter().enumerate() {
            for j in met.iter().skip(n + 1) {
                if self.together.get(*i).is_some_and(|together| together >> j & 1 == 0) {
                    pairs.push((*i, *j));
                }
            }
        }
        (alone, pairs)
    }
}

/// The targets that train to a year, bit by bit.
pub(super) fn training_set(targets: &[Target], until: i32) -> u128 {
    let bits = targets.iter().enumerate().filter(|(_, target)| target.trains(until));
    bits.fold(0, |set, (k, _)| set | 1 << k)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::toy;

    fn target(year: i32, value: f64) -> Target {
        Target { discrepancy: 0.8, ..toy::target(year, value, 0.6) }
    }

    #[test]
    fn a_draw_weighs_by_its_distance_and_nothing_beyond_the_cut_off() {
        let targets = [target(2021, 5.0), target(2022, 5.0), target(2023, 0.0)];
        let figures = vec![vec![5.0, 6.0, 9.0], vec![5.0, 8.1, 0.0]];
        let simulated = SimulatedTargets { draws: vec![0, 1], figures, lost: 0 };
        assert_eq!(simulated.log_weights(&targets, 2022), vec![-0.5, f64::NEG_INFINITY]);
        assert_eq!(simulated.log_weights(&targets, 2021), vec![0.0, 0.0]);
    }

    #[test]
    fn what_no_draw_meets_is_told_apart_from_what_none_meets_together() {
        let targets = [target(2019, 0.0), target(2020, 0.0), target(2021, 0.0)];
        let mut met = Plausibility::none(3);
        met.take(&targets, &[0.0, 9.0, 9.0]);
        met.take(&targets, &[9.0, 1.0, 8.0]);
        let set = training_set(&targets, 2021);
        assert_eq!(met.conflicts(set), (vec![2], vec![(0, 1)]));
        met.take(&targets, &[1.0, 1.0, 1.0]);
        assert_eq!(met.conflicts(set), (vec![], vec![]));
    }
}
