//! Names for the bands, inside the first panel where they have room.

use super::super::frame::SMALL;
use super::super::style::Paint;
use super::super::words::TextRun;
use super::{Fan, FanPoint, Layout};

/// A line of the fan.
type Edge = fn(&FanPoint) -> f64;

/// Where in a zone a name sits.
#[derive(Clone, Copy)]
enum Seat {
    /// Half way between its edges.
    Middle,
    /// On its lower edge.
    Resting,
    /// Under its upper edge.
    Hanging,
}

/// A stretch of the fan between two lines, in which a name may sit.
type Zone = (Edge, Edge, Seat);

/// The zones that belong to the 90 % band alone.
const OUTER: [Zone; 2] = [(|p| p.q95, |p| p.q75, Seat::Middle), (|p| p.q25, |p| p.q05, Seat::Middle)];
/// The two halves of the 50 % band.
const INNER: [Zone; 2] = [(|p| p.q75, |p| p.q50, Seat::Middle), (|p| p.q50, |p| p.q25, Seat::Middle)];
/// Above and below the median; its name may reach out of the darker band, whose edge is no line.
const LINE: [Zone; 2] = [(|p| p.q95, |p| p.q50, Seat::Resting), (|p| p.q50, |p| p.q05, Seat::Hanging)];

/// Least air between two names on one height.
const APART: f64 = 28.0;

/// The edges of a zone on the page: across, upper, lower.
type Edges = Vec<(f64, f64, f64)>;

/// What names must keep clear of.
struct Obstacles {
    words: Vec<TextRun>,
    /// Heights of reference lines on the page.
    lines: Vec<f64>,
}

impl Fan {
    /// Labels for the bands inside the first panel, if there is room for all of them.
    pub(super) fn band_words(&self, layout: &Layout) -> Option<Vec<TextRun>> {
        let (panel, block) = (self.panels.first()?, layout.panels.first()?);
        let height = |value: f64| layout.y.place(value, block.bottom, block.top);
        let edges = |(upper, lower, _): Zone| -> Edges {
            let across = |point: &FanPoint| layout.x.place(point.x, block.left, block.right);
            let points = panel.points.iter();
            points.map(|point| (across(point), height(upper(point)), height(lower(point)))).collect()
        };
        let marks = self.references.iter().map(|mark| height(mark.value));
        let mut obstacles = Obstacles { words: Vec::new(), lines: marks.collect() };
        // Spellings from long to short, and the zones they may sit in.
        let wishes: [(&[&str], [Zone; 2]); 3] =
            [(&["90\u{a0}% of draws", "90\u{a0}%"], OUTER), (&["50\u{a0}%"], INNER), (&["median"], LINE)];
        for (labels, zones) in wishes {
            let word = labels.iter().find_map(|label| {
                zones
                    .into_iter()
                    .filter_map(|zone| obstacles.widest_spot(&finer(&edges(zone)), label, zone.2))
                    .max_by(|one, two| one.0.total_cmp(&two.0))
            });
            obstacles.words.push(word?.1);
        }
        Some(obstacles.words)
    }
}

impl Obstacles {
    /// The place inside a zone where a label has most air, and how much; none when it fits nowhere.
    fn widest_spot(&self, edges: &[(f64, f64, f64)], label: &str, seat: Seat) -> Option<(f64, TextRun)> {
        let width = SMALL.width(label);
        let mut best: Option<(f64, TextRun)> = None;
        for (start, &(left, ..)) in edges.iter().enumerate() {
            let left = left + 4.0;
            // The label spans from this point to the first one right of its end.
            let Some(end) = edges.iter().position(|&(x, ..)| x >= left + width + 4.0) else {
                break;
            };
            let spanned = edges.get(start..=end).unwrap_or_default();
            let gap = |edge: &(f64, f64, f64)| !(edge.1.is_finite() && edge.2.is_finite());
            if spanned.iter().any(gap) {
                continue;
            }
            let upper = spanned.iter().fold(f64::NEG_INFINITY, |most, edge| most.max(edge.1));
            let lower = spanned.iter().fold(f64::INFINITY, |least, edge| least.min(edge.2));
            let baseline = match seat {
                Seat::Middle => (upper + lower) / 2.0 + SMALL.drop(),
                Seat::Resting => lower - 4.5,
                Seat::Hanging => upper + SMALL.size + 0.5,
            };
            let word = TextRun::new(label, SMALL, Paint::Black, left, baseline);
            let air = lower - upper - SMALL.size - 1.0;
            let better = best.as_ref().is_none_or(|(most, _)| air > *most);
            if air > 0.0 && better && self.clear(&word) {
                best = Some((air, word));
            }
        }
        best
    }

    fn clear(&self, word: &TextRun) -> bool {
        let block = word.block().grown(2.0);
        // Names of bands one above the other read as one.
        let near = word.block().grown(8.0).wider(APART);
        let struck = |line: &f64| block.top < *line && *line < block.bottom;
        let covers = |other: &TextRun| other.block().overlaps(&near);
        !self.lines.iter().any(struck) && !self.words.iter().any(covers)
    }
}

/// The same edges with points between the points, so that labels need not begin at one.
fn finer(edges: &[(f64, f64, f64)]) -> Edges {
    let between = |one: f64, two: f64, share: f64| one + (two - one) * share;
    let pairs = edges.iter().zip(edges.iter().skip(1));
    let mut out: Edges = pairs
        .flat_map(|(from, to)| {
            (0..8).map(move |step| {
                let share = f64::from(step) / 8.0;
                (between(from.0, to.0, share), between(from.1, to.1, share), between(from.2, to.2, share))
            })
        })
        .collect();
    out.extend(edges.last());
    out
}
