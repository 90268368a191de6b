//! What samples promise: their distributions, their correlations, and how fast their errors fall.

use potash::numeric::lanes::Lanes;
use potash::sampling::{DIMENSIONS, PathKey, SCRAMBLES, Sampler, Sampling, uniform};
use potash::scenario::distribution::Distribution;
use potash::scenario::parameter::{Parameter, Value};
use potash::scenario::{Assignment, Scenario};
use potash::scenario::{Definition, Method};
use potash::units::Dimension;
use std::path::Path;

/// The shipped market with no uncertainty but these, correlated as the lines say.
fn scenario(uncertainties: &[(&str, Distribution)], correlations: &str) -> Definition {
    let mut scenario = market(correlations);
    scenario.parameters.retain(|parameter| matches!(parameter.value, Value::Fixed(_)));
    scenario.correlation = Default::default();
    for (path, distribution) in uncertainties {
        scenario.parameters.push(Parameter {
            path: path.to_string(),
            value: Value::Uncertain(distribution.clone()),
            dimension: Dimension::Number,
            source: None,
            basis: None,
            recurs: false,
        });
    }
    scenario
}

/// The shipped market with more lines.
fn market(more: &str) -> Definition {
    let folder = tempfile::tempdir().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/market.toml");
    std::fs::copy(shipped, folder.path().join("market.toml")).unwrap();
    let path = folder.path().join("of-ours.toml");
    std::fs::write(
        &path,
        format!("title = \"of ours\"\nextends = \"market.toml\"\ncalibration = \"none\"\n{more}"),
    )
    .unwrap();
    Scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{problems:?}")).into_definition()
}

fn sampler(scenario: &Definition, method: Method) -> Sampler {
    Sampling::new([scenario], 7, method).sampler(scenario)
}

/// Draws of an uncertainty.
fn drawn(scenario: &Definition, sampler: &Sampler, path: &str, draws: u64) -> Vec<f64> {
    let position = scenario.parameters.iter().position(|parameter| parameter.path == path).unwrap();
    let mut values = sampler.blank_lanes::<16>();
    let mut list = Vec::new();
    for first in (0..draws).step_by(16) {
        sampler.draw_lanes(std::array::from_fn(|l| first + l as u64), &mut values);
        list.extend(values.as_slice()[position].0);
    }
    list
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Ranks from 0 to 1.
fn ranks(x: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
    let mut ranks = vec![0.0; x.len()];
    order.iter().enumerate().for_each(|(rank, k)| ranks[*k] = rank as f64 / x.len() as f64);
    ranks
}

fn rank_correlation(x: &[f64], y: &[f64]) -> f64 {
    let (x, y) = (ranks(x), ranks(y));
    let (mx, my) = (mean(&x), mean(&y));
    let product = |x: &[f64], mx: f64, y: &[f64], my: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
    };
    product(&x, mx, &y, my) / (product(&x, mx, &x, mx) * product(&y, my, &y, my)).sqrt()
}

#[test]
fn every_family_has_its_golden_numbers() {
    // If one of these moves, the stream needs a new name. Draw 3 of seed 1 at the path "golden", in (0, 1).
    let u = uniform(1, PathKey::new("golden"), 3, 0);
    let process_groups = [
        Distribution::uniform(2.0, 6.0),
        Distribution::triangular(1.0, 2.0, 5.0),
        Distribution::pert(1.0, 2.0, 5.0),
        Distribution::normal(3.0, 0.5),
        Distribution::lognormal(2.0, 0.3),
        Distribution::beta(2.0, 3.0, 0.0, 1.0),
        Distribution::discrete(&[1.0, 2.0, 3.0], &[0.2, 0.3, 0.5]),
        Distribution::normal(0.0, 1.0).unwrap().truncated(0.5, 2.0),
        Distribution::lognormal_range(12.0, 40.0),
    ];
    let got: Vec<f64> =
        process_groups.into_iter().map(|process_group| process_group.unwrap().quantile(u)).collect();
    let same = got.iter().zip(&GOLDEN).all(|(ours, golden)| ours.to_bits() == golden.to_bits());
    assert!(same && got.len() == GOLDEN.len(), "{u:?}: {got:?}");
}

const GOLDEN: [f64; 9] = [
    4.202429687367873,
    2.677778878337298,
    2.3567513073806103,
    3.0635980725811445,
    2.0777924834772183,
    0.41503524715295953,
    3.0,
    1.031381947700796,
    22.95290525739667,
];

#[test]
fn correlated_draws_and_sobol_points_have_their_golden_numbers() {
    // As above. Draws 3 and 100 of seed 7.
    let scenario = market("[correlation.\"model.sigma\"]\n\"model.theta\" = 0.4");
    let position = |path: &str| scenario.parameters.iter().position(|p| p.path == path).unwrap();
    let paths = ["model.sigma", "model.theta", "exporter.canada.capacity"];
    let got: Vec<f64> = [Method::Pseudo, Method::Sobol]
        .into_iter()
        .flat_map(|method| {
            let sampler = sampler(&scenario, method);
            [3, 100].into_iter().flat_map(move |k| {
                let values = sampler.draw(k);
                paths.map(|path| values.as_slice()[position(path)])
            })
        })
        .collect();
    let same = got.iter().zip(&GOLDEN_TOGETHER).all(|(ours, golden)| ours.to_bits() == golden.to_bits());
    assert!(same && got.len() == GOLDEN_TOGETHER.len(), "{got:?}");
}

const GOLDEN_TOGETHER: [f64; 12] = [
    5.772371612823371,
    0.4212038626349246,
    27.250060368865274,
    3.153581592499323,
    0.21045745408803906,
    28.187294972411987,
    4.266706391561105,
    0.4327847524624131,
    30.142954180657956,
    4.4564474826409155,
    0.37792917643500934,
    28.000553110329648,
];

#[test]
fn a_lognormal_revenue_has_its_mean_in_closed_form() {
    let (n, sigma) = (1_000_000_u64, 0.25);
    let scenario = scenario(
        &[
            ("t.price", Distribution::lognormal(200.0, sigma).unwrap()),
            ("t.tonnes", Distribution::lognormal(10.0, 0.1).unwrap()),
        ],
        "",
    );
    let sampler = sampler(&scenario, Method::Pseudo);
    let (price, tonnes) =
        (drawn(&scenario, &sampler, "t.price", n), drawn(&scenario, &sampler, "t.tonnes", n));
    let revenue: Vec<f64> = price.iter().zip(&tonnes).map(|(p, q)| p * q).collect();
    let variance: f64 = sigma * sigma + 0.01;
    let expected = 2000.0 * (0.5 * variance).exp();
    let error = expected * ((variance.exp() - 1.0) / n as f64).sqrt();
    assert!((mean(&revenue) - expected).abs() < 4.0 * error, "{} {expected} {error}", mean(&revenue));
}

/// Means of a smooth function of 20 uncertainties, whose true mean is 1: how wrong they are with n draws, over
/// independent repetitions.
fn rmse(method: Method, n: u64) -> f64 {
    const REPETITIONS: u64 = 32;
    let uncertainties: Vec<(String, Distribution)> =
        (0..20).map(|k| (format!("t.x{k}"), Distribution::uniform(0.0, 1.0).unwrap())).collect();
    let named: Vec<(&str, Distribution)> =
        uncertainties.iter().map(|(path, distribution)| (path.as_str(), distribution.clone())).collect();
    let scenario = scenario(&named, "");
    let first = scenario.parameters.len() - 20;
    let mut squares = 0.0;
    for seed in 0..REPETITIONS {
        let sampler = Sampling::new([&scenario], seed, method).sampler(&scenario);
        let mut values = sampler.blank_lanes::<16>();
        let mut sum = 0.0;
        for index in 0..n / 16 {
            // Points of one scramble: every sixteenth draw.
            let draws = std::array::from_fn(|l| (16 * index + l as u64) * SCRAMBLES as u64);
            sampler.draw_lanes(draws, &mut values);
            let mut product = Lanes([1.0; 16]);
            for (k, x) in values.as_slice()[first..].iter().enumerate() {
                let weight = Lanes([1.0 / (k + 1) as f64; 16]);
                product *= Lanes([1.0; 16]) + weight * (*x - Lanes([0.5; 16]));
            }
            sum += product.0.iter().sum::<f64>();
        }
        squares += (sum / n as f64 - 1.0).powi(2);
    }
    (squares / REPETITIONS as f64).sqrt()
}

#[test]
fn errors_fall_with_the_root_of_the_draws_and_faster_with_sobol_points() {
    let slope = |method| {
        let sizes: Vec<f64> = (6..=13).map(f64::from).collect();
        let errors: Vec<f64> = (6..=13).map(|m| rmse(method, 1 << m).log2()).collect();
        let (mx, my) = (mean(&sizes), mean(&errors));
        let both: f64 = sizes.iter().zip(&errors).map(|(x, y)| (x - mx) * (y - my)).sum();
        both / sizes.iter().map(|x| (x - mx).powi(2)).sum::<f64>()
    };
    let (pseudo, sobol) = (slope(Method::Pseudo), slope(Method::Sobol));
    assert!((pseudo + 0.5).abs() < 0.05, "pseudo-random: n^{pseudo}");
    assert!(sobol < -0.75, "Sobol: n^{sobol}");
}

#[test]
fn correlations_are_those_asked_for_whatever_the_distributions() {
    let more = "[exporter.canada]\nfob = { lognormal = { median = 228, sigma = 0.2 } }
[exporter.russia]\nfob = { discrete = { values = [230, 231, 232, 233, 234, 235, 236, 237, 238, 239], probabilities = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1] } }
[correlation.\"exporter.canada.fob\"]\n\"model.sigma\" = 0.6\n\"model.theta\" = -0.5
[correlation.\"model.sigma\"]\n\"model.theta\" = -0.2\n\"market.india.demand_elasticity\" = 0.3";
    let scenario = market(more);
    let n = 40_000;
    for method in [Method::Pseudo, Method::Sobol] {
        let sampler = sampler(&scenario, method);
        let of = |path: &str| drawn(&scenario, &sampler, path, n);
        let (fob, sigma, theta, india) = (
            of("exporter.canada.fob"),
            of("model.sigma"),
            of("model.theta"),
            of("market.india.demand_elasticity"),
        );
        let error = 3.0 / (n as f64).sqrt();
        for (x, y, rank) in [
            (&fob, &sigma, 0.6),
            (&fob, &theta, -0.5),
            (&sigma, &theta, -0.2),
            (&sigma, &india, 0.3),
            (&of("model.sigma"), &of("market.brazil.demand_elasticity"), 0.0),
        ] {
            let got = rank_correlation(x, y);
            assert!((got - rank).abs() < error, "{method:?}: {got} for {rank}");
        }
        // The marginals stay what they are.
        let mut sorted = fob.clone();
        sorted.sort_by(f64::total_cmp);
        assert!((sorted[n as usize / 2] / 228.0 - 1.0).abs() < 0.01);
    }
}

fn bits(scenario: &Definition, method: Method) -> Vec<(String, Vec<u64>)> {
    let sampler = sampler(scenario, method);
    let draws: Vec<_> = (0..24).map(|k| sampler.draw(k)).collect();
    let column = |k: usize| draws.iter().map(|values| values.as_slice()[k].to_bits()).collect();
    scenario.parameters.iter().enumerate().map(|(k, p)| (p.path.clone(), column(k))).collect()
}

#[test]
fn a_correlation_of_nothing_is_none_bit_for_bit() {
    let plain = market("");
    let with = market("[correlation.\"model.sigma\"]\n\"model.theta\" = 0");
    for method in [Method::Pseudo, Method::Sobol] {
        let (plain, with) = (bits(&plain, method), bits(&with, method));
        for (path, numbers) in plain {
            assert_eq!(
                with.iter().find(|(known, _)| *known == path).map(|(_, n)| n),
                Some(&numbers),
                "{path}"
            );
        }
    }
}

#[test]
fn a_correlation_moves_nothing_outside_its_group() {
    let plain = bits(&market(""), Method::Pseudo);
    let with = bits(&market("[correlation.\"model.sigma\"]\n\"model.theta\" = 0.4"), Method::Pseudo);
    let moved: Vec<&str> = plain
        .iter()
        .filter(|(path, numbers)| with.iter().any(|(known, others)| known == path && others != numbers))
        .map(|(path, _)| path.as_str())
        .collect();
    // By name sigma comes first, and is mixed with nothing.
    assert_eq!(moved, ["model.theta"]);
}

#[test]
fn sobol_draws_alone_are_those_in_company_and_scenarios_share_them() {
    let (market, relief) = (market(""), {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/us-plus-eu.toml");
        Scenario::load(&path, &[Assignment::parse("calibration=none").unwrap()]).unwrap().into_definition()
    });
    let sampling = Sampling::new([&market, &relief], 7, Method::Sobol);
    let (ours, theirs) = (sampling.sampler(&market), sampling.sampler(&relief));
    let mut values = ours.blank_lanes::<8>();
    ours.draw_lanes([0, 1, 15, 16, 17, 4_000_000_000, 99, 99], &mut values);
    for (l, k) in [0, 1, 15, 16, 17, 4_000_000_000, 99, 99].into_iter().enumerate() {
        let alone = ours.draw(k);
        let together = values.as_slice().iter().map(|value| value.0[l].to_bits());
        assert!(together.eq(alone.as_slice().iter().map(|value| value.to_bits())), "draw {k}");
    }
    let of = |scenario: &Definition, sampler: &Sampler| drawn(scenario, sampler, "model.sigma", 32);
    assert_eq!(of(&market, &ours), of(&relief, &theirs));
    // And one after another they are different scrambles, not one.
    let first = of(&market, &ours);
    assert!(first.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn an_uncertainty_at_the_end_moves_no_sobol_point_and_many_find_no_dimension() {
    let some = |count: usize| -> Vec<(String, Distribution)> {
        (0..count).map(|k| (format!("t.x{k}"), Distribution::uniform(0.0, 1.0).unwrap())).collect()
    };
    let make = |list: &[(String, Distribution)]| {
        let named: Vec<(&str, Distribution)> = list.iter().map(|(p, d)| (p.as_str(), d.clone())).collect();
        scenario(&named, "")
    };
    let (few, many) = (make(&some(200)), make(&some(300)));
    assert_eq!(Sampling::new([&many], 7, Method::Sobol).beyond().len(), 300 - DIMENSIONS);
    let (few, many) = (bits(&few, Method::Sobol), bits(&many, Method::Sobol));
    assert!(few.iter().all(|entry| many.contains(entry)));
}
