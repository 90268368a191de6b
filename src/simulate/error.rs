//! Why a simulation cannot be run, or has no answer to a question.

use super::grid::SweepError;
use crate::results::study::StudyError;
use crate::scenario::Problems;

/// Why a question has no answer, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct QuestionError(pub String);

/// Why a simulation cannot be run, or has no answer to a question.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A scenario's files or settings are wrong.
    #[error(transparent)]
    Scenario(#[from] Problems),
    /// Scenarios cannot be run together, or every draw was lost.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// Settings cannot be varied together.
    #[error(transparent)]
    Sweep(#[from] SweepError),
    /// A question that has no answer.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// A scenario that was not run.
    #[error("no scenario here is called `{name}`; there are {there}")]
    UnknownScenario {
        /// What was asked for.
        name: String,
        /// What there is.
        there: String,
    },
    /// A name that is no metric's.
    #[error("`{name}` is not a metric: {help}")]
    UnknownMetric {
        /// What was asked for.
        name: String,
        /// What would be right.
        help: String,
    },
    /// A window that is no part of the horizon, or a metric that has no value in it.
    #[error("{metric} of {scenario} has no value over {window}")]
    NoValue {
        /// The scenario.
        scenario: String,
        /// The metric.
        metric: String,
        /// The window.
        window: String,
    },
}
