//! What charts consist of, against a file that was looked at: elements, classes and texts, but no
//! places, so that a layout may be tuned while nothing is lost or said otherwise unnoticed.
//!
//! Written anew by `UPDATE_GOLDEN=1 cargo test --package potash-charts golden`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use resvg::usvg::roxmltree::{Document, Node};

use super::looks::realistic;
use super::{shown, svg};

/// The structure of a drawing, a line a kind of thing.
fn structure(svg: &str) -> String {
    let document = Document::parse(svg).expect("well-formed XML");
    let elements = || document.descendants().filter(Node::is_element);
    let counted = |names: &mut dyn Iterator<Item = String>| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        names.for_each(|name| *counts.entry(name).or_default() += 1);
        let counts: Vec<String> = counts.into_iter().map(|(name, count)| format!("{name} {count}")).collect();
        counts.join(", ")
    };
    let tags = counted(&mut elements().map(|node| node.tag_name().name().to_owned()));
    let classes = counted(&mut elements().filter_map(|node| node.attribute("class").map(str::to_owned)));
    let texts: Vec<&str> = elements().filter(|node| node.has_tag_name("text")).map(shown).collect();
    let spots =
        elements().filter(|node| node.attribute("class").is_some_and(|class| class.starts_with("spot")));
    let told = spots.take(1).filter_map(|spot| spot.first_element_child()?.text().map(str::to_owned)).next();
    format!(
        "elements: {tags}\nclasses: {classes}\ntexts: {}\nfirst place: {}\n",
        texts.join(" | "),
        told.unwrap_or_default()
    )
}

#[test]
fn charts_consist_of_what_was_looked_at() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/drawings/golden.txt");
    let found: String = realistic()
        .iter()
        .map(|(name, chart)| format!("## {name}\n{}\n", structure(&svg(name, chart.as_ref(), 960.0))))
        .collect();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &found).expect("the golden file");
    }
    let golden = std::fs::read_to_string(&file).expect("the golden file");
    for (golden, found) in golden.split("## ").zip(found.split("## ")) {
        assert_eq!(golden, found);
    }
    assert_eq!(golden, found);
}
