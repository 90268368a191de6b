//! What mines could sell, and what they do.

use super::StudyCharts;
use super::listed::{Listed, owned};
use crate::report::numbers::scale::Scale;
use crate::report::numbers::supported;
use crate::report::words::during;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash_charts::{Chart, Fan, FanPanel, SeriesId};

impl StudyCharts<'_> {
    /// Capacity of all exporters beside their sales, in the first scenario; none where some exporter has no limit.
    pub(super) fn capacity_over_time(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let first = study.scenarios.first()?;
        let panel = |label: &str, metric: Metric, slot: usize| {
            let own = self.by_quarter(metric)?.into_iter().next()?;
            Some(FanPanel { label: label.to_string(), slot: SeriesId(slot), ..own })
        };
        let panels = vec![
            panel("What mines could sell", Metric::WorldCapacity, 0)?,
            panel("What they sell", Metric::WorldTrade, 1)?,
        ];
        let scale = Scale::tonnes(panels.iter().flat_map(|panel| &panel.points).map(|point| point.q95));
        // Worlds of a few tonnes are in the tables.
        if !scale.is_plain() {
            return None;
        }
        let window = Window::last_full_year(study.horizon);
        let median =
            |metric: Metric| Some(supported(study.summaries.first()?.summary(metric, window)?.q50, 0));
        let (could, do_sell) = (median(Metric::WorldCapacity)?, median(Metric::WorldTrade)?);
        let when = during(window);
        let title = format!("Mines could sell {could} Mt {when}, and sell {do_sell}");
        let subtitle = format!(
            "\"{}\": {} a year, by quarter {}; median and bands",
            first.label,
            scale.unit,
            during(Window::whole(study.horizon))
        );
        let drawn: Box<dyn Chart> = Box::new(Fan {
            caption: self.caption(title, subtitle),
            unit: scale.unit.to_string(),
            column: "mt_per_year".to_string(),
            panels,
            references: Vec::new(),
        });
        // Its panels are quantities of one scenario.
        let mut table = drawn.table();
        table
            .header
            .iter_mut()
            .filter(|name| *name == "scenario")
            .for_each(|name| *name = "quantity".to_string());
        let table = owned(table, first);
        Some(Box::new(Listed { drawn, table }))
    }
}
