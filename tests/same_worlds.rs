//! What one scenario or number is, changes nothing of the others: worlds are the same for all.

mod common;

use common::short_runs::*;
use potash::engine::{Outcome, solve_central};
use potash::results::comparison::compared;
use potash::results::window::Window;
use potash::sampling::Sampler;
use potash::scenario::Definition;

#[test]
fn a_new_uncertainty_moves_no_other_number() {
    let before = early("status-quo.toml", &[]);
    // One of the first numbers of the file and one of the last, so that every other has a new neighbour.
    let set = [
        "exporter.canada.fob={ triangular = [220, 228, 236] }",
        "freight.chile.brazil={ uniform = [20, 50] }",
    ];
    let after = early("status-quo.toml", &set);
    assert_eq!(after.uncertainties().count(), before.uncertainties().count() + 2);
    let drawn = |scenario: &Definition, k: u64| -> Vec<(String, u64)> {
        let values = Sampler::new(scenario, 7).draw(k);
        let each = scenario.parameters.iter().zip(values.as_slice());
        each.map(|(parameter, value)| (parameter.path.clone(), value.to_bits())).collect()
    };
    for k in 0..24 {
        let (mut old, mut new) = (drawn(&before, k), drawn(&after, k));
        old.sort();
        new.sort();
        let moved: Vec<&str> =
            old.iter().zip(&new).filter(|(old, new)| old != new).map(|(_, new)| new.0.as_str()).collect();
        assert_eq!(
            (moved, old.len()),
            (vec!["exporter.canada.fob", "freight.chile.brazil"], new.len()),
            "draw {k}"
        );
    }
}

#[test]
fn a_world_is_drawn_alike_for_every_scenario() {
    let (status_quo, relief) = (early("status-quo.toml", &[]), early("us-plus-eu.toml", &[]));
    let drawn = |scenario: &Definition, path: &str| {
        let position = scenario.parameters.iter().position(|p| p.path == path).unwrap();
        (0..24)
            .map(|k| Sampler::new(scenario, 7).draw(k).as_slice()[position].to_bits())
            .collect::<Vec<u64>>()
    };
    for (_, parameter) in status_quo.uncertainties() {
        assert_eq!(
            drawn(&status_quo, &parameter.path),
            drawn(&relief, &parameter.path),
            "{}",
            parameter.path
        );
    }
}

#[test]
fn another_scenario_beside_it_changes_no_bit_of_a_scenario() {
    let alone = outcomes(&[early("us-only.toml", &[])], 24).remove(0);
    let files = ["grand-deal.toml", "us-only.toml", "canada-tariff.toml"].map(|file| early(file, &[]));
    assert_same(&outcomes(&files, 24)[1], &alone, "us-only in company");
}

#[test]
fn another_name_of_an_uncertainty_or_a_measure_changes_no_other_number() {
    let named = |name: &str| {
        let folder = common::shipped::shipped_copy();
        let path = folder.path().join("named.toml");
        // It hits nobody that sells, so that all it can change is what others draw.
        let text = format!(
            "extends = \"status-quo.toml\"\n[measure.{name}]\nby = \"somebody\"\nimposed = 2024-01-01
lifted = {{ hazard_per_year = {{ uniform = [0.2, 0.9] }}, from = 2025-01-01 }}
[disruption.{name}]\nexporter = \"laos\"\nrate_per_year = {{ uniform = [1e-13, 1e-12] }}
capacity_factor = 0.5\nduration_quarters = {{ uniform = [1, 2] }}\n"
        );
        std::fs::write(&path, text).unwrap();
        let scenario = scenario(&path, &[], "2026-Q1", 4);
        let focus = revenue(&scenario);
        (bits(&outcome(scenario.clone(), 24), &[focus], 24), scenario)
    };
    let ((ours, first), (theirs, second)) = (named("aardvark"), named("zebra"));
    assert_eq!(ours, theirs);
    let plain = early("status-quo.toml", &[]);
    assert_eq!(ours, bits(&outcome(plain.clone(), 24), &[revenue(&plain)], 24));
    assert_eq!(first.uncertainties().count(), second.uncertainties().count());
}

#[test]
fn a_measure_that_does_nothing_changes_no_bit() {
    let plain = outcome(early("status-quo.toml", &[]), 24);
    // On pairs that other measures restrict, and that none does.
    for effect in [
        "access.belarus.brazil=1",
        "access.canada.usa=1",
        "friction.belarus.brazil=0",
        "friction.canada.usa=0",
        "added_cost.belarus.india=0",
        "tariff.canada.usa=0",
        "tariff.belarus.china=0",
        "capacity.russia=1",
        "corridor.russian_baltic.added_cost=0",
        "corridor.russian_baltic.capacity_factor=1",
    ] {
        let idle = with_measure(&["by = 'Nobody'", "imposed = 2020-01-01", effect]);
        assert_eq!(idle.measures.len(), 6);
        assert_same(&outcome(idle, 24), &plain, effect);
    }
}

#[test]
fn a_measure_outside_the_horizon_changes_no_bit() {
    let plain = outcome(early("status-quo.toml", &[]), 24);
    let by = "by = 'Somebody'";
    let after = [by, "imposed = 2027-01-01"];
    // In the past nothing is solved that could remember it.
    let before = [by, "imposed = 2018-01-01", "lifted = 2019-01-01"];
    for effect in ["access.belarus.brazil=0", "friction.canada.usa=0.5", "capacity.russia=0.5"] {
        for dates in [&after[..], &before[..]] {
            let measure = [dates, &[effect]].concat();
            assert_same(&outcome(with_measure(&measure), 24), &plain, &measure.join(", "));
        }
        // The same measure a day earlier, or lifted a day later, is felt.
        for inside in [&[by, "imposed = 2026-12-31"][..], &[before[0], before[1], "lifted = 2019-01-02"]] {
            let felt = outcome(with_measure(&[inside, &[effect]].concat()), 24);
            assert_ne!(bits(&felt, &plain.metrics, 24), bits(&plain, &plain.metrics, 24), "{effect}");
        }
    }
}

#[test]
fn two_equal_scenarios_differ_by_exactly_nothing() {
    let study = study(vec![early("status-quo.toml", &[]), early("status-quo.toml", &[])], 24);
    for metric in compared(study.scenarios[0].focus) {
        for window in Window::years(study.horizon) {
            let comparison = study.compare(metric, window).unwrap();
            let twin = &comparison.rows[1];
            assert_eq!((comparison.draws, twin.difference.draws), (24, 24));
            assert!(twin.spread.iter().all(|difference| *difference == 0.0));
            assert_eq!(
                (twin.difference.mean.value, twin.difference.sd.value, twin.above.value),
                (0.0, 0.0, 0.0)
            );
            if metric == study.revenue() {
                let restored = &twin.restored.as_ref().unwrap().share;
                assert_eq!((restored.draws, restored.mean.value, restored.sd.value), (24, 0.0, 0.0));
            }
        }
    }
}

#[test]
fn no_sanctions_is_the_status_quo_without_its_measures() {
    let status_quo = early("status-quo.toml", &[]);
    let without = status_quo.without_measures("without", "Without measures");
    let without = outcome(without, 24);
    // But for what is still felt of the shock of 2022, which the file leaves as it was.
    let lifted = outcome(early("no-sanctions.toml", &[]), 24);
    for metric in &without.metrics {
        for draw in 0..24 {
            for (a, b) in lifted.path(*metric, draw).zip(without.path(*metric, draw)) {
                assert!((a - b).abs() <= 0.2 * b.abs().max(0.1), "{metric:?} {draw}: {a} {b}");
            }
        }
    }
    let held = outcome(status_quo, 24);
    assert_ne!(bits(&held, &without.metrics, 24), bits(&without, &without.metrics, 24));
}

#[test]
fn each_relief_restores_its_part_of_what_sanctions_cost() {
    let lasting = ["measure.us_sanctions.reimposed=never"];
    let scenarios = [
        last_full_year("status-quo.toml", &[]),
        last_full_year("us-only.toml", &lasting),
        last_full_year("grand-deal.toml", &[]),
        last_full_year("no-sanctions.toml", &[]),
    ];
    let metric = revenue(&scenarios[0]);
    let draws = 200;
    let mean = |outcome: &Outcome, draw| outcome.path(metric, draw).sum::<f64>() / 2.0;
    let revenues: Vec<Vec<f64>> = outcomes(&scenarios, draws)
        .iter()
        .map(|outcome| (0..draws).map(|draw| mean(outcome, draw)).collect())
        .collect();
    let count = |holds: &dyn Fn(usize) -> bool| (0..draws).filter(|&k| holds(k)).count();
    let [held, us, both, no_measures] = [0, 1, 2, 3].map(|s| &revenues[s]);
    assert_eq!(count(&|k| [held, us, both, no_measures].iter().all(|r| r[k].is_finite())), draws);
    let restored = |relief: &[f64], k: usize| (relief[k] - held[k]) / (no_measures[k] - held[k]);
    let partly = count(&|k| restored(us, k) > 0.0 && restored(us, k) < 1.0);
    assert!(partly >= draws * 95 / 100, "US relief alone restores a part in {partly} of {draws}");
    let more = count(&|k| restored(both, k) > restored(us, k));
    assert!(more >= draws * 98 / 100, "both restore more than one in {more} of {draws}");
}

#[test]
fn the_market_at_its_baseline_is_what_was_observed() {
    let market = early("market.toml", &[]);
    let at_rest = solve_central(&market, None).unwrap();
    let (base, solution) = (&at_rest.base, &at_rest.solution);
    for (pair, (ours, observed)) in solution.trade.iter().zip(&base.trade).enumerate() {
        assert!((ours - observed).abs() <= 1e-9 * observed, "pair {pair}: {ours}, observed {observed}");
    }
    for (i, (ours, observed)) in solution.fob.iter().zip(&base.fob).enumerate() {
        assert!((ours.unwrap() - observed).abs() <= 1e-9 * observed, "{}: {ours:?}", base.exporters[i]);
    }
    let (belarus, usa) =
        (market.world.exporter_named("belarus").unwrap(), market.world.market_named("usa").unwrap());
    assert_eq!(market.focus, belarus);
    // The article's figures: 2.4 bn USD, about a fifth of the world, 4 % of it to the United States.
    assert!((solution.revenue[belarus] - 2.4).abs() < 1e-9, "{} bn", solution.revenue[belarus]);
    let exports = solution.exports(belarus, base.market_count());
    let share = exports / solution.world_trade();
    assert!((share - 0.21).abs() < 0.01, "world share {share}");
    let to_usa = solution.trade[base.pair(belarus, usa)] / exports;
    assert!((to_usa - 0.04).abs() < 0.005, "US share of exports {to_usa}");
}
