//! Which charts a study gets, and what each of them says.

use super::chart::{
    Bar, BarGroup, Bars, Caption, Chart, ChartError, Cumulative, Curve, DotRow, Dotplot, Fan, FanPanel,
    FanPoint, Reference, Slot,
};
use super::words::{
    display, during, fixed, percent, percent_interval, possessive, stepped, supported, unbroken,
};
use crate::analysis::comparison::Comparison;
use crate::analysis::digest::Digest;
use crate::analysis::study::Study;
use crate::analysis::subject::Subject;
use crate::analysis::window::Window;
use crate::model::metric::Metric;

/// A chart under the name of its files.
pub struct Figure {
    pub name: &'static str,
    pub chart: Box<dyn Chart>,
}

/// Most series that can be told apart in one chart.
pub const MOST_SERIES: usize = 6;

/// The charts of a study. Scenarios beyond the sixth are left out of charts, not of tables.
pub fn figures(study: &Study) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut add =
        |name, chart: Option<Box<dyn Chart>>| figures.extend(chart.map(|chart| Figure { name, chart }));
    add("revenue-over-time", revenue_over_time(study));
    add("revenue-distribution", revenue_distribution(study));
    if study.scenarios.len() > 1 {
        add("revenue-difference", revenue_difference(study));
    }
    add("measures-over-time", super::outlook::chart(study));
    add("trade-by-market", trade_by_market(study));
    figures
}

/// A chart's files: SVG, PNG at twice the size, and the numbers drawn.
pub fn files(figure: &Figure) -> Result<Vec<(String, Vec<u8>)>, ChartError> {
    let svg = figure.chart.svg()?;
    let png = super::chart::png(&svg, 2.0)?;
    let csv = super::csv::csv(&figure.chart.table());
    let name = figure.name;
    Ok(vec![
        (format!("{name}.svg"), svg.into_bytes()),
        (format!("{name}.png"), png),
        (format!("{name}.csv"), csv),
    ])
}

/// Scenarios with their look: the same in every chart. The one without measures comes last.
fn shown(study: &Study) -> Vec<(&Subject, &Digest, Slot)> {
    let own = study.scenarios.len().min(MOST_SERIES);
    let each = study.scenarios.iter().zip(&study.digests).take(own).enumerate();
    let mut shown: Vec<_> = each.map(|(k, (scenario, digest))| (scenario, digest, Slot(k))).collect();
    if let (Some((scenario, digest)), true) = (&study.free, own < MOST_SERIES) {
        shown.push((scenario, digest, Slot(MOST_SERIES - 1)));
    }
    shown
}

pub(super) fn source(study: &Study) -> String {
    let names: Vec<&str> = study.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    format!(
        "Source: potash {}, {}; {} draws, seed {}. A conditional estimate, not a forecast.",
        env!("CARGO_PKG_VERSION"),
        names.join(", "),
        study.draws,
        study.seed
    )
}

pub(super) fn caption(study: &Study, title: String, subtitle: String) -> Caption {
    let description = format!("{title}. {subtitle}");
    let (title, subtitle) = (unbroken(&title), unbroken(&subtitle));
    Caption { title, subtitle, source: source(study), description }
}

fn yardstick(study: &Study) -> Vec<Reference> {
    let reference =
        |(value, label): (f64, &str)| Reference { label: format!("{} bn {label}", fixed(value, 1)), value };
    study.yardstick().map(reference).into_iter().collect()
}

fn revenue_over_time(study: &Study) -> Option<Box<dyn Chart>> {
    let windows = Window::quarters(study.horizon);
    let mut panels = Vec::new();
    for (scenario, digest, slot) in shown(study) {
        let mut points = Vec::new();
        for (&window, quarter) in windows.iter().zip(study.horizon.iter()) {
            let s = digest.summary(study.revenue(), window)?;
            points.push(FanPoint {
                period: quarter.to_string(),
                x: quarter.in_years(),
                q05: s.q05.value,
                q25: s.q25.value,
                q50: s.q50.value,
                q75: s.q75.value,
                q95: s.q95.value,
            });
        }
        panels.push(FanPanel { label: scenario.title.clone(), slot, points });
    }
    let whole = during(Window::whole(study.horizon));
    let subtitle = format!(
        "{} potash export revenue, bn USD a year, by quarter {whole}; median and bands",
        possessive(&display(study.focus()))
    );
    let column = "revenue_usd_bn_per_year".to_string();
    let caption = caption(study, time_finding(study), subtitle);
    Some(Box::new(Fan { caption, unit: "bn USD".to_string(), column, panels, references: yardstick(study) }))
}

/// The sentence over the chart of revenue over time: what the last scenario or the first year says.
fn time_finding(study: &Study) -> String {
    let window = Window::settled(study.horizon);
    let name = display(study.focus());
    let Some(comparison) = study.compare(study.revenue(), window) else { return format!("{name}: revenue") };
    let restored: Vec<(&str, String)> = study
        .scenarios
        .iter()
        .zip(&comparison.rows)
        .skip(1)
        .filter_map(|(scenario, row)| {
            let share = row.restored.as_ref()?.share.q50;
            Some((scenario.title.as_str(), stepped(share.value, share.error)))
        })
        .take(2)
        .collect();
    if let [(title, share), others @ ..] = restored.as_slice() {
        let others: Vec<String> =
            others.iter().map(|(title, share)| format!(", {title} {share} %")).collect();
        let when = during(window);
        return format!(
            "{title} brings back {share} % of what the measures cost {name} {when}{}",
            others.concat()
        );
    }
    match comparison.rows.first() {
        Some(row) => {
            let first = Window::years(study.horizon).get(1).copied().unwrap_or(window);
            let before = study.digests[0].summary(study.revenue(), first);
            let before = before
                .map_or(String::new(), |s| format!("{} bn {} and ", supported(s.q50, 1), during(first)));
            let same = first == window;
            let before = if same { String::new() } else { before };
            format!("{name} earns {before}{} bn {}", supported(row.level.q50, 1), during(window))
        }
        None => format!("{name}: revenue"),
    }
}

fn settled(study: &Study) -> Option<(Window, &Comparison)> {
    let window = Window::settled(study.horizon);
    study.compare(study.revenue(), window).map(|comparison| (window, comparison))
}

fn revenue_distribution(study: &Study) -> Option<Box<dyn Chart>> {
    let (window, comparison) = settled(study)?;
    let curve = |(scenario, digest, slot): (&Subject, &Digest, Slot)| {
        let values = digest.shape(window).map_or(&[][..], |shape| &shape.values);
        let share = |k: usize| (k as f64 + 0.5) / values.len() as f64;
        let points = values.iter().copied().enumerate().map(|(k, value)| (value, share(k)));
        // The last percent would take half of the axis.
        let points = points.take_while(|(_, share)| *share <= SHOWN).collect();
        Curve { label: scenario.title.clone(), slot, points }
    };
    let curves: Vec<Curve> = shown(study).into_iter().map(curve).collect();
    let name = display(study.focus());
    let title = match (study.yardstick(), comparison.rows.last(), study.scenarios.last()) {
        (Some((value, label)), Some(_), Some(scenario)) => {
            let above = study.digests.last()?.shape(window)?.above;
            format!(
                "{}: {name} earns more than the {} bn {label} in {} of draws",
                scenario.title,
                fixed(value, 1),
                percent(above)
            )
        }
        _ => format!("How sure one can be of what {name} earns"),
    };
    let when = during(window);
    let subtitle = format!("Revenue {when}, bn USD a year; share of draws at or below, to 99 %");
    let column = "revenue_usd_bn_per_year".to_string();
    let unit = "bn USD a year".to_string();
    let caption = caption(study, title, subtitle);
    Some(Box::new(Cumulative { caption, unit, column, curves, references: yardstick(study) }))
}

/// Where cumulative curves end.
const SHOWN: f64 = 0.99;

fn revenue_difference(study: &Study) -> Option<Box<dyn Chart>> {
    let (window, comparison) = settled(study)?;
    let mut rows = Vec::new();
    let mut findings = Vec::new();
    for (k, (scenario, row)) in
        study.scenarios.iter().zip(&comparison.rows).enumerate().skip(1).take(MOST_SERIES - 1)
    {
        let restored = row.restored.as_ref();
        let restored =
            restored.map_or_else(String::new, |r| format!("; restores {}", percent_interval(&r.share)));
        rows.push(DotRow {
            label: scenario.title.clone(),
            slot: Slot(k),
            quantiles: row.spread.clone(),
            note: unbroken(&format!("a gain in {} of draws{restored}", percent(row.above))),
        });
        findings.push(format!("{} adds {} bn", scenario.title, supported(row.difference.q50, 2)));
    }
    let name = display(study.focus());
    let title = format!(
        "{} to {} yearly revenue",
        findings.iter().take(2).cloned().collect::<Vec<_>>().join(", "),
        possessive(&name)
    );
    let subtitle = format!(
        "Difference to \"{}\" {}, bn USD a year, in the same draws; each dot is 2 % of them",
        study.scenarios[0].title,
        during(window)
    );
    let column = "revenue_difference_usd_bn_per_year".to_string();
    let caption = caption(study, title, subtitle);
    Some(Box::new(Dotplot {
        caption,
        unit: "bn USD a year".to_string(),
        column,
        rows,
        zero: true,
        references: Vec::new(),
    }))
}

fn trade_by_market(study: &Study) -> Option<Box<dyn Chart>> {
    let window = Window::settled(study.horizon);
    let (first, shown) = (&study.scenarios[0], shown(study));
    let mut groups = Vec::new();
    for (market, place) in first.markets.iter().enumerate() {
        let metric = Metric::Trade { exporter: first.focus, market };
        let bars: Option<Vec<Bar>> = shown
            .iter()
            .map(|(_, digest, _)| {
                let s = digest.summary(metric, window)?;
                Some(Bar { q05: s.q05.value, q50: s.q50.value, q95: s.q95.value })
            })
            .collect();
        groups.push(BarGroup { label: display(place), bars: bars? });
    }
    let name = display(study.focus());
    let title = match (shown.first(), shown.last()) {
        (Some((first, ..)), Some((last, ..))) => trade_finding(&groups, &name, &first.title, &last.title),
        _ => return None,
    };
    let subtitle =
        format!("{name}'s exports by market {}, Mt KCl a year; median and 5–95 % of draws", during(window));
    let scenarios = shown.iter().map(|(scenario, _, slot)| (scenario.title.clone(), *slot)).collect();
    let column = "trade_mt_per_year".to_string();
    Some(Box::new(Bars {
        caption: caption(study, title, subtitle),
        unit: "Mt a year".to_string(),
        column,
        scenarios,
        groups,
    }))
}

/// Where the first and the last series differ most.
fn trade_finding(groups: &[BarGroup], name: &str, first: &str, last: &str) -> String {
    let ends = |group: &BarGroup| match (group.bars.first(), group.bars.last()) {
        (Some(first), Some(last)) => (first.q50, last.q50),
        _ => (0.0, 0.0),
    };
    let change = |group: &BarGroup| (ends(group).1 - ends(group).0).abs();
    let most = groups.iter().max_by(|a, b| change(a).total_cmp(&change(b)));
    match most {
        Some(group) if group.bars.len() > 1 => {
            let (from, to) = ends(group);
            let (from, to) = (fixed(from, 1), fixed(to, 1));
            format!(
                "{name}'s sales to {} move most: \"{first}\" {from} Mt a year, \"{last}\" {to}",
                group.label
            )
        }
        _ => format!("Where {name} sells"),
    }
}
