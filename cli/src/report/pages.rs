//! Charts and pages of finished runs, whatever command made them.

use super::figures::{self, Figure};
use super::folder;
use super::history::backtest_report::BacktestReport;
use super::history::learnt;
use super::page;
use super::render::{RenderOptions, ReportError};
use super::results::{Results, Run};
use super::sweep::SweepReport;
use std::path::Path;

/// What every page has in its head, and by which it is known as one of ours.
const GENERATOR: &str = "<meta name=\"generator\" content=\"potash ";

/// The charts of results.
pub fn figures_of(results: &Results) -> Vec<Figure> {
    match results {
        Results::Study(study) => figures::figures(study),
        Results::Sweep(sweep) => SweepReport(sweep).figures(),
        Results::Backtest(backtest) => BacktestReport(backtest).figures(),
        Results::Calibration(calibration) => {
            let of_past = BacktestReport(&calibration.backtest).figures();
            learnt::figure(calibration).into_iter().chain(of_past).collect()
        }
    }
}

/// The page of some runs.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page_bytes(runs: &[Run], look: &RenderOptions) -> Result<Vec<u8>, ReportError> {
    let document = page::document(runs, look.title.as_deref());
    let document = document.map_err(|(name, error)| ReportError::Chart { name, error })?;
    Ok(page::html::html(&document, look.theme).into_bytes())
}

/// Whether a file stands there that does not say in its first bytes that potash made it.
pub fn is_anothers_page(path: &Path) -> bool {
    folder::head_of_file(path).is_some_and(|head| !String::from_utf8_lossy(&head).contains(GENERATOR))
}
