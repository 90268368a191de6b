//! `potash report`: charts and pages of finished runs, without solving anything.

use super::args::{Report, Style};
use super::console;
use super::fault::Fault;
use super::runs::report_fault;
use crate::report::figures::Figure;
use crate::report::folder::write_file;
use crate::report::results::{Run, RunError};
use crate::report::{self, Look, Picture, ReportError};
use std::path::{Path, PathBuf};

/// The page's file in a run's folder.
const PAGE: &str = "report.html";
/// The folder for redrawn charts in a run's folder.
const REDRAWN: &str = "redrawn";

pub(super) fn run(arguments: &Report) -> Result<(), Fault> {
    console::set_threads(None)?;
    let runs = read(&arguments.runs)?;
    let written = match arguments.format.as_slice() {
        [] | [Picture::Html] => vec![page(arguments, &runs)?],
        formats if formats.contains(&Picture::Html) => {
            return Err(Fault::Usage(
                "html is a page of its own; ask for it, or for svg, png and csv".to_string(),
            ));
        }
        formats => charts(arguments, &runs, formats)?,
    };
    for path in written.into_iter().flatten().filter(|_| !arguments.quiet) {
        console::tell(&format!("{}\n", path.display()));
    }
    Ok(())
}

/// Writes the page of a run that just ended into its folder.
pub(super) fn page_of(folder: &Path) -> Result<(), Fault> {
    let runs = read(&[folder.to_path_buf()])?;
    let page = report::page_bytes(&runs, &Look::default()).map_err(report_fault)?;
    put(&folder.join(PAGE), &page)
}

/// Reads every folder; the faults of all of them are told before the command ends.
fn read(folders: &[PathBuf]) -> Result<Vec<Run>, Fault> {
    let (mut runs, mut first) = (Vec::new(), None);
    for folder in folders {
        match Run::read(folder) {
            Ok(run) => runs.push(run),
            Err(error) => {
                let fault = match error {
                    error @ RunError::Unreadable { .. } => Fault::Io(error.to_string()),
                    error => Fault::Data(error.to_string()),
                };
                match first {
                    None => first = Some(fault),
                    Some(_) => drop(fault.report()),
                }
            }
        }
    }
    first.map_or(Ok(runs), Err)
}

/// Writes one page of all runs; gives its path unless it went to stdout.
fn page(arguments: &Report, runs: &[Run]) -> Result<Option<PathBuf>, Fault> {
    let Report { out, chart, .. } = arguments;
    if !chart.is_empty() || arguments.style.width.is_some() {
        let text = "--chart and --width are for charts; add --format svg, png or csv";
        return Err(Fault::Usage(text.to_string()));
    }
    let page = report::page_bytes(runs, &look(&arguments.style)).map_err(report_fault)?;
    let path = match (out, runs) {
        (Some(out), _) if out == Path::new("-") => return console::print_bytes(&page).map(|()| None),
        (Some(out), _) if out.is_dir() => out.join(PAGE),
        (Some(out), _) => out.clone(),
        (None, [run]) => run.folder.join(PAGE),
        _ => {
            let text =
                "a page of several runs belongs to none of their folders; say where with --out FILE.html";
            return Err(Fault::Usage(text.to_string()));
        }
    };
    // In a run's own folder the page is the run's, and made anew as often as asked.
    refuse_overwriting(&path, arguments.force || out.is_none())?;
    put(&path, &page)?;
    Ok(Some(path))
}

/// Writes the charts that were asked for; gives their paths.
fn charts(arguments: &Report, runs: &[Run], formats: &[Picture]) -> Result<Vec<Option<PathBuf>>, Fault> {
    let look = look(&arguments.style);
    let (mut homes, mut chosen): (Vec<&Run>, Vec<Figure>) = (Vec::new(), Vec::new());
    let mut known: Vec<String> = Vec::new();
    for run in runs {
        for figure in run.results.figures(look.texts) {
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
        return Err(Fault::Usage(format!("no chart is called `{missing}`; there are {list}")));
    }
    if let Some(title) = &arguments.style.title {
        let [only] = chosen.as_mut_slice() else {
            let list = known.join(", ");
            return Err(Fault::Usage(format!("--title is of one chart; choose it with --chart, of {list}")));
        };
        only.chart.caption_mut().title.clone_from(title);
    }
    let stdout = arguments.out.as_deref() == Some(Path::new("-"));
    if stdout && (chosen.len() != 1 || formats.len() != 1) {
        return Err(Fault::Usage("one file fits stdout; choose one --chart and one --format".to_string()));
    }
    let mut written = Vec::new();
    let drawn = report::redraw_all(&chosen, formats, &look).map_err(report_fault)?;
    for (run, files) in homes.into_iter().zip(drawn) {
        for (name, bytes) in files {
            if stdout {
                console::print_bytes(&bytes)?;
                continue;
            }
            let path = match &arguments.out {
                None => run.folder.join(REDRAWN).join(name),
                Some(out) if runs.len() == 1 => out.join(name),
                Some(out) => {
                    let own =
                        run.folder.file_name().map_or_else(String::new, |own| own.to_string_lossy().into());
                    out.join(format!("{own}-{name}"))
                }
            };
            refuse_overwriting(&path, arguments.force || arguments.out.is_none())?;
            put(&path, &bytes)?;
            written.push(Some(path));
        }
    }
    Ok(written)
}

/// Nothing outside a run's own folder is overwritten silently.
fn refuse_overwriting(path: &Path, may: bool) -> Result<(), Fault> {
    match path.exists() && !may {
        true => Err(Fault::Usage(format!("{} is there already; --force overwrites it", path.display()))),
        false => Ok(()),
    }
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    write_file(path, bytes).map_err(|error| report_fault(ReportError::Write(error)))
}

/// How charts and pages are asked to look.
fn look(style: &Style) -> Look {
    Look {
        theme: style.theme,
        width: style.width.map(f64::from),
        title: style.title.clone(),
        texts: style.lang,
    }
}
