//! Rounds of draws: the prior first, then draws from proposals that go where the figures are met.
//!
//! All rounds together are one sample of a mixture, and every draw weighs by the density of the prior over
//! that of the mixture (the balance heuristic of Veach and Guibas 1995; adaptive multiple importance
//! sampling, Cornuet, Marin, Mira and Robert 2012). The prior's own share of the mixture bounds every weight.

use super::request::{Request, SAMPLE, targets};
use super::resampling::resampled;
use super::simulated_targets::{Plausibility, SimulatedTargets, figures, training_set};
use crate::engine::{Interrupted, Job, Lost, run_with_proposal};
use crate::numeric::elementary;
use crate::sampling::{Proposal, Sampler, Sampling};
use crate::scenario::parameter::Values;
use crate::scenario::{Definition, Method};
use crate::stats::weighted::{effective_size, normalised};
use crate::units::time::Horizon;
use nalgebra::{Cholesky, DMatrix};
use rayon::prelude::*;
use std::ops::Range;

/// Draws solved between two checks.
const BLOCK: usize = 1 << 14;
/// Share of the draws that are the prior's.
const PRIOR: f64 = 0.3;
/// Rounds with a proposal of their own for all years to calibrate to together.
const STEERED: usize = 14;
/// Effective draws after which rounds go on to the next year to calibrate to.
const ENOUGH: f64 = 4_000.0;
/// Effective draws that a proposal is made from, by taking the figures less at their word where they leave
/// fewer.
const LEGIBLE: f64 = 400.0;
/// Draws that a proposal is made from.
const SEEN: usize = 8_000;
/// By how much standard deviations of a proposal are wider than those seen.
const WIDER: f64 = 1.1;

/// Draws with numbers of their own, from one proposal.
struct Round {
    draws: Range<usize>,
    proposal: Proposal,
    sampler: Sampler,
}

/// All rounds so far, and what they left.
pub(super) struct AdaptiveImportanceSampler<'a> {
    scenario: &'a Definition,
    horizon: Horizon,
    request: &'a Request<'a>,
    rounds: Vec<Round>,
    /// Rounds with a proposal of their own that are still to run.
    left: usize,
    /// The first draws of the prior.
    pub prior: SimulatedTargets,
    /// Draws that meet every figure of the first year to calibrate to.
    pub survivors: SimulatedTargets,
    /// For each survivor, how much likelier each round makes it than the prior, in logarithms: of the rounds
    /// that were there when its weight was last asked for. They never change, and are most of what a
    /// weight costs.
    ratios: Vec<Vec<f64>>,
    pub met: Plausibility,
    pub lost: Vec<Lost>,
    pub residual: f64,
}

impl<'a> AdaptiveImportanceSampler<'a> {
    /// Runs the round of the prior.
    pub(super) fn new(
        scenario: &'a Definition,
        horizon: Horizon,
        request: &'a Request<'a>,
    ) -> Result<AdaptiveImportanceSampler<'a>, Interrupted> {
        let met = Plausibility::none(targets(scenario).len());
        let (prior, survivors) = (SimulatedTargets::default(), SimulatedTargets::default());
        let mut all = AdaptiveImportanceSampler {
            scenario,
            horizon,
            request,
            rounds: Vec::new(),
            left: STEERED,
            prior,
            survivors,
            ratios: Vec::new(),
            met,
            lost: Vec::new(),
            residual: 0.0,
        };
        all.run(request.draws - STEERED * all.size(), Proposal::default())?;
        Ok(all)
    }

    /// Draws of a round with a proposal.
    fn size(&self) -> usize {
        (self.request.draws as f64 * (1.0 - PRIOR) / STEERED as f64) as usize
    }

    /// Runs rounds whose proposal follows what the years to one are met by: until enough draws have a say, or so
    /// many rounds are left for `others` years as these have a share in; all of them if there are no others.
    pub(super) fn adapt(&mut self, until: i32, others: usize) -> Result<(), Interrupted> {
        let share = self.left / (others + 1);
        for n in 0..share {
            if n > 0 && others > 0 && effective_size(&normalised(&self.log_weights(until))) >= ENOUGH {
                break;
            }
            let proposal = self.proposal(until);
            self.run(self.size(), proposal)?;
            self.left -= 1;
        }
        Ok(())
    }

    fn run(&mut self, draws: usize, proposal: Proposal) -> Result<(), Interrupted> {
        let first = self.rounds.last().map_or(0, |round| round.draws.end);
        let sampling = Sampling::new([self.scenario], self.request.seed, Method::Pseudo);
        let sampler = sampling.with_proposal(proposal.clone()).sampler(self.scenario);
        for start in (first..first + draws).step_by(BLOCK) {
            let job = Job {
                scenarios: std::slice::from_ref(self.scenario),
                draws: start..(first + draws).min(start + BLOCK),
                seed: self.request.seed,
                method: Method::Pseudo,
                stop: self.request.stop,
                progress: self.request.progress,
            };
            for outcome in run_with_proposal(&job, proposal.clone())? {
                self.take(&outcome);
                self.residual = self.residual.max(outcome.diagnostics.residual);
                self.lost.extend(outcome.lost);
            }
        }
        self.rounds.push(Round { draws: first..first + draws, proposal, sampler });
        Ok(())
    }

    /// Takes the next draws; chunk by chunk side by side, put together in their order.
    fn take(&mut self, outcome: &crate::engine::Outcome) {
        let targets = targets(self.scenario);
        let first = self.request.until.iter().copied().min().unwrap_or(i32::MAX);
        let wanted = training_set(targets, first);
        let is_prior = self.rounds.is_empty();
        let one = |chunk: usize| {
            let simulated = figures(outcome, chunk, targets, self.horizon);
            let (mut prior, mut left) = (SimulatedTargets::default(), SimulatedTargets::default());
            let mut met = Plausibility::none(targets.len());
            for (draw, figures) in simulated.draws.into_iter().zip(simulated.figures) {
                let reached = met.take(targets, &figures);
                if is_prior && draw < SAMPLE as u64 {
                    prior.push(draw, figures.clone());
                }
                if reached & wanted == wanted {
                    left.push(draw, figures);
                }
            }
            (prior, left, met)
        };
        let parts: Vec<_> = (0..outcome.chunk_count()).into_par_iter().map(one).collect();
        for (prior, left, met) in parts {
            self.prior.append(prior);
            self.survivors.append(left);
            self.met.merge(&met);
        }
    }

    fn round(&self, draw: u64) -> Option<&Round> {
        self.rounds.iter().find(|round| round.draws.contains(&(draw as usize)))
    }

    /// The parameter values of a draw.
    pub(super) fn values(&self, draw: u64) -> Option<Values> {
        self.round(draw).map(|round| round.sampler.draw(draw))
    }

    fn scores(&self, draw: u64) -> Vec<f64> {
        self.round(draw).map_or_else(Vec::new, |round| round.sampler.scores(draw))
    }

    /// Logarithm of the prior's density over that of the mixture, from what each round makes of a draw.
    fn log_prior_ratio(&self, ratios: &[f64]) -> f64 {
        let all = self.rounds.last().map_or(1, |round| round.draws.end) as f64;
        let each = self.rounds.iter().zip(ratios);
        let share = |round: &Round| elementary::ln(round.draws.len() as f64 / all);
        let parts: Vec<f64> = each.map(|(round, ratio)| ratio + share(round)).collect();
        let most = parts.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = parts.iter().map(|part| elementary::exp(part - most)).sum();
        -(most + elementary::ln(sum))
    }

    /// Adds to what the rounds make of a draw those that have come since.
    fn follow(&self, draw: u64, ratios: &mut Vec<f64>) {
        let new = &self.rounds[ratios.len()..];
        if !new.is_empty() {
            let scores = self.scores(draw);
            ratios.extend(new.iter().map(|round| round.proposal.log_ratio(&scores)));
        }
    }

    /// Logarithms of the weights of the survivors, given the figures of the years to one.
    pub(super) fn log_weights(&mut self, until: i32) -> Vec<f64> {
        let mut logs = self.survivors.log_weights(targets(self.scenario), until);
        let mut ratios = std::mem::take(&mut self.ratios);
        ratios.resize(logs.len(), Vec::new());
        let each = self.survivors.draws.par_iter().zip(&mut ratios).zip(&mut logs);
        each.filter(|(_, log)| log.is_finite()).for_each(|((draw, ratios), log)| {
            self.follow(*draw, ratios);
            *log += self.log_prior_ratio(ratios);
        });
        self.ratios = ratios;
        logs
    }

    /// Where to draw next: around what the figures leave.
    fn proposal(&mut self, until: i32) -> Proposal {
        let mut logs = self.log_weights(until);
        let mut draws = self.survivors.draws.clone();
        if logs.iter().filter(|log| log.is_finite()).count() < LEGIBLE as usize / 4 {
            // Too little is left to go by: where the prior comes nearest.
            draws = self.prior.draws.clone();
            logs = self.prior.log_likelihoods(targets(self.scenario), until);
        }
        let (weights, effective) = legible(&logs);
        let taken = resampled(&weights, SEEN, self.request.seed);
        let scores: Vec<Vec<f64>> =
            taken.par_iter().filter_map(|k| draws.get(*k)).map(|draw| self.scores(*draw)).collect();
        proposal(&scores, effective)
    }
}

/// The normal distribution of scores, in those dimensions that are further from a standard one than the
/// noise of so many effective draws: these alone are steered.
fn proposal(scores: &[Vec<f64>], effective: f64) -> Proposal {
    let (draws, dimensions) = (scores.len().max(1) as f64, scores.first().map_or(0, Vec::len));
    let columns: Vec<Vec<f64>> =
        (0..dimensions).map(|d| scores.iter().filter_map(|row| row.get(d).copied()).collect()).collect();
    let means: Vec<f64> = columns.iter().map(|column| column.iter().sum::<f64>() / draws).collect();
    let covariance = |a: usize, b: usize| {
        let pairs = columns[a].iter().zip(&columns[b]);
        pairs.map(|(x, y)| (x - means[a]) * (y - means[b])).sum::<f64>() / draws
    };
    let moved = |d: &usize| {
        let sd = covariance(*d, *d).sqrt();
        means[*d].abs() > 2.5 / effective.sqrt() || sd < 1.0 - 2.5 / (2.0 * effective).sqrt()
    };
    let positions: Vec<usize> = (0..dimensions).into_par_iter().filter(moved).collect();
    let n = positions.len();
    // What so few draws say of so many pairs is partly noise: correlations shrink, spreads do not.
    let trust = effective / (effective + n as f64);
    let cells: Vec<f64> = (0..n * n)
        .into_par_iter()
        .map(|cell| {
            let (i, j) = (cell / n, cell % n);
            // The factor is made of the lower triangle alone.
            if j > i {
                return 0.0;
            }
            let value = covariance(positions[i], positions[j]);
            // A little wider than what is seen: what is missed cannot be made up for.
            WIDER * WIDER * if i == j { value.max(0.01) } else { trust * value }
        })
        .collect();
    let means = positions.iter().map(|d| means[*d]).collect();
    let factor = Cholesky::new(DMatrix::from_row_slice(n, n, &cells)).map(|cholesky| cholesky.l());
    let rows = factor.map(|l| (0..n).map(|i| (0..=i).map(|j| l[(i, j)]).collect()).collect());
    // What has no shape to follow is drawn from the prior.
    rows.and_then(|rows| Proposal::new(positions, means, rows)).unwrap_or_default()
}

/// Weights, flattened until enough draws have a say, and how many have.
fn legible(logs: &[f64]) -> (Vec<f64>, f64) {
    let at = |power: f64| -> Vec<f64> {
        normalised(
            &logs.iter().map(|log| if log.is_finite() { log * power } else { *log }).collect::<Vec<_>>(),
        )
    };
    let (mut low, mut high) = (0.0, 1.0);
    let full = at(high);
    let effective = effective_size(&full);
    if effective >= LEGIBLE {
        return (full, effective);
    }
    for _ in 0..30 {
        let middle = 0.5 * (low + high);
        if effective_size(&at(middle)) >= LEGIBLE { low = middle } else { high = middle }
    }
    let weights = at(low);
    let effective = effective_size(&weights);
    (weights, effective)
}
