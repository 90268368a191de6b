//! What a sweep is told of: revenue, and the metrics that were asked for beside it.

use super::SweepReport;
use crate::report::shown::shown_unit;
use crate::report::words::possessive;
use potash::results::sweep::{Cell, CellWindow, Level};

/// A quantity that cells have a level of, and a change against what they are held against.
pub(super) struct Quantity {
    /// As a sentence begins: "Belarus's revenue".
    pub name: String,
    /// What follows a number in a sentence: "bn".
    pub short: String,
    /// What follows a change: "bn", "points".
    pub change: String,
    /// What its numbers are in: "bn USD of 2025 a year".
    pub unit: String,
    /// Stem of its columns, unit included.
    pub column: String,
    /// Stem of its charts' names; none for revenue.
    pub stem: Option<String>,
    /// Digits at the most.
    pub digits: i32,
    factor: f64,
    /// Its place among metrics that are shown; none for revenue.
    place: Option<usize>,
}

impl SweepReport<'_> {
    /// Revenue first.
    pub(super) fn quantities(&self) -> Vec<Quantity> {
        let revenue = Quantity {
            name: format!("{} revenue", possessive(&self.focus)),
            short: "bn".to_string(),
            change: "bn".to_string(),
            unit: format!("{} a year", self.money()),
            column: "revenue_usd_bn_per_year".to_string(),
            stem: None,
            digits: 2,
            factor: 1.0,
            place: None,
        };
        let shown = |(place, metric): (usize, &potash::results::sweep::SweptMetric)| {
            let unit = shown_unit(&metric.unit, self.money_of.filter(|_| metric.is_money));
            let stem = metric.name.replace(['.', '_'], "-");
            Quantity {
                name: metric.title.clone(),
                change: if unit.short == "%" { "points".to_string() } else { unit.short.clone() },
                short: unit.short,
                column: format!("{}_{}", stem.replace('-', "_"), unit.column),
                stem: Some(stem),
                unit: unit.name,
                digits: unit.digits,
                factor: unit.factor,
                place: Some(place),
            }
        };
        std::iter::once(revenue).chain(self.shown.iter().enumerate().map(shown)).collect()
    }
}

impl Quantity {
    /// As the subject of a sentence.
    pub fn subject(&self) -> String {
        let comma = if self.name.contains(", ") { "," } else { "" };
        format!("{}{comma}", self.name)
    }

    /// What its changes are in.
    pub fn change_unit(&self) -> String {
        if self.unit == "%" { "percentage points".to_string() } else { self.unit.clone() }
    }

    /// Stem of the columns of its changes.
    pub fn change_column(&self) -> String {
        match self.stem {
            None => "revenue_change_usd_bn_per_year".to_string(),
            Some(_) => format!("{}_change", self.column),
        }
    }

    /// Its level over a window.
    pub fn level(&self, part: &CellWindow) -> Option<Level> {
        let level = match self.place {
            None => Some(part.revenue),
            Some(place) => part.shown.get(place).map(|shown| shown.level),
        };
        level.map(|level| self.scaled(level))
    }

    /// What it changes by over a window.
    pub fn change(&self, part: &CellWindow) -> Option<Level> {
        let change = match self.place {
            None => part.change,
            Some(place) => part.shown.get(place)?.change,
        };
        change.map(|change| self.scaled(change))
    }

    /// Cells with results, each with its level over the window that the sweep is about.
    pub fn levels<'a>(&'a self, cells: &'a [Cell]) -> impl Iterator<Item = (&'a Cell, Level)> + 'a {
        cells.iter().filter_map(|cell| Some((cell, self.level(cell.main_window()?)?)))
    }

    /// Cells that are held against another, each with its change.
    pub fn changes<'a>(&'a self, cells: &'a [Cell]) -> impl Iterator<Item = (&'a Cell, Level)> + 'a {
        cells.iter().filter_map(|cell| Some((cell, self.change(cell.main_window()?)?)))
    }

    fn scaled(&self, Level { q05, q50, q95, mean }: Level) -> Level {
        let [q05, q50, q95, mean] = [q05, q50, q95, mean].map(|estimate| estimate.times(self.factor));
        Level { q05, q50, q95, mean }
    }
}
