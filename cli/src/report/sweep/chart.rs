//! The chart of a sweep: a curve over one number, a heat map over two.

use super::{SweepReport, axis_column};
use crate::report::figures::listed::{KEY, Listed, of_one};
use crate::report::figures::{Figure, Topic, reference_label, source};
use crate::report::words::{during, possessive};
use potash::results::sweep::{Axis, Cell};
use potash_charts::{Caption, Chart, Contour, HeatMap, Reference, Response, ResponsePoint, ResponseSeries};
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

    /// The charts: of levels, and of what each cell changes.
    pub fn figures(&self) -> Vec<Figure> {
        self.levels_figure().into_iter().chain(self.changes_figure()).collect()
    }

    /// The chart of levels; none where what is varied is no number, or more than two things are.
    fn levels_figure(&self) -> Option<Figure> {
        let numbers = self.numbers()?;
        let caption = |band: &str| self.caption(band);
        let figure = |name: &str, chart: Box<dyn Chart>| Figure {
            name: name.to_string(),
            topic: Topic::Result,
            chart: self.keyed(chart),
        };
        match self.axes.as_slice() {
            [axis] => {
                let chart = self.response(caption("; median and 90 % of draws")?, axis, &numbers);
                Some(figure("response", chart))
            }
            [x, y] if !self.zipped => {
                let chart = self.heat(caption("; median")?, x, y, &numbers)?;
                Some(figure("heat-map", chart))
            }
            _ => None,
        }
    }

    /// A chart with a table that says whose it is by name and title, as all tables do.
    fn keyed(&self, drawn: Box<dyn Chart>) -> Box<dyn Chart> {
        let mut table = drawn.table();
        // A curve's own key is its label.
        if table.header.first().is_some_and(|name| name == KEY) {
            table.header.remove(0);
            table.rows.iter_mut().for_each(|row| drop(row.remove(0)));
        }
        Box::new(Listed { table: of_one(table, &self.scenario, &self.title), drawn })
    }

    fn caption(&self, band: &str) -> Option<Caption> {
        let title = self.range()?;
        let (name_s, when) = (possessive(&self.focus), during(*self.windows.last()?));
        let mut subtitle =
            format!("{title}: {name_s} revenue {when}, {} a year{band}", self.money(), title = self.title);
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

    fn response(&self, caption: Caption, axis: &Axis, numbers: &[Vec<f64>]) -> Box<dyn Chart> {
        // A cell without results keeps its place: the curve has a gap there.
        let point = |(cell, settings): (&Cell, &Vec<f64>)| {
            let revenue = cell.main_window().map(|part| &part.revenue);
            let [q05, q50, q95] = match revenue {
                Some(r) => [r.q05.value, r.q50.value, r.q95.value],
                None => [f64::NAN; 3],
            };
            Some(ResponsePoint { x: *settings.first()?, q05, q50, q95 })
        };
        let mut points: Vec<ResponsePoint> = self.cells.iter().zip(numbers).filter_map(point).collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        let series = vec![ResponseSeries { label: self.title.clone(), slot: self.look(), points }];
        Box::new(Response {
            caption,
            x_label: self.axis_label(axis),
            y_label: "bn USD a year".to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            x_column: axis_column(axis),
            series,
            references: self
                .reference_value()
                .map(|(value, label)| Reference { label, value })
                .into_iter()
                .collect(),
        })
    }

    fn heat(&self, caption: Caption, x: &Axis, y: &Axis, numbers: &[Vec<f64>]) -> Option<Box<dyn Chart>> {
        let (xs, ys) = (axis(numbers, 0), axis(numbers, 1));
        if !self.is_grid(&xs, &ys) {
            return None;
        }
        // Looked up by their bits: a search through ten thousand cells for each of them is a hundred million.
        let key = |x: f64, y: f64| (x.to_bits(), y.to_bits());
        let cells = numbers.iter().zip(&self.cells);
        let known: HashMap<(u64, u64), f64> = cells
            .filter_map(|(n, cell)| {
                Some((key(*n.first()?, *n.get(1)?), cell.main_window()?.revenue.q50.value))
            })
            .collect();
        let value = |x: f64, y: f64| known.get(&key(x, y)).copied();
        let values =
            ys.iter().map(|&y| xs.iter().map(|&x| value(x, y).unwrap_or(f64::NAN)).collect()).collect();
        let contour = self.reference_value().map(|(level, label)| Contour { level, label });
        let (x_label, y_label) = (self.axis_label(x), self.axis_label(y));
        let (x_column, y_column) = (axis_column(x), axis_column(y));
        let column = "revenue_usd_bn_per_year_q50".to_string();
        let value_label = "bn USD a year".to_string();
        Some(Box::new(HeatMap {
            caption,
            x_label,
            y_label,
            value_label,
            x_column,
            y_column,
            column,
            xs,
            ys,
            values,
            contour,
        }))
    }

    fn reference_value(&self) -> Option<(f64, String)> {
        let reference = self.reference_value.as_ref()?;
        Some((reference.value, reference_label(reference.value, &reference.label)))
    }
}

/// The values of one axis, rising, each once.
fn axis(numbers: &[Vec<f64>], k: usize) -> Vec<f64> {
    let mut values: Vec<f64> = numbers.iter().filter_map(|n| n.get(k).copied()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}
