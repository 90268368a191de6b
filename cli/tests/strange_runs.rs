//! Runs that something happened to: results changed by hand, disks that are full, runs that were stopped or removed.

#![cfg(unix)]

mod common;

use assert_cmd::cargo::cargo_bin;
use potash::scenario::{Draft, Location};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

fn scenario(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios").join(name)
}

/// A command over a short horizon.
fn short(command: &str, out: &Path, options: &[&str]) -> Command {
    let mut potash = Command::new(cargo_bin("potash"));
    potash.arg(command).arg(scenario("us-only.toml")).args(["--set", "horizon.quarters=4", "--draws", "40"]);
    potash.arg("--out").arg(out).args(options);
    potash
}

fn ended(mut command: Command) -> Output {
    command.output().unwrap()
}

fn report(run: &Path, options: &[&str]) -> Output {
    Command::new(cargo_bin("potash")).arg("report").arg(run).args(options).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{:?} {}", output.status, told(output));
}

/// A finished run.
fn made(command: &str, options: &[&str]) -> (TempDir, PathBuf) {
    let out = tempfile::tempdir().unwrap();
    succeeds(&ended(short(command, out.path(), &[options, &["--name", "run"]].concat())));
    let run = out.path().join("run");
    (out, run)
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Changes a run's results and gives them the hash that fits.
fn change(run: &Path, change: impl FnOnce(&mut Value)) {
    let mut results = json_of(&run.join("results.json"));
    change(&mut results["results"]);
    let bytes = serde_json::to_vec(&results).unwrap();
    let mut manifest = json_of(&run.join("manifest.json"));
    for output in manifest["outputs"].as_array_mut().unwrap() {
        if output["file"] == "results.json" {
            output["sha256"] = potash_cli::report::folder::hash(&bytes).into();
        }
    }
    fs::write(run.join("results.json"), bytes).unwrap();
    fs::write(run.join("manifest.json"), manifest.to_string()).unwrap();
}

#[test]
fn results_with_counts_that_no_run_has_are_refused_as_data() {
    let (_out, run) = made("run", &[]);
    let original = fs::read(run.join("results.json")).unwrap();
    let odd: [(&str, Value, &str); 8] = [
        ("/study/horizon/quarters", json!(0), "horizon.quarters is 0"),
        ("/study/horizon/quarters", json!(i32::MAX), "horizon.quarters is 2147483647"),
        ("/study/horizon/quarters", json!(u64::MAX), "horizon.quarters"),
        ("/study/horizon/start", json!("2147483647-Q1"), "is no quarter"),
        ("/study/lost", json!(41), "lost is 41"),
        ("/study/summaries/0/lost_count", json!(41), "lost_count is 41"),
        ("/study/summaries", json!([]), "summaries has 0 entries"),
        ("/study/scenarios/0/markets", json!([]), "market is 0, and there are 0"),
    ];
    for (place, value, reason) in odd {
        fs::write(run.join("results.json"), &original).unwrap();
        change(&run, |results| *results.pointer_mut(place).unwrap() = value);
        let output = report(&run, &["--out", "-"]);
        assert_eq!(output.status.code(), Some(65), "{place}: {}", told(&output));
        assert!(told(&output).contains(reason), "{place}: {}", told(&output));
    }
}

#[test]
fn a_sweep_of_more_cells_than_a_sweep_has_is_refused_and_one_that_is_no_grid_has_no_map() {
    let vary = ["--vary", "corridor.russian_baltic.cost=30:70:2", "--vary", "model.sigma=2.5:6:2"];
    let (out, run) = made("sweep", &vary);
    let drawn = out.path().join("drawn");
    let charts = ["--format", "csv", "--force", "--out", drawn.to_str().unwrap()];
    succeeds(&report(&run, &charts));
    assert!(drawn.join("heat-map.csv").exists());
    fs::remove_dir_all(&drawn).unwrap();
    let cells = |count: usize| {
        move |results: &mut Value| {
            let cell = results["sweep"]["cells"][0].clone();
            let of = |k: usize| {
                let mut cell = cell.clone();
                cell["settings"] = json!([k.to_string(), k.to_string()]);
                cell
            };
            results["sweep"]["cells"] = (0..count).map(of).collect();
        }
    };
    change(&run, cells(900));
    succeeds(&report(&run, &["--out", "-"]));
    let none = report(&run, &charts);
    assert!(none.status.success() && !drawn.join("heat-map.csv").exists(), "{}", told(&none));
    change(&run, cells(20_000));
    let output = report(&run, &charts);
    assert!(output.status.code() == Some(65) && told(&output).contains("cells"), "{}", told(&output));
}

#[test]
fn an_answer_whose_files_cannot_be_written_is_printed() {
    let commands: [(&str, &[&str]); 3] =
        [("run", &[]), ("run", &["--json"]), ("sweep", &["--vary", "corridor.russian_baltic.cost=30:70:2"])];
    for (command, options) in commands {
        let out = tempfile::tempdir().unwrap();
        let mut unsaved = Command::new(cargo_bin("potash"));
        unsaved.arg(command).arg(scenario("us-only.toml")).args(["--set", "horizon.quarters=4"]);
        unsaved.args(["--draws", "40", "--no-files"]).args(options).current_dir(out.path());
        let whole = said(&ended(unsaved));
        let full = tempfile::tempdir().unwrap();
        let potash = short(command, full.path(), options);
        let mut limited = Command::new("sh");
        // The pipes are not limited; a file may have no bytes at all.
        limited.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"]).arg(potash.get_program());
        let output = ended({
            limited.args(potash.get_args());
            limited
        });
        assert_eq!(output.status.code(), Some(74), "{command}: {}", told(&output));
        assert!(told(&output).contains(full.path().to_str().unwrap()), "{command}: {}", told(&output));
        assert!(!whole.is_empty());
        assert_eq!(said(&output), whole, "{command}");
    }
}

#[test]
fn a_name_that_is_free_again_is_taken() {
    let out = tempfile::tempdir().unwrap();
    let run = |seed: &str| ended(short("run", out.path(), &["--seed", seed]));
    succeeds(&run("1"));
    let second = run("2");
    assert!(told(&second).contains("us-only holds another run; this one is in"), "{}", told(&second));
    fs::remove_dir_all(out.path().join("us-only")).unwrap();
    let again = run("2");
    succeeds(&again);
    assert!(!told(&again).contains("another run"), "{}", told(&again));
    assert!(out.path().join("us-only").exists());
}

#[test]
fn a_run_that_was_interrupted_replaces_no_other_even_with_force() {
    let out = tempfile::tempdir().unwrap();
    succeeds(&ended(short("run", out.path(), &[])));
    let before = fs::read(out.path().join("us-only/results.json")).unwrap();
    // So many draws that it is stopped long before the end, and in blocks so that some are complete.
    let mut potash = Command::new(cargo_bin("potash"));
    potash.arg("run").arg(scenario("us-only.toml")).args(["--set", "horizon.quarters=4", "--force", "--out"]);
    potash
        .arg(out.path())
        .args(["--draws", "4000000"])
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped());
    let child = potash.spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(4));
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", told(&output));
    assert_eq!(fs::read(out.path().join("us-only/results.json")).unwrap(), before);
    let partial = out.path().join("us-only-2");
    // Stopped before its first block it has nothing to say, and then leaves nothing.
    assert_eq!(partial.exists(), told(&output).contains("replaces no other"), "{}", told(&output));
}

#[test]
fn a_page_of_the_users_own_in_a_runs_folder_is_overwritten_only_if_asked() {
    let (_out, run) = made("run", &[]);
    let page = run.join("report.html");
    succeeds(&report(&run, &[]));
    succeeds(&report(&run, &[]));
    fs::write(&page, "<h1>Mine</h1>").unwrap();
    let refused = report(&run, &[]);
    assert_eq!(refused.status.code(), Some(2), "{}", told(&refused));
    assert!(told(&refused).contains("is not a page that potash made; --force"), "{}", told(&refused));
    assert_eq!(fs::read_to_string(&page).unwrap(), "<h1>Mine</h1>");
    succeeds(&report(&run, &["--force"]));
    assert!(fs::read_to_string(&page).unwrap().contains("potash"));
}

#[test]
fn all_cells_of_a_sweep_take_what_was_learnt_from_the_same_bytes() {
    let folder = common::shipped::shipped_copy();
    let draft = Draft::read(&Location::file(&folder.path().join("us-only.toml")), None).unwrap();
    let first = draft.with(&[]).unwrap();
    assert!(first.calibration().is_some());
    // Replaced half-way through the sweep.
    fs::write(folder.path().join("calibration/to-2026.toml"), "title = 1").unwrap();
    let Ok(second) = draft.with(&[]) else { panic!("what was read is known") };
    assert_eq!(second.resolved(), first.resolved());
}
