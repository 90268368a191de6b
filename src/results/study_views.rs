//! What is asked of a finished study besides its tables: units of money, and what a relief is while it stands.

use super::conditional::{Conditional, FEWEST, MeasureState};
use super::reference_value::in_money;
use super::study::StudyResults;
use super::window::Window;

impl StudyResults {
    /// What a scenario is while its relief stands: in the draws in which the measure that is gone most rarely is gone
    /// all through the last whole year, as of several measures that one says most. None where there are too few such
    /// draws, or no measure's fate is open.
    pub fn standing_relief(&self, scenario: usize) -> Option<&Conditional> {
        let window = Window::last_full_year(self.horizon);
        let of = |one: &&Conditional| {
            one.scenario == scenario
                && one.window == window
                && one.state == MeasureState::NotInForce
                && one.level.draws >= FEWEST
        };
        self.conditionals.iter().filter(of).min_by(|a, b| a.share.value.total_cmp(&b.share.value))
    }

    /// The unit of prices: "USD/t", "USD/t in money of 2025".
    pub fn price_unit(&self) -> String {
        self.money_of.map_or_else(|| "USD/t".to_string(), |year| format!("USD/t in money of {year}"))
    }

    /// The unit of money: "bn USD", "bn USD of 2025".
    pub fn money(&self) -> String {
        in_money("bn USD", self.money_of)
    }

    /// Equilibria that were solved, those of the past among them; what scenarios share of it counts once for each.
    pub fn equilibria(&self) -> usize {
        self.draws * (self.past + self.horizon.quarters) * self.each().count()
    }
}
