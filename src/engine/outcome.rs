//! What a run hands out: the values of metrics, draw by draw, and what became of the draws.
//!
//! Summarises nothing; a chunk is laid out so that whoever does reads draws side by side.

use crate::scenario::metric::Metric;
use crate::units::time::Quarter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Draws that are worked on together and lie side by side in an [`Outcome`]; their number bounds how
/// late a stop is noticed.
pub const CHUNK: usize = 64;

/// A draw that a scenario could not be solved in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lost {
    /// The draw's number.
    pub draw: usize,
    /// None where the world itself was not valid.
    pub quarter: Option<Quarter>,
    /// Why.
    pub reason: String,
}

/// A range of draws of one scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The metrics, in their order.
    pub metrics: Vec<Metric>,
    /// The quarters of the horizon.
    pub quarters: Vec<Quarter>,
    /// The draws' numbers.
    pub draws: Range<usize>,
    /// [`CHUNK`] draws each: the value of metric `m` in quarter `q` of the chunk's `k`th draw is at
    /// `(q * metrics + m) * CHUNK + k`; not a number throughout a lost draw and past the last.
    pub(super) chunks: Vec<Vec<f64>>,
    /// Draws that could not be solved.
    pub lost: Vec<Lost>,
    /// How all others were solved.
    pub diagnostics: Diagnostics,
}

/// How equilibria were solved, and what is to be known of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnostics {
    /// Largest residual of any equilibrium.
    pub residual: f64,
    /// Newton steps of all equilibria together.
    pub steps: usize,
    /// Equilibria that the single solver took over, since they were not solved side by side with others.
    #[serde(default)]
    pub alone: usize,
    /// Equilibria in which delivered prices of one market differ so much that the additive system
    /// may have another equilibrium.
    pub wide_spreads: usize,
    /// Equilibria in which a market's price is beyond ten times its baseline's, beyond any on record.
    #[serde(default)]
    pub off_scale: usize,
}

impl Diagnostics {
    /// Adds what is known of more equilibria.
    pub fn add(&mut self, more: Diagnostics) {
        self.residual = self.residual.max(more.residual);
        self.steps += more.steps;
        self.alone += more.alone;
        self.wide_spreads += more.wide_spreads;
        self.off_scale += more.off_scale;
    }
}

impl Outcome {
    /// Number of chunks.
    pub fn chunk_count(&self) -> usize {
        self.chunks.len()
    }

    /// The values of a metric in a draw, quarter by quarter; empty for an unknown metric or draw.
    pub fn path(&self, metric: Metric, draw: usize) -> impl Iterator<Item = f64> + '_ {
        let position = self.metrics.iter().position(|known| *known == metric);
        let offset = self.draws.contains(&draw).then(|| draw - self.draws.start);
        let place = position.zip(offset);
        let chunk = place.and_then(|(_, offset)| self.chunks.get(offset / CHUNK));
        let (position, k) = place.map_or((0, 0), |(position, offset)| (position, offset % CHUNK));
        let values = chunk.map_or(&[][..], Vec::as_slice);
        values.iter().skip(position * CHUNK + k).step_by(self.metrics.len().max(1) * CHUNK).copied()
    }

    /// One metric in one quarter, for the draws of a chunk in their order: [`CHUNK`] of them, fewer
    /// in the last chunk. Metric and quarter are given by position; none beyond the last of either.
    pub fn column(&self, chunk: usize, quarter: usize, metric: usize) -> &[f64] {
        if quarter >= self.quarters.len() || metric >= self.metrics.len() {
            return &[];
        }
        let first = (quarter * self.metrics.len() + metric) * CHUNK;
        let length = self.draws.len().saturating_sub(chunk.saturating_mul(CHUNK)).min(CHUNK);
        // There is no chunk beyond the last either.
        self.chunks.get(chunk).map_or(&[], |values| &values[first..first + length])
    }

    /// Makes a draw not a number throughout: it was lost elsewhere, and draws are compared in pairs.
    pub fn mask(&mut self, draw: usize) {
        let Some(offset) = draw.checked_sub(self.draws.start) else { return };
        let chunk = self.chunks.get_mut(offset / CHUNK);
        let cells = chunk.into_iter().flat_map(|values| values.iter_mut().skip(offset % CHUNK));
        cells.step_by(CHUNK).for_each(|cell| *cell = f64::NAN);
    }
}

/// What became of the draws of one chunk.
#[derive(Debug, Clone, Default)]
pub(super) struct ChunkDiagnostics {
    pub lost: Vec<Lost>,
    pub all: Diagnostics,
}

impl ChunkDiagnostics {
    pub(super) fn add(&mut self, more: ChunkDiagnostics) {
        self.lost.extend(more.lost);
        self.all.add(more.all);
    }
}
