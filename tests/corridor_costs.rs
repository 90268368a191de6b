//! What a corridor costs now, and what it cost when the baseline's trade was shipped.

use potash::{Scenario, Window};

/// A mine that ships by one of two roads; the world besides it is as large as it is.
const TOY: &str = r#"
title = "A mine and two roads"
focus = "mine"
[horizon]
start = "2026-Q1"
quarters = 12
[model]
sigma = 4
theta = 0.2
[exporter.mine]
fob = 200
supply_elasticity = 0.5
[exporter.rival]
fob = 220
supply_elasticity = 0.5
[market.town]
demand_elasticity = 0.2
[trade.mine]
town = 10
[trade.rival]
town = 10
[freight.mine]
town = 10
[freight.rival]
town = 10
[corridor.near]
open = true
[corridor.near.serves]
mine = "all"
[corridor.far]
cost = 25
[corridor.far.serves]
mine = "all"
"#;

fn text(cost: &str) -> String {
    TOY.replace("open = true", cost)
}

fn toy(cost: &str) -> Scenario {
    Scenario::from_texts("toy.toml", [("toy.toml", text(cost))]).unwrap()
}

/// Revenue of the mine, quarter by quarter.
fn revenue(scenario: &Scenario) -> Vec<f64> {
    let study = potash::run(scenario).draws(1).seed(1).run().unwrap();
    let quarters = scenario.definition().horizon.unwrap();
    let of = |quarter| study.value("toy", "revenue.mine", Window::Quarter(quarter)).unwrap().value;
    quarters.iter().map(of).collect()
}

#[test]
fn a_cost_that_is_the_baselines_throughout_needs_no_second_number() {
    let plain = revenue(&toy("cost = 20"));
    assert_eq!(plain, revenue(&toy("cost = 20\nbaseline_cost = 20")));
    assert!(plain.iter().all(|value| (value - 2.0).abs() < 1e-12), "{plain:?}");
}

#[test]
fn a_dearer_road_earns_less_where_the_baseline_stays_and_rewrites_it_where_not() {
    let now = |cost: f64| revenue(&toy(&format!("cost = {cost}\nbaseline_cost = 20")))[0];
    let always = |cost: f64| revenue(&toy(&format!("cost = {cost}")))[0];
    assert!(now(30.0) < now(20.0) && now(20.0) < now(10.0));
    assert!((always(30.0) - always(20.0)).abs() < 1e-12);
}

#[test]
fn a_dated_cost_is_in_each_quarter_the_constant_one_of_its_path() {
    let dated = revenue(&toy("cost = { \"2026-Q3\" = 20, \"2027-Q3\" = 45 }\nbaseline_cost = 20"));
    for (k, part) in [(0, 0.0), (2, 0.0), (4, 0.5), (6, 1.0), (11, 1.0)] {
        let cost = 20.0 * (45.0_f64 / 20.0).powf(part);
        let constant = revenue(&toy(&format!("cost = {cost}\nbaseline_cost = 20")))[0];
        assert!((dated[k] / constant - 1.0).abs() < 1e-9, "quarter {k}: {} {constant}", dated[k]);
    }
    assert!(dated[11] < dated[4] && dated[4] < dated[0]);
}

#[test]
fn a_dated_cost_without_one_of_the_baseline_is_refused() {
    let error =
        |cost: &str| Scenario::from_texts("toy.toml", [("toy.toml", text(cost))]).unwrap_err().to_string();
    let dated = error("cost = { \"2026-Q3\" = 20, \"2027-Q3\" = 45 }");
    assert!(dated.contains("toy.toml:27:1") && dated.contains("add baseline_cost"), "{dated}");
    let none = error("baseline_cost = 20");
    assert!(none.contains("cost"), "{none}");
    let negative = error("cost = 20\nbaseline_cost = -3");
    assert!(negative.contains("toy.toml:28:17"), "{negative}");
}

#[test]
fn what_corridors_are_paid_is_what_the_ledger_says_of_them() {
    let full = text("cost = 20\ncapacity = 4\npayee = \"Us\"").replace(
        "fob = 200\nsupply_elasticity = 0.5",
        "fob = 200\nsupply_elasticity = 0.5\nrent_share = 0.3",
    );
    let full = full.replace("[corridor.far]\ncost = 25", "[corridor.far]\ncost = 25\nbaseline_cost = 60");
    let scenario = Scenario::from_texts("toy.toml", [("toy.toml", full)]).unwrap();
    let study = potash::run(&scenario).draws(1).seed(1).run().unwrap();
    let first = scenario.definition().horizon.unwrap().start;
    let of = |metric: &str| study.value("toy", metric, Window::Quarter(first)).unwrap().value;
    let solved = potash::engine::solve_central(scenario.definition(), Some(first)).unwrap();
    let paid = of("corridor_income.near") + of("corridor_income.far");
    let ledger = solved.ledger.corridor_costs + solved.ledger.rents_to_others;
    assert!((paid / ledger - 1.0).abs() < 1e-9, "{paid} {ledger}");
    assert!(of("corridor_rent.near") > 1.0 && of("corridor_income.far") > 0.0);
    assert_eq!(study.results().scenarios[0].payees, [Some("Us".to_string()), None]);
}
