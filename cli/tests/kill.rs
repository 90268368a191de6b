//! Runs that are killed while they replace another: under the name there is always one whole run.

#![cfg(unix)]

use assert_cmd::cargo::cargo_bin;
use potash_cli::report::results::{Results, Run};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A short sweep of a few draws in the place of whichever run is there.
fn start(out: &Path, seed: u64) -> Child {
    let scenario = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios/us-only.toml");
    let mut command = Command::new(cargo_bin("potash"));
    // A sweep has one chart, so that most of its time is that of starting and writing.
    command.arg("sweep").arg(scenario).args([
        "--list",
        "model.sigma=3,4",
        "--name",
        "us-only",
        "--threads",
        "1",
    ]);
    command.args(["--set", "horizon.quarters=4", "--draws", "2"]);
    command.args(["--force", "--quiet", "--seed", &seed.to_string(), "--out"]).arg(out);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Numbers between 0 and 1, the same every time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Hidden work in the folder of runs.
fn work(out: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(".potash-")).collect()
}

/// Waits until a process that was just started has put a file into its new folder; false if it ended first.
fn wait_for(file: &str, out: &Path, process: &mut Child) -> bool {
    loop {
        if work(out).iter().any(|work| work.join("run").join(file).exists()) {
            return true;
        }
        if process.try_wait().unwrap().is_some() {
            return false;
        }
    }
}

fn seed_of(run: &Path) -> u64 {
    // What `potash report` reads: every file with its hash.
    match Run::read(run).unwrap_or_else(|error| panic!("{error}")).results {
        Results::Sweep(sweep) => sweep.seed,
        _ => panic!("another kind of run"),
    }
}

/// Waits until another folder has the name, or the process ended.
fn wait_for_exchange(home: &Path, process: &mut Child) {
    let node = |path: &Path| path.metadata().map(|about| about.ino()).ok();
    let before = node(home);
    while node(home) == before && process.try_wait().unwrap().is_none() {}
}

/// Kills so many runs: a quarter of them at any moment, once all is written, just before old and new change places, when
/// what is the user's stands in both, and just after.
fn kill(times: usize) {
    let top = tempfile::tempdir().unwrap();
    let out = top.path().join("outputs");
    let home = out.join("us-only");
    let begun = Instant::now();
    assert!(start(&out, 0).wait().unwrap().success());
    let whole = begun.elapsed();
    fs::create_dir(home.join("mine")).unwrap();
    fs::write(home.join("mine/notes.txt"), "mine").unwrap();
    let (mut numbers, mut old, mut replaced, mut littered) = (Numbers(1), 0, 0, 0);
    for k in 1..=times {
        let seed = k as u64;
        let mut process = start(&out, seed);
        let going = match k % 4 {
            0 => {
                std::thread::sleep(whole.mul_f64(numbers.next()));
                false
            }
            1 => wait_for("manifest.json", &out, &mut process),
            2 => wait_for("mine/notes.txt", &out, &mut process),
            _ => {
                wait_for_exchange(&home, &mut process);
                true
            }
        };
        if going {
            // From ten microseconds to a tenth of a second, as many in each decade: machines differ.
            std::thread::sleep(Duration::from_secs_f64(10f64.powf(numbers.next() * 4.0 - 5.0)));
        }
        process.kill().unwrap();
        process.wait().unwrap();
        let found = seed_of(&home);
        assert!(found == old || found == seed, "kill {k}: {found} is neither {old} nor {seed}");
        assert_eq!(fs::read(home.join("mine/notes.txt")).unwrap(), b"mine", "kill {k}");
        replaced += usize::from(found == seed);
        old = found;
        // What was left is cleared by the next run, so it never adds up.
        let left = work(&out).len();
        assert!(left <= 1, "kill {k}: {left} work folders");
        littered += left;
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1 + left, "kill {k}");
    }
    assert!(start(&out, 0).wait().unwrap().success());
    assert_eq!((seed_of(&home), fs::read_dir(&out).unwrap().count()), (0, 1));
    let report = Command::new(cargo_bin("potash")).arg("report").arg(&home).arg("--quiet").status().unwrap();
    assert!(report.success());
    // Else the moments were chosen badly.
    eprintln!("{times} kills: {replaced} came after the new run had the name, {littered} left work");
    assert!(littered > times / 10, "only {littered} of {times} runs were killed at work");
    assert!(replaced > times / 10, "only {replaced} of {times} were killed after they had the name");
}

#[test]
fn a_run_that_is_killed_leaves_the_old_run_or_the_new_one_whole_under_its_name() {
    kill(50);
}

#[test]
#[ignore = "takes a minute"]
fn two_hundred_killed_runs_lose_nothing() {
    kill(200);
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_killed_runs_lose_nothing() {
    kill(1_000);
}
