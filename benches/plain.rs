//! The plain job, which the fastest Python we know is also given: 9 exporters, 7 markets, Armington
//! demand, no corridors, no capacities; every draw calibrated and solved from a cold start.
//!
//! `cargo bench --bench plain -- 15` prints solves a second on one thread and on two, the medians of 15
//! rounds. The random draws have the distributions of the Python program's, not its numbers.

use potash::equilibrium::{Batch, InitialGuess};
use potash::market::{Baseline, Behaviour, Conditions, DemandSystem};
use potash::numeric::isa::Isa;
use potash::numeric::lanes::Lanes;
use potash::numeric::real::Real;
use potash::sampling::{PathKey, uniform};
use rayon::prelude::*;
use std::array::from_fn;
use std::time::Instant;

const LANES: usize = 16;
const EXPORTERS: usize = 9;
const MARKETS: usize = 7;
const PAIRS: usize = EXPORTERS * MARKETS;
const DRAWS: usize = 10_000;

/// Uniform numbers by name, draw and place.
fn between(what: &str, draw: usize, place: usize, low: f64, high: f64) -> f64 {
    low + (high - low) * uniform(1, PathKey::new(what), draw as u64, place as u64)
}

fn baseline() -> Baseline<Lanes<LANES>> {
    let fill = |what: &str, n: usize, low, high| -> Vec<Lanes<LANES>> {
        (0..n).map(|k| Lanes::splat(between(what, 0, k, low, high))).collect()
    };
    // Exp of 0.8 normal, the normal as a sum of twelve uniforms.
    let normal = |k: usize| (0..12).map(|n| between("trade", n, k, 0.0, 1.0)).sum::<f64>() - 6.0;
    let zero = Lanes::splat(0.0);
    Baseline {
        exporters: (0..EXPORTERS).map(|i| format!("e{i}")).collect(),
        markets: (0..MARKETS).map(|j| format!("m{j}")).collect(),
        corridors: Vec::new(),
        trade: (0..PAIRS).map(|k| Lanes::splat(1000.0 * (0.8 * normal(k)).exp())).collect(),
        fob: fill("fob", EXPORTERS, 270.0, 340.0),
        freight: fill("freight", PAIRS, 30.0, 60.0),
        duty: vec![zero; PAIRS],
        capacity: vec![Lanes::splat(f64::INFINITY); EXPORTERS],
        corridor_cost: Vec::new(),
        serves: Vec::new(),
        corridor_extra: Vec::new(),
    }
}

fn lanes(first: usize, of: impl Fn(usize) -> f64) -> Lanes<LANES> {
    Lanes(from_fn(|l| of(first + l)))
}

fn behaviour(first: usize) -> Behaviour<Lanes<LANES>> {
    Behaviour {
        demand: DemandSystem::Ces,
        sigma: lanes(first, |draw| between("sigma", draw, 0, 4.0, 8.0)),
        eta: (0..MARKETS).map(|j| lanes(first, |draw| between("eta", draw, j, 0.15, 0.45))).collect(),
        supply_elasticity: (0..EXPORTERS)
            .map(|i| lanes(first, |draw| between("eps", draw, i, 0.4, 1.2)))
            .collect(),
        theta: Lanes::splat(1.0),
        rent_share: vec![Lanes::splat(0.0); EXPORTERS],
    }
}

fn conditions(base: &Baseline<Lanes<LANES>>, first: usize) -> Conditions<Lanes<LANES>> {
    let chance = |what: &str, draw, k, share: f64| between(what, draw, k, 0.0, 1.0) < share;
    let each = |of: &dyn Fn(usize, usize) -> f64| -> Vec<Lanes<LANES>> {
        (0..PAIRS).map(|k| lanes(first, |draw| of(draw, k))).collect()
    };
    Conditions {
        access: each(&|draw, k| if chance("ban", draw, k, 0.08) { 0.0 } else { 1.0 }),
        added_cost: each(&|draw, k| match chance("dear", draw, k, 0.4) {
            true => between("cost", draw, k, 20.0, 60.0),
            false => 0.0,
        }),
        tariff: each(&|draw, k| match chance("taxed", draw, k, 0.5) {
            true => between("tariff", draw, k, 0.0, 0.25),
            false => 0.0,
        }),
        ..Conditions::baseline(base)
    }
}

type Group = (Behaviour<Lanes<LANES>>, Conditions<Lanes<LANES>>);

/// Calibrates and solves groups, one after the other in the same space; gives the sum of prices, so that nothing can
/// be left out.
fn solve(base: &Baseline<Lanes<LANES>>, groups: &[Group]) -> f64 {
    let Some((behaviour, _)) = groups.first() else { return 0.0 };
    let Some(mut batch) = Batch::<LANES>::new(Isa::best(), base, behaviour) else { return f64::NAN };
    let mut solve = |(behaviour, conditions): &Group| {
        let valid = batch.renew(Isa::best(), base, behaviour);
        batch.solve(Isa::best(), conditions, InitialGuess::Baseline);
        match valid && !batch.solved().contains(&false) {
            true => batch.answer().fob.iter().flat_map(|fob| fob.0).sum(),
            false => f64::NAN,
        }
    };
    groups.iter().map(&mut solve).sum()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN)
}

#[allow(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn main() {
    let rounds = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(15);
    let base = baseline();
    let groups: Vec<Group> =
        (0..DRAWS).step_by(LANES).map(|first| (behaviour(first), conditions(&base, first))).collect();
    let draws = (groups.len() * LANES) as f64;
    for threads in [1, 2] {
        let Ok(pool) = rayon::ThreadPoolBuilder::new().num_threads(threads).build() else { return };
        let mut sum = 0.0;
        let round = |_| {
            let begun = Instant::now();
            sum = pool.install(|| groups.par_chunks(16).map(|groups| solve(&base, groups)).sum());
            begun.elapsed().as_secs_f64()
        };
        let seconds = (0..rounds).map(round).collect();
        println!(
            "{threads} threads: {:.0} solves a second (all solved: {})",
            draws / median(seconds),
            f64::is_finite(sum)
        );
    }
}
