//! Joint values of parameters that were learnt from data: equally likely members, one of which every draw
//! takes whole.
//!
//! How members are found, and in which file they stand, is told elsewhere.

use super::parameter::ParameterId;
use std::sync::Arc;

/// Equally likely members; each gives a value to the same parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Ensemble {
    /// Name of the file it came from, for output.
    pub name: String,
    /// The last year that was learnt from.
    pub trained_until: i32,
    /// SHA-256 of the file's members, in hexadecimal.
    pub fingerprint: String,
    /// The parameters, by position in the scenario's list, each with the column that its values stand in.
    pub parameters: Vec<(ParameterId, usize)>,
    /// One row for each member, with a value in each of these columns; at least one row. Shared by all
    /// scenarios that name the same file.
    pub members: Arc<Vec<Vec<f64>>>,
}

impl Ensemble {
    /// The column of a parameter, if members give it a value.
    pub fn column(&self, id: ParameterId) -> Option<usize> {
        self.parameters.iter().find(|(known, _)| *known == id).map(|(_, column)| *column)
    }

    /// A column's median over members.
    pub fn median(&self, column: usize) -> f64 {
        let mut values: Vec<f64> = self.members.iter().filter_map(|row| row.get(column).copied()).collect();
        values.sort_by(f64::total_cmp);
        let half = values.len() / 2;
        match values.len() % 2 {
            _ if values.is_empty() => f64::NAN,
            1 => values[half],
            _ => 0.5 * (values[half - 1] + values[half]),
        }
    }
}
