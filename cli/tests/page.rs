//! Pages as browsers and readers of HTML take them.

mod page_sample;

use std::collections::HashSet;
use std::path::Path;
use std::process::Command;

use page_sample::{NAMES, hostile, plain};
use potash_charts::text;
use potash_cli::report::page::document::PageTheme;
use potash_cli::report::page::document::{Block, Document};
use potash_cli::report::page::html::html;
use scraper::{ElementRef, Html, Selector};

const THEMES: [PageTheme; 3] = [PageTheme::Auto, PageTheme::Light, PageTheme::Dark];

fn pages() -> Vec<String> {
    let empty = Document { lead: Vec::new(), chapters: Vec::new(), ..plain() };
    let unknown = Document { lang: "xx\" onload=\"alert(1)", ..plain() };
    let documents = [hostile(), plain(), empty, unknown];
    documents.iter().flat_map(|document| THEMES.map(|theme| html(document, theme))).collect()
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().concat()
}

#[test]
fn readers_of_html_find_no_error() {
    for page in pages() {
        let parsed = Html::parse_document(&page);
        assert_eq!(parsed.errors, Vec::<std::borrow::Cow<'static, str>>::new());
    }
}

#[test]
fn every_id_stands_once_and_everything_referred_to_exists() {
    for page in pages() {
        let page = Html::parse_document(&page);
        let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|e| e.attr("id")).collect();
        let known: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len());
        let links = all(&page, "a[href]").into_iter().filter_map(|e| e.attr("href")?.strip_prefix('#'));
        let labels = ["aria-labelledby", "aria-describedby"].into_iter().flat_map(|name| {
            all(&page, &format!("[{name}]")).into_iter().filter_map(move |element| element.attr(name))
        });
        let targets: Vec<&str> = links.chain(labels.flat_map(str::split_whitespace)).collect();
        assert!(targets.len() > 1);
        for target in targets {
            assert!(known.contains(target), "{target}");
        }
        let apt = |id: &&str| id.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        assert!(ids.iter().all(apt), "{ids:?}");
    }
}

#[test]
fn a_page_asks_nothing_of_any_network() {
    for page in pages() {
        let page = Html::parse_document(&page);
        for element in all(&page, "*") {
            let name = element.value().name();
            assert!(!["iframe", "object", "embed", "img", "base", "form", "video", "audio"].contains(&name));
            for (attribute, value) in element.value().attrs() {
                assert!(!attribute.starts_with("on"), "{name} {attribute}");
                let refers = ["href", "src", "srcset", "action", "data", "style"].contains(&attribute);
                assert!(!refers || value.starts_with('#') || value == "data:,", "{name} {attribute} {value}");
            }
        }
        for style in all(&page, "style, script") {
            let text = words(style);
            assert!(!text.contains("http") && !text.contains("url(") && !text.contains("@import"));
        }
    }
}

#[test]
fn headings_are_in_order_and_one_is_the_first() {
    for page in pages() {
        let page = Html::parse_document(&page);
        let levels: Vec<u8> = all(&page, "h1, h2, h3, h4, h5, h6")
            .iter()
            .filter_map(|heading| heading.value().name().strip_prefix('h')?.parse().ok())
            .collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert_eq!(levels.first(), Some(&1));
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
        assert_eq!(
            [all(&page, "main").len(), all(&page, "nav").len(), all(&page, "header").len()],
            [1, 1, 1]
        );
    }
}

#[test]
fn hostile_names_come_out_as_text() {
    let page = html(&hostile(), PageTheme::Auto);
    let parsed = Html::parse_document(&page);
    assert_eq!(all(&parsed, "script").len(), 1);
    let keys: Vec<String> = all(&parsed, ".key li").into_iter().map(words).collect();
    let shown = |name: &str| {
        let kept: String =
            name.chars().filter(|c| !matches!(c, '\u{202e}' | '\u{2066}' | '\u{fdd0}')).collect();
        text::clean(&kept)
    };
    for name in NAMES {
        assert!(keys.contains(&shown(name)), "{name:?} {keys:?}");
    }
    let own = page.split_once("<main").unwrap().1.replace(char::is_whitespace, " ");
    let outside: String = own.split("<svg").map(|part| part.split("</svg>").last().unwrap()).collect();
    assert!(!outside.contains('\u{202e}') && !outside.contains('\u{0}'));
    assert!(all(&parsed, "bdi").len() > 10);
    let code: Vec<String> = all(&parsed, "pre code").into_iter().map(words).collect();
    assert!(code[0].contains("<script>alert(\"1\")</script>") && code[0].contains(" \\\n    --draws"));
}

#[test]
fn every_figure_has_its_table_and_every_table_its_heads() {
    for document in [hostile(), plain()] {
        let page = Html::parse_document(&html(&document, PageTheme::Light));
        let figures = all(&page, "figure");
        assert_eq!(figures.len(), 3 * document.chapters.len());
        for figure in figures {
            let inside = |selector: &str| figure.select(&Selector::parse(selector).unwrap()).count();
            assert_eq!([inside("svg[role=img]"), inside("figcaption"), inside("details table")], [2, 1, 1]);
            assert!(inside("tbody tr") > 0);
        }
        for table in all(&page, "table") {
            let inside = |selector: &str| table.select(&Selector::parse(selector).unwrap()).count();
            assert_eq!(inside("caption"), 1);
            assert!(inside("thead th[scope=col]") > 0);
            assert_eq!(inside("tbody tr > th[scope=row]"), inside("tbody tr"));
            assert!(inside("tbody tr") <= 400);
        }
    }
}

#[test]
fn numbers_are_rounded_and_missing_ones_are_dashes() {
    let page = html(&plain(), PageTheme::Light);
    assert!(page.contains("<td>2027</td><td>\u{2212}1.235</td><td>1,234,567</td>"), "{page}");
    assert!(page.contains("<td>–") && page.contains("The first 400 of 1,234 rows."));
    assert!(!page.contains("1.234567") && !page.contains("NaN"));
}

#[test]
fn a_page_of_one_run_shows_no_heading_for_it() {
    let page = html(&plain(), PageTheme::Auto);
    assert!(!page.contains("Run: US relief alone") && page.contains("<h2>What the run says</h2>"));
    assert!(html(&hostile(), PageTheme::Auto).contains("<h3>What the run says</h3>"));
}

#[test]
fn themes_are_set_or_left_to_the_reader() {
    let [auto, light, dark] = THEMES.map(|theme| html(&plain(), theme));
    assert!(!auto.contains("<html lang=\"en\" data-theme") && auto.contains("data-auto="));
    assert!(light.contains("<html lang=\"en\" data-theme=\"light\">") && !light.contains("data-auto="));
    assert!(dark.contains("<html lang=\"en\" data-theme=\"dark\">") && !dark.contains("data-auto="));
}

#[test]
fn a_page_of_a_dozen_large_charts_can_be_mailed() {
    let mut document = plain();
    document.chapters = document.chapters.iter().cycle().take(4).cloned().collect();
    let sections = document.chapters.iter_mut().flat_map(|chapter| &mut chapter.sections);
    let blocks = sections.flat_map(|section| &mut section.blocks);
    let mut charts = 0;
    for block in blocks {
        if let Block::Figure(figure) = block {
            let filling = "<path stroke=\"#0072b2\" d=\"M1 2 3 4\"/>".repeat(2_500);
            figure.svg = figure.svg.replace("</svg>", &format!("{filling}</svg>"));
            figure.table.rows = figure.table.rows.iter().cycle().take(5_000).cloned().collect();
            charts += 1;
        }
    }
    assert_eq!(charts, 12);
    let size = html(&document, PageTheme::Auto).len();
    assert!(size < 2_400_000, "{size}");
}

/// What the browser's check says of some pages, and whether it lets them pass.
fn browsed(pages: &[(&str, String)]) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut check = Command::new("node");
    check.arg(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join("cli/tests/browser/check.mjs"));
    if let Some(shots) = std::env::var_os("PAGE_SHOTS") {
        check.arg("--shots").arg(shots);
    }
    for (name, page) in pages {
        let file = folder.path().join(name);
        std::fs::write(&file, page).unwrap();
        check.arg(file);
    }
    let output = check.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), format!("{}{}", text(&output.stdout), text(&output.stderr)))
}

#[test]
#[ignore = "needs Chromium, Node and axe-core"]
fn browsers_and_screen_readers_have_nothing_to_complain_of() {
    let pages = [
        ("hostile.html", html(&hostile(), PageTheme::Auto)),
        ("plain.html", html(&plain(), PageTheme::Auto)),
        ("dark.html", html(&plain(), PageTheme::Dark)),
    ];
    let (passed, said) = browsed(&pages);
    assert!(passed, "{said}");
}

#[test]
#[ignore = "needs Chromium, Node and axe-core"]
fn a_faulty_page_would_be_noticed() {
    let faults = "<p style=\"width:1300px;color:#ccc\">pale and wide</p><button></button>\
                  <img src=\"https://example.org/x.png\"><script>1</script></main>";
    let page = html(&plain(), PageTheme::Auto);
    let page =
        page.replace("</main>", faults).replace(".hide-series-1 figure .series-1", ".hide-s1 figure .none");
    let (passed, said) = browsed(&[("faulty.html", page)]);
    assert!(!passed);
    let complaints = [
        "asks the network",
        "Executing inline script",
        "color-contrast",
        "button-name",
        "image-alt",
        "is too wide",
        "buttons that do nothing",
        "marks of series-1 stay",
    ];
    for complaint in complaints {
        assert!(said.contains(complaint), "{complaint}: {said}");
    }
}
