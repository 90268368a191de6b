//! What a result hangs on, group by group, as text, table and chart.

use super::csv::csv;
use super::figures::{Figure, Topic, source};
use super::numbers::{fixed, significant};
use super::render::{File, OutputFormat, RenderOptions, ReportError, redraw_all};
use super::tables::{number, table, text as cell};
use super::words::{capital, during, possessive, unbroken, wrapped};
use potash::results::sensitivity::{GroupIndices, Sensitivity};
use potash::scenario::factor::FactorGroup;
use potash::stats::summary::Estimate;
use potash_charts::{Bar, BarGroup, Bars, Caption, SeriesId, Table};
use std::fmt::Write as _;

/// A group in words.
fn words(group: FactorGroup) -> &'static str {
    match group {
        FactorGroup::Learnt => "what was learnt from the past",
        FactorGroup::Timing => "when measures turn and mines open",
        FactorGroup::Processes => "demand, costs and prices that move by themselves",
        FactorGroup::Disruptions => "breakdowns of mines and ports",
        FactorGroup::Numbers => "other uncertain numbers",
    }
}

/// A group as files name it.
fn key(group: FactorGroup) -> &'static str {
    match group {
        FactorGroup::Learnt => "learnt",
        FactorGroup::Timing => "timing",
        FactorGroup::Processes => "processes",
        FactorGroup::Disruptions => "disruptions",
        FactorGroup::Numbers => "numbers",
    }
}

/// "Belarus's revenue in 2030 under “US relief alone”", or what that adds to another scenario's.
fn result(sensitivity: &Sensitivity) -> String {
    let quantity = match sensitivity.title == format!("Revenue, {}", sensitivity.focus) {
        true => format!("{} revenue", possessive(&sensitivity.focus)),
        false => sensitivity.title.clone(),
    };
    let when = during(sensitivity.window);
    match sensitivity.scenarios.as_slice() {
        [base, full] => format!("what “{full}” adds to {quantity} {when} against “{base}”"),
        [only, ..] => format!("{quantity} {when} under “{only}”"),
        [] => quantity,
    }
}

/// A share in whole per cent; what is less than nothing by accident is nothing.
fn percent(share: f64) -> String {
    format!("{} %", fixed((100.0 * share).max(0.0), 0))
}

/// "41 % (36 to 46)".
fn with_range(index: Estimate) -> String {
    let end = |sign: f64| fixed((100.0 * (index.value + sign * index.error)).clamp(0.0, 100.0), 0);
    format!("{} ({} to {})", percent(index.value), end(-1.0), end(1.0))
}

/// The finding, in a sentence.
pub fn finding(sensitivity: &Sensitivity) -> String {
    let told = |one: &GroupIndices| format!("{} ({})", words(one.group), percent(one.share.value));
    let (first, others) = match sensitivity.groups.split_first() {
        Some((first, others)) => {
            // What is nothing is in the table.
            let others = others.iter().filter(|one| one.share.value >= 0.005).map(told);
            (told(first), others.collect::<Vec<_>>().join(", then "))
        }
        None => return String::new(),
    };
    let then = if others.is_empty() { String::new() } else { format!(", then {others}") };
    format!("{} hangs most on {first}{then}", capital(&result(sensitivity)))
}

/// The two groups that matter most, for a title.
fn brief(sensitivity: &Sensitivity) -> String {
    let told = |one: &GroupIndices| format!("{} ({})", words(one.group), percent(one.share.value));
    let first: Vec<String> = sensitivity.groups.iter().take(2).map(told).collect();
    let what = match sensitivity.scenarios.as_slice() {
        [_, full] => format!("What {full} adds"),
        _ => capital(&result(sensitivity)),
    };
    format!("{what} hangs most on {}", first.join(", then "))
}

/// What has to be known before the answer is read.
pub fn cautions(sensitivity: &Sensitivity) -> Vec<String> {
    let open = !sensitivity.converged;
    open.then(|| "not converged: some share is not known to within 5 %; make more draws.".to_string())
        .into_iter()
        .collect()
}

/// The answer on one screen.
pub fn text(sensitivity: &Sensitivity) -> String {
    let mut text = format!("{}.\n\n", wrapped(&finding(sensitivity), 78));
    for caution in cautions(sensitivity) {
        let _ = writeln!(text, "CAUTION: {caution}\n");
    }
    let _ = writeln!(text, "{:<50} {:>15} {:>5} {:>6}", "Shares of the variance", "share", "alone", "with");
    for one in &sensitivity.groups {
        let _ = writeln!(
            text,
            "{:<50} {:>15} {:>5} {:>6}",
            words(one.group),
            with_range(one.share),
            percent(one.first.value),
            percent(one.total.value)
        );
    }
    let mut pairs: Vec<_> =
        sensitivity.pairs.iter().filter(|pair| pair.value.value > pair.value.error).collect();
    pairs.sort_by(|a, b| b.value.value.total_cmp(&a.value.value));
    if let Some(pair) = pairs.first() {
        let [one, other] = pair.groups.map(words);
        let line = format!(
            "Most is decided together by {one} and {other}: {} beyond what each decides alone.",
            percent(pair.value.value)
        );
        let _ = writeln!(text, "{}", wrapped(&line, 79));
    }
    let lost =
        if sensitivity.lost == 0 { "none lost".to_string() } else { format!("{} lost", sensitivity.lost) };
    let note = format!(
        "Mean {mean}, standard deviation {sd} {unit}. Share: Shapley effects, which sum to all, with 5 to 95 %; alone: what \
         the group decides by itself; with: all that is decided with it. Each group was drawn anew while the others \
         were frozen, {draws} draws each, seed {seed}, {lost}.",
        mean = significant(sensitivity.mean, 3),
        sd = significant(sensitivity.sd, 3),
        unit = unit(sensitivity),
        draws = sensitivity.draws,
        seed = sensitivity.seed,
    );
    let _ = writeln!(text, "\n{}", wrapped(&note, 79));
    text
}

fn unit(sensitivity: &Sensitivity) -> String {
    match sensitivity.money_of {
        Some(year) => format!("{} in money of {year}", sensitivity.unit),
        None => sensitivity.unit.clone(),
    }
}

/// Every index, a row each.
fn rows(sensitivity: &Sensitivity) -> Table {
    let mut table = table(&["group", "with_group", "index", "value", "half_width_90", "metric", "window"]);
    let mut push = |group: &str, other: &str, index: &str, value: Estimate| {
        let words = [group, other, index].map(cell).to_vec();
        let numbers = [value.value, value.error].map(number).to_vec();
        let what = [cell(&sensitivity.metric), cell(sensitivity.window.to_string())].to_vec();
        table.rows.push([words, numbers, what].concat());
    };
    for one in &sensitivity.groups {
        push(key(one.group), "", "shapley", one.share);
        push(key(one.group), "", "first", one.first);
        push(key(one.group), "", "total", one.total);
    }
    for pair in &sensitivity.pairs {
        let [one, other] = pair.groups.map(key);
        push(one, other, "interaction", pair.value);
    }
    table
}

/// Every index as CSV.
pub fn comma_separated(sensitivity: &Sensitivity) -> Vec<u8> {
    csv(&rows(sensitivity))
}

/// The shares with their intervals.
fn figure(sensitivity: &Sensitivity) -> Figure {
    let bar = |one: &GroupIndices| {
        let [q05, q50, q95] = [-1.0, 0.0, 1.0].map(|sign| 100.0 * (one.share.value + sign * one.share.error));
        Bar { q05, q50, q95 }
    };
    let group = |one: &GroupIndices| BarGroup { label: words(one.group).to_string(), bars: vec![bar(one)] };
    let subtitle = format!(
        "Share of the variance of {} that hangs on each group, % (Shapley effects), with the interval of 5–95 %",
        result(sensitivity)
    );
    let caption = Caption {
        title: unbroken(&brief(sensitivity)),
        description: subtitle.clone(),
        subtitle,
        source: source(&format!("{} draws a redrawing, seed {}", sensitivity.draws, sensitivity.seed)),
    };
    let chart = Bars {
        caption,
        unit: "% of the variance".to_string(),
        column: "share_percent".to_string(),
        from_zero: true,
        key: Some("line: how sure the share is, 5–95\u{a0}%".to_string()),
        scenarios: vec![(sensitivity.scenarios.last().cloned().unwrap_or_default(), SeriesId(1))],
        groups: sensitivity.groups.iter().map(group).collect(),
    };
    Figure { name: "sensitivity".to_string(), topic: Topic::Drivers, chart: Box::new(chart) }
}

/// The chart as a picture of a form.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn picture(sensitivity: &Sensitivity, format: OutputFormat) -> Result<Option<File>, ReportError> {
    let files = redraw_all(&[figure(sensitivity)], &[format], &RenderOptions::default())?;
    Ok(files.into_iter().flatten().next())
}
