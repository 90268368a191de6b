//! Every valid world has an equilibrium that is found: random worlds by the thousand.

mod common;

use common::random_worlds::{RandomWorld, random_world};
use potash::equilibrium::{Batch, Calibration, Failure, InitialGuess, Solution, ledger, solve};
use potash::market::{Baseline, Behaviour, Conditions};
use potash::numeric::isa::Isa;
use rayon::prelude::*;

/// What became of a world.
#[derive(Debug, PartialEq)]
enum Fate {
    Cleared,
    /// Its prices would have to rise beyond what floats can tell apart.
    RanAway,
    /// A promise was broken; the text says which.
    Broke(String),
}

fn fate(k: u64) -> Fate {
    let world = random_world(k);
    let calibration = match Calibration::new(&world.base, &world.behaviour) {
        Ok(calibration) => calibration,
        Err(error) => return Fate::Broke(format!("world {k}: {error}")),
    };
    match solve(&calibration, &world.conditions) {
        Err(Failure::NothingToTrade) => Fate::Cleared,
        Err(Failure::Runaway { ratio }) if ratio > 1e5 => Fate::RanAway,
        Err(failure) => Fate::Broke(format!("world {k}: {failure}")),
        Ok(solution) => match broken_promise(&world, &calibration, &solution) {
            Some(what) => Fate::Broke(format!("world {k}: {what}")),
            None => Fate::Cleared,
        },
    }
}

/// Every world must clear, but for the few whose demand asks for prices that mean nothing.
fn assert_clear(worlds: std::ops::Range<u64>) {
    let fates: Vec<Fate> = worlds.into_par_iter().map(fate).collect();
    let broken: Vec<&Fate> = fates.iter().filter(|fate| matches!(fate, Fate::Broke(_))).collect();
    assert!(broken.is_empty(), "{} of {}: {:#?}", broken.len(), fates.len(), &broken[..broken.len().min(20)]);
    let away = fates.iter().filter(|fate| **fate == Fate::RanAway).count();
    // Half of these worlds are wild: markets that can have a tenth of what they want, at elasticities down to 0.05,
    // pay ten billion times the baseline's price.
    assert!(away * 4 < fates.len(), "{away} of {} ran away", fates.len());
}

fn broken_promise(world: &RandomWorld, calibration: &Calibration, solution: &Solution) -> Option<String> {
    let RandomWorld { base, conditions, .. } = world;
    for i in 0..base.exporter_count() {
        let exports = solution.exports(i, base.market_count());
        // What is next to nothing for a float has few digits left to agree in.
        let size = exports.max(solution.supply[i]);
        if (exports - solution.supply[i]).abs() > 1e-9 * size && size > 1e-290 {
            return Some(format!("{}: sells {exports}, supplies {}", base.exporters[i], solution.supply[i]));
        }
    }
    for r in 0..base.corridor_count() {
        let (flow, capacity) = (solution.corridor_flow(r), conditions.corridor_capacity[r]);
        let rent = solution.rent[r];
        let full = (flow - capacity).abs() <= 1e-8 * capacity;
        if rent < 0.0 || (flow > 0.0 && flow > capacity * (1.0 + 1e-8)) || (rent > 1e-6 && !full) {
            return Some(format!("corridor {r}: flow {flow}, capacity {capacity}, rent {rent}"));
        }
        if !conditions.corridor_open[r] && flow > 0.0 {
            return Some(format!("shut corridor {r} carries {flow}"));
        }
    }
    let money = ledger(calibration, conditions, solution);
    if money.imbalance().abs() > 1e-9 * money.outlay.abs().max(1.0) {
        return Some(format!("money is out by {} of {}", money.imbalance(), money.outlay));
    }
    (solution.residual > 1e-9).then(|| format!("residual {}", solution.residual))
}

#[test]
fn three_thousand_random_worlds_clear() {
    assert_clear(0..3_000);
}

/// Worlds in which Newton alone stalls and a path has been lost: corridors that turn scarce together,
/// rents of fifty thousand price levels, exporters whom a dear corridor drives to give potash away.
const HARD: [u64; 12] = [34, 291, 2049, 2224, 5128, 6236, 7260, 36550, 41273, 76766, 79650, 77514];

#[test]
fn worlds_that_are_hard_to_solve_clear_as_well() {
    for k in HARD {
        let world = random_world(k);
        let calibration = Calibration::new(&world.base, &world.behaviour).unwrap();
        let solution = solve(&calibration, &world.conditions).unwrap_or_else(|e| panic!("world {k}: {e}"));
        assert_eq!(broken_promise(&world, &calibration, &solution), None, "world {k}");
    }
}

/// Worlds whose prices run away on every path but one, which is lost at once, and one in which they
/// leave the range of floats.
const RUNAWAYS: [u64; 9] = [113252, 167448, 337178, 462821, 466986, 734632, 743545, 852524, 980230];

/// Worlds whose equations have a root that is found, at prices beyond all meaning: up to 10⁴² times the
/// baseline's, and sales that are denormal numbers.
const BEYOND: [u64; 15] =
    [111, 112, 494, 608, 1379, 2389, 4304, 5798, 7989, 8121, 11736, 57116, 63487, 323831, 469313];

#[test]
fn worlds_without_a_meaningful_equilibrium_say_so() {
    for k in RUNAWAYS.into_iter().chain(BEYOND) {
        assert_eq!(fate(k), Fate::RanAway, "world {k}");
    }
}

/// A hundred thousand, or as many as `POTASH_RANDOM_WORLDS` says.
#[test]
#[ignore = "slow proof: a hundred thousand worlds"]
fn a_hundred_thousand_random_worlds_clear() {
    let asked = std::env::var("POTASH_RANDOM_WORLDS").ok().and_then(|count| count.parse().ok());
    assert_clear(0..asked.unwrap_or(100_000));
}

/// A world of the reference's form whose mines have a tenth of what markets want, at low elasticities.
fn starved(k: u64) -> RandomWorld {
    let mut world = random_world(k);
    for (capacity, base) in world.conditions.capacity.iter_mut().zip(&world.base.capacity) {
        *capacity = base.min(1e3) * 0.05;
    }
    world.behaviour.eta.iter_mut().for_each(|eta| *eta = 0.1 + 0.2 * *eta);
    world.conditions.demand_index.iter_mut().for_each(|index| *index = index.max(1.0));
    world
}

/// The largest ratio of an FOB or delivered price to its market's or exporter's baseline, or of a rent to the mean.
fn price_ratio(world: &RandomWorld, calibration: &Calibration, solution: &Solution) -> f64 {
    let fob = solution.fob.iter().zip(&world.base.fob).filter_map(|(now, before)| Some((*now)? / before));
    let markets = world.base.market_count();
    let delivered = solution.delivered_price.iter().enumerate();
    let delivered =
        delivered.filter_map(|(pair, now)| Some((*now)? / calibration.market_price[pair % markets]));
    let rents = solution.rent.iter().map(|rent| rent / calibration.price_scale);
    fob.chain(delivered).chain(rents).fold(0.0, f64::max)
}

#[test]
fn no_world_is_told_as_solved_at_prices_that_run_away() {
    let told = |k: u64| {
        let world = starved(k);
        let calibration = Calibration::new(&world.base, &world.behaviour).unwrap();
        let single = solve(&calibration, &world.conditions);
        if let Ok(solution) = &single {
            let ratio = price_ratio(&world, &calibration, solution);
            assert!(ratio <= 1e5, "world {k}: {ratio:e}");
            assert_eq!(broken_promise(&world, &calibration, solution), None, "world {k}");
        }
        // Lanes leave to the single solver what they cannot tell as solved, and say of nothing else that it is.
        let base = Baseline::side_by_side(&[&world.base; 4]);
        let behaviour = Behaviour::side_by_side(&[&world.behaviour; 4]);
        let conditions = Conditions::side_by_side(&[&world.conditions; 4]);
        let mut batch = Batch::new(Isa::best(), &base, &behaviour).unwrap();
        batch.solve(Isa::best(), &conditions, InitialGuess::Baseline);
        let solved = batch.solved()[0];
        assert!(!solved || single.is_ok(), "world {k}: lanes solve what runs away, {single:?}");
        matches!(single, Err(Failure::Runaway { .. }))
    };
    let runaways = (0..600_u64).into_par_iter().filter(|k| told(*k)).count();
    assert!(runaways > 6, "{runaways} of 600 ran away: the test looks at too few");
}
