//! Charts of metrics that are shown beside revenue.

use super::medians::Words;
use super::{Figure, StudyCharts, Topic};
use crate::report::numbers::with_digits;
use crate::report::shown::{ShownMetric, metrics};
use crate::report::words::{during, unbroken};
use potash::results::window::Window;
use potash_charts::{DotRow, Dotplot};

impl StudyCharts<'_> {
    /// For each of them its medians through time, and its differences to the baseline.
    pub(super) fn shown_metrics(&self) -> Vec<Figure> {
        let figures = |one: ShownMetric| [self.metric_medians(&one), self.metric_differences(&one)];
        metrics(self.study).into_iter().flat_map(figures).flatten().collect()
    }

    fn metric_medians(&self, one: &ShownMetric) -> Option<Figure> {
        let words = Words {
            earns: format!("{}:", one.name),
            what: one.name.clone(),
            unit: one.unit.short.clone(),
            unit_a_year: one.unit.name.clone(),
            column: format!("{}_{}", one.stem.replace('-', "_"), one.unit.column),
            digits: one.unit.digits,
            factor: one.unit.factor,
            from_zero: false,
        };
        let chart = self.keyed(self.medians_of(one.metric, &words)?);
        Some(Figure { name: format!("metric-{}", one.stem), topic: Topic::Metric, chart })
    }

    fn metric_differences(&self, one: &ShownMetric) -> Option<Figure> {
        let study = self.study;
        let window = Window::last_full_year(study.horizon);
        let comparison = study.compare(one.metric, window)?;
        let others = study.scenarios.iter().zip(&comparison.rows).enumerate().skip(1);
        let others = others.take(self.looks.own.len().saturating_sub(1));
        let row = |(k, (scenario, row)): (usize, (&potash::results::scenario_info::ScenarioInfo, _))| {
            let row: &potash::results::comparison::ScenarioDifference = row;
            Some(DotRow {
                label: scenario.label.clone(),
                slot: *self.looks.own.get(k)?,
                quantiles: row.spread.iter().map(|value| one.unit.factor * value).collect(),
                note: String::new(),
                median: Some((
                    one.unit.factor * row.difference.q50.value,
                    unbroken(&with_digits(&row.difference, one.unit.factor, one.unit.digits)),
                )),
                hollow: None,
            })
        };
        let rows: Vec<DotRow> = others.filter_map(row).collect();
        let (_, told) = rows.last()?.median.clone()?;
        // The interval is in no row of the table.
        let told = told.split_once(" (").map_or(told.as_str(), |(median, _)| median);
        let title = format!("{}: {} {told} under {}", one.name, during(window), rows.last()?.label);
        let baseline = &study.scenarios.first()?.label;
        let subtitle =
            format!("Change against \"{baseline}\" {}, {}, in the same draws", during(window), one.unit.name);
        let chart = self.keyed(Box::new(Dotplot {
            caption: self.caption(title, subtitle),
            unit: one.unit.name.clone(),
            column: format!("{}_change_{}", one.stem.replace('-', "_"), one.unit.column),
            rows,
            zero: Some("no difference".to_string()),
            references: Vec::new(),
        }));
        Some(Figure { name: format!("metric-{}-changes", one.stem), topic: Topic::Metric, chart })
    }
}
