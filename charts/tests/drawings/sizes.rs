//! Nothing leaves its page, or a picture of a size that was asked for.

use super::looks::realistic;
use super::{boxes, drawn};
use potash_charts::block::Block;
use potash_charts::{Size, Theme, draw_in};
use resvg::usvg::roxmltree::Document;

#[test]
fn a_picture_of_a_size_has_it_and_cuts_nothing() {
    let charts = realistic();
    for (name, size) in Size::NAMED {
        for (chart_name, chart) in &charts {
            let drawing = draw_in(chart.as_ref(), size, Theme::Light).expect("a chart");
            let svg = drawing.svg();
            let document = Document::parse(&svg).expect("well-formed XML");
            let root = document.root_element();
            assert_eq!(root.attribute("width"), Some(size.width.to_string().as_str()), "{chart_name} {name}");
            assert_eq!(
                root.attribute("height"),
                Some(size.height.to_string().as_str()),
                "{chart_name} {name}"
            );
            let view: Vec<f64> =
                root.attribute("viewBox").expect("a view").split(' ').map(|n| n.parse().unwrap()).collect();
            let view =
                Block { left: view[0], top: view[1], right: view[0] + view[2], bottom: view[1] + view[3] };
            for (text, block) in boxes(&svg) {
                assert!(view.holds(&block), "{chart_name} {name}: {text}");
            }
        }
    }
    let post = draw_in(charts[0].1.as_ref(), Size::NAMED[0].1, Theme::Light).expect("a chart");
    let png = post.png(1.0).expect("a picture");
    assert_eq!(png.get(16..24), Some(&[0, 0, 4, 176, 0, 0, 2, 163][..]));
    assert!(post.pdf().expect("a page").starts_with(b"%PDF-"));
    for wrong in ["", "poster", "100x100", "1200x", "5000x300", "1200x675x2"] {
        assert_eq!(Size::parse(wrong), None, "{wrong}");
    }
    assert_eq!(Size::parse("700x500"), Some(Size { width: 700, height: 500 }));
}

#[test]
fn no_text_leaves_the_page() {
    let mut found = Vec::new();
    for (name, svg) in drawn() {
        let document = Document::parse(svg).expect("well-formed XML");
        let side = |side| {
            document.root_element().attribute(side).and_then(|value| value.parse().ok()).expect("a number")
        };
        let page = Block { left: 0.0, top: 0.0, right: side("width"), bottom: side("height") };
        let outside = |(_, block): &(String, Block)| !page.grown(-4.0).holds(block);
        found.extend(boxes(svg).into_iter().filter(outside).map(|text| (name, text)));
    }
    assert!(found.is_empty(), "{found:#?}");
}
