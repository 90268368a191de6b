//! By which corridors the tonnes go to which market, and what full corridors charge.

use super::{Shown, StudyCharts};
use crate::report::numbers::scale::Scale;
use crate::report::numbers::{fixed, supported};
use crate::report::words::during;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash::stats::summary::{Estimate, Summary};
use potash_charts::{Chart, Flow, FlowPanel, Flows, Node};

/// The corridors that the focus can use.
pub(super) fn own_corridors(scenario: &ScenarioInfo, summary_of_draws: &ScenarioSummary) -> Vec<usize> {
    let own = |corridor: usize| move |metric: Metric| matches!(metric, Metric::RouteFlow { exporter, corridor: c, .. } if (exporter, c) == (scenario.focus, corridor));
    let used = |corridor: &usize| summary_of_draws.metrics.iter().any(|kept| own(*corridor)(kept.metric));
    (0..scenario.corridors.len()).filter(used).collect()
}

impl StudyCharts<'_> {
    /// Corridors and markets, with what full corridors charge; none for an exporter without corridors.
    pub(super) fn flows(&self) -> Option<Box<dyn Chart>> {
        let window = Window::last_full_year(self.study.horizon);
        let exports = self.shown().into_iter().filter_map(|(scenario, summary_of_draws, _)| {
            Some(summary_of_draws.summary(Metric::Exports { exporter: scenario.focus }, window)?.mean.value)
        });
        self.in_scale(Scale::tonnes(exports), |scale| self.flows_in(scale))
    }

    fn flows_in(&self, scale: Scale) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let kept = self.before_and_after();
        let dropped = self.left_out(&kept);
        let panels: Vec<FlowPanel> = kept.iter().filter_map(|one| self.flow_panel(one, scale)).collect();
        if panels.iter().all(|panel| panel.flows.iter().all(|flow| flow.value <= 0.0)) {
            return None;
        }
        let (name, name_s) = self.name();
        let when = during(Window::last_full_year(study.horizon));
        let subtitle = format!(
            "{name_s} exports by corridor and market {when}, {unit} a year, means of draws; a surcharge is what a full corridor charges, at the median",
            unit = self.commodity().tonnes(scale.unit)
        );
        let title = self.flow_finding(scale).unwrap_or_else(|| format!("The ways by which {name} sells"));
        Some(Box::new(Flows {
            caption: self.caption_without(title, subtitle, &dropped),
            unit: format!("{unit} a year", unit = scale.unit),
            column: "trade_mt_per_year".to_string(),
            panels,
        }))
    }

    fn flow_panel(&self, (scenario, summary_of_draws, slot): &Shown<'_>, scale: Scale) -> Option<FlowPanel> {
        let (exporter, window) = (scenario.focus, Window::last_full_year(self.study.horizon));
        let mean = |metric| {
            summary_of_draws.summary(metric, window).map_or(0.0, |summary| scale.value(summary.mean.value))
        };
        let corridors = own_corridors(scenario, summary_of_draws);
        let corridor = |&corridor: &usize| Node {
            label: scenario.corridor(corridor),
            note: summary_of_draws
                .summary(Metric::CorridorRent { corridor }, window)
                .and_then(|rent| self.surcharge(rent))
                .unwrap_or_default(),
        };
        let market = |market: usize| Node { label: scenario.market(market), note: String::new() };
        let mut flows = Vec::new();
        for (from, &corridor) in corridors.iter().enumerate() {
            for market in 0..scenario.markets.len() {
                let value = mean(Metric::RouteFlow { exporter, corridor, market });
                flows.push(Flow { corridor: from, market, value });
            }
        }
        let total = fixed(mean(Metric::Exports { exporter }), 1);
        Some(FlowPanel {
            label: scenario.label.clone(),
            slot: *slot,
            total_label: format!(
                "{name} {value} {unit}",
                name = self.name().0,
                value = total,
                unit = scale.unit
            ),
            corridors: corridors.iter().map(corridor).collect(),
            markets: (0..scenario.markets.len()).map(market).collect(),
            flows,
        })
    }

    /// What a corridor charges for being full, at the median; nothing where it charges none.
    fn surcharge(&self, rent: &Summary) -> Option<String> {
        let unit = Scale::price([rent.q50.value]);
        (rent.q50.value >= 0.5)
            .then(|| format!("surcharge {} {}", fixed(unit.value(rent.q50.value), 0), unit.unit))
    }

    /// The corridor whose mean flow changes most from the first scenario to the last.
    fn flow_finding(&self, scale: Scale) -> Option<String> {
        let study = self.study;
        let window = Window::last_full_year(study.horizon);
        let shown = self.shown();
        let own = shown.get(..self.looks.own.len())?;
        let ((first, before, _), (last, after, _)) = (own.first()?, own.last()?);
        let change = |corridor: usize| {
            let mean = |summary_of_draws: &ScenarioSummary| {
                Some(summary_of_draws.summary(Metric::CorridorFlow { corridor }, window)?.mean)
            };
            let (from, to) = (mean(before)?, mean(after)?);
            let change = Estimate { value: to.value - from.value, error: to.error.hypot(from.error) };
            Some((first.corridor(corridor), change))
        };
        let changes = (0..first.corridors.len()).filter_map(change);
        let (corridor, change) = changes.max_by(|a, b| a.1.value.abs().total_cmp(&b.1.value.abs()))?;
        if study.scenarios.len() < 2 || scale.value(change.value.abs()) < 0.05 {
            return None;
        }
        let more = if change.value > 0.0 { "more" } else { "less" };
        let size = supported(scale.estimate(Estimate { value: change.value.abs(), ..change }), 1);
        let (last, first, unit) = (&last.label, &first.label, scale.unit);
        Some(format!("{last}: {size} {unit} a year {more} through {corridor} than under \"{first}\""))
    }
}
