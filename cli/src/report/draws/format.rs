//! The formats that draws are saved in.

/// A file format of draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Parquet,
}

impl Format {
    /// Both, by their file endings.
    pub const WORDS: [(&'static str, Format); 2] = [("csv", Format::Csv), ("parquet", Format::Parquet)];

    pub(super) fn ending(self) -> &'static str {
        Format::WORDS[self as usize].0
    }
}
