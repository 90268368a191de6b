//! What every chart must keep to, checked on the finished SVG: well-formed, described, small, no
//! text off the page, no two texts on one another, hostile names shown as text.

use std::sync::OnceLock;

use rayon::prelude::*;
use resvg::usvg::roxmltree::{Document, Node};

use potash_charts::block::Block;
use potash_charts::text::{self, Type};
use potash_charts::*;

mod golden;
mod looks;
mod pictures;
mod samples;
mod sizes;

use looks::realistic;
use samples::*;

/// Every chart, in all the shapes that have broken charts before.
fn all() -> Vec<(String, Box<dyn Chart>)> {
    let mut out: Vec<(String, Box<dyn Chart>)> = Vec::new();
    for count in [1, 2, 3, 6] {
        for (spread, shift) in [(0.2, 0.0), (0.01, 0.0), (0.0, 0.0), (0.2, 5.0), (0.0, 2.3)] {
            let name = |chart: &str| format!("{chart} {count} {spread} {shift}");
            out.push((name("fan"), Box::new(fan(count, spread, shift))));
            out.push((name("cumulative"), Box::new(cumulative(count, spread, shift))));
            out.push((name("dots"), Box::new(dots(count, spread, shift))));
            out.push((name("bars"), Box::new(bars(count, spread, shift))));
            out.push((name("response"), Box::new(response(count, spread, shift))));
            let mut single = response(count, spread, shift);
            single.series.iter_mut().for_each(|series| series.points.truncate(1));
            out.push((name("single response"), Box::new(single)));
            out.push((name("timeline"), Box::new(timeline(count, spread, shift))));
            out.push((name("trajectory"), Box::new(trajectory(count, spread, shift))));
            out.push((name("waterfall"), Box::new(waterfall(count, spread, shift))));
            out.push((name("tornado"), Box::new(tornado(count, spread, shift))));
            out.push((name("ledger"), Box::new(ledger(count, spread, shift))));
        }
    }
    for count in [1, 2, 3, 4, 5, 9] {
        for (spread, shift) in [(0.2, 0.0), (0.0, 0.0), (0.2, 5.0), (0.0, 2.3)] {
            for boundary in [None, Some(2020.5), Some(2010.5), Some(2024.4), Some(1990.0), Some(f64::NAN)] {
                let chart = Hindcast { boundary, ..hindcast(count, spread, shift) };
                out.push((format!("hindcast {count} {spread} {shift} {boundary:?}"), Box::new(chart)));
            }
        }
    }
    for count in [7, 15] {
        out.push((format!("many tornado {count}"), Box::new(tornado(count, 0.2, 0.0))));
    }
    for count in [1, 2, 3, 4] {
        for (spread, shift) in [(0.2, 0.0), (0.0, 0.0), (20.0, 5.0)] {
            out.push((format!("flows {count} {spread} {shift}"), Box::new(flows(count, spread, shift))));
        }
        out.push((format!("routes {count}"), Box::new(routes(count, 0.2, 0.0))));
    }
    let mut long = fan(6, 0.2, 0.0);
    for panel in &mut long.panels {
        let first = panel.points[0].clone();
        panel.points = (0..28)
            .map(|quarter| FanPoint { x: 2024.0 + f64::from(quarter) / 4.0, ..first.clone() })
            .collect();
    }
    out.push(("fan 6 of 28 quarters".to_owned(), Box::new(long)));
    for (columns, rows) in [(1, 1), (1, 5), (7, 1), (6, 5), (15, 12), (20, 20), (40, 30)] {
        out.push((format!("heat {columns} {rows}"), Box::new(heat(columns, rows))));
    }
    out
}

/// Widths to draw at: the narrowest, of a telephone; a column of a page, the usual, a wide one.
const WIDTHS: [f64; 4] = [canvas::NARROWEST, 600.0, 960.0, 1400.0];

/// All of them drawn at all widths, once for all tests; the theme changes no place.
fn drawn() -> &'static [(String, String)] {
    static DRAWN: OnceLock<Vec<(String, String)>> = OnceLock::new();
    DRAWN.get_or_init(|| {
        let one = |(name, chart): &(String, Box<dyn Chart>)| {
            WIDTHS.map(|width| {
                let name = format!("{name} at {width}");
                let svg = svg(&name, chart.as_ref(), width);
                (name, svg)
            })
        };
        all().par_iter().chain(realistic().par_iter()).flat_map_iter(one).collect()
    })
}

fn svg(name: &str, chart: &dyn Chart, width: f64) -> String {
    let canvas = Canvas { width, ..Canvas::default() };
    chart.svg(&canvas).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A drawing without its style sheet, and the style sheet.
fn parts(svg: &str) -> (String, String) {
    let (before, rest) = svg.split_once("<style>").expect("a style sheet");
    let (sheet, after) = rest.split_once("</style>").expect("its end");
    (format!("{before}{after}"), sheet.to_owned())
}

#[test]
fn every_class_has_its_colour_and_no_other_colours_are_used() {
    let known: Vec<String> = style::theme_colors().into_iter().map(|one| one.class).collect();
    for (name, svg) in drawn() {
        let (marks, sheet) = parts(svg);
        let document = Document::parse(svg).expect("well-formed XML");
        for class in document.descendants().filter_map(|node| node.attribute("class")) {
            let own = class.split(' ').rfind(|class| !["spot", "halo", "fill", "line"].contains(class));
            // Places to point at have no colour.
            let Some(own) = own.filter(|_| !class.starts_with("spot")) else { continue };
            assert!(known.iter().any(|known| known == own), "{name}: {class}");
            assert!(sheet.contains(&format!(".{own}{{color:#")), "{name}: {class}");
        }
        assert!(name.contains("heat") || !marks.contains("=\"#"), "{name}");
    }
}

#[test]
fn a_dark_drawing_is_the_light_one_with_another_style_sheet() {
    for (name, chart) in all().iter().step_by(7) {
        let [light, dark] = [Theme::Light, Theme::Dark]
            .map(|theme| parts(&chart.svg(&Canvas { theme, ..Canvas::default() }).expect("a chart")));
        assert_eq!(light.0, dark.0, "{name}");
        assert_ne!(light.1, dark.1, "{name}");
    }
}

#[test]
fn a_scenario_can_be_told_from_everything_else() {
    for (name, svg) in drawn().iter().filter(|(name, _)| name.starts_with("fan 6")) {
        for slot in 0..6 {
            assert!(svg.contains(&format!("class=\"series-{slot} fill\"")), "{name}");
        }
    }
    // A hindcast shows no scenario.
    for (name, svg) in drawn().iter().filter(|(name, _)| name.starts_with("hindcast")) {
        assert!((0..6).all(|slot| !svg.contains(&format!("class=\"series-{slot}"))), "{name}");
    }
}

/// What a text element shows, without the title behind it.
fn shown<'x>(text: Node<'x, 'x>) -> &'x str {
    text.children().find(Node::is_text).and_then(|child| child.text()).unwrap_or_default()
}

/// All texts of an SVG and the boxes they take.
fn boxes(svg: &str) -> Vec<(String, Block)> {
    let document = Document::parse(svg).expect("well-formed XML");
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            let number =
                |name| node.attribute(name).and_then(|value| value.parse::<f64>().ok()).expect("a number");
            let font = match node.attribute("font-weight") {
                Some(_) => Type::bold(number("font-size")),
                None => Type::regular(number("font-size")),
            };
            let width = font.width(shown(node));
            let left = match node.attribute("text-anchor") {
                Some("end") => number("x") - width,
                Some("middle") => number("x") - width / 2.0,
                _ => number("x"),
            };
            (shown(node).to_owned(), font.block(shown(node), left, number("y")))
        })
        .collect()
}

/// The first two texts that lie on one another.
fn collision(svg: &str) -> Option<(String, String)> {
    let boxes = boxes(svg);
    boxes.iter().enumerate().find_map(|(place, (one, block))| {
        let (two, _) = boxes.iter().skip(place + 1).find(|(_, other)| other.overlaps(block))?;
        Some((one.clone(), two.clone()))
    })
}

#[test]
fn no_two_texts_lie_on_one_another() {
    let found: Vec<_> = drawn().iter().filter_map(|(name, svg)| Some((name, collision(svg)?))).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_label_moved_onto_another_is_noticed() {
    let good = response(3, 0.2, 0.0).svg(&Canvas::default()).expect("a chart");
    let boxes = boxes(&good);
    let label = |name: &str| boxes.iter().find(|(text, _)| text.starts_with(name)).expect("a label").1;
    let (one, two) = (label("2.4 bn"), label("3.3 bn"));
    let baseline = |block: Block| format!("y=\"{:.1}\"", block.bottom - 12.0 * 0.22);
    let broken = good.replace(&baseline(one), &baseline(two));
    assert_ne!(broken, good);
    assert!(collision(&good).is_none() && collision(&broken).is_some());
}

#[test]
fn places_tell_their_values_when_pointed_at() {
    for (name, svg) in drawn() {
        let document = Document::parse(svg).expect("well-formed XML");
        let spots: Vec<Node> = document
            .descendants()
            .filter(|node| node.attribute("class").is_some_and(|class| class.starts_with("spot")))
            .collect();
        // A map of thousands of cells is read by its axes.
        assert_eq!(spots.is_empty(), name.starts_with("heat 40 30"), "{name}");
        for spot in &spots {
            let told = spot.first_element_child().and_then(|title| title.text()).unwrap_or_default();
            assert!(!told.is_empty() && !told.contains(['{', '}']), "{name}: {told}");
        }
        // Nothing lies above them.
        let last = document.root_element().last_element_child().expect("a group");
        assert!(spots.iter().all(|spot| spot.parent() == Some(last)), "{name}");
    }
    let told = svg("fan", &fan(1, 0.2, 0.0), 960.0);
    assert!(
        told.contains("2026-Q1: median 2.3, 50 % 2.08 to 2.52, 90 % 1.71 to 2.89 bn USD a year"),
        "{told}"
    );
}

#[test]
fn every_chart_says_what_it_is_and_stays_small() {
    for (name, svg) in drawn() {
        assert!(svg.len() < 130_000, "{name}: {} bytes", svg.len());
        let document = Document::parse(svg).expect("well-formed XML");
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let labelled = root.attribute("aria-labelledby").unwrap_or_default();
        let texts: Vec<&str> = labelled
            .split(' ')
            .filter_map(|id| document.descendants().find(|node| node.attribute("id") == Some(id)))
            .filter_map(|node| node.text())
            .collect();
        let own = texts[0] == caption().title && texts[1].starts_with(&caption().description);
        assert!((own || name.starts_with("real")) && texts.len() == 2, "{name}: {texts:?}");
    }
}

#[test]
fn hostile_names_come_out_as_text() {
    for (name, svg) in drawn() {
        let document = Document::parse(svg).expect("well-formed XML");
        let known = ["svg", "style", "title", "desc", "rect", "g", "text", "path", "polygon", "circle"];
        for node in document.descendants().filter(Node::is_element) {
            assert!(known.contains(&node.tag_name().name()), "{name}: {node:?}");
        }
    }
    let svg = response(2, 0.2, 0.0).svg(&Canvas::default()).expect("a chart");
    let shown: String = boxes(&svg).into_iter().map(|(text, _)| text).collect();
    assert!(shown.contains("<script>"), "{shown}");
}

#[test]
fn every_scenario_is_named() {
    let clean = |name: &str| text::clean(name).replace(' ', "");
    let named = |name: &str| !name.starts_with("heat") && !name.starts_with("real");
    for (name, svg) in drawn().iter().filter(|(name, _)| named(name)) {
        let document = Document::parse(svg).expect("well-formed XML");
        let texts = document.descendants().filter(Node::is_text);
        let texts: String = texts.filter_map(|node| node.text()).map(clean).collect();
        let count = name.split(' ').filter_map(|part| part.parse::<usize>().ok()).next();
        for wanted in NAMES.iter().take(count.filter(|_| !name.starts_with("many")).unwrap_or(0)) {
            assert!(texts.contains(&clean(wanted)), "{name}: {wanted}");
        }
    }
}

#[test]
fn a_shortened_name_is_whole_behind_itself() {
    let svg = dots(3, 0.2, 0.0).svg(&Canvas::default()).expect("a chart");
    let document = Document::parse(&svg).expect("well-formed XML");
    let behind =
        document.descendants().filter(|node| node.has_tag_name("title")).filter_map(|node| node.text());
    assert!(behind.into_iter().any(|text| text == NAMES[2]), "{svg}");
}

#[test]
fn tables_hold_the_numbers_drawn_and_nothing_else() {
    for (name, chart) in all() {
        let table = chart.table();
        assert!(!table.rows.is_empty(), "{name}");
        assert!(table.rows.iter().all(|row| row.len() == table.header.len()), "{name}");
    }
    let table = fan(1, 0.2, 0.0).table();
    assert_eq!(table.header[3], "revenue_usd_bn_per_year_q05");
    assert_eq!(table.rows[0][5], Cell::Number(2.3));
    assert_eq!(table.rows.len(), 12);
    assert_eq!(heat(6, 5).table().rows.len(), 30);
    let table = hindcast(2, 0.2, 0.0).table();
    assert_eq!(table.rows.len(), 12 + 13);
    assert_eq!((&table.header[0], &table.header[12]), (&"series".to_owned(), &"role".to_owned()));
    assert_eq!(table.rows[0][10..], [Cell::Missing, Cell::Missing, Cell::Missing]);
    assert_eq!(table.rows[1][12], Cell::text("missed"));
}

#[test]
fn numbers_that_are_not_finite_are_left_out() {
    let mut chart = fan(2, 0.2, 0.0);
    chart.panels[0].points[3].q50 = f64::NAN;
    chart.panels[1].points[0].q95 = f64::INFINITY;
    chart.panels[1].points[5].x = f64::NAN;
    chart.references[0].value = f64::NAN;
    assert_eq!(chart.table().rows[3][5], Cell::Missing);
    let mut map = heat(6, 5);
    map.values[2][2] = f64::NAN;
    let mut curves = cumulative(2, 0.2, 0.0);
    curves.curves[0].points[7] = (f64::NAN, f64::NAN);
    let mut heaps = dots(2, 0.2, 0.0);
    heaps.rows[0].quantiles = vec![f64::NAN; 50];
    let mut trade = bars(2, 0.2, 0.0);
    trade.groups[0].bars[0].q50 = f64::NEG_INFINITY;
    let mut sweep = response(2, 0.2, 0.0);
    sweep.series[0].points[1].q50 = f64::NAN;
    let mut past = hindcast(3, 0.2, 0.0);
    past.panels[0].points.iter_mut().for_each(|point| point.q05 = f64::NAN);
    past.panels[1].points.iter_mut().for_each(|point| point.x = f64::INFINITY);
    past.panels[2].points[0].observed = Some(Observed { value: 1.0, error: f64::NAN, role: Role::Checked });
    past.panels[2].points[1].observed =
        Some(Observed { value: f64::NEG_INFINITY, error: 1.0, role: Role::Fitted });
    let mut chance = timeline(2, 0.2, 0.0);
    chance.groups[0].rows[0].spans[0].probability = f64::NAN;
    let mut path = trajectory(2, 0.2, 0.0);
    path.paths[0].points[1].q50 = f64::INFINITY;
    path.reported[2].value = f64::NAN;
    let mut steps = waterfall(2, 0.2, 0.0);
    steps.panels[0].steps[0].value = f64::INFINITY;
    steps.panels[1].steps[1].low = f64::NAN;
    let mut drivers = tornado(3, 0.2, 0.0);
    drivers.base = f64::NAN;
    drivers.bars[1].low = f64::INFINITY;
    let mut ways = flows(2, 0.2, 0.0);
    ways.panels[0].flows[3].value = f64::NAN;
    let mut sketch = routes(2, 0.2, 0.0);
    sketch.panels[0].values[1] = f64::NAN;
    let mut books = ledger(2, 0.2, 0.0);
    books.parties[0].amounts[1].0 = f64::NAN;
    let charts: [&dyn Chart; 14] = [
        &sketch, &books, &path, &chart, &map, &curves, &heaps, &trade, &sweep, &past, &chance, &steps,
        &drivers, &ways,
    ];
    for chart in charts {
        let svg = svg("not finite", chart, 960.0);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
}

#[test]
fn extreme_numbers_draw_or_fail_but_never_panic() {
    for low in [0.0, -1e-310, 1e-12, -3.0, 1e12, -1e299, 1e308] {
        for high in [0.0, 1e-310, 2.0, -5e15, 1e299, -1e308] {
            let mut years = fan(1, 0.2, 0.0);
            years.panels[0].points[0].q05 = low;
            years.panels[0].points[1].q95 = high;
            years.panels[0].points[2].x = 1e6 * low;
            let mut curves = cumulative(1, 0.2, 0.0);
            curves.curves[0].points = vec![(low, 0.1), (high, 0.9)];
            let mut heaps = dots(1, 0.2, 0.0);
            heaps.rows[0].quantiles = vec![low, high];
            let mut sweep = response(1, 0.2, 0.0);
            sweep.series[0].points[0].q50 = low;
            sweep.series[0].points[1].x = high;
            let mut map = heat(2, 2);
            map.values[0][0] = low;
            map.values[1][1] = high;
            map.xs[0] = high;
            let mut trade = bars(1, 0.2, 0.0);
            trade.groups[0].bars[0] = Bar { q05: low, q50: 0.0, q95: high };
            let mut past = hindcast(2, 0.2, 0.0);
            past.boundary = Some(high);
            past.panels[0].points[0].q05 = low;
            past.panels[0].points[1].x = 1e6 * low;
            past.panels[1].points[2].observed =
                Some(Observed { value: low, error: high, role: Role::Fitted });
            let mut steps = waterfall(1, 0.2, 0.0);
            (steps.panels[0].steps[1].value, steps.panels[0].steps[2].low) = (low, high);
            let mut drivers = tornado(2, 0.2, 0.0);
            (drivers.bars[0].low, drivers.bars[1].high_error) = (low, high);
            let mut ways = flows(1, 0.2, 0.0);
            (ways.panels[0].flows[0].value, ways.panels[0].flows[1].value) = (low, high);
            let charts: [&dyn Chart; 10] =
                [&years, &curves, &heaps, &sweep, &map, &trade, &past, &steps, &drivers, &ways];
            for chart in charts {
                match chart.svg(&Canvas::default()) {
                    Ok(svg) => assert!(
                        !svg.contains("NaN") && collision(&svg).is_none(),
                        "{low:e} {high:e} {:?}",
                        collision(&svg)
                    ),
                    Err(error) => assert!(matches!(error, ChartError::Range { .. }), "{error}"),
                }
            }
        }
    }
}

#[test]
fn nothing_to_draw_is_an_error() {
    let mut past = hindcast(2, 0.2, 0.0);
    past.panels.iter_mut().flat_map(|panel| &mut panel.points).for_each(|point| point.x = f64::NAN);
    let empty: [&dyn Chart; 15] = [
        &fan(0, 0.2, 0.0),
        &cumulative(0, 0.2, 0.0),
        &dots(0, 0.2, 0.0),
        &bars(0, 0.2, 0.0),
        &response(0, 0.2, 0.0),
        &heat(0, 0),
        &hindcast(0, 0.2, 0.0),
        &past,
        &timeline(0, 0.2, 0.0),
        &trajectory(0, 0.2, 0.0),
        &waterfall(0, 0.2, 0.0),
        &tornado(0, 0.2, 0.0),
        &flows(0, 0.2, 0.0),
        &routes(0, 0.2, 0.0),
        &ledger(0, 0.2, 0.0),
    ];
    for chart in empty {
        assert!(
            matches!(chart.svg(&Canvas::default()), Err(ChartError::Empty(_))),
            "{:?}",
            chart.svg(&Canvas::default())
        );
    }
}

#[test]
fn lists_that_do_not_match_are_an_error() {
    let mut map = heat(3, 3);
    map.values.pop();
    let mut trade = bars(2, 0.2, 0.0);
    trade.groups[0].bars.pop();
    let mut ways = flows(2, 0.2, 0.0);
    ways.panels[1].markets.pop();
    let (mut sketch, mut books) = (routes(2, 0.2, 0.0), ledger(2, 0.2, 0.0));
    sketch.panels[1].values.pop();
    books.parties[1].amounts.pop();
    for chart in [&map as &dyn Chart, &trade, &ways, &flows(5, 0.2, 0.0), &sketch, &books] {
        assert!(matches!(chart.svg(&Canvas::default()), Err(ChartError::Shape { .. })));
    }
}

#[test]
fn a_chart_becomes_a_picture() {
    let drawing = cumulative(2, 0.2, 0.0).draw(&Canvas::default()).expect("a chart");
    assert!(drawing.png(1.0).is_ok_and(|png| png.len() > 5_000));
}
