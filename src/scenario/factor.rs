//! Groups of what is drawn, each independent of the others by the streams that it is drawn from.

use super::Definition;
use super::parameter::ParameterId;
use super::project::Project;
use super::timing::{Delay, TimingRule};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A group of what is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactorGroup {
    /// Which member of what was learnt a draw takes.
    Learnt,
    /// When measures turn and projects begin, with the numbers that this hangs on.
    Timing,
    /// Indices that move by themselves: demand, costs, prices.
    Processes,
    /// Breakdowns of mines and corridors.
    Disruptions,
    /// All other uncertain numbers; of those that are correlated with what was learnt, what that leaves open.
    Numbers,
}

impl FactorGroup {
    /// All of them.
    pub const ALL: [FactorGroup; 5] = [
        FactorGroup::Learnt,
        FactorGroup::Timing,
        FactorGroup::Processes,
        FactorGroup::Disruptions,
        FactorGroup::Numbers,
    ];
}

/// The groups that are drawn from another stream than the seed's: pick-freeze, the others being frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Redrawn(u8);

impl Redrawn {
    /// These groups.
    pub fn of(groups: impl IntoIterator<Item = FactorGroup>) -> Redrawn {
        Redrawn(groups.into_iter().fold(0, |set, group| set | 1 << group as u8))
    }

    /// Whether a group is one of them.
    pub fn has(self, group: FactorGroup) -> bool {
        self.0 >> group as u8 & 1 == 1
    }
}

impl Definition {
    /// The group that an uncertain number belongs to.
    pub fn group_of(&self, id: ParameterId) -> FactorGroup {
        match () {
            () if self.is_calibrated(id) => FactorGroup::Learnt,
            () if self.decides_timing(id) => FactorGroup::Timing,
            () => FactorGroup::Numbers,
        }
    }

    /// The groups in which anything is drawn.
    pub fn factor_groups(&self) -> Vec<FactorGroup> {
        let drawn = |group: FactorGroup| self.uncertainties().any(|(id, _)| self.group_of(id) == group);
        let moves = self.moves();
        let there = |group: &FactorGroup| match group {
            FactorGroup::Processes => moves && !self.process_groups.is_empty(),
            FactorGroup::Disruptions => moves && !self.disruptions.is_empty(),
            FactorGroup::Learnt | FactorGroup::Timing | FactorGroup::Numbers => drawn(*group),
        };
        FactorGroup::ALL.into_iter().filter(there).collect()
    }

    /// Whether a number decides when a measure turns or a project begins.
    fn decides_timing(&self, id: ParameterId) -> bool {
        let of_rule = |rule: &TimingRule| {
            let TimingRule::RandomTiming(timing) = rule else { return false };
            let of_delay = match timing.delay {
                Delay::Hazard { rate } => rate == id,
                Delay::Window { probability, .. } => probability == id,
                Delay::Lag { quarters, probability } => [quarters, probability].contains(&Some(id)),
            };
            of_delay || timing.rank == Some(id)
        };
        let starts = |project: &Project| of_rule(&project.starts);
        self.measures.iter().flat_map(|measure| &measure.timings).any(of_rule)
            || self.projects.iter().any(starts)
    }
}
