//! A chart under a name of the user's own.

use super::error::CliError;
use crate::report::OutputFormat;
use std::path::Path;

/// The form that a chart's name asks for.
pub(super) fn format_of(path: &Path) -> Result<OutputFormat, CliError> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => Ok(OutputFormat::Svg),
        Some("png") => Ok(OutputFormat::Png),
        _ => Err(CliError::Usage(format!("--chart {}: let its name end in .svg or .png", path.display()))),
    }
}
