//! When a run ends: at its draws, when digits stand, or when somebody stops it; and what it leaves.

mod common;

use assert_cmd::cargo::cargo_bin;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A folder with the shipped scenarios and a short one.
fn short(more: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = common::shipped::shipped_copy();
    let path = folder.path().join("short.toml");
    let text = format!("title = \"Short\"\nextends = \"us-only.toml\"\n[horizon]\nquarters = 2\n{more}");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn run(file: &Path, arguments: &[&str], out: &Path) -> Output {
    let mut command = Command::new(cargo_bin("potash"));
    command.arg("run").arg(file).args(arguments).arg("--out").arg(out);
    command.stdin(Stdio::null()).output().unwrap()
}

fn summary(out: &Path) -> String {
    fs::read_to_string(out.join("short/summary.csv")).unwrap()
}

fn manifest(out: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(out.join("short/manifest.json")).unwrap()).unwrap()
}

/// What the folder's results say of the study.
fn results(out: &Path) -> serde_json::Value {
    let text = fs::read_to_string(out.join("short/results.json")).unwrap();
    serde_json::from_str::<serde_json::Value>(&text).unwrap()["results"]["study"].clone()
}

fn precision(out: &Path) -> serde_json::Value {
    results(out)["precision"].clone()
}

#[test]
fn a_run_for_digits_is_the_run_of_as_many_draws() {
    let (folder, file) = short("[run]\ndigits = 1");
    let (waited, asked) = (folder.path().join("waited"), folder.path().join("asked"));
    let output = run(&file, &[], &waited);
    assert!(output.status.success(), "{output:?}");
    let said = manifest(&waited);
    let draws = said["draws"].as_u64().unwrap();
    assert!(draws > 0 && draws.is_multiple_of(10_000), "{draws}");
    assert_eq!(precision(&waited), serde_json::json!({ "digits": 1, "shortfall": null }));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains(&format!("1 digit of every row stand after {draws} draws")), "{told}");
    assert!(run(&file, &["--draws", &draws.to_string()], &asked).status.success());
    assert_eq!(summary(&waited), summary(&asked));
    assert!(precision(&asked).is_null());
}

#[test]
fn digits_that_do_not_stand_in_time_are_told() {
    let (folder, file) = short("");
    let out = folder.path().join("out");
    let output = run(&file, &["--digits", "4", "--draws", "3000"], &out);
    assert!(output.status.success());
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("4 digits do not stand after 3000 draws:"), "{told}");
    let precision = precision(&out);
    assert!(precision["digits"] == 4 && precision["shortfall"].is_object(), "{precision}");
}

#[test]
fn an_impossible_precision_is_refused() {
    let (folder, file) = short("[run]\ndigits = 9");
    let output = run(&file, &[], &folder.path().join("out"));
    assert_eq!(output.status.code(), Some(65));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("short.toml:6:10") && told.contains("whole number from 1 to 4"), "{told}");
    let (folder, file) = short("");
    assert_eq!(run(&file, &["--digits", "0"], folder.path()).status.code(), Some(2));
}

/// Runs a command that would take for ever, and stops it when it had time to complete something: later and
/// later, until the file that it leaves is there.
#[cfg(unix)]
fn stopped(arguments: &[&str], file: &Path, out: &Path, leaves: &str) -> Duration {
    for patience in [1, 3, 9, 27, 81] {
        let mut command = Command::new(cargo_bin("potash"));
        command.arg(arguments[0]).arg(file).args(&arguments[1..]).arg("--out").arg(out);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(Duration::from_secs(patience));
        let asked = Instant::now();
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        // Asked before it could answer, it ends as any program does.
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(130) | None), "{code:?}");
        if out.join(leaves).exists() {
            return asked.elapsed();
        }
    }
    panic!("nothing was complete");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_keeps_what_is_complete() {
    let (folder, file) = short("");
    let (out, again) = (folder.path().join("stopped"), folder.path().join("again"));
    let took = stopped(&["run", "--draws", "500000000"], &file, &out, "short/manifest.json");
    // A second, but on a machine that does other things as well.
    assert!(took < Duration::from_secs(10), "{took:?}");
    let said = manifest(&out);
    let draws = said["draws"].as_u64().unwrap();
    assert_eq!(said["interrupted"], true);
    assert_eq!(results(&out)["asked"], 500_000_000_u64);
    assert!(run(&file, &["--draws", &draws.to_string()], &again).status.success());
    assert_eq!(summary(&out), summary(&again));
}

#[cfg(unix)]
#[test]
fn a_sweep_that_is_stopped_keeps_the_cells_that_are_complete() {
    let (folder, file) = short("");
    let out = folder.path().join("out");
    let arguments =
        ["sweep", "--vary", "corridor.russian_baltic.cost=30:70:2000", "--draws", "20000", "--name", "s"];
    stopped(&arguments, &file, &out, "s/sweep.csv");
    let table = fs::read_to_string(out.join("s/sweep.csv")).unwrap();
    let complete = table.lines().skip(1).filter(|line| !line.contains(",,")).count();
    assert!(complete > 0 && complete < table.lines().count() - 1, "{table}");
}
