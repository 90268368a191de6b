//! How many draws of a scenario make no valid world, found by drawing and without solving anything.

use crate::equilibrium::Calibration;
use crate::sampling::Sampler;
use crate::scenario::Definition;

/// Draws of a sample that make no valid world.
#[derive(Debug, Clone, PartialEq)]
pub struct Invalid {
    /// Draws that make no valid world.
    pub draws: usize,
    /// Of so many draws.
    pub of: usize,
    /// Why the first of them makes none.
    pub reason: String,
}

/// Those among the first draws of a scenario that make no valid world; none if all do.
pub fn invalid_worlds(scenario: &Definition, draws: usize) -> Option<Invalid> {
    let sampler = Sampler::new(scenario, scenario.seed);
    let mut reasons = (0..draws).filter_map(|draw| {
        let values = sampler.draw(draw as u64);
        let world = scenario.draw_world(&values).map_err(|error| error.to_string());
        world
            .and_then(|(base, behaviour)| {
                Calibration::new(&base, &behaviour).map(|_| ()).map_err(|error| error.to_string())
            })
            .err()
    });
    let reason = reasons.next()?;
    Some(Invalid { draws: 1 + reasons.count(), of: draws, reason })
}
