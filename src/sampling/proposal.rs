//! Drawing uncertainties from elsewhere than their distributions, and what that weighs.

use super::mixing::mixed;
use crate::numeric::elementary;
use crate::numeric::lanes::Lanes;

/// A normal distribution that the scores of some of a scenario's uncertainties are drawn from, in the place of
/// independent standard ones. Whatever it leaves out is drawn from its own distribution.
///
/// What was drawn so is weighed by [`Proposal::log_ratio`] to stand for the distributions again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Proposal {
    /// Positions among the uncertainties that are drawn, in rising order.
    positions: Vec<usize>,
    means: Vec<f64>,
    /// Lower triangle of the Cholesky factor of the covariance, row by row.
    factor: Vec<Vec<f64>>,
}

impl Proposal {
    /// None where the three are not of one size, or the factor is none.
    pub fn new(positions: Vec<usize>, means: Vec<f64>, factor: Vec<Vec<f64>>) -> Option<Proposal> {
        let n = positions.len();
        let rows = factor.iter().enumerate();
        let triangle = rows.clone().all(|(k, row)| row.len() == k + 1 && row.iter().all(|x| x.is_finite()));
        let positive = factor.iter().all(|row| row.last().is_some_and(|diagonal| *diagonal > 0.0));
        let fits = means.len() == n && factor.len() == n && triangle && positive;
        fits.then_some(Proposal { positions, means, factor })
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Positions and scores of what is steered, from the independent scores of the same positions.
    #[inline(always)]
    pub(super) fn scores<const L: usize>(
        &self,
        own: impl Fn(usize) -> Lanes<L>,
    ) -> impl Iterator<Item = (usize, Lanes<L>)> {
        let own: Vec<Lanes<L>> = self.positions.iter().map(|position| own(*position)).collect();
        let rows = self.positions.iter().zip(&self.means).zip(&self.factor);
        rows.map(move |((position, mean), row)| (*position, Lanes([*mean; L]) + mixed(row, &own)))
    }

    /// Logarithm of how much likelier these scores, of all uncertainties that are drawn, come with the
    /// proposal than without.
    pub fn log_ratio(&self, scores: &[f64]) -> f64 {
        let mut own: Vec<f64> = Vec::with_capacity(self.positions.len());
        let mut log = 0.0;
        for ((position, mean), row) in self.positions.iter().zip(&self.means).zip(&self.factor) {
            let (score, diagonal) = (scores[*position], &row[row.len() - 1]);
            let known: f64 = row.iter().zip(&own).map(|(weight, own)| weight * own).sum();
            let distance = (score - mean - known) / diagonal;
            log += 0.5 * (score * score - distance * distance) - elementary::ln(*diagonal);
            own.push(distance);
        }
        log
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_that_of_the_two_densities() {
        // Covariance [[0.25, 0.1], [0.1, 0.5]] around (1, -0.5); the third uncertainty is left alone.
        let (a, b) = (0.5, 0.2);
        let c = (0.5_f64 - b * b).sqrt();
        let proposal = Proposal::new(vec![0, 2], vec![1.0, -0.5], vec![vec![a], vec![b, c]]).unwrap();
        let (x, y) = (0.7, 0.1);
        let (dx, dy) = (x - 1.0, y + 0.5);
        let determinant: f64 = 0.25 * 0.5 - 0.01;
        let square = (0.5 * dx * dx - 0.2 * dx * dy + 0.25 * dy * dy) / determinant;
        let wanted = -0.5 * square - 0.5 * determinant.ln() + 0.5 * (x * x + y * y);
        assert!((proposal.log_ratio(&[x, 9.0, y]) - wanted).abs() < 1e-12);
        assert_eq!(Proposal::default().log_ratio(&[x, 9.0, y]), 0.0);
    }

    #[test]
    fn what_is_no_factor_is_no_steering() {
        assert_eq!(Proposal::new(vec![0], vec![0.0], vec![vec![0.0]]), None);
        assert_eq!(Proposal::new(vec![0, 1], vec![0.0, 0.0], vec![vec![1.0], vec![1.0]]), None);
    }
}
