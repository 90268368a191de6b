//! The same table as Parquet: 64-bit integers, dictionary-coded words, doubles that may be null, in row
//! groups of a fixed number of rows, so that the bytes do not depend on how rows arrived.

use crate::report::folder::{Stream, WriteError};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

/// Cells in a row group; rows are as many as fit.
const GROUP_CELLS: usize = 1 << 20;

/// A Parquet table being written.
pub(super) struct ParquetRows {
    writer: SerializedFileWriter<Stream>,
    path: String,
    rows: usize,
    draws: Vec<i64>,
    words: Vec<Vec<ByteArray>>,
    /// Words that came before: there are few of them, many times over.
    known: HashMap<String, ByteArray>,
    numbers: Vec<Column>,
}

/// Numbers of a row group: those that are there, and for each row whether it has one.
#[derive(Default)]
struct Column {
    values: Vec<f64>,
    there: Vec<i16>,
}

impl ParquetRows {
    pub fn create(stream: Stream, words: &[&str], numbers: &[String]) -> Result<ParquetRows, WriteError> {
        let path = stream.path();
        let schema = schema(words, numbers).map_err(|error| at(&path, error))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("potash {}", env!("CARGO_PKG_VERSION")));
        let writer = SerializedFileWriter::new(stream, Arc::new(schema), Arc::new(properties.build()));
        Ok(ParquetRows {
            writer: writer.map_err(|error| at(&path, error))?,
            path,
            rows: (GROUP_CELLS / (1 + words.len() + numbers.len())).max(1),
            draws: Vec::new(),
            words: words.iter().map(|_| Vec::new()).collect(),
            known: HashMap::new(),
            numbers: numbers.iter().map(|_| Column::default()).collect(),
        })
    }

    pub fn push(&mut self, draw: u64, words: &[&str], numbers: &[f64]) -> Result<(), WriteError> {
        self.draws.push(draw as i64);
        for (column, word) in self.words.iter_mut().zip(words) {
            let bytes = match self.known.get(*word) {
                Some(known) => known.clone(),
                None => self.known.entry(word.to_string()).or_insert_with(|| ByteArray::from(*word)).clone(),
            };
            column.push(bytes);
        }
        for (column, number) in self.numbers.iter_mut().zip(numbers) {
            column.there.push(i16::from(number.is_finite()));
            column.values.extend(number.is_finite().then_some(*number));
        }
        if self.draws.len() == self.rows { self.group() } else { Ok(()) }
    }

    /// Writes the rows so far as a row group.
    fn group(&mut self) -> Result<(), WriteError> {
        if self.draws.is_empty() {
            return Ok(());
        }
        self.write_group().map_err(|error| at(&self.path, error))?;
        self.draws.clear();
        self.words.iter_mut().for_each(Vec::clear);
        self.numbers.iter_mut().for_each(|column| (column.values.clear(), column.there.clear()).0);
        Ok(())
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        let mut next = |write: &mut dyn FnMut(
            &mut parquet::file::writer::SerializedColumnWriter<'_>,
        ) -> Result<(), ParquetError>| {
            match group.next_column()? {
                Some(mut column) => {
                    write(&mut column)?;
                    column.close()
                }
                None => Err(ParquetError::General("a column too many".to_string())),
            }
        };
        next(&mut |column| column.typed::<Int64Type>().write_batch(&self.draws, None, None).map(|_| ()))?;
        for words in &self.words {
            next(&mut |column| column.typed::<ByteArrayType>().write_batch(words, None, None).map(|_| ()))?;
        }
        for Column { values, there } in &self.numbers {
            next(&mut |column| {
                column.typed::<DoubleType>().write_batch(values, Some(there), None).map(|_| ())
            })?;
        }
        group.close().map(|_| ())
    }

    pub fn finish(mut self) -> Result<Stream, WriteError> {
        self.group()?;
        self.writer.into_inner().map_err(|error| at(&self.path, error))
    }
}

fn schema(words: &[&str], numbers: &[String]) -> Result<Type, ParquetError> {
    let mut fields = vec![
        Type::primitive_type_builder("draw", Physical::INT64)
            .with_repetition(Repetition::REQUIRED)
            .build()?,
    ];
    for word in words {
        let field =
            Type::primitive_type_builder(word, Physical::BYTE_ARRAY).with_repetition(Repetition::REQUIRED);
        fields.push(field.with_logical_type(Some(LogicalType::String)).build()?);
    }
    for name in numbers {
        let field =
            Type::primitive_type_builder(name, Physical::DOUBLE).with_repetition(Repetition::OPTIONAL);
        fields.push(field.build()?);
    }
    Type::group_type_builder("draws").with_fields(fields.into_iter().map(Arc::new).collect()).build()
}

fn at(path: &str, error: ParquetError) -> WriteError {
    let error = match error {
        ParquetError::External(cause) => io::Error::other(cause),
        error => io::Error::other(error),
    };
    WriteError { path: path.to_string(), error }
}
