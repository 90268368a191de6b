//! From a baseline and its behaviour to the constants of demand and supply that reproduce it.

use super::routes::Routes;
use crate::market::{Baseline, Behaviour, DemandSystem};
use crate::numeric::digits::significant;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Why a baseline cannot be calibrated: each names the offender and the rule it breaks.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what every field is")]
pub enum CalibrationError {
    #[error("{exporter}: capacity {} must exceed baseline exports {}", significant(*.capacity), significant(*.exports))]
    CapacityTooSmall { exporter: String, capacity: f64, exports: f64 },
    #[error("{exporter}: the baseline FOB price {} must be positive and finite", significant(*.fob))]
    BadFob { exporter: String, fob: f64 },
    #[error("{exporter} to {market}: the baseline delivered price {} must be positive and finite", significant(*.price))]
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

/// The calibrated constants of `docs/model.md`, ready for any period of a draw, or of a lane of draws.
///
/// Prices inside are relative to each market's baseline price, logs throughout.
#[derive(Debug, Clone)]
pub struct Calibration<T: Real = f64> {
    /// Number of exporters.
    pub exporters: usize,
    /// Number of markets.
    pub markets: usize,
    /// Number of corridors.
    pub corridors: usize,
    /// Elasticities and the demand system.
    pub behaviour: Behaviour<T>,
    /// The corridors that each pair can choose from.
    pub routes: Routes<T>,
    /// Baseline FOB price.
    pub fob: Vec<T>,
    /// Baseline freight of each pair, USD/t.
    pub freight: Vec<T>,
    /// `q0_ij / Q0_j`: share of a market's tonnes; zero for a pair that does not trade.
    pub share: Vec<T>,
    /// `p0_ij`: baseline delivered price; zero for a pair that does not trade.
    pub price: Vec<T>,
    /// `Q0_j`.
    pub market_tonnes: Vec<T>,
    /// `P0_j`; zero for a market without baseline trade.
    pub market_price: Vec<T>,
    /// `S0_i`.
    pub exports: Vec<T>,
    /// `ln b_i`.
    pub log_supply_shift: Vec<T>,
    /// Mean baseline market price: the scale in which rents are measured while solving.
    pub price_scale: T,
}

impl Calibration {
    /// Calibrates demand (`A_ij = (q0_ij / Q0_j) (p0_ij / P0_j)^σ`) and supply
    /// (`b_i = (1 - (S0_i / K_i)^8)^(-1/8)`, which is the `b_i` of `docs/model.md` simplified).
    pub fn new(base: &Baseline, behaviour: &Behaviour) -> Result<Calibration, CalibrationError> {
        check_behaviour(base, behaviour)?;
        let mut calibration = Calibration::blank(base, behaviour);
        calibration.set_constants(base, behaviour);
        let price = &calibration.price;
        for i in 0..base.exporter_count() {
            for j in 0..base.market_count() {
                let pair = base.pair(i, j);
                if base.trade[pair] > 0.0 && !(price[pair] > 0.0 && price[pair].is_finite()) {
                    return Err(CalibrationError::BadPrice {
                        exporter: base.exporters[i].clone(),
                        market: base.markets[j].clone(),
                        price: price[pair],
                    });
                }
            }
        }
        match calibration.market_tonnes.iter().sum::<f64>() > 0.0 {
            true => Ok(calibration),
            false => Err(CalibrationError::NoTrade),
        }
    }
}

impl Calibration {
    /// `ln A_ij`: log preference weight at full access; minus infinity for a pair that does not trade.
    pub fn log_weight(&self, pair: usize) -> f64 {
        let relative = self.price[pair] * (1.0 / self.market_price[pair % self.markets]);
        match self.share[pair] > 0.0 {
            true => Real::ln(self.share[pair]) + self.behaviour.sigma * Real::ln(relative),
            false => f64::NEG_INFINITY,
        }
    }
}

impl<const L: usize> Calibration<Lanes<L>> {
    /// Sets the constants of lanes of draws, in a world with as many of everything; false where any lane breaks one
    /// of [`Calibration::new`]'s rules, which will say which.
    #[inline(always)]
    pub fn set_lanes(&mut self, base: &Baseline<Lanes<L>>, behaviour: &Behaviour<Lanes<L>>) -> bool {
        self.set_constants(base, behaviour);
        let calibration = &*self;
        let good = |value: f64| value > 0.0 && value.is_finite();
        let all = |lanes: &[Lanes<L>]| lanes.iter().all(|lanes| lanes.0.iter().all(|&x| good(x)));
        let sigma = behaviour.sigma.0;
        let substitutes = |eta: &Lanes<L>| (0..L).all(|l| sigma[l] > 1.0 && sigma[l] > eta.0[l]);
        let behaves = all(&behaviour.eta)
            && all(&behaviour.supply_elasticity)
            && all(&[behaviour.sigma])
            && (behaviour.demand == DemandSystem::Additive || behaviour.eta.iter().all(substitutes))
            && (base.corridors.is_empty() || all(&[behaviour.theta]));
        let room = |(exports, capacity): (&Lanes<L>, &Lanes<L>)| (0..L).all(|l| capacity.0[l] > exports.0[l]);
        let priced =
            |(trade, price): (&Lanes<L>, &Lanes<L>)| (0..L).all(|l| trade.0[l] <= 0.0 || good(price.0[l]));
        behaves
            && all(&base.fob)
            && calibration.exports.iter().zip(&base.capacity).all(room)
            && base.trade.iter().zip(&calibration.price).all(priced)
            && all(&[calibration.price_scale])
    }
}

impl<T: Real> Calibration<T> {
    /// Room for the constants of worlds with as many exporters, markets and corridors.
    pub fn blank(base: &Baseline<T>, behaviour: &Behaviour<T>) -> Calibration<T> {
        let (exporters, markets) = (base.exporter_count(), base.market_count());
        let blank = |n: usize| vec![T::default(); n];
        Calibration {
            exporters,
            markets,
            corridors: base.corridor_count(),
            behaviour: behaviour.clone(),
            routes: Routes::new(base),
            fob: blank(exporters),
            freight: blank(exporters * markets),
            share: blank(exporters * markets),
            price: blank(exporters * markets),
            market_tonnes: blank(markets),
            market_price: blank(markets),
            exports: blank(exporters),
            log_supply_shift: blank(exporters),
            price_scale: T::default(),
        }
    }

    // Loops rather than iterators that collect: those would be compiled apart from the kernel they are
    // called in, for the plainest machine.
    #[inline(always)]
    fn set_constants(&mut self, base: &Baseline<T>, behaviour: &Behaviour<T>) {
        let (exporters, markets) = (self.exporters, self.markets);
        let (zero, one) = (T::default(), T::splat(1.0));
        self.set_behaviour(behaviour);
        self.routes = Routes::new(base);
        self.fob.copy_from_slice(&base.fob);
        self.freight.copy_from_slice(&base.freight);
        let composite = self.routes.baseline_costs(&base.corridor_cost, behaviour.theta);
        let traded = |pair: usize| zero.less(base.trade[pair]);
        for pair in 0..exporters * markets {
            let cost = self.routes.cost_of(pair, &composite);
            let before_duty = base.fob[pair / markets] + cost + base.freight[pair];
            self.price[pair] = T::select(traded(pair), before_duty * (one + base.duty[pair]), zero);
        }
        let (mut world_tonnes, mut world_value) = (zero, zero);
        self.exports.fill(zero);
        for j in 0..markets {
            let (mut tonnes, mut value) = (zero, zero);
            for i in 0..exporters {
                let pair = base.pair(i, j);
                tonnes += base.trade[pair];
                value += base.trade[pair] * self.price[pair];
                self.exports[i] += base.trade[pair];
            }
            self.market_tonnes[j] = tonnes;
            self.market_price[j] = T::select(zero.less(tonnes), value / tonnes, zero);
            let per_tonne = one / tonnes;
            for i in 0..exporters {
                let pair = base.pair(i, j);
                self.share[pair] = T::select(traded(pair), base.trade[pair] * per_tonne, zero);
            }
            world_tonnes += tonnes;
            world_value += tonnes * self.market_price[j];
        }
        self.price_scale = world_value / world_tonnes;
        for i in 0..exporters {
            let square = |x: T| x * x;
            let eighth = square(square(square(self.exports[i] / base.capacity[i])));
            self.log_supply_shift[i] = T::splat(-0.125) * (one - eighth).ln();
        }
    }

    #[inline(always)]
    fn set_behaviour(&mut self, behaviour: &Behaviour<T>) {
        let own = &mut self.behaviour;
        (own.demand, own.sigma, own.theta) = (behaviour.demand, behaviour.sigma, behaviour.theta);
        own.eta.copy_from_slice(&behaviour.eta);
        own.supply_elasticity.copy_from_slice(&behaviour.supply_elasticity);
        own.rent_share.copy_from_slice(&behaviour.rent_share);
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
