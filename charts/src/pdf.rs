//! SVG without words to PDF: outlines and areas, which stay sharp at any size.

use resvg::usvg;
use svg2pdf::{ConversionOptions, PageOptions};

use super::ChartError;

/// Pixels of an inch, as browsers count.
const PIXELS: f32 = 96.0;

/// A page as large as the picture.
pub(super) fn pdf(svg: &str) -> Result<Vec<u8>, ChartError> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default())
        .map_err(|error| ChartError::Raster(error.to_string()))?;
    svg2pdf::to_pdf(&tree, ConversionOptions::default(), PageOptions { dpi: PIXELS })
        .map_err(|error| ChartError::Raster(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_large_as_its_picture_and_the_same_every_time() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"200\"><path d=\"M0 0h400v200z\"/></svg>";
        let page = pdf(svg).expect("a page");
        assert!(page.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&page);
        assert!(text.contains("[0 0 300 150]"), "{text}");
        assert_eq!(page, pdf(svg).expect("a page"));
        assert!(pdf("<p>").is_err());
    }
}
