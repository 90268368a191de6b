//! Numbers of tables as they are read: about four digits that matter, columns that end alike.
//!
//! Only for eyes: whoever computes with them takes the CSV.

use potash_charts::{Cell, grouped};

/// Digits that the largest number of a column shows.
const DIGITS: i32 = 4;
/// Digits that the smallest keeps at the least before columns give up ending alike.
const FEWEST: i32 = 2;
/// Most decimals; what is smaller is written with a power of ten.
const DEEPEST: i32 = 6;

/// How the numbers of a column are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Format {
    /// Years, and quarters as fractions of them: so many decimals, no separators.
    Years(usize),
    /// All with so many decimals.
    Alike(usize),
    /// Numbers of very different sizes: each as it needs.
    Own,
}

/// The format that suits all numbers of a column.
pub fn format_of<'a>(cells: impl Iterator<Item = &'a Cell> + Clone) -> Format {
    let numbers = cells.filter_map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None });
    let whole = numbers.clone().all(|number| number.fract() == 0.0);
    if numbers.clone().all(|number| (1900.0..=2100.0).contains(&number)) {
        return Format::Years(if whole { 0 } else { 2 });
    }
    if whole && numbers.clone().all(|number| number.abs() < 1e15) {
        return Format::Alike(0);
    }
    let sizes = numbers.filter(|number| *number != 0.0).map(size);
    let (Some(largest), Some(smallest)) = (sizes.clone().max(), sizes.min()) else {
        return Format::Alike(0);
    };
    let decimals = (DIGITS - 1 - largest).max(0);
    let kept = smallest + decimals + 1;
    if largest < 15 && decimals <= DEEPEST && kept >= FEWEST {
        Format::Alike(usize::try_from(decimals).unwrap_or(0))
    } else {
        Format::Own
    }
}

/// A number as its column has it.
pub fn written(number: f64, format: Format) -> String {
    match format {
        Format::Years(decimals) => format!("{number:.decimals$}"),
        Format::Alike(decimals) => grouped(number, decimals),
        Format::Own => own(number),
    }
}

fn own(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let size = size(number);
    if !(-4..15).contains(&size) {
        return power(number, size);
    }
    let decimals = usize::try_from((DIGITS - 1 - size).clamp(0, 7)).unwrap_or(0);
    let text = grouped(number, decimals);
    // Idle zeros would claim digits that the next row does not have.
    if decimals == 0 {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches(".").to_owned()
}

/// Place of a number's first digit: 0 for units, -1 for tenths. Numbers that round up to a digit more count
/// as if they had it.
fn size(number: f64) -> i32 {
    let rounded: f64 = format!("{:.3e}", number.abs()).parse().unwrap_or(0.0);
    if rounded > 0.0 { (rounded.log10() + 1e-12).floor() as i32 } else { 0 }
}

fn power(number: f64, size: i32) -> String {
    let digits = "\u{2070}\u{b9}\u{b2}\u{b3}\u{2074}\u{2075}\u{2076}\u{2077}\u{2078}\u{2079}";
    let raised = |digit: char| match digit {
        '-' => Some('\u{207b}'),
        other => digits.chars().nth(other.to_digit(10)? as usize),
    };
    let exponent: String = size.to_string().chars().filter_map(raised).collect();
    let digits = format!("{:.3e}", number);
    let lead = digits.split('e').next().and_then(|lead| lead.parse().ok()).unwrap_or(number);
    format!("{}\u{a0}×\u{a0}10{exponent}", grouped(lead, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(numbers: &[f64]) -> Vec<String> {
        let cells: Vec<Cell> = numbers.iter().copied().map(Cell::number).collect();
        let format = format_of(cells.iter());
        numbers.iter().map(|number| written(*number, format)).collect()
    }

    #[test]
    fn columns_end_alike_with_four_digits_that_matter() {
        assert_eq!(column(&[2.34567, -0.91234, 0.0]), ["2.346", "\u{2212}0.912", "0.000"]);
        assert_eq!(column(&[1234.56, 999.96]), ["1,235", "1,000"]);
        assert_eq!(column(&[0.512345, 1.0]), ["0.512", "1.000"]);
    }

    #[test]
    fn numbers_of_very_different_sizes_keep_their_own_digits() {
        assert_eq!(
            column(&[61234.6, 0.012345, 2.5, 1e-9]),
            ["61,235", "0.01235", "2.5", "1.00\u{a0}×\u{a0}10\u{207b}\u{2079}"]
        );
        assert_eq!(column(&[-2.5e17, 0.5]), ["\u{2212}2.50\u{a0}×\u{a0}10\u{b9}\u{2077}", "0.5"]);
    }

    #[test]
    fn counts_are_whole_and_years_have_no_separators() {
        assert_eq!(column(&[1_000_000.0, 12.0]), ["1,000,000", "12"]);
        assert_eq!(column(&[2026.0, 2030.0]), ["2026", "2030"]);
        assert_eq!(column(&[2026.0, 2026.25]), ["2026.00", "2026.25"]);
        assert_eq!(column(&[-0.0, 0.0]), ["0", "0"]);
    }

    #[test]
    fn a_number_that_rounds_up_keeps_four_digits() {
        assert_eq!(column(&[9.99999, 0.5]), ["10.00", "0.50"]);
    }
}
