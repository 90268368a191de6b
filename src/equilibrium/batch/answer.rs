//! What solved lanes say: prices, trade, flows, revenue.

use super::layout::{Layout, blank};
use super::point::Point;
use super::terms::{DrawTerms, PeriodTerms};
use crate::equilibrium::calibration::Calibration;
use crate::equilibrium::solution::{OFF_SCALE, Solution, WIDE_SPREAD};
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// The equilibria of all lanes; the fields are those of [`Solution`], one lane for each draw. What
/// there is not (the price of a market without a seller) is not a number.
#[derive(Debug, Clone, Default)]
pub struct Answer<const L: usize> {
    /// FOB price `f_i`.
    pub fob: Vec<Lanes<L>>,
    /// Scarcity rent `λ_r`.
    pub rent: Vec<Lanes<L>>,
    /// Trade `q_ij`, row by exporter.
    pub trade: Vec<Lanes<L>>,
    /// Market price `P_j`.
    pub market_price: Vec<Lanes<L>>,
    /// Tonnes through each corridor.
    pub flow: Vec<Lanes<L>>,
    /// The same by pair: that of corridor `r` for pair `ij` is at `r * pairs + ij`.
    pub route: Vec<Lanes<L>>,
    /// Tonnes that each exporter sells.
    pub exports: Vec<Lanes<L>>,
    /// Revenue, in thousands of money times tonnes.
    pub revenue: Vec<Lanes<L>>,
    /// Tonnes traded by all.
    pub world_trade: Lanes<L>,
    /// Largest ratio of delivered prices within one market, small sellers left out.
    pub price_spread: Lanes<L>,
    /// Largest ratio of an FOB price, a delivered price or a rent to the baseline's.
    pub price_ratio: Lanes<L>,
    /// Largest ratio of a market's price to its baseline price.
    pub market_price_ratio: Lanes<L>,
}

impl<const L: usize> Answer<L> {
    pub(super) fn blank(exporters: usize, markets: usize, corridors: usize) -> Self {
        Answer {
            fob: blank(exporters),
            rent: blank(corridors),
            trade: blank(exporters * markets),
            market_price: blank(markets),
            flow: blank(corridors),
            route: blank(corridors * exporters * markets),
            exports: blank(exporters),
            revenue: blank(exporters),
            world_trade: Lanes::splat(0.0),
            price_spread: Lanes::splat(1.0),
            price_ratio: Lanes::splat(0.0),
            market_price_ratio: Lanes::splat(0.0),
        }
    }

    #[inline(always)]
    pub(super) fn read(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
        point: &Point<L>,
    ) {
        let (zero, nan, n) = (Lanes::splat(0.0), Lanes::splat(f64::NAN), calibration.exporters);
        for r in 0..calibration.corridors {
            // On its bound a rent is zero to rounding; reported, it is zero.
            let on_bound = point.y[n + r].select_less(point.g[n + r], zero, point.y[n + r]);
            self.rent[r] = zero.select_less(now.limited[r], on_bound.max(zero) * draw.rent_unit, zero);
            self.flow[r] = point.flow[r];
        }
        self.world_trade = zero;
        for i in 0..n {
            self.fob[i] = zero.select_less(now.active[i], point.fob[i], nan);
            self.exports[i] = point.sales[i];
            self.world_trade += point.sales[i];
            let fob_sales = zero.select_less(now.active[i], point.fob[i] * point.sales[i], zero);
            self.revenue[i] = fob_sales * Lanes::splat(1e-3);
        }
        for j in 0..calibration.markets {
            let sold = zero.select_less(now.tonnes[j], point.demand_weights[j], zero);
            let price = calibration.market_price[j] * point.log_market_price[j].exp();
            self.market_price[j] = Lanes::splat(f64::MIN_POSITIVE).select_less(sold, price, nan);
        }
        self.add_rents(calibration, layout, point);
        self.spread(layout, now, point);
        self.scale(calibration, layout, draw, now, point);
    }

    /// How far prices are from the baseline's, as [`Solution::price_ratio`] has it.
    #[inline(always)]
    fn scale(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout<L>,
        draw: &DrawTerms<L>,
        now: &PeriodTerms<L>,
        point: &Point<L>,
    ) {
        let zero = Lanes::splat(0.0);
        let (mut ratio, mut market_ratio) = (zero, zero);
        for i in 0..calibration.exporters {
            ratio = ratio.max(zero.select_less(now.active[i], point.fob[i] / calibration.fob[i], zero));
        }
        for rent in &self.rent {
            ratio = ratio.max(*rent / calibration.price_scale);
        }
        for j in 0..now.tonnes.len() {
            let own = layout.of_market[j].clone();
            let mut most = zero;
            for (at, terms) in point.offers[own.clone()].iter().zip(&now.offers[own]) {
                most = most.max(zero.select_less(terms.weight, at.before_duty * terms.markup, zero));
            }
            ratio = ratio.max(zero.select_less(now.tonnes[j], most, zero));
            let price = self.market_price[j] * draw.per_price[j];
            market_ratio = market_ratio.max(zero.select_less(price, price, zero));
        }
        (self.price_ratio, self.market_price_ratio) = (ratio, market_ratio);
    }

    /// Trade by pair and corridor, and the exporters' part of the rents.
    #[inline(always)]
    fn add_rents(&mut self, calibration: &Calibration<Lanes<L>>, layout: &Layout<L>, point: &Point<L>) {
        for (offer, at) in layout.offers.iter().zip(&point.offers) {
            let trade = point.factor[offer.market] * at.demand_weight;
            self.trade[offer.pair] = trade;
            let mut rent = Lanes::splat(0.0);
            let pairs = self.trade.len();
            for option in layout.of_fan[offer.choice_set].clone() {
                self.route[layout.corridor[option] * pairs + offer.pair] = point.share[option] * trade;
                rent += self.rent[layout.corridor[option]] * point.share[option];
            }
            if offer.choice_set != layout.direct() {
                let kept = calibration.behaviour.rent_share[offer.exporter];
                self.revenue[offer.exporter] += kept * rent * trade * Lanes::splat(1e-3);
            }
        }
    }

    /// Ratio of the dearest to the cheapest delivered price among sellers with a thousandth of a market.
    #[inline(always)]
    fn spread(&mut self, layout: &Layout<L>, now: &PeriodTerms<L>, point: &Point<L>) {
        let one = Lanes::splat(1.0);
        self.price_spread = one;
        for j in 0..now.tonnes.len() {
            let (mut low, mut high) = (Lanes::splat(f64::INFINITY), Lanes::splat(0.0));
            let least = point.demand_weights[j] * Lanes::splat(1e-3);
            let own = layout.of_market[j].clone();
            for (at, terms) in point.offers[own.clone()].iter().zip(&now.offers[own]) {
                let price = at.before_duty * terms.markup;
                low = least.select_less(at.demand_weight, low.min(price), low);
                high = least.select_less(at.demand_weight, high.max(price), high);
            }
            self.price_spread = self.price_spread.max(low.select_less(high, high / low, one));
        }
    }

    /// Whether delivered prices within one market differ several-fold in a lane.
    pub fn has_wide_spread(&self, lane: usize) -> bool {
        self.price_spread.0[lane] > WIDE_SPREAD
    }

    /// Whether a market's price is beyond all that was ever on record in a lane.
    pub fn is_off_scale(&self, lane: usize) -> bool {
        self.market_price_ratio.0[lane] > OFF_SCALE
    }

    /// Puts the answer of the single solver in the place of one lane's.
    pub(super) fn put(&mut self, lane: usize, solution: &Solution) {
        let markets = self.market_price.len();
        let write = |into: &mut [Lanes<L>], from: &dyn Fn(usize) -> f64| {
            for (k, lanes) in into.iter_mut().enumerate() {
                lanes.0[lane] = from(k);
            }
        };
        let some = |value: Option<f64>| value.unwrap_or(f64::NAN);
        write(&mut self.fob, &|i| some(solution.fob[i]));
        write(&mut self.rent, &|r| solution.rent[r]);
        write(&mut self.trade, &|pair| solution.trade[pair]);
        write(&mut self.market_price, &|j| some(solution.market_price[j]));
        write(&mut self.flow, &|r| solution.corridor_flow(r));
        write(&mut self.route, &|option| solution.flow[option]);
        write(&mut self.exports, &|i| solution.exports(i, markets));
        write(&mut self.revenue, &|i| solution.revenue[i]);
        self.world_trade.0[lane] = solution.world_trade();
        self.price_spread.0[lane] = solution.price_spread;
        self.price_ratio.0[lane] = solution.price_ratio;
        self.market_price_ratio.0[lane] = solution.market_price_ratio;
    }
}

impl From<&Solution> for Answer<1> {
    fn from(solution: &Solution) -> Answer<1> {
        let (exporters, markets) = (solution.fob.len(), solution.market_price.len());
        let mut answer = Answer::blank(exporters, markets, solution.rent.len());
        answer.put(0, solution);
        answer
    }
}
