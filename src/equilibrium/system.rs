//! The equations of one period as a mixed complementarity problem.
//!
//! Unknowns: `x_i = ln f_i` of every exporter that some market may buy from, then `λ_r / scale` of
//! every corridor that is open, limited and can carry something. Rows, in the same order:
//!
//! - exporter: `ln S_i - ln Σ_j q_ij = 0`, free;
//! - corridor: `ln K_r - ln flow_r >= 0`, complementary to `λ_r >= 0`.
//!
//! Logs make rows of nearly linear functions: demand falls and supply rises by about the same
//! percentage for each percent of price, be the price 1 or 10,000. Exporters and corridors that
//! carry nothing are left out beforehand, so no log meets a zero.

use super::calibration::Calibration;
use super::demand::{MarketPoint, Offer, buy, market_point};
use super::routes::Choice;
use crate::market::Conditions;
use crate::numeric::double_double::DoubleDouble;
use crate::numeric::newton::Mixed;
use nalgebra::DMatrix;

/// A corridor that is an unknown.
#[derive(Debug, Clone)]
struct OpenCorridor {
    corridor: usize,
    /// `ln K_r`.
    log_capacity: f64,
}

/// The system of one period. Owns its scratch space; build one for each solve.
pub(super) struct System<'a> {
    calibration: &'a Calibration,
    conditions: &'a Conditions,
    /// Exporters that are unknowns, in order.
    pub active: Vec<usize>,
    corridors: Vec<OpenCorridor>,
    /// Unknown of each corridor, if it is one.
    corridor_slot: Vec<Option<usize>>,
    /// Usable corridors: open and with capacity.
    pub open: Vec<bool>,
    pub points: Vec<MarketPoint>,
    pub choice: Choice,
    pub fob: Vec<f64>,
    charge: Vec<DoubleDouble>,
    /// The unit of rents as unknowns: the power of two nearest to the price level, so that
    /// changing units rounds nothing.
    rent_unit: f64,
    market_row: Vec<f64>,
}

impl<'a> System<'a> {
    pub(super) fn new(calibration: &'a Calibration, conditions: &'a Conditions) -> System<'a> {
        let open: Vec<bool> = (0..calibration.corridors)
            .map(|r| conditions.corridor_open[r] && conditions.corridor_capacity[r] > 0.0)
            .collect();
        let tradable = |pair: usize| {
            let reachable = calibration.routes.choice_set_of(pair).is_none_or(|choice_set| {
                calibration.routes.choice_sets()[choice_set].iter().any(|option| open[option.corridor])
            });
            conditions.access[pair] > 0.0 && calibration.share[pair] > 0.0 && reachable
        };
        let (exporters, markets) = (calibration.exporters, calibration.markets);
        let sells =
            |i: usize| (0..markets).any(|j| conditions.demand_index[j] > 0.0 && tradable(i * markets + j));
        let active: Vec<usize> =
            (0..exporters).filter(|&i| conditions.capacity[i] > 0.0 && sells(i)).collect();
        let points = (0..markets)
            .map(|j| market_point(calibration, conditions, &active, j, &tradable))
            .collect::<Vec<_>>();
        let mut corridor_slot = vec![None; calibration.corridors];
        let mut corridors = Vec::new();
        for r in 0..calibration.corridors {
            let used = points.iter().flat_map(|point| &point.offers).any(|offer| {
                offer.choice_set.is_some_and(|choice_set| {
                    calibration.routes.choice_sets()[choice_set].iter().any(|option| option.corridor == r)
                })
            });
            if open[r] && used && conditions.corridor_capacity[r].is_finite() {
                corridor_slot[r] = Some(active.len() + corridors.len());
                let log_capacity = conditions.corridor_capacity[r].ln();
                corridors.push(OpenCorridor { corridor: r, log_capacity });
            }
        }
        let unknowns = active.len() + corridors.len();
        System {
            calibration,
            conditions,
            active,
            corridors,
            corridor_slot,
            open,
            points,
            choice: Choice::default(),
            fob: vec![f64::NAN; exporters],
            charge: vec![DoubleDouble::default(); calibration.corridors],
            rent_unit: calibration.price_scale.log2().round().exp2(),
            market_row: vec![0.0; unknowns],
        }
    }

    /// The starting point: FOB prices at their baseline times the cost index, no rents.
    pub(super) fn start(&self) -> Vec<DoubleDouble> {
        let prices =
            self.active.iter().map(|&i| (self.calibration.fob[i] * self.conditions.cost_index[i]).ln());
        prices.chain(self.corridors.iter().map(|_| 0.0)).map(DoubleDouble::from).collect()
    }

    /// The largest ratio of an FOB price to its baseline, or of a rent to the price level.
    pub(super) fn price_ratio(&self, y: &[DoubleDouble]) -> f64 {
        let prices =
            self.active.iter().zip(y).map(|(&i, log_fob)| log_fob.value().exp() / self.calibration.fob[i]);
        prices.chain(y.iter().skip(self.active.len()).map(|rent| rent.value())).fold(0.0, f64::max)
    }

    /// Rent `λ_r` of every corridor.
    pub(super) fn rents(&self, y: &[DoubleDouble]) -> Vec<f64> {
        (0..self.charge.len()).map(|r| self.rent(r, y).value()).collect()
    }

    fn rent(&self, corridor: usize, y: &[DoubleDouble]) -> DoubleDouble {
        self.corridor_slot[corridor]
            .map_or(DoubleDouble::default(), |slot| y[slot].times_power_of_two(self.rent_unit))
    }

    /// Puts the system at `y` and returns `ln S_i` of every unknown exporter.
    pub(super) fn place_and_supply(&mut self, y: &[DoubleDouble]) -> Vec<f64> {
        self.place(y);
        self.active.iter().zip(y).map(|(&i, log_fob)| self.supply(i, log_fob.value()).0).collect()
    }

    /// `ln S_i` and `∂ ln S_i / ∂ ln f_i`.
    fn supply(&self, i: usize, log_fob: f64) -> (f64, f64) {
        let elasticity = self.calibration.behaviour.supply_elasticity[i];
        let relative = log_fob - (self.calibration.fob[i] * self.conditions.cost_index[i]).ln();
        let log_uncapped = self.calibration.log_supply_shift[i]
            + (self.conditions.expansion[i] * self.calibration.exports[i]).ln()
            + elasticity * relative;
        let excess = 8.0 * (log_uncapped - self.conditions.capacity[i].ln());
        // ln(1 + e^excess) and its slope, without overflow for either sign.
        let softplus = excess.max(0.0) + (-excess.abs()).exp().ln_1p();
        let slope = 1.0 / (1.0 + excess.exp());
        (log_uncapped - softplus / 8.0, elasticity * slope)
    }

    /// Prices, shares and trade of every market at FOB prices and rents `y`; false outside the domain.
    fn place(&mut self, y: &[DoubleDouble]) -> bool {
        for (slot, &i) in self.active.iter().enumerate() {
            self.fob[i] = y[slot].value().exp();
        }
        for r in 0..self.charge.len() {
            self.charge[r] = self.rent(r, y).plus(self.conditions.corridor_cost[r]);
        }
        self.calibration.routes.choose(
            &self.charge,
            &self.open,
            self.calibration.behaviour.theta,
            &mut self.choice,
        );
        for (j, point) in self.points.iter_mut().enumerate() {
            for (k, offer) in point.offers.iter().enumerate() {
                let corridor = offer.choice_set.map_or(0.0, |choice_set| self.choice.composite[choice_set]);
                let before_duty = self.fob[offer.exporter] + corridor + offer.landed_cost;
                if !(before_duty > 0.0 && before_duty.is_finite()) {
                    return false;
                }
                point.before_duty[k] = before_duty;
                point.log_price[k] = before_duty.ln() + offer.log_markup;
            }
            buy(self.calibration, self.conditions, j, point);
        }
        true
    }

    /// `∂ ln p / ∂ y` of an offer as (slot, derivative) pairs: own price, then its corridors' rents.
    fn price_slopes(&self, offer: &Offer, before_duty: f64, mut add: impl FnMut(usize, f64)) {
        add(offer.slot, self.fob[offer.exporter] / before_duty);
        if let Some(choice_set) = offer.choice_set {
            for (option, share) in
                self.calibration.routes.choice_sets()[choice_set].iter().zip(&self.choice.share[choice_set])
            {
                if let Some(slot) = self.corridor_slot[option.corridor] {
                    add(slot, share * self.rent_unit / before_duty);
                }
            }
        }
    }

    /// Fills the corridor rows of `g`, needs a placed point.
    fn corridor_flows(&self) -> Vec<f64> {
        let mut flow = vec![0.0; self.calibration.corridors];
        for point in &self.points {
            for (offer, trade) in point.offers.iter().zip(&point.trade) {
                if let Some(choice_set) = offer.choice_set {
                    for (option, share) in self.calibration.routes.choice_sets()[choice_set]
                        .iter()
                        .zip(&self.choice.share[choice_set])
                    {
                        flow[option.corridor] += share * trade;
                    }
                }
            }
        }
        flow
    }

    /// `ln Σ_j q_ij` of every unknown exporter.
    fn log_sales(&self) -> Vec<f64> {
        let mut sum = vec![0.0; self.active.len()];
        for point in &self.points {
            for (offer, trade) in point.offers.iter().zip(&point.trade) {
                sum[offer.slot] += trade;
            }
        }
        let log = |(slot, sum): (usize, &f64)| if *sum > FAINT { sum.ln() } else { self.faint_sales(slot) };
        sum.iter().enumerate().map(log).collect()
    }

    /// The same for an exporter whose sales are too small to be added up as they are.
    fn faint_sales(&self, slot: usize) -> f64 {
        let each = || self.points.iter().flat_map(|point| point.offers.iter().zip(&point.log_trade));
        let own = || each().filter(|(offer, _)| offer.slot == slot).map(|(_, &log_trade)| log_trade);
        let largest = own().fold(f64::NEG_INFINITY, f64::max);
        largest + own().map(|log_trade| (log_trade - largest).exp()).sum::<f64>().ln()
    }

    /// Adds every market's part of the Jacobian.
    fn fill_jacobian(&mut self, log_sales: &[f64], flow: &[f64], jacobian: &mut DMatrix<f64>) {
        let sigma = self.calibration.behaviour.sigma;
        let mut row = std::mem::take(&mut self.market_row);
        let sales: Vec<f64> = log_sales.iter().map(|log| log.exp()).collect();
        for point in &self.points {
            // row = Σ_k cross_k ∂ ln p_k / ∂ y: what moves every offer of this market alike.
            row.fill(0.0);
            for (k, offer) in point.offers.iter().enumerate() {
                self.price_slopes(offer, point.before_duty[k], |slot, slope| {
                    row[slot] += point.cross[k] * slope
                });
            }
            for (k, offer) in point.offers.iter().enumerate() {
                let share = match sales[offer.slot] {
                    sales if sales > FAINT => point.trade[k] / sales,
                    _ => (point.log_trade[k] - log_sales[offer.slot]).exp(),
                };
                for (slot, slope) in row.iter().enumerate() {
                    jacobian[(offer.slot, slot)] -= share * slope;
                }
                self.price_slopes(offer, point.before_duty[k], |slot, slope| {
                    jacobian[(offer.slot, slot)] += share * sigma * slope;
                });
                self.fill_corridor_rows(point, k, &row, flow, jacobian);
            }
        }
        self.market_row = row;
    }

    /// Adds one offer's part of `∂ (ln K_r - ln flow_r) / ∂ y` for the corridors it uses.
    fn fill_corridor_rows(
        &self,
        point: &MarketPoint,
        k: usize,
        market_row: &[f64],
        flow: &[f64],
        jacobian: &mut DMatrix<f64>,
    ) {
        let offer = &point.offers[k];
        let Some(choice_set) = offer.choice_set else { return };
        let sigma = self.calibration.behaviour.sigma;
        let options = &self.calibration.routes.choice_sets()[choice_set];
        let shares = &self.choice.share[choice_set];
        let trade = point.trade[k];
        for (option, &share) in options.iter().zip(shares) {
            let Some(r) = self.corridor_slot[option.corridor] else { continue };
            let part = trade * share / flow[option.corridor].max(TINY);
            for (slot, slope) in market_row.iter().enumerate() {
                jacobian[(r, slot)] -= part * slope;
            }
            self.price_slopes(offer, point.before_duty[k], |slot, slope| {
                jacobian[(r, slot)] += part * sigma * slope;
            });
            for (other, &other_share) in options.iter().zip(shares) {
                if let Some(s) = self.corridor_slot[other.corridor] {
                    let own = if s == r { 1.0 } else { 0.0 };
                    jacobian[(r, s)] +=
                        part * self.calibration.behaviour.theta * (own - other_share) * self.rent_unit;
                }
            }
        }
    }
}

/// A flow below this is no flow; keeps the log of an unused corridor's flow finite.
const TINY: f64 = 1e-280;
/// Sales below this are added up in logs, so that their relative precision does not fade.
const FAINT: f64 = 1e-250;

impl Mixed for System<'_> {
    fn dim(&self) -> usize {
        self.active.len() + self.corridors.len()
    }

    fn is_bounded(&self, k: usize) -> bool {
        k >= self.active.len()
    }

    /// A price may change by a factor e² in a step, or by more where it has already gone far from the
    /// baseline's (an exporter behind a dear corridor hardly changes what buyers pay); a rent by
    /// twice the price level or itself.
    fn step_limit(&self, k: usize, y: f64) -> f64 {
        match self.active.get(k) {
            Some(&i) => 2.0 * (0.1 * (y - self.calibration.fob[i].ln())).abs().max(1.0),
            None => 2.0 * y.abs().max(1.0),
        }
    }

    /// `ln flow` of a corridor that is dearer than the next falls by `θ` for each unit of rent.
    fn weight(&self, _: usize) -> f64 {
        self.calibration.behaviour.theta * self.rent_unit
    }

    fn evaluate(&mut self, y: &[DoubleDouble], g: &mut [f64], jacobian: Option<&mut DMatrix<f64>>) -> bool {
        if !self.place(y) {
            return false;
        }
        let log_sales = self.log_sales();
        let flow = self.corridor_flows();
        let mut supply_slopes = Vec::with_capacity(self.active.len());
        for (slot, &i) in self.active.iter().enumerate() {
            let (log_supply, slope) = self.supply(i, y[slot].value());
            g[slot] = log_supply - log_sales[slot];
            supply_slopes.push(slope);
        }
        for (k, open) in self.corridors.iter().enumerate() {
            g[self.active.len() + k] = open.log_capacity - flow[open.corridor].max(TINY).ln();
        }
        if let Some(jacobian) = jacobian {
            jacobian.fill(0.0);
            for (slot, slope) in supply_slopes.iter().enumerate() {
                jacobian[(slot, slot)] += slope;
            }
            self.fill_jacobian(&log_sales, &flow, jacobian);
        }
        true
    }
}
