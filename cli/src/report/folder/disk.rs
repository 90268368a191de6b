//! The file operations that a run's folder is made with. Each is one step, and a test can make any step fail.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Where the operations happen: the disk, or in tests a disk that fails.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    #[cfg(test)]
    pub(super) fault: Option<std::sync::Arc<super::tests::InjectedFault>>,
}

impl Disk {
    /// Called before every operation; fails where a test wants it to.
    fn step(&self) -> io::Result<()> {
        #[cfg(test)]
        if let Some(fault) = &self.fault {
            return fault.step();
        }
        Ok(())
    }

    pub fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::create_dir(path)
    }

    pub fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::create_dir_all(path)
    }

    /// A hidden folder of a name that nobody has, private to the user.
    pub fn work_dir(&self, above: &Path) -> io::Result<tempfile::TempDir> {
        self.step()?;
        tempfile::Builder::new()
            .prefix(super::lock::PREFIX)
            .suffix(super::lock::WORK)
            .rand_bytes(super::lock::RANDOM)
            .tempdir_in(above)
            // The folder's hidden name, which that error has, is nobody's business.
            .map_err(|error| error.kind().into())
    }

    /// Makes a new file.
    pub fn create(&self, path: &Path) -> io::Result<Output> {
        self.step()?;
        let file = File::options().write(true).create_new(true).open(path)?;
        Ok(Output { file, disk: self.clone() })
    }

    /// Makes what stands in a folder last through a power cut. Some file systems have no such promise to give.
    pub fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        sync_dir(path)
    }

    /// Gives something a name that nobody has; [`io::ErrorKind::AlreadyExists`] where somebody has it.
    pub fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
                Ok(()) => return Ok(()),
                Err(error) if !is_unknown(error) => return Err(error.into()),
                Err(_) => {}
            }
        }
        if to.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(from, to)
    }

    /// Swaps what stands under two names, at once. False where the system cannot.
    pub fn exchange(&self, one: &Path, other: &Path) -> io::Result<bool> {
        self.step()?;
        #[cfg(test)]
        if self.fault.as_ref().is_some_and(|fault| fault.without_exchange) {
            return Ok(false);
        }
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::fs::{CWD, RenameFlags, renameat_with};
            match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
                Ok(()) => return Ok(true),
                Err(error) if !is_unknown(error) => return Err(error.into()),
                Err(_) => {}
            }
        }
        let _ = (one, other);
        Ok(false)
    }

    /// The same file, link, pipe or device under a second name; a copy where a file system has one name only.
    pub fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        let about = from.symlink_metadata()?;
        #[cfg(unix)]
        if about.is_symlink() {
            return std::os::unix::fs::symlink(fs::read_link(from)?, to);
        }
        match fs::hard_link(from, to) {
            Err(_) if about.is_file() => {
                fs::copy(from, to)?;
                let times = fs::FileTimes::new().set_modified(about.modified()?);
                let copy = File::options().write(true).open(to)?;
                copy.set_times(times)?;
                copy.sync_all()
            }
            linked => linked,
        }
    }
}

/// Whether the system or the file system does not know a kind of renaming.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn is_unknown(error: rustix::io::Errno) -> bool {
    use rustix::io::Errno;
    [Errno::INVAL, Errno::NOSYS, Errno::NOTSUP, Errno::OPNOTSUPP].contains(&error)
}

/// Syncs a folder; fine where folders cannot be synced.
pub(super) fn sync_dir(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    return allow_unsyncable(File::open(path)?.sync_all());
    #[cfg(not(unix))]
    {
        let _ = path;
        Ok(())
    }
}

/// What cannot be synced at all, such as a device, a pipe or a folder on some networks, needs no syncing.
pub(super) fn allow_unsyncable(synced: io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, Unsupported};
    match synced {
        Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
        synced => synced,
    }
}

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Output {
    file: File,
    disk: Disk,
}

impl Output {
    pub fn sync(&self) -> io::Result<()> {
        self.disk.step()?;
        self.file.sync_all()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(error) = self.disk.step() {
            // A disk that is full has mostly taken a part.
            self.file.write_all(bytes.get(..bytes.len() / 2).unwrap_or_default())?;
            return Err(error);
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
