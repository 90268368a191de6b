//! How heavy the tail of importance weights is.

use crate::numeric::elementary;

/// Shape `k` of the generalised Pareto distribution of the largest weights: estimates from weights with a
/// shape above 0.7 are not to be trusted (Vehtari, Simpson, Gelman, Yao and Gabry 2024). None where fewer
/// than five weights differ from nothing.
///
/// The tail is the largest `min(n / 5, 3 √n)` weights; the estimator is Zhang and Stephens's (2009), with
/// the weak prior of the paper above that pulls towards 0.5.
pub(crate) fn shape(weights: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = weights.iter().copied().filter(|w| w.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let tail = (0.2 * n).min(3.0 * n.sqrt()).ceil() as usize;
    let cut = sorted.len().checked_sub(tail + 1)?;
    let threshold = sorted[cut];
    let excesses: Vec<f64> = sorted[cut + 1..].iter().map(|w| w - threshold).filter(|x| *x > 0.0).collect();
    if excesses.len() < 5 {
        return None;
    }
    let (k, m) = (fitted(&excesses), excesses.len() as f64);
    Some((k * m + 0.5 * 10.0) / (m + 10.0))
}

/// The shape of a generalised Pareto distribution fitted to positive excesses in rising order.
fn fitted(excesses: &[f64]) -> f64 {
    let n = excesses.len();
    let grid = 30 + (n as f64).sqrt() as usize;
    let (largest, quartile) = (excesses[n - 1], excesses[(n as f64 / 4.0 + 0.5) as usize - 1]);
    let theta = |j: usize| 1.0 / largest + (1.0 - (grid as f64 / (j as f64 - 0.5)).sqrt()) / (3.0 * quartile);
    let mean_log = |b: f64| excesses.iter().map(|x| elementary::ln(1.0 - b * x)).sum::<f64>() / n as f64;
    let likelihood = |b: f64| {
        let k = mean_log(b);
        n as f64 * (elementary::ln(-b / k) - k - 1.0)
    };
    let points: Vec<f64> = (1..=grid).map(theta).collect();
    let logs: Vec<f64> = points.iter().map(|b| likelihood(*b)).collect();
    let weights = super::weighted::normalised(&logs);
    let theta: f64 = points.iter().zip(&weights).map(|(b, w)| b * w).sum();
    mean_log(theta)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles of a Pareto tail of this shape at evenly spread ranks.
    fn tail(k: f64) -> Vec<f64> {
        let n = 20_000;
        (0..n).map(|i| ((1.0 - (f64::from(i) + 0.5) / f64::from(n)).powf(-k) - 1.0) / k).collect()
    }

    #[test]
    fn the_shape_of_a_known_tail_is_found() {
        for k in [0.2, 0.5, 0.8] {
            let found = shape(&tail(k)).unwrap();
            assert!((found - k).abs() < 0.05, "{k}: {found}");
        }
    }

    #[test]
    fn even_weights_have_no_tail() {
        assert_eq!(shape(&[1.0; 100]), None);
        assert_eq!(shape(&[]), None);
    }
}
