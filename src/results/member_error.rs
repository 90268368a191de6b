//! The error of having so many members of what was learnt, and no more.
//!
//! Draw `k` takes a member of `M` by `k mod M`, so a run of more draws than members meets each of them again, and no
//! number of draws makes the error of their number less. Of a mean it is `√(V / M)`, where `V` is the part of the
//! result's variance that lies between members. That is read off a run's own draws by a one-way analysis of variance:
//! `V = (MSB - MSW) / n`, with `n` draws a member, and nothing where chance alone makes it negative.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The error that the number of members leaves in a scenario's means over the last whole year, bn USD a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MemberError {
    /// Of its revenue.
    pub level: f64,
    /// Of its difference to the baseline; zero for the baseline itself.
    pub difference: f64,
}

/// The error of a mean of results, draw by draw, of which draws that are `members` apart share a member. None where no
/// member has two draws, or draws are so unevenly lost that members differ in how many they have.
pub(super) fn of_mean(results: &[f64], members: usize) -> Option<f64> {
    let groups: Vec<Vec<f64>> = (0..members.min(results.len()))
        .map(|first| results.iter().skip(first).step_by(members).copied().filter(|x| x.is_finite()).collect())
        .filter(|group: &Vec<f64>| group.len() > 1)
        .collect();
    let draws: usize = groups.iter().map(Vec::len).sum();
    if groups.len() < 2 || groups.len() * 2 < members {
        return None;
    }
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let all = groups.iter().flatten().sum::<f64>() / draws as f64;
    let (mut between, mut within) = (0.0, 0.0);
    for group in &groups {
        let own = mean(group);
        between += group.len() as f64 * (own - all).powi(2);
        within += group.iter().map(|x| (x - own).powi(2)).sum::<f64>();
    }
    let (between, within) = (between / (groups.len() - 1) as f64, within / (draws - groups.len()) as f64);
    let each = draws as f64 / groups.len() as f64;
    Some(((between - within).max(0.0) / each / members as f64).sqrt())
}

/// The share of the results' variance that lies between members: `V / (V + MSW)`. None as for [`of_mean`], and where
/// nothing varies.
pub(super) fn share_between(results: &[f64], members: usize) -> Option<f64> {
    let between = of_mean(results, members)?.powi(2) * members as f64;
    let whole: Vec<f64> = results.iter().copied().filter(|x| x.is_finite()).collect();
    let mean = whole.iter().sum::<f64>() / whole.len() as f64;
    let variance = whole.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / whole.len() as f64;
    (variance > 0.0).then(|| (between / variance).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::normal;
    use crate::sampling::{PathKey, uniform};

    fn noise(name: &str, k: u64) -> f64 {
        normal::quantile(uniform(3, PathKey::new(name), k, 0))
    }

    #[test]
    fn the_error_is_that_of_the_members_and_not_of_the_draws() {
        // Members of standard deviation 2, draws of 3 around them.
        let results: Vec<f64> =
            (0..2_000).map(|k| 2.0 * noise("member", k % 200) + 3.0 * noise("draw", k)).collect();
        let error = of_mean(&results, 200).unwrap();
        assert!((error / (2.0 / 200.0_f64.sqrt()) - 1.0).abs() < 0.15, "{error}");
        // Of a variance of 13 members have 4.
        let share = share_between(&results, 200).unwrap();
        assert!((share - 4.0 / 13.0).abs() < 0.05, "{share}");
        assert_eq!(share_between(&[2.0; 600], 200), None);
        let none: Vec<f64> = (0..2_000).map(|k| noise("draw", k)).collect();
        assert!(of_mean(&none, 200).unwrap() < 0.03);
    }

    #[test]
    fn nothing_is_said_where_members_come_once() {
        let results: Vec<f64> = (0..150).map(|k| noise("draw", k)).collect();
        assert_eq!(of_mean(&results, 150), None);
        assert_eq!(of_mean(&results, 149), None);
    }
}
