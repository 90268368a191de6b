//! Random numbers by address: the number for (seed, path, draw, period) is a pure function of those four.
//!
//! Nothing is consumed, so nothing can get out of step: the same world faces every scenario, adding
//! an uncertainty reshuffles nothing, and one thread or sixteen see the same numbers. This is the
//! only room that names a random generator, and it knows no market.
//!
//! Static uncertainties can be drawn from Sobol points instead ([`Sampling`]).
//!
//! The stream is called [`STREAM`]. It is PCG-64-MCG, seeded with 128 bits mixed from the address,
//! one number drawn in the open interval (0, 1) by rand_distr's `Open01`. A change of any of these
//! changes every result and takes a new name.

mod mixing;
mod process_state;
mod proposal;
mod sampler;
mod sobol;

use crate::numeric::lanes::Lanes;
use rand_distr::{Distribution as _, Open01};
use rand_pcg::Pcg64Mcg;
use sha2::{Digest, Sha256};

pub use process_state::ProcessState;
pub use proposal::Proposal;
pub use sampler::{DrawLanes, SCRAMBLES, Sampler, Sampling};
pub use sobol::DIMENSIONS;

/// Name of the mapping from addresses to numbers, for manifests.
pub const STREAM: &str = "v1";

/// A dotted path as an address: the first 64 bits of its SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathKey(u64);

impl PathKey {
    /// The address of a dotted path.
    pub fn new(path: &str) -> PathKey {
        let digest = Sha256::digest(path.as_bytes());
        PathKey(digest.iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte)))
    }
}

/// The uniform number in (0, 1) at an address. What does not change over time uses period 0.
pub fn uniform(seed: u64, path: PathKey, draw: u64, period: u64) -> f64 {
    Stream::new(seed, path).uniform(draw, period)
}

/// The numbers of one path under one seed: their share of an address, mixed once for all draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream(u64);

impl Stream {
    /// The stream at a seed and path.
    pub fn new(seed: u64, path: PathKey) -> Stream {
        Stream(mix(mix(seed ^ 0x9e37_79b9_7f4a_7c15) ^ path.0))
    }

    /// The uniform number in (0, 1) of a draw and period.
    #[inline(always)]
    pub fn uniform(self, draw: u64, period: u64) -> f64 {
        let low = mix(self.0 ^ draw) ^ period;
        let (low, high) = (mix(low), mix(low ^ 0xd1b5_4a32_d192_ed03));
        let mut generator = Pcg64Mcg::new(u128::from(high) << 64 | u128::from(low));
        Open01.sample(&mut generator)
    }
}

impl Stream {
    /// The numbers of several draws in the same period.
    #[inline(always)]
    fn uniforms<const L: usize>(self, draws: &[u64; L], period: u64) -> Lanes<L> {
        let mut uniforms = [0.0; L];
        for l in 0..L {
            uniforms[l] = self.uniform(draws[l], period);
        }
        Lanes(uniforms)
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit moves every output bit.
#[inline(always)]
fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::distribution::Distribution;
    use rand_pcg::rand_core::SeedableRng;

    #[test]
    fn the_stream_is_the_one_that_bears_its_name() {
        // Golden numbers: if one of these moves, the stream needs a new name.
        let at = |path, draw, period| uniform(1, PathKey::new(path), draw, period);
        let got = [
            at("model.sigma", 0, 0),
            at("model.sigma", 1, 0),
            at("model.theta", 0, 0),
            at("model.sigma", 0, 1),
        ];
        assert_eq!(got.map(f64::to_bits), GOLDEN.map(f64::to_bits), "{got:?}");
    }

    const GOLDEN: [f64; 4] = [0.4270334622725057, 0.5852144078119398, 0.9988852544537433, 0.7882052214577321];

    #[test]
    fn neighbouring_addresses_are_unrelated_and_uniform() {
        let n = 20_000_u64;
        let path = PathKey::new("corridor.klaipeda.cost");
        let draws: Vec<f64> = (0..n).map(|k| uniform(7, path, k, 0)).collect();
        let mean = draws.iter().sum::<f64>() / n as f64;
        let variance = draws.iter().map(|u| (u - mean).powi(2)).sum::<f64>() / n as f64;
        let lag = draws.windows(2).map(|w| (w[0] - mean) * (w[1] - mean)).sum::<f64>() / n as f64 / variance;
        let error = 1.0 / (n as f64).sqrt();
        assert!((mean - 0.5).abs() < 4.0 * error / 12.0_f64.sqrt());
        assert!((variance * 12.0 - 1.0).abs() < 4.0 * error * 2.0);
        assert!(lag.abs() < 4.0 * error);
    }

    #[test]
    fn quantile_draws_have_the_moments_of_an_independent_sampler() {
        // The same families drawn by rand_distr's own algorithms, which do not invert anything.
        let n = 40_000_u64;
        let path = PathKey::new("x");
        let mut generator = Pcg64Mcg::seed_from_u64(5);
        let mut compare = |ours: Distribution, theirs: &mut dyn FnMut(&mut Pcg64Mcg) -> f64| {
            let a: Vec<f64> = (0..n).map(|k| ours.quantile(uniform(3, path, k, 0))).collect();
            let b: Vec<f64> = (0..n).map(|_| theirs(&mut generator)).collect();
            let moments = |x: &[f64]| {
                let mean = x.iter().sum::<f64>() / n as f64;
                (mean, (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64).sqrt())
            };
            let ((mean_a, sd_a), (mean_b, sd_b)) = (moments(&a), moments(&b));
            let error = 5.0 * sd_b * (2.0 / n as f64).sqrt();
            assert!((mean_a - mean_b).abs() < error, "{ours:?}: {mean_a} {mean_b}");
            assert!((sd_a - sd_b).abs() < 2.0 * error, "{ours:?}: {sd_a} {sd_b}");
        };
        let triangular = rand_distr::Triangular::new(1.0, 5.0, 2.0).unwrap();
        compare(Distribution::triangular(1.0, 2.0, 5.0).unwrap(), &mut |g| triangular.sample(g));
        let pert = rand_distr::Pert::new(1.0, 5.0).with_mode(2.0).unwrap();
        compare(Distribution::pert(1.0, 2.0, 5.0).unwrap(), &mut |g| pert.sample(g));
        let normal = rand_distr::Normal::new(3.0, 0.5).unwrap();
        compare(Distribution::normal(3.0, 0.5).unwrap(), &mut |g| normal.sample(g));
        let lognormal = rand_distr::LogNormal::new(2.0_f64.ln(), 0.3).unwrap();
        compare(Distribution::lognormal(2.0, 0.3).unwrap(), &mut |g| lognormal.sample(g));
        let beta = rand_distr::Beta::new(2.0, 3.0).unwrap();
        compare(Distribution::beta(2.0, 3.0, 0.0, 1.0).unwrap(), &mut |g| beta.sample(g));
    }
}
