//! The marks of a flow chart: nodes, ribbons between them, names beside them.

use super::super::block::Block;
use super::super::frame::SMALL;
use super::super::marks::{Point, Stroke};
use super::super::sheet::{MOST_SPOTS, Page};
use super::super::style::{MARGIN, Paint, SeriesStyle};
use super::super::text::{brief, clean};
use super::super::words::TextRun;
use super::super::{ChartError, numerals};
use super::{Anchor, FlowPanel, Flows, Layout, NAME, NODE, Node, STUB};

/// Width of a node.
const WIDE: f64 = 9.0;
/// Opacity of a ribbon.
const RIBBON: f64 = 0.32;
/// Pieces of a ribbon's edge, in charts of few ribbons and of many.
const PIECES: [usize; 2] = [16, 9];
/// Most ribbons that are drawn finely.
const FEW: usize = 90;
/// Ribbons thinner than this are lines.
const THIN: f64 = 1.2;
/// Where corridors stand between the exporter and the markets.
const CORRIDORS_AT: f64 = 0.34;

/// Where the columns of a panel stand: left edges.
struct Columns {
    exporter: f64,
    corridors: f64,
    markets: f64,
}

impl Flows {
    pub(super) fn paint(&self, page: &mut Page, layout: &Layout) -> Result<(), ChartError> {
        for (panel, place) in self.panels.iter().zip(&layout.places) {
            let down = page.body.top;
            let shifted =
                |stack: &[(f64, f64)]| stack.iter().map(|&(top, tall)| (top + down, tall)).collect();
            let block =
                Block { top: place.block.top + down, bottom: place.block.bottom + down, ..place.block };
            let place = Anchor {
                block,
                name: place.name.clone(),
                corridors: shifted(&place.corridors),
                markets: shifted(&place.markets),
                exporter: place.exporter + down,
            };
            self.paint_panel(page, layout, panel, &place)?;
        }
        let key =
            format!("Ribbons are as wide as what they carry; figures in {unit}.", unit = clean(&self.unit));
        let baseline = page.body.bottom - 4.0;
        page.write(TextRun::new(key, SMALL, Paint::Grey, MARGIN, baseline).within(page.canvas.room()));
        Ok(())
    }

    fn paint_panel(
        &self,
        page: &mut Page,
        layout: &Layout,
        panel: &FlowPanel,
        place: &Anchor,
    ) -> Result<(), ChartError> {
        let look = panel.slot.style()?;
        let block = place.block;
        let lines = place.name.len() as f64 - 1.0;
        let word = TextRun::new("", NAME, look.words(), block.left, block.top - 6.0 - lines * NAME.leading());
        page.write_lines(&place.name, &clean(&panel.label), &word);

        let markets = block.right - layout.market_room - 6.0 - WIDE;
        let exporter = block.left;
        let corridors = exporter + WIDE + (markets - exporter - WIDE) * CORRIDORS_AT;
        let columns = Columns { exporter, corridors, markets };
        self.paint_ribbons(page, layout, panel, place, &columns)?;

        let whole = (panel.whole() * layout.scale).max(STUB);
        node(page, columns.exporter, (place.exporter, whole), look)?;
        let room = columns.corridors - columns.exporter - 8.0;
        let total = clean(&panel.total_label);
        let lines = NODE.wrap(&total, room, 2);
        let baseline = place.exporter - 7.0 - (lines.len() as f64 - 1.0) * NODE.leading();
        page.write_lines(
            &lines,
            &total,
            &TextRun::new("", NODE, Paint::Black, columns.exporter, baseline).haloed(),
        );

        for ((corridor, &at), index) in panel.corridors.iter().zip(&place.corridors).zip(0..) {
            node(page, columns.corridors, at, look)?;
            let value = panel.through(index);
            let lines = 1.0 + f64::from(u8::from(!corridor.note.is_empty()));
            let baseline = at.0 - 5.0 - (lines - 1.0) * SMALL.leading();
            let room = columns.markets - columns.corridors - 10.0;
            self.name_node(page, layout, corridor, value, (columns.corridors, baseline, room))?;
            self.node_spot(page, panel, corridor, value, (columns.corridors, at));
        }
        for ((market, &at), index) in panel.markets.iter().zip(&place.markets).zip(0..) {
            node(page, columns.markets, at, look)?;
            let value = panel.to(index);
            let lines = f64::from(u8::from(!market.note.is_empty()));
            let middle = at.0 + at.1 / 2.0 + SMALL.drop() - lines * SMALL.leading() / 2.0;
            self.name_node(
                page,
                layout,
                market,
                value,
                (columns.markets + WIDE + 6.0, middle, layout.market_room),
            )?;
            self.node_spot(page, panel, market, value, (columns.markets, at));
        }
        Ok(())
    }

    fn paint_ribbons(
        &self,
        page: &mut Page,
        layout: &Layout,
        panel: &FlowPanel,
        place: &Anchor,
        columns: &Columns,
    ) -> Result<(), ChartError> {
        let look = panel.slot.style()?;
        let [fine, coarse] = PIECES;
        let flows = self.panels.iter().flat_map(|panel| &panel.flows).filter(|flow| flow.drawn() > 0.0);
        let count = flows.count();
        let pieces = if count <= FEW { fine } else { coarse };
        let told = count <= MOST_SPOTS / 2;
        let mut leaving = place.exporter;
        for (index, &(top, _)) in place.corridors.iter().enumerate() {
            let tall = panel.through(index) * layout.scale;
            let ends = [(columns.exporter + WIDE, leaving), (columns.corridors, top)];
            ribbon(page, ends, tall, look, pieces)?;
            leaving += tall;
        }
        // Ribbons leave in the order of the markets and arrive in the order of the corridors, so
        // that they cross as little as can be.
        let mut order: Vec<_> = panel.flows.iter().filter(|flow| flow.drawn() > 0.0).collect();
        order.sort_by_key(|flow| (flow.corridor, flow.market));
        let mut leaving: Vec<f64> = place.corridors.iter().map(|node| node.0).collect();
        let mut arriving: Vec<f64> = place.markets.iter().map(|node| node.0).collect();
        for flow in order {
            let (Some(from), Some(to)) = (leaving.get_mut(flow.corridor), arriving.get_mut(flow.market))
            else {
                continue;
            };
            let tall = flow.drawn() * layout.scale;
            ribbon(page, [(columns.corridors + WIDE, *from), (columns.markets, *to)], tall, look, pieces)?;
            if told {
                let block = Block {
                    left: columns.markets - 34.0,
                    right: columns.markets,
                    top: *to,
                    bottom: *to + tall,
                };
                let name = |nodes: &[Node], at: usize| {
                    nodes.get(at).map_or_else(String::new, |node| brief(&node.label))
                };
                let way = format!(
                    "{} → {}",
                    name(&panel.corridors, flow.corridor),
                    name(&panel.markets, flow.market)
                );
                page.spot(&block, Some(panel.slot), &self.description(panel, &way, flow.value));
            }
            *from += tall;
            *to += tall;
        }
        Ok(())
    }

    /// A node's name, its value and its note, from a place on.
    fn name_node(
        &self,
        page: &mut Page,
        layout: &Layout,
        node: &Node,
        value: f64,
        (left, baseline, room): (f64, f64, f64),
    ) -> Result<(), ChartError> {
        // What would round to nothing is nothing.
        let least = 0.5 * 10_f64.powi(-(layout.decimals as i32));
        let number = if value < least { "0".to_owned() } else { numerals::fixed(value, layout.decimals) };
        let wide = SMALL.width(&number) + 6.0;
        let name = TextRun::new(clean(&node.label), NODE, Paint::Black, left, baseline)
            .within((room - wide).max(20.0))
            .haloed();
        let paint = if value > 0.0 { Paint::Black } else { Paint::Grey };
        let number = TextRun::new(number, SMALL, paint, name.block().right + 6.0, baseline).haloed();
        let note = TextRun::new(clean(&node.note), SMALL, Paint::Grey, left, baseline + SMALL.leading());
        let note = note.within(room).haloed();
        let head = Block { right: number.block().right, ..name.block() };
        self.veil(page, &head)?;
        if !note.text.is_empty() {
            self.veil(page, &note.block())?;
        }
        page.write(name);
        page.write(number);
        page.write(note);
        Ok(())
    }

    /// Fades the ribbons beneath words.
    fn veil(&self, page: &Page, block: &Block) -> Result<(), ChartError> {
        page.tile(&block.wider(2.0), Paint::Paper, 0.72)
    }

    fn node_spot(
        &self,
        page: &mut Page,
        panel: &FlowPanel,
        node: &Node,
        value: f64,
        (left, at): (f64, (f64, f64)),
    ) {
        let block = Block { left, right: left + WIDE, top: at.0, bottom: at.0 + at.1 };
        let told = self.description(panel, &brief(&node.label), value);
        let note = brief(&node.note);
        let told = if note.is_empty() { told } else { format!("{told}; {note}") };
        page.spot(&block.grown(2.0), Some(panel.slot), &told);
    }

    fn description(&self, panel: &FlowPanel, way: &str, value: f64) -> String {
        format!(
            "{name}, {way}: {value} {unit}",
            name = brief(&panel.label),
            value = numerals::short(value),
            unit = brief(&self.unit)
        )
    }
}

/// A corridor, a market or the exporter itself; hollow grey if nothing passes.
fn node(page: &Page, left: f64, (top, tall): (f64, f64), look: SeriesStyle) -> Result<(), ChartError> {
    let paint = if tall > STUB { look.paint() } else { Paint::Rule };
    page.tile(&Block { left, right: left + WIDE, top, bottom: top + tall }, paint, 1.0)
}

/// A ribbon between two upper edges, `tall` all along.
fn ribbon(
    page: &Page,
    [from, to]: [Point; 2],
    tall: f64,
    look: SeriesStyle,
    pieces: usize,
) -> Result<(), ChartError> {
    if tall <= 0.0 {
        return Ok(());
    }
    let edge = |down: f64| -> Vec<Point> {
        let point = |step: usize| {
            let share = step as f64 / pieces as f64;
            // Level at both ends.
            let rise = share * share * (3.0 - 2.0 * share);
            (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * rise + down)
        };
        (0..=pieces).map(point).collect()
    };
    if tall < THIN {
        let pen = Stroke::solid(look.paint(), tall.max(0.3));
        return page.stroke(&edge(tall / 2.0), pen);
    }
    let outline: Vec<Point> = edge(0.0).into_iter().chain(edge(tall).into_iter().rev()).collect();
    page.fill(&outline, look.paint(), RIBBON)
}
