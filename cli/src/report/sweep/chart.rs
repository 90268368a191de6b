//! The chart of a sweep: a curve over one number, a heat map over two.

use super::quantity::Quantity;
use super::{SweepReport, axis_column};
use crate::report::figures::listed::{KEY, Listed, of_one};
use crate::report::figures::{Figure, Topic, reference_label, source};
use crate::report::numbers::significant;
use crate::report::words::during;
use potash::results::sweep::{Axis, Cell, Level, OwnValue};
use potash_charts::{
    Caption, Chart, Contour, HeatMap, OwnRange, Reference, Response, ResponsePoint, ResponseSeries,
};
use std::collections::HashMap;

impl SweepReport<'_> {
    /// Whether there is one cell for each pair of these: a map of anything else is mostly holes.
    fn is_grid(&self, xs: &[f64], ys: &[f64]) -> bool {
        xs.len().checked_mul(ys.len()) == Some(self.cells.len())
    }

    /// The settings of all cells as numbers; none if one of them is none.
    fn numbers(&self) -> Option<Vec<Vec<f64>>> {
        let number = |text: &String| text.parse().ok().filter(|number: &f64| number.is_finite());
        self.cells.iter().map(|cell| cell.settings.iter().map(number).collect()).collect()
    }

    /// The charts of each quantity: of levels, and of what each cell changes.
    pub fn figures(&self) -> Vec<Figure> {
        let both = |one: &Quantity| [self.levels_figure(one), self.changes_figure(one)];
        self.quantities().iter().flat_map(both).flatten().collect()
    }

    /// A chart by what it shows of a quantity: `response`, `metric-market-price-brazil-response`.
    pub(super) fn figure(&self, quantity: &Quantity, name: &str, drawn: Box<dyn Chart>) -> Figure {
        let (topic, name) = match &quantity.stem {
            None => (Topic::Result, name.to_string()),
            Some(stem) => (Topic::Metric, format!("metric-{stem}-{name}")),
        };
        Figure { name, topic, chart: self.keyed(drawn) }
    }

    /// The chart of levels; none where what is varied is no number, or more than two things are.
    fn levels_figure(&self, quantity: &Quantity) -> Option<Figure> {
        let numbers = self.numbers()?;
        let (name, chart) = match self.axes.as_slice() {
            [axis] => {
                let caption = self.caption(quantity, "; median and 90 % of draws")?;
                ("response", self.response(caption, (quantity, false), axis, &numbers))
            }
            [x, y] if !self.zipped => {
                ("heat-map", self.heat(self.caption(quantity, "; median")?, quantity, [x, y], &numbers)?)
            }
            _ => return None,
        };
        Some(self.figure(quantity, name, chart))
    }

    /// What each cell changes, draw by draw: over the number that is varied, or cell by cell; none where cells are not
    /// paired, or too many to be read one by one.
    fn changes_figure(&self, quantity: &Quantity) -> Option<Figure> {
        quantity.changes(&self.cells).next()?;
        let numbers = self.numbers();
        let chart: Box<dyn Chart> = match (self.axes.as_slice(), &numbers) {
            ([axis], Some(numbers)) if self.cells.len() > 1 => {
                self.response(self.changes_caption(quantity), (quantity, true), axis, numbers)
            }
            _ => self.change_bars(quantity)?,
        };
        Some(self.figure(quantity, "changes", chart))
    }

    /// A chart with a table that says whose it is by name and title, as all tables do.
    fn keyed(&self, drawn: Box<dyn Chart>) -> Box<dyn Chart> {
        let mut table = drawn.table();
        // A drawing's own key is its label.
        if let Some(own) = table.header.iter().position(|name| name == KEY) {
            table.header.remove(own);
            table.rows.iter_mut().for_each(|row| drop(row.remove(own)));
        }
        Box::new(Listed { table: of_one(table, &self.scenario, &self.title), drawn })
    }

    fn caption(&self, quantity: &Quantity, band: &str) -> Option<Caption> {
        let title = self.range(quantity)?;
        let when = during(*self.windows.last()?);
        let mut subtitle =
            format!("{title}: {} {when}, {}{band}", quantity.name, quantity.unit, title = self.title);
        let missing = self.cells.iter().filter(|cell| cell.missing.is_some()).count();
        if missing > 0 {
            let cells = self.cells.len();
            subtitle.push_str(&format!("; {missing} of {cells} cells have no results and are not drawn"));
        }
        let source = self.source();
        let description = subtitle.clone();
        Some(Caption { title, subtitle, source, description })
    }

    /// What the numbers of a chart are of.
    pub(super) fn source(&self) -> String {
        let changed = self.changed();
        let seed = if self.has_own_seeds() { "its own in each".to_string() } else { changed.seed() };
        let scenarios = changed.scenarios(&self.scenario);
        source(&format!(
            "{scenarios}; {} draws a cell, seed {seed}. A conditional estimate, not a forecast.",
            self.draws
        ))
    }

    /// The levels of a quantity over the number that is varied, or its changes.
    fn response(
        &self,
        caption: Caption,
        (quantity, is_change): (&Quantity, bool),
        axis: &Axis,
        numbers: &[Vec<f64>],
    ) -> Box<dyn Chart> {
        let shown = |cell: &Cell| {
            let part = cell.main_window()?;
            let is_reference = self.reference().is_some_and(|reference| std::ptr::eq(reference, cell));
            match (is_change, is_reference) {
                (true, true) => Some([0.0; 3]),
                (true, false) => quantity.change(part).map(ends),
                (false, _) => quantity.level(part).map(ends),
            }
        };
        // A cell without results keeps its place: the curve has a gap there.
        let point = |(cell, settings): (&Cell, &Vec<f64>)| {
            let [q05, q50, q95] = shown(cell).unwrap_or([f64::NAN; 3]);
            Some(ResponsePoint { x: *settings.first()?, q05, q50, q95 })
        };
        let mut points: Vec<ResponsePoint> = self.cells.iter().zip(numbers).filter_map(point).collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        let series = vec![ResponseSeries { label: self.title.clone(), slot: self.look(), points }];
        let nothing = || Reference { label: self.against(), value: 0.0 };
        Box::new(Response {
            caption,
            x_label: self.axis_label(axis),
            y_label: if is_change { quantity.change_unit() } else { quantity.unit.clone() },
            column: if is_change { quantity.change_column() } else { quantity.column.clone() },
            x_column: axis_column(axis),
            series,
            references: match is_change {
                true => vec![nothing()],
                false => self.reference_line(quantity).into_iter().collect(),
            },
            own: axis.own.map(own_range),
        })
    }

    fn heat(
        &self,
        caption: Caption,
        quantity: &Quantity,
        [x, y]: [&Axis; 2],
        numbers: &[Vec<f64>],
    ) -> Option<Box<dyn Chart>> {
        let (xs, ys) = (axis(numbers, 0), axis(numbers, 1));
        if !self.is_grid(&xs, &ys) {
            return None;
        }
        // Looked up by their bits: a search through ten thousand cells for each of them is a hundred million.
        let key = |x: f64, y: f64| (x.to_bits(), y.to_bits());
        let cells = numbers.iter().zip(&self.cells);
        let known: HashMap<(u64, u64), f64> = cells
            .filter_map(|(n, cell)| {
                Some((key(*n.first()?, *n.get(1)?), quantity.level(cell.main_window()?)?.q50.value))
            })
            .collect();
        let value = |x: f64, y: f64| known.get(&key(x, y)).copied();
        let values =
            ys.iter().map(|&y| xs.iter().map(|&x| value(x, y).unwrap_or(f64::NAN)).collect()).collect();
        let line = self.reference_line(quantity);
        Some(Box::new(HeatMap {
            caption,
            x_label: self.axis_label(x),
            y_label: self.axis_label(y),
            value_label: quantity.unit.clone(),
            x_column: axis_column(x),
            y_column: axis_column(y),
            column: format!("{}_q50", quantity.column),
            xs,
            ys,
            values,
            contour: line.map(|Reference { value: level, label }| Contour { level, label }),
        }))
    }

    /// The fixed figure that revenue is compared with.
    fn reference_line(&self, quantity: &Quantity) -> Option<Reference> {
        let reference = self.reference_value.as_ref().filter(|_| quantity.stem.is_none())?;
        let label = reference_label(reference.value, &reference.label);
        Some(Reference { value: reference.value, label })
    }
}

fn ends(level: Level) -> [f64; 3] {
    [level.q05, level.q50, level.q95].map(|end| end.value)
}

/// Where a number lies in the scenario's own draws.
fn own_range(own: OwnValue) -> OwnRange {
    let [low, middle, high] = [own.q05, own.q50, own.q95].map(|value| significant(value, 3));
    let range = if own.q05 < own.q95 { format!(" ({low} to {high})") } else { String::new() };
    let label = format!("in the scenario {middle}{range}");
    OwnRange { low: own.q05, middle: own.q50, high: own.q95, label }
}

/// The values of one axis, rising, each once.
fn axis(numbers: &[Vec<f64>], k: usize) -> Vec<f64> {
    let mut values: Vec<f64> = numbers.iter().filter_map(|n| n.get(k).copied()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}
