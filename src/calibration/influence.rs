//! Which uncertainties any figure depends on at all: what no figure depends on cannot be calibrated.

use super::request::simulate;
use crate::scenario::Definition;
use crate::scenario::parameter::{ParameterId, Value};
use rayon::prelude::*;
use std::sync::atomic::AtomicBool;

/// The uncertain parameters that move some figure of the history when they go from their 10 to their 90 %
/// quantile, all others at their central values.
pub(super) fn influential(scenario: &Definition) -> Vec<ParameterId> {
    let mut central = Definition { posterior_sample: None, ..scenario.clone() };
    let values = central.central_values();
    for (parameter, value) in central.parameters.iter_mut().zip(values.as_slice()) {
        parameter.value = Value::Fixed(*value);
    }
    let with = |id: ParameterId, value: f64| {
        let mut scenario = central.clone();
        if let Some(parameter) = scenario.parameters.get_mut(id.0) {
            parameter.value = Value::Fixed(value);
        }
        simulate(&scenario, 1, 0, &AtomicBool::new(false), &|_| {}).ok().map(|simulated| simulated.figures)
    };
    let moves = |(id, value): &(ParameterId, Value)| match value {
        Value::Uncertain(distribution) => {
            // What cannot be solved at either end tells nothing, and is kept.
            let ends = [0.1, 0.9].map(|p| with(*id, distribution.quantile(p)));
            ends[0].is_none() || ends[0] != ends[1]
        }
        Value::Fixed(_) => false,
    };
    let all: Vec<(ParameterId, Value)> =
        scenario.uncertainties().map(|(id, parameter)| (id, parameter.value.clone())).collect();
    all.into_par_iter().filter(moves).map(|(id, _)| id).collect()
}
