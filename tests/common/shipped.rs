//! The scenarios that are shipped, copied where a test may change them.

use super::ROOT;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with the shipped scenarios and the calibration for them.
pub fn shipped_copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(ROOT).join("scenarios"), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, target) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
