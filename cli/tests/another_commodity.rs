//! A world of something else: nothing that is written of it speaks of the world that is shipped.

use std::path::Path;
use std::process::{Command, Output};

const BASE: &str = r#"
title = "Copper behind a closed canal"
question = "What does the canal cost the North?"
focus = "north"
[commodity]
name = "copper"
product = "cathode"
baseline = "2031-32"
caveats = ["Scrap is left out."]
[horizon]
start = "2036-Q1"
quarters = 8
[yardstick]
exporter = "north"
label = "before the slide"
revenue = 3
[model]
sigma = 4
theta = 0.3
[exporter.north]
fob = 200
capacity = 14
supply_elasticity = { uniform = [0.2, 0.6], basis = "judgement", source = "guessed" }
[exporter.south]
fob = 220
capacity = 18
supply_elasticity = 0.5
[market.harbour]
demand_elasticity = { uniform = [0.1, 0.3], basis = "judgement", source = "guessed" }
[market.valley]
demand_elasticity = 0.2
[trade.north]
harbour = 10
valley = 2
[trade.south]
harbour = 10
valley = 4
[freight.north]
harbour = 10
valley = 12
[freight.south]
harbour = 10
valley = 9
[corridor.canal]
cost = 5
payee = "The canal company"
[corridor.canal.serves]
north = "all"
[corridor.pass]
cost = 30
[corridor.pass.serves]
north = "all"
[measure.slide]
by = "a mountain"
imposed = 2035-01-01
[measure.slide.corridor.canal]
open = false
"#;

fn potash(folder: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(assert_cmd::cargo::cargo_bin!("potash"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// What is of the shipped world, wherever it stands. The program's own name is no word of it.
fn foreign(text: &str) -> Option<String> {
    let text = text.to_lowercase().replace("potash:", "").replace("potash 0.", "").replace("https://", "");
    let words =
        ["kcl", "belarus", "klaip", "lithuan", "russia", "brazil", "2019-", "2019–", "sanction", "fertili"];
    let found = words.into_iter().find(|word| text.contains(word))?;
    let at = text.find(found)?;
    let from = text[..at].char_indices().rev().nth(60).map_or(0, |(k, _)| k);
    Some(text[from..].chars().take(140).collect())
}

#[test]
fn a_world_of_copper_is_told_of_as_copper_in_everything_that_is_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("slide.toml"), BASE).unwrap();
    let open = "title = \"Open again\"\nextends = \"slide.toml\"\n[measure.slide]\nlifted = 2036-07-01\n";
    std::fs::write(folder.path().join("open.toml"), open).unwrap();
    let mut said = Vec::new();
    for words in [
        &["compare", "slide.toml", "open.toml", "--draws", "120", "--report", "--name", "r"][..],
        &["sweep", "slide.toml", "--vary", "model.sigma=3:5:2", "--draws", "40", "--name", "s"],
        &["solve", "slide.toml", "--period", "2036-Q1"],
        &["solve", "slide.toml"],
        &["check", "slide.toml", "open.toml"],
        &["list", "paths", "slide.toml"],
        &["judgements", "slide.toml", "open.toml", "--draws", "60", "--chart", "j.svg"],
    ] {
        let output = potash(folder.path(), words);
        for text in [output.stdout, output.stderr] {
            said.push((words.join(" "), String::from_utf8(text).unwrap()));
        }
    }
    for run in ["outputs/r", "outputs/s", "."] {
        for entry in std::fs::read_dir(folder.path().join(run)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            // The machine and the hour that a run was made in are no words of it.
            let text = ["svg", "csv", "txt", "html"].iter().any(|end| name.ends_with(&format!(".{end}")));
            if text {
                said.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(said.len() > 30, "{}", said.len());
    for (what, text) in &said {
        assert_eq!(foreign(text), None, "{what}");
    }
    let of = |name: &str| &said.iter().find(|(what, _)| what == name).unwrap().1;
    assert!(of("trade-by-market.svg").contains("Mt cathode a year"));
    assert!(
        of("report.html").contains("Scrap is left out.")
            && of("report.html").contains("North's copper revenue")
    );
    assert!(of("solve slide.toml").contains("baseline (2031-32)"));
    assert!(of("summary.txt").contains("The canal company"));
}
