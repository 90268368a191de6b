//! The chart of what each setting of a sweep changes, draw by draw against the first cell.

use super::SweepReport;
use crate::report::figures::listed::{KEY, Listed, of_one};
use crate::report::figures::{Figure, Topic};
use crate::report::words::{during, possessive};
use potash::results::sweep::{Cell, Level};
use potash_charts::{Bar, BarGroup, Bars, Caption};

/// Most cells that are drawn, one below another.
const MOST: usize = 24;

impl SweepReport<'_> {
    /// The chart; none where cells are not paired, or too many to be read one by one.
    pub(super) fn changes_figure(&self) -> Option<Figure> {
        if !self.is_paired() || self.cells.len() > MOST {
            return None;
        }
        let first = self.cells.iter().find(|cell| cell.missing.is_none())?;
        let bar = |change: Option<&Level>| match change {
            Some(change) => Bar { q05: change.q05.value, q50: change.q50.value, q95: change.q95.value },
            None => Bar { q05: f64::NAN, q50: f64::NAN, q95: f64::NAN },
        };
        let nothing = Bar { q05: 0.0, q50: 0.0, q95: 0.0 };
        let group = |cell: &Cell| {
            let change = cell.main_window().and_then(|part| part.change.as_ref());
            let own = if std::ptr::eq(cell, first) { nothing } else { bar(change) };
            BarGroup { label: self.settings_of(cell), bars: vec![own] }
        };
        let (name_s, when) = (possessive(&self.focus), during(*self.windows.last()?));
        let subtitle = format!(
            "{title}: what {name_s} revenue {when} changes by against {place}, {money} a year; same draws, median and 90 % of \
             them",
            title = self.title,
            place = self.place(first),
            money = self.money(),
        );
        let caption = Caption {
            title: self.changes_finding(&name_s),
            description: subtitle.clone(),
            subtitle,
            source: self.source(),
        };
        let drawn = Box::new(Bars {
            caption,
            unit: "bn USD a year".to_string(),
            column: "revenue_change_usd_bn_per_year".to_string(),
            from_zero: true,
            scenarios: vec![(self.title.clone(), self.look())],
            groups: self.cells.iter().map(group).collect(),
        });
        let mut table = potash_charts::Chart::table(drawn.as_ref());
        if let Some(own) = table.header.iter().position(|name| name == KEY) {
            table.header.remove(own);
            table.rows.iter_mut().for_each(|row| drop(row.remove(own)));
        }
        let chart = Box::new(Listed { table: of_one(table, &self.scenario, &self.title), drawn });
        Some(Figure { name: "changes".to_string(), topic: Topic::Result, chart })
    }

    /// A cell's settings as they were given.
    fn settings_of(&self, cell: &Cell) -> String {
        cell.settings.iter().map(|value| value.trim_matches('"')).collect::<Vec<_>>().join(", ")
    }
}
