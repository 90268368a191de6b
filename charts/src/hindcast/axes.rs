//! The axes of a hindcast: years below, few round numbers at the left.

use super::super::ChartError;
use super::super::frame::{SMALL, Scale, nice_step};
use super::super::text::clean;
use super::{Hindcast, HindcastPanel, HindcastPoint};

/// Values whose least is below this share of their greatest are shown from zero.
const NEAR_ZERO: f64 = 0.35;
/// Widest the name of a year may be.
const YEAR_ROOM: f64 = 70.0;

impl Hindcast {
    /// From half a year before the first to half a year after the last, and the length of a year:
    /// the least distance between two.
    pub(super) fn time_axis(&self) -> Result<(Scale, f64), ChartError> {
        let mut years: Vec<f64> = self.points().map(|point| point.x).collect();
        if years.is_empty() {
            return Err(ChartError::Empty("year"));
        }
        // Refuses what no axis can hold.
        let round = Scale::round(years.iter().copied(), 5)?;
        years.sort_by(f64::total_cmp);
        let steps = years.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| *step > 0.0);
        let step = steps.fold(f64::INFINITY, f64::min);
        let year = if step.is_finite() { step } else { 1.0 };
        let ends = (years.first().copied().unwrap_or(0.0), years.last().copied().unwrap_or(0.0));
        let (low, high) = (ends.0 - year / 2.0, ends.1 + year / 2.0);
        // Half a year vanishes beside numbers of more than fifteen digits.
        let (low, high) = if high > low { (low, high) } else { (round.low, round.high) };
        Ok((Scale::with_ticks(low, high, high - low), year))
    }

    /// As many years as stand side by side below a panel, at round steps, each under its own name.
    pub(super) fn years(&self, x: &Scale, width: f64) -> Vec<(f64, String)> {
        let mut years: Vec<(f64, &str)> =
            self.points().map(|point| (point.x, point.period.as_str())).collect();
        years.sort_by(|one, two| one.0.total_cmp(&two.0));
        years.dedup_by(|two, one| two.0 == one.0);
        let years: Vec<(f64, String)> =
            years.into_iter().map(|(year, name)| (year, SMALL.shorten(&clean(name), YEAR_ROOM))).collect();
        let first = years.first().map_or(0.0, |year| year.0);
        let steps = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0];
        let chosen = steps.into_iter().map(|step| -> Vec<(f64, String)> {
            // Steps of five and more count from year zero, so that they meet decades.
            let start = if step < 5.0 { first } else { 0.0 };
            let kept = |year: &&(f64, String)| ((year.0 - start) / step).fract().abs() < 1e-9;
            years.iter().filter(kept).cloned().collect()
        });
        let apart = |years: &Vec<(f64, String)>| {
            years.len() > 1
                && years.windows(2).all(|pair| {
                    let middle = |year: &(f64, String)| x.place(year.0, 0.0, width);
                    let half = |year: &(f64, String)| SMALL.width(&year.1) / 2.0;
                    middle(&pair[1]) - middle(&pair[0]) >= half(&pair[0]) + half(&pair[1]) + 9.0
                })
        };
        let ends =
            || years.first().into_iter().chain(years.last().filter(|_| years.len() > 1)).cloned().collect();
        chosen.into_iter().find(apart).unwrap_or_else(ends)
    }
}

/// An axis with about four ticks, from zero where that costs little room; none if the panel has
/// nothing to show.
pub(super) fn value_axis(panel: &HindcastPanel) -> Result<Option<Scale>, ChartError> {
    let mut values: Vec<f64> = panel.points.iter().flat_map(HindcastPoint::values).collect();
    if values.is_empty() {
        return Ok(None);
    }
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
    if (low > 0.0 && low < NEAR_ZERO * high) || (high < 0.0 && high > NEAR_ZERO * low) {
        values.push(0.0);
    }
    let round = Scale::airy(values, 4)?;
    let ticked = |step: f64| Scale::with_ticks(round.low, round.high, step);
    let steps = || (2..=6).map(|about| nice_step(round.high - round.low, about));
    // Steps of 1, 2 and 5; of 2.5 where those leave too few lines or too many.
    let best = clearest(steps().map(ticked));
    let best = match best {
        Some(scale) if !(3..=5).contains(&scale.ticks.len()) => {
            clearest(steps().map(|step| ticked(step / 2.0)).chain([scale]))
        }
        best => best,
    };
    Ok(best.map(|scale| grounded(scale, low)))
}

/// The axis that is easiest to read: four lines are best, then three, and rather five than two.
fn clearest(scales: impl Iterator<Item = Scale>) -> Option<Scale> {
    scales.min_by_key(|scale| match scale.ticks.len() {
        4 => 0,
        3 => 1,
        count @ 5.. => count,
        count => 20 - count,
    })
}

/// The axis, begun at its first tick if it would begin just below it: two lines so close look like
/// a mistake.
fn grounded(mut scale: Scale, least: f64) -> Scale {
    let near = |tick: &f64| *tick <= least && *tick - scale.low < 0.06 * (scale.high - scale.low);
    scale.low = scale.ticks.first().copied().filter(near).unwrap_or(scale.low);
    scale
}

#[cfg(test)]
mod tests {
    use super::super::super::block::Block;
    use super::super::super::{Canvas, Caption};
    use super::*;

    fn chart(years: impl IntoIterator<Item = i32>, values: &[f64]) -> Hindcast {
        let points = years.into_iter().zip(values.iter().cycle()).map(|(year, &value)| HindcastPoint {
            period: year.to_string(),
            x: f64::from(year),
            q05: value,
            q25: value,
            q50: value,
            q75: value,
            q95: value,
            observed: None,
        });
        let panel = HindcastPanel {
            label: "Exports".to_owned(),
            unit: "Mt a year".to_owned(),
            column: "exports_mt_per_year".to_owned(),
            points: points.collect(),
        };
        Hindcast { caption: Caption::default(), boundary: Some(2020.5), panels: vec![panel] }
    }

    fn named(years: impl IntoIterator<Item = i32>, width: f64) -> Vec<String> {
        let chart = chart(years, &[1.0, 2.0]);
        let (x, _) = chart.time_axis().expect("years");
        chart.years(&x, width).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn as_many_years_are_named_as_have_room() {
        assert_eq!(named(2019..2023, 300.0), ["2019", "2020", "2021", "2022"]);
        assert_eq!(named(2019..2025, 150.0), ["2019", "2021", "2023"]);
        assert_eq!(named(1993..2025, 250.0), ["1995", "2000", "2005", "2010", "2015", "2020"]);
        assert_eq!(named([2021], 250.0), ["2021"]);
    }

    #[test]
    fn axes_have_few_ticks_and_hold_all_values() {
        let samples: [&[f64]; 9] = [
            &[10.1, 4.9, 14.6],
            &[1.6, 3.8],
            &[-22.0, 370.0],
            &[15_200.0, 25_400.0],
            &[-7.0, -6.0],
            &[0.8, 1.82],
            &[240.0],
            &[0.0],
            &[1e-7, 3e-7],
        ];
        for values in samples {
            let scale = value_axis(&chart(2019..2025, values).panels[0]).expect("an axis").expect("values");
            assert!((3..=5).contains(&scale.ticks.len()), "{values:?}: {scale:?}");
            assert!(values.iter().all(|value| (scale.low..=scale.high).contains(value)), "{scale:?}");
            assert!(scale.ticks.iter().all(|tick| (scale.low..=scale.high).contains(tick)), "{scale:?}");
        }
    }

    #[test]
    fn years_held_out_begin_at_the_boundary_and_end_with_the_axis() {
        let layout = chart(2019..2023, &[1.0]).layout(&Canvas::default()).expect("a layout");
        let block = Block { left: 100.0, right: 180.0, top: 0.0, bottom: 10.0 };
        assert_eq!(layout.edge(Some(2020.5), &block), Some(140.0));
        assert_eq!(layout.edge(Some(1990.0), &block), Some(100.0));
        assert_eq!(layout.edge(Some(2022.5), &block), None);
        assert_eq!(layout.edge(Some(f64::NAN), &block), None);
        assert!(layout.sides_named);
    }
}
