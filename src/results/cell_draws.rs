//! Revenue of a cell's draws, to be held against another cell's draw by draw.
//!
//! Cells of a sweep share their draws, so what a setting changes is known far better than any level.

use super::draw_observer::{Block, DrawObserver};
use super::sweep::Level;
use super::window::{Window, WindowColumns};
use crate::engine::CHUNK;
use crate::scenario::metric::Metric;
use crate::stats::quantile_sketch::QuantileSketch;
use crate::stats::summary::Summary;

/// Revenue of the focus over each window of a sweep, draw by draw.
#[derive(Debug, Clone, Default)]
pub(crate) struct CellDraws {
    windows: Vec<Window>,
    revenue: Vec<Vec<f64>>,
}

impl CellDraws {
    /// To be filled by a study of one scenario.
    pub(crate) fn over(windows: &[Window]) -> CellDraws {
        CellDraws { windows: windows.to_vec(), revenue: vec![Vec::new(); windows.len()] }
    }

    /// What revenue changes by against another cell's, over each window; none where no draw has both.
    pub(crate) fn against(&self, other: &CellDraws) -> Vec<Option<Level>> {
        let change = |(own, other): (&Vec<f64>, &Vec<f64>)| {
            let each = own.iter().zip(other).map(|(own, other)| own - other);
            let differences: Vec<f64> = each.filter(|difference| difference.is_finite()).collect();
            Summary::of(&QuantileSketch::of(&differences)).as_ref().map(Level::from)
        };
        self.revenue.iter().zip(&other.revenue).map(change).collect()
    }
}

impl DrawObserver for CellDraws {
    fn take(&mut self, block: &Block<'_>) -> Result<(), String> {
        let (Some(scenario), Some(outcome)) = (block.scenarios.first(), block.outcomes.first()) else {
            return Err("a cell has no scenario".to_string());
        };
        let metric = Metric::Revenue { exporter: scenario.focus };
        for (window, kept) in self.windows.iter().zip(&mut self.revenue) {
            let positions = window.positions(block.horizon);
            let columns = WindowColumns::of(&outcome.metrics, metric, positions);
            let columns = columns.ok_or("a cell's run does not keep the revenue that it is about")?;
            let mut buffer = [0.0; CHUNK];
            for chunk in 0..outcome.chunk_count() {
                kept.extend_from_slice(columns.means(outcome, chunk, &mut buffer));
            }
        }
        Ok(())
    }
}
