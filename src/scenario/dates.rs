//! When the measures of a scenario turn in one draw.

use super::definition::Definition;
use super::parameter::Values;
use super::timing::{Dates, Delay, Event, RandomTiming, TimingRule};
use crate::numeric::real::{Mask, Real};

impl Definition {
    /// When every measure turns, and every project begins, in the world with these values.
    pub fn dates<T: Real>(&self, values: &Values<T>) -> Dates<T> {
        let mut dates = Dates(vec![[T::splat(f64::INFINITY); 3]; self.measures.len() + self.projects.len()]);
        self.dates_into(values, &mut dates);
        dates
    }

    /// [`Definition::dates`] over those of another draw of this scenario, without allocating.
    pub fn dates_into<T: Real>(&self, values: &Values<T>, dates: &mut Dates<T>) {
        for &event in &self.events {
            let begun = match event.transition.previous() {
                Some(transition) => dates.of(Event { transition, ..event }),
                None => T::splat(f64::NEG_INFINITY),
            };
            let date = match self.timing(event) {
                TimingRule::Never => T::splat(f64::INFINITY),
                TimingRule::On(date) => begun.max(T::splat(*date)),
                TimingRule::RandomTiming(random_timing) => random_timing.date(begun, values, dates),
            };
            dates.0[event.owner][event.transition as usize] = date;
        }
    }
}

impl RandomTiming {
    /// The date, given when the measure's turn before it came.
    fn date<T: Real>(&self, begun: T, values: &Values<T>, dates: &Dates<T>) -> T {
        let (zero, one, never) = (T::default(), T::splat(1.0), T::splat(f64::INFINITY));
        let mut start = begun;
        if let Some(date) = self.not_before {
            start = start.max(T::splat(date));
        }
        if let Some(event) = self.after {
            start = start.max(dates.of(event));
        }
        let rank = self.rank.map_or(zero, |id| values.get(id));
        let (date, comes) = match self.delay {
            Delay::Hazard { rate } => {
                // Quarters, for a rate per year; a rate of nothing is never.
                let waited = T::splat(-4.0) * (one - rank).ln() / values.get(rate);
                (start + waited, zero.less(values.get(rate)))
            }
            Delay::Window { to, probability } => {
                let (probability, to) = (values.get(probability), T::splat(to));
                // A window that is over when the wait begins has its turn at once, if at all.
                (start + rank / probability * zero.max(to - start), rank.less(probability))
            }
            Delay::Lag { quarters, probability } => {
                let lag = quarters.map_or(zero, |id| values.get(id));
                let probability = probability.map_or(one, |id| values.get(id));
                (start + lag, rank.less(probability))
            }
        };
        T::select(comes.and(start.less(never)), date, never)
    }
}
