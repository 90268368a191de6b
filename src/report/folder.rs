//! A run's folder: everything in it or nothing.
//!
//! Files are written into a hidden folder beside the final one, flushed and synced; when the last
//! is there the folder gets its name. A folder of the same name is replaced only if it is a run's.

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The file that makes a folder a run's; written last.
pub const MANIFEST: &str = "manifest.json";

/// A failed write, with the path it failed at.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct WriteError {
    pub path: String,
    pub error: io::Error,
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.display().to_string();
    move |error| WriteError { path, error }
}

/// A run folder that is being filled.
pub struct Folder {
    /// None once the folder has its name.
    temporary: Option<TempDir>,
    out: PathBuf,
    /// Whether `out` was made for this run, and should go if the run leaves nothing in it.
    made_out: bool,
    target: PathBuf,
    /// Name and SHA-256 of every file written.
    written: Vec<(String, String)>,
}

impl Folder {
    /// Starts a folder `name` in `out`, which is made if it is not there.
    pub fn create(out: &Path, name: &str) -> Result<Folder, WriteError> {
        let target = out.join(name);
        if out.exists() && !out.is_dir() {
            let error = io::Error::other("is no folder; choose another --out");
            return Err(WriteError { path: out.display().to_string(), error });
        }
        if target.exists() && !target.join(MANIFEST).is_file() {
            let error = io::Error::other("is there and is no run folder; choose another --name or --out");
            return Err(WriteError { path: target.display().to_string(), error });
        }
        let made_out = !out.exists();
        fs::create_dir_all(out).map_err(at(out))?;
        let temporary = tempfile::Builder::new().prefix(".potash-").tempdir_in(out).map_err(at(out))?;
        let out = out.to_path_buf();
        Ok(Folder { temporary: Some(temporary), out, made_out, target, written: Vec::new() })
    }

    /// Writes one file.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        self.written.extend(self.put(name, bytes)?);
        Ok(())
    }

    /// Writes files, several at a time: syncing is waiting.
    pub fn write_all(&mut self, files: Vec<(String, Vec<u8>)>) -> Result<(), WriteError> {
        let put = |(name, bytes): &(String, Vec<u8>)| self.put(name, bytes);
        let written: Vec<_> = files.par_iter().map(put).collect::<Result<_, _>>()?;
        self.written.extend(written.into_iter().flatten());
        Ok(())
    }

    /// Writes one file and gives its name and hash; nothing once the folder has its name.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<Option<(String, String)>, WriteError> {
        let Some(temporary) = &self.temporary else { return Ok(None) };
        write_synced(&temporary.path().join(name), bytes).map_err(at(&self.target.join(name)))?;
        Ok(Some((name.to_string(), hash(bytes))))
    }

    /// Starts a file that is written bit by bit; [`Folder::close`] ends it.
    pub fn stream(&self, name: &str) -> Result<Stream, WriteError> {
        let path = self.target.join(name);
        let made = match &self.temporary {
            Some(temporary) => File::create(temporary.path().join(name)),
            None => Err(io::Error::other("the folder has its name already")),
        };
        let file = BufWriter::with_capacity(1 << 18, made.map_err(at(&path))?);
        Ok(Stream { file, hash: Sha256::new(), name: name.to_string(), path })
    }

    /// Flushes and syncs a stream's file, which is one of the folder's from then on.
    pub fn close(&mut self, stream: Stream) -> Result<(), WriteError> {
        let Stream { file, hash, name, path } = stream;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error).map_err(at(&path))?;
        file.sync_all().map_err(at(&path))?;
        self.written.push((name, hexadecimal(&hash.finalize())));
        Ok(())
    }

    /// Names and hashes of the files written so far.
    pub fn written(&self) -> &[(String, String)] {
        &self.written
    }

    /// Gives the folder its name, in the place of an older run of that name.
    pub fn finish(mut self) -> Result<PathBuf, WriteError> {
        let target = self.target.clone();
        let Some(temporary) = self.temporary.take() else { return Ok(target) };
        let old = temporary.path().with_extension("old");
        let replaced = target.exists();
        if replaced {
            fs::rename(&target, &old).map_err(at(&target))?;
        }
        // From here on the temporary folder is the run's: it must not be removed when dropped.
        let path = temporary.keep();
        set_readable(&path).and_then(|()| fs::rename(&path, &target)).map_err(at(&target))?;
        if replaced {
            fs::remove_dir_all(&old).map_err(at(&old))?;
        }
        Ok(target)
    }
}

impl Drop for Folder {
    /// An abandoned run leaves nothing behind, not even the folder that was made to hold it.
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            drop(temporary);
            if self.made_out {
                // Fails where something else stands in it, which is then somebody's.
                let _ = fs::remove_dir(&self.out);
            }
        }
    }
}

/// Temporary folders are private; a run's folder is as readable as any other.
fn set_readable(path: &Path) -> io::Result<()> {
    set_mode(path, 0o755)
}

fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    }
    let _ = (path, mode);
    Ok(())
}

/// Writes a file outside a run that is being made: whole under its name, or not at all. Folders above it
/// are made.
///
/// # Errors
/// What failed, with the path.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(above).map_err(at(above))?;
    // What is no plain file, such as a device, cannot be replaced by one.
    if path.exists() && !path.is_file() {
        return write_synced(path, bytes).map_err(at(path));
    }
    let mut file = tempfile::Builder::new().prefix(".potash-").tempfile_in(above).map_err(at(path))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(at(path))?;
    set_mode(file.path(), 0o644).map_err(at(path))?;
    file.persist(path).map(drop).map_err(|error| at(path)(error.error))
}

/// Writes, flushes and syncs, so that a full disk is an error here and not a torn file later.
fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut writer = BufWriter::new(File::create(path)?);
    writer.write_all(bytes)?;
    let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}

/// A file of a run folder that is being written.
pub struct Stream {
    file: BufWriter<File>,
    hash: Sha256,
    name: String,
    path: PathBuf,
}

impl Stream {
    /// Where the file will be.
    pub fn path(&self) -> String {
        self.path.display().to_string()
    }

    /// Writes all bytes.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), WriteError> {
        self.write_all(bytes).map_err(at(&self.path))
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// SHA-256 in hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stands_under_a_final_name_before_the_end() {
        let out = tempfile::tempdir().unwrap();
        let mut folder = Folder::create(out.path(), "run").unwrap();
        folder.write("a.csv", b"1").unwrap();
        assert!(!out.path().join("run").exists());
        folder.write(MANIFEST, b"{}").unwrap();
        folder.finish().unwrap();
        assert_eq!(fs::read(out.path().join("run/a.csv")).unwrap(), b"1");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_abandoned_run_leaves_nothing_behind() {
        let out = tempfile::tempdir().unwrap();
        let mut folder = Folder::create(out.path(), "run").unwrap();
        folder.write("a.csv", b"1").unwrap();
        drop(folder);
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_is_no_run_is_left_alone() {
        let out = tempfile::tempdir().unwrap();
        fs::create_dir(out.path().join("mine")).unwrap();
        assert!(Folder::create(out.path(), "mine").is_err());
    }

    #[test]
    fn an_older_run_of_the_same_name_is_replaced_whole() {
        let out = tempfile::tempdir().unwrap();
        for (file, text) in [("old.csv", "1"), ("new.csv", "2")] {
            let mut folder = Folder::create(out.path(), "run").unwrap();
            folder.write(file, text.as_bytes()).unwrap();
            folder.write(MANIFEST, b"{}").unwrap();
            folder.finish().unwrap();
        }
        assert!(!out.path().join("run/old.csv").exists());
        assert!(out.path().join("run/new.csv").exists());
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1);
    }
}
