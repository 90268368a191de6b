//! From one value for every parameter to the baseline and behaviour of a draw, or of lanes of draws.

use super::definition::{Definition, WorldError};
use super::parameter::{ParameterId, Values};
use super::world::{BaselinePrice, BaselineShare, World};
use crate::market::{Baseline, Behaviour};
use crate::numeric::real::{Mask, Real};

impl Definition {
    /// Baseline and behaviour of the world with these values. Where lanes hold an invalid world, the
    /// error is the first such lane's.
    pub fn draw_world<T: Real>(&self, values: &Values<T>) -> Result<(Baseline<T>, Behaviour<T>), WorldError> {
        let (mut base, mut behaviour) = self.blank_world();
        self.draw_world_into(values, &mut base, &mut behaviour)?;
        Ok((base, behaviour))
    }

    /// The names, the demand system and who is served by what, with zeros for every number: for
    /// [`Definition::draw_world_into`] to fill.
    pub fn blank_world<T: Real>(&self) -> (Baseline<T>, Behaviour<T>) {
        let world = &self.world;
        let (exporters, markets) = (world.exporters.len(), world.markets.len());
        let (zero, pairs) = (T::default(), exporters * markets);
        let base = Baseline {
            exporters: world.exporters.iter().map(|e| e.name.clone()).collect(),
            markets: world.markets.iter().map(|m| m.name.clone()).collect(),
            corridors: world.corridors.iter().map(|c| c.name.clone()).collect(),
            trade: vec![zero; pairs],
            fob: vec![zero; exporters],
            freight: vec![zero; pairs],
            duty: vec![zero; pairs],
            capacity: vec![zero; exporters],
            corridor_cost: vec![zero; world.corridors.len()],
            serves: world.corridors.iter().flat_map(|c| c.serves.iter().copied()).collect(),
            corridor_extra: vec![zero; world.corridors.len() * pairs],
        };
        let behaviour = Behaviour {
            demand: world.demand,
            sigma: zero,
            eta: vec![zero; markets],
            supply_elasticity: vec![zero; exporters],
            theta: zero,
            rent_share: vec![zero; exporters],
        };
        (base, behaviour)
    }

    /// [`Definition::draw_world`] into a blank world of this scenario, or one that was drawn before,
    /// without allocating. After an error its numbers are of no use, but it can be drawn into again.
    pub fn draw_world_into<T: Real>(
        &self,
        values: &Values<T>,
        base: &mut Baseline<T>,
        behaviour: &mut Behaviour<T>,
    ) -> Result<(), WorldError> {
        let (world, zero) = (&self.world, T::default());
        fill(&mut base.trade, &world.trade, zero, values);
        for market in 0..world.markets.len() {
            apply_shares(world, market, values, &mut base.trade)?;
        }
        fill(&mut base.freight, &world.freight, zero, values);
        fill(&mut base.duty, &world.duty, zero, values);
        base.corridor_extra.fill(zero);
        for (r, corridor) in world.corridors.iter().enumerate() {
            base.corridor_cost[r] = values.get(corridor.baseline_cost);
            for &(pair, id) in &corridor.extra {
                let route = base.route_index(r, pair);
                base.corridor_extra[route] = values.get(id);
            }
        }
        for (i, exporter) in world.exporters.iter().enumerate() {
            base.capacity[i] = value(exporter.capacity, T::splat(f64::INFINITY), values);
            base.fob[i] = match exporter.price {
                BaselinePrice::Fob(id) => values.get(id),
                BaselinePrice::Revenue(id) => {
                    let exports = base.exports(i);
                    if zero.less(exports).not().any() {
                        return Err(WorldError::NoExports { exporter: exporter.name.clone() });
                    }
                    values.get(id) * T::splat(1000.0) / exports
                }
            };
        }
        draw_behaviour(world, values, behaviour);
        Ok(())
    }
}

fn draw_behaviour<T: Real>(world: &World, values: &Values<T>, behaviour: &mut Behaviour<T>) {
    behaviour.sigma = values.get(world.sigma);
    behaviour.theta = value(world.theta, T::splat(1.0), values);
    for (eta, market) in behaviour.eta.iter_mut().zip(&world.markets) {
        *eta = values.get(market.demand_elasticity);
    }
    for (i, exporter) in world.exporters.iter().enumerate() {
        behaviour.supply_elasticity[i] = values.get(exporter.supply_elasticity);
        behaviour.rent_share[i] = value(exporter.rent_share, T::default(), values);
    }
}

/// The value of a parameter that may be absent.
fn value<T: Real>(id: Option<ParameterId>, absent: T, values: &Values<T>) -> T {
    id.map_or(absent, |id| values.get(id))
}

fn fill<T: Real>(numbers: &mut [T], ids: &[Option<ParameterId>], absent: T, values: &Values<T>) {
    for (number, &id) in numbers.iter_mut().zip(ids) {
        *number = value(id, absent, values);
    }
}

/// Gives exporters their stated shares of a market's baseline trade, all of them together; those that
/// keep their tonnes keep them, the others share what is left in proportion.
fn apply_shares<T: Real>(
    world: &World,
    market: usize,
    values: &Values<T>,
    trade: &mut [T],
) -> Result<(), WorldError> {
    let shares = || world.shares.iter().filter(|share| share.market == market);
    let Some(first) = shares().next() else { return Ok(()) };
    let at = |i: usize| world.pair(i, market);
    let stated = |i: usize| shares().any(|share| share.exporter == i);
    let other = |i: usize| !stated(i) && !first.keep.contains(&i);
    let (zero, one, everybody) = (T::default(), T::splat(1.0), 0..world.exporters.len());
    let sum = |sum: T, i: usize| sum + trade[at(i)];
    let total = everybody.clone().fold(zero, sum);
    let kept = first.keep.iter().copied().filter(|&i| !stated(i)).fold(zero, sum);
    let others = everybody.clone().filter(|&i| other(i)).fold(zero, sum);
    let claimed = shares().fold(zero, |sum, share: &BaselineShare| sum + values.get(share.share));
    let rest = total * (one - claimed) - kept;
    // Shares that fill the market exactly leave rounding and nothing else.
    let nothing_left = (T::splat(1e-9) * total).less(rest.max(-rest)).not();
    let nobody_left = zero.less(others).not();
    let wrong = rest.less(zero).or(nobody_left).and(nothing_left.not());
    let (percent, hundred) = (T::splat(100.0) * claimed, T::splat(100.0));
    if let (Some(claimed), Some(kept)) = (percent.first(wrong), (hundred * kept / total).first(wrong)) {
        let market = world.markets[market].name.clone();
        return Err(WorldError::Shares { market, claimed, kept });
    }
    let factor = T::select(nothing_left.or(nobody_left), zero, rest / others);
    for i in everybody.filter(|&i| other(i)) {
        trade[at(i)] *= factor;
    }
    for share in shares() {
        trade[at(share.exporter)] = values.get(share.share) * total;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::toy;

    #[test]
    fn the_first_lane_that_makes_no_world_names_its_own_numbers() {
        let (scenario, (together, alone)) = (toy::scenario(), toy::values(toy::SHARE, [0.4, 1.2, 0.2, 1.7]));
        let error = scenario.draw_world(&together).unwrap_err();
        assert_eq!(error, scenario.draw_world(&alone[1]).unwrap_err());
        assert_eq!(error, WorldError::Shares { market: "x".into(), claimed: 120.0, kept: 0.0 });
        assert!(scenario.draw_world(&alone[0]).is_ok() && scenario.draw_world(&alone[3]).is_err());
    }

    #[test]
    fn a_share_may_be_all_of_a_market_in_one_lane_and_a_part_of_it_in_another() {
        let (scenario, (together, alone)) = (toy::scenario(), toy::values(toy::SHARE, [1.0, 0.25]));
        let (base, _) = scenario.draw_world(&together).unwrap();
        assert_eq!((base.trade[0].0, base.trade[2].0), ([4.0, 1.0], [0.0, 3.0]));
        for (l, values) in alone.iter().enumerate() {
            let (single, _) = scenario.draw_world(values).unwrap();
            assert_eq!(base.trade.iter().map(|q| q.0[l]).collect::<Vec<f64>>(), single.trade);
        }
    }

    #[test]
    fn a_revenue_without_exports_in_any_lane_has_no_price() {
        let mut scenario = toy::scenario();
        scenario.world.exporters[1].price = BaselinePrice::Revenue(toy::ADDED);
        let (together, _) = toy::values(toy::TONNES, [2.0, 2.0]);
        assert!(scenario.draw_world(&together).is_ok());
        scenario.world.shares.clear();
        let (together, _) = toy::values(toy::TONNES, [2.0, 0.0]);
        let error = scenario.draw_world(&together).unwrap_err();
        assert_eq!(error, WorldError::NoExports { exporter: "b".into() });
    }

    #[test]
    fn a_world_drawn_over_another_is_the_world_drawn_afresh() {
        let scenario = toy::scenario();
        let (mut base, mut behaviour) = scenario.blank_world();
        for share in [0.9, 1.2, 0.1] {
            let (_, [values]) = toy::values(toy::SHARE, [share]);
            let drawn = scenario.draw_world_into(&values, &mut base, &mut behaviour);
            assert_eq!(drawn.map(|()| (base.clone(), behaviour.clone())), scenario.draw_world(&values));
        }
    }
}
