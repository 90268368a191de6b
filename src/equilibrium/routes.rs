//! Choice of corridor: the logit of `docs/model.md`.
//!
//! Pairs that are served by the same corridors at the same extra costs make the same choice, so
//! the choice is computed once for each such *fan* of corridors, not once for each pair.

use crate::market::Baseline;
use crate::numeric::double_double::DoubleDouble;
use crate::numeric::real::Real;

/// One corridor that a fan may use.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorridorOption<T: Real = f64> {
    pub corridor: usize,
    /// Extra cost `x_ijr`, money per tonne.
    pub extra: T,
}

/// Which pairs choose among which corridors.
#[derive(Debug, Clone)]
pub struct Routes<T: Real = f64> {
    choice_sets: Vec<Vec<CorridorOption<T>>>,
    /// The fan of each pair; none for a pair that ships directly.
    choice_set_of: Vec<Option<usize>>,
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
        let mut choice_sets: Vec<Vec<CorridorOption<T>>> = Vec::new();
        let choice_set_of = (0..pairs)
            .map(|pair| {
                let options: Vec<CorridorOption<T>> = (0..base.corridor_count())
                    .filter(|&r| base.serves[base.route_index(r, pair)])
                    .map(|r| CorridorOption {
                        corridor: r,
                        extra: base.corridor_extra[base.route_index(r, pair)],
                    })
                    .collect();
                if options.is_empty() {
                    return None;
                }
                let known = choice_sets.iter().position(|choice_set| *choice_set == options);
                Some(known.unwrap_or_else(|| {
                    choice_sets.push(options);
                    choice_sets.len() - 1
                }))
            })
            .collect();
        Routes { choice_sets, choice_set_of }
    }

    /// The fans, each a list of legs.
    pub fn choice_sets(&self) -> &[Vec<CorridorOption<T>>] {
        &self.choice_sets
    }

    /// The fan of a pair; none for a pair that ships directly.
    pub fn choice_set_of(&self, pair: usize) -> Option<usize> {
        self.choice_set_of[pair]
    }

    /// Composite cost of a pair: its fan's, or nothing for a direct sale.
    pub fn cost_of(&self, pair: usize, composite: &[T]) -> T {
        self.choice_set_of[pair].map_or(T::default(), |choice_set| composite[choice_set])
    }

    /// Composite cost of every fan at the baseline: all corridors open, no rents.
    #[inline(always)]
    pub fn baseline_costs(&self, corridor_cost: &[T], theta: T) -> Vec<T> {
        let charge = |option: &CorridorOption<T>| corridor_cost[option.corridor] + option.extra;
        let of = |options: &Vec<CorridorOption<T>>| {
            // Measured from the cheapest, no exponential can overflow and one of them is 1.
            let cheapest = options.iter().map(charge).fold(T::splat(f64::INFINITY), T::min);
            let weight = |option: &CorridorOption<T>| (-theta * (charge(option) - cheapest)).exp();
            let total = options.iter().fold(T::default(), |sum, option| sum + weight(option));
            cheapest - total.ln() / theta
        };
        self.choice_sets.iter().map(of).collect()
    }
}

impl Routes {
    /// `w_r = open_r exp(-θ g_r) / Σ_s open_s exp(-θ g_s)` and `c = -(1/θ) ln Σ_r open_r exp(-θ g_r)`
    /// for every fan, where `charge[r]` is corridor cost plus rent and `g_r = charge_r + x_r`. Charges come in two parts:
    /// a rent may be so large that adding a cost to it would lose the cents on which the choice turns.
    pub fn choose(&self, charge: &[DoubleDouble], open: &[bool], theta: f64, choice: &mut Choice) {
        choice.composite.resize(self.choice_sets.len(), 0.0);
        choice.share.resize(self.choice_sets.len(), Vec::new());
        for (choice_set, options) in self.choice_sets.iter().enumerate() {
            let share = &mut choice.share[choice_set];
            share.clear();
            let of = |option: &CorridorOption| charge[option.corridor].plus(option.extra);
            let usable = || options.iter().filter(|option| open[option.corridor]).map(of);
            let Some(cheapest) = usable().min_by(|a, b| a.minus(*b).total_cmp(&0.0)) else {
                share.resize(options.len(), 0.0);
                choice.composite[choice_set] = f64::INFINITY;
                continue;
            };
            // Measured from the cheapest, no exponential can overflow and one of them is 1.
            let weight = |option: &CorridorOption| match open[option.corridor] {
                true => (-theta * of(option).minus(cheapest)).exp(),
                false => 0.0,
            };
            share.extend(options.iter().map(weight));
            let total: f64 = share.iter().sum();
            share.iter_mut().for_each(|w| *w /= total);
            choice.composite[choice_set] = cheapest.plus(-total.ln() / theta).value();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One fan of two corridors, the second 4 dearer for its extra cost.
    fn two_corridors() -> Routes {
        let options =
            vec![CorridorOption { corridor: 0, extra: 0.0 }, CorridorOption { corridor: 1, extra: 4.0 }];
        Routes { choice_sets: vec![options], choice_set_of: vec![Some(0)] }
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
        for option in 0..2 {
            assert!((small.share[0][option] - large.share[0][option]).abs() < 1e-14);
        }
        assert_eq!(large.composite[0], 1e15 + small.composite[0]);
    }

    #[test]
    fn with_every_corridor_shut_nothing_is_carried() {
        let choice = chosen([DoubleDouble::from(10.0); 2], [false; 2]);
        assert_eq!((choice.share[0].as_slice(), choice.composite[0]), ([0.0, 0.0].as_slice(), f64::INFINITY));
    }
}
