//! A sweep as text, table and chart.

mod changes;
mod chart;
mod quantity;
mod table;
mod words;

use super::answer::{Answer, RESULTS};
use super::csv::csv;
use super::figures::looks;
use super::folder::{Finished, Folder};
use super::manifest::{Manifest, Sample};
use super::names::of_path;
use super::render::{ReportError, draw};
use super::results::ResultsRef;
use potash::results::sweep::{Axis, Missing, SweepResults};
use potash::scenario::Scenario;
use potash::scenario::colour::Colour;
use potash_charts::SeriesId;
use std::ops::Deref;

/// A finished sweep, to be reported.
pub struct SweepReport<'a>(pub &'a SweepResults);

impl Deref for SweepReport<'_> {
    type Target = SweepResults;

    fn deref(&self) -> &SweepResults {
        self.0
    }
}

impl SweepReport<'_> {
    /// The scenario's look.
    fn look(&self) -> SeriesId {
        looks::series(self.colour.unwrap_or(Colour::Black))
    }

    /// An axis in words, with its unit.
    fn axis_label(&self, axis: &Axis) -> String {
        let name = of_path(&self.titles, &axis.path);
        if axis.unit.is_empty() { name } else { format!("{name}, {}", axis.unit) }
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
        let drawn = draw(&self.figures());
        drawn.write(&mut folder)?;
        folder.write(RESULTS, &Answer::new(ResultsRef::Sweep(self.0)).bytes()?)?;
        let sample = Sample {
            draws: self.draws,
            lost: self.own.iter().chain(&self.cells).map(|cell| cell.lost).sum(),
            seed: self.seed,
            method: self.method,
            horizon: None,
            interrupted: self.cells.iter().any(|cell| cell.missing == Some(Missing::NotRun)),
        };
        let scenarios = std::slice::from_ref(loaded);
        let manifest = Manifest::new(command, &sample, scenarios, Some(&drawn), &folder);
        Ok(folder.finish(&manifest.bytes()?)?)
    }

    /// The answer for machines.
    pub fn answer(&self) -> Answer<ResultsRef<'_>> {
        let (cautions, findings) = (self.cautions(), self.findings());
        Answer { cautions, findings, ..Answer::new(ResultsRef::Sweep(self.0)) }
    }
}
