//! Windows of time, and a metric's mean over one for the draws of a chunk.
//!
//! Knows no sample as a whole: chunks go through and are forgotten.

use crate::engine::{CHUNK, Outcome};
use crate::model::time::{Horizon, Quarter};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// A stretch of the horizon that an annual rate is averaged over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Window {
    Quarter(Quarter),
    Year(i32),
    /// All quarters.
    Horizon {
        first: Quarter,
        last: Quarter,
    },
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Window::Quarter(quarter) => write!(f, "{quarter}"),
            Window::Year(year) => write!(f, "{year}"),
            Window::Horizon { first, last } if first.of_year() == 1 && last.of_year() == 4 => {
                write!(f, "{}-{}", first.year(), last.year())
            }
            Window::Horizon { first, last } => write!(f, "{first} to {last}"),
        }
    }
}

impl Window {
    /// The whole of a horizon.
    pub fn whole(horizon: Horizon) -> Window {
        Window::Horizon { first: horizon.start, last: horizon.start.plus(horizon.quarters - 1) }
    }

    /// The last whole year of a horizon, when what was lifted has had time to return; the whole
    /// horizon if it has no whole year.
    pub fn settled(horizon: Horizon) -> Window {
        horizon.whole_years().last().map_or(Window::whole(horizon), |(year, _)| Window::Year(*year))
    }

    /// The whole horizon, then its whole years.
    pub fn years(horizon: Horizon) -> Vec<Window> {
        let years = horizon.whole_years().into_iter().map(|(year, _)| Window::Year(year));
        std::iter::once(Window::whole(horizon)).chain(years).collect()
    }

    /// What a summary shows: the whole horizon, and its last year if it has more than one.
    pub fn headline(horizon: Horizon) -> Vec<Window> {
        let (whole, settled) = (Window::whole(horizon), Window::settled(horizon));
        if whole.length() > settled.length() { vec![whole, settled] } else { vec![whole] }
    }

    pub fn quarters(horizon: Horizon) -> Vec<Window> {
        horizon.iter().map(Window::Quarter).collect()
    }

    fn contains(self, quarter: Quarter) -> bool {
        match self {
            Window::Quarter(own) => own == quarter,
            Window::Year(year) => quarter.year() == year,
            Window::Horizon { first, last } => (first..=last).contains(&quarter),
        }
    }

    /// The positions in a horizon of the quarters that lie in the window.
    pub fn positions(self, horizon: Horizon) -> Range<usize> {
        let before = horizon.iter().take_while(|&quarter| !self.contains(quarter)).count();
        let inside = horizon.iter().skip(before).take_while(|&quarter| self.contains(quarter)).count();
        before..before + inside
    }

    /// Number of quarters.
    pub fn length(self) -> usize {
        match self {
            Window::Quarter(_) => 1,
            Window::Year(_) => 4,
            Window::Horizon { first, last } => (last.begins() - first.begins()) as usize + 1,
        }
    }
}

/// Where one metric of one scenario is found: positions of the metric and of a window's quarters.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub metric: usize,
    pub quarters: Range<usize>,
}

/// Room for the values of a chunk.
pub type Buffer = [f64; CHUNK];

impl Place {
    /// The mean over the quarters, for every draw of a chunk in order; not a number for a draw
    /// without a value in one of them.
    ///
    /// A share of world trade or a price is averaged over quarters without weights.
    pub fn means<'a>(&self, outcome: &'a Outcome, chunk: usize, buffer: &'a mut Buffer) -> &'a [f64] {
        let column = |quarter| outcome.column(chunk, quarter, self.metric);
        let first = column(self.quarters.start);
        if self.quarters.len() == 1 {
            return first;
        }
        let Some(sums) = buffer.get_mut(..first.len()) else { return first };
        sums.copy_from_slice(first);
        for quarter in self.quarters.clone().skip(1) {
            add(sums, column(quarter));
        }
        let n = self.quarters.len() as f64;
        sums.iter_mut().for_each(|sum| *sum /= n);
        sums
    }
}

/// Adds a column to a column.
pub(super) fn add(sums: &mut [f64], values: &[f64]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}
