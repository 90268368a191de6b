//! A posterior: weights of what is left of the prior, members taken from it, and how far it moved.

use super::adaptive_sampler::AdaptiveImportanceSampler;
use super::influence::influential;
use super::request::Request;
use super::resampling::resampled;
use super::simulated_targets::SimulatedTargets;
use crate::scenario::Definition;
use crate::scenario::parameter::{Parameter, ParameterId, Value};
use crate::stats::pareto;
use crate::stats::weighted::{Weighted, effective_size, normalised};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Fewest effective draws of a posterior.
pub const LEAST_EFFECTIVE: f64 = 100.0;
/// Heaviest tail of weights that estimates can be made with (`stats::pareto`).
pub const WORST_TAIL: f64 = 0.7;

/// What the years to one teach.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// The last year that is calibrated to.
    pub until: i32,
    /// Draws that were not ruled out, and the weight of each; weights add up to 1.
    pub simulated: SimulatedTargets,
    /// Importance weights of the draws that met every target, adding up to 1.
    pub weights: Vec<f64>,
    /// Effective sample size.
    pub effective: f64,
    /// Largest weight.
    pub largest: f64,
    /// Shape of the tail of weights; none where there is no tail.
    pub pareto: Option<f64>,
    /// The uncertain parameters that any figure depends on, in the scenario's order.
    pub parameters: Vec<ParameterId>,
    /// For each member, which of the draws it is.
    positions: Vec<usize>,
    /// Equally likely; one value for each parameter.
    pub members: Vec<Vec<f64>>,
    /// One for each parameter.
    pub moved: Vec<Moved>,
}

/// How far the data moved a parameter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moved {
    /// Dotted path.
    pub path: String,
    /// 5, 50 and 95 % before and after.
    pub before: [f64; 3],
    /// The same after calibration.
    pub after: [f64; 3],
    /// Distance of the means, in standard deviations before.
    pub shift: f64,
    /// Share of the standard deviation that is gone; negative where it grew.
    pub contraction: f64,
    /// What became of it.
    pub verdict: Verdict,
}

/// What the data say of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is narrower by a fifth or more.
    Learnt,
    /// It moved, but is about as uncertain as before.
    Moved,
    /// Neither is more than the noise of the sample.
    NotIdentified,
}

impl Verdict {
    /// In words, for tables.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Learnt => "learnt",
            Verdict::Moved => "moved",
            Verdict::NotIdentified => "not identified by the data",
        }
    }
}

impl Posterior {
    /// What the draws that are left teach; nothing if none is left.
    pub(super) fn learn(
        scenario: &Definition,
        sampler: &mut AdaptiveImportanceSampler<'_>,
        until: i32,
        request: &Request<'_>,
    ) -> Option<Posterior> {
        let (mut simulated, mut left) = (SimulatedTargets::default(), Vec::new());
        let logs = sampler.log_weights(until);
        let each = sampler.survivors.draws.iter().zip(&sampler.survivors.figures);
        for ((draw, figures), log) in each.zip(logs) {
            if log.is_finite() {
                simulated.push(*draw, figures.clone());
                left.push(log);
            }
        }
        let weights = normalised(&left);
        if weights.is_empty() {
            return None;
        }
        let ids = influential(scenario);
        let values = |draw: &u64| -> Option<Vec<f64>> {
            let drawn = sampler.values(*draw)?;
            Some(ids.iter().map(|id| drawn.get(*id)).collect())
        };
        let after: Vec<Vec<f64>> = simulated.draws.par_iter().filter_map(values).collect();
        let before: Vec<Vec<f64>> = sampler.prior.draws.par_iter().filter_map(values).collect();
        let positions = resampled(&weights, request.members, request.seed);
        let members = positions.iter().filter_map(|k| after.get(*k).cloned()).collect();
        let effective = effective_size(&weights);
        let all = ids.par_iter().enumerate();
        let moved = all.filter_map(|(column, id)| {
            moved(scenario.parameters.get(id.0)?, column, &before, (&after, &weights), effective)
        });
        let moved = moved.collect();
        Some(Posterior {
            until,
            effective,
            largest: weights.iter().copied().fold(0.0, f64::max),
            pareto: pareto::shape(&weights),
            parameters: ids,
            positions,
            members,
            moved,
            simulated,
            weights,
        })
    }

    /// Whether the weights can be trusted: enough draws have a say, and no few of them outweigh the others.
    pub fn is_sound(&self) -> bool {
        self.effective >= LEAST_EFFECTIVE && self.pareto.is_none_or(|k| k <= WORST_TAIL)
    }

    /// What the members say of every target.
    pub fn members_simulated(&self) -> SimulatedTargets {
        let mut simulated = SimulatedTargets::default();
        for k in &self.positions {
            if let Some((draw, figures)) = self.simulated.draws.get(*k).zip(self.simulated.figures.get(*k)) {
                simulated.push(*draw, figures.clone());
            }
        }
        simulated
    }
}

/// How far a parameter moved from its distribution to what is left.
fn moved(
    parameter: &Parameter,
    column: usize,
    before: &[Vec<f64>],
    (after, weights): (&[Vec<f64>], &[f64]),
    effective: f64,
) -> Option<Moved> {
    let Value::Uncertain(distribution) = &parameter.value else { return None };
    let of = |rows: &[Vec<f64>]| rows.iter().filter_map(|row| row.get(column).copied()).collect::<Vec<f64>>();
    let prior = Weighted::even(&of(before))?;
    let posterior = Weighted::new(&of(after), weights)?;
    let (sd, shift) = (prior.sd(), posterior.mean() - prior.mean());
    let (shift, contraction) = if sd > 0.0 { (shift / sd, 1.0 - posterior.sd() / sd) } else { (0.0, 0.0) };
    // Three standard errors of a mean and of a standard deviation from so many independent draws.
    let (noise_of_mean, noise_of_sd) = (3.0 / effective.sqrt(), 3.0 / (2.0 * effective).sqrt());
    let verdict = if contraction > noise_of_sd.max(0.2) {
        Verdict::Learnt
    } else if shift.abs() > noise_of_mean.max(0.2) || contraction.abs() > noise_of_sd.max(0.1) {
        Verdict::Moved
    } else {
        Verdict::NotIdentified
    };
    Some(Moved {
        path: parameter.path.clone(),
        before: [0.05, 0.5, 0.95].map(|p| distribution.quantile(p)),
        after: [0.05, 0.5, 0.95].map(|p| posterior.quantile(p)),
        shift,
        contraction,
        verdict,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_as_often_as_they_weigh() {
        let list = resampled(&[0.1, 0.0, 0.65, 0.25], 40, 7);
        let count = |k: usize| list.iter().filter(|known| **known == k).count() as i64;
        assert_eq!(list.len(), 40);
        assert_eq!(count(1), 0);
        for (k, wanted) in [(0, 4), (2, 26), (3, 10)] {
            assert!((count(k) - wanted).abs() <= 1, "{k}: {}", count(k));
        }
        let mut sorted = list.clone();
        sorted.sort_unstable();
        assert_ne!(list, sorted);
    }
}
