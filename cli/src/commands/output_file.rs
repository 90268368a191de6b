//! Files that a command writes: in a run's own folder, or where the user says.

use super::error::CliError;
use crate::report::folder::{Existing, WriteError, write_file, write_inside};
use crate::report::results::Run;
use crate::report::{self, PAGE};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file to be written.
pub(super) struct OutputFile {
    pub destination: Destination,
    pub bytes: Vec<u8>,
}

/// Where a file is written: in a run's own folder, or where the user says.
pub(super) enum Destination {
    Inside { run: PathBuf, inner: Option<&'static str>, name: String },
    Outside(PathBuf),
}

/// The page in a run's own folder.
pub(super) fn own_page(run: &Path, bytes: Vec<u8>) -> OutputFile {
    let destination = Destination::Inside { run: run.to_path_buf(), inner: None, name: PAGE.to_string() };
    OutputFile { destination, bytes }
}

/// Refuses to overwrite a file in the page's place that potash did not write; `remedy` says what to do instead.
pub(super) fn refuse_foreign_page(run: &Path, remedy: &str) -> Result<(), CliError> {
    let page = run.join(PAGE);
    match report::is_anothers_page(&page) {
        true => Err(CliError::Usage(format!("{}: is not a page that potash made{remedy}", page.display()))),
        false => Ok(()),
    }
}

/// Reads finished runs; all errors are printed before the command ends.
///
/// # Errors
/// The first folder that holds no run that can be read.
pub(super) fn read_runs(folders: &[PathBuf]) -> Result<Vec<Run>, CliError> {
    super::error::all(folders.iter().map(|folder| {
        Run::read(folder).map_err(|error| match error.is_io() {
            true => CliError::Io(error.to_string()),
            false => CliError::Data(error.to_string()),
        })
    }))
}

/// Nothing outside a run's own folder is overwritten silently.
pub(super) fn is_there(path: &Path) -> CliError {
    CliError::Usage(format!("{} is there already; --force overwrites it", path.display()))
}

/// Writes a file and gives its path. In a run's own folder pages and charts are the run's, and made anew as often as
/// asked.
pub(super) fn write(file: &OutputFile, force: bool) -> Result<PathBuf, CliError> {
    let OutputFile { destination, bytes } = file;
    let write_error = |error: WriteError| match error.error.kind() {
        ErrorKind::InvalidInput => CliError::Data(error.to_string()),
        _ => error.into(),
    };
    match destination {
        Destination::Inside { run, inner, name } => {
            write_inside(run, *inner, name, bytes).map_err(write_error)?;
            let home = inner.map_or_else(|| run.clone(), |inner| run.join(inner));
            Ok(home.join(name))
        }
        Destination::Outside(path) => {
            let existing = if force { Existing::Overwrite } else { Existing::Keep };
            write_file(path, bytes, existing).map_err(|error| match error.error.kind() {
                ErrorKind::AlreadyExists => is_there(path),
                _ => error.into(),
            })?;
            Ok(path.clone())
        }
    }
}
