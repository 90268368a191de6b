//! Short runs of the shipped scenarios, and comparing them bit by bit.

use potash::engine::{Job, Outcome, run};
use potash::results::study::{Request, StudyResults};
use potash::scenario::metric::Metric;
use potash::scenario::{Assignment, Problems, Scenario};
use potash::scenario::{Definition, Method};
use potash::units::time::Horizon;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

pub fn shipped() -> PathBuf {
    Path::new(super::ROOT).join("scenarios")
}

/// A scenario with settings on top, over a short horizon.
pub fn scenario(path: &Path, settings: &[&str], start: &str, quarters: usize) -> Definition {
    let settings: Vec<Assignment> = settings.iter().map(|text| Assignment::parse(text).unwrap()).collect();
    let loaded = match Scenario::load(path, &settings) {
        Ok(loaded) => loaded,
        // The problems hold whole files; what is wrong with them is enough.
        Err(Problems::Faults { list, .. }) => panic!("{}: {list:?}", path.display()),
        Err(Problems::Unreadable { reason, .. } | Problems::InvalidFile { reason, .. }) => {
            panic!("{}: {reason}", path.display())
        }
    };
    loaded.into_definition().over(Horizon { start: start.parse().unwrap(), quarters })
}

/// The first year of the shipped horizon: measures in force, recovering and gone.
pub fn early(file: &str, settings: &[&str]) -> Definition {
    scenario(&shipped().join(file), settings, "2026-Q1", 4)
}

/// The status quo and one more measure, over the same year. A setting cannot make a measure, so
/// this is a file that extends the shipped one.
pub fn with_measure(measure: &[&str]) -> Definition {
    let folder = super::shipped::shipped_copy();
    let path = folder.path().join("with-measure.toml");
    let lines = measure.iter().map(|line| format!("measure.other.{line}\n"));
    std::fs::write(&path, format!("extends = \"status-quo.toml\"\n{}", lines.collect::<String>())).unwrap();
    scenario(&path, &[], "2026-Q1", 4)
}

/// Years after everything was lifted that is ever lifted: buyers have come back.
pub fn last_full_year(file: &str, settings: &[&str]) -> Definition {
    scenario(&shipped().join(file), settings, "2030-Q3", 2)
}

pub fn outcomes(scenarios: &[Definition], draws: usize) -> Vec<Outcome> {
    let stop = AtomicBool::new(false);
    run(&Job { scenarios, draws: 0..draws, seed: 7, method: Method::Pseudo, stop: &stop, progress: &|_| {} })
        .unwrap()
}

pub fn study(scenarios: Vec<Definition>, draws: usize) -> StudyResults {
    StudyResults::run(Request {
        scenarios,
        draws,
        digits: None,
        exact: false,
        drivers: false,
        seed: 7,
        method: Method::Pseudo,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        sink: None,
    })
    .unwrap()
}

pub fn outcome(scenario: Definition, draws: usize) -> Outcome {
    outcomes(&[scenario], draws).remove(0)
}

/// Every number of the first draws of an outcome, bit by bit. All metrics, or those asked for.
pub fn bits(outcome: &Outcome, metrics: &[Metric], draws: usize) -> Vec<u64> {
    let path = |draw| metrics.iter().flat_map(move |&metric| outcome.path(metric, draw));
    let bits: Vec<u64> = (0..draws).flat_map(path).map(f64::to_bits).collect();
    assert_eq!(bits.len(), draws * metrics.len() * outcome.quarters.len(), "some metric has no values");
    bits
}

/// Fails unless two outcomes are one, in every bit of every metric and in the diagnostics.
pub fn assert_same(ours: &Outcome, theirs: &Outcome, what: &str) {
    assert_eq!((&ours.metrics, &ours.quarters), (&theirs.metrics, &theirs.quarters), "{what}");
    let both = [ours, theirs].map(|outcome| bits(outcome, &ours.metrics, ours.draws.len()));
    let different = both[0].iter().zip(&both[1]).filter(|(a, b)| a != b).count();
    assert!(both[0].len() == both[1].len() && different == 0, "{what}: {different} of {}", both[0].len());
    assert_eq!((&ours.lost, ours.diagnostics), (&theirs.lost, theirs.diagnostics), "{what}");
}

pub fn revenue(scenario: &Definition) -> Metric {
    Metric::Revenue { exporter: scenario.focus }
}
