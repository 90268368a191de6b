//! Exponential and logarithm as plain arithmetic: the same bits on every processor.
//!
//! The standard library's call the platform's C library, whose last digit changes from one
//! system to the next, and no compiler can run them on several numbers at once. These are sums and
//! products without a branch, so a loop over them becomes vector instructions of any width, and no
//! step may be fused or reordered: each lane rounds as a single number does. Both are within one
//! unit in the last place over the ranges the tests walk.

/// Adding and taking away 1.5 · 2⁵² rounds to a whole number, which is then in the low bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// `ln 2` in two parts, the first with trailing zeros so that its multiples are exact.
const LN2_HIGH: f64 = 0.693_146_705_627_441_4;
const LN2_LOW: f64 = 4.749_325_039_031_672_6e-7;

/// `eˣ`. Zero below -708 and infinite above 709, where a float has no normal number left or nearly
/// so; not a number for not a number.
///
/// `x = n ln 2 + r` with `|r| <= ln 2 / 2`; `eʳ` by a polynomial of degree 11 that interpolates at
/// Chebyshev points (relative error 1.6e-17), times `2ⁿ` by way of the exponent's bits.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
    let shifted = x * std::f64::consts::LOG2_E + ROUNDER;
    let n = shifted - ROUNDER;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let low = (0.500_000_000_000_000_1 + r * 0.166_666_666_666_666_69)
        + r2 * (0.041_666_666_666_623_824 + r * 0.008_333_333_333_330_039);
    let high = (0.001_388_888_891_736_708_1 + r * 0.000_198_412_698_631_715_57)
        + r2 * (2.480_152_105_786_820_4e-5 + r * 2.755_726_827_690_569_6e-6);
    let top = 2.762_020_159_103_154_7e-7 + r * 2.510_047_250_569_499_6e-8;
    let small = 1.0 + (r + r2 * (low + r4 * high + (r4 * r4) * top));
    let scaled = f64::from_bits((shifted.to_bits() << 52).wrapping_add(small.to_bits()));
    let floored = if x < -708.0 { 0.0 } else { scaled };
    if x > 709.0 { f64::INFINITY } else { floored }
}

/// `ln x`: minus infinity for zero, not a number for a negative one; denormal numbers count as
/// zero.
#[inline(always)]
pub(crate) fn ln(x: f64) -> f64 {
    let finite = if x < f64::INFINITY { ln_of_normal(x) } else { x };
    let positive = if x < f64::MIN_POSITIVE { f64::NEG_INFINITY } else { finite };
    if x < 0.0 { f64::NAN } else { positive }
}

/// `(ln x, 1 / b)` of two positive normal numbers by a single division. Of any other numbers, some that mean
/// nothing: for loops that look at their numbers once and not at every one.
#[inline(always)]
pub(crate) fn ln_and_inverse(x: f64, b: f64) -> (f64, f64) {
    let (k, m) = split(x);
    let both = 1.0 / ((m + 1.0) * b);
    (put_together(k, m, (m - 1.0) * (both * b)), both * (m + 1.0))
}

/// `ln x` of a positive normal number; of any other, some number that means nothing.
#[inline(always)]
fn ln_of_normal(x: f64) -> f64 {
    let (k, m) = split(x);
    let f = m - 1.0;
    put_together(k, m, f / (2.0 + f))
}

/// `x = 2ᵏ m` with `m` between √½ and √2.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    /// The bits of √½.
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const MANTISSA: u64 = 0x000f_ffff_ffff_ffff;
    /// The bits of 2⁵²: a small whole number in the mantissa of it is itself, plus 2⁵².
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    let bits = x.to_bits().wrapping_add(0x3ff0_0000_0000_0000 - ROOT_HALF);
    let k = f64::from_bits((bits >> 52) | WHOLE) - (4_503_599_627_370_496.0 + 1023.0);
    (k, f64::from_bits((bits & MANTISSA).wrapping_add(ROOT_HALF)))
}

/// `k ln 2 + ln m`, where `s = (m - 1) / (m + 1)`: `ln m = 2 artanh(s)` by a polynomial in `s²` (relative error
/// 4.3e-18), put together as in fdlibm so that nothing cancels near 1.
#[inline(always)]
fn put_together(k: f64, m: f64, s: f64) -> f64 {
    let f = m - 1.0;
    let (z, w) = (s * s, (s * s) * (s * s));
    let low = (0.666_666_666_666_667 + z * 0.399_999_999_998_988_9)
        + w * (0.285_714_286_262_538_36 + z * 0.222_222_110_893_794_96);
    let high = (0.181_828_924_325_368_7 + z * 0.153_316_117_220_550_08) + w * 0.146_178_071_534_173_25;
    let r = z * (low + (w * w) * high);
    let half = 0.5 * f * f;
    k * LN2_HIGH - ((half - (s * (half + r) + k * LN2_LOW)) - f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Distance in units of the last place of the reference.
    fn ulps(ours: f64, reference: f64) -> f64 {
        (ours - reference).abs() / (f64::EPSILON * 0.5 * reference.abs())
    }

    #[test]
    fn the_exponential_is_within_two_units_of_the_last_place() {
        for k in 0..400_000 {
            let x = -707.0 + 1415.0 * f64::from(k) / 400_000.0;
            assert!(ulps(exp(x), x.exp()) <= 2.0, "{x}");
        }
    }

    #[test]
    fn the_logarithm_is_within_two_units_of_the_last_place() {
        for k in 0..400_000 {
            let x = (-700.0 + 1400.0 * f64::from(k) / 400_000.0).exp();
            assert!(x == 1.0 || ulps(ln(x), x.ln()) <= 2.0, "{x}");
            // Close to 1, where the logarithm is small and digits could cancel.
            let near = 1.0 + (f64::from(k) - 200_000.0) * 1e-6;
            assert!(near == 1.0 || ulps(ln(near), near.ln()) <= 2.0, "{near}");
        }
        assert_eq!(ln(1.0), 0.0);
    }

    #[test]
    fn a_logarithm_beside_an_inverse_is_within_four_units_of_the_last_place() {
        for k in 0..200_000 {
            let x = (-700.0 + 1400.0 * f64::from(k) / 200_000.0).exp();
            let b = 1e-3 + 7.0 * f64::from(k);
            let (log, inverse) = ln_and_inverse(x, b);
            assert!(x == 1.0 || ulps(log, x.ln()) <= 4.0, "{x}: {}", ulps(log, x.ln()));
            assert!(ulps(inverse, 1.0 / b) <= 4.0, "{b}");
        }
    }

    #[test]
    fn what_is_no_ordinary_number_has_its_usual_value() {
        assert_eq!((exp(0.0), exp(-1e5), exp(1e5)), (1.0, 0.0, f64::INFINITY));
        assert_eq!((exp(f64::NEG_INFINITY), exp(f64::INFINITY)), (0.0, f64::INFINITY));
        assert_eq!((ln(0.0), ln(f64::INFINITY)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!(exp(f64::NAN).is_nan() && ln(f64::NAN).is_nan() && ln(-1.0).is_nan());
        assert!(ln(f64::NEG_INFINITY).is_nan());
    }

    proptest! {
        #[test]
        fn the_logarithm_undoes_the_exponential(x in -700.0..700.0f64) {
            prop_assert!((ln(exp(x)) - x).abs() <= 4e-16 * x.abs().max(1.0));
        }
    }
}
