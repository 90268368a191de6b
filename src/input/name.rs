//! Names of files and folders that come from a file: one component, nothing that a path could be made of.

use std::fmt;

/// Longest name, in letters.
pub const LONGEST_NAME: usize = 64;

/// A name of 1 to [`LONGEST_NAME`] lower-case letters, digits and hyphens: safe as a file's or folder's name on
/// every system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileName(String);

impl FileName {
    /// The name, if it is one already. Nothing is changed to make it one.
    pub fn parse(name: &str) -> Option<FileName> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let fits = (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(plain);
        fits.then(|| FileName(name.to_string()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_be_a_path() {
        for name in ["us-only", "a", "2030", &"x".repeat(LONGEST_NAME)] {
            assert_eq!(FileName::parse(name).unwrap().as_str(), name);
        }
        let long = "x".repeat(LONGEST_NAME + 1);
        for name in ["", ".", "..", "a/b", "/a", "a\\b", "A", "a.svg", "c:", "a\0", "é", "a b", &long] {
            assert_eq!(FileName::parse(name), None, "{name:?}");
        }
    }
}
