//! Revenue through time, how sure it is, and by how much scenarios differ in it.

use super::{MOST_SERIES, Told, yardstick_label};
use crate::report::scale::money_decimals;
use crate::report::texts::fill;
use crate::report::words::{during, is_nothing, percent, restored, stepped, supported, unbroken};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::window::Window;
use potash::stats::summary::Estimate;
use potash_charts::{Chart, Cumulative, Curve, DotRow, Dotplot, Fan, FanPanel, FanPoint, SeriesId};

/// Where cumulative curves end: the last percent would take half of the axis.
const SHOWN: f64 = 0.99;

impl Told<'_> {
    pub(super) fn over_time(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let windows = Window::quarters(study.horizon);
        let mut panels = Vec::new();
        for (scenario, digest, slot) in self.shown() {
            let mut points = Vec::new();
            for (&window, quarter) in windows.iter().zip(study.horizon.iter()) {
                let s = digest.summary(study.revenue(), window)?;
                points.push(FanPoint {
                    period: quarter.to_string(),
                    x: quarter.in_years(),
                    q05: s.q05.value,
                    q25: s.q25.value,
                    q50: s.q50.value,
                    q75: s.q75.value,
                    q95: s.q95.value,
                });
            }
            panels.push(FanPanel { label: scenario.label.clone(), slot, points });
        }
        let texts = self.texts;
        let when = during(texts, Window::whole(study.horizon));
        let subtitle = fill(texts.caption.time_subtitle, &[("name_s", &self.name().1), ("when", &when)]);
        Some(Box::new(Fan {
            caption: self.caption(self.time_finding()?, subtitle),
            unit: texts.caption.usd_bn.to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            panels,
            references: self.yardstick(),
        }))
    }

    /// The sentence over the chart of revenue over time: what reliefs restore, or what is earned first and last.
    fn time_finding(&self) -> Option<String> {
        let (study, texts) = (self.study, self.texts);
        let (window, comparison) = self.settled()?;
        let (name, when) = (self.name().0, during(texts, window));
        let restored = study.scenarios.iter().zip(&comparison.rows).skip(1).filter_map(|(scenario, row)| {
            let share = row.restored.as_ref()?.share.q50;
            Some((scenario.label.as_str(), stepped(share.value, share.error)))
        });
        let restored: Vec<(&str, String)> = restored.take(2).collect();
        if let [(title, share), others @ ..] = restored.as_slice() {
            let caption = &texts.caption;
            let pick = |share: &str, [more, less, none]: [&'static str; 3]| match share {
                "0" => none,
                share if share.starts_with('−') => less,
                _ => more,
            };
            let size = |share: &str| share.trim_start_matches('−').to_string();
            let other = |(title, share): &(&str, String)| {
                let words =
                    [caption.time_restores_another, caption.time_adds_another, caption.time_same_another];
                fill(pick(share, words), &[("title", title), ("share", &size(share))])
            };
            let others: String = others.iter().map(other).collect();
            let words = [caption.time_restores, caption.time_adds, caption.time_same];
            let template = pick(share, words);
            let share = &size(share);
            return Some(fill(
                template,
                &[("title", title), ("share", share), ("name", &name), ("when", &when), ("others", &others)],
            ));
        }
        let after = supported(comparison.rows.first()?.level.q50, money_decimals(study) - 1);
        let first = Window::years(study.horizon).get(1).copied().filter(|first| *first != window);
        let Some(first) = first else {
            return Some(fill(
                texts.caption.time_earns_once,
                &[("name", &name), ("after", &after), ("when", &when)],
            ));
        };
        let before = study.digests.first()?.summary(study.revenue(), first)?.q50;
        let before = supported(before, money_decimals(study) - 1);
        let first = during(texts, first);
        Some(fill(
            texts.caption.time_earns,
            &[("name", &name), ("before", &before), ("first", &first), ("after", &after), ("when", &when)],
        ))
    }

    pub(super) fn distribution(&self) -> Option<Box<dyn Chart>> {
        let (study, texts) = (self.study, self.texts);
        let (window, _) = self.settled()?;
        let curve = |(scenario, digest, slot): (&ScenarioInfo, &ScenarioSummary, SeriesId)| {
            let values = digest.shape(window).map_or(&[][..], |shape| &shape.values);
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
        let title = match (study.yardstick(), Some(last.0), last.1.shape(window)) {
            (Some((value, label)), Some(scenario), Some(shape)) => {
                let yardstick = yardstick_label(texts, value, label);
                let share = percent(texts, shape.above);
                fill(
                    texts.caption.distribution_title,
                    &[
                        ("title", &scenario.label),
                        ("name", &name),
                        ("yardstick", &yardstick),
                        ("share", &share),
                    ],
                )
            }
            _ => fill(texts.caption.distribution_plain, &[("name", &name)]),
        };
        let subtitle = fill(texts.caption.distribution_subtitle, &[("when", &during(texts, window))]);
        Some(Box::new(Cumulative {
            caption: self.caption(title, subtitle),
            unit: texts.caption.usd_bn_a_year.to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            curves,
            references: self.yardstick(),
        }))
    }

    /// What each of some scenarios adds or costs at the median.
    fn difference_finding(&self, findings: &[(&String, Estimate)]) -> String {
        let caption = &self.texts.caption;
        let (name, name_s) = self.name();
        let told = |median: Estimate| supported(median, money_decimals(self.study));
        let is_zero = |text: &str| text.chars().all(|letter| matches!(letter, '0' | '.'));
        if findings.iter().all(|(_, median)| median.value > 0.0 && !is_zero(&told(*median))) {
            let part = |(title, median): &(&String, Estimate)| {
                fill(caption.difference_part, &[("title", title), ("gain", &told(*median))])
            };
            let parts = findings.iter().map(part).collect::<Vec<_>>().join(", ");
            return fill(caption.difference_title, &[("parts", &parts), ("name_s", &name_s)]);
        }
        let part = |(title, median): &(&String, Estimate)| {
            let size = told(Estimate { value: median.value.abs(), ..*median });
            let template = match median.value {
                _ if is_zero(&size) => caption.difference_none,
                value if value > 0.0 => caption.difference_gain,
                _ => caption.difference_loss,
            };
            fill(template, &[("title", title), ("name", &name), ("name_s", &name_s), ("gain", &size)])
        };
        findings.iter().map(part).collect::<Vec<_>>().join(", ")
    }

    /// Paired differences to the baseline; none where there is nothing to compare it with.
    pub(super) fn difference(&self) -> Option<Box<dyn Chart>> {
        let (study, texts) = (self.study, self.texts);
        let (window, comparison) = self.settled()?;
        let mut rows = Vec::new();
        let mut findings = Vec::new();
        let others = study.scenarios.iter().zip(&comparison.rows).enumerate().skip(1).take(MOST_SERIES - 1);
        for (k, (scenario, row)) in others {
            let share = percent(texts, row.above);
            let note = match &row.restored {
                _ if is_nothing(&row.difference) => texts.caption.difference_note_none.to_string(),
                Some(one) => {
                    let words = [texts.caption.difference_note_restores, texts.caption.difference_note_adds];
                    // The share of draws is filled in behind, as it is no part of what is restored.
                    fill(&restored(texts, &one.share, words), &[("share", &share)])
                }
                None => fill(texts.caption.difference_note, &[("share", &share)]),
            };
            rows.push(DotRow {
                label: scenario.label.clone(),
                slot: SeriesId(k),
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
        let (baseline, when) = (&study.scenarios.first()?.label, during(texts, window));
        let subtitle = fill(texts.caption.difference_subtitle, &[("baseline", baseline), ("when", &when)]);
        Some(Box::new(Dotplot {
            caption: self.caption(title, subtitle),
            unit: texts.caption.usd_bn_a_year.to_string(),
            column: "revenue_difference_usd_bn_per_year".to_string(),
            rows,
            zero: true,
            references: Vec::new(),
        }))
    }
}
