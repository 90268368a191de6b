//! Reading `[reported.<series>]`: a metric and figures of it by year.

use super::document::{Entry, Node};
use super::names::Names;
use super::read_history::plain;
use super::read_measure::{check_figure, metric};
use super::reader::Reading;
use super::sections::ABOUT;
use crate::scenario::reported::ReportedFigure;

const FIGURE_KEYS: [&str; 1] = ["value"];

pub(super) fn reported(tree: &Node, names: &Names<'_>, reading: &mut Reading<'_>) -> Vec<ReportedFigure> {
    let mut figures = Vec::new();
    for entry in reading.things(tree.get("reported"), "reported") {
        series(entry, names, reading, &mut figures);
    }
    figures
}

fn series(entry: &Entry, names: &Names<'_>, reading: &mut Reading<'_>, figures: &mut Vec<ReportedFigure>) {
    let (table, path) = (&entry.node, format!("reported.{}", entry.key));
    if table.get("metric").is_none() {
        reading.missing(table, &path, "metric");
    }
    let Some((metric_name, metric)) = metric(table, &path, names, reading) else { return };
    for figure in table.entries() {
        let key = figure.key.as_str();
        if key == "metric" || ABOUT.contains(&key) {
            continue;
        }
        let own = format!("{path}.{key}");
        let Some(year) = key.parse().ok().filter(|year| (1900..=2200).contains(year)) else {
            let help = "write a year: 2021 = { value = 3.06, source = \"…\" }";
            reading.fault(&figure.key_at, format!("`{own}` is no year"), help);
            continue;
        };
        reading.only(&figure.node, &own, &FIGURE_KEYS);
        if figure.node.get("value").is_none() {
            reading.missing(&figure.node, &own, "value");
        }
        let source = figure.node.inherited.within(&figure.node).source.clone();
        if source.is_none() {
            reading.missing(&figure.node, &own, "source");
        }
        let Some((value, (source, _))) = plain(&figure.node, &own, "value", reading).zip(source) else {
            continue;
        };
        check_figure(&figure.node, &own, metric, value, reading);
        let (metric_name, source) = (metric_name.clone(), source.to_string());
        figures.push(ReportedFigure { metric, metric_name, year, value, source });
    }
}
