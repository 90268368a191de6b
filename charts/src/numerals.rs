//! How numbers are written on a chart: a true minus sign, commas for thousands, no idle digits.
//!
//! Only for eyes: tables carry the numbers themselves.

/// Binds a number to its unit; a line never breaks there.
pub const HARD_SPACE: char = '\u{a0}';

/// `value` with `decimals` digits after the point.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let magnitude = value.abs();
    if magnitude >= 1e9 || (magnitude > 0.0 && magnitude < 1e-4) {
        return scientific(value);
    }
    grouped(value, decimals)
}

/// The same, however large or small: no power of ten.
pub fn grouped(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    // A value that rounds to zero has no sign.
    let zero = digits.chars().all(|digit| matches!(digit, '0' | '.'));
    let mut out = String::new();
    if value < 0.0 && !zero {
        out.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// `value` with about three significant digits, and without trailing zeros: `1.25`, `0.9`, `1,240`.
pub fn short(value: f64) -> String {
    let magnitude = value.abs();
    let decimals = match magnitude {
        m if m >= 100.0 => 0,
        m if m >= 10.0 => 1,
        m if m >= 0.1 || m == 0.0 => 2,
        _ => 4,
    };
    let text = fixed(value, decimals);
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A share as a percentage: `25 %`.
pub fn percent(share: f64) -> String {
    format!("{}{HARD_SPACE}%", fixed(share * 100.0, 0))
}

/// Digits after the point that multiples of `step` need, at most nine.
pub fn decimals_of(step: f64) -> usize {
    let mut scaled = step.abs();
    for decimals in 0..9 {
        if (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-12) {
            return decimals;
        }
        scaled *= 10.0;
    }
    9
}

fn scientific(value: f64) -> String {
    format!("{value:.1e}").replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(fixed(1.25, 2), "1.25");
        assert_eq!(fixed(-0.9, 1), "−0.9");
        assert_eq!(fixed(1_234_567.0, 0), "1,234,567");
        assert_eq!(fixed(-0.001, 1), "0.0");
        assert_eq!(fixed(f64::NAN, 1), "–");
        assert_eq!(fixed(-2.5e12, 1), "−2.5e12");
        assert_eq!(short(0.9), "0.9");
        assert_eq!(short(-1240.4), "−1,240");
        assert_eq!(percent(0.25), "25\u{a0}%");
    }

    #[test]
    fn steps_ask_for_the_digits_they_need() {
        assert_eq!(decimals_of(5.0), 0);
        assert_eq!(decimals_of(0.5), 1);
        assert_eq!(decimals_of(0.25), 2);
        assert_eq!(decimals_of(2.5), 1);
    }
}
