//! The program as its users meet it: answers on stdout, faults with place and remedy, exit codes.

mod common;

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn potash() -> Command {
    let mut command = Command::cargo_bin("potash").unwrap();
    command.env("NO_COLOR", "1");
    command
}

fn scenario(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios").join(name)
}

/// A folder with the shipped scenarios and one more.
fn folder_with(name: &str, text: &str) -> TempDir {
    let folder = common::shipped::shipped_copy();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

#[test]
fn a_circle_of_extends_is_told_as_a_circle() {
    let folder = folder_with("a.toml", "title = \"a\"\nextends = \"b.toml\"\n");
    fs::write(folder.path().join("b.toml"), "title = \"b\"\nextends = \"a.toml\"\n").unwrap();
    let output = potash().arg("check").arg(folder.path().join("a.toml")).output().unwrap();
    assert_eq!(output.status.code(), Some(65));
    assert!(String::from_utf8(output.stderr).unwrap().contains("b.toml:2:11: `extends` goes in a circle"));
}

#[test]
fn a_parent_outside_the_folder_is_not_read() {
    for parent in ["../market.toml", "/etc/passwd", "sub/../../x.toml"] {
        let folder = folder_with("mine.toml", &format!("title = \"m\"\nextends = \"{parent}\"\n"));
        let output = potash().arg("check").arg(folder.path().join("mine.toml")).output().unwrap();
        assert_eq!(output.status.code(), Some(65));
        assert!(String::from_utf8(output.stderr).unwrap().contains("leaves the scenario folder"), "{parent}");
    }
}

#[test]
fn a_file_over_a_mebibyte_is_not_parsed() {
    let folder = folder_with("big.toml", &"#".repeat((1 << 20) + 1));
    let output = potash().arg("check").arg(folder.path().join("big.toml")).output().unwrap();
    assert_eq!(output.status.code(), Some(65));
    assert!(String::from_utf8(output.stderr).unwrap().contains("1 MiB"));
}

#[test]
fn wrong_usage_ends_with_two_and_starts_nothing() {
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("o");
    let us_only = scenario("us-only.toml");
    let file = us_only.to_str().unwrap();
    let cases: [&[&str]; 7] = [
        &["run", file, "--draws", "0"],
        &["run", file, "--set", "corridor.klaipda.cost=3"],
        &["run", file, "--set", "nonsense"],
        &["sweep", file, "--vary", "corridor.klaipeda.cost=1:2:1000000000"],
        &["sweep", file, "--vary", "model.sigma=2:4:100", "--vary", "model.theta=0.1:0.5:101"],
        &["sweep", file],
        &["dance"],
    ];
    for case in cases {
        let mut command = potash();
        command.args(case);
        if case.len() > 1 {
            command.arg("--out").arg(&target);
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{case:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout.is_empty() && !target.exists(), "{case:?}");
    }
}

#[test]
fn a_faulty_scenario_leaves_no_output_folder() {
    let folder = folder_with("mine.toml", "title = \"m\"\nextends = \"us-only.toml\"\nwrong = 1\n");
    let target = folder.path().join("o");
    let output =
        potash().arg("run").arg(folder.path().join("mine.toml")).arg("--out").arg(&target).output().unwrap();
    assert_eq!(output.status.code(), Some(65));
    assert!(!target.exists());
}

#[test]
fn an_output_place_that_is_no_folder_is_an_input_output_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let output = potash()
        .arg("run")
        .arg(scenario("us-only.toml"))
        .args(["--draws", "2"])
        .arg("--out")
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(74), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_under_stdout_is_an_error_and_a_closed_pipe_is_not() {
    let run = |script: &str| {
        let program = assert_cmd::cargo::cargo_bin("potash");
        let script = script
            .replace("POTASH", &format!("{} solve {}", program.display(), scenario("market.toml").display()));
        std::process::Command::new("bash").args(["-c", &script]).output().unwrap()
    };
    let full = run("POTASH > /dev/full");
    assert_eq!(full.status.code(), Some(74));
    assert!(String::from_utf8(full.stderr).unwrap().contains("No space left"));
    let piped = run("set -o pipefail; POTASH | head -n 1");
    assert!(piped.stderr.is_empty(), "{}", String::from_utf8_lossy(&piped.stderr));
}

fn run_small(out: &Path, threads: &str) -> PathBuf {
    potash()
        .args(["compare", "--draws", "20", "--quiet", "--threads", threads, "--name", "small", "--out"])
        .arg(out)
        .args([scenario("status-quo.toml"), scenario("us-only.toml")])
        .assert()
        .success();
    out.join("small")
}

#[test]
fn one_thread_and_three_write_the_same_bytes() {
    let out = tempfile::tempdir().unwrap();
    let (one, three) = (run_small(&out.path().join("a"), "1"), run_small(&out.path().join("b"), "3"));
    let mut names: Vec<_> = fs::read_dir(&one).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert!(names.len() >= 19, "{names:?}");
    for name in names {
        assert_eq!(fs::read(one.join(&name)).unwrap(), fs::read(three.join(&name)).unwrap(), "{name:?}");
    }
}

#[test]
fn a_run_folder_holds_tables_charts_and_a_manifest_of_their_hashes() {
    let out = tempfile::tempdir().unwrap();
    let folder = run_small(out.path(), "2");
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let outputs = manifest["outputs"].as_array().unwrap();
    let listed: Vec<&str> = outputs.iter().map(|o| o["file"].as_str().unwrap()).collect();
    for wanted in [
        "summary.csv",
        "by-period.csv",
        "trade.csv",
        "differences.csv",
        "measures.csv",
        "revenue-over-time.svg",
    ] {
        assert!(listed.contains(&wanted), "{wanted}");
    }
    for output in outputs {
        let bytes = fs::read(folder.join(output["file"].as_str().unwrap())).unwrap();
        assert_eq!(output["sha256"], potash_cli::report::folder::hash(&bytes));
    }
    assert_eq!(manifest["draws"], 20);
    assert_eq!(manifest["stream"], "v1");
    let measures = manifest["scenarios"][1]["measures"].as_array().unwrap();
    let us = measures.iter().find(|measure| measure["name"] == "us_sanctions").unwrap();
    assert_eq!((&us["imposed"], &us["lifted"]), (&"2021-12-08".into(), &"2025-12-13".into()));
    assert_eq!(us["reimposed"], serde_json::json!({ "from": "2026-06-01", "to": null, "after": null }));
}

#[test]
fn solve_writes_worlds_that_verify_reads_and_confirms() {
    let folder = tempfile::tempdir().unwrap();
    for (name, period) in
        [("status-quo", "2026-Q1"), ("sanctions-2022", "2022-Q3"), ("us-plus-eu", "2030-Q4")]
    {
        let output = potash()
            .args(["solve", "--json", "--period", period])
            .arg(scenario(&format!("{name}.toml")))
            .output()
            .unwrap();
        let file = folder.path().join("world.json");
        fs::write(&file, &output.stdout).unwrap();
        potash().arg("verify").arg(&file).args(["--tolerance", "1e-9"]).assert().success();
    }
}

#[test]
fn verify_fails_where_a_solution_is_wrong() {
    let output = potash().args(["solve", "--json"]).arg(scenario("market.toml")).output().unwrap();
    let mut worlds: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    worlds["worlds"][0]["solution"]["fob"][0] = serde_json::json!(229.0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("world.json");
    fs::write(&file, worlds.to_string()).unwrap();
    let output = potash().arg("verify").arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("fob[0]"));
}

#[test]
fn a_setting_moves_the_answer() {
    let solve = |setting: &str| {
        let output = potash()
            .args(["solve", "--json", "--period", "2026-Q1", "--set", setting])
            .arg(scenario("status-quo.toml"))
            .output()
            .unwrap();
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json["solution"]["revenue"][2].as_f64().unwrap()
    };
    let (cheap, dear) = (solve("corridor.russian_baltic.cost=30"), solve("corridor.russian_baltic.cost=70"));
    assert!(cheap > dear + 0.1, "{cheap} {dear}");
}

#[test]
fn a_sweep_writes_a_row_for_every_cell_and_window() {
    let out = tempfile::tempdir().unwrap();
    potash()
        .args([
            "sweep",
            "--vary",
            "corridor.russian_baltic.cost=30:70:3",
            "--list",
            "model.demand=additive,ces",
            // The calibration is of one form of demand.
            "--prior",
        ])
        .args(["--draws", "4", "--quiet", "--name", "s", "--out"])
        .arg(out.path())
        .arg(scenario("us-only.toml"))
        .assert()
        .success();
    let table = fs::read_to_string(out.path().join("s/sweep.csv")).unwrap();
    // The scenario as it stands, and six cells.
    assert_eq!(table.lines().count(), 1 + (1 + 3 * 2) * 2);
    assert!(table.starts_with("scenario,title,corridor.russian_baltic.cost,model.demand,window,"));
}

#[test]
fn strict_ends_with_one_where_an_expectation_fails() {
    let text = "title = \"m\"\nextends = \"us-only.toml\"\n[horizon]\nstart = \"2026-Q1\"\nquarters = 4\n\
                [expect.wrong]\nmetric = \"exports.belarus\"\nperiod = \"2026\"\nvalue = 1\ntolerance = 0.1\nsource = \"none\"\n";
    let folder = folder_with("mine.toml", text);
    let run = |strict: bool| {
        let mut command = potash();
        command.arg("run").arg(folder.path().join("mine.toml")).args(["--draws", "4", "--quiet", "--out"]);
        command.arg(folder.path().join("o"));
        if strict {
            command.arg("--strict");
        }
        command.output().unwrap()
    };
    assert_eq!(run(false).status.code(), Some(0));
    let strict = run(true);
    assert_eq!(strict.status.code(), Some(1));
    assert!(String::from_utf8(strict.stdout).unwrap().contains("MISSES"));
}

/// Solves a scenario at its baseline in a folder and gives what `solve --json` says.
fn solved(folder: &TempDir, name: &str, settings: &[&str]) -> serde_json::Value {
    let mut command = potash();
    command.args(["solve", "--json"]).arg(folder.path().join(name));
    for setting in settings {
        command.args(["--set", setting]);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

const SMALL_WORLD: &str = "title = \"Small\"\nfocus = \"a\"\n[model]\nsigma = 4\n\
    [exporter.a]\nfob = 200\nsupply_elasticity = 0.5\n[exporter.b]\nfob = 200\nsupply_elasticity = 0.5\n\
    [exporter.c]\nfob = 200\nsupply_elasticity = 0.5\n\
    [market.x]\ndemand_elasticity = 0.2\n[market.y]\ndemand_elasticity = 0.2\n\
    [trade.a]\nunit = \"kt/yr\"\nx = 1000\ny = 2000\n[trade.b]\nx = 1\ny = 1\n[trade.c]\nx = 1\n\
    [freight]\na = { x = 0, y = 0 }\nb = { x = 0, y = 0 }\nc = { x = 0 }\n";

#[test]
fn a_childs_unit_does_not_reach_its_parents_numbers() {
    let folder = folder_with("small.toml", SMALL_WORLD);
    let child = "title = \"Child\"\nextends = \"small.toml\"\n[trade.a]\nunit = \"Mt/yr\"\nx = 1.5\n";
    fs::write(folder.path().join("child.toml"), child).unwrap();
    let trade = &solved(&folder, "child.toml", &[])["base"]["trade"];
    assert_eq!((&trade[0][0], &trade[0][1]), (&serde_json::json!(1.5), &serde_json::json!(2.0)));
}

#[test]
fn stated_shares_of_a_market_hold_together_and_clashing_ones_are_refused() {
    let folder = folder_with("small.toml", SMALL_WORLD);
    let shares = ["baseline_share.x.a=0.5", "baseline_share.x.b=0.2"];
    let trade = &solved(&folder, "small.toml", &shares)["base"]["trade"];
    for (exporter, wanted) in [(0, 1.5), (1, 0.6), (2, 0.9)] {
        let got = trade[exporter][0].as_f64().unwrap();
        assert!((got - wanted).abs() < 1e-12, "{exporter}: {got}");
    }
    let file = folder.path().join("small.toml");
    let clash = ["--set", "baseline_share.x.a=0.7", "--set", "baseline_share.x.b=0.5"];
    let output = potash().arg("solve").arg(file).args(clash).output().unwrap();
    assert_eq!(output.status.code(), Some(65));
    assert!(String::from_utf8(output.stderr).unwrap().contains("stated shares make 120.0 %"));
}

#[test]
fn a_corridor_whose_capacity_is_multiplied_by_nothing_is_shut_even_if_it_was_unlimited() {
    let world = format!(
        "{SMALL_WORLD}[corridor.port]\ncost = 10\nserves = {{ a = \"all\" }}\n\
         [corridor.rail]\ncost = 12\nserves = {{ a = \"all\" }}\n[horizon]\nstart = \"2026-Q1\"\nquarters = 4\n\
         [measure.strike]\nimposed = 2025-01-01\n[measure.strike.corridor.port]\ncapacity_factor = 0.0\n"
    );
    let folder = folder_with("strike.toml", &world.replace("sigma = 4", "sigma = 4\ntheta = 0.3"));
    let output = potash()
        .args(["solve", "--json", "--period", "2026-Q1"])
        .arg(folder.path().join("strike.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = folder.path().join("world.json");
    fs::write(&file, &output.stdout).unwrap();
    potash().arg("verify").arg(&file).args(["--tolerance", "1e-9"]).assert().success();
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["worlds"][0]["corridor_capacity"][0], serde_json::json!(0.0));
}
