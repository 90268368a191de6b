//! A new run in the place of an old one: at once, with everything in the old folder that is not the old run's.

use super::MANIFEST;
use super::disk::Disk;
use super::identity::Held;
use super::lock::{ASIDE, NEW};
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;

/// What is in a folder that is not the run's: names that its manifest does not have, and whatever is no plain file.
pub(super) fn foreign(folder: &Path, held: &Held) -> io::Result<Vec<OsString>> {
    let mut foreign = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        // A page that was being written when its process was killed.
        if super::lock::is_ours(&name, super::lock::PART) {
            continue;
        }
        let named = name
            .to_str()
            .is_some_and(|name| name == MANIFEST || held.files.iter().any(|(file, _)| file == name));
        if !named || !entry.file_type()?.is_file() {
            foreign.push(name);
        }
    }
    foreign.sort();
    Ok(foreign)
}

/// Puts the run in `work` in the place of the one at `target`. What is foreign there stands in the new folder before
/// the two change places, so there is no moment at which it, or a whole run, is missing.
///
/// # Errors
/// What failed; the old run then stands where it stood, and nothing foreign is in the new one.
pub(super) fn replace(disk: &Disk, work: &Path, target: &Path, held: &Held) -> io::Result<()> {
    let new = work.join(NEW);
    let mut kept = Vec::new();
    let done = keep(disk, target, &new, held, &mut kept).and_then(|()| swap(disk, work, target, held));
    if done.is_err() {
        for name in kept {
            let _ = remove(&new.join(name));
        }
    }
    done
}

/// Links everything foreign into the new folder. `kept` has what was begun.
fn keep(disk: &Disk, old: &Path, new: &Path, held: &Held, kept: &mut Vec<OsString>) -> io::Result<()> {
    for name in foreign(old, held)? {
        if new.join(&name).symlink_metadata().is_ok() {
            let name = name.to_string_lossy();
            return Err(io::Error::other(format!("{name} in it is not the run's and would be overwritten")));
        }
        kept.push(name.clone());
        link_tree(disk, &old.join(&name), &new.join(&name))?;
    }
    disk.sync_dir(new)
}

/// A file, or a folder with all that is in it, under a second name. Links are not followed.
fn link_tree(disk: &Disk, from: &Path, to: &Path) -> io::Result<()> {
    let mut waiting = vec![(from.to_path_buf(), to.to_path_buf())];
    let mut made = Vec::new();
    while let Some((from, to)) = waiting.pop() {
        if !from.symlink_metadata()?.is_dir() {
            disk.link(&from, &to)?;
            continue;
        }
        disk.create_dir(&to)?;
        for entry in fs::read_dir(&from)? {
            let name = entry?.file_name();
            waiting.push((from.join(&name), to.join(name)));
        }
        made.push((from, to));
    }
    // From the innermost: a folder that may not be written to must be full by then.
    for (from, to) in made.into_iter().rev() {
        disk.sync_dir(&to)?;
        fs::set_permissions(&to, from.symlink_metadata()?.permissions())?;
    }
    Ok(())
}

/// Swaps the two folders; undone if it does not last, or if something came into the old one that cannot be kept.
fn swap(disk: &Disk, work: &Path, target: &Path, held: &Held) -> io::Result<()> {
    let (new, above) = (work.join(NEW), above(target));
    if !disk.exchange(&new, target)? {
        return swap_in_two(disk, work, target, held);
    }
    let lasting = disk.sync_dir(above).and_then(|()| rescue(disk, &new, target, held));
    if lasting.is_err() {
        Disk::default().exchange(&new, target)?;
    }
    lasting
}

/// What was put into the old folder since its foreign files were linked goes into the new one.
fn rescue(disk: &Disk, old: &Path, target: &Path, held: &Held) -> io::Result<()> {
    for name in foreign(old, held)? {
        if target.join(&name).symlink_metadata().is_err() {
            disk.rename_new(&old.join(&name), &target.join(&name))?;
        }
    }
    Ok(())
}

/// The swap where a system cannot do it at once: the old run is put aside, where the next run finds it should this
/// process be killed before the new one has the name.
fn swap_in_two(disk: &Disk, work: &Path, target: &Path, held: &Held) -> io::Result<()> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let aside = work.join(ASIDE).join(name);
    disk.create_dir(&work.join(ASIDE))?;
    disk.rename_new(target, &aside)?;
    let named = disk.rename_new(&work.join(NEW), target);
    let lasting = named.and_then(|()| {
        let lasting = disk.sync_dir(above(target)).and_then(|()| rescue(disk, &aside, target, held));
        if lasting.is_err() {
            fs::rename(target, work.join(NEW))?;
        }
        lasting
    });
    if lasting.is_err() {
        fs::rename(&aside, target)?;
    }
    lasting
}

/// The folder that a run's folder is in.
pub(super) fn above(target: &Path) -> &Path {
    target.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn remove(path: &Path) -> io::Result<()> {
    match path.symlink_metadata()?.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    }
}
