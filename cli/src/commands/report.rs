//! `potash report`: charts and pages of finished runs, without solving anything.

use super::args::{Report, Style};
use super::console;
use super::error::CliError;
use super::runs::report_fault;
use crate::report::figures::Figure;
use crate::report::folder::{Existing, Finished, WriteError, write_file, write_inside};
use crate::report::results::Run;
use crate::report::{self, OutputFormat, PAGE, REDRAWN, RenderOptions, ReportError};
use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A file that is asked for.
struct Wanted {
    place: Place,
    bytes: Vec<u8>,
}

/// Where a file is asked for: in a run's own folder, or where the user says.
enum Place {
    Inside { run: PathBuf, inner: Option<&'static str>, name: String },
    Outside(PathBuf),
}

pub(super) fn run(arguments: &Report) -> Result<(), CliError> {
    console::set_threads(None, arguments.quiet)?;
    let runs = read(&arguments.runs)?;
    let written = match arguments.format.as_slice() {
        [] | [OutputFormat::Html] => vec![page(arguments, &runs)?],
        formats if formats.contains(&OutputFormat::Html) => {
            return Err(CliError::Usage(
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

/// Says what there is to say of a run that just ended, and writes its page into its folder if that is wanted.
/// Gives the folder; none for a run that left no files. What is said here is said to who asked for quiet too: it tells where the run is.
fn conclude(finished: Option<&Finished>, page: bool) -> Result<Option<PathBuf>, CliError> {
    let Some(Finished { path, notices, strays }) = finished else { return Ok(None) };
    notices.iter().for_each(|notice| console::tell(&format!("{notice}\n")));
    let stale: Vec<&str> = strays.iter().copied().filter(|stray| !page || *stray != PAGE).collect();
    if !stale.is_empty() {
        let (list, folder) = (stale.join(", "), path.display());
        console::tell(&format!("kept in {folder}, of the run that was replaced: {list}\n"));
    }
    if page {
        let runs = read(std::slice::from_ref(path))?;
        let bytes = report::page_bytes(&runs, &RenderOptions::default()).map_err(report_fault)?;
        if report::is_anothers_page(&path.join(PAGE)) {
            let text = format!(
                "{}: is not a page that potash made, and stays; write one with potash report --out FILE",
                path.join(PAGE).display()
            );
            return Err(CliError::Usage(text));
        }
        put(&own_page(path, bytes), false)?;
    }
    Ok(Some(path.clone()))
}

/// Ends a run: says what there is to say of its folder, writes its page if that is wanted and prints the answer,
/// which is made of the folder's path. Gives that path.
///
/// # Errors
/// What could not be written. The answer is printed all the same: what took hours is not lost with a full disk.
pub(super) fn end(
    written: Option<Result<Finished, CliError>>,
    page: bool,
    quiet: bool,
    text: impl Fn(Option<&str>) -> String,
) -> Result<Option<String>, CliError> {
    let concluded = written.transpose().and_then(|finished| conclude(finished.as_ref(), page));
    let folder = match concluded {
        Ok(folder) => folder,
        Err(fault) => {
            // The first fault is the one to end with.
            if let Err(second) = console::print(&text(None)) {
                let _ = second.report();
            }
            return Err(fault);
        }
    };
    let shown = folder.as_ref().map(|folder| folder.display().to_string());
    answer(&text(shown.as_deref()), folder.as_deref(), quiet)?;
    Ok(shown)
}

/// Prints the answer and says where the run is: also to who asked for quiet, if the answer could not be printed.
fn answer(text: &str, folder: Option<&Path>, quiet: bool) -> Result<(), CliError> {
    let printed = console::print(text);
    let told = !quiet || matches!(printed, Err(CliError::Io(_)));
    if let Some(folder) = folder.filter(|_| told) {
        console::tell(&format!("Tables and charts are in {}\n", folder.display()));
    }
    printed
}

fn own_page(run: &Path, bytes: Vec<u8>) -> Wanted {
    let place = Place::Inside { run: run.to_path_buf(), inner: None, name: PAGE.to_string() };
    Wanted { place, bytes }
}

/// Reads every folder; the faults of all of them are told before the command ends.
fn read(folders: &[PathBuf]) -> Result<Vec<Run>, CliError> {
    let (mut runs, mut first) = (Vec::new(), None);
    for folder in folders {
        match Run::read(folder) {
            Ok(run) => runs.push(run),
            Err(error) => {
                let fault = match error.is_io() {
                    true => CliError::Io(error.to_string()),
                    false => CliError::Data(error.to_string()),
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
fn page(arguments: &Report, runs: &[Run]) -> Result<Option<PathBuf>, CliError> {
    let Report { out, chart, .. } = arguments;
    if !chart.is_empty() || arguments.style.width.is_some() {
        let text = "--chart and --width are for charts; add --format svg, png or csv";
        return Err(CliError::Usage(text.to_string()));
    }
    let page = report::page_bytes(runs, &look(&arguments.style)).map_err(drawing_fault)?;
    let outside = |path: PathBuf| Place::Outside(path);
    let wanted = match (out, runs) {
        (Some(out), _) if out == Path::new("-") => return console::print_bytes(&page).map(|()| None),
        (Some(out), _) if out.is_dir() => Wanted { place: outside(out.join(PAGE)), bytes: page },
        (Some(out), _) => Wanted { place: outside(out.clone()), bytes: page },
        (None, [run]) if !arguments.force && report::is_anothers_page(&run.folder.join(PAGE)) => {
            let text = "is not a page that potash made; --force overwrites it, --out FILE writes another";
            return Err(CliError::Usage(format!("{}: {text}", run.folder.join(PAGE).display())));
        }
        (None, [run]) => own_page(&run.folder, page),
        _ => {
            let text =
                "a page of several runs belongs to none of their folders; say where with --out FILE.html";
            return Err(CliError::Usage(text.to_string()));
        }
    };
    put(&wanted, arguments.force).map(Some)
}

/// Writes the charts that were asked for; gives their paths.
fn charts(
    arguments: &Report,
    runs: &[Run],
    formats: &[OutputFormat],
) -> Result<Vec<Option<PathBuf>>, CliError> {
    let look = look(&arguments.style);
    let (mut homes, mut chosen): (Vec<&Run>, Vec<Figure>) = (Vec::new(), Vec::new());
    let mut known: Vec<String> = Vec::new();
    for run in runs {
        let figures = run.results.figures(look.texts);
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
    let stdout = arguments.out.as_deref() == Some(Path::new("-"));
    if stdout && (chosen.len() != 1 || formats.len() != 1) {
        return Err(CliError::Usage("one file fits stdout; choose one --chart and one --format".to_string()));
    }
    let mut wanted = Vec::new();
    let drawn = report::redraw_all(&chosen, formats, &look).map_err(drawing_fault)?;
    for (run, files) in homes.into_iter().zip(drawn) {
        for (name, bytes) in files {
            if stdout {
                console::print_bytes(&bytes)?;
                continue;
            }
            let place = match &arguments.out {
                None => Place::Inside { run: run.folder.clone(), inner: Some(REDRAWN), name },
                Some(out) if runs.len() == 1 => Place::Outside(out.join(name)),
                Some(out) => {
                    let own =
                        run.folder.file_name().map_or_else(String::new, |own| own.to_string_lossy().into());
                    Place::Outside(out.join(format!("{own}-{name}")))
                }
            };
            wanted.push(Wanted { place, bytes });
        }
    }
    // All or, where one is in the way, none.
    let mut outside = HashSet::new();
    for one in &wanted {
        if let Place::Outside(path) = &one.place
            && !outside.insert(path)
        {
            let text = "is made by more than one run, as their folders have one name; draw them one by one";
            return Err(CliError::Usage(format!("{} {text}", path.display())));
        }
        match &one.place {
            Place::Outside(path) if !arguments.force && path.symlink_metadata().is_ok() => {
                return Err(is_there(path));
            }
            _ => {}
        }
    }
    wanted.iter().map(|one| put(one, arguments.force).map(Some)).collect()
}

/// Nothing outside a run's own folder is overwritten silently.
fn is_there(path: &Path) -> CliError {
    CliError::Usage(format!("{} is there already; --force overwrites it", path.display()))
}

/// Writes a file and gives its path. In a run's own folder pages and charts are the run's, and made anew as often as
/// asked.
fn put(wanted: &Wanted, force: bool) -> Result<PathBuf, CliError> {
    let Wanted { place, bytes } = wanted;
    let fault = |error: WriteError| match error.error.kind() {
        ErrorKind::InvalidInput => CliError::Data(error.to_string()),
        _ => report_fault(ReportError::Write(error)),
    };
    match place {
        Place::Inside { run, inner, name } => {
            write_inside(run, *inner, name, bytes).map_err(fault)?;
            let home = inner.map_or_else(|| run.clone(), |inner| run.join(inner));
            Ok(home.join(name))
        }
        Place::Outside(path) => {
            let existing = if force { Existing::Overwrite } else { Existing::Keep };
            write_file(path, bytes, existing).map_err(|error| match error.error.kind() {
                ErrorKind::AlreadyExists => is_there(path),
                _ => report_fault(ReportError::Write(error)),
            })?;
            Ok(path.clone())
        }
    }
}

/// What cannot be drawn of a finished run is its data's fault: a run that potash left has marked what it could not
/// draw.
fn drawing_fault(error: ReportError) -> CliError {
    match error {
        ReportError::Write(_) => report_fault(error),
        error => CliError::Data(format!("{error}; the run's numbers are out of all proportion")),
    }
}

/// How charts and pages are asked to look.
fn look(style: &Style) -> RenderOptions {
    RenderOptions {
        theme: style.theme,
        width: style.width.map(f64::from),
        title: style.title.clone(),
        texts: style.lang,
    }
}
