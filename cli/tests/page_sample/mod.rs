//! Pages to be read by machines: charts of made-up numbers, under names that have broken pages before.

use potash_charts::{
    Canvas, Caption, Cell, Chart, DotRow, Dotplot, Fan, FanPanel, FanPoint, Reference, SeriesId, Table,
};
use potash_cli::report::page::document::{Block, Card, Chapter, Document, Figure, Section};

/// Names that try escaping, direction and layout.
pub const NAMES: [&str; 6] = [
    "Sanctions as they stood before the thirteenth of December",
    "<script>alert(\"1\")</script> & 'relief' ]]> --> <!--",
    "\u{62a}\u{62e}\u{641}\u{64a}\u{641} \u{627}\u{644}\u{639}\u{642}\u{648}\u{628}\u{627}\u{62a} 2027",
    "over\u{202e}ride \u{2066}isolate",
    "\" onmouseover=\"alert(1)\" x=\"\u{1}\u{0}\u{fdd0}",
    "A grand deal",
];

pub fn hostile_words() -> String {
    format!("{} {} {}", "W".repeat(256), "&lt;b&gt;", "%3Cscript%3E javascript:alert(1)")
}

fn caption(title: &str) -> Caption {
    Caption {
        title: title.to_owned(),
        subtitle: "Revenue in 2030, bn USD a year; median and 90 % of draws".to_owned(),
        source: "Source: a test. Not a forecast.".to_owned(),
        description: "Three scenarios, the last of which earns most.".to_owned(),
    }
}

fn quantile(share: f64, place: usize) -> f64 {
    2.3 + 0.2 * place as f64 + 0.15 * (share / (1.0 - share)).ln()
}

pub fn fan(names: &[&str]) -> Fan {
    let point = |place: usize, quarter: i32| FanPoint {
        period: format!("{}-Q{}", 2026 + quarter / 4, quarter % 4 + 1),
        x: 2026.0 + f64::from(quarter) / 4.0,
        q05: quantile(0.05, place),
        q25: quantile(0.25, place),
        q50: quantile(0.5, place) + 0.02 * f64::from(quarter),
        q75: quantile(0.75, place) + 0.03 * f64::from(quarter),
        q95: quantile(0.95, place) + 0.03 * f64::from(quarter),
    };
    let panel = |(place, name): (usize, &&str)| FanPanel {
        label: (*name).to_owned(),
        slot: SeriesId(place),
        points: (0..20).map(|quarter| point(place, quarter)).collect(),
    };
    Fan {
        caption: caption("A <finding> & \"its\" title: 37 % of what measures cost comes back"),
        unit: "bn USD a year".to_owned(),
        column: "revenue_usd_bn_per_year".to_owned(),
        panels: names.iter().enumerate().map(panel).collect(),
        references: vec![Reference { label: "2.4 bn before the crisis".to_owned(), value: 2.4 }],
    }
}

pub fn dots(names: &[&str]) -> Dotplot {
    let row = |(place, name): (usize, &&str)| DotRow {
        label: (*name).to_owned(),
        slot: SeriesId(place),
        quantiles: (0..50).map(|rank| quantile((f64::from(rank) + 0.5) / 50.0, place) - 2.4).collect(),
        note: "a gain in 99 % of draws".to_owned(),
        median: None,
        hollow: None,
    };
    Dotplot {
        caption: caption("Relief adds half a billion"),
        unit: "bn USD a year".to_owned(),
        column: "difference_usd_bn_per_year".to_owned(),
        rows: names.iter().enumerate().map(row).skip(1).collect(),
        zero: Some("no difference".to_owned()),
        references: Vec::new(),
    }
}

fn figure(name: &str, chart: &dyn Chart, caption: &Caption, salt: u64) -> Block {
    let svg = chart.svg(&Canvas { salt: 2 * salt, ..Canvas::default() }).unwrap();
    let narrow_svg = chart.svg(&Canvas { salt: 2 * salt + 1, width: 360.0, ..Canvas::default() }).unwrap();
    let (name, caption) = (name.to_owned(), caption.clone());
    Block::Figure(Box::new(Figure { name, caption, svg, narrow_svg, table: chart.table() }))
}

/// A chart as charts will be: with places that tell values.
pub fn with_spots(salt: u64) -> Block {
    let mark = |slot: usize, x: usize, ink: &str| {
        format!(
            "<circle class=\"series-{slot}\" cx=\"{x}\" cy=\"100\" r=\"9\" fill=\"{ink}\"/>\
             <rect class=\"spot series-{slot}\" x=\"{}\" y=\"80\" width=\"40\" height=\"40\" fill=\"none\" \
             pointer-events=\"all\"><title>2.{slot} (2.{slot} to 3.{slot})</title></rect>",
            x - 20
        )
    };
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"960\" height=\"240\" viewBox=\"0 0 960 240\" role=\"img\" \
         aria-labelledby=\"spots-{salt}-title spots-{salt}-desc\"><title id=\"spots-{salt}-title\">Values</title><desc \
         id=\"spots-{salt}-desc\">Two of them</desc><rect width=\"960\" height=\"240\" fill=\"#ffffff\"/>{}{}</svg>",
        mark(0, 300, "#000000"),
        mark(1, 600, "#0072b2")
    );
    let table = Table {
        header: vec!["scenario".to_owned(), "value".to_owned()],
        rows: vec![vec![Cell::text("a"), Cell::Number(2.0)], vec![Cell::text("b"), Cell::Number(2.1)]],
    };
    let narrow_svg = svg.replace(&format!("spots-{salt}"), &format!("narrow-spots-{salt}"));
    let (name, caption) = ("values".to_owned(), caption("Values"));
    Block::Figure(Box::new(Figure { name, caption, svg, narrow_svg, table }))
}

fn table(names: &[&str], rows: usize) -> Table {
    let row = |place: usize| {
        let name = names.get(place % names.len()).copied().unwrap_or_default();
        vec![
            Cell::text(name),
            Cell::Number(2026.0 + (place % 5) as f64),
            Cell::number(if place % 4 == 3 { f64::NAN } else { -1.234567 * place as f64 }),
            Cell::Number(1_234_567.0 * place as f64),
            Cell::text("USD/t"),
        ]
    };
    Table {
        header: ["scenario", "year", "gain_usd_bn", "draws", "unit"].map(str::to_owned).to_vec(),
        rows: (0..rows).map(row).collect(),
    }
}

fn section(id: &str, heading: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), heading: heading.to_owned(), blocks, is_folded: id == "<b>" }
}

fn chapter(id: &str, names: &[&str], salt: u64) -> Chapter {
    let (fan, dots) = (fan(names), dots(names));
    let finding = vec![
        Block::Paragraph(format!(
            "With \"{}\" instead of \"{}\", revenue is 2.9 bn USD a year (2.1 to 3.6).",
            names[1], names[0]
        )),
        Block::List(names.iter().map(|name| format!("{name} adds 0.5 bn.")).collect()),
        figure("revenue-over-time", &fan, &fan.caption, salt),
        Block::Table { caption: format!("Results of {}", names[1]), table: table(names, 9) },
    ];
    let causes = vec![
        figure("revenue-difference", &dots, &dots.caption, salt),
        with_spots(salt),
        Block::Folded { caption: "All inputs & their \"sources\"".to_owned(), table: table(names, 1_234) },
        Block::Folded { caption: "A short table".to_owned(), table: table(names, 3) },
    ];
    let reproduce = vec![
        Block::Paragraph(hostile_words()),
        Block::Code(format!("potash run scenarios/{}.toml \\\n    --draws 10000 --seed 1\n", names[1])),
    ];
    Chapter {
        id: id.to_owned(),
        heading: format!("Run: {}", names[1]),
        series: names.iter().enumerate().map(|(place, name)| ((*name).to_owned(), SeriesId(place))).collect(),
        sections: vec![
            section("finding", "What the run says", finding),
            section("causes", names[1], causes),
            section("<b>", "How to get it again", reproduce),
        ],
    }
}

/// Two runs under hostile names, with the same ids and charts twice.
pub fn hostile() -> Document {
    Document {
        lang: "en",
        title: format!("Runs of {} and {}", NAMES[1], NAMES[2]),
        alarms: Vec::new(),
        notices: vec![format!("Set: measure.x=\"{}\"", NAMES[1]), hostile_words()],
        lead: vec![format!("{} brings back 37 % (21 to 55 %).", NAMES[1]), NAMES[3].to_owned()],
        cards: vec![Card { value: "37\u{a0}%".to_owned(), meaning: hostile_words() }],
        byline: format!("potash 0.1.0, 10,000 draws, seed 1, {}", NAMES[4]),
        chapters: vec![chapter("main", &NAMES, 0), chapter("main", &NAMES, 1)],
    }
}

/// One run under names that people give.
pub fn plain() -> Document {
    let names = ["Sanctions as they stood", "US relief alone", "US and EU relief"];
    Document {
        lang: "en",
        title: "Belarus's potash revenue under three futures of sanctions".to_owned(),
        alarms: Vec::new(),
        notices: Vec::new(),
        lead: vec![
            "US and EU relief together would very likely bring back between a third and two thirds of what sanctions \
             cost Belarus: 0.9 bn USD a year (0.4 to 1.5) by 2030."
                .to_owned(),
            "US relief alone adds about half of that, as long as trains to St Petersburg keep running.".to_owned(),
        ],
        cards: Vec::new(),
        byline: "potash 0.1.0, 10,000 draws, seed 1. A conditional estimate, not a forecast.".to_owned(),
        chapters: vec![chapter("run", &names, 0)],
    }
}
