//! What the variance of a result comes from: groups of what is drawn, by pick-freeze.
//!
//! `Y_w` is the result where the groups in `w` are drawn anew and the others as they were. `Y_w` and `Y_w'` have exactly
//! the groups in common in which `w` and `w'` agree, so their covariance is the variance of what these groups alone
//! decide: `c(u) = Cov(Y_w, Y_w') / Var(Y)`, the closed index of `u`, over all pairs that agree in `u`. The covariance
//! of pairs that agree in nothing is taken off, so that what nothing hangs on has exactly nothing. All other indices are
//! made of these: of first
//! order `c(i)`, total `1 - c(all but i)`, and the Shapley effects (Owen 2014), which share `c` out and sum to 1.

use super::window::Window;
use crate::scenario::Method;
use crate::scenario::factor::FactorGroup;
use crate::stats::game::{Coalition, Solution};
use crate::stats::summary::Estimate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Batches of draws whose scatter says how sure indices are.
pub const BATCHES: usize = 16;
/// Student's t with fifteen degrees of freedom: 5 % lie above.
const T_95: f64 = 1.753_050_356;
/// Half-width of an interval beyond which an index is not known.
const UNSURE: f64 = 0.05;

/// Where the variance of a result comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sensitivity {
    /// Titles of the scenarios: the result of the one, or of the second minus the first.
    pub scenarios: Vec<String>,
    /// The metric's name.
    pub metric: String,
    /// Its name in words.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// The year in whose money results are; none: in that of each quarter, or no money.
    pub money_of: Option<i32>,
    /// What the exporter is called that the scenarios are about.
    pub focus: String,
    /// The window that the metric is of.
    pub window: Window,
    /// Draws of each redrawing.
    pub draws: usize,
    /// Draws that some redrawing lost.
    pub lost: usize,
    /// Seed of the random numbers.
    pub seed: u64,
    /// How uncertain numbers are drawn.
    pub method: Method,
    /// Mean of the result.
    pub mean: f64,
    /// Standard deviation of the result.
    pub sd: f64,
    /// The groups, the largest share first.
    pub groups: Vec<GroupIndices>,
    /// What pairs of groups decide together beyond each alone.
    pub pairs: Vec<PairIndex>,
    /// Whether every share is known to within five hundredths.
    pub converged: bool,
}

/// Indices of a group, as shares of the variance. Errors are half the width of the interval of 5 to 95 %.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupIndices {
    /// The group.
    pub group: FactorGroup,
    /// Its Shapley effect: all of them sum to 1.
    pub share: Estimate,
    /// First order: what it decides alone.
    pub first: Estimate,
    /// Total: what is decided with it.
    pub total: Estimate,
}

/// What two groups decide together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairIndex {
    /// The two.
    pub groups: [FactorGroup; 2],
    /// `c(both) - c(one) - c(other)`, with half the width of its interval.
    pub value: Estimate,
}

/// Why there are no indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoIndices {
    /// The result is the same in every draw.
    Constant,
    /// Some batch of draws has no variance, or none that is told from accident.
    TooFew,
}

/// Indices of so many groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Indices {
    /// Mean and standard deviation of the result.
    pub moments: (f64, f64),
    /// Shapley effect, first and total index of each group.
    pub groups: Vec<[Estimate; 3]>,
    /// Interaction of each pair `(a, b)` with `a < b`, in the order of `b`, then `a`.
    pub pairs: Vec<((usize, usize), Estimate)>,
}

impl Indices {
    /// Of the values of `2^groups` redrawings, by the set of groups that were drawn anew; draws that one of them lost
    /// are left out.
    ///
    /// # Errors
    /// A result that is the same in every draw, or that varies in too few of them.
    pub fn of(values: &[Vec<f64>], groups: usize) -> Result<Indices, NoIndices> {
        let draws = values.first().map_or(0, Vec::len);
        let whole: Vec<usize> =
            (0..draws).filter(|draw| values.iter().all(|value| value[*draw].is_finite())).collect();
        let (mean, variance, all) = closed(values, groups, &whole).ok_or(NoIndices::Constant)?;
        // In one piece each: what was learnt is taken in turn, and draws far apart take the same.
        let batch = |k: usize| &whole[k * whole.len() / BATCHES..(k + 1) * whole.len() / BATCHES];
        let each = (0..BATCHES).map(|k| closed(values, groups, batch(k)).map(|(.., game)| game));
        let each: Vec<Vec<f64>> = each.collect::<Option<_>>().ok_or(NoIndices::TooFew)?;
        let shapley = Solution::shapley(groups);
        // Any index as a function of closed ones, with the scatter of its batches.
        let estimate = |of: &dyn Fn(&[f64]) -> f64| {
            let value = of(&all);
            let parts: Vec<f64> = each.iter().map(|game| of(game)).collect();
            let middle = parts.iter().sum::<f64>() / BATCHES as f64;
            let squares: f64 = parts.iter().map(|part| (part - middle).powi(2)).sum();
            let error = (squares / (BATCHES as f64 - 1.0) / BATCHES as f64).sqrt();
            Estimate { value, error: T_95 * error }
        };
        let everybody: Coalition = (1 << groups) - 1;
        let indices = |k: usize| {
            [
                estimate(&|game| shapley.shares(game)[k]),
                estimate(&|game| game[1 << k]),
                estimate(&|game| 1.0 - game[everybody & !(1 << k)]),
            ]
        };
        let pairs = (0..groups).flat_map(|b| (0..b).map(move |a| (a, b)));
        let pair = |(a, b): (usize, usize)| {
            let (one, other) = (1 << a, 1 << b);
            ((a, b), estimate(&|game| game[one | other] - game[one] - game[other]))
        };
        let indices = Indices {
            moments: (mean, variance.sqrt()),
            groups: (0..groups).map(indices).collect(),
            pairs: pairs.map(pair).collect(),
        };
        let known = |one: &Estimate| one.value.is_finite() && one.error.is_finite();
        let is_known =
            indices.groups.iter().flatten().all(known) && indices.pairs.iter().all(|(_, one)| known(one));
        is_known.then_some(indices).ok_or(NoIndices::TooFew)
    }
}

/// Mean, variance and all closed indices over some draws; none of fewer than two, or without variance.
fn closed(values: &[Vec<f64>], groups: usize, draws: &[usize]) -> Option<(f64, f64, Vec<f64>)> {
    let sets = 1_usize << groups;
    let count = (sets * draws.len()) as f64;
    if draws.len() < 2 {
        return None;
    }
    let over = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
        (0..sets).map(|set| draws.iter().map(|draw| of(set, *draw)).sum::<f64>()).sum()
    };
    let mean = over(&|set, draw| values[set][draw]) / count;
    let variance = over(&|set, draw| (values[set][draw] - mean).powi(2)) / count;
    // Below rounding nothing varies.
    if variance <= (1e-12 * mean.abs().max(1e-12)).powi(2) {
        return None;
    }
    let covariance = |frozen: Coalition| {
        let apart = (sets - 1) & !frozen;
        over(&|set, draw| (values[set][draw] - mean) * (values[set ^ apart][draw] - mean)) / count
    };
    // What draws that have nothing in common agree in is accident.
    let accident = covariance(0);
    let index = |frozen: Coalition| (covariance(frozen) - accident) / (variance - accident);
    Some((mean, variance, (0..sets).map(index).collect()))
}

impl Sensitivity {
    /// Fills in what indices say.
    pub(crate) fn with(self, groups: &[FactorGroup], indices: &Indices) -> Sensitivity {
        let (mean, sd) = indices.moments;
        let one = |(group, [share, first, total]): (&FactorGroup, &[Estimate; 3])| GroupIndices {
            group: *group,
            share: *share,
            first: *first,
            total: *total,
        };
        let mut list: Vec<GroupIndices> = groups.iter().zip(&indices.groups).map(one).collect();
        list.sort_by(|a, b| b.share.value.total_cmp(&a.share.value));
        let pair = |((a, b), value): &((usize, usize), Estimate)| PairIndex {
            groups: [groups[*a], groups[*b]],
            value: *value,
        };
        let converged = list.iter().all(|one| one.share.error <= UNSURE);
        Sensitivity {
            mean,
            sd,
            groups: list,
            pairs: indices.pairs.iter().map(pair).collect(),
            converged,
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::{PathKey, uniform};

    /// Redrawings of a function of three uniform numbers, each a group of its own.
    fn redrawings(draws: usize, seed: u64, f: impl Fn([f64; 3]) -> f64) -> Vec<Vec<f64>> {
        let number = |group: usize, again: bool, draw: usize| {
            let path = PathKey::new(["a", "b", "c"][group]);
            uniform(seed + 1_000_003 * u64::from(again), path, draw as u64, 0)
        };
        let value = |set: usize, draw: usize| f(std::array::from_fn(|k| number(k, set >> k & 1 == 1, draw)));
        (0..8).map(|set| (0..draws).map(|draw| value(set, draw)).collect()).collect()
    }

    /// The Ishigami function of uniform numbers, with a = 7 and b = 0.1.
    fn ishigami(u: [f64; 3]) -> f64 {
        let [x, y, z] = u.map(|u| std::f64::consts::PI * (2.0 * u - 1.0));
        x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
    }

    #[test]
    fn the_ishigami_function_has_its_published_indices() {
        let indices = Indices::of(&redrawings(1 << 16, 1, ishigami), 3).unwrap();
        // Sobol and Levitan 1999; Shapley effects as in Song, Nelson and Staum 2016: interactions are halved.
        let (first, total) = ([0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]);
        for k in 0..3 {
            let [share, one, all] = indices.groups[k];
            assert!((one.value - first[k]).abs() < 0.01, "{k}: {one:?}");
            assert!((all.value - total[k]).abs() < 0.01, "{k}: {all:?}");
            assert!((share.value - (first[k] + total[k]) / 2.0).abs() < 0.01, "{k}: {share:?}");
        }
        assert!((indices.moments.1.powi(2) - 13.8446).abs() < 0.15, "{:?}", indices.moments);
        let sum: f64 = indices.groups.iter().map(|[share, ..]| share.value).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        let apart = indices.pairs.iter().find(|(pair, _)| *pair == (0, 2)).unwrap().1;
        assert!((apart.value - 0.2437).abs() < 0.01, "{apart:?}");
    }

    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        // y = 2a + b + 3ac: closed indices by hand. Var(2a) = 4/12, Var(b) = 1/12; 3ac adds to a and c.
        let f = |[a, b, c]: [f64; 3]| 2.0 * a + b + 3.0 * a * c;
        // E[y|a] = (2 + 1.5) a, E[y|c] = 1.5 c, interaction 9 Var(a) Var(c).
        let [a, b, c, ac] = [3.5_f64.powi(2) / 12.0, 1.0 / 12.0, 1.5_f64.powi(2) / 12.0, 9.0 / 144.0];
        let all = a + b + c + ac;
        let truth = [a + ac / 2.0, b, c + ac / 2.0].map(|part| part / all);
        let mut inside = 0;
        for seed in 0..100 {
            let indices = Indices::of(&redrawings(1024, 50 * seed, f), 3).unwrap();
            for ([share, ..], truth) in indices.groups.iter().zip(truth) {
                inside += usize::from((share.value - truth).abs() <= share.error);
            }
        }
        // 90 % of 300; four standard deviations of that.
        assert!((249..=291).contains(&inside), "{inside} of 300");
    }

    #[test]
    fn what_does_not_vary_has_no_indices_and_lost_draws_are_left_out() {
        assert_eq!(Indices::of(&redrawings(64, 1, |_| 3.0), 3), Err(NoIndices::Constant));
        assert_eq!(
            Indices::of(&redrawings(16, 1, ishigami), 3),
            Err(NoIndices::TooFew),
            "batches of one draw"
        );
        // One draw in a thousand: most batches have none of it.
        let rare = redrawings(640, 1, |[a, ..]| f64::from(u8::from(a > 0.999)));
        assert_eq!(Indices::of(&rare, 3), Err(NoIndices::TooFew));
        let mut values = redrawings(320, 1, ishigami);
        let shorter: Vec<Vec<f64>> = values.iter().map(|value| value[..304].to_vec()).collect();
        values[3][304..].fill(f64::NAN);
        assert_eq!(Indices::of(&values, 3), Indices::of(&shorter, 3));
        // A group that nothing hangs on has shares of nothing.
        let indices = Indices::of(&redrawings(4096, 1, |[a, b, _]| a * b), 3).unwrap();
        let [share, _, total] = indices.groups[2];
        assert!(share.value.abs() < 1e-3 && total.value.abs() < 1e-12, "{share:?} {total:?}");
    }
}
