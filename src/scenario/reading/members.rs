//! The members of a calibration: a CSV with a number in each column and an equally likely member in each line.

use std::collections::HashSet;

/// Members and numbers of a calibration.
const MOST_MEMBERS: usize = 10_000;
const MOST_COLUMNS: usize = 1_024;

/// Paths of the numbers, and a value of each for every member.
///
/// # Errors
/// Too many of either, a number that stands twice, and a line without a finite value for every number.
pub(super) fn read_members(csv: &str) -> Result<(Vec<String>, Vec<Vec<f64>>), String> {
    let mut lines = csv.lines();
    let first = lines.next().unwrap_or_default();
    let columns = first.split(',').count();
    if columns > MOST_COLUMNS {
        return Err(format!("there are {columns} columns; {MOST_COLUMNS} at the most"));
    }
    let paths: Vec<String> = first.split(',').map(ToString::to_string).collect();
    let mut seen = HashSet::new();
    if let Some(twice) = paths.iter().find(|path| !seen.insert(path.as_str())) {
        return Err(format!("there are two columns `{twice}`"));
    }
    let mut rows = Vec::new();
    for (number, line) in lines.enumerate() {
        if number == MOST_MEMBERS {
            return Err(format!("there are more than {MOST_MEMBERS} members"));
        }
        let row: Option<Vec<f64>> =
            line.split(',').map(|cell| cell.parse().ok().filter(|value: &f64| value.is_finite())).collect();
        match row.filter(|row| row.len() == paths.len()) {
            Some(row) => rows.push(row),
            None => return Err(format!("line {} does not give every number a value", number + 2)),
        }
    }
    if rows.is_empty() { Err("there are no members".to_string()) } else { Ok((paths, rows)) }
}
