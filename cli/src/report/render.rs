//! Charts as files: which formats there are, and what happens to a chart that cannot be drawn.

use super::csv;
use super::figures::Figure;
use super::folder::{Folder, WriteError};
use super::page::document::PageTheme;
use potash_charts::{Canvas, Chart, ChartError, Drawing, Size, Theme, draw_in};
use rayon::prelude::*;

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

/// A file's name and what it holds.
pub type File = (String, Vec<u8>);

/// The charts of a run: the files of those that can be drawn, and why the others cannot.
pub(super) struct Drawn {
    pub files: Vec<File>,
    /// Name and reason of each.
    pub left_out: Vec<(String, String)>,
}

/// Charts as SVG, PNG and CSV, drawn side by side: pictures take longer than all tables together. A chart that cannot
/// be drawn, such as one of numbers that fit no axis, is no reason to lose the others.
pub(super) fn draw(figures: &[Figure]) -> Drawn {
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
    pub(super) fn write(&self, folder: &mut Folder) -> Result<(), WriteError> {
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
    Pdf,
    Csv,
}

impl OutputFormat {
    /// All of them, by their file endings.
    pub const WORDS: [(&'static str, OutputFormat); 5] = [
        ("html", OutputFormat::Html),
        ("svg", OutputFormat::Svg),
        ("png", OutputFormat::Png),
        ("pdf", OutputFormat::Pdf),
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
    /// Width and height of the picture, in the place of a width.
    pub size: Option<Size>,
    /// In the place of the finding.
    pub title: Option<String>,
}

impl Default for RenderOptions {
    fn default() -> RenderOptions {
        RenderOptions { theme: PageTheme::Auto, width: None, size: None, title: None }
    }
}

impl RenderOptions {
    /// Draws a chart so.
    fn draw(&self, chart: &dyn Chart) -> Result<Drawing, ChartError> {
        let theme = if self.theme == PageTheme::Dark { Theme::Dark } else { Theme::Light };
        let width = self.width.unwrap_or(Canvas::default().width);
        match self.size {
            Some(size) => draw_in(chart, size, theme),
            None => chart.drawn(&Canvas { width, theme, ..Canvas::default() }),
        }
    }

    /// Pixels of a PNG for one of the picture: a size is meant as it is.
    fn scale(&self) -> f32 {
        if self.size.is_some() { 1.0 } else { 2.0 }
    }
}

/// A chart's files in some formats, named after it; a PNG has twice the pixels, unless a size was asked for.
fn redraw(figure: &Figure, formats: &[OutputFormat], look: &RenderOptions) -> Result<Vec<File>, ReportError> {
    let failed = |error| ReportError::Chart { name: figure.name.clone(), error };
    if !figure.has_file_name() {
        return Err(ReportError::Name(figure.name.clone()));
    }
    let drawn = formats.iter().any(|format| !matches!(format, OutputFormat::Html | OutputFormat::Csv));
    let drawing = match drawn {
        true => Some(look.draw(figure.chart.as_ref()).map_err(failed)?),
        false => None,
    };
    let mut files = Vec::new();
    for format in formats {
        let bytes = match (format, &drawing) {
            (OutputFormat::Svg, Some(drawing)) => drawing.svg().into_bytes(),
            (OutputFormat::Png, Some(drawing)) => drawing.png(look.scale()).map_err(failed)?,
            (OutputFormat::Pdf, Some(drawing)) => drawing.pdf().map_err(failed)?,
            (OutputFormat::Csv, _) => csv::csv(&figure.chart.table()),
            // Pages are made elsewhere; pictures always have a drawing.
            (OutputFormat::Html, _) | (_, None) => continue,
        };
        files.push((format!("{}.{}", figure.name, format.ending()), bytes));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use potash_charts::{
        Caption, Chart, ChartError, Drawing, Response, ResponsePoint, ResponseSeries, SeriesId, Table,
    };

    /// A chart of numbers that fit no axis, or of none.
    struct Lines(Caption, Option<ChartError>);

    impl Chart for Lines {
        fn caption(&self) -> &Caption {
            &self.0
        }
        fn caption_mut(&mut self) -> &mut Caption {
            &mut self.0
        }
        fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
            let point = |x| ResponsePoint { x, q05: x, q50: x, q95: x };
            let (label, points) = ("one".to_string(), vec![point(0.0), point(1.0)]);
            let sample = Response {
                caption: self.0.clone(),
                x_label: String::new(),
                y_label: String::new(),
                column: String::new(),
                x_column: String::new(),
                series: vec![ResponseSeries { label, slot: SeriesId(0), points }],
                references: Vec::new(),
                own: None,
            };
            self.1.clone().map_or_else(|| sample.draw(canvas), Err)
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
            topic: super::super::figures::Topic::Result,
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
