//! Scenarios anywhere: shipped ones by name, files that extend others in other folders, settings for one of several
//! scenarios, and the commands that write and list scenarios. All of it as somebody meets it who has the program in
//! an empty folder.

mod common;

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What a command did.
struct Done {
    code: i32,
    stdout: String,
    /// With every run of blanks as one: messages are wrapped.
    stderr: String,
}

/// Runs the program in a folder.
fn potash(folder: &Path, words: &[&str]) -> Done {
    let mut command = Command::cargo_bin("potash").unwrap();
    let output = command.env("NO_COLOR", "1").current_dir(folder).args(words).output().unwrap();
    let flat = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Done {
        code: output.status.code().unwrap(),
        stdout: flat(output.stdout),
        stderr: flat(output.stderr).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

fn fine(folder: &Path, words: &[&str]) -> Done {
    let done = potash(folder, words);
    assert_eq!(done.code, 0, "{words:?}\n{}", done.stderr);
    done
}

/// Asserts that a command ends with this code, and says all of this on stderr.
fn refused(folder: &Path, words: &[&str], code: i32, said: &[&str]) {
    let done = potash(folder, words);
    assert_eq!(done.code, code, "{words:?}\n{}", done.stderr);
    for text in said {
        assert!(done.stderr.contains(text), "{words:?}: {text:?} is not in\n{}", done.stderr);
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn manifest(folder: &Path, run: &str) -> Value {
    json(&fs::read_to_string(folder.join("outputs").join(run).join("manifest.json")).unwrap())
}

/// A short run: two quarters, few draws.
const SHORT: [&str; 5] = ["--draws", "40", "--set", "horizon.quarters=2", "--quiet"];

fn short<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.iter().chain(&SHORT).copied().collect()
}

fn empty() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn shipped_scenarios_run_in_an_empty_folder_and_give_what_their_files_give() {
    let (here, files) = (empty(), common::shipped::shipped_copy());
    fine(here.path(), &short(&["compare", "status-quo", "potash:us-only"]));
    fine(files.path(), &short(&["compare", "status-quo.toml", "us-only.toml"]));
    let run = "status-quo-vs-us-only";
    for name in ["results.json", "summary.csv", "differences.csv"] {
        let read = |folder: &TempDir| fs::read(folder.path().join("outputs").join(run).join(name)).unwrap();
        assert_eq!(read(&here), read(&files), "{name}");
    }
    let (ours, theirs) = (manifest(here.path(), run), manifest(files.path(), run));
    assert_eq!(ours["scenarios"][1]["inputs"][0]["file"], "potash:us-only");
    assert_eq!(ours["scenarios"][1]["inputs"][0]["sha256"], theirs["scenarios"][1]["inputs"][0]["sha256"]);
    assert_eq!(ours["scenarios"][1]["resolved_sha256"], theirs["scenarios"][1]["resolved_sha256"]);
    assert_eq!(ours["scenarios"][1]["calibration"]["file"], "potash:calibration/to-2026");
}

#[test]
fn every_shipped_scenario_is_listed_and_passes_check_in_an_empty_folder() {
    let here = empty();
    let listed = json(&fine(here.path(), &["list", "scenarios", "--json"]).stdout);
    let names: Vec<String> = listed["scenarios"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["name"].as_str().unwrap().to_string())
        .collect();
    assert!(names.len() >= 12 && names.contains(&"history".to_string()));
    let words: Vec<&str> = ["check"].into_iter().chain(names.iter().map(String::as_str)).collect();
    fine(here.path(), &words);
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), 0);
}

#[test]
fn a_word_never_means_a_shipped_scenario_where_it_could_mean_a_file() {
    let here = empty();
    write(here.path(), "us-only", "title = \"mine\"\nextends = \"potash:market\"\n");
    refused(here.path(), &["check", "us-only"], 2, &["potash:us-only", "./us-only"]);
    assert!(fine(here.path(), &["check", "./us-only"]).stdout.contains("mine"));
    assert!(fine(here.path(), &["check", "potash:us-only"]).stdout.contains("US relief alone"));
    // A path is a file, though a shipped scenario has its name.
    write(here.path(), "us-only.toml", "title = \"mine\"\nextends = \"potash:market\"\n");
    assert!(fine(here.path(), &["check", "us-only.toml"]).stdout.contains("mine"));
    // A folder is no scenario, and is spoken of.
    fs::create_dir(here.path().join("snapback")).unwrap();
    let done = fine(here.path(), &["check", "snapback"]);
    assert!(done.stderr.contains("not the folder of that name"), "{}", done.stderr);
}

#[test]
fn names_that_lead_nowhere_are_told_with_what_was_meant() {
    let here = empty();
    write(here.path(), "mine.toml", "title = \"mine\"\nextends = \"potash:market\"\n");
    for word in ["us_only", "US-Only", "us-olny", "us only"] {
        refused(here.path(), &["run", word], 2, &["did you mean `us-only`?"]);
    }
    refused(here.path(), &["run", "potash:us_only"], 2, &["did you mean `potash:us-only`?"]);
    refused(here.path(), &["run", "mine"], 2, &["did you mean the file `mine.toml`?"]);
    refused(here.path(), &["run", "us-only.toml"], 74, &["write potash:us-only"]);
    refused(here.path(), &["run", "scenarios/us-only.toml"], 74, &["write potash:us-only"]);
    refused(here.path(), &["run", "."], 65, &["a folder", "mine.toml"]);
    refused(here.path(), &["compare", "us-only"], 2, &["two scenarios", "potash run us-only"]);
    refused(here.path(), &["compare", "us-only,market"], 2, &["with blanks between them"]);
    refused(here.path(), &["us-only"], 2, &["potash run us-only"]);
    refused(here.path(), &["run", "us-only", "market"], 2, &["potash compare"]);
}

#[test]
fn files_from_other_editors_are_read_and_decimal_commas_are_told() {
    let here = empty();
    let text =
        "\u{feff}title = \"Notepad\"\r\nextends = \"potash:us-only\"\r\n[corridor.klaipeda]\r\ncost = 20\r\n";
    write(here.path(), "bom.TOML", text);
    fine(here.path(), &["check", "bom.TOML"]);
    write(here.path(), "comma.toml", &text.replace("20", "22,5"));
    refused(here.path(), &["check", "comma.toml"], 65, &["comma.toml:4:", "write 22.5"]);
    refused(here.path(), &["check", "us-only", "--set", "model.sigma=2,5"], 2, &["write 2.5"]);
    fs::write(here.path().join("wide.toml"), [0xff, 0xfe, b't', 0]).unwrap();
    refused(here.path(), &["check", "wide.toml"], 65, &["save it as UTF-8"]);
}

#[test]
fn a_scenario_extends_others_by_their_paths_and_takes_their_calibration() {
    let here = empty();
    write(here.path(), "base/market.toml", "title = \"base\"\nextends = \"own/deep.toml\"\n");
    write(here.path(), "base/own/deep.toml", "title = \"deep\"\nextends = \"potash:us-only\"\n");
    write(
        here.path(),
        "mine/a.toml",
        "title = \"a\"\nextends = \"../base/market.toml\"\n[model]\nsigma = 3\n",
    );
    let checked = fine(here.path(), &["check", "mine/a.toml", "--json"]);
    let file = &json(&checked.stdout)["files"][0];
    assert_eq!(file["extends"], "../base/market.toml");
    assert_eq!(file["calibration"]["file"], "potash:calibration/to-2026");
    assert_eq!(file["changes"].as_array().unwrap().len(), 1);
    // From its own folder the base is outside, unless it is let in.
    let own = here.path().join("mine");
    refused(&own, &["check", "a.toml"], 65, &["a.toml:2:11", "leaves the scenario folder", "--root"]);
    fine(&own, &["check", "a.toml", "--root", ".."]);
    refused(&own, &["check", "a.toml", "--root", "../nowhere"], 74, &["nowhere"]);
}

#[test]
fn a_calibration_is_looked_for_where_the_file_stands_that_names_it() {
    let here = empty();
    let shipped = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("scenarios/calibration");
    fs::create_dir_all(here.path().join("base/learnt")).unwrap();
    for name in ["to-2022.toml", "to-2022.csv"] {
        fs::copy(shipped.join(name), here.path().join("base/learnt").join(name)).unwrap();
    }
    write(
        here.path(),
        "base/b.toml",
        "title = \"b\"\nextends = \"potash:us-only\"\ncalibration = \"learnt/to-2022.toml\"\n",
    );
    write(here.path(), "mine/a.toml", "title = \"a\"\nextends = \"../base/b.toml\"\n");
    let learnt = |words: &[&str]| json(&fine(here.path(), words).stdout)["files"][0]["calibration"].clone();
    assert_eq!(learnt(&["check", "mine/a.toml", "--json"])["trained_until"], 2022);
    // A setting speaks from the scenario's folder, and of shipped files too.
    let set = ["check", "mine/a.toml", "--json", "--set", "calibration=potash:calibration/to-2026.toml"];
    assert_eq!(learnt(&set)["trained_until"], 2026);
    let set = ["check", "mine/a.toml", "--json", "--set", "calibration=../base/learnt/to-2022.toml"];
    assert_eq!(learnt(&set)["file"], "../base/learnt/to-2022.toml");
    // To a shipped scenario a setting speaks from the working folder.
    let set = ["check", "us-only", "--json", "--set", "calibration=base/learnt/to-2022.toml"];
    assert_eq!(learnt(&set)["trained_until"], 2022);
}

#[test]
fn what_a_scenario_extends_stays_below_its_root_and_goes_in_no_circle() {
    let (here, outside) = (empty(), common::shipped::shipped_copy());
    let parent =
        |text: &str| write(here.path(), "mine.toml", &format!("title = \"m\"\nextends = {text:?}\n"));
    let absolute = outside.path().join("market.toml").display().to_string();
    for name in ["../x.toml", absolute.as_str(), "sub/../../x.toml", "/etc/passwd"] {
        parent(name);
        refused(here.path(), &["check", "mine.toml"], 65, &["mine.toml:2:11", "leaves the scenario folder"]);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outside.path(), here.path().join("link")).unwrap();
        parent("link/market.toml");
        refused(here.path(), &["check", "mine.toml"], 65, &["leaves the scenario folder"]);
        parent("sub\\market.toml");
        refused(here.path(), &["check", "mine.toml"], 65, &["write / between folders"]);
    }
    parent("potash:us_only");
    refused(here.path(), &["check", "mine.toml"], 65, &["did you mean `potash:us-only`?"]);
    parent("potash:calibration/to-2026");
    refused(here.path(), &["check", "mine.toml"], 65, &["is no scenario"]);
    refused(here.path(), &["check", "potash:calibration/to-2026"], 2, &["no shipped scenario"]);
    parent("us-only.toml");
    refused(here.path(), &["check", "mine.toml"], 65, &["no file `us-only.toml`", "potash:us-only"]);
    parent("sub/a.toml");
    write(here.path(), "sub/a.toml", "title = \"a\"\nextends = \"../sub/../mine.toml\"\n");
    refused(
        here.path(),
        &["check", "mine.toml"],
        65,
        &["sub/a.toml:2:11", "goes in a circle: mine.toml → sub/a.toml"],
    );
}

#[test]
fn new_writes_a_scenario_that_passes_check_and_differs_in_one_number() {
    let here = empty();
    for (k, name) in ["us-only", "market", "history", "grand-deal"].into_iter().enumerate() {
        let file = format!("mine-{k}.toml");
        fine(here.path(), &["new", &file, "--from", name]);
        let checked = json(&fine(here.path(), &["check", &file, "--json"]).stdout);
        let checked = &checked["files"][0];
        assert_eq!(checked["extends"], format!("potash:{name}"));
        assert_eq!(checked["changes"].as_array().unwrap().len(), 1, "{name}");
        let number = checked["changes"][0]["path"].as_str().unwrap();
        let unsourced = checked["unsourced"].as_array().unwrap();
        assert!(!unsourced.iter().any(|path| path == number), "{name}: {number} has no source");
    }
    let text = fs::read_to_string(here.path().join("mine-0.toml")).unwrap();
    for words in ["potash check mine-0.toml", "potash compare us-only mine-0.toml", "basis", "USD/t"] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    fine(here.path(), &short(&["compare", "us-only", "mine-0.toml"]));
}

#[test]
fn new_writes_what_was_set_and_overwrites_nothing() {
    let here = empty();
    let words = ["new", "mine.toml", "--from", "us-plus-eu", "--set", "model.sigma=3", "--set"];
    let words: Vec<&str> = words.into_iter().chain(["measure.eu_embargo.lifted=2027-05-01"]).collect();
    fine(here.path(), &words);
    let checked = json(&fine(here.path(), &["check", "mine.toml", "--json"]).stdout);
    let changes = checked["files"][0]["changes"].as_array().unwrap().clone();
    let paths: Vec<&str> = changes.iter().map(|change| change["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["model.sigma", "measure.eu_embargo.lifted"]);
    write(here.path(), "mine.toml", "precious");
    refused(here.path(), &["new", "mine.toml"], 2, &["is there already", "--force"]);
    assert_eq!(fs::read_to_string(here.path().join("mine.toml")).unwrap(), "precious");
    fine(here.path(), &["new", "mine.toml", "--force"]);
    refused(here.path(), &["new", "mine"], 2, &["mine.toml"]);
    refused(here.path(), &["new", "us-only.toml"], 2, &["choose another name"]);
    refused(here.path(), &["new", "x.toml", "--set", "model.sigm=3"], 65, &["did you mean `sigma`?"]);
    assert!(!here.path().join("x.toml").exists());
    // From a file elsewhere, and to stdout.
    fs::create_dir(here.path().join("sub")).unwrap();
    fine(here.path(), &["new", "sub/b.toml", "--from", "mine.toml"]);
    let text = fs::read_to_string(here.path().join("sub/b.toml")).unwrap();
    assert!(text.contains("extends  = \"../mine.toml\""), "{text}");
    fine(here.path(), &["check", "sub/b.toml"]);
    assert!(fine(here.path(), &["new", "-"]).stdout.contains("extends  = \"potash:us-only\""));
}

#[test]
fn numbers_and_metrics_are_listed_with_units_and_meanings() {
    let here = empty();
    let text = fine(here.path(), &["list", "paths", "us-only", "klaipeda"]).stdout;
    assert!(
        text.contains("corridor.klaipeda.cost") && text.contains("USD/t") && text.contains("cost of a tonne")
    );
    assert!(!text.contains("rail_china"));
    let all = json(&fine(here.path(), &["list", "paths", "us-only", "--json"]).stdout);
    for number in all["paths"].as_array().unwrap() {
        assert!(!number["meaning"].as_str().unwrap().is_empty(), "{number}");
    }
    refused(here.path(), &["list", "paths", "klaipeda"], 2, &["us-only klaipeda"]);
    refused(here.path(), &["list", "paths", "us-only", "nonsense"], 2, &["no line has `nonsense`"]);
    // Every metric that is listed can be asked for.
    let metrics = json(&fine(here.path(), &["list", "metrics", "--json"]).stdout);
    for (k, metric) in metrics["metrics"].as_array().unwrap().iter().enumerate() {
        let form = metric["metric"].as_str().unwrap();
        let name = form.replace("<exporter>", "belarus").replace("<market>", "china");
        let name = name.replace("<corridor>", "klaipeda");
        let text = format!(
            "title = \"m\"\nextends = \"potash:us-only\"\n[expect.x]\nmetric = \"{name}\"\nperiod = \"baseline\"\n\
             value = 1\ntolerance = 1e9\nsource = \"none\"\n"
        );
        write(here.path(), &format!("m{k}.toml"), &text);
        fine(here.path(), &["check", &format!("m{k}.toml")]);
    }
}

#[test]
fn a_setting_for_one_scenario_leaves_the_others_as_they_are() {
    let here = empty();
    let compare = |out: &str, more: &[&str]| {
        let words = ["compare", "status-quo", "us-only", "--name", out];
        let words: Vec<&str> = words.iter().chain(more).copied().collect();
        fine(here.path(), &short(&words));
        fs::read_to_string(here.path().join("outputs").join(out).join("summary.csv")).unwrap()
    };
    let of = |csv: &str, name: &str| -> Vec<String> {
        csv.lines().filter(|line| line.starts_with(&format!("{name},"))).map(ToString::to_string).collect()
    };
    let (plain, set) = (compare("plain", &[]), compare("set", &["--set", "us-only:model.sigma=3"]));
    assert!(!of(&plain, "status-quo").is_empty(), "{plain}");
    assert_eq!(of(&plain, "status-quo"), of(&set, "status-quo"));
    assert_ne!(of(&plain, "us-only"), of(&set, "us-only"));
    // The command in the manifest makes the same run again.
    let command = manifest(here.path(), "set")["command"].as_str().unwrap().to_string();
    assert!(command.contains("--set us-only:model.sigma=3"), "{command}");
    let words: Vec<&str> = command.split(' ').skip(1).chain(["--name", "again", "-q"]).collect();
    fine(here.path(), &words);
    let read = |run: &str| fs::read(here.path().join("outputs").join(run).join("summary.csv")).unwrap();
    assert_eq!(read("set"), read("again"));
}

#[test]
fn a_setting_is_for_the_scenarios_that_have_what_it_changes() {
    let here = empty();
    let set = ["--set", "measure.eu_embargo.lifted=2027-05-01"];
    let compare = ["compare", "market", "us-only"];
    let words: Vec<&str> =
        compare.into_iter().chain(["--draws", "2", "--set", "horizon.quarters=2"]).collect();
    let words: Vec<&str> = words.into_iter().chain(set).collect();
    let done = fine(here.path(), &words);
    assert!(
        done.stderr.contains("is for us-only; there is no measure.eu_embargo in market"),
        "{}",
        done.stderr
    );
    // Known nowhere, or for nobody.
    write(here.path(), "mine.toml", "title = \"mine\"\nextends = \"potash:market\"\n");
    let wrong = ["compare", "market", "mine.toml"];
    let words: Vec<&str> = wrong.into_iter().chain(set).collect();
    refused(here.path(), &words, 2, &["no measure is called `eu_embargo`", "1 problem found"]);
    let words = ["compare", "market", "us-only", "--set", "us_only:model.sigma=3"];
    refused(here.path(), &words, 2, &["no scenario here is called `us_only`", "did you mean `us-only`?"]);
    let words = ["run", "us-only", "--set", "market:model.sigma=3"];
    refused(here.path(), &words, 2, &["no scenario here is called `market`"]);
}

#[test]
fn the_baseline_can_be_any_of_the_scenarios_and_the_others_keep_their_order() {
    let here = empty();
    fine(
        here.path(),
        &short(&["compare", "status-quo", "us-only", "us-plus-eu", "--baseline", "us-plus-eu"]),
    );
    let run = "us-plus-eu-vs-status-quo-vs-us-only";
    let command = manifest(here.path(), run)["command"].as_str().unwrap().to_string();
    assert!(command.starts_with("potash compare us-plus-eu status-quo us-only "), "{command}");
    let words = ["compare", "status-quo", "us-only", "--baseline", "status-qu"];
    refused(here.path(), &words, 2, &["did you mean `status-quo`?"]);
}

#[test]
fn without_files_the_answer_is_the_same_and_nothing_is_written() {
    let (here, there) = (empty(), empty());
    let sweep = ["sweep", "us-only", "--list", "model.sigma=3,4"];
    for words in [&["run", "us-only"][..], &["compare", "market", "us-only"], &sweep] {
        let with = fine(there.path(), &short(words));
        let alone = fine(here.path(), &short(&[words, &["--no-files"]].concat()));
        assert_eq!(with.stdout, alone.stdout, "{words:?}");
        let answer = json(&fine(here.path(), &short(&[words, &["--no-files", "--json"]].concat())).stdout);
        assert!(answer["folder"].is_null(), "{words:?}: {}", answer["folder"]);
    }
    assert_eq!(fs::read_dir(here.path()).unwrap().count(), 0);
    for other in
        [&["--report"][..], &["--save-draws", "csv"], &["--name", "x"], &["--out", "outputs"], &["--force"]]
    {
        refused(
            here.path(),
            &[&["run", "us-only", "--no-files"][..], other].concat(),
            2,
            &["cannot be used with"],
        );
    }
}
