//! Results as people and machines read them: text, JSON, CSV, charts, manifests.
//!
//! The only room that writes files. It computes no result: every number it shows was made below.

pub mod answer;
pub mod cautions;
pub mod changed;
pub mod csv;
pub mod draws;
pub mod equilibrium;
mod expected;
pub mod figures;
pub mod folder;
pub mod history;
pub mod manifest;
pub mod outlook;
pub mod page;
pub mod register;
pub mod results;
pub mod scale;
pub mod screen;
pub mod summary;
pub mod sweep;
pub mod tables;
pub mod words;

use answer::Answer;
use figures::Figure;
use folder::{Finished, Folder, WriteError};
use history::backtest_report::BacktestReport;
use manifest::{Manifest, Origin, Sample};
pub use page::PageTheme;
use potash::results::study::StudyResults;
use potash_charts::{Canvas, Theme};
use rayon::prelude::*;
use results::{RESULTS, Results, ResultsRef, Run};
use std::path::Path;

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("{0}")]
    Write(#[from] WriteError),
    #[error("chart {name}: {error}")]
    Chart { name: String, error: potash_charts::ChartError },
    #[error("{0:?} is no name that a chart's file can have")]
    Name(String),
}

/// The page's file in a run's folder.
pub const PAGE: &str = "report.html";
/// What every page has in its head, and by which it is known as one of ours.
const GENERATOR: &str = "<meta name=\"generator\" content=\"potash ";
/// The folder of charts that are drawn again in a run's folder.
pub const REDRAWN: &str = "redrawn";
/// What `potash report` makes in a run's folder, after the run.
const MADE_LATER: [&str; 2] = [PAGE, REDRAWN];

/// A file's name and what it holds.
pub type File = (String, Vec<u8>);

/// Writes a study's tables, charts and manifest into its folder.
///
/// # Errors
/// What could not be written.
pub fn write(study: &StudyResults, origin: &Origin<'_>, mut folder: Folder) -> Result<Finished, ReportError> {
    let (texts, drawn) = rayon::join(|| texts(study), || draw(&figures::figures(study)));
    folder.write_all(texts?)?;
    drawn.write(&mut folder)?;
    let sample = Sample {
        draws: study.draws,
        lost: study.lost,
        seed: study.seed,
        method: study.method,
        horizon: Some(study.horizon),
        interrupted: study.interrupted,
    };
    let manifest = Manifest::new(&origin.command, &sample, origin.loaded, Some(&drawn), &folder);
    Ok(folder.finish(&manifest.bytes()?)?)
}

/// The answer of a study for machines.
pub fn answer(study: &StudyResults) -> Answer<ResultsRef<'_>> {
    let (cautions, findings) = (cautions::cautions(study), summary::findings(study));
    Answer { cautions, findings, ..Answer::new(ResultsRef::Study(study)) }
}

/// Whether a file stands there that does not say in its first bytes that potash made it.
pub fn is_anothers_page(path: &Path) -> bool {
    folder::head_of_file(path).is_some_and(|head| !String::from_utf8_lossy(&head).contains(GENERATOR))
}

/// How a file is made of a study.
type Maker = fn(&StudyResults) -> Vec<u8>;

/// The files that are no charts, made side by side.
fn texts(study: &StudyResults) -> Result<Vec<File>, WriteError> {
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
    makers.push(("summary.txt", |study| summary::text(study, screen::TextStyle::Plain).into_bytes()));
    let files = makers.into_par_iter().map(|(name, make)| (name.to_string(), make(study)));
    let results = || Ok((RESULTS.to_string(), Answer::new(ResultsRef::Study(study)).bytes()?));
    let (mut files, results) = rayon::join(|| files.collect::<Vec<File>>(), results);
    files.insert(files.len().saturating_sub(1), results?);
    Ok(files)
}

/// The charts of results.
pub fn figures_of(results: &Results) -> Vec<Figure> {
    match results {
        Results::Study(study) => figures::figures(study),
        Results::Sweep(sweep) => sweep::SweepReport(sweep).figure().into_iter().collect(),
        Results::Backtest(backtest) => BacktestReport(backtest).figures(),
        Results::Calibration(calibration) => BacktestReport(&calibration.backtest).figures(),
    }
}

/// The charts of a run: the files of those that can be drawn, and why the others cannot.
struct Drawn {
    files: Vec<File>,
    /// Name and reason of each.
    left_out: Vec<(String, String)>,
}

/// Charts as SVG, PNG and CSV, drawn side by side: pictures take longer than all tables together. A chart that cannot
/// be drawn, such as one of numbers that fit no axis, is no reason to lose the others.
fn draw(figures: &[Figure]) -> Drawn {
    let formats = [OutputFormat::Svg, OutputFormat::Png, OutputFormat::Csv];
    let drawn: Vec<_> =
        figures.par_iter().map(|figure| redraw(figure, &formats, &RenderOptions::default())).collect();
    let (mut files, mut left_out) = (Vec::new(), Vec::new());
    for (figure, drawn) in figures.iter().zip(drawn) {
        match drawn {
            Ok(drawn) => files.extend(drawn),
            Err(ReportError::Chart { name, error }) => left_out.push((name, error.to_string())),
            Err(error) => left_out.push((figure.name.clone(), error.to_string())),
        }
    }
    Drawn { files, left_out }
}

impl Drawn {
    /// Writes the files, and leaves word of what has none.
    fn write(&self, folder: &mut Folder) -> Result<(), WriteError> {
        for (name, reason) in &self.left_out {
            folder.notice(format!("the chart {name} is left out, as it cannot be drawn: {reason}"));
        }
        folder.write_all(self.files.clone())
    }
}

/// The files of several charts, drawn side by side, in the order of the charts.
///
/// # Errors
/// A chart that cannot be drawn so.
pub fn redraw_all(
    figures: &[Figure],
    formats: &[OutputFormat],
    look: &RenderOptions,
) -> Result<Vec<Vec<File>>, ReportError> {
    figures.par_iter().map(|figure| redraw(figure, formats, look)).collect()
}

/// A form in which a run is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputFormat {
    Html,
    Svg,
    Png,
    Csv,
}

impl OutputFormat {
    /// All of them, by their file endings.
    pub const WORDS: [(&'static str, OutputFormat); 4] = [
        ("html", OutputFormat::Html),
        ("svg", OutputFormat::Svg),
        ("png", OutputFormat::Png),
        ("csv", OutputFormat::Csv),
    ];

    fn ending(self) -> &'static str {
        OutputFormat::WORDS[self as usize].0
    }
}

/// How charts and pages are asked to look.
#[derive(Debug, Clone)]
pub struct RenderOptions {
    pub theme: PageTheme,
    /// Of charts, in pixels; none for the usual.
    pub width: Option<f64>,
    /// In the place of the finding.
    pub title: Option<String>,
}

impl Default for RenderOptions {
    fn default() -> RenderOptions {
        RenderOptions { theme: PageTheme::Auto, width: None, title: None }
    }
}

impl RenderOptions {
    /// What charts are drawn on.
    fn canvas(&self) -> Canvas {
        let theme = if self.theme == PageTheme::Dark { Theme::Dark } else { Theme::Light };
        Canvas { width: self.width.unwrap_or(Canvas::default().width), theme, ..Canvas::default() }
    }
}

/// A chart's files in some formats, named after it; a PNG has twice the pixels.
fn redraw(figure: &Figure, formats: &[OutputFormat], look: &RenderOptions) -> Result<Vec<File>, ReportError> {
    let failed = |error| ReportError::Chart { name: figure.name.clone(), error };
    if !figure.has_file_name() {
        return Err(ReportError::Name(figure.name.clone()));
    }
    let drawn = formats.iter().any(|format| matches!(format, OutputFormat::Svg | OutputFormat::Png));
    let svg = if drawn { figure.chart.svg(&look.canvas()).map_err(failed)? } else { String::new() };
    let mut files = Vec::new();
    for format in formats {
        let bytes = match format {
            OutputFormat::Html => continue,
            OutputFormat::Svg => svg.clone().into_bytes(),
            OutputFormat::Png => potash_charts::png(&svg, 2.0).map_err(failed)?,
            OutputFormat::Csv => csv::csv(&figure.chart.table()),
        };
        files.push((format!("{}.{}", figure.name, format.ending()), bytes));
    }
    Ok(files)
}

/// The page of some runs.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page_bytes(runs: &[Run], look: &RenderOptions) -> Result<Vec<u8>, ReportError> {
    let document = page::document(runs, look.title.as_deref());
    let document = document.map_err(|(name, error)| ReportError::Chart { name, error })?;
    Ok(page::html::html(&document, look.theme).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use potash_charts::{Caption, Chart, ChartError, Table};

    /// A chart of numbers that fit no axis, or of none.
    struct Lines(Caption, Option<ChartError>);

    impl Chart for Lines {
        fn caption(&self) -> &Caption {
            &self.0
        }
        fn caption_mut(&mut self) -> &mut Caption {
            &mut self.0
        }
        fn svg(&self, _: &Canvas) -> Result<String, ChartError> {
            let empty = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>".to_string();
            self.1.clone().map_or(Ok(empty), Err)
        }
        fn table(&self) -> Table {
            Table { header: vec!["a".to_string()], rows: Vec::new() }
        }
    }

    fn figure(name: &str, error: Option<ChartError>) -> Figure {
        let caption = Caption {
            title: String::new(),
            subtitle: String::new(),
            source: String::new(),
            description: String::new(),
        };
        Figure {
            name: name.to_string(),
            topic: figures::Topic::Result,
            chart: Box::new(Lines(caption, error)),
        }
    }

    #[test]
    fn a_chart_that_cannot_be_drawn_is_left_out_and_said_and_the_others_are_kept() {
        let apart = ChartError::Range { low: 0.0, high: 1e308 };
        let drawn = draw(&[figure("one", None), figure("two", Some(apart)), figure("../three", None)]);
        let files: Vec<&str> = drawn.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(files, ["one.svg", "one.png", "one.csv"]);
        let left: Vec<&str> = drawn.left_out.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(left, ["two", "../three"]);
        let out = tempfile::tempdir().unwrap();
        let mut folder = Folder::create(out.path(), "run", false).unwrap();
        drawn.write(&mut folder).unwrap();
        let notices = folder.finish(b"{}").unwrap().notices;
        assert!(
            notices[0].contains("the chart two is left out") && notices[0].contains("1e308"),
            "{notices:?}"
        );
    }

    #[test]
    fn the_file_of_a_chart_has_a_name_that_cannot_be_a_path() {
        for name in ["drivers-us-only", "revenue-over-time", &format!("drivers-{}", "x".repeat(64))] {
            assert!(figure(name, None).has_file_name(), "{name}");
        }
        for name in ["drivers-/../x", "drivers-", "a/b", "..", "", "drivers-A"] {
            assert!(!figure(name, None).has_file_name(), "{name}");
            let drawn = redraw(&figure(name, None), &[OutputFormat::Csv], &RenderOptions::default());
            assert!(matches!(drawn, Err(ReportError::Name(_))), "{name}");
        }
    }
}
