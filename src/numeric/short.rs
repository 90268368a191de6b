//! Exponential and logarithm in `f32`, for finding where a solution is: good to a few millionths.
//!
//! The same reductions as in [`super::elementary`], with polynomials a third as long, and as free of branches.

/// Adding and taking away 1.5 · 2²³ rounds to a whole number, which is then in the low bits.
const ROUNDER: f32 = 12_582_912.0;
/// `ln 2` in two parts, the first with trailing zeros so that its multiples are exact.
const LN2_HIGH: f32 = 0.693_145_75;
const LN2_LOW: f32 = 1.428_606_8e-6;
/// The bits of √½.
const ROOT_HALF: u32 = 0x3f35_04f3;

/// `eˣ` to 3e-6 of itself: zero below -87, infinite above 88.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    let shifted = x * std::f32::consts::LOG2_E + ROUNDER;
    let n = shifted - ROUNDER;
    let r = (x - n * LN2_HIGH) - n * LN2_LOW;
    let r2 = r * r;
    let series = (0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
    let small = 1.0 + (r + r2 * series);
    let scaled = f32::from_bits((shifted.to_bits() << 23).wrapping_add(small.to_bits()));
    let floored = if x < -87.0 { 0.0 } else { scaled };
    if x > 88.0 { f32::INFINITY } else { floored }
}

/// `ln x` to 3e-6: minus infinity for zero and denormal numbers, not a number for a negative one.
#[inline(always)]
pub(crate) fn ln(x: f32) -> f32 {
    let (k, m) = split(x);
    let log = put_together(k, (m - 1.0) / (m + 1.0));
    let finite = if x < f32::INFINITY { log } else { x };
    let positive = if x < f32::MIN_POSITIVE { f32::NEG_INFINITY } else { finite };
    if x < 0.0 { f32::NAN } else { positive }
}

/// `(ln x, 1 / b)` of two positive normal numbers by a single division.
#[inline(always)]
pub(crate) fn ln_and_inverse(x: f32, b: f32) -> (f32, f32) {
    let (k, m) = split(x);
    let both = 1.0 / ((m + 1.0) * b);
    (put_together(k, (m - 1.0) * (both * b)), both * (m + 1.0))
}

/// `x = 2ᵏ m` with `m` between √½ and √2.
#[inline(always)]
fn split(x: f32) -> (f32, f32) {
    let bits = x.to_bits().wrapping_add(0x3f80_0000 - ROOT_HALF);
    // A small whole number in the mantissa of 2²³ is itself, plus 2²³.
    let k = f32::from_bits((bits >> 23) | 0x4b00_0000) - (8_388_608.0 + 127.0);
    (k, f32::from_bits((bits & 0x007f_ffff).wrapping_add(ROOT_HALF)))
}

/// `k ln 2 + ln m`, where `s = (m - 1) / (m + 1)` and `ln m = 2 artanh(s)`.
#[inline(always)]
fn put_together(k: f32, s: f32) -> f32 {
    let z = s * s;
    let series = 2.0 / 3.0 + z * (2.0 / 5.0 + z * (2.0 / 7.0));
    k * std::f32::consts::LN_2 + (s + s + s * z * series)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_good_to_a_few_millionths() {
        for k in 0..200_000 {
            let x = -86.0 + 173.0 * k as f32 / 200_000.0;
            let error = f64::from(exp(x)) / f64::from(x).exp() - 1.0;
            assert!(error.abs() < 4e-6, "{x}: {error:e}");
        }
        assert_eq!((exp(0.0), exp(-1e5), exp(1e5)), (1.0, 0.0, f32::INFINITY));
        assert!(exp(f32::NAN).is_nan());
    }

    #[test]
    fn the_logarithm_is_good_to_a_few_millionths_alone_and_beside_an_inverse() {
        for k in 0..200_000 {
            let x = exp(-85.0 + 170.0 * k as f32 / 200_000.0);
            let expected = f64::from(x).ln();
            let (log, inverse) = ln_and_inverse(x, 3.0);
            for got in [ln(x), log] {
                assert!((f64::from(got) - expected).abs() < 4e-6 * expected.abs().max(1.0), "{x}: {got}");
            }
            assert!((inverse - 1.0 / 3.0).abs() < 1e-7);
        }
        assert_eq!((ln(0.0), ln(f32::INFINITY)), (f32::NEG_INFINITY, f32::INFINITY));
        assert!(ln(-1.0).is_nan() && ln(f32::NAN).is_nan());
    }
}
