//! A study on the page: the answer, what differs, the results.

use super::Told;
use super::document::{Block, Chapter, Section};
use crate::report::figures::{self, Figure, MOST_SERIES, free_slot, yardstick_label};
use crate::report::outlook::{FEWEST, name};
use crate::report::scale::money_decimals;
use crate::report::summary;
use crate::report::texts::{Texts, fill};
use crate::report::words::{
    calibrated, display, during, fixed, has_interval, percent, percent_interval, plus, possessive, restored,
    supported, together, with_interval,
};
use potash::results::comparison::{Comparison, Row};
use potash::results::conditional::{Conditional, MeasureState};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::scenario_summary::ScenarioSummary;
use potash::results::study::Study;
use potash::results::window::Window;
use potash::stats::summary::{Estimate, Summary, decimals};
use potash_charts::{Cell, ChartError, SeriesId, Table};

/// The answer in two sentences with intervals.
pub(super) fn lead(study: &Study, texts: &Texts) -> Vec<String> {
    let window = Window::settled(study.horizon);
    let Some(comparison) = study.compare(study.revenue(), window) else { return Vec::new() };
    let (when, name) = (during(texts, window), display(study.focus()));
    let most = money_decimals(study);
    let gain = |title: &str, row: &Row| {
        let [low, middle, high] = gain_numbers(&row.difference, most);
        let restored = row.restored.as_ref().map_or_else(String::new, |one| {
            restored(texts, &one.share, [texts.story.lead_restored, texts.story.lead_added])
        });
        fill(
            texts.story.lead_gain,
            &[
                ("title", &title),
                ("calibrated", &calibrated(texts, row.above)),
                ("name", &name),
                ("when", &when),
                ("baseline", &study.scenarios[0].label),
                ("gain", &format!("{middle}\u{a0}{}", texts.caption.usd_bn)),
                ("low", &low),
                ("high", &high),
                ("restored", &restored),
            ],
        )
    };
    let rows: Vec<(&ScenarioInfo, &Row)> = study.scenarios.iter().zip(&comparison.rows).collect();
    match rows.as_slice() {
        [] => Vec::new(),
        [(scenario, row)] => {
            let above = study.yardstick().zip(study.digests.first().and_then(|digest| digest.shape(window)));
            let above = above.map_or_else(String::new, |((value, label), shape)| {
                let yardstick = yardstick_label(texts, value, label);
                let calibrated = calibrated(texts, shape.above);
                fill(texts.story.lead_above, &[("yardstick", &yardstick), ("calibrated", &calibrated)])
            });
            let level = with_interval(texts, &row.level, most, false);
            let level = fill(
                texts.story.lead_level,
                &[
                    ("title", &scenario.label),
                    ("name", &name),
                    ("level", &level),
                    ("when", &when),
                    ("above", &above),
                ],
            );
            let cost = comparison.free.as_ref().map(|free| {
                let [low, middle, high] = gain_numbers(&free.difference, most);
                fill(
                    texts.story.lead_cost,
                    &[
                        ("name", &name),
                        ("calibrated", &calibrated(texts, free.above)),
                        (
                            "gain",
                            &format!("{}\u{a0}{}", middle.trim_start_matches('+'), texts.caption.usd_bn),
                        ),
                        ("low", &low),
                        ("high", &high),
                    ],
                )
            });
            std::iter::once(level).chain(cost).collect()
        }
        // The first relief and the last: more would no longer be an answer.
        [_, first, .., last] => vec![gain(&first.0.label, first.1), gain(&last.0.label, last.1)],
        [_, (scenario, row)] => vec![gain(&scenario.label, row)],
    }
}

/// Low end, signed median and high end of a difference.
fn gain_numbers(difference: &Summary, most: i32) -> [String; 3] {
    let [low, middle, high] = together(&[difference.q05, difference.q50, difference.q95], 3, most);
    [fixed(difference.q05.value, low), plus(difference.q50.value, middle), fixed(difference.q95.value, high)]
}

impl Told<'_> {
    pub(super) fn study(&self, study: &Study) -> Result<Chapter, (String, ChartError)> {
        let story = &self.texts.story;
        let figures = figures::figures(study, self.texts);
        let of = |names: &[&str]| -> Result<Vec<Block>, (String, ChartError)> {
            let chosen =
                figures.iter().filter(|figure| names.iter().any(|name| figure.name.starts_with(name)));
            chosen.map(|figure: &Figure| self.drawn(figure)).collect()
        };
        let mut results = of(&["revenue-over-time"])?;
        results.extend(self.levels(study));
        results.extend(of(&["revenue-distribution"])?);
        results.extend(self.gains(study));
        results.extend(of(&["revenue-difference"])?);
        results.extend(self.fates(study, of(&["measures-over-time"])?));
        let mut causes = Vec::new();
        let split = of(&["gains-by-cause"])?;
        if !split.is_empty() {
            causes.push(Block::Paragraph(story.causes_intro.to_string()));
            causes.extend(split);
        }
        causes.extend(self.drivers(study, of(&["drivers-"])?));
        let sections: [Option<Section>; 11] = [
            self.section("finding", story.finding, vec![Block::List(summary::findings(study, self.texts))]),
            self.section("differs", story.differs, self.differs(study)),
            self.section("results", story.results, results),
            self.section(
                "trade",
                story.trade,
                of(&["trade-by-market", "corridor-flows", "price-by-market"])?,
            ),
            self.section("causes", story.causes, causes),
            self.section("change", story.change, self.change(study)),
            self.section("diagnostics", story.diagnostics, self.diagnostics(study)),
            self.section("inputs", story.inputs, self.inputs()),
            self.section("caveats", story.caveats, self.caveats()),
            self.section("manifest", story.manifest, self.manifest()),
            self.section("reproduce", story.reproduce, self.reproduce()),
        ];
        let own = study
            .scenarios
            .iter()
            .enumerate()
            .take(MOST_SERIES)
            .map(|(k, one)| (one.label.clone(), SeriesId(k)));
        let free = study.free.iter().zip(free_slot(study));
        let series = own.chain(free.map(|((free, _), slot)| (free.label.clone(), slot))).collect();
        Ok(self.chapter(series, sections.into_iter().flatten().collect()))
    }

    /// Quantiles of revenue over the horizon and its last year, and the chance of passing the yardstick.
    fn levels(&self, study: &Study) -> Vec<Block> {
        let story = &self.texts.story;
        let yardstick = study.yardstick().map(|(value, label)| yardstick_label(self.texts, value, label));
        let head = yardstick.as_ref().map(|label| fill(story.above_yardstick, &[("yardstick", label)]));
        let header = [story.scenario, story.period, "5 %", story.median, "95 %", story.mean];
        let mut table =
            Table { header: header.map(str::to_string).into_iter().chain(head).collect(), rows: Vec::new() };
        for window in Window::headline(study.horizon) {
            for (scenario, digest) in study.each() {
                let Some(level) = digest.summary(study.revenue(), window) else { continue };
                let mut row = vec![Cell::text(&scenario.label), Cell::text(&window.to_string())];
                row.extend(quantiles(level, (fixed, money_decimals(study))));
                if yardstick.is_some() {
                    row.push(above(digest, window, self.texts));
                }
                table.rows.push(row);
            }
        }
        let name_s = possessive(self.texts, &display(study.focus()));
        let caption = fill(story.levels_caption, &[("name_s", &name_s)]);
        let note = fill(story.levels_note, &[("draws", &study.draws)]);
        vec![Block::Table { caption, table }, Block::Paragraph(note)]
    }

    /// Paired differences and what they restore.
    fn gains(&self, study: &Study) -> Vec<Block> {
        let story = &self.texts.story;
        let header = [
            story.scenario,
            story.period,
            "5 %",
            story.median,
            "95 %",
            story.mean,
            story.gain_share,
            story.restored,
        ];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        let windows = Window::headline(study.horizon);
        let comparisons = windows.iter().filter_map(|&window| study.compare(study.revenue(), window));
        for comparison in comparisons {
            let Comparison { window, rows, free, .. } = comparison;
            let own = study.scenarios.iter().zip(rows).skip(1);
            let free = study.free.iter().map(|(scenario, _)| scenario).zip(free);
            for (scenario, row) in own.chain(free) {
                let mut cells = vec![Cell::text(&scenario.label), Cell::text(&window.to_string())];
                cells.extend(quantiles(&row.difference, (plus, money_decimals(study))));
                cells.push(Cell::Text(percent(self.texts, row.above)));
                cells.push(match &row.restored {
                    Some(restored) => Cell::Text(percent_interval(self.texts, &restored.share)),
                    None => Cell::Missing,
                });
                table.rows.push(cells);
            }
        }
        let baseline = study.scenarios.first().map_or("", |one| one.label.as_str());
        let caption = fill(story.gains_caption, &[("baseline", &baseline)]);
        if table.rows.is_empty() { Vec::new() } else { vec![Block::Table { caption, table }] }
    }

    /// How likely measures are, and results given what became of them.
    fn fates(&self, study: &Study, charts: Vec<Block>) -> Vec<Block> {
        let story = &self.texts.story;
        if charts.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Paragraph(story.chances_intro.to_string())];
        blocks.extend(charts);
        let header = [
            story.scenario,
            story.measure,
            story.fate,
            story.share_of_draws,
            "5 %",
            story.median,
            "95 %",
            story.difference,
            story.restored,
        ];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        for (scenario, one) in told_fates(study) {
            let [low, median, high, _] = quantiles(&one.level, (fixed, money_decimals(study)));
            let difference = match one.scenario {
                0 => Cell::Missing,
                _ => Cell::Text(with_interval(self.texts, &one.difference, money_decimals(study), true)),
            };
            let restored = one.restored.as_ref().filter(|_| one.scenario > 0);
            table.rows.push(vec![
                Cell::text(&scenario.label),
                Cell::Text(name(scenario, one.measure)),
                Cell::text(self.fate(one.fate)),
                Cell::Text(percent(self.texts, one.share)),
                low,
                median,
                high,
                difference,
                restored.map_or(Cell::Missing, |one| Cell::Text(percent_interval(self.texts, &one.share))),
            ]);
        }
        let when = during(self.texts, Window::settled(study.horizon));
        let caption = fill(story.fates_caption, &[("when", &when)]);
        if !table.rows.is_empty() {
            blocks.push(Block::Table { caption, table });
        }
        blocks
    }

    pub(super) fn fate(&self, fate: MeasureState) -> &'static str {
        match fate {
            MeasureState::InForce => self.texts.story.stood,
            MeasureState::NotInForce => self.texts.story.absent,
            MeasureState::Changed => self.texts.story.turned,
        }
    }
}

/// What is told of fates in the last year: those that enough draws had.
pub(super) fn told_fates(study: &Study) -> impl Iterator<Item = (&ScenarioInfo, &Conditional)> {
    let window = Window::settled(study.horizon);
    let told = study.conditionals.iter().filter(move |one| one.window == window && one.level.draws >= FEWEST);
    told.filter_map(|one| Some((study.scenarios.get(one.scenario)?, one)))
}

/// 5 %, median, 95 % and mean as cells, with the digits that their errors support.
pub(super) fn quantiles(summary: &Summary, (show, most): (fn(f64, i32) -> String, i32)) -> [Cell; 4] {
    let columns = [summary.q05, summary.q50, summary.q95, summary.mean];
    let digits = together(&columns, 3, most);
    let told = has_interval(summary);
    let mut cells = columns.iter().zip(digits).enumerate().map(|(k, (estimate, digits))| {
        // An interval's ends are told of draws enough only.
        if !told && matches!(k, 0 | 2) { Cell::Missing } else { Cell::Text(show(estimate.value, digits)) }
    });
    std::array::from_fn(|_| cells.next().unwrap_or(Cell::Missing))
}

/// The share of draws above the yardstick.
fn above(digest: &ScenarioSummary, window: Window, texts: &Texts) -> Cell {
    digest.shape(window).map_or(Cell::Missing, |shape| Cell::Text(percent(texts, shape.above)))
}

/// A number with the digits its error supports.
pub(super) fn cell(estimate: Estimate, most: i32) -> Cell {
    Cell::Text(if decimals(estimate, most) < 0 {
        fixed(estimate.value, 0)
    } else {
        supported(estimate, most)
    })
}
