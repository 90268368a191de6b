//! What a run was made from, out of its manifest: measures, numbers with their sources, files, the command.

use super::Told;
use super::document::Block;
use crate::report::outlook::{name, stands, year_ends};
use crate::report::texts::fill;
use crate::report::words::{display, fixed, percent};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::Study;
use potash_charts::{Cell, Table};
use serde_json::Value;

impl Told<'_> {
    fn scenarios(&self) -> &[Value] {
        self.run.manifest.get("scenarios").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// What scenarios ask, the life of their measures, and the numbers that are not the same in all.
    pub(super) fn differs(&self, study: &Study) -> Vec<Block> {
        let story = &self.texts.story;
        let asks = study
            .scenarios
            .iter()
            .map(|one| fill(story.asks, &[("title", &one.label), ("question", &one.question)]));
        let intro = if study.scenarios.len() > 1 { story.differs_intro } else { story.differs_none };
        let mut blocks = vec![Block::Paragraph(intro.to_string()), Block::List(asks.collect())];
        blocks.extend(self.lives(study));
        blocks.extend(self.unlike(study));
        blocks
    }

    /// The dates of every measure, and whether it stands in the end.
    fn lives(&self, study: &Study) -> Option<Block> {
        let story = &self.texts.story;
        let (year, last) = *year_ends(study).last()?;
        let stands_head = fill(story.stands, &[("year", &year)]);
        let header = [
            story.scenario,
            story.measure,
            story.by,
            story.imposed,
            story.lifted,
            story.reimposed,
            &stands_head,
        ];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        for ((scenario, digest), written) in study.scenarios.iter().zip(&study.digests).zip(self.scenarios())
        {
            let lives = written.get("measures").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            for (k, life) in lives.iter().enumerate() {
                let turn = |key: &str| Cell::Text(self.turn(scenario, life.get(key).unwrap_or(&Value::Null)));
                let chance = stands(study, scenario, digest, k, last);
                table.rows.push(vec![
                    Cell::text(&scenario.label),
                    Cell::Text(name(scenario, k)),
                    Cell::text(word(life, "by")),
                    turn("imposed"),
                    turn("lifted"),
                    turn("reimposed"),
                    chance.map_or(Cell::Missing, |chance| Cell::Text(percent(self.texts, chance))),
                ]);
            }
        }
        let caption = fill(story.measures_caption, &[("year", &year)]);
        (!table.rows.is_empty()).then_some(Block::Table { caption, table })
    }

    /// When a measure turns, in words.
    fn turn(&self, scenario: &ScenarioInfo, turn: &Value) -> String {
        let story = &self.texts.story;
        let of = |key: &str| turn.get(key).and_then(Value::as_str);
        match turn {
            Value::String(text) if text == "never" => story.never.to_string(),
            // Hard hyphens: a date is one word.
            Value::String(date) => date.replace('-', "\u{2011}"),
            Value::Object(_) => match (of("after"), of("from"), of("to")) {
                (Some(after), ..) => {
                    let (measure, turn) = after.split_once('.').unwrap_or((after, ""));
                    let position = scenario.measures.iter().position(|known| known.name == measure);
                    let measure = position.map_or_else(|| display(measure), |k| name(scenario, k));
                    let turn = match turn {
                        "imposed" => story.imposed,
                        "lifted" => story.lifted,
                        _ => story.reimposed,
                    };
                    fill(story.chance_after, &[("measure", &measure), ("turn", &turn)])
                }
                (_, Some(from), Some(to)) => {
                    let (from, to) = (from.replace('-', "\u{2011}"), to.replace('-', "\u{2011}"));
                    fill(story.chance_window, &[("from", &from), ("to", &to)])
                }
                (_, Some(from), None) => fill(story.chance_from, &[("from", &from.replace('-', "\u{2011}"))]),
                _ => story.chance.to_string(),
            },
            _ => "–".to_string(),
        }
    }

    /// Numbers outside measures that are not the same in all scenarios.
    fn unlike(&self, study: &Study) -> Option<Block> {
        let story = &self.texts.story;
        let scenarios = self.scenarios();
        let mut header = vec![story.number.to_string()];
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
        let caption = story.numbers_caption.to_string();
        (!rows.is_empty()).then_some(Block::Table { caption, table: Table { header, rows } })
    }

    /// Every number with its class and source: all of the first scenario, of others those that differ.
    pub(super) fn inputs(&self) -> Vec<Block> {
        let story = &self.texts.story;
        let mut blocks = vec![Block::Paragraph(story.inputs_intro.to_string())];
        let first = self.scenarios().first().map_or(&[][..], parameters);
        for (k, scenario) in self.scenarios().iter().enumerate() {
            let own: Vec<&Value> = match k {
                0 => parameters(scenario).iter().collect(),
                _ => parameters(scenario).iter().filter(|one| !first.contains(one)).collect(),
            };
            if own.is_empty() {
                continue;
            }
            let header = [story.number, story.value, story.unit, story.basis, story.source];
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
            let template = if k == 0 { story.inputs_caption } else { story.inputs_more };
            let (title, name) = (word(scenario, "title"), word(scenario, "name"));
            let alike = self.scenarios().iter().filter(|other| word(other, "title") == title).count();
            let title = if alike > 1 { format!("{title} ({name})") } else { title.to_string() };
            let caption = fill(template, &[("title", &title), ("count", &own.len())]);
            let table =
                Table { header: header.map(str::to_string).to_vec(), rows: own.iter().map(row).collect() };
            blocks.push(Block::Folded { caption, table });
        }
        blocks
    }

    pub(super) fn caveats(&self) -> Vec<Block> {
        vec![Block::List(self.texts.story.caveats_list.map(str::to_string).to_vec())]
    }

    /// The program, the seed, and the files that went in and came out, with their hashes.
    pub(super) fn manifest(&self) -> Vec<Block> {
        let (story, manifest) = (&self.texts.story, &self.run.manifest);
        let plain = |key: &str| match manifest.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => "–".to_string(),
            Some(other) => other.to_string(),
        };
        let horizon = manifest.get("horizon").map(|one| {
            format!("{}, {} × 3 months", word(one, "start"), one.get("quarters").unwrap_or(&Value::Null))
        });
        let mut rows: Vec<Vec<Cell>> = [
            (story.version, plain("version")),
            (story.commit, plain("commit")),
            (story.draws, plain("draws")),
            (story.seed, plain("seed")),
            (story.sampler, plain("sampler")),
        ]
        .map(|(key, value)| vec![Cell::text(key), Cell::Text(value)])
        .to_vec();
        rows.extend(horizon.map(|horizon| vec![Cell::text(story.horizon), Cell::Text(horizon)]));
        let header = vec![story.item.to_string(), story.value.to_string()];
        let mut blocks =
            vec![Block::Table { caption: story.manifest_caption.to_string(), table: Table { header, rows } }];
        let mut inputs: Vec<&Value> = Vec::new();
        for file in self.scenarios().iter().flat_map(|one| list(one, "inputs")) {
            if !inputs.contains(&file) {
                inputs.push(file);
            }
        }
        let outputs: Vec<&Value> = list(manifest, "outputs").iter().collect();
        let count = fill(story.files_caption, &[("count", &outputs.len())]);
        for (caption, files) in [(story.inputs_files_caption.to_string(), inputs), (count, outputs)] {
            let row = |file: &&Value| vec![Cell::text(word(file, "file")), Cell::text(word(file, "sha256"))];
            let header = vec![story.file.to_string(), "SHA-256".to_string()];
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
        vec![Block::Paragraph(self.texts.story.reproduce_intro.to_string()), Block::Code(command)]
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
