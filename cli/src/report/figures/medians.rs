//! Revenue from what was reported to what is simulated, in one picture.

use super::StudyCharts;
use crate::report::numbers::scale::{Scale, money_decimals};
use crate::report::numbers::supported;
use crate::report::words::during;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::Reported;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash::stats::summary::Summary;
use potash_charts::{Chart, FanPoint, Path, Reference, ReportedPoint, SeriesId, Trajectory};

/// What a path through time is of, in words.
pub(super) struct Words {
    /// "Belarus earns".
    pub earns: String,
    /// As a subtitle begins.
    pub what: String,
    pub unit: String,
    pub unit_a_year: String,
    /// Stem of the columns, unit included.
    pub column: String,
    /// Digits at the most.
    pub digits: i32,
    /// What values are multiplied by.
    pub factor: f64,
    pub from_zero: bool,
}

/// Fewest years that make a path.
const FEWEST: usize = 2;

impl StudyCharts<'_> {
    /// Revenue by year.
    pub(super) fn medians(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let (name, name_s) = self.name();
        let words = Words {
            earns: match &self.commodity().name {
                Some(traded) => format!("From {traded} {name} earns"),
                None => format!("{name} earns"),
            },
            what: format!("{name_s} export revenue"),
            unit: "bn".to_string(),
            unit_a_year: format!("{} a year", study.money()),
            column: "revenue_usd_bn_per_year".to_string(),
            digits: money_decimals(study) - 1,
            factor: 1.0,
            from_zero: true,
        };
        self.medians_of(study.revenue(), &words)
    }

    /// The world's price by year.
    pub(super) fn price_medians(&self) -> Option<Box<dyn Chart>> {
        let words = Words {
            earns: "Buyers pay".to_string(),
            what: "Mean delivered price of all markets".to_string(),
            unit: "USD/t".to_string(),
            unit_a_year: self.study.price_unit(),
            column: "world_price_usd_per_t".to_string(),
            digits: 0,
            factor: 1.0,
            from_zero: false,
        };
        // Prices that need a larger unit are in the tables.
        let window = Window::last_full_year(self.study.horizon);
        let highest = self
            .shown()
            .into_iter()
            .filter_map(|(_, summary, _)| Some(summary.summary(Metric::WorldPrice, window)?.q95.value));
        Scale::price(highest).is_plain().then(|| self.medians_of(Metric::WorldPrice, &words)).flatten()
    }

    /// Medians by year beside reported figures; none for a horizon too short to have a path.
    pub(super) fn medians_of(&self, metric: Metric, words: &Words) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let shown = self.shown();
        let paths: Vec<Path> =
            shown.iter().map(|one| self.path(metric, words, one)).collect::<Option<_>>()?;
        if paths.first()?.points.len() < FEWEST {
            return None;
        }
        let reported = study.reported.iter().filter(|figure| figure.metric == metric);
        let point =
            |figure: &Reported| ReportedPoint { year: figure.year, value: words.factor * figure.value };
        let reported: Vec<ReportedPoint> = reported.map(point).collect();
        let when = during(Window::last_full_year(study.horizon));
        let (first, last) = (paths.first()?, paths.last()?);
        let (earns, unit) = (&words.earns, &words.unit);
        let (low, high) = (&first.value, &last.value);
        let title = match paths.len() {
            1 => format!("{earns} {low} {unit} {when}"),
            _ if study.no_measures.is_some() => {
                format!("{earns} {low} {unit} {when} under \"{}\", {high} without measures", first.label)
            }
            _ => format!(
                "{earns} {low} {unit} {when} under \"{}\", {high} under \"{}\"",
                first.label, last.label
            ),
        };
        let from = reported.first().map(|point| point.year);
        let since = from.map_or_else(String::new, |year| format!(" since {year}"));
        let subtitle = format!("{} by year{since}, {}", words.what, words.unit_a_year);
        Some(Box::new(Trajectory {
            caption: self.caption(title, subtitle),
            unit: words.unit_a_year.clone(),
            column: words.column.clone(),
            from_zero: words.from_zero,
            events: self.events(reported.first().map(|point| f64::from(point.year))),
            reported,
            paths,
        }))
    }

    fn path(
        &self,
        metric: Metric,
        words: &Words,
        (scenario, summary, slot): &(&ScenarioInfo, &ScenarioSummary, SeriesId),
    ) -> Option<Path> {
        let study = self.study;
        let years = study.horizon.whole_years();
        let point = |&(year, _): &(i32, usize)| {
            let Summary { q05, q25, q50, q75, q95, .. } = summary.summary(metric, Window::Year(year))?;
            let [q05, q25, q50, q75, q95] =
                [q05, q25, q50, q75, q95].map(|estimate| words.factor * estimate.value);
            Some(FanPoint { period: year.to_string(), x: f64::from(year) + 0.5, q05, q25, q50, q75, q95 })
        };
        let points = years.iter().map(point).collect::<Option<_>>()?;
        let level = summary.summary(metric, Window::last_full_year(study.horizon))?.q50;
        let value = supported(level.times(words.factor), words.digits);
        Some(Path { label: scenario.label.clone(), value, slot: *slot, points })
    }

    /// Whether a measure can be in force in the horizon of any scenario.
    pub(super) fn matters(&self, measure: &str) -> bool {
        self.study.scenarios.iter().flat_map(|scenario| &scenario.measures).any(|known| {
            let stands = known.stands.as_ref();
            known.name == measure && stands.is_none_or(|quarters| quarters.iter().any(|part| *part > 0.0))
        })
    }

    /// When measures came into force and ended, in any scenario, from some year to the beginning of the horizon.
    pub(super) fn events(&self, since: Option<f64>) -> Vec<Reference> {
        let Some(since) = since else { return Vec::new() };
        // What comes later differs between scenarios.
        let until = self.study.horizon.start.in_years();
        let mut events: Vec<Reference> = Vec::new();
        let mut add = |value: Option<f64>, label: String| {
            let Some(value) = value.filter(|value| (since..until).contains(value)) else { return };
            let known = events.iter().any(|event| event.value == value && event.label == label);
            if !known {
                events.push(Reference { label, value });
            }
        };
        for scenario in &self.study.scenarios {
            for measure in scenario.measures.iter().filter(|measure| self.matters(&measure.name)) {
                let title = scenario.titles.of("measure", &measure.name);
                add(measure.imposed, title.clone());
                add(measure.lifted, format!("{title} lifted"));
            }
        }
        events.sort_by(|a, b| a.value.total_cmp(&b.value));
        events
    }
}
