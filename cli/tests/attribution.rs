//! `potash attribute` as its users meet it.

use assert_cmd::cargo::cargo_bin;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn potash(folder: &Path, words: &[&str]) -> Output {
    Command::new(cargo_bin("potash")).current_dir(folder).env("NO_COLOR", "1").args(words).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn who_holds_most_is_told_first_and_parts_add_up_on_one_screen() {
    let folder = TempDir::new().unwrap();
    let words = ["attribute", "status-quo", "no-sanctions", "--draws", "300", "--quiet", "--csv", "a.csv"];
    let output = potash(folder.path(), &[&words[..], &["--chart", "a.svg"]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    let first = text.split("\n\n").next().unwrap().replace('\n', " ");
    assert!(first.contains("of which United States +0."), "{first}");
    assert!(text.lines().count() <= 30, "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    // Shares of holders are the whole.
    let table = fs::read_to_string(folder.path().join("a.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let (mut total, mut sum) = (f64::NAN, 0.0);
    for row in rows.records().map(Result::unwrap) {
        let mean: f64 = row[11].parse().unwrap();
        match (&row[3], &row[7]) {
            ("total", _) => total = mean,
            ("holder", "owen") => sum += mean,
            _ => {}
        }
    }
    assert!((total - sum).abs() < 1e-9 && total > 0.0, "{total} {sum}");
    // What is there is not overwritten without a word.
    let again = potash(folder.path(), &words);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("a.csv is there already; --force overwrites it"), "{}", said(&again));
    assert!(potash(folder.path(), &[&words[..], &["--force"]].concat()).status.success());
    let picture = fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(picture.contains("Most is held by United States: "), "{picture}");
}

#[test]
fn three_scenarios_tell_what_was_given_and_what_is_still_held() {
    let folder = TempDir::new().unwrap();
    let words = ["attribute", "status-quo", "us-only", "no-sanctions", "--draws", "100", "--quiet"];
    let after = ["--after", "klaipeda_closure=eu_embargo"];
    let text = said(&potash(folder.path(), &[&words[..], &after].concat()));
    assert!(text.starts_with("Spent: from “Sanctions as they stood” to “US relief alone”"), "{text}");
    assert!(text.contains("Still held: from “US relief alone” to “No sanctions”"), "{text}");
    assert!(text.contains(" in order\n"), "{text}");
    let json = potash(folder.path(), &[&words[..], &["--json"]].concat());
    let answer: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(answer["results"]["attribution"]["steps"].as_array().unwrap().len(), 2);
    assert!(answer["results"]["attribution"]["steps"][1]["imbalance"].as_f64().unwrap() < 1e-9);
}

#[test]
fn what_cannot_be_attributed_is_refused() {
    let folder = TempDir::new().unwrap();
    for (words, code, told) in [
        (&["status-quo", "status-quo"][..], 65, "there is nothing to attribute"),
        (&["status-quo", "canada-tariff", "--metric", "price.brasil"], 2, "--metric price.brasil"),
        (&["status-quo", "us-only", "--seed", "3", "--set", "run.seed=5"], 2, "keep one of them"),
        (&["status-quo", "us-only", "--csv", "x.svg", "--chart", "x.svg"], 2, "name the same file"),
        (&["history", "status-quo"], 65, "money of different years"),
        (&["status-quo"], 2, "2 values required"),
        (&["status-quo", "no-sanctions", "--after", "x"], 2, "write LATER=EARLIER"),
        (&["status-quo", "no-sanctions", "--window", "soon"], 2, "no window of time"),
        (&["status-quo", "no-sanctions", "--chart", "a.gif"], 2, "end in .svg or .png"),
    ] {
        let output = potash(folder.path(), &[&["attribute", "--draws", "8", "--quiet"], words].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", said(&output));
        assert!(said(&output).contains(told), "{words:?}: {}", said(&output));
    }
}

#[test]
fn values_made_elsewhere_are_shared_out_and_faults_have_their_line() {
    let folder = TempDir::new().unwrap();
    let write = |text: &str| fs::write(folder.path().join("game.csv"), text).unwrap();
    let run = |more: &[&str]| {
        potash(folder.path(), &[&["attribute", "--values", "game.csv", "--quiet", "--json"], more].concat())
    };
    // One left glove and two right ones, the owners of which act together.
    let gloves = "left,right:a,right:b,value\n0,0,0,0\n1,0,0,0\n0,1,0,0\n0,0,1,0\n1,1,0,1\n1,0,1,1\n0,1,1,0\n1,1,1,1\n";
    write(gloves);
    let answer: serde_json::Value = serde_json::from_slice(&run(&[]).stdout).unwrap();
    let step = &answer["results"]["attribution"]["steps"][0];
    let mean = |one: &serde_json::Value, key: &str| one[key]["mean"]["value"].as_f64().unwrap();
    let holders: Vec<f64> =
        step["holders"].as_array().unwrap().iter().map(|one| mean(one, "share")).collect();
    assert_eq!(holders, [0.5, 0.5]);
    let left = step["measures"].as_array().unwrap().iter().find(|one| one["name"] == "left").unwrap();
    assert!((mean(left, "shapley") - 2.0 / 3.0).abs() < 1e-12);
    // If the left one comes last, all is its.
    let last: serde_json::Value =
        serde_json::from_slice(&run(&["--after", "left=a", "--after", "left=b"]).stdout).unwrap();
    let left = last["results"]["attribution"]["steps"][0]["measures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "left")
        .unwrap();
    assert!((mean(left, "feasible") - 1.0).abs() < 1e-12);
    for (text, told) in [
        ("a,b,value\n0,0,1\n", "says nothing of a; give every coalition a value"),
        ("a,value\n0,1\n2,1\n", "line 3: write 1 for a player"),
        ("a,value\n0,x\n1,1\n", "line 2: the value is no number"),
        ("a,value\n0,1\n0,2\n", "line 3: this coalition has a value already"),
        ("a,b\n0,1\n", "has no column `value`"),
        ("a,a,value\n0,0,1\n1,0,1\n0,1,1\n1,1,1\n", "has two players `a`"),
        ("a:,value\n0,1\n1,1\n", "a player without a name"),
        ("value\n1\n", "has 0 players"),
    ] {
        write(text);
        let output = run(&[]);
        assert_eq!(output.status.code(), Some(65), "{text}");
        assert!(said(&output).contains(told), "{text}: {}", said(&output));
    }
}

#[test]
fn another_exporters_revenue_is_told_under_its_own_name() {
    let folder = TempDir::new().unwrap();
    let words =
        ["attribute", "status-quo", "no-sanctions", "--draws", "40", "--quiet", "--metric", "revenue.canada"];
    let text = said(&potash(folder.path(), &words));
    assert!(text.contains("Revenue, Canada in 2030") && !text.contains("Belarus's"), "{text}");
}
