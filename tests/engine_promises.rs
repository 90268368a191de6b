//! What runs of the shipped scenarios promise: the same bits whatever the threads, the number of
//! draws or the measures that do nothing, and differences that mean what they say.

mod common;

use potash::engine::{CHUNK, Job, Outcome, run, solve_central};
use potash::equilibrium::{Batch, Calibration, InitialGuess, solve};
use potash::market::{Baseline, Behaviour, Conditions};
use potash::numeric::isa::Isa;
use potash::results::comparison::compared;
use potash::results::study::{Request, Study};
use potash::results::window::Window;
use potash::sampling::Sampler;
use potash::scenario::conditions::QuarterInputs;
use potash::scenario::metric::Metric;
use potash::scenario::{Assignment, Problems, load};
use potash::scenario::{Method, Scenario};
use potash::stats::quantile_sketch::QuantileSketch;
use potash::stats::summary::Summary;
use potash::units::time::Horizon;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// A scenario with settings on top, over a short horizon.
fn scenario(path: &Path, settings: &[&str], start: &str, quarters: usize) -> Scenario {
    let settings: Vec<Assignment> = settings.iter().map(|text| Assignment::parse(text).unwrap()).collect();
    let loaded = match load(path, &settings) {
        Ok(loaded) => loaded,
        // The problems hold whole files; what is wrong with them is enough.
        Err(Problems::Faults { list, .. }) => panic!("{}: {list:?}", path.display()),
        Err(Problems::Unreadable { reason, .. } | Problems::InvalidFile { reason, .. }) => {
            panic!("{}: {reason}", path.display())
        }
    };
    let horizon = Some(Horizon { start: start.parse().unwrap(), quarters });
    Scenario { horizon, ..loaded.scenario }
}

/// The first year of the shipped horizon: measures in force, recovering and gone.
fn early(file: &str, settings: &[&str]) -> Scenario {
    scenario(&shipped().join(file), settings, "2026-Q1", 4)
}

/// The status quo and one more measure, over the same year. A setting cannot make a measure, so
/// this is a file that extends the shipped one.
fn with_measure(measure: &[&str]) -> Scenario {
    let folder = common::shipped::shipped_copy();
    let path = folder.path().join("with-measure.toml");
    let lines = measure.iter().map(|line| format!("measure.other.{line}\n"));
    std::fs::write(&path, format!("extends = \"status-quo.toml\"\n{}", lines.collect::<String>())).unwrap();
    scenario(&path, &[], "2026-Q1", 4)
}

/// Years after everything was lifted that is ever lifted: buyers have come back.
fn settled(file: &str, settings: &[&str]) -> Scenario {
    scenario(&shipped().join(file), settings, "2030-Q3", 2)
}

fn outcomes(scenarios: &[Scenario], draws: usize) -> Vec<Outcome> {
    let stop = AtomicBool::new(false);
    run(&Job { scenarios, draws: 0..draws, seed: 7, method: Method::Pseudo, stop: &stop, progress: &|_| {} })
        .unwrap()
}

fn study(scenarios: Vec<Scenario>, draws: usize) -> Study {
    Study::run(Request {
        scenarios,
        draws,
        digits: None,
        exact: false,
        drivers: false,
        seed: 7,
        method: Method::Pseudo,
        stop: &AtomicBool::new(false),
        progress: &|_| {},
        sink: None,
    })
    .unwrap()
}

fn outcome(scenario: Scenario, draws: usize) -> Outcome {
    outcomes(&[scenario], draws).remove(0)
}

/// Every number of the first draws of an outcome, bit by bit. All metrics, or those asked for.
fn bits(outcome: &Outcome, metrics: &[Metric], draws: usize) -> Vec<u64> {
    let path = |draw| metrics.iter().flat_map(move |&metric| outcome.path(metric, draw));
    let bits: Vec<u64> = (0..draws).flat_map(path).map(f64::to_bits).collect();
    assert_eq!(bits.len(), draws * metrics.len() * outcome.quarters.len(), "some metric has no values");
    bits
}

/// Fails unless two outcomes are one, in every bit of every metric and in the diagnostics.
fn assert_same(ours: &Outcome, theirs: &Outcome, what: &str) {
    assert_eq!((&ours.metrics, &ours.quarters), (&theirs.metrics, &theirs.quarters), "{what}");
    let both = [ours, theirs].map(|outcome| bits(outcome, &ours.metrics, ours.draws.len()));
    let different = both[0].iter().zip(&both[1]).filter(|(a, b)| a != b).count();
    assert!(both[0].len() == both[1].len() && different == 0, "{what}: {different} of {}", both[0].len());
    assert_eq!((&ours.lost, ours.steps), (&theirs.lost, theirs.steps), "{what}");
    assert_eq!(ours.residual.to_bits(), theirs.residual.to_bits(), "{what}");
    assert_eq!(ours.wide_spreads, theirs.wide_spreads, "{what}");
}

fn revenue(scenario: &Scenario) -> Metric {
    Metric::Revenue { exporter: scenario.focus }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    // More draws than are worked on together, so that threads really share the work.
    let draws = 4 * CHUNK + 14;
    let scenarios = [early("status-quo.toml", &[]), early("us-only.toml", &[])];
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| outcomes(&scenarios, draws))
    };
    let alone = with(1);
    for threads in [2, 3, 7, 16] {
        for (ours, theirs) in with(threads).iter().zip(&alone) {
            assert_same(ours, theirs, &format!("{threads} threads"));
        }
    }
    // Were all draws alike, their order could not be told.
    let metrics = alone[0].metrics.clone();
    assert_ne!(bits(&alone[0], &metrics, 1), bits(&alone[0], &metrics, 2).split_off(metrics.len() * 4));
}

/// In some draws there is no valid world, in others lanes cannot solve the market; neither may disturb
/// the draws beside them.
const TROUBLE: [&str; 3] = [
    "exporter.belarus.capacity={ uniform = [10, 20] }",
    "corridor.russian_baltic.capacity={ lognormal = { median = 0.3, sigma = 3 } }",
    "model.theta={ lognormal = { median = 3, sigma = 1.5 }, unbounded = true }",
];

#[test]
fn a_draw_has_the_same_bits_alone_and_in_company() {
    for scenario in [early("us-only.toml", &TROUBLE), early("us-only.toml", &[])] {
        let together = outcome(scenario.clone(), 40);
        let scenarios = [scenario];
        let (mut lost, mut alike) = (Vec::new(), 0);
        for draw in 0..40 {
            let stop = AtomicBool::new(false);
            let job = Job {
                scenarios: &scenarios,
                draws: draw..draw + 1,
                seed: 7,
                method: Method::Pseudo,
                stop: &stop,
                progress: &|_| {},
            };
            let alone = run(&job).unwrap().remove(0);
            for &metric in &alone.metrics {
                let own: Vec<u64> = alone.path(metric, draw).map(f64::to_bits).collect();
                let beside: Vec<u64> = together.path(metric, draw).map(f64::to_bits).collect();
                assert_eq!(own, beside, "{metric:?} in draw {draw}");
                alike += own.len();
            }
            lost.extend(alone.lost);
        }
        assert_eq!(lost, together.lost);
        assert_eq!(alike, 40 * 4 * together.metrics.len());
    }
}

#[test]
fn what_lanes_cannot_solve_is_solved_alone() {
    let scenario = early("us-only.toml", &TROUBLE);
    let (metric, sampler) = (revenue(&scenario), Sampler::new(&scenario, 7));
    let together = outcome(scenario.clone(), 40);
    assert!(together.lost.iter().any(|lost| lost.quarter.is_none()), "every world is valid");
    let (mut compared, mut left_over) = (0, 0);
    for draw in (0..40).filter(|draw| together.lost.iter().all(|lost| lost.draw != *draw)) {
        let mut values = sampler.blank_lanes::<1>();
        sampler.draw_lanes([draw as u64], &mut values);
        let mut course = sampler.course(&scenario);
        sampler.begin(&mut course, [draw as u64], &values);
        let (drawn, _) = scenario.draw_world(&values).unwrap();
        let (base, behaviour) = scenario.draw_world(&sampler.draw(draw as u64)).unwrap();
        let calibration = Calibration::new(&base, &behaviour).unwrap();
        let lane = Baseline::side_by_side(&[&base]);
        let mut batch = Batch::<1>::new(Isa::best(), &lane, &Behaviour::side_by_side(&[&behaviour])).unwrap();
        for (quarter, ours) in together.quarters.iter().zip(together.path(metric, draw)) {
            sampler.advance(&mut course, *quarter, &values);
            let mut conditions = Conditions::baseline(&drawn);
            let (dates, shocks) = (&scenario.dates(&values), course.shocks());
            let moment = QuarterInputs { quarter: *quarter, values: &values, dates, shocks };
            scenario.conditions_into(&drawn, moment, &mut conditions);
            let conditions = conditions.lane(0);
            batch.solve(Isa::best(), &Conditions::side_by_side(&[&conditions]), InitialGuess::Extrapolated);
            left_over += usize::from(!batch.solved()[0]);
            let theirs = solve(&calibration, &conditions).unwrap().revenue[scenario.focus];
            assert!((ours - theirs).abs() < 1e-9 * theirs, "draw {draw}, {quarter}: {ours}, alone {theirs}");
            compared += 1;
        }
    }
    assert!(compared > 40 && left_over > 0, "{compared} compared, {left_over} of them left over");
}

#[test]
fn any_number_of_threads_gives_the_same_study() {
    // More draws than a sketch keeps, and not a whole number of blocks or chunks. Each digit of a
    // digest is in its debug text, the sign of a zero too.
    let scenarios = || ["status-quo.toml", "us-only.toml"].map(|file| early(file, &[])).to_vec();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        format!("{:?}", pool.install(|| study(scenarios(), 2_048 + 100)))
    };
    let alone = with(1);
    for threads in [2, 3, 7, 16] {
        // Not assert_eq, which would print megabytes.
        assert!(with(threads) == alone, "{threads} threads");
    }
}

#[test]
fn a_block_of_a_run_is_that_part_of_the_run() {
    let scenarios = [early("us-plus-eu.toml", &[])];
    let whole = outcome(scenarios[0].clone(), 2 * CHUNK + 30);
    let stop = AtomicBool::new(false);
    for draws in [CHUNK..2 * CHUNK + 30, 5..CHUNK + 20] {
        let job = Job {
            scenarios: &scenarios,
            draws: draws.clone(),
            seed: 7,
            method: Method::Pseudo,
            stop: &stop,
            progress: &|_| {},
        };
        let part = run(&job).unwrap().remove(0);
        for draw in 0..2 * CHUNK + 31 {
            for &metric in &whole.metrics {
                let path =
                    |outcome: &Outcome| outcome.path(metric, draw).map(f64::to_bits).collect::<Vec<_>>();
                let wanted = if draws.contains(&draw) { path(&whole) } else { Vec::new() };
                assert_eq!(path(&part), wanted, "draw {draw} of {draws:?}");
            }
        }
    }
}

#[test]
fn a_column_is_the_same_numbers_as_the_paths_of_its_draws() {
    let outcome = outcome(early("status-quo.toml", &[]), CHUNK + 9);
    for (m, &metric) in outcome.metrics.iter().enumerate() {
        for quarter in 0..outcome.quarters.len() {
            let columns = [outcome.column(0, quarter, m), outcome.column(1, quarter, m)].concat();
            let paths = (0..CHUNK + 9).map(|draw| outcome.path(metric, draw).nth(quarter).unwrap().to_bits());
            assert_eq!(columns.into_iter().map(f64::to_bits).collect::<Vec<_>>(), paths.collect::<Vec<_>>());
        }
    }
    assert!(outcome.column(2, 0, 0).is_empty() && outcome.column(0, 4, 0).is_empty());
    assert!(outcome.column(0, 0, outcome.metrics.len()).is_empty());
}

/// A share that leaves no room for the tonnes that others keep in about half of the draws.
const FRAIL: &str = "baseline_share.usa.canada={ uniform = [0.9, 1.0] }";

#[test]
fn a_draw_that_one_scenario_loses_counts_for_none() {
    let (sound, frail) = (early("status-quo.toml", &[]), early("us-only.toml", &[FRAIL]));
    let names: Vec<usize> = outcome(frail.clone(), 2 * CHUNK).lost.iter().map(|lost| lost.draw).collect();
    assert!(names.len() > 10 && names.len() < 2 * CHUNK - 10, "{names:?}");
    let study = study(vec![sound.clone(), frail], 2 * CHUNK);
    let kept = 2 * CHUNK - names.len();
    assert_eq!(
        (study.lost, study.digests[0].lost_count, study.digests[1].lost_count),
        (names.len(), 0, names.len())
    );
    let window = Window::whole(study.horizon);
    for (_, digest) in study.each() {
        assert_eq!(digest.summary(study.revenue(), window).unwrap().draws, kept);
    }
    let comparison = study.compare(study.revenue(), window).unwrap();
    assert_eq!((comparison.draws, comparison.rows[1].difference.draws), (kept, kept));
    let alone = outcome(sound, 2 * CHUNK);
    let mean = |draw| alone.path(study.revenue(), draw).sum::<f64>() / 4.0;
    let own: Vec<f64> = (0..2 * CHUNK).filter(|draw| !names.contains(draw)).map(mean).collect();
    assert_eq!(
        study.digests[0].summary(study.revenue(), window),
        Summary::of(&QuantileSketch::of(&own)).as_ref()
    );
}

#[test]
fn the_first_half_of_a_run_is_the_run_of_half() {
    for draws in [24, 35, CHUNK + 6] {
        let (half, whole) = (
            outcome(early("us-plus-eu.toml", &[]), draws),
            outcome(early("us-plus-eu.toml", &[]), 2 * draws),
        );
        assert_eq!(half.metrics, whole.metrics);
        assert_eq!(bits(&half, &half.metrics, draws), bits(&whole, &half.metrics, draws));
    }
}

#[test]
fn another_seed_is_another_run() {
    let scenarios = [early("status-quo.toml", &[])];
    let stop = AtomicBool::new(false);
    let of = |seed| {
        run(&Job {
            scenarios: &scenarios,
            draws: 0..3,
            seed,
            method: Method::Pseudo,
            stop: &stop,
            progress: &|_| {},
        })
    };
    let (one, other) = (of(1).unwrap().remove(0), of(2).unwrap().remove(0));
    let metric = [revenue(&scenarios[0])];
    assert!(bits(&one, &metric, 3).iter().zip(bits(&other, &metric, 3)).all(|(a, b)| *a != b));
}

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
    let drawn = |scenario: &Scenario, k: u64| -> Vec<(String, u64)> {
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
    let drawn = |scenario: &Scenario, path: &str| {
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
        assert_eq!(idle.measures.len(), 4);
        assert_same(&outcome(idle, 24), &plain, effect);
    }
}

#[test]
fn a_measure_outside_the_horizon_changes_no_bit() {
    let plain = outcome(early("status-quo.toml", &[]), 24);
    let by = "by = 'Somebody'";
    let after = [by, "imposed = 2027-01-01"];
    let before = [by, "imposed = 2020-01-01", "lifted = 2026-01-01"];
    for effect in ["access.belarus.brazil=0", "friction.canada.usa=0.5", "capacity.russia=0.5"] {
        for dates in [&after[..], &before[..]] {
            let measure = [dates, &[effect]].concat();
            assert_same(&outcome(with_measure(&measure), 24), &plain, &measure.join(", "));
        }
        // The same measure a day earlier, or lifted a day later, is felt.
        for inside in [&[by, "imposed = 2026-12-31"][..], &[before[0], before[1], "lifted = 2026-01-02"]] {
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
    assert_same(&outcome(early("no-sanctions.toml", &[]), 24), &without, "no-sanctions");
    assert_same(&outcome(early("market.toml", &[]), 24), &without, "market");
    let held = outcome(status_quo, 24);
    assert_ne!(bits(&held, &without.metrics, 24), bits(&without, &without.metrics, 24));
}

#[test]
fn each_relief_restores_its_part_of_what_sanctions_cost() {
    let lasting = ["measure.us_sanctions.reimposed=never"];
    let scenarios = [
        settled("status-quo.toml", &[]),
        settled("us-only.toml", &lasting),
        settled("grand-deal.toml", &[]),
        settled("no-sanctions.toml", &[]),
    ];
    let metric = revenue(&scenarios[0]);
    let draws = 200;
    let mean = |outcome: &Outcome, draw| outcome.path(metric, draw).sum::<f64>() / 2.0;
    let revenues: Vec<Vec<f64>> = outcomes(&scenarios, draws)
        .iter()
        .map(|outcome| (0..draws).map(|draw| mean(outcome, draw)).collect())
        .collect();
    let count = |holds: &dyn Fn(usize) -> bool| (0..draws).filter(|&k| holds(k)).count();
    let [held, us, both, free] = [0, 1, 2, 3].map(|s| &revenues[s]);
    assert_eq!(count(&|k| [held, us, both, free].iter().all(|r| r[k].is_finite())), draws);
    let restored = |relief: &[f64], k: usize| (relief[k] - held[k]) / (free[k] - held[k]);
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
