//! When measures are imposed, lifted and imposed again: on a date, or when chance and other measures
//! have it.
//!
//! Chance enters as parameters like any other: where it decides, a timing has a rank between 0 and 1,
//! drawn uniformly under the turn's own path (`measure.eu_embargo.lifted`), which puts its dates in
//! rising order, never last. So a date is paired, correlated and swept as every number is. Nothing is
//! drawn here, and what a measure does is not decided here.

use super::parameter::ParameterId;
use crate::numeric::real::Real;

/// A turn in a measure's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// It comes into force.
    Imposed,
    /// It ends.
    Lifted,
    /// It comes back.
    Reimposed,
}

impl Transition {
    /// All of them in order, in the words of the file format.
    pub const WORDS: [(&'static str, Transition); 3] = [
        ("imposed", Transition::Imposed),
        ("lifted", Transition::Lifted),
        ("reimposed", Transition::Reimposed),
    ];

    /// In the words of the file format.
    pub fn word(self) -> &'static str {
        Transition::WORDS[self as usize].0
    }

    /// The turn that has to come before.
    pub fn previous(self) -> Option<Transition> {
        match self {
            Transition::Imposed => None,
            Transition::Lifted => Some(Transition::Imposed),
            Transition::Reimposed => Some(Transition::Lifted),
        }
    }
}

/// A turn of one of a scenario's measures, or the beginning of one of its projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Position of the measure; those of projects come after those of all measures.
    pub owner: usize,
    /// Which of its changes.
    pub transition: Transition,
}

/// What decides when a turn comes. Dates are in quarters on the axis of [`crate::units::time::instant`].
#[derive(Debug, Clone, PartialEq)]
pub enum TimingRule {
    /// Never.
    Never,
    /// On a date, in quarters since year zero.
    On(f64),
    /// At a date that is drawn.
    RandomTiming(RandomTiming),
}

/// A turn that waits for something: it comes some time after the latest of `not_before`, the event
/// `after` and the measure's own turn before it. If one of these never comes, nor does the turn.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomTiming {
    /// The earliest date, in quarters since year zero.
    pub not_before: Option<f64>,
    /// Another measure's change that it waits for.
    pub after: Option<Event>,
    /// How long it takes.
    pub delay: Delay,
    /// The number between 0 and 1 that decides; none where the wait is a lag that surely ends.
    pub rank: Option<ParameterId>,
}

/// How long a turn is waited for.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "positions and parameters are named for what they are")]
pub enum Delay {
    /// Exponential, by a rate per year at which it comes.
    Hazard { rate: ParameterId },
    /// Evenly spread over the time to this date, with a probability; otherwise never.
    Window { to: f64, probability: ParameterId },
    /// So many quarters; with a probability where there is one, otherwise never.
    Lag { quarters: Option<ParameterId>, probability: Option<ParameterId> },
}

impl TimingRule {
    /// Whether draws differ in it by themselves, not only through another measure.
    pub fn is_chance(&self) -> bool {
        matches!(self, TimingRule::RandomTiming(_))
    }
}

/// The dates of every turn of every measure in a draw, or in lanes of draws; infinite for never.
#[derive(Debug, Clone, PartialEq)]
pub struct Dates<T: Real = f64>(pub(super) Vec<[T; 3]>);

impl<T: Real> Dates<T> {
    /// The date of an event.
    #[inline(always)]
    pub fn of(&self, event: Event) -> T {
        self.0[event.owner][event.transition as usize]
    }

    /// The first dates from a position on: those of projects, from the number of measures on.
    #[inline(always)]
    pub fn first_from(&self, position: usize) -> impl Iterator<Item = T> + '_ {
        self.0.iter().skip(position).map(|dates| dates[0])
    }

    /// Imposed, lifted and imposed again.
    #[inline(always)]
    pub fn of_measure(&self, measure: usize) -> [T; 3] {
        self.0[measure]
    }
}

/// A turn that waits for itself, by way of others: the circle, which begins again after its last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle(pub Vec<Event>);

/// All turns of some measures in an order in which each comes after those it waits for.
///
/// # Errors
/// The first circle of turns that wait for one another.
pub fn in_order(timings: &[[TimingRule; 3]]) -> Result<Vec<Event>, Circle> {
    let mut order = Vec::new();
    for owner in 0..timings.len() {
        for (_, transition) in Transition::WORDS {
            order_after(timings, Event { owner, transition }, &mut Vec::new(), &mut order)?;
        }
    }
    Ok(order)
}

/// Puts an event behind all it waits for; `path` leads from the event first asked for to this one.
fn order_after(
    timings: &[[TimingRule; 3]],
    event: Event,
    path: &mut Vec<Event>,
    order: &mut Vec<Event>,
) -> Result<(), Circle> {
    if order.contains(&event) {
        return Ok(());
    }
    if let Some(begins) = path.iter().position(|known| *known == event) {
        return Err(Circle(path.split_off(begins)));
    }
    path.push(event);
    let awaited = match &timings[event.owner][event.transition as usize] {
        TimingRule::RandomTiming(RandomTiming { after, .. }) => *after,
        _ => None,
    };
    let before = event.transition.previous().map(|transition| Event { transition, ..event });
    for other in before.into_iter().chain(awaited) {
        order_after(timings, other, path, order)?;
    }
    path.pop();
    order.push(event);
    Ok(())
}
