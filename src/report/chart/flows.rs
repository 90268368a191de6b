//! Tonnes from an exporter through corridors to markets, as ribbons as wide as they carry much.
//!
//! A panel for each scenario, all on one scale and with the same nodes, so that before and after are
//! compared place by place. Draws what it is given; whether flows add up is for whoever gives them.

mod layout;

use super::block::Block;
use super::frame::SMALL;
use super::marks::Point;
use super::sheet::{self, Page, Word};
use super::style::{self, BLACK, GREY, LABEL_SIZE, RULE, SMALL_SIZE, Slot};
use super::text::{self, Type};
use super::{Canvas, Caption, Cell, Chart, ChartError, Table, numerals};
use crate::report::texts::fill;
use layout::{Layout, Stack};
use std::fmt::Display;

const NAME: Type = Type::bold(LABEL_SIZE);
const NODE: Type = Type::bold(SMALL_SIZE);
/// Width of a node.
const BAR: f64 = 9.0;
/// Opacity of a ribbon.
const RIBBON: f64 = 0.32;
/// Thinnest that a ribbon is drawn.
const THIN: f64 = 0.6;

/// Corridor flows.
#[derive(Debug, Clone, PartialEq)]
pub struct Flows {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the values.
    pub unit: String,
    /// Name of the value column of the table, unit included.
    pub column: String,
    /// One panel a scenario.
    pub panels: Vec<FlowPanel>,
}

/// One scenario's flows.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowPanel {
    /// The scenario's name.
    pub label: String,
    /// The scenario's look.
    pub slot: Slot,
    /// The exporter and what it sells in all.
    pub total_label: String,
    /// From top to bottom.
    pub corridors: Vec<Node>,
    pub markets: Vec<Node>,
    pub flows: Vec<Flow>,
}

/// A corridor or a market.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its name; what goes through it is added.
    pub label: String,
    /// A remark, e.g. what it charges for being full.
    pub note: String,
}

/// What goes through a corridor to a market.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flow {
    /// Positions in the panel's lists.
    pub corridor: usize,
    pub market: usize,
    /// Not drawn unless it is above zero.
    pub value: f64,
}

impl FlowPanel {
    fn drawn(&self) -> impl Iterator<Item = &Flow> {
        let known = |flow: &&Flow| flow.corridor < self.corridors.len() && flow.market < self.markets.len();
        self.flows.iter().filter(known).filter(|flow| flow.value > 0.0 && flow.value.is_finite())
    }

    fn through(&self, corridor: usize) -> f64 {
        self.drawn().filter(|flow| flow.corridor == corridor).map(|flow| flow.value).sum()
    }

    fn into(&self, market: usize) -> f64 {
        self.drawn().filter(|flow| flow.market == market).map(|flow| flow.value).sum()
    }
}

impl Chart for Flows {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn svg(&self, canvas: &Canvas) -> Result<String, ChartError> {
        style::few_enough(self.panels.len())?;
        if self.panels.iter().all(|panel| panel.drawn().next().is_none()) {
            return Err(ChartError::Empty("flow"));
        }
        let layout = Layout::new(&self.panels, canvas)?;
        sheet::draw(canvas, &self.caption, layout.height, |page| {
            for (panel, block) in self.panels.iter().zip(&layout.blocks) {
                let top = page.body.top;
                let block = Block { top: block.top + top, bottom: block.bottom + top, ..*block };
                self.paint_panel(page, panel, &layout, block)?;
            }
            Ok(())
        })
    }

    fn table(&self) -> Table {
        let row = |panel: &FlowPanel, flow: &Flow| {
            let name =
                |list: &[Node], place: usize| Cell::text(list.get(place).map_or("", |node| &node.label));
            let (corridor, market) =
                (name(&panel.corridors, flow.corridor), name(&panel.markets, flow.market));
            vec![Cell::text(&panel.label), corridor, market, Cell::number(flow.value)]
        };
        let rows = self.panels.iter().flat_map(|panel| panel.flows.iter().map(move |flow| row(panel, flow)));
        let header = ["scenario", "corridor", "market", &self.column].map(str::to_owned).to_vec();
        Table { header, rows: rows.collect() }
    }
}

impl Flows {
    fn paint_panel(
        &self,
        page: &mut Page<'_>,
        panel: &FlowPanel,
        layout: &Layout,
        block: Block,
    ) -> Result<(), ChartError> {
        let look = panel.slot.look()?;
        let name = Word::new(text::clean(&panel.label), NAME, look.words, block.left, block.top + NAME.size);
        page.write(name.within(block.width()));
        let total = text::clean(&panel.total_label);
        let second = block.top + NAME.leading() + SMALL.size;
        page.write(Word::new(total, SMALL, BLACK, block.left, second).within(block.width()));
        let inner = Block { top: block.top + layout.head, ..block };
        let (source, corridors, markets) = layout.stacks(panel, &inner);
        let (from, middle, to) = layout.columns(&inner);
        // First all ribbons, then nodes, then words: nothing that is read lies under anything.
        let mut left_used = 0.0;
        let mut passed = vec![0.0; panel.corridors.len()];
        let mut arrived = vec![0.0; panel.markets.len()];
        for (place, node) in panel.corridors.iter().enumerate() {
            let Some(own) = corridors.get(place) else { continue };
            let wide = panel.through(place) * layout.scale;
            if wide > 0.0 {
                let ends = [(from + BAR, source.top + left_used), (middle, own.top)];
                self.ribbon(
                    page,
                    panel,
                    ends,
                    wide,
                    (&panel.total_label, &node.label, panel.through(place)),
                )?;
            }
            left_used += wide;
        }
        for flow in panel.drawn() {
            let wide = flow.value * layout.scale;
            let names = (panel.corridors.get(flow.corridor), panel.markets.get(flow.market));
            let (Some(corridor), Some(market)) = names else { continue };
            let (Some(own), Some(target)) = (corridors.get(flow.corridor), markets.get(flow.market)) else {
                continue;
            };
            let (Some(left), Some(right)) = (passed.get_mut(flow.corridor), arrived.get_mut(flow.market))
            else {
                continue;
            };
            let ends = [(middle + BAR, own.top + *left), (to, target.top + *right)];
            (*left, *right) = (*left + wide, *right + wide);
            self.ribbon(page, panel, ends, wide, (&corridor.label, &market.label, flow.value))?;
        }
        let node = |page: &mut Page<'_>, x: f64, stack: &Stack| {
            let tall = stack.tall.max(2.0);
            let ink = if stack.tall > 0.0 { look.ink } else { RULE };
            page.tile(&Block { left: x, right: x + BAR, top: stack.top, bottom: stack.top + tall }, ink, 1.0)
        };
        node(page, from, &source)?;
        for stack in &corridors {
            node(page, middle, stack)?;
        }
        for stack in &markets {
            node(page, to, stack)?;
        }
        for (place, (corridor, stack)) in panel.corridors.iter().zip(&corridors).enumerate() {
            self.write_corridor(page, corridor, panel.through(place), stack, (middle + BAR + 6.0, to - 8.0));
        }
        for (place, (market, stack)) in panel.markets.iter().zip(&markets).enumerate() {
            let label = text::clean(&format!("{} {}", market.label, tonnes(panel.into(place))));
            let baseline = stack.top + stack.tall.max(2.0) / 2.0 + SMALL.drop();
            let ink = if stack.tall > 0.0 { BLACK } else { GREY };
            page.write(
                Word::new(label, SMALL, ink, to + BAR + 6.0, baseline).within(inner.right - to - BAR - 6.0),
            );
        }
        Ok(())
    }

    /// A corridor's name, what goes through it and its remark, upon the ribbons that leave it.
    fn write_corridor(
        &self,
        page: &mut Page<'_>,
        node: &Node,
        value: f64,
        stack: &Stack,
        (left, right): (f64, f64),
    ) {
        let name = text::clean(&format!("{} {}", node.label, tonnes(value)));
        let note = text::clean(&node.note);
        let notes = if note.is_empty() { Vec::new() } else { SMALL.wrap(&note, right - left, 2) };
        let lines = 1.0 + notes.len() as f64;
        let first =
            stack.top + stack.tall.max(2.0) / 2.0 - SMALL.leading() * (lines - 1.0) / 2.0 + SMALL.drop();
        page.write(Word::new(name, NODE, BLACK, left, first).within(right - left).haloed());
        let word = Word::new("", SMALL, BLACK, left, first + SMALL.leading()).haloed();
        page.write_lines(&notes, &note, &word);
    }

    /// A ribbon between the upper ends of two stretches of one thickness.
    fn ribbon(
        &self,
        page: &mut Page<'_>,
        panel: &FlowPanel,
        [from, to]: [Point; 2],
        wide: f64,
        (source, target, value): (&str, &str, f64),
    ) -> Result<(), ChartError> {
        const STEPS: usize = 12;
        let wide = wide.max(THIN);
        let edge = |shift: f64| {
            (0..=STEPS).map(move |step| {
                let t = step as f64 / STEPS as f64;
                // Level at both ends.
                let bend = t * t * (3.0 - 2.0 * t);
                (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * bend + shift)
            })
        };
        let mut outline: Vec<Point> = edge(0.0).collect();
        outline.extend(edge(wide).collect::<Vec<_>>().into_iter().rev());
        let look = panel.slot.look()?;
        page.fill(&outline, look.ink, RIBBON)?;
        let texts = page.texts();
        let value = numerals::short(value);
        let parts: [(&str, &dyn Display); 5] = [
            ("name", &text::brief(&panel.label)),
            ("from", &text::brief(source)),
            ("to", &text::brief(target)),
            ("value", &value),
            ("unit", &self.unit),
        ];
        let text = fill(texts.spot_flow, &parts);
        // Where it leaves: there ribbons lie apart, further on they cross.
        let reach = (to.0 - from.0) * 0.3;
        let spot = Block { left: from.0, right: from.0 + reach, top: from.1, bottom: from.1 + wide.max(4.0) };
        page.spot(&spot, Some(panel.slot), &text);
        Ok(())
    }
}

/// Tonnes with one decimal; nothing is a plain zero.
fn tonnes(value: f64) -> String {
    if value < 0.05 { "0".to_owned() } else { numerals::fixed(value, 1) }
}
