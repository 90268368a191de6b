//! Errors of scenarios, each with its place and remedy.

mod common;

use assert_cmd::Command;
use std::fs;
use tempfile::TempDir;

fn potash() -> Command {
    let mut command = Command::cargo_bin("potash").unwrap();
    command.env("NO_COLOR", "1");
    command
}

/// A folder with the shipped scenarios and one more.
fn folder_with(name: &str, text: &str) -> TempDir {
    let folder = common::shipped::shipped_copy();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

/// Checks a scenario that extends the status quo and gives exit code and stderr.
fn check(body: &str) -> (i32, String) {
    let text = format!("title = \"Mine\"\nextends = \"status-quo.toml\"\n{body}");
    let folder = folder_with("mine.toml", &text);
    let output = potash().arg("check").arg(folder.path().join("mine.toml")).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// Asserts that a faulty body is refused with exit code 65, at `place` ("line:column"), with the words.
fn refused(body: &str, place: &str, words: &[&str]) {
    let (code, stderr) = check(body);
    assert_eq!(code, 65, "{body}\n{stderr}");
    assert!(stderr.contains(&format!("mine.toml:{place}:")), "{body}\n{stderr}");
    // Messages are wrapped to the width of the screen.
    let flat = stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(flat.contains(word), "{word:?} is not in\n{stderr}");
    }
}

#[test]
fn each_fault_is_told_with_its_place_and_its_remedy() {
    refused("horizn = 3", "3:1", &["unknown key `horizn`", "did you mean `horizon`?"]);
    refused("[exporter.belarus]\ncapacity = \"big\"", "4:12", &["is not a number", "write a number"]);
    refused("[exporter.belarus]\ncapacity = { value = 13, unit = \"USD/t\" }", "4:33", &["USD/t", "Mt/yr"]);
    refused("[exporter.belarus]\ncapacity = -1.0", "4:12", &["is -1", "above zero"]);
    refused("[baseline_share.usa]\ncanada = 1.2", "4:10", &["is 1.2", "between 0 and 1"]);
    refused("[model]\nsigma = { uniform = [6, 2] }", "4:21", &["min 6 is above max 2"]);
    refused("[model]\nsigma = nan", "4:9", &["nan", "finite"]);
    refused("[model]\nsigma = inf", "4:9", &["inf", "finite"]);
    refused("[trade.atlantis]\nusa = 1.0", "3:8", &["no exporter is called `atlantis`", "one of: canada"]);
    refused("[measure.us_sanctions.access.belarus]\nbrasil = 1", "4:1", &["did you mean `brazil`?"]);
    refused("[measure.us_sanctions]\nlifted = \"soon\"", "4:10", &["not a date", "lifted = 2025-12-13"]);
    refused("[measure.us_sanctions]\nlifted = 2019-01-01", "4:10", &["not after `imposed`"]);
    refused("[corridor.klaipda]\ncost = 3", "3:11", &["did you mean `corridor.klaipeda`?"]);
    refused(
        "[exporter.canada]\nsupply_elasticity = { discrete = { values = [1, 2], probabilities = [0.5, 1.5] } }",
        "4:34",
        &["probability 1.5 is not between 0 and 1"],
    );
    refused(
        "[exporter.canada]\nfob = { normal = { mean = 200, sd = 50 } }",
        "4:7",
        &["-inf", "cut it with min"],
    );
}

#[test]
fn faults_of_timings_processes_and_disruptions_are_told_with_place_and_remedy() {
    let lifted = "[measure.eu_embargo.lifted]\n";
    let window = format!("{lifted}from = 2028-01-01\nto = 2027-01-01\nprobability = 0.5");
    refused(&window, "5:6", &["ends before it begins", "later date than `from`"]);
    let early = "[measure.us_sanctions.lifted]\nfrom = 2019-01-01\nto = 2020-01-01\nprobability = 0.5";
    refused(early, "3:1", &["not after `imposed`"]);
    refused(&format!("{lifted}probability = 0.5"), "3:1", &["does not say when", "hazard_per_year = 0.3"]);
    refused(&format!("{lifted}hazard_per_year = -1"), "4:19", &["is -1", "between 0 and 1000"]);
    refused(&format!("{lifted}after = \"us_sanction\""), "4:9", &["did you mean `us_sanctions`?"]);
    refused(
        &format!("{lifted}after = \"us_sanctions.begun\""),
        "4:9",
        &["one of: imposed, lifted, reimposed"],
    );
    refused(&format!("{lifted}hazard_per_yer = 1"), "4:1", &["did you mean `hazard_per_year`?"]);
    refused(
        "[measure.eu_embargo]\nlifted = { probability = 1.5, from = 2027-01-01, to = 2028-01-01 }",
        "4:26",
        &["is 1.5"],
    );
    refused("[measure.eu_embargo]\nimposed = { hazard_per_year = 1 }", "4:11", &["from when", "add from"]);
    refused("[measure.after]\nby = \"x\"\nimposed = 2020-01-01", "3:10", &["cannot be called `after`"]);
    let circle = "[measure.eu_embargo.lifted]\nafter = \"klaipeda_closure\"
[measure.klaipeda_closure.lifted]\nafter = \"eu_embargo\"\nlag_quarters = 1";
    let around = "measure.eu_embargo.lifted waits for measure.klaipeda_closure.lifted waits for measure.eu_embargo.lifted";
    refused(circle, "4:9", &["goes in a circle", around, "wait for a date"]);
    refused("[process.demand]\nvolatility = -0.1", "4:14", &["is -0.1", "between 0 and 5"]);
    refused("[process.demand]\ncorrelation = 1.2", "4:15", &["is 1.2", "between 0 and 1"]);
    refused("[process.demand.brasil]\nvolatility = 0.1", "3:17", &["did you mean `brazil`?"]);
    refused("[process.ocean_freight]\nhalf_life_quarters = 0", "4:22", &["is 0", "it must be"]);
    refused(
        "[disruption.x]\nrate_per_year = 1\ncapacity_factor = 0.5\nduration_quarters = 1",
        "3:13",
        &["what it hits"],
    );
    let unlimited = "[corridor.klaipeda]\nopen = true\n[disruption.russian_ports]\ncapacity_factor = 2";
    refused(unlimited, "6:19", &["is 2", "between 0 and 1"]);
    refused("[run]\ndraws = 0", "4:9", &["is 0", "whole number from 1"]);
}

#[test]
fn faults_of_correlations_are_told_with_place_and_remedy() {
    let sigma = "[correlation.\"model.sigma\"]\n";
    refused(&format!("{sigma}\"model.theta\" = 1.2"), "4:17", &["is 1.2", "between -1 and 1"]);
    refused(
        &format!("{sigma}\"model.thetta\" = 0.2"),
        "4:1",
        &["no uncertainty is called", "did you mean \"model.theta\"?"],
    );
    refused(
        "[correlation.model.sigma]\n\"model.theta\" = 0.2",
        "3:14",
        &["no uncertainty is called `model`", "in quotes"],
    );
    refused(&format!("{sigma}\"model.sigma\" = 0.2"), "4:1", &["with itself"]);
    refused(&format!("{sigma}\"process.cost\" = 0.2"), "4:1", &["drawn once", "processes with processes"]);
    refused(
        "[correlation.\"disruption.russian_ports.duration_quarters\"]\n\"model.sigma\" = 0.2",
        "3:14",
        &["anew for every event"],
    );
    let twice = format!("{sigma}\"model.theta\" = 0.2\n[correlation.\"model.theta\"]\n\"model.sigma\" = 0.3");
    refused(&twice, "6:17", &["given already", "give it once"]);
    let wrong = format!(
        "{sigma}\"model.theta\" = 0.9\n\"exporter.canada.capacity\" = -0.9\n[correlation.\"model.theta\"]\n\"exporter.canada.capacity\" = 0.9"
    );
    let named = "model.sigma and model.theta 0.9; model.sigma and exporter.canada.capacity -0.9";
    refused(&wrong, "4:17", &["no numbers are correlated like this", named, "repair = \"nearest\""]);
    refused("[correlation]\nrepair = \"somehow\"", "4:10", &["repair = \"nearest\""]);
    let (code, _) = check(&format!("[correlation]\nrepair = \"nearest\"\n{wrong}"));
    assert_eq!(code, 0);
    refused("[run]\nsampler = \"sobel\"", "4:11", &["did you mean `sobol`?"]);
}

#[test]
fn a_thing_cannot_have_a_name_that_means_something_else() {
    refused("[exporter.value]\nfob = 200\nsupply_elasticity = 0.5", "3:11", &["cannot be called `value`"]);
    refused("[market.\"a b\"]\ndemand_elasticity = 0.5", "3:9", &["cannot be called `a b`"]);
}

#[test]
fn a_key_that_would_do_nothing_is_refused() {
    refused(
        "[model]\nsigma = { beta = { alpha = 2, beta = 2 }, min = 3, max = 5 }",
        "4:43",
        &["does not go with `beta`"],
    );
    refused("[model]\nsigma = { value = 4, min = 3 }", "4:22", &["does not go with `value`"]);
    let expect = "[expect.x]\nmetric = \"exports.belarus\"\nperiod = \"2090\"\nvalue = 1\ntolerance = -1\nsource = \"s\"\nunit = \"%\"";
    refused(expect, "5:10", &["which no run covers", "tolerance` is negative", "cannot choose its unit"]);
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let (code, stderr) = check("horizn = 1\n[model]\nsigma = nan\ntheta = -1\n[market.india]\ndemand = 2");
    assert_eq!(code, 65);
    assert!(stderr.contains("4 problems found"), "{stderr}");
}
