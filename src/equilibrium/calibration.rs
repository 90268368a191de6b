//! From a baseline and its behaviour to the constants of demand and supply that reproduce it.

use super::routes::Routes;
use crate::model::market::{Baseline, Behaviour, DemandSystem};

/// Why a baseline cannot be calibrated: each names the offender and the rule it breaks.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    #[error("{exporter}: capacity {capacity} must exceed baseline exports {exports}")]
    CapacityTooSmall { exporter: String, capacity: f64, exports: f64 },
    #[error("{exporter}: the baseline FOB price {fob} must be positive and finite")]
    BadFob { exporter: String, fob: f64 },
    #[error("{exporter} to {market}: the baseline delivered price {price} must be positive and finite")]
    BadPrice { exporter: String, market: String, price: f64 },
    #[error("sigma is {sigma}: it must be positive, and above 1 and above every eta in the ces system")]
    BadSigma { sigma: f64 },
    #[error("theta is {theta}: it must be positive where corridors exist")]
    BadTheta { theta: f64 },
    #[error("eta or supply elasticity {value} of {name} must be positive and finite")]
    BadElasticity { name: String, value: f64 },
    #[error("a market with no baseline trade at all has nothing to calibrate to: the trade matrix is empty")]
    NoTrade,
}

/// The calibrated constants of design section 3, ready for any period of a draw.
///
/// Prices inside are relative to each market's baseline price, logs throughout.
#[derive(Debug, Clone)]
pub struct Calibration {
    pub exporters: usize,
    pub markets: usize,
    pub corridors: usize,
    pub behaviour: Behaviour,
    pub routes: Routes,
    /// Baseline FOB price.
    pub fob: Vec<f64>,
    pub freight: Vec<f64>,
    /// `ln A_ij`: log preference weight at full access; minus infinity for a pair that does not trade.
    pub log_weight: Vec<f64>,
    /// `Q0_j`.
    pub market_tonnes: Vec<f64>,
    /// `P0_j`; zero for a market without baseline trade.
    pub market_price: Vec<f64>,
    /// `S0_i`.
    pub exports: Vec<f64>,
    /// `ln b_i`.
    pub log_supply_shift: Vec<f64>,
    /// Mean baseline market price: the scale in which rents are measured while solving.
    pub price_scale: f64,
}

impl Calibration {
    /// Calibrates demand (`A_ij = (q0_ij / Q0_j) (p0_ij / P0_j)^σ`) and supply
    /// (`b_i = (1 - (S0_i / K_i)^8)^(-1/8)`, which is design section 3's `b_i` simplified).
    pub fn new(base: &Baseline, behaviour: &Behaviour) -> Result<Calibration, CalibrationError> {
        check_behaviour(base, behaviour)?;
        let (exporters, markets) = (base.exporter_count(), base.market_count());
        let routes = Routes::new(base);
        let composite = routes.baseline_costs(&base.corridor_cost, behaviour.theta);

        let mut price = vec![0.0; exporters * markets];
        for i in 0..exporters {
            for j in 0..markets {
                let pair = base.pair(i, j);
                if base.trade[pair] > 0.0 {
                    let before_duty = base.fob[i] + routes.cost_of(pair, &composite) + base.freight[pair];
                    price[pair] = before_duty * (1.0 + base.duty[pair]);
                    if !(price[pair] > 0.0 && price[pair].is_finite()) {
                        return Err(CalibrationError::BadPrice {
                            exporter: base.exporters[i].clone(),
                            market: base.markets[j].clone(),
                            price: price[pair],
                        });
                    }
                }
            }
        }
        let mut market_tonnes = vec![0.0; markets];
        let mut market_price = vec![0.0; markets];
        let mut log_weight = vec![f64::NEG_INFINITY; exporters * markets];
        for j in 0..markets {
            let column = || (0..exporters).map(|i| base.pair(i, j));
            let tonnes: f64 = column().map(|pair| base.trade[pair]).sum();
            if tonnes <= 0.0 {
                continue;
            }
            let value: f64 = column().map(|pair| base.trade[pair] * price[pair]).sum();
            market_tonnes[j] = tonnes;
            market_price[j] = value / tonnes;
            for pair in column().filter(|&pair| base.trade[pair] > 0.0) {
                log_weight[pair] =
                    (base.trade[pair] / tonnes).ln() + behaviour.sigma * (price[pair] / market_price[j]).ln();
            }
        }
        let world_tonnes: f64 = market_tonnes.iter().sum();
        if world_tonnes <= 0.0 {
            return Err(CalibrationError::NoTrade);
        }
        let world_value: f64 = market_tonnes.iter().zip(&market_price).map(|(q, p)| q * p).sum();
        let exports: Vec<f64> = (0..exporters).map(|i| base.exports(i)).collect();
        let log_supply_shift =
            exports.iter().zip(&base.capacity).map(|(&s, &k)| -0.125 * (-(s / k).powi(8)).ln_1p()).collect();
        Ok(Calibration {
            exporters,
            markets,
            corridors: base.corridor_count(),
            behaviour: behaviour.clone(),
            routes,
            fob: base.fob.clone(),
            freight: base.freight.clone(),
            log_weight,
            market_tonnes,
            market_price,
            exports,
            log_supply_shift,
            price_scale: world_value / world_tonnes,
        })
    }
}

fn check_behaviour(base: &Baseline, behaviour: &Behaviour) -> Result<(), CalibrationError> {
    let good = |value: f64| value > 0.0 && value.is_finite();
    let named = |names: &[String], values: &[f64]| {
        names.iter().zip(values).find(|&(_, &value)| !good(value)).map_or(Ok(()), |(name, &value)| {
            Err(CalibrationError::BadElasticity { name: name.clone(), value })
        })
    };
    named(&base.markets, &behaviour.eta)?;
    named(&base.exporters, &behaviour.supply_elasticity)?;
    let sigma = behaviour.sigma;
    let substitutes = behaviour.demand == DemandSystem::Additive
        || (sigma > 1.0 && behaviour.eta.iter().all(|&eta| sigma > eta));
    if !good(sigma) || !substitutes {
        return Err(CalibrationError::BadSigma { sigma });
    }
    if !base.corridors.is_empty() && !good(behaviour.theta) {
        return Err(CalibrationError::BadTheta { theta: behaviour.theta });
    }
    for (i, exporter) in base.exporters.iter().enumerate() {
        let (fob, exports, capacity) = (base.fob[i], base.exports(i), base.capacity[i]);
        if !good(fob) {
            return Err(CalibrationError::BadFob { exporter: exporter.clone(), fob });
        }
        if capacity.is_nan() || capacity <= exports {
            return Err(CalibrationError::CapacityTooSmall { exporter: exporter.clone(), capacity, exports });
        }
    }
    Ok(())
}
