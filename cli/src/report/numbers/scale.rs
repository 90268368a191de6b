//! Units and digits that follow the size of a number: 80 t are not 0.000 Mt.
//!
//! For eyes only. Tables that are read by programs keep their units and all digits.

use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::stats::summary::Estimate;

/// A unit, and how many of it make one of the unit that results are in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub factor: f64,
    pub unit: &'static str,
}

/// Units of tonnage, the largest first, each with the least that is written in it, in Mt.
const TONNES: [(f64, Scale); 4] = [
    (1e4, Scale { factor: 1e-3, unit: "Gt" }),
    (0.1, MT),
    (1e-3, Scale { factor: 1e3, unit: "kt" }),
    (0.0, Scale { factor: 1e6, unit: "t" }),
];
/// Units of prices, in USD/t.
const PRICES: [(f64, Scale); 4] = [
    (1e9, Scale { factor: 1e-9, unit: "bn USD/t" }),
    (1e6, Scale { factor: 1e-6, unit: "M USD/t" }),
    (1e5, Scale { factor: 1e-3, unit: "thousand USD/t" }),
    (0.0, USD_A_TONNE),
];
/// The units that results are in.
const MT: Scale = Scale { factor: 1.0, unit: "Mt" };
const USD_A_TONNE: Scale = Scale { factor: 1.0, unit: "USD/t" };

impl Scale {
    /// For tonnages of which these are some, Mt or Mt a year: as the largest asks.
    pub fn tonnes(values: impl IntoIterator<Item = f64>) -> Scale {
        Scale::choose(&TONNES, MT, values)
    }

    /// For prices of which these are some, USD/t.
    pub fn price(values: impl IntoIterator<Item = f64>) -> Scale {
        Scale::choose(&PRICES, USD_A_TONNE, values)
    }

    fn choose(known: &[(f64, Scale)], plain: Scale, values: impl IntoIterator<Item = f64>) -> Scale {
        let sizes = values.into_iter().map(f64::abs).filter(|size| size.is_finite());
        let largest = sizes.fold(0.0, f64::max);
        // What is nothing at all is nothing in any unit.
        let fits = known.iter().find(|(least, _)| largest > 0.0 && largest >= *least);
        fits.map_or(plain, |(_, scale)| *scale)
    }

    /// Whether it is the unit that results are in.
    pub fn is_plain(self) -> bool {
        self.factor == 1.0
    }

    /// A number in this unit.
    pub fn value(self, value: f64) -> f64 {
        value * self.factor
    }

    /// An estimate in this unit.
    pub fn estimate(self, Estimate { value, error }: Estimate) -> Estimate {
        Estimate { value: self.value(value), error: error * self.factor }
    }
}

/// Decimals that numbers up to this size can do with: `usual`, or where that leaves fewer than two digits of the
/// largest as many as show two.
pub fn decimals(largest: f64, usual: i32) -> i32 {
    match largest.abs() {
        size if size.is_finite() && size > 0.0 => usual.max((1.0 - size.log10().floor()).min(12.0) as i32),
        _ => usual,
    }
}

/// Most decimals of a study's revenues: a hundredth of a bn, which is as much as any input is
/// worth, or less where revenues themselves are no more than that.
pub fn money_decimals(study: &StudyResults) -> i32 {
    let window = Window::last_full_year(study.horizon);
    let levels = study.each().filter_map(|(_, summary_of_draws)| {
        Some(summary_of_draws.summary(study.revenue(), window)?.q50.value)
    });
    decimals(levels.fold(0.0, |largest, level| level.abs().max(largest)), 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_follow_the_largest_number() {
        let tonnes = |value: f64| {
            let scale = Scale::tonnes([0.0, value]);
            format!("{:.1} {}", scale.value(value), scale.unit)
        };
        assert_eq!([13.25, 0.1, 0.08, 8e-5].map(tonnes), ["13.2 Mt", "0.1 Mt", "80.0 kt", "80.0 t"]);
        let price = |value: f64| {
            let scale = Scale::price([value, f64::NAN]);
            format!("{:.1} {}", scale.value(value), scale.unit)
        };
        let told = [250.0, 40_198_751.1, 250_000.0, 3e12].map(price);
        assert_eq!(told, ["250.0 USD/t", "40.2 M USD/t", "250.0 thousand USD/t", "3000.0 bn USD/t"]);
        assert!(Scale::tonnes([0.0, f64::INFINITY]).is_plain());
    }

    #[test]
    fn digits_follow_the_largest_number() {
        assert_eq!([3.0, 0.4, 0.04, 0.004, 0.0].map(|size| decimals(size, 2)), [2, 2, 3, 4, 2]);
        assert_eq!([300.0, 3.0, 0.3].map(|size| decimals(size, 1)), [1, 1, 2]);
    }
}
