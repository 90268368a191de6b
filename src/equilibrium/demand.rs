//! Demand: what a market buys from whom at given delivered prices, and how that changes with them.

use super::calibration::Calibration;
use crate::market::{Conditions, DemandSystem};

/// One exporter's offer in one market, with all that does not change while solving.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub exporter: usize,
    /// Unknown of the exporter.
    pub slot: usize,
    pub choice_set: Option<usize>,
    /// `ln (A_ij α_ij)`.
    pub log_weight: f64,
    /// `m_ij o + δ_ij`.
    pub landed_cost: f64,
    /// `(1 + t)(1 + φ) / P0_j`, and its log.
    pub markup: f64,
    pub log_markup: f64,
}

/// One market's state at the current point, parallel to its offers.
#[derive(Debug, Clone, Default)]
pub(super) struct MarketPoint {
    pub offers: Vec<Offer>,
    /// `q_ij`; zero where that is too small for a float.
    pub trade: Vec<f64>,
    /// `ln q_ij`, which is always there.
    pub log_trade: Vec<f64>,
    /// `ln (p_ij / P0_j)`.
    pub log_price: Vec<f64>,
    /// `ln (P_j / P0_j)`.
    pub log_market_price: f64,
    /// `∂ ln q_kj / ∂ ln p_ij` for `k ≠ i`.
    pub cross: Vec<f64>,
    /// Price before duty and friction.
    pub before_duty: Vec<f64>,
}

/// The offers that market `j` may choose from; `active` are the exporters that are unknowns.
pub(super) fn market_point(
    calibration: &Calibration,
    conditions: &Conditions,
    active: &[usize],
    j: usize,
    tradable: &impl Fn(usize) -> bool,
) -> MarketPoint {
    let markets = calibration.markets;
    let offer = |(slot, &i): (usize, &usize)| {
        let pair = i * markets + j;
        let trades = conditions.demand_index[j] > 0.0 && tradable(pair);
        let markup =
            (1.0 + conditions.tariff[pair]) * (1.0 + conditions.friction[pair]) / calibration.market_price[j];
        trades.then(|| Offer {
            exporter: i,
            slot,
            choice_set: calibration.routes.choice_set_of(pair),
            log_weight: calibration.log_weight(pair) + conditions.access[pair].ln(),
            landed_cost: calibration.freight[pair] * conditions.ocean_freight + conditions.added_cost[pair],
            markup,
            log_markup: markup.ln(),
        })
    };
    let offers: Vec<Offer> = active.iter().enumerate().filter_map(offer).collect();
    let blank = vec![0.0; offers.len()];
    MarketPoint {
        offers,
        trade: blank.clone(),
        log_trade: blank.clone(),
        log_price: blank.clone(),
        log_market_price: 0.0,
        cross: blank.clone(),
        before_duty: blank,
    }
}

/// What the market buys at the delivered prices in `point`, written into it.
pub(super) fn buy(calibration: &Calibration, conditions: &Conditions, j: usize, point: &mut MarketPoint) {
    let behaviour = &calibration.behaviour;
    let log_tonnes = (calibration.market_tonnes[j] * conditions.demand_index[j]).ln();
    match behaviour.demand {
        DemandSystem::Additive => additive(point, behaviour.sigma, behaviour.eta[j], log_tonnes),
        DemandSystem::Ces => ces(point, behaviour.sigma, behaviour.eta[j], log_tonnes),
    }
}

/// Additive demand: `s_i = e_i / Σ e`, `P = Σ s_i p_i`, `q_i = Q s_i`, `Q = Q0 D (P / P0)^-η`.
fn additive(point: &mut MarketPoint, sigma: f64, eta: f64, log_tonnes: f64) {
    let n = point.offers.len();
    for k in 0..n {
        point.log_trade[k] = point.offers[k].log_weight - sigma * point.log_price[k];
    }
    let log_total = shares(&point.log_trade, &mut point.trade);
    let price_of = |k: usize| point.before_duty[k] * point.offers[k].markup;
    let price: f64 = (0..n).map(|k| point.trade[k] * price_of(k)).sum();
    point.log_market_price = price.ln();
    let log_demand = log_tonnes - eta * point.log_market_price;
    let demand = log_demand.exp();
    for k in 0..n {
        let share = point.trade[k];
        // ∂ ln P / ∂ ln p_k = s_k ((1 - σ) p_k / P + σ)
        let weight = share * ((1.0 - sigma) * price_of(k) / price + sigma);
        point.cross[k] = sigma * share - eta * weight;
        point.log_trade[k] += log_demand - log_total;
        point.trade[k] = demand * share;
    }
}

/// Armington demand: `P = (Σ e_i p_i)^(1/(1-σ))`, `q_i = Q e_i P^σ`, `Q = Q0 D (P / P0)^-η`.
fn ces(point: &mut MarketPoint, sigma: f64, eta: f64, log_tonnes: f64) {
    let n = point.offers.len();
    for k in 0..n {
        point.log_trade[k] = point.offers[k].log_weight + (1.0 - sigma) * point.log_price[k];
    }
    let log_total = shares(&point.log_trade, &mut point.trade);
    point.log_market_price = log_total / (1.0 - sigma);
    // What the market spends, in baseline prices: q_i p_i is its share v_i of that.
    let log_outlay = log_tonnes + (1.0 - eta) * point.log_market_price;
    let outlay = log_outlay.exp();
    for k in 0..n {
        let share = point.trade[k];
        point.cross[k] = (sigma - eta) * share;
        point.log_trade[k] += log_outlay - log_total - point.log_price[k];
        point.trade[k] = outlay * share / (point.before_duty[k] * point.offers[k].markup);
    }
}

/// Writes `exp(l_k) / Σ exp(l)` and returns `ln Σ exp(l)`, without overflow.
fn shares(logs: &[f64], shares: &mut [f64]) -> f64 {
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for (share, log) in shares.iter_mut().zip(logs) {
        *share = (log - largest).exp();
        total += *share;
    }
    shares.iter_mut().for_each(|share| *share /= total);
    largest + total.ln()
}
