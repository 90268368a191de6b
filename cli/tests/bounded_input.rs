//! What comes in is bounded: files of any kind and any size cost a moment and little memory, their faults are reported
//! in a screenful, and nothing in them reaches the terminal as a command.

mod common;

use potash::scenario::reading::structure::Structure;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn shipped(name: &str) -> potash::scenario::Scenario {
    potash::scenario::Scenario::load(
        &Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios").join(name),
        &[],
    )
    .unwrap()
}

#[test]
fn shipped_calibrations_say_what_world_they_were_learnt_in() {
    let world = Structure::of(&shipped("history.toml").definition().world);
    let names =
        |names: &[String]| names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
    let wanted = format!(
        "\n# The world that it was learnt in.\n[world]\ndemand = {:?}\nexporters = [{}]\nmarkets = [{}]\ncorridors = [{}]\n\n# Each number",
        world.demand,
        names(&world.exporters),
        names(&world.markets),
        names(&world.corridors)
    );
    for file in ["to-2022.toml", "to-2026.toml"] {
        let path =
            Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios/calibration").join(file);
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(&wanted), "{file} lacks{wanted}");
    }
}

const MIB: usize = 1 << 20;

/// The program in a folder, under limits of memory and processor time that it keeps by far.
fn limited(folder: &Path, words: &[&str]) -> Output {
    let script = "ulimit -v 2000000; ulimit -t 60; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_potash")]).args(words);
    command.current_dir(folder).env("NO_COLOR", "1").output().unwrap()
}

/// Asserts an exit code and what stderr says; gives stderr.
fn told(output: &Output, code: i32, words: &str) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{stderr:.2000}");
    let flat = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(words), "{words:?} is not in {stderr:.4000}");
    stderr
}

fn folder_with(files: &[(&str, &str)]) -> TempDir {
    let folder = common::shipped::shipped_copy();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// A text of many lines, cut to a mebibyte.
fn many(head: &str, line: impl Fn(usize) -> String) -> String {
    let mut text = head.to_string();
    for k in 0.. {
        let line = line(k);
        if text.len() + line.len() > MIB {
            break;
        }
        text.push_str(&line);
    }
    text
}

/// Texts that once took gigabytes or minutes, and their relatives.
fn bombs() -> Vec<(&'static str, String)> {
    let top = "title = \"x\"\nextends = \"market.toml\"\n";
    vec![
        ("source", many(&format!("{top}source = \"{}\"\n", "s".repeat(500_000)), |k| format!("k{k}=1\n"))),
        (
            "short-source",
            many(&format!("{top}source = \"{}\"\n", "s".repeat(1_900)), |k| format!("k{k}=1\n")),
        ),
        (
            "names",
            format!("{top}[measure.{}]\nlifted={{after=\"{}\"}}\n", "a".repeat(400_000), "b".repeat(400_000)),
        ),
        ("exporters", many("title = \"x\"\n", |k| format!("[exporter.e{k}]\n"))),
        ("quarters", many("title = \"x\"\n[index.demand]\n", |k| format!("\"x{k}\"=1\n"))),
        ("equals", "=".repeat(MIB)),
        ("lines", "\n".repeat(MIB)),
        ("words", "a ".repeat(MIB / 2)),
        ("faults", "a\n".repeat(MIB / 2)),
        ("zeros", "\0".repeat(MIB)),
        ("comment", "#".repeat(MIB)),
        ("text", format!("{top}question = \"{}\"", "\\u001b".repeat(MIB / 6 - 20))),
        ("line", format!("{top}question = \"{}\" x", "y".repeat(MIB - 100))),
        ("array", format!("{top}x = [{}]", "1,".repeat(MIB / 2 - 50))),
        ("arrays", many(top, |k| format!("a{k}=[{}]\n", "1,".repeat(1_000)))),
        ("deep", format!("{top}x = {}", "[".repeat(MIB - 100))),
        ("inline", format!("{top}x = {}", "{a=".repeat(MIB / 3 - 50))),
        ("dots", many(top, |k| format!("k{k}.{}a=1\n", "a.".repeat(70)))),
        ("header", format!("{top}[{}a]", "a.".repeat(MIB / 2 - 50))),
        ("unknown", many(top, |k| format!("[u{k}]\n"))),
        ("measures", many(top, |k| format!("[measure.m{k}]\nimposed=2026-01-01\n"))),
        ("expect", many(top, |k| format!("[expect.e{k}]\nmetric=\"world_trade\"\n"))),
        ("discrete", {
            let (values, chances) = ("2,".repeat(90_000), "0.00001,".repeat(90_000));
            format!("{top}[model]\nsigma={{discrete={{values=[{values}],probabilities=[{chances}]}}}}\n")
        }),
        ("correlated", {
            let quarter = |k: usize| format!("{}-Q{}", 2027 + k / 4, 1 + k % 4);
            let index: String = (0..400).map(|k| format!("\"{}\"={{uniform=[1,2]}}\n", quarter(k))).collect();
            let head = format!("{top}[index.demand]\n{index}[correlation]\nrepair=\"nearest\"\n");
            many(&head, |k| {
                let cell = |n: usize| format!("\"index.demand.{}\"=0.9\n", quarter((k * 7 + n) % 400));
                let row = format!("[correlation.\"index.demand.{}\"]\n", quarter(k % 400));
                if k < 400 { row + &(1..9).map(cell).collect::<String>() } else { "#\n".to_string() }
            })
        }),
    ]
}

/// Runs the program and gives the most memory that it had, in KiB.
fn peak(folder: &Path, file: &str) -> (u64, Output) {
    let measure = "import os, resource, subprocess, sys\n\
                   code = subprocess.call(sys.argv[1:])\n\
                   open('peak', 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))\n\
                   sys.exit(code)";
    let script = "ulimit -t 60; exec python3 -c \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, measure, env!("CARGO_BIN_EXE_potash"), "check", file]);
    let output = command.current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    (fs::read_to_string(folder.join("peak")).unwrap().parse().unwrap(), output)
}

#[test]
#[cfg(target_os = "linux")]
fn a_mebibyte_of_anything_is_checked_in_little_memory_and_told_of_in_a_screenful() {
    let folder = common::shipped::shipped_copy();
    let (usual, output) = peak(folder.path(), "us-only.toml");
    told(&output, 0, "");
    for (name, text) in bombs() {
        assert!(text.len() <= MIB + 100, "{name}");
        fs::write(folder.path().join("bomb.toml"), &text).unwrap();
        let (memory, output) = peak(folder.path(), "bomb.toml");
        assert_eq!(
            output.status.code(),
            Some(65),
            "{name}: {:.2000}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(memory < usual + 64 * 1024, "{name}: {} MiB", memory / 1024);
        assert!(output.stderr.len() < 100_000, "{name}: {} bytes", output.stderr.len());
    }
}

/// A large world in which nobody trades, and many measures with effects on it.
fn idle_world() -> String {
    let mut text = "title=\"x\"\nfocus=\"e0\"\n[model]\nsigma=4\ntheta=3\n[baseline_share]\n".to_string();
    let row = |letter: &str, value: u32, count: usize| {
        (0..count).map(|k| format!("{letter}{k}={value}")).collect::<Vec<_>>().join(",")
    };
    (0..64).for_each(|k| text += &format!("m{k}={{{}}}\n", row("e", 0, 64)));
    for k in 0..64 {
        text +=
            &format!("[exporter.e{k}]\nsupply_elasticity=1\nfob=200\n[market.m{k}]\ndemand_elasticity=0.5\n");
    }
    let serves = (1..64).map(|k| format!("e{k}=\"all\"")).collect::<Vec<_>>().join(",");
    (0..8).for_each(|k| text += &format!("[corridor.c{k}]\ncost=1\nserves={{{serves}}}\n"));
    for k in 0..256 {
        let cost: String = (0..8).map(|c| format!("corridor.c{c}.added_cost=1\n")).collect();
        text += &format!("[measure.x{k}]\nimposed=2026-01-01\nlifted=\"never\"\n{cost}");
    }
    text
}

#[test]
fn a_large_world_without_trade_is_checked_in_moments_and_told_of_in_a_screenful() {
    let folder = folder_with(&[("bomb.toml", &idle_world())]);
    let script = "ulimit -t 15; exec \"$0\" check bomb.toml";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_potash")]).current_dir(folder.path());
    let output = command.output().unwrap();
    told(&output, 65, "the trade matrix is empty");
    assert!(output.stderr.len() + output.stdout.len() < 100_000);
}

#[test]
fn at_most_twenty_faults_are_told_and_the_rest_counted() {
    let body: String = (0..900).map(|k| format!("u{k} = 1\n")).collect();
    let tables: String = (0..5).map(|k| format!("[market.m{k}]\n{body}")).collect();
    let text = format!("title=\"x\"\nextends=\"market.toml\"\n{tables}");
    let folder = folder_with(&[("mine.toml", &text)]);
    let output = limited(folder.path(), &["check", "mine.toml"]);
    let stderr = told(&output, 65, "problems found; nothing was run");
    assert_eq!(stderr.matches(" help: ").count(), 20, "{stderr:.3000}");
    assert!(stderr.contains("\nand ") && stderr.contains(" more\n"));
}

#[test]
fn what_is_no_scenario_is_told_in_one_line() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    for file in ["README.md", "Cargo.toml", "LICENSE", "scenarios/calibration/to-2026.toml", "src/lib.rs"] {
        let stderr = told(&limited(root, &["check", file]), 65, "this is no scenario: ");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
    let folder = folder_with(&[("table.toml", "a,b,c\n1,2,3\n")]);
    told(&limited(folder.path(), &["check", "table.toml"]), 65, "this is no scenario");
}

#[test]
#[cfg(unix)]
fn only_regular_files_below_their_folder_are_read() {
    let folder =
        folder_with(&[("takes.toml", "title=\"x\"\nextends=\"market.toml\"\ncalibration=\"given.toml\"\n")]);
    let path = folder.path();
    for door in ["check", "verify", "solve"] {
        told(&limited(path, &[door, "/dev/zero"]), 65, "a device, pipe or socket");
        told(&limited(path, &[door, "calibration/"]), 65, "a folder");
        told(&limited(path, &[door, "./nothing.toml"]), 74, "nothing.toml");
    }
    assert!(Command::new("mkfifo").arg(path.join("pipe.toml")).status().unwrap().success());
    told(&limited(path, &["check", "./pipe.toml"]), 65, "a device, pipe or socket");
    fs::write(path.join("bytes.toml"), b"\xff\xfe").unwrap();
    told(&limited(path, &["check", "bytes.toml"]), 65, "UTF-8");
    told(&limited(path, &["verify", "bytes.toml"]), 65, "UTF-8");
    // A calibration that is a device, a pipe, or a link that leads out; members that are.
    let given = path.join("given.toml");
    std::os::unix::fs::symlink("/dev/zero", &given).unwrap();
    told(&limited(path, &["check", "takes.toml"]), 65, "leaves the scenario folder");
    fs::remove_file(&given).unwrap();
    assert!(Command::new("mkfifo").arg(&given).status().unwrap().success());
    told(&limited(path, &["check", "takes.toml"]), 65, "a device, pipe or socket");
    fs::remove_file(&given).unwrap();
    let text = fs::read_to_string(path.join("calibration/to-2026.toml")).unwrap();
    for members in ["/dev/zero", "../to-2026.csv", "pipe.toml"] {
        fs::write(&given, text.replace("\"to-2026.csv\"", &format!("{members:?}"))).unwrap();
        let stderr = told(&limited(path, &["check", "takes.toml"]), 65, "");
        assert!(stderr.contains("leads out") || stderr.contains("pipe or socket"), "{stderr}");
    }
}

/// A calibration of the shipped world with something replaced in the heading and in every member, and the fault
/// that is reported of it.
fn with_calibration(heading: impl Fn(&str) -> String, column: &str, value: Option<&str>) -> Output {
    let folder =
        folder_with(&[("mine.toml", "title=\"x\"\nextends=\"us-only.toml\"\ncalibration=\"given.toml\"\n")]);
    let read = |file: &str| fs::read_to_string(folder.path().join("calibration").join(file)).unwrap();
    let (toml, csv) = (read("to-2026.toml"), read("to-2026.csv"));
    let position = csv.lines().next().unwrap().split(',').position(|path| path == column).unwrap();
    let row = |(number, line): (usize, &str)| {
        let cells = line.split(',').enumerate().map(|(k, cell)| match value {
            Some(value) if k == position && number == 7 => value,
            _ => cell,
        });
        cells.collect::<Vec<_>>().join(",") + "\n"
    };
    let members: String = csv.lines().enumerate().map(row).collect();
    let sha = |text: &str| {
        use sha2::Digest;
        sha2::Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let toml = toml.replace(&sha(&csv), &sha(&members)).replace("to-2026.csv", "given.csv");
    fs::write(folder.path().join("given.toml"), heading(&toml)).unwrap();
    fs::write(folder.path().join("given.csv"), members).unwrap();
    limited(folder.path(), &["check", "mine.toml"])
}

#[test]
fn members_of_a_calibration_lie_where_their_parameter_can() {
    let share = "exporter.belarus.rent_share";
    told(&with_calibration(str::to_string, share, None), 0, "");
    for (path, value) in [
        (share, "-1"),
        (share, "0.95"),
        ("exporter.belarus.contract_lag_quarters", "-1"),
        ("market.brazil.demand_index.2025-Q3", "1e308"),
        ("market.brazil.demand_index.2025-Q3", "0"),
    ] {
        let output = with_calibration(str::to_string, path, Some(value));
        let stderr = told(&output, 65, "it must be between");
        assert!(stderr.contains("given.csv:8: column ") && stderr.contains(path), "{stderr}");
    }
    let count = |text: &str| text.replace("members = 2000", "members = 2001");
    told(&with_calibration(count, share, None), 65, "there are 2000 members, and");
}

#[test]
fn what_was_learnt_in_another_world_is_refused_with_the_reason() {
    let share = "exporter.belarus.rent_share";
    let other = |text: &str| text.replace("\"laos\", ", "\"atlantis\", ");
    told(&with_calibration(other, share, None), 65, "its exporters have `atlantis`, which is not here");
    let none = |text: &str| text.replace("[world]", "[elsewhere]");
    told(&with_calibration(none, share, None), 65, "make it anew with `potash calibrate`");
    let folder = common::shipped::shipped_copy();
    let ces = ["check", "us-only.toml", "--set", "model.demand=ces"];
    told(&limited(folder.path(), &ces), 65, "demand is additive there and ces here");
    told(&limited(folder.path(), &[&ces[..], &["--prior"]].concat()), 0, "");
}

#[test]
fn a_world_that_cannot_be_is_told_with_the_line_of_the_number_to_blame() {
    let folder = folder_with(&[(
        "mine.toml",
        "title=\"x\"\nextends=\"us-only.toml\"\n[exporter.belarus]\ncapacity = 3.2\n",
    )]);
    for command in ["check", "solve"] {
        let stderr = told(&limited(folder.path(), &[command, "mine.toml"]), 65, "give it more than 11.1");
        assert!(stderr.contains("mine.toml:4:12: belarus: capacity 3.2 must exceed"), "{stderr}");
    }
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
    let escape = "\\u001b]0;PWNED\\u0007\\u202e";
    let text = format!("title=\"a{escape}\"\nextends=\"us-only.toml\"\n");
    let broken = "title = \"a\u{1b}]0;PWNED\u{7}\"\nextends=\"us-only.toml\"\n";
    let folder = folder_with(&[("title.toml", &text), ("broken.toml", broken)]);
    let run: &[&str] = &["run", "title.toml", "--draws", "20", "--name", "r"];
    let unclean =
        |text: &str| text.chars().any(|c| (c.is_control() && c != '\n' && c != '\t') || c == '\u{202e}');
    for words in [&["check", "title.toml"], &["check", "broken.toml"], &["check", "\u{1b}[2J.toml"], run] {
        let output = limited(folder.path(), words);
        for stream in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(stream);
            assert!(!unclean(&text), "{words:?}: {text:?}");
        }
    }
    for file in fs::read_dir(folder.path().join("outputs/r")).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        assert!(!unclean(&text), "{}", file.display());
    }
    let told = fs::read_to_string(folder.path().join("outputs/r/summary.txt")).unwrap();
    assert!(told.contains("\\u{1b}]0;PWNED"), "{told}");
}

#[test]
fn a_path_from_output_works_on_the_command_line() {
    let text = "title=\"x\"\nextends=\"us-only.toml\"\ncalibration=\"none\"\n\
                [correlation.\"corridor.russian_baltic.cost\"]\n\"model.theta\"=0.5\n";
    let folder = folder_with(&[("mine.toml", text)]);
    let path = "correlation.\"corridor.russian_baltic.cost\".\"model.theta\"";
    let set = |words: &str, path: &str| limited(folder.path(), &["check", "mine.toml", words, path]);
    told(&set("--set", &format!("{path}=0.3")), 0, "");
    told(&set("--set", &format!("{path}=3")), 2, "between -1 and 1");
    told(&set("--set", "index.demand.2030-Q4=1.1"), 0, "");
    told(&set("--set", "extends=market.toml"), 2, "cannot be set");
    told(&set("--set", "title=x"), 2, "cannot be set");
    let sweep = ["sweep", "mine.toml", "--draws", "4", "--quiet", "--name", "s", "--vary"];
    told(&limited(folder.path(), &[&sweep[..], &[&format!("{path}=0:0.4:2")]].concat()), 0, "");
}

#[test]
fn threads_are_as_many_as_are_of_use() {
    let folder = common::shipped::shipped_copy();
    let words = ["run", "us-only.toml", "--draws", "64", "--json", "--name"];
    let run = |name: &str, threads: &str, (key, value): (&str, &str)| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_potash"));
        command.args(words).arg(name).current_dir(folder.path()).env(key, value);
        if !threads.is_empty() {
            command.args(["--threads", threads]);
        }
        let output = command.output().unwrap();
        let stderr = told(&output, 0, "");
        let mut answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["folder"] = serde_json::Value::Null;
        (answer, stderr)
    };
    let (plain, _) = run("a", "", ("NO_COLOR", "1"));
    let (bounded, stderr) = run("b", "", ("RAYON_NUM_THREADS", "999999"));
    assert!(stderr.contains("999999 threads are more than"), "{stderr}");
    let (asked, stderr) = run("c", "1024", ("NO_COLOR", "1"));
    assert!(stderr.contains("1024 threads are more than"), "{stderr}");
    let (small, _) = run("d", "", ("RUST_MIN_STACK", "1"));
    assert!(bounded == plain && asked == plain && small == plain);
}
