//! Which charts a study gets, and what each of them says.

mod capacity;
mod causes;
mod flows;
pub(super) mod hindcast;
mod ledger;
pub(super) mod listed;
pub(super) mod looks;
mod medians;
mod price;
mod restored;
mod revenue;
mod routes;
mod shown;
mod timeline;
mod trade;

pub(super) use causes::{Side, is_of_dates, named, setting};

use looks::{Looks, MOST_SERIES};

use super::cautions::briefly;
use super::changed::{Changed, draws};
use super::numbers::fixed;
use super::numbers::scale::decimals;
use super::words::{possessive, unbroken};
use potash::input::FileName;
use potash::results::comparison::Comparison;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::{ReferenceValue, StudyResults};
use potash::results::window::Window;
use potash::scenario::commodity::Commodity;
use potash::scenario::metric::Metric;
use potash::stats::summary::{Estimate, Summary};
use potash::units::time::Quarter;
use potash_charts::{Bar, Caption, Chart, FanPanel, FanPoint, Reference, SeriesId};

/// A chart under the name of its files.
pub struct Figure {
    pub name: String,
    /// What it shows, which is where a page has it.
    pub topic: Topic,
    pub chart: Box<dyn Chart>,
}

/// What a chart shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// The answer at a glance.
    Headline,
    /// From the past into the future.
    Path,
    /// The result itself.
    Result,
    /// How sure it is.
    Distribution,
    /// How scenarios differ in it.
    Difference,
    /// Measures that may change.
    Measures,
    /// By which ways they leave.
    Routes,
    /// Where the tonnes go.
    Trade,
    /// What they cost.
    Price,
    /// How well the model foretold the past.
    Trust,
    /// What else was asked for.
    Metric,
    /// What a gain is made of.
    Causes,
    /// What results go with.
    Drivers,
}

/// What the names of charts of a single scenario begin with, before the scenario's own.
const DRIVERS: &str = "drivers-";

impl Figure {
    /// Whether its name is safe as a file's: names of scenarios are part of some, and may come from a file.
    pub fn has_file_name(&self) -> bool {
        FileName::parse(self.name.strip_prefix(DRIVERS).unwrap_or(&self.name)).is_some()
    }
}

/// The charts of a study, in the order in which they answer: what is earned, how sure that is, what differs, by
/// which chance, where the tonnes go, and what drives it. Scenarios beyond the sixth are left out of
/// charts, not of tables.
pub fn figures(study: &StudyResults) -> Vec<Figure> {
    let charts = StudyCharts { study, looks: Looks::of(study) };
    let keyed = |chart: Option<Box<dyn Chart>>| chart.map(|chart| charts.keyed(chart));
    type Drawn = (&'static str, Topic, Option<Box<dyn Chart>>);
    let drawn: [Drawn; 17] = [
        ("share-restored", Topic::Headline, keyed(charts.share_restored())),
        ("revenue-medians", Topic::Path, keyed(charts.medians())),
        ("given-measures", Topic::Measures, keyed(charts.given_measures())),
        ("revenue-over-time", Topic::Result, keyed(charts.over_time())),
        ("revenue-distribution", Topic::Distribution, keyed(charts.distribution())),
        ("revenue-difference", Topic::Difference, keyed(charts.difference())),
        ("measures-over-time", Topic::Measures, charts.timeline()),
        ("routes", Topic::Routes, charts.routes()),
        ("trade-by-market", Topic::Trade, charts.trade_by_market()),
        ("corridor-flows", Topic::Result, charts.flows()),
        ("price-medians", Topic::Price, keyed(charts.price_medians())),
        ("price-over-time", Topic::Result, keyed(charts.price_over_time())),
        ("price-changes", Topic::Price, keyed(charts.price_changes())),
        ("capacity-over-time", Topic::Result, charts.capacity_over_time()),
        ("ledger", Topic::Price, keyed(charts.ledger())),
        ("hindcast", Topic::Trust, charts.foretold()),
        ("gains-by-cause", Topic::Causes, keyed(charts.causes())),
    ];
    let one = |(name, topic, chart): Drawn| Some(Figure { name: name.to_string(), topic, chart: chart? });
    drawn.into_iter().filter_map(one).chain(charts.shown_metrics()).chain(charts.drivers()).collect()
}

/// A scenario that is drawn: its names, what its draws came to, its look.
type Shown<'a> = (&'a ScenarioInfo, &'a ScenarioSummary, SeriesId);

/// A study whose charts are made.
struct StudyCharts<'a> {
    study: &'a StudyResults,
    looks: Looks,
}

impl<'a> StudyCharts<'a> {
    /// Scenarios with their look: the same in every chart. The one without measures comes last.
    fn shown(&self) -> Vec<Shown<'a>> {
        let study = self.study;
        let each = study.scenarios.iter().zip(&study.summaries).zip(&self.looks.own);
        let mut shown: Vec<_> = each.map(|((one, summary), slot)| (one, summary, *slot)).collect();
        shown.extend(
            study.no_measures.iter().map(|one| (&one.scenario, &one.summary, self.looks.no_measures)),
        );
        shown
    }

    /// The first scenario and what it is held against, if there is anything.
    fn before_and_after(&self) -> Vec<Shown<'_>> {
        match self.held_against() {
            Some((first, last)) => vec![first, last],
            None => self.shown().into_iter().take(1).collect(),
        }
    }

    /// Labels of scenarios, the world without measures aside, that a chart of these leaves out.
    fn left_out(&self, kept: &[Shown<'_>]) -> Vec<&'a str> {
        let own = self.study.scenarios.iter().take(self.looks.own.len()).map(|one| one.label.as_str());
        own.filter(|label| kept.iter().all(|one| one.0.label != *label)).collect()
    }

    /// Quantiles of a metric in every quarter, a panel a scenario; none where it is not kept by quarter.
    fn by_quarter(&self, metric: Metric) -> Option<Vec<FanPanel>> {
        let horizon = self.study.horizon;
        let panel = |(scenario, summary, slot): Shown<'_>| {
            let point = |quarter: Quarter| {
                let Summary { q05, q25, q50, q75, q95, .. } =
                    summary.summary(metric, Window::Quarter(quarter))?;
                let [q05, q25, q50, q75, q95] = [q05, q25, q50, q75, q95].map(|estimate| estimate.value);
                Some(FanPoint { period: quarter.to_string(), x: quarter.in_years(), q05, q25, q50, q75, q95 })
            };
            let points = horizon.iter().map(point).collect::<Option<_>>()?;
            Some(FanPanel { label: scenario.label.clone(), slot, points })
        };
        self.shown().into_iter().map(panel).collect()
    }

    /// What the world is about.
    fn commodity(&self) -> &Commodity {
        &self.study.scenarios[0].commodity
    }

    /// The focus's name, and the name as an owner.
    fn name(&self) -> (String, String) {
        let name = self.study.focus();
        let owner = possessive(&name);
        (name, owner)
    }

    fn caption(&self, title: String, subtitle: String) -> Caption {
        self.caption_without(title, subtitle, &[])
    }

    /// The same of a chart that leaves out some of those that others show, by their labels.
    fn caption_without(&self, title: String, subtitle: String, dropped: &[&str]) -> Caption {
        let subtitle = self.complete(subtitle, dropped);
        // The title is read before it.
        let description = subtitle.clone();
        let (title, subtitle) = (unbroken(&title), unbroken(&subtitle));
        Caption { title, subtitle, source: self.source(), description }
    }

    /// The subtitle with the scenarios that the chart leaves out, and those that no chart has a look for.
    fn complete(&self, subtitle: String, dropped: &[&str]) -> String {
        const MOST_NAMED: usize = 4;
        let study = self.study;
        let beyond = study.scenarios.iter().skip(MOST_SERIES);
        let names = dropped.iter().copied().chain(beyond.map(|one| one.label.as_str()));
        let names: Vec<&str> = names.collect();
        if names.is_empty() {
            return subtitle;
        }
        let mut told = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
        let more = names.len().saturating_sub(MOST_NAMED);
        if more > 0 {
            told = format!("{settings} and {count} more", settings = told, count = more);
        }
        format!("{subtitle}; not drawn: {names}", names = told)
    }

    fn source(&self) -> String {
        let names: Vec<&str> = self.study.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        let changed = Changed::of_study(self.study);
        let scenarios = changed.scenarios(&names.join(", "));
        let cautions = briefly(self.study).join(", ");
        let seed = match cautions.is_empty() {
            true => changed.seed(),
            false => {
                format!("{seed}; caution: {caution}", seed = changed.seed(), caution = cautions)
            }
        };
        let draws = draws(self.study);
        source(&format!("{scenarios}; {draws} draws, seed {seed}. A conditional estimate, not a forecast."))
    }

    fn reference_value(&self) -> Vec<Reference> {
        let reference_value = self.study.reference_value();
        let reference = |(value, label)| Reference { label: reference_label(value, label), value };
        reference_value.map(reference).into_iter().collect()
    }

    /// The comparison of the last year.
    fn last_full_year(&self) -> Option<(Window, &'a Comparison)> {
        let window = Window::last_full_year(self.study.horizon);
        self.study.compare(self.study.revenue(), window).map(|comparison| (window, comparison))
    }
}

/// Median and 90 % of a summary as a bar, in a unit of which `factor` make one; nothing is drawn where there is none.
fn bar(summary: Option<&Summary>, factor: f64) -> Bar {
    let of = |pick: fn(&Summary) -> Estimate| summary.map_or(f64::NAN, |one| factor * pick(one).value);
    Bar { q05: of(|one| one.q05), q50: of(|one| one.q50), q95: of(|one| one.q95) }
}

/// The bottom line of a chart.
pub(super) fn source(of: &str) -> String {
    format!("Source: potash {}, {of}", env!("CARGO_PKG_VERSION"))
}

/// "2.4 bn before the crisis".
pub(super) fn reference_label(value: f64, label: &str) -> String {
    format!("{value} bn {label}", value = fixed(value, decimals(value, 1)))
}

/// " (2.4 bn in money of 2020)", where a reference value is stated in other money than results are in.
pub(super) fn as_stated(reference: Option<&ReferenceValue>) -> String {
    let stated = reference.and_then(|reference| reference.stated);
    stated.map_or_else(String::new, |(value, year)| {
        format!(" ({value} bn in money of {year})", value = fixed(value, decimals(value, 1)))
    })
}
