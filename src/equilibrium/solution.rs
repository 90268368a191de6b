//! What an equilibrium says: prices, trade, flows, revenue.

use super::calibration::Calibration;
use super::system::System;
use crate::market::Conditions;
use crate::numeric::double_double::DoubleDouble;
use crate::numeric::newton::Report;

/// The equilibrium of one period; units are the baseline's. Matrices are row by exporter.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// FOB price `f_i`; none for an exporter that no market may buy from.
    pub fob: Vec<Option<f64>>,
    /// Scarcity rent `λ_r`.
    pub rent: Vec<f64>,
    /// Trade `q_ij`.
    pub trade: Vec<f64>,
    /// Delivered price `p_ij`; none where nothing can be traded.
    pub delivered_price: Vec<Option<f64>>,
    /// Market price `P_j`; none for a market without a seller.
    pub market_price: Vec<Option<f64>>,
    /// Tonnes through corridor `r` for each pair: entry `r * pairs + pair`.
    pub flow: Vec<f64>,
    /// Composite corridor cost `c_ij`, zero for direct sales.
    pub corridor_cost: Vec<f64>,
    /// Supply `S_i`.
    pub supply: Vec<f64>,
    /// Revenue: FOB sales plus the exporter's share of corridor rents, in thousands of
    /// money times tonnes (bn USD a year for Mt and USD/t).
    pub revenue: Vec<f64>,
    /// Largest natural residual.
    pub residual: f64,
    /// Newton steps taken.
    pub steps: usize,
    /// Largest ratio of delivered prices within one market, sellers below 0.1 % of it left out.
    pub price_spread: f64,
    /// Largest ratio of an FOB price to its baseline, of a delivered price to its market's baseline price, or
    /// of a rent to the baseline price level.
    pub price_ratio: f64,
    /// Largest ratio of a market's price to its baseline price.
    pub market_price_ratio: f64,
}

/// A point with prices beyond this many times the baseline's is no equilibrium that means anything: its
/// digits are spent on the price level, and equations that hold in logarithms need not hold in tonnes.
pub(super) const RUNAWAY: f64 = 1e5;

/// Beyond this ratio of a market's price to its baseline price results leave what was ever on record: potash has
/// cost five times as much as in calm years, and never ten times.
pub(super) const OFF_SCALE: f64 = 10.0;

/// Beyond this ratio of delivered prices in a market the additive system is no longer known to
/// have a single equilibrium (`docs/model.md`: "several-fold").
pub(super) const WIDE_SPREAD: f64 = 3.0;

impl Solution {
    pub(super) fn read(
        system: &mut System<'_>,
        calibration: &Calibration,
        conditions: &Conditions,
        y: &[DoubleDouble],
        report: Report,
    ) -> Solution {
        let (exporters, markets) = (calibration.exporters, calibration.markets);
        let pairs = exporters * markets;
        // Read at rents cut off at zero, so that money adds up exactly with the rents reported.
        let free = system.active.len();
        let cut: Vec<DoubleDouble> = y
            .iter()
            .enumerate()
            .map(|(k, &v)| if k >= free && v.value() < 0.0 { DoubleDouble::default() } else { v })
            .collect();
        let log_supply = system.place_and_supply(&cut);
        let mut solution = Solution {
            fob: vec![None; exporters],
            rent: system.rents(&cut),
            trade: vec![0.0; pairs],
            delivered_price: vec![None; pairs],
            market_price: vec![None; markets],
            flow: vec![0.0; calibration.corridors * pairs],
            corridor_cost: vec![0.0; pairs],
            supply: vec![0.0; exporters],
            revenue: vec![0.0; exporters],
            residual: report.residual,
            steps: report.steps,
            price_spread: 1.0,
            price_ratio: 0.0,
            market_price_ratio: 0.0,
        };
        let mut ratio =
            system.rents(&cut).iter().fold(0.0, |most: f64, rent| most.max(rent / calibration.price_scale));
        for (slot, &i) in system.active.iter().enumerate() {
            solution.fob[i] = Some(system.fob[i]);
            ratio = ratio.max(system.fob[i] / calibration.fob[i]);
            solution.supply[i] = log_supply[slot].exp();
        }
        for (j, point) in system.points.iter().enumerate() {
            if point.offers.is_empty() {
                continue;
            }
            let market_ratio = point.log_market_price.exp();
            solution.market_price[j] = Some(calibration.market_price[j] * market_ratio);
            solution.market_price_ratio = solution.market_price_ratio.max(market_ratio);
            for (k, offer) in point.offers.iter().enumerate() {
                let pair = offer.exporter * markets + j;
                solution.trade[pair] = point.log_trade[k].exp();
                let price_ratio = point.log_price[k].exp();
                solution.delivered_price[pair] = Some(calibration.market_price[j] * price_ratio);
                ratio = ratio.max(price_ratio);
                if let Some(choice_set) = calibration.routes.choice_set_of(pair) {
                    solution.corridor_cost[pair] = system.choice.composite[choice_set];
                    let options = &calibration.routes.choice_sets()[choice_set];
                    for (option, share) in options.iter().zip(&system.choice.share[choice_set]) {
                        solution.flow[option.corridor * pairs + pair] = share * solution.trade[pair];
                    }
                }
            }
            solution.price_spread = solution.price_spread.max(spread(&point.log_price, &point.log_trade));
        }
        for i in 0..exporters {
            solution.revenue[i] = solution.revenue_of(i, markets, calibration.behaviour.rent_share[i]);
        }
        solution.price_ratio = ratio;
        debug_assert_eq!(conditions.access.len(), pairs);
        solution
    }

    /// `(f_i Σ_j q_ij + κ_i Σ_r λ_r flow_ir) / 1000`.
    fn revenue_of(&self, exporter: usize, markets: usize, rent_share: f64) -> f64 {
        let Some(fob) = self.fob[exporter] else { return 0.0 };
        let rents: f64 = self
            .rent
            .iter()
            .enumerate()
            .map(|(r, rent)| rent * self.corridor_exports(r, exporter, markets))
            .sum();
        (fob * self.exports(exporter, markets) + rent_share * rents) / 1000.0
    }

    /// Tonnes that an exporter sells.
    pub fn exports(&self, exporter: usize, markets: usize) -> f64 {
        self.trade[exporter * markets..(exporter + 1) * markets].iter().sum()
    }

    /// Tonnes that an exporter sends through a corridor.
    pub fn corridor_exports(&self, corridor: usize, exporter: usize, markets: usize) -> f64 {
        let start = corridor * self.trade.len() + exporter * markets;
        self.flow[start..start + markets].iter().sum()
    }

    /// Tonnes through a corridor.
    pub fn corridor_flow(&self, corridor: usize) -> f64 {
        let pairs = self.trade.len();
        self.flow[corridor * pairs..(corridor + 1) * pairs].iter().sum()
    }

    /// Whether delivered prices within one market differ several-fold.
    pub fn has_wide_spread(&self) -> bool {
        self.price_spread > WIDE_SPREAD
    }

    /// Whether a market's price is beyond all that was ever on record.
    pub fn is_off_scale(&self) -> bool {
        self.market_price_ratio > OFF_SCALE
    }

    /// Tonnes traded by all.
    pub fn world_trade(&self) -> f64 {
        self.trade.iter().sum()
    }
}

/// Ratio of the dearest to the cheapest delivered price among sellers with a thousandth of the market.
fn spread(log_price: &[f64], log_trade: &[f64]) -> f64 {
    let total: f64 = log_trade.iter().map(|q| q.exp()).sum();
    let counted = log_price.iter().zip(log_trade).filter(|(_, q)| q.exp() > 1e-3 * total);
    let (low, high) =
        counted.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (&p, _)| (low.min(p), high.max(p)));
    if high >= low { (high - low).exp() } else { 1.0 }
}
