//! Draws that are saved: the same in both formats, in any run that has them, and as the tables say.

mod common;

use assert_cmd::cargo::cargo_bin;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn scenario(name: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios").join(name)
}

fn compare(out: &Path, arguments: &[&str]) -> Output {
    let files = ["status-quo.toml", "us-plus-eu.toml"].map(scenario);
    let mut command = Command::new(cargo_bin("potash"));
    command
        .arg("compare")
        .args(files)
        .args(["--name", "r", "--force", "--out"])
        .arg(out)
        .args(arguments)
        .output()
        .unwrap()
}

/// A CSV file, cell by cell.
fn csv(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect()
}

/// A Parquet file in the same form.
fn parquet(path: &Path) -> Vec<Vec<String>> {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let mut rows = Vec::new();
    let fields = reader.metadata().file_metadata().schema().get_fields();
    rows.push(fields.iter().map(|field| field.name().to_string()).collect());
    for row in reader.get_row_iter(None).unwrap() {
        let row = row.unwrap();
        let cell = |(_, field): (&String, &Field)| match field {
            Field::Null => String::new(),
            Field::Long(number) => number.to_string(),
            Field::Double(number) => number.to_string(),
            Field::Str(text) => text.clone(),
            other => panic!("{other}"),
        };
        rows.push(row.get_column_iter().map(cell).collect());
    }
    rows
}

#[test]
fn both_formats_say_the_same_and_what_the_tables_say() {
    let out = tempfile::tempdir().unwrap();
    assert!(compare(out.path(), &["--draws", "150", "--save-draws", "csv,parquet"]).status.success());
    let file = |name: &str| out.path().join("r").join(name);
    let draws = csv(&file("draws.csv"));
    assert_eq!(draws, parquet(&file("draws.parquet")));
    assert_eq!(csv(&file("worlds.csv")), parquet(&file("worlds.parquet")));
    // Three scenarios, the horizon and its five years.
    assert_eq!(draws.len(), 1 + 150 * 3 * 6);
    let mean: f64 = draws
        .iter()
        .filter(|row| row[1] == "us-plus-eu" && row[2] == "2030")
        .map(|row| row[3].parse::<f64>().unwrap() / 150.0)
        .sum();
    let summary = csv(&file("summary.csv"));
    let own = |row: &&Vec<String>| row[0] == "us-plus-eu" && row[2] == "2030" && row[3] == "revenue.belarus";
    let row = summary.iter().find(own).unwrap();
    assert!((mean / row[6].parse::<f64>().unwrap() - 1.0).abs() < 1e-12, "{mean} {row:?}");
    // A world has a number for every uncertainty, measures' included.
    let worlds = csv(&file("worlds.csv"));
    assert_eq!(worlds.len(), 151);
    for path in ["model.sigma", "measure.eu_embargo.lifted", "index.demand.2030-Q4"] {
        let column = worlds[0].iter().position(|name| name == path).unwrap();
        assert!(worlds[1..].iter().all(|row| row[column].parse::<f64>().unwrap() > 0.0), "{path}");
    }
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(file("manifest.json")).unwrap()).unwrap();
    for name in ["draws.csv", "draws.parquet", "worlds.csv", "worlds.parquet"] {
        let listed =
            manifest["outputs"].as_array().unwrap().iter().find(|entry| entry["file"] == name).unwrap();
        assert_eq!(
            listed["sha256"],
            potash_cli::report::folder::hash(&fs::read(file(name)).unwrap()),
            "{name}"
        );
    }
}

#[test]
fn exact_quantiles_are_those_of_the_saved_draws() {
    let out = tempfile::tempdir().unwrap();
    let asked = ["--draws", "4000", "--save-draws", "csv", "--exact"];
    assert!(compare(out.path(), &asked).status.success());
    let file = |name: &str| csv(&out.path().join("r").join(name));
    let (draws, summary) = (file("draws.csv"), file("summary.csv"));
    let column = |name: &str| summary[0].iter().position(|known| known == name).unwrap();
    for scenario in ["status-quo", "us-plus-eu", "no-measures"] {
        let own = |row: &&Vec<String>| row[1] == scenario && row[2] == "2030";
        let mut revenue: Vec<f64> = draws.iter().filter(own).map(|row| row[3].parse().unwrap()).collect();
        revenue.sort_by(f64::total_cmp);
        let own = |row: &&Vec<String>| row[0] == scenario && row[2] == "2030" && row[3] == "revenue.belarus";
        let row = summary.iter().find(own).unwrap();
        for (name, p) in [("q05", 0.05), ("q25", 0.25), ("q50", 0.5), ("q75", 0.75), ("q95", 0.95)] {
            let ours: f64 = row[column(name)].parse().unwrap();
            assert_eq!(ours, potash::stats::order::quantile(&revenue, p), "{scenario} {name}");
        }
        assert_eq!(row[column("quantile_bound")], "0");
    }
    let refused = compare(out.path(), &["--draws", "2000000", "--exact"]);
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn a_longer_run_begins_with_a_shorter_one_on_any_number_of_threads() {
    let out = tempfile::tempdir().unwrap();
    let bytes = |arguments: &[&str], name: &str| {
        assert!(compare(out.path(), arguments).status.success());
        fs::read(out.path().join("r").join(name)).unwrap()
    };
    let short = bytes(&["--draws", "70", "--save-draws", "csv"], "draws.csv");
    let long = bytes(&["--draws", "200", "--save-draws", "csv", "--threads", "1"], "draws.csv");
    assert!(long.starts_with(&short) && long.len() > 2 * short.len());
    let one = bytes(&["--draws", "70", "--save-draws", "parquet", "--threads", "1"], "draws.parquet");
    let three = bytes(&["--draws", "70", "--save-draws", "parquet", "--threads", "3"], "draws.parquet");
    assert!(one == three);
}

#[test]
fn no_draws_are_saved_unless_asked_for() {
    let out = tempfile::tempdir().unwrap();
    assert!(compare(out.path(), &["--draws", "20"]).status.success());
    let names: Vec<_> = fs::read_dir(out.path().join("r")).unwrap().map(|f| f.unwrap().file_name()).collect();
    let saved = names.iter().filter(|name| name.to_string_lossy().starts_with("draws."));
    assert_eq!(saved.count(), 0, "{names:?}");
    assert_eq!(compare(out.path(), &["--save-draws", "xlsx"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_ends_the_run_with_the_path_and_leaves_nothing() {
    // No file may be longer than 300 blocks, and nobody is killed for trying.
    let out = tempfile::tempdir().unwrap();
    for format in ["csv", "parquet"] {
        let line = "trap '' XFSZ; ulimit -f 300; exec \"$0\" compare \"$1\" \"$2\" --draws 3000000 --out \"$3\" --save-draws \"$4\"";
        let mut command = Command::new("sh");
        command.args(["-c", line]).arg(cargo_bin("potash"));
        command.args(["status-quo.toml", "us-plus-eu.toml"].map(scenario)).arg(out.path()).arg(format);
        let output = command.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(74), "{told}");
        assert!(
            told.contains(&format!("draws.{format}")) || told.contains(&format!("worlds.{format}")),
            "{told}"
        );
        assert!(!told.contains("External"), "{told}");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
    }
}

#[test]
fn what_scenarios_draw_differently_has_a_column_for_each() {
    let folder = common::shipped::shipped_copy();
    let other = "title = \"Other\"\nextends = \"status-quo.toml\"\n[model]\nsigma = 4\ntheta = { uniform = [0.2, 0.4] }";
    fs::write(folder.path().join("other.toml"), other).unwrap();
    let files = ["status-quo.toml", "other.toml"].map(|name| folder.path().join(name));
    let mut command = Command::new(cargo_bin("potash"));
    command.arg("compare").args(files).args([
        "--draws",
        "8",
        "--save-draws",
        "csv,csv",
        "--name",
        "r",
        "--out",
    ]);
    assert!(command.arg(folder.path()).output().unwrap().status.success());
    let header = csv(&folder.path().join("r/worlds.csv")).remove(0);
    let of = |start: &str| header.iter().filter(|name| name.starts_with(start)).cloned().collect::<Vec<_>>();
    // The scenario without measures is the first one's world.
    assert_eq!(of("model.sigma"), ["model.sigma@status-quo", "model.sigma@no-measures"]);
    assert_eq!(of("model.theta").len(), 3);
    let manifest = fs::read_to_string(folder.path().join("r/manifest.json")).unwrap();
    assert_eq!(manifest.matches("\"draws.csv\"").count(), 1);
    assert!(manifest.contains("--save-draws csv\""), "{manifest}");
}
