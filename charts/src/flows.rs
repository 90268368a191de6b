//! Flows from an exporter through corridors to markets: ribbons as wide as what they carry, on one
//! scale in all panels.
//!
//! Corridors and markets that carry nothing keep their place, so that before and after can be held
//! against each other; panels with the same lists have them at the same heights. What a corridor
//! charges, or that it is closed, is said by its note.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::frame::{SMALL, TITLE_ROW};
use super::sheet;
use super::style::{self, LABEL_SIZE, MARGIN, SMALL_SIZE, SeriesId};
use super::text::{self, Type};
use super::{Caption, Cell, Chart, ChartError, Table, numerals};

mod paint;

const NAME: Type = Type::bold(LABEL_SIZE);
/// Names of corridors and markets.
const NODE: Type = Type::bold(SMALL_SIZE);
/// Gap between panels side by side.
const GAP: f64 = 36.0;
/// Gap between rows of panels.
const ROW_GAP: f64 = 24.0;
/// Width from which two panels stand side by side.
const PAIR: f64 = 820.0;
/// Height of the fullest panel's whole flow.
const WHOLE: f64 = 140.0;
/// Least height of a node, which then is a stub.
const STUB: f64 = 2.0;
/// Air between two markets, and between two corridors.
const NODE_GAP: f64 = 5.0;
/// Most air that a short column gets between its nodes.
const MOST_SPREAD: f64 = 12.0;
/// Most panels.
const MOST_PANELS: usize = 4;

/// An exporter's ways to its markets.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the flows, e.g. "Mt a year".
    pub unit: String,
    /// The flows' column in the table, unit included.
    pub column: String,
    /// One panel a scenario, at most four.
    pub panels: Vec<FlowPanel>,
}

/// One scenario's flows.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowPanel {
    /// The scenario's name.
    pub label: String,
    /// The scenario's look.
    pub slot: SeriesId,
    /// What stands above the exporter, e.g. "Belarus 11.2 Mt".
    pub total_label: String,
    /// From top to bottom.
    pub corridors: Vec<Node>,
    /// From top to bottom.
    pub markets: Vec<Node>,
    /// What goes where; less than nothing is nothing.
    pub flows: Vec<Flow>,
}

/// A corridor or a market.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its name.
    pub label: String,
    /// A remark below it, e.g. "rent 12 USD/t (0 to 41)"; may be empty.
    pub note: String,
}

/// What goes through a corridor to a market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    /// Which of the panel's corridors.
    pub corridor: usize,
    /// Which of the panel's markets.
    pub market: usize,
    /// How much.
    pub value: f64,
}

impl Flow {
    /// How much is drawn of it.
    fn drawn(&self) -> f64 {
        if self.value.is_finite() { self.value.max(0.0) } else { 0.0 }
    }
}

impl FlowPanel {
    fn through(&self, corridor: usize) -> f64 {
        self.flows.iter().filter(|flow| flow.corridor == corridor).map(Flow::drawn).sum()
    }

    fn to(&self, market: usize) -> f64 {
        self.flows.iter().filter(|flow| flow.market == market).map(Flow::drawn).sum()
    }

    fn whole(&self) -> f64 {
        self.flows.iter().map(Flow::drawn).sum()
    }

    fn check(&self) -> Result<(), ChartError> {
        let missing = |what, found, count| {
            if found < count {
                Ok(())
            } else {
                Err(ChartError::Shape { what, found: found + 1, expected: count })
            }
        };
        for flow in &self.flows {
            missing("corridors of a flow", flow.corridor, self.corridors.len())?;
            missing("markets of a flow", flow.market, self.markets.len())?;
        }
        Ok(())
    }
}

/// A column of nodes, from top to bottom: where each begins and how tall it is.
type Stack = Vec<(f64, f64)>;

/// One panel's places, as if the page's body began at 0.
struct Anchor {
    block: Block,
    name: Vec<String>,
    corridors: Stack,
    markets: Stack,
    /// Where the exporter begins.
    exporter: f64,
}

/// Where everything stands, before anything is drawn.
struct Layout {
    places: Vec<Anchor>,
    /// Pixels a unit.
    scale: f64,
    /// Digits after the point.
    decimals: usize,
    /// Width of the markets' names.
    market_room: f64,
    height: f64,
}

impl Chart for Flows {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.panels.len())?;
        if self.panels.len() > MOST_PANELS {
            return Err(ChartError::Shape {
                what: "panels of flows",
                found: self.panels.len(),
                expected: MOST_PANELS,
            });
        }
        self.panels.iter().try_for_each(FlowPanel::check)?;
        let layout = self.layout(canvas)?;
        sheet::draw(canvas, &self.caption, layout.height, |page| self.paint(page, &layout))
    }

    fn table(&self) -> Table {
        let mut header = ["scenario", "corridor", "market"].map(str::to_owned).to_vec();
        header.extend([self.column.clone(), "corridor_note".to_owned(), "market_note".to_owned()]);
        let row = |panel: &FlowPanel, flow: &Flow| {
            let named = |nodes: &[Node], place: usize| {
                let node = nodes.get(place);
                let label = node.map_or(Cell::Missing, |node| Cell::text(&node.label));
                (label, node.map_or(Cell::Missing, |node| Cell::text(&node.note)))
            };
            let (corridor, corridor_note) = named(&panel.corridors, flow.corridor);
            let (market, market_note) = named(&panel.markets, flow.market);
            let scenario = Cell::text(&panel.label);
            vec![scenario, corridor, market, Cell::number(flow.value), corridor_note, market_note]
        };
        let rows = self.panels.iter().flat_map(|panel| panel.flows.iter().map(move |flow| row(panel, flow)));
        Table { header, rows: rows.collect() }
    }
}

impl Flows {
    /// Measures everything with the body's upper left corner at (margin, 0).
    fn layout(&self, canvas: &Canvas) -> Result<Layout, ChartError> {
        let most = self.panels.iter().map(FlowPanel::whole).fold(0.0, f64::max);
        if most <= 0.0 {
            return Err(ChartError::Empty("flow"));
        }
        if most > 1e300 {
            return Err(ChartError::Range { low: 0.0, high: most });
        }
        let scale = WHOLE / most;
        let columns = if canvas.width >= PAIR { self.panels.len().clamp(1, 2) } else { 1 };
        let width = (canvas.room() + GAP) / columns as f64 - GAP;
        // A hundredth of the whole is worth a digit.
        let decimals = (-(most / 50.0).log10()).ceil().clamp(0.0, 4.0) as usize;
        let market_width = |node: &Node, value: f64| {
            // Beside flows of megatonnes a trace is none.
            let number = numerals::grouped(value, decimals);
            let head = NODE.width(&text::clean(&node.label)) + 6.0 + SMALL.width(&number);
            head.max(SMALL.width(&text::clean(&node.note)))
        };
        let widths = self.panels.iter().flat_map(|panel| {
            let markets = panel.markets.iter().enumerate();
            markets.map(|(place, node)| market_width(node, panel.to(place))).collect::<Vec<_>>()
        });
        let market_room = widths.fold(40.0, f64::max).min(width * 0.3);

        let mut layout = Layout { places: Vec::new(), scale, decimals, market_room, height: 0.0 };
        let shared = self.shared();
        let mut top = 0.0;
        for row in self.panels.chunks(columns) {
            let names: Vec<Vec<String>> =
                row.iter().map(|panel| NAME.wrap(&text::clean(&panel.label), width, 2)).collect();
            let lines = names.iter().map(Vec::len).max().unwrap_or(1);
            top += lines as f64 * NAME.leading() + 4.0;
            let mut bottom = top;
            for (column, (panel, name)) in row.iter().zip(names).enumerate() {
                let left = MARGIN + column as f64 * (width + GAP);
                let like: Vec<&FlowPanel> = if shared { self.panels.iter().collect() } else { vec![panel] };
                let place = layout.place(panel, &like, name, (left, top, width));
                bottom = bottom.max(place.block.bottom);
                layout.places.push(place);
            }
            top = bottom + ROW_GAP;
        }
        layout.height = top - ROW_GAP + TITLE_ROW + 8.0;
        Ok(layout)
    }

    /// Whether all panels have the same corridors and markets.
    fn shared(&self) -> bool {
        let labels = |nodes: &[Node]| nodes.iter().map(|node| node.label.clone()).collect::<Vec<_>>();
        let lists = |panel: &FlowPanel| (labels(&panel.corridors), labels(&panel.markets));
        self.panels.windows(2).all(|pair| pair.first().map(lists) == pair.last().map(lists))
    }
}

impl Layout {
    /// Places a panel's nodes; each has the room that it needs in the fullest of `like`.
    fn place(
        &self,
        panel: &FlowPanel,
        like: &[&FlowPanel],
        name: Vec<String>,
        (left, top, width): (f64, f64, f64),
    ) -> Anchor {
        let tall = |value: f64| (value * self.scale).max(STUB);
        let fullest =
            |value: &dyn Fn(&FlowPanel) -> f64| like.iter().map(|one| value(one)).fold(0.0, f64::max);
        let noted =
            |node: &dyn Fn(&FlowPanel) -> Option<bool>| like.iter().any(|one| node(one).unwrap_or(false));

        // Corridors have their names above them, markets beside them.
        let mut edge = top;
        let mut corridors = Stack::new();
        for place in 0..panel.corridors.len() {
            let lines =
                if noted(&|one| Some(!one.corridors.get(place)?.note.is_empty())) { 2.0 } else { 1.0 };
            edge += lines * SMALL.leading() + 4.0;
            corridors.push((edge, tall(panel.through(place))));
            edge += tall(fullest(&|one| one.through(place))) + NODE_GAP * 2.0;
        }
        let corridors_end = edge;
        edge = top + SMALL.leading() + 4.0;
        let mut markets = Stack::new();
        for place in 0..panel.markets.len() {
            let lines = if noted(&|one| Some(!one.markets.get(place)?.note.is_empty())) { 2.0 } else { 1.0 };
            let room = tall(fullest(&|one| one.to(place))).max(lines * SMALL.leading());
            let own = tall(panel.to(place));
            markets.push((edge + (room - own) / 2.0, own));
            edge += room + NODE_GAP;
        }
        let bottom = corridors_end.max(edge);
        // The shorter column spreads somewhat, and stands at half the height of the other.
        let spread = |stack: &mut Stack, end: f64| {
            let spare = bottom - end;
            let gap = (spare / stack.len().max(1) as f64).min(MOST_SPREAD);
            let first = (spare - gap * (stack.len() as f64 - 1.0)) / 2.0;
            stack.iter_mut().zip(0_i32..).for_each(|(node, place)| node.0 += first + gap * f64::from(place));
        };
        spread(&mut corridors, corridors_end);
        spread(&mut markets, edge);
        let block = Block { left, top, right: left + width, bottom };
        let middle = (top + SMALL.leading() + bottom) / 2.0;
        let exporter = middle - tall(panel.whole()) / 2.0;
        Anchor { block, name, corridors, markets, exporter }
    }
}
