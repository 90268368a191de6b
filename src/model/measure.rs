//! Measures: policy acts with a life in time and effects on the market.

use super::parameter::{ParameterId, Values};

/// A policy act: when it holds, and what it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    pub name: String,
    /// Who imposes it.
    pub by: String,
    /// When it begins, in quarters on the axis of [`super::time::instant`].
    pub imposed: f64,
    pub lifted: Option<f64>,
    /// When a lifted measure is imposed again.
    pub reimposed: Option<f64>,
    /// Half-life, in quarters, with which buyers withdraw after it is imposed; none: at once.
    pub phase_in: Option<ParameterId>,
    /// Half-life, in quarters, with which buyers, banks and insurers return after it is lifted.
    pub recovery: Option<ParameterId>,
    pub effects: Vec<Effect>,
}

/// What a measure does while it holds, on the quantities of design section 3.
///
/// Access and friction are people's caution and come and go gradually; the rest is law or
/// concrete, and holds for the share of a quarter in which the measure stands.
#[derive(Debug, Clone, PartialEq)]
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
pub struct Strength {
    /// Mean over the quarter of the cautious part, which fades in and out.
    pub felt: f64,
    /// Share of the quarter in which the measure stands.
    pub in_force: f64,
}

impl Measure {
    /// How much of the measure is felt in the quarter that begins at `begins`.
    pub fn strength(&self, begins: f64, values: &Values) -> Strength {
        let end = begins + 1.0;
        let half_life = |id: Option<ParameterId>| id.map_or(0.0, |id| values.get(id));
        let (phase_in, recovery) = (half_life(self.phase_in), half_life(self.recovery));
        // Events in order, each the start of a stretch that approaches 1 or 0.
        let events =
            [Some((self.imposed, true)), self.lifted.map(|t| (t, false)), self.reimposed.map(|t| (t, true))];
        let events: Vec<(f64, bool)> = events.into_iter().flatten().collect();
        let (mut level, mut felt, mut in_force) = (0.0, 0.0, 0.0);
        for (k, &(from, stands)) in events.iter().enumerate() {
            let to = events.get(k + 1).map_or(f64::INFINITY, |next| next.0);
            let (target, half_life) = if stands { (1.0, phase_in) } else { (0.0, recovery) };
            let stretch = Stretch { from, to, start: level, target, half_life };
            let (a, b) = (begins.max(from), end.min(to));
            if b > a {
                felt += stretch.integral(a, b);
                in_force += if stands { b - a } else { 0.0 };
            }
            level = stretch.at(to);
        }
        Strength { felt, in_force }
    }
}

/// A stretch of time in which the felt strength goes from `start` towards `target` by half-lives.
struct Stretch {
    from: f64,
    to: f64,
    start: f64,
    target: f64,
    half_life: f64,
}

impl Stretch {
    fn at(&self, t: f64) -> f64 {
        self.target + (self.start - self.target) * self.remaining(t.min(self.to))
    }

    fn remaining(&self, t: f64) -> f64 {
        if self.half_life <= 0.0 {
            0.0
        } else {
            (-(t - self.from) / self.half_life * std::f64::consts::LN_2).exp()
        }
    }

    /// `∫_a^b` of the strength within the stretch.
    fn integral(&self, a: f64, b: f64) -> f64 {
        let faded = match self.half_life > 0.0 {
            true => self.half_life / std::f64::consts::LN_2 * (self.remaining(a) - self.remaining(b)),
            false => 0.0,
        };
        self.target * (b - a) + (self.start - self.target) * faded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(lifted: Option<f64>, reimposed: Option<f64>, recovery: bool) -> Measure {
        Measure {
            name: "m".into(),
            by: "somebody".into(),
            imposed: 10.5,
            lifted,
            reimposed,
            phase_in: None,
            recovery: recovery.then_some(ParameterId(0)),
            effects: Vec::new(),
        }
    }

    fn felt(measure: &Measure, quarter: f64) -> Strength {
        measure.strength(quarter, &Values::new(vec![2.0]))
    }

    #[test]
    fn a_measure_is_felt_for_the_part_of_the_quarter_in_which_it_stands() {
        let measure = measure(Some(12.25), None, false);
        assert_eq!(felt(&measure, 9.0), Strength { felt: 0.0, in_force: 0.0 });
        assert_eq!(felt(&measure, 10.0), Strength { felt: 0.5, in_force: 0.5 });
        assert_eq!(felt(&measure, 11.0), Strength { felt: 1.0, in_force: 1.0 });
        assert_eq!(felt(&measure, 12.0), Strength { felt: 0.25, in_force: 0.25 });
        assert_eq!(felt(&measure, 13.0), Strength { felt: 0.0, in_force: 0.0 });
    }

    #[test]
    fn caution_halves_every_half_life_after_the_lifting() {
        let measure = measure(Some(12.0), None, true);
        let (first, third) = (felt(&measure, 12.0), felt(&measure, 14.0));
        assert!((third.felt / first.felt - 0.5).abs() < 1e-12);
        // Mean of 2^(-t/2) over the first quarter.
        let mean = 2.0 / std::f64::consts::LN_2 * (1.0 - 0.5_f64.sqrt());
        assert!((first.felt - mean).abs() < 1e-12);
        assert_eq!(first.in_force, 0.0);
    }

    #[test]
    fn a_measure_imposed_again_is_felt_again_at_once() {
        let measure = measure(Some(12.0), Some(15.0), true);
        assert!(felt(&measure, 14.0).felt < 0.6);
        assert_eq!(felt(&measure, 15.0), Strength { felt: 1.0, in_force: 1.0 });
    }
}
