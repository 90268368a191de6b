//! A sweep as a table and for machines.

use super::SweepReport;
use super::quantity::Quantity;
use super::words::missing;
use potash::results::sweep::{CellWindow, Level};
use potash_charts::{Cell as Entry, Table};

/// The results that every sweep has columns of: revenue, exports, revenue without measures, and what revenue changes by
/// against the scenario as it stands, or the first cell where that has no place here.
const REVENUE: [&str; 4] = [
    "revenue_usd_bn_per_year",
    "exports_mt_per_year",
    "revenue_without_measures_usd_bn_per_year",
    "revenue_change_usd_bn_per_year",
];

impl SweepReport<'_> {
    /// Tidy rows: the scenario, the settings of the cell, the window, what came out or why nothing did. Every
    /// cell has a row for every window; that of the scenario as it stands comes first and has no settings.
    pub fn table(&self) -> Table {
        let mut header = vec!["scenario".to_string(), "title".to_string()];
        header.extend(self.axes.iter().map(|axis| axis.path.clone()));
        header.push("window".to_string());
        let quantities = self.quantities();
        let others = quantities.iter().skip(1);
        let others = others.flat_map(|one| [one.column.clone(), one.change_column()]);
        for name in REVENUE.map(str::to_string).into_iter().chain(others) {
            header.extend(["q05", "q50", "q95", "mean", "mean_error"].map(|what| format!("{name}_{what}")));
        }
        header.extend(["draws_lost", "missing"].map(str::to_string));
        let mut rows = Vec::new();
        for cell in self.own.iter().chain(&self.cells) {
            for (k, window) in self.windows.iter().enumerate() {
                let mut row = vec![Entry::text(&self.scenario), Entry::text(&self.title)];
                let setting_of =
                    |axis: usize| cell.settings.get(axis).map_or(Entry::Missing, |text| setting(text));
                row.extend((0..self.axes.len()).map(setting_of));
                row.push(Entry::Text(window.to_string()));
                row.extend(results(cell.windows.get(k), &quantities));
                row.push(Entry::Number(cell.lost as f64));
                row.push(missing(cell).map_or(Entry::Missing, Entry::Text));
                rows.push(row);
            }
        }
        Table { header, rows }
    }
}

/// A setting as a number where it is one.
fn setting(text: &str) -> Entry {
    text.parse().map_or_else(|_| Entry::text(text), Entry::Number)
}

/// Columns of results over a window; empty where there are none.
fn results(part: Option<&CellWindow>, quantities: &[Quantity]) -> Vec<Entry> {
    let revenue = [
        part.map(|part| part.revenue),
        part.map(|part| part.exports),
        part.and_then(|part| part.no_measures),
        part.and_then(|part| part.change),
    ];
    let others = quantities.iter().skip(1);
    let others = others
        .flat_map(|one| [part.and_then(|part| one.level(part)), part.and_then(|part| one.change(part))]);
    let columns = |level: Option<Level>| match level {
        Some(s) => [s.q05.value, s.q50.value, s.q95.value, s.mean.value, s.mean.error].map(Entry::number),
        None => [const { Entry::Missing }; 5],
    };
    revenue.into_iter().chain(others).flat_map(columns).collect()
}
