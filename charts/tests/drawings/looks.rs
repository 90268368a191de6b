//! Charts with names and numbers as studies have them, to be looked at.

use super::samples;
use potash_charts::*;

const NAMES: [&str; 6] = [
    "Sanctions as they stood",
    "US relief alone",
    "US and EU relief",
    "US, EU and Baltic transit",
    "Relief that is reversed",
    "No measures at all",
];

fn caption(title: &str, subtitle: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        source: "Source: potash 0.1.0, belarus-2026; 100000 draws, seed 1. A conditional estimate, not a forecast."
            .to_owned(),
        description: title.to_owned(),
    }
}

/// Every chart in its usual shapes.
pub(super) fn realistic() -> Vec<(String, Box<dyn Chart>)> {
    let mut out: Vec<(String, Box<dyn Chart>)> = Vec::new();
    for count in [2, 3, 6] {
        out.push((format!("real fan {count}"), Box::new(fan(count))));
        out.push((format!("real cumulative {count}"), Box::new(cumulative(count))));
        out.push((format!("real dots {count}"), Box::new(dots(count))));
        out.push((format!("real bars {count}"), Box::new(bars(count))));
        out.push((format!("real response {count}"), Box::new(response(count))));
        out.push((format!("real waterfall {count}"), Box::new(waterfall(count, 2.4))));
    }
    out.push(("real waterfall cut".to_owned(), Box::new(waterfall(3, 24.0))));
    out.push(("real waterfall 1".to_owned(), Box::new(waterfall(1, 2.4))));
    out.push(("real timeline".to_owned(), Box::new(timeline())));
    for count in [1, 3, 6] {
        out.push((format!("real trajectory {count}"), Box::new(trajectory(count))));
    }
    for count in [3, 8, 15] {
        out.push((format!("real tornado {count}"), Box::new(tornado(count))));
    }
    for count in [1, 2, 4] {
        out.push((format!("real flows {count}"), Box::new(flows(count))));
    }
    for (columns, rows) in [(6, 5), (20, 20)] {
        let heat = HeatMap {
            caption: caption(
                "Revenue breaks even only where Klaipėda opens and freight stays below 40 dollars",
                "Export revenue 2028, bn USD a year; median",
            ),
            x_label: "cost of the corridor, USD/t".to_owned(),
            y_label: "share of the EU market that opens".to_owned(),
            value_label: "revenue, bn USD a year".to_owned(),
            contour: Some(Contour { level: -0.2, label: "2.4 bn before the crisis".to_owned() }),
            ..samples::heat(columns, rows)
        };
        out.push((format!("real heat {columns}"), Box::new(heat)));
    }
    let mut past = samples::hindcast(6, 0.2, 0.0);
    past.caption = caption(
        "Trained on the years to 2020, the model has 18 of 21 later figures in its bands",
        "Each panel has its own scale",
    );
    let names = ["Exports", "Revenue", "Price in Brazil", "Share of China", "Stocks", "Freight"];
    for (panel, name) in past.panels.iter_mut().zip(names) {
        (panel.label, panel.unit) = (name.to_owned(), "Mt a year".to_owned());
    }
    out.push(("real hindcast".to_owned(), Box::new(past)));
    out
}

fn quantiles(place: usize, quarter: i32) -> [f64; 5] {
    let middle = 2.2 + 0.22 * place as f64 * (f64::from(quarter) / 8.0).min(1.5);
    let wide = 0.12 + 0.035 * f64::from(quarter);
    [-1.6, -0.7, 0.0, 0.75, 1.9].map(|side| middle + side * wide)
}

fn fan(count: usize) -> Fan {
    let point = |place: usize, quarter: i32| {
        let [q05, q25, q50, q75, q95] = quantiles(place, quarter);
        let period = format!("{}-Q{}", 2026 + quarter / 4, quarter % 4 + 1);
        FanPoint { period, x: 2026.0 + f64::from(quarter) / 4.0, q05, q25, q50, q75, q95 }
    };
    let panel = |place: usize| FanPanel {
        label: NAMES[place].to_owned(),
        slot: SeriesId(place),
        points: (0..16).map(|quarter| point(place, quarter)).collect(),
    };
    Fan {
        caption: caption(
            "US and EU relief brings back 60 % of what the measures cost Belarus in 2028",
            "Belarus's potash export revenue, bn USD a year, by quarter over 2026–2029; median and bands",
        ),
        unit: "bn USD".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        panels: (0..count).map(panel).collect(),
        references: vec![Reference { label: "2.4 bn before the crisis".to_owned(), value: 2.4 }],
    }
}

fn draw(place: usize, share: f64) -> f64 {
    2.1 + 0.3 * place as f64 + 0.3 * (share / (1.0 - share)).ln()
}

fn cumulative(count: usize) -> Cumulative {
    let shares = || (1..200).map(|rank| f64::from(rank) / 200.0);
    let curve = |place: usize| Curve {
        label: NAMES[place].to_owned(),
        slot: SeriesId(place),
        points: shares().map(|share| (draw(place, share), share)).collect(),
    };
    Cumulative {
        caption: caption("How sure one can be of what Belarus earns", "Revenue in 2028, bn USD a year"),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        curves: (0..count).map(curve).collect(),
        references: vec![Reference { label: "2.4 bn before the crisis".to_owned(), value: 2.4 }],
    }
}

fn dots(count: usize) -> Dotplot {
    let row = |place: usize| DotRow {
        label: NAMES[place].to_owned(),
        slot: SeriesId(place),
        quantiles: (0..50).map(|dot| draw(place, (f64::from(dot) + 0.5) / 50.0) - 2.2).collect(),
        note: "a gain in 86 % of draws; restores 41 % (−3 to 88 %)".to_owned(),
        median: None,
        hollow: None,
    };
    Dotplot {
        caption: caption(
            "US relief alone adds 0.31 bn, US and EU relief adds 0.84 bn to Belarus's yearly revenue",
            "Difference to \"Sanctions as they stood\" in 2028, bn USD a year, in the same draws; each dot is 2 % of them",
        ),
        unit: "bn USD a year".to_owned(),
        column: "difference_usd_bn_per_year".to_owned(),
        rows: (1..count).map(row).collect(),
        zero: Some("no difference".to_owned()),
        references: Vec::new(),
    }
}

fn bars(count: usize) -> Bars {
    let bar = |market: usize, place: usize| {
        let middle = 1.2 + (market as f64 * 0.7).cos() + 0.1 * place as f64;
        Bar { q05: middle * 0.8, q50: middle, q95: middle * 1.25 }
    };
    let markets = ["Brazil", "China", "India", "European Union", "South-East Asia", "Rest of the world"];
    Bars {
        from_zero: true,
        key: None,
        caption: caption(
            "Belarus's sales to Brazil move most: \"Sanctions as they stood\" 2.2 Mt a year, \"US and EU relief\" 2.4",
            "Belarus's exports by market in 2028, Mt KCl a year; median and 5–95 % of draws",
        ),
        unit: "Mt a year".to_owned(),
        column: "trade_mt_per_year".to_owned(),
        scenarios: (0..count).map(|place| (NAMES[place].to_owned(), SeriesId(place))).collect(),
        groups: (0..6)
            .map(|market| BarGroup {
                label: markets[market].to_owned(),
                bars: (0..count).map(|place| bar(market, place)).collect(),
            })
            .collect(),
    }
}

fn response(count: usize) -> Response {
    let point = |place: usize, step: i32| {
        let middle = 3.0 - 0.1 * f64::from(step) * (1.0 + 0.2 * place as f64) + 0.1 * place as f64;
        ResponsePoint { x: f64::from(step) * 5.0, q05: middle - 0.5, q50: middle, q95: middle + 0.6 }
    };
    Response {
        caption: caption(
            "Belarus's revenue runs from 1.9 bn (40 USD/t) to 3.0 bn (0 USD/t)",
            "Revenue in 2028, bn USD a year; median and 90 % of draws",
        ),
        x_label: "cost of the corridor, USD/t".to_owned(),
        y_label: "revenue, bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        x_column: "cost_usd_per_t".to_owned(),
        series: (0..count)
            .map(|place| ResponseSeries {
                label: NAMES[place].to_owned(),
                slot: SeriesId(place),
                points: (0..9).map(|step| point(place, step)).collect(),
            })
            .collect(),
        references: vec![Reference { label: "2.4 bn before the crisis".to_owned(), value: 2.4 }],
        own: Some(OwnRange {
            low: 12.0,
            middle: 20.0,
            high: 31.0,
            label: "in the scenario 20 (12 to 31)".to_owned(),
        }),
    }
}

fn timeline() -> Timeline {
    let row = |(place, label): (usize, &str)| {
        let span = |quarter: i32| TimelineSpan {
            from: 2026.0 + f64::from(quarter) / 4.0,
            to: 2026.25 + f64::from(quarter) / 4.0,
            probability: (-(place as f64 + 0.3) * f64::from(quarter) / 24.0).exp(),
        };
        let past = TimelineSpan { from: 2022.0, to: 2026.0, probability: 1.0 };
        let spans = std::iter::once(past).chain((0..16).map(span)).collect();
        TimelineRow { label: label.to_owned(), spans, note: "30\u{a0}%".to_owned() }
    };
    let measures = ["US sanctions", "EU sanctions", "Transit ban"];
    let group = |place: usize| TimelineGroup {
        label: NAMES[place].to_owned(),
        slot: SeriesId(place),
        rows: measures.into_iter().enumerate().map(row).collect(),
    };
    Timeline {
        caption: caption(
            "Under US relief alone, US sanctions are in force in 30 % of draws in 2029-Q4",
            "When measures are in force; at the right, the share of draws in which they are in 2029-Q4",
        ),
        events: vec![Reference { label: "simulated from here".to_owned(), value: 2026.0 }],
        groups: (0..3).map(group).collect(),
    }
}

fn trajectory(count: usize) -> Trajectory {
    let path = |panel: FanPanel| Path {
        label: panel.label,
        value: "2.4".to_owned(),
        slot: panel.slot,
        points: panel.points,
    };
    let reported = [2.8, 2.4, 3.06, 1.95, 2.44, 2.16, 2.88];
    let event = |(label, value): (&str, f64)| Reference { label: label.to_owned(), value };
    Trajectory {
        caption: caption(
            "Belarus earns 2.4 bn in 2030 under \"Sanctions as they stood\", 3.6 without measures",
            "Belarus's export revenue by year since 2019, bn USD of 2025 a year",
        ),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        from_zero: true,
        reported: (2019..).zip(reported).map(|(year, value)| ReportedPoint { year, value }).collect(),
        events: [("US sanctions", 2021.94), ("Klaipėda closure", 2022.08), ("US sanctions lifted", 2025.95)]
            .map(event)
            .to_vec(),
        paths: fan(count).panels.into_iter().map(path).collect(),
    }
}

fn waterfall(count: usize, start: f64) -> Waterfall {
    let step = |label: &str, kind, value: f64, wide: f64| Step {
        label: label.to_owned(),
        kind,
        value,
        low: value - wide,
        high: value + 1.2 * wide,
    };
    let panel = |place: usize| {
        let (volume, price) = (0.31 * place as f64, 0.1 - 0.13 * place as f64);
        let steps = vec![
            step(NAMES[0], StepKind::Total, start, f64::NAN),
            step("tonnes sold", StepKind::Change, volume, 0.15 * place as f64),
            step("price per tonne", StepKind::Change, price, 0.1),
            step(NAMES[place], StepKind::Total, start + volume + price, f64::NAN),
        ];
        WaterfallPanel { label: NAMES[place].to_owned(), slot: SeriesId(place), steps }
    };
    Waterfall {
        caption: caption(
            "US and EU relief: of +0.46 bn a year, +0.62 come from tonnes and −0.16 from prices",
            "Revenue in 2028 against \"Sanctions as they stood\", bn USD a year; means of draws, and 5–95 % of each part",
        ),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        panels: (1..=count).map(|place| panel(place % 6)).collect(),
    }
}

fn tornado(count: usize) -> Tornado {
    let labels = [
        ("Capacity of Klaipėda", "4\u{a0}Mt", "11\u{a0}Mt"),
        ("World demand in 2028", "68\u{a0}Mt", "79\u{a0}Mt"),
        ("Cost of the way through Murmansk", "31\u{a0}USD/t", "64\u{a0}USD/t"),
        ("Price elasticity of demand", "−0.35", "−0.12"),
        ("New mines by 2028", "2.1\u{a0}Mt", "6.4\u{a0}Mt"),
    ];
    let bar = |place: usize| {
        let (label, low_setting, high_setting) = labels[place % 5];
        let size = 0.5 / (1.0 + 0.4 * place as f64);
        let (low, high) = match place % 4 {
            0 => (0.84 - size, 0.84 + 0.8 * size),
            1 => (0.84 + 0.7 * size, 0.84 - size),
            2 => (0.84 + 0.4 * size, 0.84 + size),
            _ => (0.84, 0.84),
        };
        TornadoBar {
            label: label.to_owned(),
            low_setting: low_setting.to_owned(),
            high_setting: high_setting.to_owned(),
            low,
            high,
            low_error: 0.02,
            high_error: 0.015,
            share: 0.4 / (1.0 + place as f64),
        }
    };
    Tornado {
        caption: caption(
            "US and EU relief: the capacity of Klaipėda moves the result most, from 0.34 to 1.24 bn",
            "Median difference to \"Sanctions as they stood\" in 2028, bn USD a year, in the draws with the lowest and the \
             highest tenth of each uncertain number; all else varies",
        ),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        slot: SeriesId(1),
        base: 0.84,
        bars: (0..count).map(bar).collect(),
    }
}

fn flows(count: usize) -> Flows {
    let node = |label: &str, note: &str| Node { label: label.to_owned(), note: note.to_owned() };
    let panel = |place: usize| {
        let tonnes: [[f64; 6]; 4] = match place {
            0 => [
                [0.0; 6],
                [1.1, 0.4, 0.5, 0.1, 0.9, 0.3],
                [0.0, 1.9, 0.0, 0.0, 0.4, 0.0],
                [0.6, 0.0, 0.2, 0.0, 0.0, 0.1],
            ],
            1 => [
                [2.4, 0.3, 1.2, 0.4, 0.8, 0.5],
                [0.4, 0.2, 0.1, 0.0, 0.3, 0.1],
                [0.0, 1.8, 0.0, 0.0, 0.2, 0.0],
                [0.0; 6],
            ],
            _ => [
                [3.1, 0.2, 1.4, 1.2, 1.0, 0.7],
                [0.1, 0.0, 0.0, 0.0, 0.1, 0.0],
                [0.0, 1.7, 0.0, 0.0, 0.1, 0.0],
                [0.0; 6],
            ],
        };
        let total: f64 = tonnes.iter().flatten().sum();
        let flow =
            |corridor: usize, market: usize| Flow { corridor, market, value: tonnes[corridor][market] };
        FlowPanel {
            label: NAMES[place].to_owned(),
            slot: SeriesId(place),
            total_label: format!("Belarus {total:.1} Mt"),
            corridors: vec![
                node("Klaipėda", if place == 0 { "closed" } else { "rent 12 USD/t (0 to 41)" }),
                node("St Petersburg", "rent 31 USD/t (12 to 66)"),
                node("Rail to China", ""),
                node("Murmansk", ""),
            ],
            markets: ["Brazil", "China", "India", "European Union", "South-East Asia", "Rest of the world"]
                .iter()
                .map(|name| node(name, ""))
                .collect(),
            flows: (0..4)
                .flat_map(|corridor| (0..6).map(move |market| (corridor, market)))
                .map(|(c, m)| flow(c, m))
                .collect(),
        }
    };
    Flows {
        caption: caption(
            "US and EU relief: 5.6 Mt a year more through Klaipėda than under \"Sanctions as they stood\"",
            "Belarus's exports by corridor and market in 2028, Mt KCl a year, means of draws; rents are what full corridors charge",
        ),
        unit: "Mt a year".to_owned(),
        column: "trade_mt_per_year".to_owned(),
        panels: (0..count).map(panel).collect(),
    }
}
