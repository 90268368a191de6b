//! A scenario as text: what two scenarios are held to be the same by.

use crate::scenario::Definition;
use crate::scenario::parameter::Value;
use crate::scenario::world::World;

/// Everything that decides a scenario's results, as text: what a run's fingerprint is taken of.
pub(super) fn resolved(scenario: &Definition) -> String {
    let mut text = String::new();
    for parameter in &scenario.parameters {
        let value = match &parameter.value {
            Value::Fixed(value) => value.to_string(),
            Value::Uncertain(distribution) => distribution.describe(),
        };
        text.push_str(&format!("{} = {value} {}\n", parameter.path, parameter.dimension.inner()));
    }
    let World { demand, exporters, markets, corridors, trade, freight, duty, shares, .. } = &scenario.world;
    text.push_str(&format!("demand = {}\nhorizon = {:?}\n", demand.word(), scenario.horizon));
    text.push_str(&format!(
        "{exporters:?}\n{markets:?}\n{corridors:?}\n{trade:?}\n{freight:?}\n{duty:?}\n{shares:?}\n"
    ));
    for measure in &scenario.measures {
        text.push_str(&format!("{measure:?}\n"));
    }
    for project in &scenario.projects {
        text.push_str(&format!("{project:?}\n"));
    }
    if scenario.has_past() || scenario.processes_from.is_some() {
        text.push_str(&format!("{:?} {:?}\n", scenario.simulated, scenario.processes_from));
    }
    if let Some(year) = scenario.money_of.filter(|_| scenario.world.deflator.is_some()) {
        text.push_str(&format!("money of {year}\n"));
    }
    text.push_str(&format!("{:?}\n{:?}\n", scenario.process_groups, scenario.disruptions));
    text.push_str(&format!("{:?}\n", scenario.correlation));
    if let Some(posterior_sample) = &scenario.posterior_sample {
        text.push_str(&format!(
            "learnt = {} {:?}\n",
            posterior_sample.fingerprint, posterior_sample.parameters
        ));
    }
    if let Some(history) = &scenario.history {
        text.push_str(&format!("{history:?}\n"));
    }
    text.push_str(&format!(
        "{:?}\n{:?}\n{:?}\n",
        scenario.focus, scenario.reference_value, scenario.expectations
    ));
    text
}
