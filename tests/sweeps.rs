//! Sweeps as their users meet them, and draws that are lost in any command: nothing that is lost looks whole.

mod common;

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A capacity that leaves no valid world in about a third of the draws.
const OFTEN_LOST: &str = "exporter.belarus.capacity={uniform=[10,13]}";

/// What a command said and how it ended.
struct Said {
    code: i32,
    out: String,
    err: String,
    folder: TempDir,
}

impl Said {
    /// A file of the run called `s`.
    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join("s").join(name)).unwrap()
    }

    /// stdout and stderr with single spaces: lines are wrapped.
    fn flat(&self) -> String {
        format!("{} {}", self.out, self.err).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn scenario(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// Runs a command on shipped scenarios of two quarters with few draws, writing a run called `s`.
fn potash(command: &str, files: &[&str], arguments: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let mut potash = Command::cargo_bin("potash").unwrap();
    potash.env("NO_COLOR", "1").current_dir(folder.path());
    potash.arg(command).args(files.iter().map(|name| scenario(name)));
    let short = ["--set", "horizon.quarters=2", "--draws", "40", "--out", ".", "--name", "s"];
    let output = potash.args(short).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr), folder }
}

#[test]
fn a_run_that_lost_many_draws_says_so_first_and_ends_with_code_1() {
    for (command, files) in
        [("run", &["us-only.toml"][..]), ("compare", &["status-quo.toml", "us-only.toml"])]
    {
        let said = potash(command, files, &["--set", OFTEN_LOST]);
        assert_eq!(said.code, 1, "{command}: {}", said.err);
        let first = said.out.lines().next().unwrap();
        assert!(first.starts_with("CAUTION: ") && first.contains(" of 40 draws ("), "{first}");
        assert!(said.flat().contains("no valid world: belarus: capacity 10."), "{}", said.out);
        assert!(said.err.contains("--allow-lost"), "{}", said.err);
        // What was found is kept all the same.
        assert!(said.file("summary.csv").lines().count() > 1);
    }
}

#[test]
fn a_run_that_lost_many_draws_ends_well_if_that_was_allowed() {
    let said = potash("run", &["us-only.toml"], &["--set", OFTEN_LOST, "--allow-lost"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.starts_with("CAUTION: "), "{}", said.out);
}
