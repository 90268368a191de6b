//! `potash judgements`: what an answer hangs on, held against runs in which the number is set by hand.

use std::path::Path;
use std::process::{Command, Output};

fn potash(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin!("potash"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// One mine behind a dear road, one rival, two measures; what is judged is the road, a measure's bite, and demand.
const BASE: &str = r#"
title = "Base"
focus = "mine"
[horizon]
start = "2026-Q1"
quarters = 4
[model]
sigma = 4
theta = 0.3
[index.demand]
"2026-Q1" = { uniform = [0.9, 1.1], basis = "data", source = "counted" }
[exporter.mine]
fob = 200
supply_elasticity = 0.5
[exporter.rival]
fob = 220
supply_elasticity = { uniform = [0.1, 0.5], basis = "judgement", source = "guessed" }
[market.town]
demand_elasticity = { value = 0.2, basis = "judgement", source = "guessed" }
[trade.mine]
town = 10
[trade.rival]
town = 10
[freight.mine]
town = 10
[freight.rival]
town = 10
[measure.ban]
by = "somebody"
imposed = 2025-01-01
access.mine.town = { uniform = [0.2, 0.8], basis = "judgement", source = "guessed" }
[measure.levy]
by = "somebody else"
imposed = 2025-01-01
tariff.mine.town = 0.2
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("base.toml"), BASE).unwrap();
    let relief = "title = \"Relief\"\nextends = \"base.toml\"\n[measure.ban]\nlifted = 2025-06-01\n";
    std::fs::write(folder.path().join("relief.toml"), relief).unwrap();
    folder
}

fn json(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn each_end_is_what_a_run_with_the_number_set_says_and_the_widest_comes_first() {
    let folder = folder();
    let files = ["base.toml", "relief.toml"];
    let words = [&["judgements"], &files[..], &["--draws", "200", "--json", "--quiet"]].concat();
    let found = json(&potash(folder.path(), &words))["results"]["judgements"].take();
    let list = found["list"].as_array().unwrap();
    let paths: Vec<&str> = list.iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(paths.len(), 3, "{paths:?}");
    assert!(paths.contains(&"model.demand") && paths.contains(&"exporter.rival.supply_elasticity"));
    assert_eq!(found["certain"], 1);
    let ban = list.iter().find(|one| one["path"] == "measure.ban.access.mine.town").unwrap();
    for (end, value) in [("low", 0.23), ("high", 0.77)] {
        assert!((ban[end]["setting"].as_str().unwrap().parse::<f64>().unwrap() - value).abs() < 1e-9);
        let set = format!("measure.ban.access.mine.town={}", ban[end]["setting"].as_str().unwrap());
        let run =
            [&["compare"], &files[..], &["--draws", "200", "--json", "--quiet", "--no-files", "--set", &set]];
        let run = json(&potash(folder.path(), &run.concat()));
        let comparison = &run["results"]["study"]["comparisons"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["metric_name"] == "revenue.mine" && one["window"] == "2026");
        let rows = &comparison.unwrap()["rows"];
        let close = |mine: &serde_json::Value, theirs: &serde_json::Value| {
            let (mine, theirs) = (mine.as_f64().unwrap(), theirs.as_f64().unwrap());
            assert!((mine - theirs).abs() < 1e-12, "{end}: {mine} {theirs}");
        };
        close(&ban[end]["headline"]["level"], &rows[0]["level"]["q50"]["value"]);
        close(&ban[end]["headline"]["gain"], &rows[1]["difference"]["q50"]["value"]);
        close(&ban[end]["headline"]["share"], &rows[1]["restored"]["share"]["q50"]["value"]);
    }
    let swing = |one: &serde_json::Value| {
        let of = |end: &str| one[end]["headline"]["share"].as_f64().unwrap_or(f64::NAN);
        // Where the measures cost nothing at one end there is nothing to restore, and nothing to compare.
        Some((of("high") - of("low")).abs()).filter(|swing| swing.is_finite()).unwrap_or(0.0)
    };
    assert!(list.windows(2).all(|pair| swing(&pair[0]) >= swing(&pair[1])));
}

#[test]
fn the_screen_the_table_and_the_picture_say_the_same_and_a_wrong_name_is_refused() {
    let folder = folder();
    let words = ["judgements", "base.toml", "--draws", "60", "--csv", "j.csv", "--chart", "j.svg", "--quiet"];
    let output = potash(folder.path(), &words);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.starts_with("Revenue in 2026 under Base, "), "{text}");
    let table = std::fs::read_to_string(folder.path().join("j.csv")).unwrap();
    // Two ends of three numbers, and a head.
    assert_eq!(table.lines().count(), 7, "{table}");
    let first = table.lines().nth(1).unwrap().split(',').next().unwrap();
    assert!(first == "model.demand" && text.contains("Ban: access, Mine to Town"), "{text}");
    assert!(
        std::fs::read_to_string(folder.path().join("j.svg")).unwrap().contains("Ban: access, Mine to Town")
    );
    let wrong = potash(folder.path(), &["judgements", "base.toml", "--chart", "j.jpg"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains(".svg or .png"));
    let full =
        potash(folder.path(), &["judgements", "base.toml", "--draws", "20", "--csv", "/dev/full", "--quiet"]);
    assert_eq!(full.status.code(), Some(74), "{}", String::from_utf8_lossy(&full.stderr));
}

#[test]
fn a_setting_that_an_option_would_override_is_refused() {
    let folder = folder();
    for setting in [["--set", "run.draws=7"], ["--set", "run.seed=7"]] {
        let words = ["judgements", "base.toml", "--draws", "20", "--seed", "3", setting[0], setting[1]];
        let output = potash(folder.path(), &words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("keep one of them"), "{said}");
    }
}
