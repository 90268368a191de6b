//! One scenario over a grid of settings.

use super::losses::Losses;
use super::reference_value::in_money;
use super::study::{ReferenceValue, StudyError, StudyResults};
use super::window::Window;
use crate::scenario::Method;
use crate::scenario::colour::Colour;
use crate::scenario::metric::Metric;
use crate::scenario::titles::Titles;
use crate::stats::summary::{Estimate, Summary};
use crate::units::time::Horizon;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Cells of the largest sweep; more is a typing mistake.
pub const MOST_CELLS: usize = 10_000;
/// The path of the axis that gives every cell a seed of its own.
pub const SEED: &str = "run.seed";

/// A finished sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SweepResults {
    /// The scenario's name and title.
    pub scenario: String,
    /// The scenario's title.
    pub title: String,
    /// What the exporter is called that it is about.
    pub focus: String,
    /// The colour that the scenario has in charts, where its file says so.
    #[serde(default)]
    pub colour: Option<Colour>,
    /// Titles that its files state.
    #[serde(default)]
    pub titles: Titles,
    /// What was set besides the axes, as `path=value`.
    pub settings: Vec<String>,
    /// What is varied.
    pub axes: Vec<Axis>,
    /// Whether the axes were paired instead of crossed.
    pub zipped: bool,
    /// What all cells are shown over, the window that the sweep is about last.
    pub windows: Vec<Window>,
    /// Whether the horizons of the cells differ.
    pub horizons_differ: bool,
    /// Metrics that cells are told of beside revenue, in the order of their [`CellWindow::shown`].
    #[serde(default)]
    pub shown: Vec<SweptMetric>,
    /// The scenario as it stands, on the same draws, which cells are held against; it has no settings. None where
    /// cells have seeds of their own, or horizons that share no year with its own.
    #[serde(default)]
    pub own: Option<Cell>,
    /// In the order of the grid, the last axis fastest.
    pub cells: Vec<Cell>,
    /// Draws of a cell.
    pub draws: usize,
    /// The seed of all cells, unless they have seeds of their own.
    pub seed: u64,
    /// How uncertain numbers were drawn.
    pub method: Method,
    /// A fixed revenue that results are compared with, bn USD a year, and what it is.
    pub reference_value: Option<ReferenceValue>,
    /// The year in whose money results are; none: in that of each quarter.
    #[serde(default)]
    pub money_of: Option<i32>,
}

/// What is varied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Axis {
    /// Its dotted path.
    pub path: String,
    /// Empty for what has none.
    pub unit: String,
    /// What the scenario itself has; none where that is no number.
    #[serde(default)]
    pub own: Option<OwnValue>,
}

/// Where a number lies in a scenario's own draws: of a certain number all are the same.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwnValue {
    /// One draw in a thousand lies below.
    pub least: f64,
    /// 5 % of draws lie below.
    pub q05: f64,
    /// The median.
    pub q50: f64,
    /// 95 % of draws lie below.
    pub q95: f64,
    /// One draw in a thousand lies above.
    pub most: f64,
}

/// A metric that a sweep shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SweptMetric {
    /// Its name in files: `market_price.brazil`.
    pub name: String,
    /// Its name in words: "Market price, Brazil".
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Whether its values are money, or prices.
    pub is_money: bool,
}

impl SweepResults {
    /// What cells are held against: the scenario as it stands, or where that has no results in these windows the
    /// first cell that has.
    pub fn reference(&self) -> Option<&Cell> {
        self.own.iter().chain(&self.cells).find(|cell| cell.missing.is_none())
    }

    /// Whether cells are replications: each with a seed of its own.
    pub fn has_own_seeds(&self) -> bool {
        self.axes.iter().any(|axis| axis.path == SEED)
    }

    /// The unit of money: "bn USD", "bn USD of 2025".
    pub fn money(&self) -> String {
        in_money("bn USD", self.money_of)
    }

    /// Cells that have no results although they were run.
    pub fn unsolved(&self) -> usize {
        let unsolved = |cell: &&Cell| !matches!(cell.missing, None | Some(Missing::NotRun));
        self.cells.iter().filter(unsolved).count()
    }

    /// Cells that lost more draws than an answer can bear, those without results among them, and the scenario as it
    /// stands if it did.
    pub fn lost_too_many(&self) -> usize {
        self.own.iter().chain(&self.cells).filter(|cell| cell.losses(self.draws).are_too_many()).count()
    }
}

/// What is kept of one cell of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// The value of each axis, as written.
    pub settings: Vec<String>,
    /// One for each window of the sweep, in its order; empty where results are missing.
    pub windows: Vec<CellWindow>,
    /// Draws lost in this cell.
    pub lost: usize,
    /// Why results are missing; none where they are there.
    pub missing: Option<Missing>,
}

/// Most draws that cells are held against one another by, those of each metric counted: 32 MB for each window of a
/// cell.
pub const MOST_PAIRED: usize = 4_000_000;

/// A cell's results over one window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CellWindow {
    /// The window.
    pub window: Window,
    /// Revenue of the focus, bn USD a year.
    pub revenue: Level,
    /// Exports of the focus, Mt a year.
    pub exports: Level,
    /// Revenue without any measure; none for a scenario that has none.
    pub no_measures: Option<Level>,
    /// Revenue minus that of [`SweepResults::reference`], draw by draw: none in that cell itself, where cells have
    /// seeds of their own, and where draws are more than [`MOST_PAIRED`].
    #[serde(default)]
    pub change: Option<Level>,
    /// Each of [`SweepResults::shown`].
    #[serde(default)]
    pub shown: Vec<ShownLevel>,
}

/// A metric over one window of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShownLevel {
    /// Its level.
    pub level: Level,
    /// Minus that of [`SweepResults::reference`], where revenue has a change.
    pub change: Option<Level>,
}

/// What a sweep keeps of a summary: there are thousands of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Level {
    /// 5 % quantile.
    pub q05: Estimate,
    /// Median.
    pub q50: Estimate,
    /// 95 % quantile.
    pub q95: Estimate,
    /// Mean.
    pub mean: Estimate,
}

impl From<&Summary> for Level {
    fn from(summary: &Summary) -> Level {
        let Summary { q05, q50, q95, mean, .. } = *summary;
        Level { q05, q50, q95, mean }
    }
}

/// Why a cell has no results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// The sweep was stopped before its turn.
    NotRun,
    /// No draw is a valid world; the reason of the first.
    NoWorld(String),
    /// No draw has an equilibrium; the reason of the first.
    NoEquilibrium(String),
}

impl Cell {
    /// A cell without results.
    pub fn missing(settings: Vec<String>, lost: usize, why: Missing) -> Cell {
        Cell { settings, windows: Vec::new(), lost, missing: Some(why) }
    }

    /// The cell of a study that could not be finished because every draw was lost; none for other faults.
    pub fn of_error(settings: &[String], draws: usize, error: &StudyError) -> Option<Cell> {
        let StudyError::AllLost { quarter, reason } = error else { return None };
        let why = match quarter {
            None => Missing::NoWorld(reason.clone()),
            Some(quarter) => Missing::NoEquilibrium(format!("{quarter}: {reason}")),
        };
        Some(Cell::missing(settings.to_vec(), draws, why))
    }

    /// The window that a sweep is about first of all: the last.
    pub fn main_window(&self) -> Option<&CellWindow> {
        self.windows.last()
    }

    /// Notes what revenue and then each metric that is shown change by over each window.
    pub(crate) fn set_changes(&mut self, changes: Vec<Vec<Option<Level>>>) {
        for (window, changes) in self.windows.iter_mut().zip(changes) {
            let mut changes = changes.into_iter();
            window.change = changes.next().flatten();
            window.shown.iter_mut().zip(changes).for_each(|(shown, change)| shown.change = change);
        }
    }

    /// All levels, window by window.
    fn levels(&self) -> impl Iterator<Item = (Level, Level, Option<Level>, Vec<Level>)> + '_ {
        let shown = |window: &CellWindow| window.shown.iter().map(|shown| shown.level).collect();
        self.windows
            .iter()
            .map(move |window| (window.revenue, window.exports, window.no_measures, shown(window)))
    }

    /// How many of so many draws were lost here; of a cell that was not run, none.
    pub fn losses(&self, draws: usize) -> Losses {
        Losses { lost: self.lost, draws }
    }
}

/// The windows that all cells are shown over, the main one last: the whole horizon and its last
/// year, or where horizons differ the last whole year that all of them hold. None if they hold none.
pub fn windows(horizons: &[Horizon]) -> Option<Vec<Window>> {
    let (first, others) = horizons.split_first()?;
    if others.iter().all(|other| other == first) {
        let (whole, last_full_year) = (Window::whole(*first), Window::last_full_year(*first));
        return Some(if whole.length() > last_full_year.length() {
            vec![whole, last_full_year]
        } else {
            vec![last_full_year]
        });
    }
    let held = |year: i32| others.iter().all(|other| other.whole_years().iter().any(|(own, _)| *own == year));
    let shared = first.whole_years().into_iter().map(|(year, _)| year).rfind(|year| held(*year));
    shared.map(|year| vec![Window::Year(year)])
}

/// Reads a cell off a finished study of one scenario.
pub fn cell(settings: Vec<String>, study: &StudyResults, windows: &[Window]) -> Cell {
    let read = |window: Window| {
        let (summary_of_draws, exporter) = (study.summaries.first()?, study.scenarios.first()?.focus);
        let shown = |metric: Metric| {
            Some(ShownLevel { level: summary_of_draws.summary(metric, window)?.into(), change: None })
        };
        Some(CellWindow {
            window,
            revenue: summary_of_draws.summary(study.revenue(), window)?.into(),
            exports: summary_of_draws.summary(Metric::Exports { exporter }, window)?.into(),
            no_measures: study.no_measures_level(study.revenue(), window).map(Level::from),
            change: None,
            shown: study.shown.iter().map(|metric| shown(*metric)).collect::<Option<_>>()?,
        })
    };
    match windows.iter().map(|window| read(*window)).collect::<Option<Vec<_>>>() {
        Some(windows) => Cell { settings, windows, lost: study.lost, missing: None },
        None => {
            let why = Missing::NoEquilibrium("no draw has a value in every quarter".to_string());
            Cell::missing(settings, study.lost, why)
        }
    }
}

/// Which axes change nothing at all: cells that differ only in them have equal results to the last bit.
/// Cells without results are left out; an axis with nothing to compare is not among them.
pub fn without_effect(cells: &[Cell], axes: usize, zipped: bool) -> Vec<usize> {
    let known: Vec<&Cell> = cells.iter().filter(|cell| cell.missing.is_none()).collect();
    let inert = |axis: &usize| {
        // Where axes are paired there are no cells that differ in one of them alone.
        let alike = |one: &Cell, two: &Cell| {
            zipped || (0..axes).all(|k| k == *axis || one.settings.get(k) == two.settings.get(k))
        };
        let mut first: Vec<&Cell> = Vec::new();
        let mut compared = 0;
        for cell in &known {
            match first.iter().find(|other| alike(other, cell)) {
                None => first.push(cell),
                Some(other) if other.levels().eq(cell.levels()) => compared += 1,
                Some(_) => return false,
            }
        }
        compared > 0
    };
    (0..axes).filter(inert).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::quantile_sketch::QuantileSketch;

    fn cell(settings: &[&str], revenue: f64) -> Cell {
        let level = Level::from(&Summary::of(&QuantileSketch::of(&[revenue, revenue + 1.0])).unwrap());
        let window = CellWindow {
            window: Window::Year(2030),
            revenue: level,
            exports: level,
            no_measures: None,
            change: None,
            shown: Vec::new(),
        };
        let settings = settings.iter().map(|text| text.to_string()).collect();
        Cell { settings, windows: vec![window], lost: 0, missing: None }
    }

    #[test]
    fn an_axis_changes_nothing_if_cells_that_differ_only_in_it_are_equal() {
        let cells =
            [cell(&["1", "a"], 3.0), cell(&["1", "b"], 3.0), cell(&["2", "a"], 4.0), cell(&["2", "b"], 4.0)];
        assert_eq!(without_effect(&cells, 2, false), [1]);
        assert_eq!(without_effect(&cells[..2], 2, true), [0, 1]);
        // One cell has nothing to be compared with.
        assert!(without_effect(&cells[..1], 2, false).is_empty());
        let lost = [cells[0].clone(), Cell::missing(vec!["1".into(), "b".into()], 9, Missing::NotRun)];
        assert!(without_effect(&lost, 2, false).is_empty());
    }

    #[test]
    fn horizons_that_differ_are_shown_over_the_last_year_that_all_hold() {
        let horizon = |start: &str, quarters| Horizon { start: start.parse().unwrap(), quarters };
        let long = horizon("2026-Q1", 20);
        assert_eq!(windows(&[long, long]), Some(vec![Window::whole(long), Window::Year(2030)]));
        let short = horizon("2026-Q3", 8);
        assert_eq!(windows(&[long, short]), Some(vec![Window::Year(2027)]));
        assert_eq!(windows(&[long, horizon("2026-Q1", 3)]), None);
        assert_eq!(windows(&[horizon("2026-Q1", 4)]), Some(vec![Window::Year(2026)]));
    }
}
