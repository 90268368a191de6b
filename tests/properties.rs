//! What holds in every world, whatever its numbers: tonnes and money add up, units and order of
//! exporters do not matter, the baseline comes back, and no access means no trade.
//!
//! Only what follows from the equations stands here. That sanctions on a rival raise one's
//! revenue, or that a new route harms nobody, is often true and no law; it is not tested.

mod common;

use common::random_worlds::{RandomWorld, random_world};
use potash::equilibrium::{Calibration, Failure, Solution, ledger, solve};
use potash::market::{Conditions, DemandSystem};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The same cases every time, so that a failure is a change of the program; `PROPTEST_CASES` looks
/// further than the first few hundred.
fn first_cases() -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let default = ProptestConfig::default();
    let cases = if asked { default.cases } else { 400 };
    ProptestConfig {
        cases,
        max_global_rejects: 8 * cases,
        max_local_rejects: 100 * cases,
        rng_seed: RngSeed::Fixed(2026),
        // A failing world is a number; a file of past failures would only name numbers again.
        failure_persistence: None,
        ..default
    }
}

/// Worlds in which one would live: those at the far ends of behaviour are solved, but to fewer
/// digits, and may have more than one equilibrium.
fn tame_world() -> impl Strategy<Value = u64> {
    let tame = |k: &u64| {
        let behaviour = random_world(*k).behaviour;
        let elasticities = behaviour.supply_elasticity.iter().all(|e| (0.1..=1.0).contains(e));
        let demand = behaviour.eta.iter().all(|eta| (0.1..=0.5).contains(eta));
        (2.0..=8.0).contains(&behaviour.sigma) && elasticities && demand && behaviour.theta <= 1.0
    };
    (0..1_u64 << 40).prop_filter("wild behaviour", tame)
}

fn solution_of(world: &RandomWorld) -> Result<Solution, Failure> {
    solve(&Calibration::new(&world.base, &world.behaviour).unwrap(), &world.conditions)
}

/// The solution of a world that has one; that every world which has one is solved is tested elsewhere.
fn solved(world: &RandomWorld) -> Result<Solution, TestCaseError> {
    solution_of(world).map_err(|failure| TestCaseError::reject(failure.to_string()))
}

/// A solution that can be compared digit by digit with one found along another path.
///
/// Where delivered prices lie several-fold apart the additive system may have two equilibria, and
/// at prices thousands of times the baseline's the differences on which route choice turns have
/// fewer than nine digits left.
fn last_full_year(world: &RandomWorld) -> Result<Solution, TestCaseError> {
    let solution = solved(world)?;
    let level = world.base.fob.iter().copied().fold(0.0, f64::max);
    if prices(&solution).iter().any(|price| *price > 1000.0 * level) {
        return Err(TestCaseError::reject("prices far from any baseline"));
    }
    if world.behaviour.demand == DemandSystem::Additive && solution.has_wide_spread() {
        return Err(TestCaseError::reject("prices so far apart that there may be two equilibria"));
    }
    Ok(solution)
}

/// Fails unless two lists agree, relative to the larger value or to `floor`.
fn same(what: &str, ours: &[f64], theirs: &[f64], floor: f64, tolerance: f64) -> Result<(), TestCaseError> {
    prop_assert_eq!(ours.len(), theirs.len(), "{}", what);
    for (k, (a, b)) in ours.iter().zip(theirs).enumerate() {
        let scale = a.abs().max(b.abs()).max(floor);
        prop_assert!((a - b).abs() <= tolerance * scale, "{}[{}]: {} and {}", what, k, a, b);
    }
    Ok(())
}

/// Prices with zero for an exporter who has none, rents, market prices likewise.
fn prices(solution: &Solution) -> Vec<f64> {
    let fob = solution.fob.iter().map(|price| price.unwrap_or(0.0));
    let market = solution.market_price.iter().map(|price| price.unwrap_or(0.0));
    fob.chain(solution.rent.iter().copied()).chain(market).collect()
}

fn scale(list: &mut [f64], factor: f64) {
    list.iter_mut().for_each(|value| *value *= factor);
}

/// The world with its exporters in another order: new exporter `i` is old exporter `order[i]`.
fn reordered(world: &RandomWorld, order: &[usize]) -> RandomWorld {
    let RandomWorld { base, behaviour, conditions } = world;
    let (markets, pairs) = (base.market_count(), base.trade.len());
    let list = |old: &[f64]| order.iter().map(|&i| old[i]).collect::<Vec<f64>>();
    let matrix = |old: &[f64]| rows(old, order, markets);
    let legs: Vec<usize> = (0..base.serves.len())
        .map(|leg| {
            let (r, i, j) = (leg / pairs, leg % pairs / markets, leg % markets);
            r * pairs + order[i] * markets + j
        })
        .collect();
    let mut new =
        RandomWorld { base: base.clone(), behaviour: behaviour.clone(), conditions: conditions.clone() };
    new.base.exporters = order.iter().map(|&i| base.exporters[i].clone()).collect();
    new.base.trade = matrix(&base.trade);
    new.base.fob = list(&base.fob);
    new.base.freight = matrix(&base.freight);
    new.base.duty = matrix(&base.duty);
    new.base.capacity = list(&base.capacity);
    new.base.serves = legs.iter().map(|&leg| base.serves[leg]).collect();
    new.base.corridor_extra = legs.iter().map(|&leg| base.corridor_extra[leg]).collect();
    new.behaviour.supply_elasticity = list(&behaviour.supply_elasticity);
    new.behaviour.rent_share = list(&behaviour.rent_share);
    new.conditions.access = matrix(&conditions.access);
    new.conditions.added_cost = matrix(&conditions.added_cost);
    new.conditions.tariff = matrix(&conditions.tariff);
    new.conditions.friction = matrix(&conditions.friction);
    new.conditions.cost_index = list(&conditions.cost_index);
    new.conditions.capacity = list(&conditions.capacity);
    new.conditions.expansion = list(&conditions.expansion);
    new
}

/// Rows of a flat matrix in another order.
fn rows(old: &[f64], order: &[usize], width: usize) -> Vec<f64> {
    order.iter().flat_map(|&i| old[i * width..(i + 1) * width].iter().copied()).collect()
}

proptest! {
    #![proptest_config(first_cases())]

    #[test]
    fn tonnes_and_money_balance(k in tame_world()) {
        let world = random_world(k);
        let solution = solved(&world)?;
        let exporters = world.base.exporter_count();
        let sold: Vec<f64> = (0..exporters).map(|i| solution.exports(i, world.base.market_count())).collect();
        same("tonnes sold and supplied", &sold, &solution.supply, 0.0, 1e-9)?;
        let calibration = Calibration::new(&world.base, &world.behaviour).unwrap();
        let money = ledger(&calibration, &world.conditions, &solution);
        prop_assert!(money.imbalance().abs() <= 1e-9 * money.outlay, "{money:?}");
        // The ledger adds up exporters' revenue by pair, the solution by exporter.
        let revenue: f64 = solution.revenue.iter().sum();
        prop_assert!((revenue - money.revenue).abs() <= 1e-9 * money.outlay, "{revenue} {money:?}");
        // And outlay is what buyers pay, by markets instead of by pairs.
        let bought = |j: usize| (0..exporters).map(|i| solution.trade[world.base.pair(i, j)]).sum::<f64>();
        if world.behaviour.demand == DemandSystem::Additive {
            let paid: f64 = (0..world.base.market_count())
                .map(|j| solution.market_price[j].unwrap_or(0.0) * bought(j) / 1000.0)
                .sum();
            prop_assert!((paid - money.outlay).abs() <= 1e-9 * money.outlay, "{paid} {}", money.outlay);
        }
    }

    #[test]
    fn another_currency_changes_prices_and_nothing_else(k in tame_world(), power in -12..=12) {
        let world = random_world(k);
        let before = last_full_year(&world)?;
        let rate = 2_f64.powi(power);
        let mut dear = random_world(k);
        dear.behaviour.theta /= rate;
        for list in [
            &mut dear.base.fob,
            &mut dear.base.freight,
            &mut dear.base.corridor_cost,
            &mut dear.base.corridor_extra,
            &mut dear.conditions.added_cost,
            &mut dear.conditions.corridor_cost,
        ] {
            scale(list, rate);
        }
        let mut after = last_full_year(&dear)?;
        same("trade", &after.trade, &before.trade, 1e-6, 1e-9)?;
        same("flow", &after.flow, &before.flow, 1e-6, 1e-9)?;
        let mut after_prices = prices(&after);
        scale(&mut after_prices, 1.0 / rate);
        same("prices", &after_prices, &prices(&before), 1.0, 1e-9)?;
        scale(&mut after.revenue, 1.0 / rate);
        same("revenue", &after.revenue, &before.revenue, 1e-6, 1e-9)?;
    }

    #[test]
    fn another_unit_of_mass_changes_tonnes_and_nothing_else(k in tame_world(), unit in 0.001..1000.0) {
        let world = random_world(k);
        let before = last_full_year(&world)?;
        let mut small = random_world(k);
        for list in [
            &mut small.base.trade,
            &mut small.base.capacity,
            &mut small.conditions.capacity,
            &mut small.conditions.corridor_capacity,
        ] {
            scale(list, unit);
        }
        let mut after = last_full_year(&small)?;
        same("prices", &prices(&after), &prices(&before), 1.0, 1e-9)?;
        scale(&mut after.trade, 1.0 / unit);
        same("trade", &after.trade, &before.trade, 1e-6, 1e-9)?;
    }

    #[test]
    fn the_order_of_exporters_does_not_matter(k in tame_world(), keys in prop::array::uniform11(any::<u32>())) {
        let world = random_world(k);
        let mut order: Vec<usize> = (0..world.base.exporter_count()).collect();
        order.sort_by_key(|&i| keys[i]);
        let (before, after) = (last_full_year(&world)?, last_full_year(&reordered(&world, &order))?);
        let fob = |solution: &Solution| solution.fob.iter().map(|p| p.unwrap_or(0.0)).collect::<Vec<f64>>();
        same("fob", &fob(&after), &rows(&fob(&before), &order, 1), 1.0, 1e-9)?;
        same("rent", &after.rent, &before.rent, 1.0, 1e-9)?;
        let expected = rows(&before.trade, &order, world.base.market_count());
        same("trade", &after.trade, &expected, 1e-6, 1e-9)?;
        same("revenue", &after.revenue, &rows(&before.revenue, &order, 1), 1e-6, 1e-9)?;
    }

    #[test]
    fn a_world_under_its_baseline_conditions_is_its_baseline(k in 0..1_u64 << 40) {
        let mut world = random_world(k);
        world.conditions = Conditions::baseline(&world.base);
        let base = &world.base;
        let solution = solution_of(&world).map_err(|failure| TestCaseError::fail(failure.to_string()))?;
        same("trade", &solution.trade, &base.trade, 0.0, 1e-9)?;
        let fob: Vec<f64> = solution.fob.iter().map(|price| price.unwrap()).collect();
        same("fob", &fob, &base.fob, 0.0, 1e-9)?;
        same("rent", &solution.rent, &vec![0.0; base.corridor_count()], 0.0, 0.0)?;
        // P0 is the mean delivered price, weighted by tonnes, in either system.
        for j in 0..base.market_count() {
            let column = || (0..base.exporter_count()).map(|i| base.pair(i, j)).filter(|&p| base.trade[p] > 0.0);
            let tonnes: f64 = column().map(|pair| base.trade[pair]).sum();
            let value: f64 = column().map(|p| base.trade[p] * solution.delivered_price[p].unwrap()).sum();
            same("market price", &[solution.market_price[j].unwrap()], &[value / tonnes], 0.0, 1e-9)?;
        }
    }

    #[test]
    fn a_pair_without_access_carries_nothing(k in tame_world(), pick in any::<prop::sample::Index>()) {
        let mut world = random_world(k);
        let pair = pick.index(world.base.trade.len());
        world.conditions.access[pair] = 0.0;
        let solution = solved(&world)?;
        for (pair, &trade) in solution.trade.iter().enumerate() {
            let shut = world.conditions.access[pair] == 0.0;
            prop_assert!(!shut || trade == 0.0, "pair {pair} carries {trade}");
            prop_assert!(trade >= 0.0 && trade.is_finite(), "pair {pair} carries {trade}");
            for r in 0..world.base.corridor_count() {
                let flow = solution.flow[world.base.route_index(r, pair)];
                prop_assert!(!shut || flow == 0.0, "pair {pair} sends {flow} through corridor {r}");
            }
        }
    }

    #[test]
    fn a_shut_corridor_is_a_corridor_without_capacity(k in tame_world(), pick in any::<prop::sample::Index>()) {
        let (mut shut, mut narrow) = (random_world(k), random_world(k));
        let corridors = shut.base.corridor_count();
        prop_assume!(corridors > 0);
        let r = pick.index(corridors);
        shut.conditions.corridor_open[r] = false;
        narrow.conditions.corridor_capacity[r] = 0.0;
        let solution = solved(&shut)?;
        prop_assert_eq!(solution.corridor_flow(r), 0.0);
        // The equations are the same, so what solves the one solves the other.
        prop_assert_eq!(Ok(solution), solution_of(&narrow));
    }
}
