//! A sweep in words: what was found, what has to be known before it, and every cell on a line.

use super::SweepReport;
use super::quantity::Quantity;
use crate::report::changed::Changed;
use crate::report::names::of_path;
use crate::report::numbers::{common, fixed, plus, significant, supported, together};
use crate::report::words::{during, wrapped};
use potash::results::sweep::{Axis, Cell, Level, MOST_PAIRED, Missing, without_effect};
use potash::stats::summary::Estimate;

/// Width of a setting in the list of cells.
const SETTING: usize = 24;
/// What the scenario is called beside its cells.
const AS_IT_STANDS: &str = "as the scenario stands";

impl SweepReport<'_> {
    /// The answer in words and a list of all cells, for the screen.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in self.changed().lines() {
            text.push_str(&format!("{}\n", wrapped(&line, 79)));
        }
        text.push_str(if text.is_empty() { "" } else { "\n" });
        for caution in self.cautions() {
            text.push_str(&format!("{}\n\n", wrapped(&format!("CAUTION: {caution}"), 79)));
        }
        for (k, quantity) in self.quantities().iter().enumerate() {
            let found =
                if k == 0 { Some(self.headline()) } else { self.finding(quantity).map(|it| it + ".") };
            text.push_str(if k == 0 { "" } else { "\n" });
            text.push_str(&format!("{}\n\n", wrapped(&found.unwrap_or_default(), 79)));
            self.list(quantity, &mut text);
        }
        if self.figures().is_empty() && self.cells.iter().any(|cell| cell.missing.is_none()) {
            text.push_str(&format!(
                "\n{}\n",
                "There is no chart of this sweep: charts are of one number, of two that are crossed, or of at most 24 cells."
            ));
        }
        text
    }

    /// A line for the scenario as it stands, and for every cell.
    fn list(&self, quantity: &Quantity, text: &mut String) {
        let when = self.windows.last().map_or_else(String::new, |window| during(*window));
        text.push_str(&format!("{} {when}, {}\n", quantity.name, quantity.unit));
        for axis in &self.axes {
            text.push_str(&format!("{:>SETTING$} ", clip(&axis.path, SETTING)));
        }
        let changes = if self.is_paired() { "   change, same draws" } else { "" };
        text.push_str(&format!("   {:>7} {:>7} {:>7}{changes}\n", "5 %", "median", "95 %"));
        for cell in self.own.iter().chain(&self.cells) {
            for k in 0..self.axes.len() {
                let setting = match (cell.settings.get(k), k) {
                    (Some(setting), _) => setting,
                    (None, 0) => AS_IT_STANDS,
                    (None, _) => "",
                };
                text.push_str(&format!("{:>SETTING$} ", clip(setting, SETTING)));
            }
            text.push_str(&format!("   {}\n", self.cell_line(cell, quantity)));
        }
    }

    /// What came out in a cell, or why nothing did.
    fn cell_line(&self, cell: &Cell, quantity: &Quantity) -> String {
        let part = cell.main_window();
        let Some((part, r)) = part.and_then(|part| Some((part, quantity.level(part)?))) else {
            return missing(cell).unwrap_or_default();
        };
        let [low, median, high] = [r.q05, r.q50, r.q95].map(|e| supported(e, quantity.digits));
        let change = quantity
            .change(part)
            .map_or_else(String::new, |change| format!("   {}", told(&change, quantity)));
        let numbers = format!("{low:>7} {median:>7} {high:>7}{change}");
        let losses = cell.losses(self.draws);
        if !losses.are_notable() {
            return numbers;
        }
        format!("{numbers}   {} of draws lost", losses.percent())
    }

    /// What was found: of revenue, and of each metric that is shown.
    pub fn findings(&self) -> Vec<String> {
        let others = self.quantities();
        let others = others.iter().skip(1).filter_map(|one| self.finding(one)).map(|found| found + ".");
        std::iter::once(self.headline()).chain(others).collect()
    }

    /// The finding, and how many cells it is not about.
    pub fn headline(&self) -> String {
        let finding = self.quantities().first().and_then(|revenue| self.finding(revenue));
        let finding = finding.unwrap_or_else(|| "No cell has results".to_string());
        match self.without_results() {
            Some(told) => format!("{finding}; {told}."),
            None => format!("{finding}."),
        }
    }

    /// What changed the sweep besides its axes.
    pub(super) fn changed(&self) -> Changed {
        let each = std::iter::once((self.scenario.as_str(), self.settings.as_slice()));
        // Seeds that are varied stand with their cells.
        let seed = if self.has_own_seeds() { 1 } else { self.seed };
        Changed::of(each, seed, self.method)
    }

    /// What stands at the head of a page: settings and cautions.
    pub(in crate::report) fn notices(&self) -> Vec<String> {
        let told = |caution: String| format!("Caution: {caution}");
        self.changed().lines().into_iter().chain(self.cautions().into_iter().map(told)).collect()
    }

    /// How many cells have no results although they were run; none if all have.
    pub(super) fn without_results(&self) -> Option<String> {
        let (missing, cells) = (self.unsolved(), self.cells.len());
        let unsolvable =
            self.cells.iter().any(|cell| matches!(cell.missing, Some(Missing::NoEquilibrium(_))));
        let lack = if unsolvable { "results" } else { "valid world" };
        (missing > 0).then(|| format!("{missing} of {cells} cells have no {lack}"))
    }

    /// What has to be known before the finding: sentences without a line break.
    pub fn cautions(&self) -> Vec<String> {
        let cells = self.cells.len();
        let waiting = self.cells.iter().filter(|cell| cell.missing == Some(Missing::NotRun)).count();
        let stopped = (waiting > 0).then(|| {
            format!(
                "the sweep was stopped after {complete} of {cells} cells; the others are marked as not run.",
                complete = (cells - waiting)
            )
        });
        let horizons = self.windows.last().filter(|_| self.horizons_differ);
        let horizons = horizons.map(|window| format!("the cells and the scenario have different horizons; all are shown {when}, the last whole year that they share.", when = during(*window)));
        let inert = self.without_effect().into_iter().map(|path| format!("{path} changes nothing: cells that differ only in it have the same results to the last digit."));
        let unpaired = (self.draws.saturating_mul(1 + self.shown.len()) > MOST_PAIRED
            && !self.has_own_seeds())
        .then(|| {
            format!(
                "draws are too many to hold cells against one another draw by draw, which is done up to {}.",
                MOST_PAIRED / (1 + self.shown.len())
            )
        });
        let beyond = self.axes.iter().enumerate().filter_map(|(k, axis)| self.beyond(k, axis));
        stopped
            .into_iter()
            .chain(horizons)
            .chain(self.lossy())
            .chain(unpaired)
            .chain(inert)
            .chain(beyond)
            .collect()
    }

    /// How many cells have results of fewer draws than were asked for, and where most were lost.
    fn lossy(&self) -> Option<String> {
        let lossy = || {
            let solved = self.own.iter().chain(&self.cells).filter(|cell| cell.missing.is_none());
            solved.filter(|cell| cell.losses(self.draws).are_notable())
        };
        let worst = lossy().max_by_key(|cell| cell.lost)?;
        Some(
            format!("in {lossy} of {cells} cells draws were lost, at most {most} ({where}); results there are about the other draws, which are not like them.", lossy = lossy().count(), cells = self.cells.len(), most = worst.losses(self.draws).percent(), where = self.place(worst)),
        )
    }

    /// That an uncertain number is varied to where it hardly ever is in the scenario's own draws.
    fn beyond(&self, place: usize, axis: &Axis) -> Option<String> {
        let own = axis.own.filter(|own| own.q05 < own.q95)?;
        let settings = self.cells.iter().filter_map(|cell| cell.settings.get(place));
        let values = settings.filter_map(|text| text.parse::<f64>().ok());
        let outside = values.filter(|value| *value < own.least || *value > own.most).count();
        let [low, high] = [own.q05, own.q95].map(|value| significant(value, 3));
        let unit = if axis.unit.is_empty() { String::new() } else { format!(" {}", axis.unit) };
        (outside > 0).then(|| {
            format!(
                "in {outside} of {cells} cells {path} is where the scenario has it in less than one draw of a \
                 thousand; its own range is {low} to {high}{unit}.",
                cells = self.cells.len(),
                path = axis.path,
            )
        })
    }

    /// The paths of axes that change nothing at all.
    pub(super) fn without_effect(&self) -> Vec<&str> {
        let inert = without_effect(&self.cells, self.axes.len(), self.zipped);
        inert.into_iter().filter_map(|k| self.axes.get(k)).map(|axis| axis.path.as_str()).collect()
    }

    /// Whether cells are held against the scenario, or against one another, draw by draw.
    pub(super) fn is_paired(&self) -> bool {
        self.cells.iter().any(|cell| cell.main_window().is_some_and(|part| part.change.is_some()))
    }

    /// What the settings change, in one sentence without its full stop; none where no cell has results.
    pub(super) fn finding(&self, quantity: &Quantity) -> Option<String> {
        let (subject, short) = (quantity.subject(), &quantity.short);
        let (first, level) = quantity.levels(&self.cells).next()?;
        if !self.is_paired() && quantity.levels(&self.cells).count() == 1 {
            let alone = if self.cells.len() == 1 { "" } else { " in the one cell that has results" };
            let text = supported(level.q50, quantity.digits);
            return Some(format!("{subject} is {text} {short}{alone} ({})", self.place(first)));
        }
        if !self.is_paired() {
            return self.range(quantity);
        }
        let reference = quantity.level(self.reference()?.main_window()?)?;
        let text = supported(reference.q50, quantity.digits);
        Some(match self.largest_changes(quantity).as_slice() {
            [] => format!("No difference: {subject} is {text} {short} throughout"),
            ends => {
                let ends = ends.join(", by ");
                format!("{subject} is {text} {short} with {}, and changes by {ends}", self.against())
            }
        })
    }

    /// What cells are held against: the scenario, or the first cell that has results.
    pub(super) fn against(&self) -> String {
        match self.reference() {
            Some(cell) => self.place(cell),
            None => String::new(),
        }
    }

    /// Where a quantity is least and most, in one sentence without its full stop: what a chart of levels shows.
    pub(super) fn range(&self, quantity: &Quantity) -> Option<String> {
        let by_median = |a: &(&Cell, Level), b: &(&Cell, Level)| a.1.q50.value.total_cmp(&b.1.q50.value);
        let known = || quantity.levels(&self.cells);
        let ((low, least), (high, most)) = (known().min_by(by_median)?, known().max_by(by_median)?);
        let (subject, short) = (quantity.subject(), &quantity.short);
        if self.is_paired() && quantity.changes(&self.cells).all(|(_, change)| is_none(&change)) {
            let text = supported(least.q50, quantity.digits);
            return Some(format!("No difference: {subject} is {text} {short} throughout"));
        }
        // Cells share their draws, so what lies between them is known better than where they lie: as many digits
        // as tell them apart.
        let apart = most.q50.value - least.q50.value;
        let apart = (-(apart / 5.0).max(1e-3).log10()).ceil() as i32;
        let digits = common(&[least.q50, most.q50], quantity.digits).max(apart.clamp(0, quantity.digits));
        let [low_text, high_text] = [least, most].map(|end| fixed(end.q50.value, digits));
        if low_text == high_text {
            return Some(format!(
                "No difference: {subject} is {low_text} {short} throughout, as far as so many draws can tell"
            ));
        }
        Some(format!(
            "{subject} runs from {low_text} {short} ({}) to {high_text} {short} ({})",
            self.place(low),
            self.place(high)
        ))
    }

    /// What a chart of changes shows: the largest, down and up.
    pub(super) fn changes_finding(&self, quantity: &Quantity) -> String {
        match self.largest_changes(quantity).as_slice() {
            [] => format!("Nothing changes: {} is the same throughout", quantity.subject()),
            ends => {
                // Intervals are drawn, and stand in the finding.
                let plain = ends.iter().map(|end| without_interval(end)).collect::<Vec<_>>();
                format!("{} changes by {}", quantity.subject(), plain.join(", by "))
            }
        }
    }

    /// The largest changes down and up, where they can be told from none: the smaller of the two only if it is a tenth
    /// of the larger. By means, which a change in few draws moves too.
    fn largest_changes(&self, quantity: &Quantity) -> Vec<String> {
        let changed: Vec<(&Cell, Level)> =
            quantity.changes(&self.cells).filter(|(_, change)| !is_none(change)).collect();
        let by_mean = |a: &&(&Cell, Level), b: &&(&Cell, Level)| a.1.mean.value.total_cmp(&b.1.mean.value);
        let (low, high) = (changed.iter().min_by(by_mean), changed.iter().max_by(by_mean));
        let size = |end: &&(&Cell, Level)| end.1.mean.value.abs();
        let least = 0.1 * low.iter().chain(&high).map(size).fold(0.0, f64::max);
        let low = low.filter(|end| end.1.mean.value < 0.0 && size(end) >= least);
        let high = high.filter(|end| end.1.mean.value > 0.0 && size(end) >= least);
        let end =
            |(cell, change): &(&Cell, Level)| format!("{} with {}", told(change, quantity), self.place(cell));
        low.into_iter().chain(high).map(end).collect()
    }

    /// A cell's settings in words.
    pub(super) fn place(&self, cell: &Cell) -> String {
        if cell.settings.is_empty() {
            return "the scenario as it stands".to_string();
        }
        // What changes nothing is no part of where something changes, unless nothing does.
        let inert = self.without_effect();
        let all = inert.len() == self.axes.len();
        let axes = self.axes.iter().zip(&cell.settings);
        let axes = axes.filter(|(axis, _)| all || !inert.contains(&axis.path.as_str()));
        let parts =
            axes.map(|(axis, value)| format!("{} {value} {}", of_path(&self.titles, &axis.path), axis.unit));
        parts.map(|part| part.trim_end().to_string()).collect::<Vec<_>>().join(", ")
    }
}

/// Whether a number is nothing, as far as its error tells; one without an error is what it is.
fn is_nothing(estimate: Estimate) -> bool {
    let reach = if estimate.error.is_finite() { 2.0 * estimate.error } else { 0.0 };
    estimate.value.abs() <= reach.max(1e-9)
}

/// Whether a paired change is none: in every draw, or as far as so many can tell.
fn is_none(change: &Level) -> bool {
    [change.q05, change.q50, change.q95, change.mean].into_iter().all(is_nothing)
}

/// A paired change with its interval: "+0.31 bn (0.02 to 0.74)"; where only a few draws change, its mean; or that
/// there is none.
fn told(change: &Level, quantity: &Quantity) -> String {
    let (short, digits) = (&quantity.change, quantity.digits + 1);
    if is_none(change) {
        return "no difference".to_string();
    }
    if [change.q05, change.q50, change.q95].into_iter().all(is_nothing) {
        let mean = plus(change.mean.value, common(&[change.mean], digits + 1));
        return format!("{mean} {short} on average, in few draws");
    }
    if !change.mean.error.is_finite() {
        return format!("{} {short}, of one draw", plus(change.mean.value, digits));
    }
    let [low, middle, high] = together(&[change.q05, change.q50, change.q95], 3, digits);
    let (from, to) = (fixed(change.q05.value, low), fixed(change.q95.value, high));
    let median = plus(change.q50.value, middle);
    if median.contains(|c: char| ('1'..='9').contains(&c)) || is_nothing(change.mean) {
        return format!("{median} {short} ({from} to {to})");
    }
    // A median of nothing would hide that the others have a side.
    let mean = plus(change.mean.value, common(&[change.mean], digits));
    format!("{mean} {short} on average ({from} to {to})")
}

/// A change without the interval in brackets that stands before its setting.
fn without_interval(told: &str) -> String {
    let cut = told.find(" (").zip(told.find(") with ")).filter(|(open, close)| open < close);
    cut.map_or_else(|| told.to_string(), |(open, close)| format!("{}{}", &told[..open], &told[close + 1..]))
}

/// Why a cell has no results, in words; none if it has.
pub(super) fn missing(cell: &Cell) -> Option<String> {
    Some(match cell.missing.as_ref()? {
        Missing::NotRun => "not run".to_string(),
        Missing::NoWorld(reason) => format!("no valid world: {reason}"),
        Missing::NoEquilibrium(reason) => format!("no equilibrium: {reason}"),
    })
}

/// The end of a text that is too long, where paths and numbers differ.
fn clip(text: &str, width: usize) -> String {
    let n = text.chars().count();
    if n <= width {
        text.to_string()
    } else {
        std::iter::once('…').chain(text.chars().skip(n + 1 - width)).collect()
    }
}
