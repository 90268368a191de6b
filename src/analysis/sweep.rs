//! One scenario over a grid of settings.

use super::study::Study;
use super::window::Window;
use crate::model::metric::Metric;
use crate::stats::summary::Summary;
use serde::{Deserialize, Serialize};

/// What is kept of one cell of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The value of each axis, as written.
    pub settings: Vec<String>,
    /// One for each window that a sweep shows.
    pub windows: Vec<CellWindow>,
    /// Draws lost in this cell.
    pub lost: usize,
}

/// A cell's results over one window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellWindow {
    pub window: Window,
    pub revenue: Summary,
    pub exports: Summary,
    /// Revenue without any measure; none for a scenario that has none.
    pub free: Option<Summary>,
}

/// Reads a cell off a finished study of one scenario; none if every draw was lost.
pub fn cell(settings: Vec<String>, study: &Study) -> Option<Cell> {
    let digest = study.digests.first()?;
    let exporter = study.scenarios.first()?.focus;
    let (whole, settled) = (Window::whole(study.horizon), Window::settled(study.horizon));
    let mut windows = vec![settled];
    if whole != settled {
        windows.push(whole);
    }
    let windows = windows.into_iter().map(|window| {
        Some(CellWindow {
            window,
            revenue: digest.summary(study.revenue(), window)?.clone(),
            exports: digest.summary(Metric::Exports { exporter }, window)?.clone(),
            free: study.free_level(study.revenue(), window).cloned(),
        })
    });
    Some(Cell { settings, windows: windows.collect::<Option<_>>()?, lost: study.lost })
}
