//! Every family of distributions has the quantiles of its closed form, to nine digits.

use potash::numeric::normal;
use potash::scenario::distribution::Distribution;
use serde_json::{Map, Value};

/// Probabilities from the far tails to the middle.
const ASKED: [f64; 13] =
    [1e-12, 1e-6, 0.001, 0.01, 0.05, 0.25, 0.5, 0.6180339887, 0.75, 0.95, 0.99, 0.999, 1.0 - 1e-9];

/// A table of numbers to twenty digits that others have computed.
fn table(name: &str) -> Map<String, Value> {
    let all: Value = serde_json::from_str(include_str!("reference/analytic.json")).unwrap();
    all[name].as_object().unwrap().clone()
}

/// Rows of quantiles that are given by their probability.
fn quantiles(table: &Map<String, Value>) -> Vec<(f64, f64)> {
    table.iter().filter_map(|(p, x)| Some((p.parse().ok()?, x["f64"].as_f64()?))).collect()
}

/// Fails unless a number is another to nine digits of it, or of `scale` where that is larger.
fn close(ours: f64, theirs: f64, scale: f64, what: &str) {
    assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(scale), "{what}: {ours} for {theirs}");
}

#[test]
fn the_normal_has_the_quantiles_of_the_tables() {
    let rows = quantiles(&table("normal_quantiles"));
    assert!(rows.len() >= 17);
    for (mean, sd) in [(0.0, 1.0), (300.0, 45.0), (-2.0, 1e-3)] {
        let distribution = Distribution::normal(mean, sd).unwrap();
        for (p, z) in &rows {
            close(distribution.quantile(*p), mean + sd * z, sd, &format!("normal {mean} {sd} at {p}"));
        }
    }
}

#[test]
fn the_lognormal_has_the_quantiles_of_the_tables() {
    let mut count = 0;
    for (name, entry) in table("lognormal").iter().filter(|(_, entry)| entry.is_object()) {
        let number = |key: &str| entry[key].as_str().unwrap().parse::<f64>().unwrap();
        let distribution = Distribution::lognormal(number("mu").exp(), number("sigma")).unwrap();
        for (p, x) in quantiles(entry["quantiles"].as_object().unwrap()) {
            close(distribution.quantile(p), x, 0.0, &format!("lognormal {name} at {p}"));
            count += 1;
        }
    }
    assert!(count >= 5 * 13, "{count}");
}

#[test]
fn bounded_families_have_the_quantiles_of_their_closed_forms() {
    type Quantile = fn(f64) -> f64;
    let cases: [(&str, Distribution, Quantile); 8] = [
        ("uniform", Distribution::uniform(2.0, 6.0).unwrap(), |u| 2.0 + 4.0 * u),
        ("triangular", Distribution::triangular(12.0, 22.0, 40.0).unwrap(), |u| match u {
            u if u < 10.0 / 28.0 => 12.0 + (u * 280.0).sqrt(),
            u => 40.0 - ((1.0 - u) * 504.0).sqrt(),
        }),
        ("triangular, mode at its foot", Distribution::triangular(0.0, 0.0, 1.0).unwrap(), |u| {
            1.0 - (1.0 - u).sqrt()
        }),
        ("beta 2 1", Distribution::beta(2.0, 1.0, 0.0, 1.0).unwrap(), f64::sqrt),
        ("beta 1 3", Distribution::beta(1.0, 3.0, 0.0, 2.0).unwrap(), |u| 2.0 - 2.0 * (1.0 - u).cbrt()),
        ("beta ½ ½", Distribution::beta(0.5, 0.5, 0.0, 1.0).unwrap(), |u| {
            (std::f64::consts::FRAC_PI_2 * u).sin().powi(2)
        }),
        // With its mode at the foot a PERT is a beta of 1 and 5.
        ("pert", Distribution::pert(1.0, 1.0, 4.0).unwrap(), |u| 4.0 - 3.0 * (1.0 - u).powf(0.2)),
        ("uniform by its range", Distribution::uniform_range(12.0, 39.0).unwrap(), |u| 10.5 + 30.0 * u),
    ];
    for (name, distribution, quantile) in cases {
        for u in ASKED {
            close(distribution.quantile(u), quantile(u), 1.0, &format!("{name} at {u}"));
        }
    }
}

#[test]
fn ranges_are_the_families_that_have_them() {
    const Z95: f64 = 1.644_853_626_951_472_7;
    let (middle, half) = (26.0, 14.0 / Z95);
    let (log_middle, log_half) = ((12.0_f64 * 40.0).ln() / 2.0, (40.0_f64 / 12.0).ln() / (2.0 * Z95));
    for u in ASKED {
        let z = normal::quantile(u);
        close(Distribution::normal_range(12.0, 40.0).unwrap().quantile(u), middle + half * z, 1.0, "normal");
        let lognormal = Distribution::lognormal_range(12.0, 40.0).unwrap().quantile(u);
        close(lognormal, (log_middle + log_half * z).exp(), 0.0, "lognormal");
    }
}

#[test]
fn what_is_cut_has_the_quantiles_of_what_is_left() {
    let (from, to) = (normal::cumulative(-0.5), normal::cumulative(2.0));
    let cut = Distribution::normal(10.0, 4.0).unwrap().truncated(8.0, 18.0).unwrap();
    let exponential = Distribution::lognormal(1.0, 0.5).unwrap().truncated(1.0, f64::INFINITY).unwrap();
    for u in ASKED {
        close(cut.quantile(u), 10.0 + 4.0 * normal::quantile(from + u * (to - from)), 1.0, "normal");
        let expected = (0.5 * normal::quantile(0.5 + 0.5 * u)).exp();
        close(exponential.quantile(u), expected, 0.0, &format!("lognormal at {u}"));
    }
}

#[test]
fn discrete_values_change_at_their_cumulative_probabilities() {
    let dice = Distribution::discrete(&[3.0, 1.0, 2.0], &[0.25, 0.5, 0.25]).unwrap();
    let at = [1e-12, 0.25, 0.4999, 0.5001, 0.7499, 0.7501, 1.0 - 1e-12].map(|u| dice.quantile(u));
    assert_eq!(at, [1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);
}
