//! Where the tonnes go, and what buyers pay.

use super::{Shown, StudyCharts, bar};
use crate::report::numbers::scale::Scale;
use crate::report::numbers::{fixed, stepped, supported};
use crate::report::words::during;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash::stats::summary::Estimate;
use potash_charts::{BarGroup, Bars, Chart, SeriesId};

/// How a metric of a market changes from one scenario to another.
#[derive(Debug, Clone)]
struct Change {
    name: String,
    from: Estimate,
    to: Estimate,
}

impl StudyCharts<'_> {
    pub(super) fn trade_by_market(&self) -> Option<Box<dyn Chart>> {
        let exporter = self.study.scenarios.first()?.focus;
        let scale = Scale::tonnes(self.ends(|market| Metric::Trade { exporter, market }));
        self.in_scale(scale, |scale| self.trade_in(scale))
    }

    /// How prices change against the baseline; none for a single scenario without a world under no measures.
    pub(super) fn price_changes(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let window = Window::last_full_year(study.horizon);
        // A single scenario is held against the world without measures.
        let others: Vec<_> = self.shown().into_iter().skip(1).collect();
        let position = |name: &str| {
            let own = study.scenarios.iter().position(|one| one.name == name);
            own.unwrap_or(study.scenarios.len())
        };
        let find = |scenario: &ScenarioInfo, metric: Metric| {
            let k = position(&scenario.name);
            study
                .price_changes
                .iter()
                .find(|one| one.scenario == k && one.metric == metric)
                .map(|one| &one.change)
        };
        let first = study.scenarios.first()?;
        let markets = (0..first.markets.len()).map(|market| Metric::MarketPrice { market });
        let metrics: Vec<Metric> = std::iter::once(Metric::WorldPrice).chain(markets).collect();
        let group = |&metric: &Metric| {
            let label = match metric {
                Metric::MarketPrice { market } => first.market(market),
                _ => "All markets".to_string(),
            };
            let bars = others.iter().map(|(scenario, ..)| bar(find(scenario, metric), 100.0)).collect();
            BarGroup { label, bars }
        };
        // The last relief, or the world without measures where there is none.
        let told = others.get(self.looks.own.len().saturating_sub(2).min(others.len().checked_sub(1)?))?;
        let world = find(told.0, Metric::WorldPrice)?.q50;
        let size = stepped(world.value.abs(), world.error);
        let spread = find(told.0, Metric::WorldPrice)?;
        let ends = [spread.q05, spread.q95].map(|end| fixed(100.0 * end.value, 0));
        let what = self.commodity().name.as_deref().unwrap_or("It");
        let title = match world.value {
            _ if size == "0" => {
                format!("{}: buyers pay what they pay under \"{}\"", told.0.label, first.label)
            }
            value => format!(
                "{label}: {what} is {size} % {word} than under \"{first}\" ({low} to {high} %)",
                label = told.0.label,
                word = if value < 0.0 { "cheaper" } else { "dearer" },
                first = first.label,
                low = ends[0],
                high = ends[1]
            ),
        };
        let level = study.summaries.first()?.summary(Metric::WorldPrice, window)?.q50;
        let scale = Scale::price([level.value]);
        let subtitle = format!(
            "Change of delivered prices {when} against \"{first}\" ({level} {unit} at the median), in the same draws; median and 5–95 % of draws",
            when = during(window),
            first = first.label,
            level = supported(scale.estimate(level), 0),
            unit = study.price_unit().replacen("USD/t", scale.unit, 1)
        );
        Some(Box::new(Bars {
            caption: self.caption(title, subtitle),
            unit: "% change".to_string(),
            column: "price_change_percent".to_string(),
            from_zero: true,
            key: None,
            scenarios: others.iter().map(|(scenario, _, slot)| (scenario.label.clone(), *slot)).collect(),
            groups: metrics.iter().map(group).collect(),
        }))
    }

    /// The upper ends of a metric's intervals in every market and scenario.
    fn ends(&self, metric: impl Fn(usize) -> Metric) -> Vec<f64> {
        let window = Window::last_full_year(self.study.horizon);
        let end = |summary_of_draws: &ScenarioSummary, market| {
            Some(summary_of_draws.summary(metric(market), window)?.q95.value)
        };
        let each = |(scenario, summary_of_draws, _): (&ScenarioInfo, &ScenarioSummary, SeriesId)| {
            (0..scenario.markets.len()).filter_map(|market| end(summary_of_draws, market)).collect::<Vec<_>>()
        };
        self.shown().into_iter().flat_map(each).collect()
    }

    fn trade_in(&self, scale: Scale) -> Option<Box<dyn Chart>> {
        let name_s = self.name().1;
        let exporter = self.study.scenarios.first()?.focus;
        let when = during(Window::last_full_year(self.study.horizon));
        let subtitle = format!(
            "{name_s} exports by market {when}, {unit} a year; median and 5–95 % of draws",
            unit = self.commodity().tonnes(scale.unit)
        );
        let metric = |market| Metric::Trade { exporter, market };
        let title = match self.extreme_changes(metric) {
            Some((rise, fall)) => {
                let told = |change: &Change, word: &str| {
                    format!(
                        "{market} buys {word} ({from} to {to} {unit} a year)",
                        market = change.name,
                        from = supported(scale.estimate(change.from), 1),
                        to = supported(scale.estimate(change.to), 1),
                        unit = scale.unit
                    )
                };
                let parts: Vec<String> = [(rise, "more"), (fall, "less")]
                    .iter()
                    .filter_map(|(change, word)| Some(told(change.as_ref()?, word)))
                    .collect();
                match parts.as_slice() {
                    [] => format!("Where {name} sells", name = self.name().0),
                    parts => format!(
                        "{last}: {parts}",
                        last = self.held_against()?.1.0.label,
                        parts = parts.join(", ")
                    ),
                }
            }
            None => format!("Where {name} sells", name = self.name().0),
        };
        self.by_market(metric, (title, subtitle), scale)
    }

    /// Medians with intervals of a metric of every market over the last year.
    fn by_market(
        &self,
        metric: impl Fn(usize) -> Metric,
        (title, subtitle): (String, String),
        scale: Scale,
    ) -> Option<Box<dyn Chart>> {
        let window = Window::last_full_year(self.study.horizon);
        let shown = self.shown();
        let mut groups = Vec::new();
        let first = self.study.scenarios.first()?;
        for market in 0..first.markets.len() {
            let bars = shown
                .iter()
                .map(|(_, summary, _)| bar(summary.summary(metric(market), window), scale.factor));
            groups.push(BarGroup { label: first.market(market), bars: bars.collect() });
        }
        let scenarios = shown.iter().map(|(scenario, _, slot)| (scenario.label.clone(), *slot)).collect();
        let caption = self.caption(title, subtitle);
        Some(Box::new(Bars {
            caption,
            unit: format!("{unit} a year", unit = scale.unit),
            column: "trade_mt_per_year".to_string(),
            from_zero: true,
            key: None,
            scenarios,
            groups,
        }))
    }

    /// The first scenario and the last; a single one and the world without measures, if there is one.
    pub(super) fn held_against(&self) -> Option<(Shown<'_>, Shown<'_>)> {
        let shown = self.shown();
        let first = *shown.first()?;
        let last = match self.study.scenarios.len() {
            1 => *shown.get(1)?,
            _ => *shown.get(self.looks.own.len().checked_sub(1)?)?,
        };
        Some((first, last))
    }

    /// The markets in which a metric's median rises and falls most, by more than a twentieth of the largest level.
    fn extreme_changes(&self, metric: impl Fn(usize) -> Metric) -> Option<(Option<Change>, Option<Change>)> {
        let window = Window::last_full_year(self.study.horizon);
        let (first, last) = self.held_against()?;
        let change = |market: usize| {
            let of = |summary: &ScenarioSummary| Some(summary.summary(metric(market), window)?.q50);
            Some(Change { name: first.0.market(market), from: of(first.1)?, to: of(last.1)? })
        };
        let changes: Vec<Change> = (0..first.0.markets.len()).filter_map(change).collect();
        let size = |change: &Change| change.to.value - change.from.value;
        let least = 0.05 * changes.iter().map(|one| one.from.value.max(one.to.value)).fold(0.0, f64::max);
        let pick = |sign: f64| {
            let best = changes.iter().max_by(|a, b| (sign * size(a)).total_cmp(&(sign * size(b))))?;
            (sign * size(best) > least).then(|| best.clone())
        };
        Some((pick(1.0), pick(-1.0)))
    }
}
