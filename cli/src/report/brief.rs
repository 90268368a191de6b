//! The answer on one screen of 80 columns: the verdict, what the measures cost and what comes back, the levels.
//!
//! All else that a study says is in [`super::summary::text`].

use super::beside::Beside;
use super::cautions::of_draws;
use super::figures::looks::Looks;
use super::numbers::scale::money_decimals;
use super::numbers::{common, fixed, has_interval, is_nothing, percent, plus, together, with_interval};
use super::outlook;
use super::screen::TextStyle;
use super::summary::{findings, head, levels, test_not_passed};
use super::words::{apart, clip, during, median_share, restored, turned, wrapped};
use potash::results::comparison::{Comparison, Restored};
use potash::results::conditional::{Conditional, FEWEST, MeasureState};
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::stats::summary::{Estimate, Summary};
use std::fmt::Write;

/// Columns of text.
const WIDTH: usize = 79;
/// Columns of a scenario's name, and of the line from nothing to all of the loss.
const NAME: usize = 27;
const LINE: usize = 18;
/// Most reliefs that are each told with their measure lifted and in force; of more, lifted alone.
const BOTH: usize = 3;

/// The answer, at most thirty lines for six scenarios, on a terminal of so many columns.
pub fn text(study: &StudyResults, ink: TextStyle, columns: usize) -> String {
    let beside = Beside::of(columns);
    let mut text = head(study);
    if let Some(headline) = headline(study) {
        for line in wrapped(&headline, WIDTH).lines() {
            let _ = writeln!(text, "{}", ink.bold(line));
        }
        text.push('\n');
    }
    if let Some(comparison) = study.compare(study.revenue(), Window::last_full_year(study.horizon)) {
        what_comes_back(&mut text, study, comparison, (ink, &beside));
        let mut rows = String::new();
        levels(&mut rows, study, comparison, ink);
        // Two lines of heads, then a row a scenario.
        let heads = [Vec::new(), beside.level_heads(study)].into_iter();
        let cells = study.each().map(|(_, summary)| beside.level(study, summary));
        let mut cells = heads.chain(cells);
        for line in rows.lines() {
            let _ = writeln!(text, "{}", beside.line(line, &cells.next().unwrap_or_default()));
        }
        text.push('\n');
        text.push_str(&super::shown::text(study, ink));
    }
    text.push_str(&super::expected::misses(study));
    foot(&mut text, study);
    text
}

/// What was found, in one sentence: what the reliefs bring back, or what a single scenario comes to.
pub fn headline(study: &StudyResults) -> Option<String> {
    let window = Window::last_full_year(study.horizon);
    let comparison = study.compare(study.revenue(), window)?;
    let reliefs = comparison.rows.len().checked_sub(1)?;
    if reliefs == 0 {
        return findings(study).into_iter().next();
    }
    let told = told_reliefs(study, comparison);
    let (name, when) = (study.focus(), during(window));
    let mut is_loss_named = false;
    let parts: Vec<String> = told
        .iter()
        .map(|&k| {
            let (title, row) = (&study.scenarios[k].label, &comparison.rows[k]);
            if is_nothing(&row.difference) {
                return format!("{title} makes no difference");
            }
            let open = outlook::open_relief(study, k);
            let condition = open.map_or_else(String::new, |relief| {
                format!(" with the {} lifted", outlook::name(&study.scenarios[k], relief.measure))
            });
            let part = open.map_or(row.restored.as_ref(), |relief| relief.restored.as_ref());
            let gain = open.map_or(&row.difference, |relief| &relief.difference);
            let loss = format!("what the measures cost {name} {when}");
            let loss = if is_loss_named { "it" } else { &loss };
            is_loss_named |= part.is_some();
            let what = part.map_or_else(
                || format!("{} {when}", brings(&name, gain, money_decimals(study))),
                |part| restored(&part.share).at_the_median().of_the(loss),
            );
            format!("{title} {what}{condition}")
        })
        .collect();
    Some(format!("{}.", parts.join("; ")))
}

/// The reliefs that an answer in one breath names, in their order: of more than two the one that brings least and the
/// one that brings most while its measure is lifted.
pub fn told_reliefs(study: &StudyResults, comparison: &Comparison) -> Vec<usize> {
    let gain = |k: usize| {
        let open = outlook::open_relief(study, k).map(|relief| &relief.difference);
        open.or_else(|| comparison.rows.get(k).map(|row| &row.difference))
            .map_or(f64::NAN, |gain| gain.q50.value)
    };
    let mut reliefs: Vec<usize> = (1..comparison.rows.len()).collect();
    if reliefs.len() > 2 {
        reliefs.sort_by(|&a, &b| gain(a).total_cmp(&gain(b)));
        reliefs = [reliefs.first(), reliefs.last()].into_iter().flatten().copied().collect();
        reliefs.sort_unstable();
    }
    reliefs
}

/// "brings Belarus 0.5 bn (0.1 to 1.2)", or "costs" where it is a loss at the median.
fn brings(name: &str, gain: &Summary, most: i32) -> String {
    if gain.q50.value >= 0.0 {
        return format!("brings {name} {}", with_interval(gain, most, true));
    }
    format!("costs {name} {}", with_interval(&turned(gain), most, true).trim_start_matches('+'))
}

/// What the measures cost, and a row for every relief and what became of its measure.
fn what_comes_back(
    text: &mut String,
    study: &StudyResults,
    comparison: &Comparison,
    (ink, beside): (TextStyle, &Beside),
) {
    let (most, when) = (money_decimals(study), during(comparison.window));
    let (name, reliefs) = (study.focus(), comparison.rows.len() - 1);
    let nothing = comparison.no_measures.as_ref().is_some_and(|one| is_nothing(&one.difference));
    let told = match &comparison.no_measures {
        Some(_) if nothing => format!("The measures cost {name} nothing {when}, in any draw."),
        Some(no_measures) => {
            let cost = with_interval(&no_measures.difference, most, false);
            let cost = cost.replacen("bn USD", &study.money(), 1);
            let more = if reliefs > 0 { " What comes back:" } else { "" };
            format!("The measures cost {name} {cost} {when}.{more}")
        }
        None if reliefs > 0 => {
            format!(
                "Against {}, on the same draws, {when}, {} a year:",
                study.scenarios[0].label,
                study.money()
            )
        }
        None => return,
    };
    let _ = writeln!(text, "{}", wrapped(&told, WIDTH));
    if reliefs > 0 {
        let is_shared = comparison.no_measures.is_some() && !nothing;
        let ends = format!("0 %{:^width$}100 %", "of loss", width = LINE - 8);
        let ends = if is_shared { ends.as_str() } else { "" };
        let heads = format!("{:width$} {ends:<LINE$} {:>8}  5 to 95 %", "", "bn", width = NAME + 8);
        let _ = writeln!(text, "{}", beside.line(&heads, &beside.relief_heads(study)));
    }
    let looks = Looks::of(study);
    let titles: Vec<&str> = study.scenarios.iter().map(|scenario| scenario.label.as_str()).collect();
    let titles = apart(&titles, NAME);
    for (k, row) in comparison.rows.iter().enumerate().skip(1) {
        let title = ink.scenario(looks.own.get(k).copied(), &titles[k]);
        let air = " ".repeat(NAME - titles[k].chars().count());
        let line = row.restored.as_ref().map_or_else(String::new, |one| interval(&one.share));
        let told = format!(
            "  {title}{air} {share:>5} {line:<LINE$} {gain}",
            share = share(row.restored.as_ref()),
            gain = gain(&row.difference, most)
        );
        let _ = writeln!(text, "{}", beside.line(&told, &beside.relief(study, k)));
        for one in conditions(study, k, reliefs) {
            let label =
                format!("{} {}", outlook::name(&study.scenarios[k], one.measure), outlook::state(one.state));
            let _ = writeln!(
                text,
                "    {label:<width$} {share:>5} {chance:<LINE$} {gain}",
                label = clip(&label, NAME - 2),
                width = NAME - 2,
                share = share(one.restored.as_ref()),
                chance = format!("in {} of draws", percent(one.share)),
                gain = gain(&one.difference, most)
            );
        }
    }
    text.push('\n');
}

/// What becomes of a relief with its measure lifted and in force, where that is open.
fn conditions(study: &StudyResults, scenario: usize, reliefs: usize) -> Vec<&Conditional> {
    let Some(open) = outlook::open_relief(study, scenario) else { return Vec::new() };
    let told = |one: &&Conditional| {
        let state =
            one.state == MeasureState::NotInForce || one.state == MeasureState::InForce && reliefs <= BOTH;
        let same = (one.scenario, one.measure, one.window) == (open.scenario, open.measure, open.window);
        same && state && one.level.draws >= FEWEST
    };
    let mut told: Vec<&Conditional> = study.conditionals.iter().filter(told).collect();
    told.sort_by_key(|one| one.state != MeasureState::NotInForce);
    told
}

/// The median share of the loss that is restored, with the digits that it has beside its interval.
fn share(part: Option<&Restored>) -> String {
    let Some(Restored { share, .. }) = part else { return String::new() };
    format!("{} %", median_share(share))
}

/// A gain with its interval.
fn gain(difference: &Summary, most: i32) -> String {
    if is_nothing(difference) {
        return format!("{:>8}  in every draw", "0");
    }
    let Summary { q05, q50, q95, .. } = difference;
    if !has_interval(difference) {
        return format!("{:>8}", plus(q50.value, common(&[*q05, *q50, *q95], most)));
    }
    let [low, middle, high] = together(&[*q05, *q50, *q95], 3, most);
    let told = |estimate: &Estimate, digits: i32| fixed(estimate.value, digits);
    format!("{:>8}  ({} to {})", plus(q50.value, middle), told(q05, low), told(q95, high))
}

/// A share's interval on the line from nothing to all: 5 to 95 %, the middle half, the median.
fn interval(share: &Summary) -> String {
    let place = |estimate: Estimate| {
        let cell = (estimate.value * LINE as f64).floor();
        cell.clamp(0.0, LINE as f64 - 1.0) as usize
    };
    let [q05, q25, q50, q75, q95] = [share.q05, share.q25, share.q50, share.q75, share.q95].map(place);
    let is_told = has_interval(share);
    (0..LINE)
        .map(|cell| match cell {
            _ if cell == q50 => '●',
            _ if !is_told => ' ',
            _ if (q25..=q75).contains(&cell) => '━',
            _ if (q05..=q95).contains(&cell) => '─',
            _ => ' ',
        })
        .collect()
}

fn foot(text: &mut String, study: &StudyResults) {
    for remark in of_draws(study) {
        let _ = writeln!(text, "{}", wrapped(&remark, WIDTH));
    }
    let of = if study.solved() < super::numbers::FEWEST { "" } else { "Median and 5 to 95 % of draws. " };
    let lost = match study.lost {
        0 => "none lost".to_string(),
        lost => format!("{lost} lost"),
    };
    let _ = writeln!(
        text,
        "{}",
        wrapped(
            &format!(
                "{} draws, seed {}, {lost}. {of}A conditional estimate, not a forecast.{} All \
                 tables: --long, or summary.txt in the run's folder.",
                study.draws,
                study.seed,
                test_not_passed(study)
            ),
            WIDTH
        )
    );
}
