//! Notes the commit that the program is built from, for manifests.

use std::process::Command;

fn main() {
    // Where these files are depends on the kind of checkout; elsewhere they are not there at all.
    for file in ["HEAD", "refs/heads"] {
        if let Some(path) = git(&["rev-parse", "--git-path", file]) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    println!("cargo:rerun-if-changed=build.rs");
    let commit = git(&["rev-parse", "--short=12", "HEAD"]);
    println!("cargo:rustc-env=POTASH_COMMIT={}", commit.unwrap_or_else(|| "unknown".to_string()));
}

/// What git answers, if there is a git and it knows.
fn git(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_string())
}
