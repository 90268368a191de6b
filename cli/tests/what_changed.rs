//! What made a run differ from its files stands wherever its results are.

mod common;

use assert_cmd::cargo::cargo_bin;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder with the shipped scenarios over two years, so that runs are quick.
fn short() -> TempDir {
    let folder = common::shipped::shipped_copy();
    let mut edits = vec![("status-quo.toml", "status-quo")];
    edits.push(("us-only.toml", "us-only"));
    for (file, name) in edits {
        let text = format!("title = \"The {name} title\"\nextends = \"{file}\"\n[horizon]\nquarters = 8\n");
        fs::write(folder.path().join(format!("short-{name}.toml")), text).unwrap();
    }
    folder
}

fn potash(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(cargo_bin("potash"));
    command.current_dir(folder).env("NO_COLOR", "1").args(arguments).output().unwrap()
}

/// Compares the two short scenarios with few draws into the folder `out/r`; gives stdout.
fn compare(folder: &Path, arguments: &[&str]) -> String {
    let own = [
        "compare",
        "short-status-quo.toml",
        "short-us-only.toml",
        "--draws",
        "24",
        "--name",
        "r",
        "--out",
        "out",
    ];
    let output = potash(folder, &[&own[..], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join("out/r").join(file)).unwrap()
}

/// The words of a chart, its lines joined.
fn words(svg: &str) -> String {
    let texts =
        svg.split("<text ").skip(1).filter_map(|rest| rest.split_once('>')?.1.split("</text>").next());
    texts.map(|text| text.rsplit("</title>").next().unwrap_or(text)).collect::<Vec<_>>().join(" ")
}

const SET: [&str; 6] =
    ["--set", "measure.us_sanctions.lifted=2027-06-30", "--seed", "7", "--sampler", "sobol"];

#[test]
fn settings_seed_and_sampler_stand_in_the_first_lines_of_the_answer() {
    let folder = short();
    let answer = compare(folder.path(), &[&SET[..], &["--long"]].concat());
    let first: Vec<&str> = answer.lines().take(3).collect();
    let told = ["Set: measure.us_sanctions.lifted=2027-06-30 (all scenarios)", "Seed 7, sobol draws", ""];
    assert_eq!(first, told, "{answer}");
    assert_eq!(read(folder.path(), "summary.txt"), answer);
    let brief = compare(folder.path(), &SET);
    assert_eq!(brief.lines().take(3).collect::<Vec<_>>(), told, "{brief}");
}

#[test]
fn settings_seed_and_sampler_stand_in_the_source_line_of_every_chart() {
    let folder = short();
    compare(folder.path(), &SET);
    let mut charts = 0;
    for entry in fs::read_dir(folder.path().join("out/r")).unwrap() {
        let path = entry.unwrap().path();
        // The test of what was learnt was not made by this run.
        if path.extension().is_some_and(|ending| ending == "svg") && !path.ends_with("hindcast.svg") {
            let words = words(&fs::read_to_string(&path).unwrap());
            let told = "short-us-only; set measure.us_sanctions.lifted=2027-06-30; 24 draws, seed 7, sobol.";
            assert!(words.contains(told), "{}: {words}", path.display());
            charts += 1;
        }
    }
    assert!(charts >= 6, "{charts}");
}

#[test]
fn settings_stand_at_the_head_of_the_page_and_again_when_it_is_made_later() {
    let folder = short();
    compare(folder.path(), &[&SET[..], &["--report"]].concat());
    let page = read(folder.path(), "report.html");
    let head = page.split("<header>").nth(1).unwrap().split("</header>").next().unwrap();
    let place = |text: &str| head.find(text).unwrap_or_else(|| panic!("{text:?} is not in {head}"));
    let set = place("Set: measure.us_sanctions.lifted=2027-06-30 (all scenarios)");
    assert!(set < place("class=\"cards\"") && place("Seed 7, sobol draws") < place("class=\"cards\""));
    assert!(potash(folder.path(), &["report", "out/r", "--out", "again.html"]).status.success());
    assert_eq!(fs::read_to_string(folder.path().join("again.html")).unwrap(), page);
    let manifest: serde_json::Value = serde_json::from_str(&read(folder.path(), "manifest.json")).unwrap();
    assert_eq!(manifest["scenarios"][1]["settings"][0], "measure.us_sanctions.lifted=2027-06-30");
}

#[test]
fn settings_are_in_the_answer_for_machines() {
    let folder = short();
    let answer: serde_json::Value =
        serde_json::from_str(&compare(folder.path(), &[&SET[..], &["--prior", "--json"]].concat())).unwrap();
    for k in 0..2 {
        let settings = &answer["results"]["study"]["scenarios"][k]["settings"];
        assert_eq!(
            *settings,
            serde_json::json!(["measure.us_sanctions.lifted=2027-06-30", "calibration=none"])
        );
    }
}

#[test]
fn a_run_of_files_as_they_stand_says_nothing_of_changes() {
    let folder = short();
    let answer = compare(folder.path(), &["--report"]);
    assert!(answer.starts_with("The us-only title restores "), "{answer}");
    let words = words(&read(folder.path(), "revenue-over-time.svg"));
    assert!(words.contains("short-status-quo, short-us-only; 24 draws, seed 1."), "{words}");
    assert!(!read(folder.path(), "report.html").contains("<ul class=\"notices\">"));
}

#[test]
fn five_long_settings_neither_break_a_line_nor_push_out_the_rest() {
    let folder = short();
    let mut arguments = Vec::new();
    let long = format!("model.sigma={{ lognormal = {{ median = 5.{}, sigma = 0.1 }} }}", "0".repeat(90));
    let settings = [
        &long,
        "model.theta=0.2",
        "market.china.demand_elasticity=0.2",
        "market.india.demand_elasticity=0.2",
        "market.usa.demand_elasticity=0.2",
    ];
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let answer = compare(folder.path(), &arguments);
    assert!(answer.lines().all(|line| line.chars().count() <= 80), "{answer}");
    assert_eq!(answer.lines().take_while(|line| line.starts_with("Set: ")).count(), 5, "{answer}");
    assert!(answer.lines().next().unwrap().contains('…'), "{answer}");
    let words = words(&read(folder.path(), "revenue-over-time.svg"));
    assert!(words.contains("…, model.theta=0.2 and 3 more; 24 draws, seed 1."), "{words}");
    assert!(words.contains("A conditional estimate, not a forecast."), "{words}");
}

#[test]
fn lost_draws_are_told_in_the_answer_the_charts_and_at_the_head_of_the_page() {
    let folder = short();
    let set = "exporter.belarus.capacity={ uniform = [10, 13] }";
    let answer = compare(folder.path(), &["--set", set, "--allow-lost", "--report"]);
    let lost =
        answer.lines().find(|line| line.starts_with("CAUTION: ")).unwrap_or_else(|| panic!("{answer}"));
    let number = lost.split([' ', ':']).find(|word| word.parse::<usize>().is_ok()).unwrap();
    let before = answer.split("CAUTION").next().unwrap();
    assert!(before.lines().all(|line| line.is_empty() || line.starts_with("Set: ")), "{answer}");
    let words = words(&read(folder.path(), "revenue-over-time.svg"));
    assert!(words.contains(&format!("24 ({number} lost) draws, seed 1;")), "{words}");
    let page = read(folder.path(), "report.html");
    let head = page.split("<header>").nth(1).unwrap().split("</header>").next().unwrap();
    assert!(head.contains(&format!("Caution: {number} of 24 draws")), "{head}");
}

#[test]
fn a_calibration_says_what_was_set_in_its_answer_its_files_its_charts_and_its_page() {
    let folder = common::shipped::shipped_copy();
    let set = ["--set", "model.theta=0.2", "--seed", "5"];
    let size =
        ["--draws", "60", "--members", "5", "--until", "2022", "--report", "--name", "r", "--out", "out"];
    let output = potash(folder.path(), &[&["calibrate", "history.toml"], &set[..], &size[..]].concat());
    let answer = String::from_utf8(output.stdout).unwrap();
    assert!(answer.starts_with("Set: model.theta=0.2\nSeed 5\n\n"), "{answer}");
    assert_eq!(read(folder.path(), "calibration.txt"), answer);
    let words = words(&read(folder.path(), "hindcast-prior.svg"));
    assert!(words.contains("history; set model.theta=0.2; "), "{words}");
    assert!(read(folder.path(), "report.html").contains("<li>Set: model.theta=0.2</li>"));
}

#[test]
fn a_setting_that_would_not_hold_is_refused_or_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(cargo_bin("potash")).args(arguments).current_dir(&folder).output().unwrap();
        let (out, err) =
            (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        (output.status.code(), out, err)
    };
    for twice in [
        &["--set", "model.sigma=3", "--set", "model.sigma=4"][..],
        &["--set", "run.draws=30", "--draws", "40"],
        &["--set", "run.seed=2", "--seed", "3"],
        &["--set", "calibration=none", "--prior"],
    ] {
        let (code, _, err) = run(&[&["run", "us-only", "--no-files"], twice].concat());
        assert_eq!(code, Some(2), "{twice:?}: {err}");
        assert!(err.contains("keep one of them"), "{err}");
    }
    // A scenario's own setting holds in the place of the one for all, in whatever order they are given.
    let compare = |first: &str, second: &str| {
        let files = [
            "compare",
            "status-quo",
            "us-only",
            "--no-files",
            "--draws",
            "20",
            "--set",
            "horizon.quarters=4",
        ];
        run(&[&files[..], &["--set", first, "--set", second]].concat())
    };
    let (code, one, err) = compare("us-only:model.sigma=2.5", "model.sigma=6");
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(one, compare("model.sigma=6", "us-only:model.sigma=2.5").1);
    assert!(one.contains("model.sigma=2.5 (us-only)") && one.contains("model.sigma=6 (status-quo)"), "{one}");
}
