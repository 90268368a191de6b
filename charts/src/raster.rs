//! SVG to PNG, with the embedded fonts and nothing of the machine's.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};

use super::ChartError;
use super::text::{BOLD_FACE, REGULAR_FACE};

/// The embedded font's name inside its files.
const FAMILY: &str = "Potash Sans";
/// Pixels on the longer side beyond which a picture is refused: memory grows with the square.
const LONGEST: f32 = 20_000.0;

/// The picture of a chart; `scale` 2 is sharp on fine screens and in print.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, ChartError> {
    let options =
        usvg::Options { fontdb: fonts(), font_family: FAMILY.to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| ChartError::Raster(error.to_string()))?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    // Written so that a scale that is not a number is refused too.
    if !(width >= 1.0 && height >= 1.0 && width <= LONGEST && height <= LONGEST) {
        return Err(ChartError::Raster(format!("{width} by {height} pixels")));
    }
    let mut pixels = Pixmap::new(width.ceil() as u32, height.ceil() as u32)
        .ok_or_else(|| ChartError::Raster(format!("{width} by {height} pixels")))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| ChartError::Raster(error.to_string()))
}

/// The embedded faces, standing in for whatever sans-serif the SVG asks for.
fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(REGULAR_FACE.to_vec());
        fonts.load_font_data(BOLD_FACE.to_vec());
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    };
    FONTS.get_or_init(load).clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"/>";

    #[test]
    fn a_picture_is_as_large_as_asked() {
        let png = png(EMPTY, 2.0).expect("a picture");
        assert_eq!(png.get(..4), Some(&b"\x89PNG"[..]));
        assert_eq!(png.get(16..24), Some(&[0, 0, 0, 80, 0, 0, 0, 40][..]));
    }

    #[test]
    fn what_is_no_svg_or_no_size_is_an_error() {
        assert!(png("<p>", 1.0).is_err());
        for scale in [0.0, f32::NAN, 1e9] {
            assert!(png(EMPTY, scale).is_err());
        }
    }

    #[test]
    fn words_are_drawn_with_the_embedded_font() {
        let with = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><text y=\"15\" font-family=\"{}\">W</text></svg>",
            super::super::text::FAMILIES
        );
        assert_ne!(png(&with, 1.0), png(EMPTY, 1.0));
    }
}
