//! Where the panels and nodes of a flow diagram stand.

use super::super::block::Block;
use super::super::frame::SMALL;
use super::super::style::MARGIN;
use super::super::{Canvas, ChartError};
use super::{BAR, FlowPanel, NAME};

/// Gap between panels.
const GAP: f64 = 34.0;
/// Least distance between two nodes.
const APART: f64 = 7.0;
/// Height that the words of a corridor need, and those of a market.
const CORRIDOR: f64 = 3.0 * 15.4 + 2.0;
const MARKET: f64 = 16.0;
/// Width of the markets' names.
const MARKET_ROOM: f64 = 112.0;
/// Height of the nodes of a panel, unless their words need more.
const TALL: f64 = 300.0;

/// A node: its upper end and its height.
pub(super) struct Stack {
    pub top: f64,
    pub tall: f64,
}

/// Places of all panels as if the page's body began at 0.
pub(super) struct Layout {
    pub blocks: Vec<Block>,
    /// Height of a panel's name and total.
    pub head: f64,
    /// Pixels to a unit, the same in all panels.
    pub scale: f64,
    pub height: f64,
}

impl Layout {
    pub fn new(panels: &[FlowPanel], canvas: &Canvas) -> Result<Layout, ChartError> {
        let columns = if canvas.width < 900.0 || panels.len() == 1 { 1 } else { 2 };
        let width = (canvas.room() - GAP * (columns as f64 - 1.0)) / columns as f64;
        let head = NAME.leading() + SMALL.leading() + 10.0;
        let least = |panel: &FlowPanel| {
            let column = |nodes: usize, words: f64| nodes as f64 * (words + APART);
            column(panel.corridors.len(), CORRIDOR).max(column(panel.markets.len(), MARKET))
        };
        let tall = panels.iter().map(least).fold(0.0, f64::max).max(TALL - 60.0) + 60.0;
        let scale = scale(panels, tall);
        if !(scale.is_finite() && scale > 0.0) {
            return Err(ChartError::Range { low: 0.0, high: f64::INFINITY });
        }
        let row = head + tall + GAP / 2.0;
        let block = |place: usize| {
            let left = MARGIN + (place % columns) as f64 * (width + GAP);
            let top = (place / columns) as f64 * row;
            Block { left, right: left + width, top, bottom: top + head + tall }
        };
        let height = panels.len().div_ceil(columns) as f64 * row - GAP / 2.0;
        Ok(Layout { blocks: (0..panels.len()).map(block).collect(), head, scale, height })
    }

    /// Left edges of the nodes: exporter, corridors, markets.
    pub fn columns(&self, inner: &Block) -> (f64, f64, f64) {
        let to = inner.right - MARKET_ROOM - BAR;
        let middle = inner.left + (to - inner.left) * 0.34;
        (inner.left, middle, to)
    }

    /// The nodes of a panel: exporter, corridors, markets.
    pub fn stacks(&self, panel: &FlowPanel, inner: &Block) -> (Stack, Vec<Stack>, Vec<Stack>) {
        let through: Vec<f64> = (0..panel.corridors.len()).map(|k| panel.through(k) * self.scale).collect();
        let into: Vec<f64> = (0..panel.markets.len()).map(|k| panel.into(k) * self.scale).collect();
        let total: f64 = through.iter().sum();
        let top = inner.top + (inner.height() - total) / 2.0;
        let source = Stack { top: top.max(inner.top), tall: total };
        (source, spread(&through, CORRIDOR, inner), spread(&into, MARKET, inner))
    }
}

/// Nodes below one another over the whole height, each with room for its words.
fn spread(heights: &[f64], words: f64, inner: &Block) -> Vec<Stack> {
    let slots: Vec<f64> = heights.iter().map(|tall| tall.max(words)).collect();
    let spare = inner.height() - slots.iter().sum::<f64>();
    let gap = spare / heights.len().max(1) as f64;
    let mut top = inner.top + gap / 2.0;
    let mut stacks = Vec::new();
    for (tall, slot) in heights.iter().zip(&slots) {
        stacks.push(Stack { top: top + (slot - tall.max(2.0)) / 2.0, tall: *tall });
        top += slot + gap;
    }
    stacks
}

/// The most pixels to a unit with which all nodes of all panels and their words fit into a height.
fn scale(panels: &[FlowPanel], tall: f64) -> f64 {
    let fits = |scale: f64| {
        panels.iter().all(|panel| {
            let column = |values: Vec<f64>, words: f64| -> f64 {
                values.into_iter().map(|value| (value * scale).max(words) + APART).sum()
            };
            let through = (0..panel.corridors.len()).map(|k| panel.through(k)).collect();
            let into = (0..panel.markets.len()).map(|k| panel.into(k)).collect();
            column(through, CORRIDOR) <= tall && column(into, MARKET) <= tall
        })
    };
    let largest =
        panels.iter().map(|panel| panel.drawn().map(|flow| flow.value).sum::<f64>()).fold(0.0, f64::max);
    let (mut low, mut high) = (0.0, tall / largest);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if fits(middle) { low = middle } else { high = middle }
    }
    low
}
