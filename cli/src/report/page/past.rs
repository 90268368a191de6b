//! A calibration or a backtest on the page.

use super::Told;
use super::document::{Block, Chapter};
use crate::report::history::backtest::verdict;
use crate::report::history::backtest_report::BacktestReport;
use crate::report::history::{decimals, with_band};
use crate::report::texts::{Texts, fill};
use crate::report::words::fixed;
use potash::calibration::backtest::Backtest;
use potash_charts::{Cell, ChartError, Table};

/// What the last of its views found.
pub(super) fn lead(past: &BacktestReport, texts: &Texts) -> Vec<String> {
    past.views.last().map(|view| format!("{}.", past.finding(view, texts))).into_iter().collect()
}

impl Told<'_> {
    pub(super) fn past(&self, past: &BacktestReport) -> Result<Chapter, (String, ChartError)> {
        let story = &self.texts.story;
        let findings = past.views.iter().map(|view| format!("{}.", past.finding(view, self.texts))).collect();
        let mut results = Vec::new();
        for (view, figure) in past.views.iter().zip(past.figures(self.texts)) {
            results.push(self.drawn(&figure)?);
            if let Some(backtest) = view.backtest() {
                results.push(Block::Paragraph(story.verdict_intro.to_string()));
                results.push(Block::List(verdict(backtest)));
                results.push(Block::Table {
                    caption: story.targets_caption.to_string(),
                    table: self.targets(past, backtest),
                });
            }
        }
        let sections = [
            self.section("finding", story.finding, vec![Block::List(findings)]),
            self.section("results", story.results, results),
            self.section("inputs", story.inputs, self.inputs()),
            self.section("caveats", story.caveats, self.caveats()),
            self.section("manifest", story.manifest, self.manifest()),
            self.section("reproduce", story.reproduce, self.reproduce()),
        ];
        Ok(self.chapter(Vec::new(), sections.into_iter().flatten().collect()))
    }

    /// Every figure beside its prediction, the worst first.
    fn targets(&self, past: &BacktestReport, backtest: &Backtest) -> Table {
        let story = &self.texts.story;
        let header = [story.figure, story.used, story.unit, story.observed, story.predicted, story.below];
        let row = |row: &potash::calibration::backtest::Row| {
            let target = past.history.targets.get(row.target)?;
            let digits = decimals(target);
            let [low, _, middle, _, high] = row.predicted;
            Some(vec![
                Cell::text(&target.name),
                Cell::text(row.role.words()),
                Cell::text(target.metric.unit()),
                Cell::Text(fixed(target.value, digits)),
                Cell::Text(with_band(low, middle, high, digits)),
                Cell::Text(fill(self.texts.say.percent, &[("share", &fixed(100.0 * row.rank, 0))])),
            ])
        };
        let rows = backtest.rows.iter().filter_map(row).collect();
        Table { header: header.map(str::to_string).to_vec(), rows }
    }
}
