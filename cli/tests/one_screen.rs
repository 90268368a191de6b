//! The answer that is printed is one screen: the verdict first, then what the measures cost, then the levels.

use assert_cmd::cargo::cargo_bin;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Standard output of a successful command in a folder.
fn printed(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new(cargo_bin("potash"));
    let output = command.current_dir(folder).env("NO_COLOR", "1").args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const SIX: [&str; 6] = ["status-quo", "us-only", "us-plus-eu", "eu-only", "klaipeda-only", "grand-deal"];

#[test]
fn two_three_and_six_scenarios_are_at_most_thirty_lines_of_eighty_columns() {
    let folder = TempDir::new().unwrap();
    for count in [1, 2, 3, 6] {
        let command = if count == 1 { "run" } else { "compare" };
        let options = ["--draws", "200", "--no-files", "--quiet"];
        let text = printed(folder.path(), &[&[command], &SIX[..count], &options].concat());
        assert!(text.lines().count() <= 30, "{count}: {} lines\n{text}", text.lines().count());
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 80, "{count}: {widest} columns\n{text}");
        assert!(!text.contains('\u{1b}'), "colours in a pipe");
    }
}

#[test]
fn the_headlines_shares_stand_in_the_table_and_the_page_begins_with_the_same_words() {
    let folder = TempDir::new().unwrap();
    let words = ["compare", "status-quo", "us-only", "us-plus-eu", "--draws", "200", "--quiet", "--report"];
    let text = printed(folder.path(), &[&words[..], &["--name", "r", "--out", "out"]].concat());
    let headline = text.split("\n\n").next().unwrap().replace('\n', " ");
    assert!(headline.starts_with("US relief alone restores "), "{headline}");
    let shares: Vec<&str> =
        headline.split("restores ").skip(1).map(|rest| rest.split(" %").next().unwrap()).collect();
    assert_eq!(shares.len(), 2, "{headline}");
    for (share, measure) in shares.into_iter().zip(["US sanctions lifted", "Klaipėda closure lifted"]) {
        let row = text.lines().find(|line| line.starts_with(&format!("    {measure}"))).unwrap();
        assert!(row.contains(&format!(" {share} %")), "{share}: {row}");
    }
    let page = fs::read_to_string(folder.path().join("out/r/report.html")).unwrap().replace('\u{a0}', " ");
    assert!(page.contains(&format!("<h1>{}</h1>", headline.trim_end_matches('.'))), "{headline}");
}

#[test]
fn the_long_answer_is_what_the_runs_summary_has() {
    let folder = TempDir::new().unwrap();
    let words = [
        "compare",
        "status-quo",
        "us-only",
        "--draws",
        "200",
        "--quiet",
        "--long",
        "--out",
        "out",
        "--name",
        "r",
    ];
    let long = printed(folder.path(), &words);
    let summary = fs::read_to_string(folder.path().join("out/r/summary.txt")).unwrap();
    assert!(long.starts_with(&summary), "{long}");
    assert!(summary.contains("Chance that a measure stands"), "{summary}");
}

#[test]
fn a_relief_that_changes_nothing_is_told_as_that() {
    let folder = TempDir::new().unwrap();
    let same = "title = \"The same\"\nextends = \"potash:status-quo\"\n";
    fs::write(folder.path().join("same.toml"), same).unwrap();
    let words = ["compare", "status-quo", "same.toml", "--draws", "100", "--no-files", "--quiet"];
    let text = printed(folder.path(), &words);
    assert!(text.starts_with("The same makes no difference."), "{text}");
    assert!(text.contains("0  in every draw"), "{text}");
    let words = ["compare", "status-quo", "same.toml", "us-only", "--draws", "100", "--no-files", "--quiet"];
    let text = printed(folder.path(), &words).replace('\n', " ");
    assert!(text.contains("no difference; US relief alone restores 4"), "{text}");
    assert!(text.contains("of what the measures cost Belarus in 2030"), "{text}");
}

#[test]
fn scenarios_without_measures_are_held_against_one_another_all_the_same() {
    let folder = TempDir::new().unwrap();
    for (name, sigma) in [("base", 4), ("other", 5), ("third", 6)] {
        let text = format!("title = \"{name}\"\nextends = \"potash:market\"\n[model]\nsigma = {sigma}\n");
        fs::write(folder.path().join(format!("{name}.toml")), text).unwrap();
    }
    let words =
        ["compare", "base.toml", "other.toml", "third.toml", "--draws", "60", "--no-files", "--quiet"];
    let text = printed(folder.path(), &words);
    assert!(text.contains("Against base, on the same draws, in 2030"), "{text}");
    assert_eq!(
        text.lines().filter(|line| line.starts_with("  other ") || line.starts_with("  third ")).count(),
        4,
        "{text}"
    );
    assert!(!text.contains("of loss"), "{text}");
}
