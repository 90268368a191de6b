//! `potash sensitivity` as its users meet it.

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
fn what_relief_hangs_on_is_told_first_on_one_screen() {
    let folder = TempDir::new().unwrap();
    let words = ["sensitivity", "status-quo", "us-only", "--draws", "64", "--quiet", "--csv", "s.csv"];
    let short = ["--set", "horizon.quarters=8", "--chart", "s.svg"];
    let output = potash(folder.path(), &[&words[..], &short].concat());
    assert!(output.status.success(), "{}", said(&output));
    let text = said(&output);
    let first = text.split("\n\n").next().unwrap().replace('\n', " ");
    assert!(
        first.starts_with("What “US relief alone” adds to Belarus's revenue in 2027 against “Sanctions as they stood” hangs most on "),
        "{first}"
    );
    assert!(text.contains("CAUTION: not converged"), "64 draws are not enough: {text}");
    assert!(text.lines().count() <= 30 && text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let table = fs::read_to_string(folder.path().join("s.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let shares = rows.records().map(Result::unwrap).filter(|row| &row[2] == "shapley");
    let sum: f64 = shares.map(|row| row[3].parse::<f64>().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    assert!(fs::read_to_string(folder.path().join("s.svg")).unwrap().contains("Shapley effects"));
    let words = ["sensitivity", "status-quo", "us-only", "--draws", "64", "--quiet", "--json"];
    let json = potash(folder.path(), &[&words[..], &short[..2]].concat());
    let answer: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(answer["results"]["sensitivity"]["groups"].as_array().unwrap().len(), 5);
    assert_eq!(answer["results"]["sensitivity"]["converged"], false);
}

#[test]
fn what_has_no_answer_is_refused() {
    let folder = TempDir::new().unwrap();
    for (words, code, told) in [
        (&["us-only", "us-only"][..], 65, "the difference does not vary"),
        (&["us-only", "--draws", "4"], 65, "too few"),
        (&["us-only", "--metric", "price.brasil"], 2, "--metric price.brasil"),
        (&["us-only", "--window", "2044"], 65, "no part of the horizon"),
        (&["a", "b", "c"], 2, "unexpected"),
        (&[], 2, "required"),
    ] {
        let few = if words.contains(&"--draws") { &[][..] } else { &["--draws", "32"] };
        let output = potash(folder.path(), &[&["sensitivity", "--quiet"], words, few].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", said(&output));
        assert!(said(&output).contains(told), "{words:?}: {}", said(&output));
    }
}
