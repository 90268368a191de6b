//! Measures: policy acts with a life in time and effects on the market.

use super::parameter::{ParameterId, Values};
use super::timing::{TimingRule, Transition};
use crate::numeric::real::{Mask, Real};

/// A policy act: when it holds, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Name.
    pub name: String,
    /// As it reads in a sentence: "EU embargo".
    pub title: Option<String>,
    /// Who imposes it.
    pub by: String,
    /// When it is imposed, lifted and imposed again, in the order of [`Transition`].
    pub timings: [TimingRule; 3],
    /// Half-life, in quarters, with which buyers withdraw after it is imposed; none: at once.
    pub phase_in: Option<ParameterId>,
    /// Half-life, in quarters, with which buyers, banks and insurers return after it is lifted.
    pub recovery: Option<ParameterId>,
    /// What it does.
    pub effects: Vec<Effect>,
}

/// What a measure does while it holds, on the quantities of `docs/model.md`.
///
/// Access and friction are people's caution and come and go gradually; the rest is law or
/// concrete, and holds for the share of a quarter in which the measure is in force.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "positions and parameters are named for what they are")]
pub enum Effect {
    /// Access of a pair falls to this level.
    Access { pair: usize, level: ParameterId },
    /// Ad valorem friction on a pair.
    Friction { pair: usize, rate: ParameterId },
    /// Added cost on a pair.
    AddedCost { pair: usize, cost: ParameterId },
    /// Ad valorem duty on a pair, on top of the baseline's.
    Tariff { pair: usize, rate: ParameterId },
    /// The corridor is shut.
    CloseCorridor { corridor: usize },
    /// The corridor costs this much more.
    CorridorCost { corridor: usize, added: ParameterId },
    /// The corridor's capacity is multiplied by this.
    CorridorCapacity { corridor: usize, factor: ParameterId },
    /// The exporter's capacity is multiplied by this.
    Capacity { exporter: usize, factor: ParameterId },
}

/// How much of a measure is felt in a quarter, both between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intensity<T: Real = f64> {
    /// Mean over the quarter of the cautious part, which fades in and out.
    pub behavioural: T,
    /// Share of the quarter in which the measure is in force.
    pub legal: T,
}

impl<T: Real> Intensity<T> {
    /// Whether nothing of the measure is felt in any lane. No effect of no strength changes a bit,
    /// so it may be left out.
    #[inline(always)]
    pub fn is_nil(self) -> bool {
        let zero = T::default();
        !zero.less(self.behavioural).or(zero.less(self.legal)).any()
    }
}

impl Measure {
    /// What decides when a turn comes.
    pub fn timing(&self, transition: Transition) -> &TimingRule {
        &self.timings[transition as usize]
    }

    /// Whether its dates are decided by chance, its own or that of a measure it waits for.
    pub fn is_uncertain(&self) -> bool {
        self.timings.iter().any(TimingRule::is_chance)
    }

    /// Starts of stretches in which the measure is in force or not, in order; one that never comes in
    /// any draw is left out.
    #[inline(always)]
    fn stretches<T: Real>(&self, dates: [T; 3]) -> [Option<(T, bool)>; 3] {
        let mut stretches = [None; 3];
        for k in 0..3 {
            if self.timings[k] != TimingRule::Never {
                stretches[k] = Some((dates[k], k != Transition::Lifted as usize));
            }
        }
        stretches
    }

    /// How much of the measure is felt in the quarter that begins at `begins`, if these are its dates:
    /// imposed, lifted, imposed again; infinite for never.
    #[inline(always)]
    pub fn strength<T: Real>(&self, begins: f64, dates: [T; 3], values: &Values<T>) -> Intensity<T> {
        let legal = standing(begins, dates);
        let (zero, one) = (T::default(), T::splat(1.0));
        let (begins, end) = (T::splat(begins), T::splat(begins + 1.0));
        let phase_in = self.phase_in.map(|id| values.get(id));
        let recovery = self.recovery.map(|id| values.get(id));
        let events = self.stretches(dates);
        let (mut level, mut behavioural) = (zero, zero);
        for k in 0..events.len() {
            // Some of the changes never come.
            let Some((from, stands)) = events[k] else { continue };
            let (target, half_life) = if stands { (one, phase_in) } else { (zero, recovery) };
            let stretch = Stretch { from, start: level, target, half_life };
            let next = events[k + 1..].iter().flatten().next();
            let to = next.map_or(T::splat(f64::INFINITY), |next| next.0);
            let (a, b) = (begins.max(from), end.min(to));
            let lasts = a.less(b);
            if lasts.any() {
                behavioural += T::select(lasts, stretch.integral(a, b), zero);
            }
            if next.is_some() {
                level = T::select(from.less(to), stretch.at(to), level);
            }
        }
        // The difference of two exponentials can leave the range by a rounding.
        Intensity { behavioural: one.min(zero.max(behavioural)), legal }
    }
}

/// The share of the quarter that begins at `begins` in which a measure with these dates stands.
#[inline(always)]
pub fn standing<T: Real>(begins: f64, [imposed, lifted, reimposed]: [T; 3]) -> T {
    let (zero, begins, end) = (T::default(), T::splat(begins), T::splat(begins + 1.0));
    let first = zero.max(end.min(lifted) - begins.max(imposed));
    first + zero.max(end - begins.max(reimposed))
}

/// A stretch of time in which the felt strength goes from `start` towards `target` by half-lives;
/// none, or one of zero: at once.
struct Stretch<T> {
    from: T,
    start: T,
    target: T,
    half_life: Option<T>,
}

impl<T: Real> Stretch<T> {
    /// The strength at a time within the stretch.
    #[inline(always)]
    fn at(&self, t: T) -> T {
        let remaining = match self.half_life {
            Some(half_life) => self.remaining(t, half_life),
            None => T::default(),
        };
        self.target + (self.start - self.target) * remaining
    }

    /// The share of the way that is still to go.
    #[inline(always)]
    fn remaining(&self, t: T, half_life: T) -> T {
        let zero = T::default();
        let share = ((self.from - t) / half_life * T::splat(std::f64::consts::LN_2)).exp();
        T::select(zero.less(half_life), share, zero)
    }

    /// `∫_a^b` of the strength within the stretch.
    #[inline(always)]
    fn integral(&self, a: T, b: T) -> T {
        let arrived = self.target * (b - a);
        let Some(half_life) = self.half_life else { return arrived };
        let gone = self.remaining(a, half_life) - self.remaining(b, half_life);
        let faded = half_life / T::splat(std::f64::consts::LN_2) * gone;
        arrived + (self.start - self.target) * faded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::lanes::Lanes;

    fn measure(lifted: Option<f64>, reimposed: Option<f64>, recovery: bool) -> Measure {
        let on = |date: Option<f64>| date.map_or(TimingRule::Never, TimingRule::On);
        Measure {
            name: "m".into(),
            title: None,
            by: "somebody".into(),
            timings: [TimingRule::On(10.5), on(lifted), on(reimposed)],
            phase_in: None,
            recovery: recovery.then_some(ParameterId(0)),
            effects: Vec::new(),
        }
    }

    fn dates<T: Real>(measure: &Measure) -> [T; 3] {
        measure.timings.clone().map(|timing| match timing {
            TimingRule::On(date) => T::splat(date),
            _ => T::splat(f64::INFINITY),
        })
    }

    fn behavioural(measure: &Measure, quarter: f64) -> Intensity {
        measure.strength(quarter, dates(measure), &Values::new(vec![2.0]))
    }

    #[test]
    fn a_measure_is_felt_for_the_part_of_the_quarter_in_which_it_stands() {
        let measure = measure(Some(12.25), None, false);
        assert_eq!(behavioural(&measure, 9.0), Intensity { behavioural: 0.0, legal: 0.0 });
        assert_eq!(behavioural(&measure, 10.0), Intensity { behavioural: 0.5, legal: 0.5 });
        assert_eq!(behavioural(&measure, 11.0), Intensity { behavioural: 1.0, legal: 1.0 });
        assert_eq!(behavioural(&measure, 12.0), Intensity { behavioural: 0.25, legal: 0.25 });
        assert_eq!(behavioural(&measure, 13.0), Intensity { behavioural: 0.0, legal: 0.0 });
    }

    #[test]
    fn caution_halves_every_half_life_after_the_lifting() {
        let measure = measure(Some(12.0), None, true);
        let (first, third) = (behavioural(&measure, 12.0), behavioural(&measure, 14.0));
        assert!((third.behavioural / first.behavioural - 0.5).abs() < 1e-12);
        // Mean of 2^(-t/2) over the first quarter.
        let mean = 2.0 / std::f64::consts::LN_2 * (1.0 - 0.5_f64.sqrt());
        assert!((first.behavioural - mean).abs() < 1e-12);
        assert_eq!(first.legal, 0.0);
    }

    #[test]
    fn a_measure_imposed_again_is_felt_again_at_once() {
        let measure = measure(Some(12.0), Some(15.0), true);
        assert!(behavioural(&measure, 14.0).behavioural < 0.6);
        assert_eq!(behavioural(&measure, 15.0), Intensity { behavioural: 1.0, legal: 1.0 });
    }

    #[test]
    fn half_lives_that_differ_between_lanes_fade_as_they_do_alone() {
        let half_lives = [0.0, 0.01, 2.0, 1e6];
        let mut measure = measure(Some(12.5), Some(15.25), true);
        measure.phase_in = Some(ParameterId(1));
        let phase_ins = [3.0, 0.0, 0.5, 1.0];
        let together = Values::new(vec![Lanes(half_lives), Lanes(phase_ins)]);
        for quarter in 8..20 {
            let strength = measure.strength(f64::from(quarter), dates(&measure), &together);
            for l in 0..4 {
                let alone = Values::new(vec![half_lives[l], phase_ins[l]]);
                let alone = measure.strength(f64::from(quarter), dates(&measure), &alone);
                assert_eq!(
                    (strength.behavioural.0[l], strength.legal.0[l]),
                    (alone.behavioural, alone.legal)
                );
                assert!((0.0..=1.0).contains(&alone.behavioural), "{alone:?}");
            }
        }
    }

    #[test]
    fn a_half_life_of_zero_is_none() {
        let at_once = measure(Some(12.25), Some(15.5), false);
        let zero = measure(Some(12.25), Some(15.5), true);
        for quarter in 8..20 {
            let of = |measure: &Measure| {
                measure.strength(f64::from(quarter), dates(measure), &Values::new(vec![0.0]))
            };
            assert_eq!(of(&at_once), of(&zero), "{quarter}");
        }
    }

    #[test]
    fn a_stretch_of_no_length_leaves_nothing_behind() {
        // Lifted as it was imposed: there is nothing to recover from.
        let measure = measure(Some(10.5), None, true);
        assert_eq!(behavioural(&measure, 10.0), Intensity { behavioural: 0.0, legal: 0.0 });
        assert_eq!(behavioural(&measure, 11.0), Intensity { behavioural: 0.0, legal: 0.0 });
    }
}
