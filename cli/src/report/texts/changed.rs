//! How it is told that a run is not the one that its files describe.

/// Settings, seeds, samplers and lost draws, in the answer's first lines and in the source lines of charts.
#[derive(Debug, PartialEq)]
pub struct ChangedTexts {
    /// A line of its own for a setting.
    pub set: &'static str,
    /// A setting with the scenarios that it holds in.
    pub in_all: &'static str,
    pub in_some: &'static str,
    /// That more settings were made than are told.
    pub more_set: &'static str,
    pub seed: &'static str,
    pub sampler: &'static str,
    /// Scenarios with what was set in them, in a source line.
    pub source_set: &'static str,
    pub source_more: &'static str,
    /// A seed with the sampler beside it.
    pub source_sampler: &'static str,
    /// How many draws there are: all that were asked for, or fewer, and how many of them were lost.
    pub source_draws: &'static str,
    pub source_stopped: &'static str,
    pub source_lost: &'static str,
    /// Cautions, after a seed.
    pub source_caution: &'static str,
    /// A caution at the head of a page.
    pub caution: &'static str,
}
