//! A number of a scenario: its path, its value or distribution, and where it comes from.

use super::distribution::Distribution;
use crate::numeric::real::Real;
use crate::units::Dimension;
use std::sync::Arc;

/// On what ground a number stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Observed.
    Data,
    /// Estimated by others.
    Literature,
    /// Fitted so that the model reproduces something observed.
    Calibrated,
    /// Somebody's judgement, said to be one.
    Judgement,
    /// True by convention.
    Definition,
}

impl Basis {
    /// All of them, in the words of the file format.
    pub const WORDS: [(&'static str, Basis); 5] = [
        ("data", Basis::Data),
        ("literature", Basis::Literature),
        ("calibrated", Basis::Calibrated),
        ("judgement", Basis::Judgement),
        ("definition", Basis::Definition),
    ];

    /// In the words of the file format.
    pub fn word(self) -> &'static str {
        Basis::WORDS.iter().find(|(_, basis)| *basis == self).map_or("", |(word, _)| word)
    }
}

/// A certain number, or an uncertainty.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One value.
    Fixed(f64),
    /// A distribution.
    Uncertain(Distribution),
}

/// One number of a scenario, in the inner unit of its dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Dotted path: the number's name everywhere.
    pub path: String,
    /// What is stated: a number, or a distribution.
    pub value: Value,
    /// Unit and range.
    pub dimension: Dimension,
    /// Where the figure is from.
    pub source: Option<Arc<str>>,
    /// What kind of figure it is.
    pub basis: Option<Basis>,
    /// Drawn anew for every event that it is about, rather than once for a draw.
    pub recurs: bool,
}

impl Parameter {
    /// The value of a certain number, the median of an uncertain one.
    pub fn central(&self) -> f64 {
        match &self.value {
            Value::Fixed(value) => *value,
            Value::Uncertain(distribution) => distribution.median(),
        }
    }
}

/// Position of a parameter in its scenario's list, and so in a vector of drawn values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterId(pub usize);

/// One value for every parameter of a scenario, in order: single numbers, or lanes of draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Values<T: Real = f64>(Vec<T>);

impl<T: Real> Values<T> {
    /// Values in the order of the scenario's parameters.
    pub fn new(values: Vec<T>) -> Values<T> {
        Values(values)
    }

    /// The value of a parameter; ids are only made by the scenario that made the list.
    #[inline(always)]
    pub fn get(&self, id: ParameterId) -> T {
        self.0[id.0]
    }

    /// Gives a parameter another value.
    #[inline(always)]
    pub fn set(&mut self, id: ParameterId, value: T) {
        self.0[id.0] = value;
    }

    /// All of them, in order.
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}
