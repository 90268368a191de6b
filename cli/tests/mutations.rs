//! Broken input by the thousand: scenarios, run folders and worlds that were changed at random. The program may
//! accept or refuse them; it may not panic, hang, take more memory than it was given, or blame itself.
//!
//! `POTASH_MUTATIONS` says how many of each kind are tried by the long test.

mod common;

use common::broken_results::Breaker;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// CPU seconds and KiB of address space that one command may take.
const CPU_SECONDS: u32 = 20;
const MEMORY_KIB: u32 = 2 << 20;

/// A small generator: mutations must be the same everywhere, and need no more.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides.max(1)
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }
}

/// Values that programs are rarely tried with.
const NASTY: [&str; 22] = [
    "0",
    "-1",
    "1e308",
    "-1e308",
    "5e-324",
    "1e-300",
    "nan",
    "inf",
    "50",
    "1e15",
    "0.5",
    "\"\"",
    "\"x\"",
    "true",
    "[]",
    "{}",
    "[1, 2, 3]",
    "1979-05-27",
    "9223372036854775807",
    "\"2026-Q1\"",
    "\"\\u001b[31m\"",
    "{ uniform = [1, 1] }",
];

/// Changes a text in one to four places.
fn mutated(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
    let mut bytes_too = false;
    for _ in 0..=dice.roll(4) {
        let line = dice.roll(lines.len());
        match dice.roll(10) {
            0 if lines.len() > 1 => drop(lines.remove(line)),
            1 => lines.insert(line, lines[line].clone()),
            2 => {
                let other = dice.roll(lines.len());
                lines.swap(line, other);
            }
            3..=5 => lines[line] = with_other_value(&lines[line], dice),
            6 => {
                let at = dice.roll(lines[line].chars().count() + 1);
                let letter =
                    dice.pick(&["\u{0}", "\u{1b}", "\"", "[", "]", "{", "}", "=", ".", "#", "ė", "\u{202e}"]);
                let (before, after): (String, String) =
                    (lines[line].chars().take(at).collect(), lines[line].chars().skip(at).collect());
                lines[line] = before + letter + &after;
            }
            7 => lines[line] = lines[line].replace('_', ""),
            8 => {
                let piece = lines[line].clone();
                lines[line] = piece.repeat(1 + dice.roll(50));
            }
            _ => bytes_too = true,
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    let mut bytes = lines.join("\n").into_bytes();
    if bytes_too && !bytes.is_empty() {
        match dice.roll(2) {
            0 => bytes.truncate(dice.roll(bytes.len())),
            _ => {
                let at = dice.roll(bytes.len());
                bytes[at] = dice.roll(256) as u8;
            }
        }
    }
    bytes
}

/// One number, word or list of a line in the place of another.
fn with_other_value(line: &str, dice: &mut Dice) -> String {
    let is_value = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    let starts: Vec<usize> = line
        .char_indices()
        .filter(|(at, c)| c.is_ascii_digit() && !line[..*at].ends_with(is_value))
        .map(|(at, _)| at)
        .collect();
    if starts.is_empty() {
        return match line.split_once('=') {
            Some((key, _)) => format!("{key}= {}", dice.pick(&NASTY)),
            None => line.to_string(),
        };
    }
    let start = starts[dice.roll(starts.len())];
    let end = line[start..].find(|c: char| !is_value(c)).map_or(line.len(), |length| start + length);
    format!("{}{}{}", &line[..start], dice.pick(&NASTY), &line[end..])
}

/// Runs the program within limits; gives what is wrong with how it ended, if anything is.
fn fault_of(arguments: &[&str], folder: &Path) -> Option<String> {
    let limits = format!("ulimit -t {CPU_SECONDS}; ulimit -v {MEMORY_KIB}; exec \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &limits, "sh", env!("CARGO_BIN_EXE_potash")]).args(arguments);
    command.current_dir(folder).env("RAYON_NUM_THREADS", "2").stdin(Stdio::null());
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let fine = matches!(output.status.code(), Some(0 | 1 | 2 | 65));
    let controls = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    let stdout = String::from_utf8_lossy(&output.stdout);
    if !fine || stderr.contains("panicked") {
        return Some(format!("{:?}: {}", output.status, stderr.chars().take(600).collect::<String>()));
    }
    (stderr.contains(controls) || stdout.contains(controls))
        .then(|| "control characters were printed".to_string())
}

/// Tries every mutant and reports those that ended wrongly, with what makes them again.
fn try_all(count: u64, mut one: impl FnMut(u64) -> Option<String>) {
    let mut faults = String::new();
    for seed in 0..count {
        if let Some(fault) = one(seed) {
            let _ = writeln!(faults, "mutation {seed}: {fault}");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

fn scenarios(count: u64) {
    let folder = common::shipped::shipped_copy();
    let mut names: Vec<PathBuf> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    names.sort();
    let texts: Vec<String> = names.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let mine = folder.path().join("mine.toml");
    try_all(count, |seed| {
        let mut dice = Dice(seed);
        let text = &texts[dice.roll(texts.len())];
        fs::write(&mine, mutated(text, &mut dice)).unwrap();
        let command: &[&str] = match dice.roll(8) {
            0 => &[
                "run",
                "mine.toml",
                "--draws",
                "4",
                "--set",
                "horizon.quarters=4",
                "--out",
                "out",
                "--quiet",
            ],
            1 => &["solve", "mine.toml", "--period", "2026-Q1"],
            _ => &["check", "mine.toml"],
        };
        fault_of(command, folder.path())
    });
}

fn worlds(count: u64) {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("tests/reference");
    let texts = ["plain_worlds.json", "corridor_worlds.json"].map(|name| {
        let mut worlds: serde_json::Value =
            serde_json::from_slice(&fs::read(root.join(name)).unwrap()).unwrap();
        worlds["worlds"].as_array_mut().unwrap().truncate(3);
        format!("{worlds:#}")
    });
    try_all(count, |seed| {
        let mut dice = Dice(seed);
        fs::write(folder.path().join("worlds.json"), mutated(&texts[dice.roll(2)], &mut dice)).unwrap();
        fault_of(&["verify", "worlds.json"], folder.path())
    });
}

fn run_folders(count: u64) {
    let folder = common::shipped::shipped_copy();
    let made = fault_of(
        &[
            "compare",
            "status-quo.toml",
            "us-only.toml",
            "--draws",
            "40",
            "--set",
            "horizon.quarters=4",
            "--name",
            "run",
        ],
        folder.path(),
    );
    assert_eq!(made, None);
    let run = folder.path().join("outputs/run");
    let originals = ["results.json", "manifest.json"].map(|name| {
        let value: serde_json::Value = serde_json::from_slice(&fs::read(run.join(name)).unwrap()).unwrap();
        format!("{value:#}")
    });
    let plain: serde_json::Value = serde_json::from_str(&originals[1]).unwrap();
    try_all(count, |seed| {
        let mut dice = Dice(seed);
        let (results, manifest) = if dice.roll(4) == 0 {
            (originals[0].clone().into_bytes(), mutated(&originals[1], &mut dice))
        } else {
            // Results that were changed on purpose come with the hash that fits them.
            let results = mutated(&originals[0], &mut dice);
            let mut manifest = plain.clone();
            for output in manifest["outputs"].as_array_mut().unwrap() {
                if output["file"] == "results.json" {
                    output["sha256"] = potash_cli::report::folder::hash(&results).into();
                }
            }
            (results, manifest.to_string().into_bytes())
        };
        fs::write(run.join("results.json"), results).unwrap();
        fs::write(run.join("manifest.json"), manifest).unwrap();
        let command: &[&str] = match dice.roll(2) {
            0 => &["report", "outputs/run", "--format", "svg,csv", "--out", "drawn", "--force", "--quiet"],
            _ => &["report", "outputs/run", "--out", "page.html", "--force", "--quiet"],
        };
        fault_of(command, folder.path())
    });
}

/// A finished run, and a folder that it stands in.
fn finished(arguments: &[&str]) -> tempfile::TempDir {
    let folder = common::shipped::shipped_copy();
    let all = [arguments, &["--set", "horizon.quarters=8", "--name", "run", "--quiet"]].concat();
    assert_eq!(fault_of(&all, folder.path()), None);
    folder
}

/// Breaks the results of a run and gives them the hash that fits; reports and pages are then asked of them.
fn broken_results(folder: &Path, count: u64) {
    let run = folder.join("outputs/run");
    let read = |name: &str| serde_json::from_slice(&fs::read(run.join(name)).unwrap()).unwrap();
    let breaker = Breaker::new(read("results.json"));
    let plain: serde_json::Value = read("manifest.json");
    try_all(count, |seed| {
        let mut dice = Dice(seed);
        let results = serde_json::to_vec(&breaker.broken(|sides| dice.roll(sides))).unwrap();
        let mut manifest = plain.clone();
        for output in manifest["outputs"].as_array_mut().unwrap() {
            if output["file"] == "results.json" {
                output["sha256"] = potash_cli::report::folder::hash(&results).into();
            }
        }
        fs::write(run.join("results.json"), results).unwrap();
        fs::write(run.join("manifest.json"), manifest.to_string()).unwrap();
        let charts = ["report", "outputs/run", "--format", "svg,csv", "--out", "drawn", "--force", "--quiet"];
        fault_of(&charts, folder).or_else(|| {
            fault_of(&["report", "outputs/run", "--out", "page.html", "--force", "--quiet"], folder)
        })
    });
}

/// A comparison and a sweep. Backtests take minutes to make: the calibration has thousands of members.
fn results_of_each_kind(count: u64) {
    let compared = finished(&["compare", "status-quo.toml", "us-only.toml", "--draws", "120"]);
    broken_results(compared.path(), count);
    let vary = ["--vary", "corridor.russian_baltic.cost=30:70:3", "--vary", "model.sigma=2.5:6:2"];
    let swept = finished(&[&["sweep", "us-only.toml", "--draws", "10"], &vary[..]].concat());
    broken_results(swept.path(), count);
}

/// How many of each kind the long test tries.
fn many() -> u64 {
    std::env::var("POTASH_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(1000)
}

#[test]
fn a_broken_scenario_is_accepted_or_refused_and_nothing_else() {
    scenarios(100);
}

#[test]
fn a_broken_worlds_file_is_accepted_or_refused_and_nothing_else() {
    worlds(60);
}

#[test]
fn a_broken_run_folder_is_accepted_or_refused_and_nothing_else() {
    run_folders(40);
}

#[test]
fn results_that_contradict_themselves_are_accepted_or_refused_and_nothing_else() {
    results_of_each_kind(60);
}

#[test]
#[ignore = "minutes"]
fn a_thousand_broken_files_of_each_kind_are_accepted_or_refused_and_nothing_else() {
    scenarios(many());
    worlds(many());
    run_folders(many());
    results_of_each_kind(many());
}
