//! Supply and demand that answer more to prices that last: against closed forms, a recursion by hand, and the same
//! world without it.

mod common;

use common::short_runs::{assert_same, outcome};
use potash::engine::{Job, run, solve_central};
use potash::scenario::metric::Metric;
use potash::scenario::{Assignment, Definition};
use potash::{Scenario, Window};

/// One mine and one market, nothing between them, demand a quarter above the baseline's for ever.
const TOY: &str = r#"
title = "A mine and a market"
focus = "mine"
[horizon]
start = "2026-Q1"
quarters = 40
[model]
sigma = 4
[index.demand]
"2025-Q4" = 1.25
[exporter.mine]
fob = 200
supply_elasticity = 0.1
[market.town]
demand_elasticity = 0.2
[trade.mine]
town = 10
[freight.mine]
town = 0
"#;

const ADJUSTMENT: &str = r#"
[adjustment.supply]
half_life_quarters = 6
long_run_elasticity = 0.9
[adjustment.demand]
half_life_quarters = 3
long_run_elasticity = 0.5
"#;

fn toy(more: &str) -> Scenario {
    Scenario::from_texts("toy.toml", [("toy.toml", format!("{TOY}{more}"))]).unwrap()
}

/// The market's price over the baseline's, quarter by quarter.
fn prices(scenario: &Scenario) -> Vec<f64> {
    let study = potash::run(scenario).draws(1).seed(1).run().unwrap();
    let horizon = scenario.definition().horizon.unwrap();
    let price = |quarter| study.value("toy", "market_price.town", Window::Quarter(quarter)).unwrap().value;
    horizon.iter().map(|quarter| price(quarter) / 200.0).collect()
}

fn close(a: f64, b: f64, what: &str) {
    assert!((a / b - 1.0).abs() < 1e-9, "{what}: {a} {b}");
}

#[test]
fn a_price_begins_at_the_short_runs_and_ends_at_the_long_runs() {
    let long = toy(ADJUSTMENT).with("horizon.quarters", 400).unwrap();
    let path = prices(&long);
    close(path[0], 1.25_f64.powf(1.0 / 0.3), "first quarter");
    close(path[399], 1.25_f64.powf(1.0 / 1.4), "in the end");
    assert!(path[0] > path[4] && path[4] > path[399]);
}

#[test]
fn the_way_there_is_the_recursion_of_the_two_means() {
    let path = prices(&toy(ADJUSTMENT));
    let (mut supply, mut demand) = (0.0, 0.0);
    for (k, price) in path.iter().enumerate() {
        // ln S = 0.1 (p - s) + 0.9 s and ln D = ln 1.25 - 0.2 (p - d) - 0.5 d meet at p.
        let log = (1.25_f64.ln() - 0.8 * supply - 0.3 * demand) / 0.3;
        close(*price, f64::exp(log), &format!("quarter {k}"));
        supply += (1.0 - 0.5_f64.powf(1.0 / 6.0)) * (log - supply);
        demand += (1.0 - 0.5_f64.powf(1.0 / 3.0)) * (log - demand);
    }
}

#[test]
fn an_exporter_or_a_market_of_its_own_goes_before_the_worlds() {
    let own = "\n[exporter.other]\nfob = 200\nsupply_elasticity = 0.1\nlong_run_supply_elasticity = 0.1\n\
               [trade.other]\ntown = 10\n[freight.other]\ntown = 0\n";
    let scenario = toy(&format!("{ADJUSTMENT}{own}"));
    let study = potash::run(&scenario).draws(1).seed(1).run().unwrap();
    let exports =
        |name: &str| study.value("toy", &format!("exports.{name}"), Window::Year(2035)).unwrap().value;
    assert!(exports("mine") > 1.1 * exports("other"), "{} {}", exports("mine"), exports("other"));
}

#[test]
fn prices_that_rise_like_all_others_change_nothing_but_their_level() {
    let inflation = "\"2025-Q4\" = 1.0\n\"2035-Q4\" = 1.6\n";
    let dollars = format!(
        "{ADJUSTMENT}[index.cost]\n{inflation}[index.deflator]\n{inflation}[run]\nmoney_of = \"nominal\"\n"
    );
    let (real, nominal) = (prices(&toy(ADJUSTMENT)), prices(&toy(&dollars)));
    for (k, (real, nominal)) in real.iter().zip(&nominal).enumerate() {
        close(*nominal, real * 1.6_f64.powf((k + 1) as f64 / 40.0), &format!("quarter {k}"));
    }
}

#[test]
fn a_quarter_that_is_solved_alone_has_the_past_that_a_run_gives_it() {
    let scenario = toy(ADJUSTMENT);
    let path = prices(&scenario);
    for k in [0, 1, 17, 39] {
        let quarter = scenario.definition().horizon.unwrap().start.plus(k);
        let solved = solve_central(scenario.definition(), Some(quarter)).unwrap();
        close(solved.solution.market_price[0].unwrap() / 200.0, path[k], &format!("quarter {k}"));
    }
}

/// The shipped world with elasticities that are fixed and the long run's too, and prices in general that stay; and the
/// same in which nothing adjusts at all.
fn equal_speeds() -> [Definition; 2] {
    let market = Scenario::shipped("us-only").unwrap().into_definition().world;
    let exporters = market.exporters.iter().map(|one| ("exporter", &one.name, "supply_elasticity"));
    let markets = market.markets.iter().map(|one| ("market", &one.name, "demand_elasticity"));
    let (mut short, mut long) = (vec![Assignment::parse("calibration=none").unwrap()], String::new());
    for (k, (section, name, key)) in exporters.chain(markets).enumerate() {
        let elasticity = 0.05 + 0.04 * k as f64;
        short.push(Assignment::parse(&format!("{section}.{name}.{key}={elasticity}")).unwrap());
        long += &format!("[{section}.{name}]\nlong_run_{key} = {elasticity}\n");
    }
    for quarter in ["2019-Q3", "2020-Q3", "2021-Q3", "2022-Q3", "2023-Q3", "2024-Q3", "2025-Q3", "2030-Q4"] {
        short.push(Assignment::parse(&format!("index.deflator.{quarter}=1")).unwrap());
    }
    let folder = common::shipped::shipped_copy();
    let path = folder.path().join("adjusting.toml");
    std::fs::write(&path, format!("extends = \"us-only.toml\"\n{long}")).unwrap();
    let adjusting = Scenario::load(&path, &short).unwrap().into_definition();
    let mut plain = adjusting.clone();
    (plain.world.deflator, plain.world.supply_adjustment, plain.world.demand_adjustment) = (None, None, None);
    [plain, adjusting]
}

#[test]
fn equal_speeds_and_prices_that_stay_are_the_world_without_them_to_the_last_bit() {
    let [plain, adjusting] = equal_speeds();
    assert!(adjusting.world.adjusts() && !plain.world.adjusts());
    let [plain, adjusting] = [plain, adjusting].map(|one| outcome(one, 96));
    assert_same(&adjusting, &plain, "equal speeds");
}

#[test]
fn what_cannot_adjust_is_refused_with_its_place() {
    let error = |more: &str| {
        let text = format!("{TOY}{more}");
        let error = Scenario::from_texts("toy.toml", [("toy.toml", text)]).unwrap_err().to_string();
        error.strip_prefix("toy.toml:").unwrap_or_else(|| panic!("{error}")).to_string()
    };
    let zero = error(&ADJUSTMENT.replace("half_life_quarters = 6", "half_life_quarters = 0"));
    assert!(zero.contains("adjustment.supply.half_life_quarters") && zero.contains("above zero"), "{zero}");
    let lacking = error(&ADJUSTMENT.replace("half_life_quarters = 3", ""));
    assert!(lacking.contains("half_life_quarters"), "{lacking}");
    let alone = error("[market.village]\ndemand_elasticity = 0.1\nlong_run_demand_elasticity = 0.4\n");
    assert!(alone.contains("has no time to act in") && alone.contains("[adjustment.demand]"), "{alone}");
    let worthless = error("[index.deflator]\n\"2030-Q1\" = 0\n");
    assert!(worthless.contains("index.deflator.2030-Q1"), "{worthless}");
    let mistyped = error("[adjustment.suply]\nhalf_life_quarters = 3\n");
    assert!(mistyped.contains("did you mean `supply`?"), "{mistyped}");
}

#[test]
fn elasticities_that_were_learnt_without_the_long_run_are_warned_of() {
    let folder = common::shipped::shipped_copy();
    let path = folder.path().join("adjusting.toml");
    std::fs::write(&path, format!("extends = \"us-only.toml\"\n{ADJUSTMENT}")).unwrap();
    let warned = |settings: &[&str]| {
        let settings: Vec<Assignment> =
            settings.iter().map(|text| Assignment::parse(text).unwrap()).collect();
        let scenario = Scenario::load(&path, &settings).unwrap();
        scenario
            .warnings()
            .iter()
            .any(|warning| warning.what.contains("calibration was made without `adjustment`"))
    };
    assert!(warned(&[]));
    assert!(!warned(&["calibration=none"]));
}

#[test]
fn a_draw_remembers_nothing_of_the_draws_before_it() {
    let uncertain = "exporter.mine.capacity={uniform = [12, 30]}";
    let scenario = toy(ADJUSTMENT).with_settings([Assignment::parse(uncertain).unwrap()]).unwrap();
    let scenarios = [scenario.definition().clone()];
    let revenue = |draws: std::ops::Range<usize>| {
        let stop = std::sync::atomic::AtomicBool::new(false);
        let (seed, method) = (3, potash::scenario::Method::Pseudo);
        let job = Job { scenarios: &scenarios, draws, seed, method, stop: &stop, progress: &|_| {} };
        let outcome = run(&job).unwrap().remove(0);
        let revenue = |draw| outcome.path(Metric::Revenue { exporter: 0 }, draw).collect::<Vec<f64>>();
        [40, 41].map(revenue)
    };
    let alone = revenue(40..42);
    assert_eq!(revenue(0..64), alone);
    assert_ne!(alone[0], alone[1]);
}
