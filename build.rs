//! Notes the commit that the program is built from, for manifests.

use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=.git/HEAD");
    println!("cargo:rerun-if-changed=.git/refs/heads");
    let told = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output().ok();
    let commit = told
        .filter(|output| output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_string());
    println!("cargo:rustc-env=POTASH_COMMIT={}", commit.unwrap_or_else(|| "unknown".to_string()));
}
