//! How numbers are written for eyes: the digits that their errors support, units by size, columns that end alike.
//!
//! Files that programs read keep all digits and their units.

pub mod column;
pub mod scale;

use potash::stats::summary::{Estimate, Summary, decimals};

/// Fewest draws of an interval: with fewer its ends lie at or beyond the outermost draws.
pub const FEWEST: usize = 20;

/// A value with no digit that its error does not support.
pub fn supported(estimate: Estimate, most: i32) -> String {
    fixed(estimate.value, decimals(estimate, most))
}

/// Decimals that all of some numbers support, so that numbers that are read together end alike: a
/// median never lies outside its own interval by rounding.
pub fn common(estimates: &[Estimate], most: i32) -> i32 {
    estimates.iter().map(|estimate| decimals(*estimate, most)).min().unwrap_or(0)
}

/// Decimals for numbers that are read together, the quantiles among them first and in rising order: each
/// has what its error supports, and one more than the least supported at the most. Where rounding would
/// put them out of order all end alike.
pub fn together<const N: usize>(estimates: &[Estimate; N], rising: usize, most: i32) -> [i32; N] {
    let least = common(estimates, most);
    let own = estimates.map(|estimate| decimals(estimate, most).min(least + 1));
    let rounded = |k: usize| rounded(estimates[k].value, own[k]);
    let ordered = (1..rising.min(N)).all(|k| rounded(k - 1) <= rounded(k));
    if ordered { own } else { [least; N] }
}

/// Whether there are draws enough for an interval.
pub fn has_interval(summary: &Summary) -> bool {
    summary.draws >= FEWEST
}

/// Whether a difference is none in any draw, but for rounding.
pub fn is_nothing(difference: &Summary) -> bool {
    let parts = [difference.mean, difference.q05, difference.q50, difference.q95, difference.sd];
    parts.iter().all(|part| part.value.abs() <= 1e-9)
}

/// "2.74 (2.31 to 3.20)": median and 5-95 % interval, signed if it is a difference.
pub fn with_interval(summary: &Summary, most: i32, sign: bool) -> String {
    let [low, digits, high] = together(&[summary.q05, summary.q50, summary.q95], 3, most);
    let median = if sign { plus(summary.q50.value, digits) } else { fixed(summary.q50.value, digits) };
    let unit = if sign { "bn" } else { "bn USD a year" };
    if !has_interval(summary) {
        return format!("{median} {unit}");
    }
    let (low, high) = (fixed(summary.q05.value, low), fixed(summary.q95.value, high));
    format!("{median} {unit} ({low} to {high})")
}

/// A change in another unit, with its interval: "+12 (3 to 20)".
pub fn with_digits(difference: &Summary, factor: f64, most: i32) -> String {
    let [q05, q50, q95] = [difference.q05, difference.q50, difference.q95].map(|end| end.times(factor));
    let [low, middle, high] = together(&[q05, q50, q95], 3, most);
    let median = plus(q50.value, middle);
    match has_interval(difference) {
        true => format!("{median} ({} to {})", fixed(q05.value, low), fixed(q95.value, high)),
        false => median,
    }
}

/// A number with a sign in front of gains too.
pub fn plus(value: f64, digits: i32) -> String {
    let text = fixed(value, digits);
    let unsigned = text.starts_with('−') || text.chars().all(|c| matches!(c, '0' | '.'));
    if unsigned { text } else { format!("+{text}") }
}

/// A number to so many decimals, or to tens and hundreds where they are below zero.
fn rounded(value: f64, digits: i32) -> f64 {
    let places = digits.max(0) as usize;
    let unit = 10f64.powi((-digits).max(0));
    format!("{:.places$}", value / unit).parse().map_or(f64::NAN, |units: f64| units * unit)
}

/// The same with a true minus sign.
pub fn fixed(value: f64, digits: i32) -> String {
    let text = format!("{:.*}", digits.max(0) as usize, rounded(value, digits));
    let is_zero = text.trim_start_matches('-').chars().all(|c| matches!(c, '0' | '.'));
    if is_zero { text.trim_start_matches('-').to_string() } else { text.replace('-', "−") }
}

/// A known number with so many significant digits, and no idle ones: "0.15", "60".
pub fn significant(value: f64, digits: i32) -> String {
    let size = value.abs().log10().floor();
    let decimals = if size.is_finite() { (digits - 1 - size as i32).clamp(0, 6) } else { 0 };
    without_idle_zeros(fixed(value, decimals))
}

/// A number's digits without the zeros behind its point that say nothing.
pub fn without_idle_zeros(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

/// A share as a percentage, in steps that its error supports; between the last whole percent and certainty
/// it says so.
pub fn percent(share: Estimate) -> String {
    let whole = |share: &str| format!("{share} %");
    match share.value {
        v if v >= 1.0 => whole("100"),
        v if v > 0.995 => "over 99 %".to_string(),
        v if v <= 0.0 => whole("0"),
        v if v < 0.005 => "under 1 %".to_string(),
        v => whole(&stepped(v, share.error)),
    }
}

/// A share in whole percents, in fives or in tens: the finest step that is at least a standard error.
pub fn stepped(share: f64, error: f64) -> String {
    let step = [1.0, 5.0].into_iter().find(|step| 100.0 * error <= *step).unwrap_or(10.0);
    fixed((100.0 * share / step).round() * step, 0)
}

/// A percentage with its 5-95 % interval: "43 % (25 to 60 %)".
pub fn percent_interval(share: &Summary) -> String {
    let error = [share.q05, share.q50, share.q95].iter().map(|estimate| estimate.error).fold(0.0, f64::max);
    let whole = |estimate: Estimate| stepped(estimate.value, error);
    let [median, low, high] = [share.q50, share.q05, share.q95].map(whole);
    if !has_interval(share) {
        return format!("{share} %", share = median);
    }
    format!("{median} % ({low} to {high} %)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_show_what_their_error_supports() {
        assert_eq!(supported(Estimate { value: 2.4567, error: 0.004 }, 3), "2.46");
        assert_eq!(plus(-0.31, 2), "−0.31");
        assert_eq!(plus(0.31, 2), "+0.31");
        assert_eq!(plus(0.0, 2), "0.00");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!([fixed(44.84, -1), fixed(-449.0, -2), fixed(3.0, -1)], ["40", "−400", "0"]);
    }

    #[test]
    fn certainty_is_not_claimed_short_of_it() {
        assert_eq!(percent(Estimate { value: 0.998, error: 0.0 }), "over 99 %");
        assert_eq!(percent(Estimate { value: 1.0, error: 0.0 }), "100 %");
        assert_eq!(percent(Estimate { value: 0.43, error: 0.0 }), "43 %");
    }

    #[test]
    fn percentages_step_as_their_errors_allow() {
        let of = |error| percent(Estimate { value: 0.43, error });
        assert_eq!([of(0.009), of(0.011), of(0.05), of(0.07)], ["43 %", "45 %", "45 %", "40 %"]);
    }

    #[test]
    fn a_few_draws_have_no_interval() {
        use potash::stats::quantile_sketch::QuantileSketch;
        let of = |count: i32| {
            let sample: Vec<f64> = (0..count).map(|k| 2.0 + f64::from(k) * 0.01).collect();
            with_interval(&Summary::of(&QuantileSketch::of(&sample)).unwrap(), 2, false)
        };
        assert!(!of(1).contains(" to ") && !of(19).contains(" to "), "{}", of(19));
        assert!(of(20).contains(" to "), "{}", of(20));
    }
}
