//! Capacity that is being built: against the same capacity stated as an index, in time, and refused where it is wrong.

use potash::{Scenario, Window};

const TOY: &str = r#"
title = "A mine and its rival"
focus = "mine"
[horizon]
start = "2026-Q1"
quarters = 12
[model]
sigma = 4
theta = 0.2
[exporter.mine]
fob = 200
capacity = 12
supply_elasticity = 0.1
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
[corridor.road]
cost = 5
capacity = 10.5
[corridor.road.serves]
mine = "all"
[corridor.detour]
cost = 60
[corridor.detour.serves]
mine = "all"
"#;

fn toy(more: &str) -> Scenario {
    let text = format!("{TOY}{more}");
    Scenario::from_texts("toy.toml", [("toy.toml", text)]).unwrap_or_else(|error| panic!("{error}"))
}

/// A metric, quarter by quarter.
fn path(scenario: &Scenario, metric: &str) -> Vec<f64> {
    let study = potash::run(scenario).draws(1).seed(1).run().unwrap();
    let horizon = scenario.definition().horizon.unwrap();
    let of = |quarter| study.value("toy", metric, Window::Quarter(quarter)).unwrap().value;
    horizon.iter().map(of).collect()
}

fn close(a: &[f64], b: &[f64]) {
    assert!(a.iter().zip(b).all(|(a, b)| (a / b - 1.0).abs() < 1e-9), "{a:?} {b:?}");
}

#[test]
fn a_project_that_stands_is_an_index_that_is_larger() {
    let project = toy("[project.shaft]\nexporter = \"mine\"\ncapacity = 3\nstarts = 2020-01-01\n");
    let index = Scenario::from_texts(
        "toy.toml",
        [("toy.toml", TOY.replace("capacity = 12\n", "capacity = 12\nexpansion = { \"2020-Q1\" = 1.25 }\n"))],
    );
    for metric in ["exports.mine", "revenue.mine", "market_price.town"] {
        close(&path(&project, metric), &path(index.as_ref().unwrap(), metric));
    }
    assert!(path(&project, "exports.mine")[0] > path(&toy(""), "exports.mine")[0]);
}

#[test]
fn a_project_of_a_corridor_adds_to_what_it_carries() {
    // Demand is high enough that the road is full.
    let demand = "[index.demand]\n\"2020-Q1\" = 2.6\n";
    let built =
        toy(&format!("{demand}[project.lane]\ncorridor = \"road\"\ncapacity = 0.6\nstarts = 2027-01-01\n"));
    let flow = path(&built, "corridor_flow.road");
    let full = |expected: f64, part: &[f64]| part.iter().all(|flow| (flow - expected).abs() < 1e-9);
    assert!(full(10.5, &flow[..4]) && full(11.1, &flow[4..]), "{flow:?}");
}

#[test]
fn a_project_comes_by_chance_late_or_after_a_measure() {
    let exports = |starts: &str| {
        let more = format!("[project.shaft]\nexporter = \"mine\"\ncapacity = 3\nstarts = {starts}\n");
        path(
            &toy(&format!(
                "[measure.ban]\nby = \"us\"\nimposed = 2026-04-01\nlifted = 2027-04-01\ntariff.rival.town = 0.0\n{more}"
            )),
            "exports.mine",
        )
    };
    let (on_time, late) = (exports("2026-07-01"), exports("{ from = 2026-07-01, lag_quarters = 3 }"));
    assert_eq!(on_time[..2], late[..2]);
    assert!(on_time[2] > late[2] + 0.01 && (on_time[5] - late[5]).abs() < 1e-9);
    close(&exports("{ after = \"ban\" }"), &exports("2027-04-01"));
    close(&exports("\"never\""), &exports("2099-01-01"));
    let half = |draws: usize| {
        let starts = "{ from = 2026-01-01, to = 2028-12-31, probability = 0.5 }";
        let scenario =
            toy(&format!("[project.shaft]\nexporter = \"mine\"\ncapacity = 3\nstarts = {starts}\n"));
        let study = potash::run(&scenario).draws(draws).seed(1).run().unwrap();
        let last = Window::Quarter("2028-Q4".parse().unwrap());
        study.value("toy", "exports.mine", last).unwrap().value
    };
    let (none, all) = (exports("\"never\"")[11], exports("2026-01-01")[11]);
    assert!((half(2000) - 0.5 * (none + all)).abs() < 0.05 * (all - none), "{} {none} {all}", half(2000));
}

#[test]
fn a_project_that_cannot_be_is_refused_with_its_place() {
    let base = "[project.shaft]\nexporter = \"mine\"\ncapacity = 3\nstarts = 2027-01-01\n";
    let refused = |from: &str, to: &str| {
        let text = format!("{TOY}{}", base.replace(from, to));
        Scenario::from_texts("toy.toml", [("toy.toml", text)]).unwrap_err().to_string()
    };
    for (from, to, expected) in [
        ("capacity = 3", "capacity = -3", "project.shaft.capacity"),
        ("capacity = 3", "capacity = 0", "project.shaft.capacity"),
        ("capacity = 3\n", "", "capacity"),
        ("\"mine\"", "\"rival\"", "no capacity"),
        ("\"mine\"", "\"mien\"", "mine"),
        ("exporter = \"mine\"", "", "exporter = \"<name>\" or corridor = \"<name>\""),
        ("starts = 2027-01-01", "", "starts"),
        ("starts = 2027-01-01", "starts = { after = \"ban\" }", "ban"),
        ("starts = 2027-01-01", "start = 2027-01-01", "starts"),
        ("starts = 2027-01-01", "starts = 2027-01-01\nramp_quarters = -1", "ramp_quarters"),
    ] {
        let said = refused(from, to);
        assert!(said.contains("toy.toml:") && said.contains(expected), "{to}: {said}");
    }
}
