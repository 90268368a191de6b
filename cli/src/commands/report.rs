//! `potash report`: charts and pages of finished runs, without solving anything.

use super::error::CliError;
use super::kit::kit;
use super::output_file::{
    Destination, OutputFile, is_there, own_page, read_runs, refuse_foreign_page, write,
};
use super::style::{Style, drawing_error, footed, render_options};
use super::{console, terminal};
use crate::report::figures::Figure;
use crate::report::results::{Results, Run};
use crate::report::tables::metric_name;
use crate::report::{self, OutputFormat, PAGE, REDRAWN};
use clap::Args;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Report {
    /// Folders of finished runs
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<PathBuf>,
    /// html for one page; svg, png, pdf or csv for charts, several parted by commas [default: html]
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', value_parser = output_format)]
    pub format: Vec<OutputFormat>,
    /// Draw this chart only; may be repeated [default: all]
    #[arg(long, value_name = "NAME")]
    pub chart: Vec<String>,
    /// Also show this metric by year, if the runs kept it; may be repeated. Runs made with --metric compare scenarios on
    /// it too
    #[arg(long, value_name = "NAME")]
    pub metric: Vec<String>,
    /// Draw what a publication needs, in the four sizes, with a text for those who cannot see it
    #[arg(long, conflicts_with_all = ["format", "chart", "width", "size", "title"])]
    pub kit: bool,
    #[command(flatten)]
    pub style: Style,
    /// File of the page or folder of charts; - for stdout [default: report.html or redrawn/ in the run's folder]
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
    /// Overwrite what is there
    #[arg(long)]
    pub force: bool,
    /// Print nothing on stderr but errors and where results went
    #[arg(long, short)]
    pub quiet: bool,
}

fn output_format(text: &str) -> Result<OutputFormat, String> {
    let found = OutputFormat::WORDS.iter().find(|(word, _)| *word == text).map(|(_, format)| *format);
    found.ok_or_else(|| "write html, svg, png, pdf or csv".to_string())
}

pub(super) fn run(arguments: &Report) -> Result<(), CliError> {
    console::set_threads(None, arguments.quiet)?;
    let mut runs = read_runs(&arguments.runs)?;
    for name in &arguments.metric {
        show(&mut runs, name)?;
    }
    let written = match arguments.format.as_slice() {
        _ if arguments.kit => kit(&runs, &arguments.style, (arguments.out.as_deref(), arguments.force))?,
        [] | [OutputFormat::Html] => vec![page(arguments, &runs)?],
        formats if formats.contains(&OutputFormat::Html) => {
            return Err(CliError::Usage(
                "html is a page of its own; ask for it, or for svg, png, pdf and csv".to_string(),
            ));
        }
        formats => charts(arguments, &runs, formats)?,
    };
    for path in written.into_iter().flatten().filter(|_| !arguments.quiet) {
        terminal::note(&format!("{}\n", path.display()));
    }
    Ok(())
}

/// Has runs show a metric that they kept.
fn show(runs: &mut [Run], name: &str) -> Result<(), CliError> {
    let studies = runs.iter_mut().filter_map(|run| match &mut run.results {
        Results::Study(study) => Some(study),
        _ => None,
    });
    let (mut found, mut kept) = (false, Vec::new());
    for study in studies {
        let Some((first, summary)) = study.scenarios.first().zip(study.summaries.first()) else { continue };
        let names = summary.metrics.iter().map(|one| (one.metric, metric_name(first, one.metric)));
        let names: Vec<_> = names.filter(|(_, name)| !name.starts_with("standing.")).collect();
        if let Some((metric, _)) = names.iter().find(|(_, known)| known == name) {
            found = true;
            if !study.shown.contains(metric) {
                study.shown.push(*metric);
            }
        }
        kept.extend(
            names.into_iter().map(|(_, name)| name).filter(|name| !kept.contains(name)).collect::<Vec<_>>(),
        );
    }
    match found {
        true => Ok(()),
        false if kept.is_empty() => Err(CliError::Usage(format!(
            "--metric {name}: only runs and comparisons keep metrics for later; ask for it where a sweep is made"
        ))),
        false => {
            Err(CliError::Usage(format!("--metric {name}: no run kept it; there are {}", kept.join(", "))))
        }
    }
}

/// Writes one page of all runs; gives its path unless it went to stdout.
fn page(arguments: &Report, runs: &[Run]) -> Result<Option<PathBuf>, CliError> {
    let Report { out, chart, .. } = arguments;
    let Style { width, size, source, note, .. } = &arguments.style;
    if !chart.is_empty() || width.is_some() || size.is_some() || source.is_some() || note.is_some() {
        let text =
            "--chart, --width, --size, --source and --note are for charts; add --format svg, png, pdf or csv";
        return Err(CliError::Usage(text.to_string()));
    }
    let page = report::page_bytes(runs, &render_options(&arguments.style)).map_err(drawing_error)?;
    let outside = |path: PathBuf| Destination::Outside(path);
    let wanted = match (out, runs) {
        (Some(out), _) if out == Path::new("-") => return console::print_bytes(&page).map(|()| None),
        (Some(out), _) if out.is_dir() => OutputFile { destination: outside(out.join(PAGE)), bytes: page },
        (Some(out), _) => OutputFile { destination: outside(out.clone()), bytes: page },
        (None, [run]) => {
            if !arguments.force {
                refuse_foreign_page(&run.folder, "; --force overwrites it, --out FILE writes another")?;
            }
            own_page(&run.folder, page)
        }
        _ => {
            let text =
                "a page of several runs belongs to none of their folders; say where with --out FILE.html";
            return Err(CliError::Usage(text.to_string()));
        }
    };
    write(&wanted, arguments.force).map(Some)
}

/// Writes the charts that were asked for; gives their paths.
fn charts(
    arguments: &Report,
    runs: &[Run],
    formats: &[OutputFormat],
) -> Result<Vec<Option<PathBuf>>, CliError> {
    let options = render_options(&arguments.style);
    let (mut homes, mut chosen): (Vec<&Run>, Vec<Figure>) = (Vec::new(), Vec::new());
    let mut known: Vec<String> = Vec::new();
    for run in runs {
        let figures = report::figures_of(&run.results);
        for figure in figures.into_iter().filter(|figure| !run.left_out(&figure.name)) {
            known.push(figure.name.clone());
            if arguments.chart.is_empty() || arguments.chart.contains(&figure.name) {
                homes.push(run);
                chosen.push(figure);
            }
        }
    }
    known.sort();
    known.dedup();
    if let Some(missing) = arguments.chart.iter().find(|name| !known.contains(name)) {
        let list = known.join(", ");
        return Err(CliError::Usage(format!("no chart is called `{missing}`; there are {list}")));
    }
    if let Some(title) = &arguments.style.title {
        let [only] = chosen.as_mut_slice() else {
            let list = known.join(", ");
            return Err(CliError::Usage(format!(
                "--title is of one chart; choose it with --chart, of {list}"
            )));
        };
        only.chart.caption_mut().title.clone_from(title);
    }
    chosen.iter_mut().for_each(|figure| footed(figure, &arguments.style));
    let stdout = arguments.out.as_deref() == Some(Path::new("-"));
    if stdout && (chosen.len() != 1 || formats.len() != 1) {
        return Err(CliError::Usage("one file fits stdout; choose one --chart and one --format".to_string()));
    }
    let mut wanted = Vec::new();
    let drawn = report::redraw_all(&chosen, formats, &options).map_err(drawing_error)?;
    for (run, files) in homes.into_iter().zip(drawn) {
        for (name, bytes) in files {
            if stdout {
                console::print_bytes(&bytes)?;
                continue;
            }
            let destination = match &arguments.out {
                None => Destination::Inside { run: run.folder.clone(), inner: Some(REDRAWN), name },
                Some(out) if runs.len() == 1 => Destination::Outside(out.join(name)),
                Some(out) => {
                    let own =
                        run.folder.file_name().map_or_else(String::new, |own| own.to_string_lossy().into());
                    Destination::Outside(out.join(format!("{own}-{name}")))
                }
            };
            wanted.push(OutputFile { destination, bytes });
        }
    }
    // All or, where one is in the way, none.
    let mut outside = HashSet::new();
    for one in &wanted {
        if let Destination::Outside(path) = &one.destination
            && !outside.insert(path)
        {
            let text = "is made by more than one run, as their folders have one name; draw them one by one";
            return Err(CliError::Usage(format!("{} {text}", path.display())));
        }
        match &one.destination {
            Destination::Outside(path) if !arguments.force && path.symlink_metadata().is_ok() => {
                return Err(is_there(path));
            }
            _ => {}
        }
    }
    wanted.iter().map(|one| write(one, arguments.force).map(Some)).collect()
}
