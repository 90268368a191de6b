//! The shape of the code: modules import only from layers below them, no two files import one another, what is a
//! module's own business stays there, and no file is too long to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The library's modules from the top layer to the bottom; modules of one layer do not import one another.
const LAYERS: [&[&str]; 8] = [
    &["calibration", "simulate"],
    &["results"],
    &["engine"],
    &["sampling", "equilibrium"],
    &["scenario"],
    &["market"],
    &["stats"],
    &["units", "numeric", "input"],
];

/// The sources of the three crates.
const CRATES: [&str; 3] = ["src", "charts/src", "cli/src"];

/// Lines of the longest file.
const LONGEST: usize = 450;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
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
    files.sort();
    files
}

/// Source without comments and test modules.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = before_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A module's path within its crate: `["results", "study"]` for `results/study.rs`.
fn module(src: &Path, file: &Path) -> Vec<String> {
    let inside = file.strip_prefix(src).unwrap().with_extension("");
    let mut names: Vec<String> = inside.iter().map(|part| part.to_str().unwrap().to_string()).collect();
    if matches!(names.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        names.pop();
    }
    names
}

/// The paths that a use tree names: `a::{b, c::d}` names `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<String> {
    let Some((head, group)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_string()];
    };
    let group = group.trim().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut part, mut parts) = (0, String::new(), Vec::new());
    for letter in group.chars() {
        match letter {
            ',' if depth == 0 => parts.push(std::mem::take(&mut part)),
            _ => {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                part.push(letter);
            }
        }
    }
    parts.push(part);
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(expanded).map(|path| format!("{}{path}", head.trim())).collect()
}

/// Every path that a source names, in a `use` or within an expression. What is only passed on (`pub use`) does not
/// count: the module does not depend on it.
fn named_paths(text: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = String::new();
    for statement in text.split(';') {
        let start = statement.trim_start();
        let start = start.rsplit_once("]\n").map_or(start, |(_, after)| after.trim_start());
        match start.strip_prefix("use ") {
            Some(tree) => paths.extend(expanded(&tree.replace('\n', " "))),
            None if start.starts_with("pub use ") || start.starts_with("pub(super) use ") => {}
            None => rest.push_str(statement),
        }
    }
    let word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let inline = rest.split(|letter| !word(letter)).filter(|path| path.contains("::"));
    paths.extend(inline.map(str::to_string));
    paths
}

/// The module of the crate that a path in `own` leads to; none for what is not the crate's.
fn target(known: &BTreeSet<Vec<String>>, own: &[String], path: &str) -> Option<Vec<String>> {
    let mut parts: Vec<&str> = path.split("::").collect();
    let mut base: Vec<String> = own.to_vec();
    match parts.first().copied()? {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            while parts.get(1) == Some(&"super") {
                base.pop();
                parts.remove(0);
            }
            base.pop();
        }
        _ => parts.insert(0, "self"),
    }
    let relative = parts[0] == "self";
    let mut found = base.clone();
    for part in &parts[1..] {
        let next: Vec<String> = found.iter().cloned().chain([(*part).to_string()]).collect();
        if !known.contains(&next) {
            break;
        }
        found = next;
    }
    // A word that is no module of the crate leads elsewhere.
    (found != own && !(relative && found == base)).then_some(found)
}

/// For each module the modules of its crate that it imports from.
fn imports(src: &Path) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let files = rust_files(src);
    let known: BTreeSet<Vec<String>> = files.iter().map(|file| module(src, file)).collect();
    let of = |file: &PathBuf| {
        let own = module(src, file);
        let paths = named_paths(&code(&fs::read_to_string(file).unwrap()));
        let targets = paths.iter().filter_map(|path| target(&known, &own, path)).collect();
        (own, targets)
    };
    files.iter().map(of).collect()
}

/// Imports that do not lead to a lower layer, as "a::b imports c".
fn climbing(src: &Path) -> Vec<String> {
    let layer = |module: &Vec<String>| {
        LAYERS.iter().position(|modules| module.first().is_some_and(|name| modules.contains(&name.as_str())))
    };
    let mut climbing = Vec::new();
    for (own, targets) in imports(src) {
        for other in targets.iter().filter(|other| other.first() != own.first()) {
            if let (Some(from), Some(to)) = (layer(&own), layer(other))
                && to <= from
            {
                climbing.push(format!("{} imports {}", own.join("::"), other.join("::")));
            }
        }
    }
    climbing
}

/// Groups of modules that import one another, directly or through others.
fn cycles(src: &Path) -> Vec<String> {
    let imports = imports(src);
    let reachable = |from: &Vec<String>| {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(module) = waiting.pop() {
            for next in imports.get(&module).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    waiting.push(next.clone());
                }
            }
        }
        seen
    };
    let reached: BTreeMap<_, _> = imports.keys().map(|module| (module.clone(), reachable(module))).collect();
    let mut groups = BTreeSet::new();
    for (module, seen) in reached.iter().filter(|(module, seen)| seen.contains(*module)) {
        let within = |other: &&Vec<String>| reached.get(*other).is_some_and(|seen| seen.contains(module));
        let group: BTreeSet<&Vec<String>> = seen.iter().filter(within).collect();
        let edges = group.iter().flat_map(|from| {
            let targets = imports.get(*from).into_iter().flatten().filter(|to| group.contains(to));
            targets.map(|to| format!("{} imports {}", from.join("::"), to.join("::")))
        });
        groups.insert(edges.collect::<Vec<_>>().join(", "));
    }
    groups.into_iter().collect()
}

#[test]
fn modules_import_from_lower_layers_only() {
    let climbing = climbing(&root().join("src"));
    assert!(climbing.is_empty(), "{climbing:#?}");
}

#[test]
fn no_two_files_import_one_another() {
    for src in CRATES {
        let cycles = cycles(&root().join(src));
        assert!(cycles.is_empty(), "{src}: {cycles:#?}");
    }
}

#[test]
fn every_module_has_a_layer() {
    let folders = fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path());
    for folder in folders.filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        assert!(LAYERS.iter().any(|modules| modules.contains(&name)), "src/{name} has no layer");
    }
}

#[test]
fn a_climbing_import_and_a_cycle_would_be_noticed() {
    let crate_ = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        let path = crate_.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("market/mod.rs", "pub mod one;\nmod two;\npub use one::One;\nuse crate::{units, engine::run};");
    write("market/one.rs", "use super::two::{self, Two};\n// crate::results::study is only spoken of\n");
    write("market/two.rs", "pub fn two() -> super::one::One { super::one::One }");
    write("engine/mod.rs", "use crate::market::one;");
    write("units/mod.rs", "use std::fmt;\n#[cfg(test)]\nmod tests {\n use crate::engine;\n}\n");
    assert_eq!(climbing(crate_.path()), ["market imports engine"]);
    let cycle = "market::one imports market::two, market::two imports market::one";
    assert_eq!(cycles(crate_.path()), [cycle]);
}

#[test]
fn no_file_is_too_long_to_read() {
    let folders = CRATES.iter().chain(&["tests", "charts/tests", "cli/tests", "benches", "examples"]);
    for file in
        folders.map(|folder| root().join(folder)).filter(|path| path.is_dir()).flat_map(|f| rust_files(&f))
    {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines; at most {LONGEST}", file.display());
    }
}

#[test]
fn each_module_keeps_its_business_to_itself() {
    let src = root().join("src");
    let keepers: [(&str, &[&str]); 6] = [
        ("std::fs", &["input", "scenario"]),
        ("toml::", &["scenario"]),
        ("rand_pcg", &["sampling"]),
        ("File::create", &[]),
        ("std::thread", &[]),
        ("std::time", &[]),
    ];
    for file in rust_files(&src) {
        let own = module(&src, &file).first().cloned().unwrap_or_default();
        let text = fs::read_to_string(&file).unwrap();
        for (word, modules) in keepers {
            let fine = modules.contains(&own.as_str()) || !code(&text).contains(word);
            assert!(fine, "{} names {word}", file.display());
        }
        if own == "numeric" {
            for word in ["potash", "exporter", "corridor", "market", "price"] {
                assert!(!text.to_lowercase().contains(word), "{} speaks of {word}", file.display());
            }
        }
    }
}
