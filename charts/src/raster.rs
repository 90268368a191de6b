//! SVG without words to PNG.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg;

use super::ChartError;

/// Pixels on the longer side beyond which a picture is refused: memory grows with the square.
const LONGEST: f32 = 20_000.0;

/// The picture of a chart; `scale` 2 is sharp on fine screens and in print.
pub(super) fn png(svg: &str, scale: f32) -> Result<Vec<u8>, ChartError> {
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default())
        .map_err(|error| ChartError::Raster(error.to_string()))?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    // Written so that a scale that is not a number is refused too.
    if !(width >= 1.0 && height >= 1.0 && width <= LONGEST && height <= LONGEST) {
        return Err(ChartError::Raster(format!("{width} by {height} pixels")));
    }
    let mut pixels = Pixmap::new(width.ceil() as u32, height.ceil() as u32)
        .ok_or_else(|| ChartError::Raster(format!("{width} by {height} pixels")))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    encoded(&pixels).map_err(|error| ChartError::Raster(error.to_string()))
}

/// The picture as a file. Charts are flat colours on an opaque ground: rows as they are, without transparency, compress
/// better than the differences that suit photographs, and in two thirds of the time.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let (mut file, opaque) = (Vec::new(), pixels.pixels().iter().all(|pixel| pixel.is_opaque()));
    let mut encoder = png::Encoder::new(&mut file, pixels.width(), pixels.height());
    encoder.set_color(if opaque { png::ColorType::Rgb } else { png::ColorType::Rgba });
    encoder.set_deflate_compression(png::DeflateCompression::Level(4));
    encoder.set_filter(png::Filter::NoFilter);
    let colours = pixels.pixels().iter().map(|pixel| pixel.demultiply());
    let data: Vec<u8> = match opaque {
        true => colours.flat_map(|colour| [colour.red(), colour.green(), colour.blue()]).collect(),
        false => colours.flat_map(|c| [c.red(), c.green(), c.blue(), c.alpha()]).collect(),
    };
    encoder.write_header()?.write_image_data(&data)?;
    Ok(file)
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
}
