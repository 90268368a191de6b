//! What runs of the shipped scenarios promise: the same bits whatever the threads, the number of
//! draws or the measures that do nothing, and differences that mean what they say.

mod common;

use common::short_runs::*;
use potash::engine::{CHUNK, Job, Outcome, run};
use potash::equilibrium::{Batch, Calibration, InitialGuess, solve};
use potash::market::{Baseline, Behaviour, Conditions};
use potash::numeric::isa::Isa;
use potash::results::window::Window;
use potash::sampling::Sampler;
use potash::scenario::Method;
use potash::scenario::conditions::QuarterInputs;
use potash::stats::quantile_sketch::QuantileSketch;
use potash::stats::summary::Summary;
use std::sync::atomic::AtomicBool;

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
    // Were all draws alike, their order would not show.
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
    // Without a past, so that each quarter can be made again by itself.
    let mut scenario = early("us-only.toml", &TROUBLE);
    (scenario.simulated, scenario.processes_from, scenario.money_of) = (scenario.horizon, None, None);
    let world = &mut scenario.world;
    (world.deflator, world.supply_adjustment, world.demand_adjustment) = (None, None, None);
    let (metric, sampler) = (revenue(&scenario), Sampler::new(&scenario, 7));
    let together = outcome(scenario.clone(), 40);
    assert!(together.lost.iter().any(|lost| lost.quarter.is_none()), "every world is valid");
    let (mut compared, mut left_over) = (0, 0);
    for draw in (0..40).filter(|draw| together.lost.iter().all(|lost| lost.draw != *draw)) {
        let mut values = sampler.blank_lanes::<1>();
        sampler.draw_lanes([draw as u64], &mut values);
        let mut state = sampler.state(&scenario);
        sampler.begin(&mut state, [draw as u64], &values);
        let (drawn, _) = scenario.draw_world(&values).unwrap();
        let (base, behaviour) = scenario.draw_world(&sampler.draw(draw as u64)).unwrap();
        let calibration = Calibration::new(&base, &behaviour).unwrap();
        let lane = Baseline::side_by_side(&[&base]);
        let mut batch = Batch::<1>::new(Isa::best(), &lane, &Behaviour::side_by_side(&[&behaviour])).unwrap();
        for (quarter, ours) in together.quarters.iter().zip(together.path(metric, draw)) {
            sampler.advance(&mut state, *quarter, &values);
            let mut conditions = Conditions::baseline(&drawn);
            let (dates, shocks) = (&scenario.dates(&values), state.shocks());
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
    // hash is in its debug text, the sign of a zero too.
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
        (study.lost, study.summaries[0].lost_count, study.summaries[1].lost_count),
        (names.len(), 0, names.len())
    );
    let window = Window::whole(study.horizon);
    for (_, summary_of_draws) in study.each() {
        assert_eq!(summary_of_draws.summary(study.revenue(), window).unwrap().draws, kept);
    }
    let comparison = study.compare(study.revenue(), window).unwrap();
    assert_eq!((comparison.draws, comparison.rows[1].difference.draws), (kept, kept));
    let alone = outcome(sound, 2 * CHUNK);
    let mean = |draw| alone.path(study.revenue(), draw).sum::<f64>() / 4.0;
    let own: Vec<f64> = (0..2 * CHUNK).filter(|draw| !names.contains(draw)).map(mean).collect();
    assert_eq!(
        study.summaries[0].summary(study.revenue(), window),
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
