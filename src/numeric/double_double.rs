//! Numbers in two parts: about 32 digits for sums, where sixteen are too few.
//!
//! An unknown may be large while what an equation hears of it is its difference from another one,
//! to the last cent. A float of 10¹² has no cents left to speak of; a pair of floats has.

/// The unevaluated sum `high + low`, where `low` is what rounding took from `high`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct DoubleDouble {
    high: f64,
    low: f64,
}

impl From<f64> for DoubleDouble {
    fn from(high: f64) -> DoubleDouble {
        DoubleDouble { high, low: 0.0 }
    }
}

impl DoubleDouble {
    /// The nearest float.
    pub fn value(self) -> f64 {
        self.high + self.low
    }

    /// This number plus `x`, with the rounding error of the sum kept (Knuth's two-sum).
    pub fn plus(self, x: f64) -> DoubleDouble {
        let sum = self.high + x;
        let taken = sum - self.high;
        let lost = (self.high - (sum - taken)) + (x - taken);
        let low = self.low + lost;
        let high = sum + low;
        DoubleDouble { high, low: low - (high - sum) }
    }

    /// The difference: exact where the two are close, and rounded once where they are not.
    pub fn minus(self, other: DoubleDouble) -> f64 {
        (self.high - other.high) + (self.low - other.low)
    }

    /// This number times a power of two, which is exact.
    pub fn times_power_of_two(self, factor: f64) -> DoubleDouble {
        DoubleDouble { high: self.high * factor, low: self.low * factor }
    }
}

/// Every number of a list in two parts.
#[cfg(test)]
pub(super) fn twofold(values: &[f64]) -> Vec<DoubleDouble> {
    values.iter().copied().map(DoubleDouble::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_added_to_a_fortune_are_still_there() {
        let fortune = DoubleDouble::from(1e15);
        let richer = (0..1000).fold(fortune, |sum, _| sum.plus(0.01));
        assert!((richer.minus(fortune) - 10.0).abs() < 1e-12);
        assert_eq!(richer.value(), 1e15 + 10.0);
    }

    #[test]
    fn a_small_number_that_meets_a_large_one_keeps_its_digits() {
        let sum = DoubleDouble::from(0.1).plus(1e16);
        assert!((sum.minus(DoubleDouble::from(1e16)) - 0.1).abs() < 1e-16);
    }

    #[test]
    fn scaling_by_a_power_of_two_loses_nothing() {
        let number = DoubleDouble::from(1e12).plus(0.3);
        let there_and_back = number.times_power_of_two(256.0).times_power_of_two(1.0 / 256.0);
        assert_eq!(there_and_back, number);
    }
}
