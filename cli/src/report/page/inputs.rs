//! What a run was made from, out of its manifest: measures, numbers with their sources, files, the command.

use super::Told;
use super::document::Block;
use crate::report::outlook::{name, stands, year_ends};
use crate::report::words::{display, fixed, percent};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::StudyResults;
use potash_charts::{Cell, Table};
use serde_json::Value;

impl Told<'_> {
    fn scenarios(&self) -> &[Value] {
        self.run.manifest.get("scenarios").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// What scenarios ask, the life of their measures, and the numbers that are not the same in all.
    pub(super) fn differs(&self, study: &StudyResults) -> Vec<Block> {
        let asks = study
            .scenarios
            .iter()
            .map(|one| format!("{title}: {question}", title = one.label, question = one.question));
        let intro = if study.scenarios.len() > 1 {
            "All scenarios face the same draws, so whatever else is uncertain is the same in each. They differ in measures and in the numbers listed here."
        } else {
            "There is one scenario. It is held against the same world without any measure."
        };
        let mut blocks = vec![Block::Paragraph(intro.to_string()), Block::List(asks.collect())];
        blocks.extend(self.lives(study));
        blocks.extend(self.unlike(study));
        blocks
    }

    /// The dates of every measure, and whether it stands in the end.
    fn lives(&self, study: &StudyResults) -> Option<Block> {
        let (year, last) = *year_ends(study).last()?;
        let stands_head = format!("in force late {year}");
        let header = ["scenario", "measure", "by", "imposed", "lifted", "imposed again", &stands_head];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        for ((scenario, summary_of_draws), written) in
            study.scenarios.iter().zip(&study.summaries).zip(self.scenarios())
        {
            let lives = written.get("measures").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            for (k, life) in lives.iter().enumerate() {
                let turn = |key: &str| Cell::Text(self.turn(scenario, life.get(key).unwrap_or(&Value::Null)));
                let chance = stands(study, scenario, summary_of_draws, k, last);
                table.rows.push(vec![
                    Cell::text(&scenario.label),
                    Cell::Text(name(scenario, k)),
                    Cell::text(word(life, "by")),
                    turn("imposed"),
                    turn("lifted"),
                    turn("reimposed"),
                    chance.map_or(Cell::Missing, |chance| Cell::Text(percent(chance))),
                ]);
            }
        }
        let caption = format!("Measures, their dates and the chance that they stand late in {year}");
        (!table.rows.is_empty()).then_some(Block::Table { caption, table })
    }

    /// When a measure turns, in words.
    fn turn(&self, scenario: &ScenarioInfo, turn: &Value) -> String {
        let of = |key: &str| turn.get(key).and_then(Value::as_str);
        match turn {
            Value::String(text) if text == "never" => "never".to_string(),
            // Hard hyphens: a date is one word.
            Value::String(date) => date.replace('-', "\u{2011}"),
            Value::Object(_) => match (of("after"), of("from"), of("to")) {
                (Some(after), ..) => {
                    let (measure, turn) = after.split_once('.').unwrap_or((after, ""));
                    let position = scenario.measures.iter().position(|known| known.name == measure);
                    let measure = position.map_or_else(|| display(measure), |k| name(scenario, k));
                    let turn = match turn {
                        "imposed" => "imposed",
                        "lifted" => "lifted",
                        _ => "imposed again",
                    };
                    format!("by chance, once {measure} is {turn}")
                }
                (_, Some(from), Some(to)) => {
                    let (from, to) = (from.replace('-', "\u{2011}"), to.replace('-', "\u{2011}"));
                    format!("by chance, {from} to {to}")
                }
                (_, Some(from), None) => {
                    format!("by chance, from {from}", from = from.replace('-', "\u{2011}"))
                }
                _ => "by chance".to_string(),
            },
            _ => "–".to_string(),
        }
    }

    /// Numbers outside measures that are not the same in all scenarios.
    fn unlike(&self, study: &StudyResults) -> Option<Block> {
        let scenarios = self.scenarios();
        let mut header = vec!["number".to_string()];
        header.extend(study.scenarios.iter().map(|one| one.label.clone()));
        let mut paths: Vec<&str> = Vec::new();
        for path in scenarios.iter().flat_map(parameters).map(|one| word(one, "path")) {
            if !path.starts_with("measure.") && !paths.contains(&path) {
                paths.push(path);
            }
        }
        let cell = |scenario: &Value, path: &str| {
            let found = parameters(scenario).iter().find(|one| word(one, "path") == path);
            found.map_or(Cell::Missing, value)
        };
        let rows = paths.into_iter().filter_map(|path| {
            let cells: Vec<Cell> = scenarios.iter().map(|scenario| cell(scenario, path)).collect();
            let differs = cells.iter().skip(1).any(|one| Some(one) != cells.first());
            differs.then(|| std::iter::once(Cell::text(path)).chain(cells).collect())
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        let caption = "Numbers that are not the same in all scenarios, measures aside".to_string();
        (!rows.is_empty()).then_some(Block::Table { caption, table: Table { header, rows } })
    }

    /// Every number with its class and source: all of the first scenario, of others those that differ.
    pub(super) fn inputs(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Paragraph("Every number has a class: data, literature, calibrated, judgement or definition. A number given as a distribution is uncertain.".to_string())];
        let first = self.scenarios().first().map_or(&[][..], parameters);
        for (k, scenario) in self.scenarios().iter().enumerate() {
            let own: Vec<&Value> = match k {
                0 => parameters(scenario).iter().collect(),
                _ => parameters(scenario).iter().filter(|one| !first.contains(one)).collect(),
            };
            if own.is_empty() {
                continue;
            }
            let header = ["number", "value", "unit", "basis", "source"];
            let row = |one: &&Value| {
                let unit = Some(word(one, "unit")).filter(|unit| *unit != "1").unwrap_or("");
                vec![
                    Cell::text(word(one, "path")),
                    value(one),
                    Cell::text(unit),
                    Cell::text(word(one, "basis")),
                    Cell::text(word(one, "source")),
                ]
            };
            let (title, name) = (word(scenario, "title"), word(scenario, "name"));
            let alike = self.scenarios().iter().filter(|other| word(other, "title") == title).count();
            let title = if alike > 1 { format!("{title} ({name})") } else { title.to_string() };
            let caption = match k {
                0 => format!("“{title}”: all {} numbers", own.len()),
                _ => format!("“{title}”: the {} numbers that differ from the first scenario's", own.len()),
            };
            let table =
                Table { header: header.map(str::to_string).to_vec(), rows: own.iter().map(row).collect() };
            blocks.push(Block::Folded { caption, table });
        }
        blocks
    }

    pub(super) fn caveats(&self) -> Vec<Block> {
        vec![Block::List([
            "Intervals say how uncertain inputs spread through the model, given that its form is right. They do not hold what the model leaves out.",
            "Chances of relief are judgements. Results given what happens say more than their average.",
            "Bilateral trade is partly estimated, and volumes since 2023 are uncertain by a third: Belarus closed its statistics in 2021.",
            "Stocks and product grades are left out, and there is one price of potash where contracts and spot can differ by half.",
            "Demand and supply respond within the quarter, with one elasticity for short and long runs.",
            "The fixed yardstick is in money of its time; prices have moved since, so passing it does not mean that measures no longer cost anything.",
        ].map(str::to_string).to_vec())]
    }

    /// The program, the seed, and the files that went in and came out, with their hashes.
    pub(super) fn manifest(&self) -> Vec<Block> {
        let manifest = &self.run.manifest;
        let plain = |key: &str| match manifest.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => "–".to_string(),
            Some(other) => other.to_string(),
        };
        let horizon = manifest.get("horizon").map(|one| {
            format!("{}, {} × 3 months", word(one, "start"), one.get("quarters").unwrap_or(&Value::Null))
        });
        let mut rows: Vec<Vec<Cell>> = [
            ("version", plain("version")),
            ("commit", plain("commit")),
            ("draws", plain("draws")),
            ("seed", plain("seed")),
            ("sampler", plain("sampler")),
        ]
        .map(|(key, value)| vec![Cell::text(key), Cell::Text(value)])
        .to_vec();
        rows.extend(horizon.map(|horizon| vec![Cell::text("horizon"), Cell::Text(horizon)]));
        let header = vec!["item".to_string(), "value".to_string()];
        let mut blocks = vec![Block::Table {
            caption: "What it was made with".to_string(),
            table: Table { header, rows },
        }];
        let mut inputs: Vec<&Value> = Vec::new();
        for file in self.scenarios().iter().flat_map(|one| list(one, "inputs")) {
            if !inputs.contains(&file) {
                inputs.push(file);
            }
        }
        let outputs: Vec<&Value> = list(manifest, "outputs").iter().collect();
        let count = format!("{count} files of the run, with their SHA-256", count = outputs.len());
        for (caption, files) in [("Scenario files, with their SHA-256".to_string(), inputs), (count, outputs)]
        {
            let row = |file: &&Value| vec![Cell::text(word(file, "file")), Cell::text(word(file, "sha256"))];
            let header = vec!["file".to_string(), "SHA-256".to_string()];
            let table = Table { header, rows: files.iter().map(row).collect() };
            if !table.rows.is_empty() {
                blocks.push(Block::Folded { caption, table });
            }
        }
        blocks
    }

    /// The command that makes the run again.
    pub(super) fn reproduce(&self) -> Vec<Block> {
        let command = word(&self.run.manifest, "command").to_string();
        vec![
            Block::Paragraph(
                "The same program with this command writes the same bytes, whatever the number of threads:"
                    .to_string(),
            ),
            Block::Code(command),
        ]
    }
}

fn parameters(scenario: &Value) -> &[Value] {
    list(scenario, "parameters")
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A number, or the words of its distribution.
fn value(parameter: &Value) -> Cell {
    match parameter.get("value") {
        Some(Value::Number(number)) => Cell::Text(number.as_f64().map_or_else(String::new, written)),
        Some(Value::String(text)) => Cell::text(text),
        _ => Cell::Missing,
    }
}

/// A number as somebody would write it: without an exponent, without idle digits.
fn written(number: f64) -> String {
    let text = fixed(number, 6);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}
