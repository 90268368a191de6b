//! What a model says of past years beside what was observed: one panel a series, each on its own
//! scale.
//!
//! A box a year rather than one band through all of them: most are totals of a year, between which
//! nothing lies, and years without a number stay empty.

use super::canvas::Canvas;
use super::drawing::Drawing;
use super::{Caption, Cell, Chart, ChartError, Table, sheet};

mod axes;
mod key;
mod layout;
mod paint;
mod symbols;

/// Small multiples of a model's past.
#[derive(Debug, Clone, PartialEq)]
pub struct Hindcast {
    /// The words around it.
    pub caption: Caption,
    /// Where on the time axis training ends, between the last year trained on and the first held
    /// out; none if no year was held out.
    pub boundary: Option<f64>,
    /// One panel a series.
    pub panels: Vec<HindcastPanel>,
}

/// One series.
#[derive(Debug, Clone, PartialEq)]
pub struct HindcastPanel {
    /// The series as read, e.g. "Exports".
    pub label: String,
    /// Unit of its values, e.g. "Mt a year".
    pub unit: String,
    /// Its name in the table, unit included, e.g. "exports_mt_per_year".
    pub column: String,
    /// Its years, in order of time; those without a number may be left out.
    pub points: Vec<HindcastPoint>,
}

/// A year of a series: quantiles of the model, and what was observed.
#[derive(Debug, Clone, PartialEq)]
pub struct HindcastPoint {
    /// The year's name, e.g. "2021".
    pub period: String,
    /// The year as a number.
    pub x: f64,
    /// 5 % of draws lie below.
    pub q05: f64,
    /// 25 % of draws lie below.
    pub q25: f64,
    /// The median.
    pub q50: f64,
    /// 75 % of draws lie below.
    pub q75: f64,
    /// 95 % of draws lie below.
    pub q95: f64,
    /// What was observed, if anything was.
    pub observed: Option<Observed>,
}

/// An observation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// Its value.
    pub value: f64,
    /// Its standard error; zero if it has none.
    pub error: f64,
    /// What it was to the model.
    pub role: Role,
}

/// What an observation was to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The model was fitted to it.
    Fitted,
    /// It was kept from the model, to be foretold.
    HeldOut,
    /// The same, and it lies where the model did not expect it.
    Missed,
    /// It was not fitted to, and only compared afterwards.
    Checked,
}

impl Role {
    /// Its name in tables.
    fn name(self) -> &'static str {
        match self {
            Role::Fitted => "fitted",
            Role::HeldOut => "held_out",
            Role::Missed => "missed",
            Role::Checked => "checked",
        }
    }
}

impl HindcastPoint {
    fn quantiles(&self) -> [f64; 5] {
        [self.q05, self.q25, self.q50, self.q75, self.q95]
    }

    /// All that must find room on the value axis; none of it if the year is unknown.
    fn values(&self) -> impl Iterator<Item = f64> {
        let seen = self.observed.map(|seen| [seen.value, seen.value - seen.error, seen.value + seen.error]);
        let known = self.x.is_finite();
        let values = self.quantiles().into_iter().chain(seen.into_iter().flatten());
        values.filter(move |value| known && value.is_finite())
    }
}

impl Chart for Hindcast {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        let layout = self.layout(canvas)?;
        sheet::draw(canvas, &self.caption, layout.height, |page| self.paint(page, &layout))
    }

    fn table(&self) -> Table {
        const HEADER: [&str; 13] = [
            "series", "quantity", "unit", "period", "year", "q05", "q25", "q50", "q75", "q95", "observed",
            "error", "role",
        ];
        let row = |panel: &HindcastPanel, point: &HindcastPoint| {
            let names =
                [&panel.label, &panel.column, &panel.unit, &point.period].map(|name| Cell::text(name));
            let mut row = names.to_vec();
            row.push(Cell::number(point.x));
            row.extend(point.quantiles().map(Cell::number));
            row.extend(match point.observed {
                Some(seen) => {
                    [Cell::number(seen.value), Cell::number(seen.error), Cell::text(seen.role.name())]
                }
                None => [Cell::Missing, Cell::Missing, Cell::Missing],
            });
            row
        };
        let rows =
            self.panels.iter().flat_map(|panel| panel.points.iter().map(move |point| row(panel, point)));
        Table { header: HEADER.map(str::to_owned).to_vec(), rows: rows.collect() }
    }
}

impl Hindcast {
    fn points(&self) -> impl Iterator<Item = &HindcastPoint> {
        let points = self.panels.iter().flat_map(|panel| &panel.points);
        points.filter(|point| point.values().next().is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A series of some years, each observed in a role.
    fn chart(years: &[f64], role: Role) -> Hindcast {
        let observed = Some(Observed { value: 3.0, error: 0.5, role });
        let point = |&x: &f64| HindcastPoint {
            period: x.to_string(),
            x,
            q05: 1.0,
            q25: 2.0,
            q50: 3.0,
            q75: 4.0,
            q95: 5.0,
            observed,
        };
        let panel = HindcastPanel {
            label: "Exports".to_owned(),
            unit: "Mt a year".to_owned(),
            column: "exports_mt_per_year".to_owned(),
            points: years.iter().map(point).collect(),
        };
        Hindcast { caption: Caption::default(), boundary: None, panels: vec![panel] }
    }

    fn count(chart: &Hindcast, element: &str) -> usize {
        chart.svg(&Canvas::default()).expect("a chart").matches(element).count()
    }

    #[test]
    fn markers_tell_what_an_observation_was_to_the_model() {
        // The same marker stands in the key.
        let marks = |role| {
            let chart = chart(&[2020.0], role);
            (count(&chart, "<circle"), count(&chart, "<polygon"))
        };
        assert_eq!([Role::Fitted, Role::HeldOut, Role::Checked].map(marks), [(2, 0), (4, 0), (0, 4)]);
    }

    #[test]
    fn years_left_out_stay_empty() {
        let boxes = |years: &[f64]| count(&chart(years, Role::Fitted), "<rect");
        let one = boxes(&[2015.0, 2016.0]) - boxes(&[2015.0]);
        assert_eq!(boxes(&[2015.0, 2016.0, 2020.0]) - boxes(&[2015.0, 2016.0]), one);
    }

    #[test]
    fn an_observation_without_error_has_no_bar() {
        let with = chart(&[2020.0], Role::Fitted);
        let mut without = with.clone();
        for point in &mut without.panels[0].points {
            point.observed = Some(Observed { value: 3.0, error: 0.0, role: Role::Fitted });
        }
        assert_eq!(count(&with, "<rect") - count(&without, "<rect"), 1);
    }
}
