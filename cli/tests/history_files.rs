//! Histories and the calibration of them, as files and on the command line: faults with place and remedy,
//! files that were edited, and the commands that make and use them.

mod common;

use assert_cmd::Command;
use std::fs;
use std::path::Path;

fn potash() -> Command {
    let mut command = Command::cargo_bin("potash").unwrap();
    command.env("NO_COLOR", "1");
    command
}

fn scenario(name: &str) -> std::path::PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios").join(name)
}

/// Exit code and stderr, unwrapped, of checking a file that extends the shipped history.
fn check(body: &str) -> (i32, String) {
    let folder = common::shipped::shipped_copy();
    let file = folder.path().join("mine.toml");
    fs::write(&file, format!("title = \"Mine\"\nextends = \"history.toml\"\n{body}")).unwrap();
    let output = potash().arg("check").arg(&file).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), stderr.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn faults_of_figures_and_forecasts_are_told_with_place_and_remedy() {
    let cases: [(&str, &str, &[&str]); 10] = [
        ("[target.exports]\n2031 = { value = 9, error = 1 }", "4:1", &["no whole year", "2019 to 2025"]),
        ("[target.exports]\n2023 = { value = 9, error = -1 }", "4:29", &["is -1", "zero or more"]),
        ("[target.exports]\n2018x = { value = 9, error = 1 }", "4:1", &["no whole year", "one of: title"]),
        ("[target.exports]\ndiscrepancy = -0.1", "4:15", &["is -0.1"]),
        (
            "[target.exports]\nuse = \"fitt\"",
            "4:7",
            &["no use of a figure is called `fitt`", "did you mean `fit`?"],
        ),
        ("[target.mine]\nmetric = \"export.belarus\"", "4:10", &["is not a metric", "exports.<exporter>"]),
        ("[target.mine]\nmetric = \"world_trade\"\n2023 = { value = 9 }", "5:8", &["has no `error`"]),
        (
            "[target.mine]\nmetric = \"world_trade\"\n2023 = { value = 9, error = 0, source = \"x\" }",
            "5:8",
            &["leaves no room for any error"],
        ),
        (
            "[forecast.cru]\ntarget = \"exports.2032\"",
            "4:10",
            &["no target is called", "did you mean `exports.20"],
        ),
        (
            "[forecast.mine]\nby = \"me\"\nknew = 2022\ntarget = \"exports.2023\"\nsource = \"x\"",
            "3:1",
            &["forecasts no figure"],
        ),
    ];
    for (body, place, words) in cases {
        let (code, stderr) = check(body);
        assert_eq!(code, 65, "{body}\n{stderr}");
        assert!(stderr.contains(&format!("mine.toml:{place}:")), "{body}\n{stderr}");
        for word in words {
            assert!(stderr.contains(word), "{word:?} is not in\n{stderr}");
        }
    }
}

#[test]
fn a_history_without_its_heading_is_told() {
    let folder = common::shipped::shipped_copy();
    let file = folder.path().join("mine.toml");
    let target = "[target.x]\nmetric = \"world_trade\"\n";
    fs::write(&file, format!("title = \"Mine\"\nextends = \"market.toml\"\n{target}")).unwrap();
    let output = potash().arg("check").arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(65));
    assert!(String::from_utf8(output.stderr).unwrap().contains("training_until"));
}

#[test]
fn members_that_were_edited_or_lie_elsewhere_are_refused() {
    let folder = common::shipped::shipped_copy();
    let members = folder.path().join("calibration/to-2026.csv");
    let text = fs::read_to_string(&members).unwrap();
    let (header, rest) = text.split_once('\n').unwrap();
    fs::write(&members, format!("{header}\n{}", rest.replacen('3', "4", 1))).unwrap();
    let run = |body: &str| {
        let file = folder.path().join("mine.toml");
        fs::write(&file, format!("title = \"Mine\"\nextends = \"market.toml\"\n{body}")).unwrap();
        let output = potash().arg("check").arg(&file).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap(), stderr.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let (code, stderr) = run("");
    assert_eq!(code, 65);
    assert!(stderr.contains("is not the file that") && stderr.contains("potash calibrate"), "{stderr}");
    for (name, words) in [("../x.toml", "leaves the scenario folder"), ("market.toml", "is no calibration")] {
        let (code, stderr) = run(&format!("calibration = \"{name}\""));
        assert_eq!(code, 65, "{stderr}");
        assert!(stderr.contains(words), "{stderr}");
    }
    assert_eq!(run("calibration = \"none\"").0, 0);
}

#[test]
fn without_what_was_learnt_a_run_is_the_one_that_never_knew_of_it() {
    let out = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = potash();
        command.arg("run").arg(scenario("status-quo.toml")).args(["--draws", "64", "--json", "--quiet"]);
        command.arg("--out").arg(out.path()).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let study = &json["results"]["study"];
        (study["comparisons"].clone(), study["scenarios"][0]["calibration"].clone())
    };
    let (learnt, told) = run(&[]);
    assert_eq!(told["trained_until"], 2026);
    assert!(told["numbers"].as_u64().unwrap() > 50);
    let (prior, told) = run(&["--prior"]);
    assert!(told.is_null());
    assert_eq!(prior, run(&["--set", "calibration=none"]).0);
    assert_ne!(learnt, prior);
}

#[test]
fn calibrating_makes_files_that_a_scenario_takes_and_a_backtest_tests() {
    let folder = common::shipped::shipped_copy();
    let out = tempfile::tempdir().unwrap();
    let history = folder.path().join("history-2022.toml");
    let make = |threads: &str, name: &str| {
        let mut command = potash();
        command.arg("calibrate").arg(&history).args([
            "--draws",
            "15000",
            "--until",
            "2022",
            "--members",
            "200",
            "--threads",
            threads,
        ]);
        command.arg("--out").arg(out.path()).args(["--name", name, "--quiet", "--json"]);
        command.output().unwrap()
    };
    let (one, two) = (make("1", "one"), make("2", "two"));
    let text = |output: &std::process::Output| String::from_utf8(output.stdout.clone()).unwrap();
    let named = |name: &str| format!("{}\"", out.path().join(name).display());
    let same = text(&one).replace(&named("one"), &named("two")) == text(&two);
    assert!(same, "the same bits on any number of threads");
    let json: serde_json::Value = serde_json::from_slice(&one.stdout).unwrap();
    assert!(
        one.status.success() && json["results"]["calibration"]["posteriors"].as_array().unwrap().len() == 1
    );
    for file in
        ["to-2022.toml", "to-2022.csv", "targets.csv", "parameters.csv", "hindcast.svg", "hindcast-prior.svg"]
    {
        let [one, two] = ["one", "two"].map(|name| fs::read(out.path().join(name).join(file)));
        let one = one.unwrap_or_else(|error| panic!("{file}: {error}"));
        // But for the command that is written into it.
        assert!(file.ends_with(".toml") || one == two.unwrap(), "{file}");
    }
    for file in ["to-2022.toml", "to-2022.csv"] {
        fs::copy(out.path().join("one").join(file), folder.path().join("calibration").join(file)).unwrap();
    }
    let test = |arguments: &[&str]| {
        let mut command = potash();
        command.arg("backtest").arg(&history).args(["--quiet", "--out"]).arg(out.path()).args(arguments);
        command.output().unwrap()
    };
    let text = test(&["--strict"]);
    let told = String::from_utf8(text.stdout).unwrap();
    // So few draws may pass or not; what is told, the exit code and the first word say the same.
    let passes = told.contains("The backtest passes.");
    assert_eq!(text.status.code(), Some(if passes { 0 } else { 1 }), "{told}");
    assert!(told.starts_with(if passes { "PASS. " } else { "FAIL. " }), "{told}");
    assert!(told.contains("held out") && told.contains("CRU"), "{told}");
    let json: serde_json::Value = serde_json::from_slice(&test(&["--json"]).stdout).unwrap();
    let tested = &json["results"]["backtest"]["stages"][0]["phase"]["tested"];
    assert_eq!((tested["draws"].as_u64(), tested["until"].as_i64()), (Some(200), Some(2022)));
    let ranks: Vec<f64> =
        tested["rows"].as_array().unwrap().iter().map(|row| row["rank"].as_f64().unwrap()).collect();
    let miss = |rank: &f64| (2.0 * rank - 1.0).abs();
    assert!(ranks.windows(2).all(|pair| miss(&pair[0]) >= miss(&pair[1])), "the worst comes first");
}

#[test]
fn what_too_few_draws_teach_is_told_and_not_written() {
    let out = tempfile::tempdir().unwrap();
    let mut command = potash();
    command
        .arg("calibrate")
        .arg(scenario("history.toml"))
        .args(["--draws", "600", "--quiet", "--report", "--name", "few"]);
    let output = command.arg("--out").arg(out.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("not to be trusted") || told.contains("Nothing survives"), "{told}");
    // The page says so before anything else, and draws nothing as learnt.
    let page = std::fs::read_to_string(out.path().join("few/report.html")).unwrap();
    let (alarm, first) = (page.find("class=\"alarm\"").unwrap(), page.find("<figure").unwrap());
    assert!(alarm < first && page[alarm..].contains("Nothing was learnt from the years to 2026"));
    assert!(!out.path().join("few/learnt.svg").exists());
    assert!(out.path().join("few/targets.csv").exists() && !out.path().join("few/to-2026.csv").exists());
}

#[test]
fn the_register_has_every_number_with_its_class_and_source() {
    // In the order of docs/calibrate.sh: what a file takes over stands with the file it takes it from.
    let names = "market status-quo us-only us-plus-eu eu-only klaipeda-only canada-tariff snapback grand-deal \
                 no-sanctions history history-2022 sanctions-2022";
    let files: Vec<_> = names.split_whitespace().map(|name| scenario(&format!("{name}.toml"))).collect();
    let all = fs::read_dir(scenario("")).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_file());
    assert_eq!(all.count(), files.len(), "every shipped scenario is in the register");
    let output = potash().arg("check").args(&files).arg("--register").output().unwrap();
    let made = String::from_utf8(output.stdout).unwrap();
    assert!(made.contains(" 0 of them without a class or a source."), "{}", made.lines().last().unwrap());
    let kept =
        fs::read_to_string(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("docs/parameters.md"))
            .unwrap();
    assert!(made == kept, "docs/parameters.md is old: run docs/calibrate.sh");
}
