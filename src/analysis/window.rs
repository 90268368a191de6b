//! Windows of time, and a metric's value over one for every draw.

use crate::engine::Outcome;
use crate::model::metric::Metric;
use crate::model::time::{Horizon, Quarter};
use crate::stats::summary::Summary;
use std::fmt;

/// A stretch of the horizon that an annual rate is averaged over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    /// Number of quarters.
    pub fn length(self) -> usize {
        match self {
            Window::Quarter(_) => 1,
            Window::Year(_) => 4,
            Window::Horizon { first, last } => (last.begins() - first.begins()) as usize + 1,
        }
    }
}

/// The mean over a window, for every draw in order; not a number for a lost draw.
///
/// A share of world trade or a price is averaged over quarters without weights.
pub fn over(outcome: &Outcome, metric: Metric, window: Window) -> Vec<f64> {
    let inside: Vec<bool> = outcome.quarters.iter().map(|&quarter| window.contains(quarter)).collect();
    let n = inside.iter().filter(|&&yes| yes).count() as f64;
    let mean = |draw: usize| {
        let values = outcome.path(metric, draw).zip(&inside).filter(|(_, inside)| **inside);
        values.map(|(value, _)| value).sum::<f64>() / n
    };
    (0..outcome.draws).map(mean).collect()
}

/// The sum of a yearly rate over the quarters of a window, for every draw in order: a quarter of the
/// rate for each of them.
pub fn cumulative(outcome: &Outcome, metric: Metric, window: Window) -> Vec<f64> {
    let years = window.length() as f64 / 4.0;
    over(outcome, metric, window).into_iter().map(|mean| mean * years).collect()
}

/// Summary over the draws that were not lost.
pub fn summary(outcome: &Outcome, metric: Metric, window: Window) -> Option<Summary> {
    let kept: Vec<f64> = over(outcome, metric, window).into_iter().filter(|x| x.is_finite()).collect();
    Summary::of(&kept)
}
