//! A sweep on the page.

use super::Told;
use super::document::{Block, Chapter};
use crate::report::sweep::Sweep;
use potash_charts::ChartError;

impl Told<'_> {
    pub(super) fn sweep(&self, sweep: &Sweep) -> Result<Chapter, (String, ChartError)> {
        let story = &self.texts.story;
        let finding = vec![Block::Paragraph(sweep.headline(self.texts))];
        let drawn = sweep
            .figure(self.texts)
            .iter()
            .map(|figure| self.drawn(figure))
            .collect::<Result<Vec<_>, _>>()?;
        let cells = Block::Folded { caption: story.cells_caption.to_string(), table: sweep.table() };
        let results = drawn.into_iter().chain([cells]).collect();
        let sections = [
            self.section("finding", story.finding, finding),
            self.section("results", story.results, results),
            self.section("inputs", story.inputs, self.inputs()),
            self.section("caveats", story.caveats, self.caveats()),
            self.section("manifest", story.manifest, self.manifest()),
            self.section("reproduce", story.reproduce, self.reproduce()),
        ];
        Ok(self.chapter(Vec::new(), sections.into_iter().flatten().collect()))
    }
}
