//! What has to be known before an answer is read, and what may be read after it.
//!
//! Cautions stand in the first lines of an answer: without them it would look more whole or more certain than
//! it is. Remarks of the same kinds that change nothing of how the answer is read stand at its end.

use super::numbers::FEWEST;
use super::words::{during, wrapped};
use potash::engine::Lost;
use potash::results::losses::Losses;
use potash::results::precision::{Precision, RowKind};
use potash::results::study::StudyResults;

/// Above this share of equilibria, wide price spreads are reported before anything else.
const MANY_SPREADS: f64 = 0.001;
/// Above this share of equilibria, prices beyond any on record are reported before anything else: the 95 % quantile of a
/// quarter may then rest on them.
const MANY_OFF_SCALE: f64 = 0.01;

/// What has to be known before the answer is read: one sentence or two each, without a line break.
pub fn cautions(study: &StudyResults) -> Vec<String> {
    let spreads = spreads(study).filter(|_| spread_share(study) > MANY_SPREADS);
    let far = off_scale(study).filter(|_| off_scale_share(study) > MANY_OFF_SCALE);
    let cautions = [interrupted(study), lost(study), far, few(study), digits(study, false), spreads];
    cautions.into_iter().flatten().collect()
}

/// The same without what the number of draws says already, in a few words each, for the source line of a chart.
pub(super) fn briefly(study: &StudyResults) -> Vec<String> {
    let short = study.precision.as_ref().filter(|precision| precision.shortfall.is_some());
    let digits = short.map(|precision| format!("{} digits do not stand", precision.digits));
    let many = spread_share(study) > MANY_SPREADS;
    let spreads = many.then(|| format!("wide price spreads in {} equilibria", wide_spreads(study)));
    let few = few(study).map(|_| "too few draws for intervals".to_string());
    let far = off_scale_share(study) > MANY_OFF_SCALE;
    let far = far.then(|| "prices beyond any on record".to_string());
    [far, few, digits, spreads].into_iter().flatten().collect()
}

/// That there are too few draws for intervals.
fn few(study: &StudyResults) -> Option<String> {
    let draws = study.solved();
    let noun = if draws == 1 { "draw is" } else { "draws are" };
    (draws < FEWEST).then(|| format!("{draws} {noun} too few for intervals, which are left out."))
}

/// What may be read after the answer: losses and spreads so few that they change nothing, digits that stand.
pub(super) fn remarks(study: &StudyResults) -> Vec<String> {
    let spreads = spreads(study).filter(|_| spread_share(study) <= MANY_SPREADS);
    let far = off_scale(study).filter(|_| off_scale_share(study) <= MANY_OFF_SCALE);
    far.into_iter().chain(spreads).chain(of_draws(study)).collect()
}

/// What is to be known of the number of draws: the digits that were waited for, and the first that was lost.
pub(super) fn of_draws(study: &StudyResults) -> impl Iterator<Item = String> {
    let few = || !study.losses().are_notable();
    let first = first_lost(study)
        .filter(|_| few())
        .map(|(name, lost)| format!("The first lost is {}.", one_lost(name, lost)));
    digits(study, true).into_iter().chain(first)
}

fn interrupted(study: &StudyResults) -> Option<String> {
    let told = || {
        format!(
            "the run was stopped after {} of {} draws; what follows is of these.",
            study.draws, study.asked
        )
    };
    study.interrupted.then(told)
}

fn lost(study: &StudyResults) -> Option<String> {
    if !study.losses().are_notable() {
        return None;
    }
    let first = first_lost(study)
        .map_or_else(String::new, |(name, lost)| format!(" The first is {}.", one_lost(name, lost)));
    Some(format!(
        "{}; what follows is about the others, which are not like them.{first}",
        count(study.losses())
    ))
}

/// "31 of 200 draws (15.5 %) were lost".
pub fn count(losses: Losses) -> String {
    let verb = if losses.lost == 1 { "was" } else { "were" };
    format!("{} of {} draws ({}) {verb} lost", losses.lost, losses.draws, losses.percent())
}

/// That draws were lost where an answer is of the others, as a paragraph; empty where they are few.
pub(super) fn paragraph(losses: Losses) -> String {
    if !losses.are_notable() {
        return String::new();
    }
    let told =
        format!("CAUTION: {}; what follows is about the others, which are not like them.", count(losses));
    format!("{}\n\n", wrapped(&told, 79))
}

fn first_lost(study: &StudyResults) -> Option<(&str, &Lost)> {
    let each = study.each().flat_map(|(one, summary_of_draws)| {
        summary_of_draws.lost.iter().map(|lost| (one.name.as_str(), lost))
    });
    each.min_by_key(|(_, lost)| lost.draw)
}

fn one_lost(name: &str, lost: &Lost) -> String {
    // Without a quarter it was the world itself that could not be.
    let when = lost.quarter.map_or_else(|| "no valid world".to_string(), |quarter| quarter.to_string());
    format!("draw {} of {name}, {when}: {}", lost.draw, lost.reason)
}

/// Whether the digits that were asked for stand, told only of digits that do (`stand`) or do not.
fn digits(study: &StudyResults, stand: bool) -> Option<String> {
    let Precision { digits, shortfall } = study.precision.as_ref()?;
    let noun = if *digits == 1 { "digit" } else { "digits" };
    let short = match (shortfall, stand) {
        (None, true) => {
            return Some(format!("{digits} {noun} of every row stand after {} draws.", study.draws));
        }
        (Some(short), false) => short,
        _ => return None,
    };
    let title =
        study.each().nth(short.scenario).map_or("a scenario", |(scenario, _)| scenario.label.as_str());
    let row = match short.row {
        RowKind::Level => "revenue",
        RowKind::Difference => "the difference to the baseline",
        RowKind::Restored => "the share restored",
    };
    Some(format!(
        "{digits} {noun} do not stand after {} draws: {title}, {row} {}, {}: {:.4} with a standard error of {:.4}, \
         {:.1} times what it may be.",
        study.draws,
        during(short.window),
        short.part,
        short.estimate.value,
        short.estimate.error,
        short.ratio
    ))
}

/// Prices that nobody ever saw: an elasticity that holds for a third more or less is asked for ten times more.
fn off_scale(study: &StudyResults) -> Option<String> {
    let count = |name: &str, count: usize| match study.each().count() {
        1 => count.to_string(),
        _ => format!("{count} of {name}"),
    };
    let parts: Vec<String> = study
        .each()
        .filter(|(_, summary_of_draws)| summary_of_draws.diagnostics.off_scale > 0)
        .map(|(scenario, summary_of_draws)| count(&scenario.name, summary_of_draws.diagnostics.off_scale))
        .collect();
    (!parts.is_empty()).then(|| {
        format!(
            "In some equilibria ({}) a market pays more than ten times its baseline price, which never happened; the \
             model's elasticities say nothing there.",
            parts.join(", ")
        )
    })
}

fn wide_spreads(study: &StudyResults) -> usize {
    study.each().map(|(_, summary_of_draws)| summary_of_draws.diagnostics.wide_spreads).sum()
}

/// The share of equilibria that have a wide spread of prices.
fn spread_share(study: &StudyResults) -> f64 {
    wide_spreads(study) as f64 / equilibria(study)
}

/// The share of equilibria with a price beyond any on record, in the scenario that has most of them.
fn off_scale_share(study: &StudyResults) -> f64 {
    let most =
        study.each().map(|(_, summary_of_draws)| summary_of_draws.diagnostics.off_scale).max().unwrap_or(0);
    (most * study.each().count()) as f64 / equilibria(study)
}

fn equilibria(study: &StudyResults) -> f64 {
    study.equilibria().max(1) as f64
}

fn spreads(study: &StudyResults) -> Option<String> {
    let spreads = wide_spreads(study);
    (spreads > 0).then(|| {
        format!(
            "In {spreads} equilibria delivered prices of one market differ more than threefold; there the additive \
             system may have a second equilibrium."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lost_draws_open_a_text_and_few_do_not() {
        assert_eq!(paragraph(Losses { lost: 1, draws: 2_000 }), "");
        let told = paragraph(Losses { lost: 48, draws: 300 });
        let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.starts_with("CAUTION: 48 of 300 draws (16 %) were lost; what follows"), "{told}");
        assert!(told.ends_with("\n\n"), "{told}");
        assert_eq!(count(Losses { lost: 1, draws: 600 }), "1 of 600 draws (0.17 %) was lost");
    }
}
