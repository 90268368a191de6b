//! Equally likely members of a weighted sample.

use crate::sampling::{PathKey, uniform};

/// Positions of so many members, by systematic resampling: each as often as its weight asks for, to within
/// one. They come in an order of their own, so that any part of them is one of all.
pub(super) fn resampled(weights: &[f64], members: usize, seed: u64) -> Vec<usize> {
    let start = uniform(seed, PathKey::new("calibration.members"), 0, 0);
    let (mut list, mut sum, mut position) = (Vec::with_capacity(members), 0.0, 0);
    for k in 0..members {
        let wanted = (k as f64 + start) / members as f64;
        while position + 1 < weights.len() && sum + weights[position] < wanted {
            sum += weights[position];
            position += 1;
        }
        let order = uniform(seed, PathKey::new("calibration.order"), k as u64, 0);
        list.push((order, position));
    }
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    list.into_iter().map(|(_, position)| position).collect()
}
