//! A sweep on the page.

use super::chapter::ChapterWriter;
use super::document::{Block, Chapter};
use crate::report::sweep::SweepReport;
use potash_charts::ChartError;

impl ChapterWriter<'_> {
    pub(super) fn sweep(&self, sweep: &SweepReport<'_>) -> Result<Chapter, (String, ChartError)> {
        let finding = sweep.findings().into_iter().map(Block::Paragraph).collect();
        let drawn = sweep.figures().iter().map(|figure| self.drawn(figure)).collect::<Result<Vec<_>, _>>()?;
        let cells = Block::Folded { caption: "Every cell".to_string(), table: sweep.table() };
        let results = drawn.into_iter().chain([cells]).collect();
        let sections =
            [self.section("finding", "What was found", finding), self.section("results", "Results", results)];
        Ok(self.chapter(Vec::new(), sections))
    }
}
