//! What is listed beside a drawing: the same numbers, keyed by the names of scenarios.
//!
//! A drawing tells series by titles, which people choose and may choose twice; tables tell them by the names of
//! their files, with the title beside it, as all other tables of a run do.

use super::StudyCharts;
use crate::report::numbers::scale::Scale;
use potash::results::scenario_info::ScenarioInfo;
use potash_charts::{Canvas, Caption, Cell, Chart, ChartError, Drawing, Table};

/// The column that says whose a row is, in every table.
pub(in crate::report) const KEY: &str = "scenario";

/// A chart with a table that is not the drawing's own.
pub(in crate::report) struct Listed {
    pub drawn: Box<dyn Chart>,
    pub table: Table,
}

impl Chart for Listed {
    fn caption(&self) -> &Caption {
        self.drawn.caption()
    }

    fn caption_mut(&mut self) -> &mut Caption {
        self.drawn.caption_mut()
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        self.drawn.draw(canvas)
    }

    fn table(&self) -> Table {
        self.table.clone()
    }
}

impl StudyCharts<'_> {
    /// A chart whose rows have labels, with a table that has names and titles in their place.
    pub(super) fn keyed(&self, chart: Box<dyn Chart>) -> Box<dyn Chart> {
        let table = keyed(chart.table(), |label| self.labelled(label));
        Box::new(Listed { drawn: chart, table })
    }

    /// A chart that is drawn in a unit of its size, and listed in the unit that tables have.
    pub(super) fn in_scale(
        &self,
        scale: Scale,
        make: impl Fn(Scale) -> Option<Box<dyn Chart>>,
    ) -> Option<Box<dyn Chart>> {
        let drawn = make(scale)?;
        let table = match scale.is_plain() {
            true => drawn.table(),
            false => make(Scale { factor: 1.0, ..scale })?.table(),
        };
        let table = keyed(table, |label| self.labelled(label));
        Some(Box::new(Listed { drawn, table }))
    }

    /// The scenario that has a label: no two of a study have the same.
    fn labelled(&self, label: &str) -> Option<&ScenarioInfo> {
        self.study.each().map(|(scenario, _)| scenario).find(|scenario| scenario.label == label)
    }
}

/// The table with names in its key column, and with titles after it.
fn keyed<'a>(mut table: Table, find: impl Fn(&str) -> Option<&'a ScenarioInfo>) -> Table {
    let Some(place) = table.header.iter().position(|name| name == KEY) else { return table };
    table.header.insert(place + 1, "title".to_string());
    for row in &mut table.rows {
        let found = match row.get(place) {
            Some(Cell::Text(label)) => find(label),
            _ => None,
        };
        let title = found.map_or(Cell::Missing, |scenario| Cell::text(&scenario.title));
        if let (Some(scenario), Some(cell)) = (found, row.get_mut(place)) {
            *cell = Cell::text(&scenario.name);
        }
        row.insert(place + 1, title);
    }
    table
}

/// The table with the same scenario in every row.
pub(super) fn owned(table: Table, scenario: &ScenarioInfo) -> Table {
    of_one(table, &scenario.name, &scenario.title)
}

/// The table with a scenario's name and title in every row.
pub(in crate::report) fn of_one(mut table: Table, name: &str, title: &str) -> Table {
    table.header.splice(0..0, [KEY.to_string(), "title".to_string()]);
    for row in &mut table.rows {
        row.splice(0..0, [Cell::text(name), Cell::text(title)]);
    }
    table
}
