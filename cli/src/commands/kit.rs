//! `potash report RUN --kit`: the charts that a publication needs, in every size with a name.

use super::error::CliError;
use super::output_file::{Destination, OutputFile, is_there, write};
use super::style::{Style, drawing_error, footed, render_options};
use crate::report::figures::Figure;
use crate::report::results::Run;
use crate::report::{self, KIT, OutputFormat, RenderOptions};
use potash_charts::{Caption, Size, in_numbers};
use std::path::{Path, PathBuf};

/// Its text for those who cannot see the pictures.
const ALT_TEXT: &str = "alt-text.txt";
/// The charts it has, as far as the run has them.
const CHARTS: [&str; 5] =
    ["share-restored", "revenue-medians", "revenue-over-time", "measures-over-time", "price-changes"];

/// Writes the kit of every run; gives the paths.
pub(super) fn kit(
    runs: &[Run],
    style: &Style,
    (out, force): (Option<&Path>, bool),
) -> Result<Vec<Option<PathBuf>>, CliError> {
    if out == Some(Path::new("-")) {
        return Err(CliError::Usage(
            "a kit is a folder of pictures; say where with --out FOLDER".to_string(),
        ));
    }
    if out.is_some() && runs.len() > 1 {
        return Err(CliError::Usage("--out is for the kit of one run; draw them one by one".to_string()));
    }
    let mut wanted = Vec::new();
    for run in runs {
        let figures = report::figures_of(&run.results).into_iter();
        let mut figures: Vec<Figure> = figures
            .filter(|figure| CHARTS.contains(&figure.name.as_str()) && !run.left_out(&figure.name))
            .collect();
        if figures.is_empty() {
            let text =
                format!("{} has none of the charts of a kit: {}", run.folder.display(), CHARTS.join(", "));
            return Err(CliError::Usage(text));
        }
        figures.iter_mut().for_each(|figure| footed(figure, style));
        let place = |name: String| match out {
            Some(out) => Destination::Outside(out.join(name)),
            None => Destination::Inside { run: run.folder.clone(), inner: Some(KIT), name },
        };
        for (size_name, size) in Size::NAMED {
            let options = RenderOptions { size: Some(size), ..render_options(style) };
            let drawn =
                report::redraw_all(&figures, &[OutputFormat::Png], &options).map_err(drawing_error)?;
            for (name, bytes) in drawn.into_iter().flatten() {
                let name = format!("{}-{size_name}.png", name.trim_end_matches(".png"));
                wanted.push(OutputFile { destination: place(name), bytes });
            }
        }
        let told = figures.iter().map(|figure| {
            let caption = figure.chart.caption();
            let numbers = in_numbers(&figure.chart.table());
            let Caption { title, description, source, .. } = caption;
            format!("{}: {title}. {description}. {numbers} {source}\n", figure.name)
        });
        let bytes = told.collect::<Vec<_>>().join("\n").into_bytes();
        wanted.push(OutputFile { destination: place(ALT_TEXT.to_string()), bytes });
    }
    for one in &wanted {
        if let Destination::Outside(path) = &one.destination
            && !force
            && path.symlink_metadata().is_ok()
        {
            return Err(is_there(path));
        }
    }
    wanted.iter().map(|one| write(one, force).map(Some)).collect()
}
