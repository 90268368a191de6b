//! Numbers as a person reads them: without the dust of binary arithmetic.

/// The number rounded to twelve significant digits: 3.2 for 3.1999999999999997.
pub(crate) fn significant(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dust_goes_and_digits_stay() {
        assert_eq!(significant(0.1 + 0.2), 0.3);
        assert_eq!(significant(3.199_999_999_999_999_7), 3.2);
        for value in [0.0, -12.345, 1e300, 1e-300, f64::INFINITY] {
            assert_eq!(significant(value), value);
        }
    }
}
