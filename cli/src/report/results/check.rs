//! Whether results can be those of a run, before anything is told or drawn of them.

use super::super::history::backtest_report::{BacktestReport, Phase};
use super::super::sweep::Sweep;
use super::Results;
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
            Results::BacktestReport(past) => of_past(past),
        }
    }
}

fn of_sweep(sweep: &Sweep) -> Result<(), Contradiction> {
    whole::cells(&sweep.cells, sweep.axes.len(), &sweep.windows, sweep.draws)
}

fn of_past(past: &BacktestReport) -> Result<(), Contradiction> {
    whole::history(&past.history)?;
    let targets = past.history.targets.len();
    for view in &past.views {
        whole::draws(view.draws, 0)?;
        if view.bands.len() != targets {
            return Err(format!("a view has {} bands of {targets} targets", view.bands.len()));
        }
        match &view.stage {
            Phase::Prior { within } if *within > targets => {
                return Err(format!("{within} of {targets} targets are within reach"));
            }
            Phase::Prior { .. } => {}
            Phase::Tested(backtest) | Phase::AllYears(backtest) => backtest.is_whole(&past.history)?,
        }
    }
    Ok(())
}
