//! What a calibration learnt, in a picture and on its page.

use super::super::figures::{Figure, Topic, source};
use super::super::names::of_path;
use super::super::numbers::fixed;
use potash::calibration::posterior::{LEAST_EFFECTIVE, Moved, WORST_TAIL};
use potash::calibration::results::{CalibrationResults, PosteriorResults};
use potash_charts::{Bar, BarGroup, Bars, Caption, SeriesId};

/// Numbers in the picture.
const MOST: usize = 10;

/// Why nothing of a calibration can be used, by the year it was learnt to; empty where all can.
pub fn untrusted(calibration: &CalibrationResults) -> Vec<String> {
    let told = |one: &PosteriorResults| {
        let why = reason(one)?;
        Some(format!(
            "Nothing was learnt from the years to {until}: {why}. Run it with more draws.",
            until = one.trained_until
        ))
    };
    calibration.posteriors.iter().filter_map(told).collect()
}

/// Why the weights of a posterior cannot be trusted, if they cannot.
fn reason(one: &PosteriorResults) -> Option<String> {
    match (one.effective_sample_size, one.pareto_k) {
        (None, _) => Some("no draw is left that reaches the figures".to_string()),
        (Some(size), _) if size < LEAST_EFFECTIVE => Some(format!(
            "an effective sample of {size} draws, where {least} are needed",
            size = fixed(size, 0),
            least = fixed(LEAST_EFFECTIVE, 0)
        )),
        (_, Some(k)) if k > WORST_TAIL => Some(format!(
            "few draws outweigh all others (Pareto k {k}, {WORST_TAIL} at the most)",
            k = fixed(k, 2)
        )),
        _ => None,
    }
}

/// The numbers that moved most, before and after; none where nothing was learnt.
pub fn figure(calibration: &CalibrationResults) -> Option<Figure> {
    let last = calibration.posteriors.iter().rev().find(|one| reason(one).is_none())?;
    let mut moved: Vec<&Moved> = last.parameters.iter().filter(|one| one.before[2] > one.before[0]).collect();
    let size = |one: &Moved| one.contraction.max(0.0) + one.shift.abs();
    moved.sort_by(|a, b| size(b).total_cmp(&size(a)));
    moved.truncate(MOST);
    let first = moved.first()?;
    let (titles, until) = (&calibration.backtest.titles, last.trained_until);
    // Each number on a scale of its own: its 5 % before is 0, its 95 % before is 100.
    let bar = |one: &Moved, ends: [f64; 3]| {
        let [q05, q50, q95] = ends.map(|end| 100.0 * (end - one.before[0]) / (one.before[2] - one.before[0]));
        Bar { q05, q50, q95 }
    };
    let group = |one: &&Moved| BarGroup {
        label: of_path(titles, &one.path),
        bars: vec![bar(one, one.before), bar(one, one.after)],
    };
    let after = bar(first, first.after);
    let narrower = fixed(after.q95 - after.q05, 0);
    let caption = Caption {
        title: format!(
            "What {until} and the years before teach most about: {name}, whose interval is {narrower} % of what it was",
            name = of_path(titles, &first.path)
        ),
        subtitle:
            "Median and 5–95 % before learning and after, each number on the scale of its own interval before"
                .to_string(),
        description: "The numbers that moved most, before learning and after".to_string(),
        source: source(&format!("{} draws; learnt to {until}", calibration.draws)),
    };
    Some(Figure {
        name: "learnt".to_string(),
        topic: Topic::Result,
        chart: Box::new(Bars {
            caption,
            unit: "% of the interval before".to_string(),
            column: "percent_of_interval_before".to_string(),
            from_zero: true,
            key: None,
            scenarios: vec![("before".to_string(), SeriesId(0)), ("after".to_string(), SeriesId(1))],
            groups: moved.iter().map(group).collect(),
        }),
    })
}
