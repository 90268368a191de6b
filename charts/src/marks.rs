//! Lines, areas and points in page pixels, handed to plotters in its finer steps.
//!
//! Whoever has data coordinates maps them first, through a [`super::frame::Panel`].

use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::style::{BLACK, Color as _, ShapeStyle};

use super::ChartError;
use super::backend::FINE;
use super::block::Block;
use super::sheet::{Page, drawing};
use super::style::{Marker, Paint, SeriesStyle};

/// A place on the page, in pixels.
pub(super) type Point = (f64, f64);

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub paint: Paint,
    pub width: f64,
    pub dash: &'static [f64],
}

impl Stroke {
    /// A solid line.
    pub fn solid(paint: Paint, width: f64) -> Self {
        Self { paint, width, dash: &[] }
    }

    /// The line of a series.
    pub fn of(look: SeriesStyle, width: f64) -> Self {
        Self { paint: look.paint(), width, dash: look.dash }
    }

    /// The stroke as plotters wants it. The colour is the layer's.
    pub fn style(self) -> ShapeStyle {
        ShapeStyle {
            color: BLACK.mix(1.0),
            filled: false,
            stroke_width: (self.width * FINE).round().max(1.0) as u32,
        }
    }
}

/// A filling as plotters wants it. The colour is the layer's, the opacity is plotters'.
pub(super) fn filling(opacity: f64) -> ShapeStyle {
    ShapeStyle { color: BLACK.mix(opacity), filled: true, stroke_width: 0 }
}

/// The nearest step of plotters' canvas.
fn step(point: Point) -> (i32, i32) {
    ((point.0 * FINE).round() as i32, (point.1 * FINE).round() as i32)
}

impl Page {
    /// A line through points, dashed if the pen is.
    pub fn stroke(&self, points: &[Point], pen: Stroke) -> Result<(), ChartError> {
        self.layer.set(pen.paint);
        for piece in dashes(points, pen.dash) {
            let path: Vec<(i32, i32)> = piece.into_iter().map(step).collect();
            self.root.draw(&PathElement::new(path, pen.style())).map_err(drawing)?;
        }
        Ok(())
    }

    /// A filled polygon.
    pub fn fill(&self, points: &[Point], paint: Paint, opacity: f64) -> Result<(), ChartError> {
        self.layer.set(paint);
        let outline: Vec<(i32, i32)> = points.iter().copied().map(step).collect();
        self.root.draw(&Polygon::new(outline, filling(opacity))).map_err(drawing)
    }

    /// A filled rectangle.
    pub fn tile(&self, block: &Block, paint: Paint, opacity: f64) -> Result<(), ChartError> {
        self.layer.set(paint);
        let corners = [step((block.left, block.top)), step((block.right, block.bottom))];
        self.root.draw(&Rectangle::new(corners, filling(opacity))).map_err(drawing)
    }

    /// The outline of a rectangle.
    pub fn frame(&self, block: &Block, pen: Stroke) -> Result<(), ChartError> {
        let Block { left, top, right, bottom } = *block;
        self.stroke(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], pen)
    }

    /// Lines that rise to the right across a rectangle, `pitch` apart.
    pub fn hatch(&self, block: &Block, pen: Stroke, pitch: f64) -> Result<(), ChartError> {
        // Lines finer than a step of the canvas would be without number.
        let (pitch, tall) = (pitch.max(1.0), block.height());
        let count = ((block.width() + tall) / pitch).clamp(0.0, 2000.0) as usize;
        for line in 1..=count {
            // A line from the lower edge, or from the left one where it begins outside.
            let foot = block.left - tall + pitch * line as f64;
            let (from, to) = (foot.max(block.left), (foot + tall).min(block.right));
            if from < to {
                let ends = [(from, block.bottom - (from - foot)), (to, block.bottom - (to - foot))];
                self.stroke(&ends, pen)?;
            }
        }
        Ok(())
    }

    /// A filled circle.
    pub fn disc(&self, centre: Point, radius: f64, paint: Paint) -> Result<(), ChartError> {
        self.layer.set(paint);
        let radius = (radius * FINE).round().max(1.0) as i32;
        self.root.draw(&Circle::new(step(centre), radius, filling(1.0))).map_err(drawing)
    }

    /// The point of a series, with a rim of paper that parts it from lines beneath.
    pub fn marker(&self, centre: Point, radius: f64, look: SeriesStyle) -> Result<(), ChartError> {
        self.marker_in(centre, radius, look, look.paint())
    }

    /// The same, painted otherwise.
    pub fn marker_in(
        &self,
        centre: Point,
        radius: f64,
        look: SeriesStyle,
        paint: Paint,
    ) -> Result<(), ChartError> {
        let around = |corners: &[Point], size: f64| -> Vec<Point> {
            corners.iter().map(|&(x, y)| (centre.0 + x * size, centre.1 + y * size)).collect()
        };
        let corners: &[Point] = match look.marker {
            Marker::Circle => {
                self.disc(centre, radius + 1.2, look.rim())?;
                return self.disc(centre, radius, paint);
            }
            Marker::Ring => {
                self.disc(centre, radius + 1.2, look.rim())?;
                self.disc(centre, radius, paint)?;
                return self.disc(centre, radius * 0.45, Paint::Paper);
            }
            Marker::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Marker::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
            Marker::Triangle => &[(0.0, -1.2), (1.15, 0.85), (-1.15, 0.85)],
            Marker::Wedge => &[(0.0, 1.2), (1.15, -0.85), (-1.15, -0.85)],
            Marker::Cross => &CROSS,
        };
        self.fill(&around(corners, radius * (radius + 1.6) / radius), look.rim(), 1.0)?;
        self.fill(&around(corners, radius), paint, 1.0)
    }
}

/// A plus on its side, arms of a third of its width.
const CROSS: [Point; 12] = [
    (0.0, -0.45),
    (0.7, -1.15),
    (1.15, -0.7),
    (0.45, 0.0),
    (1.15, 0.7),
    (0.7, 1.15),
    (0.0, 0.45),
    (-0.7, 1.15),
    (-1.15, 0.7),
    (-0.45, 0.0),
    (-1.15, -0.7),
    (-0.7, -1.15),
];

/// The stretches of a line that a dash pattern leaves; the whole line for an empty pattern.
fn dashes(points: &[Point], pattern: &[f64]) -> Vec<Vec<Point>> {
    let Some(&first) = points.first() else {
        return Vec::new();
    };
    // A pattern without length would never come to an end.
    if pattern.iter().sum::<f64>() <= 0.0 {
        return vec![points.to_vec()];
    }
    let mut lengths = pattern.iter().copied().cycle();
    let mut left = lengths.next().unwrap_or(1.0);
    let mut inked = true;
    let mut pieces = Vec::new();
    let mut piece = vec![first];
    for (from, to) in points.iter().zip(points.iter().skip(1)) {
        let span = (to.0 - from.0).hypot(to.1 - from.1);
        let mut gone = 0.0;
        while span - gone > left {
            gone += left;
            let share = gone / span;
            let turn = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            if inked {
                piece.push(turn);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![turn];
            }
            inked = !inked;
            left = lengths.next().unwrap_or(1.0);
        }
        left -= span - gone;
        if inked {
            piece.push(*to);
        }
    }
    if inked && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

/// Leaves out points nearer than `reach` to the last one kept: no eye sees them, but files grow.
pub(super) fn thinned(points: &[Point], reach: f64) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for (place, &point) in points.iter().enumerate() {
        let near = kept.last().is_some_and(|last| (point.0 - last.0).hypot(point.1 - last.1) < reach);
        if !near || place + 1 == points.len() {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dashed_line_keeps_the_length_its_pattern_says() {
        let line = [(0.0, 0.0), (7.0, 0.0), (7.0, 93.0)];
        let pieces = dashes(&line, &[6.0, 4.0]);
        let inked: f64 = pieces
            .iter()
            .flat_map(|piece| piece.windows(2))
            .map(|ends| (ends[1].0 - ends[0].0).hypot(ends[1].1 - ends[0].1))
            .sum();
        assert_eq!(pieces.len(), 10);
        assert!((inked - 60.0).abs() < 1e-9, "{inked}");
    }

    #[test]
    fn a_solid_line_stays_whole() {
        let line = [(0.0, 0.0), (1.0, 1.0)];
        assert_eq!(dashes(&line, &[]), vec![line.to_vec()]);
        assert!(dashes(&[], &[1.0, 1.0]).is_empty());
    }

    #[test]
    fn thinning_keeps_both_ends() {
        let line: Vec<Point> = (0..1000).map(|step| (f64::from(step) * 0.01, 0.0)).collect();
        let kept = thinned(&line, 0.5);
        assert!(kept.len() < 25);
        assert_eq!((kept.first(), kept.last()), (line.first(), line.last()));
    }
}
