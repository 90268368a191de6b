//! What each setting of a sweep changes, draw by draw: one bar a cell, and the words around it.

use super::SweepReport;
use super::quantity::Quantity;
use crate::report::words::during;
use potash::results::sweep::{Cell, Level};
use potash_charts::{Bar, BarGroup, Bars, Caption, Chart};

/// Most cells that are drawn, one below another.
const MOST: usize = 24;

impl SweepReport<'_> {
    /// One bar a cell; none where they are too many to be read one by one.
    pub(super) fn change_bars(&self, quantity: &Quantity) -> Option<Box<dyn Chart>> {
        if self.cells.len() > MOST {
            return None;
        }
        let bar = |change: Option<Level>| match change {
            Some(change) => Bar { q05: change.q05.value, q50: change.q50.value, q95: change.q95.value },
            None => Bar { q05: f64::NAN, q50: f64::NAN, q95: f64::NAN },
        };
        let nothing = Bar { q05: 0.0, q50: 0.0, q95: 0.0 };
        let group = |cell: &Cell| {
            let is_reference = self.reference().is_some_and(|reference| std::ptr::eq(reference, cell));
            let change = cell.main_window().and_then(|part| quantity.change(part));
            let own = if is_reference { nothing } else { bar(change) };
            BarGroup { label: self.settings_of(cell), bars: vec![own] }
        };
        Some(Box::new(Bars {
            caption: self.changes_caption(quantity),
            unit: quantity.change_unit(),
            column: quantity.change_column(),
            from_zero: true,
            key: None,
            scenarios: vec![(self.title.clone(), self.look())],
            groups: self.cells.iter().map(group).collect(),
        }))
    }

    /// The words around a chart of changes.
    pub(super) fn changes_caption(&self, quantity: &Quantity) -> Caption {
        let when = self.windows.last().map_or_else(String::new, |window| during(*window));
        let subtitle = format!(
            "{title}: change of {name} {when} against {against}, {unit}; same draws, median and 90 % of them",
            title = self.title,
            against = self.against(),
            name = quantity.name,
            unit = quantity.change_unit(),
        );
        Caption {
            title: self.changes_finding(quantity),
            description: subtitle.clone(),
            subtitle,
            source: self.source(),
        }
    }

    /// A cell's settings as they were given.
    fn settings_of(&self, cell: &Cell) -> String {
        cell.settings.iter().map(|value| value.trim_matches('"')).collect::<Vec<_>>().join(", ")
    }
}
