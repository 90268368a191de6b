//! The factor by which independent scores are mixed into correlated ones.

use nalgebra::{Cholesky, DMatrix};

/// The Cholesky factor; what is perfectly correlated becomes so to nine digits.
pub(super) fn factor(matrix: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let exact = Cholesky::new(matrix.clone());
    let n = matrix.nrows();
    let eased = || Cholesky::new((matrix + DMatrix::identity(n, n) * 1e-9) / (1.0 + 1e-9));
    exact.or_else(eased).map(|cholesky| cholesky.l())
}
