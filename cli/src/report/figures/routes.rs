//! A sketch of the ways out of the focus's country: what goes along each, before and after.

use super::flows::own_corridors;
use super::{Shown, StudyCharts};
use crate::report::numbers::fixed;
use crate::report::numbers::scale::Scale;
use crate::report::words::during;
use potash::results::window::Window;
use potash::scenario::direction::Direction;
use potash::scenario::metric::Metric;
use potash_charts::{Chart, RoutePanel, Routes, Way};

impl StudyCharts<'_> {
    /// The ways of the first scenario and of the last; none for an exporter with fewer than two.
    pub(super) fn routes(&self) -> Option<Box<dyn Chart>> {
        let window = Window::last_full_year(self.study.horizon);
        let size = |(scenario, summary, _): &Shown<'_>| {
            Some(summary.summary(Metric::Exports { exporter: scenario.focus }, window)?.mean.value)
        };
        let sizes: Vec<f64> = self.before_and_after().iter().filter_map(size).collect();
        self.in_scale(Scale::tonnes(sizes), |scale| self.routes_in(scale))
    }

    fn routes_in(&self, scale: Scale) -> Option<Box<dyn Chart>> {
        let shown = self.before_and_after();
        let (scenario, summary, _) = *shown.first()?;
        let corridors = own_corridors(scenario, summary);
        if corridors.len() < 2 {
            return None;
        }
        // What says no direction goes round the compass in the order of the file.
        let by_place = |place: usize| 360.0 * (place as f64 + 0.5) / corridors.len() as f64;
        let way = |(place, &corridor): (usize, &usize)| {
            let stated = scenario.directions.get(corridor).copied().flatten();
            let degrees = stated.map_or(by_place(place), Direction::degrees);
            Way { label: scenario.corridor(corridor), degrees }
        };
        let ways: Vec<Way> = corridors.iter().enumerate().map(way).collect();
        let dropped = self.left_out(&shown);
        let panels: Vec<RoutePanel> =
            shown.iter().map(|one| self.route_panel(one, &corridors, scale)).collect();
        if panels.iter().all(|panel| panel.values.iter().all(|value| *value <= 0.0)) {
            return None;
        }
        let (name, name_s) = self.name();
        let when = during(Window::last_full_year(self.study.horizon));
        let unit = self.commodity().tonnes(scale.unit);
        let title = self.busiest(&panels, &ways, scale).unwrap_or_else(|| format!("The ways out of {name}"));
        let subtitle = format!(
            "{name_s} exports by corridor {when}, {unit} a year, means of draws; a sketch, not a map"
        );
        Some(Box::new(Routes {
            caption: self.caption_without(title, subtitle, &dropped),
            unit: format!("{} a year", scale.unit),
            column: "flow_mt_per_year".to_string(),
            ways,
            panels,
        }))
    }

    fn route_panel(
        &self,
        (scenario, summary, slot): &Shown<'_>,
        corridors: &[usize],
        scale: Scale,
    ) -> RoutePanel {
        let (exporter, window) = (scenario.focus, Window::last_full_year(self.study.horizon));
        let mean = |metric| summary.summary(metric, window).map_or(0.0, |one| scale.value(one.mean.value));
        let through = |&corridor: &usize| {
            (0..scenario.markets.len())
                .map(|market| mean(Metric::RouteFlow { exporter, corridor, market }))
                .sum()
        };
        RoutePanel {
            label: scenario.label.clone(),
            slot: *slot,
            origin: format!(
                "{} {} {}",
                self.name().0,
                fixed(mean(Metric::Exports { exporter }), 1),
                scale.unit
            ),
            values: corridors.iter().map(through).collect(),
        }
    }

    /// By which way most goes, before and after.
    fn busiest(&self, panels: &[RoutePanel], ways: &[Way], scale: Scale) -> Option<String> {
        let (name, _) = self.name();
        let most = |panel: &RoutePanel| {
            let (place, value) = panel
                .values
                .iter()
                .enumerate()
                .max_by(|a, b| a.1.total_cmp(b.1))
                .map(|(k, value)| (k, *value))?;
            (value > 0.0).then_some((place, value))
        };
        let told = |(place, value): (usize, f64)| {
            Some(format!("{} {} a year by {}", fixed(value, 1), scale.unit, ways.get(place)?.label))
        };
        let first = panels.first()?;
        let before = most(first)?;
        let Some(last) = panels.get(1) else {
            return Some(format!("{name} sends {}", told(before)?));
        };
        let after = most(last)?;
        let then = format!("{} {}", fixed(*last.values.get(before.0)?, 1), scale.unit);
        Some(match before.0 == after.0 {
            true => format!("{name} sends {}; under \"{}\" {then}", told(before)?, last.label),
            false => {
                format!(
                    "{name} sends {}; under \"{}\" {then}, and {}",
                    told(before)?,
                    last.label,
                    told(after)?
                )
            }
        })
    }
}
