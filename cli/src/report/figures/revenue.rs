//! Revenue through time, how sure it is, and by how much scenarios differ in it.

use super::super::words::Effect::{Adds, Restores};
use super::{MOST_SERIES, StudyCharts, reference_label};
use crate::report::numbers::scale::money_decimals;
use crate::report::numbers::{is_nothing, percent, stepped, supported};
use crate::report::words::{during, restored, unbroken};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::window::Window;
use potash::stats::summary::Estimate;
use potash_charts::{Chart, Cumulative, Curve, DotRow, Dotplot, Fan, SeriesId};

/// Where cumulative curves end: the last percent would take half of the axis.
const SHOWN: f64 = 0.99;

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
            caption: self.caption(self.time_finding()?, subtitle),
            unit: "bn USD".to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            panels,
            references: self.reference_value(),
        }))
    }

    /// The sentence over the chart of revenue over time: what reliefs restore, or what is earned first and last.
    fn time_finding(&self) -> Option<String> {
        let study = self.study;
        let (window, comparison) = self.last_full_year()?;
        let (name, when) = (self.name().0, during(window));
        let restored = study.scenarios.iter().zip(&comparison.rows).skip(1).filter_map(|(scenario, row)| {
            let share = row.restored.as_ref()?.share.q50;
            Some((scenario.label.as_str(), stepped(share.value, share.error)))
        });
        let restored: Vec<(&str, String)> = restored.take(2).collect();
        if let [(title, share), others @ ..] = restored.as_slice() {
            let other = |(title, share): &(&str, String)| match share.strip_prefix('−') {
                Some(added) => format!(", {title} adds {added} % to it"),
                None if share == "0" => format!(", {title} nothing"),
                None => format!(", {title} {share} %"),
            };
            let others: String = others.iter().map(other).collect();
            let what = match share.strip_prefix('−') {
                Some(added) => format!("adds {added} % to"),
                None if share == "0" => "brings back nothing of".to_string(),
                None => format!("brings back {share} % of"),
            };
            return Some(format!("{title} {what} what the measures cost {name} {when}{others}"));
        }
        let after = supported(comparison.rows.first()?.level.q50, money_decimals(study) - 1);
        let first = Window::years(study.horizon).get(1).copied().filter(|first| *first != window);
        let Some(first) = first else {
            return Some(format!("{name} earns {after} bn {when}"));
        };
        let before = study.summaries.first()?.summary(study.revenue(), first)?.q50;
        let before = supported(before, money_decimals(study) - 1);
        let first = during(first);
        Some(format!("{name} earns {before} bn {first} and {after} bn {when}"))
    }

    pub(super) fn distribution(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let (window, _) = self.last_full_year()?;
        let curve = |(scenario, summary_of_draws, slot): (&ScenarioInfo, &ScenarioSummary, SeriesId)| {
            let values = summary_of_draws.shape(window).map_or(&[][..], |shape| &shape.values);
            let share = |k: usize| (k as f64 + 0.5) / values.len() as f64;
            let points = values.iter().copied().enumerate().map(|(k, value)| (value, share(k)));
            let points = points.take_while(|(_, share)| *share <= SHOWN).collect();
            Curve { label: scenario.label.clone(), slot, points }
        };
        let shown = self.shown();
        // The title speaks of nothing that is not drawn.
        let last = *shown.get(shown.len().min(study.scenarios.len()).checked_sub(1)?)?;
        let curves: Vec<Curve> = shown.into_iter().map(curve).collect();
        let name = self.name().0;
        let title = match (study.reference_value(), Some(last.0), last.1.shape(window)) {
            (Some((value, label)), Some(scenario), Some(shape)) => {
                let reference_value = reference_label(value, label);
                let share = percent(shape.above);
                format!(
                    "{title}: {name} earns more than the {reference_value} in {share} of draws",
                    title = scenario.label
                )
            }
            _ => format!("How sure one can be of what {name} earns"),
        };
        let subtitle = format!(
            "Revenue {when}, {money} a year; share of draws at or below, to 99 %",
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
            zero: true,
            references: Vec::new(),
        }))
    }
}
