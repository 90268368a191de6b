//! Windows of time, and a metric's mean over one for the draws of a chunk.
//!
//! Knows no sample as a whole: chunks go through and are forgotten.

use crate::engine::{CHUNK, Outcome};
use crate::scenario::metric::Metric;
use crate::units::time::{Horizon, Quarter};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// A stretch of the horizon that an annual rate is averaged over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub enum Window {
    /// A quarter.
    Quarter(Quarter),
    /// A calendar year.
    Year(i32),
    /// All quarters.
    Horizon {
        /// The first quarter.
        first: Quarter,
        /// The last quarter.
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

impl From<Window> for String {
    fn from(window: Window) -> String {
        window.to_string()
    }
}

/// A window as it is written: `2030`, `2026-Q1`, `2026-2030`, or `2026-Q2 to 2030-Q4`.
impl TryFrom<String> for Window {
    type Error = String;

    fn try_from(text: String) -> Result<Window, String> {
        let quarter = |text: &str| Quarter::try_from(text.to_string());
        if let Some((first, last)) = text.split_once(" to ") {
            return Ok(Window::Horizon { first: quarter(first)?, last: quarter(last)? });
        }
        if text.contains("-Q") {
            return quarter(&text).map(Window::Quarter);
        }
        if let Some((first, last)) = text.split_once('-') {
            let (first, last) = (quarter(&format!("{first}-Q1"))?, quarter(&format!("{last}-Q4"))?);
            return Ok(Window::Horizon { first, last });
        }
        text.parse().map(Window::Year).map_err(|_| format!("`{text}` is no window of time"))
    }
}

impl Window {
    /// The whole of a horizon.
    pub fn whole(horizon: Horizon) -> Window {
        Window::Horizon { first: horizon.start, last: horizon.start.plus(horizon.quarters - 1) }
    }

    /// The last whole year of a horizon, when what was lifted has had time to return; the whole
    /// horizon if it has no whole year.
    pub fn last_full_year(horizon: Horizon) -> Window {
        horizon.whole_years().last().map_or(Window::whole(horizon), |(year, _)| Window::Year(*year))
    }

    /// The whole horizon, then its whole years.
    pub fn years(horizon: Horizon) -> Vec<Window> {
        let years = horizon.whole_years().into_iter().map(|(year, _)| Window::Year(year));
        std::iter::once(Window::whole(horizon)).chain(years).collect()
    }

    /// What a summary shows: the whole horizon, and its last year if it has more than one.
    pub fn summary_windows(horizon: Horizon) -> Vec<Window> {
        let (whole, last_full_year) = (Window::whole(horizon), Window::last_full_year(horizon));
        if whole.length() > last_full_year.length() { vec![whole, last_full_year] } else { vec![whole] }
    }

    /// Every quarter by itself.
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

/// Where one metric of one scenario is found: positions of the metric, of the metric that its mean over quarters is
/// weighted by, and of a window's quarters.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowColumns {
    metric: usize,
    weight: Option<usize>,
    quarters: Range<usize>,
}

/// Room for the values of a chunk.
pub type Buffer = [f64; CHUNK];

impl WindowColumns {
    /// Where a metric is among these; none if it is not. Prices, and shares of trade, are
    /// weighted by the tonnes they are of, so that over any window revenue is exports times netback.
    pub fn of(metrics: &[Metric], metric: Metric, quarters: Range<usize>) -> Option<WindowColumns> {
        let find = |wanted: Metric| metrics.iter().position(|known| *known == wanted);
        Some(WindowColumns { metric: find(metric)?, weight: metric.weight().and_then(find), quarters })
    }

    /// The same with every quarter counting alike, whatever the metric.
    pub fn unweighted(metrics: &[Metric], metric: Metric, quarters: Range<usize>) -> Option<WindowColumns> {
        Some(WindowColumns { weight: None, ..WindowColumns::of(metrics, metric, quarters)? })
    }

    /// The metric in one quarter of the horizon, for every draw of a chunk.
    pub fn column<'a>(&self, outcome: &'a Outcome, chunk: usize, quarter: usize) -> &'a [f64] {
        outcome.column(chunk, quarter, self.metric)
    }

    /// The mean over the quarters, for every draw of a chunk in order; not a number for a draw without a value in
    /// one of them that counts. Where no quarter has any weight, all count alike.
    pub fn means<'a>(&self, outcome: &'a Outcome, chunk: usize, buffer: &'a mut Buffer) -> &'a [f64] {
        let column = |quarter| self.column(outcome, chunk, quarter);
        let first = column(self.quarters.start);
        if self.quarters.len() == 1 {
            return first;
        }
        let sums = &mut buffer[..first.len()];
        sums.copy_from_slice(first);
        for quarter in self.quarters.clone().skip(1) {
            add(sums, column(quarter));
        }
        let n = self.quarters.len() as f64;
        sums.iter_mut().for_each(|sum| *sum /= n);
        if let Some(weight) = self.weight {
            self.weigh(outcome, chunk, weight, sums);
        }
        sums
    }

    /// Puts weighted means in the place of plain ones, in the draws that have any weight.
    fn weigh(&self, outcome: &Outcome, chunk: usize, weight: usize, means: &mut [f64]) {
        let (mut products, mut totals): (Buffer, Buffer) = ([0.0; CHUNK], [0.0; CHUNK]);
        for quarter in self.quarters.clone() {
            let values = self.column(outcome, chunk, quarter);
            let weights = outcome.column(chunk, quarter, weight);
            let sums = products.iter_mut().zip(&mut totals);
            for ((product, total), (value, weight)) in sums.zip(values.iter().zip(weights)) {
                // What nothing was sold at is no price, not even one that is not a number.
                if *weight > 0.0 {
                    *product += value * weight;
                    *total += weight;
                }
            }
        }
        for (mean, (product, total)) in means.iter_mut().zip(products.iter().zip(&totals)) {
            if *total > 0.0 {
                *mean = product / total;
            }
        }
    }
}

/// Adds a column to a column.
pub(super) fn add(sums: &mut [f64], values: &[f64]) {
    sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Job, metrics_of, run};
    use crate::scenario::Method;
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn windows_are_read_back_as_they_are_written() {
        let quarter = |text: &str| -> Quarter { text.parse().unwrap() };
        for (window, text) in [
            (Window::Year(2030), "2030"),
            (Window::Quarter(quarter("2026-Q3")), "2026-Q3"),
            (Window::Horizon { first: quarter("2026-Q1"), last: quarter("2030-Q4") }, "2026-2030"),
            (Window::Horizon { first: quarter("2026-Q2"), last: quarter("2030-Q4") }, "2026-Q2 to 2030-Q4"),
        ] {
            assert_eq!(window.to_string(), text);
            assert_eq!(Window::try_from(text.to_string()), Ok(window));
        }
        for wrong in ["", "year", "2026-Q5", "2026-", "1-2", "2026-Q1 to x", "99999999999"] {
            assert!(Window::try_from(wrong.to_string()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn prices_and_shares_times_their_tonnes_are_what_was_paid_over_every_window() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/us-plus-eu.toml");
        let scenario = crate::scenario::Scenario::load(&file, &[]).unwrap().into_definition();
        let horizon = scenario.horizon.unwrap();
        let scenarios = std::slice::from_ref(&scenario);
        let stop = AtomicBool::new(false);
        let (method, seed) = (Method::Pseudo, 3);
        let job = Job { scenarios, draws: 0..6, seed, method, stop: &stop, progress: &|_| {} };
        let outcome = &run(&job).unwrap()[0];
        let metrics = metrics_of(&scenario);
        let mean = |metric: Metric, window: Window| -> Vec<f64> {
            let place = WindowColumns::of(&metrics, metric, window.positions(horizon)).unwrap();
            place.means(outcome, 0, &mut [0.0; CHUNK]).to_vec()
        };
        let mut weighted = 0;
        for metric in &metrics {
            let Some(tonnes) = metric.weight() else { continue };
            weighted += 1;
            for window in Window::years(horizon) {
                let (prices, volumes) = (mean(*metric, window), mean(tonnes, window));
                for draw in 0..6 {
                    let quarters = window.positions(horizon);
                    let each = outcome.path(*metric, draw).zip(outcome.path(tonnes, draw));
                    let paid = each.skip(quarters.start).take(quarters.len()).filter(|(_, q)| *q > 0.0);
                    let paid: f64 = paid.map(|(price, q)| price * q).sum::<f64>() / quarters.len() as f64;
                    let told = prices[draw] * volumes[draw];
                    assert!((told - paid).abs() <= 1e-9 * paid.abs(), "{metric:?} {window}: {told} {paid}");
                }
            }
        }
        // Netback, FOB price, the share of the world, a price for every market, a rent for every corridor.
        assert_eq!(weighted, 4 + scenario.world.markets.len() + scenario.world.corridors.len());
    }
}
