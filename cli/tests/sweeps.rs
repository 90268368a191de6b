//! Sweeps as their users meet them, and draws that are lost in any command: nothing that is lost looks whole.

mod common;

use assert_cmd::Command;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A capacity that leaves no valid world in about a third of the draws.
const OFTEN_LOST: &str = "exporter.belarus.capacity={uniform=[10,13]}";

/// What a command said and how it ended.
struct Said {
    code: i32,
    out: String,
    err: String,
    folder: TempDir,
}

impl Said {
    /// A file of the run called `s`.
    fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join("s").join(name)).unwrap()
    }

    /// What stands before the answer's first sentence.
    fn head(&self) -> &str {
        self.out.split("Belarus's revenue").next().unwrap()
    }

    /// stdout and stderr with single spaces: lines are wrapped.
    fn flat(&self) -> String {
        format!("{} {}", self.out, self.err).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn scenario(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios").join(name)
}

/// Runs a command on shipped scenarios of two quarters with few draws, writing a run called `s`.
fn potash(command: &str, files: &[&str], arguments: &[&str]) -> Said {
    potash_over(2, command, files, arguments)
}

/// The same over so many quarters from the beginning of 2026.
fn potash_over(quarters: usize, command: &str, files: &[&str], arguments: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let mut potash = Command::cargo_bin("potash").unwrap();
    potash.env("NO_COLOR", "1").current_dir(folder.path());
    potash.arg(command).args(files.iter().map(|name| scenario(name)));
    let horizon = format!("horizon.quarters={quarters}");
    let short = ["--set", &horizon, "--draws", "40", "--out", ".", "--name", "s"];
    let output = potash.args(short).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr), folder }
}

#[test]
fn a_run_that_lost_many_draws_says_so_first_and_ends_with_code_1() {
    for (command, files) in
        [("run", &["us-only.toml"][..]), ("compare", &["status-quo.toml", "us-only.toml"])]
    {
        let said = potash(command, files, &["--set", OFTEN_LOST]);
        assert_eq!(said.code, 1, "{command}: {}", said.err);
        let first = said.head();
        assert!(first.contains("CAUTION: ") && first.contains(" of 40 draws ("), "{first}");
        assert!(said.flat().contains("no valid world: belarus: capacity 10."), "{}", said.out);
        assert!(said.err.contains("--allow-lost"), "{}", said.err);
        // What was found is kept all the same.
        assert!(said.file("summary.csv").lines().count() > 1);
    }
}

#[test]
fn a_run_that_lost_many_draws_ends_well_if_that_was_allowed() {
    let said = potash("run", &["us-only.toml"], &["--set", OFTEN_LOST, "--allow-lost"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.head().contains("CAUTION: "), "{}", said.out);
}

/// A sweep of one short scenario.
fn sweep(arguments: &[&str]) -> Said {
    potash("sweep", &["us-only.toml"], arguments)
}

#[test]
fn a_sweep_lists_cells_that_have_no_valid_world_with_the_reason_and_ends_with_code_1() {
    let said = sweep(&["--vary", "exporter.belarus.capacity=8:12:3", "--report"]);
    assert_eq!(said.code, 1, "{}", said.err);
    let reason = "no valid world: belarus: capacity 8 must exceed baseline exports 11.14";
    assert!(said.flat().contains("2 of 3 cells have no valid world."), "{}", said.out);
    assert!(said.out.lines().any(|line| line.contains("  8  ") && line.contains(reason)), "{}", said.out);
    let table = said.file("sweep.csv");
    assert_eq!(table.lines().count(), 1 + 1 + 3, "{table}");
    assert!(table.contains(&format!("8,2026-Q1 to 2026-Q2,,,,,,,,,,,,,,,,,,,,,40,{reason}")), "{table}");
    // The curve has its gap told, and the page says it first.
    assert!(said.file("response.svg").contains("2 of 3 cells have no results and are not drawn"));
    assert!(said.file("report.html").contains("2 of 3 cells have no valid world"));
    let results: serde_json::Value = serde_json::from_str(&said.file("results.json")).unwrap();
    assert!(results["results"]["sweep"]["cells"][0]["missing"]["no_world"].is_string(), "{results}");
}

#[test]
fn the_json_of_a_sweep_has_every_cell_with_its_reason() {
    let said = sweep(&["--vary", "exporter.belarus.capacity=11:12:2", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let cells = &answer["results"]["sweep"]["cells"];
    assert!(cells[0]["missing"]["no_world"].as_str().unwrap().contains("capacity"), "{cells}");
    assert!(cells[1]["missing"].is_null());
    assert!(answer["findings"][0].as_str().unwrap().contains("1 of 2 cells have no valid world"), "{answer}");
}

#[test]
fn a_sweep_of_which_no_cell_has_a_world_says_so() {
    let said = sweep(&["--list", "exporter.belarus.capacity=8,9", "--allow-lost"]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("No cell has results; 2 of 2 cells have no valid world."), "{}", said.out);
}

#[test]
fn a_cell_that_lost_many_draws_is_marked_and_told_first() {
    let cells = "exporter.belarus.capacity={uniform=[10,13]},13";
    let said = sweep(&["--list", cells]);
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.head().contains("CAUTION: in 1 of 2 cells draws were lost, at most "), "{}", said.out);
    let marked: Vec<&str> = said.out.lines().filter(|line| line.ends_with("% of draws lost")).collect();
    assert!(marked.len() == 1 && marked[0].contains("{uniform=[10,13]}"), "{}", said.out);
    assert_eq!(sweep(&["--list", cells, "--allow-lost"]).code, 0);
}

#[test]
fn seeds_can_be_swept_as_replications() {
    let said = sweep(&["--vary", "run.seed=1:3:3"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let table = said.file("sweep.csv");
    let medians: Vec<&str> = table.lines().skip(1).filter_map(|line| line.split(',').nth(5)).collect();
    assert!(medians[0] != medians[1] && medians[1] != medians[2], "{table}");
    // Every cell is the run of its seed.
    let alone = sweep(&["--list", "model.demand=additive", "--seed", "2"]);
    let alone = alone.file("sweep.csv");
    assert_eq!(alone.lines().nth(2).unwrap().split(',').nth(5).unwrap(), medians[1]);
    let manifest: serde_json::Value = serde_json::from_str(&said.file("manifest.json")).unwrap();
    let command = manifest["command"].as_str().unwrap();
    assert!(!command.contains("--seed") && command.contains("--list run.seed=1,2,3"), "{command}");
    assert!(said.file("response.svg").contains("seed its own in each"));
    assert_eq!(sweep(&["--vary", "run.seed=1:3:3", "--seed", "4"]).code, 2);
}

#[test]
fn cells_of_different_horizons_are_shown_over_a_year_that_they_share_or_not_at_all() {
    // Settings of the sweep itself would be set twice.
    let folder = tempfile::tempdir().unwrap();
    let run = |range: &str| {
        let mut potash = Command::cargo_bin("potash").unwrap();
        potash.arg("sweep").arg(scenario("us-only.toml")).args(["--vary", range, "--draws", "20", "--out"]);
        potash.arg(folder.path()).args(["--name", "h"]).output().unwrap()
    };
    let output = run("horizon.quarters=4:9:2");
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.starts_with("CAUTION: the cells and the scenario have different horizons; all are shown"),
        "{told}"
    );
    assert!(told.contains("horizon.quarters changes nothing"), "{told}");
    let table = std::fs::read_to_string(folder.path().join("h/sweep.csv")).unwrap();
    assert!(table.lines().skip(1).all(|line| line.split(',').nth(3) == Some("2026")), "{table}");
    let output = run("horizon.quarters=1:3:3");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("no whole calendar year in common"), "{told}");
}

#[test]
fn what_changes_nothing_is_said_to() {
    // The embargo's own beginning lies before anything is solved either way.
    let said =
        sweep(&["--list", "measure.eu_embargo.imposed=2018-06-24,2018-06-25", "--vary", "model.sigma=3:4:2"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.flat().contains("measure.eu_embargo.imposed changes nothing"), "{}", said.out);
    assert!(!said.flat().contains("model.sigma changes nothing"), "{}", said.out);
}

#[test]
fn settings_that_contradict_the_sweep_are_refused_with_the_remedy() {
    let refused = |arguments: &[&str], words: &str| {
        let said = sweep(arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.err);
        assert!(said.flat().contains(words), "{arguments:?}: {}", said.err);
        assert!(!said.folder.path().join("s").exists(), "{arguments:?}");
    };
    refused(
        &["--vary", "model.sigma=2:4:3", "--set", "model.sigma=5"],
        "`model.sigma` is both set and varied",
    );
    refused(&["--vary", "horizon.quarters=4:8:2"], "`horizon.quarters` is both set and varied");
    refused(&["--list", "model.sigma=2,5,4,5"], "2,5 is two values: write 2.5 for a decimal");
    refused(&["--list", "model.sigma=3,4,3.0"], "takes 3.0 twice");
    refused(&["--vary", "model.sigma=2,5:4:3"], "a decimal has a point; write 2.5");
    refused(&["--vary", "model.sigma=2:4:3", "--vary", "model.sigma=5:6:3"], "is varied twice");
    refused(&["--list", "run.draws=10,20"], "`run.draws` cannot be varied");
    refused(&["--list", "focus=belarus,canada"], "different exporters (belarus, canada)");
    refused(&["--vary", "model.sigma=2:4:200", "--vary", "model.theta=0.1:0.5:100"], "20000 cells");
    refused(&["--vary", "model.sigma=2:4:2", "--list", "model.theta=0.1,0.2,0.3", "--zip"], "has 3 points");
    refused(&["--vary", "corridor.klaipda.cost=2:4:2"], "did you mean `corridor.klaipeda`?");
}

#[test]
fn values_out_of_order_are_listed_as_given_and_drawn_in_order() {
    let said = sweep(&["--list", "model.sigma=4,3,5"]);
    let column = |name: &str, place: usize| -> Vec<String> {
        let text = said.file(name);
        text.lines().skip(1).map(|line| line.split(',').nth(place).unwrap().to_string()).collect()
    };
    // The scenario as it stands comes first, without settings.
    assert_eq!(column("sweep.csv", 2), ["", "4", "3", "5"]);
    assert_eq!(column("response.csv", 2), ["3", "4", "5"]);
    assert_eq!(column("response.csv", 0), ["us-only", "us-only", "us-only"]);
}

#[test]
fn a_sweep_offers_no_option_that_it_would_refuse() {
    let help = Command::cargo_bin("potash").unwrap().args(["sweep", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for option in ["--digits", "--exact", "--save-draws", "--strict", "--verbose"] {
        assert!(!help.contains(option), "{option}");
        assert_eq!(sweep(&["--list", "model.sigma=3,4", option]).code, 2, "{option}");
    }
}

#[test]
fn windows_of_every_answer_are_in_one_order() {
    let windows = |command: &str| -> Vec<String> {
        let more: &[&str] =
            if command == "sweep" { &["--json", "--list", "model.sigma=3"] } else { &["--json"] };
        let said = potash_over(9, command, &["us-only.toml"], more);
        let answer: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let results = &answer["results"];
        let list = match command {
            "sweep" => &results["sweep"]["cells"][0]["windows"],
            _ => &results["study"]["comparisons"],
        };
        let of_revenue = |one: &&serde_json::Value| {
            one["metric_name"].as_str().is_none_or(|name| name == "revenue.belarus")
        };
        let list = list.as_array().unwrap().iter().filter(of_revenue);
        list.map(|one| one["window"].as_str().unwrap().to_string()).collect()
    };
    let (run, sweep) = (windows("run"), windows("sweep"));
    let places: Vec<usize> =
        sweep.iter().map(|one| run.iter().position(|other| other == one).unwrap()).collect();
    assert_eq!(run, ["2026-Q1 to 2028-Q1", "2026", "2027"]);
    assert_eq!(sweep, ["2026-Q1 to 2028-Q1", "2027"]);
    assert!(places.is_sorted() && run.last() == sweep.last(), "{run:?} {sweep:?}");
}

/// Runs a command as it is and gives its exit code and stderr.
fn plainly(arguments: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let output =
        Command::cargo_bin("potash").unwrap().current_dir(folder.path()).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn options_that_could_have_no_effect_are_refused() {
    for (arguments, words) in [
        (&["run", "us-only", "--strict"][..], "no scenario here expects anything"),
        (&["backtest", "history", "--prior", "--calibration", "calibration/to-2022.toml"], "leave out one"),
        (&["calibrate", "history", "--set", "calibration=x"], "begins with the prior"),
        (&["solve", "us-only", "-v"], "unexpected argument"),
    ] {
        let (code, told) = plainly(arguments);
        assert_eq!(code, 2, "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
}

#[test]
fn a_sweep_of_one_cell_holds_it_against_the_scenario() {
    let said = sweep(&["--vary", "model.sigma=3:3:1"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let flat = said.flat();
    assert!(flat.contains("bn with the scenario as it stands, and changes by "), "{}", said.out);
    assert!(flat.contains("with substitution between exporters 3."), "{}", said.out);
}

#[test]
fn cells_that_are_the_scenario_itself_make_no_difference() {
    let said = sweep(&["--list", "measure.us_sanctions.by=\"us\",\"them\""]);
    assert!(said.flat().contains("No difference: Belarus's revenue is "), "{}", said.out);
    let results: serde_json::Value = serde_json::from_str(&said.file("results.json")).unwrap();
    let sweep = &results["results"]["sweep"];
    let revenue = |cell: &serde_json::Value| cell["windows"][0]["revenue"]["q50"].clone();
    assert!(revenue(&sweep["own"]).is_object(), "{sweep}");
    assert_eq!(revenue(&sweep["own"]), revenue(&sweep["cells"][0]));
    assert_eq!(sweep["cells"][1]["windows"][0]["change"]["mean"]["value"], 0.0);
    assert!(sweep["own"]["windows"][0]["change"].is_null());
}

#[test]
fn a_sweep_marks_where_the_scenario_has_the_number_and_says_when_it_goes_far_beyond() {
    let said = sweep(&["--vary", "corridor.russian_baltic.cost=40:60:2"]);
    assert!(said.file("changes.svg").contains("in the scenario 4"), "{}", said.file("changes.svg"));
    assert!(!said.out.contains("CAUTION"), "{}", said.out);
    let said = sweep(&["--vary", "corridor.russian_baltic.cost=40:300:2"]);
    let told = "CAUTION: in 1 of 2 cells corridor.russian_baltic.cost is where the scenario has it in less than one draw of a thousand";
    assert!(said.flat().contains(told), "{}", said.out);
}

#[test]
fn a_sweep_tells_what_its_cells_do_to_any_metric() {
    let cells = ["--vary", "corridor.russian_baltic.cost=30:60:2", "--metric", "market_price.brazil"];
    let said = sweep(&[&cells[..], &["--metric", "world_share.belarus"]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.flat().contains("Market price, Brazil, is "), "{}", said.out);
    assert!(said.out.contains("World share, Belarus over"), "{}", said.out);
    let header = said.file("sweep.csv").lines().next().unwrap().to_string();
    assert!(header.contains(",market_price_brazil_usd_per_t_change_q50,"), "{header}");
    assert!(said.file("metric-world-share-belarus-changes.svg").contains("percentage points"));
    let manifest: serde_json::Value = serde_json::from_str(&said.file("manifest.json")).unwrap();
    let command = manifest["command"].as_str().unwrap();
    assert!(command.contains("--metric market_price.brazil --metric world_share.belarus"), "{command}");
    // What is shown beside it changes nothing of revenue.
    let plain = sweep(&cells[..2]);
    assert_eq!(plain.file("changes.csv"), said.file("changes.csv"));
    let said = sweep(&["--vary", "corridor.russian_baltic.cost=30:60:2", "--metric", "market_price.brasil"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("there is no `brasil`"), "{}", said.err);
}

#[test]
fn rows_tell_what_changes_on_the_same_draws_and_what_changes_nothing() {
    let said = sweep(&[
        "--vary",
        "corridor.russian_baltic.cost=30:60:2",
        "--list",
        "measure.us_sanctions.by=\"us\",\"them\"",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    let rows: Vec<&str> = said.out.lines().filter(|line| line.trim_start().starts_with(['3', '6'])).collect();
    assert_eq!(rows.len(), 4, "{}", said.out);
    let change = |row: &str| row.split("   ").last().unwrap().to_string();
    assert_eq!(change(rows[0]), change(rows[1]), "{}", said.out);
    // Words have no axis, but what they change can be drawn.
    let chart = said.file("changes.csv");
    assert_eq!(chart.lines().count(), 1 + 4, "{chart}");
    assert!(said.file("changes.svg").contains("revenue changes by −0."), "the title is what is drawn");
    assert!(rows[2].contains("−0.") && rows[2].contains(" to "), "{}", said.out);
    let flat = said.flat();
    assert!(
        flat.contains("and changes by −0.")
            && !flat.split("Belarus's revenue over").next().unwrap().contains("them"),
        "{}",
        said.out
    );
}

#[test]
fn what_changes_in_fewer_than_half_of_the_draws_is_not_told_as_no_difference() {
    let path = "measure.us_sanctions.reimposed.hazard_per_year=0,0.2";
    let said = potash_over(8, "sweep", &["us-only.toml"], &["--list", path]);
    assert_eq!(said.code, 0, "{}", said.err);
    let flat = said.flat();
    // Where few draws change, the middle one does not; the ends of the 90 % do.
    assert!(!flat.contains("No difference"), "{}", said.out);
    assert!(flat.contains("and changes by ") && flat.contains("(−0."), "{}", said.out);
}
