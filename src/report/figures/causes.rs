//! What differences in revenue are made of, and which uncertain numbers they go with.

use super::{Figure, MOST_SERIES, Told};
use crate::analysis::comparison::Row;
use crate::analysis::drivers::{Driver, Drivers};
use crate::analysis::subject::Subject;
use crate::report::chart::{Chart, Slot, Step, StepKind, Tornado, TornadoBar, Waterfall, WaterfallPanel};
use crate::report::sweep::label;
use crate::report::texts::fill;
use crate::report::words::{during, fixed, plus, supported};
use crate::stats::summary::{Summary, decimals};

/// Most bars of a tornado.
const MOST_BARS: usize = 12;

impl Told<'_> {
    /// Differences to the baseline in tonnes and prices; none where nothing differs.
    pub(super) fn causes(&self) -> Option<Box<dyn Chart>> {
        let (study, texts) = (self.study, self.texts);
        let (window, comparison) = self.settled()?;
        let (baseline, level) = (study.scenarios.first()?, &comparison.rows.first()?.level);
        let own = study.scenarios.iter().zip(&comparison.rows).enumerate().skip(1).take(MOST_SERIES - 2);
        let mut rows: Vec<(&Subject, &Row, Slot)> = own.map(|(k, (one, row))| (one, row, Slot(k))).collect();
        let told = rows.last().copied();
        if let (Some((free, _)), Some(row)) = (&study.free, &comparison.free) {
            rows.push((free, row, Slot(MOST_SERIES - 1)));
        }
        let panel = |(scenario, row, slot): &(&Subject, &Row, Slot)| {
            self.causes_panel(baseline, level, scenario, row, *slot)
        };
        let panels: Vec<WaterfallPanel> = rows.iter().filter_map(panel).collect();
        if panels.is_empty() {
            return None;
        }
        let (name_s, when) = (self.name().1, during(texts, window));
        let subtitle = fill(texts.caption.causes_subtitle, &[("baseline", &baseline.title), ("when", &when)]);
        let title = told.or(rows.last().copied()).and_then(|(scenario, row, _)| {
            let effects = row.effects.as_ref()?;
            let [gain, volume, price] = [&row.difference, &effects.volume, &effects.price]
                .map(|one| plus(one.mean.value, decimals(one.mean, 2)));
            let parts: [(&str, &dyn std::fmt::Display); 4] =
                [("title", &scenario.title), ("gain", &gain), ("volume", &volume), ("price", &price)];
            Some(fill(texts.caption.causes_title, &parts))
        });
        let title = title.unwrap_or_else(|| fill(texts.caption.causes_plain, &[("name_s", &name_s)]));
        Some(Box::new(Waterfall {
            caption: self.caption(title, subtitle),
            unit: texts.caption.usd_bn_a_year.to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            panels,
        }))
    }

    fn causes_panel(
        &self,
        baseline: &Subject,
        level: &Summary,
        scenario: &Subject,
        row: &Row,
        slot: Slot,
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
            total(&baseline.title, level),
            change(self.texts.caption.causes_volume, &effects.volume),
            change(self.texts.caption.causes_price, &effects.price),
            total(&scenario.title, &row.level),
        ];
        Some(WaterfallPanel { label: scenario.title.clone(), slot, steps })
    }

    /// A tornado for every scenario that is held against the baseline, or for a single one.
    pub(super) fn drivers(&self) -> Vec<Figure> {
        let alone = self.study.scenarios.len() == 1;
        let asked = self.study.drivers.iter().filter(|one| alone || one.scenario > 0).take(MOST_SERIES - 1);
        asked.filter_map(|drivers| self.tornado(drivers)).collect()
    }

    fn tornado(&self, drivers: &Drivers) -> Option<Figure> {
        let (study, texts) = (self.study, self.texts);
        let scenario = study.scenarios.get(drivers.scenario)?;
        let bars: Vec<&Driver> =
            drivers.list.iter().filter(|driver| driver.stands_out()).take(MOST_BARS).collect();
        let first = bars.first()?;
        let (from, to) = (supported(first.at_low, 2), supported(first.at_high, 2));
        let parts: [(&str, &dyn std::fmt::Display); 4] =
            [("title", &scenario.title), ("driver", &label(&first.path)), ("from", &from), ("to", &to)];
        let title = fill(texts.caption.drivers_title, &parts);
        let (when, baseline) = (during(texts, drivers.window), &study.scenarios.first()?.title);
        let subtitle = match drivers.scenario {
            0 => fill(texts.caption.drivers_subtitle_level, &[("when", &when)]),
            _ => fill(texts.caption.drivers_subtitle_gain, &[("baseline", baseline), ("when", &when)]),
        };
        let chart: Box<dyn Chart> = Box::new(Tornado {
            caption: self.caption(title, subtitle),
            unit: texts.caption.usd_bn_a_year.to_string(),
            column: "revenue_usd_bn_per_year".to_string(),
            base: drivers.middle.value,
            bars: bars.iter().map(|driver| bar(driver)).collect(),
        });
        Some(Figure { name: format!("drivers-{}", scenario.name), chart })
    }
}

fn bar(driver: &Driver) -> TornadoBar {
    TornadoBar {
        label: label(&driver.path),
        low_setting: setting(driver, driver.low),
        high_setting: setting(driver, driver.high),
        low: driver.at_low.value,
        high: driver.at_high.value,
        low_error: driver.at_low.error,
        high_error: driver.at_high.error,
        share: driver.share.value,
    }
}

/// A number with its unit, in three digits.
pub(in crate::report) fn setting(driver: &Driver, value: f64) -> String {
    let size = driver.low.abs().max(driver.high.abs()).max(1e-9).log10().floor() as i32;
    let number = fixed(value, (2 - size).clamp(0, 4));
    match driver.unit.as_str() {
        "" | "1" | "share" => number,
        unit => format!("{number}\u{a0}{unit}"),
    }
}
