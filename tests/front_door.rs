//! What a program gets from the front door: scenarios from files and texts, studies by name, sweeps, and refusals.

mod common;

use common::short_runs::shipped;
use potash::{Error, Scenario, Study, Window, compare, sweep};

const YEAR: Window = Window::Year(2026);

/// Two shipped scenarios over one year, so that a test takes no time.
fn pair() -> [Scenario; 2] {
    ["status-quo", "us-only"].map(|name| {
        let scenario = Scenario::shipped(name).unwrap();
        scenario.with("horizon.quarters", 4).unwrap().with("horizon.start", "\"2026-Q1\"").unwrap()
    })
}

fn study() -> Study {
    compare(&pair()).draws(96).seed(7).run().unwrap()
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    values.clone().sum::<f64>() / values.count() as f64
}

#[test]
fn texts_in_memory_are_the_scenario_that_their_files_are() {
    let names = ["us-only.toml", "status-quo.toml", "market.toml"];
    let mut texts: Vec<(String, Vec<u8>)> = names.map(|name| (name.to_string(), Vec::new())).to_vec();
    for (name, text) in &mut texts {
        *text = std::fs::read(shipped().join(name)).unwrap();
    }
    for entry in std::fs::read_dir(shipped().join("calibration")).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("calibration/{}", path.file_name().unwrap().to_str().unwrap());
        texts.push((name, std::fs::read(path).unwrap()));
    }
    let texts = texts.into_iter().filter_map(|(name, text)| Some((name, String::from_utf8(text).ok()?)));
    let from_texts = Scenario::from_texts("us-only.toml", texts).unwrap();
    let from_path = Scenario::from_path(shipped().join("us-only.toml")).unwrap();
    assert_eq!(from_texts.name(), from_path.name());
    let revenue = |scenario: &Scenario| {
        let study = potash::run(scenario).draws(16).seed(3).run().unwrap();
        study.draws("us-only", "revenue.belarus", Window::Year(2030)).unwrap()
    };
    assert_eq!(revenue(&from_texts), revenue(&from_path));
}

#[test]
fn a_text_that_is_not_there_is_named() {
    let texts = [("a.toml", "title = \"of ours\"\nextends = \"nowhere.toml\"\n")];
    let error = Scenario::from_texts("a.toml", texts).unwrap_err().to_string();
    assert!(error.contains("nowhere.toml"), "{error}");
    let error = Scenario::from_texts("b.toml", texts).unwrap_err().to_string();
    assert!(error.contains("b.toml"), "{error}");
}

#[test]
fn a_wrong_scenario_says_where_and_what_would_be_right() {
    let text = "title = \"of ours\"\nextends = \"potash:market\"\n[model]\nsigmaa = 3\n";
    let error = Scenario::from_texts("a.toml", [("a.toml", text)]).unwrap_err().to_string();
    assert!(error.contains("a.toml:4:1") && error.contains("did you mean `sigma`?"), "{error}");
    let error = pair()[0].with("corridor.russian_baltik.cost", 60.0).unwrap_err().to_string();
    assert!(error.contains("russian_baltic"), "{error}");
}

#[test]
fn a_difference_is_the_mean_of_the_draws_differences() {
    let study = study();
    // One that the run compares, and two that no run keeps.
    for metric in ["revenue.belarus", "trade.canada.brazil", "netback.russia"] {
        let [baseline, relief] =
            ["status-quo", "us-only"].map(|name| study.draws(name, metric, YEAR).unwrap());
        assert_eq!((baseline.len(), relief.len()), (96, 96));
        let by_hand = mean(relief.iter().zip(&baseline).map(|(own, other)| own - other));
        let asked = study.difference("us-only", metric, YEAR).unwrap();
        assert!(
            (asked.value - by_hand).abs() < 1e-12 * by_hand.abs().max(1.0),
            "{metric}: {asked:?} {by_hand}"
        );
        assert!(asked.error > 0.0 && by_hand != 0.0);
        let value = study.value("us-only", metric, YEAR).unwrap();
        assert!((value.value - mean(relief.iter().copied())).abs() < 1e-9, "{metric}");
        // Both face the same worlds, so the difference is surer than the level.
        assert!(asked.error < value.error, "{metric}: {asked:?} {value:?}");
    }
    assert_eq!(study.difference("status-quo", "revenue.belarus", YEAR).unwrap().value, 0.0);
}

#[test]
fn settings_change_the_scenario_they_are_laid_over_and_no_other() {
    let [status_quo, relief] = pair();
    let dearer = relief.with("corridor.russian_baltic.cost", 200.0).unwrap();
    let revenue = |scenario: &Scenario| {
        compare([&status_quo, scenario]).draws(32).seed(7).run().unwrap().value(
            "us-only",
            "revenue.belarus",
            YEAR,
        )
    };
    let [before, after, again] = [&relief, &dearer, &relief].map(|one| revenue(one).unwrap().value);
    assert!(after < before, "{after} {before}");
    assert_eq!(before.to_bits(), again.to_bits());
}

#[test]
fn what_was_not_run_is_refused_by_name() {
    let study = study();
    let text = |result: Result<_, Error>| result.map(|_: potash::Estimate| ()).unwrap_err().to_string();
    assert!(text(study.value("eu-only", "revenue.belarus", YEAR)).contains("status-quo, us-only"));
    assert!(text(study.value("us-only", "revenue.belarsu", YEAR)).contains("belarus"));
    assert!(text(study.value("us-only", "revenue", YEAR)).contains("revenue"));
    assert!(text(study.value("us-only", "revenue.belarus", Window::Year(2031))).contains("2031"));
    assert!(text(study.difference("us-only", "revenue.belarus", Window::Year(2025))).contains("2025"));
}

#[test]
fn sweeps_cross_their_axes_and_refuse_what_is_set_and_varied() {
    let [_, relief] = pair();
    let crossed =
        sweep(&relief).vary("model.sigma", [3, 6]).vary("run.seed", [1, 2, 3]).draws(8).run().unwrap();
    assert_eq!(crossed.cells.len(), 6);
    let set = relief.with("model.sigma", 4).unwrap();
    let error = sweep(&set).vary("model.sigma", [3, 6]).draws(8).run().unwrap_err().to_string();
    assert!(error.contains("model.sigma"), "{error}");
    let error = sweep(&relief).vary("model.sigmaa", [3, 6]).draws(8).run().unwrap_err().to_string();
    assert!(error.contains("sigma"), "{error}");
}

#[test]
fn cells_of_a_sweep_are_held_against_the_scenario_draw_by_draw() {
    let [_, us_only] = pair();
    let path = "corridor.russian_baltic.cost";
    let swept = sweep(&us_only)
        .vary(path, [30, 50])
        .vary("measure.us_sanctions.by", ["\"us\"", "\"them\""])
        .draws(96)
        .seed(7)
        .run()
        .unwrap();
    assert!(swept.own.as_ref().unwrap().main_window().unwrap().change.is_none(), "held against nothing");
    let changes: Vec<_> = swept.cells.iter().map(|cell| cell.main_window().unwrap().change).collect();
    assert_eq!(changes[0], changes[1], "a name changes nothing");
    assert_eq!(changes[2], changes[3]);
    assert!(changes[0].unwrap().mean.value > changes[2].unwrap().mean.value, "a cheaper way earns more");
    // What a comparison of the two says of their difference.
    let run = |scenario: &potash::Scenario| {
        let study = potash::run(scenario).draws(96).seed(7).run().unwrap();
        study.draws("us-only", "revenue.belarus", YEAR).unwrap()
    };
    let paths = [run(&us_only), run(&us_only.with(path, 50).unwrap())];
    let mut differences: Vec<f64> =
        paths[1].iter().zip(&paths[0]).map(|(dear, cheap)| dear - cheap).collect();
    let change = changes[2].unwrap();
    assert!((change.mean.value - mean(differences.iter().copied())).abs() < 1e-12);
    differences.sort_by(f64::total_cmp);
    assert!(differences[0] <= change.q05.value && change.q95.value <= differences[95]);
    assert!(
        change.mean.error > 0.0
            && change.q50.error < 0.5 * swept.cells[0].main_window().unwrap().revenue.q50.error
    );
}
