//! Figures that scenarios expect, beside the model's: each told once, however many scenarios have inherited it.

use super::numbers::{FEWEST, fixed};
use potash::results::expectation::ExpectationResult;
use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::StudyResults;
use std::fmt::Write;

/// Expectations that the same scenarios have, with the same figure of the model.
pub(super) struct Shared<'a> {
    pub scenarios: Vec<&'a ScenarioInfo>,
    pub list: Vec<&'a ExpectationResult>,
}

impl Shared<'_> {
    /// The names of the scenarios; none where it is all of them.
    pub fn names(&self, study: &StudyResults) -> Option<String> {
        let names: Vec<&str> = self.scenarios.iter().map(|one| one.name.as_str()).collect();
        (names.len() < study.scenarios.len()).then(|| names.join(", "))
    }
}

/// Every expectation once, with all scenarios in which the model says the same of it.
pub(super) fn shared(study: &StudyResults) -> Vec<Shared<'_>> {
    let mut each: Vec<(Vec<&ScenarioInfo>, &ExpectationResult)> = Vec::new();
    for (scenario, checked) in study.expectations() {
        match each.iter_mut().find(|(_, known)| alike(known, checked)) {
            Some((scenarios, _)) => scenarios.push(scenario),
            None => each.push((vec![scenario], checked)),
        }
    }
    let mut groups: Vec<Shared<'_>> = Vec::new();
    for (scenarios, checked) in each {
        let same = |group: &&mut Shared<'_>| {
            let names = |list: &[&ScenarioInfo]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
            names(&group.scenarios) == names(&scenarios)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.list.push(checked),
            None => groups.push(Shared { scenarios, list: vec![checked] }),
        }
    }
    groups
}

/// Whether two scenarios expect the same, and the model says the same of it but for rounding.
fn alike(one: &ExpectationResult, two: &ExpectationResult) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    let models = match (&one.model, &two.model) {
        (Some(one), Some(two)) => {
            let ends = match (one.interval, two.interval) {
                (Some(one), Some(two)) => near(one.0, two.0) && near(one.1, two.1),
                (one, two) => one.is_none() && two.is_none(),
            };
            near(one.median, two.median) && ends
        }
        (one, two) => one.is_none() && two.is_none(),
    };
    one.expectation == two.expectation && models
}

/// Expectations for the screen; empty where there are none.
pub(super) fn text(study: &StudyResults) -> String {
    let (mut text, groups) = (String::new(), shared(study));
    if groups.is_empty() {
        return text;
    }
    let _ = writeln!(text, "Figures the scenario expects, beside the model's");
    for group in &groups {
        if let Some(names) = group.names(study) {
            let _ = writeln!(text, "  {}", super::words::clip(&format!("In {names}"), 77));
        }
        for checked in &group.list {
            let _ = writeln!(text, "  {}", line(checked, study.solved()));
        }
    }
    text.push('\n');
    text
}

/// How many expectations are met, and those that are missed; empty where there are none.
pub(super) fn misses(study: &StudyResults) -> String {
    let groups = shared(study);
    let each: Vec<&ExpectationResult> = groups.iter().flat_map(|group| group.list.iter().copied()).collect();
    if each.is_empty() {
        return String::new();
    }
    let missed: Vec<&&ExpectationResult> = each.iter().filter(|checked| !checked.holds()).collect();
    let met = each.len() - missed.len();
    let mut text = format!("The model meets {met} of {} figures that the scenario expects.\n", each.len());
    for checked in missed {
        let _ = writeln!(text, "  {}", line(checked, study.solved()));
    }
    text.push('\n');
    text
}

/// What is expected of a metric, and what the model says.
fn line(checked: &ExpectationResult, draws: usize) -> String {
    let expected = &checked.expectation;
    let digits = if expected.value.abs() >= 100.0 { 0 } else { 2 };
    let verdict = if checked.holds() { "meets" } else { "MISSES" };
    let model = match &checked.model {
        None => "not in this run".to_string(),
        Some(model) => {
            let interval = match model.interval {
                None => " (exact)".to_string(),
                // The ends of an interval are shown where there are enough draws.
                Some(_) if draws < FEWEST => String::new(),
                Some((low, high)) => format!(" ({} to {})", fixed(low, digits), fixed(high, digits)),
            };
            format!("{}{interval}", fixed(model.median, digits))
        }
    };
    format!(
        "{verdict:<6} {:<24} {:<8} model {model}, figure {} ± {}",
        expected.metric_name,
        expected.period,
        fixed(expected.value, digits),
        fixed(expected.tolerance, digits)
    )
}
