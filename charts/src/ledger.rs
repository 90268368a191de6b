//! Who gains and who loses: a bar from zero for each party, with its amount at its end.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::frame::{Footing, Panel, SMALL, Scale, TICK_ROW};
use super::marks::Stroke;
use super::sheet::{self, Page};
use super::style::{self, HAIRLINE, LABEL_SIZE, MARGIN, Paint, SMALL_SIZE, SeriesId, SeriesStyle};
use super::text::{self, Type};
use super::words::{Anchor, TextRun};
use super::{Caption, Cell, Chart, ChartError, Table};

const NAME: Type = Type::bold(LABEL_SIZE);
const PARTY: Type = Type::bold(SMALL_SIZE);
/// Most room for a party's name beside its bars.
const PARTY_ROOM: f64 = 190.0;
/// Height of a bar, and of the air between parties.
const BAR: f64 = 15.0;
const GAP: f64 = 14.0;
/// Space between a bar and its amount.
const AIR: f64 = 6.0;

/// What each party gains or loses.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the amounts, which names the axis.
    pub unit: String,
    /// The amounts' column in the table, unit included.
    pub column: String,
    /// Name and look of each scenario.
    pub scenarios: Vec<(String, SeriesId)>,
    /// The parties, from top to bottom.
    pub parties: Vec<Party>,
}

/// Somebody who gains or loses.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The name.
    pub label: String,
    /// What as, e.g. "for ways out"; may be empty.
    pub note: String,
    /// One amount a scenario, with what stands at its bar's end.
    pub amounts: Vec<(f64, String)>,
}

/// Where everything stands, before anything is drawn.
struct Layout {
    x: Scale,
    left: f64,
    right: f64,
    /// Height of a party's names where they stand above its bars.
    above: f64,
    pitch: f64,
}

impl Chart for Ledger {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.scenarios.len())?;
        let looks = self.scenarios.iter().map(|(_, slot)| slot.style());
        let looks: Vec<SeriesStyle> = looks.collect::<Result<_, _>>()?;
        let layout = self.layout(canvas)?;
        let footing = Footing::new(canvas, "means of draws", &self.unit);
        // Bars of one kind need no key.
        let named = if self.scenarios.len() > 1 { &self.scenarios[..] } else { &[] };
        let key = named.len() as f64 * NAME.leading() + 8.0;
        let tall = layout.pitch * self.parties.len() as f64;
        sheet::draw(canvas, &self.caption, key + tall + TICK_ROW + footing.height(), |page| {
            let top = page.body.top + key;
            for (line, ((name, _), look)) in named.iter().zip(&looks).enumerate() {
                let baseline = page.body.top + NAME.size + line as f64 * NAME.leading();
                page.tile(
                    &Block { left: MARGIN, top: baseline - 10.0, right: MARGIN + 12.0, bottom: baseline },
                    look.paint(),
                    opacity(line),
                )?;
                let word = TextRun::new(text::clean(name), NAME, look.words(), MARGIN + 18.0, baseline);
                page.write(word.within(canvas.room() - 18.0));
            }
            let block = Block { left: layout.left, top, right: layout.right, bottom: top + tall };
            let mut panel = Panel::new(page, block, &layout.x, &Scale::with_ticks(0.0, 1.0, 1.0))?;
            panel.vertical_grid(page)?;
            for (place, party) in self.parties.iter().enumerate() {
                self.paint_party(page, &panel, party, &looks, (&layout, top + place as f64 * layout.pitch))?;
            }
            panel.line(page, &[(0.0, 0.0), (0.0, 1.0)], Stroke::solid(Paint::Black, HAIRLINE * 1.4))?;
            panel.bottom_labels(page);
            footing.write(page, &block);
            Ok(())
        })
    }

    fn table(&self) -> Table {
        let header = ["party", "as", "scenario", &self.column].map(str::to_owned).to_vec();
        let rows = self.parties.iter().flat_map(|party| {
            self.scenarios.iter().zip(&party.amounts).map(|((scenario, _), (amount, _))| {
                let (label, note) = (Cell::text(&party.label), Cell::text(&party.note));
                vec![label, note, Cell::text(scenario), Cell::number(*amount)]
            })
        });
        Table { header, rows: rows.collect() }
    }
}

impl Ledger {
    fn layout(&self, canvas: &Canvas) -> Result<Layout, ChartError> {
        for party in &self.parties {
            if party.amounts.len() != self.scenarios.len() {
                let (found, expected) = (party.amounts.len(), self.scenarios.len());
                return Err(ChartError::Shape { what: "amounts of a party", found, expected });
            }
        }
        let amounts = || self.parties.iter().flat_map(|party| &party.amounts);
        let drawn = amounts().map(|(amount, _)| *amount).filter(|amount| amount.is_finite());
        if drawn.clone().next().is_none() {
            return Err(ChartError::Empty("amount"));
        }
        let widths = self.parties.iter().flat_map(|party| {
            [PARTY.width(&text::clean(&party.label)), SMALL.width(&text::clean(&party.note))]
        });
        let widest = widths.fold(40.0, f64::max).min(PARTY_ROOM);
        let is_narrow = canvas.is_narrow();
        // Amounts stand beyond the bars, on either side.
        let amount = amounts().map(|(_, told)| SMALL.width(told)).fold(0.0, f64::max) + AIR + 2.0;
        let left = MARGIN + if is_narrow { 0.0 } else { widest + 14.0 };
        let (low, high) = drawn.fold((0.0_f64, 0.0_f64), |(low, high), one| (low.min(one), high.max(one)));
        let pixels = canvas.right() - left;
        let sides = f64::from(u8::from(low < 0.0)) + f64::from(u8::from(high > 0.0));
        let room = ((high - low) * amount / (pixels - sides * amount).max(40.0)).max(0.0);
        let padded = [if low < 0.0 { low - room } else { 0.0 }, if high > 0.0 { high + room } else { 0.0 }];
        let x = Scale::airy(padded, if is_narrow { 4 } else { 7 })?;
        let above = if is_narrow { SMALL.leading() + 2.0 } else { 0.0 };
        let bars = BAR * self.scenarios.len() as f64;
        let beside = if is_narrow { 0.0 } else { 2.0 * SMALL.leading() };
        Ok(Layout { x, left, right: canvas.right(), above, pitch: above + bars.max(beside) + GAP })
    }

    fn paint_party(
        &self,
        page: &mut Page,
        panel: &Panel<'_>,
        party: &Party,
        looks: &[SeriesStyle],
        (layout, top): (&Layout, f64),
    ) -> Result<(), ChartError> {
        self.name_party(page, party, layout, top);
        let bars = layout.above + GAP / 2.0;
        let spare = layout.pitch - GAP - layout.above - BAR * looks.len() as f64;
        let zero = panel.at(0.0, 0.0).0;
        for (place, ((amount, told), look)) in party.amounts.iter().zip(looks).enumerate() {
            if !amount.is_finite() {
                continue;
            }
            let top = top + bars + spare / 2.0 + BAR * place as f64;
            let end = panel.at(*amount, 0.0).0;
            let block =
                Block { left: zero.min(end), top: top + 1.0, right: zero.max(end), bottom: top + BAR - 1.0 };
            page.tile(&block, look.paint(), opacity(place))?;
            let baseline = top + BAR / 2.0 + SMALL.drop();
            let (x, anchor) =
                if *amount < 0.0 { (end - AIR, Anchor::End) } else { (end + AIR, Anchor::Start) };
            let word = TextRun::new(told.as_str(), SMALL, Paint::Black, x, baseline).anchored(anchor);
            page.write(word.haloed());
            let (scenario, slot) = &self.scenarios[place];
            let words =
                format!("{}, {}: {told} {}", text::brief(&party.label), text::brief(scenario), self.unit);
            page.spot(&block.grown(3.0), Some(*slot), &words);
        }
        Ok(())
    }

    /// The name beside the bars with the note below it, or above them in one line.
    fn name_party(&self, page: &mut Page, party: &Party, layout: &Layout, top: f64) {
        let (label, note) = (text::clean(&party.label), text::clean(&party.note));
        if layout.above > 0.0 {
            let baseline = top + GAP / 2.0 + SMALL.size - 2.0;
            let room = layout.right - MARGIN;
            let name = TextRun::new(label, PARTY, Paint::Black, MARGIN, baseline).within(room * 0.6).haloed();
            let next = name.block().right + 6.0;
            page.write(name);
            page.write(
                TextRun::new(note, SMALL, Paint::Grey, next, baseline).within(layout.right - next).haloed(),
            );
            return;
        }
        let room = layout.left - 14.0 - MARGIN;
        let middle = top + layout.pitch / 2.0 + SMALL.drop();
        let step = if note.is_empty() { 0.0 } else { SMALL.leading() / 2.0 };
        page.write(TextRun::new(label, PARTY, Paint::Black, MARGIN, middle - step).within(room));
        page.write(TextRun::new(note, SMALL, Paint::Grey, MARGIN, middle + step).within(room));
    }
}

/// The first scenario's bars are full, the others' paler: two that are pale alike still have their colours.
fn opacity(place: usize) -> f64 {
    if place == 0 { 1.0 } else { 0.55 }
}
