//! Why a chart could not be drawn, and how much one chart can hold.

/// How many series one chart may hold: more cannot be distinguished.
pub const SERIES: usize = 7;
/// The least width on which every chart still keeps its words apart.
pub const NARROWEST: f64 = 320.0;
/// The greatest width on which lines of text can still be followed.
pub const WIDEST: f64 = 2000.0;

/// Why a chart could not be drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChartError {
    /// No finite number to draw.
    #[error("the chart has nothing to draw: no finite {0}")]
    Empty(&'static str),
    /// More series than eyes can follow or colours can tell apart.
    #[error("{found} series in one chart; at most {most} can be told apart", most = SERIES)]
    TooManySeries {
        /// How many were asked for.
        found: usize,
    },
    /// A page too narrow or too wide.
    #[error(
        "a chart of width {found}; from {narrowest} to {widest} pixels can be drawn",
        narrowest = NARROWEST,
        widest = WIDEST
    )]
    Width {
        /// What was asked for.
        found: f64,
    },
    /// Parallel lists of different lengths.
    #[error("{what}: {found} values where {expected} were expected")]
    Shape {
        /// Which list.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length that fits.
        expected: usize,
    },
    /// Values so far apart that their distance is no finite number.
    #[error("the values from {low:e} to {high:e} are too far apart for one axis")]
    Range {
        /// The lowest value.
        low: f64,
        /// The highest value.
        high: f64,
    },
    /// The drawing library failed.
    #[error("drawing failed: {0}")]
    Drawing(String),
    /// The SVG could not be turned into pixels.
    #[error("the SVG cannot be rasterised: {0}")]
    Raster(String),
}
