//! The two kinds of floating-point number that lanes are made of.
//!
//! `f64` is what every result is computed in. `f32` has twice the lanes to a register and shorter polynomials; it
//! serves for finding *where* to compute, where a few digits will do.

use super::{elementary, short};
use std::fmt::Debug;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// `f64` or `f32`.
pub trait Float:
    Copy
    + Debug
    + Default
    + PartialEq
    + PartialOrd
    + Send
    + Sync
    + 'static
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// A positive number so small that nothing depends on it, and whose inverse leaves room to multiply.
    const TINY: Self;

    /// The nearest number of this kind.
    fn of(x: f64) -> Self;
    /// The same number in `f64`.
    fn wide(self) -> f64;
    /// Absolute value.
    fn abs(self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Exponential.
    fn exp(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// `(ln self, 1 / other)` of two positive normal numbers by a single division; of others, some numbers that
    /// mean nothing.
    fn ln_and_inverse(self, other: Self) -> (Self, Self);
}

macro_rules! float {
    ($type:ty, $functions:ident, $tiny:literal) => {
        impl Float for $type {
            const TINY: $type = $tiny;

            #[inline(always)]
            fn of(x: f64) -> $type {
                x as $type
            }
            #[inline(always)]
            fn wide(self) -> f64 {
                f64::from(self)
            }
            #[inline(always)]
            fn abs(self) -> $type {
                self.abs()
            }
            #[inline(always)]
            fn sqrt(self) -> $type {
                self.sqrt()
            }
            #[inline(always)]
            fn exp(self) -> $type {
                $functions::exp(self)
            }
            #[inline(always)]
            fn ln(self) -> $type {
                $functions::ln(self)
            }
            #[inline(always)]
            fn ln_and_inverse(self, other: $type) -> ($type, $type) {
                $functions::ln_and_inverse(self, other)
            }
        }
    };
}
float!(f64, elementary, 1e-290);
float!(f32, short, 1e-30);
