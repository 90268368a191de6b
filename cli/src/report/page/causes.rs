//! What drives a study's results, what would change the answer, and how well it was computed.

use super::chapter::ChapterWriter;
use super::document::Block;
use super::study::{cell, shown_states};
use crate::report::brief::told_reliefs;
use crate::report::expected::shared;
use crate::report::figures::{Side, is_of_dates, named, setting};
use crate::report::numbers::scale::money_decimals;
use crate::report::numbers::{fixed, percent, percent_interval, supported, with_interval};
use crate::report::outlook::{name, open_relief};
use crate::report::words::{during, restored};
use potash::results::conditional::{Conditional, FEWEST, MeasureState};
use potash::results::drivers::{Driver, Drivers};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::StudyResults;
use potash::results::window::Window;
use potash_charts::{Cell, Table};

/// Drivers that are described in sentences, by scenario.
const TOLD: usize = 3;

impl ChapterWriter<'_> {
    /// Charts of what drives the results, the shares of variance and the whole list.
    pub(super) fn drivers(&self, study: &StudyResults, charts: Vec<Block>) -> Vec<Block> {
        if study.drivers.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Paragraph("Draws are put in order of one uncertain number, and the median results of its lowest and highest tenth are compared while everything else varies. Numbers that were learnt together move together: this says what goes with a result, not what causes it. Only numbers whose swing exceeds three Monte Carlo errors are drawn.".to_string())];
        blocks.extend(charts);
        for drivers in &study.drivers {
            let scenario = &study.scenarios[drivers.scenario];
            let title = &scenario.label;
            blocks.push(Block::Paragraph(match drivers.list.iter().any(Driver::stands_out) {
                true if drivers.list.iter().all(|one| one.is_learnt) => {
                    format!("In “{title}” all numbers were learnt together, and none has a share of its own.")
                }
                true => {
                    let share = fixed(100.0 * drivers.explained(), 0);
                    let learnt = drivers.learnt_share.map_or_else(
                        || ", what was learnt its own part".to_string(),
                        |share| format!(", what was learnt together {} %", fixed(100.0 * share, 0)),
                    );
                    format!("In “{title}” the uncertain numbers that were not learnt together explain {share} % of the variance one by one{learnt}; the rest is prices that move by themselves and numbers acting together.")
                }
                false => format!("In “{title}” no single number's swing can be told from chance with {draws} draws.", draws = drivers.draws),
            }));
            let caption = format!("“{title}”: every uncertain number, the largest swing first");
            blocks.push(Block::Folded {
                caption,
                table: self.driver_table(scenario, drivers, money_decimals(study)),
            });
        }
        blocks
    }

    fn driver_table(&self, scenario: &ScenarioInfo, drivers: &Drivers, most: i32) -> Table {
        let header =
            ["number", "lowest tenth", "result there", "highest tenth", "result there", "share of variance"];
        let row = |driver: &Driver| {
            let share = match driver.supported_share() {
                Some(share) => Cell::Text(percent(share)),
                None if driver.is_learnt => Cell::text("learnt with others"),
                None => Cell::text("not distinguishable from 0"),
            };
            vec![
                Cell::Text(named(scenario, driver)),
                Cell::Text(setting(driver, Side::Low)),
                cell(driver.at_low, most),
                Cell::Text(setting(driver, Side::High)),
                cell(driver.at_high, most),
                share,
            ]
        };
        let learnt = drivers.learnt_share.map(|share| {
            let told = Cell::Text(format!("{} %", fixed(100.0 * share, 0)));
            let blank = || Cell::Missing;
            vec![Cell::text("all that was learnt, together"), blank(), blank(), blank(), blank(), told]
        });
        let rows = drivers.list.iter().map(row).chain(learnt).collect();
        Table { header: header.map(str::to_string).to_vec(), rows }
    }

    /// The answer's hinges in a few sentences: what the first relief and the last come to with and without the measure
    /// that matters most to each, and the number that goes with the most.
    pub(super) fn turns(&self, study: &StudyResults) -> Vec<Block> {
        let comparison = study.compare(study.revenue(), Window::last_full_year(study.horizon));
        let told = comparison.map_or_else(Vec::new, |comparison| told_reliefs(study, comparison));
        let mut lines = Vec::new();
        for &k in &told {
            let (scenario, Some(open)) = (&study.scenarios[k], open_relief(study, k)) else { continue };
            let state = |state: MeasureState| {
                let same = |one: &&Conditional| {
                    (one.scenario, one.measure, one.window, one.state)
                        == (k, open.measure, open.window, state)
                        && one.level.draws >= FEWEST
                };
                let one = study.conditionals.iter().find(same)?;
                Some((percent(one.share), &one.restored.as_ref()?.share))
            };
            let (Some((chance, lifted)), Some((_, stands))) =
                (state(MeasureState::NotInForce), state(MeasureState::InForce))
            else {
                continue;
            };
            lines.push(format!(
                "“{label}” {lifted} with the {measure} lifted, as in {chance} of draws, and {stands} with it in force.",
                label = scenario.label,
                lifted = restored(lifted).at_the_median().of_the("the loss"),
                stands = restored(stands).at_the_median().of_the("it"),
                measure = name(scenario, open.measure)
            ));
        }
        let last = told.last().copied().unwrap_or(0);
        let most = study
            .drivers
            .iter()
            .find(|one| one.scenario == last)
            .and_then(|drivers| drivers.list.iter().find(|one| one.stands_out() && !is_of_dates(one)));
        lines.extend(most.map(|driver| self.with_driver(study, last, driver)));
        if lines.is_empty() { Vec::new() } else { vec![Block::List(lines)] }
    }

    /// A result at the ends of a number that goes with it.
    fn with_driver(&self, study: &StudyResults, scenario: usize, driver: &Driver) -> String {
        format!(
            "“{title}”: with {driver} at {low} the median is {from} bn, at {high} it is {to} bn.",
            title = study.scenarios[scenario].label,
            driver = named(&study.scenarios[scenario], driver),
            low = setting(driver, Side::Low),
            from = supported(driver.at_low, money_decimals(study)),
            high = setting(driver, Side::High),
            to = supported(driver.at_high, money_decimals(study))
        )
    }

    /// Sentences on what the answer hangs on: that nothing is gained at all, what becomes of measures, and the
    /// numbers that move it most.
    pub(super) fn change(&self, study: &StudyResults) -> Vec<Block> {
        let window = Window::last_full_year(study.horizon);
        let when = during(window);
        let mut lines = Vec::new();
        let rows = study.compare(study.revenue(), window).map_or(&[][..], |comparison| &comparison.rows);
        for (k, scenario) in study.scenarios.iter().enumerate() {
            let title = &scenario.label;
            if let Some(row) = rows.get(k).filter(|row| k > 0 && row.above.value < 1.0) {
                let mut nothing = row.above;
                nothing.value = 1.0 - nothing.value;
                let share = percent(nothing);
                lines.push(format!("“{title}” brings no gain in {share} of draws."));
            }
            // What it brings while a measure is in force and once it is gone; what is in between stands in the table.
            let told = |one: &Conditional| one.scenario == k && k > 0 && one.state != MeasureState::Changed;
            for (_, one) in shown_states(study).filter(|(_, one)| told(one)) {
                let restored = one.restored.as_ref().map_or_else(String::new, |restored| {
                    format!(", which restores {restored}", restored = percent_interval(&restored.share))
                });
                lines.push(format!(
                    "“{title}”, {measure} {state} {when} ({share} of draws): {gain}{restored}.",
                    measure = name(scenario, one.measure),
                    state = self.state(one.state),
                    share = percent(one.share),
                    gain = with_interval(&one.difference, money_decimals(study), true)
                ));
            }
            let drivers = study.drivers.iter().find(|drivers| drivers.scenario == k);
            let drivers = drivers.filter(|_| k > 0 || study.scenarios.len() == 1);
            let list = drivers.map_or(&[][..], |drivers| &drivers.list);
            // Dates are described by what became of measures.
            for driver in list.iter().filter(|one| one.stands_out() && !is_of_dates(one)).take(TOLD) {
                lines.push(self.with_driver(study, k, driver));
            }
        }
        if lines.is_empty() { Vec::new() } else { vec![Block::List(lines)] }
    }

    /// Draws, equilibria and what went wrong; what is calibrated; figures that scenarios expect.
    pub(super) fn diagnostics(&self, study: &StudyResults) -> Vec<Block> {
        let header = [
            "scenario",
            "draws",
            "lost",
            "equilibria",
            "Newton steps each",
            "largest residual",
            "wide price spreads",
        ];
        let mut table = Table { header: header.map(str::to_string).to_vec(), rows: Vec::new() };
        for (scenario, summary_of_draws) in study.each() {
            let solved = study.draws.saturating_sub(summary_of_draws.lost_count)
                * (study.past + study.horizon.quarters);
            table.rows.push(vec![
                Cell::text(&scenario.label),
                Cell::number(study.draws as f64),
                Cell::number(summary_of_draws.lost_count as f64),
                Cell::number(solved as f64),
                Cell::Text(fixed(summary_of_draws.diagnostics.steps as f64 / solved.max(1) as f64, 1)),
                Cell::Text(format!("{:.0e}", summary_of_draws.diagnostics.residual)),
                Cell::number(summary_of_draws.diagnostics.wide_spreads as f64),
            ]);
        }
        let mut blocks = vec![
            Block::Table { caption: "Draws and equilibria".to_string(), table },
            Block::Paragraph("A wide spread is an equilibrium in which delivered prices of one market differ more than threefold; there the additive system may have a second equilibrium.".to_string()),
        ];
        if let Some((first, calibration)) =
            study.scenarios.first().and_then(|one| Some((one, one.calibration.as_ref()?)))
        {
            blocks.push(Block::Paragraph(format!("{numbers} of {uncertain} uncertain numbers are as learnt from the years to {until} ({file}).", numbers = calibration.numbers, uncertain = first.uncertain, until = calibration.trained_until, file = calibration.name)));
        }
        blocks.extend(self.expectations(study));
        blocks
    }

    /// Figures that scenarios expect, each once; with the scenarios where it is not all of them.
    fn expectations(&self, study: &StudyResults) -> Option<Block> {
        let groups = shared(study);
        let parted = groups.iter().any(|group| group.names(study).is_some());
        let header = ["figure", "period", "source", "value", "tolerance", "model", "holds"];
        let first = parted.then(|| "scenario".to_string());
        let header = first.into_iter().chain(header.map(str::to_string)).collect();
        let mut table = Table { header, rows: Vec::new() };
        for group in &groups {
            let labels: Vec<&str> = group.scenarios.iter().map(|one| one.label.as_str()).collect();
            for checked in &group.list {
                let (expected, model) = (&checked.expectation, checked.model.as_ref());
                let mut row = Vec::new();
                row.extend(parted.then(|| Cell::Text(labels.join(", "))));
                row.extend([
                    Cell::text(&expected.metric_name),
                    Cell::Text(expected.period.to_string()),
                    Cell::text(&expected.source),
                    Cell::number(expected.value),
                    Cell::number(expected.tolerance),
                    model.map_or(Cell::Missing, |model| Cell::number(model.median)),
                    Cell::text(if checked.holds() { "yes" } else { "no" }),
                ]);
                table.rows.push(row);
            }
        }
        let caption = "Figures that scenarios expect, beside the model's".to_string();
        (!table.rows.is_empty()).then_some(Block::Table { caption, table })
    }
}
