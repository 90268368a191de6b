//! How likely each measure is to stand, through time.

use super::{MOST_SERIES, Told};
use crate::model::time::Quarter;
use crate::report::chart::{ChanceLine, ChancePoint, Chances, Chart, Slot};
use crate::report::outlook::{name, stands, uncertain};
use crate::report::texts::fill;
use crate::report::words::{percent, unbroken};

/// A line, and how many scenarios have it.
struct Shared {
    measure: String,
    title: String,
    scenarios: usize,
    slot: Slot,
    points: Vec<ChancePoint>,
}

impl Told<'_> {
    /// The chart of probabilities over time; none where all dates are certain.
    pub(super) fn chances(&self) -> Option<Box<dyn Chart>> {
        let (study, texts) = (self.study, self.texts);
        let mut lines: Vec<Shared> = Vec::new();
        let mut findings = Vec::new();
        for (k, scenario, digest, measure) in uncertain(study) {
            let point = |quarter: Quarter| {
                let chance = stands(study, scenario, digest, measure, quarter);
                let probability = chance.map_or(f64::NAN, |chance| chance.value);
                ChancePoint { period: quarter.to_string(), x: quarter.in_years(), probability }
            };
            let points: Vec<ChancePoint> = study.horizon.iter().map(point).collect();
            // One scenario has it from the other: the same dates in the same draws.
            let own = name(scenario, measure);
            if let Some(known) = lines.iter_mut().find(|known| known.measure == own && known.points == points)
            {
                known.scenarios += 1;
                continue;
            }
            if lines.len() == MOST_SERIES || k >= MOST_SERIES {
                continue;
            }
            let last =
                study.horizon.iter().last().and_then(|last| stands(study, scenario, digest, measure, last));
            let part = |share| {
                fill(texts.caption.chances_part, &[("measure", &own), ("share", &percent(texts, share))])
            };
            findings.extend(last.map(|chance| unbroken(&part(chance))));
            // A scenario looks the same in every chart; its measures are told apart by their names.
            let (slot, title) = (Slot(k), scenario.title.clone());
            lines.push(Shared { measure: own, title, scenarios: 1, slot, points });
        }
        if lines.is_empty() {
            return None;
        }
        let (when, parts) = (study.horizon.iter().last()?, findings.join(", "));
        let title = fill(texts.caption.chances_title, &[("when", &when), ("parts", &parts)]);
        let lines = lines.into_iter().map(|line| ChanceLine {
            label: self.chance_label(&line),
            slot: line.slot,
            points: line.points,
        });
        Some(Box::new(Chances {
            caption: self.caption(title, texts.caption.chances_subtitle.to_string()),
            y_label: texts.caption.chances_axis.to_string(),
            lines: lines.collect(),
        }))
    }

    /// What is so in several scenarios is not said of one of them.
    fn chance_label(&self, line: &Shared) -> String {
        let Shared { measure, title, scenarios, .. } = line;
        let texts = &self.texts.caption;
        match *scenarios {
            all if all == self.study.scenarios.len() => measure.clone(),
            1 => fill(texts.chances_line, &[("measure", measure), ("title", title)]),
            several => {
                let others = several - 1;
                fill(
                    texts.chances_line_shared,
                    &[("measure", measure), ("title", title), ("others", &others)],
                )
            }
        }
    }
}
