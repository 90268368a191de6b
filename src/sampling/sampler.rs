//! Drawing worlds: a value for every uncertainty of a scenario, alike in all scenarios of a run.
//!
//! With the pseudo-random method, whatever is added, removed or renamed changes no other number. Sobol
//! points have dimensions, given out to the uncertainties of all scenarios of a run, the first
//! scenario's first and in the order of its files: an uncertainty that is added moves those that come
//! after it to other dimensions, and so to other numbers. Uncertainties beyond the last dimension are
//! drawn pseudo-randomly, as is all that moves through time.

use super::course::{Course, Motion};
use super::sobol::{self, DIMENSIONS, Directions};
use super::{PathKey, Stream, mix};
use crate::model::correlation::Group;
use crate::model::distribution::Distribution;
use crate::model::parameter::{ParameterId, Value, Values};
use crate::model::scenario::{Method, Scenario};
use crate::model::time::Quarter;
use crate::numeric::isa::{Isa, Kernel};
use crate::numeric::lanes::Lanes;
use crate::numeric::normal;
use crate::numeric::real::Real;

/// Independent scrambles of the Sobol points: draw `k` is point `k / SCRAMBLES` of scramble
/// `k % SCRAMBLES`. So every first part of a run is one, and errors show in how scrambles differ.
pub const SCRAMBLES: usize = 16;

/// How the worlds of a run are drawn.
#[derive(Debug, Clone)]
pub struct Sampling {
    seed: u64,
    method: Method,
    /// Paths in the order of their dimensions.
    dimensions: Vec<String>,
}

impl Sampling {
    /// For scenarios that are run together. Repeating one changes nothing, nor does one whose
    /// uncertainties others have already.
    pub fn new<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>, seed: u64, method: Method) -> Sampling {
        let mut dimensions: Vec<String> = Vec::new();
        if method == Method::Sobol {
            let mut known = std::collections::HashSet::new();
            for (_, parameter) in scenarios.into_iter().flat_map(Scenario::uncertainties) {
                if known.insert(parameter.path.clone()) {
                    dimensions.push(parameter.path.clone());
                }
            }
        }
        Sampling { seed, method, dimensions }
    }

    /// Uncertainties that have no dimension left and are drawn pseudo-randomly.
    pub fn beyond(&self) -> &[String] {
        self.dimensions.get(DIMENSIONS..).unwrap_or_default()
    }

    /// The sampler of one of the scenarios.
    pub fn sampler(&self, scenario: &Scenario) -> Sampler {
        let seed = self.seed;
        let source = |path: &str| {
            let stream = Stream::new(seed, PathKey::new(path));
            let number = self.dimensions.iter().position(|known| known == path);
            match number.filter(|_| self.method == Method::Sobol).and_then(sobol::dimension) {
                Some(directions) => {
                    let keys = std::array::from_fn(|scramble| mix(stream.0 ^ mix(scramble as u64)));
                    Source::Sobol(directions, Box::new(keys))
                }
                None => Source::Pseudo(stream),
            }
        };
        let uncertain = scenario.uncertainties().filter_map(|(id, parameter)| match &parameter.value {
            Value::Uncertain(distribution) => {
                Some(Uncertain { id, source: source(&parameter.path), distribution: distribution.clone() })
            }
            Value::Fixed(_) => None,
        });
        let uncertain: Vec<Uncertain> = uncertain.collect();
        let place = |id: usize| uncertain.iter().position(|known| known.id == ParameterId(id));
        let groups = scenario.correlation.parameters.iter().filter_map(|group| {
            let members: Option<Vec<usize>> = group.members.iter().map(|id| place(*id)).collect();
            Some(Group { members: members?, factor: group.factor.clone() })
        });
        let groups: Vec<Group> = groups.collect();
        let mut alone = vec![true; uncertain.len()];
        groups.iter().flat_map(|group| &group.members).for_each(|member| alone[*member] = false);
        Sampler {
            central: scenario.central_values(),
            uncertain,
            alone,
            groups,
            motion: Motion::new(scenario, seed),
        }
    }
}

/// Draws worlds of one scenario.
#[derive(Debug, Clone)]
pub struct Sampler {
    central: Values,
    uncertain: Vec<Uncertain>,
    /// For each uncertainty, whether it is correlated with no other.
    alone: Vec<bool>,
    groups: Vec<Group>,
    motion: Motion,
}

/// What it takes to draw one uncertain parameter.
#[derive(Debug, Clone)]
struct Uncertain {
    id: ParameterId,
    source: Source,
    distribution: Distribution,
}

/// Where the uniform numbers of an uncertainty come from.
#[derive(Debug, Clone)]
enum Source {
    Pseudo(Stream),
    /// A dimension, and the key of each scramble.
    Sobol(&'static Directions, Box<[u64; SCRAMBLES]>),
}

impl Source {
    #[inline(always)]
    fn uniforms<const L: usize>(&self, draws: &[u64; L]) -> Lanes<L> {
        match self {
            Source::Pseudo(stream) => stream.uniforms(draws, 0),
            Source::Sobol(directions, keys) => {
                let mut uniforms = [0.0; L];
                for l in 0..L {
                    let (index, scramble) = (draws[l] / SCRAMBLES as u64, draws[l] % SCRAMBLES as u64);
                    let point = sobol::point(directions, index);
                    uniforms[l] = sobol::scrambled(point, keys[scramble as usize]);
                }
                Lanes(uniforms)
            }
        }
    }
}

impl Sampler {
    /// The pseudo-random sampler of a scenario, which needs no knowledge of others.
    pub fn new(scenario: &Scenario, seed: u64) -> Sampler {
        Sampling::new([scenario], seed, Method::Pseudo).sampler(scenario)
    }

    /// The parameter values of draw `k`.
    pub fn draw(&self, k: u64) -> Values {
        let mut values = self.blank_lanes::<1>();
        self.draw_lanes([k], &mut values);
        Values::new(values.as_slice().iter().map(|value| value.0[0]).collect())
    }

    /// Central values in every lane: for [`Sampler::draw_lanes`] to fill.
    pub fn blank_lanes<const L: usize>(&self) -> Values<Lanes<L>> {
        Values::new(self.central.as_slice().iter().map(|&value| Lanes([value; L])).collect())
    }

    /// Writes draw `draws[l]` into lane `l` of values that [`Sampler::blank_lanes`] made, bit by bit
    /// what [`Sampler::draw`] gives. Several lanes may hold the same draw.
    pub fn draw_lanes<const L: usize>(&self, draws: [u64; L], values: &mut Values<Lanes<L>>) {
        Isa::best().run(DrawLanes { sampler: self, draws, values });
    }

    /// A course of lanes of draws of this scenario: for [`Sampler::begin`] to start.
    pub fn course<const L: usize>(&self, scenario: &Scenario) -> Course<L> {
        self.motion.course(scenario)
    }

    /// Takes a course back to the time before the horizon, for these draws and what was drawn for them.
    pub fn begin<const L: usize>(&self, course: &mut Course<L>, draws: [u64; L], values: &Values<Lanes<L>>) {
        course.begin(&self.motion, draws, values);
    }

    /// Moves a course on to a quarter: the first of the horizon, then the one after it, and so on.
    pub fn advance<const L: usize>(
        &self,
        course: &mut Course<L>,
        quarter: Quarter,
        values: &Values<Lanes<L>>,
    ) {
        course.advance(&self.motion, quarter, values);
    }
}

/// The work of [`Sampler::draw_lanes`], compiled for every instruction set: half of it is the
/// multiplication of long integers and the other half square roots.
pub struct DrawLanes<'a, const L: usize> {
    /// Whose parameters to draw.
    pub sampler: &'a Sampler,
    /// Which draw goes into which lane.
    pub draws: [u64; L],
    /// What the sampler's [`Sampler::blank_lanes`] made.
    pub values: &'a mut Values<Lanes<L>>,
}

impl<const L: usize> Kernel for DrawLanes<'_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let DrawLanes { sampler, draws, values } = self;
        for (Uncertain { id, source, distribution }, alone) in sampler.uncertain.iter().zip(&sampler.alone) {
            if *alone {
                values.set(*id, distribution.quantiles(source.uniforms(&draws)));
            }
        }
        for group in &sampler.groups {
            draw_together(&sampler.uncertain, group, &draws, values);
        }
    }
}

/// Draws the members of a group: their normal scores are mixed, and make probabilities again.
#[inline(always)]
fn draw_together<const L: usize>(
    uncertain: &[Uncertain],
    group: &Group,
    draws: &[u64; L],
    values: &mut Values<Lanes<L>>,
) {
    let score = |member: &usize| normal::quantile(uncertain[*member].source.uniforms(draws));
    let scores: Vec<Lanes<L>> = group.members.iter().map(score).collect();
    for (k, member) in group.members.iter().enumerate() {
        let Uncertain { id, source, distribution } = &uncertain[*member];
        let rank = if k == 0 {
            // The first is mixed with nothing and keeps its own number.
            source.uniforms(draws)
        } else {
            let (least, most) = (Lanes::splat(f64::MIN_POSITIVE), Lanes::splat(1.0 - 0.5 * f64::EPSILON));
            least.max(most.min(normal::cumulative(mixed(&group.factor[k], &scores))))
        };
        values.set(*id, distribution.quantiles(rank));
    }
}

/// A row of a factor times independent scores.
#[inline(always)]
pub(super) fn mixed<const L: usize>(row: &[f64], scores: &[Lanes<L>]) -> Lanes<L> {
    let mut sum = Lanes::default();
    for (weight, score) in row.iter().zip(scores) {
        sum += Lanes::splat(*weight) * *score;
    }
    sum
}
