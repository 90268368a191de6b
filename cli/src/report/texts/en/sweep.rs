//! What is said of sweeps, in English.

use super::super::SweepTexts;

pub(super) const EN: SweepTexts = SweepTexts {
    single: "{name_s} revenue is {low} bn ({where})",
    only: "{name_s} revenue is {low} bn in the one cell that has results ({where})",
    same: "No difference: {name_s} revenue is {low} bn throughout",
    none: "No cell has results",
    no_world: "{missing} of {cells} cells have no valid world",
    no_results: "{missing} of {cells} cells have no results",
    not_drawn: "; {missing} of {cells} cells have no results and are not drawn",
    own_seeds: "its own in each",
    stopped: "the sweep was stopped after {complete} of {cells} cells; the others are marked as not run.",
    lost: "in {lossy} of {cells} cells draws were lost, at most {most} ({where}); results there are about the other \
           draws, which are not like them.",
    horizons: "the cells have different horizons; all are shown {when}, the last whole year that they share.",
    inert: "{path} changes nothing: cells that differ only in it have the same results to the last digit.",
    cell_not_run: "not run",
    cell_no_world: "no valid world: {reason}",
    cell_no_equilibrium: "no equilibrium: {reason}",
    cell_lost: "{share} of draws lost",
    no_chart: "There is no chart of this sweep: charts are of one number, or of two that are not paired.",
};
