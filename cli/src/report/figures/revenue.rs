//! Revenue through time, how sure it is, and by how much scenarios differ in it.

use super::super::words::Effect::{Adds, Restores};
use super::looks::MOST_SERIES;
use super::{StudyCharts, reference_label};
use crate::report::numbers::scale::{decimals, money_decimals};
use crate::report::numbers::{fixed, is_nothing, percent, supported};
use crate::report::words::{during, restored, unbroken};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::window::Window;
use potash::stats::summary::Estimate;
use potash_charts::{Chart, Cumulative, Curve, DotRow, Dotplot, Fan, FanPanel, SeriesId};

/// Where curves of chances end: what is less likely would take half of the axis.
const SHOWN: f64 = 0.025;

impl StudyCharts<'_> {
    pub(super) fn over_time(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let panels = self.by_quarter(study.revenue())?;
        let when = during(Window::whole(study.horizon));
        let subtitle = format!(
            "{name_s} export revenue, {money} a year, by quarter {when}; median and bands",
            name_s = self.name().1,
            money = study.money()
        );
        Some(Box::new(Fan {
            caption: self.caption(self.time_finding(&panels)?, subtitle),
            unit: "bn USD".to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            panels,
            references: self.reference_value(),
        }))
    }

    /// The sentence over the chart of revenue over time: where nine of ten draws lie in its last quarter.
    fn time_finding(&self, panels: &[FanPanel]) -> Option<String> {
        let most = money_decimals(self.study) - 1;
        let told = |panel: &FanPanel| {
            let last = panel.points.last()?;
            let [low, high] = [last.q05, last.q95].map(|value| fixed(value, decimals(value, most)));
            Some((panel.label.clone(), low, high, last.period.clone()))
        };
        let (label, low, high, when) = told(panels.first()?)?;
        let first = format!("Nine of ten draws lie between {low} and {high} bn in {when} under \"{label}\"");
        Some(match panels {
            [_] => first,
            [.., last] => {
                let (label, low, high, _) = told(last)?;
                format!("{first}, {low} and {high} under \"{label}\"")
            }
            [] => return None,
        })
    }

    pub(super) fn distribution(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let (window, _) = self.last_full_year()?;
        let curve = |(scenario, summary_of_draws, slot): (&ScenarioInfo, &ScenarioSummary, SeriesId)| {
            let values = summary_of_draws.shape(window).map_or(&[][..], |shape| &shape.values);
            let share = |k: usize| 1.0 - (k as f64 + 0.5) / values.len() as f64;
            let points = values.iter().copied().enumerate().map(|(k, value)| (value, share(k)));
            let mut points: Vec<(f64, f64)> = points.take_while(|(_, share)| *share >= SHOWN).collect();
            // Where it crosses the reference value, which the title speaks of.
            let reference = study.reference_value().map(|(value, _)| value);
            if let Some((value, shape)) = reference.zip(summary_of_draws.shape(window))
                && points.first().is_some_and(|first| first.0 < value)
                && points.last().is_some_and(|last| last.0 > value)
            {
                let place = points.partition_point(|(known, _)| *known < value);
                points.insert(place, (value, shape.above.value));
            }
            Curve { label: scenario.label.clone(), slot, points }
        };
        let shown = self.shown();
        let first = *shown.first()?;
        // The title speaks of nothing that is not drawn.
        let last = *shown.get(self.looks.own.len().checked_sub(1)?)?;
        let curves: Vec<Curve> = shown.into_iter().map(curve).collect();
        let name = self.name().0;
        let above = |one: &ScenarioSummary| Some(percent(one.shape(window)?.above));
        let title = match (study.reference_value(), above(first.1), above(last.1)) {
            (Some((value, label)), Some(from), Some(to)) => {
                let reference = reference_label(value, label);
                match first.0.name == last.0.name {
                    true => format!("{name} earns more than the {reference} in {to} of draws"),
                    false => format!(
                        "{name} earns more than the {reference} in {from} of draws under \"{first}\", {to} under \"{last}\"",
                        first = first.0.label,
                        last = last.0.label
                    ),
                }
            }
            _ => format!("How sure one can be of what {name} earns"),
        };
        let subtitle = format!(
            "Revenue {when}, {money} a year; share of draws above, to 2.5 %",
            when = during(window),
            money = study.money()
        );
        Some(Box::new(Cumulative {
            caption: self.caption(title, subtitle),
            unit: "bn USD a year".to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            curves,
            references: self.reference_value(),
        }))
    }

    /// What each of some scenarios adds or costs at the median.
    fn difference_finding(&self, findings: &[(&String, Estimate)]) -> String {
        let (name, name_s) = self.name();
        let told = |median: Estimate| supported(median, money_decimals(self.study));
        let is_zero = |text: &str| text.chars().all(|letter| matches!(letter, '0' | '.'));
        if findings.iter().all(|(_, median)| median.value > 0.0 && !is_zero(&told(*median))) {
            let part = |(title, median): &(&String, Estimate)| {
                format!("{title} adds {gain} bn", gain = told(*median))
            };
            let parts = findings.iter().map(part).collect::<Vec<_>>().join(", ");
            return format!("{parts} to {name_s} yearly revenue");
        }
        let part = |(title, median): &(&String, Estimate)| {
            let size = told(Estimate { value: median.value.abs(), ..*median });
            match median.value {
                _ if is_zero(&size) => format!("{title} makes no difference at the median"),
                value if value > 0.0 => format!("{title} adds {size} bn to {name_s} yearly revenue"),
                _ => format!("{title} costs {name} {size} bn a year"),
            }
        };
        findings.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// Paired differences to the baseline; none where there is nothing to compare it with.
    pub(super) fn difference(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let (window, comparison) = self.last_full_year()?;
        let mut rows = Vec::new();
        let mut findings = Vec::new();
        let others = study.scenarios.iter().zip(&comparison.rows).enumerate().skip(1).take(MOST_SERIES - 1);
        for (k, (scenario, row)) in others {
            let share = percent(row.above);
            let note = match &row.restored {
                _ if is_nothing(&row.difference) => "no difference in any draw".to_string(),
                Some(one) => {
                    let restored = match restored(&one.share) {
                        Restores(part) => format!("restores {part}"),
                        Adds(part) => format!("adds {part} to the loss"),
                    };
                    format!("a gain in {share} of draws; {restored}")
                }
                None => format!("a gain in {share} of draws"),
            };
            rows.push(DotRow {
                label: scenario.label.clone(),
                slot: self.looks.own[k],
                quantiles: row.spread.clone(),
                note: unbroken(&note),
                median: None,
                hollow: None,
            });
            findings.push((&scenario.label, row.difference.q50));
        }
        if rows.is_empty() {
            return None;
        }
        findings.truncate(2);
        let title = self.difference_finding(&findings);
        let (baseline, when) = (&study.scenarios.first()?.label, during(window));
        let subtitle = format!(
            "Difference to \"{baseline}\" {when}, {money} a year, in the same draws; each dot is 2 % of them",
            money = study.money()
        );
        Some(Box::new(Dotplot {
            caption: self.caption(title, subtitle),
            unit: "bn USD a year".to_string(),
            column: "revenue_difference_usd_bn_per_year".to_string(),
            rows,
            zero: Some("no difference".to_string()),
            references: Vec::new(),
        }))
    }
}
