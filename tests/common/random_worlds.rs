//! Random worlds, wider than those of `reference/corridor_worlds.json` in every direction.

use potash::market::{Baseline, Behaviour, Conditions, DemandSystem};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

pub struct RandomWorld {
    pub base: Baseline,
    pub behaviour: Behaviour,
    pub conditions: Conditions,
}

struct Dice(Pcg64Mcg);

impl Dice {
    fn chance(&mut self, p: f64) -> bool {
        self.0.random::<f64>() < p
    }
    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.random::<f64>()
    }
    fn log_uniform(&mut self, low: f64, high: f64) -> f64 {
        self.uniform(low.ln(), high.ln()).exp()
    }
    fn count(&mut self, low: usize, high: usize) -> usize {
        self.0.random_range(low..=high)
    }
    fn fill(&mut self, n: usize, mut one: impl FnMut(&mut Self) -> f64) -> Vec<f64> {
        (0..n).map(|_| one(self)).collect()
    }
}

fn baseline(dice: &mut Dice) -> Baseline {
    let (n, m, c) = (dice.count(2, 11), dice.count(1, 8), dice.count(0, 6));
    let pairs = n * m;
    let trade = dice.fill(pairs, |d| if d.chance(0.12) { 0.0 } else { d.log_uniform(0.02, 8.0) });
    let mut serves = vec![false; c * pairs];
    for r in 0..c {
        for i in 0..n {
            let uses = dice.chance(0.4);
            for j in 0..m {
                serves[r * pairs + i * m + j] = uses && dice.chance(0.8);
            }
        }
    }
    let mut trade = trade;
    // Every market buys something, every exporter sells something.
    for i in 0..n {
        trade[i * m + i % m] = trade[i * m + i % m].max(0.1);
    }
    for j in 0..m {
        trade[(j % n) * m + j] = trade[(j % n) * m + j].max(0.1);
    }
    let exports: Vec<f64> = (0..n).map(|i| trade[i * m..(i + 1) * m].iter().sum()).collect();
    let capacity = exports
        .iter()
        .map(|s| if dice.chance(0.1) { f64::INFINITY } else { s * dice.log_uniform(1.001, 3.0) })
        .collect();
    let name = |kind: &str, count: usize| (0..count).map(|k| format!("{kind}{k}")).collect();
    Baseline {
        exporters: name("e", n),
        markets: name("m", m),
        corridors: name("r", c),
        trade,
        fob: dice.fill(n, |d| d.uniform(100.0, 500.0)),
        freight: dice.fill(pairs, |d| d.uniform(5.0, 120.0)),
        duty: dice.fill(pairs, |d| if d.chance(0.8) { 0.0 } else { d.uniform(0.0, 0.4) }),
        capacity,
        corridor_cost: dice.fill(c, |d| d.uniform(5.0, 150.0)),
        serves,
        corridor_extra: dice.fill(c * pairs, |d| if d.chance(0.9) { 0.0 } else { d.uniform(0.0, 30.0) }),
    }
}

/// World number `k`, the same for ever.
pub fn random_world(k: u64) -> RandomWorld {
    let mut dice = Dice(Pcg64Mcg::seed_from_u64(0x5eed_0000 + k));
    let base = baseline(&mut dice);
    let (n, m, c) = (base.exporter_count(), base.market_count(), base.corridor_count());
    let pairs = n * m;
    let wild = dice.chance(0.5);
    let ces = dice.chance(0.4);
    let sigma = if wild { dice.log_uniform(1.3, 12.0) } else { dice.uniform(2.0, 8.0) };
    let behaviour = Behaviour {
        demand: if ces { DemandSystem::Ces } else { DemandSystem::Additive },
        sigma,
        eta: dice.fill(m, |d| if wild { d.log_uniform(0.05, 0.95) } else { d.uniform(0.1, 0.5) }),
        supply_elasticity: dice
            .fill(n, |d| if wild { d.log_uniform(0.03, 3.0) } else { d.uniform(0.1, 1.0) }),
        theta: if wild { dice.log_uniform(0.02, 10.0) } else { dice.log_uniform(0.05, 1.0) },
        rent_share: dice.fill(n, |d| d.uniform(0.0, 1.0)),
    };
    let access = dice.fill(pairs, |d| match d.uniform(0.0, 1.0) {
        u if u < 0.12 => 0.0,
        u if u < 0.2 && wild => d.log_uniform(1e-6, 0.1),
        _ => d.uniform(0.1, 1.5),
    });
    let range = if wild { 0.4 } else { 0.6 };
    let conditions = Conditions {
        access,
        added_cost: dice.fill(pairs, |d| if d.chance(0.6) { 0.0 } else { d.uniform(0.0, 150.0) }),
        tariff: dice.fill(pairs, |d| if d.chance(0.7) { 0.0 } else { d.uniform(0.0, 1.0) }),
        friction: dice.fill(pairs, |d| if d.chance(0.7) { 0.0 } else { d.uniform(0.0, 0.5) }),
        corridor_cost: base.corridor_cost.iter().map(|k| k * dice.log_uniform(0.5, 3.0)).collect(),
        corridor_capacity: dice.fill(c, |d| match d.uniform(0.0, 1.0) {
            u if u < 0.05 => f64::INFINITY,
            _ => d.log_uniform(0.01, 30.0),
        }),
        corridor_open: (0..c).map(|_| dice.chance(0.65)).collect(),
        demand_index: dice.fill(m, |d| d.log_uniform(range, 1.0 / range)),
        cost_index: dice.fill(n, |d| d.log_uniform(0.4, 3.0)),
        ocean_freight: dice.log_uniform(0.3, 5.0),
        capacity: base
            .capacity
            .iter()
            .map(|k| k * if dice.chance(0.1) { dice.log_uniform(0.1, 1.0) } else { dice.uniform(0.7, 1.5) })
            .collect(),
        expansion: dice.fill(n, |d| if d.chance(0.8) { 1.0 } else { d.uniform(0.5, 3.0) }),
    };
    RandomWorld { base, behaviour, conditions }
}
