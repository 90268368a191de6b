//! The world's price through time.

use super::StudyCharts;
use crate::report::numbers::scale::Scale;
use crate::report::numbers::supported;
use crate::report::words::during;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash_charts::{Chart, Fan};

impl StudyCharts<'_> {
    pub(super) fn price_over_time(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let panels = self.by_quarter(Metric::WorldPrice)?;
        let scale = Scale::price(panels.iter().flat_map(|panel| &panel.points).map(|point| point.q95));
        // Prices that need a larger unit are no prices to draw: the tables have them.
        if !scale.is_plain() {
            return None;
        }
        let window = Window::last_full_year(study.horizon);
        let price = |k: usize| Some(study.summaries.get(k)?.summary(Metric::WorldPrice, window)?.q50);
        let (first, last) = (study.scenarios.first()?, self.looks.own.len().checked_sub(1)?);
        let (own, other, when) = (supported(price(0)?, 0), supported(price(last)?, 0), during(window));
        let (first, other_label) = (&first.label, &study.scenarios[last].label);
        let title = match last {
            0 => format!("Buyers pay {own} USD/t {when} in the median draw"),
            _ if own == other => {
                format!("Buyers pay {own} USD/t {when} under \"{first}\" and \"{other_label}\" alike")
            }
            _ => format!("Buyers pay {own} USD/t {when} under \"{first}\", {other} under \"{other_label}\""),
        };
        let subtitle = format!(
            "Mean delivered price of all markets, {}, by quarter {}; median and bands",
            study.price_unit(),
            during(Window::whole(study.horizon))
        );
        Some(Box::new(Fan {
            caption: self.caption(title, subtitle),
            unit: scale.unit.to_string(),
            column: "world_price_usd_per_t".to_string(),
            panels,
            references: Vec::new(),
        }))
    }
}
