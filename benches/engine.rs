#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark that cannot load its scenario has nothing to measure"
)]

//! Equilibria a second: `cargo bench`.
//!
//! Measures the library, one thread, on the shipped scenarios; findings and commands are in
//! docs/benchmarks.md.

use divan::Bencher;
use divan::counter::ItemsCount;
use potash::engine::{Job, run};
use potash::equilibrium::{Calibration, solve};
use potash::model::scenario::Scenario;
use potash::sampling::Sampler;
use potash::scenario::load;
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn main() {
    divan::main();
}

const DRAWS: u64 = 64;

fn shipped(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

/// Cold solves of one quarter's market, worlds drawn beforehand.
#[divan::bench(args = ["no-sanctions", "status-quo", "us-only", "us-plus-eu", "sanctions-2022"])]
fn cold_solve(bencher: Bencher<'_, '_>, name: &str) {
    let scenario = shipped(name);
    let (sampler, quarter) = (Sampler::new(&scenario, 1), scenario.horizon.unwrap().start.plus(5));
    let worlds: Vec<_> = (0..DRAWS)
        .map(|draw| {
            let values = sampler.draw(draw);
            let (base, behaviour) = scenario.draw_world(&values).unwrap();
            let conditions = scenario.conditions(&base, &values, quarter);
            (Calibration::new(&base, &behaviour).unwrap(), conditions)
        })
        .collect();
    bencher.counter(ItemsCount::new(DRAWS)).bench(|| {
        worlds
            .iter()
            .map(|(calibration, conditions)| solve(calibration, conditions).unwrap().residual)
            .sum::<f64>()
    });
}

/// Whole draws: sampling, calibration, twenty quarters, records.
#[divan::bench(args = ["status-quo", "us-plus-eu"])]
fn whole_draws(bencher: Bencher<'_, '_>, name: &str) {
    let scenarios = [shipped(name)];
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let quarters = scenarios[0].horizon.unwrap().quarters as u64;
    bencher.counter(ItemsCount::new(DRAWS * quarters)).bench(|| {
        let job = Job {
            scenarios: &scenarios,
            draws: 0..DRAWS as usize,
            seed: 1,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
        };
        pool.install(|| run(&job)).unwrap()
    });
}
