//! Runs on a disk that fails: every operation in turn, once or from then on.

use super::*;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A disk that fails at one step, or from one step on.
#[derive(Debug)]
pub(super) struct InjectedFault {
    steps: AtomicUsize,
    at: usize,
    once: bool,
    /// Whether the disk cannot swap two names at once.
    pub without_exchange: bool,
}

impl InjectedFault {
    fn new(at: usize, once: bool, without_exchange: bool) -> Arc<InjectedFault> {
        Arc::new(InjectedFault { steps: AtomicUsize::new(0), at, once, without_exchange })
    }

    pub fn step(&self) -> io::Result<()> {
        let step = self.steps.fetch_add(1, Ordering::Relaxed);
        match step == self.at || (!self.once && step > self.at) {
            true => Err(io::Error::other("the disk fails")),
            false => Ok(()),
        }
    }
}

/// A manifest as of a run that was asked with a seed, with what it wrote.
fn manifest(seed: u64, folder: &Folder) -> Vec<u8> {
    let outputs = folder.written().iter();
    let outputs: Value =
        outputs.map(|(file, sha)| serde_json::json!({ "file": file, "sha256": sha })).collect();
    serde_json::json!({ "program": PROGRAM, "seed": seed, "outputs": outputs }).to_string().into_bytes()
}

/// Writes a run of two files and a stream.
fn run_on(disk: Disk, out: &Path, seed: u64, force: bool) -> Result<Finished, WriteError> {
    let mut folder = Folder::create_on(disk, out, "run", force)?;
    let mut draws = folder.stream("draws.csv")?;
    let long = format!("draw of {seed}\n").repeat(40_000);
    draws.put(long.as_bytes())?;
    let file = |name: &str| (name.to_string(), format!("{name} of {seed}").into_bytes());
    folder.write_all(vec![file("a.csv"), file("b.csv")])?;
    folder.write("c.csv", b"the same in all runs")?;
    folder.close(draws)?;
    let manifest = manifest(seed, &folder);
    folder.finish(&manifest)
}

fn run(out: &Path, seed: u64, force: bool) -> Finished {
    run_on(Disk::default(), out, seed, force).unwrap()
}

/// Every file below a folder with what it holds, by path; links by where they lead.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let (mut found, mut waiting) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(path) = waiting.pop() {
        let about = path.symlink_metadata().unwrap();
        let shown = path.strip_prefix(folder).unwrap().display().to_string();
        if about.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if about.is_symlink() {
            found.push((shown, fs::read_link(&path).unwrap().display().to_string().into_bytes()));
        } else {
            found.push((shown, fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

fn names(out: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(out).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Puts what is a user's own into a run's folder.
fn furnish(folder: &Path) {
    fs::write(folder.join("notes.txt"), "mine").unwrap();
    fs::create_dir_all(folder.join("redrawn/deep/empty")).unwrap();
    fs::write(folder.join("redrawn/deep/a.svg"), "drawn again").unwrap();
    fs::write(folder.join("report.html"), "page").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/nowhere", folder.join("link")).unwrap();
}

fn foreign_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let own = ["a.csv", "b.csv", "c.csv", "draws.csv", MANIFEST];
    contents(folder).into_iter().filter(|(name, _)| !own.contains(&name.as_str())).collect()
}

#[test]
fn nothing_stands_under_a_final_name_before_the_end() {
    let out = tempfile::tempdir().unwrap();
    let mut folder = Folder::create(out.path(), "run", false).unwrap();
    folder.write("a.csv", b"1").unwrap();
    assert!(!out.path().join("run").exists());
    let manifest = manifest(1, &folder);
    folder.finish(&manifest).unwrap();
    assert_eq!(fs::read(out.path().join("run/a.csv")).unwrap(), b"1");
    assert_eq!(names(out.path()), ["run"]);
}

#[test]
fn an_abandoned_run_leaves_nothing_behind() {
    let out = tempfile::tempdir().unwrap();
    let made = out.path().join("made/for/it");
    let mut folder = Folder::create(&made, "run", false).unwrap();
    folder.write("a.csv", b"1").unwrap();
    drop(folder);
    assert!(!made.exists());
}

#[test]
fn a_folder_that_is_no_run_is_left_alone() {
    let out = tempfile::tempdir().unwrap();
    let site = out.path().join("site");
    fs::create_dir(&site).unwrap();
    for manifest in ["", "{\"name\": \"my web app\"}"] {
        fs::write(site.join(MANIFEST), manifest).unwrap();
        for force in [false, true] {
            assert!(Folder::create(out.path(), "site", force).is_err(), "{manifest}");
        }
    }
    // It came while the run went on: the run goes elsewhere and says so.
    let folder = Folder::create(out.path(), "later", true).unwrap();
    fs::create_dir(out.path().join("later")).unwrap();
    let finished = folder.finish(&manifest(1, &Folder::create(out.path(), "x", false).unwrap())).unwrap();
    assert_eq!(finished.path, out.path().join("later-2"));
    assert!(finished.notices[0].contains("is no run's folder"), "{:?}", finished.notices);
}

#[test]
fn the_name_of_a_run_is_no_path() {
    let out = tempfile::tempdir().unwrap();
    for name in ["..", "../x", "a/b", "/tmp/x", ""] {
        assert!(Folder::create(&out.path().join("in"), name, false).is_err(), "{name}");
    }
    assert!(names(out.path()).is_empty());
}

#[test]
fn the_same_run_is_replaced_and_another_gets_the_next_name() {
    let out = tempfile::tempdir().unwrap();
    let path = |name: &str| out.path().join(name);
    assert_eq!(run(out.path(), 1, false).path, path("run"));
    furnish(&path("run"));
    let before = contents(&path("run"));
    let other = run(out.path(), 2, false);
    assert_eq!(other.path, path("run-2"));
    let told =
        format!("{} holds another run; this one is in {}", path("run").display(), path("run-2").display());
    assert_eq!(other.notices, [told]);
    // Twice, as a loop in a shell would.
    for seed in [1, 2, 1, 2] {
        let finished = run(out.path(), seed, false);
        assert_eq!(finished.path, path(if seed == 1 { "run" } else { "run-2" }));
        assert_eq!(finished.notices.len(), seed as usize - 1);
    }
    assert_eq!(contents(&path("run")), before);
    assert_eq!(names(out.path()), ["run", "run-2"]);
    assert_eq!(run(out.path(), 3, false).path, path("run-3"));
}

#[test]
fn a_run_with_a_file_that_was_edited_is_not_replaced() {
    let out = tempfile::tempdir().unwrap();
    run(out.path(), 1, false);
    fs::remove_file(out.path().join("run/b.csv")).unwrap();
    assert_eq!(run(out.path(), 1, false).path, out.path().join("run"));
    assert!(out.path().join("run/b.csv").exists(), "a missing file is restored");
    fs::write(out.path().join("run/a.csv"), "mine now").unwrap();
    let finished = run(out.path(), 1, false);
    assert_eq!(finished.path, out.path().join("run-2"));
    assert!(finished.notices[0].contains("another a.csv"), "{:?}", finished.notices);
    assert_eq!(fs::read(out.path().join("run/a.csv")).unwrap(), b"mine now");
}

#[test]
fn with_force_the_run_of_the_name_gives_way_and_what_is_not_its_stays() {
    let out = tempfile::tempdir().unwrap();
    run(out.path(), 1, false);
    let home = out.path().join("run");
    furnish(&home);
    let foreign = foreign_of(&home);
    let finished = run(out.path(), 2, true);
    assert_eq!((finished.path.clone(), finished.notices.len()), (home.clone(), 0));
    assert_eq!(finished.strays, ["report.html", "redrawn"]);
    assert_eq!(fs::read(home.join("a.csv")).unwrap(), b"a.csv of 2");
    assert_eq!(foreign_of(&home), foreign);
    // A file that the new run would have to overwrite is not the old run's.
    let mut folder = Folder::create(out.path(), "run", true).unwrap();
    folder.write("notes.txt", b"not yours").unwrap();
    let manifest = manifest(3, &folder);
    let finished = folder.finish(&manifest).unwrap();
    assert_eq!(finished.path, out.path().join("run-2"));
    assert!(finished.notices[0].contains("notes.txt"), "{:?}", finished.notices);
    assert_eq!(foreign_of(&home), foreign);
    assert_eq!(foreign_of(&out.path().join("run-2")).len(), 1, "nothing foreign came with it");
}

/// Replaces a run on a disk that fails at every step in turn, until none is left to fail at.
fn every_step_fails(once: bool, without_exchange: bool) {
    for force in [false, true] {
        let mut at = 0;
        loop {
            let out = tempfile::tempdir().unwrap();
            let home = out.path().join("run");
            run(out.path(), 1, false);
            furnish(&home);
            let before = contents(&home);
            let fault = InjectedFault::new(at, once, without_exchange);
            let disk = Disk { fault: Some(Arc::clone(&fault)) };
            // The same run replaces, another does where it is asked to.
            let seed = if force { 2 } else { 1 };
            let finished = run_on(disk, out.path(), seed, force);
            let reached = fault.steps.load(Ordering::Relaxed) > at;
            let place = format!("step {at}, once {once}, without exchange {without_exchange}, force {force}");
            match finished {
                Ok(finished) if !reached => {
                    assert_eq!(finished.path, home, "{place}");
                    assert_eq!(foreign_of(&home).len(), before.len() - 5, "{place}");
                    assert!(at > 20, "{at} steps only");
                    break;
                }
                // Not lost: under the next name, with word of it.
                Ok(finished) => {
                    assert_eq!(finished.path, out.path().join("run-2"), "{place}");
                    assert!(finished.notices[0].contains("could not be replaced"), "{place}");
                    assert_eq!(foreign_of(&finished.path), [], "{place}");
                    assert_eq!(names(out.path()), ["run", "run-2"], "{place}");
                    assert_eq!(contents(&home), before, "{place}");
                }
                Err(_) => {
                    assert_eq!(names(out.path()), ["run"], "{place}");
                    assert_eq!(contents(&home), before, "{place}");
                }
            }
            at += 1;
        }
    }
}

#[test]
fn wherever_the_disk_fails_the_old_run_is_whole_under_its_name_and_nothing_is_left_over() {
    every_step_fails(true, false);
    every_step_fails(false, false);
}

#[test]
fn so_it_is_where_two_names_cannot_be_swapped_at_once() {
    every_step_fails(true, true);
    every_step_fails(false, true);
}

#[test]
fn wherever_the_disk_fails_a_first_run_leaves_nothing() {
    for at in 0.. {
        let out = tempfile::tempdir().unwrap();
        let fault = InjectedFault::new(at, true, false);
        let finished = run_on(Disk { fault: Some(Arc::clone(&fault)) }, &out.path().join("made"), 1, false);
        if fault.steps.load(Ordering::Relaxed) <= at {
            assert!(finished.is_ok());
            break;
        }
        assert!(finished.is_err(), "step {at}");
        assert!(names(out.path()).is_empty(), "step {at}: {:?}", names(out.path()));
    }
}

#[test]
fn runs_of_one_name_at_once_all_find_a_place() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path();
    std::thread::scope(|scope| {
        let runs: Vec<_> =
            (0..12).map(|k| scope.spawn(move || run(&path.join("made"), k % 4, false).path)).collect();
        let places: Vec<_> = runs.into_iter().map(|run| run.join().unwrap()).collect();
        for (k, place) in places.iter().enumerate() {
            let text = fs::read_to_string(place.join("a.csv")).unwrap();
            assert_eq!(text, format!("a.csv of {}", k % 4), "{place:?}");
        }
    });
    assert_eq!(names(&path.join("made")), ["run", "run-2", "run-3", "run-4"]);
}

#[cfg(unix)]
#[test]
fn folders_and_files_are_as_readable_as_any_other() {
    use std::os::unix::fs::PermissionsExt;
    let out = tempfile::tempdir().unwrap();
    let home = run(out.path(), 1, false).path;
    write_inside(&home, Some("redrawn"), "b", b"1").unwrap();
    fs::create_dir(out.path().join("folder")).unwrap();
    fs::write(out.path().join("file"), "").unwrap();
    let mode = |path: PathBuf| path.metadata().unwrap().permissions().mode();
    assert_eq!(mode(home.clone()), mode(out.path().join("folder")));
    assert_eq!(mode(home.join("redrawn")), mode(out.path().join("folder")));
    for file in ["a.csv", MANIFEST, "draws.csv", "redrawn/b"] {
        assert_eq!(mode(home.join(file)), mode(out.path().join("file")), "{file}");
    }
}
