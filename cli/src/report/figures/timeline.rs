//! When measures were, are and may be in force.

use super::StudyCharts;
use super::listed::Listed;
use crate::report::numbers::percent;
use crate::report::outlook::{name, stands};
use crate::report::words::unbroken;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::stats::summary::Estimate;
use potash_charts::{
    Cell, Chart, Reference, SeriesId, Table, Timeline, TimelineGroup, TimelineRow, TimelineSpan,
};

impl StudyCharts<'_> {
    /// A group of rows a scenario; none where there are no measures.
    pub(super) fn timeline(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let own: Vec<_> = self.shown().into_iter().take(self.looks.own.len()).collect();
        let alone = own.len() == 1;
        let mut groups: Vec<TimelineGroup> = own.iter().map(|one| self.group(one)).collect();
        if groups.iter().all(|group| group.rows.is_empty()) {
            return None;
        }
        let table = table(&own, &groups);
        groups.retain(|group| !group.rows.is_empty());
        if alone {
            groups.iter_mut().for_each(|group| group.label = String::new());
        }
        let last = study.horizon.iter().last()?;
        let title = self.standing_finding(&own).unwrap_or_else(|| "Measures and their dates".to_string());
        let by_chance =
            own.iter().any(|(one, ..)| one.measures.iter().any(|measure| measure.stands.is_none()));
        let start =
            Reference { label: "simulated from here".to_string(), value: study.horizon.start.in_years() };
        let subtitle = format!(
            "When measures are in force; at the right, the share of draws in which they are in {last}"
        );
        let drawn = Box::new(Timeline {
            caption: self.caption(title, subtitle),
            events: by_chance.then_some(start).into_iter().collect(),
            groups,
        });
        Some(Box::new(Listed { drawn, table }))
    }

    fn group(
        &self,
        (scenario, summary, slot): &(&ScenarioInfo, &ScenarioSummary, SeriesId),
    ) -> TimelineGroup {
        let matters = |measure: &usize| self.matters(&scenario.measures[*measure].name);
        let rows = (0..scenario.measures.len()).filter(matters);
        let rows = rows.filter_map(|measure| self.row(scenario, summary, measure));
        TimelineGroup { label: scenario.label.clone(), slot: *slot, rows: rows.collect() }
    }

    fn row(&self, scenario: &ScenarioInfo, summary: &ScenarioSummary, measure: usize) -> Option<TimelineRow> {
        let (study, own) = (self.study, scenario.measures.get(measure)?);
        let start = study.horizon.start.in_years();
        let mut spans: Vec<TimelineSpan> = Vec::new();
        if let Some(from) = own.imposed.filter(|from| *from < start) {
            let to = own.lifted.map_or(start, |lifted| lifted.min(start));
            spans.push(TimelineSpan { from, to, probability: 1.0 });
            spans.push(TimelineSpan { from: to, to: start, probability: 0.0 });
        }
        for quarter in study.horizon.iter() {
            let probability = stands(study, scenario, summary, measure, quarter)?.value;
            let (from, to) = (quarter.in_years(), quarter.in_years() + 0.25);
            match spans.last_mut() {
                Some(last) if last.probability == probability && last.to == from => last.to = to,
                _ => spans.push(TimelineSpan { from, to, probability }),
            }
        }
        spans.retain(|span| span.to > span.from);
        let last = stands(study, scenario, summary, measure, study.horizon.iter().last()?)?;
        Some(TimelineRow { label: name(scenario, measure), spans, note: percent(last) })
    }

    /// The chance at the end that a measure is in force, of the first scenario and measure of which that is open.
    fn standing_finding(&self, own: &[(&ScenarioInfo, &ScenarioSummary, SeriesId)]) -> Option<String> {
        let study = self.study;
        let last = study.horizon.iter().last()?;
        let told = |(scenario, summary, _): &(&ScenarioInfo, &ScenarioSummary, SeriesId)| {
            let open = |measure: usize| {
                let chance = stands(study, scenario, summary, measure, last)?;
                (0.005..0.995).contains(&chance.value).then_some((measure, chance))
            };
            let (measure, chance): (usize, Estimate) = (0..scenario.measures.len()).find_map(open)?;
            let start = study.horizon.start.in_years();
            let is_lifted = scenario.measures[measure].lifted.is_some_and(|lifted| lifted <= start + 0.25);
            let (measure, chance) = (name(scenario, measure), unbroken(&percent(chance)));
            let under = match study.scenarios.len() {
                1 => String::new(),
                _ => format!(" under {}", scenario.label),
            };
            // What was lifted before the horizon can only come back.
            let back = if is_lifted { "back " } else { "" };
            Some(format!("Chance of {measure} being {back}in force in {last}{under}: {chance}"))
        };
        own.iter().find_map(told)
    }
}

/// The stretches as tidy rows.
fn table(own: &[(&ScenarioInfo, &ScenarioSummary, SeriesId)], groups: &[TimelineGroup]) -> Table {
    let header = ["scenario", "title", "measure", "from_year", "to_year", "probability"];
    let rows = own.iter().zip(groups).flat_map(|((scenario, ..), group)| {
        group.rows.iter().flat_map(move |row| {
            row.spans.iter().map(move |span| {
                let words = [&scenario.name, &scenario.title, &row.label].map(|word| Cell::text(word));
                let numbers = [span.from, span.to, span.probability].map(Cell::number);
                [words.to_vec(), numbers.to_vec()].concat()
            })
        })
    });
    Table { header: header.map(str::to_string).to_vec(), rows: rows.collect() }
}
