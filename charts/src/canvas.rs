//! What a chart is drawn on: how wide and in which theme.

use super::error::ChartError;
pub use super::error::{NARROWEST, WIDEST};
use super::style::MARGIN;

/// Light or dark paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark marks on white paper.
    #[default]
    Light,
    /// Light marks on nearly black paper.
    Dark,
}

/// What a chart is drawn on. Another width is another layout, not another size: words stay as large
/// as they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Canvas {
    /// Outer width in pixels, from [`NARROWEST`] to [`WIDEST`].
    pub width: f64,
    /// The paper.
    pub theme: Theme,
    /// Parts the names of this drawing's elements from those of the same chart elsewhere on a page.
    pub salt: u64,
}

impl Default for Canvas {
    fn default() -> Self {
        Self { width: 960.0, theme: Theme::Light, salt: 0 }
    }
}

impl Canvas {
    /// An error for a width on which no chart can be drawn.
    pub fn check(&self) -> Result<(), ChartError> {
        let fits = (NARROWEST..=WIDEST).contains(&self.width);
        if fits { Ok(()) } else { Err(ChartError::Width { found: self.width }) }
    }

    /// Whether names have to stand above what they name, as on a telephone.
    pub(super) fn is_narrow(&self) -> bool {
        self.width < 560.0
    }

    /// Where the page's right margin begins.
    pub(super) fn right(&self) -> f64 {
        self.width - MARGIN
    }

    /// Width between the margins.
    pub(super) fn room(&self) -> f64 {
        self.width - 2.0 * MARGIN
    }
}

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Size {
    /// Sizes with names: of a post, a square, an upright picture and a slide.
    pub const NAMED: [(&'static str, Size); 4] = [
        ("post", Size { width: 1200, height: 675 }),
        ("square", Size { width: 1080, height: 1080 }),
        ("portrait", Size { width: 1080, height: 1350 }),
        ("slide", Size { width: 1920, height: 1080 }),
    ];
    /// Ends of a free size.
    pub const LEAST: u32 = 200;
    /// The longest side.
    pub const MOST: u32 = 4000;

    /// A name, or width and height as in `1200x675`.
    pub fn parse(text: &str) -> Option<Size> {
        if let Some((_, size)) = Size::NAMED.iter().find(|(name, _)| *name == text) {
            return Some(*size);
        }
        let (width, height) = text.split_once('x')?;
        let side = |text: &str| text.parse().ok().filter(|side| (Size::LEAST..=Size::MOST).contains(side));
        Some(Size { width: side(width)?, height: side(height)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_no_chart_fits_are_refused() {
        let check = |width| Canvas { width, ..Canvas::default() }.check();
        assert!(check(NARROWEST).is_ok() && check(960.0).is_ok() && check(WIDEST).is_ok());
        for width in [f64::NAN, 0.0, -960.0, 319.9, 2000.1, f64::INFINITY] {
            assert!(matches!(check(width), Err(ChartError::Width { .. })), "{width}");
        }
    }
}
