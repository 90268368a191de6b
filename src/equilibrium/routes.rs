//! Choice of corridor: the logit of design section 3.
//!
//! Pairs that are served by the same corridors at the same extra costs make the same choice, so
//! the choice is computed once for each such *fan* of corridors, not once for each pair.

use crate::market::Baseline;
use crate::numeric::double_double::DoubleDouble;
use crate::numeric::real::Real;

/// One corridor that a fan may use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leg<T: Real = f64> {
    pub corridor: usize,
    /// Extra cost `x_ijr`, money per tonne.
    pub extra: T,
}

/// Which pairs choose among which corridors.
#[derive(Debug, Clone)]
pub struct Routes<T: Real = f64> {
    fans: Vec<Vec<Leg<T>>>,
    /// The fan of each pair; none for a pair that ships directly.
    fan_of: Vec<Option<usize>>,
}

/// The choice made within every fan at given corridor charges.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Composite cost `c` of each fan; infinite where every corridor is shut.
    pub composite: Vec<f64>,
    /// Share `w` of each leg of each fan, in the order of the fan's legs.
    pub share: Vec<Vec<f64>>,
}

impl<T: Real> Routes<T> {
    pub fn new(base: &Baseline<T>) -> Routes<T> {
        let pairs = base.exporter_count() * base.market_count();
        let mut fans: Vec<Vec<Leg<T>>> = Vec::new();
        let fan_of = (0..pairs)
            .map(|pair| {
                let legs: Vec<Leg<T>> = (0..base.corridor_count())
                    .filter(|&r| base.serves[base.leg(r, pair)])
                    .map(|r| Leg { corridor: r, extra: base.corridor_extra[base.leg(r, pair)] })
                    .collect();
                if legs.is_empty() {
                    return None;
                }
                let known = fans.iter().position(|fan| *fan == legs);
                Some(known.unwrap_or_else(|| {
                    fans.push(legs);
                    fans.len() - 1
                }))
            })
            .collect();
        Routes { fans, fan_of }
    }

    /// The fans, each a list of legs.
    pub fn fans(&self) -> &[Vec<Leg<T>>] {
        &self.fans
    }

    /// The fan of a pair; none for a pair that ships directly.
    pub fn fan_of(&self, pair: usize) -> Option<usize> {
        self.fan_of[pair]
    }

    /// Composite cost of a pair: its fan's, or nothing for a direct sale.
    pub fn cost_of(&self, pair: usize, composite: &[T]) -> T {
        self.fan_of[pair].map_or(T::default(), |fan| composite[fan])
    }

    /// Composite cost of every fan at the baseline: all corridors open, no rents.
    #[inline(always)]
    pub fn baseline_costs(&self, corridor_cost: &[T], theta: T) -> Vec<T> {
        let charge = |leg: &Leg<T>| corridor_cost[leg.corridor] + leg.extra;
        let of = |legs: &Vec<Leg<T>>| {
            // Measured from the cheapest, no exponential can overflow and one of them is 1.
            let cheapest = legs.iter().map(charge).fold(T::splat(f64::INFINITY), T::min);
            let weight = |leg: &Leg<T>| (-theta * (charge(leg) - cheapest)).exp();
            let total = legs.iter().fold(T::default(), |sum, leg| sum + weight(leg));
            cheapest - total.ln() / theta
        };
        self.fans.iter().map(of).collect()
    }
}

impl Routes {
    /// `w_r = open_r exp(-θ g_r) / Σ_s open_s exp(-θ g_s)` and `c = -(1/θ) ln Σ_r open_r exp(-θ g_r)`
    /// for every fan, where `charge[r]` is corridor cost plus rent and `g_r = charge_r + x_r`. Charges come in two parts:
    /// a rent may be so large that adding a cost to it would lose the cents on which the choice turns.
    pub fn choose(&self, charge: &[DoubleDouble], open: &[bool], theta: f64, choice: &mut Choice) {
        choice.composite.resize(self.fans.len(), 0.0);
        choice.share.resize(self.fans.len(), Vec::new());
        for (fan, legs) in self.fans.iter().enumerate() {
            let share = &mut choice.share[fan];
            share.clear();
            let of = |leg: &Leg| charge[leg.corridor].plus(leg.extra);
            let usable = || legs.iter().filter(|leg| open[leg.corridor]).map(of);
            let Some(cheapest) = usable().min_by(|a, b| a.minus(*b).total_cmp(&0.0)) else {
                share.resize(legs.len(), 0.0);
                choice.composite[fan] = f64::INFINITY;
                continue;
            };
            // Measured from the cheapest, no exponential can overflow and one of them is 1.
            let weight = |leg: &Leg| match open[leg.corridor] {
                true => (-theta * of(leg).minus(cheapest)).exp(),
                false => 0.0,
            };
            share.extend(legs.iter().map(weight));
            let total: f64 = share.iter().sum();
            share.iter_mut().for_each(|w| *w /= total);
            choice.composite[fan] = cheapest.plus(-total.ln() / theta).value();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One fan of two corridors, the second 4 dearer for its extra cost.
    fn two_corridors() -> Routes {
        let legs = vec![Leg { corridor: 0, extra: 0.0 }, Leg { corridor: 1, extra: 4.0 }];
        Routes { fans: vec![legs], fan_of: vec![Some(0)] }
    }

    fn chosen(charge: [DoubleDouble; 2], open: [bool; 2]) -> Choice {
        let mut choice = Choice::default();
        two_corridors().choose(&charge, &open, 0.25, &mut choice);
        choice
    }

    #[test]
    fn a_dearer_corridor_keeps_its_logit_share() {
        let choice = chosen([DoubleDouble::from(10.0); 2], [true; 2]);
        assert!((choice.share[0][1] / choice.share[0][0] - (-1.0f64).exp()).abs() < 1e-15);
        assert!(choice.composite[0] < 10.0);
    }

    #[test]
    fn a_rent_on_every_corridor_changes_no_choice_however_large() {
        let small = chosen([DoubleDouble::from(10.0), DoubleDouble::from(10.3)], [true; 2]);
        let large = chosen([10.0, 10.3].map(|cost| DoubleDouble::from(1e15).plus(cost)), [true; 2]);
        for leg in 0..2 {
            assert!((small.share[0][leg] - large.share[0][leg]).abs() < 1e-14);
        }
        assert_eq!(large.composite[0], 1e15 + small.composite[0]);
    }

    #[test]
    fn with_every_corridor_shut_nothing_is_carried() {
        let choice = chosen([DoubleDouble::from(10.0); 2], [false; 2]);
        assert_eq!((choice.share[0].as_slice(), choice.composite[0]), ([0.0, 0.0].as_slice(), f64::INFINITY));
    }
}
