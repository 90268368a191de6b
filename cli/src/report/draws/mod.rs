//! Draws one by one, written as they are solved: what came out of every draw, and what went in.
//!
//! `draws` has a row for every draw, scenario and window; `worlds` a row for every draw with the number
//! drawn for each uncertainty. Both as CSV, Parquet or either. Memory does not grow with draws.

mod format;
mod parquet;
mod rows;

use super::folder::{Folder, WriteError};
pub use format::Format;
use potash::engine::{CHUNK, Outcome};
use potash::results::draw_observer::{Block, DrawObserver};
use potash::results::window::{Window, WindowColumns};
use potash::sampling::{Sampler, Sampling};
use potash::scenario::metric::Metric;
use potash::scenario::parameter::{ParameterId, Value};
use potash::scenario::{Definition, Method};
use potash::units::time::Horizon;
use rows::Rows;

/// The files of a run's draws.
pub struct Draws {
    draws: Vec<Rows>,
    worlds: Vec<Rows>,
    inputs: Vec<Inputs>,
}

/// What one scenario draws that those before it do not, by position.
struct Inputs {
    sampler: Sampler,
    positions: Vec<usize>,
}

/// Numbers in a row of draws, with units in their names.
const NUMBERS: [&str; 5] =
    ["revenue_usd_bn_per_year", "exports_mt_per_year", "netback_usd_per_t", "fob_usd_per_t", "world_share"];

fn metrics(exporter: usize) -> [Metric; 5] {
    [
        Metric::Revenue { exporter },
        Metric::Exports { exporter },
        Metric::Netback { exporter },
        Metric::Fob { exporter },
        Metric::WorldShare { exporter },
    ]
}

impl Draws {
    /// Starts the files of a study of these scenarios in its folder.
    ///
    /// # Errors
    /// A file that cannot be made.
    pub fn create(
        folder: &Folder,
        formats: &[Format],
        scenarios: &[Definition],
        seed: u64,
        method: Method,
    ) -> Result<Draws, WriteError> {
        let (inputs, names) = inputs(scenarios, seed, method);
        let make = |stem: &str, words: &[&str], numbers: &[String]| {
            let one = |format: &Format| {
                let stream = folder.stream(&format!("{stem}.{}", format.ending()))?;
                Rows::create(*format, stream, words, numbers)
            };
            formats.iter().map(one).collect::<Result<Vec<_>, _>>()
        };
        let draws = make("draws", &["scenario", "window"], &NUMBERS.map(String::from))?;
        Ok(Draws { draws, worlds: make("worlds", &[], &names)?, inputs })
    }

    /// Ends the files, which are the folder's from then on.
    ///
    /// # Errors
    /// What could not be written.
    pub fn finish(self, folder: &mut Folder) -> Result<(), WriteError> {
        for rows in self.draws.into_iter().chain(self.worlds) {
            folder.close(rows.finish()?)?;
        }
        Ok(())
    }

    fn put(&mut self, block: &Block<'_>) -> Result<(), WriteError> {
        let windows = Window::years(block.horizon);
        let names: Vec<String> = windows.iter().map(ToString::to_string).collect();
        let Some(first) = block.outcomes.first() else { return Ok(()) };
        for chunk in 0..first.chunk_count() {
            let cells: Vec<Vec<[[f64; CHUNK]; 5]>> = block
                .scenarios
                .iter()
                .zip(block.outcomes)
                .map(|(scenario, outcome)| means(scenario, block.horizon, &windows, outcome, chunk))
                .collect();
            let start = first.draws.start + chunk * CHUNK;
            for (k, draw) in (start..first.draws.end.min(start + CHUNK)).enumerate() {
                for (scenario, windows) in block.scenarios.iter().zip(&cells) {
                    for (name, means) in names.iter().zip(windows) {
                        let numbers = std::array::from_fn::<_, 5, _>(|m| means[m][k]);
                        for rows in &mut self.draws {
                            rows.push(draw as u64, &[&scenario.name, name], &numbers)?;
                        }
                    }
                }
                self.put_world(draw as u64)?;
            }
        }
        Ok(())
    }

    fn put_world(&mut self, draw: u64) -> Result<(), WriteError> {
        let mut numbers = Vec::new();
        for Inputs { sampler, positions } in &self.inputs {
            let values = sampler.draw(draw);
            numbers.extend(positions.iter().map(|k| values.as_slice()[*k]));
        }
        for rows in &mut self.worlds {
            rows.push(draw, &[], &numbers)?;
        }
        Ok(())
    }
}

/// Every number of a chunk's draws of one scenario, by window.
fn means(
    scenario: &Definition,
    horizon: Horizon,
    windows: &[Window],
    outcome: &Outcome,
    chunk: usize,
) -> Vec<[[f64; CHUNK]; 5]> {
    let of = |window: &Window| {
        metrics(scenario.focus).map(|metric| {
            let (mut numbers, mut buffer) = ([f64::NAN; CHUNK], [0.0; CHUNK]);
            if let Some(place) = WindowColumns::of(&outcome.metrics, metric, window.positions(horizon)) {
                let means = place.means(outcome, chunk, &mut buffer);
                numbers.iter_mut().zip(means).for_each(|(number, mean)| *number = *mean);
            }
            numbers
        })
    };
    windows.iter().map(of).collect()
}

/// The uncertainties of all scenarios and the names of their columns: a path, once, where every scenario that
/// has it draws it alike; else the scenario's name after it, for each that draws it.
fn inputs(scenarios: &[Definition], seed: u64, method: Method) -> (Vec<Inputs>, Vec<String>) {
    let sampling = Sampling::new(scenarios, seed, method);
    let value = |scenario: &'_ Definition, path: &str| -> Option<Value> {
        scenario.parameters.iter().find(|known| known.path == path).map(|known| known.value.clone())
    };
    let (mut list, mut names): (Vec<Inputs>, Vec<String>) = (Vec::new(), Vec::new());
    for scenario in scenarios {
        let mut positions = Vec::new();
        for (ParameterId(position), parameter) in scenario.uncertainties() {
            let own = &parameter.value;
            let alike = scenarios.iter().filter_map(|s| value(s, &parameter.path)).all(|other| other == *own);
            let name = match alike {
                true => parameter.path.clone(),
                false => format!("{}@{}", parameter.path, scenario.name),
            };
            if !names.contains(&name) {
                names.push(name);
                positions.push(position);
            }
        }
        list.push(Inputs { sampler: sampling.sampler(scenario), positions });
    }
    (list, names)
}

impl DrawObserver for Draws {
    fn take(&mut self, block: &Block<'_>) -> Result<(), String> {
        self.put(block).map_err(|error| error.to_string())
    }
}
