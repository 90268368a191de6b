//! Locks that end with the process that holds them, and what processes left that were killed.
//!
//! Nothing but folders that are there anyway is locked, so no lock file is ever left: the folder that runs are made
//! in, for the moments in which names are given, and every hidden work folder, for as long as its process lives.
//! A work folder that nobody holds is abandoned.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// What hidden work begins with.
pub(super) const PREFIX: &str = ".potash-";
/// Random letters after it.
pub(super) const RANDOM: usize = 10;
/// What a hidden work folder ends with.
pub(super) const WORK: &str = ".work";
/// What a hidden file that is being written ends with.
pub(super) const PART: &str = ".part";
/// In a work folder: the new run, and an old run on its way out, under its name.
pub(super) const NEW: &str = "run";
pub(super) const ASIDE: &str = "aside";

/// How old a part must be to be taken for abandoned: it is made a moment before it is locked.
const OLD: Duration = Duration::from_secs(60);

/// How long another process may hold the folder that runs are made in. It does so for moments.
const PATIENCE: Duration = Duration::from_secs(60);

/// A lock on a folder or file, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(#[allow(dead_code)] Option<File>);

/// What became of asking for a lock.
enum Asked {
    Held(Lock),
    Busy,
    /// The file system has no locks.
    Unknown,
}

impl Lock {
    /// Waits for the folder. Where the file system has no locks there is nothing to wait for.
    ///
    /// # Errors
    /// A folder that cannot be opened, or that somebody holds for a minute.
    pub fn wait(folder: &Path) -> io::Result<Lock> {
        let begun = Instant::now();
        loop {
            match ask(folder)? {
                Asked::Held(lock) => return Ok(lock),
                Asked::Unknown => return Ok(Lock(None)),
                Asked::Busy if begun.elapsed() > PATIENCE => {
                    return Err(io::Error::other("another program has locked this folder"));
                }
                Asked::Busy => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }
}

#[cfg(unix)]
fn ask(folder: &Path) -> io::Result<Asked> {
    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;
    let file = File::open(folder)?;
    loop {
        return match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Asked::Held(Lock(Some(file)))),
            Err(Errno::INTR) => continue,
            Err(Errno::WOULDBLOCK) => Ok(Asked::Busy),
            Err(_) => Ok(Asked::Unknown),
        };
    }
}

#[cfg(not(unix))]
fn ask(_: &Path) -> io::Result<Asked> {
    Ok(Asked::Unknown)
}

/// Clears work that was abandoned in `out`, which the caller has locked: what was killed half-way leaves a work
/// folder that nobody holds. An old run in it that lost its name gets it back. What cannot be cleared stays.
pub(super) fn clear_abandoned(out: &Path) {
    let Ok(entries) = fs::read_dir(out) else { return };
    for entry in entries.flatten() {
        if !is_ours(&entry.file_name(), WORK) || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        if let Ok(Asked::Held(_lock)) = ask(&entry.path())
            && give_back(&entry.path(), out).is_ok()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Clears files that were abandoned half-written in a folder.
pub(super) fn clear_parts(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| is_ours(&entry.file_name(), PART)) {
        let Ok(about) = entry.metadata() else { continue };
        let age = about.modified().ok().and_then(|made| made.elapsed().ok());
        if about.is_file()
            && age.is_some_and(|age| age > OLD)
            && let Ok(Asked::Held(_lock)) = ask(&entry.path())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a name is one that we give to hidden work: the two ends, and ten letters or digits between.
pub(super) fn is_ours(name: &std::ffi::OsStr, ending: &str) -> bool {
    let middle = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(ending));
    middle.is_some_and(|middle| middle.len() == RANDOM && middle.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Gives old runs that were put aside their names back, where the new one did not get it.
fn give_back(work: &Path, out: &Path) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(work.join(ASIDE)) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let home = out.join(entry.file_name());
        if home.symlink_metadata().is_err() {
            fs::rename(entry.path(), home)?;
        }
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn work(out: &Path, name: &str) -> std::path::PathBuf {
        let work = out.join(format!("{PREFIX}{name}{WORK}"));
        fs::create_dir_all(work.join(NEW)).unwrap();
        work
    }

    #[test]
    fn abandoned_work_is_cleared_and_held_work_and_all_else_stays() {
        let out = tempfile::tempdir().unwrap();
        let (gone, held) = (work(out.path(), "gone123456"), work(out.path(), "held123456"));
        let lock = Lock::wait(&held).unwrap();
        let mine = [".potash-notes", ".potash-my.work"].map(|name| out.path().join(name));
        mine.iter().for_each(|path| fs::create_dir(path).unwrap());
        fs::write(out.path().join(".potash-file123456.work"), "mine").unwrap();
        clear_abandoned(out.path());
        assert!(!gone.exists() && held.exists());
        assert!(mine.iter().all(|path| path.exists()));
        assert!(out.path().join(".potash-file123456.work").exists());
        drop(lock);
        clear_abandoned(out.path());
        assert!(!held.exists());
    }

    #[test]
    fn an_old_run_that_was_put_aside_by_a_killed_process_gets_its_name_back() {
        let out = tempfile::tempdir().unwrap();
        let aside = work(out.path(), "killed1234").join(ASIDE);
        for name in ["lost", "there"] {
            fs::create_dir_all(aside.join(name)).unwrap();
            fs::write(aside.join(name).join("a"), "old").unwrap();
        }
        fs::create_dir(out.path().join("there")).unwrap();
        clear_abandoned(out.path());
        assert_eq!(fs::read(out.path().join("lost/a")).unwrap(), b"old");
        assert_eq!(fs::read_dir(out.path().join("there")).unwrap().count(), 0);
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_part_that_nobody_writes_any_more_is_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let part = |name: &str| folder.path().join(format!("{PREFIX}{name}123456{PART}"));
        let long_ago = std::time::SystemTime::now() - 2 * OLD;
        for name in ["gone", "held", "news"] {
            let file = File::create(part(name)).unwrap();
            if name != "news" {
                file.set_modified(long_ago).unwrap();
            }
        }
        let _lock = Lock::wait(&part("held")).unwrap();
        clear_parts(folder.path());
        assert!(!part("gone").exists() && part("held").exists() && part("news").exists());
    }

    #[test]
    fn a_lock_is_waited_for() {
        let out = tempfile::tempdir().unwrap();
        let lock = Lock::wait(out.path()).unwrap();
        assert!(matches!(ask(out.path()).unwrap(), Asked::Busy));
        let path = out.path().to_path_buf();
        let waiting = std::thread::spawn(move || Lock::wait(&path).is_ok());
        drop(lock);
        assert!(waiting.join().unwrap());
    }
}
