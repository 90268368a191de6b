//! A sweep as a table and for machines.

use super::SweepReport;
use super::words::missing;
use potash::results::sweep::{CellWindow, Level};
use potash_charts::{Cell as Entry, Table};

/// The results that have columns: revenue, exports, revenue without measures, and what revenue changes by against the
/// first cell's.
const RESULTS: [&str; 4] = [
    "revenue_usd_bn_per_year",
    "exports_mt_per_year",
    "revenue_without_measures_usd_bn_per_year",
    "revenue_change_usd_bn_per_year",
];

impl SweepReport<'_> {
    /// Tidy rows: the scenario, the settings of the cell, the window, what came out or why nothing did. Every
    /// cell has a row for every window.
    pub fn table(&self) -> Table {
        let mut header = vec!["scenario".to_string(), "title".to_string()];
        header.extend(self.axes.iter().map(|axis| axis.path.clone()));
        header.push("window".to_string());
        for name in RESULTS {
            header.extend(["q05", "q50", "q95", "mean", "mean_error"].map(|what| format!("{name}_{what}")));
        }
        header.extend(["draws_lost", "missing"].map(str::to_string));
        let mut rows = Vec::new();
        for cell in &self.cells {
            for (k, window) in self.windows.iter().enumerate() {
                let mut row = vec![Entry::text(&self.scenario), Entry::text(&self.title)];
                row.extend(cell.settings.iter().map(|text| setting(text)));
                row.push(Entry::Text(window.to_string()));
                row.extend(results(cell.windows.get(k)));
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
fn results(part: Option<&CellWindow>) -> Vec<Entry> {
    let all = [
        part.map(|part| &part.revenue),
        part.map(|part| &part.exports),
        part.and_then(|part| part.no_measures.as_ref()),
        part.and_then(|part| part.change.as_ref()),
    ];
    let columns = |summary: Option<&Level>| match summary {
        Some(s) => [s.q05.value, s.q50.value, s.q95.value, s.mean.value, s.mean.error].map(Entry::number),
        None => [const { Entry::Missing }; 5],
    };
    all.into_iter().flat_map(columns).collect()
}
