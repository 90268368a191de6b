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
    let folder = common::shipped::shipped_copy();
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
        let folder = with("calibration = \"calibration/to-2026.toml\"\n");
        let file = folder.path().join("calibration/to-2026.toml");
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

#[test]
fn values_as_they_are_written_elsewhere_are_one_fault_with_the_right_one_named() {
    for (body, help) in [
        (
            "[corridor.russian_baltic]\ncost = { value = 59,5, unit = \"USD/t\" }\n",
            "write 59.5: decimal numbers",
        ),
        ("[measure.us_relief]\nimposed = 13.12.2025\n", "write 2025-12-13: dates"),
        ("[index.demand]\n\"2030-Q4\" = 50 %\n", "write 0.5: a share"),
    ] {
        let said = told(&check(body), 65, help);
        assert!(said.contains("1 problem found"), "{said}");
    }
    told(&check("[model]\ntheta = { triangular = [12,5, 22, 40] }\n"), 65, "decimal numbers have a point");
    let set = |value: &str| potash(with("").path(), &["check", "mine.toml", "--set", value]);
    told(&set("model.sigma=50 %"), 2, "write 0.5; a share");
    told(&set("measure.us_relief.imposed=13.12.2025"), 2, "write 2025-12-13");
}

#[test]
fn line_ends_of_windows_are_not_shown() {
    let said = told(&check("[model]\r\nsigma = \"x\"\r\n[nothing]\r\n"), 65, "sigma");
    assert!(!said.contains("u{d}"), "{said}");
}

#[test]
fn a_new_scenario_asks_what_stays_true_and_changes_what_can_be_seen() {
    let folder = with("");
    let path = folder.path();
    told(&potash(path, &["new", "nope/m.toml"]), 2, "make it first");
    told(&potash(path, &["new", "new.toml", "--from", "us-only"]), 0, "is written");
    let text = fs::read_to_string(path.join("new.toml")).unwrap();
    let question = text.lines().find(|line| line.starts_with("question")).unwrap();
    assert_eq!(question, "question = \"What if corridor.russian_baltic.cost was different?\"");
    fs::write(
        path.join("free.toml"),
        "title = \"x\"\nextends = \"us-only.toml\"\ncorridor.russian_baltic.cost = { value = 0, unit = \"USD/t\" }\n",
    )
    .unwrap();
    told(&potash(path, &["new", "other.toml", "--from", "free.toml"]), 0, "is written");
    let text = fs::read_to_string(path.join("other.toml")).unwrap();
    assert!(!text.contains("russian_baltic") && !text.contains("value = 0,"), "{text}");
}

#[test]
fn names_of_files_keep_their_letters() {
    let folder = with("");
    let path = folder.path();
    for (file, name) in [("Größe.toml", "\"grosse\""), ("Klaipėda é.toml", "\"klaipeda-e\"")] {
        fs::copy(path.join("mine.toml"), path.join(file)).unwrap();
        let output = potash(path, &["check", file, "--json"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains(&format!("\"name\": {name}")), "{text:.400}");
    }
}

#[test]
fn what_a_run_or_a_solution_leaves_aside_is_said() {
    let folder = with("[run]\nseed = 7\ndraws = 300\n");
    let path = folder.path();
    told(&potash(path, &["solve", "mine.toml", "--period", "2090-Q1"]), 0, "2090-Q1 is outside the horizon");
    let inside = potash(path, &["solve", "mine.toml", "--period", "2027-Q1"]);
    assert!(!stderr(&inside).contains("horizon"));
    let compare = ["compare", "us-only.toml", "mine.toml", "--no-files", "--set", "horizon.quarters=1"];
    let compare = |more: &[&str]| potash(path, &[&compare[..], more].concat());
    let said =
        told(&compare(&["--draws", "20"]), 0, "run.seed is that of us-only, the first; mine has another");
    assert!(!said.contains("run.draws"), "{said}");
    assert_eq!(stderr(&compare(&["--draws", "20", "--quiet"])), "");
    assert!(!stderr(&compare(&["--draws", "20", "--seed", "3"])).contains("the first"));
}

#[test]
fn one_member_has_no_ranks_to_correlate() {
    let folder = with(
        "calibration = \"calibration/to-2026.toml\"\n[correlation.\"index.cost.2030-Q4\"]\n\"index.demand.2030-Q4\" = 0.5\n",
    );
    let (toml, csv) =
        (folder.path().join("calibration/to-2026.toml"), folder.path().join("calibration/to-2026.csv"));
    let (heading, members) = (fs::read_to_string(&toml).unwrap(), fs::read_to_string(&csv).unwrap());
    let one = members.lines().take(2).map(|line| format!("{line}\n")).collect::<String>();
    let sha = |text: &str| {
        use sha2::Digest;
        sha2::Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let count = format!("members = {}\n", members.lines().count() - 1);
    let heading = heading.replace(&sha(&members), &sha(&one)).replace(&count, "members = 1\n");
    fs::write(&toml, heading).unwrap();
    fs::write(&csv, one).unwrap();
    told(&potash(folder.path(), &["check", "mine.toml"]), 65, "one member has no ranks");
}
