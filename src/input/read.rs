//! Reading files that somebody else may have written: regular files only, never more than a limit, and never
//! outside of the folder that a name is read in.

use super::hash::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum ReadError {
    #[error("{path}: {error}")]
    Io { path: String, error: io::Error },
    #[error("{path}: this is {what}, not a file")]
    NotAFile { path: String, what: &'static str },
    #[error("{path}: the file has more than {}, which is the most that is read here", size(*.limit))]
    TooLarge { path: String, limit: u64 },
    #[error("{path}: the file is not UTF-8 text")]
    NotText { path: String },
    #[error("`{name}` leads out of its folder")]
    Outside { name: String },
}

/// A limit in the largest unit that it is a whole number of.
fn size(limit: u64) -> String {
    match limit {
        limit if limit > 0 && limit % (1 << 20) == 0 => format!("{} MiB", limit >> 20),
        limit => format!("{limit} bytes"),
    }
}

impl ReadError {
    /// Whether the system refused, rather than the file being the wrong thing.
    pub fn is_io(&self) -> bool {
        matches!(self, ReadError::Io { .. })
    }

    /// Whether there is nothing of that name.
    pub fn is_not_found(&self) -> bool {
        matches!(self, ReadError::Io { error, .. } if error.kind() == io::ErrorKind::NotFound)
    }
}

/// The bytes of a regular file of at most `limit` bytes.
///
/// # Errors
/// A file that cannot be opened or read, is a folder, device, pipe or socket, or is larger.
pub fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    opened(path, limit)?.read_to_end(&mut bytes).map_err(|error| failed(path, error))?;
    within(path, limit, bytes.len() as u64).map(|()| bytes)
}

/// The SHA-256 of a regular file of at most `limit` bytes, in hexadecimal. The file is never held as a whole.
///
/// # Errors
/// As [`read_limited`].
pub fn hash_of(path: &Path, limit: u64) -> Result<String, ReadError> {
    let mut file = BufReader::with_capacity(1 << 16, opened(path, limit)?);
    let (mut hash, mut read) = (Sha256::new(), 0);
    loop {
        let part = match file.fill_buf() {
            Ok(part) => part,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failed(path, error)),
        };
        if part.is_empty() {
            break;
        }
        hash.update(part);
        let length = part.len();
        file.consume(length);
        read += length as u64;
    }
    within(path, limit, read).map(|()| hexadecimal(&hash.finalize()))
}

/// A regular file, opened to be read up to one byte beyond `limit`: it can grow while it is read, and some say that
/// they have no bytes at all.
fn opened(path: &Path, limit: u64) -> Result<io::Take<File>, ReadError> {
    let file = open(path).map_err(|error| failed(path, error))?;
    let about = file.metadata().map_err(|error| failed(path, error))?;
    if !about.is_file() {
        return Err(ReadError::NotAFile { path: path.display().to_string(), what: kind(&about) });
    }
    within(path, limit, about.len()).map(|()| file.take(limit.saturating_add(1)))
}

fn within(path: &Path, limit: u64, length: u64) -> Result<(), ReadError> {
    match length <= limit {
        true => Ok(()),
        false => Err(ReadError::TooLarge { path: path.display().to_string(), limit }),
    }
}

fn failed(path: &Path, error: io::Error) -> ReadError {
    ReadError::Io { path: path.display().to_string(), error }
}

/// A regular file of at most `limit` bytes as UTF-8 text.
///
/// # Errors
/// As [`read_limited`], and what is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String, ReadError> {
    let bytes = read_limited(path, limit)?;
    String::from_utf8(bytes).map_err(|_| ReadError::NotText { path: path.display().to_string() })
}

/// Opens for reading without waiting: a pipe that nobody writes to must not stop the program.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    options.open(path)
}

fn kind(about: &std::fs::Metadata) -> &'static str {
    if about.is_dir() { "a folder" } else { "a device, pipe or socket" }
}

/// Whether a name is made of plain components only: neither absolute nor with `..`.
pub fn is_below(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// The file that `name` leads to in or below `folder`, symbolic links followed, if it is there and stays inside.
///
/// # Errors
/// [`ReadError::Outside`] for a name that is absolute, climbs, or is a link that leads out; [`ReadError::Io`] for one
/// that leads nowhere.
pub fn below(folder: &Path, name: &str) -> Result<PathBuf, ReadError> {
    let outside = || ReadError::Outside { name: name.to_string() };
    if !is_below(name) {
        return Err(outside());
    }
    let target = folder.join(name);
    let real = |path: &Path| {
        path.canonicalize().map_err(|error| ReadError::Io { path: path.display().to_string(), error })
    };
    let (home, found) = (real(folder)?, real(&target)?);
    if found.starts_with(&home) { Ok(found) } else { Err(outside()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_is_read_up_to_its_limit_and_not_beyond() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read_limited(&path, 5).unwrap(), b"12345");
        assert!(matches!(read_limited(&path, 4), Err(ReadError::TooLarge { limit: 4, .. })));
        let sha = "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5";
        assert_eq!(hash_of(&path, 5).unwrap(), sha);
        assert!(matches!(hash_of(&path, 4), Err(ReadError::TooLarge { limit: 4, .. })));
        fs::write(&path, b"\xff").unwrap();
        assert!(matches!(read_text(&path, 4), Err(ReadError::NotText { .. })));
    }

    #[test]
    fn what_is_no_regular_file_is_refused_at_once() {
        assert!(matches!(read_limited(Path::new("/dev/zero"), 10), Err(ReadError::NotAFile { .. })));
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read_limited(folder.path(), 10), Err(ReadError::NotAFile { what: "a folder", .. })));
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if made.is_ok_and(|status| status.success()) {
            assert!(matches!(read_limited(&pipe, 10), Err(ReadError::NotAFile { .. })));
        }
    }

    #[test]
    fn a_name_leads_to_what_is_below_its_folder_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        fs::create_dir_all(home.join("inner")).unwrap();
        for path in ["outside", "home/inside", "home/inner/deep"] {
            fs::write(folder.path().join(path), "x").unwrap();
        }
        assert!(below(&home, "inside").is_ok() && below(&home, "inner/deep").is_ok());
        let absolute = folder.path().join("outside").display().to_string();
        for name in ["../outside", "inner/../../outside", absolute.as_str(), "", "/dev/zero"] {
            assert!(matches!(below(&home, name), Err(ReadError::Outside { .. })), "{name}");
        }
        assert!(below(&home, "nothing").unwrap_err().is_not_found());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("outside"), home.join("link")).unwrap();
            assert!(matches!(below(&home, "link"), Err(ReadError::Outside { .. })));
        }
    }
}
