//! A chart's numbers in a sentence, for those who cannot see it.

use super::numerals;
use super::{Cell, Table};

/// Most numbers of a sentence.
const MOST: usize = 12;
/// More than these are a curve, of which no sentence can be made.
const CURVE: usize = 60;
/// Columns that say when: of each series the last is told.
const TIMES: [&str; 5] = ["period", "quarter", "year", "from_year", "to_year"];

/// The medians of a table, or its last column of numbers, each behind what it is of; empty where there are none.
pub fn in_numbers(table: &Table) -> String {
    let Some(value) = value_column(table) else { return String::new() };
    let is_timed = table.header.iter().any(|name| TIMES.contains(&name.as_str()));
    let mut told: Vec<(String, f64)> = Vec::new();
    for row in &table.rows {
        let Some(Cell::Number(number)) = row.get(value) else { continue };
        let label = label(table, row, value);
        match told.iter_mut().find(|(known, _)| is_timed && *known == label) {
            Some((_, last)) => *last = *number,
            None => told.push((label, *number)),
        }
    }
    // Dots are told by their medians, where these are listed.
    if told.iter().any(|(label, _)| label.ends_with("median")) {
        told.retain(|(label, _)| label.ends_with("median"));
    }
    if told.is_empty() || told.len() > CURVE {
        return String::new();
    }
    let more = told.len().saturating_sub(MOST);
    let each = told.iter().take(MOST).map(|(label, number)| format!("{label} {}", numerals::short(*number)));
    let each = each.map(|one| one.trim().to_owned()).collect::<Vec<_>>().join("; ");
    let and = if more > 0 { format!("; and {more} more") } else { String::new() };
    let what = match table.header[value].trim_end_matches("_q50") {
        "q50" => String::new(),
        column => format!(", {}", column.replace('_', " ")),
    };
    format!("In numbers{what}: {each}{and}.")
}

/// The column of medians, or else the last in which there are numbers that are no end of an interval.
fn value_column(table: &Table) -> Option<usize> {
    let is_number = |column: &usize| {
        let some = table.rows.iter().any(|row| matches!(row.get(*column), Some(Cell::Number(_))));
        some && !is_quantile(&table.header[*column])
    };
    let medians = table.header.iter().position(|name| name == "q50" || name.ends_with("_q50"));
    medians.or_else(|| (0..table.header.len()).rev().find(is_number))
}

/// What stands before a value, but for when it is and for the names that only programs use.
fn label(table: &Table, row: &[Cell], value: usize) -> String {
    let has_title = table.header.iter().any(|name| name == "title");
    let is_key = |name: &str| {
        name == "scenario" && has_title || name == "quantity" || is_quantile(name) || TIMES.contains(&name)
    };
    let told = row.iter().zip(&table.header).take(value).filter(|(_, name)| !is_key(name));
    let words = told.filter_map(|(cell, _)| match cell {
        Cell::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Cell::Number(number) => Some(numerals::short(*number)),
        Cell::Missing => None,
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Whether a column is the end of an interval, or an error.
fn is_quantile(name: &str) -> bool {
    ["q05", "q25", "q75", "q95", "error"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(header: &[&str], rows: &[&[Cell]]) -> Table {
        Table {
            header: header.iter().map(|name| (*name).to_owned()).collect(),
            rows: rows.iter().map(|row| row.to_vec()).collect(),
        }
    }

    #[test]
    fn the_last_median_of_every_series_is_told_with_its_name() {
        let text = Cell::text;
        let rows: [&[Cell]; 3] = [
            &[text("a"), text("Relief"), text("2029"), Cell::Number(1.0), Cell::Number(2.0)],
            &[text("a"), text("Relief"), text("2030"), Cell::Number(1.5), Cell::Number(2.5)],
            &[text("b"), text("None"), text("2030"), Cell::Number(0.5), Cell::Missing],
        ];
        let found =
            in_numbers(&table(&["scenario", "title", "period", "revenue_bn_q05", "revenue_bn_q50"], &rows));
        assert_eq!(found, "In numbers, revenue bn: Relief 2.5.");
    }

    #[test]
    fn without_medians_the_last_numbers_are_told_and_the_rest_is_counted() {
        let rows: Vec<Vec<Cell>> =
            (0..15).map(|k| vec![Cell::Number(f64::from(k)), Cell::Number(0.5)]).collect();
        let rows: Vec<&[Cell]> = rows.iter().map(Vec::as_slice).collect();
        let found = in_numbers(&table(&["cost", "flow_mt"], &rows));
        assert!(
            found.starts_with("In numbers, flow mt: 0 0.5; 1 0.5; ") && found.ends_with("; and 3 more."),
            "{found}"
        );
        assert_eq!(in_numbers(&table(&["name"], &[&[Cell::text("x")]])), "");
    }
}
