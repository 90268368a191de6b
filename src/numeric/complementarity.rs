//! The Fischer-Burmeister function: one smooth-almost-everywhere equation for `0 <= a ⟂ b >= 0`.

/// Value and partial derivatives of `φ(a, b) = a + b - √(a² + b²)`, which is zero exactly where
/// `a >= 0`, `b >= 0` and `a b = 0` (Fischer 1992).
///
/// Returns `(φ, ∂φ/∂a, ∂φ/∂b)`; at the kink `a = b = 0` the element of the generalised Jacobian
/// that treats both sides alike.
pub(crate) fn fischer_burmeister(a: f64, b: f64) -> (f64, f64, f64) {
    let norm = a.hypot(b);
    if norm == 0.0 {
        let half = 1.0 - std::f64::consts::FRAC_1_SQRT_2;
        return (0.0, half, half);
    }
    // a + b - norm loses every digit where both are positive and one is tiny;
    // the same value as 2ab / (a + b + norm) does not.
    let value = if a > 0.0 && b > 0.0 { 2.0 * a * b / (a + b + norm) } else { a + b - norm };
    (value, 1.0 - a / norm, 1.0 - b / norm)
}

/// Value and partial derivatives of a smoothed Fischer-Burmeister function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Smoothed {
    pub value: f64,
    pub by_a: f64,
    pub by_b: f64,
    pub by_product: f64,
}

/// `a + b - √(a² + b² + 2 product)`, which is zero exactly where `a >= 0`, `b >= 0` and
/// `a b = product` (Kanzow 1996): for a positive product a smooth stand-in for complementarity.
pub(crate) fn smoothed(a: f64, b: f64, product: f64) -> Smoothed {
    let norm = a.hypot(b).hypot((2.0 * product).sqrt()).max(f64::MIN_POSITIVE);
    let sum = a + b;
    let value = if sum > 0.0 { 2.0 * (a * b - product) / (sum + norm) } else { sum - norm };
    Smoothed { value, by_a: 1.0 - a / norm, by_b: 1.0 - b / norm, by_product: -1.0 / norm }
}

/// How far `(a, b)` is from `0 <= a ⟂ b >= 0`: `|min(a, b)|`, the natural residual.
pub(crate) fn natural_residual(a: f64, b: f64) -> f64 {
    a.min(b).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fischer_burmeister_is_zero_exactly_on_the_complementary_set() {
        for (a, b) in [(0.0, 0.0), (3.0, 0.0), (0.0, 2.5)] {
            assert_eq!(fischer_burmeister(a, b).0, 0.0);
        }
        for (a, b) in [(1.0, 1.0), (-1.0, 0.0), (0.0, -2.0), (-1.0, 5.0)] {
            assert!(fischer_burmeister(a, b).0.abs() > 0.1, "({a}, {b})");
        }
    }

    #[test]
    fn fischer_burmeister_derivatives_agree_with_differences() {
        let h = 1e-6;
        for (a, b) in [(0.3, 2.0), (-1.0, 0.5), (1e-3, 1e-3), (2.0, -3.0)] {
            let (_, da, db) = fischer_burmeister(a, b);
            let along_a = (fischer_burmeister(a + h, b).0 - fischer_burmeister(a - h, b).0) / (2.0 * h);
            let along_b = (fischer_burmeister(a, b + h).0 - fischer_burmeister(a, b - h).0) / (2.0 * h);
            assert!((da - along_a).abs() < 1e-5 && (db - along_b).abs() < 1e-5);
        }
    }

    #[test]
    fn the_smoothed_function_is_zero_where_the_product_is_as_asked() {
        for (a, b) in [(2.0, 0.5), (1e6, 1e-6), (1e-6, 1e6), (1.0, 1.0)] {
            assert!(smoothed(a, b, 1.0).value.abs() < 1e-15, "({a}, {b})");
        }
        assert!(smoothed(2.0, 2.0, 1.0).value > 0.1 && smoothed(0.1, 0.1, 1.0).value < -0.1);
        assert!(smoothed(-2.0, -0.5, 1.0).value < -1.0);
        assert_eq!(smoothed(0.0, 3.0, 0.0).value, 0.0);
    }

    #[test]
    fn the_smoothed_derivatives_agree_with_differences() {
        let h = 1e-6;
        for (a, b, product) in [(0.3, 2.0, 0.1), (-1.0, 0.5, 1e-2), (1e-3, 1e-3, 0.5)] {
            let at = smoothed(a, b, product);
            let slope = |high: Smoothed, low: Smoothed| (high.value - low.value) / (2.0 * h);
            let by_a = slope(smoothed(a + h, b, product), smoothed(a - h, b, product));
            let by_b = slope(smoothed(a, b + h, product), smoothed(a, b - h, product));
            let by_product = slope(smoothed(a, b, product + h), smoothed(a, b, product - h));
            assert!((at.by_a - by_a).abs() < 1e-5 && (at.by_b - by_b).abs() < 1e-5);
            assert!((at.by_product - by_product).abs() < 1e-5);
        }
    }
}
