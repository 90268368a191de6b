//! `potash sweep`: one scenario over a grid of settings.

use super::args::Sweep;
use super::check::json_text;
use super::console;
use super::fault::Fault;
use super::open;
use super::runs::{Size, again, checked_name, quoted, report_fault, size, study_fault};
use crate::analysis::study::{Request, Study, StudyError};
use crate::analysis::sweep::{Cell, cell};
use crate::report;
use crate::report::folder::Folder;
use crate::report::sweep::Made;
use crate::scenario::{Assignment, Draft, Loaded};

/// Cells of the largest sweep; more is a typing mistake.
const MOST_CELLS: usize = 10_000;

/// A setting that takes several values.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    pub path: String,
    pub values: Vec<String>,
}

impl Axis {
    /// Parses `path=from:to:points`.
    pub fn parse_range(text: &str) -> Result<Axis, String> {
        let Assignment { path, value } = Assignment::parse(text)?;
        let parts: Vec<&str> = value.split(':').collect();
        let [from, to, points] = parts.as_slice() else {
            return Err(format!("`{value}` is not from:to:points, such as 10:60:6"));
        };
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        let (Some(from), Some(to)) = (number(from), number(to)) else {
            return Err(format!("`{value}`: from and to must be numbers"));
        };
        let points: usize =
            points.trim().parse().map_err(|_| format!("`{points}` is not a number of points"))?;
        if points == 0 || points > MOST_CELLS {
            return Err(format!("{points} points: a sweep may have 1 to {MOST_CELLS} cells"));
        }
        let step = if points > 1 { (to - from) / (points - 1) as f64 } else { 0.0 };
        // Twelve digits, so that 0.1 + 0.2 reads 0.3 and names the same cell again.
        let value = |k: usize| {
            let exact = from + step * k as f64;
            let dust = exact.abs() < 1e-12 * from.abs().max(to.abs());
            if dust { 0.0 } else { format!("{exact:.11e}").parse().unwrap_or(exact) }
        };
        Ok(Axis { path, values: (0..points).map(|k| value(k).to_string()).collect() })
    }

    /// Parses `path=a,b,c`.
    pub fn parse_list(text: &str) -> Result<Axis, String> {
        let Assignment { path, value } = Assignment::parse(text)?;
        let values: Vec<String> = value.split(',').map(|v| v.trim().to_string()).collect();
        if values.iter().any(String::is_empty) {
            return Err(format!("`{value}` has an empty value; write a,b,c"));
        }
        Ok(Axis { path, values })
    }
}

pub(super) fn run(arguments: &Sweep) -> Result<(), Fault> {
    let axes: Vec<Axis> = arguments.vary.iter().chain(&arguments.list).cloned().collect();
    let grid = grid(&axes, arguments.zip)?;
    console::set_threads(arguments.sampling.threads)?;
    // Every cell is read before the first is run: a sweep that cannot finish does not begin.
    let (draft, own) = open::draft(&arguments.file, &arguments.settings, arguments.voice.quiet)?;
    let cells =
        grid.iter().map(|cell| load_cell(&draft, &own, &axes, cell)).collect::<Result<Vec<_>, _>>()?;
    let first = cells.first().ok_or_else(|| Fault::Usage("nothing to sweep".to_string()))?;
    let size = size(&arguments.sampling, std::slice::from_ref(first));
    if size.digits.is_some() {
        let text = "a sweep has the same draws in every cell and waits for no digits; give --draws instead";
        return Err(Fault::Usage(text.to_string()));
    }
    if !arguments.sampling.save_draws.is_empty() || arguments.sampling.exact {
        let text = "--save-draws and --exact are not for sweeps; run the cell you want to see";
        return Err(Fault::Usage(text.to_string()));
    }
    let name = match &arguments.sampling.name {
        Some(name) => checked_name(name)?,
        None => sweep_name(first, &axes),
    };
    for one in &cells {
        Study::check(std::slice::from_ref(&one.scenario), size.draws).map_err(study_fault)?;
    }
    let folder =
        Folder::create(&arguments.sampling.out, &name).map_err(|error| Fault::Io(error.to_string()))?;
    let mut finished = run_cells(arguments, &grid, &cells, size)?;
    let (complete, asked) = (finished.len(), grid.len());
    if complete == 0 {
        return Err(Fault::Interrupted);
    }
    // What was not run stands in the table without a value.
    let blank = |settings: &Vec<String>| Cell { settings: settings.clone(), windows: Vec::new(), lost: 0 };
    finished.extend(grid.iter().skip(complete).map(blank));
    let base = draft.with(&own)?;
    let command = again("sweep", std::slice::from_ref(&arguments.file), &arguments.settings, size);
    let made = Made {
        paths: axes.iter().map(|axis| axis.path.clone()).collect(),
        zipped: arguments.zip,
        draws: size.draws,
        seed: size.seed,
        method: size.method,
    };
    let sweep = report::sweep::Sweep::new(&base.scenario, finished, made);
    let command = format!("{command}{}", axis_words(arguments));
    let folder = sweep.write(&base, &command, folder).map_err(report_fault)?;
    if arguments.sampling.report {
        super::report::page_of(&folder)?;
    }
    let folder = folder.display().to_string();
    match arguments.voice.json {
        true => console::print(&json_text(&sweep.json(Some(&folder))))?,
        false => console::print(&sweep.text())?,
    }
    if complete < asked {
        return Err(Fault::Stopped { what: "cells", complete, asked, folder });
    }
    if !arguments.voice.quiet {
        console::tell(&format!("Tables and charts are in {folder}\n"));
    }
    Ok(())
}

/// The settings of every cell: all combinations, the last axis fastest, or the axes side by side.
fn grid(axes: &[Axis], zip: bool) -> Result<Vec<Vec<String>>, Fault> {
    if axes.is_empty() {
        return Err(Fault::Usage(
            "nothing to sweep; add --vary path=from:to:points or --list path=a,b,c".to_string(),
        ));
    }
    for (k, axis) in axes.iter().enumerate() {
        if axes[..k].iter().any(|other| other.path == axis.path) {
            return Err(Fault::Usage(format!("`{}` is varied twice", axis.path)));
        }
    }
    if zip {
        let points = axes[0].values.len();
        if let Some(axis) = axes.iter().find(|axis| axis.values.len() != points) {
            let n = axis.values.len();
            return Err(Fault::Usage(format!(
                "--zip: `{}` has {n} points and `{}` {points}",
                axis.path, axes[0].path
            )));
        }
        return Ok((0..points).map(|k| axes.iter().map(|axis| axis.values[k].clone()).collect()).collect());
    }
    let cells = axes.iter().try_fold(1usize, |n, axis| n.checked_mul(axis.values.len()));
    match cells {
        Some(cells) if cells <= MOST_CELLS => {}
        _ => {
            return Err(Fault::Usage(format!(
                "the grid has more than {MOST_CELLS} cells; vary fewer points"
            )));
        }
    }
    let mut grid = vec![Vec::new()];
    for axis in axes {
        grid = grid
            .into_iter()
            .flat_map(|cell: Vec<String>| {
                axis.values.iter().map(move |value| cell.iter().cloned().chain([value.clone()]).collect())
            })
            .collect();
    }
    Ok(grid)
}

fn load_cell(draft: &Draft, own: &[Assignment], axes: &[Axis], cell: &[String]) -> Result<Loaded, Fault> {
    let axis = |(axis, value): (&Axis, &String)| Assignment { path: axis.path.clone(), value: value.clone() };
    let all: Vec<Assignment> = own.iter().cloned().chain(axes.iter().zip(cell).map(axis)).collect();
    Ok(draft.with(&all)?)
}

fn run_cells(
    arguments: &Sweep,
    grid: &[Vec<String>],
    cells: &[Loaded],
    Size { draws, seed, method, .. }: Size,
) -> Result<Vec<Cell>, Fault> {
    let stop = console::stop_flag();
    let paths: u64 = cells.iter().map(|l| Study::paths(std::slice::from_ref(&l.scenario), draws)).sum();
    let bar = console::progress(paths, arguments.voice.quiet);
    let mut finished = Vec::new();
    for (settings, loaded) in grid.iter().zip(cells) {
        let scenarios = vec![loaded.scenario.clone()];
        let progress = |n: usize| bar.inc(n as u64);
        match Study::run(Request {
            scenarios,
            draws,
            digits: None,
            exact: false,
            drivers: false,
            seed,
            method,
            stop: &stop,
            progress: &progress,
            sink: None,
        }) {
            // A cell is complete or none.
            Ok(study) if study.interrupted => break,
            Err(StudyError::Interrupted(_)) => break,
            Ok(study) => finished.extend(cell(settings.clone(), &study)),
            // A cell without any equilibrium is a result too, and no reason to lose the others.
            Err(StudyError::AllLost { .. }) => {
                finished.push(Cell { settings: settings.clone(), windows: Vec::new(), lost: draws });
            }
            Err(error) => return Err(study_fault(error)),
        }
    }
    bar.finish_and_clear();
    Ok(finished)
}

fn sweep_name(loaded: &Loaded, axes: &[Axis]) -> String {
    let paths: Vec<String> =
        axes.iter().map(|axis| axis.path.replace(['.', '_'], "-").to_lowercase()).collect();
    format!("{}-by-{}", loaded.scenario.name, paths.join("-and-")).chars().take(120).collect()
}

fn axis_words(arguments: &Sweep) -> String {
    let list =
        |axis: &Axis| format!(" --list {}", quoted(&format!("{}={}", axis.path, axis.values.join(","))));
    let zip = if arguments.zip { " --zip" } else { "" };
    arguments.vary.iter().chain(&arguments.list).map(list).collect::<String>() + zip
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_its_ends_and_even_steps() {
        let axis = Axis::parse_range("corridor.klaipeda.cost=10:20:5").unwrap();
        assert_eq!(axis.values, ["10", "12.5", "15", "17.5", "20"]);
        assert_eq!(Axis::parse_range("a=0:0.3:4").unwrap().values, ["0", "0.1", "0.2", "0.3"]);
        for wrong in ["a=1:2", "a=1:2:0", "a=x:2:3", "a", "=1:2:3", "a=1:2:1000000000"] {
            assert!(Axis::parse_range(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn several_axes_make_every_combination() {
        let axes = [Axis::parse_range("a=1:2:2").unwrap(), Axis::parse_list("b=x,y,z").unwrap()];
        let cells = grid(&axes, false).unwrap();
        assert_eq!(cells.len(), 6);
        assert_eq!(cells[4], ["2", "y"]);
        assert!(grid(&axes, true).is_err());
    }
}
