//! The scenarios that come with the program: complete, sourced, and saying what they are meant to.

use potash::analysis::study::{Request, Study};
use potash::analysis::window::Window;
use potash::engine::{Job, run};
use potash::model::scenario::Method;
use potash::scenario::{Loaded, load};
use potash::stats::sketch::Sketch;
use potash::stats::summary::Summary;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn shipped(name: &str) -> Loaded {
    load(&folder().join(format!("{name}.toml")), &[])
        .unwrap_or_else(|problems| panic!("{name}: {problems:#?}"))
}

const NAMES: [&str; 11] = [
    "market",
    "no-sanctions",
    "status-quo",
    "us-only",
    "us-plus-eu",
    "eu-only",
    "klaipeda-only",
    "canada-tariff",
    "snapback",
    "grand-deal",
    "sanctions-2022",
];

fn study(names: &[&str], draws: usize) -> Study {
    let scenarios = names.iter().map(|name| shipped(name).scenario).collect();
    Study::run(Request {
        scenarios,
        draws,
        digits: None,
        seed: 1,
        method: Method::Pseudo,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        sink: None,
    })
    .unwrap()
}

#[test]
fn every_shipped_scenario_is_listed_here() {
    let mut found: Vec<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let mut listed: Vec<String> = NAMES.iter().map(ToString::to_string).collect();
    listed.sort();
    assert_eq!(found, listed);
}

#[test]
fn every_number_has_a_source_and_a_basis() {
    for name in NAMES {
        let loaded = shipped(name);
        assert!(loaded.unsourced.is_empty(), "{name}: {:?}", loaded.unsourced);
        assert!(!loaded.scenario.question.is_empty(), "{name} asks nothing");
    }
}

#[test]
fn the_market_has_nine_exporters_seven_markets_and_four_belarusian_corridors() {
    let world = shipped("market").scenario.world;
    assert_eq!((world.exporters.len(), world.markets.len(), world.corridors.len()), (9, 7, 4));
}

#[test]
fn every_draw_of_every_scenario_is_solved() {
    for name in NAMES {
        let study = study(&[name], 60);
        assert_eq!(study.lost, 0, "{name}: {:?}", study.digests[0].lost.first());
        assert!(study.digests[0].residual < 1e-9);
    }
}

// A regression test: the scenario's inputs were tuned to these figures, so it validates nothing.
#[test]
fn the_shock_of_2022_meets_the_figures_it_is_expected_to_meet() {
    let study = study(&["sanctions-2022"], 200);
    let checked = study.expectations();
    assert!(checked.len() >= 8);
    for (_, checked) in &checked {
        assert!(checked.holds(), "{checked:#?}");
    }
}

#[test]
fn todays_world_prices_are_where_they_are_observed() {
    // Pink Sheet, Brazil CFR granular: mean of July to September 2025 about 354 USD/t, December 2025
    // to February 2026 about 366. Central values, the measures of the time.
    let scenario = shipped("status-quo").scenario;
    for (quarter, observed) in [("2025-Q3", 353.8), ("2026-Q1", 373.0)] {
        let solved = potash::engine::solve_central(&scenario, Some(quarter.parse().unwrap())).unwrap();
        let brazil = scenario.world.market_named("brazil").unwrap();
        let price = solved.solution.market_price[brazil].unwrap();
        assert!((price / observed - 1.0).abs() < 0.05, "{quarter}: {price} against {observed}");
    }
}

#[test]
fn both_reliefs_together_restore_more_than_the_american_one_alone() {
    let study = study(&["status-quo", "us-only", "us-plus-eu"], 200);
    let window = Window::settled(study.horizon);
    let comparison = study.compare(study.revenue(), window).unwrap();
    let [_, us_only, _] = comparison.rows.as_slice() else { panic!("three rows") };
    let revenues = |k: usize| &study.digests[k].listed.iter().find(|l| l.window == window).unwrap().revenue;
    let more = revenues(1).iter().zip(revenues(2)).filter(|(us, both)| both > us).count();
    assert_eq!((comparison.draws, revenues(2).len()), (200, 200));
    assert!(more as f64 >= 0.99 * comparison.draws as f64, "{more} of {}", comparison.draws);
    let restored = us_only.restored.as_ref().unwrap();
    assert!(restored.share.q95.value < 0.9 && restored.share.q05.value > 0.0, "{restored:?}");
}

#[test]
fn the_baseline_is_the_articles_and_the_customs() {
    let scenario = shipped("market").scenario;
    let solved = potash::engine::solve_central(&scenario, None).unwrap();
    for (got, given) in solved.solution.trade.iter().zip(&solved.base.trade) {
        assert!((got - given).abs() < 1e-9, "{got} {given}");
    }
    let belarus = scenario.focus;
    let markets = solved.base.market_count();
    let exports = solved.solution.exports(belarus, markets);
    let usa = solved.solution.trade[solved.base.pair(belarus, 0)];
    assert!((solved.solution.revenue[belarus] - 2.4).abs() < 1e-9);
    assert!((exports / solved.solution.world_trade() - 0.21).abs() < 0.01);
    assert!((usa / exports - 0.04).abs() < 0.005);
}

#[test]
fn what_is_earned_in_all_is_a_quarter_of_every_quarters_yearly_rate() {
    let (study, draws) = (study(&["us-only"], 70), 0..70);
    let (scenarios, stop) = ([shipped("us-only").scenario], AtomicBool::new(false));
    let job = Job {
        scenarios: &scenarios,
        draws: draws.clone(),
        seed: 1,
        method: Method::Pseudo,
        stop: &stop,
        progress: &|_| {},
    };
    let outcome = run(&job).unwrap().remove(0);
    for (last, summary) in study.digests[0].cumulative().enumerate() {
        let through = |draw| outcome.path(study.revenue(), draw).take(last + 1).map(|rate| rate / 4.0).sum();
        let sums: Vec<f64> = draws.clone().map(through).collect();
        assert!(sums.iter().all(|&sum| sum > 0.25 * (last + 1) as f64), "{sums:?}");
        let by_hand = Summary::of(&Sketch::of(&sums)).unwrap();
        let numbers = |s: &Summary| [s.mean, s.q05, s.q25, s.q50, s.q75, s.q95].map(|e| e.value);
        for (ours, theirs) in numbers(summary.unwrap()).into_iter().zip(numbers(&by_hand)) {
            assert!((ours - theirs).abs() < 1e-9, "quarter {last}: {ours} {theirs}");
        }
    }
}
