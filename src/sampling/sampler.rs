//! Drawing worlds: a value for every uncertainty of a scenario, alike in all scenarios of a run.
//!
//! With the pseudo-random method, whatever is added, removed or renamed changes no other number. Sobol
//! points have dimensions, given out to the uncertainties of all scenarios of a run, the first
//! scenario's first and in the order of its files: an uncertainty that is added moves those that come
//! after it to other dimensions, and so to other numbers. Uncertainties beyond the last dimension are
//! drawn pseudo-randomly, as is all that moves through time.

use super::mixing::mixed;
use super::process_state::{ProcessPlan, ProcessState};
use super::proposal::Proposal;
use super::sobol::{self, DIMENSIONS, Directions};
use super::{PathKey, Stream, mix};
use crate::numeric::isa::{Isa, Kernel};
use crate::numeric::lanes::Lanes;
use crate::numeric::normal;
use crate::numeric::real::Real;
use crate::scenario::distribution::Distribution;
use crate::scenario::factor::FactorGroup;
use crate::scenario::parameter::{ParameterId, Value, Values};
use crate::scenario::posterior_sample::PosteriorSample;
use crate::scenario::reordering;
use crate::scenario::{Definition, Method};
use crate::units::time::Quarter;
use std::sync::Arc;

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
    proposal: Proposal,
}

impl Sampling {
    /// For scenarios that are run together. Repeating one changes nothing, nor does one whose
    /// uncertainties others have already.
    pub fn new<'a>(
        scenarios: impl IntoIterator<Item = &'a Definition>,
        seed: u64,
        method: Method,
    ) -> Sampling {
        let mut dimensions: Vec<String> = Vec::new();
        if method == Method::Sobol {
            let mut known = std::collections::HashSet::new();
            for scenario in scenarios {
                let drawn = scenario.uncertainties().filter(|(id, _)| !scenario.is_calibrated(*id));
                for (_, parameter) in drawn {
                    if known.insert(parameter.path.clone()) {
                        dimensions.push(parameter.path.clone());
                    }
                }
            }
        }
        Sampling { seed, method, dimensions, proposal: Proposal::default() }
    }

    /// The same, steered; for a run of one scenario. What is correlated is steered before it is mixed.
    pub fn with_proposal(self, proposal: Proposal) -> Sampling {
        Sampling { proposal, ..self }
    }

    /// Uncertainties that have no dimension left and are drawn pseudo-randomly.
    pub fn beyond(&self) -> &[String] {
        // Fewer than there are dimensions leave none without.
        self.dimensions.get(DIMENSIONS..).unwrap_or_default()
    }

    /// The sampler of one of the scenarios.
    pub fn sampler(&self, scenario: &Definition) -> Sampler {
        let seed = |group: FactorGroup| match scenario.redrawn.has(group) {
            true => another(self.seed),
            false => self.seed,
        };
        let source = |id: ParameterId, path: &str| {
            let stream = Stream::new(seed(scenario.group_of(id)), PathKey::new(path));
            let number = self.dimensions.iter().position(|known| known == path);
            match number.filter(|_| self.method == Method::Sobol).and_then(sobol::dimension) {
                Some(directions) => {
                    let keys = std::array::from_fn(|scramble| mix(stream.0 ^ mix(scramble as u64)));
                    Source::Sobol(directions, Box::new(keys))
                }
                None => Source::Pseudo(stream),
            }
        };
        let drawn = scenario.uncertainties().filter(|(id, _)| !scenario.is_calibrated(*id));
        let uncertain = drawn.filter_map(|(id, parameter)| match &parameter.value {
            Value::Uncertain(distribution) => Some(Uncertain {
                id,
                source: source(id, &parameter.path),
                distribution: distribution.clone(),
            }),
            Value::Fixed(_) => None,
        });
        let uncertain: Vec<Uncertain> = uncertain.collect();
        let partner = |id: usize| {
            let drawn = uncertain.iter().position(|known| known.id == ParameterId(id));
            drawn.map(Partner::Drawn).or_else(|| Partner::calibrated(scenario, ParameterId(id)))
        };
        let groups = scenario.correlation.parameters.iter().filter_map(|group| {
            let members: Option<Vec<Partner>> = group.members.iter().map(|id| partner(*id)).collect();
            Some(Together { members: members?, factor: group.factor.clone() })
        });
        let groups: Vec<Together> = groups.collect();
        let mut alone = vec![true; uncertain.len()];
        for member in groups.iter().flat_map(|group| &group.members) {
            if let Partner::Drawn(position) = member {
                alone[*position] = false;
            }
        }
        let first = mix(Stream::new(seed(FactorGroup::Learnt), PathKey::new(LEARNT)).0);
        let is_scattered = scenario.redrawn.has(FactorGroup::Learnt);
        let calibrated = scenario.posterior_sample.clone().map(|posterior_sample| CalibratedNumbers {
            posterior_sample,
            first,
            is_scattered,
        });
        Sampler {
            central: scenario.central_values(),
            uncertain,
            alone,
            calibrated,
            proposal: self.proposal.clone(),
            groups,
            plan: ProcessPlan::new(scenario, seed(FactorGroup::Processes), seed(FactorGroup::Disruptions)),
            pinned: scenario.pinned.clone(),
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
    calibrated: Option<CalibratedNumbers>,
    proposal: Proposal,
    groups: Vec<Together>,
    plan: ProcessPlan,
    pinned: Vec<(ParameterId, f64)>,
}

/// Name of the address that decides which member of an ensemble comes first.
const LEARNT: &str = "calibration";

/// A posterior sample of some parameters. Draws take its members in turn, so that every stretch of as many
/// draws takes each member once; which comes first, the seed decides.
#[derive(Debug, Clone)]
struct CalibratedNumbers {
    posterior_sample: Arc<PosteriorSample>,
    first: u64,
    /// Whether every draw takes a member by itself: beside draws that take them in turn, turns of another beginning
    /// would always pair the same two.
    is_scattered: bool,
}

/// A seed whose streams are independent of those of this one.
fn another(seed: u64) -> u64 {
    mix(seed ^ 0x5851_f42d_4c95_7f2d)
}

impl CalibratedNumbers {
    /// The member that a draw takes.
    #[inline(always)]
    fn row(&self, draw: u64) -> usize {
        let members = (self.posterior_sample.members.rows.len() as u64).max(1);
        if self.is_scattered {
            return (mix(self.first ^ mix(draw)) % members) as usize;
        }
        ((self.first % members + draw % members) % members) as usize
    }
}

/// Uncertainties that move together.
#[derive(Debug, Clone)]
struct Together {
    members: Vec<Partner>,
    /// [`crate::scenario::correlation::Group::factor`].
    factor: Vec<Vec<f64>>,
}

/// One of several that move together.
#[derive(Debug, Clone)]
enum Partner {
    /// Position among the uncertain parameters.
    Drawn(usize),
    /// The normal score of what each member of the ensemble says of it, among all members.
    CalibratedNumbers(Vec<f64>),
}

impl Partner {
    fn calibrated(scenario: &Definition, id: ParameterId) -> Option<Partner> {
        let values = scenario.posterior_sample.as_ref()?.values(id)?;
        Some(Partner::CalibratedNumbers(reordering::scores(&values)))
    }
}

/// What it takes to draw one uncertain parameter.
#[derive(Debug, Clone)]
struct Uncertain {
    id: ParameterId,
    source: Source,
    distribution: Distribution,
}

/// Probabilities kept off 0 and 1, where quantiles have no value.
#[inline(always)]
fn inside<const L: usize>(probability: Lanes<L>) -> Lanes<L> {
    let (least, most) = (Lanes::splat(f64::MIN_POSITIVE), Lanes::splat(1.0 - 0.5 * f64::EPSILON));
    least.max(most.min(probability))
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
    pub fn new(scenario: &Definition, seed: u64) -> Sampler {
        Sampling::new([scenario], seed, Method::Pseudo).sampler(scenario)
    }

    /// The parameter values of draw `k`.
    pub fn draw(&self, k: u64) -> Values {
        let mut values = self.blank_lanes::<1>();
        self.draw_lanes([k], &mut values);
        Values::new(values.as_slice().iter().map(|value| value.0[0]).collect())
    }

    /// The normal score of every uncertainty of draw `k` before any correlation, in the order of the
    /// scenario's uncertainties that were not learnt.
    pub fn scores(&self, k: u64) -> Vec<f64> {
        let with_proposal = self.with_proposal(&[k]);
        let score = |(position, uncertain): (usize, &Uncertain)| {
            normal::quantile(rank(uncertain, &[k], with_proposal.get(position)).0[0])
        };
        self.uncertain.iter().enumerate().map(score).collect()
    }

    /// Steered scores by position of the uncertainty; empty where nothing is steered.
    #[inline(always)]
    fn with_proposal<const L: usize>(&self, draws: &[u64; L]) -> Vec<Option<Lanes<L>>> {
        if self.proposal.is_empty() {
            return Vec::new();
        }
        let own = |position: usize| normal::quantile(self.uncertain[position].source.uniforms(draws));
        let mut scores = vec![None; self.uncertain.len()];
        for (position, score) in self.proposal.scores(own) {
            if let Some(place) = scores.get_mut(position) {
                *place = Some(score);
            }
        }
        scores
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
    pub fn state<const L: usize>(&self, scenario: &Definition) -> ProcessState<L> {
        self.plan.state(scenario)
    }

    /// Takes a course back to the time before the horizon, for these draws and what was drawn for them.
    pub fn begin<const L: usize>(
        &self,
        state: &mut ProcessState<L>,
        draws: [u64; L],
        values: &Values<Lanes<L>>,
    ) {
        state.begin(&self.plan, draws, values);
    }

    /// Moves a course on to a quarter: the first of the horizon, then the one after it, and so on.
    pub fn advance<const L: usize>(
        &self,
        state: &mut ProcessState<L>,
        quarter: Quarter,
        values: &Values<Lanes<L>>,
    ) {
        state.advance(&self.plan, quarter, values);
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
        let with_proposal = sampler.with_proposal(&draws);
        for (k, uncertain) in sampler.uncertain.iter().enumerate() {
            if sampler.alone[k] {
                let rank = rank(uncertain, &draws, with_proposal.get(k));
                values.set(uncertain.id, uncertain.distribution.quantiles(rank));
            }
        }
        let mut rows = [0; L];
        if let Some(calibrated) = &sampler.calibrated {
            rows = draws.map(|draw| calibrated.row(draw));
            for (id, column) in &calibrated.posterior_sample.parameters {
                values
                    .set(*id, Lanes(rows.map(|row| calibrated.posterior_sample.members.rows[row][*column])));
            }
            for (id, column) in &calibrated.posterior_sample.reordered {
                values.set(*id, Lanes(rows.map(|row| column[row])));
            }
        }
        for group in &sampler.groups {
            draw_together(sampler, group, (&draws, &rows), &with_proposal, values);
        }
        for (id, value) in &sampler.pinned {
            values.set(*id, Lanes::splat(*value));
        }
    }
}

/// The rank of an uncertainty before any correlation: its own number, or what it was steered to.
#[inline(always)]
fn rank<const L: usize>(
    uncertain: &Uncertain,
    draws: &[u64; L],
    with_proposal: Option<&Option<Lanes<L>>>,
) -> Lanes<L> {
    match with_proposal.copied().flatten() {
        None => uncertain.source.uniforms(draws),
        Some(score) => inside(normal::cumulative(score)),
    }
}

/// Draws the members of a group: their normal scores are mixed, and make probabilities again. What was
/// learnt of some of them gives the scores that the others are mixed with.
#[inline(always)]
fn draw_together<const L: usize>(
    sampler: &Sampler,
    group: &Together,
    (draws, rows): (&[u64; L], &[usize; L]),
    with_proposal: &[Option<Lanes<L>>],
    values: &mut Values<Lanes<L>>,
) {
    let mut scores: Vec<Lanes<L>> = Vec::with_capacity(group.members.len());
    for (k, member) in group.members.iter().enumerate() {
        let factor = &group.factor[k];
        let position = match member {
            Partner::Drawn(position) => *position,
            Partner::CalibratedNumbers(known) => {
                let score = Lanes(rows.map(|row| known[row]));
                scores.push((score - mixed(factor, &scores)) / Lanes::splat(factor[k]));
                continue;
            }
        };
        let uncertain = &sampler.uncertain[position];
        let own = rank(uncertain, draws, with_proposal.get(position));
        scores.push(normal::quantile(own));
        let rank = if k == 0 {
            // The first is mixed with nothing and keeps its own number.
            own
        } else {
            inside(normal::cumulative(mixed(factor, &scores)))
        };
        values.set(uncertain.id, uncertain.distribution.quantiles(rank));
    }
}
