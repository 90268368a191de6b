//! Distributions with extreme parameters are refused, or have quantiles that are finite, rise and come quickly.

use potash::scenario::distribution::{Distribution, DistributionError};
use proptest::prelude::*;

/// Any size from the smallest to beyond the largest, of either sign, and the special ones.
fn number() -> impl Strategy<Value = f64> {
    let special = prop::sample::select(vec![
        0.0,
        1.0,
        -1.0,
        5e-324,
        1e-308,
        1e-16,
        1e16,
        1e300,
        1e308,
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
    ]);
    let sized = (-330.0_f64..309.0, any::<bool>())
        .prop_map(|(size, sign)| 10.0_f64.powf(size) * if sign { 1.0 } else { -1.0 });
    prop_oneof![1 => special, 2 => sized, 4 => -50.0..50.0]
}

/// A shape of a beta, most of them near or in what is allowed.
fn shape() -> impl Strategy<Value = f64> {
    prop_oneof![3 => (-3.5_f64..6.5).prop_map(|size| 10.0_f64.powf(size)), 1 => number()]
}

const SHARES: [f64; 11] =
    [1e-17, 1e-12, 1e-6, 0.01, 0.3, 0.5, 0.7, 0.99, 0.999_999, 1.0 - 1e-12, 1.0 - f64::EPSILON / 2.0];

/// Checks the quantiles of what was accepted, cut and in another unit too.
fn holds(made: Result<Distribution, DistributionError>, cut: [f64; 2]) {
    let Ok(distribution) = made else { return };
    let truncated = distribution.clone().truncated(cut[0].min(cut[1]), cut[0].max(cut[1])).ok();
    let scaled = distribution.clone().scaled(4.0);
    // Roots are found to a hundred-millionth of the support, or of the largest quantile where there is none.
    let (low, high) = distribution.support();
    let largest = SHARES.map(|u| distribution.quantile(u).abs()).into_iter().fold(0.0, f64::max);
    let size = if (high - low).is_finite() { largest.max(high - low) } else { largest };
    for distribution in [Some(distribution), Some(scaled), truncated].into_iter().flatten() {
        let (low, high) = distribution.support();
        let quantiles = SHARES.map(|u| distribution.quantile(u));
        for (k, x) in quantiles.iter().enumerate() {
            assert!(x.is_finite() && (low..=high).contains(x), "{distribution:?} at {}: {x}", SHARES[k]);
        }
        for pair in quantiles.windows(2) {
            assert!(pair[1] >= pair[0] - 4e-8 * size, "{distribution:?}: {quantiles:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_accepted_has_finite_rising_quantiles(
        a in number(), b in number(), c in number(), alpha in shape(), beta in shape(), cut in [number(), number()],
    ) {
        let mut sorted = [a, b, c];
        sorted.sort_by(f64::total_cmp);
        let [low, mode, high] = sorted;
        holds(Distribution::uniform(low, high), cut);
        holds(Distribution::triangular(low, mode, high), cut);
        holds(Distribution::pert(low, mode, high), cut);
        holds(Distribution::normal(a, b), cut);
        holds(Distribution::lognormal(a, b), cut);
        holds(Distribution::beta(alpha, beta, low, high), cut);
        holds(Distribution::beta(alpha, beta, 0.0, 1.0), cut);
        holds(Distribution::normal_range(low, high), cut);
        holds(Distribution::lognormal_range(low, high), cut);
        holds(Distribution::uniform_range(low, high), cut);
        holds(Distribution::discrete(&[a, b, c], &[0.2, 0.0, 0.8]), cut);
    }
}

#[test]
fn shapes_of_a_beta_that_nothing_can_invert_are_refused_with_their_range() {
    for (alpha, beta) in
        [(1e308, 1e308), (5e-324, 5e-324), (1e10, 1e10), (1e15, 2.0), (1e8, 1.0), (1.0, 1e-4)]
    {
        let error = Distribution::beta(alpha, beta, 0.0, 1.0).unwrap_err().to_string();
        assert!(error.contains("must be between"), "{error}");
    }
    assert!(Distribution::lognormal(1.0, 1e300).unwrap_err().to_string().contains("must be between"));
    assert!(Distribution::uniform(-1e308, 1e308).is_err());
    for (alpha, beta) in [(1e-3, 1e-3), (1e-3, 1e6), (1e6, 1e-3), (1e6, 1e6)] {
        holds(Distribution::beta(alpha, beta, 0.0, 1.0), [0.1, 0.9]);
    }
}
