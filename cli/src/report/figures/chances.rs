//! How likely each measure is to stand, through time.

use super::listed::Listed;
use super::{MOST_SERIES, StudyCharts};
use crate::report::numbers::percent;
use crate::report::outlook::{name, stands, uncertain};
use crate::report::words::unbroken;
use potash::results::scenario_info::ScenarioInfo;
use potash::units::time::Quarter;
use potash_charts::{Cell, ChanceLine, ChancePoint, Chances, Chart, SeriesId, Table};

/// A line, and the scenarios that have it.
struct Shared<'a> {
    measure: String,
    owners: Vec<&'a ScenarioInfo>,
    slot: SeriesId,
    points: Vec<ChancePoint>,
}

impl StudyCharts<'_> {
    /// The chart of probabilities over time; none where all dates are certain.
    pub(super) fn chances(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let mut lines: Vec<Shared<'_>> = Vec::new();
        let mut findings = Vec::new();
        for (k, scenario, summary_of_draws, measure) in uncertain(study) {
            let point = |quarter: Quarter| {
                let chance = stands(study, scenario, summary_of_draws, measure, quarter);
                let probability = chance.map_or(f64::NAN, |chance| chance.value);
                ChancePoint { period: quarter.to_string(), x: quarter.in_years(), probability }
            };
            let points: Vec<ChancePoint> = study.horizon.iter().map(point).collect();
            // One scenario has it from the other: the same dates in the same draws.
            let own = name(scenario, measure);
            if let Some(known) = lines.iter_mut().find(|known| known.measure == own && known.points == points)
            {
                known.owners.push(scenario);
                continue;
            }
            if lines.len() == MOST_SERIES || k >= MOST_SERIES {
                continue;
            }
            let last = study
                .horizon
                .iter()
                .last()
                .and_then(|last| stands(study, scenario, summary_of_draws, measure, last));
            let part = |share| format!("{measure} {share}", measure = own, share = percent(share));
            findings.extend(last.map(|chance| unbroken(&part(chance))));
            // A scenario looks the same in every chart; its measures are distinguished by their names.
            lines.push(Shared { measure: own, owners: vec![scenario], slot: self.looks.own[k], points });
        }
        if lines.is_empty() {
            return None;
        }
        let (when, parts) = (study.horizon.iter().last()?, findings.join(", "));
        let title = format!("Chance that measures are in force in {when}: {parts}");
        let table = table(&lines);
        let lines = lines.into_iter().map(|line| ChanceLine {
            label: self.chance_label(&line),
            slot: line.slot,
            points: line.points,
        });
        let drawn = Box::new(Chances {
            caption: self
                .caption(title, "Share of draws in which a measure is in force, by quarter".to_string()),
            y_label: "in force".to_string(),
            lines: lines.collect(),
        });
        Some(Box::new(Listed { drawn, table }))
    }

    /// What is so in several scenarios is not said of one of them.
    fn chance_label(&self, line: &Shared<'_>) -> String {
        let Shared { measure, owners, .. } = line;
        let title = owners.first().map_or("", |first| first.label.as_str());
        match owners.len() {
            all if all == self.study.scenarios.len() => measure.clone(),
            1 => format!("{measure} ({title})"),
            several => {
                let others = several - 1;
                format!("{measure} ({title} and {others} more)")
            }
        }
    }
}

/// The lines as tidy rows: a measure of a scenario in a quarter.
fn table(lines: &[Shared<'_>]) -> Table {
    let header = ["scenario", "title", "measure", "period", "year", "probability"];
    let rows = lines.iter().flat_map(|line| {
        line.owners.iter().flat_map(move |owner| {
            line.points.iter().map(move |point| {
                let words =
                    [&owner.name, &owner.title, &line.measure, &point.period].map(|word| Cell::text(word));
                let numbers = [point.x, point.probability].map(Cell::number);
                [words.to_vec(), numbers.to_vec()].concat()
            })
        })
    });
    Table { header: header.map(str::to_string).to_vec(), rows: rows.collect() }
}
