//! A chunk of draws of several scenarios, which share their past.
//!
//! As long as the conditions of a quarter are those of another scenario in every draw of a group, and were so in all
//! quarters before it, the quarter is solved once for both; where they part, one takes over what the other has solved
//! and goes on alone. What is taken over is all that a solution depends on, so a scenario's numbers have the same bits
//! as without company. Only quarters before the horizon are shared: of those nothing is kept but where they lead.

use super::outcome::{CHUNK, ChunkDiagnostics};
use super::path::{Group, LANES};
use crate::sampling::Sampler;
use crate::scenario::Definition;
use crate::scenario::metric::Metric;
use crate::units::time::Quarter;
use std::ops::Range;

/// A scenario of a chunk: what is solved, and where it goes.
pub(super) struct Part<'a> {
    pub scenario: &'a Definition,
    pub sampler: &'a Sampler,
    pub metrics: &'a [Metric],
    /// Filled with NaN, in the layout of a chunk of [`super::Outcome`]; a draw that is lost is left NaN throughout.
    pub cells: Vec<f64>,
    pub diagnostics: ChunkDiagnostics,
}

/// Solves at most [`CHUNK`] draws of every scenario over all quarters.
pub(super) fn solve_chunk(parts: &mut [Part<'_>], draws: Range<usize>) {
    let mut members: Vec<Member<'_>> = Vec::with_capacity(parts.len());
    members.extend(parts.iter().map(|part| (Group::new(part.scenario, part.sampler, part.metrics), None)));
    for first in (0..draws.len().min(CHUNK)).step_by(LANES) {
        let numbers: Vec<usize> = draws.clone().skip(first).take(LANES).collect();
        solve_group(&mut members, parts, &numbers, first);
    }
    for part in parts {
        part.diagnostics.lost.sort_by_key(|lost| lost.draw);
    }
}

/// A scenario's group, and the position of the one whose solutions it shares so far.
type Member<'a> = (Group<'a>, Option<usize>);

/// Takes all scenarios through time in step.
fn solve_group(members: &mut [Member<'_>], parts: &mut [Part<'_>], numbers: &[usize], first: usize) {
    for k in 0..members.len() {
        let (before, rest) = members.split_at_mut(k);
        let (group, leader) = &mut rest[0];
        let valid = group.begin(numbers);
        // The first alike leads itself, as whoever follows another is alike to that one too.
        *leader = before.iter().position(|(other, _)| valid && group.is_in_the_world_of(other));
    }
    let scenarios: Vec<&Definition> = parts.iter().map(|part| part.scenario).collect();
    let quarter = |k: usize, position: usize| {
        let simulated = scenarios[k].simulated.filter(|horizon| position < horizon.quarters);
        simulated.map(|horizon| horizon.start.plus(position))
    };
    let mut position = 0;
    // In step as long as anything is shared, which ends with the past.
    while members.iter().any(|(_, leader)| leader.is_some()) {
        for (k, (group, _)) in members.iter_mut().enumerate() {
            if let Some(quarter) = quarter(k, position) {
                group.enter(quarter);
            }
        }
        let shared =
            |k: usize| quarter(k, position).zip(scenarios[k].horizon).is_some_and(|(q, h)| q < h.start);
        part_ways(members, shared);
        for k in 0..members.len() {
            let Some(quarter) = quarter(k, position) else { continue };
            let (before, rest) = members.split_at_mut(k);
            match rest[0] {
                (ref mut group, Some(leader)) => group.leave_as(&before[leader].0),
                (ref mut group, None) => solve_quarter(group, &mut parts[k], quarter, first),
            }
        }
        position += 1;
    }
    // And then each by itself, whose numbers stay near.
    for (k, (group, _)) in members.iter_mut().enumerate() {
        for quarter in (position..).map_while(|position| quarter(k, position)) {
            group.enter(quarter);
            solve_quarter(group, &mut parts[k], quarter, first);
        }
    }
    for ((group, _), part) in members.iter_mut().zip(parts) {
        part.diagnostics.add(group.finish(first, &mut part.cells));
    }
}

/// Solves a quarter that was entered, and keeps what is reported of it.
fn solve_quarter(group: &mut Group<'_>, part: &mut Part<'_>, quarter: Quarter, first: usize) {
    group.solve(quarter);
    group.leave();
    if let Some(horizon) = part.scenario.horizon.filter(|horizon| quarter >= horizon.start) {
        let row = (quarter.number() - horizon.start.number()) as usize;
        group.keep(quarter, row * part.metrics.len() * CHUNK + first, &mut part.cells);
    }
}

/// Lets every scenario that no longer has its leader's conditions, or may not share the quarter, go on from what the
/// leader has solved: behind another that parts from it with the same conditions, or on its own.
fn part_ways(members: &mut [Member<'_>], shared: impl Fn(usize) -> bool) {
    let followed: Vec<Option<usize>> = members.iter().map(|(_, leader)| *leader).collect();
    for k in 0..members.len() {
        let Some(old) = followed[k] else { continue };
        let (before, rest) = members.split_at_mut(k);
        let (group, leader) = &mut rest[0];
        let with = |other: &usize| {
            let (candidate, of) = &before[*other];
            let same_past = *other == old || followed[*other] == Some(old);
            same_past && of.is_none() && shared(k) && group.has_conditions_of(candidate)
        };
        *leader = (0..k).find(with);
        if leader.is_none() {
            group.branch_from(&before[old].0);
        }
    }
}
