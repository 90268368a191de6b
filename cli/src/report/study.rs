//! A study's files: texts, tables, charts, results and manifest.

use super::answer::{Answer, RESULTS};
use super::folder::{Finished, Folder, WriteError};
use super::manifest::{Manifest, Origin, Sample};
use super::render::{File, ReportError, draw};
use super::results::ResultsRef;
use super::{cautions, csv, figures, outlook, screen, summary, tables};
use potash::results::study::StudyResults;
use rayon::prelude::*;

/// Writes a study's tables, charts and manifest into its folder.
///
/// # Errors
/// What could not be written.
pub fn write(study: &StudyResults, origin: &Origin<'_>, mut folder: Folder) -> Result<Finished, ReportError> {
    let (texts, drawn) = rayon::join(|| texts(study), || draw(&figures::figures(study)));
    folder.write_all(texts?)?;
    drawn.write(&mut folder)?;
    let sample = Sample {
        draws: study.draws,
        lost: study.lost,
        seed: study.seed,
        method: study.method,
        horizon: Some(study.horizon),
        interrupted: study.interrupted,
    };
    let manifest = Manifest::new(&origin.command, &sample, origin.loaded, Some(&drawn), &folder);
    Ok(folder.finish(&manifest.bytes()?)?)
}

/// The answer of a study for machines.
pub fn answer(study: &StudyResults) -> Answer<ResultsRef<'_>> {
    let (cautions, findings) = (cautions::cautions(study), summary::findings(study));
    Answer { cautions, findings, ..Answer::new(ResultsRef::Study(study)) }
}

/// How a file is made of a study.
type Maker = fn(&StudyResults) -> Vec<u8>;

/// The files that are no charts, made side by side.
fn texts(study: &StudyResults) -> Result<Vec<File>, WriteError> {
    let mut makers: Vec<(&str, Maker)> = vec![
        ("summary.csv", |study| csv::csv(&tables::summary_table(study))),
        ("by-period.csv", |study| csv::csv(&tables::by_period(study))),
        ("cumulative.csv", |study| csv::csv(&tables::cumulative_revenue(study))),
        ("trade.csv", |study| csv::csv(&tables::trade(study))),
        ("measures.csv", |study| csv::csv(&outlook::measures(study))),
        ("lost-draws.csv", |study| csv::csv(&tables::lost(study))),
    ];
    if study.scenarios.len() > 1 {
        makers.push(("differences.csv", |study| csv::csv(&tables::differences(study))));
    }
    if study.scenarios.iter().any(|scenario| !scenario.expectations.is_empty()) {
        makers.push(("expectations.csv", |study| csv::csv(&tables::expectations(study))));
    }
    if !study.drivers.is_empty() {
        makers.push(("drivers.csv", |study| csv::csv(&tables::drivers(study))));
    }
    if !study.conditionals.is_empty() {
        makers.push(("conditional.csv", |study| csv::csv(&outlook::conditional(study))));
    }
    makers.push(("summary.txt", |study| summary::text(study, screen::TextStyle::Plain).into_bytes()));
    let files = makers.into_par_iter().map(|(name, make)| (name.to_string(), make(study)));
    let results = || Ok((RESULTS.to_string(), Answer::new(ResultsRef::Study(study)).bytes()?));
    let (mut files, results) = rayon::join(|| files.collect::<Vec<File>>(), results);
    files.insert(files.len().saturating_sub(1), results?);
    Ok(files)
}
