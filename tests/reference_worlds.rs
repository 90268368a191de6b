//! Worlds of the design's section 3 that other people's solvers have solved, beside our solutions.
//!
//! What is equal to 1e-7 could still break a promise in a place that nobody compared, so the
//! complementarity of rents and flows is checked on its own, from our solution alone.

use potash::equilibrium::{Calibration, Solution, solve};
use potash::market::{Baseline, Conditions};
use potash::results::verification::{Solved, Verification, verify};
use potash::scenario::reading::worlds::{Known, Worlds};

const CORRIDOR_WORLDS: &str = include_str!("reference/corridor_worlds.json");
const PLAIN_WORLDS: &str = include_str!("reference/plain_worlds.json");
/// What other solvers and ours may differ by.
const TOLERANCE: f64 = 1e-7;
/// What any market we call cleared may be out by.
const RESIDUAL: f64 = 1e-9;

fn parse(text: &str) -> Worlds {
    Worlds::parse(text).unwrap()
}

fn agrees(text: &str, count: usize) -> Verification {
    let worlds = parse(text);
    let verification = verify(&worlds).unwrap();
    assert_eq!((worlds.worlds.len(), verification.compared, verification.failures()), (count, count, 0));
    assert!(verification.passes(TOLERANCE), "worst: {:?}", verification.worst);
    assert!(verification.residual() < RESIDUAL, "residual {}", verification.residual());
    verification
}

#[test]
fn worlds_with_corridors_are_solved_as_the_independent_solver_did() {
    agrees(CORRIDOR_WORLDS, 24);
}

#[test]
fn plain_armington_worlds_are_solved_as_the_two_other_solvers_did() {
    agrees(PLAIN_WORLDS, 20);
}

#[test]
fn every_reference_solution_has_something_to_compare_with() {
    // A solution that said nothing would agree with anything.
    let plain = parse(PLAIN_WORLDS);
    assert!(plain.base.corridors.is_empty());
    let prices = |known: &Known| known.fob.iter().flatten().flatten().count();
    assert!(plain.worlds.iter().all(|world| prices(world.solution.as_ref().unwrap()) == 9));

    let worlds = parse(CORRIDOR_WORLDS);
    let (base, mut limited, mut scarce) = (&worlds.base, 0, 0);
    for world in &worlds.worlds {
        let known = world.solution.as_ref().unwrap();
        let (trade, rents) = (known.trade.as_ref().unwrap(), known.rent.as_ref().unwrap());
        assert!(prices(known) > 0 && known.fob.as_ref().unwrap().len() == base.exporters.len());
        assert_eq!(trade.iter().map(Vec::len).sum::<usize>(), base.exporters.len() * base.markets.len());
        assert_eq!(rents.len(), base.corridors.len());
        limited += world.corridor_capacity.iter().flatten().count();
        scarce += rents.iter().filter(|rent| **rent > 1e-3).count();
    }
    // Were no corridor ever scarce, or all of them always, complementarity would go unseen.
    assert!(scarce > 10 && scarce < limited, "{scarce} of {limited} scarce");
    let additive = worlds.worlds.iter().filter(|world| world.demand == "additive").count();
    assert!(additive > 5 && additive < worlds.worlds.len() - 5, "{additive} additive");
}

/// The file with one world's solution changed, and whether the change is noticed in that world.
fn notices(world: usize, corrupt: impl FnOnce(&mut Known)) -> bool {
    let mut worlds = parse(CORRIDOR_WORLDS);
    corrupt(worlds.worlds[world].solution.as_mut().unwrap());
    let verification = verify(&worlds).unwrap();
    let place = &verification.worst.as_ref().unwrap().place;
    !verification.passes(TOLERANCE) && place.starts_with(&format!("world {world},"))
}

#[test]
fn a_solution_that_is_off_by_a_millionth_is_noticed() {
    let off = 1.0 + 1e-6;
    for world in [0, 7, 23] {
        assert!(notices(world, |known| {
            let price = known.fob.as_mut().unwrap().iter_mut().flatten().next().unwrap();
            *price *= off;
        }));
        assert!(notices(world, |known| {
            let largest = known.trade.as_mut().unwrap().iter_mut().flatten().max_by(|a, b| a.total_cmp(b));
            *largest.unwrap() *= off;
        }));
        assert!(notices(world, |known| {
            // Rents are compared relative to a hundredth of the price level at the least.
            let largest = known.rent.as_mut().unwrap().iter_mut().max_by(|a, b| a.total_cmp(b)).unwrap();
            *largest += 1e-6 * largest.max(10.0);
        }));
    }
}

#[test]
fn a_solution_of_another_shape_is_noticed() {
    assert!(notices(3, |known| known.fob.as_mut().unwrap()[0] = None));
    assert!(notices(3, |known| known.fob.as_mut().unwrap()[1] = Some(f64::NAN)));
    assert!(notices(3, |known| known.rent.as_mut().unwrap().truncate(3)));
    assert!(notices(3, |known| known.trade.as_mut().unwrap().truncate(5)));
}

#[test]
fn a_world_that_cannot_be_solved_does_not_pass() {
    let mut worlds = parse(PLAIN_WORLDS);
    worlds.worlds[4].access.iter_mut().flatten().for_each(|access| *access = 0.0);
    let verification = verify(&worlds).unwrap();
    assert_eq!((verification.failures(), verification.compared), (1, 19));
    assert!(matches!(verification.solutions[4], Solved::Failure { .. }));
    assert!(!verification.passes(TOLERANCE));
}

/// Every corridor world with our own solution of it.
fn our_solutions() -> Vec<(Baseline, Conditions, Solution)> {
    let worlds = parse(CORRIDOR_WORLDS);
    let base = worlds.base.baseline().unwrap();
    let ours = worlds.worlds.iter().enumerate().map(|(k, world)| {
        let (behaviour, conditions) = world.conditions(&base, &format!("world {k}")).unwrap();
        let solution = solve(&Calibration::new(&base, &behaviour).unwrap(), &conditions).unwrap();
        (base.clone(), conditions, solution)
    });
    ours.collect()
}

#[test]
fn a_corridor_has_a_rent_only_where_it_is_full_and_is_never_more_than_full() {
    for (k, (base, conditions, solution)) in our_solutions().iter().enumerate() {
        for r in 0..base.corridor_count() {
            if !conditions.corridor_open[r] {
                continue;
            }
            let (capacity, flow) = (conditions.corridor_capacity[r], solution.corridor_flow(r));
            let rent = solution.rent[r];
            let place = format!("world {k}, {}: flow {flow} of {capacity}, rent {rent}", base.corridors[r]);
            assert!(rent >= 0.0 && rent.is_finite(), "{place}");
            assert!((0.0..=capacity * (1.0 + RESIDUAL)).contains(&flow), "{place}");
            // Without a limit there is no scarcity at all, and nothing to multiply.
            let slack = if capacity.is_finite() { 1.0 - flow / capacity } else { f64::from(rent > 0.0) };
            assert!(rent * slack.abs() <= 1e-9 * rent.max(1.0), "{place}");
        }
    }
}

#[test]
fn shut_corridors_carry_nothing_and_earn_nothing() {
    let mut shut = 0;
    for (base, conditions, solution) in &our_solutions() {
        for r in (0..base.corridor_count()).filter(|&r| !conditions.corridor_open[r]) {
            shut += 1;
            assert_eq!((solution.corridor_flow(r), solution.rent[r]), (0.0, 0.0), "{}", base.corridors[r]);
        }
    }
    assert!(shut >= 5, "only {shut} corridors are shut in all worlds together");
}

#[test]
fn what_leaves_by_corridors_is_what_is_traded_through_them() {
    for (base, _, solution) in &our_solutions() {
        let pairs = solution.trade.len();
        for pair in 0..pairs {
            let served = (0..base.corridor_count()).any(|r| base.serves[base.route_index(r, pair)]);
            let carried: f64 = (0..base.corridor_count()).map(|r| solution.flow[r * pairs + pair]).sum();
            let traded = if served { solution.trade[pair] } else { 0.0 };
            assert!((carried - traded).abs() <= 1e-12 * traded, "pair {pair}: {carried} of {traded}");
        }
    }
}

#[test]
fn exporters_sell_what_they_supply_and_nothing_where_they_have_no_access() {
    for (k, (base, conditions, solution)) in our_solutions().iter().enumerate() {
        for i in 0..base.exporter_count() {
            let (sold, supplied) = (solution.exports(i, base.market_count()), solution.supply[i]);
            assert!((sold - supplied).abs() <= RESIDUAL * supplied, "world {k}, exporter {i}");
        }
        for (pair, trade) in solution.trade.iter().enumerate() {
            assert!(conditions.access[pair] > 0.0 || *trade == 0.0, "world {k}, pair {pair}: {trade}");
        }
    }
}
