//! A calibration or a backtest on the page.

use super::chapter::ChapterWriter;
use super::document::{Block, Chapter};
use crate::report::figures::Figure;
use crate::report::history::backtest::verdict;
use crate::report::history::backtest_report::BacktestReport;
use crate::report::history::{decimals, with_band};
use crate::report::numbers::fixed;
use potash::calibration::backtest::Backtest;
use potash_charts::{Cell, ChartError, Table};

/// Figures of a test that are open; the others are folded.
const WORST: usize = 10;

impl ChapterWriter<'_> {
    pub(super) fn backtest(
        &self,
        backtest_report: &BacktestReport<'_>,
        learnt: Option<&Figure>,
    ) -> Result<Chapter, (String, ChartError)> {
        let findings = backtest_report.findings();
        let mut results =
            learnt.map(|figure| self.drawn(figure)).into_iter().collect::<Result<Vec<_>, _>>()?;
        for (stage, figure) in backtest_report.stages.iter().zip(backtest_report.figures()) {
            results.push(self.drawn(&figure)?);
            if let Some(backtest) = stage.backtest() {
                results.push(Block::Paragraph("What the test says:".to_string()));
                results.push(Block::List(verdict(backtest)));
                let table = self.targets(backtest_report, backtest);
                let mut worst = table.clone();
                worst.rows.truncate(WORST);
                results.push(Block::Table {
                    caption: format!("The {WORST} figures it is worst at"),
                    table: worst,
                });
                let caption = "Every figure, the worst first".to_string();
                results.push(Block::Folded { caption, table });
            }
        }
        let sections = [
            self.section("finding", "What was found", vec![Block::List(findings)]),
            self.section("results", "Results", results),
        ];
        Ok(self.chapter(Vec::new(), sections))
    }

    /// Every figure beside its prediction, the worst first.
    fn targets(&self, backtest_report: &BacktestReport<'_>, backtest: &Backtest) -> Table {
        let header = ["figure", "use", "unit", "observed", "predicted, 5–95 %", "predictions below it"];
        let row = |row: &potash::calibration::backtest::TargetScore| {
            let target = backtest_report.history.targets.get(row.target)?;
            let digits = decimals(target);
            let [low, _, middle, _, high] = row.predicted;
            Some(vec![
                Cell::text(&target.name),
                Cell::text(row.role.words()),
                Cell::text(target.metric.unit()),
                Cell::Text(fixed(target.value, digits)),
                Cell::Text(with_band(low, middle, high, digits)),
                Cell::Text(format!("{share} %", share = fixed(100.0 * row.rank, 0))),
            ])
        };
        let rows = backtest.rows.iter().filter_map(row).collect();
        Table { header: header.map(str::to_string).to_vec(), rows }
    }
}
