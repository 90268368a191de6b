//! Uncertainty through time: dates that chance decides have the distribution they are said to have,
//! processes the moments of theirs, and nothing moves what it does not concern.

mod common;

use potash::engine::{Job, Outcome, run};
use potash::numeric::lanes::Lanes;
use potash::sampling::Sampler;
use potash::scenario::metric::Metric;
use potash::scenario::timing::{Event, Transition};
use potash::scenario::{Assignment, Scenario};
use potash::scenario::{Definition, Method};
use potash::units::time::{Horizon, Quarter};
use std::sync::atomic::AtomicBool;

const L: usize = 8;

/// A shipped scenario with more lines at its end, which may be whole tables.
fn scenario(parent: &str, more: &str) -> Definition {
    with_settings(parent, more, &[])
}

fn with_settings(parent: &str, more: &str, settings: &[&str]) -> Definition {
    let folder = common::shipped::shipped_copy();
    let path = folder.path().join("of-ours.toml");
    std::fs::write(&path, format!("title = \"of ours\"\nextends = \"{parent}\"\n{more}")).unwrap();
    let settings: Vec<Assignment> = settings.iter().map(|text| Assignment::parse(text).unwrap()).collect();
    Scenario::load(&path, &settings).unwrap_or_else(|problems| panic!("{problems:?}")).into_definition()
}

/// When a measure is lifted, in quarters, draw by draw; infinite for never.
fn dates(scenario: &Definition, measure: &str, transition: Transition, draws: u64) -> Vec<f64> {
    let measure = scenario.measures.iter().position(|known| known.name == measure).unwrap();
    let sampler = Sampler::new(scenario, 11);
    (0..draws).map(|k| scenario.dates(&sampler.draw(k)).of(Event { owner: measure, transition })).collect()
}

fn begins(quarter: &str) -> f64 {
    quarter.parse::<Quarter>().unwrap().begins()
}

/// The Kolmogorov-Smirnov distance of a sample to a distribution, times the root of its size: above 1.95
/// in one sample of a thousand.
fn distance(mut sample: Vec<f64>, cdf: impl Fn(f64) -> f64) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let off = |(k, x): (usize, &f64)| {
        let (below, above) = (k as f64 / n, (k + 1) as f64 / n);
        (cdf(*x) - below).abs().max((above - cdf(*x)).abs())
    };
    sample.iter().enumerate().map(off).fold(0.0, f64::max) * n.sqrt()
}

#[test]
fn a_hazard_waits_exponentially_from_its_date() {
    let ours = "[measure.eu_embargo.lifted]\nfrom = 2027-01-01\nhazard_per_year = 0.4";
    let waits = dates(&scenario("status-quo.toml", ours), "eu_embargo", Transition::Lifted, 20_000);
    let from = begins("2027-Q1");
    assert!(waits.iter().all(|date| *date > from));
    let distance = distance(waits, |date| 1.0 - (-0.4 * (date - from) / 4.0).exp());
    assert!(distance < 1.95, "{distance}");
}

#[test]
fn a_hazard_that_is_itself_uncertain_mixes_its_distributions() {
    let ours = "[measure.eu_embargo.lifted]\nfrom = 2027-01-01\nhazard_per_year = { uniform = [0.1, 0.7] }";
    let waits = dates(&scenario("status-quo.toml", ours), "eu_embargo", Transition::Lifted, 20_000);
    // The mean of e^(-h t) over h uniform on [a, b].
    let mixed = |years: f64| 1.0 - ((-0.1 * years).exp() - (-0.7 * years).exp()) / (0.6 * years);
    let distance = distance(waits, |date| mixed((date - begins("2027-Q1")) / 4.0));
    assert!(distance < 1.95, "{distance}");
}

#[test]
fn a_window_has_its_probability_and_spreads_it_evenly() {
    let ours = "[measure.eu_embargo.lifted]\nfrom = 2027-01-01\nto = 2029-01-01\nprobability = 0.3";
    let all = dates(&scenario("status-quo.toml", ours), "eu_embargo", Transition::Lifted, 20_000);
    let within: Vec<f64> = all.iter().copied().filter(|date| date.is_finite()).collect();
    let share = within.len() as f64 / all.len() as f64;
    assert!((share - 0.3).abs() < 3.0 * (0.21 / 20_000.0_f64).sqrt(), "{share}");
    let distance = distance(within, |date| (date - begins("2027-Q1")) / 8.0);
    assert!(distance < 1.95, "{distance}");
}

#[test]
fn what_comes_after_waits_for_it_and_for_its_own_lag() {
    let ours = "[measure.eu_embargo.lifted]\nfrom = 2027-01-01\nto = 2029-01-01\nprobability = 0.5
[measure.klaipeda_closure.lifted]\nafter = \"eu_embargo\"\nlag_quarters = { uniform = [1, 3] }\nprobability = 0.6";
    let scenario = scenario("status-quo.toml", ours);
    let eu = dates(&scenario, "eu_embargo", Transition::Lifted, 20_000);
    let port = dates(&scenario, "klaipeda_closure", Transition::Lifted, 20_000);
    let mut lags = Vec::new();
    for (eu, port) in eu.iter().zip(&port) {
        assert!(eu.is_finite() || port.is_infinite(), "the port reopens without the EU");
        if port.is_finite() {
            lags.push(port - eu);
        }
    }
    let share = lags.len() as f64 / eu.len() as f64;
    assert!((share - 0.3).abs() < 3.0 * (0.21 / 20_000.0_f64).sqrt(), "{share}");
    let distance = distance(lags, |lag| (lag - 1.0) / 2.0);
    assert!(distance < 1.95, "{distance}");
}

#[test]
fn a_measure_is_never_imposed_again_before_it_is_lifted() {
    let ours = "[measure.us_sanctions.lifted]\nfrom = 2026-01-01\nhazard_per_year = 0.5
[measure.us_sanctions.reimposed]\nhazard_per_year = 0.5\nfrom = 2027-01-01";
    let scenario = scenario("status-quo.toml", ours);
    let lifted = dates(&scenario, "us_sanctions", Transition::Lifted, 20_000);
    let again = dates(&scenario, "us_sanctions", Transition::Reimposed, 20_000);
    let from = begins("2027-Q1");
    let waits = lifted.iter().zip(&again).map(|(lifted, again)| again - lifted.max(from)).collect();
    let distance = distance(waits, |wait| 1.0 - (-0.5 * wait / 4.0).exp());
    assert!(distance < 1.95, "{distance}");
}

#[test]
fn dates_in_lanes_are_those_of_the_draws_alone() {
    for file in ["us-only.toml", "us-plus-eu.toml", "snapback.toml", "grand-deal.toml"] {
        let scenario = scenario(file, "");
        let sampler = Sampler::new(&scenario, 7);
        let mut values = sampler.blank_lanes::<L>();
        sampler.draw_lanes(std::array::from_fn(|l| 40 + l as u64), &mut values);
        let together = scenario.dates(&values);
        for l in 0..L {
            let alone = scenario.dates(&sampler.draw(40 + l as u64));
            for measure in 0..scenario.measures.len() {
                let (ours, theirs) = (together.of_measure(measure), alone.of_measure(measure));
                assert_eq!(ours.map(|date| date.0[l].to_bits()), theirs.map(f64::to_bits), "{file}");
            }
        }
    }
}

/// Factors on demand by market, quarter by quarter, for lanes of draws.
fn demand_shocks(scenario: &Definition, first: u64) -> Vec<Vec<Lanes<L>>> {
    let sampler = Sampler::new(scenario, 5);
    let draws = std::array::from_fn(|l| first + l as u64);
    let mut values = sampler.blank_lanes::<L>();
    sampler.draw_lanes(draws, &mut values);
    let mut state = sampler.state(scenario);
    sampler.begin(&mut state, draws, &values);
    let quarters = scenario.horizon.unwrap().iter();
    let shock = |quarter| {
        sampler.advance(&mut state, quarter, &values);
        state.shocks().demand.clone()
    };
    quarters.map(shock).collect()
}

#[test]
fn a_process_has_the_variance_the_memory_and_the_company_it_is_said_to_have() {
    let ours = "[process.demand]\nhalf_life_quarters = 4\nvolatility = 0.3\ncorrelation = 0.5\ntrend = 0.02";
    let scenario = scenario("market.toml", ours);
    let (n, last) = (4096, 19);
    let mut sums = [0.0; 5];
    for first in (0..n).step_by(L) {
        let shocks = demand_shocks(&scenario, first);
        // After `passed` quarters the trend has grown for so long.
        let x = |passed: usize, market: usize, l: usize| {
            shocks[passed][market].0[l].ln() - 0.02 * passed as f64 / 4.0
        };
        for l in 0..L {
            let (now, before, other) = (x(last, 0, l), x(last - 4, 0, l), x(last, 3, l));
            let terms = [now * now, before * before, now * before, now * other, other * other];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term / n as f64);
        }
    }
    let [now, before, lagged, both, other] = sums;
    // dx = -κ x dt + σ dW from zero: variance σ² (1 - e^(-2κt)) / 2κ; κ = ln 2, since a year halves.
    let kappa = std::f64::consts::LN_2;
    let variance = |years: f64| 0.09 * (1.0 - (-2.0 * kappa * years).exp()) / (2.0 * kappa);
    let error = 3.0 * (2.0 / n as f64).sqrt();
    assert!((now / variance(5.0) - 1.0).abs() < error, "{now}");
    assert!((before / variance(4.0) - 1.0).abs() < error, "{before}");
    // A year later half of a distance is left.
    assert!((lagged / before - 0.5).abs() < error, "{}", lagged / before);
    assert!((both / (now * other).sqrt() - 0.5).abs() < error, "{}", both / (now * other).sqrt());
}

#[test]
fn a_disruption_comes_as_often_and_takes_as_much_as_it_is_said_to() {
    let ours = "[horizon]\nstart = \"2026-Q1\"\nquarters = 200
[disruption.often]\nexporter = \"chile\"\nrate_per_year = 0.8
capacity_factor = { uniform = [0.2, 0.6] }\nduration_quarters = { uniform = [0.5, 3.5] }";
    let scenario = scenario("market.toml", ours);
    let chile = scenario.world.exporter_named("chile").unwrap();
    let sampler = Sampler::new(&scenario, 5);
    let draws = std::array::from_fn::<u64, 64, _>(|l| l as u64);
    let mut values = sampler.blank_lanes::<64>();
    sampler.draw_lanes(draws, &mut values);
    let mut state = sampler.state(&scenario);
    sampler.begin(&mut state, draws, &values);
    let (mut left, mut count) = (0.0, 0.0);
    for quarter in scenario.horizon.unwrap().iter() {
        sampler.advance(&mut state, quarter, &values);
        for factor in state.shocks().capacity[chile].0 {
            assert!((0.2..=1.0).contains(&factor), "{factor}");
            (left, count) = (left + factor, count + 1.0);
        }
    }
    // Undisturbed for 5 quarters, then disturbed for 2, with 0.4 of the capacity left: renewal.
    let expected = 1.0 - 0.6 * 2.0 / 7.0;
    assert!((left / count - expected).abs() < 0.01, "{} against {expected}", left / count);
}

fn outcome(scenario: &Definition, draws: usize) -> Outcome {
    let scenarios = std::slice::from_ref(scenario);
    let stop = AtomicBool::new(false);
    run(&Job { scenarios, draws: 0..draws, seed: 7, method: Method::Pseudo, stop: &stop, progress: &|_| {} })
        .unwrap()
        .remove(0)
}

fn revenue(scenario: &Definition, outcome: &Outcome, draws: usize) -> Vec<u64> {
    let metric = Metric::Revenue { exporter: scenario.focus };
    (0..draws).flat_map(|k| outcome.path(metric, k)).map(f64::to_bits).collect()
}

#[test]
fn a_longer_horizon_repeats_a_shorter_one() {
    let long = scenario("us-plus-eu.toml", "");
    let start = long.horizon.unwrap().start;
    let short = long.clone().over(Horizon { start, quarters: 7 });
    let metric = Metric::Revenue { exporter: long.focus };
    let (long, short) = (outcome(&long, 24), outcome(&short, 24));
    for k in 0..24 {
        let ours: Vec<u64> = long.path(metric, k).take(7).map(f64::to_bits).collect();
        let theirs: Vec<u64> = short.path(metric, k).map(f64::to_bits).collect();
        assert_eq!(ours, theirs, "draw {k}");
    }
}

#[test]
fn a_process_or_a_chance_that_can_do_nothing_changes_no_bit() {
    let plain = scenario("us-plus-eu.toml", "");
    let more = "[disruption.rare]\nexporter = \"laos\"\nrate_per_year = 1e-12\ncapacity_factor = 0.5\nduration_quarters = 1
[measure.talk]\nby = \"somebody\"\nimposed = 2024-01-01\nlifted = { hazard_per_year = 1, from = 2026-01-01 }";
    let with = scenario("us-plus-eu.toml", more);
    let (ours, theirs) = (outcome(&plain, 24), outcome(&with, 24));
    assert_eq!(revenue(&plain, &ours, 24), revenue(&with, &theirs, 24));
}

#[test]
fn a_process_of_one_index_moves_no_other() {
    let sampler_shocks = |scenario: &Definition| {
        let sampler = Sampler::new(scenario, 5);
        let mut values = sampler.blank_lanes::<L>();
        let draws = std::array::from_fn(|l| l as u64);
        sampler.draw_lanes(draws, &mut values);
        let mut state = sampler.state(scenario);
        sampler.begin(&mut state, draws, &values);
        let shocks = scenario.horizon.unwrap().iter().map(|quarter| {
            sampler.advance(&mut state, quarter, &values);
            state.shocks().clone()
        });
        shocks.collect::<Vec<_>>()
    };
    let with = sampler_shocks(&scenario("market.toml", ""));
    let ours = "[process.ocean_freight]\nvolatility = 0\n[process.demand.brazil]\nvolatility = 0.5";
    let without = sampler_shocks(&scenario("market.toml", ours));
    for (with, without) in with.iter().zip(&without) {
        assert_eq!(with.cost, without.cost);
        assert_eq!(
            (&with.capacity, &with.corridor_capacity),
            (&without.capacity, &without.corridor_capacity)
        );
        assert_eq!(without.ocean_freight, Lanes([1.0; L]));
        let moved = with.demand.iter().zip(&without.demand).filter(|(a, b)| a != b).count();
        assert_eq!(moved, 1);
    }
}

#[test]
fn the_share_of_draws_in_which_a_measure_stands_is_its_probability() {
    let ours = "[measure.eu_embargo.lifted]\nfrom = 2027-01-01\nto = 2029-01-01\nprobability = 0.8";
    let scenario = scenario("status-quo.toml", ours);
    let measure = scenario.measures.iter().position(|known| known.name == "eu_embargo").unwrap();
    let draws = 2000;
    let outcome = outcome(&scenario, draws);
    let mean = |quarter: usize| {
        let at = |k| outcome.path(Metric::Standing { measure }, k).nth(quarter).unwrap();
        (0..draws).map(at).sum::<f64>() / draws as f64
    };
    assert_eq!(mean(3), 1.0);
    // Half through the window, in the middle of the quarter, and after it.
    for (quarter, stands) in [(7, 1.0 - 0.8 * 3.5 / 8.0), (19, 0.2)] {
        assert!((mean(quarter) - stands).abs() < 0.03, "{quarter}: {}", mean(quarter));
    }
}

#[test]
fn a_setting_changes_part_of_a_timing_and_a_file_may_say_another() {
    let faster = with_settings(
        "us-plus-eu.toml",
        "",
        &["measure.eu_embargo.lifted.hazard_per_year={ value = 50, unbounded = true }"],
    );
    let dates_of = |scenario: &Definition| dates(scenario, "eu_embargo", Transition::Lifted, 50);
    let from = begins("2027-Q1") + 0.6;
    assert!(dates_of(&faster).iter().all(|date| (from..from + 1.0).contains(date)));
    let fixed = with_settings("us-plus-eu.toml", "", &["measure.eu_embargo.lifted=2028-01-01"]);
    assert!(dates_of(&fixed).iter().all(|date| *date == begins("2028-Q1")));
    let never = scenario("us-plus-eu.toml", "[measure.eu_embargo]\nlifted = \"never\"");
    assert!(dates_of(&never).iter().all(|date| date.is_infinite()));
    assert!(dates(&never, "klaipeda_closure", Transition::Lifted, 50).iter().all(|date| date.is_infinite()));
    let other = "[measure.eu_embargo.lifted]\nprobability = 1.0\nfrom = 2029-01-01\nto = 2029-04-01";
    let other = dates_of(&scenario("us-plus-eu.toml", other));
    assert!(other.iter().all(|date| (begins("2029-Q1")..begins("2029-Q2")).contains(date)));
}
