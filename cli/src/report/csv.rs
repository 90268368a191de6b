//! Tables as CSV (RFC 4180), and the one that is too long to be a table first.
//!
//! Numbers are written with the fewest digits that read back as the same number.

use potash::input::visible;
use potash_charts::{Cell, Table};
use std::borrow::Cow;
use std::io::Write;

/// A table as CSV. Text that a spreadsheet would take for a formula gets an apostrophe; numbers
/// never do.
#[expect(clippy::expect_used, reason = "writing into memory does not fail")]
pub fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&table.header).expect("a header is written into memory");
    let mut digits = Vec::new();
    table.rows.iter().for_each(|row| write_row(&mut writer, row, &mut digits));
    writer.into_inner().expect("what was written into memory is there")
}

/// Writes one row; `digits` is room to write numbers in.
#[expect(clippy::expect_used, reason = "writing into memory does not fail")]
fn write_row(writer: &mut csv::Writer<Vec<u8>>, row: &[Cell], digits: &mut Vec<u8>) {
    for cell in row {
        let written = match cell {
            Cell::Text(text) => writer.write_field(disarmed(text).as_bytes()),
            Cell::Number(number) => {
                digits.clear();
                push_number(digits, *number);
                writer.write_field(digits.as_slice())
            }
            Cell::Missing => writer.write_field(""),
        };
        written.expect("a cell is written into memory");
    }
    writer.write_record(None::<&[u8]>).expect("a line end is written into memory");
}

/// Text that no spreadsheet takes for a formula and no terminal for a command.
fn disarmed(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => Cow::Owned(format!("'{shown}")),
        false => shown,
    }
}

fn push_number(bytes: &mut Vec<u8>, number: f64) {
    let _ = write!(bytes, "{number}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_looks_like_a_formula_is_disarmed_and_numbers_are_not() {
        let header = ["a", "b"].map(String::from).to_vec();
        let mut sample = Table { header, rows: Vec::new() };
        sample.rows.push(vec![Cell::text("=1+1"), Cell::Number(-2.5)]);
        sample.rows.push(vec![Cell::text("say \"hi\", twice"), Cell::Missing]);
        let written = String::from_utf8(csv(&sample)).unwrap();
        assert_eq!(written, "a,b\n'=1+1,-2.5\n\"say \"\"hi\"\", twice\",\n");
    }
}
