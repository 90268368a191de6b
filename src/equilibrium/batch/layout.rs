//! Who offers where by which corridors, in flat lists that loops can run along.

use crate::equilibrium::calibration::Calibration;
use crate::numeric::float::Float;
use crate::numeric::lanes::Lanes;
use crate::numeric::real::Real;
use std::ops::Range;

/// An offer that chooses among corridors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Routed {
    /// Position among all offers.
    pub offer: usize,
    pub exporter: usize,
    pub market: usize,
    pub choice_set: usize,
}

/// Who offers where: every exporter in every market, market by market, so that loops over exporters look nothing up.
/// The offer of exporter `i` in market `j` is at `j * exporters + i`; one that is never made weighs nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Layout {
    pub exporters: usize,
    pub markets: usize,
    pub corridors: usize,
    /// Whether an offer is made in any lane.
    pub is_made: Vec<bool>,
    /// Offers that are made and choose among corridors; all others are shipped directly.
    pub routed: Vec<Routed>,
    /// Options of each choice set.
    pub options: Vec<Range<usize>>,
    /// Corridor of each option.
    pub corridor: Vec<usize>,
    positions: Vec<usize>,
}

impl Layout {
    /// The layout for draws of one world. Pairs that trade in no lane are left out: their trade is
    /// exactly zero, so leaving them out changes no bit.
    pub(super) fn new<const L: usize>(calibration: &Calibration<Lanes<L>>) -> Layout {
        let (exporters, markets) = (calibration.exporters, calibration.markets);
        let mut layout = Layout { exporters, markets, corridors: calibration.corridors, ..Layout::default() };
        for options in calibration.routes.choice_sets() {
            let start = layout.corridor.len();
            layout.corridor.extend(options.iter().map(|option| option.corridor));
            layout.options.push(start..layout.corridor.len());
        }
        for market in 0..markets {
            for exporter in 0..exporters {
                let (pair, offer) = (exporter * markets + market, layout.is_made.len());
                let is_made = calibration.share[pair].0.iter().any(|&share| share > 0.0);
                layout.is_made.push(is_made);
                if let Some(choice_set) = calibration.routes.choice_set_of(pair).filter(|_| is_made) {
                    layout.routed.push(Routed { offer, exporter, market, choice_set });
                }
            }
        }
        let most = layout.offers().max(layout.unknowns()).max(layout.corridor.len());
        layout.positions = (0..most).collect();
        layout
    }

    /// The first `n` positions, as numbers of which compilers know nothing: a loop that looks things up by them is
    /// vectorised across lanes, and not across offers, which takes three times as long.
    #[inline(always)]
    pub(super) fn first(&self, n: usize) -> &[usize] {
        &self.positions[..n]
    }

    /// Number of offers.
    pub(super) fn offers(&self) -> usize {
        self.exporters * self.markets
    }

    /// Number of unknowns: a price for each exporter and a rent for each corridor.
    pub(super) fn unknowns(&self) -> usize {
        self.exporters + self.corridors
    }

    /// Position of an offer among pairs, which are counted exporter by exporter.
    #[inline(always)]
    pub(super) fn pair(&self, market: usize, exporter: usize) -> usize {
        exporter * self.markets + market
    }

    /// Offers made in a market.
    #[inline(always)]
    pub(super) fn of_market(&self, market: usize) -> Range<usize> {
        market * self.exporters..(market + 1) * self.exporters
    }
}

/// Values for each of `n` things, to be written.
pub(super) fn blank<const L: usize, T: Float>(n: usize) -> Vec<Lanes<L, T>> {
    vec![Lanes::splat(0.0); n]
}
