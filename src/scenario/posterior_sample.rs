//! Joint values of parameters that were calibrated to data: equally likely members, one of which every draw
//! takes whole.
//!
//! How members are found, and in which file they stand, is not decided here.

use super::foretold::Foretold;
use super::parameter::ParameterId;
use std::sync::Arc;

/// Equally likely members; each gives a value to the same parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct PosteriorSample {
    /// Name of the file it came from, for output.
    pub name: String,
    /// The last year that was calibrated to.
    pub trained_until: i32,
    /// Whether it passed its test on figures that were held out, in the words of its file.
    pub tested: String,
    /// The test itself, where the file holds it.
    pub foretold: Option<Arc<Foretold>>,
    /// SHA-256 of the file's members, in hexadecimal.
    pub fingerprint: String,
    /// The parameters, by position in the scenario's list, each with the column that its values stand in.
    pub parameters: Vec<(ParameterId, usize)>,
    /// One row for each member, with a value in each of these columns; at least one row. Shared by all
    /// scenarios that name the same file.
    pub members: Arc<Members>,
    /// Numbers whose values stand in another order than in the members, because the scenario states how they
    /// correlate: the member of a row takes the value of the same row here.
    pub reordered: Vec<(ParameterId, Vec<f64>)>,
}

/// Members of equal standing, and the median of each of their columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// One for each member, the numbers in the order of the columns.
    pub rows: Vec<Vec<f64>>,
    /// Median of each column.
    pub medians: Vec<f64>,
}

impl Members {
    /// Of rows of one length.
    pub fn new(rows: Vec<Vec<f64>>) -> Members {
        let columns = rows.first().map_or(0, Vec::len);
        Members { medians: (0..columns).map(|column| median(&rows, column)).collect(), rows }
    }
}

/// The median of a column.
fn median(rows: &[Vec<f64>], column: usize) -> f64 {
    let mut values: Vec<f64> = rows.iter().filter_map(|row| row.get(column).copied()).collect();
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() % 2 {
        _ if values.is_empty() => f64::NAN,
        1 => values[half],
        _ => 0.5 * (values[half - 1] + values[half]),
    }
}

impl PosteriorSample {
    /// The column of a parameter, if members give it a value.
    pub fn column(&self, id: ParameterId) -> Option<usize> {
        self.parameters.iter().find(|(known, _)| *known == id).map(|(_, column)| *column)
    }

    /// What each member says of a parameter, if members give it a value.
    pub fn values(&self, id: ParameterId) -> Option<Vec<f64>> {
        let column = self.column(id)?;
        let moved = self.reordered.iter().find(|(known, _)| *known == id).map(|(_, values)| values.clone());
        moved.or_else(|| self.members.rows.iter().map(|row| row.get(column).copied()).collect())
    }
}
