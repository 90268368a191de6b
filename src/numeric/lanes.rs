//! Several numbers side by side, one of each of several problems that are solved in step.
//!
//! Operations are loops without branches over a fixed number of lanes, which compilers turn into
//! vector instructions where [`super::isa`] lets them. No operation lets one lane see another, so
//! what a lane computes does not depend on its neighbours or on their number.

use super::elementary;
use super::real::{Mask, Real};
use std::array::from_fn;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

/// `L` numbers, aligned to a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes<const L: usize>(pub [f64; L]);

/// `L` answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneMask<const L: usize>(pub [bool; L]);

impl<const L: usize> Default for Lanes<L> {
    fn default() -> Self {
        Lanes([0.0; L])
    }
}

macro_rules! lanewise {
    ($($trait:ident $method:ident $assign:ident $assign_method:ident $op:tt;)*) => {$(
        impl<const L: usize> $trait for Lanes<L> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Lanes(from_fn(|l| self.0[l] $op other.0[l]))
            }
        }
        impl<const L: usize> $assign for Lanes<L> {
            #[inline(always)]
            fn $assign_method(&mut self, other: Self) {
                *self = *self $op other;
            }
        }
    )*};
}
lanewise! {
    Add add AddAssign add_assign +;
    Sub sub SubAssign sub_assign -;
    Mul mul MulAssign mul_assign *;
}

impl<const L: usize> Div for Lanes<L> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Lanes(from_fn(|l| self.0[l] / other.0[l]))
    }
}

impl<const L: usize> Neg for Lanes<L> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Lanes(from_fn(|l| -self.0[l]))
    }
}

impl<const L: usize> Lanes<L> {
    #[inline(always)]
    /// Absolute values.
    pub fn abs(self) -> Self {
        Lanes(from_fn(|l| self.0[l].abs()))
    }

    #[inline(always)]
    /// Square root.
    pub fn sqrt(self) -> Self {
        Lanes(from_fn(|l| self.0[l].sqrt()))
    }

    /// `elementary::ln_of_normal` of every lane.
    #[inline(always)]
    pub fn ln_of_normal(self) -> Self {
        let mut result = [0.0; L];
        for l in 0..L {
            result[l] = elementary::ln_of_normal(self.0[l]);
        }
        Lanes(result)
    }

    /// `yes` where `self < other`, `no` elsewhere: comparison and choice in one loop.
    #[inline(always)]
    pub fn select_less(self, other: Self, yes: Self, no: Self) -> Self {
        Lanes(from_fn(|l| if self.0[l] < other.0[l] { yes.0[l] } else { no.0[l] }))
    }
}

impl<const L: usize> Real for Lanes<L> {
    type Mask = LaneMask<L>;

    #[inline(always)]
    fn splat(x: f64) -> Self {
        Lanes([x; L])
    }

    // A loop of its own rather than `from_fn`: long bodies are vectorised as loops.
    #[inline(always)]
    fn exp(self) -> Self {
        let mut result = [0.0; L];
        for l in 0..L {
            result[l] = elementary::exp(self.0[l]);
        }
        Lanes(result)
    }

    #[inline(always)]
    fn ln(self) -> Self {
        let mut result = [0.0; L];
        for l in 0..L {
            result[l] = elementary::ln(self.0[l]);
        }
        Lanes(result)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        let mut result = [0.0; L];
        for l in 0..L {
            result[l] = self.0[l].sqrt();
        }
        Lanes(result)
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        Lanes(from_fn(|l| if self.0[l] > other.0[l] { self.0[l] } else { other.0[l] }))
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        Lanes(from_fn(|l| if self.0[l] < other.0[l] { self.0[l] } else { other.0[l] }))
    }

    #[inline(always)]
    fn less(self, other: Self) -> LaneMask<L> {
        LaneMask(from_fn(|l| self.0[l] < other.0[l]))
    }

    #[inline(always)]
    fn select(mask: LaneMask<L>, yes: Self, no: Self) -> Self {
        Lanes(from_fn(|l| if mask.0[l] { yes.0[l] } else { no.0[l] }))
    }

    fn first(self, mask: LaneMask<L>) -> Option<f64> {
        mask.0.iter().position(|&holds| holds).map(|l| self.0[l])
    }
}

impl<const L: usize> Mask for LaneMask<L> {
    #[inline(always)]
    fn splat(yes: bool) -> Self {
        LaneMask([yes; L])
    }
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        LaneMask(from_fn(|l| self.0[l] && other.0[l]))
    }
    #[inline(always)]
    fn or(self, other: Self) -> Self {
        LaneMask(from_fn(|l| self.0[l] || other.0[l]))
    }
    #[inline(always)]
    fn not(self) -> Self {
        LaneMask(from_fn(|l| !self.0[l]))
    }
    #[inline(always)]
    fn any(self) -> bool {
        self.0.contains(&true)
    }
}
