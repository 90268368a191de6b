//! How charts and pages of finished runs look, as it is asked for.

use super::error::CliError;
use crate::report::figures::Figure;
use crate::report::{PageTheme, RenderOptions, ReportError};
use clap::Args;
use potash_charts::Size;

/// How charts and pages look.
#[derive(Debug, Args)]
pub(super) struct Style {
    /// light, dark, or auto, which follows the reader's machine (a chart is then light)
    #[arg(long, value_name = "THEME", default_value = "auto", value_parser = theme)]
    pub theme: PageTheme,
    /// Width of charts in pixels, 320 to 2000; text keeps its size [default: 960]
    #[arg(long, value_name = "PIXELS", value_parser = clap::value_parser!(u32).range(320..=2000))]
    pub width: Option<u32>,
    /// Size of charts: post (1200x675), square (1080x1080), portrait (1080x1350), slide (1920x1080), or WIDTHxHEIGHT in
    /// pixels
    #[arg(long, value_name = "SIZE", value_parser = picture_size, conflicts_with = "width")]
    pub size: Option<Size>,
    /// What stands at the foot of every chart, in the place of its source
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// What is added to the foot of every chart
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Title of the page, or of the one chart
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
}

fn picture_size(text: &str) -> Result<Size, String> {
    Size::parse(text).ok_or_else(|| {
        let names: Vec<&str> = Size::NAMED.iter().map(|(name, _)| *name).collect();
        let (least, most) = (Size::LEAST, Size::MOST);
        format!("write {}, or WIDTHxHEIGHT with sides from {least} to {most}: 1200x675", names.join(", "))
    })
}

fn theme(text: &str) -> Result<PageTheme, String> {
    let found = PageTheme::WORDS.iter().find(|(word, _)| *word == text).map(|(_, theme)| *theme);
    found.ok_or_else(|| "write light, dark or auto".to_string())
}

/// What cannot be drawn of a finished run is its data's fault: a run that potash left has marked what it could not
/// draw.
pub(super) fn drawing_error(error: ReportError) -> CliError {
    match error {
        ReportError::Write(_) => error.into(),
        error => CliError::Data(format!("{error}; the run's numbers are out of all proportion")),
    }
}

/// Puts the words that were asked for at the foot of a chart.
pub(super) fn footed(figure: &mut Figure, style: &Style) {
    let caption = figure.chart.caption_mut();
    if let Some(source) = &style.source {
        caption.source.clone_from(source);
    }
    if let Some(note) = &style.note {
        caption.source = format!("{} {note}", caption.source).trim().to_string();
    }
}

/// The options of charts and pages that were asked for.
pub(super) fn render_options(style: &Style) -> RenderOptions {
    RenderOptions {
        theme: style.theme,
        width: style.width.map(f64::from),
        size: style.size,
        title: style.title.clone(),
    }
}
