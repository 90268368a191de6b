//! Single files that are written outside of a run that is being made: whole under their names, or not at all.

use super::disk::{allow_unsyncable, sync_dir};
use super::lock::{self, Lock};
use super::replace::above;
use super::{WriteError, at};
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::Path;

/// What to do where something stands under the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Keep,
    Overwrite,
}

/// Writes a file where a user asked for it; folders above it are made, and a link that the user made is followed.
/// A device or a pipe is written into.
///
/// # Errors
/// What failed, with the path; [`io::ErrorKind::AlreadyExists`] for what is there and is to be kept.
pub fn write_file(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), WriteError> {
    // A link to a file stays a link.
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    match fs::metadata(&real) {
        Ok(_) if existing == Existing::Keep => Err(at(path)(io::ErrorKind::AlreadyExists.into())),
        Ok(about) if about.is_dir() => Err(at(path)(io::ErrorKind::IsADirectory.into())),
        Ok(about) if !about.is_file() => write_into(&real, bytes).map_err(at(path)),
        _ => {
            let above = above(&real);
            fs::create_dir_all(above).map_err(|error| match error.kind() {
                // It is there and is no folder.
                io::ErrorKind::AlreadyExists => at(above)(io::ErrorKind::NotADirectory.into()),
                _ => at(above)(error),
            })?;
            put(&real, bytes, existing).map_err(at(path))
        }
    }
}

/// Writes a file into a finished run's folder, in the folder `inner` of it if one is given. No link is followed and
/// nothing but a plain file is replaced, whatever somebody put there.
///
/// # Errors
/// What failed, with the path; [`io::ErrorKind::InvalidInput`] for what is in the way.
pub fn write_inside(run: &Path, inner: Option<&str>, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
    // Nobody replaces the run meanwhile; where that cannot be had, a write into what was replaced fails.
    let _lock = run.canonicalize().and_then(|run| Lock::wait(above(&run))).ok();
    let home = inner.map_or_else(|| run.to_path_buf(), |inner| run.join(inner));
    if inner.is_some() {
        match unless_in_the_way(&home, Metadata::is_dir, "a folder").map_err(at(&home))? {
            true => {}
            false => fs::create_dir(&home).map_err(at(&home))?,
        }
    }
    let path = home.join(name);
    if !potash::input::is_below(name) || Path::new(name).components().count() != 1 {
        return Err(at(&path)(in_the_way("the name of a file")));
    }
    unless_in_the_way(&path, Metadata::is_file, "a plain file").map_err(at(&path))?;
    put(&path, bytes, Existing::Overwrite).map_err(at(&path))
}

/// The first bytes of a plain file, as many as the head of any page of ours has: none of what could not be read.
/// None where there is no plain file.
pub fn head_of_file(path: &Path) -> Option<Vec<u8>> {
    const HEAD: u64 = 16 << 10;
    path.symlink_metadata().ok().filter(Metadata::is_file)?;
    let mut head = Vec::new();
    match File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head)) {
        Ok(_) => Some(head),
        Err(_) => Some(Vec::new()),
    }
}

/// Whether a path has the right thing; an error where it has something else, links among it.
fn unless_in_the_way(path: &Path, fits: fn(&Metadata) -> bool, wanted: &'static str) -> io::Result<bool> {
    match path.symlink_metadata() {
        Ok(about) if fits(&about) => Ok(true),
        Ok(_) => Err(in_the_way(wanted)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn in_the_way(wanted: &str) -> io::Error {
    let text = format!("is not {wanted}, and links in a run's folder are not followed; remove it");
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

/// A file under its name, written beside it first.
fn put(path: &Path, bytes: &[u8], existing: Existing) -> io::Result<()> {
    let above = above(path);
    lock::clear_parts(above);
    let mut builder = tempfile::Builder::new();
    builder.prefix(lock::PREFIX).suffix(lock::PART).rand_bytes(10);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: the user's mask takes from it what others may not have.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    // The name that the file has meanwhile is in that error, and nobody's business.
    let mut file = builder.tempfile_in(above).map_err(|error| io::Error::from(error.kind()))?;
    let _lock = Lock::wait(file.path());
    if let Ok(about) = fs::metadata(path)
        && existing == Existing::Overwrite
    {
        // Whoever may not read what is replaced may not read what replaces it.
        file.as_file().set_permissions(about.permissions())?;
    }
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    match existing {
        Existing::Overwrite => file.persist(path),
        Existing::Keep => file.persist_noclobber(path),
    }
    .map_err(|error| error.error)?;
    sync_dir(above)
}

/// Writes into what is no file: there is nothing to be replaced, and often nothing to be synced.
fn write_into(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    file.write_all(bytes)?;
    allow_unsyncable(file.sync_all())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn nothing_is_written_through_a_link_in_a_runs_folder() {
        let home = tempfile::tempdir().unwrap();
        let (run, outside) = (home.path().join("run"), home.path().join("outside"));
        fs::create_dir_all(&run).unwrap();
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("a"), "precious").unwrap();
        symlink(&outside, run.join("redrawn")).unwrap();
        symlink(outside.join("a"), run.join("page")).unwrap();
        let refused = |inner, name| {
            let error = write_inside(&run, inner, name, b"new").unwrap_err().error;
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{name}");
        };
        refused(Some("redrawn"), "a");
        refused(None, "page");
        refused(None, "../outside/a");
        refused(None, "redrawn");
        assert_eq!(fs::read(outside.join("a")).unwrap(), b"precious");
        fs::remove_file(run.join("redrawn")).unwrap();
        write_inside(&run, Some("redrawn"), "a", b"1").unwrap();
        write_inside(&run, Some("redrawn"), "a", b"2").unwrap();
        assert_eq!(fs::read(run.join("redrawn/a")).unwrap(), b"2");
        assert_eq!(fs::read_dir(run.join("redrawn")).unwrap().count(), 1);
    }

    #[test]
    fn a_users_own_link_is_followed_and_what_is_there_is_kept_unless_asked() {
        let home = tempfile::tempdir().unwrap();
        let (file, link) = (home.path().join("file"), home.path().join("link"));
        fs::write(&file, "old").unwrap();
        symlink(&file, &link).unwrap();
        let kept = write_file(&link, b"new", Existing::Keep).unwrap_err();
        assert_eq!(kept.error.kind(), io::ErrorKind::AlreadyExists);
        write_file(&link, b"new", Existing::Overwrite).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(link.symlink_metadata().unwrap().is_symlink());
        write_file(Path::new("/dev/null"), b"new", Existing::Overwrite).unwrap();
    }

    #[test]
    fn a_private_file_stays_private_when_it_is_overwritten() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "old").unwrap();
        for mode in [0o600, 0o640, 0o644] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            write_file(&file, b"new", Existing::Overwrite).unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, mode);
        }
    }
}
