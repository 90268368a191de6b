//! The symbols of a hindcast, in its panels and its key: boxes, medians, error bars, markers.

use super::super::ChartError;
use super::super::block::Block;
use super::super::marks::Point;
use super::super::sheet::Page;
use super::super::style::{EDGE, Paint, SeriesId, Tint};
use super::Role;

/// The boxes that hold 90 and 50 % of draws.
const TINTS: [Tint; 2] = [Tint::Faint, Tint::Middle];
/// The same in boxes without edges.
const NARROW_TINTS: [Tint; 2] = [Tint::Pale, Tint::Full];
/// Thickness of a median.
const MEDIAN: f64 = 2.2;
/// Thickness of an error bar.
pub(super) const ERROR: f64 = 1.5;
/// Thickness of the rim of a hollow marker.
const RIM: f64 = 1.5;
/// The look of what was not expected: orange.
pub(super) const MISSED: SeriesId = SeriesId(6);
/// Boxes narrower than this have no edges, which would leave nothing of them.
const NARROW: f64 = 5.0;

/// How wide the box of a year is.
pub(super) fn box_width(year_width: f64) -> f64 {
    (year_width * 0.62).clamp(2.0, 26.0)
}

/// The box that holds 90 % of draws, with thin edges that show its extent in grey and in print.
pub(super) fn outer_box(page: &Page, block: &Block) -> Result<(), ChartError> {
    if block.width() < NARROW {
        return page.tile(block, Paint::ModelTint(NARROW_TINTS[0]), 1.0);
    }
    page.tile(block, Paint::Model, 1.0)?;
    let inside = block.grown(-EDGE);
    if inside.height() > 0.0 { page.tile(&inside, Paint::ModelTint(TINTS[0]), 1.0) } else { Ok(()) }
}

/// The box that holds 50 % of draws.
pub(super) fn inner_box(page: &Page, block: &Block) -> Result<(), ChartError> {
    let [_, tint] = if block.width() < NARROW { NARROW_TINTS } else { TINTS };
    page.tile(block, Paint::ModelTint(tint), 1.0)
}

/// The median, across the box at half its height.
pub(super) fn median_line(page: &Page, block: &Block) -> Result<(), ChartError> {
    let middle = (block.top + block.bottom) / 2.0;
    let line = Block { top: middle - MEDIAN / 2.0, bottom: middle + MEDIAN / 2.0, ..block.wider(0.6) };
    page.tile(&line, Paint::Model, 1.0)
}

/// The error bar of an observation.
pub(super) fn error_bar(page: &Page, block: &Block) -> Result<(), ChartError> {
    page.tile(block, Paint::Black, 1.0)
}

/// The marker of an observation: filled only if the model was fitted to it.
pub(super) fn marker(page: &Page, centre: Point, radius: f64, role: Role) -> Result<(), ChartError> {
    let diamond = |reach: f64, paint| {
        let corners = [(0.0, -reach), (reach, 0.0), (0.0, reach), (-reach, 0.0)];
        page.fill(&corners.map(|(x, y)| (centre.0 + x, centre.1 + y)), paint, 1.0)
    };
    match role {
        Role::Fitted => page.disc(centre, radius, Paint::Black),
        Role::HeldOut => {
            page.disc(centre, radius, Paint::Black)?;
            page.disc(centre, radius - RIM, Paint::Paper)
        }
        Role::Missed => {
            page.disc(centre, radius + 1.0, Paint::Series(MISSED))?;
            page.disc(centre, radius + 1.0 - RIM, Paint::Paper)
        }
        Role::Checked => {
            diamond(radius * 1.4, Paint::Black)?;
            // A rim as thick as the circle's, measured across the slanting edge.
            diamond(radius * 1.4 - RIM * std::f64::consts::SQRT_2, Paint::Paper)
        }
    }
}
