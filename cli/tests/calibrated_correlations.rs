//! Correlations between numbers that were calibrated, and with others.

mod common;

use common::shipped::shipped_copy;
use potash::sampling::Sampler;
use potash::scenario::Definition;
use potash::scenario::parameter::Value;
use potash::scenario::reading::posterior::Posterior;
use potash::scenario::{Assignment, Scenario};
use std::fs;
use std::path::Path;

/// A scenario in a folder with the shipped ones.
fn scenario(text: &str, settings: &[&str]) -> Definition {
    let folder = shipped_copy();
    let path = folder.path().join("mine.toml");
    fs::write(&path, text).unwrap();
    let settings: Vec<Assignment> = settings.iter().map(|s| Assignment::parse(s).unwrap()).collect();
    Scenario::load(&path, &settings).unwrap().into_definition()
}

fn position(scenario: &Definition, path: &str) -> usize {
    scenario.parameters.iter().position(|p| p.path == path).unwrap()
}

/// What the first draws say of some numbers.
fn columns<const N: usize>(scenario: &Definition, paths: [&str; N], draws: u64) -> [Vec<f64>; N] {
    let sampler = Sampler::new(scenario, 1);
    let places = paths.map(|path| position(scenario, path));
    let drawn: Vec<Vec<f64>> = (0..draws).map(|k| sampler.draw(k).as_slice().to_vec()).collect();
    places.map(|place| drawn.iter().map(|values| values[place]).collect())
}

fn rank_correlation(x: &[f64], y: &[f64]) -> f64 {
    let ranks = |x: &[f64]| {
        let below = |v: f64| x.iter().filter(|other| **other < v).count();
        let same = |v: f64| x.iter().filter(|other| **other == v).count();
        x.iter()
            .map(|v| below(*v) as f64 + 0.5 * same(*v) as f64 - 0.5 * x.len() as f64)
            .collect::<Vec<f64>>()
    };
    let (x, y) = (ranks(x), ranks(y));
    let product = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    product(&x, &y) / (product(&x, &x) * product(&y, &y)).sqrt()
}

const BALTIC: &str = "corridor.russian_baltic.cost";
const THETA: &str = "model.theta";

#[test]
fn a_correlation_of_two_numbers_that_were_learnt_together_holds_among_draws() {
    let plain = scenario("title = \"Plain\"\nextends = \"us-only.toml\"\n", &[]);
    for asked in [0.9, -0.6, 0.0] {
        let text = format!(
            "title = \"T\"\nextends = \"us-only.toml\"\n[correlation.\"{BALTIC}\"]\n\"{THETA}\" = {asked}"
        );
        let scenario = scenario(&text, &[]);
        assert!(
            scenario.is_calibrated(scenario.world.sigma)
                && scenario.is_calibrated(scenario.world.theta.unwrap())
        );
        let [cost, theta] = columns(&scenario, [BALTIC, THETA], 2_000);
        let got = rank_correlation(&cost, &theta);
        assert!((got - asked).abs() < 0.03, "{got} in the place of {asked}");
        // Any stretch of draws is a fair sample of it.
        let got = rank_correlation(&cost[300..900], &theta[300..900]);
        assert!((got - asked).abs() < 0.1, "{got} in the place of {asked}");
        // What each of them is by itself, and all other numbers, are as they were.
        let [cost_before, theta_before, sigma_before] =
            columns(&plain, [BALTIC, THETA, "model.sigma"], 2_000);
        let [sigma] = columns(&scenario, ["model.sigma"], 2_000);
        let sorted = |mut x: Vec<f64>| {
            x.sort_by(f64::total_cmp);
            x
        };
        assert_eq!(sigma, sigma_before);
        assert_eq!((sorted(cost), sorted(theta)), (sorted(cost_before), sorted(theta_before)));
    }
}

#[test]
fn a_correlation_of_a_learnt_number_with_another_holds_among_draws() {
    let text = "title = \"T\"\nextends = \"us-only.toml\"
[correlation.\"model.sigma\"]
\"exporter.canada.fob\" = 0.9
\"model.theta\" = -0.5
[correlation.\"model.theta\"]
\"exporter.canada.fob\" = -0.3
[exporter.canada]
fob = { triangular = [200, 240, 300] }";
    let scenario = scenario(text, &[]);
    let (sigma, fob) = (scenario.world.sigma, position(&scenario, "exporter.canada.fob"));
    assert!(scenario.is_calibrated(sigma) && matches!(scenario.parameters[fob].value, Value::Uncertain(_)));
    let [sigma, theta, fob] = columns(&scenario, ["model.sigma", THETA, "exporter.canada.fob"], 6_000);
    for (x, y, asked) in [(&sigma, &fob, 0.9), (&sigma, &theta, -0.5), (&theta, &fob, -0.3)] {
        let got = rank_correlation(x, y);
        assert!((got - asked).abs() < 0.03, "{got} in the place of {asked}");
    }
}

#[test]
fn what_was_learnt_with_a_correlation_keeps_it_as_it_was_learnt() {
    // The market states a correlation of demand in 2025 and 2030, and both were calibrated with it.
    let market = scenario("title = \"T\"\nextends = \"market.toml\"\n", &[]);
    let posterior_sample = market.posterior_sample.clone().unwrap();
    assert!(posterior_sample.reordered.is_empty());
    assert!(market.correlation.stated.len() > 50);
    let other = "title = \"T\"\nextends = \"market.toml\"
[correlation.\"index.demand.2025-Q3\"]\n\"index.demand.2030-Q4\" = 0.2";
    let other = scenario(other, &[]);
    let [now, later] = columns(&other, ["index.demand.2025-Q3", "index.demand.2030-Q4"], 2_000);
    assert!((rank_correlation(&now, &later) - 0.2).abs() < 0.03);
}

#[test]
fn the_shipped_calibrations_say_how_numbers_were_correlated_before() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios");
    for (name, learnt_in) in [("to-2022", "history-2022.toml"), ("to-2026", "history.toml")] {
        let nothing = [Assignment::parse("calibration=none").unwrap()];
        let history = Scenario::load(&folder.join(learnt_in), &nothing).unwrap().into_definition();
        let path = folder.join(format!("calibration/{name}.toml"));
        let (mut posterior, _) = Posterior::read(&path).unwrap();
        let learnt = |k: usize| {
            let path = &history.parameters[k].path;
            posterior.parameters.iter().find(|(known, _)| known == path).map(|(path, _)| path.clone())
        };
        let stated = history.correlation.stated.iter();
        let stated: Vec<(String, String, f64)> =
            stated.filter_map(|pair| Some((learnt(pair.a)?, learnt(pair.b)?, pair.rank))).collect();
        posterior.correlations = stated;
        let [(_, wanted), _] = posterior.files();
        let wanted = String::from_utf8(wanted).unwrap();
        let wanted = wanted.split_once("\n# How they were correlated").map(|(_, rest)| rest).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let found = text.split_once("\n# How they were correlated").map_or("", |(_, rest)| rest);
        assert_eq!(found, wanted, "{name}");
    }
}
