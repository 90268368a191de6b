//! Tables whose rows are distinguished and whose numbers go together.

mod common;

use assert_cmd::cargo::cargo_bin;
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn potash(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(cargo_bin("potash"));
    command.current_dir(folder).env("NO_COLOR", "1").args(arguments).output().unwrap()
}

/// Runs it into `out/r` and gives stdout.
fn run(folder: &Path, arguments: &[&str]) -> String {
    let output = potash(folder, &[arguments, &["--name", "r", "--out", "out"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The shipped scenarios, and others of two years.
fn folder(others: &[(&str, &str)]) -> TempDir {
    let folder = common::shipped::shipped_copy();
    for (name, body) in others {
        let text = format!("extends = \"us-only.toml\"\n{body}\n[horizon]\nquarters = 8\n");
        fs::write(folder.path().join(format!("{name}.toml")), text).unwrap();
    }
    folder
}

/// A CSV file as rows by column.
fn csv(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().iter().map(String::from).collect();
    (header, reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect())
}

#[test]
fn every_table_is_keyed_by_the_files_name_with_the_title_beside_it() {
    let folder = folder(&[("one", "title = \"Relief\""), ("two", "title = \"Relief\"\n[model]\nsigma = 3")]);
    let answer = run(folder.path(), &["compare", "one.toml", "two.toml", "--draws", "24", "--long"]);
    let mut tables = 0;
    for entry in fs::read_dir(folder.path().join("out/r")).unwrap() {
        let path = entry.unwrap().path();
        // The test of what was learnt is no scenario's.
        if path.extension().is_none_or(|ending| ending != "csv") || path.ends_with("hindcast.csv") {
            continue;
        }
        let (header, rows) = csv(&path);
        let key = header.iter().position(|name| name == "scenario");
        let key = key.unwrap_or_else(|| panic!("{}: no column `scenario` in {header:?}", path.display()));
        assert_eq!(header.get(key + 1).map(String::as_str), Some("title"), "{}", path.display());
        for row in &rows {
            let expected = if row[key] == "no-measures" { "No measures at all" } else { "Relief" };
            assert!(
                ["one", "two", "no-measures"].contains(&row[key].as_str()),
                "{}: {row:?}",
                path.display()
            );
            assert_eq!(row[key + 1], expected, "{}", path.display());
        }
        let distinct: HashSet<&Vec<String>> = rows.iter().collect();
        assert_eq!(distinct.len(), rows.len(), "{}: rows that cannot be told apart", path.display());
        tables += 1;
    }
    assert!(tables >= 12, "{tables}");
    // What is read says which is which too.
    for name in ["one", "two"] {
        assert!(answer.contains(&format!("  Relief ({name}) ")), "{answer}");
        let chart = fs::read_to_string(folder.path().join("out/r/revenue-over-time.svg")).unwrap();
        assert!(chart.contains(&format!(">Relief ({name})<")));
    }
}

#[test]
fn a_scenario_called_no_measures_is_not_mistaken_for_the_world_without_any() {
    let folder = folder(&[("no-measures", "title = \"Mine\"")]);
    run(folder.path(), &["run", "no-measures.toml", "--draws", "24"]);
    let (_, rows) = csv(&folder.path().join("out/r/summary.csv"));
    let names: HashSet<(&str, &str)> = rows.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert_eq!(names, HashSet::from([("no-measures", "Mine"), ("no-measures-2", "No measures at all")]));
}

#[test]
fn in_every_saved_draw_and_window_revenue_is_exports_times_netback() {
    let folder = common::shipped::shipped_copy();
    let arguments = ["compare", "status-quo.toml", "us-plus-eu.toml", "--draws", "40", "--save-draws", "csv"];
    run(folder.path(), &arguments);
    let (header, rows) = csv(&folder.path().join("out/r/draws.csv"));
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    let [revenue, exports, netback] =
        ["revenue_usd_bn_per_year", "exports_mt_per_year", "netback_usd_per_t"].map(column);
    for row in &rows {
        let of = |column: usize| row[column].parse::<f64>().unwrap();
        let (earned, told) = (of(revenue), of(exports) * of(netback) / 1000.0);
        assert!((earned / told - 1.0).abs() < 1e-12, "{row:?}");
    }
    // Three scenarios, the world without measures among them; the horizon and its five years.
    assert_eq!(rows.len(), 40 * 3 * 6);
}

#[test]
fn an_inherited_expectation_is_told_once_and_listed_for_every_scenario() {
    let expect = "[expect.sales]\nmetric = \"exports.belarus\"\nperiod = \"baseline\"\nvalue = 11\ntolerance = 1\n\
                  source = \"a test\"";
    let folder = folder(&[("one", &format!("title = \"One\"\n{expect}")), ("alone", "title = \"Alone\"")]);
    let two = "title = \"Two\"\nextends = \"one.toml\"\n[model]\nsigma = 3\n";
    fs::write(folder.path().join("two.toml"), two).unwrap();
    let lines = |answer: &str| answer.lines().filter(|line| line.contains("exports.belarus")).count();
    let answer = run(folder.path(), &["compare", "one.toml", "two.toml", "--draws", "24", "--long"]);
    assert_eq!(lines(&answer), 1, "{answer}");
    assert!(!answer.contains("  In one"), "{answer}");
    let (_, rows) = csv(&folder.path().join("out/r/expectations.csv"));
    assert_eq!(rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["one", "two"]);
    fs::remove_dir_all(folder.path().join("out")).unwrap();
    let answer =
        run(folder.path(), &["compare", "alone.toml", "one.toml", "two.toml", "--draws", "24", "--long"]);
    assert_eq!(lines(&answer), 1, "{answer}");
    assert!(answer.contains("  In one, two\n  meets  exports.belarus"), "{answer}");
}

#[test]
fn windows_come_in_one_order_in_run_compare_and_sweep() {
    let folder = common::shipped::shipped_copy();
    let set = ["--set", "horizon.quarters=12"];
    let answer = |arguments: &[&str]| -> serde_json::Value {
        let _ = fs::remove_dir_all(folder.path().join("out"));
        serde_json::from_str(&run(folder.path(), &[arguments, &set, &["--draws", "16", "--json"]].concat()))
            .unwrap()
    };
    let names = |windows: &serde_json::Value| -> Vec<String> {
        let of_revenue = |one: &&serde_json::Value| {
            one["metric_name"].as_str().is_none_or(|name| name == "revenue.belarus")
        };
        let list = windows.as_array().unwrap().iter().filter(of_revenue);
        list.map(|one| one["window"].as_str().unwrap().to_string()).collect()
    };
    let all = ["2026-2028", "2026", "2027", "2028"];
    assert_eq!(names(&answer(&["run", "us-only.toml"])["results"]["study"]["comparisons"]), all);
    assert_eq!(
        names(&answer(&["compare", "status-quo.toml", "us-only.toml"])["results"]["study"]["comparisons"]),
        all
    );
    let sweep = answer(&["sweep", "us-only.toml", "--list", "model.sigma=3,4"]);
    assert_eq!(names(&sweep["results"]["sweep"]["cells"][0]["windows"]), ["2026-2028", "2028"]);
}

/// The titles and subtitles of a chart, as they are read aloud.
fn spoken(folder: &Path, chart: &str) -> String {
    let svg = fs::read_to_string(folder.join("out/r").join(format!("{chart}.svg"))).unwrap();
    let part = |tag: &str| {
        svg.split(&format!("<{tag} id=")).nth(1).unwrap().split(['>', '<']).nth(1).unwrap().to_string()
    };
    let described = part("desc");
    let words = described.split(" In numbers").next().unwrap().trim_end_matches('.');
    format!("{} | {words}", part("title"))
}

#[test]
fn charts_of_more_scenarios_than_looks_say_which_are_left_out_and_speak_of_none_of_them() {
    let folder = folder(&[]);
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (k, name) in names.iter().enumerate() {
        let text = format!(
            "title = \"Title {name}\"\nextends = \"us-only.toml\"\n[horizon]\nquarters = 4\n[model]\nsigma = {}\n",
            3.0 + 0.1 * k as f64
        );
        fs::write(folder.path().join(format!("{name}.toml")), text).unwrap();
    }
    let files: Vec<String> = names.iter().map(|name| format!("{name}.toml")).collect();
    let mut arguments = vec!["compare"];
    arguments.extend(files.iter().map(String::as_str));
    run(folder.path(), &[&arguments[..], &["--draws", "24"]].concat());
    for chart in ["revenue-over-time", "revenue-distribution", "trade-by-market"] {
        let words = spoken(folder.path(), chart);
        let (before, left) = words.split_once("; not drawn: ").unwrap_or_else(|| panic!("{words}"));
        assert_eq!(left, "Title g, Title h", "{chart}");
        assert!(["Title g", "Title h"].iter().all(|title| !before.contains(title)), "{words}");
    }
    let flows = spoken(folder.path(), "corridor-flows");
    assert!(flows.ends_with("; not drawn: Title b, Title c, Title d, Title e and 2 more"), "{flows}");
}

#[test]
fn a_loss_reads_as_a_loss_and_equal_worlds_as_no_difference() {
    let dearer = "title = \"Dearer\"\n[corridor.russian_baltic]\ncost = 120";
    let folder = folder(&[("base", "title = \"Base\""), ("same", "title = \"Same\""), ("dearer", dearer)]);
    let words = ["compare", "base.toml", "dearer.toml", "same.toml", "--draws", "60"];
    let brief = run(folder.path(), &words);
    assert!(brief.starts_with("Dearer costs Belarus 0."), "{brief}");
    assert!(brief.contains("Same makes no difference."), "{brief}");
    let answer = run(folder.path(), &[&words[..], &["--long"]].concat());
    assert!(answer.contains("Same: "), "{answer}");
    let flat = answer.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("no difference to the baseline in any draw."), "{answer}");
    assert_eq!(answer.matches("\n    no difference in any draw\n").count(), 2, "{answer}");
    let chart = spoken(folder.path(), "revenue-difference");
    assert!(chart.starts_with("Dearer costs Belarus "), "{chart}");
    assert!(chart.contains(", Same makes no difference at the median"), "{chart}");
    assert!(!chart.contains('−'), "{chart}");
}

#[test]
fn one_draw_claims_no_interval() {
    let folder = folder(&[("one", "title = \"One\"")]);
    let answer = run(folder.path(), &["run", "one.toml", "--draws", "1"]);
    assert!(answer.starts_with("CAUTION: 1 draw is too few for intervals"), "{answer}");
    let finding = answer.split("\n\n").nth(1).unwrap();
    assert!(!finding.replace("(2.4 bn in money of 2020)", "").contains('('), "{finding}");
    let row = answer.lines().find(|line| line.starts_with("  One ")).unwrap();
    assert_eq!(row.matches('–').count(), 2, "{row}");
    let svg = fs::read_to_string(folder.path().join("out/r/revenue-distribution.svg")).unwrap();
    assert!(svg.contains("too few draws for intervals"));
}

/// A world that sells a few tonnes of something dear: 80 t a year at 50 M USD/t, two sellers and two markets.
const DEAR: &str = "title = \"Dear\"\nfocus = \"a\"\n[horizon]\nstart = \"2026-Q1\"\nquarters = 4\n\
    [model]\nsigma = { uniform = [3, 5] }\n\
    [exporter.a]\nfob = 50000000\nsupply_elasticity = 0.5\n[exporter.b]\nfob = 50000000\nsupply_elasticity = 0.5\n\
    [market.x]\ndemand_elasticity = 0.2\n[market.y]\ndemand_elasticity = 0.2\n\
    [trade.a]\nx = 0.00006\ny = 0.00002\n[trade.b]\nx = 0.00003\ny = 0.00004\n\
    [freight.a]\nx = 0\ny = 0\n[freight.b]\nx = 0\ny = 0\n\
    [measure.embargo]\nby = \"x\"\nimposed = 2020-01-01\n[measure.embargo.access.a]\nx = 0.5\n";

#[test]
fn units_and_digits_follow_the_size_of_a_world_and_tables_keep_theirs() {
    let folder = folder(&[]);
    let cheap = DEAR.replace("50000000", "200");
    fs::write(folder.path().join("dear.toml"), DEAR).unwrap();
    fs::write(folder.path().join("cheap.toml"), cheap.replace("\"Dear\"", "\"Cheap\"")).unwrap();
    let solved = potash(folder.path(), &["solve", "dear.toml"]);
    let solved = String::from_utf8(solved.stdout).unwrap();
    assert!(solved.contains("\nt/yr ") && solved.contains("price M USD/t"), "{solved}");
    let row = solved.lines().find(|line| line.starts_with("a ")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells, ["a", "60.000", "20.000", "80.000", "50.0", "4.000"], "{solved}");

    let answer = run(folder.path(), &["run", "dear.toml", "--draws", "40"]);
    let flat = answer.split_whitespace().collect::<Vec<_>>().join(" ");
    let tonnes = flat.split(", from ").nth(1).unwrap_or_else(|| panic!("{answer}"));
    assert!(tonnes.split_whitespace().nth(1) == Some("t"), "{answer}");
    let trade = spoken(folder.path(), "trade-by-market");
    assert!(trade.contains(", t a year;"), "{trade}");
    // Prices of millions a tonne are in tables, not in charts.
    assert!(!folder.path().join("out/r/price-medians.svg").exists());
    // The numbers behind the chart stay in the units that their columns name.
    let (header, rows) = csv(&folder.path().join("out/r/trade-by-market.csv"));
    let column = header.iter().position(|name| name == "trade_mt_per_year_q50").unwrap();
    assert!(rows.iter().all(|row| row[column].parse::<f64>().unwrap() < 1e-4), "{rows:?}");

    // Sixteen thousand dollars a year are not 0.00 bn.
    fs::remove_dir_all(folder.path().join("out")).unwrap();
    let answer = run(folder.path(), &["run", "cheap.toml", "--draws", "40"]);
    let row = answer.lines().find(|line| line.starts_with("  Cheap ")).unwrap();
    assert!(row.contains("0.00001"), "{answer}");
}
