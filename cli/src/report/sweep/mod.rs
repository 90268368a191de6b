//! A sweep as text, table and chart.

mod chart;
mod table;
mod words;

use super::csv::csv;
use super::figures::Figure;
use super::folder::{Finished, Folder};
use super::results::{RESULTS, Results};
use super::{ReportError, manifest};
use potash::results::sweep::{Axis, SweepResults};
use potash::scenario::Scenario;
use serde_json::json;
use std::ops::Deref;
pub(super) use words::label;

/// A finished sweep, to be reported.
pub struct SweepReport<'a>(pub &'a SweepResults);

impl Deref for SweepReport<'_> {
    type Target = SweepResults;

    fn deref(&self) -> &SweepResults {
        self.0
    }
}

/// An axis in words, with its unit.
fn axis_label(axis: &Axis) -> String {
    match axis.unit.as_str() {
        "" => label(&axis.path),
        unit => format!("{}, {unit}", label(&axis.path)),
    }
}

/// An axis as the name of a column.
fn axis_column(axis: &Axis) -> String {
    axis.path.replace('.', "_")
}

impl SweepReport<'_> {
    /// Writes the sweep into its folder; `command` makes it again.
    pub fn write(
        &self,
        loaded: &Scenario,
        command: &str,
        mut folder: Folder,
    ) -> Result<Finished, ReportError> {
        folder.write("sweep.csv", &csv(&self.table()))?;
        folder.write("summary.txt", self.text().as_bytes())?;
        let figures: Vec<Figure> = self.figure().into_iter().collect();
        let drawn = super::draw(&figures);
        drawn.write(&mut folder)?;
        folder.write(RESULTS, &Results::of_sweep(self.0)?)?;
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
