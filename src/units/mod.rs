//! Units of measure at the door: what a number in a scenario may be given in, and the factor that
//! turns it into the one unit used inside.
//!
//! Inside, tonnage is Mt KCl a year, prices are USD a tonne, money is bn USD a year, time is
//! quarters and shares are fractions of one. Currencies other than the dollar are refused rather
//! than converted: a rate is a number with a date and a source, and belongs in the scenario.

pub mod time;

/// Tonnes of K2O in a tonne of KCl product: 60 to 61 % standard grade (FAOSTAT against customs
/// tonnes gives 0.605-0.6128).
pub const K2O_PER_KCL: f64 = 0.61;
/// Metric tonnes in a short ton, by definition.
pub const TONNES_PER_SHORT_TON: f64 = 0.907_184_74;

/// What kind of quantity a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// Mt KCl a year.
    Tonnage,
    /// USD a tonne.
    Price,
    /// bn USD a year.
    Money,
    /// A fraction of one: share, access, ad valorem rate.
    Share,
    /// Elasticity or index, a pure number.
    Number,
    /// Per USD a tonne: the logit scale.
    PerPrice,
    /// Quarters of a year.
    Time,
    /// How often or how fast, per year.
    Rate,
}

impl Dimension {
    /// The units that a number of this kind may be given in, the inner one first, each with the
    /// factor that turns it into the inner one.
    pub fn units(self) -> &'static [(&'static str, f64)] {
        match self {
            Dimension::Tonnage => &[
                ("Mt/yr", 1.0),
                ("Mt", 1.0),
                ("kt/yr", 1e-3),
                ("kt", 1e-3),
                ("Mt K2O/yr", 1.0 / K2O_PER_KCL),
                ("Mt K2O", 1.0 / K2O_PER_KCL),
                ("million short tons/yr", TONNES_PER_SHORT_TON),
            ],
            Dimension::Price => &[("USD/t", 1.0), ("USD/short ton", 1.0 / TONNES_PER_SHORT_TON)],
            Dimension::Money => &[("bn USD/yr", 1.0), ("bn USD", 1.0), ("M USD/yr", 1e-3), ("M USD", 1e-3)],
            Dimension::Share => &[("share", 1.0), ("1", 1.0), ("%", 0.01)],
            Dimension::Number => &[("1", 1.0), ("elasticity", 1.0), ("index", 1.0)],
            Dimension::PerPrice => &[("per USD/t", 1.0), ("t/USD", 1.0)],
            Dimension::Time => &[("quarters", 1.0), ("years", 4.0), ("months", 1.0 / 3.0)],
            Dimension::Rate => &[("per year", 1.0), ("1/yr", 1.0), ("%/yr", 0.01)],
        }
    }

    /// The factor from a unit to the inner one; none for a unit of another kind.
    pub fn factor(self, unit: &str) -> Option<f64> {
        self.units().iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor)
    }

    /// The unit used inside, and in output.
    pub fn inner(self) -> &'static str {
        self.units()[0].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_per_short_ton_is_a_higher_price_per_tonne() {
        let factor = Dimension::Price.factor("USD/short ton").unwrap();
        assert!((317.5 * factor - 349.98).abs() < 0.01);
    }

    #[test]
    fn a_unit_of_another_kind_is_refused() {
        assert_eq!(Dimension::Price.factor("Mt/yr"), None);
        assert_eq!(Dimension::Tonnage.factor("EUR/t"), None);
    }
}
