//! A past that is solved and not reported: shared by scenarios, and the same bits as alone.

mod common;

use common::short_runs::{assert_same, outcome, outcomes, shipped};
use potash::scenario::{Assignment, Definition, Scenario};
use potash::units::time::{Horizon, Quarter};
use potash::{Estimate, Window};

fn definition(file: &str, settings: &[&str]) -> Definition {
    let settings: Vec<Assignment> = settings.iter().map(|text| Assignment::parse(text).unwrap()).collect();
    Scenario::load(&shipped().join(file), &settings).unwrap().into_definition()
}

fn quarter(text: &str) -> Quarter {
    text.parse().unwrap()
}

/// With results of a short time from 2026 on.
fn short(file: &str, settings: &[&str]) -> Definition {
    definition(file, settings).over(Horizon { start: quarter("2026-Q1"), quarters: 5 })
}

#[test]
fn scenarios_that_share_their_past_have_the_bits_that_each_has_alone() {
    let mut all = vec![
        short("status-quo.toml", &[]),
        short("us-only.toml", &[]),
        short("us-plus-eu.toml", &[]),
        short("no-sanctions.toml", &[]),
        // Another world, another past, one of another answer to prices that last, and one that parts in the middle.
        short("us-only.toml", &["exporter.canada.fob=231"]),
        short("us-only.toml", &["adjustment.demand.long_run_elasticity=0.3"]),
        short("us-only.toml", &["measure.klaipeda_closure.imposed=2023-05-17"]),
    ];
    all.push(all[0].without_measures("no-measures", "No measures at all"));
    for (scenario, together) in all.iter().zip(outcomes(&all, 40)) {
        let alone = outcome(scenario.clone(), 40);
        assert_same(&together, &alone, &scenario.name);
    }
}

#[test]
fn draws_that_are_lost_in_the_past_are_lost_by_all_who_share_it() {
    // Nothing can be shipped while every way out is shut, and nobody else sells.
    let toy = |more: &str| {
        let text = format!(
            "title = \"t\"\nfocus = \"mine\"\n[horizon]\nstart = \"2026-Q1\"\nquarters = 2\n\
             solved_from = \"2025-Q1\"\n[model]\nsigma = 4\ntheta = 0.3\n[exporter.mine]\nfob = 200\n\
             supply_elasticity = 0.1\n[market.town]\ndemand_elasticity = 0.2\n[trade.mine]\ntown = 10\n\
             [freight.mine]\ntown = 0\n[corridor.road]\ncost = 5\n[corridor.road.serves]\nmine = \"all\"\n\
             [measure.gate]\nimposed = 2025-04-01\nlifted = 2025-07-01\nby = \"us\"\n\
             [measure.gate.corridor.road]\nopen = false\n{more}"
        );
        Scenario::from_texts("toy.toml", [("toy.toml", text)]).unwrap().into_definition()
    };
    let pair = [toy(""), toy("[measure.late]\nimposed = 2026-02-01\nby = \"us\"\ntariff.mine.town = 0.1\n")];
    let together = outcomes(&pair, 3);
    assert_eq!(together[0].lost.len(), 3);
    assert_eq!(together[0].lost, together[1].lost);
    assert_eq!(together[1].lost, outcome(pair[1].clone(), 3).lost);
    assert_eq!(together[1].lost[0].quarter, Some(quarter("2025-Q2")));
}

#[test]
fn what_is_reported_later_is_what_a_run_from_the_beginning_says_of_it() {
    let whole = definition("us-only.toml", &["horizon.start=\"2019-Q1\"", "horizon.quarters=32"]);
    let late = definition("us-only.toml", &["horizon.quarters=4"]);
    let [whole, late] = outcomes(&[whole, late], 20).try_into().unwrap();
    assert_eq!((whole.quarters.len(), late.quarters.len()), (32, 4));
    for metric in &late.metrics {
        for draw in 0..20 {
            let bits = |path: &mut dyn Iterator<Item = f64>| path.map(f64::to_bits).collect::<Vec<u64>>();
            let theirs = bits(&mut whole.path(*metric, draw).skip(28));
            assert_eq!(bits(&mut late.path(*metric, draw)), theirs, "{metric:?} {draw}");
        }
    }
}

#[test]
fn processes_move_nothing_before_they_begin() {
    let still =
        ["process.demand.volatility=0", "process.cost.volatility=0", "process.ocean_freight.volatility=0"];
    let calm =
        ["disruption.mine_flood_russia.rate_per_year=0", "disruption.canadian_logistics.rate_per_year=0"];
    let ports = ["disruption.russian_ports.rate_per_year=0"];
    let settings: Vec<&str> = still.into_iter().chain(calm).chain(ports).collect();
    let pair = [definition("us-only.toml", &[]), definition("us-only.toml", &settings)];
    let [moving, without] = outcomes(&pair, 4).try_into().unwrap();
    let revenue = moving.metrics[0];
    for draw in 0..4 {
        let pairs: Vec<(f64, f64)> = moving.path(revenue, draw).zip(without.path(revenue, draw)).collect();
        for (position, (a, b)) in pairs.iter().enumerate() {
            let apart = (a / b - 1.0).abs();
            assert!(if position < 2 { apart < 1e-9 } else { apart > 1e-6 }, "{draw} {position}: {a} {b}");
        }
    }
}

#[test]
fn without_measures_is_with_all_of_them_lifted_as_the_results_begin() {
    // Nothing is left of the shock of 2022, which fades by itself.
    let at_once = ["measure.first_shock.recovery.half_life_quarters=0"];
    let without = short("status-quo.toml", &at_once).without_measures("free", "Free");
    let lifted = short("no-sanctions.toml", &at_once);
    let pair = outcomes(&[without, lifted], 10);
    for metric in &pair[0].metrics {
        for draw in 0..10 {
            for (a, b) in pair[0].path(*metric, draw).zip(pair[1].path(*metric, draw)) {
                assert!(a == b || (a / b - 1.0).abs() < 1e-9, "{metric:?} {draw}: {a} {b}");
            }
        }
    }
}

#[test]
fn money_of_a_year_is_nominal_money_over_the_deflator() {
    let study = |money: &str| {
        let scenario = Scenario::from_path(shipped().join("status-quo.toml")).unwrap();
        let scenario =
            scenario.with("run.money_of", money).unwrap().with("index.deflator.2030-Q4", 1.4).unwrap();
        potash::run(&scenario).draws(8).seed(1).run().unwrap()
    };
    let (real, nominal) = (study("2025"), study("\"nominal\""));
    let last = Window::Quarter(quarter("2030-Q4"));
    let value = |study: &potash::Study, metric: &str| -> Estimate {
        study.value("status-quo", metric, last).unwrap()
    };
    // The mean of the deflator in 2025: on its path from 2024-Q3 to 2025-Q3 and on to 2030-Q4.
    let toward = |n: f64| 1.215 * (1.4_f64 / 1.215).powf(n / 21.0);
    let from = |n: f64| 1.180 * (1.215_f64 / 1.180).powf(n / 4.0);
    let level = 1.4 / ((from(2.0) + from(3.0) + 1.215 + toward(1.0)) / 4.0);
    for metric in ["revenue.belarus", "market_price.brazil", "netback.belarus"] {
        let ratio = value(&nominal, metric).value / value(&real, metric).value;
        assert!((ratio / level - 1.0).abs() < 1e-12, "{metric}: {ratio} {level}");
    }
    for metric in ["exports.belarus", "world_share.belarus"] {
        assert_eq!(value(&nominal, metric), value(&real, metric), "{metric}");
    }
}

#[test]
fn quarters_outside_of_the_horizon_are_refused_with_their_place() {
    let error = |horizon: &str| {
        let text = format!(
            "title = \"t\"\nfocus = \"a\"\n[horizon]\nstart = \"2025-Q1\"\nquarters = 4\n{horizon}\n[model]\nsigma = 4\n\
             [exporter.a]\nfob = 200\nsupply_elasticity = 0.1\n[market.town]\ndemand_elasticity = 0.2\n\
             [trade.a]\ntown = 10\n[freight.a]\ntown = 0\n"
        );
        Scenario::from_texts("toy.toml", [("toy.toml", text)]).unwrap_err().to_string()
    };
    for (line, expected) in [
        ("solved_from = \"2025-Q2\"", "toy.toml:4:9: `horizon.start` is 2025-Q1, before anything is solved"),
        ("processes_from = \"2024-Q4\"", "toy.toml:6:18: `horizon.processes_from` is 2024-Q4"),
        ("solved_from = 2025", "toy.toml:6:"),
        ("solved_from = \"2025\"", "write solved_from = \"2026-Q1\""),
        ("solved_from = \"1901-Q1\"", "quarters are solved in all"),
    ] {
        let said = error(line);
        assert!(said.contains(expected), "{line}: {said}");
    }
}

#[test]
fn a_figure_of_a_quarter_is_held_against_that_quarter_alone() {
    let text = |figures: &str| {
        format!(
            "title = \"t\"\nfocus = \"mine\"\n[horizon]\nstart = \"2025-Q1\"\nquarters = 5\n[model]\nsigma = 4\n\
             [index.demand]\n\"2025-Q3\" = 1.0\n\"2026-Q1\" = 1.3\n[exporter.mine]\nfob = 200\n\
             supply_elasticity = 0.2\n[market.town]\ndemand_elasticity = 0.2\n[trade.mine]\ntown = 10\n\
             [freight.mine]\ntown = 0\n[history]\ntraining_until = 2026\n[target.price]\n\
             metric = \"market_price.town\"\nsource = \"seen\"\n{figures}"
        )
    };
    let figures = "2025 = { value = 210, error = 5 }\n2026-Q1 = { value = 390, error = 5 }\n";
    let scenario = Scenario::from_texts("t.toml", [("t.toml", text(figures))]).unwrap().into_definition();
    let targets = &scenario.history.as_ref().unwrap().targets;
    assert_eq!([&targets[0].name, &targets[1].name], ["price.2025", "price.2026-Q1"]);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let said = potash::calibration::simulate(&scenario, 1, 1, &stop, &|_| {}).unwrap();
    // Supply and demand meet at 1.3 ^ (1 / 0.4) in that quarter; the year ends half way there.
    let last = 200.0 * 1.3_f64.powf(2.5);
    let year = 200.0 * (3.0 + 1.3_f64.powf(0.5).powf(2.5)) / 4.0;
    assert!((said.figures[0][1] / last - 1.0).abs() < 1e-9, "{:?} {last}", said.figures);
    assert!((said.figures[0][0] / year - 1.0).abs() < 1e-9, "{:?} {year}", said.figures);
    for (key, expected) in
        [("2026-Q2", "choose a quarter of the horizon"), ("2026", "2025 to 2025"), ("26Q1", "26Q1")]
    {
        let wrong = text(&format!("{key} = {{ value = 1, error = 1 }}\n"));
        let error = Scenario::from_texts("t.toml", [("t.toml", wrong)]).unwrap_err().to_string();
        assert!(error.contains("t.toml:25:1") && error.contains(expected), "{key}: {error}");
    }
}

#[test]
fn a_year_whose_money_nothing_can_be_brought_to_is_warned_of() {
    let folder = common::shipped::shipped_copy();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, "title = \"t\"\nextends = \"history.toml\"\n[run]\nmoney_of = 2020\n").unwrap();
    let told = |settings: &[Assignment]| -> Vec<String> {
        let loaded = Scenario::load(&path, settings).unwrap();
        loaded.warnings().iter().map(|warning| warning.what.clone()).collect()
    };
    let found = told(&[]);
    assert!(found.iter().any(|what| what.contains("`run.money_of` has no effect")), "{found:?}");
    let text = "title = \"t\"\nfocus = \"a\"\n[run]\nmoney_of = 2020\n[model]\nsigma = 4\n[exporter.a]\nfob = 200\n\
                supply_elasticity = 0.1\n[market.town]\ndemand_elasticity = 0.2\n[trade.a]\ntown = 10\n\
                [freight.a]\ntown = 0\n";
    let plain = Scenario::from_texts("t.toml", [("t.toml", text.to_string())]).unwrap();
    assert!(plain.warnings()[0].what.contains("there is no deflator"), "{:?}", plain.warnings());
}
