//! What a sketch says of a sample it no longer holds, beside the sample itself.

use potash::numeric::normal::quantile as normal;
use potash::stats::order::{EXACT, quantile};
use potash::stats::quantile_sketch::QuantileSketch;
use potash::stats::summary::Summary;
use proptest::prelude::*;

/// Reproducible numbers between 0 and 1, as good as independent (SplitMix64).
fn uniforms(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((z ^ (z >> 31)) >> 12) as f64 + 0.5) / (1u64 << 52) as f64
    }
}

type Quantile = fn(f64) -> f64;

/// Quantile functions of samples as they come, by name.
const FAMILIES: [(&str, Quantile); 12] = [
    ("uniform", |u| u),
    ("normal", |u| 3.0 + 0.5 * normal(u)),
    ("normal far from zero", |u| 1e6 + 1e-3 * normal(u)),
    ("lognormal", |u| normal(u).exp()),
    ("lognormal over decades", |u| (4.0_f64 * normal(u)).exp()),
    ("exponential", |u| -(1.0 - u).ln()),
    ("Cauchy", |u| (std::f64::consts::PI * (u - 0.5)).tan()),
    ("Pareto", |u| (1.0 - u).powf(-1.0 / 1.5)),
    ("atom at zero", |u| if u < 0.5 { 0.0 } else { 40.0 * (u - 0.5) }),
    ("atom and a gap", |u| if u < 0.02 { 0.0 } else { 0.3 + 0.1 * normal((u - 0.02) / 0.98) }),
    ("two atoms", |u| {
        if u < 0.3 {
            -2.5
        } else if u < 0.6 {
            normal((u - 0.3) / 0.3)
        } else {
            1.5
        }
    }),
    ("two heaps", |u| if u < 0.5 { -1.0 + 1e-3 * normal(2.0 * u) } else { 7.0 + normal(2.0 * u - 1.0) }),
];

const ASKED: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

fn sample(process_group: Quantile, seed: u64, n: usize) -> Vec<f64> {
    let mut uniform = uniforms(seed);
    (0..n).map(|_| process_group(uniform())).collect()
}

fn sorted(sample: &[f64]) -> Vec<f64> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Mean and standard deviation with errors of the order of one rounding.
fn moments(sample: &[f64]) -> (f64, f64) {
    let exact = |values: &mut dyn Iterator<Item = f64>| {
        let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
        for x in values {
            let next = sum + x;
            lost += if sum.abs() >= x.abs() { (sum - next) + x } else { (x - next) + sum };
            sum = next;
        }
        sum + lost
    };
    let n = sample.len() as f64;
    let mean = exact(&mut sample.iter().copied()) / n;
    let squares = exact(&mut sample.iter().map(|x| (x - mean) * (x - mean)));
    (mean, (squares / (n - 1.0)).sqrt())
}

/// How far the binned quantiles of a sample are from its own, in Monte Carlo standard errors.
fn misses(process_group: Quantile, seed: u64, n: usize) -> Vec<f64> {
    let sample = sample(process_group, seed, n);
    let (exact, binned) = (sorted(&sample), QuantileSketch::of(&sample).sorted().unwrap());
    let miss = |p: f64| {
        let reach = (p * (1.0 - p) / n as f64).sqrt();
        let error = 0.5 * (quantile(&exact, p + reach) - quantile(&exact, p - reach));
        let miss = (binned.quantile(p) - quantile(&exact, p)).abs();
        if miss == 0.0 { 0.0 } else { miss / error }
    };
    ASKED.map(miss).to_vec()
}

#[test]
fn binned_quantiles_are_nearer_than_another_seed_would_put_them() {
    for (name, process_group) in FAMILIES {
        let misses: Vec<f64> = (1..=4).flat_map(|seed| misses(process_group, seed, 100_000)).collect();
        let typical = (misses.iter().map(|miss| miss * miss).sum::<f64>() / misses.len() as f64).sqrt();
        let worst = misses.iter().copied().fold(0.0, f64::max);
        eprintln!("{name}: typically {typical:.4}, at worst {worst:.4} standard errors");
        assert!(typical < 0.05 && worst < 0.1, "{name}: {typical} {worst} {misses:?}");
    }
}

#[test]
fn what_is_repeated_comes_back_unchanged() {
    let quantiles = |process_group: &str, n| {
        let process_group = FAMILIES.iter().find(|(name, _)| *name == process_group).unwrap().1;
        let sketch = QuantileSketch::of(&sample(process_group, 9, n));
        ASKED.map(|p| sketch.sorted().unwrap().quantile(p))
    };
    let [low, below, ..] = quantiles("atom at zero", 60_000);
    assert_eq!((low, below), (0.0, 0.0));
    let [low, below, _, above, high] = quantiles("two atoms", 60_000);
    assert_eq!([low, below, above, high], [-2.5, -2.5, 1.5, 1.5]);
    // Nearly all of it one value, and nothing but one value.
    let mostly = QuantileSketch::of(&sample(|u| if u < 0.999 { 7.0 } else { 1e5 * u }, 9, 60_000));
    assert_eq!(ASKED.map(|p| mostly.sorted().unwrap().quantile(p)), [7.0; 5]);
    for value in [0.1, 0.0, -3e-300, 1e300] {
        let constant = Summary::of(&QuantileSketch::of(&[value; 10_000])).unwrap();
        assert_eq!((constant.mean.value, constant.mean.error, constant.sd.value), (value, 0.0, 0.0));
        for quantile in [constant.q05, constant.q50, constant.q95] {
            assert_eq!((quantile.value, quantile.error), (value, 0.0));
        }
    }
}

#[test]
fn means_and_standard_deviations_keep_twelve_digits() {
    for (name, process_group) in FAMILIES {
        let sample = sample(process_group, 3, 100_000);
        let (mean, sd) = moments(&sample);
        let sketch = QuantileSketch::of(&sample).sorted().unwrap();
        assert!((sketch.mean - mean).abs() <= 1e-12 * (mean.abs() + sd), "{name}: {}", sketch.mean);
        assert!((sketch.sd - sd).abs() <= 1e-12 * sd, "{name}: {} {sd}", sketch.sd);
    }
}

#[test]
fn the_ends_and_the_counts_are_exact() {
    let sample = sample(FAMILIES[6].1, 5, 30_000);
    let mut sketch = QuantileSketch::above(0.75);
    sketch.extend(&sample);
    let exact = sorted(&sample);
    assert_eq!(sketch.extremes(), Some((exact[0], exact[29_999])));
    let ends = sketch.sorted().unwrap();
    assert_eq!((ends.quantile(0.0), ends.quantile(1.0)), (exact[0], exact[29_999]));
    assert_eq!(sketch.count_above(), sample.iter().filter(|x| **x > 0.75).count());
    assert_eq!((sketch.count(), sketch.skipped()), (30_000, 0));
}

/// A sample of a family that turns into another after the layout is made: the worst that can come.
#[test]
fn a_sample_that_leaves_its_layout_is_still_counted_in_order() {
    let mut values = sample(FAMILIES[1].1, 1, EXACT);
    values.extend(sample(FAMILIES[1].1, 2, 20_000).iter().map(|x| 50.0 + 10.0 * x));
    let (sketch, exact) = (QuantileSketch::of(&values).sorted().unwrap(), sorted(&values));
    let mut before = f64::NEG_INFINITY;
    for k in 0..=1000 {
        let quantile = sketch.quantile(f64::from(k) / 1000.0);
        assert!(quantile >= before && quantile >= exact[0] && quantile <= exact[exact.len() - 1]);
        before = quantile;
    }
    // Even values beyond the range come out evenly on either side of it.
    let narrow = sample(FAMILIES[0].1, 1, EXACT).into_iter();
    let wide = sample(FAMILIES[0].1, 2, 100_000).into_iter().map(|u| 200.0 * (u - 0.5));
    let ramp: Vec<f64> = narrow.chain(wide).collect();
    let (sketched, ramp) = (QuantileSketch::of(&ramp).sorted().unwrap(), sorted(&ramp));
    for p in ASKED {
        assert!((sketched.quantile(p) - quantile(&ramp, p)).abs() < 2.0, "{p}");
    }
    let (mean, sd) = moments(&values);
    assert!((sketch.mean / mean - 1.0).abs() < 1e-12 && (sketch.sd / sd - 1.0).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_small_sample_is_exact(sample in prop::collection::vec(-1e3..1e3_f64, 1..EXACT), p in 0.0..=1.0_f64) {
        let sketch = QuantileSketch::of(&sample).sorted().unwrap();
        prop_assert_eq!(sketch.quantile(p).to_bits(), quantile(&sorted(&sample), p).to_bits());
    }

    #[test]
    fn slices_do_not_matter(process_group in 0..FAMILIES.len(), seed: u64, n in 1..6_000_usize, cuts in prop::collection::vec(1..300_usize, 1..8), broken in 1..50_usize) {
        let mut values = sample(FAMILIES[process_group].1, seed, n);
        values.iter_mut().step_by(7 * broken).for_each(|x| *x = f64::NAN);
        let whole = QuantileSketch::of(&values);
        let (mut sliced, mut single, mut rest) = (QuantileSketch::default(), QuantileSketch::default(), values.as_slice());
        for &cut in cuts.iter().cycle() {
            let (now, later) = rest.split_at(cut.min(rest.len()));
            sliced.extend(now);
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        values.iter().for_each(|&x| single.push(x));
        prop_assert_eq!(format!("{whole:?}"), format!("{sliced:?}"));
        prop_assert_eq!(format!("{whole:?}"), format!("{single:?}"));
    }

    #[test]
    fn quantiles_ascend_and_stay_within_the_sample(process_group in 0..FAMILIES.len(), seed: u64, n in EXACT..12_000_usize, scale in -200.0..200.0_f64) {
        let values: Vec<f64> = sample(FAMILIES[process_group].1, seed, n).iter().map(|x| x * 10f64.powf(scale)).collect();
        let (sketch, exact) = (QuantileSketch::of(&values).sorted().unwrap(), sorted(&values));
        let mut before = f64::NEG_INFINITY;
        for k in 0..=500 {
            let p = f64::from(k) / 500.0;
            let quantile = sketch.quantile(p);
            prop_assert!(quantile >= before && quantile >= exact[0] && quantile <= exact[n - 1]);
            // A rank that is known to a bin only lies between the values some ranks away.
            let rank = |p: f64| (p.clamp(0.0, 1.0) * (n - 1) as f64) as usize;
            prop_assert!(quantile >= exact[rank(p - 0.04)] && quantile <= exact[rank(p + 0.04)], "{p}");
            before = quantile;
        }
    }
}
