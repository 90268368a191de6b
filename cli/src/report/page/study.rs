//! A study on the page: the answer, what differs, the results.

use super::chapter::ChapterWriter;
use super::document::{Block, Card, Chapter, Section};
use crate::report::brief::told_reliefs;
use crate::report::figures::looks::Looks;
use crate::report::figures::{self, Topic, reference_label};
use crate::report::numbers::scale::money_decimals;
use crate::report::numbers::{
    fixed, has_interval, is_nothing, percent, percent_interval, plus, supported, together, with_interval,
};
use crate::report::outlook;
use crate::report::outlook::name;
use crate::report::payees;
use crate::report::words::{Effect, during, possessive, restored};
use potash::results::comparison::Comparison;
use potash::results::conditional::{Conditional, FEWEST, MeasureState};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash::stats::summary::{Estimate, Summary, decimals};
use potash_charts::{Cell, ChartError, Table};

/// The numbers of the answer: what is lost, what the first relief and the last bring back, and what it turns on; or what
/// a single scenario comes to.
pub(super) fn cards(study: &StudyResults) -> Vec<Card> {
    let window = Window::last_full_year(study.horizon);
    let Some(comparison) = study.compare(study.revenue(), window) else { return Vec::new() };
    let (when, focus) = (during(window), study.focus());
    // "1.14 bn USD" large, and "of 2025 a year" with what it is.
    let tail = format!("{} a year", study.money().trim_start_matches("bn USD")).trim_start().to_string();
    let money = |summary: &Summary| {
        let told = with_interval(summary, money_decimals(study), false);
        let (value, interval) = parted(&told);
        (value.trim_end_matches(" a year").to_string(), interval)
    };
    let mut cards = Vec::new();
    if let [row] = comparison.rows.as_slice() {
        let (value, interval) = money(&row.level);
        cards.push(Card {
            value,
            meaning: format!("{tail} is what {focus} earns {when}, at the median{interval}"),
        });
    }
    if let Some(loss) = comparison.no_measures.as_ref().filter(|one| !is_nothing(&one.difference)) {
        let (value, interval) = money(&loss.difference);
        cards.push(Card {
            value,
            meaning: format!("{tail} is what the measures cost {focus} {when}{interval}"),
        });
    }
    let told = told_reliefs(study, comparison);
    for &k in &told {
        let (title, row) = (&study.scenarios[k].label, &comparison.rows[k]);
        cards.push(match &row.restored {
            Some(restored) => {
                let (is_added, (value, interval)) = share(&restored.share);
                let meaning = match is_added {
                    true => format!("of it is added by {title}{interval}"),
                    false => format!("of it comes back with {title}{interval}"),
                };
                Card { value, meaning }
            }
            None => {
                let (value, interval) = money(&row.difference);
                Card { value, meaning: format!("{tail} more with {title}{interval}") }
            }
        });
    }
    // The condition under which the last relief brings back most.
    if let Some((relief, part)) = told.last().and_then(|&k| {
        let relief = outlook::open_relief(study, k)?;
        Some((relief, relief.restored.as_ref()?))
    }) && let (false, (value, interval)) = share(&part.share)
    {
        cards.push(Card {
            value,
            meaning: format!(
                "of it, if the {measure} is lifted{interval}, as in {chance} of draws",
                measure = name(&study.scenarios[relief.scenario], relief.measure),
                chance = percent(relief.share)
            ),
        });
    }
    cards
}

/// Whether a share is added to the loss and not given back of it; its median, and its interval.
fn share(share: &Summary) -> (bool, (String, String)) {
    let (is_added, told) = match restored(share) {
        Effect::Restores(part) => (false, part),
        Effect::Adds(part) => (true, part),
    };
    (is_added, parted(&told))
}

/// A number with its unit, and its interval in brackets if it has one.
fn parted(told: &str) -> (String, String) {
    match told.find(" (") {
        Some(place) => (told[..place].to_string(), told[place..].to_string()),
        None => (told.to_string(), String::new()),
    }
}

impl ChapterWriter<'_> {
    pub(super) fn study(&self, study: &StudyResults) -> Result<Chapter, (String, ChartError)> {
        let figures = figures::figures(study);
        let of = |topic: Topic| -> Result<Vec<Block>, (String, ChartError)> {
            figures.iter().filter(|figure| figure.topic == topic).map(|figure| self.drawn(figure)).collect()
        };
        let mut answer = of(Topic::Headline)?;
        if !answer.is_empty() {
            answer.push(Block::Paragraph(format!(
                "How to read it: if the years to {last} were lived through fifty times, each dot is what one of them gives back of the loss; the triangle marks the middle one.",
                last = study.horizon.iter().last().map_or(0, |quarter| quarter.year())
            )));
        }
        answer.extend(of(Topic::Path)?);
        let mut turns = self.turns(study);
        turns.extend(of(Topic::Measures)?);
        let mut results = self.levels(study);
        results.extend(of(Topic::Result)?);
        results.extend(of(Topic::Distribution)?);
        results.extend(self.gains(study));
        results.extend(of(Topic::Difference)?);
        results.extend(self.measure_states(study));
        let mut causes = Vec::new();
        let split = of(Topic::Causes)?;
        if !split.is_empty() {
            causes.push(Block::Paragraph("Revenue is tonnes times price. Draw by draw, a difference is split into what more or fewer tonnes bring at the mean of both prices, and what a better or worse price brings on the mean of both tonnages; the two add up exactly.".to_string()));
            causes.extend(split);
        }
        causes.extend(self.change(study));
        causes.extend(self.drivers(study, of(Topic::Drivers)?));
        let sections: [Option<Section>; 10] = [
            self.section("answer", "The answer", answer),
            self.section("turns", "What it turns on", turns),
            self.section(
                "trade",
                "Where the tonnes go",
                of(Topic::Routes)?.into_iter().chain(of(Topic::Trade)?).collect(),
            ),
            self.section("pays", "Who pays", self.pays(study, of(Topic::Price)?)),
            self.section("metrics", "What else was asked for", of(Topic::Metric)?),
            self.section("trust", "How far to trust it", self.trust(study, of(Topic::Trust)?)),
            self.folded("results", "All results", results),
            self.folded("causes", "What goes with the results", causes),
            self.folded(
                "measures",
                "The measures and what differs between the scenarios",
                self.differs(study),
            ),
            self.folded("diagnostics", "How well it was computed", self.diagnostics(study)),
        ];
        let looks = Looks::of(study);
        let own = study.scenarios.iter().map(|one| one.label.clone()).zip(looks.own);
        let no_measures = study.no_measures.iter().map(|one| (one.scenario.label.clone(), looks.no_measures));
        let series = own.chain(no_measures).collect();
        Ok(self.chapter(series, sections))
    }

    /// Quantiles of revenue over the horizon and its last year, and the chance of passing the reference value.
    fn levels(&self, study: &StudyResults) -> Vec<Block> {
        let reference_value = study.reference_value().map(|(value, label)| reference_label(value, label));
        let head =
            reference_value.as_ref().map(|label| format!("above {reference_value}", reference_value = label));
        let header = ["scenario", "period", "5 %", "median", "95 %", "mean"];
        let mut table =
            Table { header: header.map(str::to_string).into_iter().chain(head).collect(), rows: Vec::new() };
        for window in Window::summary_windows(study.horizon) {
            for (scenario, summary_of_draws) in study.each() {
                let Some(level) = summary_of_draws.summary(study.revenue(), window) else { continue };
                let mut row = vec![Cell::text(&scenario.label), Cell::text(&window.to_string())];
                row.extend(quantiles(level, (fixed, money_decimals(study))));
                if reference_value.is_some() {
                    row.push(above(summary_of_draws, window));
                }
                table.rows.push(row);
            }
        }
        let name_s = possessive(&study.focus());
        let caption = format!("{name_s} revenue, {} a year", study.money());
        let note = format!(
            "Digits are shown as far as the Monte Carlo error of {draws} draws supports them; errors stand in summary.csv.",
            draws = study.draws
        );
        vec![Block::Table { caption, table }, Block::Paragraph(note)]
    }

    /// Paired differences and what they restore.
    fn gains(&self, study: &StudyResults) -> Vec<Block> {
        let header =
            ["scenario", "period", "5 %", "median", "95 %", "mean", "a gain in", "restored of the loss"];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        let windows = Window::summary_windows(study.horizon);
        let comparisons = windows.iter().filter_map(|&window| study.compare(study.revenue(), window));
        for comparison in comparisons {
            let Comparison { window, rows, no_measures, .. } = comparison;
            let own = study.scenarios.iter().zip(rows).skip(1);
            let no_measures = study.no_measures.iter().map(|one| &one.scenario).zip(no_measures);
            for (scenario, row) in own.chain(no_measures) {
                let mut cells = vec![Cell::text(&scenario.label), Cell::text(&window.to_string())];
                cells.extend(quantiles(&row.difference, (plus, money_decimals(study))));
                cells.push(Cell::Text(percent(row.above)));
                cells.push(match &row.restored {
                    Some(restored) => Cell::Text(percent_interval(&restored.share)),
                    None => Cell::Missing,
                });
                table.rows.push(cells);
            }
        }
        let baseline = study.scenarios.first().map_or("", |one| one.label.as_str());
        let caption = format!("Differences to “{baseline}” in the same draws, {} a year", study.money());
        if table.rows.is_empty() { Vec::new() } else { vec![Block::Table { caption, table }] }
    }

    /// Who is paid for the ways out, and at which price buyers buy.
    fn pays(&self, study: &StudyResults, charts: Vec<Block>) -> Vec<Block> {
        let mut blocks = charts;
        if let Some(table) = payees::table(study) {
            let when = during(Window::last_full_year(study.horizon));
            let caption = format!("Paid for the ways out {when}, {} a year, means", study.money());
            blocks.push(Block::Table { caption, table });
        }
        blocks
    }

    /// What the calibration was tested on, and whether it passed.
    fn trust(&self, study: &StudyResults, charts: Vec<Block>) -> Vec<Block> {
        let first = study.scenarios.first().and_then(|one| one.calibration.as_ref());
        let text = match first {
            Some(calibration) => {
                let tested = match calibration.tested.trim() {
                    "" => "Whether it passes a test on later years is not said in its file.".to_string(),
                    "passed" => "Learnt in the same way from fewer years, it passed the test on the years that it had not seen (potash backtest shows it figure by figure).".to_string(),
                    tested => format!("On years that it had not seen it did not pass the test: {tested}."),
                };
                format!(
                    "{numbers} of the {uncertain} uncertain numbers are as learnt from the years to {until}. {tested}",
                    numbers = calibration.numbers,
                    uncertain = study.scenarios[0].uncertain,
                    until = calibration.trained_until
                )
            }
            None => {
                "Nothing of it was learnt from the past: every uncertain number is as its file states it."
                    .to_string()
            }
        };
        std::iter::once(Block::Paragraph(text)).chain(charts).collect()
    }

    /// Results given what became of measures.
    fn measure_states(&self, study: &StudyResults) -> Vec<Block> {
        let mut blocks = Vec::new();
        let header = [
            "scenario",
            "measure",
            "what became of it",
            "share of draws",
            "5 %",
            "median",
            "95 %",
            "difference",
            "restored of the loss",
        ];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        for (scenario, one) in shown_states(study) {
            let [low, median, high, _] = quantiles(&one.level, (fixed, money_decimals(study)));
            let difference = match one.scenario {
                0 => Cell::Missing,
                _ => Cell::Text(with_interval(&one.difference, money_decimals(study), true)),
            };
            let restored = one.restored.as_ref().filter(|_| one.scenario > 0);
            table.rows.push(vec![
                Cell::text(&scenario.label),
                Cell::Text(name(scenario, one.measure)),
                Cell::text(self.state(one.state)),
                Cell::Text(percent(one.share)),
                low,
                median,
                high,
                difference,
                restored.map_or(Cell::Missing, |one| Cell::Text(percent_interval(&one.share))),
            ]);
        }
        let when = during(Window::last_full_year(study.horizon));
        let caption = format!("Revenue {when}, given what became of a measure, {} a year", study.money());
        if !table.rows.is_empty() {
            blocks.push(Block::Table { caption, table });
        }
        blocks
    }

    pub(super) fn state(&self, state: MeasureState) -> &'static str {
        match state {
            MeasureState::InForce => "in force all year",
            MeasureState::NotInForce => "not in force",
            MeasureState::Changed => "changed within it",
        }
    }
}

/// What became of measures in the last year, where enough draws have it.
pub(super) fn shown_states(study: &StudyResults) -> impl Iterator<Item = (&ScenarioInfo, &Conditional)> {
    let window = Window::last_full_year(study.horizon);
    let told = study.conditionals.iter().filter(move |one| one.window == window && one.level.draws >= FEWEST);
    told.filter_map(|one| Some((study.scenarios.get(one.scenario)?, one)))
}

/// 5 %, median, 95 % and mean as cells, with the digits that their errors support.
pub(super) fn quantiles(summary: &Summary, (show, most): (fn(f64, i32) -> String, i32)) -> [Cell; 4] {
    let columns = [summary.q05, summary.q50, summary.q95, summary.mean];
    let digits = together(&columns, 3, most);
    let told = has_interval(summary);
    let mut cells = columns.iter().zip(digits).enumerate().map(|(k, (estimate, digits))| {
        // The ends of an interval are shown where there are enough draws.
        if !told && matches!(k, 0 | 2) { Cell::Missing } else { Cell::Text(show(estimate.value, digits)) }
    });
    std::array::from_fn(|_| cells.next().unwrap_or(Cell::Missing))
}

/// The share of draws above the reference value.
fn above(summary_of_draws: &ScenarioSummary, window: Window) -> Cell {
    summary_of_draws.shape(window).map_or(Cell::Missing, |shape| Cell::Text(percent(shape.above)))
}

/// A number with the digits its error supports.
pub(super) fn cell(estimate: Estimate, most: i32) -> Cell {
    Cell::Text(if decimals(estimate, most) < 0 {
        fixed(estimate.value, 0)
    } else {
        supported(estimate, most)
    })
}
