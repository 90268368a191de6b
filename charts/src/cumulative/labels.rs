//! Curves' names beside the curves: the nearest place clear of everything else.

use super::super::ChartError;
use super::super::block::Block;
use super::super::marks::{Point, Stroke};
use super::super::sheet::Page;
use super::super::text;
use super::super::words::TextRun;
use super::curve::{Curve, NAME};

/// Longest line of a curve's label.
const NAME_ROOM: f64 = 210.0;

/// How many heights of a curve are tried.
const HEIGHTS: u32 = 60;
/// Lengths of leader tried at each.
const LEADERS: [f64; 14] =
    [7.0, 16.0, 28.0, 44.0, 64.0, 90.0, 120.0, 160.0, 210.0, 270.0, 340.0, 420.0, 520.0, 640.0];

/// Labels placed so far, and the curves they must keep clear of.
pub(super) struct Labels<'p> {
    pub plot: Block,
    pub paths: &'p [Vec<Point>],
    /// Where reference lines stand.
    pub marks: Vec<f64>,
    pub taken: Vec<Block>,
}

/// A place where a label could stand: beside a point of its curve, at the end of a leader.
struct Spot {
    block: Block,
    foot: Point,
    tip: Point,
    cost: f64,
}

impl Spot {
    /// The place at the end of a leader, which runs to the left when it is negative.
    fn beside(foot: Point, leader: f64, width: f64, height: f64) -> Self {
        let tip = (foot.0 + leader, foot.1);
        let left = if leader > 0.0 { tip.0 + 3.0 } else { tip.0 - 3.0 - width };
        Self {
            block: Block {
                left,
                top: foot.1 - height / 2.0,
                right: left + width,
                bottom: foot.1 + height / 2.0,
            },
            foot,
            tip,
            cost: 0.0,
        }
    }
}

impl Labels<'_> {
    /// Names all curves, the outermost first: they have the free space beside them.
    pub fn set_all(&mut self, page: &mut Page, curves: &[Curve]) -> Result<(), ChartError> {
        let half = |path: &Vec<Point>| path.get(path.len() / 2).map_or(0.0, |at| at.0);
        let middles: Vec<f64> = self.paths.iter().map(half).collect();
        let centre = middles.iter().sum::<f64>() / middles.len().max(1) as f64;
        let mut order: Vec<(f64, usize, &Curve)> = middles
            .iter()
            .zip(curves)
            .enumerate()
            .map(|(place, (middle, curve))| ((middle - centre).abs(), place, curve))
            .collect();
        order.sort_by(|one, two| two.0.total_cmp(&one.0));
        for (_, place, curve) in order {
            self.set(page, curve, place)?;
        }
        Ok(())
    }

    /// Writes a curve's name where it is nearest to the curve and clear of everything.
    fn set(&mut self, page: &mut Page, curve: &Curve, place: usize) -> Result<(), ChartError> {
        let name = text::clean(&curve.label);
        let lines = NAME.wrap(&name, NAME_ROOM, 2);
        let look = curve.slot.style()?;
        let width = lines.iter().map(|line| NAME.width(line)).fold(0.0, f64::max);
        let Some(spot) = self.best_spot(place, width, lines.len() as f64 * NAME.leading()) else {
            return Ok(());
        };
        if (spot.tip.0 - spot.foot.0).abs() > 9.0 {
            page.stroke(&[spot.foot, spot.tip], Stroke::solid(look.paint(), 1.0))?;
            page.disc(spot.foot, 2.6, look.paint())?;
        }
        let baseline = spot.block.top + NAME.leading() / 2.0 + NAME.drop();
        let word = TextRun::new("", NAME, look.words(), spot.block.left, baseline).haloed();
        page.write_lines(&lines, &name, &word);
        self.taken.push(spot.block);
        Ok(())
    }

    /// The place with the least against it.
    fn best_spot(&self, place: usize, width: f64, height: f64) -> Option<Spot> {
        let path = self.paths.get(place)?;
        let mut best: Option<Spot> = None;
        for step in 0..=HEIGHTS {
            let share = 0.03 + 0.94 * f64::from(step) / f64::from(HEIGHTS);
            let y = self.plot.top + self.plot.height() * share;
            let Some(x) = crossing(path, y) else { continue };
            for (leader, side) in LEADERS.into_iter().flat_map(|leader| [(leader, -1.0), (leader, 1.0)]) {
                let mut spot = Spot::beside((x, y), side * leader, width, height);
                let beaten = best.as_ref().is_some_and(|best| best.cost <= leader);
                if beaten || !self.plot.holds(&spot.block) || self.is_taken(&spot.block, 3.0) {
                    continue;
                }
                spot.cost = leader + self.unease(place, &spot);
                if best.as_ref().is_none_or(|best| spot.cost < best.cost) {
                    best = Some(spot);
                }
            }
        }
        best.or_else(|| self.spare_spot(place, width, height))
    }

    /// Whether a block comes nearer than `gap` to a label already placed.
    fn is_taken(&self, block: &Block, gap: f64) -> bool {
        self.taken.iter().any(|other| other.grown(gap).overlaps(block))
    }

    /// The first free row of the plot, for the rare label that finds no place beside its curve.
    fn spare_spot(&self, place: usize, width: f64, height: f64) -> Option<Spot> {
        let foot = *self.paths.get(place)?.last()?;
        let rows = (self.plot.height() / (height + 4.0)) as usize;
        let columns = [self.plot.left + 6.0, self.plot.right - width - 6.0];
        let spots = (0..rows).flat_map(|row| columns.map(|left| (row, left)));
        let blocks = spots.map(|(row, left)| {
            let top = self.plot.top + 2.0 + row as f64 * (height + 4.0);
            Block { left, top, right: left + width, bottom: top + height }
        });
        let block = blocks
            .into_iter()
            .find(|block| self.taken.iter().all(|other| !other.grown(2.0).overlaps(block)))?;
        Some(Spot { tip: (block.left - 3.0, block.top + height / 2.0), block, foot, cost: f64::INFINITY })
    }

    /// What speaks against a place, in pixels of leader: covering or crossing other things,
    /// crowding, and distance from the middle, where curves are apart.
    fn unease(&self, place: usize, spot: &Spot) -> f64 {
        let block = &spot.block;
        let covered = self.paths.iter().any(|path| touches(path, &block.grown(2.0)));
        let others = self.paths.iter().enumerate().filter(|(other, _)| *other != place);
        // Beside two curves a label could belong to either.
        let crowding = others.filter(|(_, path)| touches(path, &block.grown(22.0))).count();
        let stacked = self.taken.iter().filter(|other| other.grown(14.0).overlaps(block)).count();
        let struck = self.marks.iter().filter(|&&x| block.left - 3.0 < x && x < block.right + 3.0);
        let middle = (self.plot.top + self.plot.bottom) / 2.0;
        2000.0 * f64::from(u8::from(covered))
            + 130.0 * self.crossed(place, spot.foot, spot.tip) as f64
            + 60.0 * crowding as f64
            + 25.0 * stacked as f64
            + 70.0 * struck.count() as f64
            + 0.08 * (spot.foot.1 - middle).abs()
    }

    /// How many other curves, and labels, a leader crosses.
    fn crossed(&self, place: usize, foot: Point, tip: Point) -> usize {
        let line = Block {
            left: foot.0.min(tip.0),
            top: foot.1 - 0.5,
            right: foot.0.max(tip.0),
            bottom: foot.1 + 0.5,
        };
        let others = self.paths.iter().enumerate().filter(|(other, _)| *other != place);
        let curves = others.filter(|(_, path)| touches(path, &line)).count();
        curves + 4 * self.taken.iter().filter(|block| block.overlaps(&line)).count()
    }
}

/// Where a rising path passes a height on the page.
fn crossing(path: &[Point], y: f64) -> Option<f64> {
    if let [only] = path {
        return ((only.1 - y).abs() < 6.0).then_some(only.0);
    }
    path.iter().zip(path.iter().skip(1)).find_map(|(from, to)| {
        let (high, low) = (from.1.max(to.1), from.1.min(to.1));
        let inside = low <= y && y <= high && high > low;
        inside.then(|| from.0 + (to.0 - from.0) * (y - from.1) / (to.1 - from.1))
    })
}

fn touches(path: &[Point], block: &Block) -> bool {
    path.iter().zip(path.iter().skip(1)).any(|(from, to)| block.meets(*from, *to))
}
