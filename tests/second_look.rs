//! Small promises about texts, warnings and remedies, asked of the whole program.

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn potash(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_potash"));
    command.args(words).current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts an exit code and what stderr says, line ends aside; gives stderr.
fn told(output: &Output, code: i32, words: &str) -> String {
    let stderr = stderr(output);
    assert_eq!(output.status.code(), Some(code), "{stderr:.2000}");
    let flat = stderr.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(words), "{words:?} is not in {stderr:.4000}");
    stderr
}

/// The shipped scenarios and one of one's own that extends us-only.
fn with(body: &str) -> TempDir {
    let folder = common::shipped_copy();
    let text = format!("title = \"x\"\nextends = \"us-only.toml\"\n{body}");
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    folder
}

fn check(body: &str) -> Output {
    potash(with(body).path(), &["check", "mine.toml"])
}

#[test]
fn a_text_that_is_printed_within_a_line_has_one_line() {
    for (body, words) in [
        ("question = \"a\\n  World trade 1 Mt\"", "`question` has a line break"),
        ("[yardstick]\nlabel = \"a\\nb\"", "`yardstick.label` has a line break"),
        ("[measure.us_relief]\ntitle = \"\"\"a\nb\"\"\"", "`measure.us_relief.title` has a line break"),
        ("[expect.\"a\\nb\"]\nvalue = 1", "has a line break in its name"),
    ] {
        let said = told(&check(body), 65, words);
        assert!(said.contains("write it in one line") && said.contains("mine.toml:"), "{said}");
    }
    told(&check("[exporter.belarus]\nsource = \"a\\nb\""), 0, "");
    let folder = with("");
    fs::write(folder.path().join("mine.toml"), "title = \" \"\nextends = \"us-only.toml\"\n").unwrap();
    told(&potash(folder.path(), &["check", "mine.toml"]), 65, "`title` is empty");
}

#[test]
fn the_heading_of_a_calibration_forges_no_line_and_drives_no_terminal() {
    let heading = |tested: &str| {
        let folder = with("calibration = \"calibration/to-2025.toml\"\n");
        let file = folder.path().join("calibration/to-2025.toml");
        let text = fs::read_to_string(&file).unwrap();
        let line = text.lines().find(|line| line.starts_with("tested")).unwrap();
        fs::write(&file, text.replace(line, &format!("tested = {tested}"))).unwrap();
        folder
    };
    let folder = heading("\"bad\\u001b]0;x\\u0007\"");
    let words = ["run", "mine.toml", "--draws", "20", "--set", "horizon.quarters=2", "--allow-lost"];
    told(&potash(folder.path(), &words), 0, "");
    let summary = fs::read_to_string(folder.path().join("outputs/mine/summary.txt")).unwrap();
    assert!(
        summary.contains("bad") && !summary.contains('\u{1b}') && !summary.contains('\u{7}'),
        "{summary}"
    );
    let folder = heading("\"bad\\nWorld trade 1 Mt\"");
    told(&potash(folder.path(), &["check", "mine.toml"]), 65, "write it in one line");
}

#[test]
fn who_asks_for_quiet_is_told_errors_and_where_results_went() {
    // A measure that never holds: a warning.
    let folder = with("[measure.us_relief]\nimposed = 2090-01-01\nlifted = \"never\"\n");
    let path = folder.path();
    let run = ["run", "mine.toml", "--draws", "20", "--set", "horizon.quarters=2", "--threads", "1000"];
    for words in [&["solve", "mine.toml"][..], &run] {
        assert!(stderr(&potash(path, words)).contains("warning: "), "{words:?}");
    }
    let quiet = |words: &[&str]| stderr(&potash(path, &[words, &["--quiet"]].concat()));
    assert_eq!(quiet(&["solve", "mine.toml"]), "");
    assert_eq!(quiet(&run), "");
    let sweep =
        ["sweep", "mine.toml", "--vary", "model.sigma=2:4:2", "--draws", "5", "--set", "horizon.quarters=1"];
    assert_eq!(quiet(&sweep), "");
    // Another run of the same name goes elsewhere, and that is said.
    let another = quiet(&["run", "mine.toml", "--draws", "21", "--set", "horizon.quarters=2"]);
    assert!(another.contains("mine-2") && !another.contains("warning"), "{another}");
}

#[test]
fn the_first_twenty_warnings_are_printed_and_the_rest_counted() {
    let body: String =
        (0..50).map(|k| format!("[measure.m{k}]\nimposed = 2090-01-01\nlifted = \"never\"\n")).collect();
    let folder = with(&body);
    let output = potash(folder.path(), &["check", "mine.toml"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.matches("  warns    mine.toml").count(), 20, "{text}");
    assert!(text.contains(" more; `potash check --json` has them all"), "{text}");
    let told = stderr(&potash(folder.path(), &["solve", "mine.toml"]));
    assert_eq!(told.lines().count(), 21, "{told}");
}
