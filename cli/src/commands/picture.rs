//! Files that an answer is also written into, under names of the user's own.

use super::error::CliError;
use crate::report::folder::{Existing, write_file};
use crate::report::{File, OutputFormat, ReportError};
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct SideFiles {
    /// Also write every number as a table
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Also draw the answer: a name that ends in .svg or .png
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    /// Overwrite what is there
    #[arg(long)]
    pub force: bool,
}

impl SideFiles {
    /// Refuses what could not be written before anything is solved.
    ///
    /// # Errors
    /// A chart of no known form, one name for both, a file that is there.
    pub(super) fn check(&self) -> Result<(), CliError> {
        self.chart.as_deref().map(format_of).transpose()?;
        if self.csv.is_some() && self.csv == self.chart {
            return Err(CliError::Usage("--csv and --chart name the same file".to_string()));
        }
        let there = |path: &&PathBuf| path.is_file() && !self.force;
        match self.csv.iter().chain(&self.chart).find(there) {
            Some(path) => Err(is_there(path)),
            None => Ok(()),
        }
    }

    /// Writes the table and the chart that were asked for.
    ///
    /// # Errors
    /// What could not be drawn or written.
    pub(super) fn write(
        &self,
        table: impl FnOnce() -> Vec<u8>,
        picture: impl FnOnce(OutputFormat) -> Result<Option<File>, ReportError>,
    ) -> Result<(), CliError> {
        if let Some(path) = &self.csv {
            self.put(path, &table())?;
        }
        if let Some(path) = &self.chart
            && let Some((_, bytes)) = picture(format_of(path)?)?
        {
            self.put(path, &bytes)?;
        }
        Ok(())
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> Result<(), CliError> {
        // A device or a pipe is there to be written into.
        let existing =
            if self.force || path.exists() && !path.is_file() { Existing::Overwrite } else { Existing::Keep };
        write_file(path, bytes, existing).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => is_there(path),
            _ => error.into(),
        })
    }
}

fn is_there(path: &Path) -> CliError {
    CliError::Usage(format!("{} is there already; --force overwrites it", path.display()))
}

/// The form that a chart's name asks for.
fn format_of(path: &Path) -> Result<OutputFormat, CliError> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => Ok(OutputFormat::Svg),
        Some("png") => Ok(OutputFormat::Png),
        _ => Err(CliError::Usage(format!("--chart {}: let its name end in .svg or .png", path.display()))),
    }
}
