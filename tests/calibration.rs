//! Learning from a history: closed forms, simulation-based calibration of the inference, conflicts, and what
//! scenarios make of a calibration.

use potash::calibration::simulated_targets::SimulatedTargets;
use potash::calibration::{Calibration, Request, simulate};
use potash::numeric::normal;
use potash::sampling::{PathKey, Sampler, uniform};
use potash::scenario::Definition;
use potash::scenario::history::{Role, Target};
use potash::scenario::parameter::ParameterId;
use potash::scenario::{Assignment, Scenario};
use potash::stats::weighted::{Weighted, effective_size, normalised};
use potash::units::time::Horizon;
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// One exporter, one market and a revenue that is the number it starts from.
const ONE_NUMBER: &str = r#"
title = "One number"
focus = "a"
[horizon]
start = "2020-Q1"
quarters = 8
[model]
sigma = 4
[exporter.a]
baseline_revenue = { normal = { mean = 2.4, sd = 0.3 }, min = 0.1, unit = "bn USD/yr" }
supply_elasticity = 0.3
[market.x]
demand_elasticity = 0.3
[trade.a]
x = 10
[freight.a]
x = 0
[history]
training_until = 2020
[target.revenue]
metric = "revenue.a"
source = "made up"
2020 = { value = 2.7, error = 0.24, discrepancy = 0.18 }
2021 = { value = 2.5, error = 0.3, use = "check" }
"#;

fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.toml");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn calibrate(scenario: &Definition, draws: usize, until: &[i32]) -> Calibration {
    let stop = AtomicBool::new(false);
    let request = Request { scenario, draws, seed: 1, members: 500, until, stop: &stop, progress: &|_| {} };
    Calibration::run(&request).unwrap()
}

#[test]
fn a_normal_number_and_a_normal_figure_make_the_normal_posterior_of_the_textbook() {
    let (_folder, path) = written(ONE_NUMBER);
    let scenario = Scenario::load(&path, &[]).unwrap().into_definition();
    let calibration = calibrate(&scenario, 40_000, &[2020]);
    let posterior = calibration.outcomes[0].posterior.as_ref().unwrap();
    // Both spreads are 0.3: the mean is half-way, the variance half of each.
    let sample: Vec<f64> = posterior.simulated.column(0);
    let sample = Weighted::new(&sample, &posterior.weights).unwrap();
    let (mean, sd) = (2.55, 0.3 / 2.0_f64.sqrt());
    let error = sd / posterior.effective.sqrt();
    assert!(posterior.effective > 10_000.0, "{}", posterior.effective);
    assert!((sample.mean() - mean).abs() < 4.0 * error, "{} {error}", sample.mean());
    // Draws beyond three spreads of the figure are ruled out, which takes next to nothing of the variance.
    assert!((sample.sd() / sd - 1.0).abs() < 0.02, "{}", sample.sd());
    assert!(posterior.largest < 0.001 && posterior.pareto.is_some_and(|k| k < 0.7));
    // Members are draws of it; the number itself moved by half a standard deviation and narrowed by 29 %.
    let members: Vec<f64> = posterior.members.iter().map(|row| row[0]).collect();
    assert!((Weighted::even(&members).unwrap().mean() - mean).abs() < 4.0 * sd / 500.0_f64.sqrt());
    let moved = &posterior.moved[0];
    assert!((moved.shift - 0.5).abs() < 0.05 && (moved.contraction - 0.29).abs() < 0.03, "{moved:?}");
}

#[test]
fn a_figure_that_no_draw_comes_near_is_named_and_nothing_is_learnt() {
    let (_folder, path) =
        written(&ONE_NUMBER.replace("value = 2.7, error = 0.24", "value = 9.0, error = 0.01"));
    let scenario = Scenario::load(&path, &[]).unwrap().into_definition();
    let calibration = calibrate(&scenario, 4_000, &[2020]);
    let conflict = calibration.outcomes[0].posterior.as_ref().unwrap_err();
    assert_eq!((conflict.unmet.len(), conflict.unmet[0].0, conflict.pairs.len()), (1, 0, 0));
    assert!(conflict.unmet[0].1 > 3.0);
}

#[test]
fn figures_that_no_draw_meets_together_are_named_in_pairs() {
    let text = ONE_NUMBER
        .replace("2.7, error = 0.24, discrepancy = 0.18", "2.9, error = 0.05")
        .replace("2.5, error = 0.3, use = \"check\"", "2.0, error = 0.05");
    let (_folder, path) = written(&text);
    let scenario = Scenario::load(&path, &[]).unwrap().into_definition();
    let calibration = calibrate(&scenario, 4_000, &[2020, 2021]);
    assert!(calibration.outcomes[0].posterior.is_ok());
    let conflict = calibration.outcomes[1].posterior.as_ref().unwrap_err();
    assert_eq!((conflict.unmet.len(), conflict.pairs.as_slice()), (0, &[(0, 1)][..]));
}

fn shipped(name: &str, settings: &[&str]) -> Definition {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    let settings: Vec<Assignment> = settings.iter().map(|text| Assignment::parse(text).unwrap()).collect();
    Scenario::load(&path, &settings)
        .unwrap_or_else(|problems| panic!("{name}: {problems:#?}"))
        .into_definition()
}

/// The shipped history cut down to two years and six figures, before any calibration.
fn small_history() -> Definition {
    let mut scenario = shipped("history", &["calibration=none"]);
    scenario = scenario.over(Horizon { start: "2021-Q1".parse().unwrap(), quarters: 8 });
    let wanted = [
        "exports.2022",
        "reported_revenue.2022",
        "brazil_price.2021",
        "brazil_price.2022",
        "china.2022",
        "world_trade.2022",
    ];
    let history = scenario.history.as_mut().unwrap();
    history.targets.retain(|target| wanted.contains(&target.name.as_str()));
    // So wide that the draws of a prior that a test can afford hold a posterior.
    history.targets.iter_mut().for_each(|target| target.discrepancy *= 1.6);
    assert_eq!(history.targets.len(), wanted.len());
    scenario
}

#[test]
fn ranks_of_truths_among_posterior_draws_are_uniform() {
    // Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman 2018): a truth from the
    // prior, observations of it with their errors, a posterior from these; the truth's rank among draws of
    // the posterior is uniform if and only if the inference is right.
    const PRIOR: usize = 45_056;
    const RUNS: usize = 1_000;
    const DRAWS: usize = 19;
    let scenario = small_history();
    let all = simulate(&scenario, PRIOR + RUNS, 5, &AtomicBool::new(false), &|_| {}).unwrap();
    assert_eq!(all.draws.len(), PRIOR + RUNS);
    let sampler = Sampler::new(&scenario, 5);
    let (ids, paths): (Vec<ParameterId>, Vec<&str>) =
        scenario.uncertainties().map(|(id, parameter)| (id, parameter.path.as_str())).unzip();
    let values: Vec<Vec<f64>> = all
        .draws
        .iter()
        .map(|draw| {
            let drawn = sampler.draw(*draw);
            ids.iter().map(|id| drawn.get(*id)).collect()
        })
        .collect();
    let prior = SimulatedTargets {
        draws: all.draws[..PRIOR].to_vec(),
        figures: all.figures[..PRIOR].to_vec(),
        lost: 0,
    };
    let targets = &scenario.history.as_ref().unwrap().targets;
    let noise = |name: &str, run: usize| normal::quantile(uniform(9, PathKey::new(name), run as u64, 0));
    let mut counts = vec![[0usize; DRAWS + 1]; ids.len()];
    let mut thin = 0;
    for run in 0..RUNS {
        let truth = PRIOR + run;
        let observed: Vec<Target> = targets
            .iter()
            .zip(&all.figures[truth])
            .map(|(target, figure)| {
                let value = figure + target.spread() * noise(&target.name, run);
                Target { value, role: Role::Fit, ..target.clone() }
            })
            .collect();
        let weights = normalised(&prior.log_weights(&observed, 2022));
        if effective_size(&weights) < 40.0 {
            thin += 1;
        }
        // Draws of the posterior, by inverting its distribution over draws of the prior.
        let mut cumulative = Vec::with_capacity(PRIOR);
        let mut sum = 0.0;
        for weight in &weights {
            sum += weight;
            cumulative.push(sum);
        }
        let picked: Vec<usize> = (0..DRAWS)
            .map(|k| {
                let u = uniform(9, PathKey::new("pick"), run as u64, k as u64) * sum;
                cumulative.partition_point(|c| *c < u).min(PRIOR - 1)
            })
            .collect();
        for (d, counts) in counts.iter_mut().enumerate() {
            let rank = picked.iter().filter(|k| values[**k][d] < values[truth][d]).count();
            counts[rank] += 1;
        }
    }
    assert!(thin < RUNS / 20, "{thin} of {RUNS} posteriors rest on fewer than 40 draws");
    let expected = RUNS as f64 / (DRAWS + 1) as f64;
    let chi = ChiSquared::new(DRAWS as f64).unwrap();
    for (path, counts) in paths.iter().zip(&counts) {
        let statistic: f64 = counts.iter().map(|n| (*n as f64 - expected).powi(2) / expected).sum();
        let p = 1.0 - chi.cdf(statistic);
        // A hundred and more numbers: one in a hundred such tests fails by chance.
        assert!(p > 1e-4, "{path}: p = {p:.5} {counts:?}");
    }
}

#[test]
fn draws_take_members_whole_and_leave_all_else_alone() {
    let learnt = shipped("status-quo", &[]);
    let prior = shipped("status-quo", &["calibration=none"]);
    let posterior_sample = learnt.posterior_sample.clone().unwrap();
    assert_eq!(posterior_sample.trained_until, 2026);
    let (with, without) = (Sampler::new(&learnt, 1), Sampler::new(&prior, 1));
    let members = posterior_sample.members.rows.len() as u64;
    let row_of = |draw: u64| {
        let values = with.draw(draw);
        let is = |row: &&Vec<f64>| {
            posterior_sample.parameters.iter().all(|(id, column)| values.get(*id) == row[*column])
        };
        posterior_sample.members.rows.iter().position(|row| is(&row)).unwrap()
    };
    // As many draws as members take each of them once, and then begin again.
    let first = row_of(0);
    assert_eq!(posterior_sample.members.rows[first], posterior_sample.members.rows[row_of(members)]);
    assert_eq!(
        posterior_sample.members.rows[(first + 7) % members as usize],
        posterior_sample.members.rows[row_of(7)]
    );
    let correlated: Vec<usize> =
        learnt.correlation.parameters.iter().flat_map(|g| g.members.clone()).collect();
    for draw in 0..20 {
        let (a, b) = (with.draw(draw), without.draw(draw));
        for (id, parameter) in learnt.uncertainties() {
            let position = learnt.parameters.iter().position(|p| p.path == parameter.path).unwrap();
            if !learnt.is_calibrated(id) && !correlated.contains(&position) {
                assert_eq!(a.get(id).to_bits(), b.get(id).to_bits(), "{}", parameter.path);
            }
        }
    }
}

#[test]
fn what_is_correlated_with_something_learnt_follows_it() {
    // 2030 is stated otherwise here than in the history, and tied to 2025, which was calibrated, as before.
    let later = "index.cost.2030-Q4={triangular=[1.2, 1.3, 1.5]}";
    // Nothing else goes with either.
    let alone = "index.deflator.2030-Q4=1.34";
    let scenario = shipped("market", &[later, alone]);
    let position = |path: &str| scenario.parameters.iter().position(|p| p.path == path).unwrap();
    let (now, later) = (position("index.cost.2025-Q3"), position("index.cost.2030-Q4"));
    let group = scenario.correlation.parameters.iter().find(|g| g.members.contains(&now)).unwrap();
    assert_eq!(group.members, [now, later], "what is learnt comes first");
    let sampler = Sampler::new(&scenario, 1);
    let draws: Vec<(f64, f64)> = (0..6_000)
        .map(|k| {
            let values = sampler.draw(k);
            (values.as_slice()[now], values.as_slice()[later])
        })
        .collect();
    // Both are as they are by themselves, and their ranks go together as stated.
    let mean = draws.iter().map(|(_, later)| later / draws.len() as f64).sum::<f64>();
    assert!((mean - 4.0 / 3.0).abs() < 0.005, "{mean}");
    let ranks = |x: Vec<f64>| {
        let mut order: Vec<usize> = (0..x.len()).collect();
        order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
        let mut ranks = vec![0.0; x.len()];
        order.iter().enumerate().for_each(|(rank, k)| ranks[*k] = rank as f64 / x.len() as f64 - 0.5);
        ranks
    };
    let (x, y): (Vec<f64>, Vec<f64>) = draws.into_iter().unzip();
    let (x, y) = (ranks(x), ranks(y));
    let rank = 12.0 * x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>() / x.len() as f64;
    assert!((rank - 0.7).abs() < 0.03, "{rank}");
}

#[test]
fn a_number_that_a_scenario_states_otherwise_is_not_taken_from_what_was_learnt() {
    let scenario = shipped("status-quo", &["corridor.russian_baltic.cost=30"]);
    let position = scenario.parameters.iter().position(|p| p.path == "corridor.russian_baltic.cost").unwrap();
    let other = shipped("status-quo", &["corridor.russian_baltic.cost={uniform=[30,31]}"]);
    let (id, _) = other.uncertainties().find(|(_, p)| p.path == "corridor.russian_baltic.cost").unwrap();
    assert!(!other.is_calibrated(id) && (30.0..=31.0).contains(&other.central_values().get(id)));
    assert_eq!(Sampler::new(&scenario, 1).draw(3).as_slice()[position], 30.0);
    assert_eq!(scenario.central_values().as_slice()[position], 30.0);
}

#[test]
fn revenue_as_reported_follows_prices_by_the_contracts_lag() {
    // The price doubles with demand at the end of 2020 and stays: what is reported makes up the rest of the
    // way by 1 / (1 + lag) a quarter.
    let text = ONE_NUMBER
        .replace("normal = { mean = 2.4, sd = 0.3 }, min = 0.1", "value = 2.4")
        .replace("supply_elasticity = 0.3", "supply_elasticity = 0.3\ncontract_lag_quarters = 3")
        .replace("metric = \"revenue.a\"", "metric = \"reported_netback.a\"")
        + "[index.demand]\n\"2020-Q4\" = 1\n\"2021-Q1\" = 1.3\n";
    let (_folder, path) = written(&text);
    let scenario = Scenario::load(&path, &[]).unwrap().into_definition();
    let simulated_targets = simulate(&scenario, 1, 1, &AtomicBool::new(false), &|_| {}).unwrap();
    let lagged = simulated_targets.figures[0].clone();
    let at_once =
        Scenario::load(&path, &[Assignment::parse("exporter.a.contract_lag_quarters=0").unwrap()]).unwrap();
    let market = simulate(at_once.definition(), 1, 1, &AtomicBool::new(false), &|_| {}).unwrap();
    let [before, after] = [market.figures[0][0], market.figures[0][1]];
    assert!((lagged[0] - before).abs() < 1e-9 && after > 1.5 * before);
    // Quarters after the step: 1/4, 1 - 9/16, 1 - 27/64 and 1 - 81/256 of the way.
    let way = (1..=4).map(|n| 1.0 - 0.75_f64.powi(n)).sum::<f64>() / 4.0;
    assert!((lagged[1] - (before + way * (after - before))).abs() < 1e-6, "{lagged:?} {before} {after}");
}
