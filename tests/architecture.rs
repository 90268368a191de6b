//! The house keeps its floors: a room imports only from rooms below it.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the top floor to the ground; rooms on one floor do not know each other.
const FLOORS: [&[&str]; 8] = [
    &["calibration"],
    &["results"],
    &["engine"],
    &["sampling", "equilibrium"],
    &["scenario"],
    &["market"],
    &["stats"],
    &["units", "numeric", "input"],
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}

/// Rooms that a source text names: after `crate::`, and each member of `use crate::{a, b}`.
fn imports(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (position, _) in text.match_indices("crate::") {
        let rest = &text[position + "crate::".len()..];
        let word =
            |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        match rest.strip_prefix('{') {
            Some(group) => {
                rooms.extend(group.split('}').next().unwrap().split(',').map(|part| word(part.trim())))
            }
            None => rooms.push(word(rest)),
        }
    }
    rooms
}

/// Every import that climbs or stays on its floor, as "file imports room".
fn climbing_imports(src: &Path) -> Vec<String> {
    let mut climbing = Vec::new();
    for file in rust_files(src) {
        let inside = file.strip_prefix(src).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_string();
        let Some(own) = floor(&room) else { continue };
        for import in imports(&fs::read_to_string(&file).unwrap()) {
            if floor(&import).is_some_and(|other| other <= own && import != room) {
                climbing.push(format!("{} imports {import}", inside.display()));
            }
        }
    }
    climbing
}

#[test]
fn no_import_climbs() {
    let climbing = climbing_imports(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(climbing.is_empty(), "{climbing:#?}");
}

#[test]
fn a_climbing_import_would_be_noticed() {
    let house = tempfile::tempdir().unwrap();
    fs::create_dir(house.path().join("market")).unwrap();
    fs::write(
        house.path().join("market/mod.rs"),
        "use crate::{units, engine::run};\nuse crate::scenario::load;",
    )
    .unwrap();
    let climbing = climbing_imports(house.path());
    assert_eq!(climbing.len(), 2, "{climbing:?}");
}

#[test]
fn every_room_stands_on_a_floor() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rooms = fs::read_dir(src).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    for room in rooms {
        let name = room.file_name().unwrap().to_str().unwrap().to_string();
        assert!(floor(&name).is_some(), "src/{name} is on no floor");
    }
}

/// Source without comments and test modules.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or_default().to_string();
    before_tests.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_room_keeps_its_trade_to_itself() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let keepers: [(&str, &[&str]); 5] = [
        ("std::fs", &["input", "scenario"]),
        ("toml::", &["scenario"]),
        ("rand_pcg", &["sampling"]),
        ("File::create", &[]),
        ("plotters", &[]),
    ];
    for file in rust_files(&src) {
        let inside = file.strip_prefix(&src).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap();
        for (word, rooms) in keepers {
            assert!(
                rooms.contains(&room) || !code(&file).contains(word),
                "{} names {word}",
                inside.display()
            );
        }
        if room == "numeric" {
            let text = fs::read_to_string(&file).unwrap().to_lowercase();
            for word in ["potash", "exporter", "corridor", "market", "price"] {
                assert!(!text.contains(word), "{} has heard of {word}", inside.display());
            }
        }
    }
}
