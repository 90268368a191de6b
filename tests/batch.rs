//! Lanes against the single solver, and against one another: the same answers, and the same bits
//! whatever the number of lanes, their company and the instruction set.

mod common;

use common::random_worlds::random_world;
use potash::equilibrium::{Answer, Batch, Calibration, InitialGuess, Solution, solve};
use potash::market::{Baseline, Behaviour, Conditions};
use potash::numeric::isa::Isa;
use potash::numeric::lanes::Lanes;
use potash::sampling::Sampler;
use potash::scenario::Definition;
use potash::scenario::Scenario;
use potash::scenario::reading::worlds::Worlds;
use std::array::from_fn;
use std::path::Path;

/// A single draw in every quarter of a path.
struct Path1 {
    base: Baseline,
    behaviour: Behaviour,
    quarters: Vec<Conditions>,
}

fn shipped(name: &str) -> Definition {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    Scenario::load(&path, &[]).unwrap().into_definition()
}

fn paths(scenario: &Definition, draws: u64) -> Vec<Path1> {
    let sampler = Sampler::new(scenario, 1);
    let path = |k| {
        let values = sampler.draw(k);
        let (base, behaviour) = scenario.draw_world(&values).unwrap();
        let horizon = scenario.horizon.unwrap();
        let quarters = horizon.iter().map(|quarter| scenario.conditions(&base, &values, quarter)).collect();
        Path1 { base, behaviour, quarters }
    };
    (0..draws).map(path).collect()
}

fn batch<const L: usize>(paths: &[Path1], isa: Isa) -> Batch<L> {
    let base = Baseline::side_by_side(&from_fn::<_, L, _>(|l| &paths[l].base));
    let behaviour = Behaviour::side_by_side(&from_fn::<_, L, _>(|l| &paths[l].behaviour));
    Batch::new(isa, &base, &behaviour).unwrap()
}

/// Everything an answer says of a lane; rents over 100 USD/t, since they are known as well as prices are
/// and may themselves be next to nothing.
fn numbers<const L: usize>(answer: &Answer<L>, lane: usize) -> Vec<f64> {
    let rents = answer.rent.iter().map(|rent| *rent * Lanes([0.01; L])).collect();
    let lists = [
        &answer.fob,
        &rents,
        &answer.trade,
        &answer.market_price,
        &answer.flow,
        &answer.exports,
        &answer.revenue,
    ];
    let all = lists.into_iter().flatten().chain([&answer.world_trade, &answer.price_spread]);
    all.map(|lanes| lanes.0[lane]).collect()
}

/// The single solver's answer in the same order.
fn expected(solution: &Solution) -> Vec<f64> {
    numbers(&Answer::from(solution), 0)
}

/// Largest difference, relative for large numbers.
fn difference(ours: &[f64], theirs: &[f64]) -> f64 {
    let one = |(a, b): (&f64, &f64)| match a.is_nan() && b.is_nan() {
        true => 0.0,
        false => (a - b).abs() / b.abs().max(1.0),
    };
    assert_eq!(ours.len(), theirs.len());
    ours.iter().zip(theirs).map(one).fold(0.0, |worst, d| if d <= worst { worst } else { d })
}

#[test]
fn shipped_worlds_in_lanes_are_solved_as_one_by_one() {
    for name in ["no-sanctions", "status-quo", "us-only", "us-plus-eu", "sanctions-2022", "canada-tariff"] {
        let paths = paths(&shipped(name), 8);
        let calibrations: Vec<Calibration> =
            paths.iter().map(|path| Calibration::new(&path.base, &path.behaviour).unwrap()).collect();
        let mut batch = batch::<8>(&paths, Isa::best());
        let (mut solved, mut all) = (0, 0);
        for quarter in 0..paths[0].quarters.len() {
            let now = Conditions::side_by_side(&from_fn::<_, 8, _>(|l| &paths[l].quarters[quarter]));
            batch.solve(Isa::best(), &now, InitialGuess::Extrapolated);
            for lane in 0..8 {
                all += 1;
                if !batch.solved()[lane] {
                    continue;
                }
                solved += 1;
                let alone = solve(&calibrations[lane], &paths[lane].quarters[quarter]).unwrap();
                let worst = difference(&numbers(batch.answer(), lane), &expected(&alone));
                assert!(worst < 1e-10, "{name}, quarter {quarter}, draw {lane}: {worst:e}");
            }
        }
        assert!(solved * 100 >= all * 90, "{name}: {solved} of {all} solved in lanes");
    }
}

/// Bits of 32 draws' paths, solved `L` at a time.
fn bits<const L: usize>(paths: &[Path1], isa: Isa) -> Vec<Vec<u64>> {
    let mut of_draw = vec![Vec::new(); paths.len()];
    for (group, draws) in paths.chunks_exact(L).enumerate() {
        let mut batch = batch::<L>(draws, isa);
        for quarter in 0..draws[0].quarters.len() {
            let now = Conditions::side_by_side(&from_fn::<_, L, _>(|l| &draws[l].quarters[quarter]));
            batch.solve(isa, &now, InitialGuess::Extrapolated);
            for lane in 0..L {
                let of_draw = &mut of_draw[group * L + lane];
                of_draw.push(u64::from(batch.solved()[lane]));
                of_draw.push(u64::from(batch.steps()[lane]));
                of_draw.push(batch.residual()[lane].to_bits());
                if batch.solved()[lane] {
                    of_draw.extend(numbers(batch.answer(), lane).iter().map(|x| x.to_bits()));
                }
            }
        }
    }
    of_draw
}

#[test]
fn a_draw_has_the_same_bits_in_any_number_of_lanes_and_on_any_instruction_set() {
    for name in ["us-only", "sanctions-2022"] {
        let paths = paths(&shipped(name), 32);
        let alone = bits::<1>(&paths, Isa::present()[0]);
        for isa in Isa::present() {
            for (lanes, got) in [
                (1, bits::<1>(&paths, isa)),
                (2, bits::<2>(&paths, isa)),
                (4, bits::<4>(&paths, isa)),
                (8, bits::<8>(&paths, isa)),
                (16, bits::<16>(&paths, isa)),
                (32, bits::<32>(&paths, isa)),
            ] {
                assert!(got == alone, "{name}: {lanes} lanes, {isa:?}");
            }
        }
    }
}

#[test]
fn wild_worlds_are_solved_as_one_by_one_or_left_to_the_single_solver() {
    let (mut solved, mut all) = (0, 0);
    for k in 0..2000 {
        let world = random_world(k);
        let Ok(alone) = solve(&Calibration::new(&world.base, &world.behaviour).unwrap(), &world.conditions)
        else {
            continue;
        };
        // Beside a lane under other conditions, which must not matter.
        let calm = Conditions::baseline(&world.base);
        let base = Baseline::side_by_side(&[&world.base; 2]);
        let mut batch =
            Batch::<2>::new(Isa::best(), &base, &Behaviour::side_by_side(&[&world.behaviour; 2])).unwrap();
        batch.solve(
            Isa::best(),
            &Conditions::side_by_side(&[&calm, &world.conditions]),
            InitialGuess::Baseline,
        );
        all += 1;
        if batch.solved()[1] {
            solved += 1;
            // Where demand is steep a residual of 1e-12 leaves more than that in the price.
            let worst = difference(&numbers(batch.answer(), 1), &expected(&alone));
            assert!(worst < 1e-8, "world {k}: {worst:e}");
        }
    }
    // Most of these are far wilder than anything one would ask about; enough must be compared at all.
    assert!(solved * 100 >= all * 40, "{solved} of {all} solved in lanes");
}

#[test]
fn worlds_that_others_have_solved_are_solved_in_lanes() {
    let files = [include_str!("reference/corridor_worlds.json"), include_str!("reference/plain_worlds.json")];
    for text in files {
        let worlds = Worlds::parse(text).unwrap();
        let base = worlds.base.baseline().unwrap();
        let mut solved = 0;
        for (k, world) in worlds.worlds.iter().enumerate() {
            let (behaviour, conditions) = world.conditions(&base, &format!("world {k}")).unwrap();
            let alone = solve(&Calibration::new(&base, &behaviour).unwrap(), &conditions).unwrap();
            let lanes = Baseline::side_by_side(&[&base; 4]);
            let mut batch =
                Batch::<4>::new(Isa::best(), &lanes, &Behaviour::side_by_side(&[&behaviour; 4])).unwrap();
            batch.solve(Isa::best(), &Conditions::side_by_side(&[&conditions; 4]), InitialGuess::Baseline);
            if batch.solved()[3] {
                solved += 1;
                let worst = difference(&numbers(batch.answer(), 3), &expected(&alone));
                assert!(worst < 1e-9, "world {k}: {worst:e}");
            }
        }
        let worlds = worlds.worlds;
        assert!(solved * 10 >= worlds.len() * 8, "{solved} of {}", worlds.len());
    }
}

#[test]
fn draws_in_space_that_others_have_used_have_the_bits_of_new_space() {
    let paths = paths(&shipped("us-only"), 4);
    let quarter =
        |of: &[Path1], k: usize| Conditions::side_by_side(&from_fn::<_, 2, _>(|l| &of[l].quarters[k]));
    let solve = |batch: &mut Batch<2>, of: &[Path1]| -> Vec<u64> {
        let mut bits = Vec::new();
        for k in 0..4 {
            batch.solve(Isa::best(), &quarter(of, k), InitialGuess::Extrapolated);
            for lane in 0..2 {
                bits.push(u64::from(batch.steps()[lane]));
                bits.extend(numbers(batch.answer(), lane).iter().map(|x| x.to_bits()));
            }
        }
        bits
    };
    let (used, own) = paths.split_at(2);
    let expected = solve(&mut batch::<2>(own, Isa::best()), own);
    let mut again = batch::<2>(used, Isa::best());
    solve(&mut again, used);
    // A world in which fewer pairs trade, and one that is none, in between.
    let mut fewer = used[0].base.clone();
    fewer.trade[0] = 0.0;
    let mut none = used[0].base.clone();
    none.capacity.fill(0.0);
    let behaviour = |of: &[Path1]| Behaviour::side_by_side(&from_fn::<_, 2, _>(|l| &of[l].behaviour));
    assert!(again.renew(Isa::best(), &Baseline::side_by_side(&[&fewer; 2]), &behaviour(used)));
    again.solve(Isa::best(), &quarter(used, 0), InitialGuess::Previous);
    assert!(!again.renew(Isa::best(), &Baseline::side_by_side(&[&none; 2]), &behaviour(used)));
    let base = Baseline::side_by_side(&from_fn::<_, 2, _>(|l| &own[l].base));
    assert!(again.renew(Isa::best(), &base, &behaviour(own)));
    assert_eq!(solve(&mut again, own), expected);
}

#[test]
fn an_impossible_market_is_reported_and_does_no_harm() {
    let paths = paths(&shipped("status-quo"), 2);
    let mut shut = paths[0].quarters[0].clone();
    shut.access.fill(0.0);
    let mut batch = batch::<2>(&paths, Isa::best());
    batch.solve(
        Isa::best(),
        &Conditions::side_by_side(&[&shut, &paths[1].quarters[0]]),
        InitialGuess::Baseline,
    );
    assert_eq!(batch.solved(), &[false, true]);
}
