//! What a run was made from, out of its manifest: measures, numbers with their sources, files, the command.

use super::chapter::ChapterWriter;
use super::document::Block;
use crate::report::manifest::{FileHash, Number, NumberValue, ScenarioInputs, When};
use crate::report::numbers::{fixed, percent, without_idle_zeros};
use crate::report::outlook::{stands, year_ends};
use crate::report::results::Results;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::StudyResults;
use potash_charts::{Cell, Table};

impl ChapterWriter<'_> {
    fn scenarios(&self) -> &[ScenarioInputs] {
        &self.run.manifest.scenarios
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
            for (k, measure) in written.measures.iter().enumerate() {
                let chance = stands(study, scenario, summary_of_draws, k, last);
                table.rows.push(vec![
                    Cell::text(&scenario.label),
                    Cell::Text(scenario.titles.of("measure", &measure.name)),
                    Cell::text(&measure.by),
                    Cell::Text(dates(scenario, &measure.imposed)),
                    Cell::Text(dates(scenario, &measure.lifted)),
                    Cell::Text(dates(scenario, &measure.reimposed)),
                    chance.map_or(Cell::Missing, |chance| Cell::Text(percent(chance))),
                ]);
            }
        }
        let caption = format!("Measures, their dates and the chance that they stand late in {year}");
        (!table.rows.is_empty()).then_some(Block::Table { caption, table })
    }

    /// Numbers outside measures that are not the same in all scenarios.
    fn unlike(&self, study: &StudyResults) -> Option<Block> {
        let scenarios = self.scenarios();
        let mut header = vec!["number".to_string()];
        header.extend(study.scenarios.iter().map(|one| one.label.clone()));
        let mut paths: Vec<&str> = Vec::new();
        for path in scenarios.iter().flat_map(|one| &one.parameters).map(|one| one.path.as_str()) {
            if !path.starts_with("measure.") && !paths.contains(&path) {
                paths.push(path);
            }
        }
        let cell = |scenario: &ScenarioInputs, path: &str| {
            let found = scenario.parameters.iter().find(|one| one.path == path);
            found.map_or(Cell::Missing, |one| value(&one.value))
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
        let first = self.scenarios().first().map_or(&[][..], |first| &first.parameters);
        for (k, scenario) in self.scenarios().iter().enumerate() {
            let own = scenario.parameters.iter().filter(|one| k == 0 || !first.contains(one));
            let own: Vec<&Number> = own.collect();
            if own.is_empty() {
                continue;
            }
            let header = ["number", "value", "unit", "basis", "source"];
            let text = |text: &Option<String>| Cell::text(text.as_deref().unwrap_or(""));
            let row = |one: &&Number| {
                let unit = if one.unit == "1" { "" } else { &one.unit };
                let (basis, source) = (text(&one.basis), text(&one.source));
                vec![Cell::text(&one.path), value(&one.value), Cell::text(unit), basis, source]
            };
            let (title, name) = (&scenario.title, &scenario.name);
            let alike = self.scenarios().iter().filter(|other| other.title == *title).count();
            let title = if alike > 1 { format!("{title} ({name})") } else { title.clone() };
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
        let own = match &self.run.results {
            Results::Study(study) => study.scenarios[0].commodity.caveats.clone(),
            _ => Vec::new(),
        };
        let of_all = [
            "Intervals say how uncertain inputs spread through the model, given that its form is right. They do not hold what the model leaves out.",
            "Chances of relief are judgements. Results given what happens say more than their average.",
            "Passing a fixed figure of the past does not mean that measures no longer cost anything.",
        ];
        vec![Block::List(of_all.map(str::to_string).into_iter().chain(own).collect())]
    }

    /// The program, the seed, and the files that went in and came out, with their hashes.
    pub(super) fn manifest(&self) -> Vec<Block> {
        let manifest = &self.run.manifest;
        let horizon = manifest
            .horizon
            .map(|horizon| ("horizon", format!("{}, {} × 3 months", horizon.start, horizon.quarters)));
        let rows = [
            ("version", manifest.version.clone()),
            ("commit", manifest.commit.clone()),
            ("draws", manifest.draws.to_string()),
            ("seed", manifest.seed.to_string()),
            ("sampler", manifest.sampler.clone()),
        ];
        let rows = rows.into_iter().chain(horizon);
        let rows = rows.map(|(key, value)| vec![Cell::text(key), Cell::Text(value)]).collect();
        let header = vec!["item".to_string(), "value".to_string()];
        let mut blocks = vec![Block::Table {
            caption: "What it was made with".to_string(),
            table: Table { header, rows },
        }];
        let mut inputs: Vec<&FileHash> = Vec::new();
        for file in self.scenarios().iter().flat_map(|one| &one.inputs) {
            if !inputs.contains(&file) {
                inputs.push(file);
            }
        }
        let outputs: Vec<&FileHash> = manifest.outputs.iter().collect();
        let count = format!("{count} files of the run, with their SHA-256", count = outputs.len());
        for (caption, files) in [("Scenario files, with their SHA-256".to_string(), inputs), (count, outputs)]
        {
            let row = |file: &&FileHash| vec![Cell::text(&file.file), Cell::text(&file.sha256)];
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
        let command = self.run.manifest.command.clone();
        vec![
            Block::Paragraph(
                "The same program with this command writes the same bytes, whatever the number of threads:"
                    .to_string(),
            ),
            Block::Code(command),
        ]
    }
}

/// When a measure changes, in words. Hard hyphens: a date is one word.
fn dates(scenario: &ScenarioInfo, when: &When) -> String {
    let hard = |date: &String| date.replace('-', "\u{2011}");
    match when {
        When::Certain(date) => hard(date),
        When::Random { after: Some(after), .. } => {
            let (measure, transition) = after.split_once('.').unwrap_or((after, ""));
            let measure = scenario.titles.of("measure", measure);
            let transition = match transition {
                "imposed" => "imposed",
                "lifted" => "lifted",
                _ => "imposed again",
            };
            format!("by chance, once {measure} is {transition}")
        }
        When::Random { from: Some(from), to: Some(to), .. } => {
            format!("by chance, {} to {}", hard(from), hard(to))
        }
        When::Random { from: Some(from), .. } => format!("by chance, from {}", hard(from)),
        When::Random { .. } => "by chance".to_string(),
    }
}

/// A number, or the words of its distribution.
fn value(value: &NumberValue) -> Cell {
    Cell::Text(match value {
        NumberValue::Fixed(number) => written(*number),
        NumberValue::Uncertain(text) => text.clone(),
    })
}

/// A number as somebody would write it: without an exponent, without idle digits.
fn written(number: f64) -> String {
    without_idle_zeros(fixed(number, 6))
}
