//! What a model says of every year beside what was observed.

use super::super::words::unbroken;
use potash::calibration::backtest::Use;
use potash::scenario::history::{History, Target};
use potash::stats::weighted::Bands;
use potash_charts::{Caption, Chart, Hindcast, HindcastPanel, HindcastPoint, Observed, Role};

/// Most panels of a chart: the first series of the history.
const MOST_PANELS: usize = 9;

/// The chart of a history; `until` is the last year that was calibrated to, if any was.
pub(super) fn hindcast(
    history: &History,
    bands: &[Option<Bands>],
    until: Option<i32>,
    title: &str,
    source: String,
) -> Box<dyn Chart> {
    let panels = history.series.iter().enumerate().take(MOST_PANELS).map(|(position, series)| {
        let mine = |(_, target): &(usize, &Target)| target.series == position;
        let points = history.targets.iter().enumerate().filter(mine);
        let points =
            points.filter_map(|(k, target)| Some(point(bands.get(k).copied().flatten()?, target, until)));
        HindcastPanel {
            label: series.title.clone(),
            unit: reader_unit(series.metric.unit()).to_string(),
            column: series.metric_name.replace('.', "_"),
            points: points.collect(),
        }
    });
    let last = history.targets.iter().map(|target| target.year).max();
    // Between the last year that was calibrated to and the first that was not.
    let boundary = until.filter(|until| last.is_some_and(|last| last > *until));
    let subtitle = "What the model says of each year, and what was observed; each panel has its own scale";
    let caption = Caption {
        title: unbroken(title),
        subtitle: subtitle.to_string(),
        description: subtitle.to_string(),
        source,
    };
    Box::new(Hindcast {
        caption,
        boundary: boundary.map(|until| f64::from(until) + 0.5),
        panels: panels.collect(),
    })
}

/// A unit as it stands beside a panel's name.
fn reader_unit(unit: &str) -> &str {
    match unit {
        "Mt/yr" => "Mt a year",
        "bn USD/yr" => "bn USD a year",
        "share" => "share of world trade",
        unit => unit,
    }
}

fn point([q05, q25, q50, q75, q95]: Bands, target: &Target, until: Option<i32>) -> HindcastPoint {
    let role = match Use::of(target, until.unwrap_or(i32::MIN)) {
        Use::Trained => Role::Fitted,
        Use::HeldOut => Role::HeldOut,
        Use::Checked => Role::Checked,
    };
    // With its discrepancy, as an observation is to be compared with what the model says.
    let observed = Some(Observed { value: target.value, error: target.spread(), role });
    let (period, x) = (target.period(), target.in_years());
    HindcastPoint { period, x, q05, q25, q50, q75, q95, observed }
}
