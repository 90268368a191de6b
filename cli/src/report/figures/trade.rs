//! Where the tonnes go, and what buyers pay.

use super::StudyCharts;
use crate::report::numbers::scale::Scale;
use crate::report::numbers::{stepped, supported};
use crate::report::words::during;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash::stats::summary::Estimate;
use potash_charts::{Bar, BarGroup, Bars, Chart, SeriesId};

impl StudyCharts<'_> {
    pub(super) fn trade_by_market(&self) -> Option<Box<dyn Chart>> {
        let exporter = self.study.scenarios.first()?.focus;
        let scale = Scale::tonnes(self.ends(|market| Metric::Trade { exporter, market }));
        self.in_scale(scale, |scale| self.trade_in(scale))
    }

    pub(super) fn price_by_market(&self) -> Option<Box<dyn Chart>> {
        let scale = Scale::price(self.ends(|market| Metric::MarketPrice { market }));
        self.in_scale(scale, |scale| self.prices_in(scale))
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
        let title = match self.largest_change(metric, |from, to| (to - from).abs()) {
            Some(change) => format!(
                "{name_s} sales to {market} move most: \"{first}\" {from} {unit} a year, \"{last}\" {to}",
                market = change.name,
                first = change.first,
                from = supported(scale.estimate(change.from), 1),
                unit = scale.unit,
                last = change.last,
                to = supported(scale.estimate(change.to), 1)
            ),
            None => format!("Where {name} sells", name = self.name().0),
        };
        let unit = format!("{unit} a year", unit = scale.unit);
        self.by_market(metric, (title, subtitle), (unit, "trade_mt_per_year"), (scale, true))
    }

    fn prices_in(&self, scale: Scale) -> Option<Box<dyn Chart>> {
        let when = during(Window::last_full_year(self.study.horizon));
        let subtitle =
            format!("Market price {when}, {unit} delivered; median and 5–95 % of draws", unit = scale.unit);
        let metric = |market| Metric::MarketPrice { market };
        let title = match self.largest_change(metric, |from, to| (to / from - 1.0).abs()) {
            Some(change) => {
                let ratio = change.to.value / change.from.value - 1.0;
                let error = (change.to.error / change.to.value).hypot(change.from.error / change.from.value);
                let percent = stepped(ratio.abs(), error);
                let (last, first, market) = (&change.last, &change.first, &change.name);
                if percent == "0" {
                    format!("{last}: no price moves by more than its error against \"{first}\"")
                } else if ratio.abs() < 0.01 {
                    format!("{last}: no market's price moves by a percent against \"{first}\"")
                } else {
                    let word = if ratio < 0.0 { "cheaper" } else { "dearer" };
                    let what = self.commodity().name.as_deref().unwrap_or("it");
                    format!("{last}: {what} is {percent} % {word} in {market} than under \"{first}\"")
                }
            }
            None => "What buyers pay, market by market".to_string(),
        };
        let unit = scale.unit.to_string();
        self.by_market(metric, (title, subtitle), (unit, "market_price_usd_per_t"), (scale, false))
    }

    /// Medians with intervals of a metric of every market over the last year.
    fn by_market(
        &self,
        metric: impl Fn(usize) -> Metric,
        (title, subtitle): (String, String),
        (unit, column): (String, &str),
        (scale, from_zero): (Scale, bool),
    ) -> Option<Box<dyn Chart>> {
        let window = Window::last_full_year(self.study.horizon);
        let shown = self.shown();
        let mut groups = Vec::new();
        let first = self.study.scenarios.first()?;
        for market in 0..first.markets.len() {
            let bar = |(_, summary_of_draws, _): &(&ScenarioInfo, &ScenarioSummary, SeriesId)| {
                let none = Bar { q05: f64::NAN, q50: f64::NAN, q95: f64::NAN };
                let summary = summary_of_draws.summary(metric(market), window);
                let of = |estimate: Estimate| scale.value(estimate.value);
                summary.map_or(none, |s| Bar { q05: of(s.q05), q50: of(s.q50), q95: of(s.q95) })
            };
            groups.push(BarGroup { label: first.market(market), bars: shown.iter().map(bar).collect() });
        }
        let scenarios = shown.iter().map(|(scenario, _, slot)| (scenario.label.clone(), *slot)).collect();
        let caption = self.caption(title, subtitle);
        Some(Box::new(Bars { caption, unit, column: column.to_string(), from_zero, scenarios, groups }))
    }

    /// The market in which a metric's median changes most from the first scenario to the last; none for a single
    /// scenario.
    fn largest_change(
        &self,
        metric: impl Fn(usize) -> Metric,
        size: impl Fn(f64, f64) -> f64,
    ) -> Option<Change> {
        let window = Window::last_full_year(self.study.horizon);
        let shown = self.shown();
        let (first, last) =
            (shown.first()?, shown.get(shown.len().min(self.study.scenarios.len()).checked_sub(1)?)?);
        // A single scenario is held against the world without measures, if there is one.
        let last = if last.0.name == first.0.name {
            shown.last().filter(|one| one.0.name != first.0.name)?
        } else {
            last
        };
        let change = |market: usize| {
            let of = |summary_of_draws: &ScenarioSummary| {
                Some(summary_of_draws.summary(metric(market), window)?.q50)
            };
            let (from, to) = (of(first.1)?, of(last.1)?);
            Some(Change {
                name: first.0.market(market),
                first: first.0.label.clone(),
                last: last.0.label.clone(),
                from,
                to,
                size: size(from.value, to.value),
            })
        };
        let changes = (0..first.0.markets.len()).filter_map(change);
        changes.filter(|change| change.size.is_finite()).max_by(|a, b| a.size.total_cmp(&b.size))
    }
}

/// How a market differs between two scenarios.
struct Change {
    name: String,
    first: String,
    last: String,
    from: Estimate,
    to: Estimate,
    size: f64,
}
