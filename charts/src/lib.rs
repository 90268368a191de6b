//! The charts: plain numbers in, SVG text and the table behind it out.
//!
//! Each chart is a struct of what is to be seen; `svg` draws it and `table` lists, tidily, exactly
//! the numbers drawn. plotters draws every mark and axis; the words are set by `sheet` in a layer
//! of their own, because plotters can neither keep labels apart nor carry a full name behind a
//! shortened one. Charts compute no statistics, read and write no files, and know nothing of how
//! the numbers came about.

mod backend;
pub mod bars;
pub mod block;
pub mod canvas;
pub mod cumulative;
mod described;
pub mod dots;
mod drawing;
mod ends;
mod error;
pub mod fan;
mod flags;
pub mod flows;
mod frame;
pub mod heat;
pub mod hindcast;
pub mod ledger;
mod marks;
mod numerals;
mod pdf;
mod raster;
pub mod response;
pub mod routes;
mod sheet;
mod size;
pub mod style;
pub mod text;
pub mod timeline;
pub mod tornado;
pub mod trajectory;
pub mod waterfall;
mod words;

pub use bars::{Bar, BarGroup, Bars};
pub use canvas::{Canvas, Size, Theme};
pub use cumulative::{Cumulative, Curve};
pub use described::in_numbers;
pub use dots::{DotRow, Dotplot};
pub use drawing::Drawing;
pub use error::ChartError;
pub use fan::{Fan, FanPanel, FanPoint};
pub use flows::{Flow, FlowPanel, Flows, Node};
pub use heat::{Contour, HeatMap};
pub use hindcast::{Hindcast, HindcastPanel, HindcastPoint, Observed, Role};
pub use ledger::{Ledger, Party};
pub use numerals::grouped;
pub use response::{OwnRange, Response, ResponsePoint, ResponseSeries};
pub use routes::{RoutePanel, Routes, Way};
pub use size::draw_in;
pub use style::SeriesId;
pub use timeline::{Timeline, TimelineGroup, TimelineRow, TimelineSpan};
pub use tornado::{Tornado, TornadoBar};
pub use trajectory::{Path, ReportedPoint, Trajectory};
pub use waterfall::{Step, StepKind, Waterfall, WaterfallPanel};

/// Something that can be drawn, and whose numbers can be listed; several at a time, if asked.
pub trait Chart: Send + Sync {
    /// The words around it.
    fn caption(&self) -> &Caption;

    /// The same, to be changed.
    fn caption_mut(&mut self) -> &mut Caption;

    /// Draws the chart.
    ///
    /// # Errors
    /// Numbers that fit no chart, or too many series.
    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError>;

    /// Draws the chart with its numbers told to those who cannot see it.
    ///
    /// # Errors
    /// As [`Chart::draw`].
    fn drawn(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        Ok(self.draw(canvas)?.telling(&in_numbers(&self.table())))
    }

    /// The chart as a self-contained SVG document.
    ///
    /// # Errors
    /// As [`Chart::draw`].
    fn svg(&self, canvas: &Canvas) -> Result<String, ChartError> {
        Ok(self.drawn(canvas)?.svg())
    }

    /// The numbers drawn, one tidy row an observation.
    fn table(&self) -> Table;
}

/// A chart's numbers, to be written beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Column names, units included.
    pub header: Vec<String>,
    /// Rows as long as the header.
    pub rows: Vec<Vec<Cell>>,
}

/// One field of a [`Table`].
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A name.
    Text(String),
    /// A finite number.
    Number(f64),
    /// A number that was not finite and therefore was not drawn.
    Missing,
}

impl Cell {
    /// A number, or `Missing` when it is not finite.
    pub fn number(value: f64) -> Self {
        if value.is_finite() { Self::Number(value) } else { Self::Missing }
    }

    /// A name.
    pub fn text(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

/// The words around a chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Caption {
    /// The finding, in one sentence.
    pub title: String,
    /// Metric, unit and period.
    pub subtitle: String,
    /// The bottom line: where the numbers come from, and that they are not a forecast.
    pub source: String,
    /// What the chart shows, for those who cannot see it.
    pub description: String,
}

/// A reference value: a labelled line at a fixed value.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// What the value stands for, e.g. "2.4 bn before the crisis".
    pub label: String,
    /// Where the line stands on the value axis.
    pub value: f64,
}
