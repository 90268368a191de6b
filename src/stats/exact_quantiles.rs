//! Exact quantiles by seeing a sample a second time.
//!
//! The first time told between which bounds the asked ranks lie. The second time only what lies there is
//! kept, and what lies below is counted; the ranks can then be had as they are.

use super::order::ASKED;
use super::sorted::Sorted;

/// Most values that are kept for one quantile. Where more lie between its bounds it stays as it is: so many
/// are one value.
const MOST: usize = 1 << 16;

/// What is kept of the second time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct ExactQuantiles(Vec<Bracket>);

/// The surroundings of an asked quantile.
#[derive(Debug, Clone, PartialEq)]
struct Bracket {
    low: f64,
    high: f64,
    below: usize,
    inside: Vec<f64>,
}

impl ExactQuantiles {
    /// For a sample as it was seen the first time.
    pub(super) fn new(sorted: &Sorted) -> ExactQuantiles {
        let bracket = |p: f64| {
            let (low, high) = sorted.surroundings(p);
            Bracket { low, high, below: 0, inside: Vec::new() }
        };
        ExactQuantiles(ASKED.map(bracket).to_vec())
    }

    /// Takes the next values of the same sample.
    pub(super) fn take(&mut self, values: &[f64]) {
        for bracket in &mut self.0 {
            for &x in values.iter().filter(|x| x.is_finite()) {
                if x < bracket.low {
                    bracket.below += 1;
                } else if x <= bracket.high && bracket.inside.len() <= MOST {
                    bracket.inside.push(x);
                }
            }
        }
    }

    /// The asked quantiles of a sample of `count` values, each as far as its ranks were found.
    pub(super) fn quantiles(&self, count: usize) -> [Option<f64>; ASKED.len()] {
        let mut found = [None; ASKED.len()];
        for ((found, p), bracket) in found.iter_mut().zip(ASKED).zip(&self.0) {
            let mut inside = bracket.inside.clone();
            if inside.len() > MOST {
                continue;
            }
            inside.sort_unstable_by(f64::total_cmp);
            let position = p * (count - 1) as f64;
            let rank = position.floor() as usize;
            let at =
                |rank: usize| rank.checked_sub(bracket.below).and_then(|place| inside.get(place)).copied();
            let ends = at(rank).zip(at((rank + 1).min(count - 1)));
            *found = ends.map(|(low, high)| low + (position - rank as f64) * (high - low));
        }
        found
    }
}
