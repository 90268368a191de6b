//! What a model says of every year beside what was observed.

use super::{StudyCharts, source};
use crate::report::words::unbroken;
use potash::scenario::foretold::{Foretold, ForetoldFigure, ForetoldSeries};
use potash::scenario::history::Use;
use potash_charts::{Caption, Chart, Hindcast, HindcastPanel, HindcastPoint, Observed, Role};

/// Most panels of a chart.
const MOST_PANELS: usize = 12;

impl StudyCharts<'_> {
    /// What a model of fewer years said of the later ones; none where nothing was held out.
    pub(super) fn foretold(&self) -> Option<Box<dyn Chart>> {
        let foretold = self.study.foretold.as_ref()?;
        let until = foretold.until.filter(|_| foretold.held_out > 0)?;
        let title = foretold_finding(foretold.in_90, foretold.held_out, until);
        let calibration = self.study.scenarios.first()?.calibration.as_ref()?;
        let of = format!("{}. Error bars: the observation's error and the model's.", calibration.name);
        Some(hindcast(foretold, &title, source(&of)))
    }
}

/// The chart of a history beside what was said of it.
pub(in crate::report) fn hindcast(foretold: &Foretold, title: &str, source: String) -> Box<dyn Chart> {
    let panel = |series: &ForetoldSeries| HindcastPanel {
        label: series.title.clone(),
        unit: reader_unit(&series.unit).to_string(),
        column: series.metric.replace('.', "_"),
        points: series.figures.iter().map(point).collect(),
    };
    // Between the last year that was learnt from and the first that was not.
    let boundary = foretold.until.filter(|_| foretold.held_out > 0);
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
        panels: drawn(foretold).into_iter().map(panel).collect(),
    })
}

/// The series whose figures a title counts: those of which something was held out; where nothing was, the first.
fn drawn(foretold: &Foretold) -> Vec<&ForetoldSeries> {
    let counts = |figure: &ForetoldFigure| figure.role == Use::HeldOut;
    let counted = |series: &&ForetoldSeries| foretold.held_out == 0 || series.figures.iter().any(counts);
    foretold.series.iter().filter(counted).take(MOST_PANELS).collect()
}

fn point(figure: &ForetoldFigure) -> HindcastPoint {
    let role = match figure.role {
        Use::Trained => Role::Fitted,
        Use::HeldOut if figure.missed => Role::Missed,
        Use::HeldOut => Role::HeldOut,
        Use::Checked => Role::Checked,
    };
    let [q05, q25, q50, q75, q95] = figure.model;
    // With its discrepancy, as an observation is to be compared with what the model says.
    let observed = Some(Observed { value: figure.observed, error: figure.spread, role });
    HindcastPoint { period: figure.period.clone(), x: figure.at, q05, q25, q50, q75, q95, observed }
}

/// What was foretold of figures that were held out, in one sentence without its full stop.
pub(in crate::report) fn foretold_finding(in_90: usize, held_out: usize, until: i32) -> String {
    format!(
        "{in_90} of {held_out} figures after {until} fell where a model of the years before expected them (90 % bands)"
    )
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
