//! Charts with names and numbers that have broken charts before.

use potash_charts::*;

/// Names that try the layout and the escaping.
pub(super) const NAMES: [&str; 6] = [
    "Sanctions as they stood before the thirteenth of December",
    "<script>alert(\"1\")</script> & 'relief'",
    "Ein-Wort-Szenario-ohne-jede-Lücke-das-niemals-enden-will-und-doch-muss",
    "US plus EU relief, with Klaipėda open again and trains running",
    "x",
    "Grand deal for a thousand more prisoners, with \u{1}control\u{0} characters",
];

pub(super) fn caption() -> Caption {
    Caption {
        title: "A <finding> & \"its\" title that is long enough to need a second line on any page of this width, surely"
            .to_owned(),
        subtitle: "Metric, unit, period".to_owned(),
        source: "Source: a test. Not a forecast.".to_owned(),
        description: "What is <seen>".to_owned(),
    }
}

fn references() -> Vec<Reference> {
    [2.4, 2.41, 3.3]
        .into_iter()
        .map(|value| Reference { label: format!("{value} bn before the crisis & after it"), value })
        .collect()
}

fn quantile(share: f64, place: usize, spread: f64) -> f64 {
    2.3 + 0.02 * place as f64 + spread * (share / (1.0 - share)).ln()
}

pub(super) fn fan(count: usize, spread: f64, shift: f64) -> Fan {
    let point = |place: usize, quarter: i32| {
        let at = |share| quantile(share, place, spread) - shift;
        FanPoint {
            period: format!("2026-Q{quarter}"),
            x: 2026.0 + f64::from(quarter) / 4.0,
            q05: at(0.05),
            q25: at(0.25),
            q50: at(0.5),
            q75: at(0.75),
            q95: at(0.95),
        }
    };
    Fan {
        caption: caption(),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        panels: (0..count)
            .map(|place| FanPanel {
                label: NAMES[place].to_owned(),
                slot: SeriesId(place),
                points: (0..12).map(|quarter| point(place, quarter)).collect(),
            })
            .collect(),
        references: references(),
    }
}

pub(super) fn cumulative(count: usize, spread: f64, shift: f64) -> Cumulative {
    let shares = || (1..100).map(|rank| f64::from(rank) / 100.0);
    Cumulative {
        caption: caption(),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        curves: (0..count)
            .map(|place| Curve {
                label: NAMES[place].to_owned(),
                slot: SeriesId(place),
                points: shares().map(|share| (quantile(share, place, spread) - shift, 1.0 - share)).collect(),
            })
            .collect(),
        references: references(),
    }
}

pub(super) fn dots(count: usize, spread: f64, shift: f64) -> Dotplot {
    let shares = || (0..50).map(|dot| (f64::from(dot) + 0.5) / 50.0);
    Dotplot {
        caption: caption(),
        unit: "bn USD a year".to_owned(),
        column: "difference_usd_bn_per_year".to_owned(),
        rows: (0..count)
            .map(|place| DotRow {
                label: NAMES[place].to_owned(),
                slot: SeriesId(place),
                quantiles: shares().map(|share| quantile(share, place, spread) - shift).collect(),
                note: "above zero in 99 % of draws, and below it in nearly all of the others".to_owned(),
                median: Some((quantile(0.5, place, spread) - shift, "41 % of the loss".to_owned())),
                hollow: Some((5 * place, "relief withdrawn in some draws".to_owned())),
            })
            .collect(),
        zero: Some("no difference".to_owned()),
        references: references(),
    }
}

pub(super) fn bars(count: usize, spread: f64, shift: f64) -> Bars {
    let bar = |place| {
        let [q05, q50, q95] = [0.05, 0.5, 0.95].map(|share| quantile(share, place, spread) - shift);
        Bar { q05, q50, q95 }
    };
    Bars {
        caption: caption(),
        unit: "Mt KCl a year".to_owned(),
        column: "trade_mt_per_year".to_owned(),
        from_zero: count != 2,
        key: None,
        scenarios: (0..count).map(|place| (NAMES[place].to_owned(), SeriesId(place))).collect(),
        groups: NAMES
            .iter()
            .map(|name| BarGroup { label: (*name).to_owned(), bars: (0..count).map(bar).collect() })
            .collect(),
    }
}

pub(super) fn response(count: usize, spread: f64, shift: f64) -> Response {
    let point = |place, step: i32| {
        let [q05, q50, q95] = [0.05, 0.5, 0.95].map(|share| quantile(share, place, spread) - shift);
        ResponsePoint { x: f64::from(step), q05, q50, q95 }
    };
    Response {
        caption: caption(),
        x_label: "cost of the corridor, USD/t".to_owned(),
        y_label: "revenue, bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        x_column: "cost_usd_per_t".to_owned(),
        series: (0..count)
            .map(|place| ResponseSeries {
                label: NAMES[place].to_owned(),
                slot: SeriesId(place),
                points: (0..4).map(|step| point(place, step)).collect(),
            })
            .collect(),
        references: references(),
        own: Some(OwnRange { low: 0.5, middle: 1.2, high: 8.0, label: NAMES[0].to_owned() }),
    }
}

pub(super) fn heat(columns: usize, rows: usize) -> HeatMap {
    HeatMap {
        caption: caption(),
        x_label: NAMES[0].to_owned(),
        y_label: NAMES[1].to_owned(),
        value_label: NAMES[3].to_owned(),
        x_column: "cost_usd_per_t".to_owned(),
        y_column: "access".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        xs: (0..columns).map(|step| step as f64 * 12.5).collect(),
        ys: (0..rows).map(|step| step as f64 / 7.0).collect(),
        values: (0..rows).map(|y| (0..columns).map(|x| (x * y) as f64 * 0.01 - 0.5).collect()).collect(),
        contour: Some(Contour { level: -0.2, label: NAMES[1].to_owned() }),
    }
}

/// Years with gaps, observations of all kinds; a panel is named after every name in turn.
pub(super) fn hindcast(count: usize, spread: f64, shift: f64) -> Hindcast {
    let point = |place: usize, year: i32| {
        let scale = 10_f64.powi(place as i32 * 2 - 4);
        let at = |share| scale * (quantile(share, year as usize - 2010, spread) - shift);
        let role = [Role::Fitted, Role::Checked, Role::HeldOut, Role::Missed][(year as usize + place) % 4];
        let seen = Observed { value: at(0.6), error: scale * spread, role };
        HindcastPoint {
            period: year.to_string(),
            x: f64::from(year),
            q05: at(0.05),
            q25: at(0.25),
            q50: at(0.5),
            q75: at(0.75),
            q95: at(0.95),
            observed: (year % 5 > 0).then_some(seen),
        }
    };
    Hindcast {
        caption: caption(),
        boundary: Some(2020.5),
        panels: (0..count)
            .map(|place| HindcastPanel {
                label: NAMES[place % NAMES.len()].to_owned(),
                unit: NAMES[(place + 3) % NAMES.len()].to_owned(),
                column: "exports_mt_per_year".to_owned(),
                points: (2010..2025)
                    .filter(|year| *year as usize % 7 != place)
                    .map(|year| point(place, year))
                    .collect(),
            })
            .collect(),
    }
}

/// Probabilities that rise and fall; two lines of each scenario.
pub(super) fn timeline(count: usize, spread: f64, shift: f64) -> Timeline {
    let spans = |place: usize| {
        let chance = move |step: i32| (f64::from(step) * spread / 8.0 + shift / 50.0).clamp(0.0, 1.0);
        let from = |step: i32| 2026.0 + f64::from(step) / 4.0;
        let past = TimelineSpan { from: 2021.9 + place as f64 / 10.0, to: 2026.0, probability: 1.0 };
        let later = (0..12).map(move |step| TimelineSpan {
            from: from(step),
            to: from(step + 1),
            probability: chance(step),
        });
        std::iter::once(past).chain(later).collect()
    };
    let row = |place: usize| TimelineRow {
        label: NAMES[place].to_owned(),
        spans: spans(place),
        note: "34\u{a0}%".to_owned(),
    };
    Timeline {
        caption: caption(),
        events: vec![Reference { label: "simulated from here".to_owned(), value: 2026.0 }],
        groups: (0..count)
            .map(|place| TimelineGroup {
                label: NAMES[place].to_owned(),
                slot: SeriesId(place),
                rows: (0..3).map(row).collect(),
            })
            .collect(),
    }
}

pub(super) fn trajectory(count: usize, spread: f64, shift: f64) -> Trajectory {
    let path = |panel: FanPanel| {
        let value = "2.4".to_owned();
        Path { label: panel.label, value, slot: panel.slot, points: panel.points }
    };
    let event = |(label, value): (&str, f64)| Reference { label: label.to_owned(), value };
    Trajectory {
        caption: caption(),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        from_zero: count != 2,
        reported: (2019..2026).map(|year| ReportedPoint { year, value: f64::from(year % 5) }).collect(),
        events: [
            ("US sanctions", 2021.94),
            (NAMES[3], 2022.08),
            ("EU embargo", 2022.17),
            (NAMES[2], 2025.95),
        ]
        .map(event)
        .to_vec(),
        paths: fan(count, spread, shift).panels.into_iter().map(path).collect(),
    }
}

pub(super) fn waterfall(count: usize, spread: f64, shift: f64) -> Waterfall {
    let step = |label: &str, kind, value: f64, wide: f64| Step {
        label: label.to_owned(),
        kind,
        value,
        low: value - wide,
        high: value + wide,
    };
    let panel = |place: usize| {
        let (start, gain) = (2.3 - shift, 2.0 * spread * (place as f64 + 1.0));
        let end = step(NAMES[place], StepKind::Total, start + gain - spread / 2.0, f64::NAN);
        let steps = vec![
            step(NAMES[(place + 1) % 6], StepKind::Total, start, f64::NAN),
            step("tonnes sold", StepKind::Change, gain, 1.5 * spread),
            step("price per tonne", StepKind::Change, -spread / 2.0, spread),
            step(NAMES[2], StepKind::Change, f64::NAN, f64::NAN),
            end,
        ];
        WaterfallPanel { label: NAMES[place].to_owned(), slot: SeriesId(place), steps }
    };
    Waterfall {
        caption: caption(),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        panels: (0..count).map(panel).collect(),
    }
}

/// Bars on both sides, on one side, without length, and with an end unknown.
pub(super) fn tornado(count: usize, spread: f64, shift: f64) -> Tornado {
    let bar = |place: usize| {
        let size = spread * 4.0 / (place as f64 + 1.0);
        let middle = 2.3 - shift;
        let (low, high) = match place % 5 {
            0 => (middle - size, middle + size),
            1 => (middle + 0.7 * size, middle - size),
            2 => (middle + 0.4 * size, middle + size),
            3 => (middle, middle),
            _ => (f64::NAN, middle - size),
        };
        TornadoBar {
            label: NAMES[place % 6].to_owned(),
            low_setting: ["4\u{a0}Mt", NAMES[1], "−0.35"][place % 3].to_owned(),
            high_setting: ["11\u{a0}Mt", "500\u{a0}USD/t", NAMES[2]][place % 3].to_owned(),
            low,
            high,
            low_error: spread / 10.0,
            high_error: if place == 1 { f64::NAN } else { spread / 4.0 },
            share: if place == 2 { f64::NAN } else { 0.4 / (place as f64 + 1.0) },
        }
    };
    Tornado {
        caption: caption(),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        slot: SeriesId(1),
        base: 2.3 - shift,
        bars: (0..count).map(bar).collect(),
    }
}

/// Corridors and markets some of which carry nothing; flows below zero.
pub(super) fn flows(count: usize, spread: f64, shift: f64) -> Flows {
    let node = |label: &str, note: &str| Node { label: label.to_owned(), note: note.to_owned() };
    let panel = |place: usize| {
        let flow = |corridor: usize, market: usize| {
            let value = (2.0 - shift) * spread * ((corridor + 2 * market + place) % 4) as f64 + 0.01;
            Flow { corridor, market, value: if corridor == 2 { -value } else { value.abs() } }
        };
        FlowPanel {
            label: NAMES[place].to_owned(),
            slot: SeriesId(place),
            total_label: format!("{} 11.2\u{a0}Mt", NAMES[place]),
            corridors: vec![
                node("Klaipėda", "rent 12 USD/t (0 to 41)"),
                node(NAMES[1], NAMES[0]),
                node("St Petersburg", "closed"),
                node(NAMES[2], ""),
            ],
            markets: ["Brazil", "China", NAMES[3], "Rest of the world", NAMES[2]]
                .iter()
                .map(|name| node(name, if *name == "China" { "by rail" } else { "" }))
                .collect(),
            flows: (0..4).flat_map(|corridor| (0..5).map(move |market| flow(corridor, market))).collect(),
        }
    };
    Flows {
        caption: caption(),
        unit: "Mt a year".to_owned(),
        column: "trade_mt_per_year".to_owned(),
        panels: (0..count).map(panel).collect(),
    }
}

/// Ways in all directions, several in one, some of which carry nothing.
pub(super) fn routes(count: usize, spread: f64, shift: f64) -> Routes {
    let degrees = [315.0, 0.0, 0.0, 90.0, 135.0, 270.0, 180.0];
    let value = |place: usize, way: usize| (12.0 - shift) * spread * ((way + place) % 4) as f64;
    Routes {
        caption: caption(),
        unit: "Mt a year".to_owned(),
        column: "flow_mt_per_year".to_owned(),
        ways: (degrees.into_iter().enumerate())
            .map(|(k, degrees)| Way { label: NAMES[k % NAMES.len()].to_owned(), degrees })
            .collect(),
        panels: (0..count)
            .map(|place| RoutePanel {
                label: NAMES[place].to_owned(),
                slot: SeriesId(place),
                origin: format!("{} 11.2\u{a0}Mt", NAMES[place]),
                values: (0..degrees.len()).map(|way| value(place, way)).collect(),
            })
            .collect(),
    }
}

/// Gains, losses, and neither.
pub(super) fn ledger(count: usize, spread: f64, shift: f64) -> Ledger {
    let amount = |place: usize, party: usize| {
        let value = spread * (party as f64 - 2.0) * (1.0 + place as f64) - 0.1 * shift;
        (value, format!("{value:+.2}"))
    };
    Ledger {
        caption: caption(),
        unit: "bn USD a year".to_owned(),
        column: "change_usd_bn_per_year".to_owned(),
        scenarios: (0..count).map(|place| (NAMES[place].to_owned(), SeriesId(place))).collect(),
        parties: (0..5)
            .map(|party| Party {
                label: NAMES[party].to_owned(),
                note: if party == 1 { String::new() } else { NAMES[(party + 1) % 6].to_owned() },
                amounts: (0..count).map(|place| amount(place, party)).collect(),
            })
            .collect(),
    }
}
