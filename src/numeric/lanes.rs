//! Several numbers side by side, one of each of several problems that are solved in step.
//!
//! Operations are loops without branches over a fixed number of lanes, which compilers turn into
//! vector instructions where [`super::isa`] lets them. No operation lets one lane see another, so
//! what a lane computes does not depend on its neighbours or on their number.

use super::float::Float;
use super::real::{Mask, Real};
use std::array::from_fn;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

/// `L` numbers, aligned to a cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub struct Lanes<const L: usize, T = f64>(pub [T; L]);

/// `L` answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LaneMask<const L: usize>(pub [bool; L]);

impl<const L: usize, T: Float> Default for Lanes<L, T> {
    #[inline(always)]
    fn default() -> Self {
        Lanes([T::default(); L])
    }
}

macro_rules! lanewise {
    ($($trait:ident $method:ident $assign:ident $assign_method:ident $op:tt;)*) => {$(
        impl<const L: usize, T: Float> $trait for Lanes<L, T> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Lanes(from_fn(|l| self.0[l] $op other.0[l]))
            }
        }
        impl<const L: usize, T: Float> $assign for Lanes<L, T> {
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

impl<const L: usize, T: Float> Div for Lanes<L, T> {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Lanes(from_fn(|l| self.0[l] / other.0[l]))
    }
}

impl<const L: usize, T: Float> Neg for Lanes<L, T> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Lanes(from_fn(|l| -self.0[l]))
    }
}

impl<const L: usize, T: Float> Lanes<L, T> {
    /// Absolute values.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Lanes(from_fn(|l| self.0[l].abs()))
    }

    /// [`Float::TINY`] everywhere.
    #[inline(always)]
    pub fn tiny() -> Self {
        Lanes([T::TINY; L])
    }

    /// The same numbers as floats of another kind.
    #[inline(always)]
    pub fn cast<U: Float>(self) -> Lanes<L, U> {
        let mut result = [U::default(); L];
        for l in 0..L {
            result[l] = U::of(self.0[l].wide());
        }
        Lanes(result)
    }

    /// [`Float::ln_and_inverse`] of every lane.
    #[inline(always)]
    pub fn ln_and_inverse(self, other: Self) -> (Self, Self) {
        let (mut log, mut inverse) = ([T::default(); L], [T::default(); L]);
        for l in 0..L {
            (log[l], inverse[l]) = self.0[l].ln_and_inverse(other.0[l]);
        }
        (Lanes(log), Lanes(inverse))
    }

    /// `yes` where `self < other`, `no` elsewhere: comparison and choice in one loop.
    #[inline(always)]
    pub fn select_less(self, other: Self, yes: Self, no: Self) -> Self {
        Lanes(from_fn(|l| if self.0[l] < other.0[l] { yes.0[l] } else { no.0[l] }))
    }
}

impl<const L: usize, T: Float> Real for Lanes<L, T> {
    type Mask = LaneMask<L>;

    #[inline(always)]
    fn splat(x: f64) -> Self {
        Lanes([T::of(x); L])
    }

    // A loop of its own rather than `from_fn`: long bodies are vectorised as loops.
    #[inline(always)]
    fn exp(self) -> Self {
        let mut result = [T::default(); L];
        for l in 0..L {
            result[l] = self.0[l].exp();
        }
        Lanes(result)
    }

    #[inline(always)]
    fn ln(self) -> Self {
        let mut result = [T::default(); L];
        for l in 0..L {
            result[l] = self.0[l].ln();
        }
        Lanes(result)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        let mut result = [T::default(); L];
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
        mask.0.iter().position(|&holds| holds).map(|l| self.0[l].wide())
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
