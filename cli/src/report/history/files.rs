//! The files of a calibration or a backtest.

use super::super::answer::{Answer, RESULTS};
use super::super::figures::Figure;
use super::super::folder::{Finished, Folder};
use super::super::manifest::{Manifest, Sample};
use super::super::render::{File, ReportError, draw};
use super::super::results::ResultsRef;
use super::backtest_report::BacktestReport;
use super::common::Origin;
use super::learnt;
use potash::calibration::results::BacktestResults;
use potash::scenario::Method;

/// Writes texts, tables, charts, results and the manifest.
pub(super) fn write(
    mut folder: Folder,
    origin: &Origin<'_>,
    files: Vec<File>,
    (results, backtest, lost): (ResultsRef<'_>, &BacktestResults, usize),
) -> Result<Finished, ReportError> {
    folder.write_all(files)?;
    let learnt = match &results {
        ResultsRef::Calibration(calibration) => learnt::figure(calibration),
        _ => None,
    };
    let figures: Vec<Figure> = learnt.into_iter().chain(BacktestReport(backtest).figures()).collect();
    let drawn = draw(&figures);
    drawn.write(&mut folder)?;
    folder.write(RESULTS, &Answer::new(results).bytes()?)?;
    let sample = Sample {
        draws: origin.draws,
        lost,
        seed: origin.seed,
        method: Method::Pseudo,
        horizon: origin.loaded.definition().horizon,
        interrupted: false,
    };
    let scenarios = std::slice::from_ref(origin.loaded);
    let manifest = Manifest::new(&origin.command, &sample, scenarios, Some(&drawn), &folder);
    Ok(folder.finish(&manifest.bytes()?)?)
}
