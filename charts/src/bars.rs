//! Medians with 5-95 % whiskers by group (trade by market, say), scenarios below one another.
//!
//! Points rather than bars: they do not claim that an axis starts at zero, and six fit into a group.

use super::block::Block;
use super::canvas::Canvas;
use super::drawing::Drawing;
use super::frame::{Footing, Panel, Scale, TICK_ROW};
use super::marks::Stroke;
use super::sheet::{self, Page};
use super::style::{self, HAIRLINE, LABEL_SIZE, MARGIN, Paint, SMALL_SIZE, SeriesId, SeriesStyle};
use super::text::{self, Type};
use super::words::{Anchor, TextRun};
use super::{Caption, Cell, Chart, ChartError, Table};

const GROUP: Type = Type::bold(LABEL_SIZE);
const NAME: Type = Type::bold(SMALL_SIZE);
/// Widest a group's name may be.
const GROUP_ROOM: f64 = 190.0;
/// Space between groups.
const GAP: f64 = 12.0;

/// Groups of medians with whiskers.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// The words around it.
    pub caption: Caption,
    /// Unit of the values, which names the axis.
    pub unit: String,
    /// Stem of the value columns of the table, unit included.
    pub column: String,
    /// Whether zero is on the axis: where it is no value that anything comes near, it is not.
    pub from_zero: bool,
    /// What the marks mean, where they are not the median and 90 % of draws.
    pub key: Option<String>,
    /// Names and looks of the scenarios.
    pub scenarios: Vec<(String, SeriesId)>,
    /// The groups, from top to bottom.
    pub groups: Vec<BarGroup>,
}

/// One group, e.g. a market.
#[derive(Debug, Clone, PartialEq)]
pub struct BarGroup {
    /// The group's name.
    pub label: String,
    /// One bar a scenario, in the order of the scenarios.
    pub bars: Vec<Bar>,
}

/// Median and 90 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// 5 % of draws lie below.
    pub q05: f64,
    /// The median.
    pub q50: f64,
    /// 95 % of draws lie below.
    pub q95: f64,
}

impl Bar {
    fn values(self) -> [f64; 3] {
        [self.q05, self.q50, self.q95]
    }
}

/// What the marks mean.
const MARKS: &str = "point: median; line: 5–95\u{a0}% of draws";

/// Where the scenarios are named.
enum Names {
    /// Beside the marks of the first group.
    Beside(Vec<TextRun>),
    /// In coloured words above the plot, on lines: left edge, line, scenario.
    Above(Vec<(f64, usize, usize)>),
}

impl Chart for Bars {
    fn caption(&self) -> &Caption {
        &self.caption
    }

    fn caption_mut(&mut self) -> &mut Caption {
        &mut self.caption
    }

    fn draw(&self, canvas: &Canvas) -> Result<Drawing, ChartError> {
        style::few_enough(self.scenarios.len())?;
        self.check()?;
        let x = Scale::airy(self.values().chain(self.from_zero.then_some(0.0)), 7)?;
        let looks =
            self.scenarios.iter().map(|(_, slot)| slot.style()).collect::<Result<Vec<SeriesStyle>, _>>()?;
        let widest = self.groups.iter().map(|group| GROUP.width(&text::clean(&group.label)));
        let left = MARGIN + widest.fold(40.0, f64::max).min(GROUP_ROOM) + 16.0;
        let right = canvas.right();
        let pitch = match self.scenarios.len() {
            1 => 26.0,
            2 => 18.0,
            _ => 15.5,
        };
        let group_height = pitch * self.scenarios.len() as f64 + GAP;
        let names = self.names(&x, left, right, pitch);
        let key = match &names {
            Names::Beside(_) => 0.0,
            Names::Above(words) => {
                words.last().map_or(0.0, |last| (last.1 + 1) as f64 * NAME.leading() + 8.0)
            }
        };
        let tall = group_height * self.groups.len() as f64;
        let footing = Footing::new(canvas, self.key.as_deref().unwrap_or(MARKS), &self.unit);
        sheet::draw(canvas, &self.caption, key + tall + TICK_ROW + footing.height(), |page| {
            let top = page.body.top + key;
            let block = Block { left, top, right, bottom: top + tall };
            let panel = self.paint_axes(page, block, &x)?;
            for (place, group) in self.groups.iter().enumerate() {
                let top = block.top + place as f64 * group_height;
                self.paint_group(page, &panel, group, &looks, (top, pitch))?;
            }
            footing.write(page, &block);
            self.write_names(page, &names, &looks, top)
        })
    }

    fn table(&self) -> Table {
        let mut header = vec!["group".to_owned(), "scenario".to_owned()];
        header.extend(["q05", "q50", "q95"].map(|quantile| format!("{}_{quantile}", self.column)));
        let rows = self.groups.iter().flat_map(|group| {
            group.bars.iter().zip(&self.scenarios).map(|(bar, (scenario, _))| {
                let mut row = vec![Cell::text(&group.label), Cell::text(scenario)];
                row.extend(bar.values().map(Cell::number));
                row
            })
        });
        Table { header, rows: rows.collect() }
    }
}

impl Bars {
    fn values(&self) -> impl Iterator<Item = f64> {
        let bars = self.groups.iter().flat_map(|group| &group.bars);
        bars.flat_map(|bar| bar.values()).filter(|value| value.is_finite())
    }

    fn check(&self) -> Result<(), ChartError> {
        for group in &self.groups {
            if group.bars.len() != self.scenarios.len() {
                return Err(ChartError::Shape {
                    what: "bars of a group",
                    found: group.bars.len(),
                    expected: self.scenarios.len(),
                });
            }
        }
        self.values().next().map(drop).ok_or(ChartError::Empty("bar"))
    }

    /// Beside the first group if all names fit on one side of its whiskers, else above the plot.
    fn names(&self, x: &Scale, left: f64, right: f64, pitch: f64) -> Names {
        for side in [Anchor::Start, Anchor::End] {
            if let Some(words) = self.names_beside(x, (left, right), pitch, side) {
                return Names::Beside(words);
            }
        }
        let (mut edge, mut line) = (MARGIN, 0);
        let above = self.scenarios.iter().enumerate().map(|(place, (name, _))| {
            let width = 16.0 + NAME.width(&text::clean(name)).min(right - MARGIN - 16.0);
            if edge > MARGIN && edge + width > right {
                edge = MARGIN;
                line += 1;
            }
            let start = edge;
            edge += width + 22.0;
            (start, line, place)
        });
        Names::Above(above.collect())
    }

    /// The names on one side of the first group's whiskers, if there is room for all.
    fn names_beside(
        &self,
        x: &Scale,
        (left, right): (f64, f64),
        pitch: f64,
        side: Anchor,
    ) -> Option<Vec<TextRun>> {
        let bars = self.groups.first()?.bars.iter();
        let words = self.scenarios.iter().zip(bars).enumerate().map(|(place, ((name, _), bar))| {
            let ends = bar.values().into_iter().filter(|value| value.is_finite());
            let places = ends.map(|value| x.place(value, left, right));
            let start = match side {
                Anchor::Start => places.fold(f64::NAN, f64::max) + 12.0,
                _ => places.fold(f64::NAN, f64::min) - 12.0,
            };
            let baseline = GAP / 2.0 + pitch * (place as f64 + 0.5) + NAME.drop();
            let word = TextRun::new(text::clean(name), NAME, Paint::Black, start, baseline).anchored(side);
            let block = word.block();
            (block.left >= left + 6.0 && block.right <= right).then_some(word)
        });
        words.collect()
    }

    fn write_names(
        &self,
        page: &mut Page,
        names: &Names,
        looks: &[SeriesStyle],
        top: f64,
    ) -> Result<(), ChartError> {
        match names {
            Names::Beside(words) => {
                for (word, look) in words.iter().zip(looks) {
                    page.write(TextRun {
                        paint: look.words(),
                        baseline: word.baseline + top,
                        ..word.clone().haloed()
                    });
                }
            }
            Names::Above(places) => {
                for &(left, line, place) in places {
                    let (Some((name, _)), Some(look)) = (self.scenarios.get(place), looks.get(place)) else {
                        continue;
                    };
                    let baseline = page.body.top + NAME.size + line as f64 * NAME.leading();
                    page.marker((left + 5.0, baseline - NAME.drop()), 4.0, *look)?;
                    let word = TextRun::new(text::clean(name), NAME, look.words(), left + 14.0, baseline);
                    page.write(word.within(page.canvas.right() - left - 14.0));
                }
            }
        }
        Ok(())
    }

    fn paint_axes<'a>(&self, page: &mut Page, block: Block, x: &Scale) -> Result<Panel<'a>, ChartError> {
        let mut panel = Panel::new(page, block, x, &Scale::with_ticks(0.0, 1.0, 1.0))?;
        panel.vertical_grid(page)?;
        if (x.low..=x.high).contains(&0.0) {
            panel.line(page, &[(0.0, 0.0), (0.0, 1.0)], Stroke::solid(Paint::Black, HAIRLINE * 1.4))?;
        }
        panel.bottom_labels(page);
        Ok(panel)
    }

    fn paint_group(
        &self,
        page: &mut Page,
        panel: &Panel<'_>,
        group: &BarGroup,
        looks: &[SeriesStyle],
        (top, pitch): (f64, f64),
    ) -> Result<(), ChartError> {
        if top > panel.block.top {
            let rule = [(MARGIN, top), (panel.block.right, top)];
            page.stroke(&rule, Stroke::solid(Paint::Grid, HAIRLINE))?;
        }
        let name = text::clean(&group.label);
        let tall = pitch * looks.len() as f64 + GAP;
        let most = ((tall / GROUP.leading()) as usize).clamp(1, 2);
        let lines = GROUP.wrap(&name, GROUP_ROOM, most);
        let middle = top + tall / 2.0 - GROUP.leading() * (lines.len() as f64 - 1.0) / 2.0;
        let word = TextRun::new("", GROUP, Paint::Black, MARGIN, middle + GROUP.drop());
        page.write_lines(&lines, &name, &word);

        for (place, ((bar, look), (scenario, slot))) in
            group.bars.iter().zip(looks).zip(&self.scenarios).enumerate()
        {
            let y = top + GAP / 2.0 + pitch * (place as f64 + 0.5);
            let at = |value: f64| (panel.at(value, 0.0).0, y);
            if bar.q05.is_finite() && bar.q95.is_finite() {
                let pen = Stroke::solid(look.paint(), 2.2);
                page.stroke(&[at(bar.q05), at(bar.q95)], pen)?;
            }
            if bar.q50.is_finite() {
                page.marker(at(bar.q50), 4.2, *look)?;
            }
            let ends = bar.values().into_iter().filter(|value| value.is_finite()).map(|value| at(value).0);
            let (left, right) =
                ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
            let block =
                Block { left: left - 4.0, right: right + 4.0, top: y - pitch / 2.0, bottom: y + pitch / 2.0 };
            let told = format!("{}, {}", text::brief(&group.label), text::brief(scenario));
            page.interval_spot(&block, *slot, (&told, &self.unit), bar.values());
        }
        Ok(())
    }
}
