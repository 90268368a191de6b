//! Pictures of a run as their readers meet them: titles that are drawn, colours that stay, a page that begins with the
//! answer.

use assert_cmd::cargo::cargo_bin;
use scraper::{Html, Selector};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Makes a run in a folder and gives its own.
fn made(folder: &Path, name: &str, words: &[&str]) -> PathBuf {
    let options = ["--quiet", "--out", "out", "--name", name];
    let output =
        Command::new(cargo_bin("potash")).current_dir(folder).args(words).args(options).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder.join("out").join(name)
}

/// The charts of a run: name and SVG.
fn charts(run: &Path) -> Vec<(String, String)> {
    let files = fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path());
    let charts = files.filter(|path| path.extension().is_some_and(|ending| ending == "svg"));
    charts
        .map(|path| (path.file_stem().unwrap().display().to_string(), fs::read_to_string(&path).unwrap()))
        .collect()
}

/// The title of an SVG document.
fn title(svg: &str) -> String {
    let (_, rest) = svg.split_once("<title").unwrap();
    let text = rest.split_once('>').unwrap().1.split_once("</title>").unwrap().0;
    text.replace(['\u{a0}', '−'], " ")
}

/// The numbers of a title with the digits behind their points, without years and quarters.
fn numbers(title: &str) -> Vec<(f64, i32)> {
    let words = title.split(|letter: char| !(letter.is_ascii_alphanumeric() || ".-_".contains(letter)));
    let numbers = words.filter_map(|word| {
        let word = word.trim_end_matches('.').trim_start_matches('+');
        let value: f64 = word.parse().ok()?;
        let is_year = word.len() == 4 && (1900.0..2200.0).contains(&value);
        (!is_year).then(|| (value, word.split_once('.').map_or(0, |(_, digits)| digits.len() as i32)))
    });
    numbers.collect()
}

#[test]
fn the_numbers_of_a_title_are_found_in_its_charts_table() {
    let folder = TempDir::new().unwrap();
    let compare = ["compare", "status-quo", "us-only", "us-plus-eu", "--draws", "600"];
    let runs = [
        made(folder.path(), "three", &compare),
        made(folder.path(), "one", &["run", "sanctions-2022", "--draws", "600"]),
        made(
            folder.path(),
            "metrics",
            &[&compare[..], &["--metric", "world_share.belarus", "--metric", "exports.russia"]].concat(),
        ),
    ];
    let mut told = 0;
    for (name, svg) in runs
        .iter()
        .flat_map(|run| charts(run).into_iter().map(move |one| (run, one)))
        .map(|(run, (name, svg))| ((fs::read_to_string(run.join(format!("{name}.csv"))).unwrap(), name), svg))
    {
        let (table, name) = name;
        let mut cells: Vec<f64> =
            table.split([',', '\n']).filter_map(|cell| cell.trim().parse().ok()).collect();
        if name == "hindcast" {
            // Its title counts rows of its table, and names the bands.
            let count = |role: &str| table.lines().filter(|line| line.ends_with(role)).count() as f64;
            let (met, missed) = (count(",held_out"), count(",missed"));
            cells.extend([met, met + missed, 90.0]);
        }
        let title = title(&svg);
        for (number, digits) in numbers(&title) {
            // Shares are listed between 0 and 1 and told in per cent; a round number may be told in fives or tens.
            let step = match number {
                _ if digits > 0 || number < 20.0 => 1.0,
                number if number % 10.0 == 0.0 => 10.0,
                number if number % 5.0 == 0.0 => 5.0,
                _ => 1.0,
            };
            let reach = step * 0.5 * 10_f64.powi(-digits) + 1e-9;
            let found = cells.iter().any(|cell| {
                let cell = cell.abs();
                (cell - number).abs() <= reach || (100.0 * cell - number).abs() <= reach
            });
            assert!(found, "{name}: {number} of {title:?} is in no cell of its table");
            told += 1;
        }
    }
    assert!(told > 20, "{told} numbers were looked for");
}

/// The class that a scenario's name has in a chart.
fn class_of(svg: &str, name: &str) -> String {
    let text =
        svg.lines().find(|line| line.starts_with("<text") && line.contains(&format!(">{name}<"))).unwrap();
    let classes = text.split_once("class=\"").unwrap().1.split_once('"').unwrap().0;
    classes.split(' ').find(|class| class.starts_with("words-")).unwrap().to_string()
}

#[test]
fn a_scenario_keeps_its_colour_whatever_it_is_compared_with() {
    let folder = TempDir::new().unwrap();
    let pictures = [
        &["status-quo", "us-only", "us-plus-eu"][..],
        &["status-quo", "us-plus-eu"],
        &["status-quo", "grand-deal", "us-plus-eu", "us-only"],
    ]
    .map(|scenarios| {
        let words = [&["compare"], scenarios, &["--draws", "200"]].concat();
        let run = made(folder.path(), &format!("r{}", scenarios.len()), &words);
        fs::read_to_string(run.join("share-restored.svg")).unwrap()
    });
    let classes = pictures.map(|svg| class_of(&svg, "US plus EU relief"));
    assert_eq!(classes, ["words-2"; 3]);
}

#[test]
fn two_scenarios_that_ask_for_one_colour_are_told_of() {
    let folder = TempDir::new().unwrap();
    let text = "extends = \"potash:us-only\"\ntitle = \"Mine\"\ncolour = \"blue\"\n";
    fs::write(folder.path().join("mine.toml"), text).unwrap();
    let words = ["compare", "us-only", "mine.toml", "--draws", "20", "--no-files"];
    let output = Command::new(cargo_bin("potash")).current_dir(folder.path()).args(words).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("mine: us-only is blue too; mine is drawn in another colour"), "{told}");
}

#[test]
fn routes_and_the_ledger_show_what_tables_say() {
    let folder = TempDir::new().unwrap();
    let run = made(folder.path(), "r", &["compare", "status-quo", "us-plus-eu", "--draws", "300"]);
    let routes = fs::read_to_string(run.join("routes.csv")).unwrap();
    assert!(routes.contains("status-quo,Sanctions as they stood,Klaipėda,315,0\n"), "{routes}");
    let svg = fs::read_to_string(run.join("routes.svg")).unwrap();
    assert!(svg.contains("by Russian Baltic ports") && svg.contains(">nothing<"), "closed ways are told");
    // The measures cost Belarus what comes back without them.
    let ledger = fs::read_to_string(run.join("ledger.csv")).unwrap();
    let value = |text: &str, start: &str, column: usize| -> f64 {
        let line = text.lines().find(|line| line.starts_with(start)).unwrap();
        line.split(',').nth(column).unwrap().parse().unwrap()
    };
    let loss = value(&ledger, "Belarus,for exports,status-quo,", 4);
    let summary = fs::read_to_string(run.join("summary.csv")).unwrap();
    let mean = |name: &str| {
        let row =
            summary.lines().find(|line| line.starts_with(name) && line.contains(",2030,revenue.belarus,"));
        let header = summary.lines().next().unwrap();
        let place = header.split(',').position(|known| known == "mean").unwrap();
        row.unwrap().split(',').nth(place).unwrap().parse::<f64>().unwrap()
    };
    let difference = mean("status-quo,") - mean("no-measures,");
    assert!((loss - difference).abs() < 1e-9, "{loss} {difference}");
}

#[test]
fn any_metric_is_shown_in_rows_charts_and_tables_and_the_run_can_be_made_again() {
    let folder = TempDir::new().unwrap();
    let words = ["compare", "status-quo", "us-plus-eu", "--draws", "300", "--metric", "market_price.brazil"];
    let run = made(folder.path(), "r", &[&words[..], &["--report"]].concat());
    for file in ["metric-market-price-brazil.csv", "metric-market-price-brazil-changes.svg"] {
        assert!(run.join(file).is_file(), "{file}");
    }
    let differences = fs::read_to_string(run.join("differences.csv")).unwrap();
    assert!(differences.contains(",market_price.brazil,USD/t,"), "{differences}");
    let page = fs::read_to_string(run.join("report.html")).unwrap();
    assert!(page.contains("id=\"metrics\""));
    let manifest = fs::read_to_string(run.join("manifest.json")).unwrap();
    assert!(manifest.contains("--metric market_price.brazil"), "{manifest}");
    let said = |words: &[&str]| {
        let output =
            Command::new(cargo_bin("potash")).current_dir(folder.path()).args(words).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    };
    let (code, text) = said(&[&words[..], &["--no-files"]].concat());
    assert!(
        code == Some(0) && text.contains("\nMarket price, Brazil in 2030, USD/t in money of 2025\n"),
        "{text}"
    );
    for (metric, told) in
        [("market_price.brasil", "there is no `brasil`"), ("standing.us_sanctions", "--metric")]
    {
        let (code, text) = said(&["run", "us-only", "--no-files", "--metric", metric]);
        assert!(code == Some(2) && text.contains(told), "{text}");
    }
}

#[test]
fn no_identifier_is_in_a_picture_or_in_what_is_open_of_the_page() {
    let folder = TempDir::new().unwrap();
    let run =
        made(folder.path(), "r", &["compare", "status-quo", "us-plus-eu", "--draws", "300", "--report"]);
    for (name, svg) in charts(&run) {
        let document = Html::parse_fragment(&svg);
        let texts = document
            .select(&Selector::parse("text").unwrap())
            .flat_map(|text| text.text())
            .collect::<Vec<_>>();
        let texts = texts.join("\n");
        for identifier in
            ["russian_baltic", "rail_china", "se_asia", "rest_of_world", "us_sanctions", "Klaipeda"]
        {
            assert!(!texts.contains(identifier), "{name}: {identifier}");
        }
    }
}

#[test]
fn the_page_begins_with_the_finding_its_numbers_and_its_picture_and_is_short() {
    let folder = TempDir::new().unwrap();
    let words = ["compare", "status-quo", "us-only", "us-plus-eu", "--draws", "300", "--report"];
    let run = made(folder.path(), "r", &words);
    let page = Html::parse_document(&fs::read_to_string(run.join("report.html")).unwrap());
    let all = |selector: &str| {
        let found: Vec<String> =
            page.select(&Selector::parse(selector).unwrap()).map(|one| one.text().collect()).collect();
        found
    };
    assert!(all("h1")[0].starts_with("US relief alone restores "), "{:?}", all("h1"));
    assert_eq!(all("ul.cards li").len(), 4);
    let first = page.select(&Selector::parse("figure").unwrap()).next().unwrap();
    assert_eq!(first.value().attr("id"), Some("figure-share-restored"));
    // Every chart is there for wide screens and for telephones.
    let wide = all("figure .wide svg").len();
    assert!(wide > 10 && all("figure .narrow svg").len() == wide);
    // What is open: no table behind a chart, nothing that is folded, no words of charts.
    let shut = Selector::parse("details, svg, script, style, nav").unwrap();
    let mut hidden = std::collections::HashSet::new();
    for element in page.select(&shut) {
        hidden.extend(element.descendants().map(|node| node.id()));
    }
    let main = page.select(&Selector::parse("body").unwrap()).next().unwrap();
    let open = main
        .descendants()
        .filter(|node| !hidden.contains(&node.id()))
        .filter_map(|node| node.value().as_text());
    let words: usize = open.map(|text| text.split_whitespace().count()).sum();
    assert!(words <= 1200, "{words} words are open");
}
