//! Results as people and machines read them: text, JSON, CSV, charts, manifests.
//!
//! The only room that writes files. It computes no result: every number it shows was made below.

pub mod cautions;
pub mod changed;
pub mod chart;
pub mod csv;
pub mod draws;
pub mod equilibrium;
mod expected;
pub mod figures;
pub mod folder;
pub mod history;
pub mod json;
pub mod manifest;
pub mod outlook;
pub mod page;
pub mod register;
pub mod results;
pub mod screen;
pub mod summary;
pub mod sweep;
pub mod tables;
pub mod texts;
pub mod words;

use crate::analysis::study::Study;
use chart::{Canvas, Theme};
use figures::Figure;
use folder::{Folder, MANIFEST, WriteError};
use manifest::Origin;
pub use page::PageTheme;
use rayon::prelude::*;
use results::{RESULTS, Results, Run};
use std::path::PathBuf;
use texts::{ENGLISH, Texts};

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
    let (texts, figures) = rayon::join(|| texts(study), || figure_files(&figures::figures(study, ENGLISH)));
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
    if !study.drivers.is_empty() {
        makers.push(("drivers.csv", |study| csv::csv(&tables::drivers(study))));
    }
    if !study.conditionals.is_empty() {
        makers.push(("conditional.csv", |study| csv::csv(&outlook::conditional(study))));
    }
    makers.push((RESULTS, |study| Results::Study(Box::new(study.clone())).bytes()));
    makers.push(("summary.txt", |study| summary::text(study, screen::Ink::Plain).into_bytes()));
    makers.into_par_iter().map(|(name, make)| (name.to_string(), make(study))).collect()
}

/// Charts as SVG, PNG and CSV, drawn side by side: pictures take longer than all tables together.
fn figure_files(figures: &[Figure]) -> Result<Vec<File>, ReportError> {
    let formats = [Picture::Svg, Picture::Png, Picture::Csv];
    Ok(redraw_all(figures, &formats, &Look::default())?.concat())
}

/// The files of several charts, drawn side by side, in the order of the charts.
///
/// # Errors
/// A chart that cannot be drawn so.
pub fn redraw_all(
    figures: &[Figure],
    formats: &[Picture],
    look: &Look,
) -> Result<Vec<Vec<File>>, ReportError> {
    figures.par_iter().map(|figure| redraw(figure, formats, look)).collect()
}

/// A form in which a run is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    Html,
    Svg,
    Png,
    Csv,
}

impl Picture {
    /// All of them, by their file endings.
    pub const WORDS: [(&'static str, Picture); 4] =
        [("html", Picture::Html), ("svg", Picture::Svg), ("png", Picture::Png), ("csv", Picture::Csv)];

    fn ending(self) -> &'static str {
        Picture::WORDS[self as usize].0
    }
}

/// How charts and pages are asked to look.
#[derive(Debug, Clone)]
pub struct Look {
    pub theme: PageTheme,
    /// Of charts, in pixels; none for the usual.
    pub width: Option<f64>,
    /// In the place of the finding.
    pub title: Option<String>,
    pub texts: &'static Texts,
}

impl Default for Look {
    fn default() -> Look {
        Look { theme: PageTheme::Auto, width: None, title: None, texts: ENGLISH }
    }
}

impl Look {
    /// What charts are drawn on.
    fn canvas(&self) -> Canvas {
        let theme = if self.theme == PageTheme::Dark { Theme::Dark } else { Theme::Light };
        Canvas { width: self.width.unwrap_or(Canvas::default().width), theme, texts: self.texts }
    }
}

/// A chart's files in some formats, named after it; a PNG has twice the pixels.
fn redraw(figure: &Figure, formats: &[Picture], look: &Look) -> Result<Vec<File>, ReportError> {
    let failed = |error| ReportError::Chart { name: figure.name.clone(), error };
    let drawn = formats.iter().any(|format| matches!(format, Picture::Svg | Picture::Png));
    let svg = if drawn { figure.chart.svg(&look.canvas()).map_err(failed)? } else { String::new() };
    let mut files = Vec::new();
    for format in formats {
        let bytes = match format {
            Picture::Html => continue,
            Picture::Svg => svg.clone().into_bytes(),
            Picture::Png => chart::png(&svg, 2.0).map_err(failed)?,
            Picture::Csv => csv::csv(&figure.chart.table()),
        };
        files.push((format!("{}.{}", figure.name, format.ending()), bytes));
    }
    Ok(files)
}

/// The page of some runs.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page_bytes(runs: &[Run], look: &Look) -> Result<Vec<u8>, ReportError> {
    let document = page::document(runs, look.title.as_deref(), look.texts);
    let document = document.map_err(|(name, error)| ReportError::Chart { name, error })?;
    Ok(page::html::html(&document, look.theme).into_bytes())
}
