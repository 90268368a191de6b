//! Charts and pages of finished runs: the same again without solving, and only of folders that can be trusted.

mod common;

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// Names that break layouts and markup.
const HOSTILE: &str = "<script>alert(\"1\")</script> & 'relief' \u{202e}ecalp fo tuo";

fn potash() -> Command {
    Command::cargo_bin("potash").unwrap()
}

fn run(arguments: &[&str]) -> (i32, Vec<u8>, String) {
    let output = potash().args(arguments).output().unwrap();
    (output.status.code().unwrap(), output.stdout, String::from_utf8(output.stderr).unwrap())
}

/// A comparison, a sweep and a single run, made once. One title is hostile and one is 256 letters long.
fn made() -> &'static Path {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    let folder = MADE.get_or_init(|| {
        let folder = common::shipped::shipped_copy();
        let scenario = |name: &str, title: &str, parent: &str| {
            let title = title.replace('\\', "\\\\").replace('"', "\\\"");
            fs::write(folder.path().join(name), format!("title = \"{title}\"\nextends = \"{parent}\"\n"))
                .unwrap();
            folder.path().join(name).display().to_string()
        };
        let first = scenario("first.toml", HOSTILE, "status-quo.toml");
        let second = scenario("second.toml", &"lengthy".repeat(37), "us-plus-eu.toml");
        let out = folder.path().display().to_string();
        for arguments in [
            vec!["compare", &first, &second, "--draws", "300", "--name", "compare", "--report"],
            vec!["run", &first, "--draws", "64", "--name", "alone"],
            vec![
                "sweep",
                &first,
                "--vary",
                "model.sigma=3:5:3",
                "--draws",
                "20",
                "--name",
                "sweep",
                "--report",
            ],
        ] {
            let (code, _, stderr) = run(&[&arguments[..], &["--out", &out, "--quiet"]].concat());
            assert_eq!(code, 0, "{stderr}");
        }
        folder
    });
    folder.path()
}

/// A copy of a finished run, to be spoilt.
fn copy(name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join(name);
    fs::create_dir(&target).unwrap();
    for entry in fs::read_dir(made().join(name)).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), target.join(entry.file_name())).unwrap();
    }
    (folder, target)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn charts_are_drawn_again_bit_for_bit() {
    for name in ["compare", "alone", "sweep"] {
        let (_folder, run_folder) = copy(name);
        let (code, _, stderr) = run(&["report", text(&run_folder), "--format", "svg,png,csv", "--quiet"]);
        assert_eq!(code, 0, "{stderr}");
        let redrawn: Vec<_> = fs::read_dir(run_folder.join("redrawn")).unwrap().map(Result::unwrap).collect();
        assert!(redrawn.len() >= 3, "{redrawn:?}");
        for file in redrawn {
            let original = fs::read(run_folder.join(file.file_name())).unwrap();
            assert!(original == fs::read(file.path()).unwrap(), "{:?} of {name}", file.file_name());
        }
    }
}

#[test]
fn a_chart_takes_width_theme_and_title() {
    let folder = made().join("compare");
    let svg = |options: &[&str]| {
        let head = ["report", text(&folder), "--format", "svg", "--chart", "revenue-over-time", "--out", "-"];
        let (code, stdout, stderr) = run(&[&head[..], options].concat());
        assert_eq!(code, 0, "{stderr}");
        String::from_utf8(stdout).unwrap()
    };
    let plain = svg(&[]);
    assert_eq!(plain.as_bytes(), fs::read(folder.join("revenue-over-time.svg")).unwrap());
    assert!(svg(&["--width", "640"]).contains("width=\"640\""));
    let dark = svg(&["--theme", "dark"]);
    let white = ".paper{color:#ffffff}";
    assert!(plain.contains(white) && dark.contains(".paper{color:#") && !dark.contains(white));
    let titled = svg(&["--title", "Mine & <yours>"]);
    assert!(titled.contains(">Mine &amp; &lt;yours&gt;</title>"), "{titled}");
}

#[test]
fn every_chart_has_its_table_and_its_picture() {
    for name in ["compare", "alone", "sweep"] {
        let files: Vec<String> = fs::read_dir(made().join(name))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let charts: Vec<&str> = files.iter().filter_map(|file| file.strip_suffix(".svg")).collect();
        assert!(!charts.is_empty());
        for chart in charts {
            for ending in ["csv", "png"] {
                assert!(files.contains(&format!("{chart}.{ending}")), "{chart}.{ending} of {name}");
            }
            let svg = fs::read_to_string(made().join(name).join(format!("{chart}.svg"))).unwrap();
            assert!(svg.len() < 100_000, "{chart} of {name}: {} bytes", svg.len());
        }
    }
    let charts = ["corridor-flows", "gains-by-cause", "price-changes", "drivers-second"];
    for chart in charts {
        assert!(made().join("compare").join(format!("{chart}.svg")).is_file(), "{chart}");
    }
}

#[test]
fn a_scenario_has_one_colour_in_all_charts() {
    let no_measures = "No measures at all";
    let mut coloured = 0;
    for entry in fs::read_dir(made().join("compare")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "svg") {
            continue;
        }
        let svg = fs::read_to_string(&path).unwrap();
        for word in svg.split("<text").filter(|word| word.contains(&format!(">{no_measures}<"))) {
            let (attributes, _) = word.split_once('>').unwrap();
            // A word in plain black or grey is nobody's; one in a colour is this one's.
            if attributes.contains("series-") {
                assert!(attributes.contains("class=\"series-6 "), "{}: {attributes}", path.display());
                coloured += 1;
            }
        }
    }
    assert!(coloured >= 4, "{coloured}");
}

#[test]
fn a_page_holds_every_part_and_hostile_names_as_text() {
    let page = fs::read_to_string(made().join("compare/report.html")).unwrap();
    assert!(page.len() < 2_000_000, "{}", page.len());
    assert!(!page.contains("<script>alert"), "a name became markup");
    assert!(page.contains("&lt;script&gt;alert"));
    let parts = [
        "answer",
        "turns",
        "trade",
        "pays",
        "trust",
        "results",
        "causes",
        "measures",
        "diagnostics",
        "inputs",
        "caveats",
        "manifest",
        "reproduce",
    ];
    for part in parts {
        assert!(page.contains(&format!("id=\"{part}\"")), "{part}");
    }
    assert!(page.contains("<ul class=\"cards\">"), "{page:.2000}");
    assert!(page.contains("potash compare"));
    let again = run(&["report", text(&made().join("compare")), "--out", "-"]);
    assert!(again.1 == page.as_bytes(), "the page is not the same again");
    assert!(made().join("sweep/report.html").is_file());
}

#[test]
fn several_runs_make_one_page() {
    let out = tempfile::tempdir().unwrap();
    let page = out.path().join("page.html");
    let (compare, sweep) = (made().join("compare"), made().join("sweep"));
    let (code, _, stderr) = run(&["report", text(&compare), text(&sweep)]);
    assert!(code == 2 && stderr.contains("--out"), "{code} {stderr}");
    let arguments = ["report", text(&compare), text(&sweep), "--out", text(&page), "--title", "Two runs"];
    assert_eq!(run(&arguments).0, 0);
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.contains("id=\"run-1-answer\"") && text.contains("id=\"run-2-finding\""));
    assert!(text.contains("<title>Two runs</title>"));
    // Each of them says what it found.
    assert_eq!(text.matches("<p class=\"lead\">").count(), 2);
    // Nothing outside a run's own folder is overwritten silently.
    let (code, _, stderr) = run(&arguments);
    assert!(code == 2 && stderr.contains("--force"), "{code} {stderr}");
    assert_eq!(run(&[&arguments[..], &["--force"]].concat()).0, 0);
}

/// Spoils a copy of the comparison, and asserts that it is refused with the words.
fn refused(spoil: impl Fn(&Path), words: &[&str]) {
    let (_folder, run_folder) = copy("compare");
    spoil(&run_folder);
    let (code, stdout, stderr) = run(&["report", text(&run_folder)]);
    assert_eq!(code, 65, "{stderr}");
    assert!(stdout.is_empty());
    for word in words {
        assert!(stderr.contains(word), "{word:?} is not in {stderr}");
    }
}

#[test]
fn a_folder_that_cannot_be_trusted_is_refused_with_the_reason() {
    refused(
        |folder| fs::remove_file(folder.join("manifest.json")).unwrap(),
        &["manifest.json", "incomplete"],
    );
    refused(
        |folder| fs::remove_file(folder.join("by-period.csv")).unwrap(),
        &["by-period.csv is missing", "potash compare"],
    );
    refused(|folder| fs::remove_file(folder.join("results.json")).unwrap(), &["results.json is missing"]);
    refused(
        |folder| {
            let file = folder.join("results.json");
            let text = fs::read_to_string(&file).unwrap();
            fs::write(&file, text.replacen('1', "2", 1)).unwrap();
        },
        &["results.json was changed since the run", "SHA-256"],
    );
    refused(|folder| fs::write(folder.join("summary.csv"), "mine").unwrap(), &["summary.csv was changed"]);
    refused(|folder| fs::write(folder.join("manifest.json"), "{\"version\": ").unwrap(), &["damaged"]);
    // Another version of the program is no reason to refuse a run; another schema of its results is.
    let rewritten = |folder: &Path, file: &str, from: &str, to: &str| {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    };
    refused(
        |folder| {
            let sha = |folder: &Path| {
                potash_cli::report::folder::hash(&fs::read(folder.join("results.json")).unwrap())
            };
            let before = sha(folder);
            rewritten(folder, "results.json", "\"schema_version\":4", "\"schema_version\":2");
            rewritten(folder, "manifest.json", &before, &sha(folder));
        },
        &["schema version 2, and this program reads 4", "run it again"],
    );
    let (_folder, other) = copy("compare");
    let own = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    rewritten(&other, "manifest.json", &own, "\"version\": \"0.0.1\"");
    assert_eq!(run(&["report", text(&other), "--quiet"]).0, 0);
    // Whatever else somebody puts beside a run is theirs.
    let (_folder, run_folder) = copy("compare");
    fs::write(run_folder.join("notes.txt"), "mine").unwrap();
    assert_eq!(run(&["report", text(&run_folder), "--quiet"]).0, 0);
}

#[test]
fn a_kit_has_every_size_with_its_words_and_says_what_it_cannot_do() {
    let out = tempfile::tempdir().unwrap();
    let (folder, kit) = (made().join("compare"), out.path().join("kit"));
    let words = [
        "report",
        text(&folder),
        "--kit",
        "--out",
        text(&kit),
        "--source",
        "Our desk",
        "--note",
        "Sums round.",
    ];
    let (code, _, stderr) = run(&words);
    assert_eq!(code, 0, "{stderr}");
    for (size, pixels) in [
        ("post", [1200_u32, 675]),
        ("square", [1080, 1080]),
        ("portrait", [1080, 1350]),
        ("slide", [1920, 1080]),
    ] {
        let png = fs::read(kit.join(format!("share-restored-{size}.png"))).unwrap();
        let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!([side(16), side(20)], pixels, "{size}");
    }
    let alt = fs::read_to_string(kit.join("alt-text.txt")).unwrap();
    assert!(alt.starts_with("share-restored: ") && alt.contains("Our desk Sums round."), "{alt}");
    // Nothing is overwritten unasked, and no option is ignored.
    assert_eq!(run(&words).0, 2);
    for wrong in
        [&["--kit", "--size", "post"][..], &["--kit", "--out", "-"], &["--size", "post"], &["--note", "x"]]
    {
        let (code, _, stderr) = run(&[&["report", text(&folder)], wrong].concat());
        assert_eq!(code, 2, "{wrong:?}: {stderr}");
    }
    let sweep = made().join("sweep");
    let (code, _, stderr) = run(&["report", text(&sweep), "--kit"]);
    assert!(code == 2 && stderr.contains("none of the charts of a kit"), "{code} {stderr}");
}

#[test]
fn what_is_no_run_and_what_was_mistyped_is_said_plainly() {
    let (code, _, stderr) = run(&["report", "/nowhere"]);
    assert!(code == 65 && stderr.contains("is no run's folder"), "{code} {stderr}");
    let folder = made().join("compare");
    let usage = |options: &[&str], word: &str| {
        let (code, _, stderr) = run(&[&["report", text(&folder)], options].concat());
        assert!(code == 2 && stderr.contains(word), "{options:?}: {code} {stderr}");
    };
    usage(&["--format", "svg", "--chart", "revenu"], "revenue-over-time");
    usage(&["--format", "jpeg"], "html, svg, png, pdf or csv");
    usage(&["--format", "svg", "--width", "90"], "320");
    usage(&["--format", "svg", "--title", "X"], "--chart");
    usage(&["--theme", "sepia"], "light, dark or auto");
    usage(&["--lang", "xx"], "en");
    usage(&["--width", "700"], "--format");
    usage(&["--format", "svg,html"], "html");
    usage(&["--format", "svg", "--out", "-"], "one file fits stdout");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_input_output_error() {
    let (code, _, stderr) = run(&["report", text(&made().join("compare")), "--out", "/dev/full", "--force"]);
    assert!(code == 74 && stderr.contains("/dev/full"), "{code} {stderr}");
}

#[test]
fn a_metric_that_a_run_kept_is_shown_later_and_one_that_it_did_not_is_told() {
    let (folder, run_folder) = copy("compare");
    let path = text(&run_folder).to_string();
    let out = folder.path().join("charts");
    let chart = "metric-market-price-brazil";
    let words = ["report", &path, "--metric", "market_price.brazil", "--format", "csv", "--chart", chart];
    let (code, _, stderr) = run(&[&words[..], &["--quiet", "--out", &out.display().to_string()]].concat());
    assert_eq!(code, 0, "{stderr}");
    let table = fs::read_to_string(out.join(format!("{chart}.csv"))).unwrap();
    assert!(table.lines().next().unwrap().contains("market_price_brazil_usd_per_t"), "{table}");
    let (code, _, stderr) = run(&["report", &path, "--metric", "market_price.brasil"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("no run kept it; there are revenue."), "{stderr}");
}
