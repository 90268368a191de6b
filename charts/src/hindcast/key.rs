//! The line above the panels of a hindcast that names its marks.

use super::super::ChartError;
use super::super::block::Block;
use super::super::canvas::Canvas;
use super::super::frame::SMALL;
use super::super::sheet::Page;
use super::super::style::{MARGIN, Paint};
use super::super::words::TextRun;
use super::symbols::{ERROR, error_bar, inner_box, marker, median_line, outer_box};
use super::{Hindcast, Role};

/// Distance between two rows.
const ROW: f64 = 19.0;
/// Air between two entries.
const APART: f64 = 16.0;
/// Air between a mark and its name.
const BESIDE: f64 = 6.0;

/// Entries and their places, as if the page's body began at 0.
#[derive(Default)]
pub(super) struct Key {
    /// Width of the model's boxes, which look as in the panels.
    box_width: f64,
    entries: Vec<(Entry, f64, usize)>,
}

/// A mark and its name.
#[derive(Clone, Copy)]
struct Entry {
    mark: Mark,
    name: &'static str,
}

#[derive(Clone, Copy)]
enum Mark {
    /// None: a heading.
    Heading,
    Outer,
    Inner,
    Median,
    Marker(Role),
    Shade,
}

impl Mark {
    fn width(self) -> f64 {
        match self {
            Mark::Heading => 0.0,
            Mark::Outer | Mark::Inner | Mark::Median | Mark::Shade => 16.0,
            Mark::Marker(_) => 10.0,
        }
    }

    /// From its left edge to its name.
    fn room(self) -> f64 {
        if matches!(self, Mark::Heading) { 0.0 } else { self.width() + BESIDE }
    }
}

impl Key {
    /// The marks that `chart` has; shaded ground only if `shade` says that nothing else names it.
    pub fn new(canvas: &Canvas, chart: &Hindcast, shade: bool, box_width: f64) -> Self {
        let seen = |role: &Role| {
            let mut points = chart.points().filter_map(|point| point.observed);
            points.any(|seen| seen.role == *role && seen.value.is_finite())
        };
        let roles: Vec<Role> =
            [Role::Fitted, Role::HeldOut, Role::Missed, Role::Checked].into_iter().filter(seen).collect();
        let mut groups = vec![vec![
            Entry { mark: Mark::Heading, name: "Model:" },
            Entry { mark: Mark::Outer, name: "90\u{a0}% of draws" },
            Entry { mark: Mark::Inner, name: "50\u{a0}% of draws" },
            Entry { mark: Mark::Median, name: "median" },
        ]];
        if !roles.is_empty() {
            let heading = Entry { mark: Mark::Heading, name: "Observed ± 1 standard error:" };
            let entry = |role| Entry { mark: Mark::Marker(role), name: reading(role) };
            groups.push(std::iter::once(heading).chain(roles.into_iter().map(entry)).collect());
        }
        if shade {
            groups.push(vec![Entry { mark: Mark::Shade, name: "years held out" }]);
        }
        Self { box_width: box_width.min(16.0), entries: flow(canvas, &groups) }
    }

    pub fn height(&self) -> f64 {
        self.entries.last().map_or(0.0, |(_, _, row)| (row + 1) as f64 * ROW + 6.0)
    }

    pub fn paint(&self, page: &mut Page) -> Result<(), ChartError> {
        for &(Entry { mark, name }, left, row) in &self.entries {
            let baseline = page.body.top + SMALL.size + row as f64 * ROW;
            let middle = baseline - SMALL.drop();
            let block = Block { left, right: left + mark.width(), top: middle - 5.5, bottom: middle + 5.5 };
            let year = block.wider((self.box_width - block.width()) / 2.0);
            match mark {
                Mark::Heading => {}
                Mark::Outer => outer_box(page, &year)?,
                Mark::Inner => inner_box(page, &year)?,
                Mark::Median => median_line(page, &block)?,
                Mark::Marker(role) => {
                    let centre = (left + mark.width() / 2.0, middle);
                    let bar = Block { left: centre.0 - ERROR / 2.0, right: centre.0 + ERROR / 2.0, ..block };
                    error_bar(page, &Block { top: middle - 8.0, bottom: middle + 8.0, ..bar })?;
                    marker(page, centre, 4.0, role)?;
                }
                Mark::Shade => {
                    page.tile(&block.grown(0.8), Paint::Rule, 1.0)?;
                    page.tile(&block, Paint::Shade, 1.0)?;
                }
            }
            let paint = if matches!(mark, Mark::Heading) { Paint::Grey } else { Paint::Black };
            page.write(TextRun::new(name, SMALL, paint, left + mark.room(), baseline));
        }
        Ok(())
    }
}

/// What an observation was to the model.
pub(super) fn reading(role: Role) -> &'static str {
    match role {
        Role::Fitted => "fitted to",
        Role::HeldOut => "held out",
        Role::Missed => "held out, not expected",
        Role::Checked => "only checked",
    }
}

/// Places for the entries of groups, from left to right; a group that would not fit begins a row,
/// and so does an entry of a group longer than one.
fn flow(canvas: &Canvas, groups: &[Vec<Entry>]) -> Vec<(Entry, f64, usize)> {
    let width = |entry: &Entry| entry.mark.room() + SMALL.width(entry.name);
    let (mut left, mut row) = (MARGIN, 0);
    let mut out = Vec::new();
    for group in groups {
        let whole: f64 = group.iter().map(|entry| width(entry) + APART).sum();
        if left > MARGIN && left + whole - APART > canvas.right() {
            (left, row) = (MARGIN, row + 1);
        }
        for entry in group {
            if left > MARGIN && left + width(entry) > canvas.right() {
                (left, row) = (MARGIN, row + 1);
            }
            out.push((*entry, left, row));
            left += width(entry) + if matches!(entry.mark, Mark::Heading) { 8.0 } else { APART };
        }
        left += APART;
    }
    out
}
