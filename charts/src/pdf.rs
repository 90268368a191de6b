//! SVG without words to PDF: outlines and areas, which stay sharp at any size.

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::usvg;

use super::ChartError;

/// Points of a pixel.
const POINTS: f32 = 0.75;

/// A page as large as the picture, with its title.
pub(super) fn pdf(svg: &str, title: &str) -> Result<Vec<u8>, ChartError> {
    let refused = |what: String| ChartError::Raster(what);
    let tree =
        usvg::Tree::from_str(svg, &usvg::Options::default()).map_err(|error| refused(error.to_string()))?;
    let (width, height) = (tree.size().width() * POINTS, tree.size().height() * POINTS);
    let size = Size::from_wh(width, height).ok_or_else(|| refused(format!("{width} by {height} points")))?;
    let settings =
        PageSettings::from_wh(width, height).ok_or_else(|| refused(format!("{width} by {height} points")))?;
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()));
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    surface
        .draw_svg(&tree, size, SvgSettings::default())
        .ok_or_else(|| refused("a picture that no page can hold".to_owned()))?;
    surface.finish();
    page.finish();
    document.finish().map_err(|error| refused(format!("{error:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_large_as_its_picture_and_the_same_every_time() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"200\"><path d=\"M0 0h400v200z\"/></svg>";
        let page = pdf(svg, "A triangle").expect("a page");
        assert!(page.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&page);
        assert!(text.contains("[0 0 300 150]"), "{text}");
        assert_eq!(page, pdf(svg, "A triangle").expect("a page"));
        assert!(pdf("<p>", "").is_err());
    }
}
