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
use potash::equilibrium::{Batch, Calibration, InitialGuess, solve};
use potash::market::{Baseline, Conditions};
use potash::numeric::isa::Isa;
use potash::numeric::lanes::Lanes;
use potash::sampling::Sampler;
use potash::scenario::Scenario;
use potash::scenario::conditions::QuarterInputs;
use potash::scenario::parameter::Values;
use potash::scenario::{Definition, Method};
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn main() {
    divan::main();
}

const DRAWS: u64 = 64;

fn shipped(name: &str) -> Definition {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    Scenario::load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}")).into_definition()
}

/// Cold solves of one quarter's market by the single solver, worlds drawn beforehand.
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

const LANES: usize = 16;

/// Sixteen draws of a scenario, ready to be solved.
struct Lane {
    draws: [u64; LANES],
    base: Baseline<Lanes<LANES>>,
    values: Values<Lanes<LANES>>,
    batch: Batch<LANES>,
}

fn lanes(scenario: &Definition) -> Vec<Lane> {
    let sampler = Sampler::new(scenario, 1);
    let lane = |first: u64| {
        let mut values = sampler.blank_lanes();
        let draws = std::array::from_fn(|l| first + l as u64);
        sampler.draw_lanes(draws, &mut values);
        let (base, behaviour) = scenario.draw_world(&values).unwrap();
        let batch = Batch::new(Isa::best(), &base, &behaviour).unwrap();
        Lane { draws, base, values, batch }
    };
    (0..DRAWS).step_by(LANES).map(lane).collect()
}

/// The same cold solves in lanes.
#[divan::bench(args = ["no-sanctions", "status-quo", "us-only", "us-plus-eu", "sanctions-2022"])]
fn cold_solve_in_lanes(bencher: Bencher<'_, '_>, name: &str) {
    let scenario = shipped(name);
    let quarter = scenario.horizon.unwrap().start.plus(5);
    let mut lanes = lanes(&scenario);
    let conditions: Vec<_> =
        lanes.iter().map(|lane| scenario.conditions(&lane.base, &lane.values, quarter)).collect();
    bencher.counter(ItemsCount::new(DRAWS)).bench_local(|| {
        for (lane, now) in lanes.iter_mut().zip(&conditions) {
            lane.batch.solve(Isa::best(), now, InitialGuess::Baseline);
        }
    });
}

/// Twenty quarters in lanes, each from where the last two point to: dates, processes, conditions and
/// equilibria.
#[divan::bench(args = ["no-sanctions", "status-quo", "us-only", "us-plus-eu"])]
fn warm_quarters_in_lanes(bencher: Bencher<'_, '_>, name: &str) {
    let scenario = shipped(name);
    let quarters: Vec<_> = scenario.horizon.unwrap().iter().collect();
    let mut lanes = lanes(&scenario);
    let mut now = Conditions::baseline(&lanes[0].base);
    let sampler = Sampler::new(&scenario, 1);
    let mut state = sampler.state(&scenario);
    bencher.counter(ItemsCount::new(DRAWS * quarters.len() as u64)).bench_local(|| {
        for lane in &mut lanes {
            let (values, dates) = (&lane.values, &scenario.dates(&lane.values));
            sampler.begin(&mut state, lane.draws, values);
            for (position, &quarter) in quarters.iter().enumerate() {
                sampler.advance(&mut state, quarter, values);
                let moment = QuarterInputs { quarter, values, dates, shocks: state.shocks() };
                scenario.conditions_into(&lane.base, moment, &mut now);
                let next = if scenario.moves() { InitialGuess::Previous } else { InitialGuess::Extrapolated };
                let start = if position == 0 { InitialGuess::Baseline } else { next };
                lane.batch.solve(Isa::best(), &now, start);
            }
        }
    });
}

/// What moves by itself, alone: twenty quarters of processes and disruptions, and the dates of measures.
#[divan::bench(args = ["status-quo", "us-plus-eu"])]
fn courses_in_lanes(bencher: Bencher<'_, '_>, name: &str) {
    let scenario = shipped(name);
    let quarters: Vec<_> = scenario.horizon.unwrap().iter().collect();
    let (sampler, lanes) = (Sampler::new(&scenario, 1), lanes(&scenario));
    let mut state = sampler.state(&scenario);
    bencher.counter(ItemsCount::new(DRAWS * quarters.len() as u64)).bench_local(|| {
        for lane in &lanes {
            divan::black_box(scenario.dates(&lane.values));
            sampler.begin(&mut state, lane.draws, &lane.values);
            for &quarter in &quarters {
                sampler.advance(&mut state, quarter, &lane.values);
            }
        }
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
            method: Method::Pseudo,
            stop: &AtomicBool::new(false),
            progress: &|_| {},
        };
        pool.install(|| run(&job)).unwrap()
    });
}
