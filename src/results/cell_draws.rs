//! What a cell's draws came to, to be held against another cell's draw by draw.
//!
//! Cells of a sweep share their draws, so what a setting changes is known far better than any level.

use super::draw_observer::{Block, DrawObserver};
use super::sweep::Level;
use super::window::{Window, WindowColumns};
use crate::engine::CHUNK;
use crate::scenario::metric::Metric;
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::Summary;

/// Some metrics over each window of a sweep, draw by draw.
#[derive(Debug, Clone, Default)]
pub(crate) struct CellDraws {
    windows: Vec<Window>,
    metrics: Vec<Metric>,
    /// For each window the draws of each metric.
    draws: Vec<Vec<Vec<f64>>>,
}

impl CellDraws {
    /// To be filled by a study of one scenario.
    pub(crate) fn over(windows: &[Window], metrics: Vec<Metric>) -> CellDraws {
        CellDraws {
            windows: windows.to_vec(),
            draws: vec![vec![Vec::new(); metrics.len()]; windows.len()],
            metrics,
        }
    }

    /// What the metrics change by against another cell's, over each window; none where no draw has both.
    pub(crate) fn against(&self, other: &CellDraws) -> Vec<Vec<Option<Level>>> {
        let change = |(own, other): (&Vec<f64>, &Vec<f64>)| {
            let each = own.iter().zip(other).map(|(own, other)| own - other);
            let differences: Vec<f64> = each.filter(|difference| difference.is_finite()).collect();
            Summary::of(&QuantileSketch::of(&differences)).as_ref().map(Level::from)
        };
        let over =
            |(own, other): (&Vec<Vec<f64>>, &Vec<Vec<f64>>)| own.iter().zip(other).map(change).collect();
        self.draws.iter().zip(&other.draws).map(over).collect()
    }
}

impl DrawObserver for CellDraws {
    fn take(&mut self, block: &Block<'_>) -> Result<(), String> {
        let Some(outcome) = block.outcomes.first() else {
            return Err("a cell has no scenario".to_string());
        };
        for (window, kept) in self.windows.iter().zip(&mut self.draws) {
            let positions = window.positions(block.horizon);
            for (metric, kept) in self.metrics.iter().zip(kept) {
                let columns = WindowColumns::of(&outcome.metrics, *metric, positions.clone());
                let columns = columns.ok_or("a cell's run does not keep a metric that it is about")?;
                let mut buffer = [0.0; CHUNK];
                for chunk in 0..outcome.chunk_count() {
                    kept.extend_from_slice(columns.means(outcome, chunk, &mut buffer));
                }
            }
        }
        Ok(())
    }
}
