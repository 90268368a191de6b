//! Results as people and machines read them: text, JSON, CSV, charts, manifests.
//!
//! The only room that writes files. It computes no result: every number it shows was made below.

pub mod chart;
pub mod csv;
pub mod draws;
pub mod equilibrium;
pub mod figures;
pub mod folder;
pub mod history;
pub mod manifest;
pub mod outlook;
pub mod page;
pub mod register;
pub mod results;
pub mod summary;
pub mod sweep;
pub mod tables;
pub mod texts;
pub mod words;

use crate::analysis::study::Study;
use folder::{Folder, MANIFEST, WriteError};
use manifest::Origin;
use rayon::prelude::*;
use results::{RESULTS, Results};
use std::path::PathBuf;

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("{0}")]
    Write(#[from] WriteError),
    #[error("chart {name}: {error}")]
    Chart { name: String, error: chart::ChartError },
}

/// A file's name and what it holds.
pub type File = (String, Vec<u8>);

/// Writes a study's tables, charts and manifest into its folder.
pub fn write(study: &Study, origin: &Origin<'_>, mut folder: Folder) -> Result<PathBuf, ReportError> {
    let (texts, figures) =
        rayon::join(|| texts(study), || figure_files(&figures::figures(study, texts::ENGLISH)));
    folder.write_all([texts, figures?].concat())?;
    let manifest = manifest::manifest(study, origin, &folder);
    folder.write(MANIFEST, &manifest)?;
    Ok(folder.finish()?)
}

/// How a file is made of a study.
type Maker = fn(&Study) -> Vec<u8>;

/// The files that are no charts, made side by side.
fn texts(study: &Study) -> Vec<File> {
    let mut makers: Vec<(&str, Maker)> = vec![
        ("summary.csv", |study| csv::csv(&tables::summary_table(study))),
        ("by-period.csv", |study| csv::csv(&tables::by_period(study))),
        ("cumulative.csv", |study| csv::csv(&tables::cumulative_revenue(study))),
        ("trade.csv", |study| csv::csv(&tables::trade(study))),
        ("measures.csv", |study| csv::csv(&outlook::measures(study))),
        ("lost-draws.csv", |study| csv::csv(&tables::lost(study))),
    ];
    if study.scenarios.len() > 1 {
        makers.push(("differences.csv", |study| csv::csv(&tables::differences(study))));
    }
    if study.scenarios.iter().any(|scenario| !scenario.expectations.is_empty()) {
        makers.push(("expectations.csv", |study| csv::csv(&tables::expectations(study))));
    }
    if !study.conditionals.is_empty() {
        makers.push(("conditional.csv", |study| csv::csv(&outlook::conditional(study))));
    }
    makers.push((RESULTS, |study| Results::Study(Box::new(study.clone())).bytes()));
    makers.push(("summary.txt", |study| summary::text(study).into_bytes()));
    makers.into_par_iter().map(|(name, make)| (name.to_string(), make(study))).collect()
}

/// A chart's files: SVG, PNG at twice the size, and the numbers drawn.
fn chart_files(figure: &figures::Figure) -> Result<Vec<File>, chart::ChartError> {
    let svg = figure.chart.svg()?;
    let png = chart::png(&svg, 2.0)?;
    let csv = csv::csv(&figure.chart.table());
    let file = |ending: &str, bytes| (format!("{}.{ending}", figure.name), bytes);
    Ok(vec![file("svg", svg.into_bytes()), file("png", png), file("csv", csv)])
}

/// Charts as SVG, PNG and CSV, drawn side by side: pictures take longer than all tables together.
fn figure_files(figures: &[figures::Figure]) -> Result<Vec<File>, ReportError> {
    let of = |figure: &figures::Figure| {
        chart_files(figure).map_err(|error| ReportError::Chart { name: figure.name.clone(), error })
    };
    let files: Vec<Vec<File>> = figures.par_iter().map(of).collect::<Result<_, _>>()?;
    Ok(files.concat())
}
