//! plotters draws into this: SVG with coordinates finer than a pixel, and a class on everything that has a name.
//!
//! plotters hands whole numbers to a backend, so its canvas is [`FINE`] times as large as the page and the scale is
//! divided out where numbers are written. It knows no names: whoever draws says first with [`Layer::set`] what the
//! next marks are, and their colour is that of the layer's class in the style sheet ([`super::style`]).

use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend, DrawingErrorKind};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

use super::style::Paint;

/// Steps of plotters' canvas in a pixel.
pub(super) const FINE: f64 = 10.0;

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// What is drawn so far, and what the next mark is painted with; shared by the backend and those who draw.
#[derive(Debug, Clone)]
pub(super) struct Layer(Rc<RefCell<Marks>>);

#[derive(Debug)]
struct Marks {
    paint: Paint,
    svg: String,
    used: BTreeSet<Paint>,
    run: Run,
}

/// Elements that follow one another with the same attributes, which are written once for all of them.
#[derive(Debug, Default)]
struct Run {
    attributes: String,
    elements: Vec<String>,
    /// Whether the last element is a path that lines of this stroke may join.
    open: bool,
}

impl Layer {
    /// An empty drawing.
    pub fn new() -> Self {
        let (svg, used) = (String::new(), BTreeSet::new());
        Layer(Rc::new(RefCell::new(Marks { paint: Paint::Black, svg, used, run: Run::default() })))
    }

    /// Says what the next marks are painted with.
    pub fn set(&self, paint: Paint) {
        self.0.borrow_mut().paint = paint;
    }

    /// The marks as SVG elements, a line each, and the paints that they use. The drawing is empty then.
    pub fn finish(&self) -> (String, BTreeSet<Paint>) {
        let mut marks = self.0.borrow_mut();
        marks.close();
        (std::mem::take(&mut marks.svg), std::mem::take(&mut marks.used))
    }
}

impl Marks {
    /// Writes the elements of the run.
    fn close(&mut self) {
        let Run { attributes, elements, .. } = std::mem::take(&mut self.run);
        let _ = match elements.as_slice() {
            [] => Ok(()),
            [one] => {
                let (name, geometry) = one.split_once(' ').unwrap_or((one, ""));
                writeln!(self.svg, "<{name} {attributes} {geometry}/>")
            }
            several => {
                let elements: String = several.iter().map(|one| format!("<{one}/>\n")).collect();
                writeln!(self.svg, "<g {attributes}>\n{elements}</g>")
            }
        };
    }

    /// An element with the layer's class, filled or stroked in its colour. What shines through stands alone: where
    /// it overlaps, it darkens.
    fn element(&mut self, filled: bool, style: &impl BackendStyle, element: String) {
        let attributes = self.attributes(filled, style);
        if self.run.attributes != attributes || style.color().alpha < 1.0 {
            self.close();
        }
        self.run.attributes = attributes;
        self.run.elements.push(element);
        self.run.open = false;
    }

    fn attributes(&mut self, filled: bool, style: &impl BackendStyle) -> String {
        self.used.insert(self.paint);
        let mut out = match filled {
            true => self.paint.filled(),
            false => {
                let width = f64::from(style.stroke_width()) / FINE;
                format!("{} stroke-width=\"{width}\"", self.paint.lined())
            }
        };
        let opacity = style.color().alpha;
        if opacity < 1.0 {
            let _ = write!(out, " opacity=\"{opacity}\"");
        }
        out
    }

    /// A line through points, added to the last path where that has the same stroke.
    fn line(&mut self, points: impl Iterator<Item = BackendCoord>, style: &impl BackendStyle) {
        let mut path = String::new();
        for (place, point) in points.enumerate() {
            path.push(if place == 0 { 'M' } else { ' ' });
            push_point(&mut path, point, ' ');
        }
        let attributes = self.attributes(false, style);
        let joins = self.run.open && self.run.attributes == attributes;
        match self.run.elements.last_mut() {
            Some(last) if joins && style.color().alpha >= 1.0 => {
                last.insert_str(last.len() - 1, &path);
            }
            _ => {
                self.element(false, style, format!("path d=\"{path}\""));
                self.run.open = true;
            }
        }
    }
}

/// Writes "12.3 4" for a point in steps of the canvas.
fn push_point(out: &mut String, (x, y): BackendCoord, between: char) {
    push_length(out, x);
    out.push(between);
    push_length(out, y);
}

/// Writes a length in pixels without needless digits.
fn push_length(out: &mut String, steps: i32) {
    let _ = write!(out, "{}", f64::from(steps) / FINE);
}

fn length(steps: i32) -> String {
    (f64::from(steps) / FINE).to_string()
}

/// The backend that plotters draws with.
#[derive(Debug)]
pub(super) struct SvgBackend {
    size: (u32, u32),
    layer: Layer,
}

impl SvgBackend {
    /// A page of so many pixels, drawn into `layer`.
    pub fn new((width, height): (f64, f64), layer: Layer) -> Self {
        SvgBackend { size: ((width * FINE) as u32, (height * FINE) as u32), layer }
    }
}

impl DrawingBackend for SvgBackend {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let [x, y, width, height] = [left, top, right - left, bottom - top].map(length);
        let geometry = format!("rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
        self.layer.0.borrow_mut().element(fill, style, geometry);
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.layer.0.borrow_mut().line(path.into_iter(), style);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let [x, y] = [x, y].map(length);
        let geometry = format!("circle cx=\"{x}\" cy=\"{y}\" r=\"{}\"", f64::from(radius) / FINE);
        self.layer.0.borrow_mut().element(fill, style, geometry);
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        vertices: I,
        style: &S,
    ) -> Drawn {
        let mut points = String::new();
        for (place, point) in vertices.into_iter().enumerate() {
            if place > 0 {
                points.push(' ');
            }
            push_point(&mut points, point, ',');
        }
        self.layer.0.borrow_mut().element(true, style, format!("polygon points=\"{points}\""));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::style::SeriesId;
    use super::*;
    use plotters::prelude::{IntoDrawingArea, PathElement};
    use plotters::style::{BLACK, Color, ShapeStyle};

    /// The role, opacity and two ends of a line.
    type Line = (Paint, f64, [(i32, i32); 2]);

    fn drawn(lines: &[Line]) -> String {
        let layer = Layer::new();
        let root = SvgBackend::new((100.0, 100.0), layer.clone()).into_drawing_area();
        for (paint, opacity, points) in lines {
            layer.set(*paint);
            root.draw(&PathElement::new(
                points.to_vec(),
                ShapeStyle { color: BLACK.mix(*opacity), filled: false, stroke_width: 15 },
            ))
            .unwrap();
        }
        layer.finish().0
    }

    #[test]
    fn lines_of_one_stroke_become_one_path_with_places_finer_than_a_pixel() {
        let series = Paint::Series(SeriesId(1));
        let found = drawn(&[
            (series, 1.0, [(10, 25), (30, 40)]),
            (series, 1.0, [(50, 60), (75, 80)]),
            (Paint::Grid, 1.0, [(10, 20), (30, 40)]),
        ]);
        let expected = "<path class=\"series-1 line\" stroke-width=\"1.5\" \
                        d=\"M1 2.5 3 4M5 6 7.5 8\"/>\n\
                        <path class=\"grid line\" stroke-width=\"1.5\" d=\"M1 2 3 4\"/>\n";
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_that_shine_through_are_not_joined() {
        let line = (Paint::Grid, 0.5, [(10, 20), (30, 40)]);
        assert_eq!(drawn(&[line, line]).matches("<path").count(), 2);
    }
}
