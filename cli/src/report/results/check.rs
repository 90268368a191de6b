//! Whether results can be those of a run, before anything is told or drawn of them.

use super::super::history::backtest_report::{BacktestReport, Phase};
use super::Results;
use potash::results::sweep::SweepResults;
use potash::results::whole::{self, Contradiction};

impl Results {
    /// Checks that lists which belong together fit, positions lie within them and counts are possible.
    ///
    /// # Errors
    /// The first contradiction that is found.
    pub fn check(&self) -> Result<(), Contradiction> {
        match self {
            Results::Study(study) => study.is_whole(),
            Results::Sweep(sweep) => of_sweep(sweep),
            Results::BacktestReport(backtest_report) => of_past(backtest_report),
        }
    }
}

fn of_sweep(sweep: &SweepResults) -> Result<(), Contradiction> {
    whole::cells(&sweep.cells, sweep.axes.len(), &sweep.windows, sweep.draws)
}

fn of_past(backtest_report: &BacktestReport) -> Result<(), Contradiction> {
    whole::history(&backtest_report.history)?;
    let targets = backtest_report.history.targets.len();
    for section in &backtest_report.sections {
        whole::draws(section.draws, 0)?;
        if section.bands.len() != targets {
            return Err(format!("a view has {} bands of {targets} targets", section.bands.len()));
        }
        match &section.stage {
            Phase::Prior { within } if *within > targets => {
                return Err(format!("{within} of {targets} targets are within reach"));
            }
            Phase::Prior { .. } => {}
            Phase::Tested(backtest) | Phase::AllYears(backtest) => {
                backtest.is_whole(&backtest_report.history)?
            }
        }
    }
    Ok(())
}
