//! Sobol points with Owen scrambling, by direct address: the number of (dimension, scramble, index) is a pure
//! function of these three.
//!
//! Numbers of one scramble fill the unit interval evenly in every dimension, and pairs of early dimensions
//! the unit square: the first 2ᵐ of them have exactly one in each of 2ᵐ equal parts. Scrambling keeps this
//! and makes every number uniform, so that averages over independent scrambles tell their own error.
//! Which uncertainty takes which dimension is decided elsewhere.

use super::mix;
use std::sync::LazyLock;

/// Dimensions that have numbers of their own.
pub const DIMENSIONS: usize = 256;
/// Bits of the largest index.
const BITS: usize = 40;

/// What moves a point when a bit of its index is set: for every bit, 64 binary digits after the point.
pub(super) type Directions = [u64; BITS];

static DIRECTIONS: LazyLock<Vec<Directions>> = LazyLock::new(|| {
    let rest = include_str!("joe_kuo.txt").lines().filter(|line| !line.starts_with('#')).map(directions);
    // Bits in reverse: the van der Corput sequence.
    std::iter::once(std::array::from_fn(|k| 1 << (63 - k))).chain(rest).collect()
});

/// The directions of a line of the table: `v_k = a₁ v_{k-1} ⊕ … ⊕ v_{k-s} ⊕ v_{k-s} / 2ˢ`.
fn directions(line: &str) -> Directions {
    let numbers: Vec<u64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [_, degree, coefficients, first @ ..] = numbers.as_slice() else { return [0; BITS] };
    let degree = *degree as usize;
    let mut v = [0_u64; BITS];
    for k in 0..BITS {
        v[k] = match first.get(k) {
            Some(m) => m << (63 - k),
            None => {
                let oldest = v[k - degree];
                let inner = (1..degree).filter(|j| coefficients >> (degree - 1 - j) & 1 == 1);
                inner.fold(oldest ^ oldest >> degree, |sum, j| sum ^ v[k - j])
            }
        };
    }
    v
}

/// The points of one dimension; none beyond the last.
pub(super) fn dimension(number: usize) -> Option<&'static Directions> {
    DIRECTIONS.get(number)
}

/// The point of an index before scrambling, as 64 binary digits.
#[inline(always)]
pub(super) fn point(directions: &Directions, index: u64) -> u64 {
    let (mut rest, mut sum) = (index, 0);
    while rest != 0 {
        sum ^= directions[rest.trailing_zeros() as usize % BITS];
        rest &= rest - 1;
    }
    sum
}

/// The scrambled number in (0, 1) of a point. `key` names the scramble.
#[inline(always)]
pub(super) fn scrambled(point: u64, key: u64) -> f64 {
    let digits = nested(point.reverse_bits(), key).reverse_bits();
    // 52 digits and a half: neither 0 nor 1 is reached.
    ((digits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// A permutation of numbers in which a bit is moved only by the key and the bits below it: read backwards,
/// each digit is flipped or not according to the digits before it, which is Owen's nested scrambling.
/// Multiplication by an even number and addition carry upwards only (after Laine and Karras 2011 and
/// Burley 2020, here with 64 bits).
#[inline(always)]
fn nested(mut x: u64, key: u64) -> u64 {
    let (first, second) = (mix(key), mix(key ^ 0xa076_1d64_78bd_642f));
    x = x.wrapping_add(first);
    x ^= x.wrapping_mul(0x9fb2_1c65_1e98_df26);
    x = x.wrapping_mul(second | 1);
    x ^= x.wrapping_mul(0xc2b2_ae3d_27d4_eb4e);
    x ^= x.wrapping_mul(0x1656_67b1_9e37_79fa);
    x = x.wrapping_mul(first | 1);
    x ^ x.wrapping_mul(0xe703_7ed1_a0b4_28da)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_those_of_the_sequence() {
        // scipy.stats.qmc.Sobol(256, scramble=False), which goes by Gray code: its point n is ours of n ^ n >> 1.
        let cases = [
            (0, [0.5, 0.75, 0.25, 0.875, 0.234375, 0.015625]),
            (1, [0.5, 0.25, 0.75, 0.875, 0.078125, 0.796875]),
            (2, [0.5, 0.25, 0.75, 0.125, 0.265625, 0.359375]),
            (7, [0.5, 0.75, 0.25, 0.375, 0.359375, 0.140625]),
            (100, [0.5, 0.25, 0.75, 0.125, 0.421875, 0.578125]),
            (255, [0.5, 0.75, 0.25, 0.875, 0.890625, 0.046875]),
        ];
        for (number, expected) in cases {
            for (n, expected) in [1_u64, 2, 3, 5, 40, 63].into_iter().zip(expected) {
                let digits = point(dimension(number).unwrap(), n ^ n >> 1);
                assert_eq!(digits as f64 / 2.0_f64.powi(64), expected, "dimension {number}, point {n}");
            }
        }
        assert!(dimension(DIMENSIONS - 1).is_some() && dimension(DIMENSIONS).is_none());
    }

    #[test]
    fn every_dimension_fills_the_interval_evenly_however_it_is_scrambled() {
        for number in 0..DIMENSIONS {
            let directions = dimension(number).unwrap();
            for (m, first) in [(4, 0_u64), (7, 128), (9, 512 * 77)] {
                let mut parts = vec![0; 1 << m];
                for index in first..first + (1 << m) {
                    let u = scrambled(point(directions, index), mix(number as u64));
                    parts[(u * f64::from(1 << m)) as usize] += 1;
                }
                assert!(parts.iter().all(|count| *count == 1), "dimension {number}, 2^{m} from {first}");
            }
        }
    }

    #[test]
    fn two_dimensions_fill_the_square_evenly() {
        let (x, y) = (dimension(0).unwrap(), dimension(1).unwrap());
        // 2^8 points: one in each of 2^8 boxes, whatever their sides.
        for split in 0..=8 {
            let mut boxes = vec![0; 256];
            for index in 0..256 {
                let column = (scrambled(point(x, index), 11) * f64::from(1 << split)) as usize;
                let row = (scrambled(point(y, index), 12) * f64::from(256 >> split)) as usize;
                boxes[column * (256 >> split) + row] += 1;
            }
            assert!(boxes.iter().all(|count| *count == 1), "{split}");
        }
    }

    #[test]
    fn a_point_is_uniform_over_its_scrambles() {
        // The first point, which is zero before scrambling, and one further on; and neighbours are unrelated
        // beyond their strata.
        let directions = dimension(5).unwrap();
        for index in [0, 1_000_003] {
            let n = 20_000_u64;
            let mut numbers: Vec<f64> =
                (0..n).map(|key| scrambled(point(directions, index), mix(key))).collect();
            numbers.sort_by(f64::total_cmp);
            let n = n as f64;
            let off = |(k, u): (usize, &f64)| (u - (k as f64 + 0.5) / n).abs();
            let distance = numbers.iter().enumerate().map(off).fold(0.0, f64::max) * n.sqrt();
            assert!(distance < 1.95, "{distance}");
        }
    }
}
