//! The texts that a scenario was read from, by number: what a place in one of them is called.

use std::fmt;
use std::sync::Arc;

/// One text, with the bytes that its lines begin at.
#[derive(Clone)]
struct File {
    name: String,
    text: Arc<str>,
    lines: Arc<[u32]>,
}

/// Its name only: an error that is printed for debugging would hide what is wrong behind whole files.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

/// The texts that a scenario is made of, by index; the file named on the command line is file 0.
#[derive(Debug, Clone, Default)]
pub struct Files {
    list: Vec<File>,
}

impl Files {
    /// Adds a text; gives its index.
    pub fn add(&mut self, name: String, text: String) -> usize {
        let begins = text.match_indices('\n').map(|(byte, _)| byte as u32 + 1);
        let lines = std::iter::once(0).chain(begins).collect();
        self.list.push(File { name, text: text.into(), lines });
        self.list.len() - 1
    }

    /// Adds all texts of others; gives the index of the first.
    pub fn append(&mut self, others: &Files) -> usize {
        let first = self.list.len();
        self.list.extend(others.list.iter().cloned());
        first
    }

    /// Name of a text.
    pub fn name(&self, file: usize) -> &str {
        self.list.get(file).map_or("", |file| &file.name)
    }

    /// A text.
    pub fn text(&self, file: usize) -> &str {
        self.list.get(file).map_or("", |file| &file.text)
    }

    /// Names and texts, in order of reading.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().map(|file| (file.name.as_str(), &*file.text))
    }

    /// Line and column, from 1, of a byte in a file.
    pub fn position(&self, file: usize, byte: usize) -> (usize, usize) {
        let Some(known) = self.list.get(file) else { return (1, 1) };
        let line = known.lines.partition_point(|begin| *begin as usize <= byte).max(1);
        let begin = known.lines.get(line - 1).map_or(0, |begin| *begin as usize);
        let before = known.text.get(begin..byte).unwrap_or_default();
        (line, before.chars().count() + 1)
    }
}
