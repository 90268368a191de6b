//! A run's folder: everything in it or nothing, and nothing of anybody else's lost for it.
//!
//! Files are written into a hidden folder beside the final one, flushed and synced; when the last is there the folder
//! gets its name (`place`). Another run of that name is never replaced unasked, the same run is replaced at once
//! (`replace`), and what is not the run's stays in its folder. Names are given under a lock, and what killed
//! processes left is cleared by the next (`lock`).

mod disk;
mod file;
mod identity;
mod lock;
mod place;
mod replace;
#[cfg(test)]
mod tests;

pub use file::{Existing, head_of_file, write_file, write_inside};
pub use identity::{MANIFEST_LIMIT, PROGRAM, identity};
pub use potash::input::hash;

use disk::{Disk, Output};
use identity::Holder;
use lock::{Lock, NEW};
use place::{Claim, Own, Place, numbered};
use potash::input::hexadecimal;
use rayon::prelude::*;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The file that makes a folder a run's; written last.
pub const MANIFEST: &str = "manifest.json";
/// The page's file in a run's folder.
pub const PAGE: &str = "report.html";
/// The folder of charts that are drawn again in a run's folder.
pub const REDRAWN: &str = "redrawn";
/// Folder of the charts that a publication needs, in a run's.
pub const KIT: &str = "kit";
/// What `potash report` makes in a run's folder, after the run.
const MADE_LATER: [&str; 3] = [PAGE, REDRAWN, KIT];

/// How often a folder that another process just removed is made again.
const ATTEMPTS: usize = 10;

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
    work: Option<Work>,
    disk: Disk,
    out: PathBuf,
    name: String,
    /// Whether a run of this name gives way, whatever it found.
    force: bool,
    /// Whether another run was to give way, and stays because this one was stopped before its end.
    is_partial: bool,
    /// Whether `out` was made for this run, and should go if the run leaves nothing in it.
    made_out: bool,
    /// Name and SHA-256 of every file written.
    written: Vec<(String, String)>,
    notices: Vec<String>,
    strays: Vec<&'static str>,
}

/// The hidden folder, which is removed when dropped, and the lock that tells others not to.
struct Work {
    folder: TempDir,
    _lock: Lock,
}

/// A run's folder that has its name.
#[derive(Debug)]
pub struct Finished {
    pub path: PathBuf,
    /// What the user has to know of it, a sentence each.
    pub notices: Vec<String>,
    /// What was made later of another run that was replaced, and still shows that one.
    pub strays: Vec<&'static str>,
}

impl Folder {
    /// Starts a folder `name` in `out`, which is made if it is not there. With `force`, a run of that name will be
    /// replaced even if it is another one.
    ///
    /// # Errors
    /// A place that cannot be written to, or is taken by what is no run.
    pub fn create(out: &Path, name: &str, force: bool) -> Result<Folder, WriteError> {
        Folder::create_on(Disk::default(), out, name, force)
    }

    fn create_on(disk: Disk, out: &Path, name: &str, force: bool) -> Result<Folder, WriteError> {
        // An empty path is the working folder, which has to be named to be opened.
        let out = if out.as_os_str().is_empty() { Path::new(".") } else { out };
        let target = out.join(name);
        if !potash::input::is_below(name) || Path::new(name).components().count() != 1 {
            return Err(at(&target)(io::Error::other(
                "is no folder in the one that runs go to; choose another --name",
            )));
        }
        if out.exists() && !out.is_dir() {
            let error = io::Error::other("is no folder; choose another --out");
            return Err(at(out)(error));
        }
        if Holder::of(&target) == Holder::Other {
            let error = io::Error::other("is there and is no run folder; choose another --name or --out");
            return Err(at(&target)(error));
        }
        let made_out = !out.exists();
        let work = start(&disk, out).map_err(|error| {
            if made_out {
                let _ = std::fs::remove_dir(out);
            }
            at(out)(error)
        })?;
        let (out, name) = (out.to_path_buf(), name.to_string());
        let (written, notices, strays) = (Vec::new(), Vec::new(), Vec::new());
        let (work, is_partial) = (Some(work), false);
        Ok(Folder { work, disk, out, name, force, is_partial, made_out, written, notices, strays })
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
        let Some(work) = &self.work else { return Ok(None) };
        let put = |path: &Path| {
            let mut writer = BufWriter::new(self.disk.create(path)?);
            writer.write_all(bytes)?;
            // A full disk is an error here and not a torn file later.
            writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync()
        };
        put(&work.file(name)).map_err(at(&self.target().join(name)))?;
        Ok(Some((name.to_string(), hash(bytes))))
    }

    /// Starts a file that is written bit by bit; [`Folder::close`] ends it.
    pub fn stream(&self, name: &str) -> Result<Stream, WriteError> {
        let path = self.target().join(name);
        let made = match &self.work {
            Some(work) => self.disk.create(&work.file(name)),
            None => Err(io::Error::other("the folder has its name already")),
        };
        let file = BufWriter::with_capacity(1 << 18, made.map_err(at(&path))?);
        Ok(Stream { file, hash: Sha256::new(), name: name.to_string(), path })
    }

    /// Flushes and syncs a stream's file, which is one of the folder's from then on.
    pub fn close(&mut self, stream: Stream) -> Result<(), WriteError> {
        let Stream { file, hash, name, path } = stream;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error).map_err(at(&path))?;
        file.sync().map_err(at(&path))?;
        self.written.push((name, hexadecimal(&hash.finalize())));
        Ok(())
    }

    /// Names and hashes of the files written so far.
    pub fn written(&self) -> &[(String, String)] {
        &self.written
    }

    /// Says that the run was stopped before its end: it takes a free name, and no other run gives way to it.
    pub fn interrupted(&mut self) {
        (self.force, self.is_partial) = (false, self.force);
    }

    /// Adds what the user has to know when the run is finished.
    pub fn notice(&mut self, text: String) {
        self.notices.push(text);
    }

    fn target(&self) -> PathBuf {
        self.out.join(&self.name)
    }

    /// Writes the manifest and gives the folder its name: in the place of the same run if it is there, else the first
    /// that is free of the name, the name with `-2`, and so on.
    ///
    /// # Errors
    /// What failed. Whatever stood under the names stands there still.
    pub fn finish(mut self, manifest: &[u8]) -> Result<Finished, WriteError> {
        self.put(MANIFEST, manifest)?;
        let target = self.target();
        let Some(work) = self.work.take() else {
            return Err(at(&target)(io::Error::other("the folder has its name already")));
        };
        let path = self.settle(&work, manifest);
        if path.is_err() {
            // Dropped with the rest, and the folder that was made for it too.
            self.work = Some(work);
        }
        let (notices, strays) = (std::mem::take(&mut self.notices), std::mem::take(&mut self.strays));
        Ok(Finished { path: path?, notices, strays })
    }

    /// Gives the folder its name, and says so where it is not the one that was asked for.
    fn settle(&mut self, work: &Work, manifest: &[u8]) -> Result<PathBuf, WriteError> {
        let new = work.folder.path().join(NEW);
        self.disk.sync_dir(&new).map_err(at(&self.target()))?;
        let manifest: Map<String, Value> = serde_json::from_slice(manifest)
            .map_err(io::Error::other)
            .map_err(at(&self.target().join(MANIFEST)))?;
        let identity = identity(&manifest);
        // Others wait for the lock, and an old run's draws may be many: what can be hashed before, is.
        let hashes = place::hashes(&self.out, &self.name, &identity);
        // Without the lock nothing is replaced, but a free name can be had.
        let lock = Lock::wait(&self.out);
        let own = Own { identity: &identity, files: &self.written, force: self.force };
        let Place { claim, mut why } = place::find(&self.out, &self.name, &own, &hashes);
        let mut number = match claim {
            Claim::Take(number) => number,
            Claim::Replace(number, held) => {
                let path = numbered(&self.out, &self.name, number);
                let replaced = match &lock {
                    Ok(_) => replace::replace(&self.disk, work.folder.path(), &path, &held),
                    Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
                };
                match replaced {
                    Ok(()) => {
                        if held.identity != identity {
                            let made = MADE_LATER.iter().filter(|name| path.join(name).exists());
                            self.strays.extend(made);
                        }
                        self.notice_place(&path, why);
                        return Ok(path);
                    }
                    Err(error) if number == 1 => why = Some(format!("could not be replaced ({error})")),
                    Err(error) => self.notice(format!("{} could not be replaced ({error})", path.display())),
                }
                number + 1
            }
        };
        loop {
            let path = numbered(&self.out, &self.name, number);
            match self.disk.rename_new(&new, &path) {
                Ok(()) => {
                    if let Err(error) = self.disk.sync_dir(&self.out) {
                        std::fs::rename(&path, &new).map_err(at(&path))?;
                        return Err(at(&path)(error));
                    }
                    self.notice_place(&path, why);
                    return Ok(path);
                }
                // Somebody was quicker, without a lock.
                Err(error) if is_taken(&error) => number += 1,
                Err(error) => return Err(at(&path)(error)),
            }
        }
    }

    /// Says where the run is, if that is not where it was to be.
    fn notice_place(&mut self, path: &Path, why: Option<String>) {
        let target = self.target();
        if path != target {
            // Somebody who was quicker, without a lock, left no reason.
            let why = why.unwrap_or_else(|| "was taken meanwhile".to_string());
            let partial = if self.is_partial { ", and what was interrupted replaces no other" } else { "" };
            self.notice(format!("{} {why}{partial}; this one is in {}", target.display(), path.display()));
        }
    }
}

fn is_taken(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty)
}

/// Makes the hidden folder, and clears what others abandoned.
fn start(disk: &Disk, out: &Path) -> io::Result<Work> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        match try_start(disk, out) {
            // Another process that made `out` gave up and removed it again.
            Err(error) if error.kind() == io::ErrorKind::NotFound && attempt < ATTEMPTS => {}
            started => return started,
        }
    }
}

fn try_start(disk: &Disk, out: &Path) -> io::Result<Work> {
    disk.create_dir_all(out)?;
    let _lock = Lock::wait(out)?;
    lock::clear_abandoned(out);
    let folder = disk.work_dir(out)?;
    // The run's own folder is as readable as any other; the hidden one is private.
    disk.create_dir(&folder.path().join(NEW))?;
    let lock = Lock::wait(folder.path())?;
    Ok(Work { folder, _lock: lock })
}

impl Work {
    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(NEW).join(name)
    }
}

impl Drop for Folder {
    /// An abandoned run leaves nothing behind, not even the folder that was made to hold it.
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            drop(work);
            if self.made_out {
                // Fails where something else stands in it, which is then somebody's.
                let _ = std::fs::remove_dir(&self.out);
            }
        }
    }
}

/// A file of a run folder that is being written.
pub struct Stream {
    file: BufWriter<Output>,
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
