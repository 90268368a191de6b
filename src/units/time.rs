//! Time as scenarios count it: quarters, and dates as points between them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A quarter of a year, counted from year zero so that differences are plain numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter(i32);

/// Most quarters of a horizon.
pub const LONGEST: usize = 400;

/// A quarter as it was written down, of years that a scenario may begin in or its horizon reach.
impl TryFrom<String> for Quarter {
    type Error = String;

    fn try_from(text: String) -> Result<Quarter, String> {
        let last = 2200 * 4 + 3 + LONGEST as i32;
        let parsed =
            text.split_once("-Q").and_then(|(year, of)| Some((year.parse().ok()?, of.parse().ok()?)));
        let number = parsed.filter(|(_, of)| (1..=4).contains(of));
        let number = number.and_then(|(year, of): (i32, i32)| year.checked_mul(4)?.checked_add(of - 1));
        let known = number.filter(|number| (1900 * 4..=last).contains(number));
        known.map(Quarter).ok_or_else(|| format!("`{text}` is no quarter that a run can have"))
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> String {
        quarter.to_string()
    }
}

impl Quarter {
    /// Quarter 1 to 4 of a year; none for another number.
    pub fn new(year: i32, quarter: i32) -> Option<Quarter> {
        ((1..=4).contains(&quarter) && (1900..=2200).contains(&year))
            .then_some(Quarter(year * 4 + quarter - 1))
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.0.div_euclid(4)
    }

    /// 1 to 4.
    pub fn of_year(self) -> i32 {
        self.0.rem_euclid(4) + 1
    }

    /// The quarter `n` later.
    pub fn plus(self, n: usize) -> Quarter {
        Quarter(self.0 + n as i32)
    }

    /// The quarter's first instant, in quarters.
    pub fn begins(self) -> f64 {
        f64::from(self.0)
    }

    /// The quarter's number in addresses of random numbers; that of the year zero is for what does not
    /// change over time.
    pub fn number(self) -> u64 {
        self.0.unsigned_abs().into()
    }

    /// The quarter's beginning in years, for charts.
    pub fn in_years(self) -> f64 {
        f64::from(self.0) / 4.0
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year(), self.of_year())
    }
}

/// The text is not of the form 2026-Q1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a quarter; write it as 2026-Q1")]
pub struct NotAQuarter(String);

impl FromStr for Quarter {
    type Err = NotAQuarter;

    fn from_str(text: &str) -> Result<Quarter, NotAQuarter> {
        let parts = text.split_once("-Q");
        let parsed =
            parts.and_then(|(year, quarter)| Quarter::new(year.parse().ok()?, quarter.parse().ok()?));
        parsed.ok_or_else(|| NotAQuarter(text.to_string()))
    }
}

/// A date as a point on the axis of quarters: whole numbers are quarter beginnings.
pub fn instant(date: Date) -> f64 {
    let month = f64::from(i32::from(date.month()) - 1);
    let day = f64::from(i32::from(date.day()) - 1) / f64::from(i32::from(date.days_in_month()));
    f64::from(i32::from(date.year())) * 4.0 + (month + day) / 3.0
}

/// The date that [`instant`] puts at a point of the axis; none beyond the calendar.
pub fn date(instant: f64) -> Option<Date> {
    // A day is worth more than 0.01 quarters, rounding far less.
    let months = instant * 3.0;
    let month = (months + 1e-6).floor();
    let number = month as i32;
    let first = Date::new(
        i16::try_from(number.div_euclid(12)).ok()?,
        i8::try_from(number.rem_euclid(12) + 1).ok()?,
        1,
    );
    let first = first.ok()?;
    let day = ((months - month) * f64::from(i32::from(first.days_in_month()))).round() as i32 + 1;
    Date::new(first.year(), first.month(), i8::try_from(day).ok()?).ok()
}

/// The quarters that a scenario plays in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Horizon {
    /// The first quarter.
    pub start: Quarter,
    /// Number of quarters.
    pub quarters: usize,
}

impl Horizon {
    /// Its quarters in order.
    pub fn iter(self) -> impl Iterator<Item = Quarter> {
        (0..self.quarters).map(move |n| self.start.plus(n))
    }

    /// Calendar years that the horizon covers wholly, each with its first quarter's position.
    pub fn whole_years(self) -> Vec<(i32, usize)> {
        let starts =
            self.iter().enumerate().filter(|(n, quarter)| quarter.of_year() == 1 && n + 4 <= self.quarters);
        starts.map(|(n, quarter)| (quarter.year(), n)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_reads_back_as_it_is_written() {
        let quarter: Quarter = "2026-Q3".parse().unwrap();
        assert_eq!((quarter.year(), quarter.of_year(), quarter.to_string().as_str()), (2026, 3, "2026-Q3"));
        for wrong in ["2026-Q5", "2026", "Q1-2026", "26-Q1", ""] {
            assert!(wrong.parse::<Quarter>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_first_of_a_quarter_is_its_beginning() {
        let date = Date::new(2026, 4, 1).unwrap();
        assert_eq!(instant(date), Quarter::new(2026, 2).unwrap().begins());
        let late = instant(Date::new(2025, 12, 13).unwrap());
        assert!(late > Quarter::new(2025, 4).unwrap().begins() + 0.7);
        assert!(late < Quarter::new(2026, 1).unwrap().begins());
    }

    #[test]
    fn every_day_reads_back_from_the_axis() {
        let mut day = Date::new(2023, 1, 1).unwrap();
        while day.year() < 2029 {
            assert_eq!(date(instant(day)), Some(day));
            day = day.tomorrow().unwrap();
        }
        assert_eq!(date(f64::INFINITY), None);
    }

    #[test]
    fn only_whole_years_are_years() {
        let horizon = Horizon { start: "2025-Q3".parse().unwrap(), quarters: 9 };
        assert_eq!(horizon.whole_years(), vec![(2026, 2)]);
    }
}
