//! What solved lanes say: prices, trade, flows, revenue.

use super::layout::{Layout, Routed, blank};
use super::point::Point;
use super::terms::Terms;
use crate::equilibrium::calibration::Calibration;
use crate::equilibrium::solution::{OFF_SCALE, Solution, WIDE_SPREAD};
use crate::numeric::float::Float;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;

/// Sum of weights above which a market has a seller: that of none is [`Float::TINY`].
const SOLD: f64 = 2.0 * f64::TINY;

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
        layout: &Layout,
        terms: &Terms<L, f64>,
        point: &Point<L, f64>,
    ) {
        let (zero, nan, n) = (Lanes::splat(0.0), Lanes::splat(f64::NAN), layout.exporters);
        for r in 0..layout.corridors {
            // On its bound a rent is zero to rounding; reported, it is zero.
            let on_bound = point.y[n + r].select_less(point.g[n + r], zero, point.y[n + r]);
            self.rent[r] = zero.select_less(terms.limited[r], on_bound.max(zero) * terms.rent_unit, zero);
            self.flow[r] = point.flow[r];
        }
        self.world_trade = zero;
        for i in 0..n {
            self.fob[i] = zero.select_less(terms.active[i], point.fob[i], nan);
            self.exports[i] = point.sales[i];
            self.world_trade += point.sales[i];
            let fob_sales = zero.select_less(terms.active[i], point.fob[i] * point.sales[i], zero);
            self.revenue[i] = fob_sales * Lanes::splat(1e-3);
        }
        let mut market_ratio = zero;
        for j in 0..layout.markets {
            let ratio = point.log_market_price[j].exp();
            let sold = zero.select_less(terms.tonnes[j], point.demand_weights[j], zero);
            let is_sold = Lanes::splat(SOLD);
            self.market_price[j] = is_sold.select_less(sold, calibration.market_price[j] * ratio, nan);
            market_ratio = market_ratio.max(is_sold.select_less(sold, ratio, zero));
        }
        self.market_price_ratio = market_ratio;
        self.add_rents(calibration, layout, point);
        self.compare_prices(calibration, layout, terms, point);
    }

    /// Trade by pair and corridor, and the exporters' part of the rents.
    #[inline(always)]
    fn add_rents(&mut self, calibration: &Calibration<Lanes<L>>, layout: &Layout, point: &Point<L, f64>) {
        let pairs = self.trade.len();
        for j in 0..layout.markets {
            for (i, &demand_weight) in point.demand_weight[layout.of_market(j)].iter().enumerate() {
                self.trade[layout.pair(j, i)] = point.factor[j] * demand_weight;
            }
        }
        for &Routed { exporter, market, choice_set, .. } in &layout.routed {
            let pair = layout.pair(market, exporter);
            let (trade, mut rent) = (self.trade[pair], Lanes::splat(0.0));
            for option in layout.options[choice_set].clone() {
                let (r, share) = (layout.corridor[option], point.routes.share[option]);
                self.route[r * pairs + pair] = share * trade;
                rent += self.rent[r] * share;
            }
            let kept = calibration.behaviour.rent_share[exporter];
            self.revenue[exporter] += kept * rent * trade * Lanes::splat(1e-3);
        }
    }

    /// How far prices are from the baseline's, as [`Solution::price_ratio`] has it, and the ratio of the dearest to the
    /// cheapest delivered price among sellers with a thousandth of a market.
    #[inline(always)]
    fn compare_prices(
        &mut self,
        calibration: &Calibration<Lanes<L>>,
        layout: &Layout,
        terms: &Terms<L, f64>,
        point: &Point<L, f64>,
    ) {
        let (zero, one) = (Lanes::splat(0.0), Lanes::splat(1.0));
        let (mut ratio, mut spread) = (zero, one);
        for i in 0..layout.exporters {
            ratio = ratio.max(zero.select_less(terms.active[i], point.fob[i] / calibration.fob[i], zero));
        }
        for rent in &self.rent {
            ratio = ratio.max(*rent / calibration.price_scale);
        }
        for j in 0..layout.markets {
            let (mut low, mut high, mut most) = (Lanes::splat(f64::INFINITY), zero, zero);
            let least = point.demand_weights[j] * Lanes::splat(1e-3);
            for o in layout.of_market(j) {
                let (price, weight) = (point.price[o] * terms.relative[o], point.demand_weight[o]);
                most = most.max(zero.select_less(terms.weight[o], price, zero));
                low = least.select_less(weight, low.min(price), low);
                high = least.select_less(weight, high.max(price), high);
            }
            ratio = ratio.max(zero.select_less(terms.tonnes[j], most, zero));
            spread = spread.max(low.select_less(high, high / low, one));
        }
        (self.price_ratio, self.price_spread) = (ratio, spread);
    }

    /// Takes over the lanes for which `taken` holds.
    pub(super) fn take_lanes(&mut self, other: &Answer<L>, taken: [bool; L]) {
        macro_rules! lists { ($($list:ident)*) => {$(
            for (into, from) in self.$list.iter_mut().zip(&other.$list) { take(into, from, &taken); }
        )*} }
        lists!(fob rent trade market_price flow route exports revenue);
        macro_rules! single { ($($one:ident)*) => {$( take(&mut self.$one, &other.$one, &taken); )*} }
        single!(world_trade price_spread price_ratio market_price_ratio);
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

fn take<const L: usize>(into: &mut Lanes<L>, from: &Lanes<L>, taken: &[bool; L]) {
    for l in 0..L {
        if taken[l] {
            into.0[l] = from.0[l];
        }
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
