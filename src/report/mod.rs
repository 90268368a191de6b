//! Results as people and machines read them: text, JSON, CSV, charts, manifests.
//!
//! The only room that writes files. It computes no result: every number it shows was made below.

pub mod chart;
pub mod equilibrium;
pub mod figures;
pub mod folder;
pub mod manifest;
pub mod summary;
pub mod sweep;
pub mod tables;
pub mod words;

use crate::analysis::study::Study;
use folder::{Folder, MANIFEST, WriteError};
use manifest::Origin;
use std::path::PathBuf;

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("{0}")]
    Write(#[from] WriteError),
    #[error("chart {name}: {error}")]
    Chart { name: &'static str, error: chart::ChartError },
}

/// Writes a study's tables, charts and manifest into its folder.
pub fn write(study: &Study, origin: &Origin<'_>, mut folder: Folder) -> Result<PathBuf, ReportError> {
    let mut tables = vec![
        ("summary.csv", tables::summary_table(study)),
        ("by-period.csv", tables::by_period(study)),
        ("cumulative.csv", tables::cumulative_revenue(study)),
        ("trade.csv", tables::trade(study)),
        ("draws.csv", tables::draws(study)),
        ("lost-draws.csv", tables::lost(study)),
    ];
    if study.scenarios.len() > 1 {
        tables.push(("differences.csv", tables::differences(study)));
    }
    if study.scenarios.iter().any(|scenario| !scenario.expectations.is_empty()) {
        tables.push(("expectations.csv", tables::expectations(study)));
    }
    for (file, table) in &tables {
        folder.write(file, &tables::csv(table))?;
    }
    folder.write("summary.txt", summary::text(study).as_bytes())?;
    write_figures(&figures::figures(study), &mut folder)?;
    let manifest = manifest::manifest(study, origin, &folder);
    folder.write(MANIFEST, &manifest)?;
    Ok(folder.finish()?)
}

/// Writes charts as SVG, PNG and CSV.
fn write_figures(list: &[figures::Figure], folder: &mut Folder) -> Result<(), ReportError> {
    for figure in list {
        let files =
            figures::files(figure).map_err(|error| ReportError::Chart { name: figure.name, error })?;
        for (file, bytes) in files {
            folder.write(&file, &bytes)?;
        }
    }
    Ok(())
}
