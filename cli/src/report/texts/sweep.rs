//! What is said of sweeps besides their charts' captions.

/// Sentences about the cells of a sweep.
#[derive(Debug, PartialEq)]
pub struct SweepTexts {
    /// The finding of a sweep of one cell.
    pub single: &'static str,
    /// The finding where only one cell of several has results.
    pub only: &'static str,
    /// The finding where what is varied changes nothing.
    pub same: &'static str,
    /// The finding where none has.
    pub none: &'static str,
    /// How many cells lack results, by the reason.
    pub no_world: &'static str,
    pub no_results: &'static str,
    /// Added to a chart's subtitle, and to its source line where each cell has a seed of its own.
    pub not_drawn: &'static str,
    pub own_seeds: &'static str,
    /// What has to be known before anything else.
    pub stopped: &'static str,
    pub lost: &'static str,
    pub horizons: &'static str,
    pub inert: &'static str,
    /// What stands in the place of a cell's results.
    pub cell_not_run: &'static str,
    pub cell_no_world: &'static str,
    pub cell_no_equilibrium: &'static str,
    pub cell_lost: &'static str,
    /// Why there is no chart.
    pub no_chart: &'static str,
}
