//! A table of draws that is written row by row: a draw's number, some words, some numbers.

use super::format::Format;
use super::parquet::ParquetRows;
use crate::report::folder::{Stream, WriteError};
use std::io::Write;

/// A table being written.
pub(super) enum Rows {
    Csv(Stream),
    Parquet(Box<ParquetRows>),
}

impl Rows {
    /// Starts a table with a column `draw`, then words, then numbers.
    pub fn create(
        format: Format,
        stream: Stream,
        words: &[&str],
        numbers: &[String],
    ) -> Result<Rows, WriteError> {
        match format {
            Format::Parquet => Ok(Rows::Parquet(Box::new(ParquetRows::create(stream, words, numbers)?))),
            Format::Csv => {
                let mut stream = stream;
                let mut line = b"draw".to_vec();
                words.iter().for_each(|word| cell(&mut line, word));
                numbers.iter().for_each(|name| cell(&mut line, name));
                line.push(b'\n');
                stream.put(&line)?;
                Ok(Rows::Csv(stream))
            }
        }
    }

    /// Writes a row; a number that is not finite is left empty.
    pub fn push(&mut self, draw: u64, words: &[&str], numbers: &[f64]) -> Result<(), WriteError> {
        let stream = match self {
            Rows::Parquet(rows) => return rows.push(draw, words, numbers),
            Rows::Csv(stream) => stream,
        };
        let mut line = Vec::with_capacity(32 + 20 * numbers.len());
        let _ = write!(line, "{draw}");
        words.iter().for_each(|word| cell(&mut line, word));
        for number in numbers {
            line.push(b',');
            if number.is_finite() {
                let _ = write!(line, "{number}");
            }
        }
        line.push(b'\n');
        stream.put(&line)
    }

    /// Ends the table and gives back what it was written to.
    pub fn finish(self) -> Result<Stream, WriteError> {
        match self {
            Rows::Csv(stream) => Ok(stream),
            Rows::Parquet(rows) => rows.finish(),
        }
    }
}

/// A word as a cell after others. Words here are names of scenarios, windows and paths.
fn cell(line: &mut Vec<u8>, word: &str) {
    line.push(b',');
    if word.contains(['"', ',', '\n', '\r']) {
        line.extend(format!("\"{}\"", word.replace('"', "\"\"")).bytes());
    } else {
        line.extend(word.bytes());
    }
}
