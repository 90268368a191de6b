//! The money of one period, line by line: what importers pay is what others receive.

use super::calibration::Calibration;
use super::solution::Solution;
use crate::market::Conditions;
use schemars::JsonSchema;
use serde::Serialize;

/// Where importers' outlay goes, in thousands of money times tonnes a year (bn USD for Mt).
///
/// `outlay = revenue + corridor_costs + rents_to_others + freight + added_costs + friction + duty
/// - route_choice`, to rounding; the route-choice term is the logit's own (`docs/model.md`).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, JsonSchema)]
pub struct Ledger {
    /// What buyers pay, duty and friction included.
    pub outlay: f64,
    /// All exporters' revenue: FOB sales and the rents they keep.
    pub revenue: f64,
    /// Costs of corridors.
    pub corridor_costs: f64,
    /// Rents that corridor owners keep.
    pub rents_to_others: f64,
    /// Ocean freight.
    pub freight: f64,
    /// Costs that measures add.
    pub added_costs: f64,
    /// Import duty.
    pub duty: f64,
    /// Costs of doing business that are nobody's revenue.
    pub friction: f64,
    /// `Σ q (Σ_r w_r g_r - c)`: the unpriced advantage of using several corridors.
    pub route_choice: f64,
}

impl Ledger {
    /// Outlay minus everything it went to; zero but for rounding.
    pub fn imbalance(&self) -> f64 {
        self.outlay
            - (self.revenue
                + self.corridor_costs
                + self.rents_to_others
                + self.freight
                + self.added_costs
                + self.duty
                + self.friction
                - self.route_choice)
    }
}

/// Draws up the ledger of a solution.
pub fn ledger(calibration: &Calibration, conditions: &Conditions, solution: &Solution) -> Ledger {
    let mut ledger = Ledger::default();
    let pairs = solution.trade.len();
    for pair in 0..pairs {
        let (exporter, trade) = (pair / calibration.markets, solution.trade[pair]);
        let (Some(price), Some(fob)) = (solution.delivered_price[pair], solution.fob[exporter]) else {
            continue;
        };
        let freight = calibration.freight[pair] * conditions.ocean_freight;
        let before_duty = fob + solution.corridor_cost[pair] + freight + conditions.added_cost[pair];
        ledger.outlay += trade * price;
        ledger.revenue += trade * fob;
        ledger.freight += trade * freight;
        ledger.added_costs += trade * conditions.added_cost[pair];
        ledger.duty += trade * before_duty * conditions.tariff[pair];
        ledger.friction += trade * before_duty * (1.0 + conditions.tariff[pair]) * conditions.friction[pair];
        let Some(choice_set) = calibration.routes.choice_set_of(pair) else { continue };
        let kept = calibration.behaviour.rent_share[exporter];
        let mut charged = 0.0;
        for option in &calibration.routes.choice_sets()[choice_set] {
            let flow = solution.flow[option.corridor * pairs + pair];
            let (cost, rent) =
                (conditions.corridor_cost[option.corridor] + option.extra, solution.rent[option.corridor]);
            ledger.corridor_costs += flow * cost;
            ledger.revenue += kept * flow * rent;
            ledger.rents_to_others += (1.0 - kept) * flow * rent;
            charged += flow * (cost + rent);
        }
        ledger.route_choice += charged - trade * solution.corridor_cost[pair];
    }
    for line in [
        &mut ledger.outlay,
        &mut ledger.revenue,
        &mut ledger.corridor_costs,
        &mut ledger.rents_to_others,
        &mut ledger.freight,
        &mut ledger.added_costs,
        &mut ledger.duty,
        &mut ledger.friction,
        &mut ledger.route_choice,
    ] {
        *line /= 1000.0;
    }
    ledger
}
