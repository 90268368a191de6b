//! What a scenario's file says for those who read results: titles, a colour, figures of the past; and what results hold
//! for their pictures: changes of prices, drivers that can act.

use potash::scenario::colour::Colour;
use potash::scenario::metric::Metric;
use potash::{Scenario, Window};

const TOY: &str = r#"
title = "A mine and its rival"
colour = "green"
focus = "mine"
[horizon]
start = "2026-Q1"
quarters = 8
[model]
sigma = { uniform = [3, 5] }
[index.deflator]
"2024-Q1" = 0.9
"2026-Q1" = 1.0
[index.demand]
"2026-Q1" = { uniform = [0.9, 1.1] }
"2027-Q4" = { uniform = [0.9, 1.1] }
"2029-Q4" = { uniform = [0.9, 1.1] }
[run]
money_of = 2026
[exporter.mine]
title = "The Old Mine"
fob = 200
supply_elasticity = 0.1
[exporter.rival]
fob = 220
supply_elasticity = 0.5
[market.town]
demand_elasticity = { uniform = [0.1, 0.3] }
[trade.mine]
town = 10
[trade.rival]
town = 10
[freight.mine]
town = 10
[freight.rival]
town = 10
[reported.sales]
metric = "revenue.mine"
2024 = { value = 1.8, source = "its books" }
[reported.tonnes]
metric = "exports.mine"
2024 = { value = 9, source = "its books" }
"#;

const CHILD: &str = r#"
title = "The rival is taxed"
extends = "toy.toml"
[measure.tax]
by = "Town"
imposed = 2020-01-01
lifted = { hazard_per_year = { uniform = [0.02, 0.05] } }
tariff.rival.town = 0.2
"#;

fn read(main: &str) -> Scenario {
    let texts = [("toy.toml", TOY.to_string()), ("child.toml", CHILD.to_string())];
    Scenario::from_texts(main, texts).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn titles_are_handed_on_and_a_colour_is_not() {
    let (toy, child) = (read("toy.toml"), read("child.toml"));
    let study = potash::compare([&toy, &child]).draws(8).run().unwrap();
    let [first, second] = study.results().scenarios.as_slice() else { panic!() };
    assert_eq!((first.colour, second.colour), (Some(Colour::Green), None));
    for scenario in [first, second] {
        assert_eq!((scenario.exporter(0), scenario.exporter(1)), ("The Old Mine".into(), "Rival".into()));
    }
    assert_eq!(study.results().focus(), "The Old Mine");
}

#[test]
fn reported_figures_are_in_the_money_of_the_results() {
    let reported = |scenario: &Scenario| {
        let study = potash::run(scenario).draws(4).run().unwrap();
        study.results().reported.iter().map(|one| (one.year, one.stated, one.value)).collect::<Vec<_>>()
    };
    let toy = read("toy.toml");
    let [(2024, 1.8, money), (2024, 9.0, tonnes)] = reported(&toy)[..] else {
        panic!("{:?}", reported(&toy))
    };
    // Prices rise by a ninth from the beginning of 2024 to the beginning of 2026; tonnes are tonnes.
    assert!((1.8..1.8 / 0.9).contains(&money) && money > 1.85 && tonnes == 9.0, "{money} {tonnes}");
    let nominal = toy.with("run.money_of", "\"nominal\"").unwrap();
    assert_eq!(reported(&nominal)[0].2, 1.8);
    // They change nothing.
    let without = TOY.split("[reported.sales]").next().unwrap().to_string();
    let without = Scenario::from_texts("toy.toml", [("toy.toml", without)]).unwrap();
    let revenue = |scenario: &Scenario| {
        let study = potash::run(scenario).draws(64).run().unwrap();
        study.value("toy", "revenue.mine", Window::Year(2027)).unwrap().value
    };
    assert_eq!(revenue(&without), revenue(&toy));
}

#[test]
fn a_reported_figure_without_value_source_or_year_is_refused_with_its_place() {
    for (from, to, said) in [
        ("value = 1.8, ", "", "value"),
        (", source = \"its books\" }\n[reported.tonnes]", " }\n[reported.tonnes]", "source"),
        ("2024 = { value = 1.8", "soon = { value = 1.8", "is no year"),
        ("metric = \"revenue.mine\"", "metric = \"revenue.mines\"", "revenue.mine"),
        ("colour = \"green\"", "colour = \"geen\"", "did you mean `green`?"),
        ("title = \"The Old Mine\"", "title = 5", "is not text"),
    ] {
        assert!(TOY.contains(from), "{from}");
        let error = Scenario::from_texts("toy.toml", [("toy.toml", TOY.replacen(from, to, 1))]).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn changes_of_prices_are_of_the_same_draws() {
    let (toy, child) = (read("toy.toml"), read("child.toml"));
    let again = Scenario::from_texts("again.toml", [("again.toml", TOY.to_string())]).unwrap();
    let study = potash::compare([&toy, &again, &child]).draws(600).run().unwrap();
    let changes = &study.results().price_changes;
    let of = |scenario: usize, metric: Metric| {
        &changes.iter().find(|one| (one.scenario, one.metric) == (scenario, metric)).unwrap().change
    };
    let town = Metric::MarketPrice { market: 0 };
    for metric in [town, Metric::WorldPrice] {
        let same = of(1, metric);
        assert_eq!((same.q05.value, same.mean.value, same.q95.value), (0.0, 0.0, 0.0));
    }
    // A tax makes the town's price higher in every draw in which it is in force, and never lower.
    let taxed = of(2, town);
    assert!(taxed.q05.value > -1e-9 && taxed.q95.value > 0.02 && taxed.q95.value < 0.25, "{taxed:?}");
}

#[test]
fn changes_of_incomes_are_differences_draw_by_draw() {
    let study = potash::compare([&read("toy.toml"), &read("child.toml")]).draws(600).run().unwrap();
    let window = Window::last_full_year(study.results().horizon);
    let mut seen = 0;
    for one in &study.results().income_changes {
        let name = study.results().scenarios[0].exporters[1].clone();
        let metric = match one.metric {
            Metric::Revenue { exporter: 1 } => format!("revenue.{name}"),
            Metric::CorridorIncome { corridor: 0 } => {
                format!("corridor_income.{}", study.results().scenarios[0].corridors[0])
            }
            _ => continue,
        };
        let Some(scenario) = study.results().scenarios.get(one.scenario) else { continue };
        let draws = |name: &str| study.draws(name, &metric, window).unwrap();
        let own = draws(&scenario.name);
        let each: Vec<f64> = own.iter().zip(draws("toy")).map(|(own, base)| own - base).collect();
        let mean = each.iter().sum::<f64>() / each.len() as f64;
        assert!((one.change.mean.value - mean).abs() < 1e-9, "{metric}: {mean} {:?}", one.change);
        assert!(each.iter().any(|change| change.abs() > 1e-6), "{metric} changes");
        seen += 1;
    }
    assert!(seen > 0, "{:?}", study.results().income_changes);
}

#[test]
fn scenarios_are_compared_on_a_metric_that_is_shown() {
    let shown = |scenario: Scenario| scenario.showing("exports.rival").unwrap();
    // One has a measure of uncertain dates and the other none: what is kept of each stands in other places.
    let (toy, child) = (shown(read("toy.toml")), shown(read("child.toml")));
    let study = potash::compare([&toy, &child]).draws(300).run().unwrap();
    let metric = Metric::Exports { exporter: 1 };
    assert_eq!(study.results().shown, [metric]);
    let window = Window::Year(2027);
    let row = &study.results().compare(metric, window).unwrap().rows[1];
    let draws = |name: &str| study.draws(name, "exports.rival", window).unwrap();
    let differences: Vec<f64> =
        draws("child").iter().zip(draws("toy")).map(|(own, base)| own - base).collect();
    let mean = differences.iter().sum::<f64>() / differences.len() as f64;
    assert!(mean < -0.1 && (row.difference.mean.value - mean).abs() < 1e-9, "{mean} {row:?}");
    for wrong in ["exports.rivals", "standing.tax", "price"] {
        assert!(read("child.toml").showing(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn drivers_can_act_and_a_date_is_told_once() {
    let child = read("child.toml");
    let study = potash::run(&child).draws(2000).run().unwrap();
    let paths: Vec<&str> = study.results().drivers[0].list.iter().map(|one| one.path.as_str()).collect();
    assert!(paths.contains(&"index.demand.2027-Q4") && paths.contains(&"measure.tax.lifted"), "{paths:?}");
    // Nothing before the end of 2027 is between the last two knots; the hazard is in the date.
    for other in ["index.demand.2029-Q4", "measure.tax.lifted.hazard_per_year"] {
        assert!(!paths.contains(&other), "{paths:?}");
    }
}
