//! What formulas ask of a number, so that one text serves a single number and several at once.
//!
//! Implemented by `f64` and by [`super::lanes::Lanes`]. Both compute the same bits: every operation
//! rounds once, and `numeric::elementary` gives the functions.

use super::elementary;
use std::fmt::Debug;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

/// A number, or several side by side.
pub trait Real:
    Copy
    + Debug
    + PartialEq
    + Default
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
{
    /// An answer to a comparison: one for each number.
    type Mask: Mask;

    /// The same number everywhere.
    fn splat(x: f64) -> Self;
    /// Exponential.
    fn exp(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// The larger of two; the second where they cannot be compared.
    fn max(self, other: Self) -> Self;
    /// The smaller of two; the second where they cannot be compared.
    fn min(self, other: Self) -> Self;
    /// Whether it is less than another.
    fn less(self, other: Self) -> Self::Mask;
    /// `yes` where the mask holds, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// The first of the numbers for which the mask holds.
    fn first(self, mask: Self::Mask) -> Option<f64>;
}

/// Answers of a comparison.
pub trait Mask: Copy + Debug + PartialEq + Send + Sync {
    /// The same answer everywhere.
    fn splat(yes: bool) -> Self;
    /// True where both are.
    fn and(self, other: Self) -> Self;
    /// True where either is.
    fn or(self, other: Self) -> Self;
    /// True where it is not.
    fn not(self) -> Self;
    /// Whether it holds anywhere.
    fn any(self) -> bool;
}

impl Mask for bool {
    fn splat(yes: bool) -> bool {
        yes
    }
    fn and(self, other: bool) -> bool {
        self && other
    }
    fn or(self, other: bool) -> bool {
        self || other
    }
    fn not(self) -> bool {
        !self
    }
    fn any(self) -> bool {
        self
    }
}

impl Real for f64 {
    type Mask = bool;

    #[inline(always)]
    fn splat(x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn exp(self) -> f64 {
        elementary::exp(self)
    }
    #[inline(always)]
    fn ln(self) -> f64 {
        elementary::ln(self)
    }
    #[inline(always)]
    fn sqrt(self) -> f64 {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn max(self, other: f64) -> f64 {
        if self > other { self } else { other }
    }
    #[inline(always)]
    fn min(self, other: f64) -> f64 {
        if self < other { self } else { other }
    }
    #[inline(always)]
    fn less(self, other: f64) -> bool {
        self < other
    }
    #[inline(always)]
    fn select(mask: bool, yes: f64, no: f64) -> f64 {
        if mask { yes } else { no }
    }
    fn first(self, mask: bool) -> Option<f64> {
        mask.then_some(self)
    }
}
