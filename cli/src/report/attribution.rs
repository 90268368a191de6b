//! Who holds how much of a difference, as text, table and chart.

use super::csv::csv;
use super::figures::{Figure, Topic, source};
use super::numbers::{common, fixed, has_interval, plus, together};
use super::render::{File, OutputFormat, RenderOptions, ReportError, redraw_all};
use super::shown::{ShownUnit, shown_unit};
use super::tables::{number, table, text as cell};
use super::words::{capital, clip, during, possessive, unbroken, wrapped};
use potash::results::attribution::{Attribution, AttributionStep, Share};
use potash::stats::summary::{Estimate, Summary};
use potash_charts::{Caption, Ledger, Party, SeriesId, Table};
use std::fmt::Write as _;

/// Most pairs that the screen lists.
const MOST_PAIRS: usize = 6;

/// Whether it is the revenue of the exporter that the scenarios are about.
fn is_revenue(attribution: &Attribution) -> bool {
    attribution.title == format!("Revenue, {}", attribution.focus)
}

/// The quantity in words: "Belarus's revenue", "Market price, Brazil".
fn quantity(attribution: &Attribution) -> String {
    match is_revenue(attribution) {
        true => format!("{} revenue", possessive(&attribution.focus)),
        false => attribution.title.clone(),
    }
}

/// " in 2030"; nothing of values that were made elsewhere.
fn when(attribution: &Attribution) -> String {
    attribution.window.map_or_else(String::new, |window| format!(" {}", during(window)))
}

/// The unit; changes of shares are in points.
fn unit(attribution: &Attribution) -> ShownUnit {
    let unit = shown_unit(&attribution.unit, None);
    let short = if unit.short == "%" { "points".to_string() } else { unit.short.clone() };
    let name = match (is_revenue(attribution), attribution.money_of) {
        (true, Some(year)) => format!("bn USD of {year} a year"),
        (_, Some(year)) => format!("{} in money of {year}", attribution.unit),
        _ if unit.short == "%" => "percentage points".to_string(),
        _ => unit.name.clone(),
    };
    ShownUnit { short, name, ..unit }
}

/// Digits of a mean that its error supports; of a single value, which has none, all.
fn digits(summary: &Summary, unit: &ShownUnit) -> i32 {
    let mean = summary.mean.times(unit.factor);
    if has_interval(summary) && mean.error.is_finite() { common(&[mean], unit.digits) } else { unit.digits }
}

/// A mean with its digits, signed.
fn mean(summary: &Summary, unit: &ShownUnit) -> String {
    plus(unit.factor * summary.mean.value, digits(summary, unit))
}

/// The same with its unit.
fn amount(summary: &Summary, unit: &ShownUnit) -> String {
    format!("{} {}", mean(summary, unit), unit.short).trim_end().to_string()
}

/// "(0.2 to 1.4)", no coarser than the mean beside it; nothing of too few draws.
fn range(summary: &Summary, unit: &ShownUnit) -> String {
    if !has_interval(summary) {
        return String::new();
    }
    let ends = [summary.q05, summary.q50, summary.q95].map(|end| end.times(unit.factor));
    let own = digits(summary, unit);
    let [low, _, high] = together(&ends, 3, unit.digits).map(|end| end.max(own));
    format!("({} to {})", fixed(ends[0].value, low), fixed(ends[2].value, high))
}

/// The part of the whole that a share is on average; none of next to nothing.
fn part(share: &Share, step: &AttributionStep) -> Option<f64> {
    let Estimate { value, error } = step.total.mean;
    (value.abs() > 3.0 * error).then(|| 100.0 * share.share.mean.value / value)
}

/// What a step is called where there are two: what was given, and what is still held.
fn role(attribution: &Attribution, place: usize) -> &'static str {
    match (attribution.steps.len(), place) {
        (2, 0) => "Spent: ",
        (2, _) => "Still held: ",
        _ => "",
    }
}

/// What was found, a sentence a step.
pub fn findings(attribution: &Attribution) -> Vec<String> {
    let unit = unit(attribution);
    let sentence = |(place, step): (usize, &AttributionStep)| {
        let told = |one: &Share| {
            let part = part(one, step).map_or_else(String::new, |part| format!(" or {} %", fixed(part, 0)));
            format!("{} {}{part}", one.title, amount(&one.share, &unit))
        };
        let holders: Vec<String> = step.holders.iter().map(told).collect();
        let range = range(&step.total, &unit);
        let space = if range.is_empty() { "" } else { " " };
        format!(
            "{role}from “{from}” to “{to}” {what}{when} changes by {total}{space}{range}, of which {holders}",
            role = role(attribution, place),
            from = step.from,
            to = step.to,
            what = quantity(attribution),
            when = when(attribution),
            total = amount(&step.total, &unit),
            holders = holders.join(", ")
        )
    };
    attribution.steps.iter().enumerate().map(sentence).map(|text| capital(&text) + ".").collect()
}

/// The answer on one screen.
pub fn text(attribution: &Attribution) -> String {
    let unit = unit(attribution);
    let mut text = String::new();
    for finding in findings(attribution) {
        let _ = writeln!(text, "{}\n", wrapped(&finding, 79));
    }
    for (place, step) in attribution.steps.iter().enumerate() {
        let head = format!("{}{}", role(attribution, place), unit.name.trim_end_matches(" a year"));
        let ordered = step.measures.iter().any(|one| one.feasible.is_some());
        let feasible = if ordered { " in order" } else { "" };
        let _ = writeln!(
            text,
            "{:<31} {:>7} {:>5}  {:<15} {:>7} {:>7}{feasible}",
            clip(&head, 31),
            "share",
            "part",
            "5 to 95 %",
            "alone",
            "last"
        );
        for holder in &step.holders {
            let _ = writeln!(text, "{}", row(&holder.title, holder, step, &unit));
            let own: Vec<&Share> = step.measures.iter().filter(|one| one.holder == holder.name).collect();
            for measure in own.iter() {
                let _ = writeln!(text, "{}", row(&format!("  {}", measure.title), measure, step, &unit));
            }
        }
        let _ = writeln!(
            text,
            "{:<31} {:>7} {:>5}  {}",
            "together",
            mean(&step.total, &unit),
            "",
            range(&step.total, &unit)
        );
        pairs(&mut text, step, &unit);
        text.push('\n');
    }
    let _ = writeln!(text, "{}", wrapped(&notes(attribution), 79));
    text
}

fn row(title: &str, share: &Share, step: &AttributionStep, unit: &ShownUnit) -> String {
    let part = part(share, step).map_or_else(String::new, |part| format!("{} %", fixed(part, 0)));
    let feasible = share.feasible.as_ref().map_or_else(String::new, |one| format!(" {:>8}", mean(one, unit)));
    format!(
        "{:<31} {:>7} {part:>5}  {:<15} {:>7} {:>7}{feasible}",
        clip(title, 31),
        mean(&share.share, unit),
        range(&share.share, unit),
        mean(&share.alone, unit),
        mean(&share.last, unit)
    )
}

/// The largest interactions, where there are any.
fn pairs(text: &mut String, step: &AttributionStep, unit: &ShownUnit) {
    let title = |name: &String| {
        let found = step.measures.iter().find(|one| one.name == *name);
        found.map_or_else(|| name.clone(), |one| one.title.clone())
    };
    let mut pairs: Vec<_> = step.interactions.iter().collect();
    pairs.sort_by(|a, b| b.value.mean.value.abs().total_cmp(&a.value.mean.value.abs()));
    let told = pairs.iter().take(MOST_PAIRS).map(|pair| {
        let [one, other] = &pair.measures;
        format!("{} with {} {}", title(one), title(other), mean(&pair.value, unit))
    });
    let told: Vec<String> = told.collect();
    if !told.is_empty() {
        let line = format!("What pairs add beyond each alone: {}.", told.join("; "));
        let _ = writeln!(text, "{}", wrapped(&line, 79));
    }
}

fn notes(attribution: &Attribution) -> String {
    let ordered = attribution.steps.iter().flat_map(|step| &step.measures).any(|one| one.feasible.is_some());
    let lost: usize = attribution.steps.iter().map(|step| step.lost).sum();
    let ordered = match ordered {
        true => "; in order: the mean over orders in which no measure comes before one that it waits for",
        false => "",
    };
    let lost = if lost == 0 { "none lost".to_string() } else { format!("{lost} lost") };
    // Values that were made elsewhere have no seed.
    let seed = attribution.window.map_or_else(String::new, |_| format!(", seed {}", attribution.seed));
    let draws = if attribution.draws == 1 {
        "the one draw".to_string()
    } else {
        format!("the same {} draws", attribution.draws)
    };
    format!(
        "Means of draws, which add up but for their last digit, and 5 to 95 % of draws. Share: what a holder adds on average over all orders of \
         holders, and a measure over all orders of its holder's (Owen value); alone: before all others; last: after all \
         others{ordered}. Every coalition in {draws}{seed}, {lost}. A conditional estimate, not a forecast."
    )
}

/// Every number, a row each.
fn rows(attribution: &Attribution) -> Table {
    let mut table = table(&[
        "step",
        "from",
        "to",
        "kind",
        "name",
        "title",
        "holder",
        "solution",
        "metric",
        "unit",
        "window",
        "mean",
        "mean_error",
        "q05",
        "q50",
        "q95",
    ]);
    for (place, step) in attribution.steps.iter().enumerate() {
        let mut push = |kind: &str, [name, title, holder]: [&str; 3], solution: &str, summary: &Summary| {
            let mut row = vec![number((place + 1) as f64), cell(&step.from), cell(&step.to)];
            row.extend(
                [kind, name, title, holder, solution, &attribution.metric, &attribution.unit].map(cell),
            );
            row.push(cell(attribution.window.map_or_else(String::new, |window| window.to_string())));
            let Summary { mean, q05, q50, q95, .. } = summary;
            row.extend([mean.value, mean.error, q05.value, q50.value, q95.value].map(number));
            table.rows.push(row);
        };
        push("total", ["", "", ""], "difference", &step.total);
        for (kind, list) in [("holder", &step.holders), ("measure", &step.measures)] {
            for one in list {
                let names = [one.name.as_str(), one.title.as_str(), one.holder.as_str()];
                push(kind, names, "owen", &one.share);
                one.shapley.iter().for_each(|summary| push(kind, names, "shapley", summary));
                one.feasible.iter().for_each(|summary| push(kind, names, "feasible", summary));
                push(kind, names, "alone", &one.alone);
                push(kind, names, "last", &one.last);
            }
        }
        for pair in &step.interactions {
            let name = pair.measures.join(" ");
            push("pair", [name.as_str(), "", ""], "shapley_taylor", &pair.value);
        }
    }
    table
}

/// Every number as CSV.
pub fn comma_separated(attribution: &Attribution) -> Vec<u8> {
    csv(&rows(attribution))
}

/// The holders' shares as bars, a row of them a step.
fn figure(attribution: &Attribution) -> Option<Figure> {
    let unit = unit(attribution);
    let first = attribution.steps.first()?;
    let mut holders: Vec<&str> = Vec::new();
    for holder in attribution.steps.iter().flat_map(|step| &step.holders) {
        if !holders.contains(&holder.title.as_str()) {
            holders.push(&holder.title);
        }
    }
    let of =
        |step: &AttributionStep, title: &str| step.holders.iter().find(|one| one.title == title).cloned();
    let party = |title: &&str| Party {
        label: title.to_string(),
        note: of(first, title).map_or_else(String::new, |one| range(&one.share, &unit)),
        amounts: attribution
            .steps
            .iter()
            .map(|step| match of(step, title) {
                Some(one) => (unit.factor * one.share.mean.value, mean(&one.share, &unit)),
                None => (f64::NAN, String::new()),
            })
            .collect(),
    };
    let scenario = |(place, step): (usize, &AttributionStep)| {
        (format!("{}{} to {}", role(attribution, place), step.from, step.to), SeriesId(place + 1))
    };
    let largest = first.holders.first()?;
    let gains = first.total.mean.value > 0.0;
    let plain = |summary: &Summary| {
        let told = mean(summary, &unit);
        if gains { told.trim_start_matches('+').to_string() } else { told }
    };
    let title = format!(
        "Most is held by {holder}: {share} of the {whole} {short} between “{from}” and “{to}”",
        holder = largest.title,
        share = plain(&largest.share),
        whole = plain(&first.total),
        short = unit.short,
        from = first.from,
        to = first.to,
    );
    let in_unit = if unit.name.is_empty() { String::new() } else { format!(", {}", unit.name) };
    let subtitle = format!(
        "What the measures of each change in {}{}{in_unit}, on average over all orders in which they change; in \
         brackets 5–95 % of draws",
        quantity(attribution),
        when(attribution),
    );
    let caption = Caption {
        title: unbroken(&title),
        description: subtitle.clone(),
        subtitle,
        source: source(&format!(
            "{} draws, seed {}. A conditional estimate, not a forecast.",
            attribution.draws, attribution.seed
        )),
    };
    let chart = Ledger {
        caption,
        unit: unit.name.clone(),
        column: format!("share_{}", unit.column),
        scenarios: attribution.steps.iter().enumerate().map(scenario).collect(),
        parties: holders.iter().map(party).collect(),
    };
    Some(Figure { name: "attribution".to_string(), topic: Topic::Causes, chart: Box::new(chart) })
}

/// The chart as a picture of a form; none where there is nothing to draw.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn picture(attribution: &Attribution, format: OutputFormat) -> Result<Option<File>, ReportError> {
    let figures: Vec<Figure> = figure(attribution).into_iter().collect();
    let files = redraw_all(&figures, &[format], &RenderOptions::default())?;
    Ok(files.into_iter().flatten().next())
}
