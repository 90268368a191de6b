//! What questions about draws have in common: the metric, the window, and how much they may hold.

use super::{Error, QuestionError};
use crate::results::blocks::Blocks;
use crate::results::study::StudyError;
use crate::results::window::{Window, WindowColumns};
use crate::scenario::Definition;
use crate::scenario::metric::Metric;
use crate::units::time::Horizon;
use std::ops::{ControlFlow, Range};

/// Most values that are kept at once: half a gigabyte.
const MOST_VALUES: usize = 1 << 26;

/// What is asked of every draw.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub metric: Metric,
    pub window: Window,
    /// The window's quarters in the horizon.
    positions: Range<usize>,
}

impl Asked {
    /// By name and window; by default the revenue of the focus in the last whole year.
    pub(super) fn of(
        first: &Definition,
        horizon: Horizon,
        metric: Option<&str>,
        window: Option<Window>,
    ) -> Result<Asked, Error> {
        let metric = match metric {
            None => Metric::Revenue { exporter: first.focus },
            Some(name) => {
                first.metric(name).map_err(|help| Error::UnknownMetric { name: name.to_string(), help })?
            }
        };
        let window = window.unwrap_or(Window::last_full_year(horizon));
        let positions = window.positions(horizon);
        if positions.is_empty() || positions.end > horizon.quarters {
            return Err(wrong(&format!("{window} is no part of the horizon, {}", Window::whole(horizon))));
        }
        Ok(Asked { metric, window, positions })
    }

    /// It in every draw, scenario by scenario; not a number in draws that a scenario lost.
    pub(super) fn solved(&self, blocks: &Blocks<'_>, draws: usize) -> Result<Vec<Vec<f64>>, Error> {
        let mut values = vec![Vec::with_capacity(draws); blocks.scenarios.len()];
        let (complete, interrupted) = blocks.run(draws, None, |outcomes, _| {
            for (outcome, values) in outcomes.iter().zip(&mut values) {
                let place = WindowColumns::of(&outcome.metrics, self.metric, self.positions.clone());
                let place =
                    place.ok_or_else(|| StudyError::DrawObserver("a metric was not kept".to_string()))?;
                let mut buffer = [0.0; crate::engine::CHUNK];
                for chunk in 0..outcome.chunk_count() {
                    values.extend_from_slice(place.means(outcome, chunk, &mut buffer));
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        // What was stopped would be another answer.
        if interrupted || complete < draws {
            return Err(StudyError::Interrupted(crate::engine::Interrupted).into());
        }
        values.iter_mut().for_each(|values| values.truncate(draws));
        Ok(values)
    }
}

/// Refuses more values than are kept.
pub(super) fn few_enough(scenarios: usize, draws: usize) -> Result<(), Error> {
    match scenarios.saturating_mul(draws) > MOST_VALUES {
        true => Err(wrong(&format!(
            "{scenarios} worlds of {draws} draws are too many; ask for {} draws",
            MOST_VALUES / scenarios
        ))),
        false => Ok(()),
    }
}

pub(super) fn wrong(text: &str) -> Error {
    QuestionError(text.to_string()).into()
}
