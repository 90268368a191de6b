//! The command that makes the same results again, byte by byte.

use super::options::SampleSize;
use super::overrides::Overrides;
use super::shell::quoted;
use potash::scenario::Method;
use std::path::PathBuf;

/// The command, its scenarios and what is set in them.
pub(super) fn command_words(command: &str, files: &[PathBuf], overrides: &Overrides) -> String {
    let files: String =
        files.iter().map(|file| format!(" {}", quoted(&file.display().to_string()))).collect();
    format!("potash {command}{files}{}", overrides.words())
}

/// The same with its sample; without its seed where a sweep varies that.
pub(super) fn reproduction_command(
    command: &str,
    files: &[PathBuf],
    overrides: &Overrides,
    SampleSize { draws, seed, method, .. }: SampleSize,
    with_seed: bool,
) -> String {
    let mut text = format!("{} --draws {draws}", command_words(command, files, overrides));
    if with_seed {
        text.push_str(&format!(" --seed {seed}"));
    }
    if method != Method::default() {
        text.push_str(&format!(" --sampler {}", method.word()));
    }
    text
}
