//! What an answer hangs on, as text, table and chart.

use super::csv::csv;
use super::figures::{Figure, Topic};
use super::names::of_path;
use super::numbers::{fixed, plus};
use super::render::{File, OutputFormat, RenderOptions, ReportError, redraw_all};
use super::tables::{table, text as cell};
use super::words::{during, unbroken};
use potash::simulate::judgements::{Headline, Judgement, Judgements, Moved};
use potash_charts::{Caption, Cell, SeriesId, Table, Tornado, TornadoBar};
use std::fmt::Write as _;

/// Judgements that the screen and the chart show.
const SHOWN: usize = 15;

/// A setting with as many digits as tell it.
fn setting(moved: &Moved, unit: &str) -> String {
    let number = match moved.setting.parse::<f64>() {
        Ok(number) => fixed(number, (2 - number.abs().max(1e-9).log10().floor() as i32).clamp(0, 4)),
        Err(_) => moved.setting.clone(),
    };
    // A pure number's unit is "1".
    if matches!(unit, "" | "1") { number } else { format!("{number} {unit}") }
}

/// "7.74 to 15.3 Mt/yr".
fn ends(judgement: &Judgement) -> String {
    let unit = judgement.unit.as_str();
    format!("{} to {}", setting(&judgement.low, ""), setting(&judgement.high, unit))
}

/// Whether the answer is a share restored, and not a level alone.
fn has_share(judgements: &Judgements) -> bool {
    judgements.base.share.is_some()
}

fn percent(headline: Option<Headline>) -> String {
    let share = headline.and_then(|one| one.share);
    share.map_or_else(|| "–".to_string(), |share| format!("{} %", fixed(100.0 * share, 0)))
}

fn money(headline: Option<Headline>, of: impl Fn(&Headline) -> Option<f64>, sign: bool) -> String {
    let value = headline.as_ref().and_then(of);
    value.map_or_else(|| "–".to_string(), |value| if sign { plus(value, 2) } else { fixed(value, 2) })
}

/// "0.27 to 0.85".
fn from_to(judgement: &Judgement, word: impl Fn(Option<Headline>) -> String) -> String {
    format!("{} to {}", word(judgement.low.headline), word(judgement.high.headline))
}

/// The finding, in a sentence.
pub fn finding(judgements: &Judgements) -> Option<String> {
    let first = judgements.list.first()?;
    let when = during(judgements.window);
    let ends = ends(first);
    Some(match has_share(judgements) {
        true => format!(
            "What {title} restores {when} while it stands, {base}, hangs most on “{name}”: {range} as that goes from {ends}",
            title = judgements.scenarios.get(1)?,
            base = percent(Some(judgements.base)),
            name = of_path(&judgements.titles, &first.path),
            range = from_to(first, percent)
        ),
        false => format!(
            "Revenue {when} under {title}, {base} {money}, hangs most on “{name}”: {range} as that goes from {ends}",
            title = judgements.scenarios.first()?,
            base = fixed(judgements.base.level, 2),
            money = judgements.money,
            name = of_path(&judgements.titles, &first.path),
            range = from_to(first, |one| money(one, |one| Some(one.level), false))
        ),
    })
}

/// The answer on one screen.
pub fn text(judgements: &Judgements) -> String {
    let mut text = String::new();
    if let Some(finding) = finding(judgements) {
        let _ = writeln!(text, "{}.\n", super::words::wrapped(&finding, 79));
    }
    let columns =
        |share: &str, gain: &str, level: &str| format!("{:<28}{share:>15}{gain:>18}{level:>18}", "");
    let _ = writeln!(text, "Each judgement from its 5 to its 95 %");
    let head = |there: bool, word: &'static str| if there { word } else { "" };
    let restores = head(has_share(judgements), "restores");
    let _ = writeln!(
        text,
        "{}",
        columns(restores, head(judgements.base.gain.is_some(), "gain, bn"), "level, bn")
    );
    let base = Some(judgements.base);
    let gain = |headline: Option<Headline>| money(headline, |one| one.gain, true);
    let level = |headline: Option<Headline>| money(headline, |one| Some(one.level), false);
    let share = if has_share(judgements) { percent(base) } else { String::new() };
    let gained = if judgements.base.gain.is_some() { gain(base) } else { String::new() };
    let all = columns(&share, &gained, &level(base));
    let _ = writeln!(text, "  all as they are{}", &all[17..]);
    for one in judgements.list.iter().take(SHOWN) {
        let blank = || String::new();
        let share = if has_share(judgements) { from_to(one, percent) } else { blank() };
        let gained = if judgements.base.gain.is_some() { from_to(one, gain) } else { blank() };
        let _ = writeln!(text, "  {}, {}", of_path(&judgements.titles, &one.path), ends(one));
        let _ = writeln!(text, "{}", columns(&share, &gained, &from_to(one, level)));
    }
    let left = judgements.list.len().saturating_sub(SHOWN);
    if left > 0 {
        let _ = writeln!(text, "  {left} more move it less; --csv has all of them.");
    }
    let last = format!(
        "Medians {when}, {money} a year; all else and all {draws} draws the same, seed {seed}. {certain} judgements are single numbers and were not moved. A conditional estimate, not a forecast.",
        when = during(judgements.window),
        money = judgements.money,
        draws = judgements.draws,
        seed = judgements.seed,
        certain = judgements.certain
    );
    let _ = writeln!(text, "\n{}", super::words::wrapped(&last, 79));
    text
}

/// Every judgement, in order.
fn rows(judgements: &Judgements) -> Table {
    let mut table = table(&[
        "path",
        "unit",
        "end",
        "setting",
        "level_usd_bn_per_year",
        "gain_usd_bn_per_year",
        "share_restored",
    ]);
    for one in &judgements.list {
        for (end, moved) in [("low", &one.low), ("high", &one.high)] {
            let number = |value: Option<f64>| value.map_or(Cell::Missing, Cell::number);
            let headline = moved.headline;
            let mut row = vec![cell(&one.path), cell(&one.unit), cell(end), cell(&moved.setting)];
            row.extend([
                number(headline.map(|one| one.level)),
                number(headline.and_then(|one| one.gain)),
                number(headline.and_then(|one| one.share)),
            ]);
            table.rows.push(row);
        }
    }
    table
}

/// Every judgement as CSV.
pub fn comma_separated(judgements: &Judgements) -> Vec<u8> {
    csv(&rows(judgements))
}

/// The judgements that move most, as bars.
fn figure(judgements: &Judgements) -> Option<Figure> {
    let scale = if has_share(judgements) { 100.0 } else { 1.0 };
    let base = &judgements.base;
    let result = |moved: &Moved| {
        moved.headline.and_then(|headline| headline.main(base)).map_or(f64::NAN, |main| scale * main)
    };
    let bars = judgements.list.iter().take(SHOWN).map(|one| TornadoBar {
        label: of_path(&judgements.titles, &one.path),
        low_setting: setting(&one.low, &one.unit),
        high_setting: setting(&one.high, &one.unit),
        low: result(&one.low),
        high: result(&one.high),
        low_error: f64::NAN,
        high_error: f64::NAN,
        share: f64::NAN,
    });
    let when = during(judgements.window);
    let (slot, unit, what) = match has_share(judgements) {
        true => (1, "% of what the measures cost".to_string(), "Share restored while relief stands"),
        false => (0, format!("{} a year", judgements.money), "Median revenue"),
    };
    let subtitle = format!(
        "{what} {when}, {unit}, with each judgement at its 5 and its 95 %, all else and all draws the same"
    );
    let caption = Caption {
        title: unbroken(&finding(judgements)?),
        description: subtitle.clone(),
        subtitle,
        source: super::figures::source(&format!("{} draws, seed {}", judgements.draws, judgements.seed)),
    };
    let chart = Tornado {
        caption,
        unit,
        column: if has_share(judgements) { "share_restored_percent" } else { "revenue_usd_bn_per_year" }
            .to_string(),
        slot: SeriesId(slot),
        base: base.main(base).map_or(f64::NAN, |main| scale * main),
        bars: bars.collect(),
    };
    Some(Figure { name: "judgements".to_string(), topic: Topic::Drivers, chart: Box::new(chart) })
}

/// The chart as a picture of a form; none where there is nothing to draw.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn picture(judgements: &Judgements, format: OutputFormat) -> Result<Option<File>, ReportError> {
    let figures: Vec<Figure> = figure(judgements).into_iter().collect();
    let files = redraw_all(&figures, &[format], &RenderOptions::default())?;
    Ok(files.into_iter().flatten().next())
}
