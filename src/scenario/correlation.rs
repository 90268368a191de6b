//! Correlations between uncertainties: from rank correlations to factors of a Gaussian copula.
//!
//! Uncertainties that are correlated, directly or through others, make a group. Each of a group's normal
//! scores becomes a mixture of independent ones by the Cholesky factor of their correlation matrix.
//! Members of a posterior sample are given: where a correlation is asked for between such numbers,
//! their values are put in another order, and all else is mixed with them as they are then.
//! Nothing is drawn here, and no file is known.

use super::cholesky::factor;
use super::reordering::{correlation, reordered};
use nalgebra::{DMatrix, SymmetricEigen};
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// The rank (Spearman) correlation of two members of a list, by position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorrelatedPair {
    /// Position of the one.
    pub a: usize,
    /// Position of the other.
    pub b: usize,
    /// Rank correlation.
    pub rank: f64,
}

/// Members that are correlated with one another and with nobody else.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Positions in the list, in order of their names.
    pub members: Vec<usize>,
    /// The lower triangle of the factor, row by row: how much of each member's own score enters a member's.
    pub factor: Vec<Vec<f64>>,
}

/// A correlation that had to be changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// Position of the one.
    pub a: usize,
    /// Position of the other.
    pub b: usize,
    /// Rank correlations.
    pub from: f64,
    /// The rank correlation in its place.
    pub to: f64,
}

/// No set of numbers is correlated like this: the pairs that contradict one another, by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction(pub Vec<usize>);

/// The normal scores of calibrated numbers, by position in the list: one for each member of the ensemble.
pub type Given = BTreeMap<usize, Vec<f64>>;

/// What correlations come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grouped {
    /// Uncertainties that are drawn together.
    pub groups: Vec<Group>,
    /// What had to be changed.
    pub repairs: Vec<Repair>,
    /// Scores of calibrated numbers in the order that gives it the correlations asked for.
    pub reordered: Given,
}

/// Groups of members of a named list, and what had to be changed if `repair` allows it.
///
/// A correlation of nothing is as good as none, except between two numbers that are `given`: these may
/// correlate as they are. Where no correlation of two given numbers is stated, it is what it is. Within a
/// group given numbers come first, for the others to be mixed with; otherwise the order is that of names, so
/// that nothing outside of it has any influence.
///
/// # Errors
/// The pairs that no numbers can satisfy together, unless they may be repaired.
pub fn groups(
    names: &[&str],
    given: &Given,
    pairs: &[CorrelatedPair],
    repair: bool,
) -> Result<Grouped, Contradiction> {
    let mut grouped = Grouped::default();
    for mut members in components(names.len(), pairs, given) {
        members.sort_by_key(|k| (!given.contains_key(k), names[*k]));
        let matrix = scores(&members, pairs, given);
        let matrix = if is_positive(&matrix) {
            matrix
        } else if repair {
            let nearest = nearest(&matrix);
            grouped.repairs.extend(changes(&members, pairs, (&matrix, &nearest)));
            nearest
        } else {
            return Err(Contradiction(offending(&members, &matrix, pairs)));
        };
        let contradiction = || Contradiction(offending(&members, &matrix, pairs));
        let lower = factor(&matrix).ok_or_else(contradiction)?;
        let calibrated: Vec<usize> = members.iter().copied().filter(|k| given.contains_key(k)).collect();
        if is_moved(&calibrated, &matrix, given) {
            let columns: Vec<Vec<f64>> = calibrated.iter().map(|k| given[k].clone()).collect();
            let target = matrix.view((0, 0), (calibrated.len(), calibrated.len())).into_owned();
            let columns = reordered(&columns, &target).ok_or_else(contradiction)?;
            grouped.reordered.extend(calibrated.iter().copied().zip(columns));
        }
        if calibrated.len() < members.len() {
            let row = |i: usize| (0..=i).map(|j| lower[(i, j)]).collect();
            grouped.groups.push(Group { factor: (0..members.len()).map(row).collect(), members });
        }
    }
    Ok(grouped)
}

/// Whether given numbers are to correlate otherwise than they do.
fn is_moved(calibrated: &[usize], matrix: &DMatrix<f64>, given: &Given) -> bool {
    let differs =
        |i: usize, j: usize| correlation(&given[&calibrated[i]], &given[&calibrated[j]]) != matrix[(i, j)];
    (0..calibrated.len()).any(|i| (0..i).any(|j| differs(i, j)))
}

/// Sets of members that correlations connect.
fn components(count: usize, pairs: &[CorrelatedPair], given: &Given) -> Vec<Vec<usize>> {
    let mut label: Vec<usize> = (0..count).collect();
    let both = |pair: &CorrelatedPair| given.contains_key(&pair.a) && given.contains_key(&pair.b);
    for pair in pairs.iter().filter(|pair| pair.rank != 0.0 || both(pair)) {
        let (from, to) = (label[pair.a], label[pair.b]);
        label.iter_mut().filter(|known| **known == from).for_each(|known| *known = to);
    }
    let set = |wanted: usize| (0..count).filter(|k| label[*k] == wanted).collect::<Vec<_>>();
    (0..count).map(set).filter(|members| members.len() > 1).collect()
}

/// Correlations of the normal scores: `2 sin(π ρ / 6)` for a rank correlation `ρ` (Pearson 1907).
/// Calibrated numbers correlate as their members do unless a pair says otherwise.
fn scores(members: &[usize], pairs: &[CorrelatedPair], given: &Given) -> DMatrix<f64> {
    let known = |k: usize| members.get(k).and_then(|member| given.get(member));
    let mut matrix = DMatrix::from_fn(members.len(), members.len(), |i, j| match (known(i), known(j)) {
        _ if i == j => 1.0,
        (Some(a), Some(b)) => correlation(a, b),
        _ => 0.0,
    });
    let place = |member: usize| members.iter().position(|known| *known == member);
    for pair in pairs {
        if let Some((i, j)) = place(pair.a).zip(place(pair.b)) {
            matrix[(i, j)] = 2.0 * (PI * pair.rank / 6.0).sin();
            matrix[(j, i)] = matrix[(i, j)];
        }
    }
    matrix
}

/// Whether a matrix is one of correlations, but for rounding; perfect correlation is allowed.
fn is_positive(matrix: &DMatrix<f64>) -> bool {
    SymmetricEigen::new(matrix.clone()).eigenvalues.min() > -1e-10
}

/// The pairs that contradict one another: three members of which two correlations forbid the third, or
/// else those that weigh in the direction of the most negative variance.
fn offending(members: &[usize], matrix: &DMatrix<f64>, pairs: &[CorrelatedPair]) -> Vec<usize> {
    let among = |places: &[usize]| -> Vec<usize> {
        let inside = |member: usize| places.iter().any(|place| members[*place] == member);
        (0..pairs.len()).filter(|k| inside(pairs[*k].a) && inside(pairs[*k].b)).collect()
    };
    let n = members.len();
    for i in 0..n {
        for j in 0..i {
            for k in 0..j {
                let (a, b, c) = (matrix[(i, j)], matrix[(i, k)], matrix[(j, k)]);
                if 1.0 + 2.0 * a * b * c - a * a - b * b - c * c < -1e-10 {
                    return among(&[i, j, k]);
                }
            }
        }
    }
    let eigen = SymmetricEigen::new(matrix.clone());
    let worst = eigen.eigenvalues.imin();
    let weights = eigen.eigenvectors.column(worst);
    let most = weights.amax();
    let heavy: Vec<usize> = (0..n).filter(|k| weights[*k].abs() > 0.1 * most).collect();
    among(&heavy)
}

/// The nearest correlation matrix by alternating projections (Higham 2002), a little inside the border.
fn nearest(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    const FLOOR: f64 = 1e-8;
    let (mut y, mut correction) = (matrix.clone(), DMatrix::zeros(matrix.nrows(), matrix.ncols()));
    for _ in 0..1_000 {
        let shifted = &y - &correction;
        let eigen = SymmetricEigen::new(shifted.clone());
        let raised = eigen.eigenvalues.map(|value| value.max(FLOOR));
        let projected =
            &eigen.eigenvectors * DMatrix::from_diagonal(&raised) * eigen.eigenvectors.transpose();
        correction = &projected - shifted;
        let before = std::mem::replace(&mut y, projected);
        y.fill_diagonal(1.0);
        if (&y - before).amax() < 1e-12 {
            break;
        }
    }
    // What projections leave of a negative eigenvalue goes with a last shrinking towards independence.
    let least = SymmetricEigen::new(y.clone()).eigenvalues.min();
    let share = if least < FLOOR { (FLOOR - least) / (1.0 - least) } else { 0.0 };
    let mut shrunk = y * (1.0 - share);
    shrunk.fill_diagonal(1.0);
    shrunk
}

/// The pairs that a repair moved, as rank correlations.
fn changes(
    members: &[usize],
    pairs: &[CorrelatedPair],
    (before, after): (&DMatrix<f64>, &DMatrix<f64>),
) -> Vec<Repair> {
    let rank = |score: f64| 6.0 / PI * (0.5 * score).asin();
    let asked = |i: usize, j: usize| {
        let (a, b) = (members[i], members[j]);
        let found = pairs.iter().find(|pair| (pair.a, pair.b) == (a, b) || (pair.a, pair.b) == (b, a));
        found.map_or_else(|| rank(before[(i, j)]), |pair| pair.rank)
    };
    let mut list = Vec::new();
    for i in 0..members.len() {
        for j in 0..i {
            let (from, to) = (asked(i, j), rank(after[(i, j)]));
            if (from - to).abs() > 1e-6 {
                list.push(Repair { a: members[j], b: members[i], from, to });
            }
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 4] = ["d", "b", "c", "a"];

    fn pair(a: usize, b: usize, rank: f64) -> CorrelatedPair {
        CorrelatedPair { a, b, rank }
    }

    #[test]
    fn a_factor_times_itself_is_the_correlation_of_scores() {
        let pairs = [pair(0, 1, 0.5), pair(1, 2, -0.3), pair(0, 2, 0.2)];
        let Grouped { groups, repairs, .. } = groups(&NAMES, &Given::new(), &pairs, false).unwrap();
        // By name: b, c, d; and a is in no group.
        assert_eq!((groups.len(), &groups[0].members, repairs.len()), (1, &vec![1, 2, 0], 0));
        let row = |k: usize| &groups[0].factor[k];
        let product = |i: usize, j: usize| row(i).iter().zip(row(j)).map(|(x, y)| x * y).sum::<f64>();
        for (i, j, rank) in [(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0), (0, 2, 0.5), (0, 1, -0.3), (1, 2, 0.2)] {
            let score = if i == j { 1.0 } else { 2.0 * (PI * rank / 6.0_f64).sin() };
            assert!((product(i, j) - score).abs() < 1e-12, "{i} {j}");
        }
    }

    #[test]
    fn a_correlation_of_nothing_makes_no_group() {
        assert_eq!(groups(&NAMES, &Given::new(), &[pair(0, 1, 0.0)], false), Ok(Grouped::default()));
    }

    #[test]
    fn perfect_correlation_is_allowed() {
        let pairs = [pair(0, 3, 1.0), pair(1, 2, -1.0)];
        let Grouped { groups, .. } = groups(&NAMES, &Given::new(), &pairs, false).unwrap();
        assert_eq!(groups.len(), 2);
        for group in groups {
            assert!(group.factor[1][0].abs() > 1.0 - 1e-8 && group.factor[1][1] < 1e-4);
        }
    }

    #[test]
    fn a_contradiction_names_the_pairs_that_make_it() {
        let three = [pair(0, 3, 0.1), pair(0, 1, 0.9), pair(1, 2, 0.9), pair(0, 2, -0.9)];
        assert_eq!(groups(&NAMES, &Given::new(), &three, false), Err(Contradiction(vec![1, 2, 3])));
        // Every three agree, the four do not: each pair of them is named, the fifth member's is not.
        let names = ["a", "b", "c", "d", "e"];
        let mut four: Vec<CorrelatedPair> =
            (0..4).flat_map(|i| (0..i).map(move |j| pair(i, j, -0.4))).collect();
        four.push(pair(4, 0, 0.05));
        assert_eq!(groups(&names, &Given::new(), &four, false), Err(Contradiction(vec![0, 1, 2, 3, 4, 5])));
    }

    #[test]
    fn a_repair_is_the_nearest_matrix_and_tells_what_it_changed() {
        // The nearest correlation matrix of Higham (2002), section 4: 0.7607 and 0.1573.
        let matrix = DMatrix::from_row_slice(3, 3, &[1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        let repaired = nearest(&matrix);
        assert!((repaired[(0, 1)] - 0.7607).abs() < 1e-4 && (repaired[(0, 2)] - 0.1573).abs() < 1e-4);
        let three = [pair(0, 1, 0.9), pair(1, 2, 0.9), pair(0, 2, -0.9)];
        let Grouped { groups, repairs, .. } = groups(&NAMES, &Given::new(), &three, true).unwrap();
        assert_eq!((groups.len(), repairs.len()), (1, 3));
        assert!(repairs.iter().all(|repair| repair.to.abs() < repair.from.abs()));
        assert!(repairs.iter().all(|repair| repair.from.abs() == 0.9));
    }
}
