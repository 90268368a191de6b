//! Who offers where by which corridors, in flat lists that loops can run along.

use crate::equilibrium::calibration::Calibration;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;
use std::ops::Range;

/// One exporter's offer in one market.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    pub exporter: usize,
    pub market: usize,
    pub pair: usize,
    /// Position of its fan; that of the empty fan behind the last one for direct sales.
    pub choice_set: usize,
}

/// The offers of all markets and the legs of all fans.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout<const L: usize> {
    /// Market by market.
    pub offers: Vec<Offer>,
    /// Offers of each market.
    pub of_market: Vec<Range<usize>>,
    /// Legs of each fan; the last fan is empty.
    pub of_fan: Vec<Range<usize>>,
    /// Corridor of each leg.
    pub corridor: Vec<usize>,
    /// Extra cost of each leg.
    pub extra: Vec<Lanes<L>>,
}

impl<const L: usize> Layout<L> {
    /// The layout for draws of one world. Pairs that trade in no lane are left out: their trade is
    /// exactly zero, so leaving them out changes no bit.
    pub(super) fn new(calibration: &Calibration<Lanes<L>>) -> Layout<L> {
        let (exporters, markets) = (calibration.exporters, calibration.markets);
        let mut layout = Layout::default();
        for options in calibration.routes.choice_sets() {
            let start = layout.corridor.len();
            layout.corridor.extend(options.iter().map(|option| option.corridor));
            layout.extra.extend(options.iter().map(|option| option.extra));
            layout.of_fan.push(start..layout.corridor.len());
        }
        let direct = layout.of_fan.len();
        layout.of_fan.push(layout.corridor.len()..layout.corridor.len());
        for market in 0..markets {
            let start = layout.offers.len();
            for exporter in 0..exporters {
                let pair = exporter * markets + market;
                let trades = |weight: &f64| *weight > f64::NEG_INFINITY;
                if calibration.log_weight[pair].0.iter().any(trades) {
                    let choice_set = calibration.routes.choice_set_of(pair).unwrap_or(direct);
                    layout.offers.push(Offer { exporter, market, pair, choice_set });
                }
            }
            layout.of_market.push(start..layout.offers.len());
        }
        layout
    }

    /// Position of the empty fan.
    pub(super) fn direct(&self) -> usize {
        self.of_fan.len() - 1
    }
}

/// Values for each of `n` things, to be written.
pub(super) fn blank<const L: usize>(n: usize) -> Vec<Lanes<L>> {
    vec![Lanes::splat(0.0); n]
}
