//! The standard normal distribution: quantiles and cumulative probabilities as plain arithmetic.
//!
//! Every path through time takes thousands of these, so they are written without branches that draws
//! would take differently, for one number or for lanes of them, with the same bits. No other
//! distribution lives here.

use super::real::{Mask, Real};

/// Quantile of the standard normal for `0 < u < 1`: algorithm AS 241 (Wichura 1988, Applied Statistics 37),
/// whose rational approximations are good to a relative error of about 1e-15.
#[inline(always)]
pub fn quantile<T: Real>(u: T) -> T {
    let (half, split) = (T::splat(0.5), T::splat(0.425));
    let q = u - half;
    let central = q * ratio(T::splat(0.180_625) - q * q, &CENTRAL);
    let below = q.less(T::default());
    let beyond = split.less(q).or(q.less(-split));
    // Half of the draws that are not central lie on either side: both are computed as if below.
    let tail = T::select(below, u, T::splat(1.0) - u);
    let depth = (-tail.ln()).sqrt();
    let near = ratio(depth - T::splat(1.6), &NEAR);
    let far = T::splat(5.0).less(depth);
    // Beyond 1.4e-11 hardly a draw ever lies.
    let distance = if far.any() { T::select(far, ratio(depth - T::splat(5.0), &FAR), near) } else { near };
    T::select(beyond, T::select(below, -distance, distance), central)
}

/// Cumulative probability of the standard normal, to a relative error of 2e-15 for `z > -8` and 6e-14 where
/// probabilities end.
///
/// `Φ(-z) = e^(-z²/2) E(z/√2) / 2` with the scaled complementary error function
/// `E(x) = e^(x²) erfc(x)`; `(1 + 2x) E(x)` is a Chebyshev series in `(x - a) / (x + a)`, fitted to 40 digits.
#[inline(always)]
pub fn cumulative<T: Real>(z: T) -> T {
    let (one, two, a) = (T::splat(1.0), T::splat(2.0), T::splat(3.75));
    // Beyond 60 nothing is left, and infinity has no ratio.
    let x = T::splat(60.0).min(z.max(-z) * T::splat(std::f64::consts::FRAC_1_SQRT_2));
    let y = (x - a) / (x + a);
    let (mut last, mut before) = (T::default(), T::default());
    for &c in SCALED_ERFC[1..].iter().rev() {
        (last, before) = (two * y * last - before + T::splat(c), last);
    }
    let series = y * last - before + T::splat(SCALED_ERFC[0]);
    let tail = T::splat(0.5) * series / (one + two * x) * (T::splat(-0.5) * z * z).exp();
    T::select(z.less(T::default()), tail, one - tail)
}

/// Coefficients of a ratio of two polynomials, from the constant up.
struct Ratio([f64; 8], [f64; 8]);

#[inline(always)]
fn ratio<T: Real>(x: T, Ratio(above, below): &Ratio) -> T {
    let (mut numerator, mut denominator) = (T::splat(above[7]), T::splat(below[7]));
    for k in (0..7).rev() {
        numerator = numerator * x + T::splat(above[k]);
        denominator = denominator * x + T::splat(below[k]);
    }
    numerator / denominator
}

/// For probabilities between 0.075 and 0.925.
const CENTRAL: Ratio = Ratio(
    [
        3.3871328727963665,
        133.14166789178438,
        1971.5909503065513,
        13731.69376550946,
        45921.95393154987,
        67265.7709270087,
        33430.57558358813,
        2509.0809287301227,
    ],
    [
        1.0,
        42.31333070160091,
        687.1870074920579,
        5394.196021424751,
        21213.794301586597,
        39307.89580009271,
        28729.085735721943,
        5226.495278852854,
    ],
);
/// For tails down to e^-25.
const NEAR: Ratio = Ratio(
    [
        1.4234371107496835,
        4.630337846156546,
        5.769497221460691,
        3.6478483247632045,
        1.2704582524523684,
        0.2417807251774506,
        0.022723844989269184,
        0.0007745450142783414,
    ],
    [
        1.0,
        2.053191626637759,
        1.6763848301838038,
        0.6897673349851,
        0.14810397642748008,
        0.015198666563616457,
        0.0005475938084995345,
        1.0507500716444169e-09,
    ],
);
/// For tails beyond.
const FAR: Ratio = Ratio(
    [
        6.657904643501103,
        5.463784911164114,
        1.7848265399172913,
        0.29656057182850487,
        0.026532189526576124,
        0.0012426609473880784,
        2.7115555687434876e-05,
        2.0103343992922881e-07,
    ],
    [
        1.0,
        0.599832206555888,
        0.1369298809227358,
        0.014875361290850615,
        0.0007868691311456133,
        1.8463183175100548e-05,
        1.421511758316446e-07,
        2.0442631033899397e-15,
    ],
);
/// Chebyshev coefficients of `(1 + 2x) E(x)`.
const SCALED_ERFC: [f64; 25] = [
    1.1775789345674017,
    -0.004590054580646478,
    -0.08424913336651792,
    0.05920993999819189,
    -0.026658668435305753,
    0.009074997670705265,
    -0.002413163540417608,
    0.0004907758365258086,
    -6.916973302501207e-05,
    4.13902798607301e-06,
    7.74038306619849e-07,
    -2.1886401049234397e-07,
    1.076499946567091e-08,
    4.521959811218287e-09,
    -7.754400208831351e-10,
    -6.318088340886684e-11,
    2.86879501093067e-11,
    1.9455868545777347e-13,
    -9.65469674843344e-13,
    3.25254814814874e-14,
    3.3478119482868056e-14,
    -1.864562880419313e-15,
    -1.2507950530688648e-15,
    7.418235256624028e-17,
    5.0681489047960956e-17,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::lanes::Lanes;
    use proptest::prelude::*;

    /// Quantiles to twenty digits, from the tables that the project is tested against.
    fn table() -> serde_json::Map<String, serde_json::Value> {
        let text = include_str!("../../tests/reference/analytic.json");
        let all: serde_json::Value = serde_json::from_str(text).unwrap();
        all["normal_quantiles"].as_object().unwrap().clone()
    }

    #[test]
    fn quantiles_are_those_of_the_tables() {
        let table = table();
        let rows = table.iter().filter_map(|(p, z)| Some((p.parse::<f64>().ok()?, z["f64"].as_f64()?)));
        let mut count = 0;
        for (p, z) in rows {
            assert!((quantile(p) - z).abs() <= 1e-14 * z.abs().max(1.0), "{p}: {} {z}", quantile(p));
            count += 1;
        }
        assert!(count > 12, "{count} rows");
        // Far out: 1e-20 and 1e-300 (mpmath).
        assert!((quantile(1e-20) / -9.262_340_089_798_408 - 1.0).abs() < 1e-14);
        assert!((quantile(1e-300) / -37.047_096_299_361_2 - 1.0).abs() < 1e-14);
    }

    #[test]
    fn probabilities_are_those_of_the_tables() {
        for (p, z) in table().iter().filter_map(|(p, z)| Some((p.parse::<f64>().ok()?, z["f64"].as_f64()?))) {
            assert!((cumulative(z) / p - 1.0).abs() < 1e-13, "{z}: {} {p}", cumulative(z));
        }
        assert_eq!((cumulative(0.0), cumulative(40.0), cumulative(f64::NEG_INFINITY)), (0.5, 1.0, 0.0));
    }

    proptest! {
        #[test]
        fn the_quantile_undoes_the_probability(z in -37.0..6.0f64) {
            // A probability close to one has few digits left of its distance to one.
            let lost = f64::EPSILON / (1.0 - cumulative(z)).max(1e-16);
            prop_assert!((quantile(cumulative(z)) - z).abs() < 1e-13 * z.abs().max(1.0) + lost);
        }

        #[test]
        fn lanes_have_the_bits_of_single_numbers(u in proptest::array::uniform8(1e-18..1.0f64)) {
            let (together, probabilities) = (quantile(Lanes(u)), cumulative(Lanes(u)));
            for l in 0..8 {
                prop_assert_eq!(together.0[l].to_bits(), quantile(u[l]).to_bits());
                prop_assert_eq!(probabilities.0[l].to_bits(), cumulative(u[l]).to_bits());
            }
        }
    }
}
