//! What comes back of what the measures cost: over all draws, and given what becomes of a relief.

use super::{StudyCharts, bar};
use crate::report::numbers::scale::money_decimals;
use crate::report::numbers::{percent, percent_interval, with_interval};
use crate::report::outlook::{name, open_relief};
use crate::report::words::{during, median_share, unbroken};
use potash::results::comparison::{Restored, ScenarioDifference};
use potash::results::conditional::{Conditional, FEWEST, MeasureState};
use potash::results::scenario_info::ScenarioInfo;
use potash::stats::summary::Estimate;
use potash_charts::{BarGroup, Bars, Chart, DotRow, Dotplot, Reference};

/// A share of the loss below this is nothing.
const NOTHING: f64 = 0.02;

/// A relief that restores something of a loss.
type Relief<'a> = (usize, &'a ScenarioInfo, &'a ScenarioDifference, &'a Restored);

impl<'a> StudyCharts<'a> {
    /// The reliefs, as many as charts show.
    fn reliefs(&self) -> Option<Vec<Relief<'a>>> {
        let (_, comparison) = self.last_full_year()?;
        let each = self.study.scenarios.iter().zip(&comparison.rows).enumerate().skip(1);
        let each = each.take(self.looks.own.len().saturating_sub(1));
        Some(each.filter_map(|(k, (one, row))| Some((k, one, row, row.restored.as_ref()?))).collect())
    }

    /// Fifty dots a relief between nothing and all of the loss; none where nothing is lost or nothing is lifted.
    pub(super) fn share_restored(&self) -> Option<Box<dyn Chart>> {
        let reliefs = self.reliefs()?;
        let (window, comparison) = self.last_full_year()?;
        let loss = &comparison.no_measures.as_ref()?.difference;
        let rows: Vec<DotRow> = reliefs.iter().filter_map(|relief| self.relief_row(relief)).collect();
        if rows.is_empty() {
            return None;
        }
        let (name, when) = (self.name().0, during(window));
        let subtitle = format!(
            "Share of what the measures cost {name} {when} ({loss}, 5–95 % of draws) that comes back, in the same draws",
            loss = with_interval(loss, money_decimals(self.study), false).replacen(
                "bn USD",
                &self.study.money(),
                1
            )
        );
        Some(Box::new(Dotplot {
            caption: self.caption(self.restored_finding(&reliefs)?, subtitle),
            unit: "% of the loss".to_string(),
            column: "restored_percent".to_string(),
            rows,
            zero: Some("0 %: nothing".to_string()),
            references: vec![Reference { label: "100 %: no measures".to_string(), value: 100.0 }],
        }))
    }

    fn relief_row(&self, &(k, scenario, row, restored): &Relief<'_>) -> Option<DotRow> {
        let note =
            match open_relief(self.study, k).and_then(|relief| Some((relief, relief.restored.as_ref()?))) {
                Some((relief, part)) => format!(
                    "{part} with the {measure} lifted, in {chance} of draws",
                    part = percent_interval(&part.share),
                    measure = name(scenario, relief.measure),
                    chance = percent(relief.share)
                ),
                None => format!("a gain in {share} of draws", share = percent(row.above)),
            };
        let quantiles: Vec<f64> = restored.spread.iter().map(|share| 100.0 * share).collect();
        let nothing = restored.spread.iter().filter(|share| share.abs() < NOTHING).count();
        let below = restored.spread.iter().filter(|share| **share <= -NOTHING).count();
        let part = Estimate { value: nothing as f64 / restored.spread.len() as f64, error: 0.0 };
        Some(DotRow {
            label: scenario.label.clone(),
            slot: *self.looks.own.get(k)?,
            quantiles,
            note: unbroken(&note),
            median: Some((
                100.0 * restored.share.q50.value,
                format!("{}\u{a0}%", median_share(&restored.share)),
            )),
            hollow: (nothing > 1 && below == 0)
                .then(|| (nothing, format!("nothing comes back: {}", unbroken(&percent(part))))),
        })
    }

    /// The least and the most that a relief restores at the median.
    fn restored_finding(&self, reliefs: &[Relief<'_>]) -> Option<String> {
        let median = |relief: &Relief<'_>| relief.3.share.q50;
        let least = reliefs.iter().min_by(|a, b| median(a).value.total_cmp(&median(b).value))?;
        let most = reliefs.iter().max_by(|a, b| median(a).value.total_cmp(&median(b).value))?;
        let loss = format!("what the measures cost {}", self.name().0);
        let told = |relief: &Relief<'_>, loss: &str| {
            let (label, part) = (&relief.1.label, median_share(&relief.3.share));
            match part.strip_prefix('−') {
                Some(added) => format!("{label} adds {added} % to {loss}"),
                None if part == "0" => format!("{label} brings back nothing of {loss}"),
                None => format!("{label} brings back {part} % of {loss}"),
            }
        };
        let first = told(least, &loss);
        // Of one kind, the second needs its share alone.
        let both = [least, most].map(|relief| median_share(&relief.3.share));
        let is_alike = both.iter().all(|part| !part.starts_with('−') && part != "0");
        Some(match (least.0 == most.0, is_alike) {
            (true, _) => first,
            (false, true) => format!("{first}, {label} {part} %", label = most.1.label, part = both[1]),
            (false, false) => format!("{first}; {}", told(most, "it")),
        })
    }

    /// What comes back given what became of a measure; none where all dates are certain.
    pub(super) fn given_measures(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let (window, _) = self.last_full_year()?;
        let told = |one: &&Conditional| {
            let is_shown = one.state != MeasureState::Changed && one.level.draws >= FEWEST;
            one.window == window && one.scenario > 0 && one.scenario < self.looks.own.len() && is_shown
        };
        let shown: Vec<(&Conditional, &Restored)> = study
            .conditionals
            .iter()
            .filter(told)
            .filter_map(|one| Some((one, one.restored.as_ref()?)))
            // What holds in every draw is no condition.
            .filter(|(one, _)| one.share.value < 0.9995)
            .collect();
        let state = |one: &Conditional| {
            let scenario = &study.scenarios[one.scenario];
            let state = if one.state == MeasureState::NotInForce { "lifted" } else { "in force" };
            format!("{} {state}", name(scenario, one.measure))
        };
        let mut states: Vec<String> = Vec::new();
        let mut reliefs: Vec<usize> = Vec::new();
        for (one, _) in &shown {
            if !states.contains(&state(one)) {
                states.push(state(one));
            }
            if !reliefs.contains(&one.scenario) {
                reliefs.push(one.scenario);
            }
        }
        let group = |wanted: &String| {
            let of = |relief: &usize| {
                let found = shown.iter().find(|(one, _)| one.scenario == *relief && state(one) == *wanted);
                bar(found.map(|(_, restored)| &restored.share), 100.0)
            };
            let chances: Vec<String> = shown
                .iter()
                .filter(|(one, _)| state(one) == *wanted)
                .map(|(one, _)| percent(one.share))
                .collect();
            let chance = match chances.as_slice() {
                [first, others @ ..] if others.iter().all(|other| other == first) => format!(" ({first})"),
                _ => String::new(),
            };
            BarGroup { label: unbroken(&format!("{wanted}{chance}")), bars: reliefs.iter().map(of).collect() }
        };
        let most = shown.iter().max_by(|a, b| a.1.share.q50.value.total_cmp(&b.1.share.q50.value))?;
        let title = format!(
            "Most comes back under {label} with the {state}: {part} %",
            label = study.scenarios[most.0.scenario].label,
            state = state(most.0),
            part = median_share(&most.1.share)
        );
        let subtitle = format!(
            "Share of the loss {when} that comes back, given what became of a measure (share of draws in which it did)",
            when = during(window)
        );
        Some(Box::new(Bars {
            caption: self.caption(title, subtitle),
            unit: "% of the loss".to_string(),
            column: "restored_percent".to_string(),
            from_zero: true,
            key: None,
            scenarios: reliefs
                .iter()
                .map(|k| (study.scenarios[*k].label.clone(), self.looks.own[*k]))
                .collect(),
            groups: states.iter().map(group).collect(),
        }))
    }
}
