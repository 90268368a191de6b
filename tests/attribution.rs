//! Who holds how much of a difference: shares of whole scenarios, against comparisons and by their axioms.

use potash::results::attribution::{AttributionStep, Share};
use potash::simulate::attribution::attribute;
use potash::{Scenario, Window};

const YEAR: Window = Window::Year(2026);

/// A shipped scenario over one year.
fn short(name: &str) -> Scenario {
    Scenario::shipped(name).unwrap().with("horizon.quarters", 4).unwrap()
}

/// A scenario that says this.
fn own(text: &str) -> Scenario {
    let text = format!("{text}\n[horizon]\nquarters = 4\n");
    Scenario::from_texts("own.toml", [("own.toml", text)]).unwrap()
}

fn named<'a>(list: &'a [Share], name: &str) -> &'a Share {
    list.iter().find(|one| one.name == name).unwrap()
}

fn step(from: &Scenario, to: &Scenario, draws: usize) -> AttributionStep {
    attribute([from, to]).draws(draws).seed(3).run().unwrap().steps.remove(0)
}

#[test]
fn shares_sum_to_what_a_comparison_says_and_so_do_measures_of_a_holder() {
    let (from, to) = (short("status-quo"), short("no-sanctions"));
    let step = step(&from, &to, 200);
    assert!(step.imbalance < 1e-9 && step.lost == 0, "{}", step.imbalance);
    let study = potash::compare([&from, &to]).draws(200).seed(3).run().unwrap();
    let difference = study.difference("no-sanctions", "revenue.belarus", YEAR).unwrap();
    assert!((step.total.mean.value - difference.value).abs() < 1e-9);
    let sum = |list: &[Share], of: fn(&Share) -> f64| list.iter().map(of).sum::<f64>();
    for list in [&step.holders, &step.measures] {
        assert!((sum(list, |one| one.share.mean.value) - step.total.mean.value).abs() < 1e-9);
    }
    assert!(
        (sum(&step.measures, |one| one.shapley.as_ref().unwrap().mean.value) - step.total.mean.value).abs()
            < 1e-9
    );
    // Alone and in pairs they sum to the whole.
    let pairs: f64 = step.interactions.iter().map(|pair| pair.value.mean.value).sum();
    assert!((sum(&step.measures, |one| one.alone.mean.value) + pairs - step.total.mean.value).abs() < 1e-9);
    // One measure each: who holds it does not matter.
    let lithuania = named(&step.holders, "Lithuania");
    let port = named(&step.measures, "klaipeda_closure");
    assert_eq!((port.holder.as_str(), port.title.as_str()), ("Lithuania", "Klaipėda closure"));
    assert!((lithuania.share.mean.value - port.share.mean.value).abs() < 1e-12);
    // What somebody adds alone is what the scenario says in which only that is changed.
    let alone = own("extends = \"potash:status-quo\"\n[measure.klaipeda_closure]\nlifted = 2026-01-01");
    let from = own("extends = \"potash:status-quo\"");
    let study = potash::compare([&from, &alone]).draws(200).seed(3).run().unwrap();
    let change = &study.results().compare(study.results().revenue(), YEAR).unwrap().rows[1].difference;
    assert!((port.alone.mean.value - change.mean.value).abs() < 1e-9);
}

#[test]
fn a_measure_that_changes_nothing_gets_exactly_nothing() {
    let from = own("extends = \"potash:status-quo\"");
    let to = own(
        "extends = \"potash:status-quo\"\n[measure.us_sanctions]\nlifted = 2026-01-01\n[measure.russian_shortfall]\nby = \"others\"",
    );
    let step = step(&from, &to, 64);
    let nothing = named(&step.measures, "russian_shortfall");
    for summary in [&nothing.share, &nothing.alone, &nothing.last] {
        assert_eq!((summary.mean.value, summary.q05.value, summary.q95.value), (0.0, 0.0, 0.0));
    }
    let all = named(&step.measures, "us_sanctions");
    assert!((all.share.mean.value - step.total.mean.value).abs() < 1e-12 && step.total.mean.value > 0.0);
}

#[test]
fn measures_that_wait_for_others_come_later_and_are_worth_nothing_alone() {
    let long = |name: &str| Scenario::shipped(name).unwrap().with("horizon.quarters", 20).unwrap();
    let (from, to) = (long("status-quo"), long("us-plus-eu"));
    let step = step(&from, &to, 64);
    let port = named(&step.measures, "klaipeda_closure");
    assert_eq!(port.alone.q95.value, 0.0, "nothing reopens before the embargo goes");
    assert!(port.last.mean.value > 0.0);
    // Over feasible orders the embargo never comes after the port that waits for it.
    let (embargo, free) = (named(&step.measures, "eu_embargo"), &port.share);
    let feasible = |one: &Share| one.feasible.as_ref().unwrap().mean.value;
    assert!(feasible(port) > free.mean.value && feasible(embargo) < embargo.share.mean.value);
    let sum: f64 = step.measures.iter().map(feasible).sum();
    assert!((sum - step.total.mean.value).abs() < 1e-9);
}

#[test]
fn what_was_given_and_what_is_still_held_add_up() {
    let scenarios = ["status-quo", "us-only", "no-sanctions"].map(short);
    let chain = attribute(&scenarios).draws(64).seed(3).run().unwrap();
    let whole = step(&scenarios[0], &scenarios[2], 64);
    assert_eq!(chain.steps.len(), 2);
    let sum: f64 = chain.steps.iter().map(|step| step.total.mean.value).sum();
    assert!((sum - whole.total.mean.value).abs() < 1e-9);
    assert_eq!(chain.steps[0].holders.len(), 1, "one of them gave something");
}

#[test]
fn any_metric_and_window_can_be_attributed() {
    let scenarios = ["status-quo", "no-sanctions"].map(short);
    let quarter = Window::try_from("2026-Q4".to_string()).unwrap();
    let found =
        attribute(&scenarios).metric("market_price.brazil").over(quarter).draws(64).seed(3).run().unwrap();
    assert_eq!((found.metric.as_str(), found.unit.as_str()), ("market_price.brazil", "USD/t"));
    let study = potash::compare(&scenarios).draws(64).seed(3).run().unwrap();
    let mean = |name: &str| {
        let draws = study.draws(name, "market_price.brazil", quarter).unwrap();
        draws.iter().sum::<f64>() / draws.len() as f64
    };
    let difference = mean("no-sanctions") - mean("status-quo");
    assert!((found.steps[0].total.mean.value - difference).abs() < 1e-9);
}

#[test]
fn what_cannot_be_attributed_is_refused_with_the_remedy() {
    let refused = |scenarios: &[&Scenario], words: &str| {
        let error = attribute(scenarios.iter().copied()).draws(8).run().unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    let (from, to) = (short("status-quo"), short("no-sanctions"));
    refused(&[&from], "two scenarios or more are needed");
    refused(&[&from, &from], "the same measures: there is nothing to attribute");
    let other = own("extends = \"potash:no-sanctions\"\n[model]\nsigma = 3");
    refused(&[&own("extends = \"potash:status-quo\""), &other], "also differ in model.sigma");
    refused(&[&from, &to.with("model.sigma", 3).unwrap()], "different settings");
    let error =
        |asked: potash::simulate::attribution::Attributing<'_>| asked.draws(8).run().unwrap_err().to_string();
    let both = || attribute([&from, &to]);
    assert!(error(both().metric("price.brasil")).contains("is not a metric"));
    assert!(error(both().over(Window::Year(2031))).contains("2031 is no part of the horizon"));
    assert!(error(both().after("klaipeda", "eu_embargo")).contains("`klaipeda` is no measure that differs"));
    let circle = both().after("klaipeda_closure", "eu_embargo").after("eu_embargo", "klaipeda_closure");
    assert!(error(circle).contains("in a circle"));
}

#[test]
fn measures_are_added_to_a_world_that_has_none() {
    let (from, to) = (short("market"), short("us-only"));
    let step = step(&from, &to, 48);
    let study = potash::compare([&from, &to]).draws(48).seed(3).run().unwrap();
    let difference = study.difference("us-only", "revenue.belarus", YEAR).unwrap();
    assert!((step.total.mean.value - difference.value).abs() < 1e-9 && difference.value < -0.1);
    assert!(step.imbalance < 1e-9);
    let sizes: Vec<f64> = step.holders.iter().map(|one| one.share.mean.value.abs()).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "the largest first: {sizes:?}");
    // The other way round it is the same, lost instead of gained, with the titles that the first one's files state.
    let back = self::step(&to, &from, 48);
    assert!((back.total.mean.value + step.total.mean.value).abs() < 1e-9);
    assert_eq!(named(&back.measures, "klaipeda_closure").title, "Klaipėda closure");
}

#[test]
fn a_measure_that_nobody_holds_stands_under_its_own_name() {
    let from = own("extends = \"potash:status-quo\"");
    let tax = "[measure.tax]\ntitle = \"A tax\"\nimposed = 2026-01-01\ntariff.belarus.china = 0.2\n";
    let to = own(&format!("extends = \"potash:status-quo\"\n{tax}"));
    let step = step(&from, &to, 16);
    assert_eq!((step.holders[0].title.as_str(), step.measures[0].title.as_str()), ("A tax", "A tax"));
}
