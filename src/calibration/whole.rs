//! Whether a backtest that was read back can be one of its history.

use super::backtest::Backtest;
use crate::results::study::MOST_DRAWS;
use crate::results::whole::{Contradiction, at_most, paired, within, year};
use crate::scenario::history::History;

impl Backtest {
    /// Checks that it can be one of this history.
    ///
    /// # Errors
    /// The first contradiction that is found.
    pub fn is_whole(&self, history: &History) -> Result<(), Contradiction> {
        at_most("draws", self.draws, MOST_DRAWS)?;
        at_most("lost", self.lost, MOST_DRAWS)?;
        year(self.until)?;
        let targets = history.targets.len();
        paired("rows", self.rows.len(), targets)?;
        self.rows.iter().try_for_each(|row| within("a row's target", row.target, targets))?;
        for one in &self.forecasts {
            within("a forecast", one.forecast, history.forecasts.len())?;
        }
        if let Some(coverage) = &self.coverage {
            at_most("held_out", coverage.held_out, targets)?;
            at_most("in_90", coverage.in_90, coverage.held_out)?;
            at_most("in_50", coverage.in_50, coverage.in_90)?;
            at_most("at_least", coverage.at_least, coverage.held_out)?;
        }
        if let Some(skill) = &self.skill {
            at_most("figures", skill.figures, targets)?;
        }
        Ok(())
    }
}
