//! The whole answer as text: what [`super::brief`] tells, and every table behind it.

use super::cautions::{cautions, remarks};
use super::changed::Changed;
use super::figures::looks::Looks;
use super::figures::{as_stated, reference_label};
use super::numbers::scale::{Scale, decimals, money_decimals};
use super::numbers::{FEWEST, fixed, is_nothing, percent, plus, stepped, supported, together, with_interval};
use super::screen::{Axis, TextStyle};
use super::words::{apart, clip, column, during, level_line, possessive, restored, wrapped};
use potash::results::comparison::{Comparison, Restored, ScenarioDifference};
use potash::results::scenario_info::{CalibrationInfo, ScenarioInfo};
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::scenario::metric::Metric;
use potash::scenario::reading::posterior::PASSED;
use potash::stats::summary::{Estimate, Summary};
use potash_charts::SeriesId;
use std::fmt::Write;

/// The answer in words and tables, within 80 columns.
pub fn text(study: &StudyResults, ink: TextStyle) -> String {
    let mut text = head(study);
    let windows = Window::summary_windows(study.horizon);
    for line in findings(study) {
        let _ = writeln!(text, "{}\n", wrapped(&line, 79));
    }
    for window in windows {
        let Some(comparison) = study.compare(study.revenue(), window) else { continue };
        levels(&mut text, study, comparison, ink);
        if comparison.rows.len() > 1 {
            differences(&mut text, study, comparison, ink);
        }
        text.push('\n');
    }
    text.push_str(&super::outlook::text(study));
    sums(&mut text, study);
    text.push_str(&super::payees::text(study));
    text.push_str(&super::expected::text(study));
    diagnostics(&mut text, study);
    text
}

/// What has to be known before anything else: what was set, and cautions.
pub(super) fn head(study: &StudyResults) -> String {
    let mut text = String::new();
    let changed = Changed::of_study(study).lines();
    for line in &changed {
        let _ = writeln!(text, "{}", wrapped(line, 79));
    }
    text.push_str(if changed.is_empty() { "" } else { "\n" });
    for caution in cautions(study) {
        let _ = writeln!(text, "{}\n", wrapped(&format!("CAUTION: {caution}"), 79));
    }
    text
}

/// The finding of each scenario against the baseline, in sentences with intervals.
pub fn findings(study: &StudyResults) -> Vec<String> {
    let window = Window::last_full_year(study.horizon);
    let Some(comparison) = study.compare(study.revenue(), window) else { return Vec::new() };
    let name_s = possessive(&study.focus());
    let when = during(window);
    let (mut lines, most) = (Vec::new(), money_decimals(study));
    for (k, (scenario, row)) in study.scenarios.iter().zip(&comparison.rows).enumerate() {
        let (title, level) = (&scenario.label, with_interval(&row.level, most, false));
        let against = against(study, &row.level);
        if k == 0 {
            let volume = volume(study, window);
            let money = study.money_of.map_or_else(String::new, |year| format!(", in money of {year},"));
            let stated = as_stated(study.reference_value.as_ref());
            lines.push(format!(
                "{title}: {name_s} revenue {when}{money} is {level}{against}{stated}{volume}."
            ));
            continue;
        }
        // While the relief stands, then the chance that it does, then all of it together.
        let standing = super::outlook::finding(study, k);
        let standing = standing.map_or_else(String::new, |finding| format!("{finding} Over all draws: "));
        if is_nothing(&row.difference) {
            lines.push(format!(
                "{title}: {standing}{level}{against}; no difference to the baseline in any draw."
            ));
            continue;
        }
        let restores =
            |one: &Restored| format!(" It {}.", restored(&one.share).of_the("what the measures cost"));
        let restored = row.restored.as_ref().map_or_else(String::new, restores);
        let (gain, share) = (with_interval(&row.difference, most, true), percent(row.above));
        lines.push(format!(
            "{title}: {standing}{level}{against}; {gain} against the baseline, a gain in {share} of draws.{restored}"
        ));
    }
    lines
}

/// A level as a share of the fixed reference value.
fn against(study: &StudyResults, level: &Summary) -> String {
    let Some((value, label)) = study.reference_value() else { return String::new() };
    let Estimate { value: median, error } = level.q50;
    let share = stepped(median / value, error / value);
    let reference_value = reference_label(value, label);
    format!(", {share} % of the {reference_value}")
}

/// What the baseline scenario's focus sells, and its share of the world.
fn volume(study: &StudyResults, window: Window) -> String {
    let exporter = study.scenarios[0].focus;
    let of = |metric| study.summaries.first()?.summary(metric, window);
    match (of(Metric::Exports { exporter }), of(Metric::WorldShare { exporter })) {
        (Some(exports), Some(share)) => {
            let scale = Scale::tonnes([exports.q50.value]);
            let (exports, share) =
                (supported(scale.estimate(exports.q50), 1), stepped(share.q50.value, share.q50.error));
            format!(", from {exports} {} or {share} % of world trade", scale.unit)
        }
        _ => String::new(),
    }
}

/// The levels of all scenarios with small distributions.
pub(super) fn levels(text: &mut String, study: &StudyResults, comparison: &Comparison, ink: TextStyle) {
    let (window, most) = (comparison.window, money_decimals(study));
    let head = format!("{} revenue {}, {} a year", possessive(&study.focus()), during(window), study.money());
    let shape = |summary_of_draws: &'_ ScenarioSummary| {
        summary_of_draws.shape(window).map_or_else(Vec::new, |shape| shape.values.clone())
    };
    let looks = Looks::of(study);
    let slot = Some(looks.no_measures);
    let no_measures = study.no_measures.iter().map(|one| (slot, &one.scenario, &one.summary));
    let own = study
        .scenarios
        .iter()
        .zip(&study.summaries)
        .enumerate()
        .map(|(k, (scenario, summary_of_draws))| (looks.own.get(k).copied(), scenario, summary_of_draws));
    let rows: Vec<Drawn<'_>> = own
        .chain(no_measures)
        .filter_map(|(slot, scenario, summary_of_draws)| {
            let summary = summary_of_draws.summary(study.revenue(), window)?;
            Some(Drawn { slot, title: &scenario.label, summary, sample: shape(summary_of_draws) })
        })
        .collect();
    table(text, &head, &rows, (fixed, most), ink, |_| None);
    if let Some((value, label)) = study.reference_value() {
        let label = clip(&format!("For comparison: {label}"), 43);
        let _ = writeln!(text, "  {label:<43} {:>7} {:>7}", "", fixed(value, most));
    }
}

/// A row of a table with its distribution.
struct Drawn<'a> {
    slot: Option<SeriesId>,
    title: &'a str,
    summary: &'a Summary,
    /// Equally likely values, rising.
    sample: Vec<f64>,
}

/// Rows with small distributions on one axis, whose ends stand in the head, each with a line below it if
/// `below` has one.
fn table(
    text: &mut String,
    head: &str,
    rows: &[Drawn<'_>],
    (show, most): (fn(f64, i32) -> String, i32),
    ink: TextStyle,
    below: impl Fn(usize) -> Option<String>,
) {
    let axis = Axis::over(rows.iter().map(|row| row.sample.as_slice()));
    let ends = axis.map_or_else(String::new, |axis| {
        let span = axis.high - axis.low;
        let digits = decimals(span, if span < 2.0 { 2 } else { 1 });
        format!("{} to {}", fixed(axis.low, digits), fixed(axis.high, digits))
    });
    // A head longer than its column pushes the axis to a line of its own.
    let _ = match head.chars().count() {
        n if n > 29 => writeln!(
            text,
            "{head}\n{:29} {ends:^14} {:>7} {:>7} {:>7} {:>7}",
            "", "5 %", "median", "95 %", "mean"
        ),
        _ => writeln!(text, "{head:<29} {ends:^14} {:>7} {:>7} {:>7} {:>7}", "5 %", "median", "95 %", "mean"),
    };
    let titles = apart(&rows.iter().map(|row| row.title).collect::<Vec<_>>(), 27);
    for (k, (row, title)) in rows.iter().zip(titles).enumerate() {
        let columns = [row.summary.q05, row.summary.q50, row.summary.q95, row.summary.mean];
        let digits = together(&columns, 3, most);
        let air = " ".repeat(27 - title.chars().count());
        let blocks = axis.map_or_else(String::new, |axis| axis.blocks(&row.sample));
        let _ = write!(text, "  {}{air} {blocks:<14}", ink.scenario(row.slot, &title));
        for (k, (estimate, digits)) in columns.into_iter().zip(digits).enumerate() {
            let _ = write!(text, " {:>7}", column(k, row.summary, show(estimate.value, digits)));
        }
        text.push('\n');
        if let Some(line) = below(k) {
            let _ = writeln!(text, "    {line}");
        }
    }
}

/// What is earned over the whole horizon.
fn sums(text: &mut String, study: &StudyResults) {
    let window = Window::whole(study.horizon);
    let _ = writeln!(
        text,
        "{:<45} {:>7} {:>7} {:>7} {:>7}",
        format!("Summed {}, {}", during(window), study.money()),
        "5 %",
        "median",
        "95 %",
        "mean"
    );
    let titles = apart(&study.each().map(|(one, _)| one.label.as_str()).collect::<Vec<_>>(), 43);
    for ((_, summary_of_draws), title) in study.each().zip(titles) {
        if let Some(sums) = summary_of_draws.cumulative().last().flatten() {
            level_line(text, &title, sums, money_decimals(study));
        }
    }
    text.push('\n');
}

fn differences(text: &mut String, study: &StudyResults, comparison: &Comparison, ink: TextStyle) {
    let others: Vec<(usize, &ScenarioDifference)> = comparison.rows.iter().enumerate().skip(1).collect();
    let looks = Looks::of(study);
    let drawn = others.iter().filter_map(|(slot, row)| {
        let title = &study.scenarios.get(*slot)?.label;
        Some(Drawn {
            slot: looks.own.get(*slot).copied(),
            title,
            summary: &row.difference,
            sample: row.spread.clone(),
        })
    });
    let head = format!("Against {}, same draws", study.scenarios[0].label);
    table(text, &head, &drawn.collect::<Vec<_>>(), (plus, money_decimals(study)), ink, |k| {
        let (_, row) = others.get(k)?;
        if is_nothing(&row.difference) {
            return Some("no difference in any draw".to_string());
        }
        let restored = row
            .restored
            .as_ref()
            .map_or_else(String::new, |one| format!(", {}", restored(&one.share).of_the("the loss")));
        Some(format!("a gain in {} of draws{restored}", percent(row.above)))
    });
}

fn diagnostics(text: &mut String, study: &StudyResults) {
    let equilibria = study.equilibria();
    let residual =
        study.each().map(|(_, summary_of_draws)| summary_of_draws.diagnostics.residual).fold(0.0, f64::max);
    let lost = study.lost;
    let _ = writeln!(
        text,
        "{} draws, seed {}, {equilibria} equilibria, largest residual {residual:.0e}, {} draws lost.",
        study.draws, study.seed, lost
    );
    if let Some(told) = calibration_note(study) {
        let _ = writeln!(text, "{}", wrapped(&told, 79));
    }
    if let Some(told) = member_note(study) {
        let _ = writeln!(text, "{}", wrapped(&told, 79));
    }
    if let Some(first) = study.without_dimension.first() {
        let count = study.without_dimension.len();
        let told = format!(
            "Sobol points have no dimension left for {count} uncertainties, {first} the first; these were drawn \
             pseudo-randomly."
        );
        let _ = writeln!(text, "{}", wrapped(&told, 79));
    }
    for remark in remarks(study) {
        let _ = writeln!(text, "{}", wrapped(&remark, 79));
    }
    let told = study.solved() >= FEWEST;
    let intervals = if told { "Intervals are 5 to 95 % of draws. " } else { "" };
    let _ = writeln!(text, "{intervals}A conditional estimate, not a forecast.");
}

/// The error that no number of draws makes less.
fn member_note(study: &StudyResults) -> Option<String> {
    let levels = study.member_errors.iter().map(|error| error.level).reduce(f64::max)?;
    let differences = study.member_errors.iter().map(|error| error.difference).reduce(f64::max)?;
    let told = |error: f64| fixed(error, (1 - error.max(1e-4).log10().floor() as i32).clamp(2, 4));
    let gains = if study.member_errors.len() > 1 {
        format!(", of differences {}", told(differences))
    } else {
        String::new()
    };
    Some(format!(
        "Having so many members of what was learnt, and no more, leaves an error of {} bn in means of {}{gains}, which more \
         draws do not make less; digits that are waited for count the errors of draws alone.",
        told(levels),
        during(Window::last_full_year(study.horizon)).trim_start_matches("in ")
    ))
}

/// What the draws take from a calibration.
fn calibration_note(study: &StudyResults) -> Option<String> {
    let first = study.scenarios.first()?;
    let calibration = first.calibration.as_ref()?;
    let others = |scenario: &&ScenarioInfo| {
        scenario.calibration.as_ref().map(|other| &other.fingerprint) != Some(&calibration.fingerprint)
    };
    let but = match study.scenarios.iter().find(others) {
        Some(other) => format!(", unlike {}", other.name),
        None => String::new(),
    };
    let test = not_passed(calibration).map_or_else(String::new, |test| format!("; its test: {test}"));
    Some(format!(
        "{} of {} uncertain numbers are as learnt from the years to {} ({}{but}{test}); --prior draws them from their own \
         distributions.",
        calibration.numbers, first.uncertain, calibration.trained_until, calibration.name
    ))
}

/// What a calibration's test said, where it was not passed.
fn not_passed(calibration: &CalibrationInfo) -> Option<&str> {
    let passed = matches!(calibration.tested.as_str(), PASSED | "");
    (!passed).then_some(calibration.tested.as_str())
}

/// A sentence on the test of what the draws are learnt from, where it was not passed; empty where it was.
pub(super) fn test_not_passed(study: &StudyResults) -> String {
    let mut calibrations = study.scenarios.iter().filter_map(|scenario| scenario.calibration.as_ref());
    let told = |test: &str| format!(" The test of what was learnt: {test}.");
    calibrations.find_map(not_passed).map_or_else(String::new, told)
}
