//! What differences in revenue are made of, and which uncertain numbers they go with.

use super::listed::{Listed, owned};
use super::looks::MOST_SERIES;
use super::{DRIVERS, Figure, StudyCharts, Topic};
use crate::report::names::{of_path, turning};
use crate::report::numbers::scale::money_decimals;
use crate::report::numbers::{common, fixed, plus, supported};
use crate::report::words::during;
use potash::results::comparison::ScenarioDifference;
use potash::results::drivers::{Driver, Drivers};
use potash::results::scenario_info::ScenarioInfo;
use potash::results::study::NoMeasures;
use potash::stats::summary::Summary;
use potash_charts::{Chart, SeriesId, Step, StepKind, Tornado, TornadoBar, Waterfall, WaterfallPanel};

/// Most bars of a tornado.
const MOST_BARS: usize = 12;

impl StudyCharts<'_> {
    /// Differences to the baseline in tonnes and prices; none where nothing differs.
    pub(super) fn causes(&self) -> Option<Box<dyn Chart>> {
        let study = self.study;
        let (window, comparison) = self.last_full_year()?;
        let baseline = study.scenarios.first()?;
        let own = study.scenarios.iter().zip(&comparison.rows).enumerate().skip(1).take(MOST_SERIES - 1);
        let mut rows: Vec<(&ScenarioInfo, &ScenarioDifference, SeriesId)> =
            own.map(|(k, (one, row))| (one, row, self.looks.own[k])).collect();
        let told = rows.last().copied();
        if let (Some(NoMeasures { scenario: no_measures, .. }), Some(row)) =
            (&study.no_measures, &comparison.no_measures)
        {
            rows.push((no_measures, row, self.looks.no_measures));
        }
        let panel = |(scenario, row, slot): &(&ScenarioInfo, &ScenarioDifference, SeriesId)| {
            self.causes_panel(scenario, row, *slot)
        };
        let panels: Vec<WaterfallPanel> = rows.iter().filter_map(panel).collect();
        if panels.is_empty() {
            return None;
        }
        let (name_s, when) = (self.name().1, during(window));
        let subtitle = format!(
            "Revenue {when} against \"{baseline}\", {money} a year; means of draws, which add up, and 5–95 % of each part",
            baseline = baseline.label,
            money = study.money()
        );
        let title = told.or(rows.last().copied()).and_then(|(scenario, row, _)| {
            let effects = row.effects.as_ref()?;
            let parts = [row.difference.mean, effects.volume.mean, effects.price.mean];
            let digits = common(&parts, money_decimals(study));
            let [total, volume, price] = parts.map(|part| plus(part.value, digits));
            let title = &scenario.label;
            Some(format!(
                "{title}: {total} bn on average, {volume} of it from tonnes sold, {price} from prices"
            ))
        });
        let title = title.unwrap_or_else(|| format!("What differences in {name_s} revenue are made of"));
        Some(Box::new(Waterfall {
            caption: self.caption(title, subtitle),
            unit: "bn USD a year".to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            panels,
        }))
    }

    fn causes_panel(
        &self,
        scenario: &ScenarioInfo,
        row: &ScenarioDifference,
        slot: SeriesId,
    ) -> Option<WaterfallPanel> {
        let effects = row.effects.as_ref()?;
        let total = |title: &str, level: &Summary| Step {
            label: title.to_string(),
            kind: StepKind::Total,
            value: level.mean.value,
            low: f64::NAN,
            high: f64::NAN,
        };
        let change = |label: &str, part: &Summary| Step {
            label: label.to_string(),
            kind: StepKind::Change,
            value: part.mean.value,
            low: part.q05.value,
            high: part.q95.value,
        };
        let steps = vec![
            change("tonnes sold", &effects.volume),
            change("price per tonne", &effects.price),
            total("together", &row.difference),
        ];
        Some(WaterfallPanel { label: scenario.label.clone(), slot, steps })
    }

    /// A tornado for every scenario that is held against the baseline, or for a single one.
    pub(super) fn drivers(&self) -> Vec<Figure> {
        let alone = self.study.scenarios.len() == 1;
        let asked = self.study.drivers.iter().filter(|one| alone || one.scenario > 0).take(MOST_SERIES - 1);
        asked.filter_map(|drivers| self.tornado(drivers)).collect()
    }

    fn tornado(&self, drivers: &Drivers) -> Option<Figure> {
        let study = self.study;
        let scenario = study.scenarios.get(drivers.scenario)?;
        let bars: Vec<&Driver> =
            drivers.list.iter().filter(|driver| driver.stands_out()).take(MOST_BARS).collect();
        let (first, most) = (bars.first()?, money_decimals(study));
        let (from, to) = (supported(first.at_low, most), supported(first.at_high, most));
        let title = match first_alike(&bars) {
            [_] if from != to => format!(
                "{}: {} goes with the most, from {from} bn ({}) to {to} bn ({})",
                scenario.label,
                named(scenario, first),
                setting(first, Side::Low),
                setting(first, Side::High)
            ),
            [_] => format!("{}: what the result goes with", scenario.label),
            several => {
                let drivers = several.iter().map(|one| named(scenario, one)).collect::<Vec<_>>().join(", ");
                format!(
                    "{title}: {drivers} go with the most, too much alike to be told apart",
                    title = scenario.label
                )
            }
        };
        let (when, baseline) = (during(drivers.window), &study.scenarios.first()?.label);
        let money = study.money();
        let subtitle = match drivers.scenario {
            0 => format!(
                "Median revenue {when}, {money} a year, in the draws with the lowest and the highest tenth of each uncertain number; all else varies"
            ),
            _ => format!(
                "Median difference to \"{baseline}\" {when}, {money} a year, in the draws with the lowest and the highest tenth of each uncertain number; all else varies"
            ),
        };
        let learnt = drivers.learnt_share.map_or_else(String::new, |share| {
            format!("; all that was learnt, together: {} % of the variance", fixed(100.0 * share, 0))
        });
        let subtitle = format!("{subtitle}{learnt}");
        let drawn: Box<dyn Chart> = Box::new(Tornado {
            caption: self.caption(title, subtitle),
            unit: "bn USD a year".to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            slot: *self.looks.own.get(drivers.scenario)?,
            base: drivers.middle.value,
            bars: bars.iter().map(|driver| bar(scenario, driver)).collect(),
        });
        let table = owned(drawn.table(), scenario);
        Some(Figure {
            name: format!("{DRIVERS}{}", scenario.name),
            topic: Topic::Drivers,
            chart: Box::new(Listed { drawn, table }),
        })
    }
}

/// The drivers whose swings cannot be distinguished from the largest, three at the most; the list is sorted by swing.
fn first_alike<'a, 'b>(bars: &'b [&'a Driver]) -> &'b [&'a Driver] {
    const MOST_NAMED: usize = 3;
    let error = |one: &Driver| one.at_low.error.hypot(one.at_high.error);
    let alike = |first: &Driver, one: &Driver| {
        first.swing().abs() - one.swing().abs() <= 2.0 * error(first).hypot(error(one))
    };
    let count = bars.first().map_or(0, |first| bars.iter().take_while(|one| alike(first, one)).count());
    &bars[..count.min(MOST_NAMED)]
}

fn bar(scenario: &ScenarioInfo, driver: &Driver) -> TornadoBar {
    // Less than half a percent is nothing to tell.
    let share = driver.supported_share().filter(|share| share.value >= 0.005);
    TornadoBar {
        label: named(scenario, driver),
        low_setting: setting(driver, Side::Low),
        high_setting: setting(driver, Side::High),
        low: driver.at_low.value,
        high: driver.at_high.value,
        low_error: driver.at_low.error,
        high_error: driver.at_high.error,
        share: share.map_or(f64::NAN, |share| share.value),
    }
}

/// The lowest or the highest tenth of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Low,
    High,
}

/// The turns of a measure, as paths name them.
const TURNS: [&str; 3] = ["imposed", "lifted", "reimposed"];

/// The measure and the turn whose date a number decides, if it does: what is drawn for it is a chance, and the
/// higher it is the later the date.
fn turn(driver: &Driver) -> Option<(&str, &str)> {
    let mut keys = driver.path.strip_prefix("measure.")?.split('.');
    let (measure, turn) = (keys.next()?, keys.next()?);
    (keys.next().is_none() && TURNS.contains(&turn)).then_some((measure, turn))
}

/// Whether a number decides when a measure turns, directly or by its chance.
pub fn is_of_dates(driver: &Driver) -> bool {
    let mut keys = driver.path.split('.');
    keys.next() == Some("measure") && keys.nth(1).is_some_and(|turn| TURNS.contains(&turn))
}

/// A number as a reader knows it.
pub fn named(scenario: &ScenarioInfo, driver: &Driver) -> String {
    if let Some((measure, turn)) = turn(driver) {
        return format!("date of {} {}", turning(turn), scenario.titles.of("measure", measure));
    }
    of_path(&scenario.titles, &driver.path)
}

/// What a number is at one of its ends, with its unit, in three digits.
pub fn setting(driver: &Driver, side: Side) -> String {
    if turn(driver).is_some() {
        let word = if side == Side::Low { "early" } else { "late" };
        return word.to_string();
    }
    let value = if side == Side::Low { driver.low } else { driver.high };
    let size = driver.low.abs().max(driver.high.abs()).max(1e-9).log10().floor() as i32;
    let number = fixed(value, (2 - size).clamp(0, 4));
    match driver.unit.as_str() {
        "" | "1" | "share" => number,
        unit => format!("{number}\u{a0}{unit}"),
    }
}
