//! The end of every run: its folder is finished, its page written and the answer printed.

use super::error::CliError;
use super::output_file::{own_page, read_runs, refuse_foreign_page, write};
use super::{console, terminal};
use crate::report::folder::Finished;
use crate::report::{self, PAGE, RenderOptions};
use std::path::{Path, PathBuf};

/// Prints the notices of a run that just ended, also where quiet was asked for, and writes its page if that is
/// wanted. Gives the folder; none for a run that left no files.
fn conclude(finished: Option<&Finished>, page: bool) -> Result<Option<PathBuf>, CliError> {
    let Some(Finished { path, notices, strays }) = finished else { return Ok(None) };
    notices.iter().for_each(|notice| terminal::note(&format!("{notice}\n")));
    let stale: Vec<&str> = strays.iter().copied().filter(|stray| !page || *stray != PAGE).collect();
    if !stale.is_empty() {
        let (list, folder) = (stale.join(", "), path.display());
        terminal::note(&format!("kept in {folder}, of the run that was replaced: {list}\n"));
    }
    if page {
        let runs = read_runs(std::slice::from_ref(path))?;
        let bytes = report::page_bytes(&runs, &RenderOptions::default())?;
        refuse_foreign_page(path, ", and stays; write one with potash report --out FILE")?;
        write(&own_page(path, bytes), false)?;
    }
    Ok(Some(path.clone()))
}

/// Ends a run: prints the notices of its folder, writes its page if that is wanted and prints the answer, which is
/// made of the folder's path. Gives that path.
///
/// # Errors
/// What could not be written. The answer is printed all the same: what took hours is not lost with a full disk.
pub(super) fn end_run(
    written: Option<Result<Finished, CliError>>,
    page: bool,
    quiet: bool,
    text: impl Fn(Option<&str>) -> Result<String, CliError>,
) -> Result<Option<String>, CliError> {
    let concluded = written.transpose().and_then(|finished| conclude(finished.as_ref(), page));
    let folder = match concluded {
        Ok(folder) => folder,
        Err(error) => {
            // The first error is the one to end with.
            if let Err(second) = text(None).and_then(|text| console::print(&text)) {
                let _ = second.report();
            }
            return Err(error);
        }
    };
    let shown = folder.as_ref().map(|folder| folder.display().to_string());
    answer(&text(shown.as_deref())?, folder.as_deref(), quiet)?;
    Ok(shown)
}

/// Prints the answer and where the run is; the latter also where quiet was asked for, if the answer could not be
/// printed.
fn answer(text: &str, folder: Option<&Path>, quiet: bool) -> Result<(), CliError> {
    let printed = console::print(text);
    let wanted = !quiet || matches!(printed, Err(CliError::Io(_)));
    if let Some(folder) = folder.filter(|_| wanted) {
        terminal::note(&format!("Tables and charts are in {}\n", folder.display()));
    }
    printed
}

/// The error of a run that lost more draws than its answer can bear.
pub(super) fn too_many_lost(what: &str) -> CliError {
    CliError::Incomplete(format!(
        "{what}; mend what they are lost for, or take the answer as it is with --allow-lost"
    ))
}
