//! What is known of an estimate: digits that survive hard samples, errors, bounds, and parts that merge.

use potash::numeric::normal::quantile as normal;
use potash::stats::order::quantile;
use potash::stats::quantile_sketch::QuantileSketch;
use potash::stats::summary::{Summary, share_taken};

type Quantile = fn(f64) -> f64;

/// Quantile functions of samples, by name.
const FAMILIES: [(&str, Quantile); 5] = [
    ("normal", |u| 3.0 + 0.5 * normal(u)),
    ("normal far from zero", |u| 1e6 + 1e-3 * normal(u)),
    ("lognormal", |u| normal(u).exp()),
    ("atom at zero", |u| if u < 0.5 { 0.0 } else { 40.0 * (u - 0.5) }),
    ("two heaps", |u| if u < 0.5 { -1.0 + 1e-3 * normal(2.0 * u) } else { 7.0 + normal(2.0 * u - 1.0) }),
];

/// Numbers of a family in no order.
fn sample(process_group: Quantile, n: i32) -> Vec<f64> {
    (0..n).map(|k| process_group((f64::from(k * 7919 % n) + 0.5) / f64::from(n))).collect()
}

/// The NIST StRD sets NumAcc1 to NumAcc4: numbers whose mean and standard deviation are known exactly and
/// easily lost to rounding.
#[test]
fn numerically_hard_samples_keep_their_digits() {
    let around = |first: f64, low: f64, high: f64| {
        let mut sample = vec![first];
        (0..500).for_each(|_| sample.extend([low, high]));
        sample
    };
    let sets = [
        (vec![10_000_001.0, 10_000_003.0, 10_000_002.0], 10_000_002.0, 1.0),
        (around(1.2, 1.1, 1.3), 1.2, 0.1),
        (around(1_000_000.2, 1_000_000.1, 1_000_000.3), 1_000_000.2, 0.1),
        (around(10_000_000.2, 10_000_000.1, 10_000_000.3), 10_000_000.2, 0.1),
    ];
    // What a float can hold of these numbers limits the digits of the last two.
    for ((sample, mean, sd), digits) in sets.into_iter().zip([1e-14, 1e-13, 1e-8, 1e-7]) {
        let summary = Summary::of(&QuantileSketch::of(&sample)).unwrap();
        assert!((summary.mean.value / mean - 1.0).abs() < 1e-14, "{mean}: {}", summary.mean.value);
        assert!((summary.sd.value / sd - 1.0_f64).abs() < digits, "{mean}: {}", summary.sd.value);
        // Again and again, until they are counted in bins.
        let copies = 3_000 / sample.len() + 1;
        let many: Vec<f64> = (0..copies).flat_map(|_| sample.iter().copied()).collect();
        let (short, long) = (sample.len() as f64, many.len() as f64);
        let expected = sd * ((short - 1.0) / short * long / (long - 1.0)).sqrt();
        let summary = Summary::of(&QuantileSketch::of(&many)).unwrap();
        assert!((summary.mean.value / mean - 1.0).abs() < 1e-14, "{mean}: {}", summary.mean.value);
        assert!(
            (summary.sd.value / expected - 1.0).abs() < digits.max(1e-12),
            "{mean}: {}",
            summary.sd.value
        );
    }
}

#[test]
fn forks_that_are_merged_in_any_order_are_one_sketch_of_all() {
    for (name, process_group) in FAMILIES {
        let values = sample(process_group, 200_000);
        let (whole, first) = (QuantileSketch::of(&values), QuantileSketch::of(&values[..4_000]));
        assert!(QuantileSketch::of(&values[..100]).fork().is_none());
        let fork = |part: &[f64]| {
            let mut fork = first.fork().unwrap();
            fork.extend(part);
            fork
        };
        let parts: Vec<QuantileSketch> = values[4_000..].chunks(50_000).map(fork).collect();
        for order in [[0, 1, 2, 3], [3, 1, 0, 2]] {
            let mut merged = first.clone();
            order.iter().for_each(|k| merged.merge(&parts[*k]));
            assert_eq!((merged.count(), merged.extremes()), (whole.count(), whole.extremes()));
            let (ours, theirs) = (merged.sorted().unwrap(), whole.sorted().unwrap());
            for p in [0.0, 0.001, 0.05, 0.31, 0.5, 0.95, 1.0] {
                assert_eq!(ours.quantile(p).to_bits(), theirs.quantile(p).to_bits(), "{name} {p}");
            }
            assert!((ours.mean - theirs.mean).abs() < 1e-12 * theirs.sd, "{name}: {}", ours.mean);
            assert!((ours.sd / theirs.sd - 1.0).abs() < 1e-12, "{name}: {}", ours.sd);
        }
    }
}

#[test]
fn bins_that_hold_more_than_a_short_number_merge() {
    let first = sample(normal, 4_000);
    // So close to one another that a few bins take them all.
    let crowd: Vec<f64> =
        (0..200_000).map(|k| 0.7 + 1e-4 * f64::from(k * 7919 % 200_000) / 200_000.0).collect();
    let whole = QuantileSketch::of(&[first.clone(), crowd.clone()].concat());
    let mut merged = QuantileSketch::of(&first);
    let mut fork = merged.fork().unwrap();
    fork.extend(&crowd);
    merged.merge(&fork);
    let (ours, theirs) = (merged.sorted().unwrap(), whole.sorted().unwrap());
    for p in [0.01, 0.2, 0.5, 0.8, 0.99] {
        assert_eq!(ours.quantile(p).to_bits(), theirs.quantile(p).to_bits(), "{p}");
    }
}

#[test]
fn a_quantile_is_no_further_off_than_its_bound() {
    for (name, process_group) in FAMILIES {
        let mut values = sample(process_group, 30_000);
        let sorted = QuantileSketch::of(&values).sorted().unwrap();
        values.sort_by(f64::total_cmp);
        let rounding = 1e-9 * (values[29_700] - values[300]);
        for p in [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] {
            let (off, bound) = ((sorted.quantile(p) - quantile(&values, p)).abs(), sorted.bound(p));
            assert!(off <= bound + rounding, "{name} {p}: {off} {bound}");
        }
    }
    assert_eq!(QuantileSketch::of(&[1.0, 2.0, 4.0]).sorted().unwrap().bound(0.5), 0.0);
}

#[test]
fn repetitions_tell_the_error_that_there_is() {
    // Sixteen interleaved repetitions, each shifted as a whole: taken for independent, values would hide it.
    const SHIFTS: [f64; 16] =
        [0.3, -0.2, 0.1, -0.5, 0.4, 0.0, -0.1, 0.2, -0.3, 0.5, 0.1, -0.4, 0.2, -0.2, 0.3, -0.4];
    let mean = SHIFTS.iter().sum::<f64>() / 16.0;
    let error = (SHIFTS.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 15.0 / 16.0).sqrt();
    for n in [1_600, 16_000] {
        let each = sample(normal, n / 16);
        let mut values: Vec<f64> = (0..n as usize).map(|k| SHIFTS[k % 16] + each[k / 16]).collect();
        // Values that are not there belong to a repetition too.
        values.iter_mut().step_by(37).for_each(|x| *x = f64::NAN);
        let mut sketch = QuantileSketch::repeated(0.0, 16);
        sketch.extend(&values);
        let summary = Summary::of(&sketch).unwrap();
        assert!((summary.mean.error / error - 1.0).abs() < 0.2, "{n}: {} {error}", summary.mean.error);
        // The median moves with the mean.
        assert!((summary.q50.error / error - 1.0).abs() < 0.35, "{n}: {} {error}", summary.q50.error);
    }
}

#[test]
fn the_error_of_a_standard_deviation_is_that_of_theory() {
    // Normal: σ / √(2n); uniform on [0, 1]: √((1/80 - 1/144) / n) / 2σ.
    for n in [2_000, 20_000] {
        let root = f64::from(n).sqrt();
        let sigma = (1.0_f64 / 12.0).sqrt();
        let uniform = (1.0_f64 / 80.0 - 1.0 / 144.0).sqrt() / root / (2.0 * sigma);
        for (sample, expected) in [(sample(normal, n), 0.5_f64.sqrt() / root), (sample(|u| u, n), uniform)] {
            let error = Summary::of(&QuantileSketch::of(&sample)).unwrap().sd.error;
            assert!((error / expected - 1.0).abs() < 0.02, "{error} {expected}");
        }
    }
}

#[test]
fn a_sample_that_is_seen_twice_has_its_quantiles_exactly() {
    for (name, process_group) in FAMILIES {
        let values = sample(process_group, 30_012);
        let mut sketch = QuantileSketch::of(&values);
        let before = Summary::of(&sketch).unwrap();
        sketch.replay();
        // In other slices than the first time.
        values.chunks(1_000).for_each(|part| sketch.extend(part));
        let summary = Summary::of(&sketch).unwrap();
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let quantiles = [summary.q05, summary.q25, summary.q50, summary.q75, summary.q95];
        for (ours, p) in quantiles.into_iter().zip([0.05, 0.25, 0.5, 0.75, 0.95]) {
            assert_eq!(ours.value, quantile(&sorted, p), "{name} {p}");
        }
        assert_eq!((summary.bound, summary.mean, summary.draws), (0.0, before.mean, before.draws), "{name}");
        sketch.forget_replay();
        assert_eq!(Summary::of(&sketch).unwrap(), before, "{name}");
    }
}

#[test]
fn repetitions_tell_the_error_of_a_share_of_the_draws() {
    // Every repetition has the same share of its draws: there is no error, where independent draws had one.
    let (mut even, mut uneven) = (QuantileSketch::repeated(0.0, 16), QuantileSketch::repeated(0.0, 16));
    let taken = |k: usize, share: usize| if k / 16 % 10 < share { k as f64 } else { f64::NAN };
    even.extend(&(0..8_000).map(|k| taken(k, 3)).collect::<Vec<f64>>());
    uneven.extend(&(0..8_000).map(|k| taken(k, 2 + k % 2 * 2)).collect::<Vec<f64>>());
    let share = share_taken(&even, 8_000);
    assert!((share.value - 0.3).abs() < 1e-12 && share.error < 1e-12, "{share:?}");
    // Shares of 0.2 and 0.4, eight times each.
    let error = 0.1 * (16.0_f64 / 15.0 / 16.0).sqrt();
    assert!((share_taken(&uneven, 8_000).error / error - 1.0).abs() < 1e-9);
}
