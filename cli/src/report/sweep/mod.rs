//! A sweep as text, table and chart.

mod chart;
mod table;
mod words;

use super::csv::csv;
use super::figures::Figure;
use super::folder::{Finished, Folder};
use super::results::{RESULTS, Results};
use super::{ReportError, manifest};
use potash::results::sweep::{Cell, Missing};
use potash::results::window::Window;
use potash::scenario::Scenario;
use potash::scenario::{Method, Definition};
use serde::{Deserialize, Serialize};
use serde_json::json;
pub(super) use words::label;

/// The path of the axis that gives every cell a seed of its own.
pub const SEED: &str = "run.seed";

/// A finished sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// The scenario's name and title.
    pub scenario: String,
    pub title: String,
    /// The exporter that it is about.
    pub focus: String,
    /// What was set besides the axes, as `path=value`.
    pub settings: Vec<String>,
    pub axes: Vec<Axis>,
    /// Whether the axes were paired instead of crossed.
    pub zipped: bool,
    /// What all cells are shown over; the headline is about the last.
    pub windows: Vec<Window>,
    /// Whether the horizons of the cells differ.
    pub horizons_differ: bool,
    pub cells: Vec<Cell>,
    pub draws: usize,
    /// The seed of all cells, unless they have seeds of their own.
    pub seed: u64,
    pub method: Method,
    /// A fixed revenue that results are compared with, and what it is.
    yardstick: Option<(f64, String)>,
}

/// What is varied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// Its dotted path.
    pub path: String,
    /// Empty for what has none.
    pub unit: String,
}

/// How a sweep was made.
pub struct Made {
    pub settings: Vec<String>,
    pub paths: Vec<String>,
    pub zipped: bool,
    pub windows: Vec<Window>,
    pub horizons_differ: bool,
    pub draws: usize,
    pub seed: u64,
    pub method: Method,
}

impl Axis {
    /// In words, with its unit.
    fn label(&self) -> String {
        match self.unit.as_str() {
            "" => label(&self.path),
            unit => format!("{}, {unit}", label(&self.path)),
        }
    }

    /// As the name of a column.
    fn column(&self) -> String {
        self.path.replace('.', "_")
    }
}

impl Sweep {
    /// The finished cells of a scenario's sweep.
    pub fn new(scenario: &Definition, cells: Vec<Cell>, made: Made) -> Sweep {
        let unit = |path: &str| {
            let parameter = scenario.parameters.iter().find(|p| p.path == path);
            let unit = parameter.map_or("", |p| p.dimension.inner());
            if matches!(unit, "1" | "share") { "" } else { unit }.to_string()
        };
        let axis = |path: String| Axis { unit: unit(&path), path };
        let yardstick = |one: &potash::scenario::Yardstick| {
            (scenario.central_values().get(one.revenue), one.label.clone())
        };
        Sweep {
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            focus: scenario
                .world
                .exporters
                .get(scenario.focus)
                .map_or_else(String::new, |one| one.name.clone()),
            settings: made.settings,
            axes: made.paths.into_iter().map(axis).collect(),
            zipped: made.zipped,
            windows: made.windows,
            horizons_differ: made.horizons_differ,
            cells,
            draws: made.draws,
            seed: made.seed,
            method: made.method,
            yardstick: scenario.yardstick.as_ref().map(yardstick),
        }
    }

    /// Whether cells are replications: each with a seed of its own.
    fn has_own_seeds(&self) -> bool {
        self.axes.iter().any(|axis| axis.path == SEED)
    }

    /// Cells that have no results although they were run.
    pub fn unsolved(&self) -> usize {
        let unsolved = |cell: &&Cell| !matches!(cell.missing, None | Some(Missing::NotRun));
        self.cells.iter().filter(unsolved).count()
    }

    /// Cells that lost more draws than an answer can bear, those without results among them.
    pub fn lost_too_many(&self) -> usize {
        self.cells.iter().filter(|cell| cell.losses(self.draws).are_too_many()).count()
    }

    /// Writes the sweep into its folder; `command` makes it again.
    pub fn write(&self, loaded: &Scenario, command: &str, mut folder: Folder) -> Result<Finished, ReportError> {
        folder.write("sweep.csv", &csv(&self.table()))?;
        folder.write("summary.txt", self.text().as_bytes())?;
        let figures: Vec<Figure> = self.figure().into_iter().collect();
        let drawn = super::draw(&figures);
        drawn.write(&mut folder)?;
        folder.write(RESULTS, &Results::of_sweep(self)?)?;
        let rest = json!({
            "scenarios": [manifest::scenario(loaded)],
            "axes": self.axes.iter().map(|axis| &axis.path).collect::<Vec<_>>(),
            "cells": self.cells.len(),
            "cells_without_results": self.cells.iter().filter(|cell| cell.missing.is_some()).count(),
            "draws_lost": self.cells.iter().map(|cell| cell.lost).sum::<usize>(),
            "charts_left_out": manifest::left_out(&drawn),
            "outputs": manifest::outputs(&folder),
        });
        let head = manifest::head(command, self.draws, self.seed, self.method);
        Ok(folder.finish(&manifest::bytes(head, rest))?)
    }
}
