//! What results hang on: shares of whole scenarios' variance, by their axioms and against draws that are made by hand.

use potash::results::sensitivity::Sensitivity;
use potash::scenario::factor::FactorGroup;
use potash::simulate::sensitivity::sensitivity;
use potash::{Scenario, Window};

/// A shipped scenario over so many quarters.
fn over(name: &str, quarters: usize) -> Scenario {
    Scenario::shipped(name).unwrap().with("horizon.quarters", quarters).unwrap()
}

fn asked<const N: usize>(scenarios: [&Scenario; N], draws: usize) -> Sensitivity {
    sensitivity(scenarios).draws(draws).seed(5).run().unwrap()
}

/// A market with two mines, one number of which is uncertain.
const TOY: &str = r#"
title = "A mine and its rival"
focus = "mine"
[horizon]
start = "2026-Q1"
quarters = 4
[model]
sigma = 4
[index]
demand = 1.2
[exporter.mine]
fob = 200
supply_elasticity = { uniform = [0.1, 0.9] }
[exporter.rival]
fob = 220
supply_elasticity = 0.5
[market.town]
demand_elasticity = 0.2
[trade.mine]
town = 10
[trade.rival]
town = 10
[freight.mine]
town = 10
[freight.rival]
town = 10
"#;

#[test]
fn shares_sum_to_all_of_the_variance_and_lie_between_first_and_total() {
    let found = asked([&over("us-only", 4)], 256);
    let groups: Vec<FactorGroup> = found.groups.iter().map(|one| one.group).collect();
    assert_eq!(groups.len(), 5, "{groups:?}");
    let sum: f64 = found.groups.iter().map(|one| one.share.value).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    // What was learnt and what moves by itself decide a price in a year; together they are most of it.
    let of = |group: FactorGroup| found.groups.iter().find(|one| one.group == group).unwrap();
    let (learnt, moving) = (of(FactorGroup::Learnt), of(FactorGroup::Processes));
    assert!(learnt.share.value + moving.share.value > 0.8, "{found:?}");
    for one in &found.groups {
        let slack = one.first.error + one.total.error + one.share.error;
        assert!(one.first.value - slack <= one.share.value && one.share.value <= one.total.value + slack);
    }
    assert_eq!(found.window, Window::Year(2026));
}

#[test]
fn a_difference_hangs_on_other_things_than_a_level() {
    let (base, full) = (over("status-quo", 12), over("us-only", 12));
    let (level, gain) = (asked([&full], 128), asked([&base, &full], 128));
    let timing = |found: &Sensitivity| {
        let one = found.groups.iter().find(|one| one.group == FactorGroup::Timing).unwrap();
        one.total.value
    };
    assert!(timing(&gain) > 3.0 * timing(&level) && timing(&gain) > 0.1, "{gain:?} {level:?}");
    assert!(gain.sd < level.sd);
}

#[test]
fn one_uncertain_number_is_all_there_is() {
    let toy = Scenario::from_texts("toy.toml", [("toy.toml", TOY)]).unwrap();
    let found = asked([&toy], 64);
    assert_eq!(found.groups.len(), 1);
    let only = &found.groups[0];
    assert_eq!(
        (only.group, only.share.value, only.first.value, only.total.value),
        (FactorGroup::Numbers, 1.0, 1.0, 1.0)
    );
    // Its mean and spread are those of a plain run, as far as 128 draws tell.
    let study = potash::run(&toy).draws(2000).run().unwrap();
    let plain = study.summary("toy", "revenue.mine", found.window).unwrap();
    assert!((found.mean - plain.mean.value).abs() < 0.3 * plain.sd.value, "{} {:?}", found.mean, plain.mean);
    assert!((found.sd / plain.sd.value - 1.0).abs() < 0.25, "{} {:?}", found.sd, plain.sd);
}

#[test]
fn what_has_no_answer_is_refused_with_the_remedy() {
    let toy = Scenario::from_texts("toy.toml", [("toy.toml", TOY)]).unwrap();
    let sure = toy.with("exporter.mine.supply_elasticity", 0.5).unwrap();
    let refused = |asked: potash::simulate::sensitivity::Asking<'_>, words: &str| {
        let error = asked.run().unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    refused(sensitivity([&sure]).draws(64), "the result does not vary");
    refused(sensitivity([&toy, &toy]).draws(64), "the difference does not vary");
    refused(sensitivity([&toy]).draws(8), "8 draws are too few");
    refused(sensitivity([&toy]).draws(64).metric("price.town"), "is not a metric");
    refused(sensitivity([&toy]).draws(64).over(Window::Year(2027)), "no part of the horizon");
    refused(sensitivity([&toy, &toy, &toy]).draws(64), "one scenario or two are needed");
}

#[test]
fn what_is_redrawn_changes_and_nothing_else_does() {
    use potash::sampling::Sampler;
    use potash::scenario::factor::Redrawn;
    let scenario = over("us-plus-eu", 4).into_definition();
    let groups = scenario.factor_groups();
    assert_eq!(groups, FactorGroup::ALL);
    let values = |redrawn: Redrawn, draw: u64| {
        let again = potash::scenario::Definition { redrawn, ..scenario.clone() };
        Sampler::new(&again, 5).draw(draw).as_slice().to_vec()
    };
    let numbers: Vec<_> = scenario.uncertainties().map(|(id, _)| id).collect();
    for anew in [FactorGroup::Learnt, FactorGroup::Timing, FactorGroup::Numbers] {
        for draw in 0..4 {
            let (plain, again) = (values(Redrawn::default(), draw), values(Redrawn::of([anew]), draw));
            for id in &numbers {
                let (group, same) = (scenario.group_of(*id), plain[id.0] == again[id.0]);
                // What was learnt moves those that are correlated with it.
                let follows = anew == FactorGroup::Learnt && group != FactorGroup::Timing;
                let path = &scenario.parameters[id.0].path;
                assert!(same || group == anew || follows, "{path} moves with {anew:?}");
                assert!(!same || group != anew, "{path} stays though {anew:?} is redrawn");
            }
        }
    }
    // Demand and freight move by themselves, capacity breaks down: each by its own group alone.
    let course = |redrawn: Redrawn, draw: u64| {
        let again = potash::scenario::Definition { redrawn, ..scenario.clone() };
        let sampler = Sampler::new(&again, 5);
        let mut drawn = sampler.blank_lanes::<1>();
        sampler.draw_lanes([draw], &mut drawn);
        let mut state = sampler.state::<1>(&again);
        sampler.begin(&mut state, [draw], &drawn);
        let (mut moves, mut breaks) = (Vec::new(), Vec::new());
        for quarter in again.simulated.unwrap().iter() {
            sampler.advance(&mut state, quarter, &drawn);
            let shocks = state.shocks();
            moves.extend(shocks.demand.iter().chain(&shocks.cost).map(|one| one.0[0]));
            breaks.extend(shocks.capacity.iter().chain(&shocks.corridor_capacity).map(|one| one.0[0]));
        }
        (moves, breaks)
    };
    let (mut moved, mut broken) = (0, 0);
    for draw in 0..200 {
        let plain = course(Redrawn::default(), draw);
        let processes = course(Redrawn::of([FactorGroup::Processes]), draw);
        let disruptions = course(Redrawn::of([FactorGroup::Disruptions]), draw);
        assert_eq!((&processes.1, &disruptions.0), (&plain.1, &plain.0));
        moved += usize::from(processes.0 != plain.0);
        broken += usize::from(disruptions.1 != plain.1);
    }
    assert!(moved == 200 && broken > 10, "{moved} {broken}");
}
